"""Links that a terminal opens: only there, only to safe addresses, and they cannot be forged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.registers import small_register
from support.terminal import run_on_terminal

from cardctl.cli.render.links import ADDRESS, address, with_links
from cardctl.report.formats.terminal import TextCell, TextColumn, lines_of, styled, table
from cardctl.report.formats.wrap import wrapped

LINK = re.compile(r"\x1b\]8;id=[0-9]+;([^\x1b\x07]*)\x1b\\")
TERMINAL = {"TERM": "xterm-256color"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def links(text: str) -> list[str]:
    """The addresses that a terminal would open in *text*."""
    return [found for found in LINK.findall(text) if found]


def shown(root: Path, *args: str, **env: str) -> str:
    seen = run_on_terminal(root, "--lang", "en", *args, streams=("stdout",), env=env)
    assert seen.code == 0, seen.stderr
    return seen.stdout


def test_a_card_on_the_board_links_to_its_file(root: Path) -> None:
    found = links(shown(root, "board", **TERMINAL))
    assert (root / "M01/M01-001.yaml").as_uri() in found
    assert len(found) == 3
    assert shown(root, "board") == shown(root, "board")


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "dumb"}, {"TERM": "linux"}, {"NO_COLOR": "1"}, {"CI": "true"},
        {"GITHUB_ACTIONS": "true"}, {"VTE_VERSION": "4803"}, {"FORCE_HYPERLINK": "0"},
        {"SSH_CONNECTION": "10.0.0.1 22 10.0.0.2 22"},
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_links_where_they_are_unknown_or_unwanted(root: Path, env: dict[str, str]) -> None:
    assert "\x1b]8" not in shown(root, "board", **env)


def test_no_links_in_a_pipe_even_with_colour(root: Path) -> None:
    seen = run_on_terminal(root, "--color", "always", "board", streams=("stderr",))
    assert "\x1b]8" not in seen.stdout + seen.stderr


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("https://example.org/한글", "https://example.org/%ED%95%9C%EA%B8%80"),
        ("https://e.org/\x1b\\\x1b]0;owned\x07", "https://e.org/%1B%5C%1B]0;owned%07"),
        ("https://e.org/\u202egpj", "https://e.org/%E2%80%AEgpj"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("ssh://host", ""),
        ("https://e.org/ x", ""),
        ("https://" + "e" * 10_000, ""),
        ("", ""),
    ],
)
def test_only_safe_addresses_and_only_visible_characters(written: str, expected: str) -> None:
    assert address(written) == expected
    assert re.fullmatch("[!-~]*", address(written))


def test_an_address_ends_before_the_signs_of_its_sentence() -> None:
    assert ADDRESS.findall("see (https://e.org/a), or https://e.org/b.") == [
        "https://e.org/a", "https://e.org/b",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [8, 20, 30, 200])
def test_an_address_on_several_lines_is_a_link_to_the_whole_on_each(width: int) -> None:
    text = "보도: https://example.org/a/long/path, and https://e.org/b. End"
    lines = list(wrapped(text, width))
    made = list(with_links(text, lines))
    assert [re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", line) for line in made] == lines
    assert set(links("".join(made))) == {"https://example.org/a/long/path", "https://e.org/b"}
    assert all(line.count("\x1b]8;id") == line.count("\x1b]8;;") for line in made)


def test_a_link_in_a_table_stays_one_link_when_it_wraps() -> None:
    cell = TextCell("eight and a half", "bold", "https://e.org/")
    lines = lines_of(table([TextColumn("head")], [[cell]]), 8, colour=True)
    assert len(lines) > 2
    assert "".join(lines).count("\x1b]8;id=1;https://e.org/\x1b\\") == len(lines) - 1
    assert "\x1b" not in "".join(lines_of(table([TextColumn("head")], [[cell]]), 8, colour=False))


def test_styled_text_has_a_link_only_if_one_is_given() -> None:
    assert styled("x", "", "https://e.org/") == "\x1b]8;id=1;https://e.org/\x1b\\x\x1b]8;;\x1b\\"
    assert styled("x", "bold") == "\x1b[1mx\x1b[0m"
    assert styled("x", "") == "x"


# In the commands --------------------------------------------------------------------------------


def test_the_list_links_ids_to_files(root: Path) -> None:
    files = [(root / f"M01/M01-00{n}.yaml").as_uri() for n in range(1, 5)]
    assert links(shown(root, "list")) == files
    seen = run_on_terminal(root, "list", "--lead", "busan", columns=30)  # as a record
    assert links(seen.stdout) == files[:1]
    assert "\x1b]8" not in shown(root, "list", "--format", "plain")


def test_a_card_links_to_its_file_and_its_evidence(root: Path) -> None:
    found = links(shown(root, "show", "1-3"))
    assert found == [(root / "M01/M01-003.yaml").as_uri(), "https://example.org/gauges"]
    narrow = run_on_terminal(root, "show", "1-3", columns=24)
    assert links(narrow.stdout).count("https://example.org/gauges") == 2


def test_findings_link_to_their_files(root: Path) -> None:
    (root / "M01/M01-005.yaml").write_text("id: [", encoding="utf-8")
    for _ in range(2):  # the second time from the index
        seen = run_on_terminal(root, "validate", streams=("stdout",))
        assert (root / "M01/M01-005.yaml").as_uri() in links(seen.stdout)
        piped = run_on_terminal(root, "validate", streams=())
        assert "\x1b" not in piped.stdout
        plain = run_on_terminal(
            root, "validate", streams=("stdout",), env={"SSH_CONNECTION": "a b c d"}
        )
        assert "\x1b]8" not in plain.stdout


def test_hostile_text_cannot_make_a_link(root: Path) -> None:
    visible = "'[link=https://evil.example]y[/] ]8;;https://evil.example/ javascript:alert(1)'"
    path = root / "M01/M01-002.yaml"
    card = path.read_text("utf-8")
    path.write_text(card.replace("수질 측정망 확대", visible), "utf-8")
    own = (root / "M01/M01-002.yaml").as_uri()
    for args in (("list", "--unowned"), ("board", "--unowned")):
        assert links(shown(root, *args)) == [own]
    assert set(links(shown(root, "show", "1-2"))) == {
        own, "https://evil.example]y[/", "https://evil.example/",  # what is seen is what opens
    }  # fmt: skip
    hidden = r'"x\e]8;;https://evil.example/\e\\here\e]8;;\e\\"'
    path.write_text(card.replace("수질 측정망 확대", hidden), "utf-8")
    for args in (("list",), ("board",), ("validate",)):  # the card is not read: it is a finding
        seen = run_on_terminal(root, *args, streams=("stdout", "stderr"))
        assert {*links(seen.stdout)} <= {path.as_uri() for path in root.rglob("*.yaml")}
        assert "\x1b]8;;https" not in seen.stdout + seen.stderr
