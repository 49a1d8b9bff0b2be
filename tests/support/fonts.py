"""Fonts of this machine that tests need."""

from __future__ import annotations

import pytest

from cardctl.report.fonts import KOREAN


def korean_font() -> str:
    """Return the name of a Korean font, or skip the test."""
    typst = pytest.importorskip("typst", reason="the extra pdf is not installed")
    found = set(typst.Fonts().families()) & set(KOREAN)
    if not found:
        pytest.skip("no font for Korean on this machine")
    return min(found)
