"""Laws of sheets: a list or a report that is handed in changes nothing, whatever cards contain."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.registers import TODAY, small_register
from support.sheets import xlsx

from cardctl import api
from cardctl.app.card_fields import FIELDS
from cardctl.cli.render.tables import as_csv
from cardctl.literals import iso_day
from cardctl.sheets.cells import is_dash

DAY = iso_day(TODAY)


def open_workspace(root: Path) -> api.Workspace:
    return api.open_register(root, today=DAY, wait=0)


WORDS = st.one_of(
    st.sampled_from(["=SUM(A1)", "\'=x", "\'\'", "-1", "@a", 'a "b"', "a;b", "a,b", "\'x", "75%",
                     "2026. 12. 31.", "가 / 나", "[redacted]", "001", "TRUE", "한글; \"글\"", '"']),
    st.text("ab가나 ;,\"'\t\n=-/:.0", min_size=1),
).map(str.strip).filter(bool)  # fmt: skip

CARDS = st.fixed_dictionaries(
    {"title": WORDS},
    optional={
        "decision": WORDS, "note": WORDS, "tags": st.lists(WORDS, min_size=1, max_size=3),
        "partners": st.just(["busan", "ulsan"]), "due_as_stated": WORDS, "item": st.just(1),
        "due": st.just(iso_day("2024-12-31")), "lead": st.just("moef"),
    },
)  # fmt: skip


def sheet(row: dict[str, Any], separator: str = ",") -> str:
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(row)
    writer.writerow(row.values())
    return out.getvalue()


@settings(max_examples=20, deadline=None)
@given(made=CARDS, result=st.none() | WORDS)
def test_list_and_report_go_back_in_and_change_nothing(
    made: dict[str, Any], result: str | None
) -> None:
    with TemporaryDirectory() as folder:
        root = small_register(Path(folder))
        with open_workspace(root) as register:
            (card,) = api.create(register, **made, meeting=1).changed
            assert card.id is not None
            if result is not None:
                api.update(register, [card.id], result=result, progress=40, blocker=result)
        before = {path: path.read_bytes() for path in root.glob("M*/*.yaml")}
        listed, *reports = exported(root)
        for text in (listed, *reports):
            with open_workspace(root) as register:
                done = api.update_from(register, text, "a.csv")
            assert done.changed == []
            # What a report for an earlier day computed may differ from what is so today.
            assert text in reports or done.notices == []
        assert {path: path.read_bytes() for path in root.glob("M*/*.yaml")} == before


def exported(root: Path) -> Sequence[str]:
    with open_workspace(root) as register:
        loaded = register.load().register
        listed = as_csv(list(api.list_cards(register)), list(FIELDS))
        report = api.report(register, 2)
        assert loaded.cards
        return [listed, *(str(api.render(report, "csv", lang=lang)) for lang in ("en", "ko"))]


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949")


@settings(max_examples=20, deadline=None)
@given(
    note=WORDS.filter(
        lambda text: "\t" not in text and not text.startswith("'") and not is_dash(text)
    ),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(ENCODINGS),
)
def test_encoding_and_separator_make_no_difference(
    note: str, separator: str, encoding: str
) -> None:
    row = {"id": "M01-002", "과제명": "", "비고": note, "기한": "", "핵심어": ""}
    with TemporaryDirectory() as folder:
        root = small_register(Path(folder))
        raws = [
            sheet(row, separator).encode(encoding), sheet(row).encode(),
            xlsx(list(row), [value or None for value in row.values()]),
        ]  # fmt: skip
        texts = set()
        for raw in raws:
            with open_workspace(root) as register:
                done = api.update_from(register, raw, "a", dry_run=True)
            texts.add(done.changed[0].text)
        assert len(texts) == 1
