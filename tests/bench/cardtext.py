"""One generated card as text, in the styles that hands and cardctl itself write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from bench.fates import REPLACED, Fate, Layout, fate
from bench.story import CODES, Entry, Story, tell
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
    CardDiff,
)

LEAST, MOST = 2600, 3300
"""The bytes of a card, about: a note is written until they are reached."""

SCHEMA = "# yaml-language-server: $schema=../../schemas/card.schema.json"
UNSAFE = re.compile(r"[,\[\]{}#:'\"]|^[-?!&*|>%@`]")
TITLE_COUNT = len(TITLES) * len(TOPICS) * len(REGIONS)
Lines = Iterator[str]


# Words ------------------------------------------------------------------------------------------


def subject(layout: Layout, index: int) -> tuple[CardDiff, CardDiff, CardDiff, int]:
    """What the card at this place is about: title, topic, region, and the round, from 1.

    No two cards have all four in common, and neighbours have little.
    """
    at = (index * 1801 + layout.seed) % TITLE_COUNT
    title, rest = at % len(TITLES), at // len(TITLES)
    topic, region = TOPICS[rest % len(TOPICS)], REGIONS[rest // len(TOPICS)]
    return TITLES[title], topic, region, index // TITLE_COUNT + 1


def title_of(layout: Layout, index: int) -> CardDiff:
    """The title of the card at this place, no other card's."""
    title, topic, region, turn = subject(layout, index)
    en, ko = about(title, topic, region)
    return (en, ko) if turn == 1 else (f"{en}, round {turn}", f"{ko} ({turn}차)")


def about(words: CardDiff, topic: CardDiff, region: CardDiff) -> CardDiff:
    """Put topic and region into a sentence, in both languages."""
    en, ko = (w.format(topic=topic[i], region=region[i]) for i, w in enumerate(words))
    return en, ko


# Style ------------------------------------------------------------------------------------------


class Hand:
    """Whoever writes the card: which forms are chosen where several say the same."""

    def __init__(self, whim: Random) -> None:
        self.whim = whim
        self.by_program = whim.random() < 0.4
        self.quotes = whim.random() < 0.15

    def scalar(self, value: object) -> str:
        """A value on one line, inside braces or not."""
        if not isinstance(value, str):
            return "null" if value is None else str(value).lower()
        if not UNSAFE.search(value) and not (self.quotes and " " in value):
            return value
        if '"' in value or "'" in value or self.by_program or self.whim.random() < 0.6:
            return '"' + value.replace('"', '\\"') + '"'
        return f"'{value}'"

    def flow(self, value: object) -> str:
        """Any value on one line."""
        if isinstance(value, tuple):
            return f"{{en: {self.scalar(value[0])}, ko: {self.scalar(value[1])}}}"
        if isinstance(value, dict):
            inner = ", ".join(f"{key}: {self.flow(each)}" for key, each in value.items())
            return f"{{{inner}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(self.flow, value))}]"
        return self.scalar(value)

    def text(self, key: str, words: CardDiff, indent: str = "") -> Lines:
        """A text under its key: in one language or both, in one of the forms."""
        form = self.whim.random()
        if form < 0.25:
            yield f"{indent}{key}: {self.scalar(self.whim.choice(words))}"
        elif form < 0.6 and sum(map(len, words)) < 80:
            yield f"{indent}{key}: {self.flow(words)}"
        else:
            yield f"{indent}{key}:"
            yield f"{indent}  en: {self.scalar(words[0])}"
            yield f"{indent}  ko: {self.scalar(words[1])}"

    def entry(self, record: Entry, indent: str = "  ", flow: float = 0.8) -> Lines:
        """One record of a list: on one line, or a key per line."""
        if self.by_program or self.whim.random() < flow:
            yield f"{indent}- {self.flow(record)}"
            return
        dash = "- "
        for key, value in record.items():
            yield f"{indent}{dash}{key}: {self.flow(value)}"
            dash = "  "


# The parts of a card ----------------------------------------------------------------------------


