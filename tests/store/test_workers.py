"""Work in forked processes: the same results in the same order, even if a process dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cardctl import platform
from cardctl.store import workers

ITEMS = range(1_000)

Work = Callable[[int], object]


def applied_to_all(work: Work) -> Callable[[Sequence[int]], list[object]]:
    return lambda items: [work(item) for item in items]


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Simulate two cores, and check that every process forked here has ended and was reaped.

    Other tests of this process may have children of their own, so only these are checked.
    """
    forked: list[int] = []

    def fork() -> int:
        process = platform.fork()
        forked.append(process)
        return process

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers, "fork", fork)
    yield
    for process in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_results_are_in_the_order_of_the_items() -> None:
    found = list(
        workers.parallel_map(applied_to_all(lambda item: (item * item, os.getpid())), ITEMS)
    )
    assert [square for square, _ in found] == [item * item for item in ITEMS]
    processes = {process for _, process in found}
    assert len(processes) == 2
    assert os.getpid() not in processes


@pytest.mark.parametrize(("count", "cores"), [(workers.ENOUGH - 1, {0, 1}), (1_000, {0})])
def test_little_work_or_one_core_forks_no_process(
    count: int, cores: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    assert set(workers.parallel_map(applied_to_all(lambda _: os.getpid()), range(count))) == {
        os.getpid()
    }


def test_work_of_a_killed_process_is_done_by_the_parent() -> None:
    own = os.getpid()

    def work(item: int) -> int:
        if item == 500 and os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert list(workers.parallel_map(applied_to_all(work), ITEMS)) == list(ITEMS)


def test_exception_in_a_process_is_raised_in_the_parent() -> None:
    with pytest.raises(ZeroDivisionError):
        list(workers.parallel_map(applied_to_all(lambda item: 1 // (item - 700)), ITEMS))


def test_unpicklable_results_are_computed_by_the_parent() -> None:
    found = list(workers.parallel_map(applied_to_all(lambda item: lambda: item), ITEMS))
    assert [one() for one in found] == list(ITEMS)


def test_closing_the_iterator_ends_all_processes() -> None:
    coming = workers.parallel_map(applied_to_all(lambda item: time.sleep(item / 1e5)), ITEMS)
    next(coming)
    coming.close()  # type: ignore[attr-defined]


RUN = """
import time
from cardctl.store import workers
workers.os.sched_getaffinity = lambda _: {0, 1}
def work(items):
    for item in items:
        print(item, flush=True)
        time.sleep(0.01)
    return items
list(workers.parallel_map(work, range(100_000)))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_signal_ends_all_processes(tmp_path: Path, number: signal.Signals) -> None:
    """All processes write to one pipe: it ends when the last of them has ended."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert run.stdout is not None
    assert run.stdout.readline().strip().isdigit()
    run.send_signal(number)
    run.communicate(timeout=20)
    assert run.returncode != 0
