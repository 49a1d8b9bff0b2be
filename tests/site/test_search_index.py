"""The search index: every text that the audience may see is in it, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from support.models import REGISTERED, card, entry, meetings, register, result

from cardctl.domain.base import Model
from cardctl.domain.card import BudgetLine, Card, HistoryEntry, Indicator, Plan, Result, Step
from cardctl.domain.meeting import Evidence
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.site.search_index import CARDS, SearchIndex
from cardctl.site.site import Site, SiteOptions


def index(*cards: Card, lang: str = "en", **keys: Any) -> SearchIndex:
    made = meeting_report(register(*cards, **keys), 3, date(2024, 12, 1), audience=Audience.PUBLIC)
    return SearchIndex(Site(made, SiteOptions(("en", "ko"))), lang)


def parts(made: SearchIndex) -> dict[str, Any]:
    """Return the contents of each part, by name."""
    found = {}
    for file in made.files():
        call = re.fullmatch(r'cardctl\.part\("([a-z0-9-]+)",(.*)\);\n', file.content.decode())
        assert call is not None
        assert file.path.endswith(f"/search/{call[1]}.js")
        found[call[1]] = json.loads(call[2])
    return found


def indexed(made: SearchIndex) -> set[str]:
    """Return all tokens."""
    found = parts(made)
    names = [f"words-{number}" for number in range(len(found["index"]["begins"]))]
    assert set(names) == {name for name in found if name.startswith("words-")}
    return {token for name in names for token in found[name].split(" ")[::2]}


PAPER = {"kind": "report", "title": "zzpapertitle", "issuer": "zzissuer", "number": "zznumber"}

WHOLE = card(
    "M01-001",
    REGISTERED,
    entry("2024-02-01", state="on_hold", review=3, note="zzreason", substitute="zzinstead"),
    entry("2024-03-01", amends={"title": "zzoldtitle"}, meeting=2, note="zzamended",
          redacts=["note"], ground="zzground"),
    title="zztitle", decision="zzdecision", tags=["zztag"], partners=["ulsan"], item=1,
    due_as_stated="zzduewords", note="zznote", sources=[{**PAPER, "title": "zzsource"}],
    indicators=[{"id": "a", "name": "zzindicator", "unit": "zzunit", "as_stated": "zzaim"}],
    budget=[{"planned": 7, "as_stated": "zzbudget"}],
    plan={"summary": "zzsummary", "no_steps": "zznosteps",
          "steps": [{"id": "a", "title": "zzstep", "note": "zzstepnote"}]},
    results=[result(2, "2024-06-01", text="zzfirstresult"),
             result(2, "2024-06-02", text="zzresult", blocker="zzblocker", next="zznext",
                    correction="zzcorrection", evidence=[PAPER])],
)  # fmt: skip
"""A card in which each text has a word of its own."""


def markers(value: Any) -> set[str]:
    return set(re.findall(r"zz\w+", json.dumps(value)))


def texts_of(model: type[Model]) -> set[str]:
    """Return the names of the fields of *model* that may be written in several languages."""
    fields = model.model_fields.items()
    return {name for name, field in fields if "tag='languages'" in str(field.annotation)}


def test_every_text_of_a_card_is_found() -> None:
    items = [{"item": 1, "title": "zzitem", "type": "decision"}]
    found = indexed(index(WHOLE, meetings=meetings(m1={"items": items})))
    expected = {*markers(WHOLE.model_dump(mode="json")), "zzitem"}
    assert len(expected) >= 26
    assert expected - found == set()
    assert {"1-1", "m01", "001", "busan", "ulsan", "zzoldtitle"} <= found


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (Card, WHOLE),
        (Plan, WHOLE.plan),
        (Step, WHOLE.plan and WHOLE.plan.steps[0]),
        (Result, WHOLE.results[1]),
        (HistoryEntry, None),
        (Indicator, WHOLE.indicators[0]),
        (BudgetLine, WHOLE.budget[0]),
        (Evidence, WHOLE.results[1].evidence[0]),
    ],
)
def test_the_card_of_the_test_above_has_every_text(model: type[Model], data: Any) -> None:
    """A text that is added to a model must be searched, too."""
    entries = WHOLE.history[1:] if data is None else [data]
    filled = {
        name for one in entries for name, value in one if isinstance(value, str) and "zz" in value
    }
    assert texts_of(model)
    assert texts_of(model) - {"visibility_ground"} <= filled


def test_korean_pages_are_searched_in_korean() -> None:
    one = card(title={"en": "Harbour", "ko": "항만"}, note={"en": "English only"})
    assert {"항만", "만", "english"} <= indexed(index(one, lang="ko"))
    assert "harbour" not in indexed(index(one, lang="ko"))


def test_what_is_restricted_is_not_in_any_part() -> None:
    closed = card("M01-001", title="SECRETCARD", visibility="closed", visibility_ground="Act")
    paper = {"kind": "report", "title": "SECRETPAPER", "url": "https://example.org/secreturl",
             "visibility": "closed", "visibility_ground": "Act"}  # fmt: skip
    shown = card("M01-002", sources=[paper], results=[result(2, "2024-06-01", evidence=[paper])],
                 relations={"depends_on": ["M01-001"]})  # fmt: skip
    text = b"".join(file.content for file in index(closed, shown).files()).lower()
    assert b"secret" not in text
    assert b"m01-001" not in text
    assert b"1-1" not in text.replace(b"2024-01-10", b"")
    assert b"m01-002" in text


def test_parts_are_small_and_versioned_by_their_contents() -> None:
    words = [f"{a}{b}{c}x" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij"]
    cards = [card(f"M01-{n:03d}", title=f"Matter {n}", note=" ".join(words)) for n in range(1, 80)]
    made = index(*cards)
    assert max(len(file.content) for file in made.files()) < 80_000
    assert len(parts(made)["index"]["begins"]) > 1
    assert sorted(name for name in parts(made) if name.startswith("cards")) == [
        f"cards-{number}" for number in range(-(-len(cards) // CARDS))
    ]
    again = index(*cards)
    assert list(again.files()) == list(made.files())
    assert again.version == made.version
    assert index(*cards[1:]).version != made.version


def test_register_without_cards_has_an_index() -> None:
    assert parts(index())["index"]["cards"] == 0
    assert indexed(index()) == set()
