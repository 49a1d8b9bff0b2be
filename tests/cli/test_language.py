"""The language of a run is decided once, independent of what is loaded and of the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.forked import forked
from support.registers import BROKEN, FILES, small_register
from support.startup import touched_by
from support.terminal import run_on_terminal

from cardctl.store.files import read
from cardctl.store.languages import languages_of
from cardctl.store.load import load

HANGUL = re.compile("[가-힣]")
TERMINALS = [(), ("stdout",), ("stderr",), ("stdout", "stderr")]
KOREAN = FILES["cardctl.yaml"].replace("[en, ko]", "[ko, en]")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    (root / "cardctl.yaml").write_text(KOREAN, encoding="utf-8")
    return root


COMMANDS = {
    "해당하는 과제관리카드가 없음": ("list", "nothing matches"),
    "오류 있음": ("validate",),
    "보고 개요": ("report", "--meeting", "2"),
    "저장함: x.md": ("report", "--meeting", "2", "-o", "x.md"),
    "변경 없음": ("update", "1-2", "--state", "registered"),
    "상태와 결과": ("rule", "CC203"),
    "회의가 결과를 확인함": ("states",),
    "해당하는 과제관리카드 없음": ("show", "9-9"),
    "해당하는 형식 없음": ("list", "--format", "x"),
    "날짜가 아님": ("list", "--today", "x"),
    "조건을 읽을 수 없음": ("list", "--where", "("),
    "git 저장소 안에 있지 않음": ("validate", "--since", "nowhere"),
    "해당하는 명령 없음": ("lits",),
    "해당하는 색상 설정 없음": ("list", "--color", "x"),
    "해당하는 언어 없음": ("list", "--lang", "x"),
}
"""Expected Korean text, and the command line that prints it."""

BEFORE_LOADING = list(COMMANDS.values())[-3:]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("terminals", TERMINALS, ids=lambda streams: "+".join(streams) or "none")
@pytest.mark.parametrize(("korean", "args"), COMMANDS.items(), ids=map(" ".join, COMMANDS.values()))
def test_register_language_applies_to_every_stream(
    root: Path, korean: str, args: tuple[str, ...], terminals: tuple[str, ...]
) -> None:
    shown = run_on_terminal(root, *args, streams=terminals, env={"LANG": "en_US.UTF-8"})
    assert korean in " ".join(f"{shown.stdout}{shown.stderr}".split())


@pytest.mark.parametrize("index", [(), ("--no-index",)])
def test_output_from_the_index_has_the_register_language(
    root: Path, index: tuple[str, ...]
) -> None:
    env = {"LANG": "en_US.UTF-8"}
    for _ in range(2):
        assert "신호등" in run_on_terminal(root, *index, "list", "--open", env=env).stdout
    config = root / "cardctl.yaml"
    config.write_text(config.read_text("utf-8").replace("[ko, en]", "[en, ko]"), encoding="utf-8")
    for _ in range(2):
        assert "신호등" not in run_on_terminal(root, *index, "list", "--open", env=env).stdout


ORDER = [
    (("--lang", "en"), "ko", "ko", "ko_KR.UTF-8", "en"),
    (("--lang", "ko"), "en", "en", "en_US.UTF-8", "ko"),
    ((), "en", "ko", "ko_KR.UTF-8", "en"),
    ((), "ko", "en", "en_US.UTF-8", "ko"),
    ((), "xx", "ko", "en_US.UTF-8", "ko"),
    ((), "", "en", "ko_KR.UTF-8", "en"),
    ((), "", "ja", "ko_KR.UTF-8", "ko"),
    ((), "", "ja", "ja_JP.UTF-8", "en"),
    ((), "", "ja", "kok_IN.UTF-8", "en"),
    ((), "", "ja", "ko", "ko"),
    ((), "", "ja", "", "en"),
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("options", "variable", "register", "locale", "expected"), ORDER)
@pytest.mark.parametrize("args", [("show", "9-9"), ("lits",)])
def test_language_order_is_option_variable_register_locale(
    root: Path,
    args: tuple[str, ...],
    options: tuple[str, ...],
    variable: str,
    register: str,
    locale: str,
    expected: str,
) -> None:
    config = KOREAN.replace("[ko, en]", f"[{register}]")
    (root / "cardctl.yaml").write_text(config, encoding="utf-8")
    env = {"CARDCTL_LANG": variable, "LANG": locale}
    done = forked(*options, *args, cwd=root, env=env)
    assert done.returncode == 2
    assert bool(HANGUL.search(done.stderr)) == (expected == "ko")


BROKEN_CONFIGS = {
    "no YAML": "languages: [ko\n",
    "not UTF-8": b"languages: [ko]\n\xff\n",
    "no mapping": "- ko\n",
    "empty": "",
    "a text": "languages: ko\n",
    "no texts": "languages: [{ko: 1}]\n",
    "null": "languages: null\n",
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("content", BROKEN_CONFIGS.values(), ids=BROKEN_CONFIGS)
@pytest.mark.parametrize("locale", ["en_US.UTF-8", "ko_KR.UTF-8"])
@pytest.mark.parametrize("args", [("validate",), ("lits",)])
def test_locale_decides_if_the_register_is_unreadable(
    root: Path, args: tuple[str, ...], locale: str, content: str | bytes
) -> None:
    (root / "cardctl.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    done = forked(*args, cwd=root, env={"CARDCTL_LANG": "", "LANG": locale})
    assert done.returncode
    last = (done.stderr or done.stdout).splitlines()[-1]
    assert bool(HANGUL.search(last)) == locale.startswith("ko")


@pytest.mark.parametrize("args", [("list",), *BEFORE_LOADING])
def test_locale_decides_without_a_register(tmp_path: Path, args: tuple[str, ...]) -> None:
    for locale in ("en_US.UTF-8", "ko_KR.UTF-8"):
        done = forked(*args, cwd=tmp_path, env={"CARDCTL_LANG": "", "LANG": locale})
        assert done.returncode == 2
        assert bool(HANGUL.search(done.stderr)) == locale.startswith("ko")
        assert ("parent folders" in done.stderr) == (
            args == ("list",) and not locale.startswith("ko")
        )


def test_language_of_the_specified_register_applies(root: Path, tmp_path: Path) -> None:
    env = {"CARDCTL_LANG": "", "LANG": "en_US.UTF-8"}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    english = small_register(elsewhere)
    for args in (
        ("-C", str(root), "lits"),
        ("lits", f"--register={root}"),
        ("validate", str(root), "--format", "x"),
        ("validate", str(root), "--unsafe", "--format", "x"),
        ("validate", str(root), "--fix", "--staged"),
    ):
        done = forked(*args, cwd=english, env=env)
        assert done.returncode == 2
        assert HANGUL.search(done.stderr), args


STYLES = [
    "languages: [ko, en]\n",
    "languages:\n  - ko\n  - en\n",
    "languages:\n- 'ko'\n",
    'languages: ["ko", en]  # the leading one first\n',
    "languages: [\n  ko,\n  en,\n]\n",
    "'languages': [ko]\n",
    '"languages": ["\\u006bo"]\n',
    "note: |\n  languages: [en]\nlanguages: [ko]\n",
    'note: "\n  languages: [en]"\nlanguages: [ko]\n',
    "languages: [ja, ko]\n",
    "",
]


@pytest.mark.parametrize("styled", STYLES)
def test_language_lookup_agrees_with_loading(tmp_path: Path, styled: str) -> None:
    root = small_register(tmp_path)
    text = FILES["cardctl.yaml"].replace("languages: [en, ko]\n", styled.replace("note", "x-note"))
    (root / "cardctl.yaml").write_text(text, encoding="utf-8")
    loaded = load(read(root)).register
    assert loaded.config_known
    assert languages_of(root) == loaded.config.languages


def test_errors_elsewhere_in_the_file_do_not_change_the_language(root: Path) -> None:
    (root / "cardctl.yaml").write_text("languages: [ko]\nbodi: x\n", encoding="utf-8")
    assert languages_of(root) == ("ko",)


def test_no_file_is_read_if_the_option_or_the_variable_decides(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cardctl.cli.session import Session

    monkeypatch.setattr("cardctl.store.languages.languages_of", lambda root: pytest.fail("read"))
    assert Session(str(root), "ko").lang == "ko"
    monkeypatch.setenv("CARDCTL_LANG", "ko")
    assert Session(str(root)).lang == "ko"


def test_kept_output_reads_no_file_for_its_language(root: Path) -> None:
    env = {"CARDCTL_LANG": "", "LANG": "en_US.UTF-8"}
    assert touched_by(root.parent, "validate", **env)
    assert touched_by(root.parent, "validate", **env) == []
