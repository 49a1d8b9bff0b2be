"""What the commands of `cardctl pool` share: the pool they are about, and its problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cardctl.cli.session import Session
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


def report_problems(session: Session, found: Pool) -> None:
    """Print what is wrong in pool.yaml to stderr."""
    if found.problems:
        from cardctl.cli.output import print_findings

        print_findings(session, found.problems, found.files, stream="stderr", folder=found.root)


def warn_not_read(session: Session, found: Pool) -> None:
    """Print to stderr which registers are missing, or have earlier tables only, and why."""
    from cardctl.i18n import _

    report_problems(session, found)
    for taken in found.taken:
        if taken.problem and taken.package:
            message = _("{name}: {why}; the tables of {day} are kept",
                        name=taken.name, why=taken.problem, day=taken.package.day)  # fmt: skip
            session.echo(message)
        elif taken.problem:
            session.echo(
                _("{name}: {why}; there are no tables of it", name=taken.name, why=taken.problem)
            )
