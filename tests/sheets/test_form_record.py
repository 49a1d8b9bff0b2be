"""A form can be read back from its records, and notices what was changed in them."""

from __future__ import annotations

import pytest
from support.forms import form

from cardctl.errors import UsageError
from cardctl.sheets.form import VERSION, FormTable
from cardctl.sheets.form_record import COVER, DIGEST, FormRecord, form_of, records


@pytest.mark.parametrize("agency", ["busan", "moef", "ulsan"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_form_is_the_same_after_reading_its_records(agency: str, lang: str) -> None:
    made = form(lang, agency)
    assert form_of(records(made)) == made


def changed(kind: str, **values: str) -> list[FormRecord]:
    """Return the records of a form with other values in the first one of *kind*."""
    found = list(records(form()))
    at = next(index for index, each in enumerate(found) if each.kind == kind)
    found[at] = FormRecord(kind, {**found[at].values, **values})
    return found


def test_form_of_another_version_is_refused() -> None:
    with pytest.raises(UsageError, match=f"version 99; this program reads version {VERSION}"):
        form_of(changed(COVER, version="99"))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (FormTable.RESULTS, {"result": "Something else."}),
        (FormTable.RESULTS, {"progress": "eighty"}),
        (FormTable.RESULTS, {"due": "soon"}),
        (FormTable.RESULTS, {"no_such": "column"}),
        (FormTable.INDICATORS, {"target": "1e3"}),
        (FormTable.STEPS, {"title": "Something else."}),
        (DIGEST, {"digest": "0" * 64}),
        (COVER, {"meeting": "two"}),
        (COVER, {"issued": "today"}),
    ],
)
def test_changed_record_is_damage(kind: str, values: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="damaged"):
        form_of(changed(kind, **values))


def test_missing_record_is_damage() -> None:
    for kind in (COVER, DIGEST):
        with pytest.raises(UsageError, match="damaged"):
            form_of(each for each in records(form()) if each.kind != kind)
