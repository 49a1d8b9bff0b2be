"""Measure the speed of the YAML reader: `python tests/bench/reader.py [CARDS]`.

It reads the same seeded cards of about 3 KB with the reader, with PyYAML's CSafeLoader and with a
ruamel.yaml round-trip load, a register at a time and in turns, so that load on the machine slows
all three equally. It prints the medians and the two guaranteed ratios: at least 25 times faster
than the round trip, and no slower than CSafeLoader, which gives no positions.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML

from cardctl.yaml.reader import read_tree

WORDS = [
    *(
        "지방소멸대응기금",
        "운용",
        "기준",
        "마련",
        "및",
        "배분",
        "계획",
        "협의",
        "결과",
        "보고",
        "중앙",
    ),
    *("지방", "협력", "제도", "개선", "추진", "기금", "시행령", "개정", "공포", "예산", "확보"),
    *("fund", "standard", "allocation", "agreed", "published", "plan", "region", "budget"),
    *("review", "council", "report", "agency", "of", "the", "and", "for"),
]
ROUNDS = 5
AGENCIES = ("mois", "moef", "moe", "busan", "ulsan", "gyeongnam", "jeju")


def words(rng: random.Random, count: int) -> str:
    """Return a sentence of *count* words, Korean and English."""
    return " ".join(rng.choices(WORDS, k=count))


def day(rng: random.Random) -> str:
    """Return an ISO date."""
    return f"2022-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def step(rng: random.Random, number: int) -> str:
    """Return one step of a plan, as people write it."""
    head = f"id: s{number}, title: {words(rng, 4)}, owner: {rng.choice(AGENCIES)}"
    return f"    - {{{head}, due: {day(rng)}, done: {day(rng)}}}\n"


def result(rng: random.Random, meeting: int) -> str:
    """Return one result, with a text block and evidence."""
    return f"""\
  - meeting: {meeting}
    date: {day(rng)}
    by: {rng.choice(AGENCIES)}
    text: |
      {words(rng, 9)}
      {words(rng, 8)}
    progress: {rng.randint(0, 100)}
    readings: {{a: {rng.randint(0, 200)}}}
    spent: {rng.randint(0, 750000)}
    evidence:
      - {{kind: official_letter, title: {words(rng, 3)}, date: {day(rng)}}}
      - {{kind: news, title: {words(rng, 3)}, url: "https://example.kr/{rng.random()}"}}
    next: {words(rng, 6)}.
"""


def card(rng: random.Random, number: int) -> str:
    """Return a card of about 3 KB."""
    steps = "".join(step(rng, k) for k in range(6))
    results = "".join(result(rng, k) for k in range(2, 4))
    history = "".join(
        f"  - {{date: {day(rng)}, by: mois, state: planned, note: {words(rng, 3)}}}\n"
        for _ in range(5)
    )
    return f"""\
# yaml-language-server: $schema=../../schemas/card.schema.json
id: M01-{number:03}
title: {{en: {words(rng, 4)}, ko: {words(rng, 4)}}}
meeting: 1
item: 2
decision: {words(rng, 12)}
lead: {rng.choice(AGENCIES)}
partners: [{rng.choice(AGENCIES)}]
state: in_progress
due: 2022-12-31  # {words(rng, 3)}
budget:
  - {{year: 2022, source: national, planned: {rng.randint(1, 900000)}}}
indicators:
  - {{id: a, name: {words(rng, 3)}, unit: count, baseline: 0, target: 122}}
plan:
  submitted: {day(rng)}
  summary: {words(rng, 9)}
  steps:
{steps}results:
{results}# {words(rng, 6)}
history:
{history}relations: {{see_also: [M01-003]}}
"""


def seconds(read: Callable[[Any], object], cards: list[Any]) -> list[float]:
    """Return the seconds that each card takes."""
    times = []
    for card in cards:
        start = time.perf_counter()
        read(card)
        times.append(time.perf_counter() - start)
    return times


READERS: dict[str, Callable[[str], object]] = {
    "cardctl": lambda text: read_tree(text.encode(), "card.yaml"),
    "CSafeLoader": lambda text: yaml.load(text, Loader=yaml.CSafeLoader),
    "round trip": lambda text: YAML().load(StringIO(text)),
}


def main(count: int) -> None:
    """Read *count* cards in three ways and print the medians and the ratios."""
    rng = random.Random(20220113)
    cards = [card(rng, number) for number in range(1, count + 1)]
    times: dict[str, list[float]] = {name: [] for name in READERS}
    for _ in range(ROUNDS):
        for name, read in READERS.items():
            times[name] += seconds(read, cards)
    median = {name: statistics.median(values) for name, values in times.items()}
    size = statistics.median(len(text.encode()) for text in cards)
    print(f"{count} cards, median {size:.0f} bytes, {ROUNDS} rounds; medians per card:")
    for name, value in median.items():
        print(f"  {name:12} {value * 1000:8.3f} ms")
    print(f"  round trip / cardctl   {median['round trip'] / median['cardctl']:6.1f}  (>= 25)")
    print(f"  CSafeLoader / cardctl  {median['CSafeLoader'] / median['cardctl']:6.1f}  (>= 1)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
