"""`cardctl init`: a new register."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def init(
    ctx: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[DIR]", help="Folder of the register; else this one.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Name of the body that meets.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="ko|en", help="Language of the register.")
    ] = None,
) -> None:
    """Make a new register: settings, agencies, a first meeting, one example card.

    \b
    cardctl init cards --body "Harbour City Council"
    cardctl init cards --lang ko --body "항만도시협의회"
    """
    from cardctl.cli import given
    from cardctl.cli.starter import starter_files
    from cardctl.errors import FileProblem, Unknown
    from cardctl.locale import LANGUAGES, say
    from cardctl.store.save import write

    session: Session = ctx.obj
    language = lang or session.lang
    if language not in LANGUAGES:
        raise Unknown("language", language, LANGUAGES)
    session.lang = language
    root = Path(folder or session.named or ".")
    _require_free(root)
    # Some weeks ago, so that a second meeting can be held today by those who try it out.
    held = session.today - timedelta(weeks=4)
    texts = starter_files(root, language, given.some_text(body, "--body"), held)
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(
            say("cannot make {name}: {why}", name=root, why=error.strerror)
        ) from error
    write(root, texts, dict.fromkeys(texts))
    session.answer("\n".join(os.path.normpath(root / path) for path in texts))
    session.tell(
        say(
            "next: look at these files, put your agencies into {agencies}, then\n"
            "  {go}cardctl validate\n"
            "  {go}cardctl meeting add 2\n"
            "  {go}cardctl report --meeting 2",
            agencies=os.path.normpath(root / "agencies.yaml"),
            go="" if root.samefile(".") else f"cd {root} && ",
        )
    )


def _require_free(root: Path) -> None:
    """Raise Refused where a register is already: in the folder, its `cards/`, or around it."""
    from cardctl.errors import Refused
    from cardctl.locale import say
    from cardctl.store.place import CONFIG

    here = root.absolute()
    for place in (here, here / "cards", *here.parents):
        if (place / CONFIG).exists():
            raise Refused(
                say("there is a register already: {root}", root=place),
                say("make the new one in a folder of its own"),
            )
