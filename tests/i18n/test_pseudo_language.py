"""A third language needs no code, and it shows every text that was never marked as a message."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.messages import descriptions
from support.pseudo import (
    PSEUDO,
    bracketed,
    clear,
    greek_register,
    shown_in_html,
    use_pseudo_language,
    words_outside,
)
from support.registers import FILES, run

from cardctl.app.card_fields import FIELDS
from cardctl.app.schemas import NAMES
from cardctl.cli.app import COMMANDS as TABLE
from cardctl.cli.topics import TOPICS
from cardctl.domain.agency import MoneyUnit
from cardctl.domain.card import Card
from cardctl.domain.enums import EvidenceKind
from cardctl.domain.schema_files import NAMES_FILE
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import _n, languages
from cardctl.report import words
from cardctl.report.formats import FORMATS
from cardctl.rules import RULES


@pytest.fixture(autouse=True)
def language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_pseudo_language(tmp_path / "i18n", monkeypatch)
    yield
    monkeypatch.undo()
    clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return greek_register(FILES, tmp_path)


CODES = {"mois", "moef", "busan", "ulsan", "a", "b", "km", "cardctl"}
"""Agencies, steps and an indicator of the register, and the name of the program."""

GLOBAL = {"C", "V", "en", "ko", "xx", "auto", "always", "never"}
CHECKED = {"text", "concise", "json", "github", "gitlab", "sarif", "junit", "rdjson", "auto"}
SCHEMA_FILES = {NAMES_FILE, *(f"{name}.schema.json" for name in NAMES)}

LIBRARIES = {
    *("Python", "pydantic", "ruamel-yaml", "rich", "typer", "git", "utf-8"),
    *(
        "docx",
        "hwpx",
        "pdf",
        "sheets",
        "xlsx",
        "template",
        "duckdb",
        "pool",
        "spark",
        "pandas",
        "pyspark",
    ),
    *("python-docx", "python-hwpx", "typst", "jinja2", "python-calamine", "xlsxwriter"),
}
EXAMPLE = set(re.findall(r"[\w.-]+", f"{RULES['CC504'].bad} {RULES['CC504'].good}"))
KOREAN = {word for record in (*STATES.values(), *OUTCOMES.values())
          for word in record.words.render("ko").split()}  # fmt: skip
LINK = {"https", "example.org", "gauges"}
SEVERITY = {"warning", "overdue", "result-after-papers"}
"""In a finding's line, as editors and other programs expect it."""

