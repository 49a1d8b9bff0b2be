"""Laws of returned forms: what `request` writes and `collect` takes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from bench import register as generated
from hypothesis import given, settings
from hypothesis import strategies as st
from support import thorough
from support.registers import TODAY, small_register
from support.returns import Officer, new_card, requested

from cardctl import api
from cardctl.domain.enums import EvidenceKind
from cardctl.domain.workflow import State

DAY = date.fromisoformat(TODAY)


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}


# Unchanged ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_unchanged_forms_of_a_generated_register_change_nothing(
    tmp_path: Path, seed: int, lang: str
) -> None:
    root = tmp_path / "cards"
    generated.write(root, 60, seed)
    before = contents(root)
    with api.open_register(root, today=date(2025, 9, 1)) as register:
        asked = api.request(register, tmp_path / "forms", lang=lang)
        files = sorted(map(str, (tmp_path / "forms").glob("*.xlsx")))
        taken = api.collect(register, files)
    assert len(asked.forms) == len(files) > 5
    told = [problem.render("en") for each in taken.files for problem in each.problems]
    assert (told, taken.changed, taken.exit_code) == ([], (), 0)
    assert contents(root) == before


# Filled in ---------------------------------------------------------------------------------------

TEXT = st.text(alphabet="ab가나 =+-@'\"\n.,:#", min_size=1, max_size=30).filter(
    lambda text: any(c.isalnum() for c in text) and not text.startswith("=")
)
"""A text that openpyxl takes for a text, and that is not empty for the rules."""
DAYS = st.dates(date(2024, 2, 2), DAY)
PAPERS = st.fixed_dictionaries(
    {"kind": st.sampled_from([kind for kind in EvidenceKind if kind != "news"])},
    optional={"title": TEXT, "number": st.sampled_from(["A-1", "제12호"]), "date": DAYS},
)
PLAUSIBLE = 10 * 2500
"""The largest amount spent, in millions, that M01-001 takes without a unit word."""

RETURNS = st.fixed_dictionaries(
    {"result": TEXT},
    optional={
        "progress": st.integers(0, 100),
        "spent": st.integers(0, 10**9),
        "next": TEXT,
        "blocker": TEXT,
        "evidence": PAPERS,
        "reading": st.integers(0, 12) | st.decimals(0, 12, places=2),
        "done": DAYS,
        "plan": TEXT,
        "hold": TEXT,
    },
)
"""What an agency fills in for M01-001; the plan is that of M01-005, which has none yet."""


def by_form(root: Path, values: dict[str, Any], lang: str) -> Path:
    """Fill in *values* in a spreadsheet, in the language of the form."""
    officer = Officer(requested(root, lang=lang))
    names = ("result", "progress", "spent", "next", "blocker")
    officer.fill(**{name: values[name] for name in names if name in values})
    if values.get("spent", 0) > PLAUSIBLE:
        officer.fill(spent=f"{values['spent']}백만원")
    paper = values.get("evidence", {})
    officer.fill(**{f"evidence_{name}": str(value) for name, value in paper.items()})
    if "reading" in values:
        officer.read("km", values["reading"])
    if "done" in values:
        officer.step("b", done=values["done"])
    if "plan" in values:
        officer.fill("M01-005", plan=values["plan"])
        officer.add_step("M01-005", title="First")
    if "hold" in values:
        officer.fill(claim={"en": "on hold", "ko": "보류"}[lang], reason=values["hold"])
    return officer.save("filled.xlsx")


def by_update(register: api.Workspace, values: dict[str, Any]) -> None:
    """Make the same changes with `update`."""
    if "plan" in values:
        step = {"id": "a", "title": "First", "owner": "busan"}
        plan = [("plan.summary", clean(values["plan"])), ("plan.submitted", TODAY)]
        api.update(register, ["1-5"], sets=plan, adds=[("plan.steps", step)])
        api.update(register, ["1-5"], state=State.PLANNED, by="busan")
    if "done" in values:
        api.update(register, ["1-1"], steps=[api.StepEnd("b", "done", values["done"], True)])
    paper = {key: value if key == "kind" else clean(value)
             for key, value in values.get("evidence", {}).items()}  # fmt: skip
    readings = {"km": plain(values["reading"])} if "reading" in values else {}
    options = {key: values[key] for key in ("progress", "spent") if key in values}
    options |= {name: clean(values[key]) for name, key in
                (("next_step", "next"), ("blocker", "blocker")) if key in values}  # fmt: skip
    papers = [api.Evidence.model_validate(paper)] if paper else []
    api.update(register, ["1-1"], result=clean(values["result"]), by="busan", for_meeting=2,
               evidence=papers, readings=readings, **options)  # fmt: skip
    if "hold" in values:
        hold = {"reason": clean(values["hold"]), "review": 2, "by": "busan"}
        api.update(register, ["1-1"], state=State.ON_HOLD, **hold)


def clean(value: Any) -> Any:
    """A text without the spaces around it."""
    return value.strip() if isinstance(value, str) else value


def plain(number: Any) -> Any:
    return int(number) if number == int(number) else number.normalize()


@pytest.fixture(scope="module")
def origin() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        cards = {"M01__M01_005": new_card("M01-005")}
        yield small_register(Path(folder), **cards)


def copied(origin: Path, folder: str) -> Path:
    return Path(shutil.copytree(origin, Path(folder) / "cards"))


@settings(max_examples=thorough.examples(30), deadline=None)
@given(values=RETURNS, lang=st.sampled_from(["en", "ko"]))
def test_filled_form_makes_the_cards_that_update_makes(
    origin: Path, values: dict[str, Any], lang: str
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        roots = [copied(origin, folder) for folder in (one, other)]
        form = str(by_form(roots[0], values, lang))
        with api.open_register(roots[0], today=DAY) as register:
            taken = api.collect(register, [form])
            told = [problem.render("en") for each in taken.files for problem in each.problems]
            assert told == []
            after = contents(roots[0])
            again = api.collect(register, [form])
        assert (again.changed, again.exit_code) == ((), 0)
        with api.open_register(roots[1], today=DAY) as register:
            by_update(register, values)
            assert after == contents(roots[1])


@settings(max_examples=thorough.examples(12), deadline=None)
@given(data=st.data())
def test_order_of_files_does_not_matter(origin: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        roots = [copied(origin, folder) for folder in (one, other)]
        forms = []
        for agency in ("busan", "ulsan", "moef"):
            values = data.draw(st.fixed_dictionaries({"result": TEXT}, optional={
                "progress": st.integers(0, 100), "next": TEXT}))  # fmt: skip
            officer = Officer(requested(roots[0], agency)).fill(**values)
            forms.append(str(officer.save()))
        part = Officer(Path(forms[0])).fill(blocker="Rain.").save("more.xlsx")
        forms.append(str(part))
        for root, files in zip(roots, (forms, data.draw(st.permutations(forms))), strict=True):
            with api.open_register(root, today=DAY) as register:
                assert api.collect(register, files).exit_code == 0
        assert contents(roots[0]) == contents(roots[1])
