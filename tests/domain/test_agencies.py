"""Changes of agencies as functions: what is kept, and what is handed over."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.app.agency import new_name, other_name
from cardctl.domain.agency import Agency, Config
from cardctl.domain.card import Card
from cardctl.domain.changes import HistoryEntryDraft, agencies
from cardctl.domain.changes.revisions import RevisionDraft
from cardctl.domain.enums import Level
from cardctl.domain.old_values import reverted
from cardctl.domain.register import Register
from cardctl.domain.shared_files import SharedFiles
from cardctl.errors import Refused, UsageError

DAY = date(2024, 8, 1)
DRAFT = RevisionDraft(DAY, "office", "Reform.")
CODES = ("office", "parks", "roads", "works")
REGISTER = Register(
    SharedFiles(
        config=Config(body="Town Council", secretariat="office"),
        agencies=tuple(Agency(code=code, name=code.title()) for code in CODES),
    )
)
CONFIG_ALONE = SharedFiles(REGISTER.config)


def card(lead: str | None, partners: list[str], owners: list[str]) -> Card:
    entry = {"date": "2024-01-10", "by": "office", "state": "registered", "lead": lead}
    return Card.model_validate_json(
        json.dumps(
            {
                "id": "M01-001",
                "title": "Dykes",
                "meeting": 1,
                "lead": lead,
                "partners": partners,
                "state": "registered",
                "plan": {
                    "steps": [
                        {"id": f"s{index}", "title": "Build", "owner": owner}
                        for index, owner in enumerate(owners)
                    ]
                },
                "history": [entry],
            }
        )
    )


names = st.sampled_from(CODES)
values = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from(Level),
        "region": st.sampled_from(["North", "South"]),
        "valid_from": st.sampled_from([date(2000, 1, 1), date(2001, 1, 1)]),
        "valid_to": st.sampled_from([date(2010, 1, 1), date(2011, 1, 1)]),
        "successor": st.just("roads"),
    },
)


@given(st.lists(st.one_of(values, st.sampled_from(["Parks", "Gardens", "Parks Office"]))))
def test_reverting_all_changes_gives_the_first_record(steps: list[object]) -> None:
    first = agency = REGISTER.agency("parks")
    for step in steps:
        if isinstance(step, str):
            agency = agencies.renamed(agency, step, DRAFT)
        else:
            agency = agencies.changed(REGISTER, agency, step, (), DRAFT)
    data = agency.model_dump(mode="json", exclude_unset=True)
    was = reverted(data, [change.was for change in agency.changes])
    kept = {"code", *agencies.KEPT}
    assert {key: was[key] for key in was.keys() & kept} == first.model_dump(
        mode="json", exclude_unset=True
    )
    assert {"Parks", "Gardens", "Parks Office"} & set(agency.names)
    assert len(set(agency.names)) == len(agency.names)


@given(
    st.one_of(st.none(), names),
    st.lists(names, unique=True),
    st.lists(names),
    st.permutations(CODES),
)
def test_after_a_hand_over_the_agency_is_nowhere_and_nobody_else_changed(
    lead: str | None, partners: list[str], owners: list[str], order: list[str]
) -> None:
    old, new, *_others = order
    before = card(lead, [each for each in partners if each != lead], owners)
    draft = HistoryEntryDraft(DAY, "office", reason="Reform.")
    after = agencies.handed_over(REGISTER, before, old, new, draft)
    assert after.lead == (new if lead == old else lead)
    assert after.lead not in after.partners
    assert set(after.partners) == {new if each == old else each for each in before.partners} - {
        after.lead
    }
    assert len(set(after.partners)) == len(after.partners)
    steps = after.plan.steps if after.plan else ()
    assert [step.owner for step in steps] == [new if each == old else each for each in owners]
    assert len(after.history) == 1 + (lead == old)
    register = Register(CONFIG_ALONE, cards={after.id: after})
    assert not agencies.holdings(register, old).cards
    if old not in {lead, *partners, *owners}:
        assert after is before


def test_steps_that_have_ended_and_closed_cards_do_not_count() -> None:
    ended = card(None, [], ["parks"])
    assert ended.plan is not None
    step = ended.plan.steps[0].model_copy(update={"done": DAY})
    ended = ended.model_copy(update={"plan": ended.plan.model_copy(update={"steps": (step,)})})
    register = Register(CONFIG_ALONE, cards={ended.id: ended})
    assert agencies.holdings(register, "parks") == agencies.Holdings()
    open_card = card("parks", ["roads"], ["works"])
    closed = open_card.model_copy(update={"state": "closed"})
    assert agencies.holdings(
        Register(CONFIG_ALONE, cards={closed.id: closed}), "office"
    ) == agencies.Holdings(is_secretariat=True)


def test_a_longer_circle_of_successors_is_refused() -> None:
    chain = [
        agency.model_copy(update={"successor": after})
        for agency, after in zip(REGISTER.agencies, ("parks", "roads", "works", None), strict=True)
    ]
    register = Register(SharedFiles(REGISTER.config, tuple(chain)))
    with pytest.raises(Refused, match="works -> office -> parks -> roads -> works"):
        agencies.changed(register, chain[3], {"successor": "office"}, (), DRAFT)


@pytest.mark.parametrize(
    ("old", "names", "new"),
    [
        ("Office", {"": "Bureau"}, "Bureau"),
        ("Office", {"ko": "사무국"}, {"en": "Office", "ko": "사무국"}),
        ("사무국", {"en": "Office"}, {"ko": "사무국", "en": "Office"}),
        ("Office", {"": "Bureau", "ko": "국"}, {"en": "Bureau", "ko": "국"}),
        ({"en": "Office", "ko": "사무국"}, {"": "Bureau"}, {"en": "Bureau", "ko": "사무국"}),
        ({"en": "Office", "ko": "사무국"}, {"ko": "국"}, {"en": "Office", "ko": "국"}),
    ],
)
def test_other_names(old: object, names: dict[str, str], new: object) -> None:
    assert other_name(old, names, ("en", "ko")) == new


def test_a_plain_name_gives_way_if_the_register_has_one_language() -> None:
    assert other_name("사무국", {"ko": "국"}, ("ko",)) == {"ko": "국"}
    assert new_name({"ko": "국"}, ("ko",)) == {"ko": "국"}
    with pytest.raises(UsageError, match="ko is given twice"):
        new_name({"": "국", "ko": "사무국"}, ("ko", "en"))
