"""Changes that would walk around the check of a change: all of it must not pass as new.

Each case is a change that a pull request could contain. `validate --since` must compare the
register with its base, or say that it cannot (CC903).
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.registers import FILES, run, small_register
from support.repository import CI, Repository, changed_register
from typer.testing import Result

THIRD = "M01/M01-003.yaml"
OLD, NEW = "The gauges are in place.", "All gauges are in place."


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The small register, committed on main; `change` is checked out, and is the current folder."""
    folder = tmp_path / "office"
    folder.mkdir()
    repo = changed_register(folder)
    monkeypatch.chdir(folder)
    return repo


def validate(*args: str, named: str | None = None) -> Result:
    """Run `validate` in the current folder, which finds the register if none is *named*."""
    where = ("-C", named) if named else ()
    return run(*where, "validate", "--format", "concise", *args, env=CI)


def rewrite(folder: Path) -> None:
    """Rewrite a result of the register in *folder*."""
    path = folder / THIRD
    text = path.read_text(encoding="utf-8")
    assert OLD in text
    path.write_text(text.replace(OLD, NEW), encoding="utf-8")


def copy(repo: Repository, to: str) -> Path:
    target = repo.folder / to
    shutil.copytree(repo.root, target, dirs_exist_ok=True)
    return target


# Attacks ----------------------------------------------------------------------------------------


def second_register_at_the_top(repo: Repository) -> None:
    rewrite(copy(repo, "."))


def empty_register_at_the_top(repo: Repository) -> None:
    for name in ("cardctl.yaml", "agencies.yaml"):
        shutil.copy(repo.root / name, repo.folder)


def second_register_with_the_first_rewritten(repo: Repository) -> None:
    rewrite(copy(repo, "."))
    rewrite(repo.root)


def folder_replaced_by_a_link(repo: Repository) -> None:
    repo.git("mv", "cards", "records")
    rewrite(repo.folder / "records")
    repo.root.symlink_to("records")


def link_to_a_hidden_folder(repo: Repository) -> None:
    (repo.folder / ".github").mkdir()
    repo.git("mv", "cards", ".github/cards")
    rewrite(repo.folder / ".github/cards")
    repo.root.symlink_to(".github/cards")


def moved_to_the_top_with_a_decoy(repo: Repository) -> None:
    copy(repo, ".")
    rewrite(repo.folder)
    shutil.rmtree(repo.root / "M01")


def moved_to_the_top_and_copied(repo: Repository) -> None:
    rewrite(copy(repo, "."))
    repo.git("mv", "cards", "archive")


AMBIGUOUS = [
    second_register_at_the_top,
    empty_register_at_the_top,
    second_register_with_the_first_rewritten,
    folder_replaced_by_a_link,
    link_to_a_hidden_folder,
    moved_to_the_top_with_a_decoy,
    moved_to_the_top_and_copied,
]


@pytest.mark.parametrize("how", ["working tree", "committed", "staged"])
@pytest.mark.parametrize("attack", AMBIGUOUS, ids=[each.__name__ for each in AMBIGUOUS])
def test_register_in_doubt_is_not_new(
    repo: Repository, attack: Callable[[Repository], None], how: str
) -> None:
    attack(repo)
    if how == "committed":
        repo.commit()
    if how == "staged":
        repo.git("add", "--all")
    done = validate(*(["--staged"] if how == "staged" else ["--since", "main"]))
    assert (done.exit_code, done.stdout) == (4, "")
    assert "CC903 cannot-compare" in done.stderr


@pytest.mark.parametrize(
    "attack",
    [second_register_at_the_top, folder_replaced_by_a_link, link_to_a_hidden_folder],
    ids=lambda attack: attack.__name__,
)
def test_hint_checks_the_register_of_the_base(
    repo: Repository, attack: Callable[[Repository], None]
) -> None:
    attack(repo)
    repo.commit()
    (command,) = re.findall(
        r"= check the folder itself: (cardctl .*)", validate("--since", "main").stderr
    )
    done = run(*shlex.split(command)[1:], env=CI)
    is_compared = "CC604" in done.stdout
    assert (done.exit_code, is_compared) == ((0, False) if "-C cards" in command else (1, True))


