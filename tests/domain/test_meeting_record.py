"""What is on record of a meeting: which changes need an entry, and what the entries keep."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import register

from cardctl.domain import changes
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.meeting_record import before, differences, recorded_changes, unrecorded
from cardctl.errors import Refused, Unknown, UsageError

DAY = date(2024, 8, 1)
BECAUSE = changes.RevisionDraft(DAY, reason="because")
SCHEDULED = Meeting.model_validate_json(
    """{"number": 3, "date": "2025-01-15", "status": "scheduled", "place": "Hall", "items": [
    {"item": 1, "title": "Dykes", "type": "decision"},
    {"item": 2, "title": {"en": "Piers", "ko": "선착장"}, "type": "report"}]}"""
)
BARE = Meeting(number=3, status=MeetingStatus.SCHEDULED)


def data(meeting: Meeting) -> dict[str, Any]:
    plain: dict[str, Any] = meeting.model_dump(mode="json", exclude_unset=True)
    return plain


def changed(meeting: Meeting, entry: changes.RevisionDraft = BECAUSE, **request: Any) -> Meeting:
    return changes.set_values(register(), meeting, changes.MeetingValues(**request), entry)


def test_filling_in_needs_neither_reason_nor_entry() -> None:
    request: dict[str, Any] = {"values": {"date": DAY, "papers": DAY, "place": "Hall"}}
    item = AgendaItem.model_validate_json('{"item": 1, "title": "A", "type": "report"}')
    made = changed(BARE, changes.RevisionDraft(DAY), **request, items=[item, item])
    assert (made.date, made.changes, [i.item for i in made.items]) == (DAY, (), [1, 2])


def test_replacing_needs_a_reason_and_keeps_the_old_value() -> None:
    with pytest.raises(Refused, match="a change of date needs a reason"):
        changed(SCHEDULED, changes.RevisionDraft(DAY), values={"date": DAY})
    (entry,) = changed(SCHEDULED, values={"date": DAY}).changes
    assert (entry.date, entry.by, entry.note) == (DAY, "mois", "because")
    assert entry.was == {"date": "2025-01-15"}


def test_a_reason_records_what_is_filled_in_too() -> None:
    assert changed(BARE, values={"date": DAY}).changes[0].was == {"date": None}


def test_the_same_value_changes_nothing() -> None:
    assert changed(SCHEDULED, values={"date": SCHEDULED.date}) == SCHEDULED


def test_a_title_in_one_language_keeps_the_other() -> None:
    made = changed(SCHEDULED, titles={(1, "ko"): "제방", (2, "ko"): "부두"})
    assert [item.title for item in made.items] == [
        {"en": "Dykes", "ko": "제방"},
        {"en": "Piers", "ko": "부두"},
    ]
    assert made.changes[0].was["items.2.title"] == {"en": "Piers", "ko": "선착장"}
    free = changed(SCHEDULED, changes.RevisionDraft(DAY), titles={(1, "ko"): "제방"})
    assert free.changes == ()
    with pytest.raises(Unknown, match="no language 'fr'"):
        changed(SCHEDULED, titles={(1, "fr"): "Digues"})
    monolingual = register(config={"languages": ["en"]})
    request = changes.MeetingValues(titles={(1, "en"): "Dyke"})
    with pytest.raises(UsageError, match="a single text"):
        changes.set_values(monolingual, SCHEDULED, request, BECAUSE)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"values": {"items.9.outcome": "decided"}}, "no agenda item '9'"),
        ({"unsets": ["items.9"]}, "no agenda item '9'"),
        ({"titles": {(9, None): "A"}}, "no agenda item '9'"),
        ({"values": {"number": 4}}, "no field 'number'"),
        ({"values": {"changes": []}}, "no field 'changes'"),
    ],
)
def test_unknown_places_are_refused(request_: dict[str, Any], message: str) -> None:
    with pytest.raises(Unknown, match=message):
        changed(SCHEDULED, **request_)


def test_an_unknown_agency_is_refused() -> None:
    with pytest.raises(Unknown, match="no agency 'nobody'"):
        changed(SCHEDULED, changes.RevisionDraft(DAY, "nobody", "x"), values={"date": DAY})


def test_a_cancelled_meeting_keeps_its_day_of_cancellation() -> None:
    made = changes.cancel(register(), SCHEDULED, BECAUSE)
    assert (made.status, made.cancelled_on) == (MeetingStatus.CANCELLED, DAY)
    again = changed(made, values={"status": "scheduled"})
    assert (again.cancelled_on, len(again.changes)) == (None, 2)
    with pytest.raises(Refused, match="already been cancelled"):
        changes.cancel(register(), made, BECAUSE)
    with pytest.raises(Refused, match="was cancelled"):
        changes.hold(register(), made, None, BECAUSE)


# Laws -------------------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 4)).map(date.isoformat)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "date": DAYS,
    "papers": DAYS,
    "place": st.sampled_from(["Hall", "Library"]),
    "kind": st.sampled_from(["regular", "extraordinary", "written"]),
    "hears": st.booleans(),
    "status": st.sampled_from(["scheduled", "held", "cancelled"]),
    "items.1.type": st.sampled_from(["decision", "report"]),
    "items.1.outcome": st.sampled_from(["decided", "withdrawn"]),
    "items.1.title": st.sampled_from(["Dykes", "Piers"]),
}
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "values": st.fixed_dictionaries({}, optional=VALUES),
        "unsets": st.sets(
            st.sampled_from(["papers", "place", "hears", "items.2", "items.2.outcome"])
        ).map(sorted),
        "items": st.lists(
            st.just(AgendaItem.model_validate_json('{"item":1,"title":"New","type":"report"}')),
            max_size=2,
        ),
    },
)


@given(st.sampled_from([SCHEDULED, BARE]), st.lists(REQUESTS, max_size=6), st.booleans())
def test_whatever_the_commands_change_is_recorded(
    start: Meeting, requests: list[dict[str, Any]], has_reason: bool
) -> None:
    """A reviewer who compares any two states finds every difference in the entries or free."""
    states = [start]
    for number, request in enumerate(requests):
        entry = changes.RevisionDraft(DAY + timedelta(number), reason="x" if has_reason else None)
        try:
            states.append(changed(states[-1], entry, **request))
        except (Refused, Unknown):
            continue
    final = states[-1]
    assert len(recorded_changes(final)) == len(final.changes)
    for state in states:
        new = [each.was for each in final.changes[len(state.changes) :]]
        assert unrecorded(data(state), data(final), new) == []
    if has_reason:  # then every change is in an entry, and reverting them all restores the start
        old = before(data(final), [each.was for each in final.changes])
        assert differences(data(start), old) == []
        assert all(each.values for each in recorded_changes(final))
