"""CC518: erasures with their ground, by the secretariat, of texts that have the marker."""

from __future__ import annotations

import pytest
from support.changes import base_of

from cardctl.rules import check_changes
from cardctl.rules.examples import CARD, FILES, HISTORY, replaced
from cardctl.rules.rule import Change

RESULT = "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: %s, readings: {a: 12}}\n"
ERASED = RESULT % '"[redacted]"'
BEFORE = "  - {meeting: 2, date: 2022-08-15, by: roads, text: The road is open.}\n"


def entry(keys, by="office"):
    return f"  - {{date: 2022-08-20, by: {by}, {keys}}}\n"


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (ERASED + HISTORY + entry("redacts: [results.0.text]"), "both redacts and ground"),
        (ERASED + HISTORY + entry("ground: Art. 36"), "both redacts and ground"),
        (ERASED + HISTORY + entry("redacts: [results.0.text], ground: Art. 36", by="parks"),
         "not by parks"),
        (ERASED + HISTORY + entry("redacts: [results.1.text], ground: Art. 36"),
         "lacks the marker"),
        (ERASED + HISTORY + entry("redacts: [results.0.next], ground: Art. 36"),
         "lacks the marker"),
        (ERASED + HISTORY + entry("redacts: [history.0.note], ground: Art. 36"),
         "lacks the marker"),
        (RESULT % "Raised." + HISTORY + entry("redacts: [results.0.text], ground: Art. 36"),
         "lacks the marker"),
        (ERASED + HISTORY + entry("redacts: [results.0], ground: Art. 36"), "path of a text"),
        (ERASED + HISTORY + entry("redacts: [results.0.by], ground: Art. 36"), "path of a text"),
        (ERASED + HISTORY + entry("redacts: [lead], ground: Art. 36"), "path of a text"),
    ],
)  # fmt: skip
def test_bad_erasures(find, card, words):
    said = [str(f.message) for f in find(card) if f.code == "CC518"]
    assert [words in each for each in said] == [True], said


def test_entry_that_a_merge_put_before_does_not_matter(codes):
    moved = ERASED.replace("results:\n", "results:\n" + BEFORE)
    assert codes(moved + HISTORY + entry("redacts: [results.0.text], ground: Art. 36")) == []


def test_text_that_was_erased_may_be_written_anew(codes):
    """A title is not append-only: only the change that erases it needs the marker."""
    card = "title: Raise both dykes\n" + HISTORY + entry("redacts: [title], ground: Art. 36")
    assert codes(card) == []
    new = [f.code for f in check_changes([base_of(Change("", card))])]
    assert new == ["CC514", "CC518"]
    then, now = (f"title: {title}\n{HISTORY}" for title in ("Raise it", '"[redacted]"'))
    erased = now + entry("redacts: [title], ground: Art. 36")
    assert check_changes([base_of(Change(then, erased))]) == ()


def test_erasure_is_no_difference_on_a_closed_card():
    closed = "state: closed\noutcome: withdrawn\nnote: %s\n" + HISTORY + entry(
        "state: submitted, outcome: withdrawn, note: No money."
    ) + entry("state: closed, meeting: 1")  # fmt: skip
    then, now = (closed % words for words in ("Ask Hong.", '"[redacted]"'))
    assert [f.code for f in check_changes([base_of(Change(then, now))])] == ["CC505"]
    named = now + entry("redacts: [note], ground: Art. 36")
    assert check_changes([base_of(Change(then, named))]) == ()


def test_addresses_are_erased_too(codes):
    evidence = ERASED.replace("readings", 'evidence: [{kind: report, url: "[redacted]"}], readings')
    paths = "redacts: [results.0.text, results.0.evidence.0.url], ground: Art. 36"
    assert codes(evidence + HISTORY + entry(paths)) == []
    files = evidence.replace("url", "path")
    assert codes({CARD: replaced(files + HISTORY + entry(paths.replace("url", "path")))}) == []


def test_erased_texts_are_no_duplicates(codes):
    twice = ERASED + ERASED.removeprefix("results:\n")
    paths = "redacts: [results.0.text, results.1.text], ground: Art. 36"
    assert codes(twice + HISTORY + entry(paths)) == []


def test_secretariat_of_the_base_files_erasures():
    """A change cannot make an agency the secretariat to let it erase."""
    config = FILES["cardctl.yaml"].replace("secretariat: office", "secretariat: parks")
    erased = ERASED + HISTORY + entry("redacts: [results.0.text], ground: Art. 36", by="parks")
    then = {CARD: replaced(RESULT % "Raised.")}
    now = {"cardctl.yaml": config, CARD: replaced(erased)}
    found = [(f.code, f.field) for f in check_changes([base_of(Change(then, now))])]
    assert ("CC518", ("history", 3, "by")) in found
