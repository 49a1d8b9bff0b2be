"""What a command line means up to the cursor: the command, what was given, what is being typed.

Works on the commands as Typer knows them, but reads the line itself, because it is not complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

HELP = ("-h", "--help")

NO_CONTEXT = SimpleNamespace(resilient_parsing=True)
"""An empty value for calls that expect Typer's context: completion runs no command."""


@dataclass
class Line:
    """A command line up to the cursor.

    *command* is the last command or group that the words before the cursor name, *path* their
    names; None after an unknown name. *given* has the values of each parameter by its key (see
    `key_of`). *typed* is what is being typed, without the *head* that belongs to it, such as
    ``--state=``. *parameter* is the one whose value this is; None where an option or a command may
    be. *is_option*: an option may be, because ``-`` was typed. *after_options*: ``--`` was given.
    """

    root: Any
    command: Any
    path: tuple[str, ...] = ()
    given: dict[str, list[str]] = field(default_factory=dict)
    parameter: Any = None
    head: str = ""
    typed: str = ""
    is_option: bool = False
    after_options: bool = False
    positions: int = 0

    @property
    def place(self) -> str:
        """The command and the parameter that is being typed, such as ``update --state``."""
        if self.parameter is None:
            return ""
        name = key_of(self.parameter)
        return " ".join((*(() if self.is_global(self.parameter) else self.path), name))

    def is_global(self, parameter: Any) -> bool:
        """Whether a parameter is a global option, which may be anywhere."""
        return parameter in self.root.params

    def values(self, *keys: str) -> list[str]:
        """Return the values that were given for some parameters (see `key_of`)."""
        return [value for key in keys for value in self.given.get(key, ())]

    def options(self) -> Iterator[Any]:
        """Yield the options of the command, then the global ones; not twice for the root."""
        own = () if self.command in (None, self.root) else self.command.params
        yield from filter(is_option, own)
        yield from filter(is_option, self.root.params)


def key_of(parameter: Any) -> str:
    """Return the long name of an option, or the name of an argument."""
    if is_option(parameter):
        return str(max(parameter.opts, key=len))
    return str(parameter.name)


def is_option(parameter: Any) -> bool:
    """Whether a parameter is an option, not an argument."""
    return bool(parameter.param_type_name == "option")


def parse(root: Any, words: Sequence[str], typed: str) -> Line:
    """Return what *words* mean, and what is *typed* after them."""
    line = Line(root, root, typed=typed)
    waiting: Any = None
    for word in words:
        if waiting is not None:
            _give(line, waiting, word)
            waiting = None
        elif word == "--" and not line.after_options:
            line.after_options = True
        elif word.startswith("-") and word != "-" and not line.after_options:
            waiting = _take_option(line, word)
        else:
            _take_word(line, word)
    _find_parameter(line, waiting)
    return line


def _take_option(line: Line, word: str) -> Any:
    """Note an option; return it if its value is the next word."""
    name, equals, value = word.partition("=")
    option = _option(line, name)
    if option is None:
        short = _option(line, word[:2])  # -oFILE
        if short is not None and not short.is_flag:
            _give(line, short, word[2:])
        return None
    if equals or option.is_flag:
        _give(line, option, value)
        return None
    return option


def _option(line: Line, name: str) -> Any:
    found = (o for o in line.options() if name in (*o.opts, *o.secondary_opts))
    return next(found, None)


def _take_word(line: Line, word: str) -> None:
    """Note a command or an argument."""
    if line.command is None:
        return
    if is_group(line.command):
        line.path = (*line.path, word)
        line.command = line.command.get_command(NO_CONTEXT, word)
        return
    argument = _argument(line)
    if argument is not None:
        _give(line, argument, word)
    line.positions += 1


def is_group(command: Any) -> bool:
    """Whether a command has commands inside."""
    return hasattr(command, "list_commands")


def _argument(line: Line) -> Any:
    """Return the argument that the next word is for; None if all have their words."""
    arguments = [each for each in line.command.params if not is_option(each)]
    if line.positions < len(arguments):
        return arguments[line.positions]
    return arguments[-1] if arguments and arguments[-1].nargs == -1 else None


def _give(line: Line, parameter: Any, value: str) -> None:
    line.given.setdefault(key_of(parameter), []).append(value)


def _find_parameter(line: Line, waiting: Any) -> None:
    """Find out what is being typed; *waiting* is an option before it that has no value yet."""
    if waiting is not None:
        line.parameter = waiting
        return
    name, equals, value = line.typed.partition("=")
    if line.typed.startswith("-") and line.typed != "-" and not line.after_options and equals:
        option = _option(line, name)
        if option is None or option.is_flag:
            line.command = None
        line.parameter, line.head, line.typed = option, f"{name}=", value
    elif line.typed.startswith("-") and not line.after_options:
        line.is_option = True
    elif line.command is not None and not is_group(line.command):
        line.parameter = _argument(line)
