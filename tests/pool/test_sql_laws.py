"""`figures.sql` is the portable part of the standard: its laws, each seen to fail."""

from __future__ import annotations

import re
from datetime import date

import pytest
from support.sql_laws import broken

from cardctl.pool.figures import SQL, figures_sql
from cardctl.resources import resource

TEXT = resource(SQL)


def test_figures_sql_keeps_the_laws() -> None:
    assert list(broken(TEXT)) == []
    assert list(broken(figures_sql([date(2026, 1, 5), date(2026, 6, 30)], 30))) == []


SPOILT = {
    "function: ROUND": (r"COUNT\(\*\) AS cards", "ROUND(COUNT(*)) AS cards"),
    "function: list_sum": (r"SUM\(part\)", "list_sum(part)"),
    "operator: /": (r"SUM\(part\) AS parts", "SUM(part) / 2 AS parts"),
    "operator: ::": (r"CAST\(NULL AS VARCHAR\(1\)\)", "NULL::VARCHAR"),
    "operator: OVER": (r"COUNT\(\*\) AS cards", "COUNT(*) OVER AS cards"),
    "no whole number: 0.5": (r"THEN 1 END\) AS done", "THEN 0.5 END) AS done"),
    "sum: CASE WHEN part = 0 THEN planned END": (r"CAST\(planned AS DECIMAL\(38,0\)\)", "planned"),
    "sum: CASE WHEN part = 0 THEN CAST(spent AS DOUBLE) END": (
        r"CAST\(spent AS DECIMAL\(38,0\)\)",
        "CAST(spent AS DOUBLE)",
    ),
    "sum: spent_so_far": (r"SUM\(spent\)", "SUM(spent_so_far)"),
    "boolean: late": (r"COALESCE\(s\.late, FALSE\)", "s.late"),
    "boolean: overdue": (r"signal = 'red' THEN", "s.overdue THEN"),
    "day: CURRENT_DATE": (r"due < long_before", "due < CURRENT_DATE"),
    "day: INTERVAL": (r"due < long_before", "due < day - INTERVAL '30' DAY"),
    "day: day - 30": (r"due < long_before", "due < day - 30"),
    "day: '2026-01-05'": (r"days\.day < s\.until", "'2026-01-05' < s.until"),
    "order: unit": (r"unit NULLS LAST$", "unit"),
    "order: not by the key": (r", unit NULLS LAST$", ""),
    "order: 0 times": (r"ORDER BY[^;]*$", ""),
    "order: LIMIT": (r"WHERE tie\.kind", "LIMIT 9 WHERE tie.kind"),
    r"text: a\b": (r"'part_of'", r"'a\b'"),
    "sign: ;": (r"$", ";"),
    "sign: SELECT *": (r"SELECT given\.day, given\.long_before", "SELECT *"),
    "placeholder: tag": (r"WHERE tie\.kind", "WHERE {tag} = tie.kind"),
}


@pytest.mark.parametrize("found", SPOILT)
def test_each_law_is_seen_to_fail(found: str) -> None:
    pattern, spoilt = SPOILT[found]
    text, times = re.subn(pattern, lambda _match: spoilt, TEXT.rstrip(), count=1)
    assert times == 1
    assert found in list(broken(text))
