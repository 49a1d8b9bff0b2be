"""The fingerprint of the program: whatever changes an answer changes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import cardctl
from cardctl.cache.fingerprint import fingerprint


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, with the program as if installed from a wheel."""
    for path, text in {
        "cardctl/__init__.py": "",
        "cardctl/domain/card.py": "",
        "cardctl-0.1.0.dist-info/RECORD": "cardctl/__init__.py,sha256=a,1\nx/y.py,sha256=b,1\n",
        "pydantic-2.11.dist-info/RECORD": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(cardctl, "__file__", str(tmp_path / "cardctl/__init__.py"))
    monkeypatch.setattr(cardctl, "__version__", "0.1.0")
    return tmp_path


RECORD = "cardctl-0.1.0.dist-info/RECORD"


def rewrite(place: Path) -> None:
    (place / RECORD).write_text("cardctl/__init__.py,sha256=c,1\n")


def upgrade(place: Path) -> None:
    (place / "pydantic-2.11.dist-info").rename(place / "pydantic-2.12.dist-info")


def edit(place: Path) -> None:
    (place / RECORD).unlink(missing_ok=True)
    (place / "cardctl/domain/card.py").write_text("a = 1\n")


@pytest.mark.parametrize("change", [rewrite, upgrade, edit])
def test_it_changes_with_the_program_and_what_it_uses(
    place: Path, change: Callable[[Path], None]
) -> None:
    before = fingerprint()
    assert fingerprint() == before
    change(place)
    assert fingerprint() != before


def test_without_a_record_each_file_counts(place: Path) -> None:
    (place / RECORD).unlink()
    before = fingerprint()
    os.utime(place / "cardctl/domain/card.py", ns=(1, 1))
    assert fingerprint() != before


def test_from_a_wheel_it_is_the_same_everywhere(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint()
    os.utime(place / "cardctl/domain/card.py", ns=(1, 1))
    (place / RECORD).write_text((place / RECORD).read_text() + "cardctl/a.pyc,,\n")
    elsewhere = place.with_name("elsewhere")
    place.rename(elsewhere)
    monkeypatch.setattr(cardctl, "__file__", str(elsewhere / "cardctl/__init__.py"))
    assert fingerprint() == before
