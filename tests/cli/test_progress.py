"""Progress of slow work: real counts, on a terminal only, and free of cost elsewhere."""

from __future__ import annotations

import io
import re
import sys
import time
from pathlib import Path

import pytest
from support.registers import run, small_register
from support.returns import filled
from support.startup import loaded_by
from support.terminal import run_on_terminal

from cardctl.cli.ci_log import CI_SYSTEMS
from cardctl.cli.render import progress as progress_module
from cardctl.cli.render.progress import Progress, Ticker
from cardctl.cli.session import Session
from cardctl.i18n import _
from cardctl.store.counted import counted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CI_SYSTEMS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def progress_output(
    monkeypatch: pytest.MonkeyPatch,
    stream: io.StringIO,
    patience: float = 0.02,
    counts: tuple[int, int] = (0, 0),
    **keys: bool,
) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress_module, "OFTEN", 0.02)
    session = Session(lang_option="ko", **keys)
    with Progress(session, patience).stage(_("writing the report")):
        if session.ticker is not None:
            session.ticker(*counts)
        time.sleep(0.5)  # time to load rich
    return stream.getvalue()


def test_slow_work_shows_progress_on_a_terminal_and_clears_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    output = progress_output(monkeypatch, Terminal())
    assert re.search(r"보고서를 작성하는 중 .*0:00:00", output)
    assert output.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")  # the cursor is back, the line is gone


def test_counts_are_those_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1,200 / 10,000" in progress_output(monkeypatch, Terminal(), counts=(1200, 10_000))
    unknown = progress_output(monkeypatch, Terminal(), counts=(1200, 0))
    assert "1,200" in unknown
    assert "1,200 / " not in unknown


def test_no_progress_if_fast_piped_quiet_or_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress_output(monkeypatch, Terminal(), 9) == ""
    assert progress_output(monkeypatch, io.StringIO()) == ""
    assert progress_output(monkeypatch, Terminal(), quiet=True) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert progress_output(monkeypatch, Terminal()) == ""
    monkeypatch.setenv("TERM", "xterm")
    for name in CI_SYSTEMS:
        with monkeypatch.context() as patch:
            patch.setenv(name, "true")
            assert progress_output(monkeypatch, Terminal()) == ""


# What counts ------------------------------------------------------------------------------------


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What the ticker was told, without showing it."""
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(Ticker, "__call__", lambda self, *given: told.append(given))
    monkeypatch.setattr(Session, "ticker", Ticker())
    monkeypatch.setattr(Progress, "_tell", lambda *_given: None)
    return told


@pytest.mark.parametrize(
    ("args", "total"),
    [
        (("validate",), 8),  # four shared files, four cards
        (("list",), 8),
        (("board",), 8),
        (("report", "--meeting", "2"), 8),
        (("desk",), 8),
        (("remind", "--meeting", "3"), 8),
        (("--no-index", "list"), 8),
        (("request", "--meeting", "2", "--format", "csv", "-o", "{folder}/forms"), 15),
        (("collect", "{form}"), 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_every_item_is_counted(
    tmp_path: Path, calls: list[tuple[int, int]], args: tuple[str, ...], total: int
) -> None:
    root = small_register(tmp_path)
    form = str(filled(root, result="Half.")) if "collect" in args else ""
    (root / ".cardctl/index.sqlite").unlink(missing_ok=True)
    calls.clear()
    done = run(*(arg.format(form=form, folder=tmp_path) for arg in args), root=root)
    assert done.exit_code == 0, done.stderr
    assert [call for call in calls if call[1] == total] == [
        (number, total) for number in range(1, total + 1)
    ]


def test_nothing_is_counted_where_nobody_sees_it(tmp_path: Path) -> None:
    items = iter("abc")
    assert counted(items, 3, None) is items
    assert Session().ticker is None
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "--no-index", "validate")
    assert "cardctl.cli.render.progress" in loaded
    assert not {name for name in loaded if name.partition(".")[0] == "rich"}


def test_counting_changes_neither_output_nor_order(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    piped = run_on_terminal(root, "list", "--format", "plain", streams=())
    shown = run_on_terminal(root, "list", "--format", "plain", streams=("stderr",))
    assert shown.stdout == piped.stdout != ""
    assert list(counted("abc", 3, lambda done, total: None)) == list("abc")
