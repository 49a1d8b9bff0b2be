"""Within one format number, keys and words are only added, and no optional key becomes required.

If a change to the models fails here, it needs another format number: see "Versions of the format"
in docs/file-format.md.
"""

from __future__ import annotations

from enum import StrEnum

import pytest

from cardctl.domain import agency, card, meeting, workflow
from cardctl.domain.base import Model

KEYS = {
    "Agencies": "agencies!",
    "Agency": "code! name! level region valid_from valid_to successor aliases",
    "Config": "format body! languages secretariat! money settings",
    "MoneyUnit": "currency unit",
    "Settings": "red_after_days unowned_after_days due_soon_days font",
    "AgendaItem": "item! title! type! outcome",
    "Evidence": "kind! title issuer number date url path visibility visibility_ground",
    "Meeting": "number! kind date papers place status! items sources",
    "BudgetLine": "year source planned as_stated approximate",
    "Card": "id! title! meeting! item decision tags sources lead partners state! outcome due "
    "due_as_stated indicators budget plan results history! relations visibility visibility_ground "
    "note",
    "HistoryEntry": "date! by! state outcome lead due meeting note substitute review",
    "Indicator": "id! name! unit baseline target direction due as_stated",
    "Plan": "submitted summary steps no_steps",
    "Relations": "parent depends_on see_also merged_into split_into superseded_by",
    "Result": "meeting! date! by! text! progress readings spent evidence blocker next",
    "Step": "id! title! owner due weight done dropped note",
}
"""Keys of format 1 as of the first release, by model; `!` marks the required ones."""

WORDS = {
    "Level": "central metropolitan basic association other",
    "EvidenceKind": "promulgation official_letter agreement budget minutes statistics report photo "
    "news other",
    "ItemOutcome": "decided received deferred withdrawn",
    "ItemType": "decision report discussion",
    "MeetingKind": "regular extraordinary",
    "MeetingStatus": "scheduled held",
    "Visibility": "open closed",
    "BudgetSource": "national provincial municipal fund private other",
    "Direction": "up down",
    "Outcome": "completed sustained infeasible withdrawn noted merged split superseded",
    "State": "registered planned in_progress on_hold submitted closed",
}
"""Words of format 1 as of the first release, by their kind."""


def defined(name: str) -> type:
    """The class with this name in the domain."""
    found = (vars(module).get(name) for module in (agency, meeting, card, workflow))
    return next(each for each in found if isinstance(each, type))


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_only_added(name: str) -> None:
    model = defined(name)
    assert issubclass(model, Model)
    keys = {key.rstrip("!") for key in KEYS[name].split()}
    assert keys - model.model_fields.keys() == set()
    required = {key for key, info in model.model_fields.items() if info.is_required()}
    assert required == {key.rstrip("!") for key in KEYS[name].split() if key.endswith("!")}


@pytest.mark.parametrize("name", WORDS)
def test_words_are_only_added(name: str) -> None:
    words = defined(name)
    assert issubclass(words, StrEnum)
    assert set(WORDS[name].split()) - set(words) == set()


def test_all_models_and_words_of_the_files_are_listed() -> None:
    for kind, listed in ((Model, KEYS), (StrEnum, WORDS)):
        found = {
            name
            for module in (agency, meeting, card)
            for name, each in vars(module).items()
            if isinstance(each, type) and issubclass(each, kind) and each is not kind
        }
        new = {"Contact", "Revision", "SavedView"}  # added within format 1
        assert found - new - set(listed) == set()
