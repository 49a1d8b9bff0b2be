"""The seal of a meeting: commitments to all that its report showed, to detect later alterations.

A seal covers *subjects*: the cards of the report, the meetings up to this one, the agencies, the
settings, and the report itself. Each has *parts*, such as a title or a history entry, with a
commitment to each part. `seal.parts` says what the parts are, and `seal.check` whether they
still match.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from cardctl.domain.base import AgencyCode, CardId, IsoDate, MeetingNumber, Model, Text, exactly
from cardctl.domain.seal.commitments import Commitment, root_digest, subject_digest

HEX = r"[0-9a-f]{64}"
"""Matches a SHA-256 in hexadecimal."""

Digest = Annotated[str, StringConstraints(pattern=f"^{HEX}$")]
"""SHA-256 (FIPS 180-4), in hexadecimal."""

Salts = Callable[[], str]
"""Returns another random salt at each call: 16 bytes, in hexadecimal."""


class SealHead(Model):
    """What a seal says of itself."""

    format: Annotated[Literal[2], exactly(2)] = 2
    """Version of the seal format."""
    meeting: MeetingNumber
    """Number of the meeting whose report is sealed."""
    as_of: IsoDate
    """The as-of date of that report."""
    sealed: IsoDate
    """Day on which it was sealed."""
    by: AgencyCode
    """Agency that sealed it."""
    reason: Text | None = None
    """Why there is a further seal; the first one has none."""
    previous: Digest | None = None
    """Root of the seal before this one; one of format 1 has none."""
    meetings: Annotated[tuple[MeetingNumber, ...], Field(min_length=1)]
    """Meetings up to this one, in order of time."""

    @cached_property
    def earlier(self) -> frozenset[int]:
        """The meetings before the sealed one."""
        return frozenset(self.meetings) - {self.meeting}

    @property
    def data(self) -> dict[str, Any]:
        """The head as plain data, as the root covers it."""
        return self.model_dump(mode="json", exclude_none=True)


class SealedSubject:
    """The commitments to one subject, and the *digest* of them.

    They come from *text*, JSON, which is parsed on first use: most commands need only a few.
    """

    def __init__(self, digest: str, text: str) -> None:
        self.digest = digest
        self.text = text

    @cached_property
    def parts(self) -> Mapping[str, Commitment]:
        """The commitments by the name of the part; empty if the text is not in this form."""
        try:
            data = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        is_valid = isinstance(data, dict) and all(map(_is_commitment, data.values()))
        return {name: Commitment(*pair) for name, pair in data.items()} if is_valid else {}

    @cached_property
    def is_intact(self) -> bool:
        """Whether *digest* is that of the commitments."""
        return subject_digest(self.parts) == self.digest

    @classmethod
    def of(cls, parts: Mapping[str, Commitment]) -> SealedSubject:
        """Return the subject with these commitments."""
        return cls(subject_digest(parts), json.dumps(parts, ensure_ascii=False))


def _is_commitment(data: Any) -> bool:
    """Whether JSON data is a pair of a salt, or null, and a digest; other digits never fit."""
    if not isinstance(data, list) or len(data) != 2:
        return False
    salt, digest = data
    is_salt = salt is None or (isinstance(salt, str) and len(salt) == 32)
    return is_salt and isinstance(digest, str) and len(digest) == 64


@dataclass(frozen=True)
class Seal:
    """The file `M<NN>/seal.json`, or `seal-2.json` and so on: the *nth* seal of a meeting."""

    head: SealHead
    root: str
    subjects: Mapping[str, SealedSubject]
    nth: int = 1

    @property
    def meeting(self) -> int:
        """Number of the meeting whose report is sealed."""
        return self.head.meeting

    @property
    def as_of(self) -> date:
        """The as-of date of that report."""
        return self.head.as_of

    @cached_property
    def computed_root(self) -> str:
        """The root of the head and the digests of the subjects, whatever the file says it is."""
        digests = {name: subject.digest for name, subject in self.subjects.items()}
        return root_digest(self.head.data, digests)

    def parts(self, subject: str) -> Mapping[str, Commitment]:
        """Return the commitments to a subject; empty if the seal does not cover it."""
        found = self.subjects.get(subject)
        return found.parts if found else {}

    @property
    def cards(self) -> Collection[str]:
        """Ids of the cards that it covers."""
        return [name for name in self.subjects if _CARD.fullmatch(name)]

    @property
    def agencies(self) -> Collection[str]:
        """Names of the agencies that it covers, as subjects."""
        return [name for name in self.subjects if name.startswith("agency ")]


_CARD = re.compile(r"M[0-9]+-[0-9]+")


def new_seal(head: SealHead, values: Mapping[str, Mapping[str, Commitment]], nth: int = 1) -> Seal:
    """Return the seal with these commitments: subject to part to commitment."""
    subjects = {name: SealedSubject.of(parts) for name, parts in values.items()}
    digests = {name: subject.digest for name, subject in subjects.items()}
    return Seal(head, root_digest(head.data, digests), subjects, nth)


def without_salts(seal: Seal, erased: Mapping[str, Collection[str]]) -> Seal:
    """Return *seal* without the salts of *erased*, which maps subjects to parts.

    The root stays, because it covers the commitments alone; but without its salt, an erased text
    cannot be guessed from its commitment.
    """
    subjects = dict(seal.subjects)
    for name, parts in erased.items():
        kept = {
            part: commitment._replace(salt=None) if part in parts else commitment
            for part, commitment in seal.parts(name).items()
        }
        if kept != seal.parts(name):
            subjects[name] = SealedSubject.of(kept)
    return replace(seal, subjects=subjects)


class OldSeal(Model):
    """A seal of format 1, `M<NN>/seal.json`: digests without salts, of cards alone."""

    format: Annotated[Literal[1], exactly(1)]
    """Version of the seal format."""
    meeting: MeetingNumber
    """Number of the meeting whose report is sealed."""
    as_of: IsoDate
    """The as-of date of that report."""
    facts: Digest | None
    """Digest of all facts of the report; null once a text of it has been erased."""
    cards: dict[CardId, dict[str, Digest | None]]
    """For each card in the report's view, the digest of each sealed field; null if erased."""

    @property
    def nth(self) -> int:
        """A seal of this format is always the first one."""
        return 1


AnySeal: TypeAlias = Seal | OldSeal
"""A seal of either format."""
