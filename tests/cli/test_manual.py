"""The manual pages: what they contain, and that man(7) readers accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.registers import run

from cardctl.cli.app import COMMANDS
from cardctl.cli.render.man import _line

LANGUAGES = ("en", "ko")


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder with all pages of each language."""
    folders = {lang: tmp_path_factory.mktemp("manual") / lang for lang in LANGUAGES}
    for lang, folder in folders.items():
        result = run("help", "--format", "man", "-o", str(folder), lang=lang)
        assert result.exit_code == 0
        assert sorted(result.stdout.split()) == sorted(map(str, folder.iterdir()))
    return folders


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_command_has_a_page(manual: dict[str, Path], lang: str) -> None:
    names = {path.name for path in manual[lang].iterdir()}
    assert {f"cardctl-{name}.1" for name in COMMANDS} <= names
    assert {"cardctl.1", "cardctl-meeting-confirm.1", "cardctl-pool-pull.1"} <= names
    assert "cardctl-merge-driver.1" not in names


@pytest.mark.parametrize(("lang", "option"), [("en", "DATE"), ("ko", "날짜")])
def test_a_page_has_what_the_help_has(manual: dict[str, Path], lang: str, option: str) -> None:
    page = (manual[lang] / "cardctl-update.1").read_text(encoding="utf-8")
    assert f"\n.TP\n.B \\-\\-due {option}\n" in page
    heads = re.findall(r'(?m)^\.SH "(.+)"$', page)
    assert len(heads) == len(set(heads)) >= 14
    assert "\n.nf\ncardctl update 1\\-7 \\-\\-state planned" in page
    help_ = run("update", "-h", lang=lang).stdout
    options = set(re.findall(r"--[a-z-]+", help_.partition("--help")[0]))
    assert {each for each in options if each.replace("-", "\\-") not in page} == set()


def test_the_page_of_the_program_has_exit_codes_and_variables(manual: dict[str, Path]) -> None:
    page = (manual["en"] / "cardctl.1").read_text(encoding="utf-8")
    assert '.SH "EXIT STATUS"\n.TP\n.B 0\nsuccess\n' in page
    assert ".B CARDCTL_LANG\n" in page
    see = page.partition('.SH "SEE ALSO"\n')[2]
    assert "cardctl\\-git\\-setup(1)" in see


def test_one_page_is_printed(manual: dict[str, Path]) -> None:
    printed = run("help", "meeting", "set", "--format", "man").stdout
    assert printed == (manual["en"] / "cardctl-meeting-set.1").read_text(encoding="utf-8")


def test_a_page_is_not_overwritten(manual: dict[str, Path]) -> None:
    again = ("help", "--format", "man", "-o", str(manual["en"]))
    result = run(*again)
    assert result.exit_code == 3
    assert "already exist" in result.stderr
    assert run(*again, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-o", "x"), "-o requires --format man"),
        (("update", "--format", "man", "-o", "x"), "-o writes the manual pages of all commands"),
        (("--force",), "--force requires -o DIR"),
        (("--format", "pdf"), "no format 'pdf'"),
        (("update", "list"), "cardctl update has no commands of its own"),
    ],
)
def test_a_wrong_request_is_refused(args: tuple[str, ...], message: str) -> None:
    result = run("help", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_no_line_of_text_becomes_a_request() -> None:
    assert _line(".TH 'x' a\\b") == r"\&.TH \(aqx\(aq a\eb"
    assert _line("'quoted") == r"\(aqquoted"


def problems(command: list[str], manual: dict[str, Path]) -> list[str]:
    """Run a reader of manual pages on all of them; return what it complains about."""
    pages = [str(path) for folder in manual.values() for path in sorted(folder.iterdir())]
    done = subprocess.run([*command, *pages], capture_output=True, encoding="utf-8", check=False)
    return [line for line in (done.stderr or "").splitlines() if line]


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_has_no_warnings(manual: dict[str, Path]) -> None:
    assert problems(["groff", "-man", "-Tutf8", "-ww", "-Kutf8"], manual) == []


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed")
def test_mandoc_has_no_warnings(manual: dict[str, Path]) -> None:
    """But one: a page has no date, so that the same version gives the same bytes."""
    pages = [str(path) for folder in manual.values() for path in sorted(folder.iterdir())]
    command = ["mandoc", "-Tlint", "-W", "warning", *pages]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    lines = (done.stdout + done.stderr).splitlines()
    assert [line for line in lines if "missing date" not in line] == []
