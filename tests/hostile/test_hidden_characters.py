"""Characters that files may not contain are never written, whatever their source."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import is_normalized

import pytest
from support.registers import run, small_register
from typer.testing import CliRunner

from cardctl.cli.app import app
from cardctl.store.load import load

HIDDEN = {
    "lone CR": "\r",
    "bell": "\x07",
    "escape": "\x1b",
    "form feed": "\x0c",
    "null": "\0",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "zero width": "\u200b",
    "byte order mark": "\ufeff",
    "half a character": "\udc80",
    "tag": "\U000e0041",
}
LIKELY = ["lone CR", "bell", "line separator", "right-to-left override", "half a character"]
RESULT = ["update", "1-1", "--result"]
COMMANDS = [
    ["update", "1-1", "--set", "note=a?b"],
    ["update", "1-1", "--set", "title.en=a?b"],
    ["update", "1-1", "--set", 'note={en: "a?b"}'],
    ["update", "1-1", "--add", "tags=a?b"],
    ["update", "1-2", "--lead", "moef", "--reason", "a?b"],
    ["update", "1-1", "--outcome", "infeasible", "--reason", "a", "--substitute", "a?b"],
    [*RESULT, "a?b"],
    [*RESULT, "Built.", "--next", "a?b", "--blocker", "a?b"],
    [*RESULT, "Built.", "--evidence", "https://example.org/a?b"],
    [*RESULT, "Built.", "--evidence", "{kind: report, title: 'a?b'}"],
    [*RESULT, "@FOLDER/text.txt"],
    ["update", "1-1", "--set", "note=@FOLDER/text.txt"],
    ["new", "a?b"],
    ["new", "Piers", "--tag", "a?b"],
    ["new", "Piers", "--decision", "a?b"],
    ["new", "--from", "FOLDER/sheet.csv"],
    ["new", "--from", "FOLDER/sheet.jsonl"],
    ["new", "--from", "FOLDER/languages.jsonl"],
    ["meeting", "add", "3", "--place", "a?b"],
    ["meeting", "return", "2", "1-3", "--on", "2024-07-10", "--reason", "a?b"],
    ["init", "FOLDER/new", "--body", "a?b"],
]


def filled(folder: Path, args: list[str], between: str) -> list[str]:
    """Write input files that contain *between*; return the command with it in its text."""
    text = f"a{between}b"
    record = {"title": {"en": text}, "tags": [text]}
    files = {
        "text.txt": text,
        "sheet.csv": f'title\n"{text}"\n',
        "sheet.jsonl": json.dumps({"title": text}),
        "languages.jsonl": json.dumps(record),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    return [arg.replace("FOLDER", str(folder)).replace("a?b", text) for arg in args]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.yaml")}


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_forbidden_characters_are_not_written(tmp_path: Path, args: list[str]) -> None:
    root = small_register(tmp_path)
    before = contents(tmp_path)
    for name in LIKELY:
        result = run(*filled(tmp_path, args, HIDDEN[name]), root=root)
        # 4 is for a sheet that is not text at all, such as one with half a character.
        assert result.exit_code in (2, 3, 4), (name, result.output)
        assert isinstance(result.exception, SystemExit), name
        assert contents(tmp_path) == before, name


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=list(HIDDEN))
def test_forbidden_characters_from_standard_input_are_not_written(
    tmp_path: Path, hidden: str
) -> None:
    root = small_register(tmp_path)
    before = contents(tmp_path)
    text = f"a{hidden}b".encode("utf-8", "surrogatepass")
    for args in ([*RESULT, "-"], ["update", "1-1", "--set", "note=-"]):
        result = CliRunner().invoke(app, ["-C", str(root), *args], input=text)
        assert result.exit_code in (2, 3), result.output
        assert contents(tmp_path) == before


def test_message_names_the_option_and_the_character(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    assert (
        "--set: hidden character U+000D"
        in run("update", "1-1", "--set", "note=a\rb", root=root).stderr
    )
    (tmp_path / "sheet.csv").write_text('title,note\na,b\nc,"d\u200b"\n', "utf-8")
    sheet = run("new", "--from", str(tmp_path / "sheet.csv"), root=root)
    assert f"{tmp_path / 'sheet.csv'}:3: note: hidden character U+200B" in sheet.stderr


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("between", ["\r\n", "e\u0301"])
def test_line_endings_and_unicode_are_normalised_on_write(
    tmp_path: Path, args: list[str], between: str
) -> None:
    root = small_register(tmp_path)
    before = contents(tmp_path)
    result = run(*filled(tmp_path, args, between), root=root)
    changed = {path: raw for path, raw in contents(tmp_path).items() if before.get(path) != raw}
    assert bool(changed) == (result.exit_code == 0)
    for raw in changed.values():
        assert b"\r" not in raw
        assert is_normalized("NFC", raw.decode())
    where = {str(path.relative_to(root)): raw for path, raw in contents(root).items()}
    assert [f for f in load(where).findings if f.severity == "error"] == []
