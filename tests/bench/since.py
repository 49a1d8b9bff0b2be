"""Measure the speed of `validate --since`: `python tests/bench/since.py [CARDS] [CHANGED]`.

A register of 1,000 cards under git, 6 of them changed, is validated with `--since HEAD`. This may
take at most as long as two runs of `git status` plus the start of the program. The start is a
`validate` of a register with only the changed cards, so that both do the same work on these. All
are run in turns, so that load on the machine slows them equally; the minimum of each counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROUNDS = 15
CARDCTL = str(Path(sys.executable).with_name("cardctl"))
GIT = ("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org")

SHARED = {
    "cardctl.yaml": "format: 1\nbody: Bench\nsecretariat: office\n",
    "agencies.yaml": "agencies:\n  - {code: office, name: Office}\n",
    "M01/meeting.yaml": "number: 1\ndate: 2022-01-13\nstatus: held\n"
    "items:\n  - {item: 1, title: All, type: decision, outcome: decided}\n",
}


def card(number: int) -> str:
    """Return an open card of about 2 KB."""
    entries = "".join(
        f"  - {{date: 2022-02-{day:02}, by: office, note: 추진 상황을 점검함 (No. {day})}}\n"
        for day in range(1, 29)
    )
    return f"""\
id: M01-{number:03}
title: Matter number {number}
meeting: 1
item: 1
lead: office
state: registered
history:
  - {{date: 2022-01-13, by: office, state: registered, lead: office}}
{entries}"""


def write(root: Path, numbers: Sequence[int], more: str = "") -> None:
    """Write the register with these cards, and append *more* to each."""
    texts = {f"M01/M01-{number:03}.yaml": card(number) + more for number in numbers}
    for path, text in {**SHARED, **texts}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def seconds(command: Sequence[str], cwd: Path) -> float:
    """Return the seconds that a command takes. Raises CalledProcessError if it fails."""
    # Python may write bytecode; otherwise an editable installation is compiled each time.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, env=kept)
    return time.perf_counter() - start


def main(cards: int, changed: int) -> None:
    """Measure and print the times and their ratio."""
    with TemporaryDirectory() as name:
        whole, small = Path(name, "whole"), Path(name, "small")
        write(whole / "cards", range(1, cards + 1))
        small.mkdir()
        subprocess.run(("git", "init", "--quiet"), cwd=small, check=True)
        for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-mstart")):
            subprocess.run((*GIT, *command), cwd=whole, check=True)
        numbers = range(1, cards + 1, max(cards // changed, 1))[:changed]
        for root in (whole, small):
            write(root / "cards", numbers, "note: Changed.\n")
        commands = {
            "git status": (("git", "status"), whole),
            "the start": ((CARDCTL, "--no-index", "validate", "--ignore", "CC904"), small),
            "validate --since": (
                (CARDCTL, "validate", "--ignore", "CC904", "--since", "HEAD"),
                whole,
            ),
            "validate": ((CARDCTL, "--no-index", "validate"), whole),
        }
        times: dict[str, list[float]] = {what: [] for what in commands}
        for number in range(ROUNDS):
            for what, (command, cwd) in commands.items():
                if what != "validate" or number < 2:
                    times[what].append(seconds(command, cwd))
    least = {what: min(values) for what, values in times.items()}
    print(f"{cards} cards, {changed} changed; the least of {ROUNDS} rounds:")
    for what, value in least.items():
        print(f"  {what:18}{value * 1000:8.1f} ms")
    above = (least["validate --since"] - least["the start"]) / least["git status"]
    ratio = least["validate --since"] / (2 * least["git status"] + least["the start"])
    print(f"  above the start, in git status  {above:6.2f}  (<= 2)")
    print(f"  of what is allowed              {ratio:6.2f}  (<= 1)")


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], *("1000", "6")[len(sys.argv) - 1 :]]))
