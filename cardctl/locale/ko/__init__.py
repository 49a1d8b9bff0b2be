"""Korean, keyed by the English that stands in the code; a module for each room of the program."""

from __future__ import annotations

from cardctl.locale.ko import checks, cli, edit, report, shared, store

KO: dict[str, str] = {
    **shared.KO,
    **report.KO,
    **checks.KO,
    **edit.KO,
    **store.KO,
    **cli.KO,
}
