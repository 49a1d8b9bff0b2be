"""The editor of the settings file changes one value, and nothing else."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.cli.toml_edit import NotSimple, line_of, with_value, without

FILE = """\
# Mine.
lang = "ko"  # at work
"color" = 'never'

# Views
[views.late]   # for Mondays
where = "overdue > 30"
columns = ["id", "title"]

[views."지연"]
open = true
"""


def test_a_value_is_replaced_in_its_line_and_comments_stay() -> None:
    made = with_value(FILE, ("lang",), "en")
    assert made == FILE.replace('"ko"', '"en"')
    assert with_value(FILE, ("color",), "auto") == FILE.replace("'never'", '"auto"')
    changed = with_value(FILE, ("views", "late", "columns"), ["id"])
    assert changed == FILE.replace('["id", "title"]', '["id"]')


def test_a_new_value_stands_with_those_of_its_table() -> None:
    made = with_value(FILE, ("pager",), "cat")
    assert made == FILE.replace("'never'\n", "'never'\npager = \"cat\"\n")
    made = with_value(FILE, ("views", "late", "sort"), "-due")
    assert made == FILE.replace('"title"]\n', '"title"]\nsort = "-due"\n')
    assert with_value(FILE, ("views", "mine", "open"), True).endswith(
        "\n\n[views.mine]\nopen = true\n"
    )
    only_tables = "# Views\n[views.a]\nopen = true\n"
    assert with_value(only_tables, ("lang",), "ko") == 'lang = "ko"\n\n' + only_tables


def test_a_file_without_a_final_newline_and_with_those_of_windows() -> None:
    assert with_value('lang = "ko"', ("pager",), "cat") == 'lang = "ko"\npager = "cat"\n'
    assert with_value("a = 1\r\n", ("b",), 2) == "a = 1\r\nb = 2\r\n"
    assert with_value("", ("a", "b"), "c") == '[a]\nb = "c"\n'


def test_removing_a_value_or_a_table_leaves_the_rest() -> None:
    assert without(FILE, ("lang",)) == FILE.replace('lang = "ko"  # at work\n', "")
    assert without(FILE, ("views", "지연")) == FILE.replace('[views."지연"]\nopen = true\n', "")
    with pytest.raises(KeyError):
        without(FILE, ("views", "none"))


def test_lines_are_found_by_their_keys() -> None:
    assert line_of(FILE, ("color",)) == 3
    assert line_of(FILE, ("views", "late", "columns")) == 8
    assert line_of(FILE, ("views", "지연")) == 10
    assert line_of(FILE, ("none",)) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('pager = """\nless\n"""\n', ("pager",)),
        ('views = {late = {where = "open"}}\n', ("views", "late", "where")),
        ('columns = [\n "id",\n]\n', ("columns",)),
        ('text = """\n[views.late]\n"""\n', ("views", "late", "where")),
        ('lang = "ko"\n', ("lang", "x")),
    ],
)
def test_what_is_not_one_line_is_refused_and_never_damaged(
    text: str, path: tuple[str, ...]
) -> None:
    with pytest.raises(NotSimple):
        with_value(text, path, "x")


def test_removing_a_value_over_several_lines_is_refused() -> None:
    with pytest.raises(NotSimple):
        without('columns = [\n "id",\n]\n', ("columns",))


WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8)
VALUES = st.one_of(WORDS, st.booleans(), st.integers(0, 99), st.lists(WORDS, max_size=3))
PATHS = st.lists(WORDS, min_size=1, max_size=3).map(tuple)


@given(st.lists(st.tuples(PATHS, VALUES), max_size=6), st.data())
def test_any_sequence_of_changes_gives_what_was_set(
    changes: list[tuple[tuple[str, ...], Any]], data: st.DataObject
) -> None:
    text, known = "# Mine.\n", {}
    for path, value in changes:
        try:
            text = with_value(text, path, value)
        except NotSimple:  # a value where a table would have to be
            continue
        known = {
            key: old
            for key, old in known.items()
            if key != path and key[: len(path)] != path and path[: len(key)] != key
        } | {path: value}
    for path, value in known.items():
        assert _at(tomllib.loads(text), path) == value
    if known:
        path = data.draw(st.sampled_from(sorted(known)))
        assert path not in _paths(tomllib.loads(without(text, path)))
    assert "# Mine.\n" in text


def _at(found: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        found = found[part]
    return found


def _paths(data: Any, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    if not isinstance(data, dict):
        return {above}
    return {path for key, value in data.items() for path in _paths(value, (*above, key))}
