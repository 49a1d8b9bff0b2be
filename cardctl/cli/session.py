"""One run of a command: the global options, the register once it is asked for, the streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import CardctlError, UsageError
from cardctl.i18n import LANGUAGES, Message, _, gettext
from cardctl.literals import integer, iso_day

if TYPE_CHECKING:
    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.sqlite import Index
    from cardctl.cli.absent import WorkTree
    from cardctl.cli.watched import Watched
    from cardctl.domain.register import Register
    from cardctl.store.atomic.write import Writer
    from cardctl.store.files import Files
    from cardctl.store.load import Loaded


USUAL_WIDTH = 80
"""Columns of a terminal that does not know its size (a pseudo-terminal may say 0)."""

LEAST_WIDTH = 20


def parse_day(written: str) -> date:
    """Read an ISO date from the command line. Raises UsageError."""
    day = iso_day(written)
    if day is None:
        raise UsageError(_("'{value}' is no date", value=written), _("write dates as YYYY-MM-DD"))
    return day


def _sorted(files: Files, absent: Files) -> Files:
    """Both, by path."""
    return dict(sorted({**files, **absent}.items())) if absent else files


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
    no_index: bool = False
    wait: float = 5.0
    command: str = "cardctl"
    is_partial: bool = False
    """Whether only a part of the register is loaded, or sketches of its cards."""
    _held: ExitStack = field(default_factory=ExitStack)
    _writer: Writer | None = None

    def check_options(self) -> None:
        """Raise Unknown for a language or a colour setting that does not exist.

        Not done when the session is made: the error itself needs the session's language.
        """
        from cardctl.errors import Unknown

        for option, value in {"--register": self.named, "--today": self.today_option}.items():
            if value == "":
                raise UsageError(
                    _("{option}: the text is empty", option=option),
                    _("give it a value, or leave it out"),
                )
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
        from cardctl.store.layout import find_root

        return find_root(Path.cwd(), self.named)

    @cached_property
    def file_status(self) -> FileStatus | None:
        """What the index knows of the register's files; None where it must not be asked."""
        from cardctl.cache.file_status import FileStatus

        if self.index is None:
            return None
        self._settle()
        return FileStatus(self.root, self.index, self._may_come_with_the_cards, self.work_tree)

    @cached_property
    def work_tree(self) -> WorkTree:
        """The work tree around the register, which may lack files that git tracks."""
        from cardctl.cli.absent import WorkTree

        return WorkTree(self.root, self.echo)

    @cached_property
    def index(self) -> Index | None:
        """The index; None where it must not be asked."""
        if self.no_index:
            return None
        from cardctl.cache.fingerprint import fingerprint
        from cardctl.cache.sqlite import Index

        index = Index(self.root, fingerprint())
        self._held.callback(index.close)
        if index.verified() is not None:
            from cardctl.cli.tracked import discard_if_in_git

            discard_if_in_git(self.root, index)
        return index

    def _may_come_with_the_cards(self) -> bool:
        from cardctl.cli.tracked import is_in_git

        if is_in_git(self.root) is not False:
            return True
        self.echo(_("the index was made elsewhere, of the same files; to do without: --no-index"))
        return False

    @cached_property
    def loaded(self) -> Loaded:
        """The register with what loading found; read once."""
        if self.file_status is not None:
            from cardctl.cache.load import load_cached

            return load_cached(self.file_status)
        from cardctl.store.files import read
        from cardctl.store.load import load

        self._settle()
        files = read(self.root)
        return load(_sorted(files, self.work_tree.absent(files)))

    def load_partial(self, paths: Iterable[str], texts: Iterable[bytes] = ()) -> None:
        """Load only what a change of the cards at *paths* concerns (`store.partial`), or add it.

        *texts* are what they are going to hold.
        """
        from cardctl.store.load import load, with_cards
        from cardctl.store.partial import dependency_closure, linked_folders

        self._settle()
        files = dependency_closure(self.root, paths, texts)
        if self.is_partial:
            known = self.loaded.files
            more = {path: held for path, held in files.items() if path not in known}
            self.loaded = with_cards(self.loaded, more)
        else:
            files = {**files, **linked_folders(self.root)}
            self.loaded = load(_sorted(files, self.work_tree.absent_shared()))
            self.is_partial = True

    def load_all(self) -> Loaded:
        """The whole register, also where only a part of it was loaded."""
        if self.is_partial:
            del self.loaded
            self.is_partial = False
        return self.loaded

    def lock(self) -> Writer:
        """Hold the register's lock until the command ends; who holds it may write.

        Call it before you read what you change. Raises as `store.atomic.write.writing`.
        """
        from cardctl.store.atomic.write import writing

        if self._writer is None:
            self._require_own_journal()
            held = writing(self.root, self.wait, self.command)
            self._writer = self._held.enter_context(held)
            self._tell_settled(self._writer)
        return self._writer

    def close(self) -> None:
        """Let go of the lock, and wait for what was asked of git."""
        self._held.close()
        if "work_tree" in self.__dict__:
            self.work_tree.close()

    def _settle(self) -> None:
        """Have a change that was interrupted finished or undone before anything is read."""
        from cardctl.store.layout import journal_path

        if self._writer is not None or not os.path.lexists(journal_path(self.root)):
            return
        from cardctl.store.atomic.write import writing

        try:
            self._require_own_journal()
            with writing(self.root, self.wait, self.command) as writer:
                self._tell_settled(writer)
        except CardctlError as problem:
            self.echo(_("a change is only half made: {why}", why=problem.message))

    def _require_own_journal(self) -> None:
        """Raise Refused if a journal is there that git may have brought."""
        from cardctl.store.layout import journal_path

        if os.path.lexists(journal_path(self.root)):
            from cardctl.cli.tracked import require_own_journal

            require_own_journal(self.root)

    def _tell_settled(self, writer: Writer) -> None:
        settled = writer.settled
        if settled is not None:
            paths = ", ".join(settled.paths) or "-"
            self.echo(
                _("an interrupted change was finished: {paths}", paths=paths)
                if settled.finished
                else _("an interrupted change was undone: {paths}", paths=paths)
            )

    def start_at(self, named: Sequence[str]) -> None:
        """Take the register of the first path that is named, where the user named no register."""
        from cardctl.store.layout import find_root

        first = next((Path(name) for name in named if Path(name).exists()), None)
        if self.named is None and first is not None:
            place = first.absolute()
            self.root = find_root(place if place.is_dir() else place.parent)

    @cached_property
    def watched(self) -> Watched:
        """What is looked at beside the register's files."""
        from cardctl.cli.watched import Watched
        from cardctl.store.layout import top_around

        file_status = self.__dict__.get("file_status")  # without one no answer is kept
        began = file_status.index.now() if file_status is not None else 0
        return Watched(top_around(self.root.resolve()), began)

    def exists(self, path: str) -> bool:
        """Whether a file at *path* is in the repository (without git: beside the register)."""
        return self.watched.file(path)

    @property
    def register(self) -> Register:
        """The register. Its findings are reported by `warn_unreadable`."""
        return self.loaded.register

    @cached_property
    def lang(self) -> str:
        """Language of all messages: the first of `_preferred` that cardctl speaks, else English.

        It depends neither on what is loaded nor on which stream is a terminal, so that a run
        never speaks two languages.
        """
        return next((lang for lang in self._preferred() if lang in LANGUAGES), "en")

    def _preferred(self) -> Iterator[str | None]:
        """The options, the environment, the register, the locale; no file is read before its turn.

        CARDCTL_LANG precedes the register: it is a person's explicit wish.
        """
        from cardctl.store.languages import languages_of

        yield self.lang_option
        yield os.environ.get("CARDCTL_LANG")
        with suppress(CardctlError, OSError):  # no register: the locale decides
            yield from languages_of(self.root)
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        yield (spoken or "").replace(".", "_").partition("_")[0]

    def words(self, english: str) -> str:
        """Give an English word of the program in the language of this run."""
        return gettext(english, self.lang)

    def print_result(self, text: str) -> None:
        """Print the answer for people: to stdout, with one newline at its end."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def answer_data(self, content: str | bytes) -> None:
        """Print the answer for programs: to stdout, text with one newline at its end.

        Not a character of it is changed, in a CI log neither (see `ci_log`).
        """
        from cardctl.cli.ci_log import write_data

        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        elif content:
            write_data(sys.stdout, content if content.endswith("\n") else content + "\n")

    def echo(self, phrase: Message) -> None:
        """Print a message: to stderr, unless --quiet; what it quotes may be hostile."""
        if not self.quiet:
            from cardctl.report.formats.printable import printable

            sys.stderr.write(printable(phrase.render(self.lang)) + "\n")

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
        handle = sys.stdout if stream == "stdout" else sys.stderr
        if not handle.isatty() or os.environ.get("TERM") == "dumb":
            return False
        from cardctl.platform import shows_colour

        return shows_colour(handle)

    def width(self, stream: str = "stdout") -> int | None:
        """Columns of the terminal that *stream* is; None if it is none: a pipe is never wrapped.

        COLUMNS overrides the size of a terminal, but does not make one of a pipe.
        """
        handle = sys.stdout if stream == "stdout" else sys.stderr
        if not handle.isatty():
            return None
        stated = integer(os.environ.get("COLUMNS", ""))
        if stated is not None and 0 < stated < 10_000:
            return max(stated, LEAST_WIDTH)
        try:
            columns = os.get_terminal_size(handle.fileno()).columns
        except OSError:
            columns = 0
        return max(columns, LEAST_WIDTH) if columns else USUAL_WIDTH