def test_copy_elsewhere_is_not_new_either(repo: Repository) -> None:
    """CI may name the folder, for example in a file that the change edits too."""
    rewrite(copy(repo, "records"))
    repo.commit()
    done = validate("--since", "main", named="records")
    assert done.exit_code == 4
    assert "records/ is new, but has cards of the register in cards/: M01-001" in done.stderr
    assert validate("--since", "main").exit_code == 0


def test_copy_with_other_ids_beside_a_changed_register_is_not_new(repo: Repository) -> None:
    """The matters continue under new ids, and a card of the old register is gone."""
    new = repo.folder / "records"
    (new / "M05").mkdir(parents=True)
    for name in ("cardctl.yaml", "agencies.yaml"):
        shutil.copy(repo.root / name, new)
    shutil.move(repo.root / THIRD, new / "M05/M05-003.yaml")
    repo.commit()
    done = validate("--since", "main", named="records")
    assert done.exit_code == 4
    assert "records/ is new, and the register in cards/ also changed" in done.stderr
    assert validate("--since", "main").exit_code == 1


def test_two_registers_that_moved_cannot_be_told_apart(repo: Repository) -> None:
    small_register(repo.folder / "other")
    repo.commit()
    repo.git("branch", "--force", "main")
    repo.git("mv", "cards", "first")
    repo.git("mv", "other/cards", "second")
    repo.commit()
    done = validate("--since", "main", named="second")
    assert done.exit_code == 4
    assert "may be any of the registers that are gone" in done.stderr
    assert "cards/, other/cards/" in done.stderr
    (command,) = re.findall(r"to see what moved: git (.*)", done.stderr)
    assert "{cards => first}" in repo.git(*command.split())


def test_deleted_register_is_no_disguise_for_a_copy(repo: Repository) -> None:
    """The only register that is gone is an empty one, but the copy is of another."""
    (repo.folder / "demo").mkdir()
    for name in ("cardctl.yaml", "agencies.yaml"):
        shutil.copy(repo.root / name, repo.folder / "demo")
    repo.commit()
    repo.git("branch", "--force", "main")
    repo.git("rm", "--quiet", "-r", "demo")
    rewrite(copy(repo, "."))
    repo.commit()
    assert validate("--since", "main").exit_code == 4


def test_decoy_in_the_old_folder_is_compared(repo: Repository) -> None:
    """What is found in the old folder is compared with what it had: its cards are gone."""
    repo.git("mv", "cards", "records")
    rewrite(repo.folder / "records")
    (repo.root / "M01").mkdir(parents=True)
    for name in ("cardctl.yaml", "agencies.yaml", "M01/meeting.yaml", "M01/M01-002.yaml"):
        shutil.copy(repo.folder / "records" / name, repo.root / name)
    repo.commit()
    done = validate("--since", "main")
    assert done.exit_code == 1
    assert "CC508" in done.stdout
    assert validate("--since", "main", named="records").exit_code == 4


def test_linked_folder_in_the_old_place_does_not_stand(repo: Repository) -> None:
    """Named by its real folder, the register is compared with its old place."""
    folder_replaced_by_a_link(repo)
    repo.commit()
    done = validate("--since", "main", named="records")
    assert done.exit_code == 1
    assert "CC604" in done.stdout
    assert "(moved from cards/)" in done.stderr


def test_linked_settings_do_not_stand_for_a_register(repo: Repository) -> None:
    repo.git("mv", "cards", "records")
    rewrite(repo.folder / "records")
    repo.root.mkdir()
    (repo.root / "cardctl.yaml").symlink_to("../records/cardctl.yaml")
    repo.commit()
    done = validate("--since", "main", named="records")
    assert (done.exit_code, "CC604" in done.stdout) == (1, True)


