"""`cardctl site`: what it prints, its exit codes, the folder that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.registers import FILES, process, run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_says_what_it_wrote_on_stderr(root: Path, tmp_path: Path) -> None:
    done = run("site", "-o", str(tmp_path / "pages"), root=root)
    count = len(files(tmp_path / "pages")) - 1
    assert done.exit_code == 0
    assert done.stdout == ""
    assert f"{count} files written to" in done.stderr
    assert " MB" in done.stderr


def test_the_same_register_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    for name, index in (("one", "--index"), ("two", "--no-index"), ("one", "--index")):
        run(index, "site", "-o", str(tmp_path / name), root=root)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_pages_inside_the_register_are_no_part_of_it(root: Path) -> None:
    run("site", "-o", str(root / "site"), root=root)
    assert run("validate", root=root).exit_code == run("validate", root=root).exit_code == 0
    assert run("site", "-o", str(root / "site"), root=root).exit_code == 0


def test_an_unreadable_card_is_named_and_exits_with_one(root: Path, tmp_path: Path) -> None:
    (root / "M01/M01-009.yaml").write_text("id: M01-009\ntitle: [\n", "utf-8")
    done = run("site", "-o", str(tmp_path / "pages"), root=root)
    assert done.exit_code == 1
    assert "M01/M01-009.yaml" in done.stderr
    assert "M01/M01-009.yaml" in (tmp_path / "pages/en/index.html").read_text("utf-8")


def test_the_main_language_of_the_register_comes_first(tmp_path: Path) -> None:
    config = FILES["cardctl.yaml"].replace("[en, ko]", "[ko, en]")
    root = small_register(tmp_path, cardctl=config)
    made = process("-C", str(root), "site", "-o", str(tmp_path / "pages"))
    assert made.returncode == 0
    assert 'url=ko/index.html"' in (tmp_path / "pages/index.html").read_text("utf-8")
    run("--lang", "en", "site", "-o", str(tmp_path / "pages"), root=root)
    assert 'url=en/index.html"' in (tmp_path / "pages/index.html").read_text("utf-8")


def test_a_register_without_a_known_language_has_english_pages(tmp_path: Path) -> None:
    root = small_register(tmp_path, cardctl=FILES["cardctl.yaml"].replace("[en, ko]", "[fr]"))
    made = process("-C", str(root), "site", "-o", str(tmp_path / "pages"))
    assert made.returncode == 0
    assert (tmp_path / "pages/en/index.html").is_file()


def test_restricted_cards_are_on_internal_pages_only(root: Path, tmp_path: Path) -> None:
    card = root / "M01/M01-002.yaml"
    card.write_text(card.read_text("utf-8") + "visibility: closed\n", "utf-8")
    run("site", "-o", str(tmp_path / "public"), root=root)
    run("site", "-o", str(tmp_path / "inside"), "--audience", "internal", root=root)
    assert "en/cards/M01-002.html" in files(tmp_path / "inside")
    for path, content in files(tmp_path / "public").items():
        assert "M01-002" not in path
        assert b"M01-002" not in content
        assert "수질 측정망".encode() not in content


def test_public_pages_replace_internal_ones_without_a_trace(root: Path, tmp_path: Path) -> None:
    card = root / "M01/M01-002.yaml"
    card.write_text(card.read_text("utf-8") + "visibility: closed\n", "utf-8")
    run("site", "-o", str(tmp_path / "pages"), "--audience", "internal", root=root)
    assert "en/cards/M01-002.html" in files(tmp_path / "pages")
    run("site", "-o", str(tmp_path / "pages"), root=root)
    for path, content in files(tmp_path / "pages").items():
        assert "M01-002" not in path
        assert b"M01-002" not in content


def test_a_folder_with_other_files_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/own.txt").write_text("mine")
    done = run("site", "-o", str(tmp_path / "pages"), root=root)
    assert done.exit_code == 3
    assert "--force" in done.stderr
    assert files(tmp_path / "pages") == {"own.txt": b"mine"}
