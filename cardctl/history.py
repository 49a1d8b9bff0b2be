"""The past, from git; the only place where another program is run.

Plumbing alone, read-only, and nothing that a repository can bring along is run: no hooks, no file
system monitor, no replaced objects, no bare repository found by chance, no signature check, no
fetch; and nothing of the caller's ``GIT_*`` environment reaches it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import GitProblem, Unknown
from cardctl.locale import Phrase, say
from cardctl.suggest import nearest

_SAFE = (
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "safe.bareRepository=explicit",
    "-c", "log.showSignature=false",
)  # fmt: skip

_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


class CannotCompare(GitProblem):
    """CC903: the past that a change would be judged by is not there."""

    def __init__(self, why: Phrase, mend: Phrase) -> None:
        super().__init__(say("CC903 cannot-compare: {why}", why=why), mend)


class Commit(NamedTuple):
    """One commit: its full hash, the author's day and name, the first line of its message."""

    hash: str
    date: date
    author: str
    subject: str


def commit_at(root: Path, revision: str) -> Commit:
    """Find the commit that *revision* names in the repository around *root*.

    Raises Unknown with the nearest branches and tags, GitProblem without git or a repository.
    """
    _require_repository(root)
    name = f"{revision}^{{commit}}"
    done = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if done.returncode:
        raise Unknown("revision", revision, _names(root))
    return next(_commits(root, "--max-count=1", "--end-of-options", done.stdout.decode().strip()))


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
    done = _run(root, "rev-parse", *asked, "--absolute-git-dir", "--show-prefix", "HEAD", "HEAD^@")
    inside, *lines = os.fsdecode(done.stdout).split("\n")
    if inside != "true":
        raise _no_repository(root, done)
    shallow, top, git_dir, prefix, *hashes = lines
    head, *parents = hashes[:-1] if done.returncode == 0 else [None]
    merged = _merge_heads(Path(git_dir))
    both = (head, *merged) if merged else tuple(parents)
    known = tuple(filter(None, both)) if len(both) > 1 else ()
    return Here(Path(top), prefix, Path(git_dir), shallow == "true", head, known, bool(merged))


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
    name = f"{revision}^{{commit}}"
    done = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if done.returncode or at.head is None:
        raise _no_revision(root, at, revision)
    tip = done.stdout.decode().strip()
    if tip == at.head or (tip in at.parents and not at.merging):
        return tip, tip
    done = _run(root, "merge-base", tip, at.head, *(at.parents if at.merging else ()))
    base = done.stdout.decode().partition("\n")[0]
    # Behind the edge of a shallow clone there may be a nearer one; only the tip itself is sure.
    if at.shallow and base != tip:
        raise CannotCompare(say("this clone is shallow: a part of the past is missing"), _FETCH)
    if not base:
        raise CannotCompare(
            say("HEAD and {revision} have no past in common", revision=revision),
            say("name the branch that this one was made from: --since origin/main"),
        )
    return base, tip


_FETCH = say(
    "fetch it: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"
)


def _no_revision(root: Path, at: Here, revision: str) -> CannotCompare:
    why = say("no {kind} '{value}'", kind=say("revision"), value=revision)
    if at.shallow:
        return CannotCompare(why, _FETCH)
    near = nearest(revision, _names(root))
    if near:
        return CannotCompare(
            why,
            say("did you mean {near}? Else fetch it: git fetch origin (GitHub Actions: "
                "fetch-depth: 0)", near=near[0]),
        )  # fmt: skip
    return CannotCompare(why, say("fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)"))


def base_of_merge(root: Path, at: Here) -> str | None:
    """Give what the index is compared with: HEAD; in a merge that is being made, its merge base.

    None before the first commit, or where what is merged has no past in common.
    """
    if not at.merging:
        return at.head
    return common_base(root, at.parents)


def common_base(root: Path, commits: Sequence[str]) -> str | None:
    """Give the merge base of *commits*; None where they have no past in common."""
    done = _run(root, "merge-base", *commits)
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
            say("GIT_INDEX_FILE names {path}, which is none of this repository", path=named),
            say("run it without GIT_INDEX_FILE"),
        )
    return index


def blobs_at(root: Path, commit: str) -> dict[str, str]:
    """Give the blob of each regular file below *root* in *commit*, by path relative to *root*."""
    return dict(_blobs(_git(root, "ls-tree", "-r", "-z", "--end-of-options", commit)))


def blobs_from_top(root: Path, commit: str) -> dict[str, str]:
    """Give the blob of each regular file of the repository in *commit*, by path from the top."""
    return dict(_blobs(_git(root, "ls-tree", "-r", "-z", "--full-tree", commit)))


