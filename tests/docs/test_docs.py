"""The documentation is correct: commands, links, options and keys."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from docs.generate import (
    COMMANDS_PAGE,
    CONFIGURATION,
    DOCS,
    GLOSSARY,
    JSON_PAGE,
    SHEETS,
    STATES,
    TABLES_PAGE,
    commands,
    configuration,
    glossary,
    json_page,
    sheets,
    states,
    tables,
)
from docs.pictures import TERMINAL, shown
from docs.session import ROOT, Session, first_missing, read_console, read_page
from docs.website import website
from pydantic import BaseModel

from cardctl.cli.app import COMMANDS, app, module_of
from cardctl.cli.ci_log import CI_SYSTEMS
from cardctl.cli.command_record import CommandRecord
from cardctl.cli.tree import records
from cardctl.domain.agency import Agencies, Config
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.errors import CardctlError

PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "examples/city-council/README.md",
]
SHOWING = [page for page in PAGES if "\n```console\n" in page.read_text(encoding="utf-8")]
KOREAN = [page for page in PAGES if page.name.endswith(".ko.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#{1,6}) .+$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [page for page in SHOWING if page not in KOREAN], ids=name)
def test_commands_shown_on_a_page_run(page: Path, tmp_path: Path) -> None:
    run_page(page, Session(tmp_path))


@pytest.mark.sampled(len(KOREAN))
@pytest.mark.parametrize("page", [page for page in SHOWING if page in KOREAN], ids=name)
def test_commands_shown_on_a_korean_page_run_in_korean(page: Path, tmp_path: Path) -> None:
    run_page(page, Session(tmp_path, "ko"))


def run_page(page: Path, session: Session) -> None:
    for action in read_page(page.read_text(encoding="utf-8")):
        session.do(action)


SHORTER = {"ci.ko.md", "pool.ko.md"}
"""Korean pages that leave details to the English ones, and say so."""


@pytest.mark.parametrize("page", [page for page in KOREAN if page.name not in SHORTER], ids=name)
def test_both_languages_have_the_same_sections(page: Path) -> None:
    english = page.with_name(page.name.replace(".ko.md", ".md"))
    korean, original = (FENCED.sub("", each.read_text("utf-8")) for each in (page, english))
    assert HEADING.findall(korean) == HEADING.findall(original)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_has_a_target(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in website.anchors(target.read_text(encoding="utf-8")), link


def keys(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    """Yield the keys of a model and of every model inside it."""
    if model in seen:
        return
    seen.add(model)
    for key, info in model.model_fields.items():
        yield key
        for inner in models_in(info.annotation):
            yield from keys(inner, seen)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)


def test_file_format_page_names_every_key() -> None:
    page = (ROOT / "docs/file-format.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", FENCED.sub("", page)))
    seen: set[type] = set()
    known = {key for model in (Config, Agencies, Meeting, Card) for key in keys(model, seen)}
    assert known - named == set()


def options(command: Any) -> set[str]:
    """Return the long options of a command and its subcommands, without `--help`."""
    own = {
        name
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name[:2] == "--"
    }
    under = (options(inner) for inner in getattr(command, "commands", {}).values())
    return (own - {"--help"}).union(*under)


def sections() -> dict[str, str]:
    """Return the sections of the commands' page by their heading."""
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_exactly_one_section() -> None:
    assert set(sections()) - {"What holds for every command"} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_section_names_exactly_the_options_of_the_command(command: str) -> None:
    module = import_module(module_of(command))
    named = set(re.findall(r"--[a-z][a-z-]*", FENCED.sub("", sections()[command])))
    assert named == options(typer.main.get_command(module.app))


def test_the_global_options_are_named() -> None:
    text = sections()["What holds for every command"]
    assert {
        name for name in options(typer.main.get_command(app)) if f"`{name}" not in text
    } == set()


def test_table_of_states_is_up_to_date() -> None:
    assert states() == STATES.read_text(encoding="utf-8"), "run tests/docs/generate.py"


def test_table_of_columns_is_up_to_date() -> None:
    assert sheets() == SHEETS.read_text(encoding="utf-8"), "run tests/docs/generate.py"


@pytest.mark.parametrize("lang", GLOSSARY)
def test_glossary_is_up_to_date(lang: str) -> None:
    assert glossary(lang) == GLOSSARY[lang].read_text("utf-8"), "run tests/docs/generate.py"


