"""Pools of small registers, in folders and repositories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from support.registers import FILES, run, small_register
from support.repository import Repository

from cardctl.app.pool_pull import Pull, PullRequest, pull

TODAY = date(2024, 8, 1)


def register(folder: Path, name: str, **more: str) -> Path:
    """Write a register called *name* into *folder*/NAME/cards; return *folder*/NAME."""
    small_register(folder / name, cardctl=f"register: {name}\n{FILES['cardctl.yaml']}", **more)
    return folder / name


def repository(folder: Path) -> Repository:
    """Put everything in *folder* into a new repository."""
    made = Repository(folder)
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("first")
    return made


def published(folder: Path, name: str, form: str = "jsonl", audience: str = "public") -> Path:
    """Publish the register *name* of *folder*; return the folder with the tables."""
    target = folder / f"{name}-tables"
    done = run(
        "export", "-o", str(target), "--format", form, "--audience", audience, "--force",
        root=folder / name / "cards",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return target


def pool(folder: Path, sources: Iterable[Mapping[str, str]], audience: str = "public") -> Path:
    """Write `pool.yaml` into *folder*/pool; return that folder."""
    root = folder / "pool"
    root.mkdir(exist_ok=True)
    lines = ["format: 1", "title: {en: All bodies, ko: 전국}", f"audience: {audience}", "sources:"]
    for source in sources:
        values = ", ".join(f'{key}: "{value}"' for key, value in source.items())
        lines.append(f"  - {{{values}}}")
    (root / "pool.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return root


def pulled(root: Path, *names: str, today: date = TODAY, dry_run: bool = False) -> Pull:
    """Pull into the pool."""
    return pull(root, PullRequest(today, names, dry_run))


def results(done: Pull) -> dict[str, str]:
    """Return what became of each register, or the code of its failure."""
    return {
        each.name: each.failure.code if each.failure else each.result.value
        for each in done.registers
    }


def contents(root: Path) -> dict[str, bytes]:
    """Return all files of a pool, but for the program's own."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".cardctl/" not in path.as_posix()
    }
