"""Two branches that add entries in parallel: properties of every merge of their entries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.changes import sides
from support.thorough import examples

from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.rules import check, check_changes
from cardctl.rules.comparison import Base, CardVersion, plain
from cardctl.rules.examples import CARD, FILES, TODAY
from cardctl.store.load import load
from cardctl.vcs.merge import merge_text

START = date(2022, 8, 17)
"""The day after the last entry of the base."""

HOLD = "state: on_hold, note: The river is high., review: 3"
GO_ON = "state: in_progress, note: The river fell."
CLAIM = "state: submitted, outcome: infeasible, note: No stone., substitute: Sandbags."
RETURN = "state: in_progress, note: Stone was found."


@st.composite
def branch_entries(draw):
    """Generate what one branch adds: history entries by date, and results of agencies."""
    state, entries = "in_progress", []
    days = draw(st.lists(st.integers(0, 14), max_size=4).map(sorted))
    for number, day in enumerate(days):
        kind = draw(st.sampled_from(["note", "lead", "due", "granted", "state"]))
        by, fields_text = draw(st.sampled_from(["parks", "roads"])), f"note: Number {number}."
        if kind == "state":
            by = "office" if state == "submitted" else by
            fields_text, state = {
                "in_progress": draw(st.sampled_from([(HOLD, "on_hold"), (CLAIM, "submitted")])),
                "on_hold": (GO_ON, "in_progress"),
                "submitted": (RETURN, "in_progress"),
            }[state]
        if kind == "lead":
            fields_text = f"lead: {draw(st.sampled_from(['parks', 'roads']))}, note: Another hand."
        if kind in ("due", "granted"):
            meeting = ", meeting: 1" if kind == "granted" else ""
            fields_text = f"due: 2023-0{draw(st.integers(1, 9))}-28, note: The flood.{meeting}"
        entries.append(f"  - {{date: {START + timedelta(day)}, by: {by}, {fields_text}}}\n")
    results = [
        f"  - {{meeting: {meeting}, date: {START + timedelta(day)}, by: {by}, text: It goes on.}}\n"
        for meeting, by, day in draw(
            st.lists(
                st.tuples(
                    st.sampled_from([1, 2, 3]),
                    st.sampled_from(["parks", "roads", "office"]),
                    st.integers(0, 14),
                ),
                max_size=3,
            ).map(lambda listed: sorted(listed, key=lambda one: one[2]))
        )
    ]
    return entries, results


def card(entries, results):
    """Return the example card with *entries* and *results* appended and their values recorded."""
    text = FILES[CARD].replace("history:\n", "".join(results) + "history:\n") + "".join(entries)
    for name in ("lead", "due", "state"):
        fields_text = [line.split(f"{name}: ")[1] for line in entries if f"{name}: " in line]
        if fields_text:
            line = next(line for line in text.splitlines() if line.startswith(f"{name}: "))
            text = text.replace(line, f"{name}: {fields_text[-1].split(',')[0].strip()}", 1)
    if "state: submitted" in text.split("history:")[0]:
        text = text.replace("state: submitted\n", "state: submitted\noutcome: infeasible\n", 1)
    return text


def errors(before, now, **past):
    """Return the codes of the errors in a card and in its change."""
    loaded = load({**{path: text.encode() for path, text in FILES.items()}, CARD: now.encode()})
    standing = [*loaded.findings, *check(loaded.register, today=TODAY).findings]
    change = Base("7b19374", _("7b19374"), sides({CARD: before.encode()}),
                  sides({CARD: now.encode()}), loaded.register, loaded.register, TODAY,
                  day=TODAY, **past)  # fmt: skip
    found = [*standing, *check_changes([change])]
    return [each.code for each in found if each.severity is Severity.ERROR]


def merged(base, ours, theirs):
    """Return the merge driver's result for two branches; skip the case if they conflict."""
    made = merge_text(base.encode(), ours.encode(), theirs.encode())
    assert made is not None
    assume(not made.conflicts)
    return made.text


