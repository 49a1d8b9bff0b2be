"""One run of a command: the global options, the register once it is asked for, the streams."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import UsageError
from cardctl.locale import LANGUAGES, Phrase, say, translate

if TYPE_CHECKING:
    from cardctl.model.register import Register
    from cardctl.store.load import Loaded


def parse_day(written: str) -> date:
    """Read an ISO date from the command line. Raises UsageError."""
    try:
        if len(written) != 10:
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(
            say("'{value}' is no date", value=written), say("write dates as YYYY-MM-DD")
        ) from None


@dataclass
class Session:
    """What every command gets as ``ctx.obj``."""

    named: str | None = None
    lang_option: str | None = None
    today_option: str | None = None
    color: str = "auto"
    quiet: bool = False
    debug: bool = False
    no_input: bool = False

    def __post_init__(self) -> None:
        from cardctl.errors import Unknown

        if self.lang_option is not None and self.lang_option not in LANGUAGES:
            raise Unknown("language", self.lang_option, LANGUAGES)
        if self.color not in ("auto", "always", "never"):
            raise Unknown("colour setting", self.color, ("auto", "always", "never"))

    @cached_property
    def today(self) -> date:
        """Today, or the day that stands for it."""
        return parse_day(self.today_option) if self.today_option else date.today()

    @cached_property
    def root(self) -> Path:
        """The register's root. Raises NoRegister."""
        from cardctl.store.place import find_root

        return find_root(Path.cwd(), self.named)

    @cached_property
    def loaded(self) -> Loaded:
        """The register with what loading found; read once."""
        from cardctl.store.load import load, read

        return load(read(self.root))

    def exists(self, path: str) -> bool:
        """Whether a file at *path* is in the repository (without git: beside the register).

        A path that leads out of it is not.
        """
        root = self.root.resolve()
        around = next((place for place in (root, *root.parents) if (place / ".git").exists()), None)
        place = around or (root.parent if root.name == "cards" else root)
        named = (place / path).resolve()
        return named.is_relative_to(place) and named.is_file()

    @property
    def register(self) -> Register:
        """The register. Its findings are reported by `warn_unreadable`."""
        return self.loaded.register

    @cached_property
    def lang(self) -> str:
        """Language of what is printed: --lang, CARDCTL_LANG, the register's first, the locale."""
        if self.lang_option:
            return self.lang_option
        if (named := os.environ.get("CARDCTL_LANG", "")) in LANGUAGES:
            return named
        if "loaded" in self.__dict__:
            return next(
                (lang for lang in self.register.config.languages if lang in LANGUAGES), "en"
            )
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        return "ko" if (spoken or "").startswith("ko") else "en"

    def words(self, english: str) -> str:
        """Give an English word of the program in the language of this run."""
        return translate(english, self.lang)

    def answer(self, text: str) -> None:
        """Print the answer: to stdout, with one newline at its end."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def tell(self, phrase: Phrase) -> None:
        """Print a message: to stderr, unless --quiet."""
        if not self.quiet:
            sys.stderr.write(phrase.into(self.lang) + "\n")

    def colour_on(self, stream: str = "stdout") -> bool:
        """Whether *stream* (``stdout`` or ``stderr``) gets colour.

        --color, then NO_COLOR, FORCE_COLOR, then TERM=dumb and whether it is a terminal.
        """
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        terminal = (sys.stdout if stream == "stdout" else sys.stderr).isatty()
        return terminal and os.environ.get("TERM") != "dumb"

    def width(self, stream: str = "stdout") -> int | None:
        """Columns of the terminal; None where *stream* is none and COLUMNS says nothing."""
        if os.environ.get("COLUMNS", "").isdigit():
            return max(int(os.environ["COLUMNS"]), 20)
        handle = sys.stdout if stream == "stdout" else sys.stderr
        if not handle.isatty():
            return None
        try:
            return max(os.get_terminal_size(handle.fileno()).columns, 20)
        except OSError:
            return 80
