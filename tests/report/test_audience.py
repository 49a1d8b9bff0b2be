"""The public report: restricted content is left out and leaves no trace."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import M2, REGISTERED, card, entry, register, result

from cardctl.domain.card import Card
from cardctl.domain.enums import Visibility
from cardctl.finding import Finding, Severity
from cardctl.i18n import _
from cardctl.report.audience import Audience, for_public
from cardctl.report.compute import meeting_report
from cardctl.report.facts import MeetingReport, RestrictionGround
from cardctl.report.formats import FORMATS, render
from cardctl.report.plain import plain_report

ACT = {"en": "Disclosure Act, Art. 9", "ko": "정보공개법 제9조"}
SECRET = "Harbour defence"
HIDDEN = {"M01-002", "M02-001"}
PAPER = {"kind": "report", "title": "Blast survey", "visibility": "closed"}


def cards() -> tuple[Card, ...]:
    return (
        card(
            "M01-001",
            relations={"parent": "M01-002", "see_also": ["M01-002", "M01-003"]},
            sources=[{"kind": "minutes", "title": "Minutes"}],
            results=[
                result(2, "2024-06-01", evidence=[PAPER, {"kind": "news", "title": "In the news"}])
            ],
        ),
        card(
            "M01-002",
            {**REGISTERED, "due": "2024-03-01"},
            title=SECRET,
            visibility="closed",
            visibility_ground=ACT,
            partners=["ulsan"],
            budget=[{"planned": 77_777}],
        ),
        card("M01-003"),
        card("M02-001", {**REGISTERED, "date": "2024-07-10"}, visibility="closed"),
    )


def made(*, audience: Audience = Audience.PUBLIC, **keys: object) -> MeetingReport:
    return meeting_report(register(*cards()), 2, M2, audience=audience, **keys)  # type: ignore[arg-type]


def test_public_report_counts_what_it_leaves_out_by_legal_ground() -> None:
    left_out = made().withheld
    assert left_out is not None
    assert (left_out.cards, left_out.evidence, left_out.in_register) == (1, 1, 2)
    assert left_out.grounds == (RestrictionGround(ACT, 1, 0), RestrictionGround(None, 0, 1))
    assert plain_report(made())["withheld"] == {
        "cards": 1,
        "evidence": 1,
        "grounds": [
            {"ground": ACT, "cards": 1, "evidence": 0},
            {"ground": None, "cards": 0, "evidence": 1},
        ],
    }


def test_report_head_states_the_withheld_counts() -> None:
    head = str(render("text", made(), lang="en"))
    assert "Cards: 2 in this report, 4 in the register" in head
    assert "Not public: 1 card and 1 piece of evidence" in head
    assert "Disclosure Act, Art. 9: 1 card and 0 pieces of evidence" in head
    assert "비공개: 과제 1건, 증빙 1건" in str(render("text", made(), lang="ko"))


def test_page_one_alone_states_the_withheld_counts() -> None:
    stated = "Not public: 1 card and 1 piece of evidence"
    alone = str(render("text", made(), lang="en", view="summary"))
    assert stated in alone
    assert "비공개: 과제 1건, 증빙 1건" in str(render("text", made(), lang="ko", view="summary"))
    assert "Not public" not in str(
        render("text", made(audience=Audience.INTERNAL), lang="en", view="summary")
    )
    for view in ("full", "brief"):  # the last section says it
        assert str(render("text", made(), lang="en", view=view)).count(stated) == 1


def test_internal_report_leaves_nothing_out() -> None:
    internal = made(audience=Audience.INTERNAL)
    assert internal.summary.cards == 3
    assert internal.withheld is None
    text = str(render("text", internal, lang="en"))
    assert SECRET in text
    assert "Audience" not in text
    assert "Not public: Disclosure Act, Art. 9" in text
    assert "[report] Blast survey, not public" in text


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.binary])
def test_no_format_shows_restricted_content(name: str) -> None:
    written = str(render(name, made(), lang="en"))
    for secret in (SECRET, "M01-002", "Blast survey", "77,777", "77777"):
        assert secret not in written


def test_relations_to_restricted_cards_are_removed() -> None:
    shown = for_public(register(*cards()), HIDDEN).cards["M01-001"]
    assert list(shown.relations.all()) == [("see_also", "M01-003")]
    assert [paper.title for paper in shown.results[0].evidence] == ["In the news"]
    assert [paper.title for paper in shown.sources] == ["Minutes"]


def test_removed_relation_leaves_no_key() -> None:
    ties = {"parent": "M01-002", "depends_on": ["M01-002"], "see_also": ["M01-002", "M01-003"]}
    with_ties = card("M01-001", relations=ties)
    shown = for_public(register(with_ties, *cards()[1:]), HIDDEN).cards["M01-001"]
    written = shown.relations.model_dump(mode="json", exclude_unset=True)
    assert written == {"see_also": ["M01-003"]}


def test_card_without_restricted_content_is_unchanged() -> None:
    before = card("M01-003")
    after = for_public(register(before), HIDDEN).cards["M01-003"]
    assert json.dumps(after.model_dump(mode="json", exclude_unset=True)) == json.dumps(
        before.model_dump(mode="json", exclude_unset=True)
    )


def test_findings_in_restricted_cards_are_not_counted() -> None:
    def finding(identifier: str) -> Finding:
        path = f"M01/{identifier}.yaml"
        return Finding(path, ("due",), "CC401", "bad-date", _("bad"), Severity.ERROR)

    both = (finding("M01-001"), finding("M01-002"))
    assert made(findings=both).errors == 1
    assert made(findings=both, audience=Audience.INTERNAL).errors == 2


# Restrictions that change -----------------------------------------------------------------------

BEFORE, AFTER = date(2024, 7, 31), date(2024, 8, 1)


def public(*cards: Card, day: date, number: int = 3) -> MeetingReport:
    return meeting_report(register(*cards), number, day, audience=Audience.PUBLIC)


def in_any_format(report: MeetingReport) -> str:
    """Return the report in the text formats, in one piece."""
    names = ("json", "csv", "ics", "text", "markdown", "html")
    return "\n".join(str(render(name, report, lang="en")) for name in names)


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_a_card_that_was_restricted_later_is_withheld_and_counted_on_any_day(day: date) -> None:
    closing = entry("2024-08-01", corrects={"visibility": None}, note=f"{SECRET}: restricted")
    one = card("M01-001", REGISTERED, closing, title=SECRET, visibility="closed",
               visibility_ground=ACT)  # fmt: skip
    made = public(one, card("M01-003"), day=day)
    assert SECRET not in in_any_format(made)
    assert made.withheld is not None
    assert (made.withheld.cards, made.withheld.grounds) == (1, (RestrictionGround(ACT, 1, 0),))


@pytest.mark.parametrize(("day", "withheld"), [(BEFORE, 1), (AFTER, 0)])
def test_a_lifted_restriction_leaves_earlier_reports_as_they_were(day: date, withheld: int) -> None:
    lifted = entry("2024-08-01", amends={"visibility": "closed"}, meeting=2, note="lifted")
    opened = public(card("M01-001", REGISTERED, lifted), card("M01-003"), day=day)
    assert opened.withheld is not None
    assert opened.withheld.cards == withheld
    assert len(opened.seen.cards) == 2 - withheld
    if withheld:
        before = public(card("M01-001", visibility="closed"), card("M01-003"), day=day)
        assert plain_report(opened) == plain_report(before)


@pytest.mark.parametrize(("number", "day"), [(2, M2), (3, BEFORE), (3, AFTER)])
def test_evidence_that_a_revision_restricts_is_withheld_from_the_result_before_it(
    number: int, day: date
) -> None:
    """The result stays in the file, with the document open; so does the list of corrections."""
    paper = {"kind": "report", "title": SECRET, "url": "https://example.org/1"}
    shut = {**paper, "title": "Survey", "visibility": "closed", "visibility_ground": ACT}
    first = result(2, "2024-06-01", evidence=[paper])
    second = result(2, "2024-08-01", evidence=[shut], correction="the survey is restricted")
    made = public(card(results=[first, second]), day=day, number=number)
    assert SECRET not in in_any_format(made)
    assert "example.org" not in in_any_format(made)
    assert made.withheld is not None
    assert (made.withheld.evidence, made.withheld.grounds) == (1, (RestrictionGround(ACT, 0, 1),))


def test_evidence_that_a_revision_opens_is_shown() -> None:
    paper = {"kind": "report", "title": "Survey"}
    first = result(2, "2024-06-01", evidence=[{**paper, "visibility": "closed"}])
    second = result(2, "2024-08-01", evidence=[paper], correction="it is public")
    one = card(results=[first, second])
    assert "Survey" in in_any_format(public(one, day=AFTER))
    assert "Survey" not in in_any_format(public(one, day=BEFORE))


@given(decks(), DAYS, st.sets(st.integers(0, 3)))
@settings(max_examples=60, deadline=None)
def test_public_report_equals_that_of_a_register_without_restricted_cards(
    deck: list[Card], day: date, hidden: set[int]
) -> None:
    whole = register(
        *(
            one.model_copy(update={"visibility": Visibility.CLOSED}) if index in hidden else one
            for index, one in enumerate(deck)
        )
    )
    rest = register(*(one for index, one in enumerate(deck) if index not in hidden))
    public = meeting_report(whole, 3, day, audience=Audience.PUBLIC)
    assert public.withheld is not None
    without = meeting_report(rest, 3, day)
    shown = public._replace(withheld=None, generated_from={}, seen=without.seen)
    assert shown == without._replace(generated_from={})
    internal = meeting_report(whole, 3, day)
    assert public.summary.cards + public.withheld.cards == internal.summary.cards
