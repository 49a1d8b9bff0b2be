"""A changed model changes only the affected lines of its file."""

from __future__ import annotations

import pytest

from cardctl.domain.card import Card, Relations
from cardctl.errors import Refused
from cardctl.store.card_text import new_text, updated_text
from cardctl.store.load import validate
from cardctl.yaml.reader import read_tree

TEXT = """\
id: M01-001
title: {ko: 기준 고시, en: Publish the standard}  # as decided
x-shelf: 7
meeting: 1

state: registered
relations: {see_also: M01-003}   # one id
history:
- {date: 2024-01-10, by: mois, state: registered}
"""


def read(text: str) -> Card:
    tree, findings = read_tree(text.encode(), "M01/M01-001.yaml")
    assert tree is not None
    assert findings == []
    card, _, schema_errors = validate(tree, Card)
    assert card is not None, schema_errors
    return card


def changed(**update: object) -> str:
    before = read(TEXT)
    after = before.model_copy(update=update)
    text = updated_text(TEXT.encode(), "M01/M01-001.yaml", before, after)
    assert read(text) == after
    return text


def test_new_key_is_inserted_in_format_order() -> None:
    assert changed(lead="mois") == TEXT.replace("meeting: 1\n", "meeting: 1\nlead: mois\n")


def test_single_plain_id_becomes_a_list() -> None:
    relations = Relations.model_validate_json('{"see_also": ["M01-003", "M01-004"]}')
    text = changed(relations=relations)
    assert text == TEXT.replace("see_also: M01-003", "see_also: [M01-003, M01-004]")


def test_unchanged_model_gives_the_same_text() -> None:
    assert changed() == TEXT


def test_unreadable_file_is_refused() -> None:
    card = read(TEXT)
    with pytest.raises(Refused, match="cannot be read"):
        updated_text(b"id: [", "M01/M01-001.yaml", card, card)


def test_new_file_names_its_schema_and_reads_back() -> None:
    text = new_text(read(TEXT), "../../schemas/card.schema.json")
    assert text.startswith("# yaml-language-server: $schema=../../schemas/card.schema.json\n")
    assert read(text) == read(TEXT)
