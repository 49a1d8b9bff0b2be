"""Cards made to hang or crash the reader: each is quickly reported, and others still work."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.hostile import MEBIBYTES, SECONDS, quick, spent
from support.registers import FILES, small_register

CARD = "M01/M01-001.yaml"
GOOD = FILES[CARD]
TITLE = "title: {en: Raise the dykes, ko: 제방을 높인다}"
COMMANDS = (
    ("validate", "--format", "text"),
    ("validate", "--format", "json"),
    ("validate", "--format", "github"),
    ("list",),
    ("show", "1-1"),
    ("report", "--meeting", "2", "--format", "json"),
)


def titled(value: str) -> str:
    return GOOD.replace(TITLE, f"title: {value}")


def aimed_at(number: str) -> str:
    return GOOD.replace("target: 12", f"target: {number}")


def laughs(levels: int) -> str:
    """Each level is nine times the one before."""
    lines = ["k0: &k0 [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]" for n in range(1, levels)
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def merged(levels: int) -> str:
    lines = ["k0: &k0 {x: 1}"]
    lines += [f"k{n}: &k{n}\n  <<: [*k{n - 1}, *k{n - 1}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


BOMBS: dict[str, tuple[str | bytes, str]] = {
    "aliases": (laughs(20), "CC105"),
    "merge keys": (merged(200), "CC105"),
    "an alias of itself": ("a: &a [*a]\n", "CC105"),
    "brackets that open": ("title: " + "[" * 100_000, "CC109"),
    "brackets that close too": ("title: " + "[" * 100_000 + "]" * 100_000, "CC109"),
    "braces": ("title: " + "{a: " * 60_000, "CC109"),
    "dashes": ("- " * 100_000, "CC109"),
    "question marks": ("? " * 100_000, "CC105"),
    "a stair of keys": ("".join(f"{' ' * n}a:\n" for n in range(700)), "CC109"),
    "a huge file": (titled("x" * 20_000_000), "CC109"),
    "a huge integer": (GOOD.replace("planned: 2500", "planned: " + "9" * 100_000), "CC109"),
    "a huge exponent": (aimed_at("1e999999999"), "CC"),
    "a tiny exponent": (aimed_at("1e-999999999"), "CC"),
    "no number": (aimed_at(".nan"), "CC106"),
    "infinity": (aimed_at(".inf"), "CC106"),
    "ten thousand keys": ("".join(f"k{n}: 1\n" for n in range(10_000)), "CC"),
    "one key ten thousand times": ("a: 1\n" * 10_000, "CC109"),
    "ten thousand anchors": ("".join(f"k{n}: &a{n} 1\n" for n in range(10_000)), "CC105"),
    "three thousand entries": (GOOD + "  - {date: 2024-05-01, by: x, note: n}\n" * 3_000, "CC"),
    "bad bytes": (GOOD.encode() + b"x-a: \xff\xfe\n", "CC102"),
    "UTF-16": (GOOD.encode("utf-16"), "CC102"),
    "NUL": (GOOD + "x-a: \0\n", "CC110"),
    "a lone surrogate": (GOOD + 'x-a: "\\ud800"\n', "CC"),
    "beyond Unicode": (GOOD + 'x-a: "\\U00110000"\n', "CC101"),
    "a tag that calls": ("!!python/object/apply:os.system [touch canary]\n", "CC105"),
    "a version to come": ("%YAML 9.9\n---\na: 1\n", "CC101"),
    "two documents": ("---\na: 1\n---\nb: 1\n", "CC103"),
    "nothing": ("", "CC103"),
    "no such day": (GOOD.replace("due: 2024-06-30\n\n", "due: 0000-00-00\n\n"), "CC401"),
    "a meeting beyond all": (GOOD.replace("meeting: 1\n", f"meeting: {10**30}\n"), "CC"),
}  # fmt: skip
"""What the card holds, and the code of a finding (or what all begin with)."""


def put(tmp_path: Path, content: str | bytes) -> Path:
    root = small_register(tmp_path)
    (root / CARD).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_reported_as_a_finding(tmp_path: Path, name: str) -> None:
    content, code = BOMBS[name]
    root = put(tmp_path, content)
    for args in COMMANDS:
        done = quick(*args, root=root)
        if args == ("validate", "--format", "json"):
            assert f'"code": "{code}' in done.stdout
            assert f'"file": "{root / CARD}"' in done.stdout
        elif args[0] in ("list", "report"):
            assert "M01-002" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"cards"}


LONG = 200_000
QUADRATIC = {
    "one word": "x" * LONG,
    "addresses that are none": "a:/" * (LONG // 3),
    "an address without end": "http://" + "a" * LONG,
    "passwords that are none": "password=" * (LONG // 9),
    "tokens that are none": "-eyJaaaaaaaa" * (LONG // 12),
    "mail without end": "a@" + "a." * (LONG // 2),
    "mail after mail": "a@" * (LONG // 2),
    "telephones": "010-" * (LONG // 4),
    "digits": "1" * LONG,
    "Hangul": "가" * (LONG // 3),
    "marks": "..." * (LONG // 3),
    "words": "a " * (LONG // 2),
    "brackets": "[" * LONG,
    "quotes": "''" * (LONG // 2),
}
"""Texts on which a careless pattern takes quadratic time."""


@pytest.mark.parametrize("name", QUADRATIC)
def test_huge_text_takes_no_longer(tmp_path: Path, name: str) -> None:
    root = put(tmp_path, titled(f"'{QUADRATIC[name]}'"))
    for args in COMMANDS:
        quick(*args, root=root)


PROCESSES = ["aliases", "brackets that open", "a huge file", "a huge integer", "ten thousand keys"]


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_takes_little_time_and_memory(tmp_path: Path, name: str) -> None:
    root = put(tmp_path, BOMBS[name][0])
    done = spent("validate", root=root)
    assert done.code == 1
    assert "Traceback" not in done.stderr
    assert done.seconds < SECONDS
    assert done.mebibytes < MEBIBYTES
