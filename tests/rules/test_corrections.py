"""Rules on corrections, amendments, void cards and decisions that were changed."""

from __future__ import annotations

from datetime import date

import pytest
from support.changes import base_of

from cardctl.rules import check_changes
from cardctl.rules.examples import CARD, CLAIM, FILES, HELD, HISTORY, replaced
from cardctl.rules.rule import Change

OLD_TITLE = "Raise the dykes of the river park"
MEETING_2 = FILES["M02/meeting.yaml"]
PAPERS = {"M02/meeting.yaml": MEETING_2.replace("2022-09-30", "2022-08-22")}
"""The papers of meeting 2 closed before the examples' day: it has heard the cards."""


def entry(keys, day="2022-08-23", by="office"):
    return f"  - {{date: {day}, by: {by}, {keys}}}\n"


def found(before, after, **more):
    """Return what the rules for changes find, as code and field."""
    base = base_of(Change(before, after))._replace(**more)
    return [(each.code, each.field) for each in check_changes([base])]


def messages(before, after, **more):
    """Return everything that is said about a change."""
    base = base_of(Change(before, after))._replace(**more)
    return " ".join(
        str(phrase)
        for each in check_changes([base])
        for phrase in (each.message, each.hint, *(other.message for other in each.related))
    )


# CC514 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "field"),
    [
        ("title: Raise one dyke\n", ("title",)),
        ("item: 2\n", ("item",)),
        ("visibility: closed\nvisibility_ground: Art. 9\n", ("visibility",)),
        ("indicators:\n  - {id: a, name: Dykes raised, unit: km, baseline: 0, target: 2}\n",
         ("indicators", 0, "target")),
        ("indicators: []\n", ("indicators",)),
    ],
)  # fmt: skip
def test_what_was_decided_needs_an_entry(top, field):
    assert found("", top) == [("CC514", field)]


@pytest.mark.parametrize(
    "top",
    [
        "title: {en: Raise the dykes of the river park, ko: 둑을 높인다}\n",
        "decision: Raise both dykes.\n",
        "due_as_stated: by the end of the year\n",
        (
            "indicators:\n  - {id: a, name: Dykes raised, unit: km, baseline: 0, target: 12}\n"
            "  - {id: b, name: Trees planted}\n"
        ),
        "note: A remark.\n",
    ],
)
def test_filling_in_needs_none(top):
    assert found("", top) == []


def test_entry_with_the_old_value_explains_the_new_one():
    for key in ("corrects", "amends"):
        after = "title: Raise one dyke\n" + HISTORY
        assert found("", after + entry(f"{key}: {{title: {OLD_TITLE}}}")) == []
        wrong = after + entry(f"{key}: {{title: Another one}}")
        assert ("CC514", ("title",)) in found("", wrong)


def test_translation_into_a_language_of_nobody_hides_the_text():
    hidden = "title: {en: Raise one dyke, ja: Raise the dykes of the river park}\n"
    assert found("", hidden) == [("CC514", ("title",))]


def test_nothing_is_protected_before_the_meeting_was_held():
    coming = {"M01/meeting.yaml": FILES["M01/meeting.yaml"].replace("held", "scheduled")}
    before, after = ({**coming, CARD: replaced(top)} for top in ("", "title: Raise one dyke\n"))
    assert found(before, after) == []


def test_a_change_cannot_unprotect_the_card_by_changing_the_meeting():
    coming = {"M01/meeting.yaml": FILES["M01/meeting.yaml"].replace("held", "scheduled")}
    after = {**coming, CARD: replaced("title: Raise one dyke\n")}
    assert ("CC514", ("title",)) in found("", after)


def test_no_message_of_a_change_prints_a_text_of_the_base():
    """Each text of the card is replaced; none of the old ones is in a message."""
    secret = "Hong Gildong"
    card = FILES[CARD].replace("Both dykes are raised.", secret).replace(OLD_TITLE, secret)
    card = card.replace("due: 2022-12-31}", f"due: 2022-12-31, note: {secret}}}")
    card = card.replace("Report of the surveyor", secret)
    closed = FILES["M01/M01-003.yaml"].replace("Close the old bridge", secret)
    closed = closed.replace("item: 2\n", f"item: 2\nnote: {secret}\n")
    before = {CARD: card, "M01/M01-003.yaml": closed}
    after = {path: text.replace(secret, "an officer") for path, text in before.items()}
    said = messages(before, after)
    assert {code for code, _ in found(before, after)} >= {"CC505", "CC506", "CC514", "CC604"}
    assert secret not in said
    assert "Gildong" not in said
    assert "git show 7b19374:M01/M01-001.yaml" in said


