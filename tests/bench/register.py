"""Generate registers of any size: `python tests/bench/register.py DIR CARDS [SEED]`.

About 250 cards of 3 KB per meeting, at most 40 past meetings, two a year, and one upcoming. The
same number and seed give the same bytes. `cardctl validate` reports only a few overdue cards, on
any day after the last meeting; and the problems that *flaws* requests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.cardtext import about, card_text, small_card_text
from bench.flaws import FLAWS, flawed
from bench.outcomes import Layout
from bench.words import AGENCIES, PLACES, REGIONS, TITLES, TOPICS

SEED = 20220113
OUTCOMES = {"decision": "decided", "report": "received", "discussion": "received"}
CONFIG = """\
# yaml-language-server: $schema=../schemas/cardctl.schema.json
format: 1
body: {en: Central-Local Cooperation Meeting, ko: 중앙지방협력회의}
languages: [ko, en]
secretariat: mois
money: {currency: KRW, unit: 1000000}  # amounts are in million won
"""


def files(
    cards: int,
    seed: int = SEED,
    flaws: float = 0.0,
    *,
    small: bool = False,
    meetings: int | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield path and text of every file of the register, with *meetings* held if given.

    *flaws* is the share of cards, from 0 to 1, that have a flaw, each kind as often as the others.
    *small* cards have 250 bytes.
    """
    layout = Layout(cards, seed, meetings)
    yield "cardctl.yaml", CONFIG
    yield "agencies.yaml", _agencies()
    for meeting in range(1, layout.held + 2):
        yield f"M{meeting:02}/meeting.yaml", _meeting(layout, meeting)
    for index in range(cards):
        name = layout.identifier(index)
        text = small_card_text(layout, index) if small else _card(layout, index, flaws)
        yield f"{name[: name.index('-')]}/{name}.yaml", text


def write(root: Path, cards: int, seed: int = SEED, flaws: float = 0.0) -> None:
    """Write the register into the folder *root*, creating it if necessary."""
    for _ in written(root, files(cards, seed, flaws)):
        pass


def written(root: Path, texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Write each file below *root*, and then yield its path and contents."""
    made = set()
    for path, text in texts:
        target, raw = root / path, text.encode()
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(raw)
        yield path, raw


def _agencies() -> str:
    lines = [
        f"  - {{code: {code}, name: {{en: {en}, ko: {ko}}}, level: {level}}}\n"
        for code, en, ko, level in AGENCIES
    ]
    return "# In protocol order.\nagencies:\n" + "".join(lines)


def _meeting(layout: Layout, number: int) -> str:
    held = number <= layout.held
    place = PLACES[number % len(PLACES)]
    lines = [
        f"number: {number}",
        "kind: regular",
        f"date: {layout.day(number)}",
        f"papers: {layout.papers(number)}",
        f'place: {{en: "{place[0]}", ko: {place[1]}}}',
        f"status: {'held' if held else 'scheduled'}",
        "items:",
    ]
    types = layout.items(number) if held else ("decision",)
    for item, kind in enumerate(types, 1):
        rng = layout.rng(number, f"item {item}")
        en, ko = about(rng.choice(TITLES), rng.choice(TOPICS), rng.choice(REGIONS))
        lines += [f"  - item: {item}", f'    title: {{en: "{en}", ko: {ko}}}', f"    type: {kind}"]
        lines += [f"    outcome: {OUTCOMES[kind]}"] if held else []
    return "\n".join(lines) + "\n"


def _card(layout: Layout, index: int, flaws: float) -> str:
    number = int((index + 1) * flaws)  # of the flawed cards up to this one
    if number == int(index * flaws):
        return card_text(layout, index)
    flaw = FLAWS[(layout.seed + number) % len(FLAWS)]
    return flawed(layout, index, flaw, layout.rng(index, "flaw"))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:4]))
