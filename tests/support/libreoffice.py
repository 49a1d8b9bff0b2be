"""LibreOffice without a window, to convert documents."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")


def converted(path: Path, form: str, folder: Path) -> Path:
    """Let LibreOffice open *path*, and save it in the format *form* in *folder*."""
    (made,) = all_converted([path], form, folder)
    return made


def all_converted(paths: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """Convert several files, as `converted` does one: starting LibreOffice takes seconds."""
    assert PROGRAM is not None
    profile = folder / "profile"
    profile.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            PROGRAM, "--headless", f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--convert-to", form, "--outdir", str(folder), *map(str, paths),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(profile), "LANG": "C.UTF-8"},
    )  # fmt: skip
    made = [folder / f"{path.stem}.{form}" for path in paths]
    assert all(file.exists() for file in made), done.stdout + done.stderr
    return made


def has_writer() -> bool:
    """Return whether LibreOffice can open text documents: it may be installed for sheets only."""
    return PROGRAM is not None and any(
        (Path(PROGRAM).resolve().parent / name).exists() for name in ("libswlo.so", "swriter")
    )
