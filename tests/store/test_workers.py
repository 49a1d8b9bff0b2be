"""Work in forked processes: the same results in the same order, whatever becomes of a process."""

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


def of_each(work: Work) -> Callable[[Sequence[int]], list[object]]:
    return lambda items: [work(item) for item in items]


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give two cores, and check that every process forked here has ended and was waited for.

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


def test_the_results_come_in_the_order_of_the_items() -> None:
    found = list(workers.each(of_each(lambda item: (item * item, os.getpid())), ITEMS))
    assert [square for square, _ in found] == [item * item for item in ITEMS]
    processes = {process for _, process in found}
    assert len(processes) == 2
    assert os.getpid() not in processes


@pytest.mark.parametrize(("count", "cores"), [(workers.ENOUGH - 1, {0, 1}), (1_000, {0})])
def test_a_little_work_or_one_core_needs_no_other_process(
    count: int, cores: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    assert set(workers.each(of_each(lambda _: os.getpid()), range(count))) == {os.getpid()}


def test_what_a_lost_process_should_have_done_is_done_here() -> None:
    own = os.getpid()

    def work(item: int) -> int:
        if item == 500 and os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert list(workers.each(of_each(work), ITEMS)) == list(ITEMS)


def test_what_goes_wrong_in_a_process_goes_wrong_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(workers.each(of_each(lambda item: 1 // (item - 700)), ITEMS))


def test_results_that_cannot_be_sent_are_made_here() -> None:
    found = list(workers.each(of_each(lambda item: lambda: item), ITEMS))
    assert [one() for one in found] == list(ITEMS)


def test_whoever_stops_taking_results_ends_all() -> None:
    coming = workers.each(of_each(lambda item: time.sleep(item / 1e5)), ITEMS)
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
list(workers.each(work, range(100_000)))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_all(tmp_path: Path, number: signal.Signals) -> None:
    """All processes write to one pipe: it ends when the last of them has ended."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert run.stdout is not None
    assert run.stdout.readline().strip().isdigit()
    run.send_signal(number)
    run.communicate(timeout=20)
    assert run.returncode != 0
