"""What `cardctl doctor` found, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cardctl.app.doctor import Check, CheckState
from cardctl.cli.render.columns import as_columns

if TYPE_CHECKING:
    from cardctl.outputs.findings import CheckData


def as_text(checks: Iterable[Check], lang: str) -> str:
    """Return a line for each check, with its hint below; problems are marked ``!``, notes ``-``."""
    marks = {CheckState.GOOD: " ", CheckState.NOTE: "-", CheckState.BAD: "!"}
    rows = []
    for check in checks:
        name = check.name if isinstance(check.name, str) else check.name.render(lang)
        rows.append((marks[check.state], name, check.said(lang)))
        if check.hint is not None and check.state is not CheckState.GOOD:
            rows.append(("", "", f"= {check.hint.render(lang)}"))
    return as_columns(rows)


def as_data(checks: Iterable[Check], lang: str) -> list[CheckData]:
    """Return the checks as plain data."""
    return [
        {
            "check": str(check.name),
            "state": check.state,
            "text": check.said(lang),
            "hint": check.hint.render(lang) if check.hint else None,
        }
        for check in checks
    ]
