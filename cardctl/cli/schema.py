"""`cardctl schema`: print, write or check the JSON Schemas of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def schema(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|DIR]",
            help="card, meeting, agencies or cardctl; with --write or --check: the folder.",
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the files to the folder.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with status 1 if a file is missing or outdated.")
    ] = False,
    columns: Annotated[
        bool, typer.Option("--columns", help="Print the columns of sheets instead.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Print the JSON Schemas (2020-12) of the register's files, or write or check them.

    \b
    cardctl schema card
    cardctl schema --write
    cardctl schema --check
    cardctl schema --columns

    The default DIR is schemas/: next to the register if that is called cards, otherwise inside it.
    --columns prints what sheets can contain (see `new --from` and `update --from`): each column
    with its heads, and an example.
    """
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    if columns:
        if what is not None or write or check:
            raise UsageError(
                _("{option} cannot be used with other arguments", option="--columns"),
                _("leave out one of them"),
            )
        _print_columns(session, json=json)
        return
    if write and check:
        raise UsageError(
            _("--write and --check cannot be used together"), _("leave out one of them")
        )
    if json:
        raise UsageError(
            _("{option} requires {other}", option="--json", other="--columns"),
            _("leave it out: a schema is JSON already"),
        )
    if write or check:
        _write_or_check(session, what, check=check)
    else:
        session.answer_data(_text(what, session.lang))


def _text(name: str | None, lang: str) -> str:
    import json

    from cardctl.app.schemas import NAMES
    from cardctl.domain.json_schema import schema_of, text_of
    from cardctl.domain.schema_files import file_name
    from cardctl.errors import Unknown

    if name is None:
        everything = {file_name(each): schema_of(each, lang) for each in NAMES}
        return json.dumps(everything, ensure_ascii=False, indent=2)
    if name not in NAMES:
        raise Unknown("schema", name, NAMES)
    return text_of(name, lang)


def _write_or_check(session: Session, folder: str | None, *, check: bool) -> None:
    import shlex
    from pathlib import Path

    from cardctl.app.schemas import stale_schemas, write_schemas
    from cardctl.domain.schema_files import folder_beside
    from cardctl.errors import CardctlError
    from cardctl.i18n import _

    place = Path(folder) if folder is not None else folder_beside(session.root)
    stale = stale_schemas(place)
    if not stale:
        session.echo(_("{folder}: the schemas are up to date", folder=place))
    elif check:
        names = ", ".join(stale)
        raise CardctlError(
            _("{folder}: out of date: {names}", folder=place, names=names),
            _("regenerate them: cardctl schema --write {folder}", folder=shlex.quote(folder))
            if folder
            else _("regenerate them: cardctl schema --write"),
        )
    else:
        write_schemas(place, stale)
        session.print_result("\n".join(str(place / name) for name in stale))


def _print_columns(session: Session, *, json: bool) -> None:
    """Print every column of a sheet, for people or as JSON."""
    from cardctl.cli.output import as_json
    from cardctl.cli.render.columns import TextTable, as_table
    from cardctl.i18n import _
    from cardctl.report.formats.terminal import TextCell, TextColumn
    from cardctl.sheets.columns import documented

    found = list(documented())
    if json:
        data = [column.as_data(name) for name, column in found]
        session.answer_data(as_json("columns", data, []))
        return
    heads = (_("head|column"), _("head|heads"), _("head|contents"), _("head|example"))
    rows = [
        [name, ", ".join(column.heads()), column.contents().render(session.lang), column.example]
        for name, column in found
    ]
    table = TextTable(
        [TextColumn(head.render(session.lang), is_fixed=head is heads[0]) for head in heads],
        [[TextCell(text) for text in row] for row in rows],
    )
    session.print_result(as_table(table, session.width()))
