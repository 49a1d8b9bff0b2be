"""The filter for terminal output, and the display width of text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cardctl.printable import columns, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("지방소멸대응기금 – 25조원", "지방소멸대응기금 – 25조원"),
        ("a\x1b[31mred\x1b[0m", "a\ufffd[31mred\ufffd[0m"),
        ("\x1b]8;;http://x\x07link", "\ufffd]8;;http://x\ufffdlink"),
        ("a\rb\x08c\x00\x7f\x9b", "a\ufffdb\ufffdc\ufffd\ufffd\ufffd"),
        ("a\u202eb\u2066c\u200b\ufeff", "a\ufffdb\ufffdc\ufffd\ufffd"),
        ("a\u2028b\ud800", "a\ufffdb\ufffd"),
        ("a\tb\r\nc\nd", "a b\nc\nd"),
        ("नी\u200dल", "नी\u200dल"),
    ],
)
def test_control_characters_are_filtered(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_only_safe_characters_remain(text: str) -> None:
    left = printable(text)
    kept = set("\n\u200c\u200d\u200e\u200f")
    assert all(
        c in kept or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in left
    )
    assert printable(left) == left


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("한글", 4), ("✗ 적색", 6), ("é", 1), ("e\u0301", 1), ("끝.", 3)],
)
def test_wide_characters_take_two_columns(text: str, width: int) -> None:
    assert columns(text) == width


def test_rich_measures_the_characters_of_a_register_as_we_do() -> None:
    ranges = [(0x20, 0x250), (0x2010, 0x2028), (0x2190, 0x2200), (0x2500, 0x2600), (0x3000, 0x302E),
              (0x3041, 0x3130), (0x4E00, 0xA000), (0xAC00, 0xD7A4), (0xFF01, 0xFFA0)]  # fmt: skip
    signs = [*"✗▴▸✓◦□○•…–", *(chr(code) for first, end in ranges for code in range(first, end))]
    known = [c for c in signs if printable(c) == c and unicodedata.category(c) != "Cn"]
    assert [c for c in known if columns(c) != cell_len(c)] == []
    assert len(known) > 30_000
