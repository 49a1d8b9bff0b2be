"""Linux, macOS and Windows: the main commands give the same output and files.

On Linux they run twice: natively, and in a Python that imitates Windows (`support.windows`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

STAND_IN = Path(__file__).parents[1] / "support/windows.py"
HERE = (sys.executable,)
AS_WINDOWS = (sys.executable, "-X", "warn_default_encoding", str(STAND_IN))
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Windows is played by Linux")
PYTHONS = [pytest.param(HERE, id="here"), pytest.param(AS_WINDOWS, id="windows", marks=on_linux)]
RUN = "from cardctl.cli.main import run; run()"

CARD = "cards/M01/M01-002.yaml"
DUE = ("update", "1-2", "--due", "2031-01-31", "--reason", "Asked for")

Done = subprocess.CompletedProcess[bytes]


def begin(python: tuple[str, ...], folder: Path, *args: str, **env: str) -> subprocess.Popen[bytes]:
    own = {
        "CARDCTL_LANG": "en",
        "COLUMNS": "",
        "NO_COLOR": "1",
        "GITHUB_ACTIONS": "",
        "PYTHONUTF8": "0",
        **env,
    }
    return subprocess.Popen(
        [*python, "-c", RUN, "--today", "2026-09-01", *args],
        cwd=folder,
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def call(python: tuple[str, ...], folder: Path, *args: str, **env: str) -> Done:
    with begin(python, folder, *args, **env) as process:
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(args, process.returncode, out, err)


def git(folder: Path, *args: str) -> None:
    own = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
    subprocess.run(["git", *own, *args], cwd=folder, check=True, capture_output=True)


def contents(folder: Path) -> dict[str, bytes]:
    """Contents of all files, except those of git and of `.cardctl`."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    return {
        name: path.read_bytes()
        for name, path in sorted(named.items())
        if not name.startswith((".git/", "cards/.cardctl/"))
    }


def editor(folder: Path) -> str:
    """An editor that adds a note; its folder has a space in its name."""
    script = folder / "an editor" / "edit.py"
    script.parent.mkdir()
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_bytes(path.read_bytes() + b'note: The long pier.\\n')\n",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{script}"'


SESSION: tuple[tuple[int, str], ...] = (
    (0, "init cards --body 항만위원회 --with hooks"),
    (0, "new Repair-the-pier --meeting 1 --lead office --due 2030-12-31 --decision 부두를_고친다"),
    (0, "update 1-2 --due 2031-01-31 --reason Asked"),
    (0, "update 1-2 --state planned --set plan.summary=Survey --set plan.no_steps=One"),
    (3, "update 1-2 --state closed"),
    (0, "meeting add 2 --date 2026-12-01"),
    (0, "meeting hold 2 --date 2026-09-01"),
    (0, "list"),
    (0, "list"),
    (0, "list --json"),
    (0, "show 1-2"),
    (0, "log 1-2"),
    (0, "report --meeting 2"),
    (0, "report --meeting 2 -o report.html"),
    (0, "validate"),
    (0, "validate --since HEAD"),
    (2, "show 9-9"),
    (0, "schema --write"),
    (0, "states"),
    (0, "rule CC501"),
    (0, "completion powershell"),
    (0, "doctor"),
)


class Session(NamedTuple):
    """Standard output of each command, and the files at the end."""

    said: dict[str, bytes]
    files: dict[str, bytes]


def session(python: tuple[str, ...], folder: Path) -> Session:
    """Run the commands in order."""
    said = {}
    folder.mkdir()
    for code, line in SESSION:
        done = call(python, folder, *line.split())
        assert (done.returncode, b"bug" in done.stderr) == (code, False), (line, done.stderr)
        said[line] = done.stdout.replace(os.fsencode(folder.resolve()), b"FOLDER")
        if line.startswith("init"):
            git(folder, "init", "-q", "-b", "main")
            git(folder, "add", "-A")
            git(folder, "commit", "-q", "-m", "A register")
    return Session(said, contents(folder))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return session(HERE, tmp_path_factory.mktemp("here") / "office")


def test_the_main_commands_work(here: Session) -> None:
    said, files = here
    assert said["list"].decode().splitlines()[2].split()[2:] == [
        "M01-002", "Repair-the-pier", "Council", "Office", "planned", "2031-01-31"
    ]  # fmt: skip
    assert b"0 errors" in said["validate"]
    assert "부두를_고친다".encode() in said["show 1-2"]
    assert "due 2030-12-31 → 2031-01-31" in said["log 1-2"].decode()
    assert "항만위원회".encode() in said["report --meeting 2"]
    assert b"Register-ArgumentCompleter" in said["completion powershell"]
    assert b"0 errors" in said["doctor"]
    assert b"due: 2031-01-31" in files[CARD]
    assert {"cards/M02/meeting.yaml", "report.html", ".pre-commit-config.yaml"} < files.keys()
    assert [text for text in (*files.values(), *said.values()) if b"\r" in text] == []


def unquoted(text: bytes) -> bytes:
    """Replace the quotation marks, which hints write for the shell of each system."""
    return text.replace(b'"', b"'")


