"""The base that a change is compared with, as read from git (see `ask_git`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cardctl.i18n import Message

if TYPE_CHECKING:
    from cardctl.yaml.nodes import Data


class BaseSnapshot(NamedTuple):
    """One commit's version of the register's files that may have changed since.

    *label* describes the commit, and *day* is its date; None if no file changed since. *new* are
    the present files that the commit does not have. *held* maps paths to bytes. *said* is the data
    of cards in *held* that have been parsed already, by path; None for an unreadable card. *home*
    is the register's folder in that commit, with a trailing ``/``; None if it has no such register.
    """

    commit: str
    label: Message
    new: frozenset[str]
    held: Mapping[str, bytes]
    said: Mapping[str, Data | None] = {}
    day: date | None = None
    home: str | None = None


class BaseComparison(NamedTuple):
    """Everything read from git for a comparison: the bases, the parents of a merge, the target.

    There are several *bases* if branches were merged crosswise; *label* describes all of them.
    *paths* are the register's current files, including *hidden* ones: tracked but not checked out
    (a deletion, in contrast, is a change to check). *changed_on_target* are the files changed on
    *target* since the base. *staged* maps paths to blobs in the index if the staged state is
    checked. *home* is the register's folder in the repository now, with a trailing ``/``.
    *added_on_all_sides* are the files that are new on every side of a merge. *sides* are all
    parents of a merge, and *common* their merge bases.
    """

    bases: tuple[BaseSnapshot, ...]
    label: Message
    parents: tuple[BaseSnapshot, ...]
    paths: frozenset[str]
    target: str
    changed_on_target: frozenset[str]
    staged: Mapping[str, str] | None
    home: str
    added_on_all_sides: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    sides: tuple[BaseSnapshot, ...] = ()
    common: tuple[BaseSnapshot, ...] = ()
