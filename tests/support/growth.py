"""Measures how work grows with size: counted lines for Python code, time for C code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

Work = Callable[[], object]

LINEAR = 6
"""How much more fourfold work may take: 4 where it is linear, 16 where it is quadratic."""


def lines_run(work: Work) -> int:
    """Return the number of Python lines that *work* runs."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def seconds(work: Work) -> float:
    """Return the lowest processor time of three runs."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def assert_lines_grow_evenly(work: Callable[[int], Work], size: int) -> None:
    """Assert that *work* of four times the size runs about four times as many lines."""
    once, more = lines_run(work(size)), lines_run(work(4 * size))
    assert more < LINEAR * once, (once, more)


def assert_time_grows_evenly(work: Callable[[int], Work], size: int) -> None:
    """Assert that *work* of four times the size takes about four times as long."""
    once, more = seconds(work(size)), seconds(work(4 * size))
    assert more < LINEAR * 1.5 * max(once, 0.002), (once, more)
