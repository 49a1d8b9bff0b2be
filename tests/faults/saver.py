"""A process that only saves, so that a fault can be injected at each of its system calls.

`python saver.py ROOT WHAT` makes the change called WHAT and prints "saved" if it succeeds.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from cardctl.errors import CardctlError
from cardctl.store.atomic.write import writing

OLD = {"M01/a.yaml": b"a: old\n" * 50, "M01/b.yaml": b"b: old\n", "M02/c.yaml": b"c: old\n"}
CHANGES: dict[str, dict[str, str | None]] = {
    "one": {"M01/a.yaml": "a: new\n" * 60},
    "all": {
        "M01/a.yaml": "a: new\n",
        "M02/c.yaml": None,
        "M02/d.yaml": "d: new\n",
        "M01/b.yaml": "b: new\n",
    },
    "none": {},
}
"""Changes of `OLD`: one file; two changed, one deleted and one new file; recovery only."""


def main() -> None:
    signal.signal(signal.SIGTERM, _terminate)
    root, what = Path(sys.argv[1]), sys.argv[2]
    mark("begins")
    try:
        with writing(root) as writer:
            writer.write(CHANGES[what], OLD)
    except CardctlError as problem:
        sys.stderr.write(f"{problem}\n{problem.hint or ''}\n")
        raise SystemExit(problem.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    mark("ends")
    print("saved", flush=True)


def _terminate(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def mark(moment: str) -> None:
    """Leave a marker in the trace."""
    os.path.lexists(f"the save {moment}")


if __name__ == "__main__":
    main()
