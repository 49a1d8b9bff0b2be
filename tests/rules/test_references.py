from __future__ import annotations

import re

import pytest

from cardctl.rules import examples
from cardctl.rules.examples import FILES, HISTORY


def card(identifier, extra=""):
    return (
        f"id: {identifier}\ntitle: Matter {identifier}\nmeeting: 1\nstate: registered\n"
        f"history:\n  - {{date: 2022-01-13, by: office, state: registered}}\n{extra}"
    )


def cards(**relations):
    """Return the files of new cards (M01-101 for a=…), each with its relations."""
    ids = {name: f"M01-{101 + i}" for i, name in enumerate(relations)}
    files = {}
    for name, text in relations.items():
        named = re.sub("<(.)>", lambda match: ids[match[1]], text)
        extra = f"relations: {{{named}}}\n" if named else ""
        files[f"M01/{ids[name]}.yaml"] = card(ids[name], extra)
    return files


def test_unknown_meeting_in_the_history_is_reported(find):
    found = find(HISTORY + "  - {date: 2022-08-01, by: office, lead: parks, meeting: 9}\n")
    assert [(f.code, f.field) for f in found] == [("CC302", ("history", 3, "meeting"))]


@pytest.mark.parametrize(("review", "codes_"), [(1, []), (2, []), (3, []), (40, [])])
def test_review_may_name_a_meeting_without_a_file(codes, review, codes_):
    held = f"  - {{date: 2022-08-01, by: parks, state: on_hold, note: Flood., review: {review}}}\n"
    assert codes("state: on_hold\n" + HISTORY + held) == codes_


def test_card_of_an_unregistered_meeting_is_reported(find):
    files = {"M05/M05-001.yaml": card("M05-001").replace("meeting: 1", "meeting: 5")}
    assert [(f.code, f.field) for f in find(files)] == [("CC302", ("meeting",))]


@pytest.mark.parametrize(
    ("snippet", "place"),
    [
        ("partners: [x]\n", ("partners", 0)),
        (
            "plan: {summary: s, steps: [{id: a, title: t, owner: x}]}\n",
            ("plan", "steps", 0, "owner"),
        ),
        (HISTORY + "  - {date: 2022-08-01, by: x, note: why}\n", ("history", 3, "by")),
        (
            "lead: x\n" + HISTORY + "  - {date: 2022-08-01, by: parks, lead: x}\n",
            ("history", 3, "lead"),
        ),
        ("results: [{meeting: 2, date: 2022-08-01, by: x, text: t}]\n", ("results", 0, "by")),
    ],
)
def test_unknown_agency_is_reported_once_at_its_place(find, snippet, place):
    assert [f.field for f in find(snippet, select=["CC305"])] == [place]


def test_lead_missing_from_the_history_is_still_checked(find):
    assert [f.field for f in find("lead: x\n", select=["CC305"])] == [("lead",)]


def test_secretariat_and_successors_must_be_agencies(find):
    found = find(
        {
            "cardctl.yaml": FILES["cardctl.yaml"].replace("office", "offize"),
            "agencies.yaml": FILES["agencies.yaml"].replace("successor: roads", "successor: x"),
        },
        select=["CC305"],
    )
    assert [(f.path, f.field) for f in found] == [
        ("cardctl.yaml", ("secretariat",)),
        ("agencies.yaml", ("agencies", 3, "successor")),
    ]
    assert "office" in str(found[0].hint)


def test_alias_is_not_a_valid_code(find):
    agencies = FILES["agencies.yaml"].replace(
        "name: Parks Department}", "name: Parks Department, aliases: [공원과]}"
    )
    files = {
        "agencies.yaml": agencies,
        examples.CARD: FILES[examples.CARD].replace("[roads]", "[공원과]"),
    }
    found = find(files)
    assert [(f.code, str(f.hint)) for f in found] == [("CC305", "did you mean parks?")]


def test_duplicate_ids_in_a_file_are_reported(find):
    files = {
        "agencies.yaml": FILES["agencies.yaml"] + "  - {code: parks, name: Parks}\n",
        "M01/meeting.yaml": FILES["M01/meeting.yaml"]
        + "  - {item: 2, title: Traffic, type: report}\n",
    }
    found = find(files)
    assert [(f.code, f.path, f.field) for f in found] == [
        ("CC301", "agencies.yaml", ("agencies", 4, "code")),
        ("CC301", "M01/meeting.yaml", ("items", 2, "item")),
    ]


@pytest.mark.parametrize(
    ("day", "codes_"), [("2022-01-01", []), ("2021-12-31", ["CC306"]), ("2022-06-01", [])]
)
def test_agency_must_be_valid_on_the_date_of_its_entry(codes, day, codes_):
    result = f"results: [{{meeting: 2, date: {day}, by: roads, text: All is raised.}}]\n"
    assert codes(result) == codes_


def test_successor_is_suggested(find):
    (found,) = find("results: [{meeting: 2, date: 2022-02-01, by: works, text: All is raised.}]\n")
    assert (found.code, str(found.hint)) == ("CC306", "use its successor: roads")


def test_partner_may_be_founded_later(codes):
    agencies = FILES["agencies.yaml"].replace("2022-01-01", "2022-05-01")
    files = {"agencies.yaml": agencies, examples.CARD: FILES[examples.CARD]}
    assert codes(files) == []


def cycles(find, files):
    found = find(files, select=["CC308"])
    return [str(f.message).partition(": ")[2] for f in found]


