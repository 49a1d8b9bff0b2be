"""Help: groups, kinds of values, defaults, topics, suggestions, and widths in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from support.registers import run

import cardctl
from cardctl.cli import failure
from cardctl.cli.app import COMMANDS, app
from cardctl.cli.command_record import CommandRecord, Parameter, example_in
from cardctl.cli.command_words import WORDS
from cardctl.cli.kinds import KINDS, Metavar
from cardctl.cli.option_groups import GROUPS, HELP, OPTIONS
from cardctl.cli.render.help_page import about, help_page, name_of
from cardctl.cli.topics import EXIT_CODES, TOPICS, VARIABLES, topic_page
from cardctl.cli.tree import records
from cardctl.errors import CardctlError
from cardctl.printable import columns

LANGUAGES = ("en", "ko")


@cache
def all_records() -> dict[str, CommandRecord]:
    """The records of all commands, by what is typed after the name of the program."""
    top = typer.main.get_command(app)
    root = top.context_class(top, info_name="cardctl")
    return {" ".join(each.path[1:]): each for each in records(root)}


def parameters() -> Iterator[tuple[str, Parameter]]:
    for name, record in all_records().items():
        yield from ((name, each) for each in record.parameters)


# Groups and kinds -------------------------------------------------------------------------------


def test_every_option_of_a_grouped_command_is_in_one_group() -> None:
    for command, groups in GROUPS.items():
        listed = [option for options in groups.values() for option in options]
        options = [each for each in all_records()[command].parameters if each.is_option]
        assert sorted(each.names[-1] for each in options) == sorted([*listed, HELP]), command
        assert OPTIONS not in {each.group for each in options}


def test_a_command_with_many_options_has_groups() -> None:
    for name, record in all_records().items():
        many = sum(each.is_option for each in record.parameters) > 7
        assert not (many and name and name not in GROUPS), name


def test_update_lists_the_move_first_then_the_result_then_the_rest() -> None:
    page = run("update", "-h").stdout
    headings = re.findall(r"(?m)^([A-Z].*):$", page)
    assert headings == [
        "Arguments", "Move options", "Result options", "Value options", "Correction options",
        "Input options", "History entry options", "Output options", "Values",
    ]  # fmt: skip
    move = page.partition("Move options:\n")[2].partition("\n\n")[0]
    assert re.findall(r"--[\w-]+ STATE|--due DATE|--review N", move) == [
        "--state STATE", "--due DATE", "--review N",
    ]  # fmt: skip
    assert page.partition("Output options:\n")[2].count("\n  -h, --help") == 1


def test_every_word_in_capitals_of_a_metavar_is_a_kind() -> None:
    unknown = {
        (name, each.metavar.text)
        for name, each in parameters()
        for word in re.findall("[A-Z]+", each.metavar.text)
        if word not in KINDS
    }
    assert unknown == set()


def test_every_kind_is_used() -> None:
    used = {word for _name, each in parameters() for word in each.metavar.kinds}
    assert set(KINDS) - used - {"ARGS", "COMMAND", "OPTIONS", "NUMBER", "KIND"} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_an_option_does_not_say_itself_is_said(lang: str) -> None:
    repeatable, required = {"en": ("repeatable", "required"), "ko": ("여러 번 가능", "필수")}[lang]
    for name, each in parameters():
        text = about(each, lang)
        if each.is_option:
            assert each.is_repeatable == (repeatable in text), (name, each.names)
            assert not each.is_required or required in text, (name, each.names)
            assert each.default is None or each.default in text, (name, each.names)
        assert ") (" not in text


def test_metavars_are_in_the_language_and_values_are_not() -> None:
    metavar = Metavar("[LANG=]TEXT|@FILE|auto")
    assert (str(metavar.render("en")), metavar.render("ko")) == (
        "[LANG=]TEXT|@FILE|auto", "[언어=]글|@파일|auto",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "choices"),
    [
        ("DATE", "date", []),
        ("[ID]...", "id", []),
        ("text|json", "choice", ["text", "json"]),
        ("REV|auto", "rev", []),
        ("PATH=VALUE", "form", []),
        ("LEVEL", "level", ["central", "metropolitan", "basic", "association", "other"]),
    ],
)
def test_a_metavar_has_a_type_for_programs(text: str, kind: str, choices: list[str]) -> None:
    assert (Metavar(text).type, Metavar(text).choices) == (kind, choices)


def test_korean_pages_name_kinds_in_korean() -> None:
    kinds = "|".join(sorted(KINDS, key=len, reverse=True))
    english = re.compile(rf"(?<![\w.$-])({kinds})(?![\w-])")
    for name, record in all_records().items():
        examples = {example_in(line, "ko") for line in record.examples}
        lines = help_page(record, "ko", 300).splitlines()
        prose = (line for line in lines if line.strip() not in examples)
        assert [line for line in prose if english.search(line)] == [], name


# Layout -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [78, 60])
def test_every_page_fits(lang: str, width: int) -> None:
    for name, record in all_records().items():
        page = help_page(record, lang, width).splitlines()
        examples = {example_in(line, lang).strip() for line in record.examples}
        prose = [line for line in page if line.strip() not in examples]
        names = {name_of(each, lang) for each in record.parameters}
        wide = [each for each in prose if columns(each) > width and each.strip() not in names]
        assert wide == [], name
        assert max(columns(line) for line in page) <= 80, name


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_fits(topic: str, lang: str) -> None:
    page = topic_page(TOPICS[topic], lang, 60)
    assert max(columns(line) for line in page.splitlines()) <= 60
    assert ("기관" in page) == (lang == "ko") or topic != "values"


def test_a_narrow_page_has_the_texts_below_the_names() -> None:
    page = run("report", "-h", env={"COLUMNS": "60"}).stdout
    assert "\n  --at REV\n      Git revision of the files" in page
    assert "\n  --at REV                    Git" in run("report", "-h").stdout


# The commands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "update", "meeting", "meeting set", "help"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_prints_what_the_option_prints(words: str, lang: str) -> None:
    with_option = run(*words.split(), "-h", lang=lang)
    assert run("help", *words.split(), lang=lang).stdout == with_option.stdout
    assert with_option.exit_code == 0


@pytest.mark.parametrize("topic", TOPICS)
def test_help_of_a_topic(topic: str) -> None:
    result = run("help", topic)
    assert result.exit_code == 0
    assert str(TOPICS[topic].heading) in result.stdout
    assert run("help", topic, lang="ko").stdout != result.stdout


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("lsit", "list"), ("목록", "list"), ("보고서", "report"), ("점검하기", "validate"),
        ("delete", "void"), ("meeting shwo", "show"), ("help fitlers", "filters"),
        ("help 회의록", "minutes"), ("help meeting sett", "set"), ("agency 목록", "list"),
        ("help dates", "values"),
    ],
)  # fmt: skip
def test_an_unknown_command_suggests_the_nearest(typed: str, near: str) -> None:
    result = run(*typed.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"cardctl: no command '{typed.rsplit(maxsplit=1)[-1]}'\n  = did you mean {near}?\n"
    )
    korean = run(*typed.split(), lang="ko").stderr
    assert near in korean
    assert "해당하는 명령 없음" in korean


def test_each_command_has_words_of_its_own() -> None:
    assert set(WORDS) == {*COMMANDS, *TOPICS}
    words = [word for each in WORDS.values() for word in each.split()]
    assert sorted(words) == sorted(set(words))
    assert not set(words) & set(COMMANDS)


def test_the_module_is_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cardctl", "report", "-h"],
        capture_output=True, encoding="utf-8", check=True, env={"CARDCTL_LANG": "en"},
    )  # fmt: skip
    assert done.stdout.startswith("Usage: cardctl report [OPTIONS]\n")


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_has_a_short_option(option: str) -> None:
    assert run(option).stdout == f"cardctl {cardctl.__version__}\n"


# Topics -----------------------------------------------------------------------------------------


def sources() -> Iterator[str]:
    for path in Path(cardctl.__file__).parent.rglob("*.py"):
        yield path.read_text(encoding="utf-8")


def test_the_topic_of_the_environment_names_every_variable() -> None:
    read = r"(?:environ|environment)\.get\(\s*\"([A-Z_]+)\"|\"([A-Z_]+)\" (?:not )?in os\.environ"
    found = {a or b for text in sources() for a, b in re.findall(read, text)}
    named = {name for names in VARIABLES for name in names.split(", ")}
    assert len(found) > 10
    assert found - named == OTHERS


OTHERS = {
    "_CARDCTL_COMPLETE", "VTE_VERSION", "SSH_CONNECTION", "WT_SESSION",  # by terminals and shells
    "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "GIT_INDEX_FILE",  # by CI and git
    "HOME", "APPDATA",  # by the system
}  # fmt: skip
"""Variables that no user sets."""


def exit_codes_of_errors() -> set[int]:
    known, found = [CardctlError], set()
    while known:
        each = known.pop()
        known += each.__subclasses__()
        found.add(each.exit_code)
    return found


def test_the_topic_of_exit_codes_has_every_one() -> None:
    codes = {failure.INTERRUPTED, failure.TERMINATED, failure.BUG, failure.FILE_SYSTEM}
    assert exit_codes_of_errors() | codes | {0} == set(EXIT_CODES)
