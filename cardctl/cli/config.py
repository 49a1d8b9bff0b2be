"""`cardctl config`: the settings of a person, and where each value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app, register_was_typed

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.i18n import Message
    from cardctl.outputs.program import SettingsFileData

app = command_app(needs_person=False, no_args_is_help=True)


KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="lang, color, pager, register, or views.NAME.FIELD.",
        show_default=False,
    ),
]
ValueArgument = Annotated[
    str, typer.Argument(metavar="VALUE", help="New value.", show_default=False)
]


@app.callback()
def config() -> None:
    """Manage your own settings: language, colour, pager, default register, saved views.

    \b
    cardctl config list --show-origin
    cardctl config set lang ko
    cardctl config set register ~/council/cards
    cardctl config set views.late.where 'overdue > 30'

    They are in a file of your own, which no register contains. An option precedes a CARDCTL_*
    variable, which precedes this file, which precedes the register, the locale and the default.
    """


@app.command("list")
def list_settings(
    ctx: typer.Context,
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Show where each value comes from.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the settings in effect.

    \b
    cardctl config list
    cardctl config list --show-origin
    cardctl config list --json
    """
    from cardctl.cli.output import as_json
    from cardctl.cli.settings import effective
    from cardctl.printable import printable

    session: Session = ctx.obj
    session.person  # noqa: B018  # raises for a mistake in the file
    found = effective(session, typed=register_was_typed(ctx))
    if json:
        session.answer_data(as_json("config", [each._asdict() for each in found]))
        return
    for each in found:
        line = f"{each.key}={printable(each.value)}".replace("\n", " ")
        session.print_result(f"{printable(each.origin)}\t{line}" if show_origin else line)


@app.command()
def get(ctx: typer.Context, key: KeyArgument, json: JsonOption = False) -> None:
    """Print one setting in effect. Exits with status 1 if it has no value.

    \b
    cardctl config get lang
    cardctl config get views.late.where
    """
    from cardctl.cli.output import as_json
    from cardctl.cli.person import key_parts
    from cardctl.cli.settings import effective
    from cardctl.errors import CardctlError
    from cardctl.i18n import _

    session: Session = ctx.obj
    session.person  # noqa: B018  # raises for a mistake in the file
    key_parts(key)
    found = effective(session, typed=register_was_typed(ctx))
    setting = next((each for each in found if each.key == key), None)
    if setting is None:
        raise CardctlError(
            _("{key} is not set", key=key), _("list all settings: cardctl config list")
        )
    session.answer_data(as_json("config", [setting._asdict()]) if json else setting.value)


@app.command("set")
def set_value(
    ctx: typer.Context, key: KeyArgument, value: ValueArgument, json: JsonOption = False
) -> None:
    """Set a value in your settings file; comments and other lines stay as they are.

    \b
    cardctl config set lang ko
    cardctl config set color never
    cardctl config set pager 'less -R'
    cardctl config set views.late.columns id,title,overdue
    """
    from cardctl.cli.person import key_parts, parsed_value
    from cardctl.cli.person_file import change_file
    from cardctl.cli.toml_edit import with_value

    keys = key_parts(key)
    read = parsed_value(keys, value)
    _report(ctx.obj, change_file(key, lambda text: with_value(text, keys, read)), json=json)


@app.command()
def unset(ctx: typer.Context, key: KeyArgument, json: JsonOption = False) -> None:
    """Remove a value, or a whole view, from your settings file.

    \b
    cardctl config unset lang
    cardctl config unset views.late
    """
    from cardctl.cli.person import key_parts
    from cardctl.cli.person_file import change_file
    from cardctl.cli.toml_edit import without
    from cardctl.i18n import _

    keys = key_parts(key, whole_view=True)

    def removed(text: str) -> str:
        try:
            return without(text, keys)
        except (KeyError, TypeError):
            return text

    nothing = _("{key} is not set", key=key)
    _report(ctx.obj, change_file(key, removed), json=json, nothing=nothing)


def _report(
    session: Session, written: Path | None, *, json: bool, nothing: Message | None = None
) -> None:
    """Report the file that was *written*, otherwise *nothing* (default: "already up to date")."""
    from cardctl.i18n import _

    nothing = nothing or _("already up to date")
    done = nothing if written is None else _("wrote {path}", path=written)
    session.echo(done)
    if json:
        _print_file(session, is_written=written is not None)


def _print_file(session: Session, *, is_written: bool) -> None:
    """Print which file it is, as JSON."""
    from cardctl.cli.output import as_json
    from cardctl.cli.person_file import settings_file

    data: SettingsFileData = {"path": str(settings_file()), "written": is_written}
    session.answer_data(as_json("config-file", data))


@app.command()
def path(ctx: typer.Context, json: JsonOption = False) -> None:
    """Print the path of your settings file, which need not exist.

    \b
    cardctl config path
    """
    from cardctl.cli.person_file import settings_file

    session: Session = ctx.obj
    if json:
        _print_file(session, is_written=False)
    else:
        session.answer_data(str(settings_file()))


@app.command()
def edit(ctx: typer.Context, json: JsonOption = False) -> None:
    """Open your settings file in $VISUAL or $EDITOR, and check it afterwards.

    \b
    cardctl config edit
    """
    from cardctl.cli.editor import open_in_editor
    from cardctl.cli.person import parse, read_text
    from cardctl.cli.person_file import settings_file, write_settings
    from cardctl.i18n import _
    from cardctl.resources import filled

    session: Session = ctx.obj
    file = settings_file()
    if not file.exists():
        comment = _("Your own settings of cardctl; delete the # before a line to use it.")
        write_settings(file, filled("init/config.toml", comment=comment.render(session.lang)))
    before = read_text(file)
    open_in_editor(file)
    text = read_text(file)
    parse(file, text or "")
    session.echo(_("{path} is valid", path=file))
    if json:
        _print_file(session, is_written=text != before)
