"""The page around the report: head, contents, filter form, style and script."""

from __future__ import annotations

from cardctl.domain.signal import Colour
from cardctl.html_page import content_policy, escape
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.document import Document, Heading
from cardctl.report.formats.html import svg
from cardctl.report.formats.html.blocks import HtmlWriter
from cardctl.report.formats.html.escape import css_string, inline
from cardctl.resources import filled, resource


def render(document: Document) -> str:
    """Return *document* as one HTML page that fetches nothing; the output is deterministic."""
    writer = HtmlWriter(document)
    body = "".join(writer.sections())
    style = resource("report/style.css") + _narrow(writer) + _running_head(document)
    script = resource("report/script.js")
    return filled(
        "report/page.html",
        lang=escape(document.lang),
        policy=content_policy(style, script),
        title=escape(document.title),
        author=escape(document.issuer),
        style=style,
        skip=_said("Skip to the report", document),
        symbols=svg.definitions(),
        heading=inline(document.title),
        contents=_contents(document),
        finder=_finder(writer),
        body=body,
        script=script,
    )


def _said(template: str, document: Document) -> str:
    return escape(_(template).render(document.lang))


def _narrow(writer: HtmlWriter) -> str:
    """Return CSS that labels each cell of a stacked table with its column heading."""
    rules = "".join(
        f".t{number} td:nth-child({at})::before{{content:{css_string(heading)}}}\n"
        for headings, number in writer.stacks.items()
        for at, heading in enumerate(headings, 1)
    )
    return f"@media screen and (max-width: 60rem) {{\n{rules}}}\n"


def _running_head(document: Document) -> str:
    return f"@page {{ @top-left {{ content: {css_string(document.title)}; }} }}\n"


def _contents(document: Document) -> str:
    heads = [b for b in document.blocks if isinstance(b, Heading) and b.level == 2]
    links = "".join(
        f'<li><a href="#s{number}">{inline(head.line, follow=False)}</a></li>\n'
        for number, head in enumerate(heads, 1)
    )
    return f'<nav aria-label="{_said("Contents", document)}"><ul>\n{links}</ul></nav>\n'


def _finder(writer: HtmlWriter) -> str:
    """Return the filter form; the script shows it, because it does nothing without the script."""
    document, subjects = writer.document, writer.subjects.values()
    if not subjects:
        return ""
    named = {name for subject in subjects for name in subject.agencies}
    order = enumerate(writer.card_index.agencies)
    agencies = {str(number): name for number, name in order if name in named}
    used = {subject.signal for subject in subjects}
    signals = {
        c.value: words.SIGNAL_LABELS[c].words.render(document.lang) for c in Colour if c in used
    }
    shown = "{shown} of {cards} cards shown; totals and charts include all cards"
    status = _(shown).render(document.lang)
    fields = (
        _labelled(document, "Search", '<input type="search" name="words">'),
        _labelled(document, "Agency (lead or partner)", _select(document, "agency", agencies)),
        _labelled(document, "Signal", _select(document, "signal", signals)),
    )
    return filled(
        "report/finder.html",
        label=_said("Find cards", document),
        fields="".join(fields),
        reset=_said("Show all cards", document),
        status=escape(status),
    )


def _labelled(document: Document, label: str, field: str) -> str:
    return f"<label>{_said(label, document)} {field}</label>\n"


def _select(document: Document, name: str, options: dict[str, str]) -> str:
    """Return a field to select one of *options* (texts by value), or all of them."""
    texts = {"": _("all").render(document.lang), **options}
    shown = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in texts.items()
    )
    return f'<select name="{name}">{shown}</select>'
