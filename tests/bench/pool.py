"""Count over many registers with each engine: `python tests/bench/pool.py CARDS [ENGINE [TIMES]]`.

The tables are generated as Parquet by DuckDB: 300 registers, some 8 spans a card. Each engine runs
in a process of its own and counts all cuts on three days, twice without and once with the cut by
tag; the figures have to agree. With TIMES, the standing of all cards is read so many times, as if
there were as many more cards. Spark has two processors and 1 GB.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
from bench.processes import Command, peak_together

from cardctl.pool.engines import start
from cardctl.pool.figures import rollup
from cardctl.publish.formats import SQL_TYPES
from cardctl.publish.schema import BY_NAME, REASON_TEXTS, TABLES

REGISTERS = 300
SPANS = 8
DAYS = [date(2023, 6, 30), date(2024, 12, 31), date(2025, 12, 31)]
ADDRESSES = {"duckdb": None, "spark": "local[2]"}
MIB = 1 << 20

STATES = "['registered', 'planned', 'in_progress', 'in_progress', 'in_progress', 'in_progress', "
STATES += "'submitted', 'closed']"
SIGNALS = "['green', 'green', 'green', 'green', 'green', 'amber', 'red', 'blue']"
FOLLOW_UPS = "['on_track', 'on_track', 'attention', 'on_track', 'delayed', 'attention', "
FOLLOW_UPS += "'to_confirm', 'done']"

CARDS = """
    SELECT 'xx.r' || lpad(r::VARCHAR, 3, '0') AS register, r,
        'M' || lpad((c // 250)::VARCHAR, 2, '0') || '-' || lpad((c % 250)::VARCHAR, 3, '0')
        AS card, c,
        (hash(c, r) >> 2)::BIGINT AS h
    FROM range({registers}) AS t(r), range({cards}) AS u(c)
"""
STANDING = """
    SELECT register, card, since,
        coalesce(lead(since) OVER (PARTITION BY r, c ORDER BY s), DATE '9999-12-31') AS until,
        {states}[s + 1] AS state, CASE WHEN s > 5 THEN 'completed' END AS outcome,
        CASE WHEN s = 7 THEN 'done' ELSE 'open' END AS counts,
        'agency' || lpad((h % 24)::VARCHAR, 2, '0') AS lead,
        DATE '2022-01-01' + (h % 1400)::INT AS due,
        DATE '2021-12-01' + (h % 1400)::INT AS first_due,
        h % 3 AS extended, {signals}[(h + s) % 7 + 1 + s // 7] AS signal,
        {follow_ups}[s + 1] AS follow_up, {reasons},
        CASE WHEN s > 1 THEN least(100, s * 12 + h % 10) END AS progress,
        CASE WHEN h % 3 > 0 THEN h % 90000 END AS planned,
        CASE WHEN h % 3 > 0 AND s > 2 THEN (h % 90000) * s // 8 END AS spent,
        h % 11 = 0 AS approximate
    FROM (
        SELECT *, DATE '2021-01-01' + ((h % 1500) + s * 45 + hash(c, s) % 40)::INT AS since
        FROM cards, range({spans}) AS t(s)
    ) ORDER BY register, card, since
"""
OTHERS = {
    "register": """SELECT DISTINCT register, 'body ' || r AS body_en, 'agency00' AS secretariat,
        ['KRW', 'EUR'][(r % 10 // 9)::INT + 1] AS currency, 1000000 AS unit FROM cards""",
    "card": "SELECT register, card FROM cards ORDER BY 1, 2",
    "agency": """SELECT DISTINCT register, 'agency' || lpad(a::VARCHAR, 2, '0') AS agency,
        a + 1 AS position, ['central', 'metropolitan', 'basic'][(a % 3)::INT + 1] AS level,
        'region' || (r % 17) AS region FROM cards, range(24) AS t(a) WHERE c = 0""",
    "tag": """SELECT register, card, 'tag' || lpad((h % 40)::VARCHAR, 2, '0') AS tag FROM cards
        UNION ALL SELECT register, card, 'tag' || (50 + h % 30) FROM cards WHERE h % 2 = 0
        ORDER BY 1, 2, 3""",
    "relation": """SELECT register, card, 'part_of' AS kind, 'xx.r000/' || card AS other FROM cards
        WHERE r > 0 AND h % 20 = 0 ORDER BY 1, 2""",
}


def generate(folder: Path, cards: int) -> None:
    """Write the tables that are counted; each register has the same number of cards."""
    with duckdb.connect(
        str(folder / "made"), config={"threads": 2, "memory_limit": "3GB"}
    ) as engine:
        many = CARDS.format(registers=REGISTERS, cards=-(-cards // REGISTERS))
        engine.execute(f"CREATE TABLE cards AS {many}")
        for name, query in queries():
            engine.execute(f"CREATE OR REPLACE TABLE made ({typed(name)})")
            engine.execute(f"INSERT INTO made BY NAME ({query})")
            engine.execute(
                f"COPY made TO '{folder / name}' (FORMAT parquet, COMPRESSION zstd, "
                "PARTITION_BY (register), WRITE_PARTITION_COLUMNS true)"
            )


def queries() -> Iterator[tuple[str, str]]:
    """Yield each table with its query."""
    reasons = ", ".join(f"(h + s) % {at + 5} = 0 AND s < 7 AS {reason.value}"
                        for at, reason in enumerate(REASON_TEXTS))  # fmt: skip
    whole = STANDING.replace("{reasons}", reasons).replace("{spans}", str(SPANS))
    whole = whole.replace("{states}", STATES).replace("{signals}", SIGNALS)
    yield "standing", whole.replace("{follow_ups}", FOLLOW_UPS)
    yield from OTHERS.items()


def typed(table: str) -> str:
    """Return the columns of a table with their types."""
    return ", ".join(f'"{each.name}" {SQL_TYPES[each.type]}' for each in BY_NAME[table].columns)


def count(name: str, folder: Path, times: int, answer: Path) -> None:
    """Count with the engine *name*; write the seconds of each part, and what was counted.

    The standing of all cards is read *times* times, as if there were as many more cards.
    """
    paths = {t.name: sorted(folder.glob(f"{t.name}/*/*.parquet")) for t in TABLES}
    paths["standing"] *= times
    clock = [time.perf_counter()]
    made = {}
    with start(name, ADDRESSES[name]) as engine:
        clock.append(time.perf_counter())
        engine.open_tables(paths)
        clock.append(time.perf_counter())
        for with_tags in (False, False, True):
            found = rollup(engine, DAYS, 30, with_tags=with_tags)
            clock.append(time.perf_counter())
            made["digest"] = found.digest
    parts = ("start", "open", "first", "second", "with tags")
    spent = {part: round(b - a, 2) for part, (a, b) in zip(parts, pairwise(clock), strict=True)}
    made |= {"seconds": spent, "cpu": round(time.process_time(), 1), "load": os.getloadavg()[0]}
    answer.write_text(json.dumps({**made, "cards": found.all(DAYS[-1]).cards}))


def main(cards: int, engines: list[str], times: int = 1) -> None:
    """Print a line for each engine."""
    with TemporaryDirectory(prefix="cardctl-") as place:
        folder, answer = Path(place, "tables"), Path(place, "answer")
        folder.mkdir()
        begun = time.perf_counter()
        generate(folder, cards)
        size = sum(path.stat().st_size for path in folder.glob("standing/*/*.parquet"))
        print(f"{cards} cards: {size / cards:.0f} bytes of standing a card, generated in "
              f"{time.perf_counter() - begun:.0f} s")  # fmt: skip
        for name in engines:
            argv = (sys.executable, __file__, "--count", name, folder, str(times), answer)
            peak = peak_together(Command(argv, Path.cwd())) or 0
            print(f"{name}: peak {peak / MIB:.0f} MiB", answer.read_text(), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--count":
        count(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
    else:
        main(int(sys.argv[1]), sys.argv[2:3] or list(ADDRESSES), *map(int, sys.argv[3:]))
