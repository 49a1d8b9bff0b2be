"""Properties that hold for every register of valid models, however unusual its cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardctl.domain.agency import Agency, Config, MoneyUnit
from cardctl.domain.base import Model
from cardctl.domain.card import (
    BudgetLine,
    Card,
    HistoryEntry,
    Indicator,
    Plan,
    Relations,
    Result,
    Step,
)
from cardctl.domain.enums import EvidenceKind, ItemOutcome, ItemType, MeetingStatus
from cardctl.domain.meeting import AgendaItem, Evidence, Meeting
from cardctl.domain.register import Register
from cardctl.domain.shared_files import SharedFiles
from cardctl.domain.workflow import Outcome, State, transitions_from
from cardctl.finding import Severity
from cardctl.rules import RULES, check, examples
from cardctl.rules.dates import last_day
from cardctl.rules.registry import ORDERED, SCOPE_OF
from cardctl.rules.rule import Change, Context, Input, RepositoryContext, SubjectKind
from cardctl.rules.text_fields import STRINGS, strings, written
from cardctl.store.load import load

NOTE = Severity.NOTE
IDS = ["M01-001", "M01-002", "M01-003", "M02-001", "M03-001"]
maybe = st.none


def built(model, **fields):
    """Generate models with any of *fields* set; omitted fields are unset."""
    needed = {name: s for name, s in fields.items() if model.model_fields[name].is_required()}
    others = {name: s for name, s in fields.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=others).map(lambda given: model(**given))


def listed(strategy, largest=3, least=0):
    return st.lists(strategy, min_size=least, max_size=largest).map(tuple)


days = st.dates(date(2022, 1, 1), date(2022, 1, 20))
codes = st.sampled_from(["a", "b", "office"])
numbers = st.integers(1, 5)
words = st.sampled_from(["one", "two", {"ko": "하나"}])
paths = st.sampled_from(["x.pdf", "../x.pdf", "/x", "", "C:x"]).filter(bool)
evidence = built(
    Evidence, kind=st.sampled_from(EvidenceKind), title=words, path=paths, url=st.just("x")
)
steps = built(
    Step,
    id=codes,
    title=words,
    owner=codes,
    due=days,
    weight=numbers,
    done=days,
    dropped=days | st.just(True),
    note=words,
)
plans = built(Plan, submitted=days, summary=words, steps=listed(steps), no_steps=words)
results = built(
    Result,
    meeting=numbers,
    date=days,
    by=codes,
    text=words,
    progress=st.integers(0, 100),
    readings=st.dictionaries(codes, st.just(Decimal("1.5")) | st.integers(0, 9), max_size=2),
    spent=st.integers(0, 9),
    evidence=listed(evidence, 2),
    blocker=words,
)
events = built(
    HistoryEntry,
    date=days,
    by=codes,
    state=maybe() | st.sampled_from(State),
    outcome=maybe() | st.sampled_from(Outcome),
    lead=maybe() | codes,
    due=maybe() | days,
    meeting=numbers,
    note=words,
    substitute=words,
    review=numbers,
)
proof = built(
    Result,
    meeting=st.just(2),
    date=st.just(date(2022, 1, 1)),
    by=codes,
    text=words,
    evidence=listed(evidence, 1),
)


@st.composite
def histories(draw):
    """Generate a history that follows the table of transitions, with random other fields."""
    entries = [HistoryEntry(date=date(2022, 1, 1), by="office", state=State.REGISTERED)]
    state = State.REGISTERED
    for day in range(2, draw(st.integers(2, 9))):
        state = draw(st.sampled_from([move.target for move in transitions_from(state)]))
        more = {"state": state, "date": date(2022, 1, day)}
        if state in (State.SUBMITTED, State.CLOSED):
            more["outcome"] = draw(st.sampled_from(Outcome))
        entries.append(draw(events).model_copy(update=more))
    return tuple(entries)


card_ids = listed(st.sampled_from([*IDS, "M09-009"]))
cards = st.fixed_dictionaries(
    {
        "meeting": numbers,
        "item": maybe() | numbers,
        "lead": maybe() | codes,
        "partners": listed(codes),
        "state": st.sampled_from(State),
        "outcome": maybe() | st.sampled_from(Outcome),
        "due": maybe() | days,
        "indicators": listed(built(Indicator, id=codes, name=words, target=numbers), 2),
        "budget": listed(built(BudgetLine, year=st.just(2022), planned=numbers, as_stated=words)),
        "plan": maybe() | plans,
        "results": listed(results) | listed(proof, 2, 1),
        "history": histories() | listed(events, 6, 1),
        "relations": built(
            Relations,
            parent=maybe() | st.sampled_from(IDS),
            depends_on=card_ids,
            see_also=card_ids,
            merged_into=card_ids,
            split_into=card_ids,
            superseded_by=card_ids,
        ),
        "sources": listed(evidence, 1),
    }
)
items = built(
    AgendaItem,
    item=numbers,
    title=words,
    type=st.sampled_from(ItemType),
    outcome=st.sampled_from(ItemOutcome),
)
meetings = st.dictionaries(
    numbers,
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(MeetingStatus),
            "date": maybe() | days,
            "papers": maybe() | days,
            "items": listed(items, 2),
        }
    ),
    max_size=3,
)
agencies = listed(
    built(Agency, code=codes, name=words, valid_from=days, valid_to=days, successor=codes)
)


@st.composite
def registers(draw):
    chosen = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=4))
    made = [Card(id=identifier, title="A matter", **draw(cards)) for identifier in chosen]
    shared = SharedFiles(
        config=Config(format=1, body="b", secretariat="office"),
        agencies=draw(agencies),
        meetings={n: Meeting(number=n, **m) for n, m in draw(meetings).items()},
        agencies_known=draw(st.booleans()),
        unreadable_meetings=draw(st.sampled_from([frozenset(), frozenset({2})])),
    )
    return Register(
        shared,
        cards={card.id: card for card in made},
        unreadable=draw(st.sampled_from([{}, {"M01/M01-009.yaml": "M01-009"}])),
    )


def everything(register, **options):
    return check(
        register,
        today=date(2022, 1, 10),
        exists=lambda path: False,
        for_meeting=register.calendar.new,
        around=RepositoryContext(
            "", {".gitattributes": "* merge=union\n"}, ("schemas/card.schema.json",)
        ),
        **options,
    )


@settings(max_examples=150, deadline=None)
@given(registers())
def test_no_rule_raises_and_every_finding_can_be_rendered(register):
    for finding in everything(register).findings:
        rule = RULES[finding.code]
        assert finding.name == rule.name
        assert finding.severity in {rule.severity, NOTE if rule.code[2] == "7" else rule.severity}
        for phrase in (finding.message, finding.hint, *(r.message for r in finding.related)):
            assert phrase.render("en")
            assert phrase.render("ko")


@settings(max_examples=60, deadline=None)
@given(registers(), st.sampled_from(["CC2", "CC3", "CC4", "CC5", "CC6", "CC7", "CC8", "CC9"]))
def test_select_and_ignore_partition_the_findings(register, beginning):
    whole = everything(register).findings
    chosen = everything(register, select=[beginning]).findings
    others = everything(register, ignore=[beginning]).findings
    assert chosen == tuple(f for f in whole if f.code.startswith(beginning))
    assert others == tuple(f for f in whole if not f.code.startswith(beginning))


@settings(max_examples=60, deadline=None)
@given(registers())
def test_findings_do_not_depend_on_the_order_of_cards(register):
    turned = replace(
        register.with_meetings(dict(reversed(register.meetings.items()))),
        cards=dict(reversed(register.cards.items())),
    )
    assert everything(turned) == everything(register)


LOOKS = [(rule, look) for rule, of, look in ORDERED if of is SubjectKind.CARD]
LOCAL = [(rule, look) for rule, look in LOOKS if SCOPE_OF[look].is_local]
FAR = [(rule, look) for rule, look in LOOKS if not SCOPE_OF[look].is_local]


def with_only(register, card):
    """Return the register with only *card* loaded, and all shared files."""
    return replace(register, cards={card.id: card}, unreadable={})


def problems(looks, card, context):
    return [(rule.code, each) for rule, look in looks for each in look(card, context)]


def full_context(register):
    """Return a context with date, files and meeting."""
    meeting_number = register.calendar.new
    return Context(register, date(2022, 1, 10), lambda path: False, meeting_number)


def assert_scopes_hold(register):
    whole = full_context(register)
    for card in register:
        apart = Context(with_only(register, card))
        assert problems(LOCAL, card, whole) == problems(LOCAL, card, apart)
        quiet = [(rule, look) for rule, look in LOOKS if not SCOPE_OF[look].applies_to(card)]
        assert problems(quiet, card, whole) == []
        innocent = [
            (rule, look)
            for rule, look in LOOKS
            if (suspects := SCOPE_OF[look].suspects) and not suspects(card, whole)
        ]
        assert problems(innocent, card, whole) == []


def test_list_of_rules_that_need_other_cards():
    assert [(rule.code, look.__name__) for rule, look in FAR] == [
        ("CC304", "unknown_card"),
        ("CC308", "relation_cycle"),
        ("CC309", "dead_dependency"),
        ("CC403", "overdue"),
        ("CC404", "future_record"),
        ("CC504", "move_needs_cards"),
        ("CC510", "dependency_open"),
        ("CC603", "evidence_missing"),
        ("CC616", "result_missing"),
        ("CC703", "duplicate_title"),
    ]


@pytest.mark.parametrize(
    "code", [c for c, rule in RULES.items() if not isinstance(rule.bad, Change)]
)
def test_rules_stay_within_their_declared_scope_in_the_examples(code):
    for example in (RULES[code].bad, RULES[code].good):
        assert_scopes_hold(load(examples.files(example)).register)


@settings(max_examples=100, deadline=None)
@given(registers())
def test_rules_stay_within_their_declared_scope(register):
    assert_scopes_hold(register)


@settings(max_examples=40, deadline=None)
@given(registers())
def test_no_record_is_later_than_the_last_date_of_a_card(register):
    (look,) = (look for rule, look in FAR if rule.code == "CC404")
    for card in register:
        later = Context(register, last_day(card))
        earlier = Context(register, date.min)
        assert list(look(card, later)) == []
        assert list(look(card, earlier))


def test_ids_of_unreadable_cards_are_known():
    files = {**examples.files(RULES["CC304"].bad), "M01/M01-003.yaml": b"id: ["}
    done = check(load(files).register)
    assert "CC304" in {each.code for each in done.findings}
    assert Input.IDS in RULES["CC304"].reads
    assert "CC304" not in {each.code for each in done.skipped}


@settings(max_examples=50, deadline=None)
@given(registers())
def test_record_text_contains_every_string_of_a_record(register):
    for record in (*register, *register.meetings.values(), register.agencies, register.config):
        record_text = written(record)
        assert sorted(record_text.words + record_text.links) == sorted(
            text for _, text in strings(record)
        )
        assert (
            sorted(record_text.words) == sorted(record_text.prose.decode().split("\n"))
            or not record_text.words
        )


def kinds_of(model):
    yield model
    for kind in model.__subclasses__():
        yield from kinds_of(kind)


def test_unset_text_field_is_not_a_string():
    for model in kinds_of(Model):
        for name, info in model.model_fields.items():
            if name in STRINGS and not info.is_required():
                assert not isinstance(info.get_default(call_default_factory=True), str)
                assert not info.get_default(call_default_factory=True) or model is MoneyUnit
