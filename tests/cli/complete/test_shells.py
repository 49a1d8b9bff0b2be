"""TAB in bash, zsh, fish and PowerShell: what they show, and which words they then pass on.

Others' text in the register, in file names and on the line is never evaluated.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import thorough
from support.registers import small_register

from cardctl.app.shell_completion import SHELLS, script

if sys.platform == "win32":
    Shell = None
else:
    from support.shells import Shell

HOSTILE = "$(touch sprung) `touch sprung` %F{red}%~ \"q\" 'p' \\ ; & | * ~"
TITLE = f"제목 {HOSTILE}"
TAG = f"예산 {HOSTILE}"
FILE = "결정 (초안).txt"

PRESSES: tuple[tuple[str, list[str]], ...] = (
    ("update 1-1 --state=sub", ["update", "1-1", "--state=submitted"]),
    ("list --lead 행", ["list", "--lead", "행정안전부"]),
    ("list --tag 예", ["list", "--tag", TAG]),
    ("list --tag '예", ["list", "--tag", TAG]),
    ("new T --decision @결", ["new", "T", "--decision", f"@{FILE}"]),
    ("report --view agency:bu", ["report", "--view", "agency:busan"]),
    ("show '$(touch sprung)' --hi", ["show", "$(touch sprung)", "--history"]),
)
MORE: tuple[tuple[str, list[str]], ...] = (
    ("vali", ["validate"]),
    ("show m01-003", ["show", "M01-003"]),
    ("report --view=agency:bu", ["report", "--view=agency:busan"]),
    ("list --columns id,tit", ["list", "--columns", "id,title"]),
    ("list --where state=pl", ["list", "--where", "state=planned"]),
    ("update 1-1 --evidence photo:결", ["update", "1-1", "--evidence", f"photo:{FILE}"]),
    ("validate cards/M01/M01-003", ["validate", "cards/M01/M01-003.yaml"]),
    ("-C ~/here/ca", ["-C", "HOME/here/cards/"]),
    ("list --lead BUS", ["list", "--lead", "busan"]),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with hostile texts, and a file whose name has to be quoted."""
    place = tmp_path_factory.mktemp("shells") / "here"
    root = small_register(place)
    card = root / "M01/M01-002.yaml"
    title, tag = (json.dumps(text, ensure_ascii=False) for text in (TITLE, TAG))
    card.write_text(
        card.read_text(encoding="utf-8").replace(
            "title: 수질 측정망 확대", f"title: {title}\ntags: [{tag}]"
        ),
        encoding="utf-8",
    )
    first = root / "M01/M01-001.yaml"
    first.write_text(
        first.read_text(encoding="utf-8").replace("[dykes, '예산']", "[dykes]"), encoding="utf-8"
    )
    (place / FILE).write_text("x")
    return place


@pytest.fixture(scope="module", params=["bash", "zsh", "fish"])
def shell(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shell]:
    if sys.platform == "win32" or shutil.which(request.param) is None:
        pytest.skip(f"needs {request.param}")
    scripts = tmp_path_factory.mktemp("scripts")
    for name, file in SHELLS.items():
        (scripts / file).write_text(script(name))
    started = Shell(request.param, folder, folder.parent / request.param, scripts)
    yield started
    started.close()


def test_tab_inserts_one_word_as_it_is(shell: Shell, folder: Path) -> None:
    """Also what a shell would evaluate, and values after an equals sign, a colon and a quote."""
    for line, expected in PRESSES + (MORE if thorough.enabled else ()):
        words = [word.replace("HOME", str(folder.parent)) for word in expected]
        assert shell.completed(f"cardctl {line}") == words, line
    shell.abandoned("cardctl show '$(touch sprung)`touch sprung`")
    shell.abandoned("cardctl $(touch sprung) `touch sprung` --state=")  # zsh expands the last word
    assert not list(folder.glob("**/sprung"))


def test_tab_lists_titles_beside_ids(shell: Shell, folder: Path) -> None:
    shown = shell.listed("cardctl show M01-00", "제방을 높인다")
    assert TITLE[:40] in shown
    assert "M01-004" in shown
    if thorough.enabled:
        assert "계획수립" in shell.listed("cardctl update 1-2 --state ", "계획수립")
        assert "카드" in shell.listed("cardctl ", "카드")
        assert "기획재정부" in shell.listed("cardctl list --lead ", "기획재정부")
    assert not list(folder.glob("**/sprung"))


POWERSHELLS = [name for name in ("pwsh", "powershell") if shutil.which(name)]

ASK = """\
. '{script}'
foreach ($line in @({lines})) {{
    $found = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches
    ConvertTo-Json -Compress @($found | ForEach-Object {{ , @($_.CompletionText, $_.ToolTip) }})
}}
"""


@pytest.mark.skipif(not POWERSHELLS, reason="needs PowerShell")
@pytest.mark.parametrize("program", POWERSHELLS)
def test_tab_completes_in_powershell(program: str, folder: Path, tmp_path: Path) -> None:
    lines = {
        "cardctl update 1-1 --state=sub": ["--state=submitted"],
        "cardctl list --lead 행": ["행정안전부"],
        "cardctl list --tag 예": ["'" + TAG.replace("'", "''") + "'"],
        "cardctl vali": ["validate"],
        "cardctl show ": ["M01-001", "M01-002", "M01-003", "M01-004"],
    }
    (tmp_path / "cardctl.ps1").write_text(script("powershell"))
    quoted = ", ".join("'" + line.replace("'", "''") + "'" for line in lines)
    text = ASK.format(script=tmp_path / "cardctl.ps1", lines=quoted)
    file = tmp_path / "ask.ps1"
    file.write_text(text, encoding="utf-8-sig")
    own = {
        "CARDCTL_LANG": "ko",
        "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        [program, "-NoProfile", "-ExecutionPolicy", "Bypass", "-Command",
         f"[Console]::OutputEncoding = [Text.Encoding]::UTF8; & '{file}'"],
        cwd=folder, env={**os.environ, **own}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    found = [[text for text, _about in answer] for answer in answers]
    assert dict(zip(lines, found, strict=True)) == lines
    assert answers[4][0] == ["M01-001", "제방을 높인다"]
    assert not list(folder.glob("**/sprung"))
