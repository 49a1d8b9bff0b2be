"""Load a register through the index: only files that the index does not know are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from pydantic import ValidationError

from cardctl.cache import finding_json
from cardctl.cache.card_summary import summary_of
from cardctl.cache.file_status import FileStatus
from cardctl.cache.sqlite import CacheRow
from cardctl.domain.card import Card
from cardctl.domain.text import title_keys
from cardctl.finding import Finding
from cardctl.store.files import Files, read_file
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import Snapshot, load, parse_card, read_card
from cardctl.store.workers import parallel_map


def read_row(file_status: FileStatus, path: str, raw: bytes) -> tuple[CacheRow, Card | None, str]:
    """Read a file from `FileStatus.unknown`; return its row, card and the card's data as JSON."""
    row = file_status.new_row(path, raw)
    if CARD_PATH.fullmatch(path) is None:
        return row, None, ""
    card, data, found = parse_card(path, raw)
    row.faults = finding_json.dumps(found)
    if card is not None:
        row.facts = summary_of(card)
        row.titles = "\n".join(title_keys(card.title))
    return row, card, data


def load_cached(file_status: FileStatus) -> Snapshot[Card]:
    """Load the register; unchanged cards come from the index."""
    fresh: dict[str, str] = {}

    def learned(paths: Sequence[str]) -> Iterator[tuple[CacheRow, str]]:
        for row, data in parallel_map(partial(_rows_and_data, file_status), paths):
            if row is not None:
                fresh[row.path] = data
                yield row, data

    unknown = file_status.paths_to_read()
    file_status.index.close()  # it must not be open in two processes
    file_status.learn(learned(unknown) if unknown else ())
    return load(file_status.files, partial(card_of, file_status, fresh))


def _rows_and_data(
    file_status: FileStatus, paths: Sequence[str]
) -> list[tuple[CacheRow | None, str]]:
    """Return row and card data for each file; the row is None if the file cannot be opened."""
    held = [(path, read_file(file_status.root, path)) for path in paths]
    read = (
        None if isinstance(raw, Finding) else read_row(file_status, path, raw) for path, raw in held
    )
    return [(None, "") if one is None else (one[0], one[2]) for one in read]


def card_of(
    file_status: FileStatus, fresh: Mapping[str, str], path: str, files: Files
) -> tuple[Card | None, list[Finding]]:
    """Return the card at *path* and its findings, from this run or from the index."""
    row = file_status.rows.get(path)
    if row is None:
        return read_card(path, files)
    if not row.facts:
        return None, finding_json.loads(row.faults)
    data = fresh.get(path) or file_status.index.data(path, row.digest)
    try:
        return Card.model_validate_json(data), finding_json.loads(row.faults)
    except ValidationError:  # the index was tampered with
        return read_card(path, files)
