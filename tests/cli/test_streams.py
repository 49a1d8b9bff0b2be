"""How output adapts to its stream: terminal width, and tracebacks on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.forked import forked
from support.registers import BROKEN, small_register
from support.terminal import run_on_terminal, without_links

from cardctl.printable import columns as columns_of

LONG = "가나 다라 " * 40
CARD = f"id: M01-002\ntitle: {LONG.strip()}\nmeeting: 1\nitem: 2\nstate: registered\n"
HISTORY = "history:\n  - {date: 2024-01-10, by: mois, state: registered}\n"
COMMANDS = [
    ("list",),
    ("board",),
    ("show", "1-2"),
    ("log", "1-2"),
    ("states",),
    ("report", "--meeting", "2"),
    ("validate", "--no-index"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path, M01__M01_002=CARD + HISTORY)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_piped_output_is_not_wrapped_regardless_of_columns(
    root: Path, args: tuple[str, ...]
) -> None:
    plain = forked(*args, cwd=root)
    for columns in ("30", "200"):
        done = forked(*args, cwd=root, env={"COLUMNS": columns})
        assert (done.stdout, done.stderr) == (plain.stdout, plain.stderr)


def widest(root: Path, columns: int, variable: str | None) -> int:
    env = {"CARDCTL_LANG": "en", **({"COLUMNS": variable} if variable is not None else {})}
    shown_text = run_on_terminal(root, "show", "1-2", columns=columns, env=env)
    assert shown_text.code == 0
    return max(map(columns_of, without_links(shown_text.stdout).splitlines()))


def test_columns_overrides_the_size_of_a_terminal(root: Path) -> None:
    assert widest(root, 200, "60") <= 60 < widest(root, 200, None) <= 200


@pytest.mark.parametrize("variable", ["", "0", "000", "x", "-5", "²", "9" * 5000])
def test_invalid_columns_variable_is_ignored(root: Path, variable: str) -> None:
    assert widest(root, 60, variable) == widest(root, 60, None) <= 60


def test_terminal_of_unknown_size_has_80_columns(root: Path) -> None:
    assert widest(root, 0, None) == widest(root, 80, None)


DEBUGGED = [
    (("states",), 0, False),
    (("list",), 1, False),
    (("validate",), 1, False),
    (("validate", "nowhere"), 2, True),
    (("show", "9-9"), 2, True),
    (("lits",), 2, True),
    (("new", "x", "--nonsense"), 2, False),
]


@pytest.mark.parametrize(
    ("args", "code", "shown"), DEBUGGED, ids=[" ".join(d[0]) for d in DEBUGGED]
)
def test_debug_shows_a_traceback_only_for_an_error(
    root: Path, args: tuple[str, ...], code: int, shown: bool
) -> None:
    (root / "M01/M01-005.yaml").write_text(BROKEN, encoding="utf-8")
    for _ in range(2):
        done = forked("--debug", *args, cwd=root)
        assert done.returncode == code
        assert ("Traceback" in done.stderr) == shown


def test_traceback_cannot_control_the_terminal(root: Path) -> None:
    done = forked("--debug", "show", "9-\x1b[31m9", cwd=root)
    assert "Traceback" in done.stderr
    assert "\x1b" not in done.stderr
