"""Hostile text in every field, in every output: it is shown, but has no effect."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.hostile import READING, run_checked
from support.registers import small_register

CARD = "M01/M01-001.yaml"

HIDDEN = {
    "colour": "\x1b[31mred\x1b[0m",
    "window title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "C1": "\x9b31m\x85",
    "carriage return": "100 %\rdone",
    "backspace": "not\b\b\bnow",
    "NUL": "a\0b",
    "override": "\u202etxt.exe",
    "isolate": "\u2066a\u2069",
    "zero width": "pass\u200bword\ufeff",
    "line separator": "a\u2028b\u2029c",
    "tags": "a\U000e0041\U000e007f",
    "end of calendar": "x\rEND:VEVENT\rBEGIN:VALARM",
}
"""What nobody sees: a card that holds it is not read, and is shown with stand-ins."""

SEEN = {
    "rich markup": "[red]bold[/red] [link=http://evil.example]a[/link] [/] [/nothing]",
    "workflow command": "::error file=x::owned",
    "old workflow command": "##[error]owned",
    "escaped newline": "a%0A::error::owned",
    "newlines": "a\n::error::owned\nb",
    "formula": '=HYPERLINK("http://evil.example")',
    "plus": "+1+1",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "end of style": "</style></script></title><!-- ]]>",
    "quotes": "\"' onmouseover='alert(1)' \"x",
    "entities": "&lt;b&gt;&amp;&#27;",
    "Markdown": "[click](javascript:alert(1)) ![x](http://evil.example/x.png) `c` *b* # h",
    "Markdown table": "a|b|c\n|---|\n> q",
    "templates": "{{7*7}} {% for %} ${jndi:ldap://x} %s {0} {x}",
    "shell": "$(touch canary) `touch canary`; touch canary",
    "diff": "--- a\n+++ b\n@@ -1 +1 @@",
    "calendar": "a;b,c\\n\\N:VALARM",
    "marks of direction": "\u200e\u200fa\u200db",
    "wide": "가" * 300,
    "long": "x" * 5_000,
    "combining": "q" + "\u0301" * 500,
    "YAML": "a: b # c\n- d\n'e\"",
}
"""What can be read: it comes out as text."""


def register(folder: Path, word: str) -> Path:
    """A register with *word* in every text field."""
    root = small_register(folder)
    quoted = json.dumps(word)
    evidence = f"{{kind: news, title: {quoted}, issuer: {quoted}, url: 'https://example.org/'}}"
    result = (
        f"results:\n  - {{meeting: 2, date: 2024-06-20, by: busan, text: {quoted}, next: {quoted}, "
        f"blocker: {quoted}, evidence: [{evidence}]}}\nnote: {quoted}\nx-own: {quoted}\n"
    )
    swap(root / CARD, result, {
        "{en: Raise the dykes, ko: 제방을 높인다}": quoted,
        "summary: Survey, then build.": f"summary: {quoted}",
        'title: "Build"': f"title: {quoted}",
        "note: 측량 완료": f"note: {quoted}",
        "name: Kilometres raised, unit: km": f"name: {quoted}, unit: {quoted}",
        "[dykes, '예산']": f"[{quoted}]",
    })  # fmt: skip
    swap(root / "M01/meeting.yaml", f"place: {quoted}\n",
         {"{en: Raise the dykes, ko: 제방 보강}": quoted})  # fmt: skip
    swap(root / "agencies.yaml", "", {"{en: Busan, ko: 부산광역시}": quoted})
    swap(root / "cardctl.yaml", "", {"{en: River Board, ko: 하천위원회}": quoted})
    return root


def swap(path: Path, more: str, swaps: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in swaps.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text + more, encoding="utf-8")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("how", ["escaped", "raw"])
def test_hidden_characters_are_reported_and_never_printed(
    tmp_path: Path, name: str, how: str
) -> None:
    root = register(tmp_path, HIDDEN[name])
    if how == "raw":
        for path in root.rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            text = text.replace(json.dumps(HIDDEN[name]), f'"{HIDDEN[name]}"')
            path.write_bytes(text.encode())
    for args in READING:
        run_checked(*args, root=root)
    found = run_checked("validate", "--format", "concise", root=root)
    assert found.exit_code == 1
    assert f"{CARD}:" in found.stdout
    assert "CC110" in found.stdout


@pytest.mark.parametrize("name", SEEN)
def test_text_with_special_meaning_elsewhere_has_no_effect(tmp_path: Path, name: str) -> None:
    root = register(tmp_path, SEEN[name])
    for args in READING:
        output = run_checked(*args, root=root)
        assert "cannot be read" not in output.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"cards"}
    assert not (root / "canary").exists()


@pytest.mark.parametrize("name", SEEN)
def test_hostile_text_is_kept_by_an_unrelated_change(tmp_path: Path, name: str) -> None:
    root = register(tmp_path, SEEN[name])
    before = (root / CARD).read_text(encoding="utf-8")
    assert run_checked("update", "1-1", "--add", "tags=more", root=root).exit_code == 0
    after = (root / CARD).read_text(encoding="utf-8")
    # Only part of one line differs; the text before and after it is the same.
    assert len(after) > len(before)
    assert after.split("tags:")[0] == before.split("tags:")[0]
    assert after.split("state: in_progress")[1] == before.split("state: in_progress")[1]


@pytest.mark.parametrize("shape", ["text", "concise", "github"])
@pytest.mark.parametrize("name", ["workflow command", "old workflow command", "newlines"])
def test_findings_contain_no_ci_command(tmp_path: Path, name: str, shape: str) -> None:
    root = register(tmp_path, SEEN[name])
    word = json.dumps(SEEN[name])
    swap(root / CARD, "", {"state: in_progress\ndue": f"state: {word}\n{word}: 1\ndue"})
    found = run_checked("validate", "--format", shape, root=root)
    assert found.exit_code == 1
    assert "owned" in found.stdout
    for line in found.stdout.splitlines():
        assert not re.match(r"\s*::(?!(?:error|warning|notice) file=\S+,line=)", line)
        assert "##[" not in line or shape != "github"
        assert not line.lstrip().startswith(("::error::owned", "::error file=x::"))


@pytest.mark.parametrize("command", [("list",), ("report", "--meeting", "2")])
@pytest.mark.parametrize("name", ["formula", "plus", "minus", "at", "tab"])
def test_no_csv_cell_is_a_formula(tmp_path: Path, name: str, command: tuple[str, ...]) -> None:
    output = run_checked(*command, "--format", "csv", root=register(tmp_path, SEEN[name])).stdout
    rows = list(csv.reader(io.StringIO(output.removeprefix("\ufeff"))))
    cells = [cell for row in rows for cell in row]
    assert any(SEEN[name].strip() in cell for cell in cells)
    for cell in cells:
        assert not cell.startswith(("=", "+", "@", "\t", "\r"))
        assert not cell.startswith("-") or re.fullmatch(r"-?[0-9.]+", cell)


class TagCollector(HTMLParser):
    """Collects the tags and attributes of an HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("name", SEEN)
