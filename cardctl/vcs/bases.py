"""Where a register stands in its repository, and what a change of it is compared with."""

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
    """CC903: the past that a change would be judged by is not there."""

    def __init__(self, why: Message, hint: Message | None) -> None:
        super().__init__(_("CC903 cannot-compare: {why}", why=why), hint)


class Here(NamedTuple):
    """Where a register stands in its repository, and where that stands.

    *prefix* is the register's folder from the top, with ``/`` at its end ("" at the top). *head*
    is None before the first commit. *parents* are those of the merge that HEAD is, or that is
    being made (HEAD first); empty where there is none. *shallow*: a part of the past was not
    fetched.
    """

    top: Path
    prefix: str
    git_dir: Path
    shallow: bool
    head: str | None
    parents: tuple[str, ...] = ()
    merging: bool = False


def here(root: Path) -> Here:
    """Find out where the register at *root* stands.

    Raises GitProblem without git or a repository.
    """
    asked = ("--is-inside-work-tree", "--is-shallow-repository", "--show-toplevel")
    done = run(root, "rev-parse", *asked, "--absolute-git-dir", "--show-prefix", "HEAD", "HEAD^@")
    inside, *lines = os.fsdecode(done.stdout).split("\n")
    if inside != "true":
        raise no_work_tree(root, done)
    if done.returncode and _NOT_BORN not in done.stderr:
        raise refused(root, done)
    shallow, top, git_dir, prefix, *hashes = lines
    head, *parents = hashes[:-1] if done.returncode == 0 else [None]
    merged = _merge_heads(Path(git_dir))
    both = (head, *merged) if merged else tuple(parents)
    known = tuple(filter(None, both)) if len(both) > 1 else ()
    return Here(Path(top), prefix, Path(git_dir), shallow == "true", head, known, bool(merged))


_NOT_BORN = b"ambiguous argument 'HEAD':"
"""What rev-parse says of HEAD before the first commit."""


def _merge_heads(git_dir: Path) -> list[str]:
    """What is being merged into HEAD."""
    try:
        return (git_dir / "MERGE_HEAD").read_text(encoding="ascii").split()
    except OSError:
        return []


def merge_base(root: Path, at: Here, revision: str) -> tuple[str, str]:
    """Give the merge base of *revision* and what stands here, and the commit of *revision*.

    Raises CannotCompare where one of the two is not known for sure.
    """
    tip = hash_of(root, revision)
    if tip is None or at.head is None:
        raise _no_revision(root, at, revision)
    if tip == at.head or (tip in at.parents and not at.merging):
        return tip, tip
    base = common_base(root, (tip, at.head, *(at.parents if at.merging else ())))
    # Behind the edge of a shallow clone there may be a nearer one; only the tip itself is sure.
    if at.shallow and base != tip:
        raise CannotCompare(_("this clone is shallow: a part of the past is missing"), _FETCH)
    if base is None:
        raise CannotCompare(
            _("HEAD and {revision} have no past in common", revision=revision),
            _("name the branch that this one was made from: --since BRANCH"),
        )
    return base, tip


_FETCH = _("fetch it: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)")


def _no_revision(root: Path, at: Here, revision: str) -> CannotCompare:
    if at.head is None:
        return CannotCompare(
            _("the repository has no commits yet"), _("commit first: git add, then git commit")
        )
    why = _("no {kind} '{value}'", kind=_("revision"), value=revision)
    if at.shallow:
        return CannotCompare(why, _FETCH)
    return CannotCompare(why, _find_or_fetch(root, nearest(revision, names(root))))


def _find_or_fetch(root: Path, near: Sequence[str]) -> Message:
    """Where a revision may be: under a similar name, or in the remote repository if it has one."""
    has_remote = b"origin" in run(root, "remote").stdout.split()
    if near and has_remote:
        return _("did you mean {near}? Else fetch it: git fetch origin (GitHub Actions: "
                   "fetch-depth: 0)", near=near[0])  # fmt: skip
    if has_remote:
        return _("fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)")
    if near:
        return _("did you mean {near}?", near=near[0])
    return _("name a commit, a branch or a tag: --since REV")


def base_of_merge(root: Path, at: Here) -> str | None:
    """Give what the index is compared with: HEAD; in a merge that is being made, its merge base.

    None before the first commit, or where what is merged has no past in common.
    """
    if not at.merging:
        return at.head
    return common_base(root, at.parents)


def common_base(root: Path, commits: Sequence[str]) -> str | None:
    """Give the merge base of *commits*; None where they have no past in common.

    Raises GitProblem where git cannot follow their past.
    """
    done = run(root, "merge-base", *commits)
    if done.returncode > 1 or done.stderr:
        raise refused(root, done)
    return done.stdout.decode().partition("\n")[0] or None


def index_of(at: Here, named: str | None) -> Path | None:
    """Give the index that git itself *named* (GIT_INDEX_FILE, in a hook); None: the usual one.

    Raises GitProblem where it is not one of this repository.
    """
    if not named:
        return None
    index = (at.top / named).resolve()
    if not index.is_relative_to(at.git_dir.resolve()):
        raise GitProblem(
            _("GIT_INDEX_FILE names {path}, which is none of this repository", path=named),
            _("run it without GIT_INDEX_FILE"),
        )
    return index
