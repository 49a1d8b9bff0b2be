"""The fingerprint of the program: it changes whenever results may change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import cardctl
from cardctl.cache.fingerprint import fingerprint


@pytest.fixture
def site_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site-packages folder with the program as installed from a wheel."""
    for path, text in {
        "cardctl/__init__.py": "",
        "cardctl/domain/card.py": "",
        "cardctl-0.1.0.dist-info/RECORD": "cardctl/__init__.py,sha256=a,1\nx/y.py,sha256=b,1\n",
        "pydantic-2.11.dist-info/RECORD": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(cardctl, "__file__", str(tmp_path / "cardctl/__init__.py"))
    return tmp_path


RECORD = "cardctl-0.1.0.dist-info/RECORD"


def rewrite(site_packages: Path) -> None:
    (site_packages / RECORD).write_text("cardctl/__init__.py,sha256=c,1\n")


def upgrade(site_packages: Path) -> None:
    (site_packages / "pydantic-2.11.dist-info").rename(site_packages / "pydantic-2.12.dist-info")


def edit(site_packages: Path) -> None:
    (site_packages / RECORD).unlink(missing_ok=True)
    (site_packages / "cardctl/domain/card.py").write_text("a = 1\n")


@pytest.mark.parametrize("change", [rewrite, upgrade, edit])
def test_fingerprint_changes_with_program_and_dependencies(
    site_packages: Path, change: Callable[[Path], None]
) -> None:
    before = fingerprint()
    assert fingerprint() == before
    change(site_packages)
    assert fingerprint() != before


def test_without_a_record_every_file_counts(site_packages: Path) -> None:
    (site_packages / RECORD).unlink()
    before = fingerprint()
    os.utime(site_packages / "cardctl/domain/card.py", ns=(1, 1))
    assert fingerprint() != before


def test_wheel_fingerprint_does_not_depend_on_location(
    site_packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint()
    os.utime(site_packages / "cardctl/domain/card.py", ns=(1, 1))
    (site_packages / RECORD).write_text((site_packages / RECORD).read_text() + "cardctl/a.pyc,,\n")
    elsewhere = site_packages.with_name("elsewhere")
    site_packages.rename(elsewhere)
    monkeypatch.setattr(cardctl, "__file__", str(elsewhere / "cardctl/__init__.py"))
    assert fingerprint() == before
