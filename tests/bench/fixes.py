"""How `validate --fix` grows with what there is to fix: `python tests/bench/fixes.py [COUNT...]`.

For each kind of fault, one card gets so many of it (default: 100, 400, 1600); `cards` puts one
fault each into so many cards (default: 1000). Prints the processor seconds of
`cardctl validate --fix --unsafe --diff`, without those of a start, how often it ran the rules, and
how many faults it fixed and refused to fix, beside the expected numbers. Work is linear if four
times the faults take about four times the seconds, and no more rule runs.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

COUNTS = (100, 400, 1600)
OTHER_COUNTS = {"cards": (1000,), "lists": (100, 400, 800)}
"""For other kinds than most; no file may have more than 10,000 keys and values."""

PATH = "M01/M01-001.yaml"

SHARED = {
    "cardctl.yaml": "format: 1\nbody: Bench\nsecretariat: office\n",
    "agencies.yaml": "agencies:\n  - {code: office, name: Office}\n"
    "  - {code: bureau, name: Bureau, valid_to: 2020-01-01}\n",
    "M01/meeting.yaml": "number: 1\ndate: 2022-01-13\nstatus: held\n"
    "items:\n  - {item: 1, title: All, type: decision, outcome: decided}\n",
    "M02/meeting.yaml": "number: 2\ndate: 2022-10-07\nstatus: held\n"
    "items:\n  - {item: 1, title: All, type: decision, outcome: decided}\n",
}

CARD = """\
id: M01-{serial:03}
title: Matter number {serial}
meeting: 1
item: 1
lead: office
state: {state}
history:
  - {{date: 2022-01-13, by: office, state: registered, lead: office}}
"""

RESULT = "results:\n  - meeting: 2\n    date: 2022-09-01\n    by: office\n    text: Done.\n"


def one_card(more: str) -> dict[str, str]:
    """Return the files of a register whose only card has *more* at the end."""
    return {**SHARED, PATH: CARD.format(serial=1, state="registered") + more}


def listed(head: str, line: str, count: int) -> dict[str, str]:
    return one_card(head + "".join(line.format(number) for number in range(count)))


def cards(count: int) -> dict[str, str]:
    """Return the files of a register with so many cards, each with one fault."""
    texts = {
        f"M01/M01-{serial:03}.yaml": CARD.format(serial=serial, state="Registered")
        for serial in range(1, count + 1)
    }
    return {**SHARED, **texts}


def agencies(count: int) -> dict[str, str]:
    """Return the files of a register with so many agencies that have a text in place of a list."""
    more = (f"  - {{code: a{n}, name: Agency {n}, aliases: Alias {n}}}\n" for n in range(count))
    return {**one_card(""), "agencies.yaml": SHARED["agencies.yaml"] + "".join(more)}


EVIDENCE = RESULT + "    evidence:\n"

KINDS: Mapping[str, Callable[[int], dict[str, str]]] = {
    "quotes": lambda count: listed("x-own:\n", "  - no\n", count),
    "words": lambda count: listed(EVIDENCE, "      - {{kind: reprt, title: Paper {}}}\n", count),
    "keys": lambda count: listed(EVIDENCE, "      - {{knd: report, title: Paper {}}}\n", count),
    "agencies": lambda count: listed("", "  - {{date: 2022-01-14, by: ofice}}\n", count),
    "wrong": lambda count: listed("", "  - {{date: 2022-01-14, by: bureua}}\n", count),
    "hidden": lambda count: listed("", "  - {{date: 2099. 1. 1., by: office}}\n", count),
    "mixed": lambda count: listed(
        "",
        "  - {{date: 2022-01-14, by: ofice}}\n  - {{date: 2022-01-14, by: bureua}}\n",
        count // 2,
    ),
    "lists": agencies,
    "cards": cards,
}
"""From the number of faults to the files."""

REFUSED = {"wrong": 1, "hidden": 1, "mixed": 0.5}
"""The share of faults whose fix would add another finding; the register then has errors left."""


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


COUNTING = """
import sys
from cardctl.app import validate
from cardctl.cli.app import app
ran, check = [], validate.check
def counted(*args, **asked):
    ran.append(1)
    return check(*args, **asked)
validate.check = counted
try:
    app()
finally:
    print(len(ran), file=sys.stderr)
"""
FIX = ("--no-index", "validate", "--fix", "--unsafe", "--diff")


def measure(root: Path, *args: str) -> tuple[float, list[str]]:
    """Return the processor seconds of a command, and what it wrote to standard error."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = (sys.executable, "-c", COUNTING, *args)
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "CARDCTL_LANG": "en"},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, done.stderr.splitlines()


def outcome(kind: str, count: int, messages: list[str]) -> str:
    """Return how many faults were fixed and refused, and whether these are the right numbers."""
    found = (re.match(r"would fix (\d+) finding", line) for line in messages)
    fixed = sum(int(match[1]) for match in found if match)
    refused = sum(line.startswith("not fixed") for line in messages)
    wanted = round(count * REFUSED.get(kind, 0))
    right = (fixed, refused) == (count - wanted, wanted)
    return f"{fixed:>7}{refused:>9}  {'yes' if right else 'NO'}"


def main(kinds: list[str], counts: list[int]) -> None:
    print(
        f"{'kind':10}{'faults':>8}{'seconds':>9}{'rule runs':>11}{'fixed':>7}{'refused':>9}  right"
    )
    for kind in kinds or KINDS:
        for count in counts or OTHER_COUNTS.get(kind, COUNTS):
            with TemporaryDirectory() as folder:
                root = Path(folder) / "cards"
                write(root, KINDS[kind](count))
                start, _ = measure(root, "--version")
                used, messages = measure(root, *FIX)
                figures = f"{used - start:>9.2f}{messages[-1]:>11}"
                print(f"{kind:10}{count:>8}{figures}{outcome(kind, count, messages)}", flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    main([word for word in words if word in KINDS], [int(word) for word in words if word.isdigit()])