def test_linked_settings_do_not_make_a_second_candidate(repo: Repository) -> None:
    """A register is moved to the top; its old folder is moved as well, with a link in it."""
    rewrite(copy(repo, "."))
    (repo.root / "cardctl.yaml").unlink()
    (repo.root / "cardctl.yaml").symlink_to("../cardctl.yaml")
    repo.git("mv", "cards", "old")
    repo.commit()
    done = validate("--since", "main")
    assert (done.exit_code, "CC604" in done.stdout) == (1, True)


def test_link_to_another_repository_is_refused(repo: Repository, tmp_path: Path) -> None:
    """Its own history has no base in which anything differs."""
    other = tmp_path / "other"
    other.mkdir()
    changed_register(other)
    repo.git("rm", "--quiet", "-r", "cards")
    repo.root.symlink_to("../other/cards")
    repo.commit()
    done = validate("--since", "main")
    assert done.exit_code == 4
    assert "cards is a symbolic link" in done.stderr


def test_linked_parent_is_refused(repo: Repository) -> None:
    (repo.folder / "office").mkdir()
    repo.git("mv", "cards", "office/cards")
    (repo.folder / "desk").symlink_to("office")
    repo.commit()
    done = validate("--since", "main", named="desk/cards")
    assert (done.exit_code, "desk is a symbolic link" in done.stderr) == (4, True)


def test_submodule_in_the_place_of_the_register_is_refused(
    repo: Repository, tmp_path: Path
) -> None:
    """Its history starts with the rewritten record."""
    inner = tmp_path / "inner"
    shutil.copytree(repo.root, inner)
    rewrite(inner)
    made = Repository(inner)
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("start")
    repo.git("rm", "--quiet", "-r", "cards")
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", "../inner", "cards")
    repo.commit()
    for args in (["--since", "main"], ["--since", "HEAD~1"]):
        done = validate(*args)
        assert done.exit_code == 4
        assert "CC903" in done.stderr
    assert "cards is in a submodule" in validate("--since", "main").stderr
    repo.git("branch", "--force", "main")
    assert validate("--since", "main").exit_code == 0


def test_link_outside_the_repository_is_followed(repo: Repository, tmp_path: Path) -> None:
    rewrite(repo.root)
    link = tmp_path / "link"
    link.symlink_to(repo.folder)
    done = validate("--since", "main", named=str(link / "cards"))
    assert (done.exit_code, "CC604" in done.stdout) == (1, True)


# Lawful changes of place ------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["records", "a/b", "."])
@pytest.mark.parametrize("staged", [False, True])
def test_moved_register_is_compared_with_its_old_place(
    repo: Repository, to: str, staged: bool
) -> None:
    (repo.folder / to).mkdir(parents=True, exist_ok=True)
    for entry in sorted(repo.root.iterdir()):
        repo.git("mv", f"cards/{entry.name}", f"{to}/{entry.name}")
    repo.root.rmdir()
    judge = ["--staged"] if staged else ["--since", "main"]
    done = validate(*judge, named=to)
    assert (done.exit_code, "(moved from cards/)" in done.stderr) == (0, True)
    rewrite(repo.folder / to)
    (repo.folder / to / "M01/M01-004.yaml").unlink()
    repo.git("add", "--all")
    done = validate(*judge, named=to)
    assert (done.exit_code, "CC604" in done.stdout) == (1, True)
    (command,) = re.findall(
        r"git checkout \w+ -- (\S+);", run("-C", to, "validate", *judge, env=CI).stdout
    )
    assert command == ":/cards/M01/M01-004.yaml"
    repo.git("checkout", "main", "--", command)


def test_register_moved_without_telling_git_is_compared(repo: Repository) -> None:
    repo.root.rename(repo.folder / "records")
    rewrite(repo.folder / "records")
    done = validate("--since", "main", named="records")
    assert (done.exit_code, "CC604" in done.stdout) == (1, True)


