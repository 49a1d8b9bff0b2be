"""Help pages and usage errors in the language of the run, and that English ones are Typer's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.forked import forked
from support.registers import FILES, run, small_register

from cardctl.cli.app import COMMANDS
from cardctl.cli.usage_errors import usage_error
from cardctl.printable import columns
from cardctl.store.languages import first_language, languages_of

PAGES = [[], *([name] for name in COMMANDS), ["meeting", "confirm"], ["meeting", "add"]]
KOREAN = FILES["cardctl.yaml"].replace("[en, ko]", "[ko, en]")


@pytest.mark.parametrize("args", PAGES, ids=" ".join)
def test_a_page_fits_a_terminal_and_is_korean(args: list[str]) -> None:
    page = run(*args, "--help", lang="ko", env={"COLUMNS": "80"}).stdout
    assert page.startswith(f"사용법: cardctl {' '.join(args)}".rstrip())
    assert re.search(r"(?m)^.*옵션:$", page)
    assert "이 도움말을 보이고 끝냄" in page
    assert max(map(columns, page.splitlines())) <= 80
    assert not re.search(r"(?m)[\[(](default|required|repeatable)\b|^[A-Z].*:$", page)
    placeholders = re.findall(r"(?m)^  (?:-\w, )?--[\w-]+ ([A-Z]+)", page)
    assert placeholders == []


@pytest.mark.parametrize("args", PAGES, ids=" ".join)
def test_a_page_has_the_options_and_examples_of_the_english_one(args: list[str]) -> None:
    korean, english = (run(*args, "--help", lang=lang).stdout for lang in ("ko", "en"))
    examples = [re.findall(r"(?m)^  cardctl .*", page) for page in (korean, english)]
    of_korean, of_english = ([re.sub('"[^"]*"', '""', e) for e in each] for each in examples)
    assert of_korean == of_english != []
    lists = (re.split(r"(?m)^\S.*:$", page, maxsplit=1)[1] for page in (korean, english))
    of_korean, of_english = (re.findall(r"(?m)^  (?:-\w, )?--[\w-]+", each) for each in lists)
    assert of_korean == of_english


ERRORS = [
    (["list", "--opne"], "오류: 없는 옵션: --opne (비슷한 옵션: "),
    (["--bogus"], "오류: 없는 옵션: --bogus"),
    (["show"], "오류: 필수 인수 누락: '과제번호'"),
    (["report", "--meeting", "x"], "오류: '--meeting'의 값이 올바르지 않음: 'x': 정수가 아님"),
    (["--wait", "x", "list"], "오류: '--wait'의 값이 올바르지 않음: 'x': 초 단위의 수가 아님"),
    (["report", "--meeting"], "오류: 옵션 '--meeting'에는 값이 필요함"),
    (["list", "--json=1"], "오류: "),
    (["states", "x"], "오류: 남는 인수가 있음: x"),
    (["meeting", "confirm"], "오류: 필수 인수 누락: '회차'"),
]


@pytest.mark.parametrize(
    ("args", "korean"), ERRORS, ids=[" ".join(args) for args, _unused in ERRORS]
)
def test_a_usage_error_is_korean(args: list[str], korean: str) -> None:
    result = run(*args, lang="ko")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert korean in result.stderr
    assert not re.search("[A-Z][a-z]+ ", result.stderr)


@pytest.mark.parametrize(
    ("args", "korean"), ERRORS, ids=[" ".join(args) for args, _unused in ERRORS]
)
def test_a_usage_error_in_english_is_typers_own(args: list[str], korean: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert not re.search("[가-힣]", result.stderr)


@pytest.mark.parametrize("args", [["show", ""], ["update", "1-1", "--from", "x.csv"]])
def test_an_argument_is_named_as_in_the_help(args: list[str]) -> None:
    assert "cardctl: ID" in run(*args).stderr
    assert "cardctl: 과제번호" in run(*args, lang="ko").stderr


def test_an_unknown_message_of_typer_stays_as_it_is() -> None:
    assert usage_error("Quite another problem.", "ko") == "Quite another problem."


ORDER = [
    ([], "", "en_US.UTF-8", False),
    ([], "ko", "en_US.UTF-8", True),
    ([], "", "ko_KR.UTF-8", True),
    (["--lang", "en"], "ko", "ko_KR.UTF-8", False),
    (["--lang=ko"], "en", "en_US.UTF-8", True),
]


@pytest.mark.parametrize(("options", "variable", "locale", "is_korean"), ORDER)
@pytest.mark.parametrize("args", [["--help"], ["list", "--help"], ["--no-such"]])
def test_the_language_of_help_is_that_of_other_commands(
    tmp_path: Path, args: list[str], options: list[str], variable: str, locale: str, is_korean: bool
) -> None:
    env = {"CARDCTL_LANG": variable, "LANG": locale}
    done = forked(*args, *options, cwd=tmp_path, env=env)
    assert ("사용법" in done.stdout + done.stderr) == is_korean


@pytest.mark.parametrize("args", [["--help"], ["list", "--no-such"], ["--no-such"], ["meeting"]])
def test_the_register_decides_before_the_locale(tmp_path: Path, args: list[str]) -> None:
    root = small_register(tmp_path)
    (root / "cardctl.yaml").write_text(KOREAN, encoding="utf-8")
    env = {"CARDCTL_LANG": "", "LANG": "en_US.UTF-8"}
    for named, here in ((["-C", str(root)], tmp_path.parent), ([], tmp_path), ([], root / "M01")):
        done = forked(*named, *args, cwd=here, env=env)
        assert "사용법" in done.stdout + done.stderr
    done = forked(*args, cwd=tmp_path.parent, env={**env, "CARDCTL_REGISTER": str(root)})
    assert "사용법" in done.stdout + done.stderr


LISTS = {
    "[en, ko]": "en", "[ko]": "ko", "[ ko , en ]": "ko", "[en]  # the first": "en",
    "\n  - ko": None, '["ko"]': None, "ko": None, "[]": None,
}  # fmt: skip


@pytest.mark.parametrize(("written", "seen"), LISTS.items(), ids=LISTS)
def test_a_glance_tells_the_language_or_nothing(
    tmp_path: Path, written: str, seen: str | None
) -> None:
    config = FILES["cardctl.yaml"].replace("[en, ko]", written)
    (tmp_path / "cardctl.yaml").write_text(config, encoding="utf-8")
    assert first_language(tmp_path) == seen
    assert seen is None or languages_of(tmp_path)[0] == seen


@pytest.mark.parametrize("more", ["", "# languages: [ko]\n", "  # the languages\n"])
def test_without_languages_the_register_is_english(tmp_path: Path, more: str) -> None:
    config = FILES["cardctl.yaml"].replace("languages: [en, ko]\n", more)
    (tmp_path / "cardctl.yaml").write_text(config, encoding="utf-8")
    assert first_language(tmp_path) == languages_of(tmp_path)[0] == "en"


def test_a_glance_at_two_mentions_tells_nothing(tmp_path: Path) -> None:
    config = FILES["cardctl.yaml"] + "x-languages: [ko]\n"
    (tmp_path / "cardctl.yaml").write_text(config, encoding="utf-8")
    assert first_language(tmp_path) is None


def test_help_in_an_english_register_needs_no_parser(tmp_path: Path) -> None:
    from support.startup import loaded_by

    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "--help", CARDCTL_LANG="", LANG="en_US.UTF-8")
    assert not {name for name in loaded if name.startswith(("ruamel", "tomllib"))}
