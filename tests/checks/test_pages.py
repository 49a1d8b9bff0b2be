from __future__ import annotations

from pathlib import Path

import pytest

from cardctl.checks import RULES, catalogue, page

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_document_is_written_from_the_records():
    assert DOCS.read_text(encoding="utf-8") == catalogue(), (
        "write cardctl.checks.catalogue() into docs/rules.md"
    )


@pytest.mark.parametrize("code", RULES)
def test_a_page_says_all_that_the_record_holds(code):
    rule = RULES[code]
    text = page(rule)
    assert text.startswith(f"# {code} {rule.name}\n")
    for part in (rule.meaning, rule.why, rule.mend, rule.severity, f"since {rule.since}"):
        assert part in text
    assert text.count("```yaml") == sum(
        1 if isinstance(example, str) else len(example) for example in (rule.bad, rule.good)
    )


def test_hidden_characters_are_shown_by_their_number():
    assert "The dykes<U+200B> hold." in page(RULES["CC110"])
    assert "<U+110C><U+1166>" in page(RULES["CC111"])
    assert "\\xc1" in page(RULES["CC102"])


@pytest.mark.parametrize(
    ("code", "words"), [("CC403", "--today DATE"), ("CC616", "--for-meeting N")]
)
def test_a_page_says_when_the_rule_runs(code, words):
    assert words in page(RULES[code])
