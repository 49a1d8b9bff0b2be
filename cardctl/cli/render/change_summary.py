"""Render the summary of a change: as text, as plain data, and as Markdown.

Card text is untrusted, and a log is public: everything goes through `clean`, which masks sensitive
data and removes control characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.change_summary import ChangeSummary, Item, Subject
from cardctl.app.change_summary.items import LABELS, Filed
from cardctl.cli.render.diagnostics import shown_path
from cardctl.cli.render.formats import clean
from cardctl.cli.render.prose import Prose
from cardctl.domain.text import text_in
from cardctl.i18n import Message, _, _n
from cardctl.report.formats.terminal import styled
from cardctl.report.formats.wrap import wrapped

if TYPE_CHECKING:
    from cardctl.outputs.findings import ChangeItemData, ChangeSummaryData

MOST_CARDS = 20
"""Cards that a text lists, and at most as many meetings, agencies and so on."""

MOST_AGENCIES = 30
"""Agencies that a text lists with what was filed in their names."""

MOST_LINES = 10
"""Lines about one of them in a text."""

LONGEST = 200
"""Longer texts are cut, except in data."""


class Line(NamedTuple):
    """What one entry does, or one change without an entry: words, who filed it, and why."""

    what: str
    filed: str
    reason: str
    needs_review: bool


class Section(NamedTuple):
    """The lines about one card, meeting, agency, setting or seal."""

    head: str
    lines: Sequence[Line]
    is_card: bool

    @property
    def needs_review(self) -> bool:
        """Whether one of the lines needs review."""
        return any(line.needs_review for line in self.lines)


# Words that all forms share ---------------------------------------------------------------------

_SUBJECTS: dict[Subject, Callable[[int], Message]] = {
    Subject.CARD: lambda n: _n("{count} card", "{count} cards", n),
    Subject.MEETING: lambda n: _n("{count} meeting", "{count} meetings", n),
    Subject.AGENCY: lambda n: _n("{count} agency", "{count} agencies", n),
    Subject.SETTING: lambda n: _n("{count} setting", "{count} settings", n),
    Subject.SEAL: lambda n: _n("{count} seal", "{count} seals", n),
}


def headline(summary: ChangeSummary, lang: str) -> str:
    """Return in one line what the change touches."""
    if summary.new_register:
        return _("This change: a new register").render(lang)
    if not summary.items:
        return _("This change: nothing in the register").render(lang)
    numbers = summary.subjects
    counts = [words(numbers[of]).render(lang) for of, words in _SUBJECTS.items() if of in numbers]
    return _("This change: {counts}", counts=", ".join(counts)).render(lang)


def totals(summary: ChangeSummary, lang: str) -> str:
    """Return how often each kind of change occurs."""
    return _counts([(LABELS[kind], number) for kind, number in summary.kinds.items()], lang)


def to_review(summary: ChangeSummary, lang: str) -> str:
    """Return how often each kind of change occurs that needs review; "" if there is none."""
    numbers = [(LABELS[kind], number) for kind, number in summary.for_review.items()]
    if summary.backdated:
        numbers.append((_("summary|backdated"), summary.backdated))
    return _counts(numbers, lang)


def filed_by(summary: ChangeSummary, lang: str) -> str:
    """Return the agencies in whose name something was filed: ``mois 3, busan 12``."""
    counts = [f"{code} {number:,}" for code, number in summary.filed_by.items()]
    if len(counts) > MOST_AGENCIES:
        counts[MOST_AGENCIES:] = [_more(len(counts) - MOST_AGENCIES, lang)]
    return clean(", ".join(counts))


def _counts(numbers: Sequence[tuple[Message, int]], lang: str) -> str:
    return ", ".join(f"{label.render(lang)} {number:,}" for label, number in numbers)


def overview(summary: ChangeSummary, lang: str) -> Iterator[str]:
    """Yield the totals, in whose name it was filed, and what needs review; each with its label."""
    if summary.items:
        yield _("summary|totals: {counts}", counts=totals(summary, lang)).render(lang)
    if summary.filed_by:
        yield _("filed in the name of: {agencies}", agencies=filed_by(summary, lang)).render(lang)
    if late := summary.filed_late:
        yield _("filed after their dates: {entries}, by up to {days}",
                entries=_n("{count} entry or result", "{count} entries or results", len(late)),
                days=_n("{count} day", "{count} days", max(late))).render(lang)  # fmt: skip
    if counts := to_review(summary, lang):
        yield _("needs review (!): {counts}", counts=counts).render(lang)


# Sections ---------------------------------------------------------------------------------------


def sections(summary: ChangeSummary, lang: str) -> list[Section]:
    """Return the items as lines by subject; items of the same entry share a line."""
    found = []
    for (subject, name), items in groupby(summary.items, _section):
        lines = [_line(list(each), lang) for _key, each in groupby(items, _entry)]
        found.append(Section(_head(summary, subject, name, lang), lines, subject is Subject.CARD))
    return found


def _section(item: Item) -> tuple[Subject, str]:
    """Return what the item is listed under; all settings are listed together."""
    return item.subject, "" if item.subject is Subject.SETTING else item.name


_NAMES: dict[Subject, Callable[[str], Message]] = {
    Subject.MEETING: lambda name: _("meeting {number}", number=name),
    Subject.AGENCY: lambda name: _("agency {code}", code=name) if name else _("agencies"),
    Subject.SETTING: lambda _name: _("settings"),
    Subject.SEAL: lambda name: _("seal of meeting {number}", number=name),
}


def _head(summary: ChangeSummary, subject: Subject, name: str, lang: str) -> str:
    if subject is not Subject.CARD:
        return _cut(clean(_NAMES[subject](name).render(lang)))
    title = text_in(summary.titles.get(name), lang)
    return _cut(clean(f"{name} {title}".rstrip()))


def _entry(item: Item) -> tuple[str, Filed, bool]:
    """Return what the items on one line share: the entry or, without one, the need for review."""
    return item.entry, item.filed, bool(item.entry) or item.needs_review


def _line(items: Sequence[Item], lang: str) -> Line:
    filed = items[0].filed
    if items[0].field == "results":  # its meeting hears it, and did not decide it
        filed = filed._replace(meeting=None)
    words = "; ".join(item.words.render(lang) for item in items)
    return Line(
        what=_cut(clean(words)),
        filed=_cut(clean(", ".join(_filed(filed, lang)))),
        reason=_cut(clean(text_in(filed.reason, lang))),
        needs_review=any(item.needs_review for item in items),
    )


def _filed(filed: Filed, lang: str) -> Iterator[str]:
    """Yield who filed an entry, when, by which meeting, and how long after its date."""
    if filed.by:
        yield filed.by
    if filed.date is not None:
        yield filed.date.isoformat()
    if filed.meeting is not None:
        yield _("by meeting {number}", number=filed.meeting).render(lang)
    if filed.days_late:
        yield _n("filed {count} day after its date", "filed {count} days after its date",
                 filed.days_late).render(lang)  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _listed(found: Sequence[Section]) -> list[Section]:
    """Return the sections to list, in their order: those that need review are preferred."""
    ranked = sorted(range(len(found)), key=lambda index: (not found[index].needs_review, index))
    return [found[index] for index in sorted(ranked[:MOST_CARDS])]


# Text -------------------------------------------------------------------------------------------


def as_text(
    summary: ChangeSummary, lang: str, *, width: int | None = None, colour: bool = False
) -> str:
    """Return the summary for people: totals, then the cards and what happened to each.

    A line that needs review has an exclamation mark. Long lists are cut.
    """
    prose = Prose(lang, width, colour)
    for line in wrapped(headline(summary, lang), width):
        prose.line(styled(line, "bold") if colour else line)
    for text in overview(summary, lang):
        prose.hanging("  ", text)
    found = sections(summary, lang)
    for part in ([s for s in found if s.is_card], [s for s in found if not s.is_card]):
        listed = _listed(part)
        for section in listed:
            prose.hanging("  ", section.head)
            _write_lines(prose, section.lines, lang)
        if rest := len(part) - len(listed):
            prose.hanging("  ", _more(rest, lang))
    return prose.text()


def _write_lines(prose: Prose, lines: Sequence[Line], lang: str) -> None:
    needed = [line for line in lines if line.needs_review]
    others = [line for line in lines if not line.needs_review]
    kept = [*needed, *others][:MOST_LINES]
    for line in (each for each in lines if each in kept):
        what = f"{line.what} ({line.filed})" if line.filed else line.what
        text = f"{what}: {line.reason}" if line.reason else what
        prose.hanging("  ! " if line.needs_review else "    ", text)
    if rest := len(lines) - len(kept):
        prose.hanging("    ", _more(rest, lang))


def _more(number: int, lang: str) -> str:
    return _("and {count} more", count=f"{number:,}").render(lang)


# Data -------------------------------------------------------------------------------------------


def as_data(summary: ChangeSummary | None, lang: str, folder: str) -> ChangeSummaryData | None:
    """Return the whole summary as plain data; None if nothing was compared."""
    if summary is None:
        return None
    return {
        "base": clean(summary.base.render(lang)),
        "new_register": summary.new_register,
        "counts": {kind.value: number for kind, number in summary.kinds.items()},
        "filed_by": {clean(code): number for code, number in summary.filed_by.items()},
        "filed_late": len(summary.filed_late),
        "items": [_item(item, lang, folder) for item in summary.items],
    }


def _item(item: Item, lang: str, folder: str) -> ChangeItemData:
    filed, of = item.filed, item.subject
    about_meeting = of in (Subject.MEETING, Subject.SEAL)
    return {
        "kind": item.kind,
        "subject": of,
        "card": item.name if of is Subject.CARD else None,
        "agency": clean(item.name) or None if of is Subject.AGENCY else None,
        "meeting": int(item.name) if about_meeting else filed.meeting,
        "file": shown_path(item.path, folder),
        "field": clean(item.field) or None,
        "message": clean(item.words.render(lang)),
        "by": clean(filed.by) or None,
        "date": filed.date.isoformat() if filed.date else None,
        "reason": clean(text_in(filed.reason, lang)) or None,
        "days_late": filed.days_late,
        "needs_review": item.needs_review,
    }


# Markdown ---------------------------------------------------------------------------------------


def as_markdown(summary: ChangeSummary, lang: str, verdict: Message, *, room: int) -> str:
    """Return the summary as Markdown of at most *room* bytes: totals, and a table by card.

    *verdict* is the last line of the check. Rows without room are counted; "" if nothing fits.
    """
    from cardctl.report.formats.markdown import escaped

    head = [f"### {escaped(headline(summary, lang))}", "", escaped(clean(verdict.render(lang)))]
    head += [line for text in overview(summary, lang) for line in ("", escaped(text))]
    rows = [row for section in sections(summary, lang) for row in _rows(section)]
    if rows:
        names = (_("summary|card"), _("summary|change"), _("summary|filed by"), _("summary|reason"))
        head += ["", _row([escaped(name.render(lang)) for name in names]), _row(["---"] * 4)]
    text = "\n".join(head) + "\n"
    kept, left = _fitting(rows, room - len(text.encode()) - _ROOM_FOR_THE_REST)
    if left < 0:
        return ""
    rest = len(rows) - len(kept)
    more = f"\n{escaped(_more(rest, lang))}\n" if rest else ""
    return text + "".join(kept) + more


_ROOM_FOR_THE_REST = 200
"""Bytes for the line that counts the rows left out."""


def _fitting(rows: Sequence[str], room: int) -> tuple[Sequence[str], int]:
    """Return the first rows that fit in *room* bytes, and the bytes left; negative if none do."""
    for index, row in enumerate(rows):
        size = len(row.encode())
        if size > room:
            return rows[:index], room
        room -= size
    return rows, room


def _rows(section: Section) -> Iterator[str]:
    """Yield a row for each line; the name of the card is only in the first."""
    from cardctl.report.formats.markdown import escaped

    for index, line in enumerate(section.lines):
        cells = [section.head if index == 0 else "", line.what, line.filed, line.reason]
        texts = [escaped(cell) for cell in cells]
        texts[1] = f"**! {texts[1]}**" if line.needs_review else texts[1]
        yield f"{_row(texts)}\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
