"""A report on a terminal that is too small for it is shown in a pager."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.registers import small_register
from support.terminal import Seen, run_on_terminal

TERMINALS = ("stdin", "stdout", "stderr")
REPORT = ("--lang", "en", "report", "--meeting", "2")
TEE = {"CARDCTL_PAGER": "tee paged.txt"}
"""A pager that prints its input and saves a copy."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def shown(root: Path, *args: str, streams: tuple[str, ...] = TERMINALS, **env: str) -> Seen:
    seen = run_on_terminal(root, *(args or REPORT), streams=streams, env=env)
    assert seen.code == 0, seen.stderr
    return seen


def test_long_report_is_shown_in_the_pager_also_from_the_index(root: Path) -> None:
    plain = shown(root, *REPORT, "--no-pager").stdout
    assert len(plain.splitlines()) > 40
    for _ in range(2):
        assert shown(root, **TEE).stdout == plain
        paged = root / "paged.txt"
        assert paged.read_text(encoding="utf-8") == plain
        paged.unlink()


@pytest.mark.parametrize(
    ("args", "streams", "env"),
    [
        ((*REPORT, "--no-pager"), TERMINALS, {}),
        ((*REPORT, "--format", "json"), TERMINALS, {}),
        (REPORT, ("stdin", "stderr"), {}),
        (REPORT, ("stdout", "stderr"), {}),
        (REPORT, TERMINALS, {"TERM": "dumb"}),
        (("--lang", "en", "meeting", "list"), TERMINALS, {}),
        ((*REPORT, "--template", "short.md.j2"), TERMINALS, {}),
    ],
)
def test_no_pager_for_a_pipe_a_data_format_or_short_output(
    root: Path, args: tuple[str, ...], streams: tuple[str, ...], env: dict[str, str]
) -> None:
    (root / "short.md.j2").write_text("Short.\n", encoding="utf-8")
    assert shown(root, *args, streams=streams, **TEE, **env).stdout
    assert not (root / "paged.txt").exists()


@pytest.mark.parametrize("pager", ["", "cat"])
def test_empty_variable_or_cat_disables_the_pager(root: Path, pager: str) -> None:
    plain = shown(root, *REPORT, "--no-pager").stdout
    assert shown(root, CARDCTL_PAGER=pager, PAGER="tee paged.txt").stdout == plain
    assert not (root / "paged.txt").exists()


def test_pager_variable_is_the_fallback_for_cardctl_pager(root: Path) -> None:
    assert shown(root, PAGER="head -n 2").stdout.count("\n") == 2  # it exits early
    shown(root, PAGER="head -n 2", **TEE)
    assert (root / "paged.txt").exists()


def test_an_unknown_pager_is_reported(root: Path) -> None:
    seen = run_on_terminal(root, *REPORT, streams=TERMINALS, env={"PAGER": "nopager -R"})
    assert (seen.code, seen.stdout) == (4, "")
    assert "pager not found: 'nopager'" in seen.stderr
    assert "--no-pager" in seen.stderr
