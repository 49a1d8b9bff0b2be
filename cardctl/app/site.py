"""Build the register as static pages, and write them into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cardctl.app.report import ReportRequest, compute, load_source, quietly
from cardctl.errors import UsageError
from cardctl.i18n import SOURCE, _, languages
from cardctl.report.audience import Audience
from cardctl.site.site import SiteFile, SiteOptions
from cardctl.store.atomic.folder import Written, write_folder

if TYPE_CHECKING:
    from cardctl.app.report import ReportSource, Stage
    from cardctl.app.workspace import Workspace


class SiteRequest(NamedTuple):
    """Which pages: for whom, as of which day (see `ReportRequest`), of which revision.

    *base_url* is the address under which they will be published, if that is known. *lang* is the
    language that readers see first, by default that of the register.
    """

    audience: Audience = Audience.PUBLIC
    as_of: date | None = None
    revision: str | None = None
    base_url: str = ""
    lang: str | None = None


def load(workspace: Workspace, asked: SiteRequest, stage: Stage = quietly) -> ReportSource:
    """Load what the pages show. Raises UsageError for an address, and as `report.load_source`."""
    _require_address(asked.base_url)
    return load_source(workspace, _report(asked), stage)


def site_files(
    source: ReportSource, asked: SiteRequest, stage: Stage = quietly
) -> Iterator[SiteFile]:
    """Return all files of the site, each of which is computed when it is asked for."""
    from cardctl.site.build import build

    made = compute(source, _report(asked), stage)
    return build(made, SiteOptions(_languages(source, asked.lang), asked.base_url))


def write(files: Iterator[SiteFile], folder: Path, *, force: bool = False) -> Written:
    """Write the files of a site into *folder*. Raises as `store.atomic.folder.write_folder`."""
    return write_folder(folder, files, MARKER, force=force)


MARKER = ".cardctl-site"
"""The file that says which files in a folder are those of a site."""


def _report(asked: SiteRequest) -> ReportRequest:
    return ReportRequest(None, asked.as_of, asked.revision, asked.audience)


def _languages(source: ReportSource, first: str | None) -> tuple[str, ...]:
    """Return the languages of the pages, *first* before those of the register."""
    of_register = source.snapshot.register.config.languages
    wanted = dict.fromkeys((*([first] if first else ()), *of_register))
    known = tuple(each for each in wanted if each in languages())
    return known or (SOURCE,)


def _require_address(base_url: str) -> None:
    """Raise UsageError if *base_url* is not the address of a folder on the web."""
    if not base_url:
        return
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UsageError(
            _("'{url}' is not the address of a site", url=base_url),
            _("for example: --base-url https://example.org/register"),
        )