# CC517 ------------------------------------------------------------------------------------------

RIGHT = "due: 2023-12-31\n" + HISTORY


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (RIGHT + entry("due: 2023-12-31, corrects: {due: 2022-12-31}"), "without a reason"),
        (RIGHT + entry("due: 2023-12-31, note: x, corrects: {due: 2022-11-30}"),
         "due did not have this value"),
        (RIGHT + entry("due: 2023-12-31, note: x, corrects: {due: 2023-12-31}"),
         "due did not have this value"),
        (HISTORY + entry("due: 2022-12-31, note: x, corrects: {due: 2022-12-31}"),
         "due has the same value"),
        (HISTORY + entry("note: x, corrects: {due: 2022-12-31}"), "lacks the right value"),
        (HISTORY + entry("note: x, corrects: {outcome: completed}"), "corrected or amended"),
        (HISTORY + entry("note: x, corrects: {plan.summary: x}"), "corrected or amended"),
        (HISTORY + entry("note: x, corrects: {meeting: 2}"), "corrected or amended"),
        (HISTORY + entry("note: x, meeting: 2, amends: {due: 2022-12-31}"), "corrected or amended"),
        (HISTORY + entry(f"note: x, corrects: {{title: {OLD_TITLE}}}"), "title has the same value"),
        (HISTORY + entry("note: x, corrects: {title: null}"), "title did not have this value"),
        (HISTORY + entry("note: x, corrects: {item: many}"), "item did not have this value"),
        (RIGHT + entry("due: 2023-12-31, note: x, meeting: 1, corrects: {due: 2022-12-31}"),
         "meeting 1 was held on 2022-01-13; the value has been on record since 2022-02-09"),
        (HISTORY + entry("amends: {decision: x}"), "amendment without the meeting"),
        (HISTORY + entry("meeting: 1, amends: {decision: x}"), "is not later than meeting 1"),
        (HISTORY + entry("meeting: 2, amends: {decision: x}", by="parks"), "not by parks"),
        (HISTORY + entry("state: planned, note: x, corrects: {state: in_progress}"),
         "only a confirmation is taken back"),
    ],
)  # fmt: skip
def test_bad_corrections(find, card, words):
    files = {**HELD, CARD: replaced(card)}
    said = [str(f.message) for f in find(files, select=["CC517"])]
    assert [words in each for each in said] == [True], said


@pytest.mark.parametrize(
    "card",
    [
        RIGHT + entry("due: 2023-12-31, note: x, corrects: {due: 2022-12-31}", by="parks"),
        "due: null\n" + HISTORY + entry("due: null, note: x, corrects: {due: 2022-12-31}"),
        "lead: roads\n" + HISTORY + entry("lead: roads, note: x, corrects: {lead: parks}"),
        HISTORY + entry("note: x, corrects: {title: Raise it}"),
        HISTORY + entry("note: x, corrects: {item: null}"),
        HISTORY + entry("note: x, corrects: {decision: One dyke.}")
        + "decision: Two dykes.\n",
        HISTORY + entry("meeting: 2, amends: {indicators.a.target: 20}", day="2022-09-01"),
        HISTORY + entry("meeting: 2, amends: {indicators.z: {id: z, name: Trees}}", "2022-09-01"),
        HISTORY + entry("note: x, corrects: {title: Raise it}")
        + entry("note: x, corrects: {title: Raise them}"),
    ],
)  # fmt: skip
def test_good_corrections(codes, card):
    assert codes({**HELD, CARD: replaced(card)}, today=date(2022, 9, 1)) == []


def test_corrected_due_date_has_not_moved_late(codes):
    """It needs no meeting, although it had passed: it was never right."""
    passed = HISTORY.replace("2022-12-31", "2022-06-30")
    moved = entry("due: 2023-12-31, note: x%s", by="parks")
    assert codes("due: 2023-12-31\n" + passed + moved % "") == ["CC408"]
    assert codes("due: 2023-12-31\n" + passed + moved % ", corrects: {due: 2022-06-30}") == []


CLOSED = CLAIM.replace("state: submitted\n", "state: closed\n", 1)
CONFIRMED = entry("state: closed, meeting: 2", day="2022-09-01")
BACK = entry("state: submitted, note: x, corrects: {state: closed}", day="2022-09-01")