def test_first_register_of_a_repository_is_new(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.commit("nothing")
    small_register(tmp_path)
    for args in (["--since", "main"], ["--staged"]):
        repo.git("add", "--all")
        done = repo.validate(*args)
        assert (done.exit_code, "(new register)" in done.stderr) == (0, True)


def other_register(repo: Repository) -> Path:
    """Add a register whose cards have other ids."""
    new = repo.folder / "other"
    for path, text in FILES.items():
        if not path.startswith("M01/M01"):
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).write_text(text, encoding="utf-8")
    card = FILES["M01/M01-002.yaml"].replace("M01-002", "M01-077")
    (new / "M01/M01-077.yaml").write_text(card, encoding="utf-8")
    return new


def test_further_register_beside_an_unchanged_one_is_new(repo: Repository) -> None:
    new = other_register(repo)
    assert "(new register)" in validate("--since", "main", named="other").stderr
    repo.git("add", "--all")
    assert "(new register)" in validate("--staged", named="other").stderr
    repo.commit()
    done = validate("--since", "main", named="other")
    assert (done.exit_code, "(new register)" in done.stderr) == (0, True)
    (repo.root / "M01/M01-002.yaml").touch()
    assert validate("--since", "main", named="other").exit_code == 0
    (repo.root / "M01/M01-005.yaml").write_text("id: M01-005\n", encoding="utf-8")
    assert validate("--since", "main", named="other").exit_code == 4
    (repo.root / "M01/M01-005.yaml").unlink()
    rewrite(repo.root)
    assert validate("--since", "main", named="other").exit_code == 4
    assert validate("--since", "main", named=str(new.parent / "cards")).exit_code == 1


def test_further_register_in_a_sparse_checkout_is_new(repo: Repository) -> None:
    other_register(repo)
    repo.commit()
    repo.git("sparse-checkout", "set", "other")
    assert not repo.root.exists()
    done = validate("--since", "main", named="other")
    assert (done.exit_code, "(new register)" in done.stderr) == (0, True)


def same_ids(repo: Repository) -> Path:
    """Add a register whose cards have the same ids, as those of every register begin with 1."""
    new = other_register(repo)
    text = (new / "M01/M01-077.yaml").read_text(encoding="utf-8").replace("M01-077", "M01-002")
    (new / "M01/M01-077.yaml").unlink()
    first = "{date: 2024-01-10, by: mois, state: registered}"
    assert first in text
    text = text.replace(first, first.replace("-10", "-11"))
    (new / "M01/M01-002.yaml").write_text(
        re.sub(r"title: .*", "title: Print the minutes in large type", text), encoding="utf-8"
    )
    return new


@pytest.mark.parametrize("judge", [["--since", "main"], ["--staged"]], ids=["since", "staged"])
def test_further_register_may_have_cards_with_the_same_ids(
    repo: Repository, judge: list[str]
) -> None:
    same_ids(repo)
    repo.git("add", "--all")
    done = validate(*judge, named="other")
    assert (done.exit_code, "(new register)" in done.stderr) == (0, True)


@pytest.mark.parametrize("judge", [["--since", "main"], ["--staged"]], ids=["since", "staged"])
@pytest.mark.parametrize("kept", ["title", "first entry"])
def test_card_with_the_same_title_or_first_entry_is_a_copy(
    repo: Repository, kept: str, judge: list[str]
) -> None:
    card = same_ids(repo) / "M01/M01-002.yaml"
    original = FILES["M01/M01-002.yaml"]
    if kept == "title":
        (title,) = re.findall(r"^title: .*$", original, re.MULTILINE)
        text = re.sub(r"title: .*", title, card.read_text(encoding="utf-8"))
    else:
        text = re.sub(r"title: .*", "title: Print the minutes in large type", original)
    card.write_text(text, encoding="utf-8")
    repo.git("add", "--all")
    done = validate(*judge, named="other")
    assert done.exit_code == 4
    assert "has cards of the register in cards/: M01-002" in done.stderr


def test_copy_in_a_sparse_checkout_is_found(repo: Repository) -> None:
    rewrite(copy(repo, "records"))
    repo.commit()
    repo.git("sparse-checkout", "set", "--no-cone", "/cards/", "/records/cardctl.yaml")
    done = validate("--since", "main", named="records")
    assert done.exit_code == 4
    assert "has cards of the register in cards/" in done.stderr
