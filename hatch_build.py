"""Build hook: compile the message catalogues (``.po``) to the ``.mo`` files that gettext reads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Writes each ``cardctl.mo`` beside its ``cardctl.po``."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Compile all catalogues; the wheel and an editable install read the same files."""
        for source in Path(self.root, "cardctl", "i18n").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, _undated(read_po(po)))
        build_data["artifacts"].append("cardctl/i18n/*/LC_MESSAGES/*.mo")


def _undated(catalogue: Catalog) -> Catalog:
    """Return *catalogue* with fixed dates, so that the same source gives the same bytes."""
    catalogue.creation_date = catalogue.revision_date = datetime.fromtimestamp(0, UTC)
    return catalogue