def test_confirmation_is_taken_back_by_the_secretariat(codes):
    assert codes({**HELD, CARD: replaced(CLAIM + CONFIRMED + BACK)}) == []
    again = CLOSED + CONFIRMED + BACK + CONFIRMED
    assert codes({**HELD, CARD: replaced(again)}) == []
    by_lead = CLAIM + CONFIRMED + BACK.replace("office", "parks")
    assert sorted(codes({**HELD, CARD: replaced(by_lead)})) == ["CC509", "CC517"]
    silent = CLAIM + CONFIRMED + BACK.replace(", corrects: {state: closed}", "")
    assert codes({**HELD, CARD: replaced(silent)}) == ["CC501"]


def test_measures_of_the_claim_still_count_after_it_was_taken_back(codes):
    claim = HISTORY + entry(
        "state: submitted, outcome: infeasible, note: No money., substitute: A wall."
    )
    card = "state: submitted\noutcome: infeasible\n" + claim + CONFIRMED + BACK
    assert codes({**HELD, CARD: replaced(card)}) == []
    closed = "state: closed\noutcome: infeasible\n" + claim + CONFIRMED + BACK + CONFIRMED
    assert codes({**HELD, CARD: replaced(closed)}) == []


def test_taken_back_in_a_change_is_legal():
    before, after = ({**HELD, CARD: replaced(text)} for text in (
        CLOSED + CONFIRMED, CLAIM + CONFIRMED + BACK,
    ))  # fmt: skip
    assert found(before, after) == []


def test_void_card_is_not_confirmed(find):
    void = (
        "state: closed\noutcome: void\n" + HISTORY + entry("state: closed, outcome: void, note: x")
    )
    back = void.replace("state: closed\n", "state: submitted\n", 1) + BACK
    (found_, *_) = find(back, select=["CC517"])
    assert "closed as void" in str(found_.message)


# Heard ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("old", [{"due": "2022-12-31"}, {"lead": "parks"}])
def test_correction_of_what_was_heard_names_the_meeting_that_agreed(old):
    ((path, value),) = old.items()
    right = "due: 2023-12-31" if path == "due" else "lead: roads"
    keys = f"{right}, note: x, corrects: {{{path}: {value}}}"
    before = {**PAPERS, CARD: replaced("")}
    after = {**PAPERS, CARD: replaced(f"{right}\n" + HISTORY + entry(keys))}
    assert found(before, after) == [("CC517", ("history", 3, "corrects", path))]
    agreed = {**PAPERS, CARD: replaced(f"{right}\n" + HISTORY + entry(keys + ", meeting: 2"))}
    assert found(before, agreed) == []
    unheard = {CARD: replaced(f"{right}\n" + HISTORY + entry(keys))}
    assert found({CARD: before[CARD]}, unheard) == []


def test_what_was_decided_is_written_down_rightly_without_a_meeting():
    before = {**PAPERS, CARD: replaced("title: Raise it\n")}
    after = {**PAPERS, CARD: replaced(HISTORY + entry("note: x, corrects: {title: Raise it}"))}
    assert found(before, after) == []


def test_hearing_is_judged_by_the_meetings_of_the_base():
    """A change cannot postpone the papers, so that nothing was heard."""
    after = {CARD: replaced(RIGHT + entry("due: 2023-12-31, note: x, corrects: {due: 2022-12-31}"))}
    assert ("CC517", ("history", 3, "corrects", "due")) in found({**PAPERS}, after)


def test_what_is_as_new_as_its_correction_was_not_heard():
    wrong = HISTORY + entry("due: 2023-12-31, note: x", day="2022-08-21")
    after = (
        "due: 2024-12-31\n" + wrong + entry("due: 2024-12-31, note: x, corrects: {due: 2023-12-31}")
    )
    assert found(dict(PAPERS), {**PAPERS, CARD: replaced(after)}) == []


@pytest.mark.parametrize(
    ("by", "keys", "codes"),
    [
        ("parks", "", ["CC517"]),
        ("office", "", []),
        ("parks", ", meeting: 2", []),
    ],
)
@pytest.mark.parametrize("day", ["2022-07-01", "2022-06-29"])
def test_lead_does_not_correct_a_due_date_that_had_passed(by, keys, codes, day):
    """Nobody has heard it; an earlier date of the entry does not help."""
    passed = HISTORY.replace("2022-12-31", "2022-06-30")
    right = f"due: 2023-12-31, note: x{keys}, corrects: {{due: 2022-06-30}}"
    before = {CARD: replaced("due: 2022-06-30\n" + passed)}
    after = {CARD: replaced("due: 2023-12-31\n" + passed + entry(right, day, by))}
    assert [code for code, _unused in found(before, after) if code != "CC516"] == codes


