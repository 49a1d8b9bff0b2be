"""A process is stopped or fails at every system call of a save: no save is ever partial."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from faults import saver
from support import thorough
from support.faults import Done, Point, inject, needs_strace, points, python, two_at_a_time

from cardctl.store.atomic.write import writing

pytestmark = needs_strace

SCRIPT = Path(saver.__file__)
LEAST = 100
"""The minimum number of calls: with fewer, the trace did not show the whole save."""

READING = ("newfstatat", "read", "openat", "close")
"""Frequent calls that change nothing."""

CODES = {"KILL": {137}, "TERM": {143}, "INT": {130}}
"""Exit codes by signal; any other fault exits with 0, or with 4 for a file system error."""

State = Mapping[str, bytes]


def after(what: str) -> State:
    """Return the expected files after the change."""
    now: dict[str, bytes | None] = dict(saver.OLD)
    now |= {path: text and text.encode() for path, text in saver.CHANGES[what].items()}
    return {path: content for path, content in now.items() if content is not None}


def make(root: Path) -> Path:
    for path, content in saver.OLD.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
        (root / path).chmod(0o640)
    return root


def cards(root: Path) -> State:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("M*/[!.]*")}


def leftover_files(root: Path) -> list[str]:
    return [p.name for p in root.rglob("*") if ".tmp" in p.suffixes or p.stem == "journal"]


@pytest.fixture(scope="module")
def interrupted_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register in which a process was killed after two of the four files of "all"."""
    root = tmp_path_factory.mktemp("half") / "done"
    inject(python(SCRIPT, make(root), "all"), Point("renameat2", 3), "signal=KILL")
    assert cards(root) not in (saver.OLD, after("all"))
    return root


def copy_of(interrupted_register: Path, root: Path) -> Path:
    """Copy it with a journal that names the copy's folder: journals from elsewhere are refused."""
    shutil.copytree(interrupted_register, root)
    journal = root / ".cardctl/journal"
    own = {"folder": journal.parent.stat().st_ino}
    journal.write_text(json.dumps(json.loads(journal.read_text("utf-8")) | own), encoding="utf-8")
    return root


def calls_of(what: str, root: Path, log: Path) -> list[Point]:
    command = python(SCRIPT, root, what)
    found = points(command, log, "the save begins", "the save ends")
    assert any(point.call in ("renameat2", "unlink") for point in found)
    return found


def problems_after(done: Done, root: Path, what: str, fault: str) -> list[str]:
    """Return what is wrong after a fault at one point; recovers an incomplete change first."""
    kind, name = fault.split("=")
    said, before, left = done.stdout == "saved\n", cards(root), leftover_files(root)
    with writing(root) as writer:
        settled = writer.settled
    now = cards(root)
    modes = {stat.S_IMODE((root / path).stat().st_mode) for path in now if path in saver.OLD}
    wrong = {
        f"said {done.stdout!r}": said != (done.returncode == 0),
        f"ended: {done.stderr}": done.returncode not in CODES.get(name, {0, 4}),
        f"left {left}": name != "KILL" and left != [] and not (kind == "error" and said),
        "failed, and changed something": kind == "error" and not said and before != saver.OLD,
        f"half: {now}": now not in (saver.OLD, after(what)),
        "a false success": said and now != after(what),
        "settled in silence": settled is None and now != before,
        f"said {settled}": settled is not None and settled.finished != (now == after(what)),
        "still something left": leftover_files(root) != [],
        f"modes {modes}": modes != {0o640},
    }
    return [each for each, is_so in wrong.items() if is_so]


def violations(tmp_path: Path, what: str, faults: list[tuple[Point, str]]) -> dict[str, list[str]]:
    """Return what went wrong, by point and fault."""

    def try_one(item: tuple[int, tuple[Point, str]]) -> tuple[str, list[str]]:
        number, (point, fault) = item
        root = make(tmp_path / str(number))
        done = inject(python(SCRIPT, root, what), point, fault)
        return f"{fault} at {point}", problems_after(done, root, what, fault)

    tried = two_at_a_time(try_one, enumerate(faults))
    return {where: wrong for where, wrong in tried if wrong}


ERRORS = ("error=ENOSPC", "error=EIO", "error=EROFS", "error=EACCES")
STOPS = (("signal=KILL",), ("signal=TERM", "signal=INT"), ERRORS)
ROUNDS = len(ERRORS) if os.environ.get("CARDCTL_EVERY_FAULT") else 1
"""Each call gets one fault of each kind, in turn; or all with CARDCTL_EVERY_FAULT set."""


def in_turn(calls: list[Point], kind: int) -> list[tuple[int, Point]]:
    """Return the numbered calls that get faults of this kind; all of them in a thorough run.

    Otherwise read-only calls rotate through the kinds of faults, one kind for each call.
    """
    return [
        (number, point)
        for number, point in enumerate(calls)
        if thorough.enabled or point.call not in READING or number % len(STOPS) == kind
    ]


@pytest.mark.parametrize("what", ["one", "all"] if ROUNDS > 1 else ["all"])
@pytest.mark.parametrize("faults", STOPS, ids=["killed", "stopped", "failed"])
def test_save_is_atomic_with_a_fault_at_any_call(
    tmp_path: Path, what: str, faults: Sequence[str]
) -> None:
    calls = calls_of(what, make(tmp_path / "traced"), tmp_path / "log")
    tried = [
        (point, faults[(number + turn) % len(faults)])
        for turn in range(min(ROUNDS, len(faults)))
        for number, point in in_turn(calls, STOPS.index(faults))
    ]
    assert len(calls) >= LEAST if what == "all" else LEAST // 2
    assert violations(tmp_path, what, tried) == {}


@pytest.mark.parametrize("written", [0, 1, 5])
def test_write_with_a_wrong_byte_count_is_detected(tmp_path: Path, written: int) -> None:
    calls = calls_of("one", make(tmp_path / "traced"), tmp_path / "log")
    (draft,) = (point for point in calls if point.call == "write" and "a: new" in point.line)
    fault = f"retval={written or len(after('one')['M01/a.yaml'])}"
    root = make(tmp_path / "register")
    done = inject(python(SCRIPT, root, "one"), draft, fault)
    assert done.returncode == 4
    assert "content read back differs from content written" in done.stderr
    assert problems_after(done, root, "one", fault) == []


def test_recovery_survives_a_fault_at_any_call(tmp_path: Path, interrupted_register: Path) -> None:
    calls = calls_of("none", copy_of(interrupted_register, tmp_path / "traced"), tmp_path / "log")
    faults = [(point, f"signal={each}") for point in calls for each in ("KILL", "INT")]
    faults += [(point, "error=EIO") for point in calls]

    def try_one(item: tuple[int, tuple[Point, str]]) -> tuple[str, list[str]]:
        number, (point, fault) = item
        root = copy_of(interrupted_register, tmp_path / str(number))
        inject(python(SCRIPT, root, "none"), point, fault)
        with writing(root):
            pass
        wrong = [f"half: {cards(root)}"] if cards(root) != saver.OLD else []
        return f"{fault} at {point}", wrong + leftover_files(root)

    chosen = [
        (point, fault)
        for number, (point, fault) in enumerate(faults[:: 4 // ROUNDS])
        if thorough.enabled or point.call not in READING or number % len(STOPS) == 0
    ]
    tried = two_at_a_time(try_one, enumerate(chosen))
    assert {where: wrong for where, wrong in tried if wrong} == {}