def test_hostile_text_adds_no_html_elements(tmp_path: Path, name: str) -> None:
    def page(folder: str, word: str) -> TagCollector:
        root = register(tmp_path / folder, word)
        return TagCollector(
            run_checked("report", "--meeting", "2", "--format", "html", root=root).stdout
        )

    plain, hostile = page("a", "plain"), page("b", SEEN[name])
    assert hostile.tags.count("script") == plain.tags.count("script")
    assert set(hostile.tags) <= set(plain.tags) | {"br", "wbr"}
    for attribute, value in hostile.attributes:
        assert not attribute.startswith("on")
        assert not value.strip().lower().startswith(("javascript:", "data:text"))
        assert attribute != "src" or "evil" not in value


def test_hostile_text_adds_no_markdown_links(tmp_path: Path) -> None:
    for name in ("Markdown", "script", "Markdown table"):
        root = register(tmp_path / name.replace(" ", ""), SEEN[name])
        output = run_checked("report", "--meeting", "2", "--format", "markdown", root=root).stdout
        assert "](javascript:" not in output.replace("\\]", "")
        assert "![x]" not in output
        assert "<script" not in output


def test_hostile_text_adds_no_calendar_events(tmp_path: Path) -> None:
    def lines(folder: str, word: str) -> list[str]:
        root = register(tmp_path / folder, word)
        output = run_checked("report", "--meeting", "2", "--format", "ics", root=root).stdout
        return [line for line in output.splitlines() if line.startswith(("BEGIN", "END"))]

    plain = lines("plain", "plain")
    for number, word in enumerate(SEEN.values()):
        assert lines(str(number), word) == plain
