"""The past that a change is judged by, as git has told it (see `ask_git`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cardctl.i18n import Message

if TYPE_CHECKING:
    from cardctl.yaml.nodes import Data


class BaseSnapshot(NamedTuple):
    """The register's files in one commit: what those held that may have changed since.

    *label* says in words which commit it is, and *day* is the one on which it was made; None if no
    file of it changed. *new* are the files that stand and were not there.
    *said* is the data of the cards among those held, by path, as far as they have been read
    already; None where one cannot be read.
    """

    commit: str
    label: Message
    new: frozenset[str]
    held: Mapping[str, bytes]
    said: Mapping[str, Data | None] = {}
    day: date | None = None


class BaseComparison(NamedTuple):
    """All that git says: the base, the parents of a merge that the change is, and the target.

    *paths* are the register's files as they stand, also those that are *hidden*: tracked, and not
    checked out (a deletion is a change to judge). *meanwhile* are the files that changed on
    *target* since the base. *staged* gives the register's blobs in the index, where that is what is
    judged. *home* is the register's folder in the repository, with ``/`` at its end. *born* are the
    files that are new on every side of a merge.
    """

    base: BaseSnapshot
    parents: tuple[BaseSnapshot, ...]
    paths: frozenset[str]
    target: str
    changed_on_target: frozenset[str]
    staged: Mapping[str, str] | None
    home: str
    added_on_all_sides: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
