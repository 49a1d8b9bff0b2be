"""The overview of a report on a terminal: bars and sparklines, only where they say something."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import card, report
from support.registers import small_register
from support.terminal import run_on_terminal

from cardctl.domain.signal import Colour
from cardctl.platform import encodes, use_utf8
from cardctl.printable import columns
from cardctl.report.formats import render
from cardctl.report.formats.overview import ASCII, BLOCKS, overview, shares, sparkline

REPORT = ("report", "--meeting", "2", "--no-pager")
EXAMPLE = Path(__file__).parents[2] / "examples/city-council"
SGR = re.compile(r"\x1b\[[0-9;]*m")


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=7).filter(any), st.integers(7, 80))
def test_a_bar_is_shared_out_whole_and_shows_every_part(counts: list[int], room: int) -> None:
    lengths = shares(counts, room)
    assert sum(lengths) == room
    for count, length in zip(counts, lengths, strict=True):
        assert (count > 0) == (length > 0)
        assert abs(length - count * room / sum(counts)) <= len(counts)


def test_a_sparkline_has_a_level_for_each_value() -> None:
    assert sparkline([0, 50, 100], 100) == "▁▅█"
    assert sparkline([0, 1, 2], 2, ASCII) == "_-#"


def shown(width: int, lang: str, *args: str, root: Path = EXAMPLE, **env: str) -> list[str]:
    seen = run_on_terminal(
        root, "--lang", lang, "--no-index", "report", "--no-pager", *args, columns=width,
        streams=("stdout",), env=env,
    )  # fmt: skip
    assert seen.code == 0, seen.stderr
    return seen.stdout.splitlines()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(("lang", "label"), [("ko", "신호등"), ("en", "Signal")])
def test_the_summary_begins_with_bars_and_sparklines(width: int, lang: str, label: str) -> None:
    lines = [SGR.sub("", line) for line in shown(width, lang, "--view", "summary")]
    start = next(number for number, line in enumerate(lines) if line.startswith(label))
    assert start <= 6
    signals, completion, *trends = lines[start : lines.index("", start)]
    assert {*"✗▴▸✓◦"} <= {*signals}
    assert "█" in completion
    assert "░" in completion
    assert len(trends) == 2
    assert all({*trend} & {*BLOCKS.levels} and "→" in trend for trend in trends)
    assert max(map(columns, lines)) <= width
    assert after_bar(signals) == after_bar(completion)


def after_bar(line: str) -> int:
    """The column in which the figures beside a bar begin."""
    found = re.search(r"[✗█][✗▴▸✓◦█▒░]+  ", line)
    assert found
    return columns(line[: found.end()])


def test_bars_are_coloured_by_signal() -> None:
    text = "\n".join(shown(80, "en", "--view", "summary"))
    assert re.search("\x1b\\[1m\x1b\\[31m✗+|\x1b\\[1;31m✗+", text)
    assert "\x1b" not in "\n".join(shown(80, "en", "--view", "summary", NO_COLOR="1"))


def test_pictures_that_say_nothing_are_left_out() -> None:
    alike = report(card("M01-001"), card("M01-002"))
    assert len({*alike.summary.by_signal.values()} - {0}) == 1
    assert overview(alike, "en", 80, colour=False) == []


def test_a_narrow_terminal_has_no_pictures() -> None:
    assert not any("✗✗" in line for line in shown(24, "ko", "--view", "summary"))


@pytest.mark.parametrize(
    ("args", "streams", "is_shown"),
    [
        ((), ("stdout",), True),
        (("--view", "summary"), ("stdout",), True),
        ((), (), False),
        (("--format", "markdown"), ("stdout",), False),
        (("--view", "agency:busan"), ("stdout",), False),
        (("-o", "{out}"), ("stdout",), False),
    ],
    ids=str,
)
def test_the_overview_is_shown_on_a_terminal_only(
    tmp_path: Path, args: tuple[str, ...], streams: tuple[str, ...], is_shown: bool
) -> None:
    root = small_register(tmp_path)
    out = tmp_path / "out.txt"
    seen = run_on_terminal(
        root, "--lang", "en", *REPORT, *(arg.format(out=out) for arg in args), streams=streams
    )
    assert seen.code == 0, seen.stderr
    text = SGR.sub("", seen.stdout) + (out.read_text("utf-8") if out.exists() else "")
    assert bool(re.search(r"^Signal  +[✗▴]{4}", text, re.MULTILINE)) == is_shown


# Encodings without block characters -------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp949", "ascii", "latin-1", "euc-kr", "unknown"])
def test_bars_are_ascii_if_the_terminal_cannot_show_blocks(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8" if encoding == "unknown" else encoding)
    monkeypatch.setattr("cardctl.platform._ENCODINGS", {})
    assert encodes("stdout", BLOCKS.levels)
    use_utf8("stdout", stream)
    if encoding == "unknown":
        monkeypatch.setattr("cardctl.platform._ENCODINGS", {"stdout": "cp0"})
    assert not encodes("stdout", BLOCKS.levels)
    stream.write(BLOCKS.levels)  # it can be written all the same
    stream.flush()
    assert raw.getvalue() == BLOCKS.levels.encode()


def test_ascii_pictures_have_no_other_characters() -> None:
    made = report(card("M01-001", due="2023-01-01", lead="mois"), card("M01-002", lead="mois"))
    lines = overview(made, "en", 80, colour=False, marks=ASCII)
    assert {*Colour} == {*ASCII.signals}
    assert all(line.isascii() for line in lines)
    text = str(render("text", made, lang="en", width=80, pictures=ASCII))
    assert not {*text} & {*(BLOCKS.levels + BLOCKS.rest + "▏▎▍▌▋▊▉")}
