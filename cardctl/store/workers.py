"""Work on many files at once: in forked processes, where there is enough of it and a second core.

The results come in the order of the items, and are the same, however many work on them.
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
"""So many items pay for a fork."""

MOST = 8
"""More processes than this do not help: one reads what they all send."""

_AT_ONCE = 40
"""Items whose results are sent together."""


def each(work: _Work[_Item, _Result], items: Sequence[_Item]) -> Iterator[_Result]:
    """Give the results of *work* on *items*, in their order; results have to be picklable.

    *work* gets some items at a time, and gives as many results. A process that is lost is made up
    for here. Whoever stops taking results ends them all.
    """
    count = min(cores() if CAN_FORK else 1, MOST)
    chunks = [items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE)]
    if len(items) < ENOUGH or count < 2:
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


def beside(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Begin *work* in another process, while this one does something else.

    What is given waits for the result, which has to be picklable. Where the process is lost, or
    could not do it, the work is done here, and raises what it raises.
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
    """A process that works on chunks of items and sends the results through a pipe."""

    def __init__(
        self, work: Callable[[Sequence[_Item]], object], chunks: Sequence[Sequence[_Item]]
    ) -> None:
        out, into = os.pipe()
        self._process = fork()
        if not self._process:
            # Nothing of the parent's is tidied up here: files, locks and handlers are its own.
            os.close(out)
            try:
                _work(work, chunks, into)
            finally:
                os._exit(0)
        os.close(into)
        self._results: IO[bytes] = os.fdopen(out, "rb")

    def next(self) -> list[Any] | None:
        """The results of the next chunk; None where the process is lost."""
        try:
            results: list[Any] = pickle.load(self._results)  # our own child wrote it
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        return results

    def end(self) -> None:
        """End the process, and wait until it has ended."""
        self._results.close()
        kill(self._process)


def _work(
    work: Callable[[Sequence[_Item]], object], chunks: Sequence[Sequence[_Item]], into: int
) -> None:
    """What a child does; whatever goes wrong in it, the parent does again and can tell of."""
    gc.disable()  # it ends soon, and has little that only the collector would find
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    with suppress(Exception), os.fdopen(into, "wb") as file:
        for chunk in chunks:
            pickle.dump(work(chunk), file, pickle.HIGHEST_PROTOCOL)
            file.flush()