def blobs_in_index(root: Path, index: Path | None = None) -> dict[str, str]:
    """Give the blob of each regular file below *root* in the index, by path relative to *root*.

    Raises CannotCompare where a merge has left conflicts in it.
    """
    found = {}
    for entry in _git(root, "ls-files", "--stage", "-z", index=index).split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, blob, stage = about.decode().split()
        if stage != "0":
            raise CannotCompare(
                say("{path} is in conflict", path=os.fsdecode(name)),
                say("end the merge first: mend the file, then git add"),
            )
        if mode.startswith("100"):
            found[os.fsdecode(name)] = blob
    return found


def came_along(root: Path, name: str) -> bool:
    """Whether what is called *name* in *root* may have come with a checkout, by another's hand.

    Only where git says that it keeps nothing of this name it has not.
    """
    try:
        return bool(_git(root, "ls-files", "-z", "--", name))
    except GitProblem:
        return True


def paths_changed(
    root: Path, commit: str, *, staged: bool = False, index: Path | None = None
) -> frozenset[str]:
    """Give the files below *root* that git finds changed, or gone, since *commit*.

    In the working tree (files that git does not know are not told), or in the index. A file that
    was only touched may be among them, and all are where git would run a program to find out.
    """
    if not staged and _has_filters(root):
        return frozenset(blobs_at(root, commit))
    cached = ("--cached",) if staged else ()
    raw = _git(root, "diff-index", *_RAW, *cached, commit, index=index)
    return frozenset(path for path, _ in _raw(raw))


def _has_filters(root: Path) -> bool:
    """Whether a repository around *root* sets filters: programs that git runs on what files hold.

    The user's own filters do not count. What the files of the configuration say is looked at
    first, for asking git takes a process more.
    """
    texts = b"".join(_configurations(root)).lower()
    if b"filter" not in texts and b"include" not in texts:
        return False
    asked = ("--show-scope", "--name-only", "-z", "--get-regexp", r"^filter\.")
    done = _run(root, "config", *asked)
    scopes = done.stdout.split(b"\0")[::2]
    return done.returncode > 1 or b"local" in scopes or b"worktree" in scopes


def _configurations(root: Path) -> Iterator[bytes]:
    """The configuration of every repository that *root* may stand in, as git might find it."""
    root = root.resolve()
    for folder in (root, *root.parents):
        home = _named(folder / ".git")
        for each in {home, _named(home / "commondir", home)}:
            yield from map(_held, (each / "config", each / "config.worktree"))


def _named(file: Path, otherwise: Path | None = None) -> Path:
    """The folder that one of git's own files names, else *otherwise*; it may be that folder."""
    said = os.fsdecode(_held(file)).removeprefix("gitdir:").strip()
    return file.parent / said if said else otherwise or file


def _held(path: Path) -> bytes:
    """What a file holds; nothing where it cannot be read, or is none that ends."""
    with suppress(OSError, ValueError):
        return path.read_bytes() if path.is_file() else b""
    return b""


def blobs_changed(root: Path, old: str, new: str) -> dict[str, str]:
    """Give the files below *root* that changed from *old* to *new*, with their blobs in *new*."""
    return dict(_raw(_git(root, "diff-tree", "-r", *_RAW, old, new)))


_RAW = ("--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", "--relative")


def _raw(printed: bytes) -> Iterator[tuple[str, str]]:
    """Path and new blob of each file in the output of a raw diff."""
    parts = iter(os.fsdecode(printed).split("\0"))
    for about in parts:
        if about:
            yield next(parts), about.split(" ")[3]


def contents(root: Path, blobs: Sequence[str]) -> list[bytes]:
    """Give what *blobs* hold, in their order. Raises GitProblem where one is lost."""
    return list(_contents(root, blobs))


