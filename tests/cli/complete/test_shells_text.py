"""What passes between the program and the scripts: words in, quoted candidates out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.completing import printed
from support.registers import run, small_register

from cardctl.app.shell_completion import SHELLS, script
from cardctl.cli.complete import VARIABLE
from cardctl.cli.complete.shells import LINE, WORD, split

HOSTILE = "$(touch sprung) `x` \"q\" 'p' \\ ; & | %F{red} {} !"

QUOTED = (
    r"""\$\(touch\ sprung\)\ \`x\`\ \"q\"\ \'p\'\ \\\ \;\ \&\ \|\ %F\{red\}\ \{\}\ \! """ + "\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with a hostile title, agency and tag."""
    place = tmp_path_factory.mktemp("hostile")
    root = small_register(place)
    card = root / "M01/M01-002.yaml"
    quoted = HOSTILE.replace("'", "''")
    card.write_text(
        card.read_text().replace(
            "title: 수질 측정망 확대", f"title: '{quoted}'\ntags: ['{quoted}']"
        )
    )
    (root / "agencies.yaml").write_text("agencies:\n  - {code: $(touch), name: 'a\\tb'}\n")
    return place


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cardctl list ", ["cardctl", "list", ""]),
        ("cardctl  list  x", ["cardctl", "list", "x"]),
        ("a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"]),
        ("a 'b c", ["a", "b c"]),
        ('a "b \\$ \\n c', ["a", "b $ \\n c"]),
        ("a 'b\\' c", ["a", "b\\", "c"]),
        ("a ''", ["a", ""]),
        ("a '' ", ["a", "", ""]),
        ("제목 '가 나'", ["제목", "가 나"]),
        ("a b\\", ["a", "b\\"]),
        ("", [""]),
    ],
)
def test_a_line_of_bash_is_split_into_words(line: str, words: list[str]) -> None:
    assert [word.text for word in split(line)] == words


def test_a_line_of_powershell_is_split_into_words() -> None:
    line = "cardctl 'it''s' \"a`\"b\" c` d 'x"
    words = [word.text for word in split(line, "`", doubled=True)]
    assert words == ["cardctl", "it's", 'a"b', "c d", "x"]


@pytest.mark.parametrize(
    ("line", "rest", "expected"),
    [
        ("cardctl val", "val", "validate \n"),
        ("cardctl update 1-1 --state=sub", "sub", "submitted \n"),
        ("cardctl update 1-1 --state=", "", """\
on_hold    (on hold (put on hold))
submitted  (submitted (submit))
"""),
        ("cardctl report --view=agency:", "", ""),
        ("cardctl list --tag \\$", "\\$", QUOTED),
        ("cardctl list --tag '$", "$", HOSTILE.replace("'", "'\\''") + "\n"),
        ('cardctl list --tag "\\$', "\\$", ""),  # an exclamation mark cannot be quoted there
        ("cardctl list --where due\\<=2024-07", "due\\<=2024-07", "due\\<=2024-07-10\n"),
        ("cardctl list --where 'state = pl", "state = pl", "state = planned\n"),
    ],
)  # fmt: skip
def test_bash_gets_the_rest_of_the_word_in_its_quotes(
    folder: Path, line: str, rest: str, expected: str
) -> None:
    shown = printed(folder, "bash", line, rest)
    assert re.sub(" +", " ", shown) == re.sub(" +", " ", expected)


def test_bash_gets_no_descriptions_for_menus(folder: Path) -> None:
    shown = printed(folder, "bash", "cardctl list --state ", "", COMP_TYPE="37")
    assert shown.split() == [
        "registered", "planned", "in_progress", "on_hold", "submitted", "closed"
    ]  # fmt: skip


def test_descriptions_in_bash_fit_the_terminal(folder: Path) -> None:
    lines = printed(folder, "bash", "cardctl show ", "", COLUMNS="40").splitlines()
    assert lines[1].startswith("M01-002  ($(touch sprung)")
    assert all(len(line) < 40 for line in lines)


