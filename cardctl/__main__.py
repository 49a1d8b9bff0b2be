"""Entry point for `python -m cardctl`."""

from __future__ import annotations

from cardctl.cli.main import run

if __name__ == "__main__":
    run()