def files_at(
    root: Path, revision: str, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[str, dict[str, bytes]]:
    """Give the full hash of *revision* and what the regular files below *root* held then.

    Paths are relative to *root*, with ``/``; only those that are *wanted* are read. Raises Unknown
    for a revision that is not there, GitProblem without git or a repository.
    """
    commit = commit_at(root, revision).hash
    listed = _git(root, "ls-tree", "-r", "-z", "--end-of-options", commit)
    blobs = {path: blob for path, blob in _blobs(listed) if wanted(path)}
    return commit, dict(zip(blobs, _contents(root, list(blobs.values())), strict=True))


def log(root: Path, path: str) -> list[Commit]:
    """Give the commits that touched *path* (relative to *root*), the newest first.

    A repository without a commit has none. Raises GitProblem without git or a repository.
    """
    _require_repository(root)
    if _run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        return []
    return list(_commits(root, "HEAD", "--", path))


def version() -> str:
    """Give the version of git. Raises GitProblem where there is none."""
    return _git(Path(), "version").decode("utf-8", "replace").removeprefix("git version ").strip()


def configure(root: Path, settings: Mapping[str, str]) -> None:
    """Set values in the configuration of the repository around *root*, for this clone alone.

    Raises GitProblem without git or a repository.
    """
    _require_repository(root)
    for name, value in settings.items():
        _git(root, "config", "--local", name, value)


def merge_lines(
    root: Path, base: Path, ours: Path, theirs: Path, labels: tuple[str, str]
) -> tuple[bytes, bool]:
    """Merge three files line by line, as git does without a driver.

    Gives the text, and whether nothing is in conflict. Raises GitProblem without git.
    """
    named = ("-L", labels[0], "-L", "base", "-L", labels[1])
    done = _run(root, "merge-file", "-p", *named, str(ours), str(base), str(theirs))
    if not 0 <= done.returncode < 128:
        raise GitProblem(say("git {command} failed: {text}", command="merge-file", text=""))
    return done.stdout, done.returncode == 0


def hook(root: Path, name: str) -> Path:
    """Give the file that git runs as the hook *name* around *root*, whether it is there or not.

    Raises GitProblem without git or a repository.
    """
    _require_repository(root)
    # Not `rev-parse --git-path`: it would name the folder that `_SAFE` sets.
    told = _run(root, "config", "--local", "--type=path", "--get", "core.hooksPath").stdout
    if told:
        return _folder(root, "--show-toplevel") / os.fsdecode(told.rstrip(b"\n")) / name
    return _folder(root, "--git-common-dir") / "hooks" / name


def _folder(root: Path, which: str) -> Path:
    """A folder that ``rev-parse`` knows; it may say it as seen from *root*."""
    return (root / os.fsdecode(_git(root, "rev-parse", which).rstrip(b"\n"))).resolve()


def _blobs(listed: bytes) -> Iterator[tuple[str, str]]:
    """Path and object of each regular file in the output of ``ls-tree -z``."""
    for entry in os.fsdecode(listed).split("\0"):
        about, _, name = entry.partition("\t")
        if about.startswith("100"):
            yield name, about.split(" ")[2]


def _contents(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """What the objects hold, from the output of ``cat-file --batch``."""
    asked = "".join(f"{blob}\n" for blob in blobs)
    given = _git(root, "cat-file", "--batch", text=asked.encode()) if blobs else b""
    at = 0
    for blob in blobs:
        end = given.index(b"\n", at)
        head = given[at:end].split()
        if len(head) != 3:
            raise GitProblem(say("git has lost the object {hash}", hash=blob))
        at = end + 1 + int(head[2]) + 1
        yield given[end + 1 : at - 1]


def _commits(root: Path, *which: str) -> Iterator[Commit]:
    shape = "--format=%H%x00%as%x00%an%x00%s"
    for line in _git(root, "rev-list", shape, *which).decode("utf-8", "replace").split("\n"):
        if "\0" in line:
            name, day, author, subject = line.split("\0", 3)
            yield Commit(name, date.fromisoformat(day), author, subject)


_REFS = ("refs/heads", "refs/tags", "refs/remotes")


def _names(root: Path) -> list[str]:
    listed = _git(root, "for-each-ref", "--format=%(refname:short)", *_REFS)
    return listed.decode("utf-8", "replace").split()


def _require_repository(root: Path) -> None:
    done = _run(root, "rev-parse", "--is-inside-work-tree")
    if done.returncode or done.stdout.strip() != b"true":
        raise _no_repository(root, done)


def _no_repository(root: Path, done: subprocess.CompletedProcess[bytes]) -> GitProblem:
    said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
    return GitProblem(
        say("{root} is in no git repository that can be read", root=root),
        say("git says: {text}", text=said) if said else None,
    )


def _git(root: Path, *arguments: str, text: bytes = b"", index: Path | None = None) -> bytes:
    """What git prints. Raises GitProblem where it ends with an error."""
    done = _run(root, *arguments, text=text, index=index)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitProblem(say("git {command} failed: {text}", command=arguments[0], text=said))
    return done.stdout


def _run(
    root: Path, *arguments: str, text: bytes = b"", index: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    if index is not None:
        kept["GIT_INDEX_FILE"] = str(index)
    try:
        return subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=root,
            env=kept | _ENVIRONMENT,
            stdin=None if text else subprocess.DEVNULL,
            input=text or None,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise GitProblem(
            say("git is not installed, or not on the PATH"), say("install git")
        ) from None
