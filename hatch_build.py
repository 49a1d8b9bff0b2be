"""Build hook: compile the message catalogues (``.po``) to the ``.mo`` files that gettext reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Writes each ``cardctl.mo`` beside its ``cardctl.po``."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Compile all catalogues; the wheel and an editable install read the same files."""
        for source in Path(self.root, "cardctl", "i18n").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
        build_data["artifacts"].append("cardctl/i18n/*/LC_MESSAGES/*.mo")
