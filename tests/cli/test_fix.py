"""`validate --fix`: what it fixes; nothing else changes and no new finding appears."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.registers import BROKEN, FILES, run, small_register

FIRST, SECOND, THIRD, CLOSED = (f"M01/M01-00{number}.yaml" for number in range(1, 5))
SAFE, UNSAFE = ["--fix"], ["--fix", "--unsafe"]


def register(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    root = small_register(folder)
    for path, text in texts.items():
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def contents(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*.yaml") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def finding_counts(root: Path) -> Counter[tuple[str, str, str]]:
    return validate_json(root)[0]


def validate_json(root: Path) -> tuple[Counter[tuple[str, str, str]], set[str]]:
    """Return counts of (file, code, field) of the findings, and the codes of skipped rules."""
    data = json.loads(run("validate", "--format", "json", root=root).stdout)["data"]
    counts = Counter((each["file"], each["code"], each["field"]) for each in data["findings"])
    return counts, {each["code"] for each in data["skipped_rules"]}


# One finding at a time --------------------------------------------------------------------------

Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert text.count(old) == 1, old
        return text.replace(old, new)

    return change


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def decomposed(text: str) -> str:
    return normalize("NFD", text)


REVERSIBLE: dict[str, tuple[str, Change]] = {
    "CRLF": (SECOND, crlf),
    "no final newline": (SECOND, lambda text: text.removesuffix("\n")),
    "trailing spaces": (FIRST, swap("then build.\n", "then build.  \n")),
    "decomposed characters": (SECOND, decomposed),
    "another case": (SECOND, swap("registered\nhistory", "Registered\nhistory")),
    "other dashes": (FIRST, swap("state: in_progress\ndue", "state: in-progress\ndue")),
    "another case, in braces": (SECOND, swap("registered}", "REGISTERED}")),
    "a date without zeros": (SECOND, swap("2024-01-10,", "2024-1-10,")),
}  # fmt: skip
"""Faults with a safe fix that restores the original text."""


@pytest.mark.parametrize("name", REVERSIBLE)
def test_safe_fix_restores_the_text_and_changes_nothing_else(tmp_path: Path, name: str) -> None:
    path, change = REVERSIBLE[name]
    root = register(tmp_path, {path: change(FILES[path])})
    result = run("validate", *SAFE, root=root)
    assert contents(root) == {key: text.encode() for key, text in FILES.items()}
    assert result.exit_code == 0
    assert "fixed 1 finding in 1 file" in result.stderr


class Case(NamedTuple):
    """A text in a file, the faulty text put in its place, and the text after the fix."""

    path: str
    good: str
    bad: str
    mended: str
    options: list[str] = UNSAFE


DUE = "due: 2024-06-{}\n\n"
FIXED = {
    "CC106 quoted": Case(FIRST, "[dykes, '예산']", "[no, 012, .5]", '["no", "012", ".5"]', SAFE),
    "CC106 meant": Case(FIRST, "steps:\n", "no_steps: ~\n  steps:\n",
                        "no_steps: null\n  steps:\n", SAFE),
    "CC106 not meant": Case(FIRST, "title: Survey,", "title: True,", 'title: "True",', SAFE),
    "CC106 key": Case(SECOND, "x-own: kept", "x-own: {no: kept}", 'x-own: {"no": kept}', SAFE),
    "CC111 escapes": Case(SECOND, "x-own: kept", r'x-own: "\u1100\u1161"', 'x-own: "가"', SAFE),
    "CC202 nearest key": Case(FIRST, "tags:", "tagz:", "tags:"),
    "CC202 inside": Case(FIRST, "owner: busan,", "ownr: busan,", "owner: busan,"),
    "CC203 nearest word": Case(SECOND, "state: registered\n", "state: registred\n",
                               "state: registered\n"),
    "CC204 number": Case(FIRST, "title: Survey,", "title: 2024,", 'title: "2024",'),
    "CC204 list": Case(FIRST, "[ulsan, moef]", "ulsan", "[ulsan]"),
    "CC204 digits": Case(FIRST, "planned: 2500}", 'planned: "2,500"}', "planned: 2500}"),
    "CC207 id": Case(SECOND, "id: M01-002", "id: M01-022", "id: M01-002"),
    "CC207 meeting": Case(SECOND, "meeting: 1", "meeting: 2", "meeting: 1"),
    "CC304 one id": Case(SECOND, "x-own: kept", "relations: {see_also: M01-091}",
                         "relations: {see_also: M01-001}"),
    "CC305 nearest agency": Case(FIRST, "[ulsan, moef]", "[ulsam, moef]", "[ulsan, moef]"),
    "CC401 other signs": Case(FIRST, "2024-02-01\n  summary", "2024. 2. 1.\n  summary",
                              "2024-02-01\n  summary"),
    "CC502 date": Case(FIRST, DUE.format(30), DUE.format(29), DUE.format(30)),
    "CC502 too much": Case(SECOND, "lead: null\n", "lead: busan\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FIXED)
def test_each_rule_fixes_its_finding(tmp_path: Path, name: str) -> None:
    path, good, bad, mended, options = FIXED[name]
    sound = finding_counts(register(tmp_path, {}))
    start = swap(good, bad)(FILES[path])
    root = register(tmp_path, {path: start})
    assert any(code == name[:5] for _, code, _ in finding_counts(root))
    if options == UNSAFE:
        run("validate", *SAFE, root=root)
        assert contents(root)[path].decode() == start
    run("validate", *options, root=root)
    assert contents(root)[path].decode() == start.replace(bad, mended)
    assert finding_counts(root) == sound


def test_missing_value_is_inserted_in_key_order(tmp_path: Path) -> None:
    line = "lead: busan   # since the first meeting\n"
    root = register(tmp_path, {FIRST: FILES[FIRST].replace(line, "")})
    run("validate", *UNSAFE, root=root)
    text = contents(root)[FIRST].decode()
    assert text.replace("lead: busan\n", "", 1) == FILES[FIRST].replace(line, "")
    assert text.index("decision:") < text.index("lead: busan\n") < text.index("state:")


def test_byte_order_mark_is_kept(tmp_path: Path) -> None:
    text = "\ufeff" + REVERSIBLE["another case"][1](FILES[SECOND])
    root = register(tmp_path, {SECOND: text})
    run("validate", *SAFE, root=root)
    assert contents(root)[SECOND].decode() == "\ufeff" + FILES[SECOND]


def test_unused_allow_comments_and_titles_are_fixed(tmp_path: Path) -> None:
    text = FILES[SECOND].replace("확대\n", "확대.  # cardctl: allow CC403 it is late\n")
    root = register(tmp_path, {SECOND: text})
    run("validate", *SAFE, root=root)
    assert contents(root)[SECOND].decode() == FILES[SECOND]


def test_outdated_schemas_are_regenerated(tmp_path: Path) -> None:
    root = register(tmp_path, {})
    assert run("schema", "--write", root=root).exit_code == 0
    schema = tmp_path / "schemas" / "card.schema.json"
    right = schema.read_text("utf-8")
    schema.write_text("{}\n", "utf-8")
    assert "CC904" in run("validate", "--format", "concise", root=root).stdout
    shown = run("validate", "--diff", root=root)
    assert "+++ b/../schemas/card.schema.json" in shown.stdout
    assert schema.read_text("utf-8") == "{}\n"
    assert run("validate", *SAFE, root=root).exit_code == 0
    assert schema.read_text("utf-8") == right


# What is not fixed ------------------------------------------------------------------------------


def test_invalid_yaml_is_left_unchanged_with_a_message(tmp_path: Path) -> None:
    text = crlf(BROKEN).encode()
    root = register(tmp_path, {"M01/M01-005.yaml": text})
    result = run("validate", *UNSAFE, root=root)
    assert contents(root)["M01/M01-005.yaml"] == text
    assert "M01/M01-005.yaml cannot be read: nothing in it was fixed" in result.stderr
    assert result.exit_code == 1


def test_fix_that_would_introduce_a_finding_is_skipped_with_a_message(tmp_path: Path) -> None:
    text = FILES[FIRST].replace("partners: [ulsan, moef]", "partners: nobody")
    root = register(tmp_path, {FIRST: text, SECOND: crlf(FILES[SECOND])})
    result = run("validate", *UNSAFE, root=root)
    assert contents(root)[FIRST].decode() == text
    assert contents(root)[SECOND].decode() == FILES[SECOND]
    assert "not fixed (write it as a list: [nobody])" in result.stderr
    assert "would introduce: " in result.stderr
    assert "CC305" in result.stderr
    assert "fix available" not in result.stdout


def test_wrong_guess_is_rejected_even_if_another_fault_hides_it(tmp_path: Path) -> None:
    good = FILES[FIRST].replace("partners: [ulsan, moef]", "partners: nobody")
    text = REVERSIBLE["other dashes"][1](good)
    root = register(tmp_path, {FIRST: text})
    result = run("validate", *UNSAFE, root=root)
    assert contents(root)[FIRST].decode() == good
    assert "not fixed (write it as a list: [nobody])" in result.stderr


def test_a_wrong_guess_is_undone_if_only_a_later_fix_shows_that_it_is_wrong(
    tmp_path: Path,
) -> None:
    """The first guess for the title is wrong too, so the file is readable one round later."""
    good = FILES[FIRST].replace("partners: [ulsan, moef]", "partners: nobody")
    root = register(tmp_path, {FIRST: good.replace("title: Survey", "title: True")})
    result = run("validate", *UNSAFE, root=root)
    assert contents(root)[FIRST].decode() == good.replace("title: Survey", 'title: "True"')
    assert "fixed 1 finding in 1 file\n" in result.stderr
    assert "not fixed (write it as a list: [nobody])" in result.stderr
    again = run("validate", *UNSAFE, root=root)
    assert "fixed 0 findings in 0 files\n" in again.stderr


def test_previously_hidden_finding_does_not_block_a_fix(tmp_path: Path) -> None:
    good = FILES[FIRST].replace("partners: [ulsan, moef]", "partners: [nobody]")
    root = register(tmp_path, {FIRST: REVERSIBLE["other dashes"][1](good)})
    result = run("validate", *SAFE, root=root)
    assert contents(root)[FIRST].decode() == good
    assert "CC305" in result.stdout


def test_text_block_at_the_end_of_the_file_is_left_unchanged(tmp_path: Path) -> None:
    text = FILES[SECOND] + "x-text: |\n  kept as it is"
    root = register(tmp_path, {SECOND: text})
    assert run("validate", *SAFE, root=root).exit_code == 0
    assert contents(root)[SECOND].decode() == text


def test_only_selected_cards_and_rules_are_fixed(tmp_path: Path) -> None:
    texts = {path: crlf(FILES[path]) for path in (FIRST, SECOND)}
    root = register(tmp_path, texts)
    run("validate", "1-2", *SAFE, root=root)
    assert contents(root)[FIRST].decode() == texts[FIRST]
    assert contents(root)[SECOND].decode() == FILES[SECOND]
    run("validate", "--ignore", "layout", *SAFE, root=root)
    assert contents(root)[FIRST].decode() == texts[FIRST]


def test_unsafe_without_fix_is_a_usage_error(tmp_path: Path) -> None:
    result = run("validate", "--unsafe", root=register(tmp_path, {}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--fix" in result.stderr


# Preview ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [["--diff"], ["--fix", "--diff"]])
def test_a_diff_shows_what_would_change_and_writes_nothing(
    tmp_path: Path, options: list[str]
) -> None:
    text = REVERSIBLE["another case"][1](FILES[SECOND])
    root = register(tmp_path, {SECOND: text})
    result = run("validate", *options, root=root)
    assert contents(root)[SECOND].decode() == text
    assert result.stdout.splitlines()[:2] == [f"--- a/{SECOND}", f"+++ b/{SECOND}"]
    assert "-state: Registered\n+state: registered\n" in result.stdout
    assert "nothing was written" in result.stderr
    assert result.exit_code == 0


def test_available_fixes_are_counted(tmp_path: Path) -> None:
    bad = swap("tags:", "tagz:")(crlf(FILES[FIRST]))
    result = run("validate", root=register(tmp_path, {FIRST: bad}))
    assert result.stdout.splitlines()[-1] == (
        "1 fix available (cardctl validate --fix). "
        "1 unsafe fix available (cardctl validate --fix --unsafe). Explain: cardctl rule CC202"
    )


def test_json_shows_each_fix_as_edits(tmp_path: Path) -> None:
    root = register(tmp_path, {SECOND: REVERSIBLE["another case"][1](FILES[SECOND])})
    data = json.loads(run("validate", "1-2", "--format", "json", root=root).stdout)["data"]
    (only,) = data["findings"]
    assert only["fixes"] == [
        {
            "title": "write registered",
            "safe": True,
            "edits": [
                {
                    "range": {"line": 6, "column": 8, "end_line": 6, "end_column": 9},
                    "text": "r",
                }
            ],
        }
    ]


# Properties -------------------------------------------------------------------------------------

BROKEN_IN_MANY_WAYS: list[tuple[str, Change]] = [
    *((path, change) for path, change in REVERSIBLE.values()),
    *((case.path, swap(case.good, case.bad)) for case in FIXED.values()),
    (FIRST, swap("partners: [ulsan, moef]", "partners: nobody")),
    (FIRST, swap("[ulsan, moef]", "[ulsam, moeg]")),
    (FIRST, swap("date: 2024-02-01, by: busan", "date: 2026. 2. 1., by: busam")),
    (FIRST, swap("state: in_progress\ndue", "state: planned\ndue")),
    (FIRST, swap("'예산']", "'예산']  # cardctl: allow CC403, CC404 it is late")),
    (THIRD, swap("see_also: M01-001", "see_also: [M01-091, M01-901]")),
    (THIRD, swap("id: M01-003", "id: M01-001")),
    (CLOSED, swap("title: Withdrawn matter", "title: Withdrawn  matter. ")),
    (CLOSED, crlf),
    ("M01/meeting.yaml", swap("number: 1", "number: 3")),
    (FIRST, crlf),
    (FIRST, decomposed),
    (FIRST, lambda text: "\ufeff" + text),
    (FIRST, swap("title: Survey", "title: [Survey")),
    (SECOND, swap("title: 수질", "title: 수\u200b질")),
    (SECOND, swap("by: mois", "by: moid")),
    ("agencies.yaml", swap("code: busan", "code: Busan")),
    ("agencies.yaml", swap("level: metropolitan\n  -", "level: Metropolitan\n  -")),
    ("cardctl.yaml", swap("languages", "langauges")),
    ("M02/meeting.yaml", swap("type: decision", "type: desision")),
    ("M02/meeting.yaml", crlf),
]


@st.composite
def broken(draw: st.DrawFn) -> dict[str, str]:
    """Files of the register with several faults; one fault may displace another."""
    texts = dict(FILES)
    for path, change in draw(st.lists(st.sampled_from(BROKEN_IN_MANY_WAYS), max_size=7)):
        try:
            texts[path] = change(texts[path])
        except AssertionError:  # an earlier fault removed the text
            continue
    return texts


@settings(max_examples=25, deadline=None)
@given(broken(), st.sampled_from([SAFE, UNSAFE]))
def test_fix_adds_no_finding_and_is_idempotent(texts: dict[str, str], options: list[str]) -> None:
    with TemporaryDirectory() as folder:
        root = register(Path(folder), texts)
        was, skipped = validate_json(root)
        run("validate", *options, root=root)
        once, now = contents(root), finding_counts(root)
        # Only what no rule could check before may be reported now.
        unread = {path for path, code, _ in was if code < "CC300" or code == "CC401"}
        assert all(path in unread or code in skipped for path, code, _ in now - was)
        again = run("validate", *options, root=root)
        assert "fixed 0 findings in 0 files" in again.stderr
        assert contents(root) == once


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(sorted(REVERSIBLE)), unique=True, max_size=6))
def test_combined_safe_faults_are_fixed_byte_for_byte(names: list[str]) -> None:
    texts = dict(FILES)
    for path, change in sorted((REVERSIBLE[name] for name in names), key=lambda u: u[1] is crlf):
        texts[path] = change(texts[path])
    with TemporaryDirectory() as folder:
        root = register(Path(folder), texts)
        run("validate", *SAFE, root=root)
        assert contents(root) == {path: text.encode() for path, text in FILES.items()}