BASE = card([], [])
REGISTER = load({path: text.encode() for path, text in FILES.items()}).register
PAPERS = {"M02/meeting.yaml": FILES["M02/meeting.yaml"].replace("2022-09-30", "2022-08-31")}
HEARD = load({path: text.encode() for path, text in {**FILES, **PAPERS}.items()}).register
"""The papers of meeting 2 are closed: nothing can be taken back."""


def day_of(line):
    return line.split("date: ")[1][:10]


def data_of(text):
    (side,) = sides({CARD: text.encode()})
    return side.data


def entries_of(*texts):
    """Return all distinct entries of history and results in one or more cards."""
    return {
        plain(entry)
        for data in map(data_of, texts)
        for entry in (*data["history"], *data["results"])
    }


@settings(deadline=None, max_examples=examples(150))
@given(branch_entries(), branch_entries())
def test_merge_of_two_branches_passes_against_both(one, two):
    ours, theirs = card(*one), card(*two)
    assert errors(BASE, ours) == errors(BASE, theirs) == []
    both = merged(BASE, ours, theirs)
    for before in (BASE, ours, theirs):
        assert errors(before, both) == []
        assert errors(before, both, merged=True) == []
    assert entries_of(both) == entries_of(ours, theirs)


@settings(deadline=None, max_examples=examples(100))
@given(branch_entries(), branch_entries(), branch_entries())
def test_branch_older_than_the_last_merge_passes(one, two, three):
    """The third branch's base is not a prefix of the merge: an entry is in between."""
    ours, theirs = card(*one), card(*two)
    first = merged(BASE, ours, theirs)
    notes = [line.replace("Number", "Third") for line in three[0] if "note: Number" in line]
    late = card(sorted([*one[0], *notes], key=day_of), one[1])
    made = merge_text(ours.encode(), first.encode(), late.encode())
    assert made is not None
    assert not made.conflicts  # notes never conflict
    both = made.text
    for before in (ours, first, late):
        assert errors(before, both) == []
    assert entries_of(both) == entries_of(first, late)


@settings(deadline=None, max_examples=examples(150))
@given(branch_entries(), branch_entries(), st.data())
def test_merge_that_loses_an_entry_of_either_branch_is_refused(one, two, data):
    ours, theirs = card(*one), card(*two)
    both = merged(BASE, ours, theirs)
    before = data_of(data.draw(st.sampled_from([ours, theirs])))
    part, code = data.draw(st.sampled_from([("history", "CC506"), ("results", "CC604")]))
    entries = [dict(entry) for entry in data_of(both)[part]]
    old = [at for at, entry in enumerate(entries) if entry in before[part]]
    at, other = data.draw(st.sampled_from(old)), data.draw(st.sampled_from(old))
    how = data.draw(st.sampled_from(["remove", "change", "exchange"]))
    if how == "exchange":
        assume(entries[at] != entries[other])
        entries[at], entries[other] = entries[other], entries[at]
    elif how == "change":
        entries[at]["by"] = "works"
    else:
        del entries[at]
    change = Base("7b19374", _("7b19374"), [CardVersion(CARD, before)],
                  [CardVersion(CARD, data_of(both) | {part: entries})],
                  HEARD, HEARD, TODAY,
                  merged=data.draw(st.booleans()))  # fmt: skip
    assert code in {each.code for each in check_changes([change])}


@pytest.mark.parametrize("day", ["2022-08-20", "2022-08-24"])
def test_entries_merged_by_hand_must_be_in_date_order(day):
    """Appended entries may be out of order; sorting them does not count as rewriting."""
    mine = f"  - {{date: {day}, by: roads, note: The road is open.}}\n"
    theirs = "  - {date: 2022-08-22, by: parks, note: The dyke holds.}\n"
    appended = BASE + theirs + mine
    assert errors(BASE + theirs, appended) == ([] if day > "2022-08-22" else ["CC405"])
    assert errors(BASE + theirs, BASE + "".join(sorted([mine, theirs]))) == []
