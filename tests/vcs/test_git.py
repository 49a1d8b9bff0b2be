"""Reading revisions and changes from git."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest
from support.cli_git import QUICK

from cardctl import vcs
from cardctl.errors import GitProblem, Unknown

CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", *QUICK, "-c", "user.name=Han", "-c", "user.email=han@example.org", *args],
        cwd=folder,
        env={**CLEAN, "GIT_AUTHOR_DATE": "2024-03-01T12:00:00+09:00", "HOME": str(folder)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two commits; the register is in `cards/`."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    card = tmp_path / "cards" / "M01" / "M01-001.yaml"
    card.parent.mkdir(parents=True)
    (tmp_path / "README.md").write_text("outside\n")
    card.write_bytes(b"id: one\r\n")
    (card.parent / "empty.yaml").touch()
    (card.parent / "공문 1.yaml").write_text("hangul\n")
    (card.parent / "link.yaml").symlink_to("M01-001.yaml")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "first card")
    git(tmp_path, "tag", "v1")
    card.write_bytes(b"id: two\n")
    git(tmp_path, "commit", "--quiet", "--all", "--message", "second: 변경")
    return tmp_path


def test_files_are_read_from_the_revision_below_the_root(repository: Path) -> None:
    commit, files = vcs.files_at(repository / "cards", "v1")
    assert commit == git(repository, "rev-parse", "v1^{commit}")
    assert files == {
        "M01/M01-001.yaml": b"id: one\r\n",
        "M01/empty.yaml": b"",
        "M01/공문 1.yaml": b"hangul\n",
    }


@pytest.mark.parametrize(
    ("committer", "day"),
    [
        (b"Han <han@example.org> 1709305200 +0900", "2024-03-02"),
        (b"Han <han@example.org> 1709305200 -0500", "2024-03-01"),
        (b"committer <> 1 +0000", "1970-01-01"),
        (b"Han <han@example.org> 1709305200 +9900", None),
        (b"Han <han@example.org> 99999999999999999999 +0000", None),
        (b"Han <han@example.org>", None),
    ],
)
def test_commit_date_is_in_the_committers_time_zone(committer: bytes, day: str | None) -> None:
    author = b"author Kim <kim@example.org> 1 +0000"
    raw = b"tree 1\n%s\ncommitter %s\n\ncommitter a <b> 0 +0000\n" % (author, committer)
    assert vcs.day_of(raw) == (date.fromisoformat(day) if day else None)


def test_commit_date_matches_git(repository: Path) -> None:
    (raw,) = vcs.contents(repository, [git(repository, "rev-parse", "v1^{commit}")])
    day = git(repository, "show", "--no-patch", "--format=%cs", "v1^{commit}")
    assert str(vcs.day_of(raw)) == day


def test_only_wanted_files_are_read(repository: Path) -> None:
    _, files = vcs.files_at(repository, "HEAD", lambda path: path.endswith("-001.yaml"))
    assert files == {"cards/M01/M01-001.yaml": b"id: two\n"}
    assert vcs.files_at(repository, "HEAD", lambda _: False)[1] == {}


def test_log_lists_the_commits_of_one_file(repository: Path) -> None:
    found = vcs.log(repository / "cards", "M01/M01-001.yaml")
    assert [commit.subject for commit in found] == ["second: 변경", "first card"]
    assert (found[0].author, found[0].date.isoformat()) == ("Han", "2024-03-01")
    assert len(vcs.log(repository / "cards", "M01/empty.yaml")) == 1


@pytest.mark.parametrize("revision", ["v2", "--all", "-h", "v1:README.md", "", "HEAD~9", "@{u}"])
def test_invalid_revision_is_unknown(repository: Path, revision: str) -> None:
    with pytest.raises(Unknown) as caught:
        vcs.files_at(repository, revision)
    assert caught.value.exit_code == 2
    if revision == "v2":
        assert "v1" in str(caught.value.hint)


def test_missing_repository_is_a_git_problem(tmp_path: Path) -> None:
    with pytest.raises(GitProblem) as caught:
        vcs.files_at(tmp_path, "HEAD")
    assert caught.value.exit_code == 4


def test_missing_git_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitProblem, match="not installed"):
        vcs.log(tmp_path, "a.yaml")


def test_repository_without_a_commit_has_no_log(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert vcs.log(tmp_path, "a.yaml") == []


def test_git_dir_in_the_environment_is_ignored(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert vcs.log(repository / "cards", "M01/M01-001.yaml")


def test_programs_configured_in_the_repository_are_not_run(repository: Path) -> None:
    trap = repository / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "gpg.program", "core.pager", "diff.external"):
        git(repository, "config", setting, str(trap))
    git(repository, "config", "log.showSignature", "true")
    vcs.files_at(repository, "HEAD")
    vcs.log(repository, "cards/M01/M01-001.yaml")
    (repository / ".gitattributes").write_text("* diff=trap\n")
    git(repository, "config", "diff.trap.textconv", str(trap))
    (repository / "cards" / "M01" / "M01-001.yaml").touch()
    at = vcs.locate(repository)
    (base,), tip = vcs.merge_bases(repository, at, "v1")
    vcs.paths_changed(repository, base)
    vcs.paths_changed(repository, base, staged=True)
    vcs.blobs_changed(repository, tip, "HEAD")
    vcs.blobs_in_index(repository)
    assert not (repository / "sprung").exists()


def test_embedded_bare_repository_is_refused(repository: Path) -> None:
    """A bare repository from a pull request that claims not to be bare."""
    found = repository / "cards" / "M01"
    git(repository, "clone", "--quiet", "--bare", ".", "brought.git")
    for entry in (repository / "brought.git").iterdir():
        entry.rename(found / entry.name)
    git(found, "config", "core.bare", "false")
    git(found, "config", "core.worktree", str(found))
    with pytest.raises(GitProblem):
        vcs.log(found, "M01-001.yaml")


# Comparison with a base -------------------------------------------------------------------------

CARD = "M01/M01-001.yaml"


def test_location_has_repository_root_prefix_and_head(repository: Path) -> None:
    at = vcs.locate(repository / "cards")
    assert (at.top, at.prefix, at.git_dir) == (repository, "cards/", repository / ".git")
    assert (at.head, at.parents) == (git(repository, "rev-parse", "HEAD"), ())
    assert not at.shallow
    assert vcs.locate(repository).prefix == ""


def test_there_is_no_head_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    at = vcs.locate(tmp_path)
    assert at.head is None
    assert vcs.bases_of_merge(tmp_path, at) == ()
    with pytest.raises(vcs.CannotCompare):
        vcs.merge_bases(tmp_path, at, "HEAD")


def test_location_outside_a_repository_is_a_git_problem(tmp_path: Path) -> None:
    with pytest.raises(GitProblem) as caught:
        vcs.locate(tmp_path)
    assert caught.value.exit_code == 4


def test_merge_base_is_the_last_common_commit(repository: Path) -> None:
    fork_point = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "--quiet", "-b", "change")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "ours")
    git(repository, "checkout", "--quiet", "main")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "theirs")
    tip = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "--quiet", "change")
    assert vcs.merge_bases(repository, vcs.locate(repository), "main") == ((fork_point,), tip)
    git(repository, "merge", "--quiet", "--no-commit", "main")
    at = vcs.locate(repository)
    assert at.merging
    assert at.parents == (at.head, tip)
    assert vcs.merge_bases(repository, at, "main") == ((tip,), tip)
    assert vcs.bases_of_merge(repository, at) == (fork_point,)
    git(repository, "commit", "--quiet", "--message", "merged")
    assert vcs.locate(repository).parents == at.parents
    assert not vcs.locate(repository).merging


def test_changed_files_are_listed_for_working_tree_and_index(repository: Path) -> None:
    root = repository / "cards"
    (root / CARD).write_text("id: three\n")
    (repository / "README.md").write_text("changed\n")
    (root / "M01" / "empty.yaml").unlink()
    assert vcs.paths_changed(root, "HEAD") == {CARD, "M01/empty.yaml"}
    assert vcs.paths_changed(root, "HEAD", staged=True) == frozenset()
    git(repository, "add", "--all")
    assert vcs.paths_changed(root, "HEAD", staged=True) == {CARD, "M01/empty.yaml"}
    blobs = vcs.blobs_in_index(root)
    assert set(blobs) == {CARD, "M01/공문 1.yaml"}
    assert vcs.contents(root, [blobs[CARD]]) == [b"id: three\n"]


@pytest.mark.parametrize("whose", ["user", "repository"])
def test_repository_filter_makes_all_files_count_as_changed(
    repository: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Git would have to run a repository's filter; the user's own filters, such as LFS, may run."""
    root = repository / "cards"
    (root / CARD).write_text("id: three\n")
    home = repository / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    at = {"user": home / ".gitconfig", "repository": repository / ".git/config"}
    for path, text in ((repository / ".git/config", "[include]\npath = none\n"),
                       (at[whose], "[filter.lfs]\nclean = none\nrequired\n")):  # fmt: skip
        with path.open("a") as file:
            file.write(text)
    assert vcs.paths_changed(root, "HEAD", staged=True) == frozenset()
    assert vcs.paths_changed(root, "HEAD") == (
        {CARD} if whose == "user" else set(vcs.blobs_at(root, "HEAD"))
    )


def test_files_changed_between_two_commits_are_listed(repository: Path) -> None:
    root = repository / "cards"
    changed = vcs.blobs_changed(root, "v1", "HEAD")
    assert vcs.contents(root, list(changed.values())) == [b"id: two\n"]
    assert list(changed) == [CARD]
    assert set(vcs.blobs_from_top(root, "v1")) >= {"README.md", f"cards/{CARD}"}
    assert set(vcs.blobs_at(root, "v1")) == {CARD, "M01/empty.yaml", "M01/공문 1.yaml"}


def test_index_file_must_be_in_its_own_repository(repository: Path) -> None:
    at = vcs.locate(repository / "cards")
    assert vcs.index_of(at, None) is None
    assert vcs.index_of(at, ".git/index.lock") == repository / ".git" / "index.lock"
    for named in ("/dev/null", "index", ".git/../index"):
        with pytest.raises(GitProblem):
            vcs.index_of(at, named)