CASES: dict[str, tuple[list[str], set[str]]] = {
    "help": (["--help"], {*TABLE, *GLOBAL, *TOPICS}),
    "help of update": (
        ["update", "--help"],
        {"update", "done", *State, *Outcome, *EvidenceKind},
    ),
    "help of validate": (["validate", "--help"], {"validate", *CHECKED}),
    "help of a topic": (["help", "exit-codes"], set()),
    "help of meetings": (
        ["meeting", "--help"],
        {
            "meeting",
            "add",
            "set",
            "hold",
            "cancel",
            "confirm",
            "return",
            "unconfirm",
            "seal",
            "verify",
            "list",
            "show",
        },
    ),
    "list": (["list"], set()),
    "list with all columns": (["list", "--columns", "id,progress,reasons,slipped,unowned"], set()),
    "list of nothing": (["list", "nothing"], set()),
    "show": (["show", "1-1", "--history"], {"x"}),
    "show a submitted card": (["show", "1-3", "--history"], LINK),
    "log": (["log", "1-3"], LINK),
    "meetings": (["meeting", "list"], set()),
    "a meeting": (["meeting", "show", "1"], set()),
    "states": (["states"], {*State, *Outcome, *KOREAN, "한국어"}),
    "rules": (["rule"], {rule.name for rule in RULES.values()}),
    "a rule": (["rule", "CC504"], {"move-needs", "yaml", *EXAMPLE}),
    "doctor": (["doctor"], {*LIBRARIES, "schemas"}),
    "validate": (["validate", "--select", "CC"], {*SEVERITY, "due"}),
    "report as text": (["report", "--meeting", "2"], LINK),
    "report as Markdown": (["report", "--meeting", "2", "--format", "markdown"], {*LINK, "br"}),
    "report as HTML": (["report", "--meeting", "2", "--format", "html"], LINK),
    "report of an agency": (["report", "--meeting", "2", "--view", "agency:busan"], LINK),
    "summary": (["report", "--meeting", "2", "--view", "summary"], LINK),
    "public report": (["report", "--meeting", "2", "--audience", "public"], LINK),
    "failing report": (
        ["report", "--meeting", "2", "-o", "o.md", "--fail-on", "missing"],
        {"o.md"},
    ),
    "unknown format": (["report", "--meeting", "2", "--format", "x"], {*FORMATS, "x"}),
    "illegal move": (["update", "1-2", "--state", "closed"], {*State, "void"}),
    "missing requirement": (
        ["update", "1-2", "--state", "planned"],
        {*State, "plan.summary", "plan.no_steps"},
    ),
    "unknown card": (["show", "9-9"], set()),
    "unknown command": (["shwo"], {"shwo", "show"}),
    "unknown option": (["list", "--no-such"], {"list"}),
    "missing argument": (["show"], {"show"}),
    "missing value": (["report", "--meeting"], set()),
    "invalid value": (["report", "--meeting", "x"], {"report", "x"}),
    "extra argument": (["states", "x"], {"states", "x"}),
    "unknown rule": (["rule", "CC999"], set()),
    "unknown base": (["validate", "--since", "nowhere"], {"nowhere"}),
    "unreadable condition": (["list", "--where", "due >"], {"due"}),
    "unknown order": (["list", "--sort", "x"], {*list(FIELDS)[:12], "x"}),
    "bad date": (["update", "1-1", "--due", "x", "--reason", "x"], {"x"}),
    "unknown path": (["update", "1-1", "--set", "nowhere=1"], {*Card.model_fields, "nowhere"}),
    "unknown step": (["update", "1-1", "--step", "z=done"], {"z"}),
    "nothing to change": (["update", "1-1"], set()),
    "change": (["update", "1-1", "--progress", "50", "--result", "α", "--dry-run"], SEVERITY),
    "new": (["new", "α", "--meeting", "2", "--dry-run"], set()),
    "add a meeting": (["meeting", "add", "3", "--dry-run"], set()),
    "hold a meeting": (["meeting", "hold", "2", "--dry-run"], set()),
    "confirm": (["meeting", "confirm", "2", "1-3", "--dry-run"], set()),
    "return": (["meeting", "return", "2", "1-3", "--reason", "α", "--dry-run"], set()),
    "correct": (["update", "1-1", "--correct", "due=2030-01-01"], set()),
    "correct what was heard": (
        ["update", "1-1", "--correct", "due=2030-01-01", "--reason", "α"],
        set(),
    ),
    "amend": (["update", "1-1", "--amend", "title=α", "--meeting", "2"], set()),
    "void": (["void", "1-2", "--reason", "α", "--dry-run"], set()),
    "redact nothing": (["redact", "1-2", "lead", "--ground", "α"], {"lead"}),
    "renumber": (["renumber", "1-1", "--dry-run"], set()),
    "request": (
        ["request", "--agency", "busan", "--letter", "none", "-o", "forms"],
        {"forms", "busan.xlsx"},
    ),
    "schemas": (["schema", "--check"], {"schemas", *SCHEMA_FILES}),
    "unknown shell": (["completion", "tcsh"], {"bash", "zsh", "fish", "powershell", "tcsh"}),
}
"""Command lines by what they show, and the words that are the same in every language."""


