"""All commands of the program, with the records from which help and documentation are made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardctl.cli.command_record import CommandRecord, record_of
from cardctl.cli.options import Group


def records(root: Any) -> Iterator[CommandRecord]:
    """Yield the records of all commands that the help shows: the program, then each one below.

    *root* is the context of the program.
    """
    yield record_of(root.command, root)
    for names in paths(root):
        yield record_at(root, names)


def paths(root: Any) -> Iterator[tuple[str, ...]]:
    """Yield the names of every command below the program."""
    for group in root.command.summaries(root).values():
        for name in group:
            yield (name,)
            inner = context_at(root, (name,))
            yield from ((name, each) for each in getattr(inner.command, "commands", ()))


def record_at(root: Any, names: tuple[str, ...]) -> CommandRecord:
    """Return the record of one command. Raises Unknown with the nearest name."""
    context = context_at(root, names)
    return record_of(context.command, context)


def context_at(root: Any, names: tuple[str, ...]) -> Any:
    """Return the context in which a command would run.

    Raises Unknown with the nearest name, UsageError for a name below a command that is no group.
    """
    context = root
    for name in names:
        if not isinstance(context.command, Group):
            from cardctl.errors import UsageError
            from cardctl.i18n import _

            path = context.command_path
            raise UsageError(
                _("{name} has no commands of its own", name=path),
                _("use: cardctl help {names}", names=path.partition(" ")[2]),
            )
        command = context.command.find(context, name)
        context = command.context_class(command, info_name=command.name, parent=context)
    return context
