"""The command that adds a library to the running installation: one for each tool, and it works."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support import thorough

from cardctl import installation, platform
from cardctl.installation import extra_hint, extras, install_hint

ROOT = Path(__file__).resolve().parents[1]
TYPST = ["typst>=0.15"]


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    made = tmp_path / "cardctl"
    made.mkdir()
    return made


def test_extras_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {"".join(filter(str.isalpha, line.partition(">")[0])) for line in extras()["sheets"]}
    assert names == {"pythoncalamine", "xlsxwriter"}
    assert extras().keys() == project["optional-dependencies"].keys()


def test_a_hint_never_names_the_package_itself() -> None:
    """No package index has it yet; on one that has the name, it may be another package."""
    for extra in extras():
        if extra not in ("all", "test"):  # nobody is told to install these
            assert "cardctl[" not in str(extra_hint(extra))


NAMED = re.compile(
    r"\b(?:pip|pipx|uv)\b[^`\n]*\b(?:install|inject|add) [^`\n]*\bcardctl(?![\w/.-])"
)
"""A command that installs cardctl by its name."""


def test_no_text_installs_the_package_by_its_name() -> None:
    assert NAMED.search("install it: pip install 'cardctl[pdf]'")
    texts = [ROOT / "cardctl/i18n/ko/LC_MESSAGES/cardctl.po", *(ROOT / "docs").glob("*.md")]
    assert [path.name for path in texts if NAMED.search(path.read_text("utf-8"))] == []


def test_pip_is_that_of_this_environment(prefix: Path) -> None:
    python = shlex.quote(sys.executable)
    assert str(install_hint(TYPST, prefix)) == (
        f"install it: {python} -m pip install 'typst>=0.15'"
    )


def test_an_environment_without_pip_needs_uv(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "find_spec", lambda name: None)
    python = shlex.quote(sys.executable)
    assert str(install_hint(TYPST, prefix)) == (
        f"install it: uv pip install --python {python} 'typst>=0.15'"
    )


def test_pipx_injects_into_its_environment(prefix: Path) -> None:
    (prefix / "pipx_metadata.json").write_text("{}")
    assert str(install_hint(TYPST, prefix)) == "install it: pipx inject cardctl 'typst>=0.15'"


SOURCES = [
    ('path = "/a/b c.whl"', "'cardctl @ file:///a/b%20c.whl'"),
    ('directory = "/a"', "'cardctl @ file:///a'"),
    ('editable = "/a"', "--editable /a"),
    ('git = "https://x.org/c?rev=12ab"', "'cardctl @ git+https://x.org/c@12ab'"),
    ('git = "https://x.org/c"', "'cardctl @ git+https://x.org/c'"),
    ('url = "https://x.org/c.whl", extras = ["xlsx"]', "'cardctl[xlsx] @ https://x.org/c.whl'"),
    ('specifier = ">=1"', "'cardctl>=1'"),
]


@pytest.mark.parametrize(("source", "requirement"), SOURCES)
def test_uv_installs_its_tool_again_with_what_it_had(
    prefix: Path, source: str, requirement: str
) -> None:
    (prefix / "uv-receipt.toml").write_text(
        f'[tool]\nrequirements = [{{ name = "cardctl", {source} }}, {{ name = "jinja2" }}]\n'
    )
    assert str(install_hint(TYPST, prefix)) == (
        f"install it: uv tool install {requirement} --with jinja2 --with 'typst>=0.15'"
    )


@pytest.mark.parametrize("receipt", ["", "[tool", 'tool.requirements = ["cardctl"]', "tool = 1"])
def test_a_receipt_of_another_uv_is_no_obstacle(prefix: Path, receipt: str) -> None:
    (prefix / "uv-receipt.toml").write_text(receipt)
    assert str(install_hint(TYPST, prefix)).startswith("install it: uv pip install --python ")


def test_a_zipapp_cannot_be_extended(prefix: Path) -> None:
    (prefix / "PEX-INFO").write_text("{}")
    assert "this zipapp does not include it" in str(install_hint(TYPST, prefix))


def test_the_sources_alone_have_no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> list[str]:
        raise installation.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(installation.metadata, "requires", missing)
    assert str(extra_hint("pdf")) == "install cardctl with its extra pdf"


def test_words_are_quoted_for_the_shells_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform.sys, "platform", "win32")
    assert platform.quote("typst>=0.15") == '"typst>=0.15"'
    assert platform.quote(r"env\a b\python.exe") == r'"env\a b\python.exe"'
    assert platform.quote(r"env\a\python.exe") == r"env\a\python.exe"


@pytest.mark.skipif(not thorough.enabled, reason="takes a minute and the network (--thorough)")
def test_the_command_installs_the_extra(wheel: Path, tmp_path: Path) -> None:
    """In a new environment: without the extra it fails with the command, and after it it works."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([scripts / "pip", "install", "--quiet", wheel], check=True)
    report = [scripts / "cardctl", "-C", ROOT / "cards", "report", "-o", tmp_path / "r.xlsx"]
    failed = subprocess.run(report, check=False, capture_output=True, encoding="utf-8")
    assert failed.returncode == 4
    command = failed.stderr.partition("install it: ")[2].splitlines()[0]
    subprocess.run(command, shell=True, check=True, capture_output=True)
    subprocess.run(report, check=True, capture_output=True)