@pytest.mark.parametrize(("args", "known"), CASES.values(), ids=CASES)
def test_every_text_is_a_message(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], known: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args, root=Path("cards"), lang=PSEUDO)
    shown = (result.stdout + result.stderr).replace(str(tmp_path), "")
    shown = re.sub(r"⟧\S+ -m pip install .*", "⟧", shown)  # the command is the same everywhere
    assert "⟦" in shown
    if "html" in args:
        shown = shown_in_html(shown)
    if "--dry-run" in args:
        shown = re.sub(r"^[-+ @].*$", "", shown, flags=re.MULTILINE)  # the diff: files are in YAML
    assert sorted(words_outside(shown) - known - CODES) == []


def test_every_text_of_a_return_form_is_a_message(root: Path, tmp_path: Path) -> None:
    formats = ["--format", "html", "--format", "xlsx", "--letter", "none"]
    run("request", *formats, "-o", str(tmp_path / "forms"), root=root, lang=PSEUDO)
    page = (tmp_path / "forms/busan.html").read_text("utf-8")
    assert sorted(words_outside(shown_in_html(page)) - CODES) == []
    told = json.loads(page.partition('id="data">')[2].partition("</script>")[0])["words"]
    said = words_outside(" ".join(told.values()))
    assert said == {"busan-meeting-2.return.json"}
    book = load_workbook(tmp_path / "forms/busan.xlsx")
    cells = [cell.value for sheet in book.worksheets[:-1] for row in sheet for cell in row]
    texts = [*book.sheetnames[:-1], *(text for text in cells if isinstance(text, str))]
    assert sorted(words_outside(" ".join(texts)) - CODES) == []


def test_an_unmarked_text_is_seen() -> None:
    assert words_outside("⟦a⟧ marked, 5 ⟦of\nthem⟧") == {"marked"}
    assert bracketed("no {kind} '{value}'") == "⟦no ⟧{kind} '{value}'"


def test_a_schema_has_descriptions_in_the_language(root: Path) -> None:
    schema = json.loads(run("schema", "card", root=root, lang=PSEUDO).stdout)
    described = list(descriptions(schema))
    assert len(described) > 50
    assert [text for text in described if words_outside(text)] == []


def test_the_language_is_found_and_lists_itself() -> None:
    assert languages() == ("en", "ko", PSEUDO)


def test_a_plural_has_the_forms_of_the_language() -> None:
    shown = [_n("{count} error", "{count} errors", n).render(PSEUDO) for n in (1, 2, 1234)]
    assert shown == ["1⟦ error⟧", "⟦² ⟧2⟦ errors⟧", "⟦ⁿ ⟧1.234⟦ errors⟧"]


def test_the_layout_is_the_languages_own() -> None:
    unit = MoneyUnit(currency="KRW", unit=1_000_000)
    assert words.day(date(2024, 1, 5), PSEUDO) == "5/1/2024"
    assert words.percent(12_345, 100, PSEUDO) == "12.345,0%"
    assert words.money(2_500, unit, PSEUDO) == "2.500⟦ᵐ⟧ KRW"
    assert words.id_ranges(["M01-001", "M01-002", "M01-003"], PSEUDO) == "M01-001…M01-003"


def test_a_report_has_the_layout_of_the_language(root: Path) -> None:
    lines = run("report", "--meeting", "2", root=root, lang=PSEUDO).stdout.splitlines()
    assert lines[-1].strip() == "⟦∎⟧"
    assert any(line.startswith("(1) ⟦") for line in map(str.strip, lines))


def test_a_new_register_is_in_the_language(tmp_path: Path) -> None:
    result = run("init", str(tmp_path / "new"), lang=PSEUDO)
    assert result.exit_code == 0
    config = (tmp_path / "new" / "cardctl.yaml").read_text("utf-8")
    assert "languages: [xx]" in config
    assert "body: ⟦Our council⟧" in config
    assert run("validate", root=tmp_path / "new", lang=PSEUDO).exit_code == 0
