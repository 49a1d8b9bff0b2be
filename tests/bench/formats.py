"""Measure time and memory of each format for a large register, split by library.

    python tests/bench/formats.py [CARDS [FORMAT...]]

Each format is rendered in its own process. "ours" is the share of layout and rendering time that is
not spent inside the format's library: a sampler inspects the stack every two milliseconds; calls
into typst, which is not Python, are timed at the call.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from reader import AGENCIES
from reader import card as card_text

from cardctl.report.compute import meeting_report
from cardctl.report.formats import FORMATS, render
from cardctl.store.files import read
from cardctl.store.load import load

LIBRARIES = ("xlsxwriter", "lxml", "hwpx", "typst", "rich", "json")
EVERY = 0.002
CONFIG = """\
format: 1
body: {en: Council, ko: 협의회}
languages: [ko, en]
secretariat: mois
money: {currency: KRW, unit: 1000000}
"""
MEETING = "number: {number}\ndate: {day}\nstatus: held\n"


def write_register(folder: Path, count: int) -> None:
    """Write *count* cards of meeting 1, heard by meeting 2."""
    rng = random.Random(20220113)
    (folder / "M01").mkdir()
    (folder / "M02").mkdir()
    agencies = "".join(f"  - {{code: {code}, name: {code}}}\n" for code in AGENCIES)
    (folder / "cardctl.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "agencies.yaml").write_text(f"agencies:\n{agencies}", encoding="utf-8")
    for number, day in ((1, "2022-01-13"), (2, "2022-12-20")):
        text = MEETING.format(number=number, day=day)
        (folder / f"M{number:02}" / "meeting.yaml").write_text(text, encoding="utf-8")
    for number in range(1, count + 1):
        path = folder / "M01" / f"M01-{number:03}.yaml"
        path.write_text(card_text(rng, number), encoding="utf-8")


class Sampler:
    """Samples whether the main thread runs our code or a library's."""

    def __init__(self) -> None:
        self.ours = self.theirs = 0
        self.in_typst = 0.0
        self._calling = False
        self._main = threading.main_thread().ident or 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(EVERY):
            if not self._calling:
                inside = is_library(sys._current_frames()[self._main])
                self.theirs += inside
                self.ours += not inside

    def timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return *call*, wrapped so that its time counts as the library's."""

        def timed_call(*args: Any, **keys: Any) -> Any:
            self._calling, start = True, time.perf_counter()
            try:
                return call(*args, **keys)
            finally:
                self.in_typst += time.perf_counter() - start
                self._calling = False

        return timed_call

    def share(self, seconds: float) -> float:
        """Return the share of *seconds* that is ours."""
        seen = self.ours + self.theirs
        return (1 - self.in_typst / seconds) * (self.ours / seen if seen else 0)


def is_library(frame: FrameType | None) -> bool:
    """Return whether any frame of the stack belongs to a format's library."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if module in LIBRARIES:
            return True
        frame = frame.f_back
    return False


def measure(folder: Path, name: str) -> dict[str, float]:
    """Render one format in this process."""
    register = load(read(folder)).register
    start = time.perf_counter()
    report = meeting_report(register, 2, date(2022, 12, 20))
    facts = time.perf_counter() - start
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Sampler() as sampler:
        if name == "pdf":
            import typst

            typst.compile = sampler.timed(typst.compile)
        start = time.perf_counter()
        made = render(name, report, lang="ko")
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "facts": facts,
        "seconds": seconds,
        "ours": sampler.share(seconds),
        "before": before / 1024,
        "peak": peak / 1024,
        "size": len(made if isinstance(made, bytes) else made.encode()) / 2**20,
    }


def main(count: int, names: list[str]) -> None:
    """Measure each format in a child process and print one line for each."""
    with tempfile.TemporaryDirectory() as place:
        write_register(Path(place), count)
        print(f"{count} cards; seconds of layout and rendering, memory and size in MiB:")
        print(f"  {'format':9}{'seconds':>9}{'ours':>7}{'peak':>8}{'loaded':>8}{'size':>8}")
        for name in names:
            done = subprocess.run(
                [sys.executable, __file__, "--one", place, name],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                print(f"  {name:9}failed: {done.stderr.strip().splitlines()[-1]}")
                continue
            one = json.loads(done.stdout)
            print(
                f"  {name:9}{one['seconds']:9.2f}{one['ours']:7.0%}{one['peak']:8.0f}"
                f"{one['before']:8.0f}{one['size']:8.1f}   facts {one['facts']:.2f} s"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[3])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, sys.argv[2:] or list(FORMATS))
