"""Commitments: digests that fix a text without showing it, as the seal of a meeting uses them.

A commitment is the digest of a random salt and the text. Without the salt, nobody can find the text
by trying what it may have been; with it, everybody can check it. The commitments of one subject,
and then all subjects, are put together in lists of lines, so that one digest, the root, fixes them
all (the way of SD-JWT and of certificate transparency).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from unicodedata import normalize


class Commitment(NamedTuple):
    """What fixes one text: 16 random bytes (hexadecimal), and the SHA-256 of these and the text.

    The salt is None once the text has been erased.
    """

    salt: str | None
    digest: str

    def fits(self, value: Any) -> bool:
        """Whether this is the commitment to *value*, plain data; False without a salt."""
        return self.salt is not None and digest_of(self.salt + canonical(value)) == self.digest


def commit(salt: str, value: Any) -> Commitment:
    """Return the commitment to *value*, plain data."""
    return Commitment(salt, digest_of(salt + canonical(value)))


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: Any) -> str:
    """Return plain data as JSON: keys sorted, no spaces, Unicode NFC."""
    return normalize("NFC", _ENCODER.encode(value))


def digest_of(text: str) -> str:
    """Return the SHA-256 (FIPS 180-4) of *text* in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def subject_digest(parts: Mapping[str, Commitment]) -> str:
    """Return the digest of the commitments to one subject: a line for each part, sorted by name."""
    return _digest_of_lines({name: part.digest for name, part in parts.items()})


def root_digest(head: Mapping[str, Any], subjects: Mapping[str, str]) -> str:
    """Return the root: the digest of the head as JSON, and a line for each subject, sorted.

    *subjects* has the digest of each subject by name.
    """
    return _digest_of_lines(subjects, f"{canonical(head)}\n")


def _digest_of_lines(digests: Mapping[str, str], before: str = "") -> str:
    lines = (f"{digests[name]} {name}\n" for name in sorted(digests))
    return digest_of(before + "".join(lines))
