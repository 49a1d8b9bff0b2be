"""`python -m cardctl`: the program, run by a Python that is named."""

from __future__ import annotations

from cardctl.cli.main import run

if __name__ == "__main__":
    run()
