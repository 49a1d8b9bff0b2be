"""Time `collect` on many returns: `python tests/bench/returns.py [AGENCIES] [CARDS]`.

Each agency leads CARDS cards and fills in the result, progress and spending of each. Prints the
times of `request` and of `collect`, of all returns at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from openpyxl import load_workbook

CONFIG = """\
format: 1
body: {en: River Board, ko: 하천위원회}
languages: [en, ko]
secretariat: a1
money: {currency: KRW, unit: 1000000}
"""
MEETINGS = {
    1: "number: 1\ndate: 2024-01-10\nstatus: held\nitems:\n"
    "  - {item: 1, title: Dykes, type: decision, outcome: decided}\n",
    2: "number: 2\ndate: 2024-07-10\npapers: 2024-07-01\nstatus: scheduled\n",
}
CARD = """\
id: {id}
title: {{en: Raise the dykes in district {n}, ko: "{n}구역 제방 보강"}}
meeting: 1
item: 1
decision: Raise the dykes of district {n} along the lower river before the rains.
lead: {lead}
partners: [{partner}]
state: in_progress
due: 2024-12-31
plan:
  submitted: 2024-02-01
  summary: Survey, then build.
  steps:
    - {{id: a, title: Survey, owner: {lead}, due: 2024-03-31, done: 2024-03-20}}
    - {{id: b, title: Build, owner: {lead}, due: 2024-12-31}}
budget:
  - {{year: 2024, source: national, planned: 2500}}
indicators:
  - {{id: km, name: Kilometres raised, unit: km, baseline: 0, target: 12}}
history:
  - {{date: 2024-01-10, by: a1, state: registered}}
  - {{date: 2024-02-01, by: {lead}, state: planned, lead: {lead}, due: 2024-12-31}}
  - {{date: 2024-03-20, by: {lead}, state: in_progress}}
"""


def texts(agencies: int, cards: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files of the register."""
    yield "cardctl.yaml", CONFIG
    names = (f"  - {{code: a{n}, name: Agency {n}}}\n" for n in range(1, agencies + 1))
    yield "agencies.yaml", "agencies:\n" + "".join(names)
    for number, text in MEETINGS.items():
        yield f"M{number:02}/meeting.yaml", text
    for index in range(agencies * cards):
        lead = index % agencies
        identifier = f"M01-{index + 1:03}"
        text = CARD.format(
            id=identifier, n=index + 1, lead=f"a{lead + 1}", partner=f"a{(lead + 1) % agencies + 1}"
        )
        yield f"M01/{identifier}.yaml", text


def fill(form: Path, target: Path) -> None:
    """Fill in the cards that the agency leads, as a script would."""
    book = load_workbook(form)
    page = book["Results"]
    heads = {str(cell.value): cell.column for cell in page[1]}
    spent = next(column for head, column in heads.items() if head.startswith("Spent"))
    for row in range(2, page.max_row + 1):
        if page.cell(row, heads["Role"]).value != "lead":
            continue
        page.cell(row, heads["Implementation result"]).value = f"Half of it is raised in row {row}."
        page.cell(row, heads["Progress (%)"]).value = 50
        page.cell(row, spent).value = 1250
    book.save(target)


def timed(*args: str) -> str:
    """Run a command; return its wall and processor time, with its children's."""
    began, used = time.perf_counter(), sum(os.times()[2:4])
    program = Path(sys.executable).with_name("cardctl")
    done = subprocess.run([program, *args], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{args[-1]}: exit status {done.returncode}: {done.stderr[:2000]}")
    wall, processor = time.perf_counter() - began, sum(os.times()[2:4]) - used
    return f"{wall:6.1f} s, processor {processor:6.1f} s"


def main(agencies: int, cards: int) -> None:
    """Write a register, its forms and returns, and collect them."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "cards"
        for path, text in texts(agencies, cards):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        where = ("-C", str(root), "--lang", "en", "--today", "2024-06-20", "-q")
        out = Path(folder) / "forms"
        print(f"request {timed(*where, 'request', '--meeting', '2', '-o', str(out))}")
        returns = []
        for form in sorted(out.glob("*.xlsx")):
            returns.append(str(form.with_name(f"{form.stem}-back.xlsx")))
            fill(form, Path(returns[-1]))
        print(f"collect {timed(*where, 'collect', *returns)}")
        print(f"again   {timed(*where, 'collect', *returns)}")


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], "300", "30"][:2]))
