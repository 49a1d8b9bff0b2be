"""The fonts of this machine, as far as tests need them."""

from __future__ import annotations

import pytest

from cardctl.report.fonts import KOREAN


def korean_font() -> str:
    """Give the name of a font for Korean, or skip."""
    typst = pytest.importorskip("typst", reason="the extra pdf is not installed")
    found = set(typst.Fonts().families()) & set(KOREAN)
    if not found:
        pytest.skip("no font for Korean on this machine")
    return min(found)
