"""Build hooks: compile the message catalogues, write the manual pages and the long description.

The catalogues (``.po``) become the ``.mo`` files that gettext reads. The manual pages come from the
program itself, in each of its languages; a wheel installs them in ``share/man``. The long
description is README.md without what an index page cannot show.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ONLY_IN_REPOSITORY = re.compile(
    r"<!-- repository:begin -->\n.*?<!-- repository:end -->\n", re.DOTALL
)
RELATIVE_LINK = re.compile(r"\[([^\[\]]*)\]\((?![a-z]+:)[^()\s]*\)")


class ReadmeHook(MetadataHookInterface):
    """Takes the long description from README.md.

    An index page resolves no relative links. As long as the repository has no public address, they
    become plain text, and what consists of links and pictures is left out.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the long description."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = RELATIVE_LINK.sub(r"\1", ONLY_IN_REPOSITORY.sub("", text))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class CatalogueHook(BuildHookInterface):
    """Writes each ``cardctl.mo`` beside its ``cardctl.po``, and the manual pages of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile all catalogues; the wheel and an editable install read the same files."""
        sources = sorted(Path(self.root, "cardctl", "i18n").glob("*/LC_MESSAGES/*.po"))
        for source in sources:
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, _undated(read_po(po)))
        build_data["artifacts"].append("cardctl/i18n/*/LC_MESSAGES/*.mo")
        if self.target_name == "wheel" and version != "editable":
            languages = [source.parents[1].name for source in sources]
            self.manual = TemporaryDirectory()
            build_data["shared_data"] |= dict(self._pages(Path(self.manual.name), languages))

    def finalize(self, _version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        """Delete the manual pages, which are in the wheel now."""
        if hasattr(self, "manual"):
            self.manual.cleanup()

    def _pages(self, folder: Path, languages: list[str]) -> Iterator[tuple[str, str]]:
        """Write the manual pages; yield each file, and where it is installed.

        English pages are in ``share/man/man1``, others in ``share/man/ko/man1``.
        """
        for lang in ("en", *languages):
            place = folder / lang
            command = ["-m", "cardctl", "--lang", lang, "help", "--format", "man", "-o", place]
            subprocess.run(
                [sys.executable, *map(str, command)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join([self.root, *sys.path])},
                stdout=subprocess.DEVNULL,
                check=True,
            )
            section = "man1" if lang == "en" else f"{lang}/man1"
            yield from (
                (str(page), f"share/man/{section}/{page.name}") for page in sorted(place.iterdir())
            )


def _undated(catalogue: Catalog) -> Catalog:
    """Return *catalogue* with fixed dates, so that the same source gives the same bytes."""
    catalogue.creation_date = catalogue.revision_date = datetime.fromtimestamp(0, UTC)
    return catalogue