@on_linux
def test_output_and_files_are_the_same_on_windows(here: Session, tmp_path: Path) -> None:
    said, files = session(AS_WINDOWS, tmp_path / "office")
    assert [line for line in said if unquoted(said[line]) != unquoted(here.said[line])] == []
    assert files == here.files


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register of two cards."""
    made = tmp_path_factory.mktemp("made")
    assert call(HERE, made, "init", "cards", "--body", "Harbour board").returncode == 0
    new = call(HERE, made, "new", "Repair the pier", "--meeting", "1", "--lead", "office")
    assert new.returncode == 0
    return made


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(made, tmp_path, dirs_exist_ok=True)


@pytest.mark.parametrize("python", PYTHONS)
def test_editor_is_found_and_its_text_is_applied(python: tuple[str, ...], folder: Path) -> None:
    done = call(python, folder, "edit", "1-2", VISUAL="", EDITOR=editor(folder))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"note: The long pier.\n" in (folder / CARD).read_bytes()


@pytest.mark.parametrize("python", PYTHONS)
def test_default_editor_of_the_system_is_used(
    python: tuple[str, ...], folder: Path, tmp_path: Path
) -> None:
    done = call(python, folder, "edit", "1-2", VISUAL="", EDITOR="", PATH=str(tmp_path))
    name = b"notepad" if python is AS_WINDOWS or sys.platform == "win32" else b"vi"
    if sys.platform != "win32":  # on Windows it is always found
        assert done.returncode == 4
        assert b"editor not found: '" + name + b"'" in done.stderr


@contextmanager
def locked(python: tuple[str, ...], folder: Path) -> Iterator[int]:
    """Let another process hold the register's lock; yield its process id."""
    code = (
        "import os, sys; from pathlib import Path; from cardctl.store.atomic.lock import locked\n"
        "with locked(Path('cards'), command='cardctl apply'):\n"
        "    print(os.getpid(), flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [*python, "-c", code], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        yield int(holder.stdout.readline())
        holder.stdin.close()


@pytest.mark.parametrize("python", PYTHONS)
def test_only_one_process_writes_at_a_time(python: tuple[str, ...], folder: Path) -> None:
    before = contents(folder)
    with locked(python, folder) as holder:
        done = call(python, folder, "--wait", "0.2", *DUE)
        assert done.returncode == 3
        message = f"another cardctl is writing to this register: cardctl apply, process {holder}"
        assert message in done.stderr.decode()
        assert b"writing to this register" in call(python, folder, "doctor").stdout
        assert contents(folder) == before
    assert call(python, folder, *DUE).returncode == 0
    assert b"due: 2031-01-31" in (folder / CARD).read_bytes()


@pytest.mark.parametrize("python", PYTHONS)
def test_concurrent_writers_lose_no_change(python: tuple[str, ...], folder: Path) -> None:
    cards = [f"Card {number}" for number in range(6)]
    tags = [f"tag-{number}" for number in range(3)]
    wait = ("--wait", "60")
    running = [begin(python, folder, *wait, "new", title, "--meeting", "1") for title in cards]
    running += [begin(python, folder, *wait, "update", "1-2", "--add", f"tags={t}") for t in tags]
    finished = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert [(err, code) for _, err, code in finished if code] == []
    files = contents(folder)
    made = [files[f"cards/M01/M01-{serial:03d}.yaml"].splitlines() for serial in range(3, 9)]
    assert [
        title for title in cards if sum(f"title: {title}".encode() in c for c in made) != 1
    ] == []
    assert [tag for tag in tags if tag.encode() not in files[CARD]] == []


@on_linux
def test_card_open_in_another_program_blocks_the_whole_change(folder: Path) -> None:
    other = "cards/M01/M01-001.yaml"
    before = contents(folder)
    command = ("update", "1-1", "1-2", "--add", "tags=both")
    with (folder / CARD).open("rb"):
        done = call(AS_WINDOWS, folder, *command)
        card = (folder / CARD).resolve()
        assert done.returncode == 4
        assert done.stderr.decode() == (
            f"cardctl: cannot write {card}: Access is denied\n"
            "  = if another program has the file open, close it there and try again\n"
        )
    assert contents(folder) == before
    assert not (folder / "cards/.cardctl/journal").exists()
    assert call(AS_WINDOWS, folder, *command).returncode == 0
    after = contents(folder)
    assert {path for path, content in after.items() if content != before.get(path)} == {CARD, other}


@on_linux
def test_report_open_in_another_program_is_not_replaced(folder: Path) -> None:
    (folder / "report.html").write_bytes(b"the last one")
    with (folder / "report.html").open("rb"):
        command = ("report", "--meeting", "2", "-o", "report.html", "--force")
        done = call(AS_WINDOWS, folder, *command)
        assert done.returncode == 4
        assert b"close it there and try again" in done.stderr
    assert (folder / "report.html").read_bytes() == b"the last one"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".cardctl-")] == []


@on_linux
def test_link_is_not_followed_on_a_system_without_nofollow(folder: Path) -> None:
    (folder / "elsewhere.yaml").write_bytes((folder / CARD).read_bytes())
    (folder / CARD).unlink()
    (folder / CARD).symlink_to(folder / "elsewhere.yaml")
    done = call(AS_WINDOWS, folder, "validate")
    assert done.returncode == 1
    assert b"CC113" in done.stdout
    assert call(AS_WINDOWS, folder, *DUE).returncode != 0
    assert b"2031" not in (folder / "elsewhere.yaml").read_bytes()


@on_linux
def test_interrupted_change_is_rolled_back(folder: Path) -> None:
    """The process exits between the writes of two files."""
    before = contents(folder)
    code = (
        "import os; from cardctl.store.atomic.journal import JournalStep as Step; do = Step.do\n"
        "def die(step, root): do(step, root); os._exit(9)\n"
        f"Step.do = die; {RUN}"
    )
    command = [*AS_WINDOWS, "-c", code, "update", "1-1", "1-2", "--add", "tags=both"]
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 9
    assert contents(folder) != before
    done = call(AS_WINDOWS, folder, "list")
    assert b"rolled back an interrupted change" in done.stderr
    assert contents(folder) == before
