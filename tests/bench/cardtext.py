"""The YAML text of one generated card, in the styles of people and of cardctl itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from bench.outcomes import REPLACED, CardOutcome, Layout, card_outcome
from bench.scenario import CODES, Entry, Scenario, build_scenario
from bench.words import (
    BLOCKERS,
    COMMENTS,
    DECISIONS,
    DONE,
    FIRM,
    NEXT,
    NOTES,
    REGIONS,
    SUMMARIES,
    TAGS,
    TITLES,
    TOPICS,
    UNITS,
    TextPair,
)

LEAST, MOST = 2600, 3300
"""The bytes of a card, about: a note is written until they are reached."""

SCHEMA = "# yaml-language-server: $schema=../../schemas/card.schema.json"
UNSAFE = re.compile(r"[,\[\]{}#:'\"]|^[-?!&*|>%@`]")
TITLE_COUNT = len(TITLES) * len(TOPICS) * len(REGIONS)
Lines = Iterator[str]


# Texts ------------------------------------------------------------------------------------------


def subject(layout: Layout, index: int) -> tuple[TextPair, TextPair, TextPair, int]:
    """Return title, topic, region and round (from 1) of the card at this index.

    No two cards share all four, and neighbouring cards share little.
    """
    at = (index * 1801 + layout.seed) % TITLE_COUNT
    title, rest = at % len(TITLES), at // len(TITLES)
    topic, region = TOPICS[rest % len(TOPICS)], REGIONS[rest // len(TOPICS)]
    return TITLES[title], topic, region, index // TITLE_COUNT + 1


def title_of(layout: Layout, index: int) -> TextPair:
    """Return the title of the card at this index, which is unique."""
    title, topic, region, turn = subject(layout, index)
    en, ko = about(title, topic, region)
    return (en, ko) if turn == 1 else (f"{en}, round {turn}", f"{ko} ({turn}차)")


def about(words: TextPair, topic: TextPair, region: TextPair) -> TextPair:
    """Insert topic and region into a sentence, in both languages."""
    en, ko = (w.format(topic=topic[i], region=region[i]) for i, w in enumerate(words))
    return en, ko


# Style ------------------------------------------------------------------------------------------


class RandomEditor:
    """The author of a card: chooses one of several equivalent YAML forms at random."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.by_program = rng.random() < 0.4
        self.quotes = rng.random() < 0.15

    def scalar(self, value: object) -> str:
        """Return a scalar on one line, valid inside and outside braces."""
        if not isinstance(value, str):
            return "null" if value is None else str(value).lower()
        if not UNSAFE.search(value) and not (self.quotes and " " in value):
            return value
        if '"' in value or "'" in value or self.by_program or self.rng.random() < 0.6:
            return '"' + value.replace('"', '\\"') + '"'
        return f"'{value}'"

    def flow(self, value: object) -> str:
        """Return any value on one line."""
        if isinstance(value, tuple):
            return f"{{en: {self.scalar(value[0])}, ko: {self.scalar(value[1])}}}"
        if isinstance(value, dict):
            inner = ", ".join(f"{key}: {self.flow(each)}" for key, each in value.items())
            return f"{{{inner}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(self.flow, value))}]"
        return self.scalar(value)

    def text(self, key: str, words: TextPair, indent: str = "") -> Lines:
        """Yield a text under its key: in one language or both, in one of the forms."""
        form = self.rng.random()
        if form < 0.25:
            yield f"{indent}{key}: {self.scalar(self.rng.choice(words))}"
        elif form < 0.6 and sum(map(len, words)) < 80:
            yield f"{indent}{key}: {self.flow(words)}"
        else:
            yield f"{indent}{key}:"
            yield f"{indent}  en: {self.scalar(words[0])}"
            yield f"{indent}  ko: {self.scalar(words[1])}"

    def entry(self, record: Entry, indent: str = "  ", flow: float = 0.8) -> Lines:
        """Yield one record of a list: on one line, or one key per line."""
        if self.by_program or self.rng.random() < flow:
            yield f"{indent}- {self.flow(record)}"
            return
        dash = "- "
        for key, value in record.items():
            yield f"{indent}{dash}{key}: {self.flow(value)}"
            dash = "  "


# The parts of a card ----------------------------------------------------------------------------


