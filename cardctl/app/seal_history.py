"""Find in git since when a sealed part is altered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cardctl.domain.agency import Agencies, Config
from cardctl.domain.base import Model
from cardctl.domain.ids import card_path, full_id, meeting_path
from cardctl.domain.meeting import Meeting
from cardctl.domain.seal.check import card_deviations, missing_agencies, root_deviations
from cardctl.domain.seal.fates import Deviation, Fate, SealedParts
from cardctl.domain.seal.model import AnySeal, Seal
from cardctl.domain.seal.shared import agency_deviations, meeting_deviations, settings_deviations
from cardctl.domain.seal.subjects import SETTINGS
from cardctl.errors import GitProblem
from cardctl.store.layout import AGENCIES, CARD_PATH, CONFIG, SEAL_PATH, seal_path
from cardctl.store.load import parsed, read_card
from cardctl.store.seals import parse

if TYPE_CHECKING:
    from cardctl.domain.register import Register
    from cardctl.vcs import Commit

MOST_FILES = 100
"""Of how many files the versions are looked at; each asks git twice."""

AnyModel = TypeVar("AnyModel", bound=Model)
_Value = TypeVar("_Value")

Versions = list[tuple["Commit", "bytes | None"]]
"""The commits that touched a file, newest first, and its contents; None where it is absent."""


class Alteration(NamedTuple):
    """A breach of a seal, its file, and the first of the latest commits that all have it.

    *is_uncommitted* means that the last commit does not have it. Without git, both are unset.
    """

    deviation: Deviation
    path: str
    since: Commit | None = None
    is_uncommitted: bool = False


class SealHistory:
    """The versions in git of the files of *register* at *root*; none without git."""

    def __init__(self, root: Path, register: Register) -> None:
        self._root = root
        self._register = register
        self._known: dict[str, Versions] = {}

    def alteration(self, deviation: Deviation, seal: AnySeal) -> Alteration:
        """Return a deviation from *seal* with the commit since which it is there."""
        path = _path_of(deviation, seal, self._register)
        since, versions = None, self._versions(path)
        for commit, raw in versions:
            if not self._has(deviation, seal, path, raw):
                break
            since = commit
        return Alteration(deviation, path, since, bool(versions) and since is None)

    def _versions(self, path: str) -> Versions:
        if path not in self._known:
            is_asked = len(self._known) < MOST_FILES
            self._known[path] = _versions(self._root, path) if is_asked else []
        return self._known[path]

    def _has(self, deviation: Deviation, seal: AnySeal, path: str, raw: bytes | None) -> bool:
        """Whether one version of the file has the deviation; an unreadable one counts as such."""
        if raw is None:
            return deviation.fate is Fate.MISSING and not deviation.part
        try:
            found = list(_deviations(path, raw, seal, self._register))
        except ValueError:
            return True
        same = (each for each in found if each.fate.is_breach)
        return deviation[:2] in {(each.subject, each.part) for each in same}


def _versions(root: Path, path: str) -> Versions:
    from cardctl import vcs

    try:
        commits = vcs.log(root, path)
        contents = vcs.versions(root, path, [commit.hash for commit in commits])
    except GitProblem:
        return []
    return list(zip(commits, contents, strict=True))


def _path_of(deviation: Deviation, seal: AnySeal, register: Register) -> str:
    """Return the file that a deviation is in."""
    kind, _unused, which = deviation.subject.partition(" ")
    if full_id(kind):
        return register.paths.get(kind) or card_path(kind)
    if kind == "meeting":
        return meeting_path(int(which))
    paths = {"agency": AGENCIES, SETTINGS: CONFIG}
    return paths.get(kind) or seal_path(seal.meeting, seal.nth)


def _deviations(path: str, raw: bytes, seal: AnySeal, register: Register) -> Iterator[Deviation]:
    """Yield what differs in one version of a file. Raises ValueError if it cannot be read."""
    if SEAL_PATH.fullmatch(path):
        yield from _in_seal(raw, seal.nth)
    elif CARD_PATH.fullmatch(path):
        card, _unused = read_card(path, {path: raw})
        yield from card_deviations(_readable(card), seal, register)
    elif isinstance(seal, Seal):
        yield from _in_shared(path, raw, seal)


def _in_shared(path: str, raw: bytes, seal: Seal) -> Iterator[Deviation]:
    if path == CONFIG:
        yield from settings_deviations(_model(path, raw, Config), seal)
    elif path == AGENCIES:
        agencies = _model(path, raw, Agencies).agencies
        yield from missing_agencies(agencies, seal)
        for agency in agencies:
            yield from agency_deviations(agency, seal)
    else:
        yield from meeting_deviations(_model(path, raw, Meeting), seal)


def _in_seal(raw: bytes, nth: int) -> Iterator[Deviation]:
    seal = parse(raw.decode(), nth)
    yield from root_deviations(seal)
    yield from (each for name in seal.subjects for each in SealedParts(seal, name).own())


def _model(path: str, raw: bytes, model: type[AnyModel]) -> AnyModel:
    return _readable(parsed(path, raw, model)[0])


def _readable(value: _Value | None) -> _Value:
    """Return the value of a file. Raises ValueError if there is none."""
    if value is None:
        raise ValueError
    return value