def _head(layout: Layout, index: int, story: Story, hand: Hand, title: CardDiff) -> Lines:
    whim, fate_ = story.whim, story.fate
    if hand.by_program or whim.random() < 0.4:
        yield SCHEMA
    yield f"id: {layout.identifier(index)}"
    yield f"title: {hand.flow(title if whim.random() < 0.8 else whim.choice(title))}"
    yield f"meeting: {fate_.meeting}"
    if fate_.item is not None:
        yield f"item: {fate_.item}"
    _, topic, region, _ = subject(layout, index)
    yield from hand.text("decision", about(whim.choice(DECISIONS), topic, region))
    tags = whim.sample(TAGS, whim.randint(1, 3))
    yield f"tags: {hand.flow(tags)}"
    if whim.random() < 0.3:
        yield "sources:"
        day = layout.day(fate_.meeting)
        minutes = {"kind": "minutes", "title": "Minutes of the meeting", "date": day}
        yield from hand.entry(minutes)
    yield f"lead: {hand.scalar(story.lead)}{_comment(whim, 0.15)}"
    others = [code for code in whim.sample(CODES, 3) if code != story.lead]
    yield f"partners: {hand.flow(others[: whim.randint(0, 2)])}"
    yield f"state: {fate_.state}"
    if fate_.outcome is not None:
        yield f"outcome: {fate_.outcome}"
    if story.due is not None:
        yield f"due: {story.due}{_comment(whim, 0.1)}"
        if whim.random() < 0.3:
            yield f"due_as_stated: by the end of the works in {story.due.year}"


def _comment(whim: Random, chance: float) -> str:
    return f"  {whim.choice(COMMENTS)}" if whim.random() < chance else ""


def _indicators(story: Story, hand: Hand) -> Lines:
    yield "indicators:"
    for name, (what, unit) in zip("ab", story.whim.sample(UNITS, _counts(story)), strict=False):
        target = 40 + story.whim.randint(0, 160) if name == "a" else 25
        record = {"id": name, "name": what, "unit": unit[0], "baseline": 0, "target": target}
        yield from hand.entry(record)


def _counts(story: Story) -> int:
    return 1 if story.results else 2


def _budget(story: Story, hand: Hand) -> Lines:
    year = story.layout.day(story.fate.meeting).year
    yield "budget:"
    for number, source in enumerate(story.whim.sample(("national", "municipal", "fund"), 2)):
        planned = 1000 * (number + 1) + story.whim.randint(0, 900)
        record: Entry = {"year": year + number, "source": source, "planned": planned}
        if story.whim.random() < 0.2:
            record |= {"as_stated": f"about {planned} million won", "approximate": True}
        yield from hand.entry(record)


def _plan(story: Story, hand: Hand) -> Lines:
    yield "plan:"
    yield f"  submitted: {story.planned}"
    yield from hand.text("summary", story.whim.choice(SUMMARIES), "  ")
    yield f"  steps:{_comment(story.whim, 0.2)}"
    for step in story.steps:
        title = story.whim.choice(step["title"])
        yield from hand.entry({**step, "title": title}, "    ", 0.9)


def _results(story: Story, hand: Hand) -> Lines:
    yield "results:"
    said = iter(story.whim.sample(DONE, 2 * len(story.results)))
    whole = story.fate.is_done
    by_lead = [result for result in story.results if result["by"] == story.lead]
    for number, result in enumerate(story.results, 1):
        yield f"  - meeting: {result['meeting']}"
        yield f"    date: {result['date']}"
        yield f"    by: {result['by']}"
        yield from _said(hand, next(said), next(said))
        if result in by_lead:
            last = whole and result is by_lead[-1]
            yield from _measured(story, hand, number, last)
        yield from _evidence(story, hand, result, number)
        if not whole and story.whim.random() < 0.3:
            yield from hand.text("blocker", story.whim.choice(BLOCKERS), "    ")
        if story.whim.random() < 0.6:
            yield from hand.text("next", story.whim.choice(NEXT), "    ")


def _said(hand: Hand, one: CardDiff, two: CardDiff) -> Lines:
    form = hand.whim.random()
    if form < 0.5:
        yield "    text: |"
        yield f"      {one[1]}"
        yield f"      {two[hand.whim.randint(0, 1)]}"
    elif form < 0.75:
        yield "    text: >-"
        yield f"      {one[0]}"
        yield f"      {two[0]}"
    else:
        yield from hand.text("text", one, "    ")


def _measured(story: Story, hand: Hand, number: int, last: bool) -> Lines:
    yield f"    progress: {100 if last else 30 * number + story.whim.randint(0, 20)}"
    readings: Entry = {"a": 40 if last else 10 * number + story.whim.randint(0, 9)}
    yield f"    readings: {hand.flow(readings)}"
    yield f"    spent: {400 * number + story.whim.randint(0, 300)}"


