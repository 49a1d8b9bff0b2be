"""`cardctl init`: create a register."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app, meeting_number

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.i18n import Message
    from cardctl.outputs.program import InitData

app = command_app(records=True)

LAST_FIRST_MEETING = 9_000
"""The highest number of a first meeting: meetings are numbered up to 9999."""

CODE_OWNERS = "codeowners"
"""The one addition that is made from the register, and that is updated."""


@app.command()
def init(
    ctx: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[DIR]", help="Register folder (default: this one).")
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Name of the body that meets.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the register among others, such as kr.clcm."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="en|ko",
            help="Language of the register (default: that of the output).",
        ),
    ] = None,
    first_meeting: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            parser=meeting_number,
            help="Number of the first meeting in the register (default: 1).",
        ),
    ] = None,
    additions: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="ci|gitlab|pages|tables|lock|codeowners|hooks|vscode|agents",
            help=(
                "Also add files for CI, pages, tables, reviews, hooks, editor or agents "
                "(repeatable)."
            ),
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Create a register: settings, agencies, a first meeting, one example card.

    \b
    cardctl init cards --body "Harbour City Council"
    cardctl init cards --first-meeting 12
    cardctl init cards --lang ko --body "항만도시협의회"
    cardctl init cards --with ci --with hooks
    cardctl init --name kr.clcm

    In an existing register, --with only adds missing files, and --name gives it its name.

    In CODEOWNERS, the lines that cardctl wrote are updated.
    """
    from cardctl.cli.options import register_was_typed
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    _require_known(additions or ())
    if folder is not None and register_was_typed(ctx):
        raise UsageError(
            _("-C and DIR both specify the register folder"), _("leave out one of them")
        )
    root = Path(folder or session.named or ".")
    found = _register_at(root)
    files = InitFiles(session, json=json)
    if found is None:
        _require_owners(root, additions or ())
        first = 1 if first_meeting is None else first_meeting
        _make(session, root, body, lang, first, name, files)
    elif (additions or name is not None) and body is None and first_meeting is None:
        root = found
        if name is not None:
            _give_name(session, root, name, files)
    else:
        _refuse(found)
    if CODE_OWNERS in (additions or ()):  # first: it may be refused
        _write_code_owners(session, root, files)
    for addition in dict.fromkeys(additions or ()):
        if addition != CODE_OWNERS:
            _add(session, root, addition, files)
    if json:
        files.answer(root)


def _require_known(additions: Sequence[str]) -> None:
    """Raise Unknown for what cannot be added."""
    from cardctl.app.scaffold import ADDITIONS
    from cardctl.errors import Unknown

    for addition in additions:
        if addition not in ADDITIONS and addition != CODE_OWNERS:
            raise Unknown("addition", addition, [*ADDITIONS, CODE_OWNERS])


class InitFiles:
    """The files of one run: printed as they are written, or as one JSON object in the end."""

    def __init__(self, session: Session, *, json: bool) -> None:
        self._session, self.is_json = session, json
        self._written: list[str] = []
        self._kept: list[str] = []

    def wrote(self, *paths: Path) -> None:
        """Report files that were written."""
        names = [os.path.normpath(path) for path in paths]
        self._written += names
        if names and not self.is_json:
            self._session.print_result("\n".join(names))

    def kept(self, path: Path, message: Message) -> None:
        """Report a file that was left as it is."""
        self._kept.append(os.path.normpath(path))
        self._session.echo(message)

    def answer(self, root: Path) -> None:
        """Print the JSON object."""
        from cardctl.cli.output import as_json
        from cardctl.cli.session import folder_from_here

        data: InitData = {
            "register": folder_from_here(root),
            "written": self._written,
            "unchanged": self._kept,
        }
        self._session.answer_data(as_json("init", data))


def _give_name(session: Session, root: Path, name: str, files: InitFiles) -> None:
    """Write the name of an existing register into its settings."""
    from cardctl.app.change import carry_out
    from cardctl.app.naming import name_register
    from cardctl.cli.session import folder_from_here
    from cardctl.cli.write import WriteOptions, apply

    session.named = str(root)
    prepared = name_register(session.workspace, name)
    if files.is_json:
        folder = Path(folder_from_here(root))
        files.wrote(*(folder / each.path for each in carry_out(prepared).changed))
    else:
        apply(session, prepared, "settings", WriteOptions())


def _require_owners(root: Path, additions: Sequence[str]) -> None:
    """Raise Refused for a CODEOWNERS of a new register, whose agencies have no owners yet."""
    from cardctl.errors import Refused
    from cardctl.i18n import _

    if CODE_OWNERS in additions:
        raise Refused(
            _("a new register has no owners for CODEOWNERS yet"),
            _(
                "create it first: cardctl init {folder}; then add owners to its agencies, and run: "
                "cardctl -C {folder} init --with codeowners",
                folder=shlex.quote(str(root)),
            ),
        )


def _write_code_owners(session: Session, root: Path, files: InitFiles) -> None:
    """Write the CODEOWNERS, or update cardctl's lines in it."""
    from cardctl.app.code_owners import code_owners_file
    from cardctl.i18n import _
    from cardctl.store.atomic.file import write_file
    from cardctl.store.layout import repository_top

    session.named = str(root)
    made = code_owners_file(session.workspace)
    path = Path(os.path.relpath(repository_top(root))) / made.path
    if made.text == made.before:
        files.kept(path, _("{path} is up to date", path=path))
        return
    write_file(path, made.text, force=True)
    files.wrote(path)
    session.echo(_("next: make the review of code owners required on the protected branch"))


