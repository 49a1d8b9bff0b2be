from __future__ import annotations

import pytest
from support.changes import base_of

from cardctl.rules import check_changes
from cardctl.rules.examples import FILES, TODAY
from cardctl.rules.rule import Change

PARKS = "  - {code: parks, name: Parks Department}\n"
ENTRY = "{date: 2022-03-01, by: office, note: Reform., was: {name: Gardens}}"


def agencies(*entries: str) -> dict[str, str]:
    """The agencies, with changes of the second one."""
    changed = f"  - {{code: parks, name: Parks Department, changes: [{', '.join(entries)}]}}\n"
    return {"agencies.yaml": FILES["agencies.yaml"].replace(PARKS, changed)}


def settings(*entries: str) -> dict[str, str]:
    """The settings with changes."""
    return {"cardctl.yaml": FILES["cardctl.yaml"] + f"changes: [{', '.join(entries)}]\n"}


def test_entries_with_what_was_there_are_fine(find):
    assert find(agencies(ENTRY, ENTRY.replace("Gardens", "Parks").replace("03-01", "03-01"))) == []
    assert find(settings(ENTRY.replace("name: Gardens", "secretariat: parks"))) == []
    assert find(settings(ENTRY.replace("name: Gardens", "settings.red_after_days: 60"))) == []
    assert find(agencies(ENTRY.replace("name: Gardens", "valid_from: 2001-01-01"))) == []


PLACE = ("agencies", 1, "changes", 0)


@pytest.mark.parametrize(
    ("old", "new", "code", "field", "message"),
    [
        ("name: Gardens", "name: Parks Department", "CC315", ("was", "name"), "did not change"),
        ("name: Gardens", "region: null", "CC315", ("was", "region"), "did not change"),
        ("name: Gardens", "nam: Gardens", "CC315", ("was", "nam"), "no change of 'nam'"),
        ("name: Gardens", "code: gardens", "CC315", ("was", "code"), "no change of 'code'"),
        ("name: Gardens", "changes: null", "CC315", ("was", "changes"), "no change of 'changes'"),
        ("name: Gardens", "name.ko: 공원과", "CC315", ("was", "name.ko"), "no change of 'name.ko'"),
        ("name: Gardens", "level: centre", "CC315", ("was",), "not valid in this file"),
        ("name: Gardens", "name: null", "CC315", ("was",), "not valid in this file"),
        ("by: office", "by: offices", "CC305", ("by",), "no agency 'offices'"),
        ("2022-03-01", "2022-09-02", "CC404", ("date",), "in the future"),
    ],
)
def test_wrong_entries_of_an_agency(find, old, new, code, field, message):
    (found,) = find(agencies(ENTRY.replace(old, new)), today=TODAY)
    assert (found.code, found.path, found.field) == (code, "agencies.yaml", (*PLACE, *field))
    assert message in str(found.message)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("name: Gardens", "secretariat: office", "CC315", ("was", "secretariat")),
        ("name: Gardens", "format: 1", "CC315", ("was", "format")),
        ("name: Gardens", "settings.days: 30", "CC315", ("was",)),
        ("by: office", "by: offices", "CC305", ("by",)),
        ("2022-03-01", "2022-09-02", "CC404", ("date",)),
    ],
)
def test_wrong_entries_of_the_settings(find, old, new, code, field):
    entry = ENTRY.replace(old, new).replace("name: Gardens", "secretariat: parks")
    (found,) = find(settings(entry), today=TODAY)
    assert (found.code, found.path) == (code, "cardctl.yaml")
    assert found.field == ("changes", 0, *field)


@pytest.mark.parametrize("kind", [agencies, settings])
def test_entries_are_in_order_of_their_dates(find, kind):
    later, earlier = ENTRY, ENTRY.replace("2022-03-01", "2022-02-28").replace("Gardens", "Meadows")
    if kind is settings:
        later = later.replace("name: Gardens", "secretariat: parks")
        earlier = earlier.replace("name: Meadows", "secretariat: roads")
    assert find(kind(earlier, later)) == []
    (found,) = find(kind(later, earlier))
    assert (found.code, found.field[-3:]) == ("CC405", ("changes", 1, "date"))
    assert found.related[0].field[-3:] == ("changes", 0, "date")


def test_each_entry_is_compared_with_the_one_after_it(find):
    first = ENTRY.replace("Gardens", "Meadows").replace("03-01", "02-01")
    assert find(agencies(first, ENTRY)) == []
    (found,) = find(agencies(first.replace("Meadows", "Gardens"), ENTRY))
    assert found.field == (*PLACE, "was", "name")


# Changes ----------------------------------------------------------------------------------------


def found(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, tuple[object, ...]]]:
    """Return what CC315 finds in a change, as message and field."""
    checked = check_changes([base_of(Change(before, after))], select=["CC315"])
    return [(str(each.message), each.field) for each in checked]


@pytest.mark.parametrize(
    ("of", "place"), [(agencies, ("agencies", 1)), (settings, ())], ids=["agency", "settings"]
)
@pytest.mark.parametrize("now", [[], [ENTRY.replace("Reform", "Whim")], [ENTRY, ENTRY]])
def test_entries_are_never_changed_or_removed(of, place, now):
    lost = found(of(ENTRY), of(*now))
    assert [field[: len(place) + 1] for _said, field in lost] == (
        [(*place, "changes")] if now != [ENTRY, ENTRY] else []
    )


SUCCEEDED = ENTRY.replace("name: Gardens", "successor: null")


@pytest.mark.parametrize(
    ("was", "count"), [("", 1), (ENTRY, 1), (SUCCEEDED, 0)], ids=["none", "of another", "right"]
)
def test_agency_does_not_file_for_the_meeting_by_naming_the_secretariat_its_successor(was, count):
    changes = f", changes: [{was}]" if was else ""
    line = PARKS.replace("}\n", f", successor: office{changes}}}\n")
    after = {"agencies.yaml": FILES["agencies.yaml"].replace(PARKS, line)}
    assert [field for _said, field in found({}, after)] == [("agencies", 1, "successor")] * count


@pytest.mark.parametrize(("successor", "count"), [("office", 1), ("roads", 0)])
def test_new_agency_is_no_predecessor_of_the_secretariat_without_an_entry(successor, count):
    line = f"  - {{code: gardens, name: Gardens Department, successor: {successor}}}\n"
    after = {"agencies.yaml": FILES["agencies.yaml"].replace(PARKS, PARKS + line)}
    assert len(found({}, after)) == count


def test_secretariat_changes_with_an_entry():
    after = {"cardctl.yaml": FILES["cardctl.yaml"].replace(": office", ": parks")}
    ((said, field),) = found({}, after)
    assert "'secretariat' was changed without an entry" in said
    assert field == ("secretariat",)
    entry = ENTRY.replace("name: Gardens", "secretariat: office")
    assert found({}, {"cardctl.yaml": after["cardctl.yaml"] + f"changes: [{entry}]\n"}) == []
