"""A seal, as text or data."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cardctl.domain.seal.model import AnySeal, Seal
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.outputs.meetings import SealHeadData


def as_data(seal: AnySeal) -> SealHeadData:
    """Return what a seal says of itself, and its root; an old one (format 1) has none."""
    if isinstance(seal, Seal):
        return cast("SealHeadData", {**seal.head.data, "root": seal.root})
    head = seal.model_dump(mode="json", include={"format", "meeting", "as_of"})
    return cast("SealHeadData", {**head, "root": None})


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