def _make(
    session: Session,
    root: Path,
    body: str | None,
    lang: str | None,
    first_meeting: int,
    name: str | None,
    files: InitFiles,
) -> None:
    from cardctl.app.cache_trust import require_own_journal
    from cardctl.app.naming import require_name
    from cardctl.app.schemas import register_schemas
    from cardctl.app.starter import starter_files
    from cardctl.cli import arguments
    from cardctl.errors import FileProblem, Unknown, UsageError
    from cardctl.i18n import _, languages
    from cardctl.store.atomic.write import writing
    from cardctl.store.load import load

    language = lang or session.lang
    if language not in languages():
        raise Unknown("language", language, languages())
    session.lang = language
    # Some weeks ago, so that users who try it out can hold a second meeting today.
    held = session.today - timedelta(weeks=4)
    body = arguments.some_text(body, "--body")
    if not 1 <= first_meeting <= LAST_FIRST_MEETING:
        raise UsageError(
            _("{number} is not the number of a first meeting", number=first_meeting),
            _("use a number from 1 to {last}", last=LAST_FIRST_MEETING),
        )
    if name is not None:
        require_name(name)
    texts = starter_files(root, language, body, held, first_meeting, name)
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(
            _("cannot create {name}: {why}", name=root, why=error.strerror)
        ) from error
    require_own_journal(root)
    with writing(root, session.wait, session.command) as writer:
        writer.write(texts, dict.fromkeys(texts))
    files.wrote(*(root / path for path in texts))
    new = load({path: text.encode() for path, text in texts.items()})
    _write_schemas(root, register_schemas(new.register), files)
    session.echo(
        _(
            "next: review these files, enter your agencies in {agencies}, then run\n  "
            "{cardctl} validate\n  {cardctl} meeting add {number}\n  "
            "{cardctl} report --meeting {number}",
            agencies=os.path.normpath(root / "agencies.yaml"),
            cardctl=_command(session, root),
            number=first_meeting + 1,
        )
    )


def _write_schemas(root: Path, texts: Mapping[str, str], files: InitFiles) -> None:
    """Write the schemas for editors that are missing beside the register."""
    from cardctl.app.schemas import write_schemas
    from cardctl.cli.session import folder_from_here
    from cardctl.domain.schema_files import folder_beside

    folder = Path(folder_from_here(folder_beside(root)))
    new = {name: text for name, text in texts.items() if not (folder / name).exists()}
    write_schemas(folder, new)
    files.wrote(*(folder / name for name in new))


def _command(session: Session, root: Path) -> str:
    """Return the shell command that addresses the register at *root* from here."""
    found = None if session.named else _register_at(Path())
    is_found = found is not None and found.samefile(root)
    return "cardctl" if is_found else f"cardctl -C {shlex.quote(str(root))}"


def _add(session: Session, root: Path, addition: str, files: InitFiles) -> None:
    """Write the missing files of an addition, and print the next steps."""
    from cardctl.app.scaffold import ADDITIONS, GITLAB_INCLUDES, source
    from cardctl.i18n import _
    from cardctl.store.atomic.file import write_file
    from cardctl.store.layout import repository_top

    top = Path(os.path.relpath(repository_top(root)))
    for name, text in ADDITIONS[addition](root).items():
        path = top / name
        if path.exists():
            files.kept(path, _("{path} already exists and is left unchanged", path=path))
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text, force=False)
        files.wrote(path)
        if "CARDCTL:" in text and not source():
            session.echo(_("next: specify in {path} where pip gets cardctl from", path=path))
    if addition == "vscode":
        from cardctl.app.schemas import register_schemas

        session.named = str(root)
        _write_schemas(root, register_schemas(session.workspace.load().register), files)
    if addition == "lock":
        command = "uv pip compile --universal --generate-hashes -o cardctl.lock cardctl.in"
        session.echo(_("next: in {folder}, run {command}", folder=top, command=command))
    if addition == "pages":
        session.echo(_("next, on GitHub: in Settings, Pages, choose the source GitHub Actions"))
    if addition in GITLAB_INCLUDES:
        line = f"include: {GITLAB_INCLUDES[addition]}"
        session.echo(_("next, on GitLab: in .gitlab-ci.yml, add the line {line}", line=line))
    if addition == "tables":
        _suggest_name(session, root)
    if addition == "hooks":
        session.echo(_("next: in every clone, run pre-commit install"))


def _suggest_name(session: Session, root: Path) -> None:
    """Print how to name the register, if it has no name yet: its tables need one."""
    from cardctl.app.naming import name_of
    from cardctl.i18n import _

    if name_of(root) is None:
        command = f"{_command(session, root)} init --name kr.clcm"
        session.echo(_("next: name the register, the country first: {command}", command=command))


def _register_at(root: Path) -> Path | None:
    """Find the register that is already in a folder, in its `cards/`, or around it."""
    from cardctl.store.layout import CONFIG

    here = root.absolute()
    places = (here, here / "cards", *here.parents)
    return next((place for place in places if (place / CONFIG).exists()), None)


def _refuse(root: Path) -> None:
    """Raise Refused because a register exists already."""
    from cardctl.errors import Refused
    from cardctl.i18n import _

    raise Refused(
        _("a register already exists: {root}", root=root),
        _("create the new register in a separate folder"),
    )
