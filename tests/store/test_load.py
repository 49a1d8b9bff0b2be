"""Valid cards and findings are returned together; positions are exact."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cardctl.finding import Finding, Severity
from cardctl.store.files import read
from cardctl.store.finding_spans import located
from cardctl.store.load import load

CONFIG = b"format: 1\nbody: Council\nsecretariat: mois\n"
AGENCIES = b"agencies:\n  - {code: mois, name: Ministry}\n"
MEETING = b"number: 1\nstatus: held\ndate: 2024-01-10\n"
CARD = b"""\
id: M01-001
title: Publish the standard
meeting: 1
state: registered
history:
  - {date: 2024-01-10, by: mois, state: registered}
"""
GOOD = {
    "cardctl.yaml": CONFIG,
    "agencies.yaml": AGENCIES,
    "M01/meeting.yaml": MEETING,
    "M01/M01-001.yaml": CARD,
}


def findings_at(files: dict[str, bytes]) -> list[tuple[str, str, int, int]]:
    """Return every finding as (code, path, line, column)."""
    loaded = load(files)
    return [
        (f.code, f.path, f.span.line, f.span.column)
        for f in located(loaded.findings, files)
        if f.span
    ]


def in_card(old: bytes, new: bytes) -> dict[str, bytes]:
    assert old in CARD
    return {**GOOD, "M01/M01-001.yaml": CARD.replace(old, new)}


def test_valid_register_has_no_findings() -> None:
    loaded = load(GOOD)
    assert loaded.findings == ()
    assert list(loaded.register.cards) == ["M01-001"]
    assert loaded.register.meetings[1].number == 1
    assert loaded.register.by_code["mois"].name == "Ministry"


@pytest.mark.parametrize("own", [b"x-folder: {x-shelf: 3, a: [1]}", b'"\\u0078\\x2dshelf": 3'])
def test_own_keys_are_accepted(own: bytes) -> None:
    files = in_card(b"meeting: 1\n", b"meeting: 1\n" + own + b"\n")
    assert load(files).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        (b"title: Publish the standard\n", b"", "CC201", 1, 1),
        (b"title:", b"titel: x\ntitle:", "CC202", 2, 1),
        (b"state: registered\nh", b"state: in-progess\nh", "CC203", 4, 8),
        (b"meeting: 1", b"meeting: one", "CC204", 3, 10),
        (b"title: Publish the standard", b"title: 7", "CC204", 2, 8),
        (b"id: M01-001", b"id: M1-1", "CC205", 1, 5),
        (b"meeting: 1", b"meeting: 0", "CC206", 3, 10),
        (b"title: Publish the standard", b'title: ""', "CC206", 2, 8),
        (b"id: M01-001", b"id: M01-002", "CC207", 1, 5),
        (b"meeting: 1", b"meeting: 2", "CC207", 3, 10),
        (b"date: 2024-01-10", b"date: 2024-02-30", "CC401", 6, 12),
    ],
)
def test_each_mistake_is_reported_at_its_position(
    old: bytes, new: bytes, code: str, line: int, column: int
) -> None:
    assert findings_at(in_card(old, new)) == [(code, "M01/M01-001.yaml", line, column)]


def test_all_mistakes_of_a_file_are_reported_in_one_run() -> None:
    files = in_card(b"meeting: 1\nstate: registered", b"meeting: x\nstate: done\ndue: soon")
    assert [code for code, *_ in findings_at(files)] == ["CC204", "CC203", "CC401"]


def test_mistyped_names_get_a_suggestion() -> None:
    (found,) = load(in_card(b"title:", b"desision: d\ntitle:")).findings
    assert str(found.message) == "unknown field 'desision'"
    assert str(found.hint) == "did you mean 'decision'?"
    (found,) = load(in_card(b"state: registered\nh", "state: 추진중\nh".encode())).findings
    assert found.name == "unknown-state"
    assert str(found.hint) == "did you mean 'in_progress'?"


def test_broken_card_does_not_affect_valid_ones() -> None:
    loaded = load({**GOOD, "M01/M01-002.yaml": b"id: [\n"})
    assert list(loaded.register.cards) == ["M01-001"]
    assert loaded.register.unreadable == {"M01/M01-002.yaml": "M01-002"}
    assert "M01-002" in loaded.register.known_ids


def test_one_id_in_two_files_is_reported() -> None:
    loaded = load({**GOOD, "M02/M01-001.yaml": CARD})
    assert [f.code for f in loaded.findings] == ["CC301"]
    assert loaded.findings[0].related[0].path == "M01/M01-001.yaml"
    assert loaded.register.unreadable == {"M02/M01-001.yaml": "M01-001"}


def test_missing_or_broken_settings_are_reported_and_cards_still_load() -> None:
    files = {
        **GOOD,
        "cardctl.yaml": b"format: 2\n",
        "M01/meeting.yaml": b"number: 2\nstatus: held\n",
    }
    del files["agencies.yaml"]
    loaded = load(files)
    assert sorted(f.path for f in loaded.findings if f.severity is Severity.ERROR) == [
        "M01/meeting.yaml", "agencies.yaml", "cardctl.yaml", "cardctl.yaml", "cardctl.yaml",
    ]  # fmt: skip
    assert not loaded.register.agencies_known
    assert loaded.register.unreadable_meetings == {1}
    assert list(loaded.register.cards) == ["M01-001"]


@pytest.mark.parametrize(
    "name", ["M01/M01-002.yml", "M01/copy of M01-001.yaml", "M01/M01-01.yaml", "m2/M02-001.yaml"]
)
def test_files_with_similar_names_are_reported(name: str, tmp_path: Path) -> None:
    for path, text in {**GOOD, name: b"x"}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text)
    findings = load(read(tmp_path)).findings
    assert [(f.code, f.path, f.severity) for f in findings] == [("CC112", name, Severity.WARNING)]


def test_links_and_pipes_are_not_read(tmp_path: Path) -> None:
    for path, text in GOOD.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text)
    (tmp_path / "M01/M01-002.yaml").symlink_to(tmp_path / "M01/M01-001.yaml")
    os.mkfifo(tmp_path / "M01/M01-003.yaml")
    files = read(tmp_path)
    assert [path for path, raw in files.items() if isinstance(raw, Finding)] == [
        "M01/M01-002.yaml", "M01/M01-003.yaml",
    ]  # fmt: skip
    loaded = load(files)
    assert [f.code for f in loaded.findings] == ["CC113", "CC113"]
    assert set(loaded.register.unreadable.values()) == {"M01-002", "M01-003"}
