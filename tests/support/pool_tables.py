"""Pools on disk: registers exported into `tables/`, with the `pool.lock` that a pull writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cardctl.app.export import tables
from cardctl.pool.lock import FILE as LOCK
from cardctl.pool.lock import file_of, lock_text, read_lock
from cardctl.pool.model import FILE
from cardctl.publish.formats import FORMATS
from cardctl.publish.package import FILE as PACKAGE
from cardctl.publish.package import Origin
from cardctl.publish.records import Published
from cardctl.store.atomic.folder import Content

TAKEN_ON = date(2026, 2, 1)


def make_pool(
    root: Path,
    registers: Iterable[Published],
    *,
    form: str | Mapping[str, str] = "jsonl",
    missing: Mapping[str, dict[str, Any]] | None = None,
    taken_on: date = TAKEN_ON,
    overdue_days: int = 30,
) -> Path:
    """Write a pool with the tables of *registers*; *missing* has failures of others by name."""
    locked: dict[str, Any] = {}
    root.mkdir(parents=True, exist_ok=True)
    for each in registers:
        chosen = form if isinstance(form, str) else form[each.name]
        folder = root / "tables" / each.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in tables(each, FORMATS[chosen], Origin("0", "public")):
            (folder / name).write_bytes(_bytes(content))
        taken = _taken(folder, taken_on)
        locked[each.name] = {"taken": taken}
    for name, failure in (missing or {}).items():
        locked.setdefault(name, {})["failure"] = {"since": taken_on.isoformat(), **failure}
    (root / LOCK).write_text(lock_text(read_lock(json.dumps({"registers": locked}))), "utf-8")
    config = {
        "format": 1,
        "title": {"en": "All councils", "ko": "전국 협의회"},
        "sources": [{"id": name, "folder": f"../{name}"} for name in sorted(locked)],
        "settings": {"overdue_days": overdue_days},
    }
    (root / FILE).write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return root


def _bytes(content: Content) -> bytes:
    return content if isinstance(content, bytes) else b"".join(content)


def _taken(folder: Path, day: date) -> dict[str, Any]:
    package = json.loads((folder / PACKAGE).read_text("utf-8"))
    return {
        "source": {"folder": "x"},
        "day": day.isoformat(),
        "program": "0",
        "exported_here": False,
        "audience": "public",
        "table_schema": 1,
        "package": "sha256:" + sha256((folder / PACKAGE).read_bytes()).hexdigest(),
        "tables": {
            each["name"]: {"path": each["path"], "rows": each["rows"], "hash": each["rowsHash"]}
            for each in package["resources"]
        },
        "files": {
            each["path"]: file_of(folder / each["path"]).model_dump()
            for each in package["resources"]
        },
    }
