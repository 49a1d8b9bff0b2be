"""Large cards and registers: work grows linearly with size, not quadratically."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth import Work, assert_lines_grow_evenly, assert_time_grows_evenly
from support.models import card, register
from support.registers import FILES

from cardctl.cli.render.diagnostics import as_text
from cardctl.domain.card import Card
from cardctl.domain.ids import card_id, id_order, near_ids
from cardctl.finding import Finding, Fix, Span
from cardctl.i18n import _
from cardctl.report.formats.html.escape import inline
from cardctl.report.formats.paper_links import pieces
from cardctl.rules import check
from cardctl.rules.references import relations
from cardctl.store import fixes
from cardctl.store.comments import directives, unmodelled_spans
from cardctl.yaml import splice
from cardctl.yaml.change import Set
from cardctl.yaml.reader import read_tree

PATH = "M01/M01-001.yaml"

# Texts in a report


@pytest.mark.parametrize("text", ["https://a{}x", "https://a{} https://b"])
@pytest.mark.parametrize("show", [inline, lambda line: list(pieces(line))], ids=["html", "paper"])
def test_end_of_a_url_is_found_in_linear_time(text: str, show: Callable[[str], object]) -> None:
    def work(size: int) -> Work:
        return lambda: show(text.format("." * size))

    assert_time_grows_evenly(work, 5_000)


# Relations


def ring(count: int) -> dict[str, list[str]]:
    ids = [card_id(1, serial) for serial in range(1, count + 1)]
    return {one: [other] for one, other in zip(ids, [*ids[1:], ids[0]], strict=True)}


def pairs(count: int) -> dict[str, list[str]]:
    """Each card depends on the previous and the next one."""
    ids = [card_id(1, serial) for serial in range(1, count + 1)]
    return {one: [*ids[max(i - 1, 0) : i], *ids[i + 1 : i + 2]] for i, one in enumerate(ids)}


def bridge(count: int) -> dict[str, list[str]]:
    """Two rings and a long path from the first to the second."""
    ids = [card_id(1, serial) for serial in range(1, 3 * count + 1)]
    edges = {one: [other] for one, other in pairwise(ids)}
    edges[ids[count - 1]].append(ids[0])
    return {**edges, ids[-1]: [ids[2 * count]]}


def entangled(count: int) -> dict[str, list[str]]:
    """Every card of the first half leads into a ring, which leads back to each of them."""
    ids = [card_id(1, serial) for serial in range(1, 2 * count + 1)]
    first, rest = ids[:count], ids[count:]
    edges = {one: [rest[0]] for one in first}
    edges |= {one: [other] for one, other in pairwise(rest)}
    return {**edges, rest[-1]: first}


@pytest.mark.parametrize("shape", [ring, pairs, bridge, entangled])
def test_cycles_are_found_in_linear_time(
    shape: Callable[[int], dict[str, list[str]]],
) -> None:
    def work(size: int) -> Work:
        graph = shape(size)
        return lambda: relations.cycles(graph)

    assert_lines_grow_evenly(work, 100)


def tied(graph: dict[str, list[str]]) -> list[Card]:
    return [card(one, relations={"depends_on": others}) for one, others in graph.items()]


def test_long_cycle_is_abbreviated() -> None:
    found = check(register(*tied(ring(50))), select=["CC308"]).findings
    named = [f"M01-{serial:03d}" for serial in range(1, 10)]
    assert [str(one.message) for one in found] == [
        f"circular relations: {' -> '.join(named)} -> … -> M01-050 -> M01-001"
    ]


def shortest_cycles(graph: dict[str, list[str]]) -> dict[str, int]:
    """Return the length of each card's shortest cycle over later cards, by brute force."""
    found = {}
    for start in graph:
        reached, steps = {start}, 0
        while reached and start not in (reached if steps else ()):
            reached = {o for one in reached for o in graph[one] if id_order(o) >= id_order(start)}
            steps += 1
            if steps > len(graph):
                break
        else:
            if reached:
                found[start] = steps
    return found


IDS = [card_id(1, serial) for serial in range(1, 8)]


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({one: st.lists(st.sampled_from(IDS), max_size=3) for one in IDS}))
def test_every_cycle_of_a_small_register_is_found(graph: dict[str, list[str]]) -> None:
    graph = {one: [o for o in others if o != one] for one, others in graph.items()}
    found = relations.cycles(graph)
    assert {one: len(way) - 1 for one, way in found.items()} == shortest_cycles(graph)
    for one, way in found.items():
        assert (way[0], way[-1]) == (one, one)
        assert all(o in graph[here] for here, o in pairwise(way))