# CC519 ------------------------------------------------------------------------------------------

VOID = "state: closed\noutcome: void\n" + HISTORY + entry("state: closed, outcome: void, note: x")


def test_void_card_that_a_meeting_heard_needs_the_meeting_that_agreed():
    heard, unheard = ({**files, CARD: replaced(VOID)} for files in (PAPERS, {}))
    assert found(dict(PAPERS), heard) == [("CC519", ("history", 3, "state"))]
    assert found({}, unheard) == []


@pytest.mark.parametrize(("number", "codes"), [(1, [("CC519", ("history", 3, "state"))]), (2, [])])
def test_meeting_that_agrees_to_a_void_card_is_not_before_the_one_that_heard_it(number, codes):
    last = entry(f"state: closed, outcome: void, note: x, meeting: {number}", "2022-09-01")
    agreed = {**HELD, CARD: replaced("state: closed\noutcome: void\n" + HISTORY + last)}
    assert found(dict(HELD), agreed) == codes


def test_void_by_another_agency_is_refused(codes):
    assert codes(VOID.replace("by: office, state: closed", "by: parks, state: closed")) == ["CC509"]


def test_void_card_is_reopened_and_made_void_again(codes):
    """The way out, if the entry that lacks the meeting cannot be changed any more."""
    card = (
        VOID
        + entry("state: in_progress, note: x")
        + entry("state: closed, outcome: void, note: x, meeting: 1")
    )
    assert codes({**PAPERS, CARD: replaced(card)}, select=["CC5"]) == []


def test_any_open_card_can_be_void(codes):
    """From each open state, also one whose outcome was submitted."""
    claimed = CLAIM.replace("completed", "withdrawn").replace("withdrawn}", "withdrawn, note: x}")
    void = claimed.replace(
        "state: submitted\noutcome: withdrawn", "state: closed\noutcome: void", 1
    )
    assert codes(void + entry("state: closed, outcome: void, note: x", day="2022-09-01")) == []
    (legal, change) = ({CARD: replaced(text)} for text in ("", VOID))
    assert found(legal, change) == []


# CC520 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [("scheduled", "has not been held"), ("cancelled", "was cancelled"), ("held", None)],
)
def test_meeting_that_decided_was_held(find, status, words):
    meeting = {"M02/meeting.yaml": HELD["M02/meeting.yaml"].replace("held", status)}
    granted = entry("due: 2023-06-30, note: x, meeting: 2", day="2022-09-01")
    card = "due: 2023-06-30\n" + HISTORY + granted
    said = [str(f.message) for f in find({**meeting, CARD: replaced(card)}, select=["CC520"])]
    assert len(said) == (words is not None)
    assert all(str(words) in each for each in said)


@pytest.mark.parametrize("status", ["scheduled", "cancelled"])
def test_correction_names_a_meeting_that_was_held(find, status):
    """Also that of a due date that had passed, of which CC408 says nothing."""
    meeting = {"M02/meeting.yaml": HELD["M02/meeting.yaml"].replace("held", status)}
    passed = "due: 2023-06-30\n" + HISTORY.replace("2022-12-31", "2022-06-30")
    card = passed + entry("due: 2023-06-30, note: x, meeting: 2, corrects: {due: 2022-06-30}")
    assert len(find({**meeting, CARD: replaced(card)}, select=["CC520"])) == 1


def test_entry_is_not_older_than_the_meeting_that_decided(find):
    """It would be in the report to the meeting before, which knew nothing of it."""
    for dated, count in (("2022-09-01", 0), ("2022-08-31", 1)):
        card = HISTORY + entry("meeting: 2, amends: {decision: x}", day=dated)
        said = find({**HELD, CARD: replaced(card)}, select=["CC520"])
        assert [f.field for f in said] == [("history", 3, "date")] * count


def test_secretariat_of_the_base_files_amendments():
    """A change cannot make an agency the secretariat to let it amend."""
    config = FILES["cardctl.yaml"].replace("secretariat: office", "secretariat: parks")
    amended = "title: Raise one\n" + HISTORY
    amended += entry(f"meeting: 2, amends: {{title: {OLD_TITLE}}}", day="2022-09-01", by="parks")
    now = {**HELD, "cardctl.yaml": config, CARD: replaced(amended)}
    assert ("CC517", ("history", 3, "by")) in found(dict(HELD), now)
