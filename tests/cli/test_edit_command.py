"""`cardctl edit` and `new --edit`: the editor opens a copy, whose text replaces the card."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from support.registers import BROKEN, process, run, small_register
from typer.testing import CliRunner, Result

from cardctl.cli.app import app

CARD = "M01/M01-001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def editor(folder: Path, *edits: tuple[str, str]) -> dict[str, str]:
    """An editor that replaces one text with another; each start uses the next pair."""
    script = folder / "an editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"edits = {list(edits)!r}\n"
        "count = pathlib.Path(__file__).with_suffix('.count')\n"
        "turn = len(count.read_text()) if count.exists() else 0\n"
        "count.write_text('x' * (turn + 1))\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_text(encoding='utf-8')\n"
        "old, new = edits[turn]\n"
        "assert old in text, (old, text)\n"
        "path.write_text(text.replace(old, new), encoding='utf-8')\n",
        encoding="utf-8",
    )
    return {"VISUAL": f"'{sys.executable}' '{script}'", "TMPDIR": str(folder)}


def edit(root: Path, env: dict[str, str], *args: str, answers: str = "") -> Result:
    words = ["-C", str(root), "--lang", "en", "--today", "2024-08-01", *args]
    return CliRunner().invoke(app, words, env={"EDITOR": "false", **env}, input=answers)


@pytest.fixture(autouse=True)
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def copies(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("cardctl-*/*.yaml"))


def test_edited_text_replaces_the_card_byte_for_byte(root: Path, tmp_path: Path) -> None:
    before = (root / CARD).read_text(encoding="utf-8")
    env = editor(tmp_path, ("tags: [dykes", "tags:   [dykes, 둑"))
    result = edit(root, env, "edit", "1-1")
    assert result.exit_code == 0, result.stderr
    wanted = before.replace("tags: [dykes", "tags:   [dykes, 둑")
    assert (root / CARD).read_text(encoding="utf-8") == wanted
    assert "+ tags.1: 둑" in result.stdout
    assert copies(tmp_path) == []


def test_an_editor_that_prints_does_not_spoil_json(root: Path, tmp_path: Path) -> None:
    """Only a process of its own has streams that the editor can write to."""
    env = {"EDITOR": "echo printed by the editor", "TMPDIR": str(tmp_path)}
    done = process("-C", str(root), "edit", "1-1", "--json", cwd=root.parent, env=env)
    assert json.loads(done.stdout)["kind"] == "edit"
    assert "printed by the editor" in done.stderr


def test_unedited_text_is_no_change(root: Path, tmp_path: Path) -> None:
    result = edit(root, editor(tmp_path, ("id:", "id:")), "edit", "1-1")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "already up to date" in result.stderr


def test_editor_reopens_after_errors(root: Path, tmp_path: Path) -> None:
    env = editor(tmp_path, ("\nlead: busan", "\nlead: busn"), ("\nlead: busn", "\nlead: busan"))
    result = edit(root, env, "edit", "1-1", answers="y\n")
    assert result.exit_code == 0, result.stderr
    assert "CC305" in result.stderr
    assert "lead: busn" in result.stderr, "the frame shows the edited text"
    assert "already up to date" in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("partners: [ulsan, moef]", "partners: [ulsan, moef", "CC101"),
        ("tags:", "tag:", "did you mean 'tags'?"),
        ("state: in_progress", "state: planned", "append-only"),
        ("\nstate: in_progress", "\nstate: planned", "CC502"),
        ("due: 2024-06-30\n\n", "due: 2024-07-30\n\n", "CC502"),
        ("note: 측량 완료", "note: 측량", "append-only"),
        ("meeting: 1\n", "meeting: 2\n", "CC207"),
    ],
)
def test_abandoned_edit_leaves_the_card_unchanged_and_keeps_the_copy(
    root: Path, tmp_path: Path, old: str, new: str, words: str
) -> None:
    before = (root / CARD).read_bytes()
    result = edit(root, editor(tmp_path, (old, new)), "edit", "1-1", answers="n\n")
    assert result.exit_code == 3
    assert words in result.stderr
    assert (root / CARD).read_bytes() == before
    (copy,) = copies(tmp_path)
    assert str(copy) in result.stderr
    assert new in copy.read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [["--no-input"], []])
def test_edit_is_abandoned_if_nobody_answers(
    root: Path, tmp_path: Path, options: list[str]
) -> None:
    result = edit(root, editor(tmp_path, ("tags:", "tag:")), *options, "edit", "1-1")
    assert result.exit_code == 3
    assert len(copies(tmp_path)) == 1


def test_manual_change_with_its_history_entry_is_accepted(root: Path, tmp_path: Path) -> None:
    env = editor(
        tmp_path,
        (
            "    note: 측량 완료\n",
            "    note: 측량 완료\n  - {date: 2024-07-01, by: mois, lead: ulsan}\n",
        ),
        ("\nlead: busan", "\nlead: ulsan"),
    )
    result = edit(root, env, "edit", "1-1", answers="y\n")
    assert result.exit_code == 0, result.stderr


def test_unreadable_card_can_be_repaired(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    good = (
        "title: Half a card\nmeeting: 1\nstate: registered\n"
        "history: [{date: 2024-01-10, by: mois, state: registered}]\n"
    )
    env = editor(tmp_path, ("title: {en: Half a card\nmeeting: 1\n", good))
    result = edit(root, env, "edit", "1-5")
    assert result.exit_code == 0, result.stderr
    assert run("show", "1-5", root=root).exit_code == 0


def test_card_changed_during_editing_is_not_overwritten(root: Path, tmp_path: Path) -> None:
    script = tmp_path / "meddle.py"
    script.write_text(
        "import pathlib, sys\n"
        f"card = pathlib.Path({str(root / CARD)!r})\n"
        "card.write_text(card.read_text(encoding='utf-8') + '# theirs\\n', encoding='utf-8')\n"
        "mine = pathlib.Path(sys.argv[1])\n"
        "mine.write_text(mine.read_text(encoding='utf-8') + '# mine\\n', encoding='utf-8')\n",
        encoding="utf-8",
    )
    result = edit(root, {"VISUAL": f"'{sys.executable}' '{script}'"}, "edit", "1-1")
    assert result.exit_code == 3
    assert "has changed in the meantime" in result.stderr
    text = (root / CARD).read_text(encoding="utf-8")
    assert text.endswith("# theirs\n")
    (copy,) = copies(tmp_path)
    assert copy.read_text(encoding="utf-8").endswith("# mine\n")


@pytest.mark.parametrize(
    ("program", "words"), [("false", "exited with status 1"), ("no-such", "no-such")]
)
def test_an_editor_that_fails_changes_nothing(root: Path, program: str, words: str) -> None:
    before = (root / CARD).read_bytes()
    result = edit(root, {"VISUAL": program}, "edit", "1-1")
    assert result.exit_code == 4
    assert words in result.stderr
    assert (root / CARD).read_bytes() == before


def test_unknown_card_is_a_usage_error(root: Path) -> None:
    assert edit(root, {}, "edit", "1-9").exit_code == 2


def test_new_card_can_be_edited_before_it_is_created(root: Path, tmp_path: Path) -> None:
    env = editor(tmp_path, ("title: Piers", "title: Ferry piers"))
    result = edit(root, env, "new", "Piers", "--edit")
    assert result.exit_code == 0, result.stderr
    assert "title: Ferry piers\n" in (root / "M01/M01-005.yaml").read_text(encoding="utf-8")


def test_new_card_is_not_created_if_editing_is_abandoned(root: Path, tmp_path: Path) -> None:
    env = editor(tmp_path, ("title: Piers", "titel: Piers"))
    result = edit(root, env, "new", "Piers", "--edit", answers="n\n")
    assert result.exit_code == 3
    assert not (root / "M01/M01-005.yaml").exists()
