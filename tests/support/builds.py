"""Wheels and source distributions, built from a copy, because a build writes into its folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    *(".gitignore", "pyproject.toml", "hatch_build.py"),
    *("README.md", "CHANGELOG.md", "LICENSE"),
)


def copy_sources(folder: Path) -> Path:
    """Copy all that a build reads to *folder*, without what earlier builds wrote."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        shutil.copy(ROOT / name, folder)
    made = shutil.ignore_patterns("__pycache__", "*.mo", "_version.py")
    shutil.copytree(ROOT / "cardctl", folder / "cardctl", ignore=made)
    return folder


def build(sources: Path, target: str, python: Path | None = None) -> Path:
    """Build *target*, "wheel" or "sdist", and return its file, in a folder `dist`.

    A Python without libraries of its own gets those of this one by a variable, as those that pip
    builds with do.
    """
    command = [python or sys.executable, "-m", "hatchling", "build", "--target", target]
    libraries = {"PYTHONPATH": sysconfig.get_path("purelib")} if python else {}
    env = {**os.environ, **libraries}
    subprocess.run(command, cwd=sources, check=True, capture_output=True, env=env)
    (made,) = (sources / "dist").glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


def python(version: str) -> str | None:
    """Return the command of a Python *version* that starts here, such as 3.12; None without one."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    done = subprocess.run([found, "-m", "venv", "--help"], check=False, capture_output=True)
    return found if done.returncode == 0 else None
