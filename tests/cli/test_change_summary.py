"""The summary of a change: what a branch does, item by item, and where it is printed."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.changes import base_of
from support.registers import FILES, TODAY, run, small_register
from typer.testing import Result

from cardctl import api
from cardctl.app.change_summary import summary_of
from cardctl.cli import change_summary as output
from cardctl.cli.render.change_summary import as_data, as_markdown, as_text
from cardctl.rules.comparison import CardVersion, FileDiff
from cardctl.rules.examples import FILES as EXAMPLES
from cardctl.rules.rule import Change
from cardctl.store.layout import CARD_PATH
from cardctl.yaml.reader import read_tree

FIRST, SECOND, THIRD, FOURTH = (f"M01/M01-00{number}.yaml" for number in (1, 2, 3, 4))
MEETING, AGENCIES, CONFIG = "M02/meeting.yaml", "agencies.yaml", "cardctl.yaml"
BASE_DAY = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2024-07-20T09:00:00+0000")
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}

Told = tuple[str, str, str, int]
"""Kind, message, agency and days late of an item."""


class Branch:
    """The small register on `main`, committed on 2024-07-20, and a branch that changes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = small_register(folder)
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.git("checkout", "-q", "-b", "change")

    def git(self, *args: str) -> None:
        name = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
        env = {**CLEAN, **BASE_DAY, "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(
            ["git", *name, *args], cwd=self.folder, env=env, check=True, capture_output=True
        )

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "cards")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text, old
        (self.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def add(self, path: str, text: str) -> None:
        """Append *text* to the file, or to the history if that is not the last part of it."""
        before = {SECOND: "x-own", THIRD: "relations:"}.get(path)
        if before:
            self.edit(path, before, text + before)
        else:
            self.edit(path, whole := (self.root / path).read_text("utf-8"), whole + text)

    def summary(self, *named: str) -> api.ChangeSummary:
        with api.open_register(self.root, today=date.fromisoformat(TODAY)) as register:
            change = api.validate(register, named, since="main").change
        assert change is not None
        return change

    def told(self) -> list[Told]:
        return [(i.kind.value, str(i.words), i.by, i.days_late) for i in self.summary().items]

    def run(self, *args: str, lang: str = "en", **env: str) -> Result:
        return run("validate", "--since", "main", *args, root=self.root, lang=lang, env=env)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    return Branch(tmp_path_factory.mktemp("summary"))


@pytest.fixture
def branch(original: Branch) -> Iterator[Branch]:
    """The branch; its changes are undone after the test, and need no commit to be compared."""
    yield original
    original.git("reset", "-q", "--hard", "main")
    original.git("clean", "-qfdx")


# Entries ----------------------------------------------------------------------------------------

DUE = "due: 2024-06-30\n\n"

ENTRIES: dict[str, tuple[str, str, list[Told]]] = {
    "a move": (
        SECOND, "{date: 2024-07-25, by: mois, state: planned, lead: busan, due: 2024-12-31}",
        [("moved", "registered → planned", "mois", 0), ("lead", "lead busan", "mois", 0),
         ("due_set", "due 2024-12-31", "mois", 0)],
    ),
    "a lead removed": (
        FIRST, "{date: 2024-07-25, by: mois, lead: null}", [("lead", "lead removed", "mois", 0)],
    ),
    "another lead": (
        FIRST, "{date: 2024-07-25, by: mois, lead: ulsan}",
        [("lead", "lead busan → ulsan", "mois", 0)],
    ),
    "a due date moved, filed 12 days after its date": (
        FIRST, "{date: 2024-07-08, by: busan, due: 2024-12-31, note: Rain, meeting: 2}",
        [("due_moved", "due 2024-06-30 → 2024-12-31", "busan", 12)],
    ),
    "a due date removed": (
        FIRST, "{date: 2024-07-25, by: busan, due: null}",
        [("due_moved", "due date removed", "busan", 0)],
    ),
    "a claim": (
        FIRST, "{date: 2024-07-25, by: busan, state: submitted, outcome: completed}",
        [("submitted", "in progress → submitted as completed", "busan", 0)],
    ),
    "a closing": (
        THIRD, "{date: 2024-07-25, by: mois, state: closed, outcome: completed, meeting: 2}",
        [("closed", "closed as completed", "mois", 0)],
    ),
    "a closing without a meeting": (
        THIRD, "{date: 2024-07-25, by: mois, state: closed, outcome: completed}",
        [("closed", "closed as completed, without a meeting", "mois", 0)],
    ),
    "a return": (
        THIRD, "{date: 2024-07-25, by: mois, state: in_progress, note: No photographs}",
        [("returned", "returned: submitted → in progress", "mois", 0)],
    ),
    "a reopening": (
        FOURTH, "{date: 2024-07-25, by: mois, state: in_progress, note: Needed}",
        [("reopened", "reopened: closed → in progress", "mois", 0)],
    ),
    "a hold": (
        SECOND, "{date: 2024-07-25, by: mois, state: on_hold, note: Wait, review: 2}",
        [("put_on_hold", "registered → on hold, to be reviewed by meeting 2", "mois", 0)],
    ),
    "a void": (
        SECOND, "{date: 2024-07-25, by: mois, state: closed, outcome: void, note: Twice}",
        [("voided", "closed as void: registered in error", "mois", 0)],
    ),
    "a correction": (
        FIRST, "{date: 2024-07-25, by: busan, due: 2024-06-20, corrects: {due: 2024-06-30}}",
        [("corrected", "corrected due: 2024-06-30 → 2024-06-20", "busan", 0)],
    ),
    "a confirmation taken back": (
        FOURTH, ("{date: 2024-07-25, by: mois, state: submitted, outcome: withdrawn, "
                 "corrects: {state: closed}}"),
        [("unconfirmed", "confirmation taken back: closed → submitted", "mois", 0)],
    ),
    "an amendment": (
        FIRST, "{date: 2024-07-25, by: mois, meeting: 2, amends: {indicators.km.target: 10}}",
        [("amended", "amended indicators.km.target: 10 → 12", "mois", 0)],
    ),
    "an amendment of a long text": (
        FIRST, f"{{date: 2024-07-25, by: mois, meeting: 2, amends: {{decision: {'x' * 50}}}}}",
        [("amended", "amended decision", "mois", 0)],
    ),
    "an entry that changes nothing": (
        FIRST, "{date: 2024-07-25, by: mois, note: Seen}",
        [("noted", "entry without a change", "mois", 0)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENTRIES)
def test_a_new_entry_is_told_in_words(branch: Branch, name: str) -> None:
    path, entry, items = ENTRIES[name]
    branch.add(path, f"  - {entry}\n")
    told = branch.told()
    assert told[: len(items)] == items
    # The fields at the top were left as they are; that is not a change.
    assert told[len(items) :] == []


def test_the_meeting_and_the_reason_are_told_with_the_entry(branch: Branch) -> None:
    path, entry, _unused = ENTRIES["a due date moved, filed 12 days after its date"]
    branch.add(path, f"  - {entry}\n")
    printed = branch.run().stdout
    assert (
        "due 2024-06-30 → 2024-12-31 "
        "(busan, 2024-07-08, by meeting 2, filed 12 days after its date): Rain\n"
    ) in printed


def test_what_an_entry_records_is_told_once(branch: Branch) -> None:
    branch.edit(FIRST, DUE, "due: 2024-12-31\n\n")
    branch.edit(FIRST, "before the rains.", "after the rains.")
    branch.edit(FIRST, "name: Kilometres raised", "name: Kilometres")
    branch.add(
        FIRST,
        """  - {date: 2024-07-25, by: mois, due: 2024-12-31, meeting: 2,
    amends: {decision: Raise the dykes along the lower river before the rains.},
    corrects: {indicators.km.name: Kilometres raised}}
""",
    )
    assert branch.told() == [
        ("due_moved", "due 2024-06-30 → 2024-12-31", "mois", 0),
        ("corrected", "corrected indicators.km.name: Kilometres raised → Kilometres", "mois", 0),
        ("amended", "amended decision", "mois", 0),
    ]


def test_a_long_reason_is_cut_but_not_in_data(branch: Branch) -> None:
    branch.add(FIRST, f"  - {{date: 2024-07-25, by: mois, note: {'word ' * 100}}}\n")
    assert f"(mois, 2024-07-25): {('word ' * 100)[:199]}…\n" in branch.run().stdout
    (item,) = json.loads(branch.run("--format", "json").stdout)["data"]["change"]["items"]
    assert item["reason"] == ("word " * 100).strip()


def test_results_are_filed_and_revised(branch: Branch) -> None:
    result = "{meeting: 2, date: 2024-06-20, by: busan, text: Half., progress: 50}"
    again = "{meeting: 2, date: 2024-07-25, by: busan, text: Less., progress: 40, correction: Sum}"
    branch.add(FIRST, f"results:\n  - {result}\n  - {again}\n")
    assert branch.told() == [
        ("result_filed", "result for meeting 2, progress 50%", "busan", 30),
        ("result_revised", "revised result for meeting 2, progress 40%", "busan", 0),
    ]
    assert [item.needs_review for item in branch.summary().items] == [False, True]


def test_what_is_taken_back_is_told_without_its_texts(branch: Branch) -> None:
    branch.edit(THIRD, "  - {date: 2024-06-10, by: ulsan, state: submitted, outcome: completed}\n",
                "")  # fmt: skip
    branch.edit(FIRST, "    note: 측량 완료\n", "")
    whole = (branch.root / THIRD).read_text("utf-8")
    result = whole[whole.index("results:") : whole.index("plan:")]
    branch.edit(THIRD, result, "")
    assert branch.told()[:3] == [
        ("rewritten", "entry '2024-03-20 in_progress busan' rewritten", "", 0),
        ("taken_back", "history entry '2024-06-10 submitted completed ulsan' taken back", "", 0),
        ("taken_back", "result '2024-06-10 ulsan' taken back", "", 0),
    ]
    assert all(item.needs_review for item in branch.summary().items)


def test_an_erasure_names_path_and_ground_but_not_the_text(branch: Branch) -> None:
    branch.edit(THIRD, "{en: The gauges are in place., ko: 수위계를 설치함.}", '"[redacted]"')
    branch.add(THIRD, "  - {date: 2024-07-25, by: mois, redacts: [results.0.text], ground: Art. 36}\n")  # noqa: E501  # fmt: skip
    assert branch.told() == [("erased", "erased: results.0.text", "mois", 0)]
    for form in ("text", "json"):
        printed = branch.run("--format", form).stdout
        change = printed if form == "json" else printed[printed.index("This change") :]
        assert "Art. 36" in change
        assert "gauges are in place" not in change


def test_a_rewritten_result_is_not_excused_by_the_erasure_of_another_text(branch: Branch) -> None:
    branch.edit(THIRD, "progress: 100", "progress: 90")
    branch.add(THIRD, "  - {date: 2024-07-25, by: mois, redacts: [results.0.text], ground: x}\n")
    assert ("rewritten", "entry '2024-06-10 ulsan' rewritten", "", 0) in branch.told()


# The rest of a card -----------------------------------------------------------------------------

CONTENT: dict[str, tuple[str, str, str, str, str]] = {
    "a step done": (
        FIRST, "      due: 2024-06-30   # before the rains\n", "      done: 2024-07-21\n",
        "content", "plan changed: 1 step done"),
    "a step's due date": (
        FIRST, "      due: 2024-06-30   #", "      due: 2024-09-30   #",
        "content", "plan changed: 1 due date moved"),
    "texts of the plan": (
        FIRST, "summary: Survey, then", "summary: Measure, then",
        "content", "plan changed: texts or dates changed"),
    "money": (
        FIRST, "planned: 2500", "planned: 3500",
        "content", "1 budget line changed, total 2,500 → 3,500"),
    "partners": (
        FIRST, "[ulsan, moef]", "[ulsan, mois]", "content", "partners: +mois, −moef"),
    "the order of partners": (
        FIRST, "[ulsan, moef]", "[moef, ulsan]", "content", "order of partners changed"),
    "relations": (
        THIRD, "see_also: M01-001", "see_also: M01-002",
        "content", "relations: +see_also M01-002, −see_also M01-001"),
    "tags": (FIRST, "tags: [dykes, '예산']", "tags: [dykes]", "content", "tags changed"),
    "an own key": (SECOND, "x-own: kept", "x-own: lost",
        "layout", "only comments, layout or custom keys (x-…)"),
    "a note": (SECOND, "x-own", "note: new\nx-own", "content", "note added"),
    "a decision added": (
        SECOND, "lead: null", "decision: More.\nlead: null", "content", "decision added"),
    "a translation": (
        SECOND, "title: 수질 측정망 확대", "title: {ko: 수질 측정망 확대, en: Gauges}",
        "content", "title added"),
    "another decision": (
        FIRST, "before the rains.", "after the rains.",
        "unrecorded", "without an entry: decision"),
    "another target": (
        FIRST, "target: 12", "target: 9", "unrecorded", "without an entry: indicators.km.target"),
    "an indicator less": (
        FIRST, "  - {id: km, name: Kilometres raised, unit: km, baseline: 0, target: 12}\n",
        "  - {id: m, name: Metres}\n", "unrecorded", "without an entry: indicators.km"),
    "another due date": (
        FIRST, DUE, "due: 2024-12-31\n\n",
        "unrecorded", "without an entry: due: 2024-06-30 → 2024-12-31"),
    "a comment": (
        FIRST, "# The first matter", "# One matter",
        "layout", "only comments, layout or custom keys (x-…)"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTENT)
def test_other_content_is_counted_and_not_quoted(branch: Branch, name: str) -> None:
    path, old, new, kind, words = CONTENT[name]
    branch.edit(path, old, new)
    first = branch.summary().items[0]
    assert (first.kind.value, str(first.words)) == (kind, words)
    assert first.needs_review is (kind == "unrecorded")


@pytest.mark.parametrize("key", ["corrects: {title.en: Raise the dykes}", "redacts: [title.en]"])
def test_a_text_that_an_entry_changes_in_one_language_has_its_entry(
    branch: Branch, key: str
) -> None:
    branch.edit(FIRST, "en: Raise the dykes", "en: '[redacted]'")
    branch.add(FIRST, f"  - {{date: 2024-07-25, by: mois, note: x, {key}}}\n")
    assert "unrecorded" not in [told[0] for told in branch.told()]
    branch.edit(FIRST, "ko: 제방을 높인다", "ko: 제방을 낮춘다")
    assert ("unrecorded", "without an entry: title", "", 0) in branch.told()


def test_whole_cards(branch: Branch) -> None:
    new = FILES[SECOND].replace("M01-002", "M01-009").replace("수질 측정망 확대", "Wells")
    (branch.root / "M01/M01-009.yaml").write_text(new, encoding="utf-8")
    (branch.root / FOURTH).unlink()
    (branch.root / THIRD).write_text("id: [", encoding="utf-8")
    branch.edit(SECOND, "M01-002", "M01-010")
    (branch.root / SECOND).rename(branch.root / "M01/M01-010.yaml")
    assert [(i.name, i.kind.value, str(i.words), i.by) for i in branch.summary().items] == [
        ("M01-003", "unreadable", "cannot be read; not summarised", ""),
        ("M01-004", "card_removed", "card removed", ""),
        ("M01-009", "card_added", "new card", "mois"),
        ("M01-010", "card_renumbered", "renumbered from M01-002", ""),
    ]
    assert "Withdrawn matter" not in branch.run().stdout.partition("This change")[2]


def test_a_new_card_with_a_whole_history_hides_nothing(branch: Branch) -> None:
    new = FILES[FOURTH].replace("M01-004", "M02-001").replace("meeting: 1", "meeting: 2")
    (branch.root / "M02/M02-001.yaml").write_text(new, encoding="utf-8")
    assert [told[:2] for told in branch.told()] == [
        ("card_added", "new card"),
        ("lead", "lead moef"),
        ("submitted", "registered → submitted as withdrawn"),
        ("closed", "closed as withdrawn"),
    ]
    assert branch.summary().filed_by == {"mois": 3}
    assert (len(branch.summary().filed_late), branch.summary().backdated) == (3, 2)


# Shared files -----------------------------------------------------------------------------------

REVISION = "changes:\n  - {date: 2024-07-22, by: moef, note: Storm, was: {date: 2024-07-10}}\n"

SHARED: dict[str, tuple[str, str, str, list[Told]]] = {
    "a meeting held": (
        MEETING, "status: scheduled", "status: held", [("meeting_held", "held", "", 0)]),
    "a meeting cancelled": (
        MEETING, "status: scheduled", "status: cancelled",
        [("meeting_cancelled", "cancelled", "", 0)]),
    "a meeting opened again": (
        "M01/meeting.yaml", "status: held", "status: scheduled",
        [("meeting_changed", "status: held → scheduled", "", 0)]),
    "another date, recorded": (
        MEETING, "date: 2024-07-10\n", "date: 2024-07-12\n" + REVISION,
        [("meeting_changed", "date: 2024-07-10 → 2024-07-12", "moef", 0)]),
    "another place": (
        MEETING, "status:", "place: Ulsan\nstatus:", [("agenda", "place changed", "", 0)]),
    "an item added": (
        MEETING, "items:\n", "items:\n  - {item: 2, title: Sand, type: report}\n",
        [("agenda", "agenda item 2 added", "", 0)]),
    "an item decided": (
        MEETING, "type: decision}", "type: decision, outcome: decided}",
        [("agenda", "agenda item 1: outcome: – → decided", "", 0)]),
    "another title of an item": (
        MEETING, "Flood alarm", "Fire alarm",
        [("meeting_changed", "agenda item 1: title changed", "", 0)]),
    "another outcome of an item": (
        "M01/meeting.yaml", "outcome: received", "outcome: withdrawn",
        [("meeting_changed", "agenda item 2: outcome: received → withdrawn", "", 0)]),
    "an agency added": (
        AGENCIES, "  - {code: moef", "  - {code: sejong, name: Sejong}\n  - {code: moef",
        [("agency_added", "new agency", "", 0)]),
    "an agency renamed": (
        AGENCIES, "ko: 울산광역시", "ko: 울산시",
        [("agency_renamed", "renamed: now '울산시'", "", 0)]),
    "an agency closed": (
        AGENCIES, "{en: Ulsan, ko: 울산광역시},",
        "{en: Ulsan, ko: 울산광역시}, valid_to: 2024-07-31, successor: busan,",
        [("agency_closed", "valid_to: – → 2024-07-31", "", 0),
         ("agency_changed", "successor: – → busan", "", 0)]),
    "an agency removed": (
        AGENCIES, FILES[AGENCIES].splitlines(keepends=True)[2], "",
        [("agency_removed", "agency removed", "", 0)]),
    "a setting": (
        CONFIG, "money:", "settings: {red_after_days: 60}\nmoney:",
        [("setting", "settings.red_after_days: – → 60", "", 0)]),
    "the secretariat": (
        CONFIG, "secretariat: mois", "secretariat: moef",
        [("setting", "secretariat: mois → moef", "", 0)]),
    "the body": (
        CONFIG, "en: River Board", "en: Sea Board", [("setting", "body changed", "", 0)]),
    "a comment": (
        AGENCIES, "# In protocol order.", "# In order.",
        [("layout", "only comments, layout or custom keys (x-…)", "", 0)]),
}  # fmt: skip


@pytest.mark.parametrize("name", SHARED)
def test_shared_files_are_told_field_by_field(branch: Branch, name: str) -> None:
    path, old, new, items = SHARED[name]
    branch.edit(path, old, new)
    assert branch.told() == items


def test_whole_shared_files(branch: Branch) -> None:
    assert run("meeting", "seal", "2", root=branch.root).exit_code == 0
    meeting = FILES[MEETING].replace("number: 2", "number: 3").replace("2024-07", "2025-07")
    (branch.root / "M03").mkdir()
    (branch.root / "M03/meeting.yaml").write_text(meeting, encoding="utf-8")
    (branch.root / "M01/meeting.yaml").unlink()
    (branch.root / AGENCIES).write_text("agencies: [", encoding="utf-8")
    assert branch.told() == [
        ("meeting_removed", "meeting removed", "", 0),
        ("seal_added", "sealed", "", 0),
        ("meeting_added", "new meeting, scheduled, date 2025-07-10", "", 0),
        ("unreadable", "cannot be read; not summarised", "", 0),
    ]


# The whole summary ------------------------------------------------------------------------------


def test_nothing_changed_is_one_line(branch: Branch) -> None:
    assert branch.run().stdout.startswith("This change: nothing in the register\n\nOK  4 cards")
    assert branch.summary().items == ()


def test_a_new_register_is_not_listed(branch: Branch) -> None:
    shutil.copytree(branch.root, branch.folder / "board/cards")
    branch.git("rm", "-rq", "cards")
    branch.git("checkout", "-q", "--orphan", "none")
    branch.git("commit", "-q", "--allow-empty", "-m", "none")
    new = branch.folder / "board/cards"
    found = run("validate", "--since", "HEAD", root=new)
    branch.git("checkout", "-q", "-f", "change")
    shutil.rmtree(branch.folder / "board")
    assert "This change: a new register\n\nOK  4 cards" in found.stdout


def change_everything(branch: Branch) -> None:
    """A move by one agency, a late and a hostile entry by another, and another setting."""
    branch.edit(SECOND, "state: registered\nhistory", "state: on_hold\nhistory")
    branch.add(
        SECOND, "  - {date: 2024-07-21, by: mois, state: on_hold, note: 예산 대기, review: 2}\n"
    )
    branch.edit(FIRST, DUE, "due: 2024-12-31\n\n")
    branch.add(
        FIRST,
        r"""  - {date: 2024-06-10, by: busan, due: 2024-12-31, note: "##[error]x|
    <b>*a*</b> \e[31m password=hunter22 [t](u)"}
""",
    )
    branch.edit(CONFIG, "money:", "settings: {red_after_days: 60}\nmoney:")


TEXT = """\
This change: 2 cards, 1 setting
  totals: on hold 1, due date moved 1, setting changed 1
  filed in the name of: busan 1, mois 1
  filed after their dates: 1 entry or result, by up to 40 days
  needs review (!): due date moved 1, setting changed 1, backdated 1
  M01-001 Raise the dykes
  ! due 2024-06-30 → 2024-12-31 (busan, 2024-06-10, filed 40 days after its date): ##[error]x| \
<b>*a*</b> \ufffd[31m password=******** [t](u)
  M01-002 수질 측정망 확대
    registered → on hold, to be reviewed by meeting 2 (mois, 2024-07-21): 예산 대기
  settings
  ! settings.red_after_days: – → 60

"""


def test_text_has_totals_names_and_marks(branch: Branch) -> None:
    change_everything(branch)
    printed = branch.run().stdout
    assert TEXT in printed
    assert printed.partition(TEXT)[2].startswith("FAILED  4 cards"), "the verdict comes last"
    assert "This change" not in run("-q", "validate", "--since", "main", root=branch.root).stdout


def test_text_fits_the_terminal(branch: Branch) -> None:
    change_everything(branch)
    for lang, wide in (("en", 60), ("ko", 60), ("ko", 100)):
        found = run("validate", "--since", "main", root=branch.root, lang=lang, columns=wide)
        start = {"en": "This change", "ko": "이번 변경"}[lang]
        lines = found.stdout[found.stdout.index(start) :].split("\n\n")[0].split("\n")
        assert max(map(len, lines)) <= wide
        assert len(lines) > 8


def test_markdown_escapes_and_text_is_harmless_in_a_ci_log(branch: Branch) -> None:
    change_everything(branch)
    page = branch.folder / "step.md"
    page.write_text("before\n", encoding="utf-8")
    done = branch.run(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page))
    text = page.read_text("utf-8")
    assert done.exit_code == 1
    assert text.startswith("before\n### This change: 2 cards, 1 setting\n\nFAILED  4 cards")
    assert (
        "| M01-001 Raise the dykes | **! due 2024-06-30 → 2024-12-31** "
        "| busan, 2024-06-10, filed 40 days after its date "
        r"| \#\#\[error\]x\| &lt;b&gt;\*a\*&lt;/b&gt; "
    ) in text
    assert "hunter22" not in text + done.output
    assert "This change" in done.stderr, "the log of the step has it, too"
    assert "This change" not in done.stdout, "annotations only"


def test_the_page_of_a_step_is_not_written_elsewhere(branch: Branch) -> None:
    page = branch.folder / "step.md"
    branch.run(GITHUB_STEP_SUMMARY=str(page))
    run("validate", root=branch.root, env={"GITHUB_ACTIONS": "true",
                                           "GITHUB_STEP_SUMMARY": str(page)})  # fmt: skip
    assert not page.exists()


def test_a_page_that_cannot_be_written_is_only_a_warning(branch: Branch) -> None:
    gone = branch.folder / "no/step.md"
    done = branch.run("--format", "json", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(gone))
    assert done.exit_code == 0
    assert "cannot write the summary of this step: No such file" in done.stderr
    assert json.loads(done.stdout)["data"]["change"]["items"] == []


def test_the_page_of_a_step_is_cut_to_what_github_shows(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(branch, 60)
    page = branch.folder / "step.md"
    for room, cards in ((4_000, 30), (1_000, 0)):
        page.unlink(missing_ok=True)
        monkeypatch.setattr(output, "LIMIT", room)
        branch.run(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page))
        text = page.read_text("utf-8")
        assert len(text.encode()) <= room
        assert text.count("| M03-") >= cards
        assert f"and {60 - text.count('| M03-')} more" in text
    page.write_text("x" * 900, encoding="utf-8")
    branch.run(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page))
    assert page.read_text("utf-8") == "x" * 900


def many(branch: Branch, cards: int) -> None:
    """Add new cards."""
    for number in range(1, cards + 1):
        new = FILES[SECOND].replace("M01-002", f"M03-{number:03}").replace("2024-01-10", TODAY)
        (branch.root / "M03").mkdir(exist_ok=True)
        (branch.root / f"M03/M03-{number:03}.yaml").write_text(
            new.replace("확대", f"{number}"), encoding="utf-8"
        )


def test_long_lists_are_cut_in_texts_but_not_in_data(branch: Branch) -> None:
    many(branch, 60)
    branch.edit(AGENCIES, "ko: 울산광역시", "ko: 울산시")
    branch.edit(FIRST, DUE, "due: 2024-12-31\n\n")
    path, entry, _unused = ENTRIES["a due date moved, filed 12 days after its date"]
    branch.add(path, f"  - {entry}\n")
    (branch.root / "M03/M03-060.yaml").unlink()
    branch.edit("M03/M03-059.yaml", "x-own", "  - {date: 2024-01-01, by: mois}\nx-own")
    printed = branch.run().stdout.partition("This change")[2]
    assert printed.startswith(": 60 cards, 1 agency\n")
    assert "  and 40 more\n  agency ulsan\n    renamed" in printed
    assert "  M01-001 " in printed
    assert "  M03-059 " in printed, "one that needs review is listed first"
    assert "  M03-018 " in printed
    assert "  M03-019 " not in printed
    items = json.loads(branch.run("--format", "json").stdout)["data"]["change"]["items"]
    assert len({item["card"] for item in items}) == 61  # with None, for the agency


def test_lines_of_one_card_are_cut(branch: Branch) -> None:
    entries = [f"  - {{date: 2024-07-{day}, by: mois, note: Seen}}\n" for day in range(21, 31)]
    branch.add(FIRST, "".join([*entries, "  - {date: 2024-07-31, by: mois, due: 2024-12-31}\n"]))
    printed = branch.run().stdout.partition("This change")[2]
    assert printed.count("entry without a change") == 9
    assert "  ! due 2024-06-30 → 2024-12-31 (mois, 2024-07-31)\n    and 1 more\n" in printed


def test_many_agencies_are_cut(branch: Branch) -> None:
    entries = [f"  - {{date: 2024-07-25, by: agency{n}, note: x}}\n" for n in range(35)]
    branch.add(FIRST, "".join([*entries, "  - {date: 2024-07-25, by: mois, note: x}\n" * 2]))
    assert "filed in the name of: mois 2, agency0 1, agency1 1," in branch.run().stdout
    assert "agency28 1, and 6 more\n" in branch.run().stdout


def test_data_has_every_item_with_who_when_and_why(branch: Branch) -> None:
    change_everything(branch)
    data = json.loads(branch.run("--format", "json").stdout)["data"]
    change = data["change"]
    assert (change["new_register"], change["filed_late"]) == (False, 1)
    assert change["counts"] == {"put_on_hold": 1, "due_moved": 1, "setting": 1}
    assert change["filed_by"] == {"busan": 1, "mois": 1}
    assert change["items"][1] == {
        "kind": "put_on_hold",
        "subject": "card",
        "card": "M01-002",
        "agency": None,
        "meeting": None,
        "file": change["items"][1]["file"],
        "field": "state",
        "message": "registered → on hold, to be reviewed by meeting 2",
        "by": "mois",
        "date": "2024-07-21",
        "reason": "예산 대기",
        "days_late": 0,
        "needs_review": False,
    }
    assert json.loads(run("validate", "--format", "json", root=branch.root).stdout)["data"][
        "change"
    ] is None  # fmt: skip


def test_named_files_limit_the_summary_as_they_limit_the_findings(branch: Branch) -> None:
    change_everything(branch)
    assert {item.name for item in branch.summary("1-2").items} == {"M01-002"}
    assert "This change: 1 card\n" in branch.run("1-2").stdout


def test_staged_changes_are_summarised(branch: Branch) -> None:
    change_everything(branch)
    branch.git("add", str(branch.root / SECOND))
    printed = run("validate", "--staged", root=branch.root).stdout
    assert printed.startswith("This change: 1 card\n")


def test_concise_output_and_other_formats_have_findings_only(branch: Branch) -> None:
    change_everything(branch)
    for form in ("concise", "gitlab", "sarif", "junit", "rdjson"):
        assert "This change" not in branch.run("--format", form).output


# Damaged data -----------------------------------------------------------------------------------

ODD = (None, True, -1, 10**20, "x\x1b[31m", "", [], {}, [1], ["a", None], {"a": [1]}, {"ko": 1})


def damaged(data: Any, rng: random.Random) -> Any:
    """Return plain data in which some values have other types."""
    if rng.random() < 0.08:
        return rng.choice(ODD)
    if isinstance(data, dict):
        return {key: damaged(value, rng) for key, value in data.items()}
    return [damaged(value, rng) for value in data] if isinstance(data, list) else data


ENTRY = {
    "date": "2022-03-01", "by": "parks", "state": "on_hold", "outcome": "void", "lead": "x",
    "due": "2023-01-01", "meeting": 2, "review": 2, "note": {"ko": "x"}, "ground": "x",
    "corrects": {"due": "2022-01-01", "state": "closed", "title": "x"},
    "amends": {"decision": None, "indicators.a.name": "y"},
    "redacts": ["results.0.text", "plan.steps.a.title"],
}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_no_data_stops_the_summary(seed: int) -> None:
    rng = random.Random(seed)
    files = {
        path: read_tree(text.encode(), path)[0].known_data for path, text in EXAMPLES.items()
    }  # fmt: skip
    base = base_of(Change(before={}, after={}))
    for _again in range(20):
        sides = []
        for _side in range(2):
            cards = {
                path: {**data, "history": [*data["history"], ENTRY]}
                for path, data in files.items()
                if CARD_PATH.fullmatch(path)
            }
            sides.append([CardVersion(path, damaged(d, rng)) for path, d in cards.items()])
            for side in sides[-1]:
                side.data = side.data if isinstance(side.data, dict) else None
        shared = [
            FileDiff(path, damaged(data, rng), damaged(data, rng))
            for path, data in files.items()
            if not CARD_PATH.fullmatch(path)
        ]
        change = summary_of(base._replace(then=sides[0], now=sides[1], files=shared))
        for lang in ("en", "ko"):
            text = as_text(change, lang, width=60)
            assert "\x1b" not in text + as_markdown(change, lang, change.base, room=10**6)
            assert "\\u001b" not in json.dumps(as_data(change, lang, "."))


# --summary --------------------------------------------------------------------------------------


def test_summary_file_is_markdown_or_text(branch: Branch) -> None:
    change_everything(branch)
    for name, start in (("s.md", "### This change"), ("s.txt", TEXT)):
        file = branch.folder / name
        for _again in range(2):
            assert branch.run("--summary", str(file)).exit_code == 1
        text = file.read_text("utf-8")
        assert text.startswith(start)
        assert text.count("FAILED  4 cards") == 1


def test_summary_file_of_a_run_without_a_base(branch: Branch) -> None:
    file = branch.folder / "s.txt"
    env = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "schedule", "GITHUB_STEP_SUMMARY": ""}
    done = run("validate", "--since", "auto", "--summary", str(file), root=branch.root, env=env)
    assert done.exit_code == 0
    assert file.read_text("utf-8") == "no change was compared: this run has no base\n"


def test_summary_file_that_cannot_be_written(branch: Branch) -> None:
    done = branch.run("--summary", str(branch.folder / "no/s.md"))
    assert done.exit_code == 4
    assert "cannot write" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--summary", "s.md"), "--summary requires a change to summarise"),
        (("--since", "main", "--summary", "cards/M01/M01-001.yaml"), "'.yaml'"),
    ],
)
def test_summary_file_is_refused(branch: Branch, args: tuple[str, ...], words: str) -> None:
    done = run("validate", *args, root=branch.root)
    assert done.exit_code == 2
    assert words in done.stderr
