"""Terminal output: styled and padded text, and cells side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.report.formats.printable import columns

_SGR = {
    "bold": "1", "dim": "2",
    "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36",
}  # fmt: skip


def styled(text: str, style: str) -> str:
    """Return *text* in a *style* such as ``bold red`` (ECMA-48, SGR), or unchanged if it is empty.

    Raises KeyError for an unknown style.
    """
    codes = ";".join(_SGR[word] for word in style.split())
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Pad *text* with spaces to *width* columns; with *right*, the spaces go before it."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks


def side_by_side(
    cells: Sequence[Sequence[str]], widths: Sequence[int], gap: int, *, low: bool = False
) -> Iterator[str]:
    """Yield the lines of cells side by side, *gap* columns apart, with short cells padded.

    The lines of each cell must have its width already. *low* aligns cells at the bottom.
    """
    height = max(map(len, cells))
    if height == 1:
        yield (" " * gap).join([lines[0] for lines in cells])
        return
    blank = [[" " * width] * (height - len(c)) for c, width in zip(cells, widths, strict=True)]
    full = [[*b, *c] if low else [*c, *b] for c, b in zip(cells, blank, strict=True)]
    for line in zip(*full, strict=True):
        yield (" " * gap).join(line)
