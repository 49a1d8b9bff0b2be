"""The comments in files, and what they allow, brought together."""

from __future__ import annotations

from collections.abc import Iterable

from cardctl.finding import Finding
from cardctl.rules.suppress import settle
from cardctl.store.comments import directives
from cardctl.store.files import Files
from cardctl.store.load import located


def settled(
    findings: Iterable[Finding],
    files: Files,
    *,
    ran: frozenset[str] = frozenset(),
    paths: Iterable[str] | None = None,
) -> list[Finding]:
    """Give the findings that no comment of the *files* allows.

    Also what is wrong with the comments, as far as the rules of *ran* have looked. With *paths*
    only the comments of those files count.
    """
    comments = directives(files, paths)
    return settle(located(findings, files), comments, ran) if comments else list(findings)
