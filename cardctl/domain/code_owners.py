"""CODEOWNERS: which team reviews changes of which file, generated from the agencies' `owners`.

GitHub and GitLab read the file; in both, the last line that matches a path applies. (In Gitea and
Forgejo, patterns are regular expressions.) The generated lines are a block between two markers, and
everything else in the file is the user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cardctl.domain.register import FactRegister
from cardctl.errors import Refused
from cardctl.i18n import _

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where the platforms look, relative to the top of the repository; the first one found is used."""

DEFAULT_PLACE = "CODEOWNERS"
"""Where a new file is written: the only place that both platforms read."""

JUDGES = (
    "/.github/", "/.gitlab/", "/.gitlab-ci.yml", "/.gitattributes", "/.pre-commit-config.yaml",
    "/cardctl.in", "/cardctl.lock", "/CODEOWNERS", "/docs/CODEOWNERS",
)  # fmt: skip
"""The files that decide how changes are checked; they belong to the secretariat."""

_SHARED = ("cardctl.yaml", "agencies.yaml", "M*/")
"""A register at the top of its repository: its shared files and its meetings."""

_SECTION = re.compile(r"\^?\[")
"""First characters of a section heading of GitLab; a section never overrides lines before it."""


def markers(home: str) -> tuple[str, str]:
    """Return the first and the last line of the block for the register in the folder *home*."""
    name = home or "."
    return f"# cardctl codeowners of {name}: begin", f"# cardctl codeowners of {name}: end"


def block(register: FactRegister, home: str) -> tuple[str, ...]:
    """Return the lines for a register in the folder *home* of its repository ("" for the top).

    First come the lines of the secretariat, for everything in the register, then the cards of
    agencies with owners of their own, then the files that decide how changes are checked.

    Raises Refused if the secretariat has no owners: its lines apply to whatever no other matches.
    """
    secretariat = register.by_code.get(register.config.secretariat)
    if secretariat is None or not secretariat.owners:
        code = register.config.secretariat
        raise Refused(
            _("the secretariat {code} has no owners in agencies.yaml", code=code),
            _("add to it, for example: owners: ['@organisation/team']"),
        )
    fallback = " ".join(secretariat.owners)
    begin, end = markers(home)
    folder = f"{_pattern(home)}/" if home else ""
    shared = (f"/{folder}",) if home else tuple(f"/{name}" for name in _SHARED)
    return (
        begin,
        "# Written by cardctl init --with codeowners. Do not edit; change owners in agencies.yaml.",
        *(f"{path} {fallback}" for path in shared),
        *(line for line in _cards(register, folder) if not line.endswith(f" {fallback}")),
        *(f"{path} {fallback}" for path in JUDGES),
        end,
    )


def _cards(register: FactRegister, folder: str) -> Iterator[str]:
    """Yield a line for each card whose lead agency has owners."""
    for card in register:
        lead = register.by_code.get(card.lead or "")
        if lead is not None and lead.owners and card.id in register.paths:
            yield f"/{folder}{register.paths[card.id]} {' '.join(lead.owners)}"


def _pattern(path: str) -> str:
    """Return the pattern of a path; `?` stands for what would be special on a platform."""
    return re.sub(r"[*?\[\]\\#!]|[^\S ]", "?", path).replace(" ", r"\ ")


def find_block(lines: Sequence[str], home: str) -> slice | None:
    """Return where the block is; None if there is none.

    Raises Refused if its markers are incomplete, so that it is unclear which lines are cardctl's.
    """
    begin, end = markers(home)
    begins = [number for number, line in enumerate(lines) if line.rstrip() == begin]
    ends = [number for number, line in enumerate(lines) if line.rstrip() == end]
    if not begins and not ends:
        return None
    if len(begins) == len(ends) == 1 and begins[0] < ends[0]:
        return slice(begins[0], ends[0] + 1)
    raise Refused(
        _("CODEOWNERS must have the lines {begin} and {end} once each", begin=begin, end=end),
        _("remove the lines between them, and the two lines themselves"),
    )


def with_block(text: str, new: Sequence[str], home: str) -> str:
    """Return the text of a CODEOWNERS with the block in it; all other lines stay as they are.

    A first block comes last, so that it applies, but before the sections of GitLab.

    Raises Refused as `find_block`.
    """
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if "\r\n" in text else "\n"
    found = find_block(lines, home)
    if found is None:
        sections = (number for number, line in enumerate(lines) if _SECTION.match(line))
        at = next(sections, len(lines))
        found = slice(at, at)
        if at and not lines[at - 1].endswith(("\n", "\r")):
            lines[at - 1] += ending
    lines[found] = [f"{line}{ending}" for line in new]
    return "".join(lines)


def is_current(text: str, register: FactRegister, home: str) -> bool:
    """Whether the text of a CODEOWNERS has the right block for the register, or none at all.

    Raises Refused as `block` and `find_block`.
    """
    lines = text.splitlines()
    found = find_block(lines, home)
    if found is None:
        return True
    return [line.rstrip() for line in lines[found]] == list(block(register, home))
