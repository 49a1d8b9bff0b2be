"""`cardctl init`: a register that is good from the first minute, and never over another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.registers import run

from cardctl.cli.starter import CARD

FILES = ["M01/M01-001.yaml", "M01/meeting.yaml", "agencies.yaml", "cardctl.yaml"]


def files(root: Path) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and ".cardctl" not in path.parts
    )


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_new_register_has_no_findings_at_all(tmp_path: Path, lang: str) -> None:
    root = tmp_path / "new" / "board"
    made = run("init", str(root), "--lang", lang)
    assert made.exit_code == 0, made.stderr
    assert files(root) == FILES
    checked = run("validate", "--strict", "--format", "concise", root=root)
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert run("report", "--meeting", "2", root=root, lang=lang).exit_code == 0


def test_the_files_speak_to_first_users_in_their_language(tmp_path: Path) -> None:
    run("init", str(tmp_path / "a"), "--body", "항만: 협의회", lang="ko")
    text = (tmp_path / "a/cardctl.yaml").read_text(encoding="utf-8")
    assert 'body: "항만: 협의회"' in text
    assert "languages: [ko]" in text
    for name in FILES:
        lines = (tmp_path / "a" / name).read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# yaml-language-server: $schema=")
        assert any("가" <= char <= "힣" for line in lines[1:] if "# " in line for char in line)


def test_schemas_are_where_the_files_say(tmp_path: Path) -> None:
    root = tmp_path / "board"
    run("init", str(root))
    assert run("schema", "--write", root=root).exit_code == 0
    for name in FILES:
        first = (root / name).read_text(encoding="utf-8").splitlines()[0]
        assert ((root / name).parent / first.partition("$schema=")[2]).is_file()


def test_the_paths_are_the_answer_and_what_to_do_next_a_message(tmp_path: Path) -> None:
    made = run("init", str(tmp_path / "b"))
    assert [Path(line) for line in made.stdout.splitlines()] == [
        tmp_path / "b" / name for name in ("cardctl.yaml", "agencies.yaml", FILES[1], CARD)
    ]
    assert "cardctl validate" in made.stderr


def test_no_register_is_made_over_or_inside_another(tmp_path: Path) -> None:
    run("init", str(tmp_path / "a" / "cards"))
    before = (tmp_path / "a/cards/cardctl.yaml").read_bytes()
    for place in ("a/cards", "a", "a/cards/M01", "a/cards/deeper/still"):
        again = run("init", str(tmp_path / place), "--body", "Another")
        assert (again.exit_code, again.stdout) == (3, "")
        assert "there is a register already" in again.stderr
    assert (tmp_path / "a/cards/cardctl.yaml").read_bytes() == before
    assert files(tmp_path / "a") == [f"cards/{name}" for name in FILES]
    assert run("init", str(tmp_path / "a" / "beside")).exit_code == 0


def test_files_that_are_there_are_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text("mine\n", encoding="utf-8")
    made = run("init", str(tmp_path))
    assert made.exit_code == 3
    assert "agencies.yaml is there already" in made.stderr
    assert files(tmp_path) == ["agencies.yaml"]


def test_an_unknown_language_and_a_folder_that_cannot_be(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "x"), "--lang", "kr").exit_code == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("init", str(tmp_path / "file" / "x")).exit_code == 4
