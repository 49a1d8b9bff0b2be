"""Korean, keyed by the English that stands in the code; a module for each room of the program."""

from __future__ import annotations

from cardctl.locale.ko import (
    changes,
    checks,
    cli,
    durable,
    edit,
    fixes,
    git,
    hands,
    html,
    office,
    report,
    rules,
    seal,
    shared,
    sheets,
    store,
)

KO: dict[str, str] = {
    **shared.KO,
    **report.KO,
    **html.KO,
    **hands.KO,
    **checks.KO,
    **rules.KO,
    **changes.KO,
    **edit.KO,
    **seal.KO,
    **sheets.KO,
    **office.KO,
    **store.KO,
    **durable.KO,
    **cli.KO,
    **fixes.KO,
    **git.KO,
}
