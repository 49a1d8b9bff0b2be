"""`cardctl completion`: where scripts go, what is kept, which shell is meant."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.registers import run

from cardctl.app.shell_completion import SHELLS, known_shell, place_of, script

PLACES = {
    "bash": ".local/share/bash-completion/completions/cardctl",
    "zsh": ".local/share/zsh/site-functions/_cardctl",
    "fish": ".config/fish/completions/cardctl.fish",
    "powershell": ".config/powershell/cardctl.completion.ps1",
}
NAMES = (
    "HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "BASH_COMPLETION_USER_DIR", "ZDOTDIR"
)  # fmt: skip
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="other folders on Windows")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, and no other folders in the environment."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def files(home: Path) -> dict[str, bytes]:
    found = (path for path in home.rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in found}


@not_on_windows
@pytest.mark.parametrize("shell", [*SHELLS])
def test_a_script_is_installed_once_and_removed(home: Path, shell: str) -> None:
    planned = run("completion", shell, "--install", "--dry-run")
    assert f"would write {home / PLACES[shell]}" in planned.stderr
    assert files(home) == {}
    done = run("completion", shell, "--install")
    assert (done.exit_code, f"wrote {home / PLACES[shell]}" in done.stderr) == (0, True)
    installed = files(home)
    assert installed[PLACES[shell]] == script(shell).encode()
    assert "already up to date" in run("completion", shell, "--install").stderr
    assert files(home) == installed
    (home / PLACES[shell]).write_bytes(installed[PLACES[shell]] + b"# an older version\n")
    assert "wrote" in run("completion", shell, "--install").stderr
    assert files(home) == installed
    assert "would delete" in run("completion", shell, "--uninstall", "--dry-run").stderr
    assert files(home) == installed
    assert "deleted" in run("completion", shell, "--uninstall").stderr
    assert files(home) == {}
    assert "already up to date" in run("completion", shell, "--uninstall").stderr


@not_on_windows
def test_the_line_that_is_missing_is_printed(home: Path) -> None:
    line = "fpath=(~/.local/share/zsh/site-functions $fpath)"
    asked = run("completion", "zsh", "--install")
    assert (asked.stdout, ".zshrc" in asked.stderr) == (f"{line}\n", True)
    (home / ".zshrc").write_text(f"# mine\n  {line}\n")
    assert run("completion", "zsh", "--install").stdout == ""
    asked = run("completion", "bash", "--install")
    assert asked.stdout == "source ~/.local/share/bash-completion/completions/cardctl\n"
    assert run("completion", "fish", "--install").stdout == ""


@not_on_windows
def test_another_script_is_not_overwritten_and_not_deleted(home: Path) -> None:
    path = home / PLACES["fish"]
    path.parent.mkdir(parents=True)
    path.write_text("# my own\n")
    refused = run("completion", "fish", "--install")
    assert (refused.exit_code, path.read_text()) == (3, "# my own\n")
    run("completion", "fish", "--uninstall")
    assert path.read_text() == "# my own\n"
    assert run("completion", "fish", "--install", "--force").exit_code == 0
    assert path.read_text() == script("fish")


@not_on_windows
@pytest.mark.parametrize("before", [b"", b"Set-Alias x y\r\n", b"\xb0\xa1", b"\xef\xbb\xbf# a\n"])
def test_a_profile_gets_one_line_and_keeps_its_bytes(home: Path, before: bytes) -> None:
    profile = home / ".config/powershell/profile.ps1"
    profile.parent.mkdir(parents=True)
    profile.write_bytes(before)
    for _once_and_again in range(2):
        run("completion", "pwsh", "--install")
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    line = b". (Join-Path $PSScriptRoot 'cardctl.completion.ps1')  # completion of cardctl\n"
    assert profile.read_bytes() == before + gap + line
    run("completion", "pwsh", "--uninstall")
    assert (profile.read_bytes() if before else b"") == before + gap


@not_on_windows
def test_a_profile_that_is_a_link_stays_one(home: Path) -> None:
    profile = home / ".config/powershell/profile.ps1"
    profile.parent.mkdir(parents=True)
    (home / "own.ps1").write_text("# mine\n")
    profile.symlink_to(home / "own.ps1")
    run("completion", "powershell", "--install")
    assert profile.is_symlink()
    assert "cardctl.completion.ps1" in (home / "own.ps1").read_text()


@not_on_windows
def test_a_profile_in_utf_16_is_not_touched(home: Path) -> None:
    profile = home / ".config/powershell/profile.ps1"
    profile.parent.mkdir(parents=True)
    profile.write_bytes("# mine\n".encode("utf-16"))
    refused = run("completion", "powershell", "--install")
    assert (refused.exit_code, "UTF-16" in refused.stderr) == (3, True)
    assert len(files(home)) == 1


def test_folders_follow_the_environment() -> None:
    home = Path.home()
    roots = {"XDG_DATA_HOME": home / "d", "XDG_CONFIG_HOME": home / "c", "ZDOTDIR": home / "z"}
    env = {name: str(folder) for name, folder in roots.items()}
    found = {each: place_of(each, env, home, on_windows=False) for each in SHELLS}
    assert found["bash"].path == home / "d/bash-completion/completions/cardctl"
    assert found["zsh"].settings == home / "z/.zshrc"
    assert found["fish"].path == home / "c/fish/completions/cardctl.fish"
    relative = place_of("fish", {"XDG_CONFIG_HOME": "c"}, home, on_windows=False)
    assert relative.path == home / ".config/fish/completions/cardctl.fish"
    own = {"BASH_COMPLETION_USER_DIR": str(home / "b")}
    assert place_of("bash", own, home, on_windows=False).path == home / "b/completions/cardctl"


@pytest.mark.skipif(sys.platform != "win32", reason="paths of Windows")
@pytest.mark.parametrize("version", ["PowerShell", "WindowsPowerShell"])
def test_windows_has_the_profile_beside_the_modules_of_the_user(version: str) -> None:
    home = Path.home()
    folder = home / "OneDrive" / "Documents" / version
    env = {"PSModulePath": f"{folder}\\Modules;C:\\Program Files\\{version}\\Modules"}
    assert place_of("powershell", env, home, on_windows=True).path.parent == folder
    assert place_of("powershell", {}, home, on_windows=True).path.parent == (
        home / "Documents" / "PowerShell"
    )


@pytest.mark.parametrize(
    ("program", "shell"),
    [
        ("/bin/bash", "bash"), ("-zsh", "zsh"), ("fish", "fish"), ("pwsh", "powershell"),
        ("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", "powershell"),
        ("sh", None), ("", None), ("rebash", None),
    ],
)  # fmt: skip
def test_a_shell_is_known_by_the_name_of_its_program(program: str, shell: str | None) -> None:
    assert known_shell(program) == shell


def test_the_shell_around_the_program_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setattr("cardctl.platform.parent_programs", lambda: ["uv", "fish", "bash"])
    assert run("completion").stdout == script("fish")
    monkeypatch.setattr("cardctl.platform.parent_programs", lambda: ["uv"])
    assert run("completion").stdout == script("bash")
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    monkeypatch.setattr("cardctl.platform.IS_WINDOWS", False)
    unknown = run("completion")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "name it: bash" in unknown.stderr
    monkeypatch.setattr("cardctl.platform.IS_WINDOWS", True)
    assert run("completion").stdout == script("powershell")


@pytest.mark.parametrize("name", ["bsh", "tcsh", "/bin/bash"])
def test_an_unknown_shell_is_refused(name: str) -> None:
    assert run("completion", name).exit_code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the processes around")
def test_linux_tells_the_programs_around_this_one() -> None:
    from cardctl.platform import parent_programs

    assert parent_programs()
