from __future__ import annotations

from pathlib import Path

import pytest

from cardctl.rules import RULES, catalogue, documents, page
from cardctl.rules.retired import RETIRED
from cardctl.rules.rule import Change, Example

DOCS = Path(__file__).parents[2] / "docs"


def test_every_rule_has_a_page_and_every_page_a_rule():
    assert {path.stem for path in (DOCS / "rules").iterdir()} == set(RULES)


@pytest.mark.parametrize("path", documents())
def test_documentation_is_generated_from_the_rule_records(path):
    assert (DOCS / path).read_text(encoding="utf-8") == documents()[path], (
        "run tests/docs/generate.py"
    )


def test_index_and_catalogue_list_every_rule_once():
    index, everything = documents()["rules.md"], catalogue()
    for code, rule in RULES.items():
        assert index.count(f"[{code}](rules/{code}.md) | {rule.name} |") == 1
        assert everything.count(f"### {code} {rule.name}\n") == 1


def test_index_and_catalogue_list_retired_codes_with_what_applies_instead():
    for text in (documents()["rules.md"], catalogue()):
        assert "| CC605 | duplicate-result | 0.1 | a further result of an agency" in text
    assert not RULES.keys() & RETIRED.keys()


def test_page_states_whether_an_allow_comment_applies():
    allowed = {code for code in RULES if "may allow it: `# cardctl: allow" in page(RULES[code])}
    refused = {code for code in RULES if "No comment can allow it" in page(RULES[code])}
    assert allowed | refused == set(RULES)
    assert not allowed & refused
    assert {code[2] for code in allowed} == set("347")
    assert {"CC301", "CC401"} <= refused  # these leave the file unread


@pytest.mark.parametrize("code", RULES)
def test_page_has_everything_in_the_rule_record(code):
    rule = RULES[code]
    text = page(rule)
    assert text.startswith(f"# {code} {rule.name}\n")
    for part in (rule.meaning, rule.why, rule.hint, rule.severity, f"since {rule.since}"):
        assert part in text
    assert text.count("```yaml") == sum(map(blocks, (rule.bad, rule.good)))


def blocks(example: Example | None) -> int:
    """Return how many files an example shows."""
    if isinstance(example, Change):
        return sum(map(blocks, (example.before, example.after, example.changed_on_target)))
    return 1 if isinstance(example, str) else len(example or ())


def test_hidden_characters_are_shown_as_code_points():
    assert "The dykes<U+200B> hold." in page(RULES["CC110"])
    assert "<U+110C><U+1166>" in page(RULES["CC111"])
    assert "\\xc1" in page(RULES["CC102"])


@pytest.mark.parametrize(
    ("code", "words"), [("CC403", "--today DATE"), ("CC616", "--for-meeting N")]
)
def test_page_states_when_the_rule_runs(code, words):
    assert words in page(RULES[code])
