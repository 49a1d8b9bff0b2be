"""Saved views for `list`: list them all (`list @`), and save one (`list --save NAME`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from cardctl.cli.card_filters import SIGN, fields_of
from cardctl.errors import Refused, UsageError
from cardctl.i18n import _, gettext

if TYPE_CHECKING:
    import typer

    from cardctl.app.saved_views import NamedView
    from cardctl.cli.render.columns import TextTable
    from cardctl.cli.session import Session
    from cardctl.outputs.cards import SavedViewData


def list_views(ctx: typer.Context, session: Session, form: str | None) -> None:
    """Print all saved views: names, titles, what they select, whose they are.

    Raises UsageError for an option that has no effect on it.
    """
    from cardctl.app.saved_views import all_views
    from cardctl.cli.output import as_json
    from cardctl.cli.render.columns import as_table

    given = {name for name, value in ctx.params.items() if value not in (None, False, [], ())}
    if given - {"words", "form", "json"} or list(ctx.params["words"]) != [SIGN]:
        raise UsageError(
            _("@ lists the saved views, and takes no filters"), _("name a view: cardctl list @NAME")
        )
    if form in ("ids", "csv"):
        raise UsageError(
            _("saved views have no format {format}", format=form), _("use --format json")
        )
    office = session.workspace.load().register.shared.outline.views
    found = all_views(office, session.person.views)
    if form == "json":
        session.answer_data(as_json("views", [_data(view) for view in found.values()]))
    elif not found:
        session.echo(_("no saved views; save one: cardctl list --overdue --save NAME"))
    else:
        width = None if form == "plain" else session.width()
        table = _table([*found.values()], session.lang)
        session.print_result(as_table(table, width, colour=session.colour_on()))


def _data(view: NamedView) -> SavedViewData:
    origin: Literal["person", "register"] = "person" if view.is_own else "register"
    return {"name": view.name, "origin": origin, "fields": dict(view.fields)}


def _table(views: Sequence[NamedView], lang: str) -> TextTable:
    from cardctl.cli.render.columns import TextTable
    from cardctl.report.formats.terminal import TextCell, TextColumn

    heads = [
        TextColumn(gettext("column|view", lang), is_fixed=True, is_name=True),
        TextColumn(gettext("title", lang), is_name=True),
        TextColumn(gettext("column|of", lang), is_fixed=True),
        TextColumn(gettext("column|selects", lang), weight=2),
    ]
    return TextTable(heads, [[TextCell(text) for text in _cells(view, lang)] for view in views])


def _cells(view: NamedView, lang: str) -> Iterator[str]:
    from cardctl.cli.settings import shown
    from cardctl.domain.text import text_in
    from cardctl.printable import printable
    from cardctl.report.words import NOTHING

    yield f"{SIGN}{view.name}"
    yield printable(text_in(view.title, lang)) if view.title else NOTHING
    yield gettext("view|own" if view.is_own else "view|register", lang)
    fields = {name: value for name, value in view.fields.items() if name != "title"}
    yield printable("; ".join(f"{name}: {shown(value)}" for name, value in fields.items()))


def require_savable(session: Session, name: str, words: Sequence[str]) -> None:
    """Raise UsageError or Refused if no view of this name can be saved."""
    from cardctl.app.saved_views import checked_name

    checked_name(name)
    if any(word.startswith(SIGN) for word in words):
        raise UsageError(
            _("--save cannot save a view within a view"), _("leave out the words that begin with @")
        )
    if name in session.person.views:
        raise Refused(
            _("you have a view @{name} already", name=name),
            _("delete it first: cardctl config unset views.{name}", name=name),
        )


def save_view(ctx: typer.Context, session: Session, name: str) -> None:
    """Write the filters, columns and sort order of this command into the person's file."""
    from cardctl.cli.person import VIEWS
    from cardctl.cli.person_file import change_file
    from cardctl.cli.toml_edit import with_value

    fields = fields_of(ctx)
    if ctx.params["columns"]:
        fields["columns"] = [each.strip() for each in ctx.params["columns"].split(",")]
    if ctx.params["sort"]:
        fields["sort"] = ctx.params["sort"]
    if not fields:
        raise UsageError(_("nothing to save: no filter is given"), _("add one, such as --overdue"))

    def added(text: str) -> str:
        for field, value in fields.items():
            text = with_value(text, (VIEWS, name, field), value)
        return text

    change_file(f"{VIEWS}.{name}", added)
    session.echo(_("saved; show it: cardctl list @{name}", name=name))
