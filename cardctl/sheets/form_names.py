"""Names of the files of forms: the agency's code, on any system and in any script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')

_RESERVED = re.compile(r"(?i:con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?")
"""Names of devices on Windows, also with an extension."""

_LONGEST = 64


def stems(codes: Iterable[str]) -> dict[str, str]:
    """Return the name, without an extension, of the files of each agency, by its code.

    No two names differ in case only, none is a device on Windows, none begins or ends with a point.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for code in sorted(set(codes)):
        wanted = _NOT_IN_A_NAME.sub("_", normalize("NFC", code)).strip(". ")[:_LONGEST] or "_"
        wanted += "_" if _RESERVED.fullmatch(wanted) else ""
        name, number = wanted, 2
        while name.casefold() in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name.casefold())
        found[code] = name
    return found
