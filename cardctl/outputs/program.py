"""Records of the program itself: rules, states, schemas, columns, and what sets up a register."""

from __future__ import annotations

from typing import Any, TypedDict

from cardctl.domain.workflow import Outcome, Requirement, State
from cardctl.finding import Severity


class SettingData(TypedDict):
    """A setting in effect."""

    key: str
    value: str
    origin: str
    """An option, an environment variable, FILE:LINE, or default."""


class SettingsFileData(TypedDict):
    """The settings file of a person."""

    path: str
    written: bool
    """Whether the command changed it."""


class RuleData(TypedDict):
    """A rule."""

    code: str
    name: str
    aliases: list[str]
    severity: Severity
    meaning: str
    why: str
    hint: str
    bad: Any
    """An example that breaks the rule: text, or texts by path."""
    good: Any
    """An example that keeps it."""
    since: str
    can_be_allowed: bool
    """Whether a comment can allow a finding."""


class NeedData(TypedDict):
    """What a transition or an outcome needs."""

    need: Requirement
    words: dict[str, str]
    """By language."""
    option: str
    """Option of `update` that provides it."""


class StateData(TypedDict):
    """A state."""

    state: State
    words: dict[str, str]
    """Name, by language."""
    holds: dict[str, str]
    """What cards it holds, by language."""


class OutcomeData(TypedDict):
    """An outcome."""

    outcome: Outcome
    words: dict[str, str]
    """Name, by language."""
    needs: list[NeedData]
    count: str
    """How it counts in the completion rate."""
    later_meeting: bool
    """Whether only a meeting after the decision can confirm it."""


TransitionFromTo = TypedDict("TransitionFromTo", {"from": State | None, "to": State})


class TransitionData(TransitionFromTo):
    """A legal move."""

    words: dict[str, str]
    """By language."""
    who: list[str]
    needs: list[NeedData]


class StatesData(TypedDict):
    """The workflow."""

    states: list[StateData]
    outcomes: list[OutcomeData]
    moves: list[TransitionData]


class ColumnData(TypedDict):
    """A column of a sheet."""

    name: str
    heads: dict[str, str]
    """Head, by language."""
    synonyms: list[str]
    contents: str
    words: list[str]
    """Values that a cell can have; none if any."""
    by_language: bool
    """Whether there is a column for each language."""
    commands: list[str]
    example: str


class InitData(TypedDict):
    """The files of a new register, or files that were added to one."""

    register: str
    """The folder."""
    written: list[str]
    unchanged: list[str]
    """Files that were there already."""


class GitSetupData(TypedDict):
    """How git was set up, or would be."""

    dry_run: bool
    settings: dict[str, str]
    """Settings of this clone."""
    attributes: list[str]
    """Lines that were missing in .gitattributes."""


class SchemaFilesData(TypedDict):
    """The schemas in a folder."""

    folder: str
    written: list[str]
    """Files that were missing or outdated; none with `--check`, which fails then."""


class ExitCodeData(TypedDict):
    """An exit code."""

    code: int
    meaning: str


class ParameterData(TypedDict):
    """An argument or option."""

    names: list[str]
    opposites: list[str]
    """Names that say the opposite, such as `--no-index`."""
    metavar: str | None
    type: str
    """Kind of the value: see `values`; `flag` for none."""
    choices: Any
    """Values to choose from; null if any."""
    default: Any
    required: bool
    repeatable: bool
    reads_stdin: bool
    """Whether the value `-` stands for standard input."""
    group: str | None
    """Group of options in the help."""
    help: str


class ValueKindData(TypedDict):
    """A kind of values."""

    name: str
    words: str
    note: str | None
    choices: list[str]


class CommandGroupData(TypedDict):
    """Commands with a common purpose."""

    heading: str
    commands: list[str]


class CommandData(TypedDict):
    """A command."""

    name: str
    usage: str
    summary: str
    description: list[str]
    """Paragraphs."""
    examples: list[str]
    commands: list[str]
    """The commands inside it."""
    arguments: list[ParameterData]
    options: list[ParameterData]
    writes: dict[str, list[str]]
    """What it writes, with the options without which it does not."""


class CommandsData(TypedDict):
    """The whole command line."""

    program: str
    version: str
    summary: str
    exit_codes: list[ExitCodeData]
    streams: dict[str, str]
    """What standard input, output and error are for."""
    values: list[ValueKindData]
    options: list[ParameterData]
    """Global options."""
    groups: list[CommandGroupData]
    commands: list[CommandData]
