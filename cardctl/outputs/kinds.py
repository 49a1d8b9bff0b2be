"""The kinds of JSON objects that the program prints, each with the type of its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cardctl.outputs.agencies import (
    AgencyData,
    CollectData,
    DeskData,
    RemindersData,
    RequestData,
)
from cardctl.outputs.cards import (
    BoardData,
    CardRowData,
    ChangeData,
    HistoryData,
    RedactData,
    RenumberData,
    SavedViewData,
    ShowData,
)
from cardctl.outputs.documents import (
    MinutesData,
    PaperData,
    PeriodReportData,
    SiteData,
    TablesData,
)
from cardctl.outputs.findings import CheckData, ErrorData, FindingsData
from cardctl.outputs.meetings import MeetingData, SealData, VerificationData
from cardctl.outputs.pool import PoolCardData, PoolRegister, PoolReportData, PulledData
from cardctl.outputs.program import (
    ColumnData,
    CommandsData,
    GitSetupData,
    InitData,
    RuleData,
    SchemaFilesData,
    SettingData,
    SettingsFileData,
    StatesData,
)
from cardctl.outputs.report import ReportData


class Kind(NamedTuple):
    """The type of the data of a kind of objects, and what it is."""

    data: Any
    meaning: str


KINDS: Mapping[str, Kind] = {
    "agencies": Kind(list[AgencyData], "the agencies, each with its open cards"),
    "agency": Kind(AgencyData, "one agency, with its open cards"),
    "agency-change": Kind(ChangeData, "what a command changed of agencies"),
    "agenda-paper": Kind(PaperData, "the agenda paper of a meeting"),
    "board": Kind(BoardData, "cards in columns"),
    "card": Kind(ShowData, "one card, with what is computed of it"),
    "cards": Kind(list[CardRowData], "cards with the fields that were asked for"),
    "collect": Kind(CollectData, "the forms that were taken in"),
    "commands": Kind(CommandsData, "the whole command line"),
    "config": Kind(list[SettingData], "the settings in effect, each with where it comes from"),
    "columns": Kind(list[ColumnData], "the columns of sheets"),
    "config-file": Kind(
        SettingsFileData, "the settings file of a person, and whether it was changed"
    ),
    "desk": Kind(DeskData, "who has returned results, and what awaits a decision"),
    "doctor": Kind(list[CheckData], "checks of the installation, the register and its repository"),
    "edit": Kind(ChangeData, "what was edited"),
    "error": Kind(ErrorData, "why a command has no answer"),
    "findings": Kind(FindingsData, "what `validate` found"),
    "git-setup": Kind(GitSetupData, "how git was set up"),
    "init": Kind(InitData, "the files of a new register, or that were added to one"),
    "log": Kind(HistoryData, "the history of a card"),
    "meeting": Kind(MeetingData, "one meeting, with its cards"),
    "meeting-change": Kind(ChangeData, "what a command changed of meetings and their cards"),
    "meeting-report": Kind(ReportData, "the facts of the report that a meeting hears"),
    "meetings": Kind(list[MeetingData], "the meetings, each with its cards"),
    "minutes": Kind(MinutesData, "the minutes of a meeting"),
    "new": Kind(ChangeData, "the new cards"),
    "period-report": Kind(PeriodReportData, "what changed in a period, by week"),
    "pool": Kind(list[PoolRegister], "the registers of a pool"),
    "pool-cards": Kind(list[PoolCardData], "cards of a pool"),
    "pool-pull": Kind(list[PulledData], "what became of the registers of a pool"),
    "pool-report": Kind(PoolReportData, "the report over all registers of a pool"),
    "redact": Kind(RedactData, "which texts were erased"),
    "reminders": Kind(RemindersData, "the agencies that have not answered"),
    "renumber": Kind(RenumberData, "a card whose id was changed"),
    "request": Kind(RequestData, "the forms that were written"),
    "rule": Kind(RuleData, "one rule"),
    "rules": Kind(list[RuleData], "all rules"),
    "schema-files": Kind(SchemaFilesData, "the schemas that were written to a folder"),
    "schemas": Kind(dict[str, Any], "JSON Schemas, by name"),
    "seal": Kind(SealData, "the seal of a meeting"),
    "seal-verification": Kind(VerificationData, "whether what a meeting was told has been altered"),
    "site": Kind(SiteData, "the pages that were written"),
    "states": Kind(StatesData, "states, outcomes and legal moves"),
    "tables": Kind(TablesData, "the tables that were exported"),
    "update": Kind(ChangeData, "what was changed of cards"),
    "views": Kind(list[SavedViewData], "the saved views"),
    "void": Kind(ChangeData, "the cards that were voided"),
}
