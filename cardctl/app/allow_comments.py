"""Apply allow comments in the register's files to findings."""

from __future__ import annotations

from collections.abc import Iterable

from cardctl.finding import Finding
from cardctl.rules.suppress import apply_comments
from cardctl.store.comments import directives
from cardctl.store.files import Files
from cardctl.store.load import located


def apply_allow_comments(
    findings: Iterable[Finding],
    files: Files,
    *,
    ran: frozenset[str] = frozenset(),
    paths: Iterable[str] | None = None,
) -> list[Finding]:
    """Return the findings that no comment in *files* allows.

    Includes findings on the comments themselves, limited to the rules in *ran*. With *paths*,
    only the comments in those files count.
    """
    comments = directives(files, paths)
    return apply_comments(located(findings, files), comments, ran) if comments else list(findings)