def _head(
    layout: Layout, index: int, scenario: Scenario, editor: RandomEditor, title: TextPair
) -> Lines:
    rng, status = scenario.rng, scenario.card_outcome
    if editor.by_program or rng.random() < 0.4:
        yield SCHEMA
    yield f"id: {layout.identifier(index)}"
    yield f"title: {editor.flow(title if rng.random() < 0.8 else rng.choice(title))}"
    yield f"meeting: {status.meeting}"
    if status.item is not None:
        yield f"item: {status.item}"
    _, topic, region, _ = subject(layout, index)
    yield from editor.text("decision", about(rng.choice(DECISIONS), topic, region))
    tags = rng.sample(TAGS, rng.randint(1, 3))
    yield f"tags: {editor.flow(tags)}"
    if rng.random() < 0.3:
        yield "sources:"
        day = layout.day(status.meeting)
        minutes = {"kind": "minutes", "title": "Minutes of the meeting", "date": day}
        yield from editor.entry(minutes)
    yield f"lead: {editor.scalar(scenario.lead)}{_comment(rng, 0.15)}"
    others = [code for code in rng.sample(CODES, 3) if code != scenario.lead]
    yield f"partners: {editor.flow(others[: rng.randint(0, 2)])}"
    yield f"state: {status.state}"
    if status.outcome is not None:
        yield f"outcome: {status.outcome}"
    if scenario.due is not None:
        yield f"due: {scenario.due}{_comment(rng, 0.1)}"
        if rng.random() < 0.3:
            yield f"due_as_stated: by the end of the works in {scenario.due.year}"


def _comment(rng: Random, chance: float) -> str:
    return f"  {rng.choice(COMMENTS)}" if rng.random() < chance else ""


def _indicators(scenario: Scenario, editor: RandomEditor) -> Lines:
    yield "indicators:"
    for name, (what, unit) in zip(
        "ab", scenario.rng.sample(UNITS, _indicator_count(scenario)), strict=False
    ):
        target = 40 + scenario.rng.randint(0, 160) if name == "a" else 25
        record = {"id": name, "name": what, "unit": unit[0], "baseline": 0, "target": target}
        yield from editor.entry(record)


def _indicator_count(scenario: Scenario) -> int:
    return 1 if scenario.results else 2


def _budget(scenario: Scenario, editor: RandomEditor) -> Lines:
    year = scenario.layout.day(scenario.card_outcome.meeting).year
    yield "budget:"
    for number, source in enumerate(scenario.rng.sample(("national", "municipal", "fund"), 2)):
        planned = 1000 * (number + 1) + scenario.rng.randint(0, 900)
        record: Entry = {"year": year + number, "source": source, "planned": planned}
        if scenario.rng.random() < 0.2:
            record |= {"as_stated": f"about {planned} million won", "approximate": True}
        yield from editor.entry(record)


def _plan(scenario: Scenario, editor: RandomEditor) -> Lines:
    yield "plan:"
    yield f"  submitted: {scenario.planned}"
    yield from editor.text("summary", scenario.rng.choice(SUMMARIES), "  ")
    yield f"  steps:{_comment(scenario.rng, 0.2)}"
    for step in scenario.steps:
        title = scenario.rng.choice(step["title"])
        yield from editor.entry({**step, "title": title}, "    ", 0.9)


def _results(scenario: Scenario, editor: RandomEditor) -> Lines:
    yield "results:"
    unused_texts = iter(scenario.rng.sample(DONE, 2 * len(scenario.results)))
    whole = scenario.card_outcome.is_done
    by_lead = [result for result in scenario.results if result["by"] == scenario.lead]
    for number, result in enumerate(scenario.results, 1):
        yield f"  - meeting: {result['meeting']}"
        yield f"    date: {result['date']}"
        yield f"    by: {result['by']}"
        yield from _result_text(editor, next(unused_texts), next(unused_texts))
        if result in by_lead:
            last = whole and result is by_lead[-1]
            yield from _readings_and_spending(scenario, editor, number, last)
        yield from _evidence(scenario, editor, result, number)
        if not whole and scenario.rng.random() < 0.3:
            yield from editor.text("blocker", scenario.rng.choice(BLOCKERS), "    ")
        if scenario.rng.random() < 0.6:
            yield from editor.text("next", scenario.rng.choice(NEXT), "    ")


def _result_text(editor: RandomEditor, one: TextPair, two: TextPair) -> Lines:
    form = editor.rng.random()
    if form < 0.5:
        yield "    text: |"
        yield f"      {one[1]}"
        yield f"      {two[editor.rng.randint(0, 1)]}"
    elif form < 0.75:
        yield "    text: >-"
        yield f"      {one[0]}"
        yield f"      {two[0]}"
    else:
        yield from editor.text("text", one, "    ")


def _readings_and_spending(
    scenario: Scenario, editor: RandomEditor, number: int, last: bool
) -> Lines:
    yield f"    progress: {100 if last else 30 * number + scenario.rng.randint(0, 20)}"
    readings: Entry = {"a": 40 if last else 10 * number + scenario.rng.randint(0, 9)}
    yield f"    readings: {editor.flow(readings)}"
    yield f"    spent: {400 * number + scenario.rng.randint(0, 300)}"


def _evidence(scenario: Scenario, editor: RandomEditor, result: Entry, number: int) -> Lines:
    """Yield evidence that completes the card; for interim results sometimes only news."""
    firm = result.get("returned", False)
    papers = [_evidence_item(scenario, result["date"])]
    if not scenario.card_outcome.is_done and not firm and scenario.rng.random() < 0.3:
        papers = []
    if scenario.rng.random() < 0.4:
        url = f"https://news.example.org/{result['date']:%Y/%m}/{scenario.rng.randint(1000, 9999)}"
        papers.append({"kind": "news", "title": f"Article {number} on the works", "url": url})
    if papers:
        yield "    evidence:"
        for paper in papers:
            yield from editor.entry(paper, "      ", 0.7)


