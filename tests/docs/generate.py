"""Generated parts of the documentation; `python tests/docs/generate.py` writes them."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from cardctl.rules import documents

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
STATES, PICTURE = DOCS / "states.md", DOCS / "report.svg"
BEGIN, END = "<!-- states:begin -->\n", "<!-- states:end -->\n"
SHOWN = ("report", "--meeting", "2", "--view", "summary")
WIDTH = 100


def output_of(*arguments: str) -> str:
    """Return what `cardctl` prints in a pipe, in English, about the repository's own cards."""
    return subprocess.run(
        [Path(sys.executable).with_name("cardctl"), "-C", "cards", "--lang", "en", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    ).stdout


def states() -> str:
    """Return the page of states, with the program's tables between its markers."""
    before, _, rest = STATES.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = output_of("states", "--format", "markdown").strip()
    return f"{before}{BEGIN}\n{tables}\n\n{END}{after}"


def shown() -> Text:
    """Return the content of the picture: the report's summary on a terminal, in colour."""
    from support.terminal import seen_in_terminal  # not on the path yet if this is a script

    return Text.from_ansi(seen_in_terminal(ROOT, WIDTH, "-C", "cards", *SHOWN))


def picture() -> str:
    """Return the picture as SVG."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(shown())
    title = " ".join(("cardctl", *SHOWN))
    return console.export_svg(title=title, unique_id="report")


def main() -> None:
    """Write the table of states, the pages of the rules and the picture."""
    STATES.write_text(states(), encoding="utf-8")
    for path, text in documents().items():
        (DOCS / path).write_text(text, encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.append(str(ROOT / "tests"))
    main()
