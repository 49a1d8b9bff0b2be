"""What each shell's script passes on and reads: words of the line, and candidates.

bash and PowerShell pass the line as it was typed; it is split into words here, by the quotes of
the shell, and candidates are quoted here, because both insert them as they are. zsh and fish pass
words, and quote what they insert themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from cardctl.cli.complete.candidate import Candidate
from cardctl.printable import columns, printable, shortened

GAP = 2
"""Columns between a candidate and its description."""


class Typed(NamedTuple):
    """The words before the one that is being typed, and that one, without quotes.

    bash and PowerShell replace only the rest of it: what is *kept* stays. In bash, it may be in an
    open *quote*.
    """

    words: Sequence[str]
    current: str
    kept: str = ""
    quote: str = ""


class Shell(NamedTuple):
    """How a shell is read and written to; *read* gets the arguments and the environment."""

    read: Callable[[Sequence[str], Mapping[str, str]], Typed]
    write: Callable[[Typed, Sequence[Candidate], Mapping[str, str]], str]


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _about(candidate: Candidate) -> str:
    """Return a description on one line, without characters that control a terminal."""
    return " ".join(printable(candidate.about).split())


def _clean(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that can be typed on one line.

    U+FFFD stands for a hidden character, which the reader of files replaces.
    """
    return [each for each in candidates if each.value.isprintable() and "\ufffd" not in each.value]


# Words ------------------------------------------------------------------------------------------


class Word(NamedTuple):
    """A word of a line: its text without quotes, where it starts, the quote that is open in it."""

    text: str
    start: int
    quote: str = ""


def split(line: str, escape: str = "\\", *, doubled: bool = False) -> list[Word]:
    """Split a line by the quotes of a shell; the last word is that at its end, maybe empty.

    *escape* makes the next character a plain one, but in single quotes. *doubled*: a quote inside
    quotes is written twice. Nothing is expanded.
    """
    found: list[Word] = []
    text, start, quote, at = "", -1, "", 0
    while at < len(line):
        char = line[at]
        following = line[at + 1 : at + 2]
        if quote and char == quote:
            if doubled and following == quote:
                text, at = text + quote, at + 1
            else:
                quote = ""
        elif char == escape and quote != "'" and following:
            keeps = quote == '"' and escape == "\\" and following not in '"\\$`'
            text, at = text + (char if keeps else "") + following, at + 1
            start = at - 1 if start < 0 else start
        elif quote:
            text += char
        elif char in "'\"":
            quote, start = char, at if start < 0 else start
        elif char.isspace():
            if start >= 0:
                found.append(Word(text, start))
            text, start = "", -1
        else:
            text, start = text + char, at if start < 0 else start
        at += 1
    return [*found, Word(text, len(line) if start < 0 else start, quote)]


def _unquoted(raw: str, escape: str = "\\", *, doubled: bool = False) -> str:
    """Return a word without its quotes."""
    return split(raw, escape, doubled=doubled)[-1].text


# bash -------------------------------------------------------------------------------------------

_HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+%@,:=^")
"""ASCII characters that no shell gives a meaning to, inside a word."""


def _read_bash(arguments: Sequence[str], env: Mapping[str, str]) -> Typed:
    """Read the line up to the cursor, and the part of its last word that bash will replace."""
    line, rest = (*arguments, "", "")[:2]
    *before, last = split(line)
    raw = line[last.start :]
    at = len(raw) - len(rest) if rest and raw.endswith(rest) else len(raw)
    kept = _unquoted(raw[:at])
    return Typed([word.text for word in before[1:]], last.text, kept, last.quote)


def _write_bash(typed: Typed, candidates: Sequence[Candidate], env: Mapping[str, str]) -> str:
    """Return what bash inserts, or if there are several candidates, also what they mean.

    With several, bash inserts only what they have in common, which ends before the description.
    """
    found = [each for each in _clean(candidates) if each.value.startswith(typed.kept)]
    quoted = [
        (q, e) for e in found if (q := _bash_word(e.value[len(typed.kept) :], typed)) is not None
    ]
    if len(quoted) == 1 or env.get("COMP_TYPE") in _INSERTING:
        return _lines(f"{word}{'' if e.more or typed.quote else ' '}" for word, e in quoted)
    if len({word for word, _each in quoted}) < 2:
        return ""
    room = _number(env.get("COLUMNS", ""), 80)
    widest = min(max((columns(word) for word, _each in quoted), default=0), room // 2)
    return _lines(_with_about(word, _about(each), widest, room) for word, each in quoted)


_INSERTING = frozenset({"37", "42"})
"""Kinds of completion that put each candidate into the line: `menu-complete` and all of them."""


def _with_about(word: str, about: str, width: int, room: int) -> str:
    left = room - max(columns(word), width) - 2 * GAP - 1
    if not about or left < 10:
        return word
    return f"{word}{' ' * max(width - columns(word), 0)}{' ' * GAP}({shortened(about, left)})"


def _bash_word(text: str, typed: Typed) -> str | None:
    """Return *text* quoted for where it is inserted; None if that cannot be."""
    if typed.quote == "'":
        return text.replace("'", "'\\''")
    if typed.quote == '"':
        return None if "!" in text else _escaped(text, lambda char: char in '"\\$`')
    home = "~/" if text.startswith("~/") and not typed.kept else ""
    return home + _escaped(text.removeprefix(home), lambda c: c.isascii() and c not in _HARMLESS)


def _escaped(text: str, is_special: Callable[[str], bool]) -> str:
    return "".join(f"\\{char}" if is_special(char) else char for char in text)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) else default


