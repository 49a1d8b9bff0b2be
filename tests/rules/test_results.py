from __future__ import annotations

import pytest

from cardctl.rules.examples import CARD, CLAIM, FILES
from cardctl.rules.results.evidence import is_inside


def results(*lines):
    return "results:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


PARKS_1 = "meeting: 1, date: 2022-01-13, by: parks, text: Begun"
PARKS_2 = "meeting: 2, date: 2022-08-16, by: parks, text: Both are raised"
ROADS_2 = "meeting: 2, date: 2022-08-16, by: roads, text: The road is mended"


def test_unsupported_claim_reports_all_problems_in_one_run(codes):
    card = CLAIM + "plan: {summary: s, steps: [{id: a, title: t}]}\nresults: []\n"
    assert sorted(codes(card)) == ["CC601", "CC607", "CC608"]


def test_evidence_filed_after_the_claim_does_not_count(codes):
    later = PARKS_2.replace("2022-08-16", "2022-09-02")
    card = CLAIM + results(later + ", readings: {a: 12}, evidence: [{kind: report, title: r}]")
    assert codes(card) == ["CC601"]


def test_news_in_addition_to_other_evidence_is_accepted(codes):
    both = (
        ", readings: {a: 12}, evidence: [{kind: news, title: paper}, {kind: agreement, title: a}]"
    )
    assert codes(CLAIM + results(PARKS_2 + both)) == []


def test_a_dropped_step_is_not_open(codes):
    plan = "plan: {summary: s, steps: [{id: a, title: t, dropped: true, note: why}]}\n"
    assert codes(CLAIM + plan) == []


def test_all_open_steps_are_reported_at_the_first_one(find):
    steps = "{id: a, title: t, done: 2022-02-09}, {id: b, title: t}, {id: c, title: t}"
    (found,) = find(CLAIM + f"plan: {{summary: s, steps: [{steps}]}}\n")
    assert found.field == ("plan", "steps", 1, "id")
    assert str(found.message) == "completed is claimed while steps are open: b, c"


def test_infeasible_without_reason_and_measures_is_reported(codes):
    assert sorted(codes(CLAIM.replace("completed", "infeasible"))) == ["CC504", "CC611"]


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("evidence/a.pdf", True),
        ("a..b/c", True),
        ("../a.pdf", False),
        ("a/../../b", False),
        ("/etc/passwd", False),
        ("C:\\a.pdf", False),
        ("a\\..\\b", False),
    ],
)
def test_path_outside_the_repository_is_not_looked_up(find, path, inside):
    assert is_inside(path) is inside
    evidence = f", evidence: [{{kind: report, path: '{path}'}}]"
    asked = []
    find(results(PARKS_2 + evidence), exists=lambda p: bool(asked.append(p)), select=["CC603"])
    assert asked == ([path] if inside else [])


def test_sources_of_cards_and_meetings_are_looked_up(find):
    source = "sources: [{kind: minutes, path: minutes/1.pdf}]\n"
    files = {
        "M01/meeting.yaml": FILES["M01/meeting.yaml"] + source,
        CARD: FILES[CARD] + source,
    }
    found = find(files)
    assert [(f.code, f.path) for f in found] == [
        ("CC603", "M01/meeting.yaml"),
        ("CC603", CARD),
    ]


def test_two_agencies_may_report_to_the_same_meeting(codes):
    assert codes(results(PARKS_2, ROADS_2)) == []


@pytest.mark.parametrize(("meeting", "codes_"), [(2, []), (3, []), (4, ["CC606"])])
def test_result_must_name_a_registered_meeting_or_the_next(codes, meeting, codes_):
    assert codes(results(PARKS_2.replace("meeting: 2", f"meeting: {meeting}"))) == codes_


def test_progress_is_compared_within_the_same_agency(codes):
    fell = results(PARKS_1 + ", progress: 60", ROADS_2 + ", progress: 10")
    assert codes(fell) == []
    explained = results(PARKS_1 + ", progress: 60", PARKS_2 + ", progress: 40, blocker: Flood.")
    assert codes(explained) == []


@pytest.mark.parametrize(("progress", "codes_"), [(100, ["CC610"]), (99, [])])
def test_full_progress_with_open_steps_is_reported(codes, progress, codes_):
    plan = "plan: {summary: s, steps: [{id: a, title: t, dropped: true}, {id: b, title: t}]}\n"
    assert codes(plan + results(PARKS_2 + f", progress: {progress}")) == codes_


def test_repeated_text_is_found_despite_different_spacing(codes):
    first = PARKS_1.replace("Begun", "{en: Both  are raised}")
    again = PARKS_2.replace("Both are raised", "{en: Both are raised}")
    assert codes(results(first, again)) == ["CC615"]
    assert codes(results(first, PARKS_2)) == []


@pytest.mark.parametrize(
    ("snippet", "codes_"),
    [
        ("", []),
        ("results: []\n", ["CC616"]),
        (results(ROADS_2), ["CC616"]),
        (CLAIM + results(PARKS_2), []),
    ],
)
def test_lead_must_report_to_the_prepared_meeting(codes, snippet, codes_):
    assert codes(snippet, for_meeting=2, select=["CC616"]) == codes_


def test_no_result_is_due_for_the_meeting_of_the_card_itself(codes):
    assert codes("results: []\n", for_meeting=1) == []


@pytest.mark.parametrize(
    ("lines", "codes_"),
    [
        ("{year: 2022, planned: 400}", ["CC612"]),
        ("{year: 2022, planned: 400}, {as_stated: and more}", []),
        ("{year: 2022, planned: 400}, {year: 2023, planned: 50}", []),
        ("{year: 2022, planned: 600}, {year: 2022}", ["CC613", "CC613"]),
        ("{planned: 300}, {planned: 300}", []),
    ],
)
def test_budget_lines_are_checked(codes, lines, codes_):
    assert codes(f"budget: [{lines}]\n") == codes_


@pytest.mark.parametrize(
    ("weights", "codes_"),
    [
        ((", weight: 1", ""), ["CC614"]),
        (("", ""), []),
        ((", weight: 1", ", weight: 9"), []),
        ((", weight: 5", ", dropped: true"), []),
    ],
)
def test_weights_must_be_given_for_all_steps_or_none(codes, weights, codes_):
    steps = ", ".join(f"{{id: s{i}, title: t{w}}}" for i, w in enumerate(weights))
    assert codes(f"plan: {{summary: s, steps: [{steps}]}}\n", select=["CC614"]) == codes_
