"""What a change is compared with: the base's shared files, whatever the change did to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import small_register

from cardctl.app.compare import compare
from cardctl.app.git_comparison import known
from cardctl.app.workspace import Options, Workspace
from cardctl.domain.enums import MeetingStatus
from cardctl.rules.comparison import Base

TODAY = date(2024, 6, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small register, with a seal of meeting 2, committed on main."""
    small_register(tmp_path)
    root = tmp_path / "cards"
    (root / "M02/seal.json").write_text(SEAL % 2, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "start")
    return root


SEAL = (
    '{"format": 1, "meeting": %s, "as_of": "2024-01-01", "facts": "' + "0" * 64 + '", "cards": {}}'
)


def base_of(root: Path, *, everything: bool = False) -> Base:
    with Workspace(root, Options(TODAY, use_cache=False)) as workspace:
        base, *_ = compare(workspace, known(root, "main", None), everything=everything).pasts
        return base


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_shared_files_are_those_of_the_base(root: Path) -> None:
    edit(root, "cardctl.yaml", "secretariat: mois", "secretariat: ulsan")
    edit(root, "agencies.yaml", "  - {code: moef", "  - {code: finance")
    edit(root, "M01/meeting.yaml", "status: held", "status: scheduled")
    base = base_of(root)
    assert (base.register.config.secretariat, base.head.config.secretariat) == ("mois", "ulsan")
    assert ("moef" in base.register.by_code, "moef" in base.head.by_code) == (True, False)
    assert base.register.meetings[1].status is MeetingStatus.HELD
    assert base.head.meetings[1].status is MeetingStatus.SCHEDULED
    assert (base.register.cards, base.today) == ({}, TODAY)


def test_deleted_files_are_restored_and_new_ones_left_out(root: Path) -> None:
    (root / "M01/meeting.yaml").unlink()
    (root / "M02/seal.json").rename(root / "M02/seal-2.json")
    (root / "M03").mkdir()
    (root / "M03/meeting.yaml").write_text("number: 3\nstatus: scheduled\nitems: []\n")
    base = base_of(root)
    assert sorted(base.register.meetings) == [1, 2]
    assert sorted(base.head.meetings) == [2, 3]
    assert sorted(base.register.seals) == [2]
    assert [(diff.path, diff.then is None, diff.now is None) for diff in base.files] == [
        ("M01/meeting.yaml", False, True),
        ("M02/seal-2.json", True, False),
        ("M02/seal.json", False, True),
        ("M03/meeting.yaml", True, False),
    ]


def test_files_have_their_data_before_and_now(root: Path) -> None:
    edit(root, "M02/seal.json", "2024-01-01", "2024-01-02")
    edit(root, "M01/meeting.yaml", "status: held", "status: {held")
    meeting, seal = base_of(root).files
    assert (meeting.then["status"], meeting.now) == ("held", None)
    assert (seal.then["as_of"], seal.now["as_of"]) == ("2024-01-01", "2024-01-02")
    (root / "M02/seal.json").write_text("[" * 100_000, encoding="utf-8")
    assert base_of(root).files[1].now is None


@pytest.mark.parametrize("everything", [False, True])
def test_change_of_cards_alone_has_the_same_shared_files(root: Path, everything: bool) -> None:
    edit(root, "M01/M01-002.yaml", "x-own", "tags: [water]\nx-own")
    base = base_of(root, everything=everything)
    assert (base.files, base.register.cards) == ([], {})
    assert base.register.meetings == base.head.meetings
    assert base.register.seals == base.head.seals != {}
    assert base.register.config == base.head.config
