"""What the commands of `cardctl pool` share: the pool they are about, and its problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cardctl.cli.session import Session
    from cardctl.i18n import Message
    from cardctl.pool.state import Pool

PoolOption = Annotated[
    str | None,
    typer.Option(
        "--pool",
        metavar="DIR",
        help="Folder with pool.yaml (default: the nearest parent that has one).",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str, typer.Option("--engine", metavar="duckdb|spark", help="Engine that counts.")
]
SparkOption = Annotated[
    str | None,
    typer.Option(
        "--spark",
        metavar="URL",
        help="Spark session to count in, by its Connect address (sc://…) or master.",
        show_default=False,
    ),
]


def open_pool(session: Session, folder: str | None) -> Pool:
    """Return the pool in *folder*, or in the nearest parent that has one (see `pool_root`).

    Raises NoPool, BadPool, Refused for its lock, FileProblem.
    """
    from cardctl.pool.state import load_pool

    return load_pool(pool_root(session, folder))


def pool_root(session: Session, folder: str | None) -> Path:
    """Return the folder of the pool, whose first language becomes that of the run. Raises NoPool.

    This is the first thing that a command does, as messages must not mix languages.
    """
    from cardctl.pool.state import find_pool, languages_of

    root = find_pool(Path.cwd(), folder)
    session.pool_languages = languages_of(root)
    return root


def report_problems(session: Session, found: Pool) -> None:
    """Print what is wrong in pool.yaml to stderr."""
    if found.problems:
        from cardctl.cli.output import print_findings

        print_findings(session, found.problems, found.files, stream="stderr", folder=found.root)


def warn_not_read(session: Session, found: Pool) -> list[str]:
    """Print to stderr which registers are missing, or have earlier tables only, and why.

    Returns these warnings in the language of the run, for the JSON object.
    """
    report_problems(session, found)
    messages = list(_not_read(found))
    for message in messages:
        session.echo(message)
    return [message.render(session.lang) for message in messages]


def _not_read(found: Pool) -> Iterator[Message]:
    from cardctl.i18n import _

    for taken in found.taken:
        if taken.problem and taken.package:
            yield _("{name}: {why}; the tables of {day} are kept",
                    name=taken.name, why=taken.problem, day=taken.package.day)  # fmt: skip
        elif taken.damage and not taken.failure:
            yield _("{name}: {why}; take them again: cardctl pool pull {name}",
                    name=taken.name, why=taken.problem)  # fmt: skip
        elif taken.problem:
            yield _("{name}: {why}; there are no tables of it", name=taken.name, why=taken.problem)
