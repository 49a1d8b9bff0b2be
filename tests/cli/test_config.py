"""The settings of a person: where they are, what they decide, and what a mistake in them does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support.forked import forked
from support.registers import FILES, run, small_register
from support.terminal import run_on_terminal
from typer.testing import Result

from cardctl.app.saved_views import VIEW_FIELDS
from cardctl.cli.person import KEYS, config_path
from cardctl.domain.saved_view import SavedView
from cardctl.platform import settings_folder

TERMINALS = ("stdin", "stdout", "stderr")
KOREAN = FILES["cardctl.yaml"].replace("[en, ko]", "[ko, en]")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the file, which does not exist yet."""
    path = tmp_path / "settings" / "config.toml"
    monkeypatch.setenv("CARDCTL_CONFIG", str(path))
    return path


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def good(*args: str, **options: object) -> str:
    result: Result = run(*args, **options)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.stdout


# Where the file is ------------------------------------------------------------------------------


def test_the_folder_is_that_of_the_system() -> None:
    assert settings_folder({"HOME": "/people/kim"}) == Path("/people/kim/.config")
    there = {"HOME": "/people/kim", "XDG_CONFIG_HOME": "/etc/kim"}
    assert settings_folder(there) == Path("/etc/kim")
    assert settings_folder({**there, "XDG_CONFIG_HOME": "kim"}) == Path("/people/kim/.config")
    assert settings_folder({}) is None


def test_on_windows_it_is_appdata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert settings_folder({"APPDATA": "C:/Users/kim/Roaming", "HOME": "/people/kim"}) == Path(
        "C:/Users/kim/Roaming"
    )


def test_the_variable_names_another_file_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDCTL_CONFIG", "~/mine.toml")
    assert config_path() == Path("~/mine.toml").expanduser()
    monkeypatch.setenv("CARDCTL_CONFIG", "")
    assert config_path() is None


