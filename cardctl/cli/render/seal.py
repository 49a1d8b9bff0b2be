"""A seal, as text or data."""

from __future__ import annotations

from typing import Any

from cardctl.domain.seal.model import AnySeal, Seal
from cardctl.i18n import _


def as_data(seal: AnySeal) -> dict[str, Any]:
    """Return what a seal says of itself, and its root; an old one (format 1) has none."""
    if isinstance(seal, Seal):
        return {**seal.head.data, "root": seal.root}
    return {**seal.model_dump(mode="json", include={"format", "meeting", "as_of"}), "root": None}


def as_text(path: str, seal: AnySeal, lang: str) -> str:
    """Return the path and the root of a seal."""
    return f"{path}\n  {root_line(seal, lang)}"


def root_line(seal: AnySeal, lang: str) -> str:
    """Return the root in words; for an old seal, how to get one."""
    message = (
        _("root {root}", root=seal.root)
        if isinstance(seal, Seal)
        else _(
            "old format, without a root; to renew it: "
            'cardctl meeting seal {number} --again --reason "TEXT"',
            number=seal.meeting,
        )
    )
    return message.render(lang)
