"""702, 703, 705: title style, duplicate titles, and one task per card."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.finding import Severity
from cardctl.rules import check
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import Context
from cardctl.rules.text.titles import _is_in_style, _title_faults, _two_actors, two_tasks
from cardctl.store.files import read
from cardctl.store.load import load

SECOND, CLOSED = "M01/M01-002.yaml", "M01/M01-003.yaml"
TITLE = "Raise the dykes of the river park"


def titled(path, title):
    old = next(line for line in FILES[path].splitlines() if line.startswith("title:"))
    return {path: FILES[path].replace(old, f"title: {title}")}


@pytest.mark.parametrize(
    ("title", "better"),
    [
        ("Count the cars.", "Count the cars"),
        ("차량 수를 센다.", "차량 수를 센다"),
        ("Count  the cars", "Count the cars"),
        (" Count the cars ", "Count the cars"),
        ("COUNT THE CARS", None),
        ("Count the cars " * 6 + "again", None),
    ],
)
def test_title_with_a_style_problem_is_reported(find, title, better):
    (found,) = find(titled(SECOND, f'"{title}"'))
    assert (found.code, found.severity) == ("CC702", Severity.NOTE)
    fixes = [(fix.edits[0].value, fix.safe) for fix in found.fixes]
    assert fixes == ([(better, True)] if better else [])


@pytest.mark.parametrize(
    "title",
    ["Count cars, lorries etc.", "Visit of the U.S.", "And so on ...", "GTX-A", "ICT for SMEs",
     "MOU 체결", "가" * 80],
)  # fmt: skip
def test_title_in_good_style_is_accepted(codes, title):
    assert codes(titled(SECOND, f'"{title}"')) == []


@pytest.mark.parametrize("title", [TITLE, TITLE.upper().replace(" ", "  "), f"{{ko: {TITLE}.}}"])
def test_duplicate_title_is_reported_once_at_the_later_card(find, title):
    found = find(titled(SECOND, title), select=["CC703"])
    assert [(f.path, f.related[0].path) for f in found] == [(SECOND, CARD)]
    assert found[0].field[0] == "title"


def test_third_card_refers_to_the_first(find):
    files = titled(SECOND, TITLE) | {
        "M01/M01-004.yaml": FILES[SECOND]
        .replace("M01-002", "M01-004")
        .replace("Count the traffic on the ring road", TITLE)
    }
    found = find(files, select=["CC703"])
    assert [f.related[0].path for f in found] == [CARD, CARD]


def test_superseded_card_may_have_the_same_title(codes):
    files = titled(CLOSED, TITLE)
    files[CLOSED] += "relations: {superseded_by: M01-001}\n"
    assert "CC703" not in codes(files)
    files[CLOSED] = files[CLOSED].replace("superseded_by", "see_also")
    assert "CC703" in codes(files)


def test_duplicate_title_on_a_closed_card_is_a_note(find):
    (found,) = find(titled(CLOSED, TITLE))
    assert (found.code, found.severity) == ("CC703", Severity.NOTE)


NAMED = {
    "agencies.yaml": FILES["agencies.yaml"]
    + "  - {code: motie, name: {en: Ministry of Trade, ko: 산업통상자원부}, aliases: [산업부]}\n"
    "  - {code: busan, name: {en: Busan, ko: 부산광역시}, aliases: [부산]}\n"
    "  - {code: ulsan, name: {en: Ulsan, ko: 울산광역시}, aliases: [울산]}\n"
}


@pytest.mark.parametrize(
    "decision",
    [
        "산업부는 특구를 지정하고 부산광역시는 예산을 지원한다.",
        "산업통상자원부가 지정하고, 울산이 지원한다.",
        "The Ministry of Trade names the zones, and Busan pays for them.",
        "Busan drafts the rules; Ulsan approves them.",
        "Ulsan raises the dykes while the Ministry of Trade counts the cars.",
    ],
)
def test_two_agencies_with_one_action_each_are_reported(find, decision):
    (found,) = find({**NAMED, CARD: FILES[CARD] + f'decision: "{decision}"\n'})
    assert (found.code, found.field) == ("CC705", ("decision",))


@pytest.mark.parametrize(
    "decision",
    [
        "Busan, Ulsan and the Ministry of Trade sign the agreement.",
        "Busan and Ulsan launch the special government together.",
        "산업부는 부산, 울산과 협의하여 특구를 지정한다.",
        "부산·울산은 협약을 맺는다.",
        "산업부는 특구를 지정하고, 산업통상자원부는 결과를 보고한다.",
        "Busan drafts the rules and approves them.",
        "Agreement of Busan with Ulsan on the dykes of Busan and Ulsan",
        "Launch the special local government of Busan, Ulsan and Gyeongnam in February 2022.",
        "부산이 낸 안을 울산이전사업단이 받는다.",
    ],
)
def test_one_task_of_several_agencies_is_accepted(codes, decision):
    assert codes({**NAMED, CARD: FILES[CARD] + f'decision: "{decision}"\n'}) == []


def test_cards_of_this_repository_pass():
    register = load(read(Path(__file__).parents[2] / "cards")).register
    assert len(register.cards) >= 25
    assert check(register, select=["CC7", "CC8"]).findings == ()


@given(st.text("aAbB .。  \t-é제" + "\u3000\x1f", max_size=12) | st.text(min_size=76, max_size=84))
def test_style_prefilter_misses_no_problem(title):
    if _is_in_style(title):
        assert list(_title_faults(title)) == []


ACTS = ["Parks Department raises it", "Roads  Department closes it", "The office waits",
        "and", ", ", "; ", "Parks", "Department"]  # fmt: skip
clauses = st.lists(st.sampled_from(ACTS), min_size=1, max_size=4).map(" ".join)


@given(clauses, st.none() | clauses | st.fixed_dictionaries({"en": clauses, "ko": clauses}))
def test_two_tasks_are_searched_in_each_text(title, decision):
    register = load({path: text.encode() for path, text in FILES.items()}).register
    texts = decision.values() if isinstance(decision, dict) else [decision or ""]
    card = register.cards["M01-001"].model_copy(update={"title": title, "decision": decision})
    context = Context(register)
    found = any(_two_actors(text, context) for text in (title, *texts))
    assert bool(list(two_tasks(card, context))) == found
