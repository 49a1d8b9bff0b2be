"""LibreOffice without a window, to convert documents."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")


def converted(path: Path, form: str, folder: Path) -> Path:
    """Let LibreOffice open *path*, and save it in the format *form* in *folder*."""
    assert PROGRAM is not None
    profile = folder / "profile"
    profile.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            PROGRAM, "--headless", f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--convert-to", form, "--outdir", str(folder), str(path),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(profile), "LANG": "C.UTF-8"},
    )  # fmt: skip
    made = folder / f"{path.stem}.{form}"
    assert made.exists(), done.stdout + done.stderr
    return made
