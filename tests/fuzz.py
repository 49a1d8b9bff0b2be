"""Damage registers for as long as you like: `python tests/fuzz.py SECONDS SEED`.

It ends with 1 at the first register that stops a command, and says with which SEED to see it
again; the files are left in the folder that it names.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from support.mutations import COMMANDS, damaged, survive
from support.registers import small_register


def main(seconds: float = 60, seed: int = 0) -> int:
    """Go on from *seed*, one register a number, until the time is over."""
    end = time.monotonic() + seconds
    root = small_register(Path(mkdtemp(prefix="cardctl-fuzz-")))
    number = seed
    while time.monotonic() < end:
        try:
            survive(root, damaged(Random(number)), len(COMMANDS))
        except AssertionError as problem:
            print(f"seed {number}: {problem}\n{root}\npython tests/fuzz.py 1 {number}")
            return 1
        number += 1
    print(f"{number - seed} registers, {len(COMMANDS)} commands each: seeds {seed} to {number - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
