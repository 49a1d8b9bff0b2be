"""Loading the part of a register that a change affects."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardctl.store.partial import dependency_closure, referenced_paths, with_references, with_titles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Create cards: 1 names 2, 2 names 3, 3 names 1; 4 names itself and a missing card; 5 none."""
    names = {1: "M01-002", 2: "M01-003", 3: "M01-001", 4: "M01-004, M09-001", 5: ""}
    files = {f"M01/M01-{n:03}.yaml": f"see_also: [{refs}]\n" for n, refs in names.items()}
    files |= {"cardctl.yaml": "", "agencies.yaml": "", "M01/meeting.yaml": ""}
    files |= {f"M02/{name}.json": "" for name in ("seal", "seal-2", "seal-3", "seal-x")}
    files |= {"M01/copy of M01-005.yaml": "M01-005", "notes.txt": ""}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


SEALS = ["M02/seal-2.json", "M02/seal-3.json", "M02/seal.json"]
SHARED = ["M01/meeting.yaml", *SEALS, "agencies.yaml", "cardctl.yaml"]


def cards(found: dict[str, object]) -> list[str]:
    assert list(found) == sorted(found)
    assert [path for path in found if path in SHARED] == SHARED
    return [path[-8:-5] for path in found if path not in SHARED]


@pytest.mark.parametrize(
    ("changed", "expected"), [("001", ["001", "002", "003"]), ("004", ["004"]), ("005", ["005"])]
)
def test_card_is_loaded_with_all_cards_it_references(
    root: Path, changed: str, expected: list[str]
) -> None:
    assert cards(dependency_closure(root, [f"M01/M01-{changed}.yaml"])) == expected


def test_cards_referenced_by_new_text_are_loaded(root: Path) -> None:
    assert cards(dependency_closure(root, [], [b"parent: M01-004"])) == ["004"]
    assert cards(dependency_closure(root, ["M01/M01-009.yaml"], [b"M01-005 M01-002"])) == [
        "001", "002", "003", "005",
    ]  # fmt: skip


def test_no_file_is_read_twice(root: Path) -> None:
    paths_read: list[str] = []

    def read(paths: set[str]) -> dict[str, bytes]:
        paths_read.extend(paths)
        return {path: (root / path).read_bytes() for path in paths if (root / path).exists()}

    with_references({"M01/M01-003.yaml": b"M01-001"}, read)
    assert sorted(paths_read) == ["M01/M01-001.yaml", "M01/M01-002.yaml"]


def test_references_are_found_anywhere_in_the_text() -> None:
    assert referenced_paths([b"a M01-001, 'M1234-567890'", b"m01-002 M1-3"]) == {
        "M01/M01-001.yaml", "M1234/M1234-567890.yaml",
    }  # fmt: skip


def test_a_linked_folder_is_not_followed(root: Path) -> None:
    (root / "M03").symlink_to(root / "M01")
    assert "M03/meeting.yaml" not in dependency_closure(root, [])
    (root / "M03/M03-001.yaml").write_text("")
    assert cards(dependency_closure(root, ["M03/M03-001.yaml"], [b"M03-001"])) == []


def test_only_files_with_card_names_are_read(root: Path) -> None:
    (root.parent / "M01-001.yaml").write_text("outside")
    assert (
        cards(dependency_closure(root, ["../M01-001.yaml", "notes.txt", "M01/../M01/M01-001.yaml"]))
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "title: Dredge the Ferry's pier\n",
        "title: DREDGE   the ferry's pier.   # again\n",
        "id: M01-009\ntitle: 'Dredge the ferry''s pier'\nmeeting: 1\n",
        'title: "Dredge the \\x66erry\'s pier"\n',
        "title: {ko: 준설,\n  en: Dredge the ferry's pier}\nmeeting: 1\n",
        "title:\n  en: >-\n    Dredge the\n    ferry's pier\n  ko: 준설\nmeeting: 1\n",
        "{id: M01-009, title: Dredge the ferry's pier}\n",
        "'title': Dredge the ferry's pier\n",
    ],
)
def test_cards_that_may_have_the_title_are_found(root: Path, text: str) -> None:
    (root / "M01/M01-009.yaml").write_text(text, encoding="utf-8")
    wanted = {"M01": ["another", "dredge the ferry's pier"]}
    assert list(with_titles(root, wanted)) == ["M01/M01-009.yaml"]
    assert list(with_titles(root, {"M02": wanted["M01"], "M03": [""]})) == []


@pytest.mark.parametrize(
    "text",
    [
        "title: Dredge the ferry\nmeeting: 1\n",
        "title: Dredge\ndecision: the ferry's pier\n",
        "decision: dredge the ferry's pier\ntitle: Other\nmeeting: 1\n",
    ],
)
def test_cards_without_the_title_are_skipped(root: Path, text: str) -> None:
    (root / "M01/M01-009.yaml").write_text(text, encoding="utf-8")
    assert list(with_titles(root, {"M01": ["dredge the ferry's pier"]})) == []


def test_links_are_not_searched_for_a_title(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere/M03-001.yaml").write_text("title: pier\n", encoding="utf-8")
    (root / "M03").symlink_to(root / "elsewhere")
    (root / "M01/M01-009.yaml").symlink_to(root / "elsewhere/M03-001.yaml")
    assert list(with_titles(root, {"M01": ["pier"], "M03": ["pier"]})) == []