@pytest.mark.parametrize("lang", CONFIGURATION)
def test_table_of_variables_is_up_to_date(lang: str) -> None:
    page = CONFIGURATION[lang].read_text("utf-8")
    assert configuration(lang) == page, "run tests/docs/generate.py"


def test_published_tables_are_up_to_date() -> None:
    assert tables() == TABLES_PAGE.read_text(encoding="utf-8"), "run tests/docs/generate.py"


def test_lists_and_tables_of_the_commands_are_up_to_date() -> None:
    assert commands() == COMMANDS_PAGE.read_text(encoding="utf-8"), "run tests/docs/generate.py"


def test_the_page_of_commands_gives_each_option_its_kind_of_value() -> None:
    """`--due DATE` on the page is `--due DATE` in the help."""
    top = typer.main.get_command(app)
    wrong = []
    for record in records(top.context_class(top, info_name="cardctl")):
        text = FENCED.sub("", sections()[record.path[1]]) if len(record.path) > 1 else ""
        for name, metavar in options_with_values(record):
            shown = re.findall(rf"`(?:-\w`, `)?{name} ((?:[^`\\]|\\.)+)`", text)
            kinds = {each.replace("\\|", "|") for each in shown}
            if kinds and metavar not in kinds:
                wrong.append((record.name, name, metavar, kinds))
    assert wrong == []


def options_with_values(record: CommandRecord) -> Iterator[tuple[str, str]]:
    """Yield the long options of a command that take a value, with their metavars."""
    for each in record.parameters:
        if each.is_option and not each.is_flag:
            yield each.names[-1], each.metavar.text


def test_json_page_is_up_to_date() -> None:
    assert json_page() == JSON_PAGE.read_text(encoding="utf-8"), "run tests/docs/generate.py"


def test_json_page_has_every_code_of_an_error() -> None:
    text = JSON_PAGE.read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", text, re.MULTILINE))
    for module in ("pool.state", "publish.read", "domain.names", "sheets.table", "vcs.bases"):
        import_module(f"cardctl.{module}")
    codes = {(each.code, str(each.exit_code)) for each in errors_of(CardctlError)}
    assert listed == {*codes, ("bug", "5"), ("interrupted", "130")}


def errors_of(kind: type[CardctlError]) -> Iterator[type[CardctlError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from errors_of(inner)


@pytest.mark.parametrize("name", TERMINAL)
def test_picture_is_up_to_date(name: str) -> None:
    drawn = (DOCS / name).read_text(encoding="utf-8")
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", drawn, flags=re.DOTALL)
    # Without spaces: in the picture, parts of a word in different colours are apart.
    words = "".join(shown(TERMINAL[name]).plain.split())
    assert words
    assert "".join(html.unescape(text).split()).endswith(words), "run tests/docs/generate.py"


def test_block_is_split_into_commands_exit_codes_and_output() -> None:
    block = "$ cardctl list \\\n    --overdue\n# exit 1\nM01-001\n...\nM01-009\n$ cardctl states\n"
    first, second = read_console(block, 10)
    assert (first.line, first.text) == (10, "cardctl list \\\n    --overdue")
    assert (first.exit_code, first.output) == (1, ["M01-001", "M01-009"])
    assert (second.line, second.exit_code, second.output) == (16, 0, [])


def test_shown_output_must_occur_in_order() -> None:
    assert first_missing(["a", "c"], "a\nb\nc\n") is None
    assert first_missing(["c", "a"], "a\nb\nc\n") == "a"


def variables() -> set[str]:
    """Return the environment variables that the program reads, but for those that name a base."""
    read = re.compile(r"environ(?:ment)?(?:\.get\(|\[)\s*\"(\w+)\"|\"(\w+)\" in os\.environ")
    modules = (ROOT / "cardctl").rglob("*.py")
    found = read.findall("\n".join(path.read_text(encoding="utf-8") for path in modules))
    return {*CI_SYSTEMS, *(name for pair in found for name in pair if name)}


@pytest.mark.parametrize("page", ["configuration.md", "configuration.ko.md"])
def test_configuration_page_names_every_environment_variable(page: str) -> None:
    named = set(re.findall(r"`(\w+)`", (DOCS / page).read_text(encoding="utf-8")))
    assert {"CARDCTL_REGISTER", "NO_COLOR"} <= variables()
    assert variables() - named == {"PYDANTIC_DISABLE_PLUGINS"}  # is set, not read
