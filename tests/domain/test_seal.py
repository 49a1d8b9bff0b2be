"""What a seal covers: no sealed value changes unnoticed, and no lawful change is an alteration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import to_json
from support.seals import AS_OF, breaches, deviating, register_of, sealed

from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.seal import cards
from cardctl.domain.seal.check import deviations
from cardctl.domain.seal.commitments import Commitment, canonical, commit
from cardctl.domain.seal.model import SealedSubject, without_salts
from cardctl.domain.seal.parts import plain_card
from cardctl.rules.examples import CARD, FILES
from cardctl.store.seals import parse, text_of

SECOND, THIRD = "M01/M01-002.yaml", "M01/M01-003.yaml"
AGENCIES, CONFIG = "agencies.yaml", "cardctl.yaml"
MEETING, NEXT = "M01/meeting.yaml", "M02/meeting.yaml"
PLANNED = "  - {date: 2022-02-09, by: parks, state: planned, lead: parks, due: 2022-12-31}\n"
ORDERED = "  - {meeting: 2, date: 2022-08-20, by: roads, text: The counters are ordered.}\n"
LAST = "  - {date: 2022-02-10, by: parks, state: in_progress}\n"
BACKDATED = "  - {date: 2022-02-10, by: parks, note: added afterwards}\n"


def edited(path: str, old: str, new: str, files: Mapping[str, str] = FILES) -> dict[str, str]:
    assert files[path].count(old) >= 1, old
    return {**files, path: files[path].replace(old, new, 1)}


def added(path: str, text: str, files: Mapping[str, str] = FILES) -> dict[str, str]:
    return {**files, path: files.get(path, "") + text}


def without(path: str) -> dict[str, str]:
    return {name: text for name, text in FILES.items() if name != path}


FOURTH = FILES[SECOND].replace("M01-002", "M01-004").replace("2022-01-13", "2022-08-30")

ALTERED = {
    "a title": (edited(CARD, "Raise the dykes of", "Lower the dykes of"), "M01-001", "title"),
    "an item": (edited(CARD, "item: 1", "item: 2"), "M01-001", "item"),
    "a target": (edited(CARD, "target: 12", "target: 2"), "M01-001", "indicators.a"),
    "an indicator": (edited(CARD, "Dykes raised", "Dykes"), "M01-001", "indicators.a.name"),
    "an indicator's id": (
        edited(CARD, "id: a, name: D", "id: b, name: D"),
        "M01-001",
        "indicators.a",
    ),
    "an entry": (
        edited(CARD, "2022-02-09, by: parks, s", "2022-02-08, by: parks, s"),
        "M01-001",
        "history.1",
    ),
    "a note": (edited(THIRD, "It fell down", "It burnt down"), "M01-003", "history.1.note"),
    "a new note": (
        edited(CARD, "state: planned,", "state: planned, note: Good,"),
        "M01-001",
        "history.1.note",
    ),
    "a result": (edited(CARD, "Both dykes are", "One dyke is"), "M01-001", "results.0.text"),
    "progress": (edited(CARD, "progress: 90", "progress: 100"), "M01-001", "results.0"),
    "evidence": (edited(CARD, "of the surveyor", "of the mayor"), "M01-001", "results.0.evidence"),
    "a meeting's date": (edited(MEETING, "2022-01-13", "2022-01-14"), "meeting 1", "date"),
    "its papers": (added(MEETING, "papers: 2022-01-10\n"), "meeting 1", "papers"),
    "its kind": (added(MEETING, "kind: extraordinary\n"), "meeting 1", "kind"),
    "whether it hears": (added(MEETING, "hears: false\n"), "meeting 1", "hears"),
    "its status": (edited(MEETING, "status: held", "status: scheduled"), "meeting 1", "status"),
    "an agenda item": (edited(MEETING, "Flood protection", "Floods"), "meeting 1", "items.1.title"),
    "its outcome": (
        edited(MEETING, "outcome: decided", "outcome: withdrawn"),
        "meeting 1",
        "items.1.outcome",
    ),
    "a further item": (
        added(MEETING, "  - {item: 3, title: Bridges, type: decision}\n"),
        "meeting 1",
        "items",
    ),
    "the sealed meeting's date": (edited(NEXT, "2022-10-07", "2022-10-08"), "meeting 2", "date"),
    "an agency's name": (edited(AGENCIES, "Parks Dep", "Park Dep"), "agency parks", "name"),
    "its dates": (
        edited(AGENCIES, "from: 2022-01-01", "from: 2022-01-02"),
        "agency roads",
        "valid_from",
    ),
    "its successor": (
        edited(AGENCIES, "successor: roads", "successor: parks"),
        "agency works",
        "successor",
    ),
    "the secretariat": (
        edited(CONFIG, "secretariat: office", "secretariat: roads"),
        "settings",
        "secretariat",
    ),
    "a threshold": (
        added(CONFIG, "settings: {red_after_days: 31}\n"),
        "settings",
        "settings.red_after_days",
    ),
    "the money's unit": (added(CONFIG, "money: {unit: 1000}\n"), "settings", "money.unit"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_alteration_is_found_with_its_place(name: str) -> None:
    files, subject, part = ALTERED[name]
    found = breaches(files, sealed())
    assert (subject, part) in {(who, what) for who, what, _ in found}
    assert {who for who, _, _ in found} == {subject}


MISSING = {
    "a card": (without(SECOND), ("M01-002", "", "missing")),
    "a meeting": (without(MEETING), ("meeting 1", "", "missing")),
    "an agency": (
        edited(AGENCIES, "  - {code: parks, name: Parks Department}\n", ""),
        ("agency parks", "", "missing"),
    ),
    "the last entry": (edited(CARD, LAST, ""), ("M01-001", "history.2", "missing")),
    "an entry between": (edited(CARD, PLANNED, ""), ("M01-001", "history.1", "missing")),
    "a result": (edited(SECOND, f"results:\n{ORDERED}", ""), ("M01-002", "results.0", "missing")),
}


@pytest.mark.parametrize("name", MISSING)
def test_loss_is_found(name: str) -> None:
    files, expected = MISSING[name]
    assert breaches(files, sealed()) == {expected}


def test_removed_text_is_missing() -> None:
    seal = sealed(edited(SECOND, "title: ", "decision: Count.\ntitle: "))
    assert breaches(FILES, seal) == {("M01-002", "decision", "missing")}


ADDED = {
    "an entry": (added(CARD, BACKDATED), ("M01-001", "history.3", "added")),
    "an entry between": (edited(CARD, LAST, BACKDATED + LAST), ("M01-001", "history.2", "added")),
    "a result": (
        edited(SECOND, ORDERED, ORDERED.replace("roads", "office") + ORDERED),
        ("M01-002", "results.0", "added"),
    ),
    "a card": ({**FILES, "M01/M01-004.yaml": FOURTH}, ("M01-004", "", "added")),
}


@pytest.mark.parametrize("name", ADDED)
def test_what_is_added_to_the_past_is_found(name: str) -> None:
    files, expected = ADDED[name]
    assert breaches(files, sealed()) == {expected}


VOIDED = "  - {date: 2022-08-31, by: office, state: closed, outcome: void, note: Twice.}\n"


def test_card_that_was_void_is_not_added_to_the_past() -> None:
    """A report leaves it out, and so does its seal."""
    fourth = FOURTH.replace("state: registered", "state: closed\noutcome: void", 1) + VOIDED
    files = {**FILES, "M01/M01-004.yaml": fourth}
    assert deviating(files, sealed(files)) == set()
    assert "M01-004" not in sealed(files).subjects


def test_swapped_entries_are_found() -> None:
    one = "  - {date: 2022-02-10, by: parks, note: One.}\n"
    other = "  - {date: 2022-02-10, by: parks, note: Two.}\n"
    seal = sealed(added(CARD, one + other))
    assert breaches(added(CARD, one + other), seal) == set()
    assert {subject for subject, _, _ in breaches(added(CARD, other + one), seal)} == {"M01-001"}


GREENS = (
    "{code: parks, name: Greens, changes: "
    "[{date: 2022-09-08, by: office, note: new, was: {name: Parks Department}}]}"
)
INDICATOR = "{id: a, name: Dykes raised, unit: km, baseline: 0, target: 12}"
TITLE = "Raise the dykes of the river park"
AMENDED = f"  - {{date: 2022-10-07, by: office, meeting: 2, amends: {{title: {TITLE}}}}}\n"
CORRECTED = "  - {date: 2022-10-08, by: office, note: a slip, corrects: {title: Lower dykes}}\n"
LAWFUL = {
    "a plan": edited(CARD, "from south to north", "at once"),
    "money": edited(CARD, "planned: 500", "planned: 600"),
    "partners": edited(CARD, "partners: [roads]", "partners: []"),
    "a new decision": added(SECOND, "decision: Count the cars.\n"),
    "a translated title": edited(CARD, TITLE, f"{{en: {TITLE}, ko: 둑}}"),
    "a translated item": edited(MEETING, "Flood protection", "{en: Flood protection, ko: 홍수}"),
    "a translated agency": edited(AGENCIES, "Parks Department", "{en: Parks Department, ko: 공원}"),
    "a new indicator": edited(CARD, INDICATOR, f"{INDICATOR}\n  - {{id: b, name: Trees}}"),
    "the end of an agency": edited(
        AGENCIES,
        "Parks Department}",
        "Parks Department, valid_to: 2023-01-01, successor: roads}",
    ),
    "a new agency": added(AGENCIES, "  - {code: trees, name: Trees Department}\n"),
    "a place": added(MEETING, "place: City Hall\n"),
    "the sealed meeting is held": edited(
        NEXT,
        "status: scheduled\nitems: []",
        "status: held\nitems: [{item: 1, title: Dykes, type: decision, outcome: decided}]",
    ),
    "a default made explicit": added(
        CONFIG, "first_meeting: 1\nsettings: {red_after_days: 30, font: Noto}\n"
    ),
    "what the meeting did": added(
        CARD, "  - {date: 2022-08-31, by: office, meeting: 2, due: 2023-12-31, note: granted}\n"
    ),
    "a later entry": added(CARD, "  - {date: 2022-09-02, by: parks, note: later}\n"),
    "a later result": edited(
        SECOND, ORDERED, ORDERED + ORDERED.replace("2022-08-20", "2022-09-02")
    ),
    "an amended title": added(
        CARD,
        AMENDED,
        edited(CARD, TITLE, "Lower the dykes"),
    ),
    "a title amended twice": added(
        CARD,
        AMENDED + CORRECTED,
        edited(CARD, TITLE, "Lower the dykes"),
    ),
    "a corrected target": added(
        CARD,
        "  - {date: 2022-10-09, by: office, note: a slip, corrects: {indicators.a.target: 12}}\n",
        edited(CARD, "target: 12", "target: 13"),
    ),
    "a removed indicator": added(
        CARD,
        f"  - {{date: 2022-10-09, by: office, note: x, corrects: {{indicators.a: {INDICATOR}}}}}\n",
        edited(CARD, f"indicators:\n  - {INDICATOR}\n", "indicators: []\n"),
    ),
    "a recorded change of a meeting": added(
        MEETING,
        "changes: [{date: 2022-09-08, by: office, note: a slip, was: {date: 2022-01-13}}]\n",
        edited(MEETING, "2022-01-13", "2022-01-14"),
    ),
    "a recorded further item": added(
        MEETING,
        "  - {item: 3, title: Bridges, type: decision}\n"
        "changes: [{date: 2022-09-08, by: office, note: forgotten, was: {items.3: null}}]\n",
    ),
    "the sealed meeting is postponed": added(
        NEXT,
        "changes: [{date: 2022-09-08, by: office, note: rain, was: {date: 2022-10-07}}]\n",
        edited(NEXT, "2022-10-07", "2022-12-07"),
    ),
    "a renamed agency": edited(AGENCIES, "{code: parks, name: Parks Department}", GREENS),
    "a recorded change of settings": added(
        CONFIG,
        "settings: {red_after_days: 31}\n"
        "changes: [{date: 2022-09-08, by: office, note: too soon, was: {settings: null}}]\n",
    ),
}


@pytest.mark.parametrize("name", LAWFUL)
def test_lawful_change_is_no_alteration(name: str) -> None:
    assert breaches(LAWFUL[name], sealed()) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a plan", ("M01-001", "plan", "changed")),
        ("money", ("M01-001", "money", "changed")),
        ("a new decision", ("M01-002", "decision", "changed")),
        ("a translated title", ("M01-001", "title", "changed")),
        ("the end of an agency", ("agency parks", "valid_to", "changed")),
    ],
)
def test_open_change_is_told(name: str, expected: tuple[str, str, str]) -> None:
    assert expected in deviating(LAWFUL[name], sealed())


def test_entry_of_the_day_of_the_seal_may_be_later_than_the_seal() -> None:
    on_the_day = added(CARD, "  - {date: 2022-09-01, by: parks, note: at noon}\n")
    assert breaches(on_the_day, sealed(day=AS_OF)) == set()
    assert ("M01-001", "history.3", "changed") in deviating(on_the_day, sealed(day=AS_OF))
    assert breaches(on_the_day, sealed(day=AS_OF + timedelta(1))) == {
        ("M01-001", "history.3", "added")
    }


def test_text_corrected_on_the_day_of_the_seal_is_no_alteration() -> None:
    entry = AMENDED.replace("2022-10-07", "2022-09-01").replace("meeting: 2, amends", "corrects")
    files = added(CARD, entry, edited(CARD, TITLE, "Lower the dykes"))
    assert breaches(files, sealed(day=AS_OF)) == set()


@pytest.mark.parametrize("key", ["corrects", "amends"])
@pytest.mark.parametrize("old", ["soon", "5", "[]", "{}", "{a: {b: 1}}"])
def test_old_value_that_cannot_have_been_is_no_alteration(key: str, old: str) -> None:
    """A rule reports it; whether the seal holds is known all the same."""
    paths = ("title", "item", "visibility", "indicators.z.target", "indicators.a", "indicators")
    values = ", ".join(f"{path}: {old}" for path in paths)
    wrong = f"  - {{date: 2022-10-01, by: office, meeting: 2, note: A slip, {key}: {{{values}}}}}\n"
    assert breaches(added(CARD, wrong), sealed()) == set()
    assert breaches(added(SECOND, wrong), sealed()) == set()


def test_meeting_that_comes_between_later_does_not_change_the_seal() -> None:
    """Meeting 2 is postponed, and meeting 3, an extraordinary one, is held before it."""
    third = "number: 3\nkind: extraordinary\ndate: 2022-11-01\nstatus: held\nitems: []\n"
    later = ORDERED.replace("meeting: 2", "meeting: 3").replace("roads", "office")
    files = {**FILES, "M03/meeting.yaml": third.replace("held", "scheduled")}
    seal = sealed(edited(SECOND, ORDERED, ORDERED + later, files))
    files = {**LAWFUL["the sealed meeting is postponed"], "M03/meeting.yaml": third}
    assert breaches(edited(SECOND, ORDERED, ORDERED + later, files), seal) == set()


# The file ---------------------------------------------------------------------------------------


def test_file_is_read_as_it_was_written() -> None:
    seal = sealed()
    text = text_of(seal)
    assert text_of(parse(text)) == text
    assert text_of(parse(text.replace("\n", "\r\n"))) == text
    assert (parse(text).head, parse(text).root) == (seal.head, seal.root)
    assert seal.computed_root == seal.root
    assert text == text_of(sealed())  # the salts are injected: nothing else is random


def test_one_line_for_each_subject() -> None:
    lines = [line for line in text_of(sealed()).splitlines() if line.startswith('    "')]
    assert [line.split('"')[1] for line in lines] == [
        "settings", "agency office", "agency parks", "agency roads", "agency works",
        "meeting 1", "meeting 2", "M01-001", "M01-002", "M01-003", "report",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        ('"as_of": "2022-09-01"', '"as_of": "2022-08-01"'),
        ('"meetings": [1, 2]', '"meetings": [2]'),
        ('"by": "office"', '"by": "parks"'),
        ("00000000000000000000000000000001", "0000000000000000000000000000000f"),
        (sealed().parts("M01-001")["title"].digest, "0" * 64),
        (sealed().subjects["M01-001"].digest, "0" * 64),
        (sealed().root, "0" * 64),
    ],
)
def test_edited_seal_is_found(change: tuple[str, str]) -> None:
    text = text_of(sealed())
    assert change[0] in text
    assert breaches(FILES, parse(text.replace(*change)))


def test_commitment_that_was_recomputed_is_found_by_the_digests_above_it() -> None:
    seal = sealed()
    forged = commit(str(seal.parts("M01-001")["title"].salt), "Lower the dykes")
    text = text_of(seal).replace(seal.parts("M01-001")["title"].digest, forged.digest)
    files = edited(CARD, TITLE, "Lower the dykes")
    assert breaches(files, parse(text)) == {("seal", "M01-001", "altered")}
    parts = {**seal.parts("M01-001"), "title": forged}
    text = text.replace(seal.subjects["M01-001"].digest, SealedSubject.of(parts).digest)
    assert breaches(files, parse(text)) == {("seal", "root", "altered")}


def test_further_seal_has_a_reason_and_the_first_has_none() -> None:
    with pytest.raises(ValueError, match="root"):
        parse(text_of(sealed()), nth=2)
    reasoned = replace(sealed(), head=sealed().head.model_copy(update={"reason": "late"}))
    with pytest.raises(ValueError, match="root"):
        parse(text_of(reasoned))
    assert parse(text_of(reasoned), nth=2).nth == 2


def test_swapped_salts_are_found() -> None:
    text = text_of(sealed())
    parts = sealed().parts("M01-001")
    one, other = str(parts["title"].salt), str(parts["item"].salt)
    swapped = text.replace(one, "x").replace(other, one).replace("x" + '"', other + '"')
    assert breaches(FILES, parse(swapped)) == {
        ("M01-001", "title", "altered"), ("M01-001", "item", "altered"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "{\n", text_of(sealed()).replace('"format": 2', '"format": 3'),
        text_of(sealed()).replace('"format": 2', '"format": true'),
        text_of(sealed()).replace('  "parts"', ' "parts"'),
        text_of(sealed()).replace('    "M01-001": [', '    "M01-001": {'),
        text_of(sealed()).replace('    "M01-001"', '    "M01-002"'),
        text_of(sealed()).replace('  "by"', f'  "deep": {"[" * 5000}{"]" * 5000},\n  "by"'),
        text_of(sealed())[:-3],
    ],
)  # fmt: skip
def test_other_text_is_no_seal(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any ValueError, also one of the model
        parse(text)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a": 1}', '{"a": ["x", "y"]}', '{"a": [null, null]}', "[" * 100_000]
)
def test_subject_in_another_form_has_no_parts_and_is_not_intact(text: str) -> None:
    subject = SealedSubject("0" * 64, text)
    assert (subject.parts, subject.is_intact) == ({}, False)
    seal = sealed()
    broken = replace(seal, subjects={**seal.subjects, "M01-001": subject})
    assert breaches(FILES, broken)


# Erasure ----------------------------------------------------------------------------------------

ERASURE = "  - {date: 2022-10-09, by: office, redacts: [results.0.text], ground: Art. 17}\n"
ERASED = added(CARD, ERASURE, edited(CARD, "Both dykes are raised.", '"[redacted]"'))


def test_erased_text_without_its_salt_is_no_alteration_and_keeps_the_root() -> None:
    seal = sealed()
    after = without_salts(seal, {"M01-001": {"results.0.text"}})
    assert after.computed_root == after.root == seal.root
    assert deviating(ERASED, after) == {("M01-001", "results.0.text", "erased")}
    assert parse(text_of(after)).parts("M01-001")["results.0.text"].salt is None


def test_salt_of_an_erased_text_has_to_go() -> None:
    assert breaches(ERASED, sealed()) == {("M01-001", "results.0.text", "salted")}


def test_salt_cannot_go_without_an_erasure() -> None:
    after = without_salts(sealed(), {"M01-001": {"results.0.text", "title"}})
    assert breaches(FILES, after) == {
        ("M01-001", "results.0.text", "altered"), ("M01-001", "title", "altered"),
    }  # fmt: skip
    assert breaches(ERASED, after) == {("M01-001", "title", "altered")}
    unrecorded = edited(CARD, "Both dykes are raised.", '"[redacted]"')
    assert ("M01-001", "results.0.text", "altered") in breaches(unrecorded, after)


def test_other_values_of_an_entry_stay_sealed_when_its_text_is_erased() -> None:
    after = without_salts(sealed(), {"M01-001": {"results.0.text"}})
    files = {**ERASED, CARD: ERASED[CARD].replace("progress: 90", "progress: 100")}
    assert ("M01-001", "results.0", "altered") in breaches(files, after)


# Laws -------------------------------------------------------------------------------------------


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values in plain data that are no containers."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, key))
    else:
        yield path


def other(value: Any) -> list[Any]:
    """Return other values in place of one, of which the model takes at least one."""
    if isinstance(value, int):
        return [value + 1, value - 1]
    if value is None:
        return ["parks"]
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return [value + "x", *(["parks", "roads"] if value != "parks" else ["roads"]),
                "submitted", "planned", "completed", "news", "up", "down"]  # fmt: skip
    return [(day + timedelta(1)).isoformat(), (day - timedelta(1)).isoformat()]


FIXED = ("title", "item", "indicators", "results", "history")


@pytest.mark.parametrize("identifier", ["M01-001", "M01-002", "M01-003"])
def test_no_sealed_value_of_a_card_changes_unnoticed(identifier: str) -> None:
    register, seal = register_of(FILES), sealed()
    card = register.cards[identifier]
    tried = 0
    for path in leaves(plain_card(card)):
        if path[0] not in FIXED:
            continue
        for changed in changed_cards(card, path):
            tried += 1
            found = deviations(replace(register, cards={**register.cards, card.id: changed}), seal)
            assert any(each.fate.is_breach for each in found), path
    assert tried >= len([path for path in leaves(plain_card(card)) if path[0] in FIXED])


def changed_cards(card: Card, path: tuple[Any, ...]) -> Iterator[Card]:
    """Yield valid cards that differ from *card* in the value at *path* only."""
    for value in other(_at(plain_card(card), path)):
        data = plain_card(card)
        _at(data, path[:-1])[path[-1]] = value
        try:
            changed = Card.model_validate_json(to_json(data))
        except ValidationError:
            continue
        if plain_card(changed) != plain_card(card):
            yield changed


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


DAYS = st.integers(1, 400).map(lambda days: AS_OF + timedelta(days))
ENTRIES = st.builds(HistoryEntry, date=DAYS, by=st.just("parks"), note=st.text("ab", min_size=1))
RESULTS = st.builds(
    Result,
    meeting=st.integers(2, 3),
    date=DAYS,
    by=st.just("parks"),
    text=st.text("ab", min_size=1),
)


@given(st.lists(ENTRIES), st.lists(RESULTS), st.data())
@settings(max_examples=60)
def test_no_later_entry_is_an_alteration(
    entries: list[HistoryEntry], results: list[Result], data: st.DataObject
) -> None:
    """Wherever the entries of two branches end up, they were made after the report."""
    card, seal = register_of(FILES).cards["M01-001"], sealed()
    history = woven(list(card.history), entries, data)
    filed = woven(list(card.results), results, data)
    changed = card.model_copy(update={"history": tuple(history), "results": tuple(filed)})
    assert not any(each.fate.is_breach for each in cards.card_deviations(changed, seal))


def woven(old: list[Any], new: list[Any], data: st.DataObject) -> list[Any]:
    """Return both lists in one, each in its order."""
    for each in new:
        old.insert(data.draw(st.integers(0, len(old))), each)
    return old


@given(st.text(), st.text(), st.text("0123456789abcdef", min_size=32, max_size=32))
@settings(max_examples=60)
def test_commitment_fits_its_value_alone(value: str, another: str, salt: str) -> None:
    made = commit(salt, {"text": value})
    assert made.fits({"text": value})
    assert made.fits({"text": another}) is (canonical(value) == canonical(another))
    assert not Commitment(None, made.digest).fits({"text": value})
    assert json.loads(json.dumps(made)) == [salt, made.digest]