@pytest.mark.parametrize(
    ("relations", "circle"),
    [
        ({"a": "parent: <b>", "b": "parent: <a>"}, "M01-101 -> M01-102 -> M01-101"),
        (
            {"a": "depends_on: [<b>]", "b": "depends_on: [<c>]", "c": "depends_on: <a>"},
            "M01-101 -> M01-102 -> M01-103 -> M01-101",
        ),
        (
            {"a": "merged_into: <b>", "b": "split_into: [<c>]", "c": "superseded_by: <a>"},
            "M01-101 -> M01-102 -> M01-103 -> M01-101",
        ),
    ],
)
def test_cycle_is_reported_once(find, relations, circle):
    assert cycles(find, cards(**relations)) == [circle]


@pytest.mark.parametrize(
    "relations",
    [
        {"a": "see_also: [<b>]", "b": "see_also: [<a>]"},
        {"a": "parent: <b>", "b": "depends_on: [<a>]"},
        {"a": "depends_on: [<b>, <c>]", "b": "depends_on: [<c>]", "c": ""},
        {"a": "depends_on: [<a>]"},
    ],
)
def test_relations_without_a_cycle_are_accepted(find, relations):
    assert cycles(find, cards(**relations)) == []


def test_path_into_a_cycle_is_not_part_of_it(find):
    files = cards(a="depends_on: [<b>]", b="depends_on: [<c>]", c="depends_on: [<b>]")
    assert cycles(find, files) == ["M01-102 -> M01-103 -> M01-102"]


def test_two_cycles_are_both_reported(find):
    files = cards(
        a="depends_on: [<b>]", b="depends_on: [<a>]", c="depends_on: [<d>]", d="depends_on: [<c>]"
    )
    assert cycles(find, files) == [
        "M01-101 -> M01-102 -> M01-101",
        "M01-103 -> M01-104 -> M01-103",
    ]


def test_cycle_finding_refers_to_the_other_file(find):
    (found,) = find(cards(a="depends_on: [<b>]", b="see_also: [<a>], depends_on: [<a>]"))
    (related,) = found.related
    assert (found.field, related.path, related.field) == (
        ("relations", "depends_on", 0),
        "M01/M01-102.yaml",
        ("relations", "depends_on", 0),
    )


def test_dependency_on_a_replaced_card_suggests_its_successor(find):
    gone = FILES["M01/M01-003.yaml"].replace("withdrawn", "superseded")
    files = {
        "M01/M01-003.yaml": gone + "relations: {superseded_by: M01-002}\n",
        **cards(a="depends_on: M01-003"),
    }
    (found,) = find(files)
    assert (found.code, str(found.hint)) == ("CC309", "use its replacement: M01-002")


def test_lead_that_is_not_an_agency_is_reported_once(find):
    (found,) = find("lead: parcs\n")
    assert (found.code, found.field) == ("CC305", ("lead",))


def test_unknown_agency_is_reported_at_each_place(find):
    plan = (
        "plan: {summary: Raise., steps: [{id: a, title: South, owner: rodes, done: 2022-06-20}]}\n"
    )
    result = "results: [{meeting: 2, date: 2022-08-16, by: rodes, text: Raised.}]\n"
    found = find(plan + result + "partners: [rodes]\n")
    assert {f.code for f in found} == {"CC305"}
    assert [f.field for f in found] == [
        ("results", 0, "by"),
        ("partners", 0),
        ("plan", "steps", 0, "owner"),
    ]


def test_wrong_meeting_number_has_no_further_findings(codes):
    assert codes("meeting: 7\n") == ["CC207"]
    assert codes("meeting: 2\n") == ["CC207"]


# Names among many registers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        ('["iso-3166-2:KR-26", "kr-org:6260000", "other:x.1"]', []),
        ('["iso-3166-2:kr-26"]', ["CC317"]),
        ('["kr-org:626000"]', ["CC317"]),
        ("[KR-26]", ["CC205"]),
    ],
)
def test_form_of_identifiers_elsewhere(codes, ids, found):
    agencies = FILES["agencies.yaml"] + f"  - {{code: city, name: City, ids: {ids}}}\n"
    assert codes({"agencies.yaml": agencies}) == found


def test_identifier_of_two_agencies(find):
    both = (
        '  - {code: city, name: City, ids: ["kr-org:6260000"], successor: town}\n'
        '  - {code: town, name: Town, ids: ["kr-org:6260000"]}\n'
    )
    agencies = FILES["agencies.yaml"] + both
    assert find({"agencies.yaml": agencies}) == []  # the successor keeps it
    (found,) = find({"agencies.yaml": agencies.replace(", successor: town", "")})
    assert (found.code, found.field) == ("CC317", ("agencies", 5, "ids", 0))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("xx.county/M01-007", []),
        ("xx.town/M01-001", ["CC316"]),
        ("M01-001", ["CC205"]),
        ("xx/M01-001", ["CC205"]),
        ("xx.town/1-1", ["CC205"]),
    ],
)
def test_part_of_another_register(codes, address, found):
    files = {
        "cardctl.yaml": FILES["cardctl.yaml"] + "register: xx.town\n",
        "M01/M01-002.yaml": FILES["M01/M01-002.yaml"] + f"relations: {{part_of: {address}}}\n",
    }
    assert codes(files) == found


@pytest.mark.parametrize("name", ["town", "XX.town", "xx.", "xx..town", "xx.to wn", "xx.-t"])
def test_name_of_a_register(codes, name):
    config = FILES["cardctl.yaml"] + f"register: '{name}'\n"
    assert codes({"cardctl.yaml": config}) == ["CC205"]
