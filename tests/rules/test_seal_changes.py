"""CC515: seals are append-only; an erasure may take salts away, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from support.changes import base_of
from support.seals import sealed

from cardctl.domain.seal.model import Seal, without_salts
from cardctl.rules import check_changes
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import Change
from cardctl.store.seals import text_of

PATH = "M02/seal.json"
ERASURE = "  - {date: 2022-10-09, by: office, redacts: [results.0.text], ground: Art. 17}\n"
ERASED = {CARD: FILES[CARD].replace("Both dykes are raised.", '"[redacted]"') + ERASURE}
SEAL = sealed()
OLD = (
    '{"format": 1, "meeting": 2, "as_of": "2022-09-01", "facts": %s, '
    '"cards": {"M01-001": {"title": "%s", "results": %s}}}'
)
DIGEST = "0" * 64


def found(before: str, after: str, more: Mapping[str, str] = {}) -> list[str]:
    """Return the messages of CC515 on a change from one text of the seal to another."""
    change = Change(before={PATH: before}, after={PATH: after, **more})
    return [str(each.message) for each in check_changes([base_of(change)], select=["CC515"])]


def without(parts: Mapping[str, set[str]], seal: Seal = SEAL) -> str:
    return text_of(without_salts(seal, parts))


TEXT = text_of(SEAL)
ERASED_PARTS = {"M01-001": {"results.0.text"}, "report": {"facts"}}


def test_erasure_takes_salts_of_its_card_and_of_the_report() -> None:
    assert found(TEXT, without(ERASED_PARTS), ERASED) == []


@pytest.mark.parametrize(
    ("after", "more"),
    [
        (without(ERASED_PARTS), {}),
        (without({"M01-002": {"title"}}), ERASED),
        (without({"meeting 1": {"date"}}), ERASED),
        (TEXT.replace(SEAL.root, DIGEST), ERASED),
        (TEXT.replace(str(SEAL.parts("M01-001")["title"].salt), "f" * 32), ERASED),
        (TEXT.replace(SEAL.parts("M01-001")["title"].digest, DIGEST), ERASED),
        (text_of(sealed({**FILES, CARD: FILES[CARD] + "visibility: open\n"})), ERASED),
    ],
)
def test_any_other_change_is_refused(after: str, more: Mapping[str, str]) -> None:
    assert found(TEXT, after, more) == [
        "this seal differs from the one at 7b19374, the merge base with origin/main"
    ]


def test_salt_that_is_gone_does_not_come_back() -> None:
    assert found(without(ERASED_PARTS), TEXT, ERASED)


def test_old_seal_loses_the_digests_of_an_erased_text() -> None:
    before = OLD % (f'"{DIGEST}"', DIGEST, f'"{DIGEST}"')
    after = OLD % ("null", DIGEST, "null")
    assert found(before, after, ERASED) == []
    assert found(before, after)
    assert found(before, after.replace('"title": "0', '"title": "1'), ERASED)


def test_further_seal_beside_the_first_is_no_change() -> None:
    change = Change(before={PATH: TEXT}, after={PATH: TEXT, "M02/seal-2.json": TEXT})
    assert check_changes([base_of(change)], select=["CC515"]) == ()