# zsh --------------------------------------------------------------------------------------------


def _read_words(arguments: Sequence[str], env: Mapping[str, str]) -> Typed:
    """Read words without quotes; the last one is that which is being typed."""
    *words, current = arguments or ("",)
    return Typed(words, current)


def _write_zsh(typed: Typed, candidates: Sequence[Candidate], env: Mapping[str, str]) -> str:
    """Return how many characters all candidates have in common that lists do not show.

    After it ``!`` if what was typed is replaced, because a candidate does not begin with it. Then a
    line for each candidate: whether a space follows, the rest of it, and its description.
    """
    found = _clean(candidates)
    head = _head(typed.current, found)
    rows = (
        f"{'+' if each.more else ' '}{each.value[len(head) :]}\t{_about(each)}" for each in found
    )
    is_replaced = not all(each.value.startswith(typed.current) for each in found)
    return _lines([f"{len(head)}{'!' if is_replaced else ''}", *rows]) if found else ""


def _head(typed: str, found: Sequence[Candidate]) -> str:
    """Return the part of what was typed that lists do not show."""
    heads = {each.value.removesuffix(each.name) for each in found}
    head = heads.pop() if len(heads) == 1 else ""
    return head if typed.startswith(head) else ""


# fish -------------------------------------------------------------------------------------------


def _read_fish(arguments: Sequence[str], env: Mapping[str, str]) -> Typed:
    """Read words without quotes, and the one that is being typed with its quotes."""
    *words, current = arguments or ("",)
    return Typed(words, _unquoted(current))


def _write_fish(typed: Typed, candidates: Sequence[Candidate], env: Mapping[str, str]) -> str:
    return _lines(f"{each.value}\t{_about(each)}" for each in _clean(candidates))


# PowerShell -------------------------------------------------------------------------------------

LINE, WORD = "_CARDCTL_LINE", "_CARDCTL_WORD"
"""The line up to the cursor, and the part of it that is replaced, which begins after a comma.

They are in the environment, because Windows PowerShell damages arguments with quotes.
"""


def _read_powershell(arguments: Sequence[str], env: Mapping[str, str]) -> Typed:
    *before, last = split(env.get(LINE, ""), "`", doubled=True)
    rest = _unquoted(env.get(WORD, ""), "`", doubled=True)
    kept = last.text.removesuffix(rest) if last.text.endswith(rest) else ""
    return Typed([word.text for word in before[1:]], last.text, kept)


def _write_powershell(typed: Typed, candidates: Sequence[Candidate], env: Mapping[str, str]) -> str:
    """Return what is inserted, what the list shows, and the description, which may not be empty."""
    at = len(typed.kept)
    found = [each for each in _clean(candidates) if each.value.startswith(typed.kept)]
    return _lines(
        f"{_powershell_word(each.value[at:])}\t{each.name}\t{_about(each) or each.name}"
        for each in found
    )


def _powershell_word(text: str) -> str:
    """Return *text* in single quotes, if it has characters with a meaning in PowerShell."""
    plain = _HARMLESS - set("@,%")
    if text and all(char in plain or not char.isascii() for char in text) and not _is_curly(text):
        return text
    return "'" + "".join(char * 2 if char in _SINGLE else char for char in text) + "'"


_SINGLE = "'\u2018\u2019\u201a\u201b"
_DOUBLE = '"\u201c\u201d\u201e'
"""Quotes of PowerShell, which also takes typographic ones."""


def _is_curly(text: str) -> bool:
    return any(char in _SINGLE + _DOUBLE + "\u2013\u2014\u2015" for char in text)


SHELLS: Mapping[str, Shell] = {
    "bash": Shell(_read_bash, _write_bash),
    "zsh": Shell(_read_words, _write_zsh),
    "fish": Shell(_read_fish, _write_fish),
    "powershell": Shell(_read_powershell, _write_powershell),
}
"""The shells, by the name that their scripts put into the environment."""
