from __future__ import annotations

from enum import StrEnum

import pytest

from cardctl.domain.enum_words import NAMES
from cardctl.domain.enums import (
    BudgetSource,
    EvidenceKind,
    ItemOutcome,
    Level,
    MeetingKind,
    Visibility,
)
from cardctl.domain.names import KINDS, Ambiguous, agency_code, meeting_number, member
from cardctl.domain.outline import AgencyNames
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import languages
from cardctl.suggest import SUGGESTED_ONLY, SYNONYMS

AGENCIES = (
    AgencyNames("mois", {"en": "Ministry of the Interior", "ko": "행정안전부"}, ("행안부", "MOIS")),
    AgencyNames("ports", "Harbour Authority", ("항만청", "HA")),
    AgencyNames("HA", "Housing Agency", ("항만청",)),
)


@pytest.mark.parametrize(
    ("written", "words", "value"),
    [
        ("in_progress", State, State.IN_PROGRESS),
        ("In Progress", State, State.IN_PROGRESS),
        ("in-progress", State, State.IN_PROGRESS),
        ("추진 중", State, State.IN_PROGRESS),
        ("추진중", State, State.IN_PROGRESS),
        ("done", State, State.CLOSED),
        ("done", Outcome, Outcome.COMPLETED),
        ("완료", Outcome, Outcome.COMPLETED),
        ("이행 후 계속추진", Outcome, Outcome.SUSTAINED),
        ("적색", Colour, Colour.RED),
        ("공문", EvidenceKind, EvidenceKind.OFFICIAL_LETTER),
        ("정기", MeetingKind, MeetingKind.REGULAR),
        ("보류", ItemOutcome, ItemOutcome.DEFERRED),
        ("보류", State, State.ON_HOLD),
        ("광역", Level, Level.METROPOLITAN),
        ("국비", BudgetSource, BudgetSource.NATIONAL),
        ("비공개", Visibility, Visibility.CLOSED),
    ],
)
def test_members_by_code_name_or_synonym(written: str, words: type[StrEnum], value: str) -> None:
    assert member(written, words) is value


@pytest.mark.parametrize("words", NAMES, ids=lambda words: words.__name__)
def test_every_name_in_every_language_is_taken(words: type[StrEnum]) -> None:
    assert set(NAMES[words]) == set(words)
    for each, name in NAMES[words].items():
        assert member(each.value, words) is each
        assert [member(name.render(lang), words) for lang in languages()] == [each] * len(
            languages()
        )


def test_every_enumeration_with_names_has_a_kind() -> None:
    assert KINDS.keys() == NAMES.keys()


@pytest.mark.parametrize(
    ("written", "words", "hint"),
    [
        ("open", State, "did you mean registered?"),
        ("취소", Outcome, "did you mean withdrawn?"),
        ("추진즁", State, "did you mean in_progress?"),
        ("closd", State, "did you mean closed?"),
    ],
)
def test_similar_names_are_suggested_by_code(written: str, words: type[StrEnum], hint: str) -> None:
    with pytest.raises(Unknown) as caught:
        member(written, words)
    assert str(caught.value) == f"no {KINDS[words]} '{written}'"
    assert str(caught.value.hint) == hint


def test_words_that_are_only_suggested_have_a_synonym() -> None:
    assert SYNONYMS.keys() >= SUGGESTED_ONLY


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("mois", "mois"),
        (" MOIS ", "mois"),
        ("Mois", "mois"),
        ("행정안전부", "mois"),
        ("행정 안전부", "mois"),
        ("\u1112\u1162\u11bc\u110b\u1161\u11ab\u1107\u116e", "mois"),
        ("ministry of  the interior", "mois"),
        ("HA", "HA"),
        ("harbour-authority", "ports"),
    ],
)
def test_agencies_by_code_name_or_alias(written: str, code: str) -> None:
    assert agency_code(written, AGENCIES) == code


@pytest.mark.parametrize("written", ["항만청", "ha"])
def test_a_name_of_two_agencies_is_refused_with_both_codes(written: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        agency_code(written, AGENCIES)
    assert str(caught.value) == f"the name '{written}' is ambiguous: ports or HA"


def test_the_code_of_a_similar_name_is_suggested() -> None:
    with pytest.raises(Unknown) as caught:
        agency_code("행정안정부", AGENCIES)
    assert str(caught.value.hint) == "did you mean mois?"


@pytest.mark.parametrize("written", ["2", "M02", "meeting 2", "Meeting 2", "제2회 회의", "제2회"])
def test_meetings_by_number_or_name(written: str) -> None:
    assert meeting_number(written) == 2


@pytest.mark.parametrize("written", ["", "x", "-2", "２", "2-1", "제회"])
def test_anything_else_is_no_meeting(written: str) -> None:
    with pytest.raises(UsageError):
        meeting_number(written)
