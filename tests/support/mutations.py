"""Damaged registers: files of a valid one with random changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from support.hostile import quick
from support.registers import FILES

TOKENS = (
    "", "null", "~", "[]", "{}", "0", "-1", "1e400", "012", "no", "12:30", ".nan", "9" * 40, "''",
    '"', "'", "|", ">-", "&a", "*a", "!x", "<<", "? ", ": ", "- ", "#", "%", "@", "`", "{a: [",
    "]}", "\t", "\r", "\x00", "\x1b[31m", "\x85", "\u2028", "\u202e", "\ufeff", "\ud7ff",
    '"\\e[31m"', '"\\ud800"', '"\\u202e"', "e\u0301", "0000-00-00", "0001-01-01", "9999-12-31",
    "2024-02-30", "2024-06-30T10:00:00Z", "closed", "in-progess", "완료", "M01-999", "M99-001",
    "m01-001", "../../etc/passwd", "javascript:alert(1)", "=1+1", "<<<<<<< ours", "=======",
    "[red]", "::error::x", "a: b: c", "{en: x, en: y}", "{1: 2}", "[[[[[[", "x" * 3000,
)  # fmt: skip
"""Text that replaces values, or is inserted anywhere."""

Mutation = Callable[[str, Random], str]


def _value(text: str, rng: Random) -> str:
    """Replace the value after a random colon or dash."""
    places = [match.span(1) for match in re.finditer(r"(?:: |- )([^\n,}\]]*)", text)]
    start, end = rng.choice(places or [(0, 0)])
    return text[:start] + rng.choice(TOKENS) + text[end:]


def _anywhere(text: str, rng: Random) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + rng.choice(TOKENS) + text[at:]


def _cut(text: str, rng: Random) -> str:
    start = rng.randint(0, len(text))
    return text[:start] + text[start + rng.randint(1, 40) :]


def _end(text: str, rng: Random) -> str:
    return text[: rng.randint(0, len(text))]


def _lines(text: str, rng: Random) -> str:
    """Remove, repeat, swap or reindent a random line."""
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            lines[at] = " " * rng.randint(0, 6) + lines[at].lstrip()
    return "\n".join(lines)


def _another(text: str, rng: Random) -> str:
    """Join the start of this file and the end of another."""
    other = rng.choice(list(FILES.values()))
    return text[: rng.randint(0, len(text))] + other[rng.randint(0, len(other)) :]


MUTATIONS: tuple[Mutation, ...] = (_value, _value, _value, _anywhere, _cut, _end, _lines, _another)


def damaged(rng: Random) -> dict[str, bytes]:
    """The files of the register, one to three of them changed, one to four times each."""
    found = dict(FILES)
    for path in rng.sample(list(FILES), rng.randint(1, 3)):
        for _ in range(rng.randint(1, 4)):
            found[path] = rng.choice(MUTATIONS)(found[path], rng)
    raw = {path: text.encode("utf-8", "replace") for path, text in found.items()}
    if rng.random() < 0.1:  # a byte that may not be UTF-8
        path = rng.choice(list(raw))
        at = rng.randrange(len(raw[path]) + 1)
        raw[path] = raw[path][:at] + bytes([rng.randrange(256)]) + raw[path][at + 1 :]
    return raw


COMMANDS = (
    ("validate", "--for-meeting", "2"),
    ("validate", "--format", "json"),
    ("report", "--meeting", "2", "--format", "json"),
    ("update", "1-1", "--add", "tags=x", "--dry-run"),
    ("list", "--format", "csv"),
    ("show", "1-3", "--history"),
    ("validate", "--fix", "--unsafe"),
    ("report", "--meeting", "2"),
)


def assert_commands_run(root: Path, files: dict[str, bytes], commands: int = 3) -> None:
    """Run the first commands on these files; assert that none fails or takes long."""
    for path, raw in files.items():
        (root / path).write_bytes(raw)
    for args in COMMANDS[:commands]:
        quick(*args, root=root)
