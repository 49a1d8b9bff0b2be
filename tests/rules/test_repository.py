"""208, 805, 901, 902, 904, 905, and allow comments."""

from __future__ import annotations

from time import process_time

import pytest

from cardctl.domain.code_owners import block, with_block
from cardctl.finding import Severity
from cardctl.rules import RULES, check, examples
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import RepositoryContext
from cardctl.store.load import load

SECOND = "M01/M01-002.yaml"
SAME = FILES[SECOND].replace(
    "Count the traffic on the ring road", "Raise the dykes of the river park"
)


def allowed(comment, above=False):
    """Return the second card with the first one's title, and *comment* next to or above it."""
    line = "title: Raise the dykes of the river park"
    new = f"{comment}\n{line}" if above else f"{line}  {comment}"
    return {SECOND: SAME.replace(line, new)}


# Comments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "above"),
    [
        ("# cardctl: allow CC703 the other bank", False),
        ("#cardctl:allow cc703 the other bank", False),
        ("# cardctl: allow duplicate-title the other bank", False),
        ("# cardctl: allow CC703: the other bank", False),
        ("# cardctl: allow CC703 강 건너편", True),
        ("# cardctl: allow CC703 the other bank\n# The river has two.\n", True),
    ],
)
def test_allow_comment_suppresses_a_finding(codes, comment, above):
    assert codes(allowed(comment, above)) == []


def test_allow_comment_may_name_several_rules(codes):
    files = allowed("# cardctl: allow CC703, CC702 the other bank")
    files[SECOND] = files[SECOND].replace("river park", "river park.")
    assert codes(files) == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# cardctl: allow CC703", ["CC703", "CC901"]),
        ("# cardctl: allow", ["CC703", "CC901"]),
        ("# cardctl: alow CC703 the other bank", ["CC703", "CC901"]),
        ("# cardctl: allow CC702 the other bank", ["CC703", "CC901"]),
        ("# cardctl: allow CC713 the other bank", ["CC703", "CC902"]),
        ("# cardctl: allow duplicate-titel the other bank", ["CC703", "CC902"]),
        ("# cardctl: allow CC703, CC303 the other bank", ["CC901"]),
        ("# cardctl: allow CC501 the other bank", ["CC703", "CC901"]),
        ("# cardctl: allow CC801 the other bank", ["CC703", "CC901"]),
        ("# we asked that cardctl allow CC703 here", ["CC703"]),
        ("# see # cardctl: allow CC703 the other bank", ["CC703"]),
    ],
)
def test_ineffective_allow_comment_is_reported(codes, comment, expected):
    assert codes(allowed(comment)) == expected


def test_allow_comment_at_the_end_of_a_line_does_not_apply_to_the_next(codes):
    files = {SECOND: SAME.replace("M01-002", "M01-002  # cardctl: allow CC703 the bank", 1)}
    assert codes(files) == ["CC703", "CC901"]


def test_allow_comment_inside_a_text_has_no_effect(codes):
    note = 'note: "# cardctl: allow CC703 the other bank"\n'
    block = "note: |\n  # cardctl: allow CC703 the other bank\n"
    for text in (note, block):
        assert codes({SECOND: SAME + text}) == ["CC703"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({CARD: FILES[CARD].replace("due: 2022-12-31\n",
          "due: 2023-06-30  # cardctl: allow CC502 we know\n")}, "CC502"),
        ({CARD: FILES[CARD] + 'note: "010-1234-5678"  # cardctl: allow CC801 official\n'}, "CC801"),
        ({CARD: FILES[CARD] + "note: 3  # cardctl: allow CC204 it is a text\n"}, "CC204"),
        ({CARD: FILES[CARD] + "note: no  # cardctl: allow CC106 Norway\n"}, "CC106"),
    ],
)  # fmt: skip
def test_format_workflow_result_and_safety_rules_cannot_be_allowed(find, files, code):
    found = find(files)
    assert {f.code for f in found} >= {code, "CC901"}
    assert any(f"{code} " in str(f.message) for f in found if f.code == "CC901")


@pytest.mark.parametrize("name", ["CC605", "cc605", "duplicate-result"])
def test_retired_rule_in_a_comment_is_a_note_with_a_fix(find, name):
    files = {SECOND: FILES[SECOND].replace("item: 2", f"item: 2  # cardctl: allow {name} twice")}
    (found,) = find(files)
    assert (found.code, found.severity) == ("CC901", Severity.NOTE)
    assert "CC605 duplicate-result was retired in 0.1: a further result" in str(found.message)
    assert found.fixes[0].safe


def test_fix_removes_the_whole_unused_comment(find):
    (found,) = find(
        {SECOND: FILES[SECOND].replace("item: 2", "item: 2   # cardctl: allow CC303 x")}
    )
    (edit,) = found.fixes[0].edits
    assert (edit.span.column, edit.span.end_column, edit.text) == (8, 35, "")
    assert found.fixes[0].safe
    above = FILES[SECOND].replace("item: 2", "# cardctl: allow CC303 x\nitem: 2")
    (found,) = find({SECOND: above})
    (edit,) = found.fixes[0].edits
    assert (edit.span.line, edit.span.column) == (4, 1)
    assert (edit.span.end_line, edit.span.end_column) == (5, 1)