def test_ci_reads_the_file_only_if_the_variable_names_it(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "home/.config/cardctl"
    folder.mkdir(parents=True)
    written(folder / "config.toml", 'lang = "ko"\n')
    home = {"HOME": str(tmp_path / "home"), "CARDCTL_LANG": ""}
    shown = forked("list", "--where", "id = M99-999", cwd=tmp_path, env=home)
    assert "해당하는" in shown.stderr
    shown = forked("list", "--where", "id = M99-999", cwd=tmp_path, env={**home, "CI": "true"})
    assert shown.stderr == "no card matches\n"
    named = {**home, "CI": "true", "CARDCTL_CONFIG": str(folder / "config.toml")}
    assert "해당하는" in forked("list", "--where", "id = M99-999", cwd=tmp_path, env=named).stderr


# Precedence -------------------------------------------------------------------------------------


def test_option_variable_file_register_and_locale_decide_in_this_order(
    root: Path, mine: Path
) -> None:
    (root / "cardctl.yaml").write_text(KOREAN, encoding="utf-8")
    nothing = ("list", "--where", "id = M99-999")

    def language(*options: str, **env: str) -> str:
        plain = {"CARDCTL_CONFIG": str(mine), "LANG": "en_US.UTF-8", "CARDCTL_LANG": "", **env}
        said = forked(*options, *nothing, cwd=root, env=plain).stderr
        return "en" if said == "no card matches\n" else "ko"

    assert language() == "ko"  # the register before the locale
    written(mine, 'lang = "en"\n')
    assert language() == "en"
    assert language(CARDCTL_LANG="ko") == "ko"
    assert language("--lang", "en", CARDCTL_LANG="ko") == "en"


def test_colour_of_the_file_precedes_no_color_and_follows_the_option(
    root: Path, mine: Path
) -> None:
    written(mine, 'color = "always"\n')
    board = ("list", "--format", "table")
    assert "\x1b[" in good(*board, root=root)  # `run` sets NO_COLOR
    assert "\x1b[" not in good("--color", "never", *board, root=root)
    assert "\x1b[" not in good("--color", "auto", *board, root=root)


def test_pager_of_the_file_stands_between_the_two_variables(root: Path, mine: Path) -> None:
    written(mine, 'pager = "tee mine.txt"\n')
    report = ("--lang", "en", "report", "--meeting", "2")
    env = {"CARDCTL_CONFIG": str(mine), "PAGER": "tee theirs.txt"}
    run_on_terminal(root, *report, streams=TERMINALS, env=env)
    assert (root / "mine.txt").exists()
    assert not (root / "theirs.txt").exists()
    run_on_terminal(root, *report, streams=TERMINALS, env={**env, "CARDCTL_PAGER": "tee first.txt"})
    assert (root / "first.txt").exists()


def test_default_register_is_taken_only_if_none_is_near(
    mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, other = small_register(tmp_path / "near"), small_register(tmp_path / "other")
    (other / "M01/M01-002.yaml").unlink()
    written(mine, f'register = "{other}"\n')
    monkeypatch.chdir(root)
    assert "M01-002" in good("list", "--format", "ids")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert "M01-002" not in good("list", "--format", "ids")
    assert "M01-002" in good("list", "--format", "ids", root=root)
    assert "M01-002" in good("list", "--format", "ids", env={"CARDCTL_REGISTER": str(root)})


def test_settings_change_no_byte_of_what_is_recorded(
    root: Path, mine: Path, tmp_path: Path
) -> None:
    written(mine, 'lang = "ko"\ncolor = "always"\npager = "cat"\n')
    other = small_register(tmp_path / "other")
    change = ("update", "1-1", "--result", "Half is raised.", "--progress", "50")
    good(*change, root=root)
    assert good("validate", "--format", "json", root=root)
    mine.unlink()
    good(*change, root=other)
    names = [path.relative_to(root) for path in root.rglob("*.yaml")]
    assert all((root / name).read_bytes() == (other / name).read_bytes() for name in names)


# Mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('# Mine\nlnag = "ko"\n', ":2: ", "did you mean lang?"),
        ('lang = "kr"\n', ":1: ", "known: en, ko"),
        ("color = true\n", ":1: color: expected text in quotes", "cardctl config edit"),
        ('register = "cards"\n', ":1: register: 'cards' depends", "absolute path"),
        ('[views.late]\nwere = "open"\n', ":2: ", "did you mean where?"),
        ("[views.late]\nopen = 3\n", ":2: open: expected true or false", "config edit"),
        ('views = "x"\n', ":1: views: expected a table", "config edit"),
        ('[views."a b"]\nopen = true\n', ":1: 'a b' is not the name of a view", "letters"),
        ("lang = ko\n", " is not TOML: ", "line 1"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_does_not_stop_help(
    root: Path, mine: Path, text: str, place: str, words: str
) -> None:
    written(mine, text)
    result = run("list", root=root)
    assert result.exit_code == 2
    assert f"cardctl: {mine}{place}" in result.stderr
    assert words in result.stderr
    for fine in (["list", "--help"], ["--help"], ["config", "path"], ["completion", "bash"]):
        assert run(*fine, root=root).exit_code == 0
    assert str(mine) in run("doctor", root=root).stdout


def test_a_binary_or_unreadable_file_is_named(root: Path, mine: Path) -> None:
    mine.parent.mkdir()
    mine.write_bytes(b"\xff\xfe\x00")
    assert run("list", root=root).stderr.startswith(f"cardctl: {mine} is not UTF-8")
    mine.unlink()
    mine.mkdir()
    assert run("list", root=root).exit_code == 4


def test_git_can_merge_whatever_is_wrong_with_the_settings(root: Path, mine: Path) -> None:
    written(mine, "lnag = 1\n")
    card = str(root / "M01/M01-002.yaml")
    assert run("merge-driver", card, card, card, "M01/M01-002.yaml").exit_code == 0


# The commands -----------------------------------------------------------------------------------


def test_list_shows_each_value_with_its_origin(root: Path, mine: Path) -> None:
    written(mine, '# Mine\nlang = "en"\n\n[views.late]\ncolumns = ["id", "due"]\n')
    result = good("config", "list", "--show-origin", root=root)
    assert result.splitlines() == [
        "--lang\tlang=en",
        "NO_COLOR\tcolor=never",
        *([] if "PAGER" not in os.environ else ["PAGER\tpager=" + os.environ["PAGER"]]),
        *(["default\tpager=less"] if "PAGER" not in os.environ else []),
        f"--register\tregister={root}",
        f"{mine}:5\tviews.late.columns=id,due",
    ]
    data = json.loads(good("config", "list", "--json", root=root))
    assert data["kind"] == "config"
    assert data["data"][-1] == {
        "key": "views.late.columns", "value": "id,due", "origin": f"{mine}:5",
    }  # fmt: skip


def test_set_get_and_unset_keep_comments(root: Path, mine: Path) -> None:
    good("config", "set", "pager", "less -R", root=root)
    written(mine, "# Mine\n" + mine.read_text(encoding="utf-8"))
    good("config", "set", "pager", "cat", root=root)
    good("config", "set", "views.late.where", "overdue > 30", root=root)
    good("config", "set", "views.late.columns", "id, due", root=root)
    text = mine.read_text(encoding="utf-8")
    assert text == (
        '# Mine\npager = "cat"\n\n[views.late]\nwhere = "overdue > 30"\ncolumns = ["id", "due"]\n'
    )
    assert good("config", "get", "pager", root=root) == "cat\n"
    assert good("config", "get", "views.late.where", root=root) == "overdue > 30\n"
    good("config", "unset", "views.late", root=root)
    good("config", "unset", "pager", root=root)
    assert mine.read_text(encoding="utf-8").strip() == "# Mine"
    again = run("config", "unset", "pager", root=root)
    assert (again.exit_code, again.stderr) == (0, "pager is not set\n")
    assert run("config", "get", "views.late.where", root=root).exit_code == 1


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("lnag", "ko", "did you mean lang?"),
        ("lang", "kr", "known: en, ko"),
        ("views.late", "open", "views.late.where"),
        ("views.late.opne", "true", "did you mean open?"),
        ("views.late.open", "perhaps", "expected true or false"),
        ("views.late.meeting", "two", "expected a whole number"),
    ],
)
def test_set_refuses_what_the_file_may_not_say(
    root: Path, mine: Path, key: str, value: str, words: str
) -> None:
    result = run("config", "set", key, value, root=root)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not mine.exists()


def test_set_writes_the_register_as_an_absolute_path_and_follows_a_link(
    root: Path, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.parent.mkdir()
    real = written(tmp_path / "dotfiles" / "cardctl.toml", "")
    mine.symlink_to(real)
    monkeypatch.chdir(tmp_path)
    good("config", "set", "register", "cards")
    assert mine.is_symlink()
    assert real.read_text(encoding="utf-8") == f'register = "{root}"\n'


def test_a_folder_without_a_register_is_not_set(mine: Path, tmp_path: Path) -> None:
    result = run("config", "set", "register", str(tmp_path / "없는폴더"))
    assert (result.exit_code, mine.exists()) == (2, False)
    assert "없는폴더 is not a register: it has no cardctl.yaml" in result.stderr


def test_edit_makes_a_file_to_fill_in_and_checks_it(
    root: Path, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    good("config", "edit", root=root)
    assert 'lang = "ko"' in mine.read_text(encoding="utf-8")
    assert good("config", "list", root=root)
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho 'lnag = 1' >> \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    result = run("config", "edit", root=root)
    assert result.exit_code == 2
    assert "did you mean lang?" in result.stderr


def test_without_a_file_to_write_there_is_a_hint(root: Path) -> None:
    result = run("config", "set", "lang", "ko", root=root)
    assert result.exit_code == 2
    assert "CARDCTL_CONFIG=FILE" in result.stderr


def test_keys_of_a_view_are_the_same_in_both_files() -> None:
    assert list(VIEW_FIELDS) == list(SavedView.model_fields)
    assert set(KEYS) == {"lang", "color", "pager", "register"}
