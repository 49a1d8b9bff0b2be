"""Options of the commands that write a document about a meeting: `paper` and `minutes`."""

from __future__ import annotations

from typing import Annotated

import typer

FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="text|markdown|json|html|docx|hwpx|pdf",
        help="Output format (default: from FILE's extension, or text).",
    ),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As-of date (default: see above).")
]
RevisionOption = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="REV", help="Git revision of the files (default: as they are now)."
    ),
]
AudienceOption = Annotated[
    str,
    typer.Option(metavar="internal|public", help="Audience; public leaves out restricted cards."),
]
FontOption = Annotated[
    str | None,
    typer.Option("--font", metavar="NAME|FILE", help="Font of a PDF, Word or Hangul document."),
]
NoPagerOption = Annotated[
    bool, typer.Option("--no-pager", help="Do not use a pager on a terminal.")
]
