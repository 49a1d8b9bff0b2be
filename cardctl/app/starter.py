"""The files of a new register, with comments for first-time users.

An example card explains the purpose of a register and gives every command something to show.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cardctl.domain.ids import meeting_path
from cardctl.domain.schema_files import link_to
from cardctl.resources import filled
from cardctl.store.layout import AGENCIES, CONFIG
from cardctl.yaml.emit import scalar

CARD = "M01/M01-001.yaml"

BODY = {"en": "Our council", "ko": "우리 협의회"}


def starter_files(root: Path, lang: str, body: str | None, day: date) -> dict[str, str]:
    """Return the files of a new register at *root*, path to text; its meeting is on *day*."""
    schemas = {CONFIG: "cardctl", AGENCIES: "agencies", meeting_path(1): "meeting", CARD: "card"}
    values = {"body": scalar(body or BODY[lang]), "day": day.isoformat()}
    return {
        path: f"# yaml-language-server: $schema={link_to(schema, root, path)}\n"
        + filled(f"init/{lang}/{path}", **values)
        for path, schema in schemas.items()
    }