def _evidence(story: Story, hand: Hand, result: Entry, number: int) -> Lines:
    """Papers that complete the card; on the way sometimes news alone."""
    firm = result.get("returned", False)
    papers = [_paper(story, result["date"])]
    if not story.fate.is_done and not firm and story.whim.random() < 0.3:
        papers = []
    if story.whim.random() < 0.4:
        url = f"https://news.example.org/{result['date']:%Y/%m}/{story.whim.randint(1000, 9999)}"
        papers.append({"kind": "news", "title": f"Article {number} on the works", "url": url})
    if papers:
        yield "    evidence:"
        for paper in papers:
            yield from hand.entry(paper, "      ", 0.7)


def _paper(story: Story, day: date) -> Entry:
    kind, title = story.whim.choice(FIRM)
    paper: Entry = {"kind": kind, "title": story.whim.choice(title), "date": day}
    if story.whim.random() < 0.5:
        paper["number"] = f"{(story.lead or 'mois').upper()}-{day.year}-{story.whim.randint(1, 99)}"
    else:
        paper["url"] = f"https://www.example.org/{kind}/{story.whim.randint(1000, 9999)}"
    return paper


def _history(story: Story, hand: Hand) -> Lines:
    yield "history:"
    for entry in story.history:
        note = entry.get("note")
        one = {**entry, "note": note[story.whim.randint(0, 1)]} if note else entry
        yield from hand.entry(one, flow=0.9)


def _relations(layout: Layout, index: int, story: Story, hand: Hand) -> Lines:
    ties = dict(_ties(layout, index, story))
    if not ties:
        return
    if hand.by_program or story.whim.random() < 0.7:
        yield f"relations: {hand.flow(ties)}"
        return
    yield "relations:"
    for kind, others in ties.items():
        yield f"  {kind}: {hand.flow(others)}"


def _ties(layout: Layout, index: int, story: Story) -> Iterator[tuple[str, object]]:
    """Ties to cards that exist: to earlier ones, but for what took the card's place."""
    outcome, whim = story.fate.outcome, story.whim
    if index and whim.random() < 0.3:
        near = whim.randint(max(0, index - 400), index - 1)
        kind = whim.choice(("parent", "depends_on", "see_also", "see_also"))
        if kind == "depends_on" and not _can_wait(story.fate, fate(layout, near)):
            kind = "see_also"
        other = layout.identifier(near)
        yield kind, other if kind == "parent" or whim.random() < 0.5 else [other]
    following = [layout.identifier(i) for i in (index + 1, index + 2) if i < layout.cards]
    if outcome == "merged":
        yield "merged_into", following[0]
    elif outcome == "split":
        yield "split_into", following
    elif outcome == "superseded":
        yield "superseded_by", following[:1]


def _can_wait(card: Fate, needed: Fate) -> bool:
    """Whether a card may depend on another without a warning."""
    return needed.is_done and (not needed.is_open or not card.is_done)


def _note(hand: Hand, used: int) -> Lines:
    """A note that brings the card to its size; its sentences in both languages."""
    wanted = hand.whim.randint(LEAST, MOST) - used
    turn = hand.whim.randint(0, len(NOTES))
    sentences: list[CardDiff] = []
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


# The whole ----------------------------------------------------------------------------------------


def card_text(layout: Layout, index: int, title: CardDiff | None = None) -> str:
    """Write the card at this place; *title* instead of its own."""
    whim = layout.whim(index, "card")
    story = tell(layout, fate(layout, index), whim)
    hand = Hand(whim)
    lines = [*_head(layout, index, story, hand, title or title_of(layout, index))]
    parts: list[tuple[bool, Callable[[Story, Hand], Lines]]] = [
        (bool(story.results) or whim.random() < 0.6, _indicators),
        (whim.random() < 0.8, _budget),
        (story.planned is not None, _plan),
        (bool(story.results), _results),
        (True, _history),
    ]
    for wanted, part in parts:
        if not wanted:
            continue
        if whim.random() < 0.15:
            lines.append(whim.choice(COMMENTS))
        lines += part(story, hand)
    lines += _relations(layout, index, story, hand)
    if story.fate.outcome in REPLACED or whim.random() < 0.01:
        lines.append(f"x-folder: shelf {index % 90 + 1}")
    lines += _note(hand, sum(len(line.encode()) + 1 for line in lines))
    return "\n".join(lines) + "\n"