def _evidence_item(scenario: Scenario, day: date) -> Entry:
    kind, title = scenario.rng.choice(FIRM)
    paper: Entry = {"kind": kind, "title": scenario.rng.choice(title), "date": day}
    if scenario.rng.random() < 0.5:
        paper["number"] = (
            f"{(scenario.lead or 'mois').upper()}-{day.year}-{scenario.rng.randint(1, 99)}"
        )
    else:
        paper["url"] = f"https://www.example.org/{kind}/{scenario.rng.randint(1000, 9999)}"
    return paper


def _history(scenario: Scenario, editor: RandomEditor) -> Lines:
    yield "history:"
    for entry in scenario.history:
        note = entry.get("note")
        one = {**entry, "note": note[scenario.rng.randint(0, 1)]} if note else entry
        yield from editor.entry(one, flow=0.9)


def _relations(layout: Layout, index: int, scenario: Scenario, editor: RandomEditor) -> Lines:
    ties = dict(_relation_items(layout, index, scenario))
    if not ties:
        return
    if editor.by_program or scenario.rng.random() < 0.7:
        yield f"relations: {editor.flow(ties)}"
        return
    yield "relations:"
    for kind, others in ties.items():
        yield f"  {kind}: {editor.flow(others)}"


def _relation_items(layout: Layout, index: int, scenario: Scenario) -> Iterator[tuple[str, object]]:
    """Yield relations to existing cards: earlier ones, except for a card's successors."""
    outcome, rng = scenario.card_outcome.outcome, scenario.rng
    if index and rng.random() < 0.3:
        near = rng.randint(max(0, index - 400), index - 1)
        kind = rng.choice(("parent", "depends_on", "see_also", "see_also"))
        if kind == "depends_on" and not _may_depend_on(
            scenario.card_outcome, card_outcome(layout, near)
        ):
            kind = "see_also"
        other = layout.identifier(near)
        yield kind, other if kind == "parent" or rng.random() < 0.5 else [other]
    following = [layout.identifier(i) for i in (index + 1, index + 2) if i < layout.cards]
    if outcome == "merged":
        yield "merged_into", following[0]
    elif outcome == "split":
        yield "split_into", following
    elif outcome == "superseded":
        yield "superseded_by", following[:1]


def _may_depend_on(card: CardOutcome, needed: CardOutcome) -> bool:
    """Return whether a card may depend on another without a warning."""
    return needed.is_done and (not needed.is_open or not card.is_done)


def _note(editor: RandomEditor, used: int) -> Lines:
    """Yield a note in both languages that fills the card up to its size."""
    wanted = editor.rng.randint(LEAST, MOST) - used
    turn = editor.rng.randint(0, len(NOTES))
    sentences: list[TextPair] = []
    size = 0
    while size < wanted - 85:
        sentences.append(NOTES[(turn + len(sentences)) % len(NOTES)])
        size += len("".join(sentences[-1]).encode()) + 10
    if not sentences:
        return
    yield "note:"
    for language, name in enumerate(("en", "ko")):
        yield f"  {name}: |"
        yield from (f"    {sentence[language]}" for sentence in sentences)


# The whole card -----------------------------------------------------------------------------------


def card_text(layout: Layout, index: int, title: TextPair | None = None) -> str:
    """Return the card at this index, with *title* instead of its own if given."""
    rng = layout.rng(index, "card")
    scenario = build_scenario(layout, card_outcome(layout, index), rng)
    editor = RandomEditor(rng)
    lines = [*_head(layout, index, scenario, editor, title or title_of(layout, index))]
    parts: list[tuple[bool, Callable[[Scenario, RandomEditor], Lines]]] = [
        (bool(scenario.results) or rng.random() < 0.6, _indicators),
        (rng.random() < 0.8, _budget),
        (scenario.planned is not None, _plan),
        (bool(scenario.results), _results),
        (True, _history),
    ]
    for wanted, part in parts:
        if not wanted:
            continue
        if rng.random() < 0.15:
            lines.append(rng.choice(COMMENTS))
        lines += part(scenario, editor)
    lines += _relations(layout, index, scenario, editor)
    if scenario.card_outcome.outcome in REPLACED or rng.random() < 0.01:
        lines.append(f"x-folder: shelf {index % 90 + 1}")
    lines += _note(editor, sum(len(line.encode()) + 1 for line in lines))
    return "\n".join(lines) + "\n"


def small_card_text(layout: Layout, index: int) -> str:
    """Return the card at this index as the meeting registered it, with no more than it needs."""
    meeting, (en, ko) = layout.meeting(index), title_of(layout, index)
    first = f"{{date: {layout.day(meeting)}, by: mois, state: registered}}"
    return f"""\
id: {layout.identifier(index)}
title: {{en: "{en}", ko: {ko}}}
meeting: {meeting}
item: 1
lead: null
state: registered
history:
  - {first}
"""
