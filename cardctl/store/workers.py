"""Process many items in parallel, in forked processes if there is enough work and a second core.

The results are the same, in the order of the items, regardless of the number of processes.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import cycle
from typing import IO, Any, TypeVar

from cardctl.platform import CAN_FORK, cores, fork, kill

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Work = Callable[[Sequence[_Item]], list[_Result]]

ENOUGH = 400
"""Minimum number of items for which forking pays off."""

MOST = 8
"""Maximum number of processes; more do not help, because one process reads all results."""

_AT_ONCE = 40
"""Number of items whose results are sent together."""


def parallel_map(
    work: _Work[_Item, _Result],
    items: Sequence[_Item],
    *,
    enough: int = ENOUGH,
    at_once: int = _AT_ONCE,
) -> Iterator[_Result]:
    """Yield the results of *work* on *items*, in order; results must be picklable.

    *work* is called with a batch of items and returns one result per item. If a process dies, its
    batches are processed here. Closing the generator ends all processes. For large items, forking
    pays off from fewer of them on, and in smaller batches: see *enough* and *at_once*.
    """
    count = min(cores() if CAN_FORK else 1, MOST)
    chunks = [items[start : start + at_once] for start in range(0, len(items), at_once)]
    if len(items) < enough or count < 2:
        for chunk in chunks:
            yield from work(chunk)
        return
    workers = [_Worker(work, chunks[number::count]) for number in range(count)]
    try:
        for worker, chunk in zip(cycle(workers), chunks, strict=False):
            results = worker.next()
            yield from work(chunk) if results is None else results
    finally:
        for worker in workers:
            worker.end()


def in_background(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Start *work* in another process; return a function that waits for the result.

    The result must be picklable. If the process dies or fails, the returned function does the work
    itself, and raises its exceptions.
    """
    if not CAN_FORK:
        return work
    worker = _Worker(lambda _: [work()], [[None]])

    def result() -> _Result:
        results = worker.next()
        worker.end()
        return work() if results is None else results[0]

    return result


class _Worker:
    """Process that works on batches of items and sends the results through a pipe."""

    def __init__(
        self, work: Callable[[Sequence[_Item]], object], chunks: Sequence[Sequence[_Item]]
    ) -> None:
        out, into = os.pipe()
        self._process = fork()
        if not self._process:
            # Skip the parent's clean-up: files, locks and handlers belong to the parent.
            os.close(out)
            try:
                _work(work, chunks, into)
            finally:
                os._exit(0)
        os.close(into)
        self._results: IO[bytes] = os.fdopen(out, "rb")

    def next(self) -> list[Any] | None:
        """Return the results of the next batch; None if the process died."""
        try:
            results: list[Any] = pickle.load(self._results)  # our own child wrote it
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        return results

    def end(self) -> None:
        """End the process, and wait for it."""
        self._results.close()
        kill(self._process)


def _work(
    work: Callable[[Sequence[_Item]], object], chunks: Sequence[Sequence[_Item]], into: int
) -> None:
    """Run a child process; if it fails, the parent repeats the work and can report the error."""
    gc.disable()  # the process is short-lived and creates few reference cycles
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    with suppress(Exception), os.fdopen(into, "wb") as file:
        for chunk in chunks:
            pickle.dump(work(chunk), file, pickle.HIGHEST_PROTOCOL)
            file.flush()
