"""A process is stopped while it writes the index, or pages are lost: nothing wrong is ever read."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from faults import index_writer
from faults.index_writer import CARDS, TURNS, answer, data, row, stamps, write
from support import thorough
from support.faults import Point, inject, needs_strace, points, python, two_at_a_time

from cardctl.cache.sqlite import Index

SCRIPT = Path(index_writer.__file__)
ROWS = {row(number, turn) for number in CARDS for turn in TURNS}
FACTS = {each._replace(basis=b"", found=b"", titles=b"") for each in ROWS}


def index_file(root: Path) -> Path:
    return root / ".cardctl/index.sqlite"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register with the index of turn 0."""
    root = tmp_path / "register"
    root.mkdir()
    write(root, 0)
    return root


def wrong_contents(root: Path) -> list[str]:
    """Return what is read of the index, each with a new connection, and was never written."""

    def index() -> Index:
        return Index(root, "test")

    wrong = [f"row of {each.path}" for each in {*index().files().values()} - ROWS]
    wrong += [
        f"facts of {each.path}" for each in {*index().files(only_facts=True).values()} - FACTS
    ]
    one = index()
    for number in CARDS:
        for turn in TURNS:
            known = row(number, turn)
            if one.data(known.path, known.digest) not in (b"", data(number, turn)):
                wrong.append(f"data of {known.path}")
    trees = [("", ""), *((stamps(turn), f"state {turn}") for turn in TURNS)]
    wrong += ["stamps"] if one.tree() not in trees else []
    for turn in TURNS:
        wrong += (
            ["answer"] if one.answer("question", f"state {turn}") not in ("", answer(turn)) else []
        )
    one.close()
    return wrong


def problems_of(root: Path) -> list[str]:
    """Return what is wrong with a register's index, and with what can be written to it."""
    wrong = wrong_contents(root)
    wrong += [path.name for path in index_file(root).parent.glob("index.sqlite-*")]
    for _ in range(2):  # if SQLite finds damage only when it writes, the file is deleted then
        write(root, 1)
    kept = {row(number, 1) for number in CARDS[3:]}
    wrong += [] if {*Index(root, "test").files().values()} == kept else ["rows cannot be written"]
    return wrong + [f"then {each}" for each in wrong_contents(root)]


FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")


@needs_strace
@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_wrong_is_read_after_a_fault_at_any_write(root: Path, fault: str) -> None:
    def copy(name: str) -> Path:
        return Path(shutil.copytree(root, root.with_name(name)))

    traced = copy("traced")
    command = python(SCRIPT, traced, "2")
    calls = points(command, root.with_name("log"), "the write begins", "the write ends")
    writes = [point for point in calls if point.call in ("pwrite64", "ftruncate", "unlink")]
    assert len(writes) > 20

    def try_one(item: tuple[int, Point]) -> tuple[str, list[str]]:
        number, point = item
        register = copy(str(number))
        inject(python(SCRIPT, register, "2"), point, fault)
        return f"{fault} at {point}", problems_of(register)

    chosen = [each for each in enumerate(writes) if thorough.enabled or each[0] % 4 == 0]
    tried = two_at_a_time(try_one, chosen)
    assert {where: wrong for where, wrong in tried if wrong} == {}


@pytest.mark.parametrize("block", [512, 4096, 8192])
def test_nothing_wrong_is_read_after_a_power_cut(root: Path, block: int) -> None:
    """Of what was written last, each block of the disk has arrived, or has not, or is empty."""
    file, rng = index_file(root), Random(block)
    before = file.read_bytes()
    write(root, 2)
    after = file.read_bytes()
    size = max(len(before), len(after))
    for _ in range(400 if thorough.enabled else 60):
        bias = rng.random()
        versions = (after, before, bytes(size))
        chosen = rng.choices(versions, (bias, 1 - bias, bias / 9), k=-(-size // block))
        blocks = [raw[n * block : (n + 1) * block] for n, raw in enumerate(chosen)]
        file.write_bytes(b"".join(blocks)[: rng.choice((size, len(before), rng.randrange(size)))])
        assert problems_of(root) == []