def test_mistyped_rule_gets_a_suggestion(find):
    found = find(allowed("# cardctl: allow duplicate-titel the other bank"))
    (unknown,) = (f for f in found if f.code == "CC902")
    assert "duplicate-title" in str(unknown.hint)
    assert unknown.fixes[0].edits[0].text == "# cardctl: allow duplicate-title the other bank"
    assert not unknown.fixes[0].safe


# Repository context -----------------------------------------------------------------------------


def around(**given):
    register = load(examples.files("")).register
    return check(register, select=["CC805", "CC904"], around=RepositoryContext(**given)).findings


@pytest.mark.parametrize(
    ("attributes", "line"),
    [
        ({".gitattributes": "* merge=union\n"}, 1),
        ({".gitattributes": "# cards\n\n*.yaml  text merge=union\n"}, 3),
        ({".gitattributes": "cards/** merge=union\n"}, 1),
        ({".gitattributes": "/cards/M01/M01-00?.yaml merge=union\n"}, 1),
        ({".gitattributes": "**/M[0-9][0-9]-*.yaml merge=union\n"}, 1),
        ({".gitattributes": "cards/** merge=text\n*.yaml merge=union\n"}, 2),
        ({".gitattributes": "[attr]quiet -diff merge=union\ncards/** quiet\n"}, 2),
        (
            {".gitattributes": "[attr]a merge=union\n[attr]b a\n", "cards/.gitattributes": "* b\n"},
            1,
        ),
        ({"cards/.gitattributes": "M01/*.yaml merge=union\n"}, 1),
        ({"cards/M01/.gitattributes": "*.yaml merge=union\n"}, 1),
        ({".gitattributes": "cards/** -merge\n", "cards/.gitattributes": "* merge=union\n"}, 1),
    ],
)
def test_union_merge_of_cards_is_reported_at_its_line(attributes, line):
    (found,) = around(home="cards", attributes=attributes)
    assert (found.code, found.span.line) == ("CC805", line)
    assert found.path in {"../.gitattributes", ".gitattributes", "M01/.gitattributes"}


@pytest.mark.parametrize(
    "attributes",
    [
        {".gitattributes": "*.md merge=union\n"},
        {".gitattributes": "# * merge=union\n"},
        {".gitattributes": "* merge=union\ncards/** merge=text\n"},
        {".gitattributes": "* merge=union\ncards/** -merge\n"},
        {".gitattributes": "* merge=union\n*.yaml binary\n"},
        {".gitattributes": "* merge=union\n", "cards/.gitattributes": "** !merge\n"},
        {".gitattributes": "M01/*.yaml merge=union\n"},
        {"docs/.gitattributes": "* merge=union\n"},
        {".gitattributes": "[attr]x merge=union\n* -text\n"},
        {".gitattributes": "cards/[ merge=union\n"},
    ],
)
def test_other_merge_settings_are_accepted(attributes):
    assert around(home="cards", attributes=attributes) == ()


def test_pattern_matching_is_fast():
    stars = "*a" * 5_000 + "x merge=union\n" + "**/" * 5_000 + "x merge=union\n"
    begin = process_time()
    assert around(home="cards", attributes={".gitattributes": stars}) == ()
    assert process_time() - begin < 2


def test_each_stale_schema_is_reported():
    found = around(home="cards", stale=("schemas/card.schema.json", "schemas/meeting.schema.json"))
    assert [(f.code, f.path) for f in found] == [
        ("CC904", "../schemas/card.schema.json"),
        ("CC904", "../schemas/meeting.schema.json"),
    ]


OWNED = RULES["CC905"].bad["agencies.yaml"]


def code_owners(text, agencies=OWNED):
    """The hints on a CODEOWNERS for the example register."""
    register = load(examples.files({"agencies.yaml": agencies})).register
    around = RepositoryContext("cards", code_owners=(".github/CODEOWNERS", text))
    found = check(register, select=["CC905"], around=around).findings
    assert {each.path for each in found} <= {"../.github/CODEOWNERS"}
    return [each.hint.render("en") for each in found]


def test_code_owners_of_this_register_are_compared():
    register = load(examples.files({"agencies.yaml": OWNED})).register
    current = with_block("* @town/all\n", block(register, "cards"), "cards")
    assert code_owners(current) == []
    assert code_owners(current.replace("of cards:", "of board:")) == []
    assert code_owners("/cards/ @town/clerks\n") == []
    update = ["update it: cardctl init --with codeowners"]
    assert code_owners(current.replace("@town/office", "@town/clerks")) == update
    unowned = code_owners(current, FILES["agencies.yaml"])
    assert unowned == ["add to it, for example: owners: ['@organisation/team']"]
    (broken,) = code_owners(current.replace(": end", ""))
    assert broken == "remove the lines between them, and the two lines themselves"


def test_register_without_a_format_is_loaded(find):
    files = {"cardctl.yaml": FILES["cardctl.yaml"].replace("format: 1\n", "")}
    (found,) = find(files)
    assert (found.code, found.path) == ("CC208", "cardctl.yaml")
    assert load(examples.files(files)).register.config_known
