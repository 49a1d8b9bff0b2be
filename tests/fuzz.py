"""Run commands on randomly damaged registers: `python tests/fuzz.py SECONDS SEED`.

It exits with status 1 at the first register that breaks a command, and prints the SEED that
reproduces it; the files are kept in the printed folder.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from support.mutations import COMMANDS, assert_commands_run, damaged
from support.registers import small_register


def main(seconds: float = 60, seed: int = 0) -> int:
    """Run until the time is over, with one register for each number from *seed*."""
    end = time.monotonic() + seconds
    root = small_register(Path(mkdtemp(prefix="cardctl-fuzz-")))
    number = seed
    while time.monotonic() < end:
        try:
            assert_commands_run(root, damaged(Random(number)), len(COMMANDS))
        except AssertionError as problem:
            print(f"seed {number}: {problem}\n{root}\npython tests/fuzz.py 1 {number}")
            return 1
        number += 1
    print(f"{number - seed} registers, {len(COMMANDS)} commands each: seeds {seed} to {number - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
