"""`cardctl schema`: print, write or check the JSON Schemas of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.cli.session import Session
    from cardctl.domain.base import Json
    from cardctl.domain.register import Register
    from cardctl.outputs.program import SchemaFilesData

app = command_app()


@app.command()
def schema(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|DIR]",
            help="card, meeting, agencies or cardctl; with --kinds: the kind; "
            "with --write or --check: the folder.",
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the files to the folder.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with status 1 if a file is missing or outdated.")
    ] = False,
    columns: Annotated[
        bool, typer.Option("--columns", help="Print the columns of sheets instead.")
    ] = False,
    kinds: Annotated[
        bool, typer.Option("--kinds", help="The schemas of the JSON output instead, by kind.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Print the JSON Schemas (2020-12) of the register's files, or write or check them.

    \b
    cardctl schema card
    cardctl schema --write
    cardctl schema --check
    cardctl schema --columns
    cardctl schema --kinds findings

    Without DIR, --write writes them for editors, in the register's language and with the names of
    its agencies, cards, meetings and tags, to schemas/: next to the register if that is called
    cards, otherwise inside it. Run it again when there are new ones; --check ignores them. With
    DIR, it writes the general schemas, which know no register.

    --columns prints what sheets can contain (see `new --from` and `update --from`): each column
    with its heads, and an example. --kinds has the schemas of what --json prints.
    """
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    if columns:
        if what is not None or write or check or kinds:
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
    if write or check:
        _write_or_check(session, what, kinds=kinds, check=check, json=json)
    else:
        _print(session, what, kinds=kinds, json=json)


def _print(session: Session, name: str | None, *, kinds: bool, json: bool) -> None:
    """Print one schema, or all of them by file name; with *json*, in the envelope."""
    from json import dumps

    from cardctl.cli.output import as_json
    from cardctl.domain.schema_files import file_name
    from cardctl.errors import Unknown

    schemas = _output_schemas() if kinds else _file_schemas(session.lang)
    if name is not None and name not in schemas:
        raise Unknown("kind" if kinds else "schema", name, schemas)
    chosen = {each: schemas[each]() for each in (schemas if name is None else (name,))}
    if json:
        session.answer_data(as_json("schemas", chosen))
        return
    data = {file_name(each): schema for each, schema in chosen.items()}
    whole = data if name is None else chosen[name]
    session.answer_data(dumps(whole, ensure_ascii=False, indent=2))


def _file_schemas(lang: str) -> dict[str, Callable[[], Json]]:
    from cardctl.app.schemas import NAMES
    from cardctl.domain.json_schema import schema_of

    return {name: partial(schema_of, name, lang) for name in NAMES}


def _output_schemas() -> dict[str, Callable[[], Json]]:
    from cardctl.outputs.kinds import KINDS
    from cardctl.outputs.schema import output_schema

    return {kind: partial(output_schema, kind) for kind in KINDS}


def _write_or_check(
    session: Session, folder: str | None, *, kinds: bool, check: bool, json: bool
) -> None:
    from pathlib import Path

    from cardctl.app.schemas import write_schemas
    from cardctl.cli.output import as_json
    from cardctl.cli.session import folder_from_here
    from cardctl.domain.schema_files import folder_beside
    from cardctl.i18n import _

    inner = "output" if kinds else "."
    home = folder_from_here(folder_beside(session.root) / inner) if folder is None else folder
    place = Path(home)
    if check:
        stale = dict.fromkeys(_stale(place, general=folder is not None, kinds=kinds), "")
    else:
        stale = _to_write(session, place, general=folder is not None, kinds=kinds)
    if stale and check:
        _refuse(place, stale, folder, kinds=kinds)
    if not stale:
        session.echo(_("{folder}: the schemas are up to date", folder=place))
    write_schemas(place, stale)
    if json:
        data: SchemaFilesData = {"folder": str(place), "written": list(stale)}
        session.answer_data(as_json("schema-files", data))
    elif stale:
        session.print_result("\n".join(str(place / name) for name in stale))


def _stale(place: Path, *, general: bool, kinds: bool) -> Iterable[str]:
    """Return the files that are missing or of another version."""
    from cardctl.app.schemas import outdated, stale_schemas
    from cardctl.outputs.schema import stale_output_schemas

    if kinds:
        return stale_output_schemas(place)
    return stale_schemas(place) if general else outdated(place)


def _to_write(session: Session, place: Path, *, general: bool, kinds: bool) -> dict[str, str]:
    """Return the texts of the files that differ; without a folder, those of the register."""
    from cardctl.app.schemas import changed_schemas, stale_schemas
    from cardctl.outputs.schema import stale_output_schemas

    if kinds:
        return stale_output_schemas(place)
    return stale_schemas(place) if general else changed_schemas(place, _loaded(session))


def _loaded(session: Session) -> Register:
    """Return the register, whose names the schemas get; report what cannot be read of it."""
    from cardctl.cli.output import warn_unreadable

    snapshot = session.workspace.load()
    warn_unreadable(session, snapshot)
    return snapshot.register


def _refuse(place: Path, stale: Iterable[str], folder: str | None, *, kinds: bool) -> None:
    """Raise CardctlError because files are missing or outdated."""
    import shlex

    from cardctl.errors import CardctlError
    from cardctl.i18n import _

    hint = _("regenerate them: cardctl schema --write")
    quoted = shlex.quote(folder or str(place))
    if kinds:
        hint = _("regenerate them: cardctl schema --kinds --write {folder}", folder=quoted)
    elif folder:
        hint = _("regenerate them: cardctl schema --write {folder}", folder=quoted)
    raise CardctlError(
        _("{folder}: out of date: {names}", folder=place, names=", ".join(stale)), hint
    )


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
