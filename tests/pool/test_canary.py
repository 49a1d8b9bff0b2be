"""A text of a restricted card, or of restricted evidence, is nowhere in what a pool makes."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from support.pools import pool, published, register
from support.registers import run

from cardctl.app import pool_take
from cardctl.app.pool_report import FORMATS
from cardctl.pool.facts import Cut

CANARY = "canary"
RESTRICTED = f"""\
id: M01-009
title: {CANARY} title
decision: {CANARY} decision
visibility: closed
visibility_ground: {CANARY} ground
meeting: 1
item: 1
lead: busan
tags: [{CANARY}]
state: registered
note: {CANARY} note
relations: {{part_of: kr.{CANARY}/M01-001}}
history:
  - {{date: 2024-01-10, by: mois, state: registered, lead: busan, note: {CANARY} entry}}
"""
OPEN = f"""\
id: M01-010
title: Canal
visibility: open
meeting: 1
lead: busan
state: registered
sources:
  - {{kind: other, title: {CANARY} paper, url: "https://example.org/{CANARY}", visibility: closed,
     visibility_ground: {CANARY} paper ground}}
history:
  - {{date: 2024-01-10, by: mois, state: registered, lead: busan}}
"""


def texts(raw: bytes) -> Iterator[str]:
    """Yield the text of a file, that of its parts if it is an archive, or that of its pages."""
    yield raw.decode("utf-8", "replace")
    if is_zipfile(BytesIO(raw)):
        with ZipFile(BytesIO(raw)) as archive:
            yield from (
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    if raw.startswith(b"%PDF") and (program := shutil.which("pdftotext")):
        done = subprocess.run([program, "-", "-"], input=raw, capture_output=True, check=True)
        yield done.stdout.decode()


def found(raw: bytes) -> bool:
    return any(re.search(f"{CANARY}|M01-009", text, re.IGNORECASE) for text in texts(raw))


def made(folder: Path, audience: str) -> Path:
    """Pull one published register, and one that is exported here, into a pool for *audience*."""
    sources = [{"id": "kr.a", "folder": "../kr.a-tables"}, {"id": "kr.b", "folder": "../kr.b"}]
    published(folder, "kr.a", audience=audience)
    root = pool(folder, sources, audience)
    assert run("pool", "pull", "--pool", str(root)).exit_code == 0
    return root


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A public pool and an internal one, of the same two registers."""
    folder = tmp_path_factory.mktemp("canary")
    for name in ("kr.a", "kr.b"):
        register(folder, name, M01__M01_009=RESTRICTED, M01__M01_010=OPEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool_take, "EXPORTED", "jsonl")
        internal = made(folder, "internal").rename(folder / "internal")
        return made(folder, "public"), internal


def test_nothing_restricted_is_in_tables_packages_and_lists(roots: tuple[Path, Path]) -> None:
    public, internal = roots
    for args in (["list", "--cards"], ["list", "--cards", "--json"], ["list"]):
        assert not found(run("pool", *args, "--pool", str(public)).output.encode()), args
    files = [path for path in public.rglob("*") if path.is_file()]
    assert [path.name for path in files if found(path.read_bytes())] == []
    assert {path.suffix for path in files} >= {".jsonl", ".json", ".lock"}
    assert found((internal / "tables/kr.a/card.jsonl").read_bytes())


@pytest.mark.sampled(4)
@pytest.mark.parametrize("form", sorted(FORMATS, key=lambda form: form in ("pdf", "docx", "hwpx")))
def test_nothing_restricted_is_in_a_report(
    roots: tuple[Path, Path], form: str, tmp_path: Path
) -> None:
    cuts = [word for cut in Cut for word in ("--by", cut.value)]
    for root, is_there in zip(roots, (False, True), strict=True):
        file = tmp_path / f"{root.name}.{form}"
        where = ("--format", form, "-o", str(file), "--pool", str(root))
        assert run("pool", "report", *cuts, *where).exit_code == 0
        assert found(file.read_bytes()) is is_there
