"""Run a command as the program does, and write what it did as JSON: see `support.counting`.

Run as `python counted.py OUTPUT ARGUMENTS`, with arguments as a JSON list. Before the command, it
loads only modules that every command loads, and json.
"""

from __future__ import annotations

import builtins
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

opened: list[str] = []
started: list[str] = []
statements: list[str] = []
rows: dict[str, int] = {}
models: dict[str, int] = {}
copies: dict[str, int] = {}
_statement_of: dict[Any, str] = {}

COPYING = ("model_construct", "__copy__")
STARTS = ("os.fork", "os.posix_spawn", "subprocess.Popen")


def note(event: str, args: tuple[Any, ...]) -> None:
    """Hear of files and processes (PEP 578)."""
    if event == "open":
        opened.append(str(args[0]))
    elif event in STARTS:
        started.append(event)


def importing(load: Callable[..., Any]) -> Callable[..., Any]:
    """Return *load*, the function behind `import`, such that SQL and its rows are counted."""

    def load_module(name: str, *args: Any, **keywords: Any) -> Any:
        module = load(name, *args, **keywords)
        if name == "sqlite3" and module.connect.__module__ != __name__:
            module.connect = connecting(module.connect)
        return module

    return load_module


def connecting(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Return `sqlite3.connect`, such that the connections count."""

    def connect_and_count(*args: Any, **keywords: Any) -> Any:
        connection = connect(*args, **keywords)
        connection.set_trace_callback(statements.append)
        connection.row_factory = _count_row
        return connection

    return connect_and_count


def _count_row(cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Count a row by the table that it comes from; the first row follows its statement at once."""
    statement = _statement_of.setdefault(cursor, statements[-1])
    table = statement.partition(" FROM ")[2].partition(" ")[0]
    rows[table] = rows.get(table, 0) + 1
    return row


def building(build: Callable[..., Any]) -> Callable[..., Any]:
    """Return *build*, the function behind `class`, such that instances of models are counted.

    Validation, `model_construct` and `model_copy` all end in ``__new__``; the latter two copy.
    """

    def new(cls: type, *_: object, **__: object) -> object:
        is_copy = sys._getframe(1).f_code.co_name in COPYING
        counts = copies if is_copy else models
        counts[cls.__name__] = counts.get(cls.__name__, 0) + 1
        return object.__new__(cls)

    def build_class(*args: Any, **keywords: Any) -> Any:
        made = build(*args, **keywords)
        if made.__module__.startswith("cardctl.") and hasattr(made, "__pydantic_fields__"):
            made.__new__ = new
        return made

    return build_class


def main(output: str, arguments: str) -> int:
    """Run the program in this process, write the counts to the file *output*; return its status."""
    sys.addaudithook(note)
    builtins.__build_class__ = building(builtins.__build_class__)
    builtins.__import__ = importing(builtins.__import__)
    sys.argv = ["cardctl", *json.loads(arguments)]
    from cardctl.cli.main import main

    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    counts = {
        "modules": list(sys.modules), "opened": opened, "started": started,
        "statements": statements, "rows": rows, "models": models, "copies": copies,
    }  # fmt: skip
    Path(output).write_text(json.dumps(counts), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
