"""The examples of every rule: the bad one gives exactly its finding, the good one none."""

from __future__ import annotations

import re

import pytest

from cardctl.rules import RULES, check, examples
from cardctl.rules.rule import CHANGES, CHECKS, Input, SubjectKind, record
from cardctl.store.load import load
from cardctl.yaml.source import NAMES

STANDING = [code for code, rule in RULES.items() if rule.of not in CHANGES]
WITH_EXAMPLES = [code for code in STANDING if RULES[code].bad]  # CC113: one that cannot be opened
LOOKED_FOR = sorted({code for code, of, _ in CHECKS if of not in CHANGES and code in STANDING})


def options(code):
    reads = RULES[code].reads
    return {
        "today": examples.TODAY if Input.TODAY in reads else None,
        "for_meeting": examples.HEARING if Input.HEARING in reads else None,
    }


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_bad_example_gives_exactly_this_finding(find, code):
    found = find(RULES[code].bad, **options(code))
    assert [(f.code, f.name, f.severity) for f in found] == [
        (code, RULES[code].name, RULES[code].severity)
    ]


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_good_example_gives_none(find, code):
    assert find(RULES[code].good, **options(code)) == []


@pytest.mark.parametrize("code", LOOKED_FOR)
def test_finding_has_a_hint_on_one_line(find, code):
    (finding,) = find(RULES[code].bad, **options(code))
    for phrase in (finding.message, finding.hint, *(r.message for r in finding.related)):
        for lang in ("en", "ko"):
            text = phrase.render(lang)
            assert text
            assert "\n" not in text
            assert not re.search(r"[{}]", text)


@pytest.mark.parametrize("code", LOOKED_FOR)
def test_finding_points_into_its_file(find, code):
    (finding,) = find(RULES[code].bad, **options(code))
    if RULES[code].of is SubjectKind.REGISTER and finding.span is not None:
        return  # it points into a file outside the register
    assert finding.path in examples.files(RULES[code].bad)
    for related in finding.related:
        assert (related.path or finding.path) in examples.files(RULES[code].bad)


def test_example_register_passes_every_rule():
    loaded = load(examples.files(""))
    checked = check(
        loaded.register,
        today=examples.TODAY,
        exists=examples.EVIDENCE_FILES.__contains__,
        for_meeting=examples.HEARING,
        around=examples.around(""),
    )
    assert (loaded.findings, checked.findings, checked.skipped) == ((), (), ())


def test_codes_are_in_order_and_names_are_unique():
    assert list(RULES) == sorted(RULES)
    assert all(re.fullmatch("CC[1-9][0-9]{2}", code) for code in RULES)
    names = [name for rule in RULES.values() for name in (rule.name, *rule.aliases)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


def test_every_rule_of_the_reader_has_a_record():
    assert {code: RULES[code].name for code in NAMES} == NAMES


def test_rule_without_a_generator_belongs_to_the_store():
    looked_for = {code for code, _, _ in CHECKS}
    assert looked_for <= set(RULES)
    assert {rule.of for code, rule in RULES.items() if code not in looked_for} == {SubjectKind.FILE}


@pytest.mark.parametrize("part", ["meaning", "why", "hint"])
def test_every_record_has_its_texts(part):
    for rule in RULES.values():
        text = getattr(rule, part)
        assert text.endswith((".", "…")), rule.code
        assert "|" not in text, rule.code  # a bar separates a meaning from its word


def test_duplicate_code_is_refused():
    with pytest.raises(ValueError, match="CC302"):
        record(RULES["CC302"])