def test_zsh_gets_what_is_shown_and_whether_it_is_whole(folder: Path) -> None:
    assert printed(folder, "zsh", "update", "1-1", "--state=sub") == (
        "8\n submitted\tsubmitted (submit)\n"
    )
    assert (
        printed(folder, "zsh", "new", "T", "--set", "ti")
        == "0\n+title=\tThe matter in a few words.\n"
    )
    assert printed(folder, "zsh", "show", "m01-001") == "0!\n M01-001\tRaise the dykes\n"
    assert printed(folder, "zsh", "show", "x") == ""


def test_fish_passes_the_last_word_with_its_quotes(folder: Path) -> None:
    assert printed(folder, "fish", "list", "--tag", "'dy") == "dykes\t\n"


def in_powershell(folder: Path, line: str, word: str) -> str:
    return printed(folder, "powershell", **{LINE: line, WORD: word})


def test_powershell_gets_quoted_text_name_and_description(folder: Path) -> None:
    assert in_powershell(folder, "cardctl update 1-1 --state=sub", "--state=sub") == (
        "--state=submitted\tsubmitted\tsubmitted (submit)\n"
    )
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    for begun in ("'$", "`$"):
        shown = in_powershell(folder, f"cardctl list --tag {begun}", begun)
        assert shown == f"{quoted}\t{HOSTILE}\t{HOSTILE}\n"
    assert in_powershell(folder, "cardctl list --columns id,ti", "ti") == "title\ttitle\ttitle\n"
    assert in_powershell(folder, "cardctl list --columns id,", "").startswith("signal\tsignal\t")


@pytest.mark.parametrize("shell", [*SHELLS])
def test_text_of_others_is_one_line_and_cannot_control_a_terminal(
    tmp_path: Path, shell: str
) -> None:
    root = small_register(tmp_path)
    card = root / "M01/M01-001.yaml"
    title = '"red \\e[31m\\ttab\\nline\\u202e"'
    card.write_text(card.read_text().replace("{en: Raise the dykes, ko: 제방을 높인다}", title))
    card.write_text(card.read_text().replace("[dykes, '예산']", '["a\\nb", "c\\e[31m"]'))
    line = {LINE: "cardctl show "}
    shown = printed(
        tmp_path, shell, *(["cardctl show ", ""] if shell == "bash" else ["show", ""]), **line
    )
    assert "red \ufffd[31m tab line\ufffd" in shown
    assert len(shown.splitlines()) == 4 + (shell == "zsh")
    line = {LINE: "cardctl list --tag ", WORD: ""}
    args = ["cardctl list --tag ", ""] if shell == "bash" else ["list", "--tag", ""]
    assert printed(tmp_path, shell, *args, **line) == ""


@pytest.mark.parametrize("shell", [*SHELLS])
def test_scripts_evaluate_nothing(shell: str) -> None:
    text = script(shell)
    code = "\n".join(line.partition("# ")[0] for line in text.splitlines())
    assert run("completion", shell).stdout == text
    assert text.isascii()
    assert f"{VARIABLE}" in code
    banned = r"\b(eval|Invoke-Expression|iex|source|InvokeScript|ScriptBlock\]::Create)\b|\(e\)"
    assert re.findall(banned, code) == []


def test_the_script_of_powershell_is_whole() -> None:
    """PowerShell is not run here: see `test_shells.py`, which needs it."""
    text = script("powershell")
    code = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"|(?m:#.*$)", "", text)
    for opening, closing in ("{}", "()", "[]"):
        assert code.count(opening) == code.count(closing)
    names = set(re.findall(r"\$env:(\w+)", text))
    assert names == {VARIABLE, LINE, WORD}
    removed = re.findall(r"'([A-Z]+)'", text)
    assert {f"_CARDCTL_{name}" for name in removed} == names
