"""Location of a register in its repository, and the commit that a change is compared with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import GitProblem
from cardctl.i18n import Message, _
from cardctl.suggest import nearest
from cardctl.vcs.commits import hash_of, names
from cardctl.vcs.git import no_work_tree, run
from cardctl.vcs.git_errors import refused


class CannotCompare(GitProblem):
    """CC903: the history needed to judge a change is missing."""

    code = "cannot-compare"

    def __init__(self, why: Message, hint: Message | None) -> None:
        super().__init__(_("CC903 cannot-compare: {why}", why=why), hint)


class RegisterLocation(NamedTuple):
    """Location of a register in its repository, and the repository's state.

    *prefix* is the register's folder relative to the top, with a final ``/`` ("" at the top).
    *head* is None before the first commit. *parents* are those of the merge that HEAD is, or that
    is in progress (HEAD first); empty if there is none. *shallow*: part of the history was not
    fetched.
    """

    top: Path
    prefix: str
    git_dir: Path
    shallow: bool
    head: str | None
    parents: tuple[str, ...] = ()
    merging: bool = False


def locate(root: Path) -> RegisterLocation:
    """Return the location of the register at *root*.

    Raises GitProblem without git or a repository.
    """
    asked = ("--is-inside-work-tree", "--is-shallow-repository", "--show-toplevel")
    done = run(root, "rev-parse", *asked, "--absolute-git-dir", "--show-prefix", "HEAD", "HEAD^@")
    inside, *lines = os.fsdecode(done.stdout).split("\n")
    if inside != "true":
        raise no_work_tree(root, done)
    if done.returncode and _NO_COMMIT_YET not in done.stderr:
        raise refused(root, done)
    shallow, top, git_dir, prefix, *hashes = lines
    head, *parents = hashes[:-1] if done.returncode == 0 else [None]
    merged = _merge_heads(Path(git_dir))
    both = (head, *merged) if merged else tuple(parents)
    known = tuple(filter(None, both)) if len(both) > 1 else ()
    return RegisterLocation(
        Path(top), prefix, Path(git_dir), shallow == "true", head, known, bool(merged)
    )


def superproject(at: RegisterLocation) -> Path | None:
    """Return the top of the repository that this one is a submodule of; None if it is none."""
    if not (at.top / ".git").is_file():
        return None
    done = run(at.top, "rev-parse", "--show-superproject-working-tree")
    outer = os.fsdecode(done.stdout).removesuffix("\n")
    return Path(outer) if outer else None


_NO_COMMIT_YET = b"ambiguous argument 'HEAD':"
"""Output of rev-parse for HEAD before the first commit."""


def _merge_heads(git_dir: Path) -> list[str]:
    """Return the commits being merged into HEAD."""
    try:
        return (git_dir / "MERGE_HEAD").read_text(encoding="ascii").split()
    except OSError:
        return []


def merge_bases(root: Path, at: RegisterLocation, revision: str) -> tuple[tuple[str, ...], str]:
    """Return the merge bases of *revision* and the current state, and the commit of *revision*.

    There are several if branches were merged crosswise. Raises CannotCompare if they cannot be
    determined with certainty.
    """
    tip = hash_of(root, revision)
    if tip is None or at.head is None:
        raise _no_revision(root, at, revision)
    if tip == at.head or (tip in at.parents and not at.merging):
        return (tip,), tip
    bases = common_bases(root, (tip, at.head, *(at.parents if at.merging else ())))
    # A nearer base may exist beyond a shallow clone's boundary; only the tip itself is certain.
    if at.shallow and bases != (tip,):
        raise CannotCompare(_("this clone is shallow: part of the history is missing"), _FETCH)
    if not bases:
        raise CannotCompare(
            _("HEAD and {revision} have no common ancestor", revision=revision),
            _("specify the base branch: --since BRANCH"),
        )
    return bases, tip


_FETCH = _("fetch it: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)")


def _no_revision(root: Path, at: RegisterLocation, revision: str) -> CannotCompare:
    if at.head is None:
        return CannotCompare(
            _("the repository has no commits yet"), _("commit first: git add, then git commit")
        )
    why = _("no {kind} '{value}'", kind=_("revision"), value=revision)
    if at.shallow:
        return CannotCompare(why, _FETCH)
    return CannotCompare(why, _find_or_fetch(root, nearest(revision, names(root))))


def _find_or_fetch(root: Path, near: Sequence[str]) -> Message:
    """Return a hint for a missing revision: a similar name, or to fetch it if there is a remote."""
    has_remote = b"origin" in run(root, "remote").stdout.split()
    if near and has_remote:
        return _("did you mean {near}? If not, fetch it: git fetch origin (GitHub Actions: "
                 "fetch-depth: 0)", near=near[0])  # fmt: skip
    if has_remote:
        return _("fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)")
    if near:
        return _("did you mean {near}?", near=near[0])
    return _("specify a commit, branch or tag: --since REV")


def bases_of_merge(root: Path, at: RegisterLocation) -> tuple[str, ...]:
    """Return the commits to compare the index with: HEAD, or the bases of a merge in progress.

    None before the first commit, or if the merged commits have no common history.
    """
    if not at.merging:
        return (at.head,) if at.head else ()
    return common_bases(root, at.parents)


def common_bases(root: Path, commits: Sequence[str]) -> tuple[str, ...]:
    """Return the merge bases of *commits*, the best first; none if they share no history.

    Raises GitProblem if git cannot follow their history.
    """
    done = run(root, "merge-base", "--all", *commits)
    if done.returncode > 1 or done.stderr:
        raise refused(root, done)
    return tuple(done.stdout.decode().split())


def index_of(at: RegisterLocation, named: str | None) -> Path | None:
    """Return the index that git itself *named* (GIT_INDEX_FILE, in a hook); None for the default.

    Raises GitProblem if it is not in this repository.
    """
    if not named:
        return None
    index = (at.top / named).resolve()
    if not index.is_relative_to(at.git_dir.resolve()):
        raise GitProblem(
            _("GIT_INDEX_FILE is {path}, which is not an index of this repository", path=named),
            _("unset GIT_INDEX_FILE"),
        )
    return index
