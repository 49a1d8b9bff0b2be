"""The version comes from the git tag, wherever the sources come from."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    *(".git_archival.txt", ".gitattributes"),
    *("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"),
)


def git(folder: Path, *arguments: str | Path) -> str:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
    command = ["git", *who, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the files that the version is read from, in one commit without a tag."""
    made = tmp_path / "clone"
    made.mkdir()
    for name in SOURCES:
        shutil.copy(ROOT / name, made)
    git(made, "init", "--quiet", "--initial-branch=main")
    git(made, "add", "--all")
    git(made, "commit", "--quiet", "--message", "first")
    return made


def version(folder: Path, *, is_exact: bool = True) -> str:
    """Return the version that a build in *folder* has; it may warn of one that is not exact."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # inside the tools
        if not is_exact:
            warnings.simplefilter("ignore", UserWarning)
        return ProjectMetadata(str(folder), PluginManager()).version


def short(clone: Path) -> str:
    return git(clone, "rev-parse", "--short=7", "HEAD")


def unpacked(clone: Path) -> Path:
    """Return what `git archive` makes of HEAD: the files of a release page, and of an action."""
    made = clone.with_name("archive")
    git(clone, "archive", "--format=tar", "-o", made.with_suffix(".tar"), "HEAD")
    shutil.unpack_archive(made.with_suffix(".tar"), made)
    return made


def test_a_tag_is_the_version(clone: Path) -> None:
    git(clone, "tag", "v1.2.3")
    assert version(clone) == version(unpacked(clone)) == "1.2.3"


def test_a_later_commit_leads_to_the_next_version(clone: Path) -> None:
    git(clone, "tag", "v1.2.3")
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "second")
    git(clone, "tag", "v1")  # a tag of something else
    expected = rf"1\.3\.0\.dev1\+g{short(clone)}\w*"
    assert re.fullmatch(expected, version(clone))
    assert re.fullmatch(expected, version(unpacked(clone)))


def test_a_clone_without_tags_counts_from_nothing(clone: Path, tmp_path: Path) -> None:
    assert re.fullmatch(rf"0\.1\.0\.dev1\+g{short(clone)}\w*", version(clone))
    git(clone, "tag", "v1.2.3")
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "second")
    git(tmp_path, "clone", "--quiet", "--depth=1", clone.as_uri(), tmp_path / "shallow")
    assert re.fullmatch(
        rf"0\.1\.0\.dev1\+g{short(clone)}\w*", version(tmp_path / "shallow", is_exact=False)
    )


def test_without_git_there_is_a_version_all_the_same(clone: Path) -> None:
    assert version(unpacked(clone)) == "0.0"
    shutil.rmtree(clone / ".git")
    assert version(clone, is_exact=False) == "0.0.0"


def test_a_source_distribution_keeps_its_version(clone: Path) -> None:
    shutil.rmtree(clone / ".git")
    (clone / "PKG-INFO").write_text("Metadata-Version: 2.4\nName: cardctl\nVersion: 1.2.3\n")
    assert version(clone) == "1.2.3"
