from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cardctl.errors import Unknown
from cardctl.finding import Severity
from cardctl.rules import RULES, check, examples, find_rule, selection
from cardctl.rules.rule import Context
from cardctl.store.load import load

BROKEN = "due: 2023-06-30\nitem: 2\npartners: [rodes, roads]\n"


def register(example="", **changes):
    files = {**examples.files(example), **changes.pop("files", {})}
    return load(files).register


def test_all_findings_of_a_card_are_reported_in_one_run(codes):
    assert codes(BROKEN) == ["CC311", "CC305", "CC502"]


@pytest.mark.parametrize("selector", ["CC502", "cc502", "CC50", "CC5", "recorded-mismatch"])
def test_select_by_code_prefix_or_name(codes, selector):
    assert codes(BROKEN, select=[selector]) == ["CC502"]


def test_ignore_is_applied_after_select(codes):
    assert codes(BROKEN, ignore=["CC5", "idle-item"]) == ["CC305"]
    assert codes(BROKEN, select=["CC3", "CC5"], ignore=["CC3"]) == ["CC502"]


@pytest.mark.parametrize("written", ["CC0", "CC3021", "recorded-mismach", "", "302"])
def test_an_unknown_rule_is_refused(written):
    with pytest.raises(Unknown):
        selection(select=[written])
    with pytest.raises(Unknown):
        selection(ignore=[written])


def test_unknown_rule_gets_a_suggestion():
    with pytest.raises(Unknown) as refused:
        find_rule("recorded-mismach")
    assert "recorded-mismatch" in str(refused.value.hint)


def test_rule_is_found_by_code_name_or_alias():
    assert find_rule("cc203") is find_rule("unknown-outcome") is RULES["CC203"]


def test_for_meeting_must_be_a_meeting_that_hears_results():
    assert check(register(), for_meeting=3).findings
    with pytest.raises(Unknown):
        check(register(), for_meeting=4)


def skipped(register, **options):
    return {each.code: str(each.reason) for each in check(register, **options).skipped}


def test_rules_without_their_inputs_are_reported_as_skipped():
    given = skipped(register())
    assert given == {
        "CC403": "no date was given",
        "CC404": "no date was given",
        "CC603": "the repository files were not listed",
        "CC805": "the repository around the register was not inspected",
        "CC807": "the repository around the register was not inspected",
        "CC904": "the repository around the register was not inspected",
        "CC905": "the repository around the register was not inspected",
    }
    assert skipped(register(), select=["CC5"]) == {}


def test_unreadable_agencies_skip_agency_rules():
    broken = register(BROKEN, files={"agencies.yaml": b"agencies: [\n"})
    found = check(broken)
    assert [f.code for f in found.findings] == ["CC311", "CC502"]
    assert {s.code for s in found.skipped} >= {"CC305", "CC306", "CC509"}


def test_unreadable_settings_skip_secretariat_rules():
    closed = RULES["CC509"].bad
    broken = register(closed, files={"cardctl.yaml": b"format: 2\n"})
    found = check(broken)
    assert [f.code for f in found.findings] == []
    assert {s.code: str(s.reason) for s in found.skipped}[
        "CC509"
    ] == "cardctl.yaml could not be read"


def test_unreadable_meeting_is_not_reported_as_unknown():
    broken = register(files={"M01/meeting.yaml": b"number: x\n"})
    found = check(broken)
    assert found.findings == ()
    reasons = {s.code: str(s.reason) for s in found.skipped}
    assert reasons["CC303"] == "could not be read: M01/meeting.yaml"
    assert "CC302" not in reasons


def test_unreadable_card_is_not_reported_as_unknown_or_missing():
    broken = register(
        files={
            examples.CARD: b"id: [\n",
            "M01/M01-002.yaml": examples.FILES["M01/M01-002.yaml"].encode()
            + b"relations: {see_also: [M01-001]}\n",
        }
    )
    found = check(broken)
    assert found.findings == ()
    assert {s.code for s in found.skipped} >= {"CC308", "CC311"}


def test_finding_has_the_path_that_the_card_was_read_from():
    moved = register(BROKEN)
    moved = replace(moved, paths={**moved.paths, "M01-001": "elsewhere.yaml"})
    assert {f.path for f in check(moved).findings} == {"M01/meeting.yaml", "elsewhere.yaml"}


def test_overdue_is_only_a_warning(find):
    late = find(today=date(2023, 2, 1), select=["CC403"])
    assert [(f.code, f.severity) for f in late] == [("CC403", Severity.WARNING)]


def test_result_is_memoised_while_its_subject_is_checked():
    context = Context(register())
    subjects = []

    def find(subject, _):
        subjects.append(subject)
        return len(subjects)

    one, other = ["a"], ["a"]
    assert [context.of(each, find) for each in (one, one, other, other, one)] == [1, 1, 2, 2, 3]
    assert context.of(one, lambda subject, _: subject) is one
    assert context.of(one, find) == 3


def test_memo_is_cleared_for_the_next_card():
    context = Context(register())
    for number in range(1000):
        context.of([number], lambda subject, _: subject)
    assert len(context._own) <= 2
    assert not context._found
