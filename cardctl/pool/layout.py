"""Lay out the report of a pool: what was read, the overview, the cuts, what is not comparable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cardctl.domain.signal import Colour
from cardctl.domain.text import text_in
from cardctl.i18n.layout import layout_of
from cardctl.pool.facts import Cut, PoolReport, Source
from cardctl.pool.figures import Amount, Figures
from cardctl.pool.page import NAMES, PoolPage
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    RecordField,
    Series,
    Table,
)
from cardctl.report.layout import cells

DEFAULT = (Cut.BODY, Cut.REGION)
"""The cuts of a report if none is asked for."""

MOST_GROUPS = 40
"""Bars in a chart; a cut with more groups has its table alone."""

Section = tuple[str, list[Block]]
Groups = Sequence[tuple[str, Figures]]


def pool_document(report: PoolReport, lang: str, cuts: Sequence[Cut] = DEFAULT) -> Document:
    """Return the report as a document in *lang*; its author is the title of the pool."""
    page = PoolPage(report, lang)
    title = text_in(report.title, lang)
    return Document(lang, tuple(_blocks(page, title, cuts)), author=title)


def _blocks(page: PoolPage, title: str, cuts: Sequence[Cut]) -> Iterator[Block]:
    yield Heading(1, page.said("{title}: implementation report", title=title))
    yield Paragraph(_head(page))
    yield from _notes(page)
    shown = (section for section in _sections(page, cuts) if section[1])
    for number, (name, blocks) in enumerate(shown, 1):
        yield Heading(2, name, f"{number}.")
        yield from blocks
    if end := layout_of(page.lang).end:
        yield Paragraph(end)


def _sections(page: PoolPage, cuts: Sequence[Cut]) -> Iterator[Section]:
    yield page.said("Overview"), _overview(page)
    for cut in cuts:
        yield page.said("By {cut}", cut=_cut_word(page, cut)), _cut(page, cut)
    yield page.said("Trend"), _trend(page)
    yield page.said("What is not comparable"), [ItemList(tuple(_limits(page)))]
    yield page.said("Registers"), _registers(page)


def _cut_word(page: PoolPage, cut: Cut) -> str:
    name = NAMES[cut].render(page.lang)
    return name[:1].lower() + name[1:]


# Head -------------------------------------------------------------------------------------------


def _head(page: PoolPage) -> str:
    report = page.report
    public = page.said("for the public") if report.audience == "public" else ""
    read = page.said(
        "{read} of {all} registers read", read=len(report.read), all=len(report.sources)
    )
    as_of = page.said("As of {day}", day=words.day(report.day, page.lang))
    return page.joined([as_of, read, public])


def _notes(page: PoolPage) -> Iterator[Block]:
    """Yield what is missing or old, each register by name and day."""
    sources = page.report.sources
    if missing := [each for each in sources if each.body is None]:
        names = (_failing(page, each) for each in missing)
        yield Note(page.said("Not in this report: {names}", names="; ".join(names)), urgent=True)
    if stale := [each for each in sources if each.body and each.problem]:
        names = (_failing(page, each) for each in stale)
        text = page.said("Earlier tables, nothing newer could be read: {names}",
                         names="; ".join(names))  # fmt: skip
        yield Note(text, urgent=True)
    if behind := [each for each in sources if each.body and each.is_behind]:
        names = (_behind(page, each) for each in behind)
        yield Note(page.said("No record yet of a past meeting: {names}", names="; ".join(names)))
    if loose := page.report.loose:
        ties = ", ".join(f"{tie.register}/{tie.card} → {tie.whole}" for tie in loose)
        yield Note(page.said("Part of a card that no register has: {ties}", ties=ties))


def _name(page: PoolPage, source: Source) -> str:
    """Return the name of a register, with its body if that is known."""
    bracket = layout_of(page.lang).bracket
    body = page.body(source.body) if source.body else ""
    return bracket.format(text=body, more=source.name) if body else source.name


def _failing(page: PoolPage, source: Source) -> str:
    since = words.day(source.failing_since, page.lang) if source.failing_since else ""
    taken = words.day(source.taken_on, page.lang) if source.body else ""
    why = source.problem.render(page.lang) if source.problem else ""
    facts = (
        page.said("tables of {day}", day=taken) if taken else "",
        page.said("since {day}: {why}", day=since, why=why) if since else why,
    )
    return f"{_name(page, source)}: {page.joined(facts)}"


def _behind(page: PoolPage, source: Source) -> str:
    day = words.day(source.body.last_meeting if source.body else None, page.lang)
    taken = words.day(source.taken_on, page.lang)
    told = page.said("meeting on {day}, tables of {taken}", day=day, taken=taken)
    return f"{_name(page, source)}: {told}"


# Overview ---------------------------------------------------------------------------------------


def _overview(page: PoolPage) -> list[Block]:
    total, days = page.report.total, page.report.overdue_days
    facts = {
        page.said("Overdue by more than {days} days", days=days): _of_open(
            page, total.long_overdue, total
        ),
        page.said("Overdue"): _of_open(page, total.overdue, total),
        page.said("Not submitted"): _of_open(page, total.not_submitted, total),
        page.said("Submitted, to be confirmed"): _of_open(page, total.submitted, total),
        page.said("On hold"): _of_open(page, total.on_hold, total),
        page.said("Completed"): page.share(total.done, total.counted),
        page.said("Cards"): _cards(page, total),
    }
    record = Record(tuple(RecordField(label, text) for label, text in facts.items()))
    return [record, _signals(page, total), *_money(page, total)]


def _of_open(page: PoolPage, part: int, total: Figures) -> str:
    """Return a count as a share of the open cards."""
    share = page.share(part, total.open_cards)
    return page.said("{share} of the open cards", share=share) if total.open_cards else share


def _cards(page: PoolPage, total: Figures) -> str:
    cards = page.number(total.cards)
    if not total.parts:
        return cards
    more = page.said(
        "{matters} matters, and {parts} parts of cards of other registers",
        matters=page.number(total.matters),
        parts=page.number(total.parts),
    )
    return layout_of(page.lang).bracket.format(text=cards, more=more)


def _signals(page: PoolPage, total: Figures) -> Table:
    columns = (
        Column(page.said("Signal"), ColumnKind.SIGNAL),
        Column(page.said("Cards"), ColumnKind.NUMBER),
        Column(page.said("Share"), ColumnKind.NUMBER),
    )
    counts = ((colour, total.with_signal(colour)) for colour in Colour)
    rows = (
        (
            Cell(words.signal_word(colour, page.lang), colour),
            cells.count(number, page.lang),
            cells.share(number, total.cards, page.lang),
        )
        for colour, number in counts
    )
    return Table(columns, tuple(rows), page.said("Signals"))


def _money(page: PoolPage, total: Figures) -> list[Block]:
    known = {c: a for c, a in total.money.items() if a != Amount()}
    columns = (
        Column(page.said("Currency"), ColumnKind.NAME),
        Column(page.said("Planned"), ColumnKind.NUMBER),
        Column(page.said("Spent"), ColumnKind.NUMBER),
        Column(page.said("Execution rate"), ColumnKind.NUMBER),
    )
    rows = (
        (
            Cell(currency),
            page.money(each.planned, currency),
            page.money(each.spent, currency),
            cells.share(each.spent, each.planned, page.lang),
        )
        for currency, each in sorted(known.items())
    )
    return [Table(columns, tuple(rows), page.said("Money of the matters"))] if known else []


# Cuts -------------------------------------------------------------------------------------------


def _cut(page: PoolPage, cut: Cut) -> list[Block]:
    groups = worst_first(page, cut)
    if not any(key for key, _each in groups):
        return [Paragraph(page.said("No card has one on record."))]
    names = _names(page, cut, groups)
    blocks: list[Block] = [_cut_table(page, cut, names, groups)]
    if cut in (Cut.REGION, Cut.LEVEL) and 1 < len(groups) <= MOST_GROUPS:
        blocks.append(_signal_chart(page, cut, names, groups))
    if cut is Cut.TAG:
        blocks.append(Paragraph(page.said("A card with several tags is counted with each.")))
    return blocks


def worst_first(page: PoolPage, cut: Cut) -> Groups:
    """Return the groups of a cut, worst first: overdue, then red, then amber; then by name."""

    def badness(pair: tuple[str, Figures]) -> tuple[int | str, ...]:
        key, each = pair
        counts = (each.long_overdue, each.overdue, each.red, each.amber)
        return (*(-count for count in counts), page.group(cut, key), key)

    return sorted(page.report.groups(cut).items(), key=badness)


def _names(page: PoolPage, cut: Cut, groups: Groups) -> list[str]:
    """Return the names of groups; those that share one get their keys, too."""
    names = [page.group(cut, key) for key, _each in groups]
    times = Counter(names)
    bracket = layout_of(page.lang).bracket
    return [
        bracket.format(text=name, more=key) if key and times[name] > 1 else name
        for name, (key, _each) in zip(names, groups, strict=True)
    ]


def _cut_table(page: PoolPage, cut: Cut, names: Sequence[str], groups: Groups) -> Table:
    over = page.said("Over {days} days", days=page.report.overdue_days)
    headings = (
        over, page.said("Overdue"), words.heading(page.said("red")),
        page.said("Not submitted"), page.said("Open"), page.said("Cards"), page.said("Done"),
        page.said("Counted"), page.said("completion|Rate"),
    )  # fmt: skip
    columns = (
        Column(NAMES[cut].render(page.lang), ColumnKind.TITLE),
        *(Column(heading, ColumnKind.NUMBER) for heading in headings),
    )
    counted = (_counts(page, each) for _key, each in groups)
    rows = [(Cell(name), *counts) for name, counts in zip(names, counted, strict=True)]
    has_total = cut is not Cut.TAG and len(groups) > 1
    if has_total:
        rows.append((Cell(page.said("Total")), *_counts(page, page.report.total)))
    return Table(columns, tuple(rows), total=has_total)


def _counts(page: PoolPage, each: Figures) -> tuple[Cell, ...]:
    counts = (each.long_overdue, each.overdue, each.red, each.not_submitted,
              each.open_cards, each.cards)  # fmt: skip
    return (
        *(cells.count(number, page.lang) for number in counts),
        *cells.part_of(each.done, each.counted, page.lang),
    )


def _signal_chart(page: PoolPage, cut: Cut, labels: Sequence[str], groups: Groups) -> Chart:
    title = page.said("Signals by {cut}", cut=_cut_word(page, cut))
    told = page.said("Number of cards with each signal, by {cut}.", cut=_cut_word(page, cut))
    heads = (Column(NAMES[cut].render(page.lang), ColumnKind.TITLE),)
    names = [(Cell(label),) for label in labels]
    return _signal_bars(page, (title, told), labels, heads, names, [each for _k, each in groups])


def _signal_bars(
    page: PoolPage,
    titles: tuple[str, str],
    labels: Sequence[str],
    heads: tuple[Column, ...],
    names: Sequence[tuple[Cell, ...]],
    found: Sequence[Figures],
) -> Chart:
    """Return a chart with a bar for each of *found*, the signals stacked, and its table."""
    words_of = [words.SIGNAL_LABELS[colour].words.render(page.lang) for colour in Colour]
    columns = (
        *heads,
        *(Column(word, ColumnKind.NUMBER) for word in words_of),
        Column(page.said("Total"), ColumnKind.NUMBER),
    )
    rows = (
        (*name, *(cells.count(each.with_signal(colour), page.lang) for colour in Colour),
         cells.count(each.cards, page.lang))
        for name, each in zip(names, found, strict=True)
    )  # fmt: skip
    series = (
        Series(word, tuple(each.with_signal(colour) for each in found), colour)
        for word, colour in zip(words_of, Colour, strict=True)
    )
    table = Table(columns, tuple(rows), titles[0])
    return Chart(ChartKind.STACKED, *titles, tuple(labels), tuple(series), table)


# Trend ------------------------------------------------------------------------------------------


def _trend(page: PoolPage) -> list[Block]:
    """Charts over the days that were asked; one day shows no trend."""
    days = page.report.days
    if len(days) < 2:
        return []
    found = [page.report.figures.all(day) for day in days]
    labels = [words.day(day, page.lang) for day in days]
    heads = (Column(page.said("As of"), ColumnKind.DAY),)
    names = [(cells.day(day, page.lang),) for day in days]
    told = page.said("Number of cards with each signal, on each day.")
    signals = _signal_bars(page, (page.said("Signals by day"), told), labels, heads, names, found)
    return [signals, _overdue_chart(page, labels, names, found)]


def _overdue_chart(
    page: PoolPage,
    labels: Sequence[str],
    names: Iterable[tuple[Cell, ...]],
    found: Sequence[Figures],
) -> Chart:
    long = page.said("Over {days} days", days=page.report.overdue_days)
    headings = (page.said("Overdue"), long, page.said("Done"), page.said("Counted"),
                page.said("Completion rate"))  # fmt: skip
    columns = (
        Column(page.said("As of"), ColumnKind.DAY),
        *(Column(heading, ColumnKind.NUMBER) for heading in headings),
    )
    rows = (
        (*name, cells.count(each.overdue, page.lang), cells.count(each.long_overdue, page.lang),
         *cells.part_of(each.done, each.counted, page.lang))
        for name, each in zip(names, found, strict=True)
    )  # fmt: skip
    title = page.said("Overdue cards by day")
    series = (
        Series(headings[0], tuple(each.overdue for each in found), Colour.AMBER),
        Series(long, tuple(each.long_overdue for each in found), Colour.RED),
    )
    told = page.said("Number of overdue cards, on each day.")
    table = Table(columns, tuple(rows), title)
    return Chart(ChartKind.LINE, title, told, tuple(labels), series, table)


# What is not comparable, and the registers ------------------------------------------------------


def _limits(page: PoolPage) -> Iterator[Item]:
    days = page.report.overdue_days
    yield Item(
        page.said(
            "Signals follow each register's own limits (see the last section). "
            "Overdue by more than {days} days is counted alike in all.",
            days=days,
        )
    )
    yield Item(
        page.said(
            "“Not submitted” means: no result for the next meeting of that body, "
            "whose day differs from body to body."
        )
    )
    yield Item(page.said("Money stands by currency; nothing is converted."))
    yield Item(
        page.said(
            "A card that is part of a card of another register is counted, "
            "but its money is not added."
        )
    )
    yield Item(
        page.said(
            "Regions and tags are the words of each register. Agencies are one if they share an "
            "identifier; equal names are not enough."
        )
    )
    if withheld := sum(body.withheld for body in page.report.read):
        yield Item(
            page.said(
                "Restricted cards left out: {number}.", number=page.number(withheld)
            )
        )  # fmt: skip
    if unreadable := sum(body.unreadable for body in page.report.read):
        yield Item(
            page.said(
                "Unreadable files left out: {number}.",
                number=page.number(unreadable),
            )
        )


def _registers(page: PoolPage) -> list[Block]:
    columns = (
        Column(page.said("Register"), ColumnKind.ID),
        Column(NAMES[Cut.BODY].render(page.lang), ColumnKind.TITLE, 2),
        Column(page.said("Tables of"), ColumnKind.DAY),
        Column(page.said("Last meeting"), ColumnKind.DAY),
        Column(page.said("Next meeting"), ColumnKind.DAY),
        Column(page.said("Red after"), ColumnKind.NUMBER),
        Column(page.said("Version"), ColumnKind.ID),
    )
    rows = tuple(_register(page, source) for source in page.report.sources)
    digest = page.said("Digest of the figures: SHA-256 {digest}", digest=page.report.figures.digest)
    return [Table(columns, rows), Paragraph(digest)] if rows else []


def _register(page: PoolPage, source: Source) -> tuple[Cell, ...]:
    body = source.body
    red = cells.counted(body.red_after_days, "day", page.lang) if body else Cell(words.NOTHING)
    return (
        Cell(source.name),
        Cell(page.body(body) if body else page.said("not read")),
        cells.day(source.taken_on if body else None, page.lang),
        cells.day(body.last_meeting if body else None, page.lang),
        cells.day(body.next_meeting if body else None, page.lang),
        red,
        Cell((source.commit or "")[:12] or words.NOTHING),
    )
