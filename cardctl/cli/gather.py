"""The register from the index: only files that it does not know are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pydantic import ValidationError

from cardctl.cli.workers import each
from cardctl.finding import Finding
from cardctl.model.card import Card
from cardctl.store import findingjson
from cardctl.store.files import Files, OnDisk, read_file
from cardctl.store.index import Row
from cardctl.store.load import Loaded, load, parse_card, read_card
from cardctl.store.place import CARD_PATH
from cardctl.store.sketch import sketch_of
from cardctl.store.survey import Survey

Read = tuple[Row | None, Card | None, str, list[Finding]]
"""What came of a file: its row for the index (none where it cannot be opened), its card, the data
of that as JSON, and what is wrong."""


def read_row(survey: Survey, path: str) -> Read:
    """Read a file, after `Survey.begin`."""
    raw = read_file(survey.root, path)
    if isinstance(raw, Finding):
        return None, None, "", [raw]
    row = survey.new_row(path, raw)
    if CARD_PATH.fullmatch(path) is None:
        return row, None, "", []
    card, data, found = parse_card(path, raw)
    row.faults = findingjson.dumps(found)
    if card is not None:
        row.sketch = sketch_of(card)
    return row, card, data, found


def gathered(survey: Survey) -> Loaded:
    """Load the register; cards come from the index as far as it knows them."""
    fresh: dict[str, str] = {}

    def learned(paths: Sequence[str]) -> Iterator[tuple[Row, str]]:
        for row, data in each(partial(_row_and_data, survey), paths):
            if row is not None:
                fresh[row.path] = data
                yield row, data

    unknown = survey.unknown()
    survey.learn(learned(unknown) if unknown else ())
    return load(OnDisk(survey.root, survey.stamps), partial(_card_of, survey, fresh))


def _row_and_data(survey: Survey, path: str) -> tuple[Row | None, str]:
    row, _, data, _ = read_row(survey, path)
    return row, data


def _card_of(
    survey: Survey, fresh: Mapping[str, str], path: str, files: Files
) -> tuple[Card | None, list[Finding]]:
    """The card at *path* as it was read, now or by an earlier command."""
    row = survey.rows.get(path)
    if row is None:
        return read_card(path, files)
    if not row.sketch:
        return None, findingjson.loads(row.faults)
    data = fresh.get(path) or survey.index.data(path, row.digest)
    try:
        return Card.model_validate_json(data), findingjson.loads(row.faults)
    except ValidationError:  # somebody has been at the index
        return read_card(path, files)
