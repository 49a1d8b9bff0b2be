"""Engines that count over the tables of many registers: each is a few lines, and knows no rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from cardctl.errors import SystemProblem
from cardctl.i18n import _
from cardctl.installation import extra_hint

Paths = Mapping[str, Sequence[Path]]
"""The files of each table, by its name; the ending of a file is its format."""


class Engine(Protocol):
    """An engine with the published tables of all registers, each under its own name."""

    def open_tables(self, paths: Paths) -> None:
        """Make the tables; nothing else can be read afterwards."""

    def ask(self, sql: str, values: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query; each ? in it is the next of *values*."""


EXTRAS = {"duckdb": "pool", "spark": "spark"}
"""The engines, each with the package extra that it needs; modules have the same names."""


def start(name: str, address: str | None = None) -> AbstractContextManager[Engine]:
    """Return the engine *name*, which ends with its context; *address* is one of Spark.

    Raises KeyError, and SystemProblem if its library is missing or cannot start.
    """
    extra = EXTRAS[name]
    try:
        module: Any = import_module(f"cardctl.pool.engines.{name}")
    except ModuleNotFoundError as missing:
        if str(missing.name).startswith("cardctl"):
            raise
        raise SystemProblem(
            _("the engine {engine} needs an extra that is not installed", engine=name),
            extra_hint(extra),
        ) from missing
    engine: AbstractContextManager[Engine] = module.engine(*filter(None, [address]))
    return engine