# Similar ids


class Counted(frozenset[str]):
    """A set that counts lookups and refuses iteration."""

    lookups = 0

    def __contains__(self, one: object) -> bool:
        self.lookups += 1
        return super().__contains__(one)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("it is walked through")


@pytest.mark.parametrize("count", [10, 10_000])
def test_similar_ids_are_looked_up_without_a_search(count: int) -> None:
    known = Counted([card_id(1, serial) for serial in range(1, count + 1)])
    assert near_ids("M77-987654", known) == []
    assert known.lookups < 400


@pytest.mark.parametrize(
    ("written", "known", "near"),
    [
        (
            "M01-007",
            ["M02-007", "M01-070"],
            ["M02-007", "M01-070"],
        ),  # the previous meeting or after
        ("M02-007", ["M01-007", "M20-007"], ["M01-007", "M20-007"]),
        ("M01-021", ["M01-012", "M01-201"], ["M01-012", "M01-201"]),  # transposed
        ("M01-024", ["M01-014", "M01-023", "M01-022"], ["M01-023", "M01-022", "M01-014"]),
        ("M01-010", ["M01-100"], ["M01-100"]),  # a digit too few
        ("M01-1001", ["M01-101"], ["M01-101"]),  # a digit too many
        ("M01-007", ["M01-007", "M05-123"], []),  # the id itself
        ("dykes", ["M01-001"], []),
    ],
)
def test_likely_typing_errors_are_suggested(
    written: str, known: list[str], near: list[str]
) -> None:
    assert near_ids(written, known) == near


def test_card_is_not_suggested_for_its_own_relation() -> None:
    one = card("M01-002", relations={"see_also": ["M01-003"]})
    (found,) = check(register(one), select=["CC304"]).findings
    assert "M01-002" not in str(found.hint)


# Findings and comments in one file


@pytest.mark.parametrize(
    "line",
    [
        "# cardctl: allow CC703 why\n",
        "x-{}: 'a'  # cardctl: allow CC703 why\n",
        'x-{}: "# cardctl: allow CC703 why"\n',
        "# a comment\n",
    ],
)
def test_comments_are_located_in_linear_time(line: str) -> None:
    def work(size: int) -> Work:
        text = FILES[PATH] + "".join(line.format(number) for number in range(size))
        tree, _ = read_tree(text.encode(), PATH)
        assert tree is not None
        assert tree.root
        return lambda: (directives({PATH: text.encode()}), unmodelled_spans(tree))

    assert_time_grows_evenly(work, 500)


def finding(number: int, *made: Fix) -> Finding:
    span = Span(1, 7 * number + 1, 1, 7 * number + 3)
    return Finding(PATH, (), "CC106", "n", _("no"), span=span, fixes=made)


def test_findings_on_a_long_line_are_framed_in_linear_time() -> None:
    def work(size: int) -> Work:
        files = {PATH: ("'한글no', " * size).encode()}
        found = [finding(number) for number in range(size)]
        return lambda: as_text(found, files, "en")

    assert_time_grows_evenly(work, 500)


def reads(monkeypatch: pytest.MonkeyPatch, module: Any) -> list[object]:
    """Count how often *module* reads a file."""
    seen: list[object] = []

    def counted(raw: bytes, path: str) -> Any:
        seen.append(path)
        return read_tree(raw, path)

    monkeypatch.setattr(module, "read_tree", counted)
    return seen


def listed(count: int) -> str:
    return FILES[PATH] + "x-own:\n" + "".join(f"  - a{number}\n" for number in range(count))


def test_number_of_fixes_converted_to_edits_is_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = listed(300).encode()
    seen = reads(monkeypatch, splice)
    edits = fixes.TextEdits({PATH: raw})
    found = [finding(number, Fix.put(("x-own", number), "b")) for number in range(300)]
    made = [edit for each in found for edit in edits.of(each)]
    assert len(made) == fixes.MOST == 100
    assert [edit.text for _, (edit,) in made[:2]] == ["b", "b"]
    assert len(seen) <= 2 * fixes.MOST


def test_many_values_are_set_with_one_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, _ = read_tree(listed(300).encode(), PATH)
    assert tree is not None
    seen = reads(monkeypatch, splice)
    text = splice.splice(tree, [Set(("x-own", number), f"b{number}") for number in range(300)])
    assert text == listed(300).replace("  - a", "  - b")
    assert len(seen) == 1
