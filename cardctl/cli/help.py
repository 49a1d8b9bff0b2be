"""`cardctl help`: the help of a command or a topic, also as manual pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cardctl.cli.options import ForceOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app(needs_person=False)

FORMATS = ("text", "man")


@app.command()
def help_(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMAND|TOPIC]...",
            help="A command, also one of a group; or values, filters, exit-codes, environment.",
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="|".join(FORMATS), help="Output format."),
    ] = "text",
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder for the manual pages of all commands."
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Show the help of a command, or of a topic.

    \b
    cardctl help
    cardctl help update
    cardctl help meeting set
    cardctl help exit-codes
    cardctl help update --format man | man -l -
    cardctl --lang ko help --format man -o man/ko/man1

    The topics are values (how dates, amounts and names are written), filters (conditions on cards),
    exit-codes and environment (variables).
    """
    from cardctl.errors import Unknown, UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    if output is None and force:
        raise UsageError(
            _("{option} requires {other}", option="--force", other="-o DIR"),
            _("leave it out, or name a folder with -o"),
        )
    if output is not None:
        _write_manual(session, ctx.find_root(), names, form, Path(output), force=force)
    elif form == "man":
        session.answer_data(_manual_page(session, ctx.find_root(), tuple(names or ())))
    else:
        session.print_result(_text(session, ctx.find_root(), tuple(names or ())))


def _text(session: Session, root: Any, names: tuple[str, ...]) -> str:
    """Return the help of a topic or command. Raises Unknown."""
    from cardctl.cli.command_words import unknown_command
    from cardctl.cli.options import page_width
    from cardctl.cli.render.help_page import help_page
    from cardctl.cli.topics import TOPICS, topic_page
    from cardctl.cli.tree import record_at

    if len(names) == 1 and names[0] in TOPICS:
        return topic_page(TOPICS[names[0]], session.lang, page_width())
    if len(names) == 1 and root.command.get_command(root, names[0]) is None:
        raise unknown_command(names[0], (*root.command.list_commands(root), *TOPICS))
    return help_page(record_at(root, names), session.lang, page_width())


def _manual_page(session: Session, root: Any, names: tuple[str, ...]) -> str:
    from cardctl.cli.render.man import manual_page
    from cardctl.cli.tree import record_at

    return manual_page(record_at(root, names), session.lang)


def _write_manual(
    session: Session, root: Any, names: list[str] | None, form: str, folder: Path, *, force: bool
) -> None:
    """Write the manual pages of all commands, or none. Raises UsageError, Refused."""
    from cardctl.cli.render.man import file_name, manual_page
    from cardctl.cli.tree import records
    from cardctl.errors import UsageError
    from cardctl.i18n import _
    from cardctl.store.atomic.file import require_free, write_files

    if form != "man":
        raise UsageError(
            _("{option} requires {other}", option="-o", other="--format man"),
            _("add --format man, or leave out -o"),
        )
    if names:
        raise UsageError(
            _("-o writes the manual pages of all commands"),
            _("leave out the names, or leave out -o to print one page"),
        )
    pages = {folder / file_name(each): manual_page(each, session.lang) for each in records(root)}
    if not force:
        require_free([*pages])
    write_files((path, text.encode()) for path, text in pages.items())
    session.print_result("\n".join(map(str, pages)))
