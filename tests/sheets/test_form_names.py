"""The names of the files of forms are good on any system."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.sheets.form_names import stems


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("mois", "mois"),
        ("교통행정과", "교통행정과"),
        ("교통행정과".encode().decode(), "교통행정과"),
        ("교통", "교통"),  # decomposed
        ("con", "con_"),
        ("AUX", "AUX_"),
        ("com1.a", "com1.a_"),
        ("lpt0", "lpt0_"),
        ("console", "console"),
        ("a/b:c", "a_b_c"),
        ("..", "_"),
        ("a.", "a"),
    ],
)
def test_name_is_the_code_made_safe(code: str, name: str) -> None:
    assert stems([code]) == {code: name}


def test_names_do_not_differ_in_case_only() -> None:
    assert stems(["moef", "MOEF", "Moef"]) == {"MOEF": "MOEF", "Moef": "Moef-2", "moef": "moef-3"}


@given(st.lists(st.text(min_size=1), max_size=6))
def test_every_code_has_a_name_of_its_own(codes: list[str]) -> None:
    names = stems(codes)
    assert names.keys() == set(codes)
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert not any(set(name) & set('<>:"/\\|?*\0') for name in names.values())
