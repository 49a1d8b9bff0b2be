"""The hooks, run by pre-commit itself in a repository of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.registers import FILES, process, small_register

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.skipif(
    not (BIN / "pre-commit").exists(), reason="pre-commit is not installed beside this Python"
)


@dataclass(frozen=True)
class Repository:
    """A repository with a register, in which pre-commit is at work, and the state it keeps."""

    top: Path
    home: Path

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.top,
            env={
                "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
                "HOME": str(self.home),
                "PRE_COMMIT_HOME": str(self.home),
                "CARDCTL_LANG": "en",
                **{k: v for k, v in os.environ.items() if k.startswith("PIP_")},
                **environment,
            },
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(
            "git", "-c", "user.name=Kim", "-c", "user.email=kim@example.org", *arguments
        )

    def commit(self, **environment: str) -> tuple[bool, str]:
        """Commit everything: whether it went through, and what was said."""
        self.git("add", "--all")
        done = self.run(
            *("git", "-c", "user.name=Kim", "-c", "user.email=kim@example.org"),
            *("commit", "--message", "change"),
            **environment,
        )
        return done.returncode == 0, done.stdout + done.stderr

    def card(self, old: str, new: str, name: str = "M01-002") -> None:
        """Change a card by hand."""
        path = self.top / f"cards/M01/{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Make a repository whose register came with `--with hooks`, all committed."""
    folder = tmp_path_factory.mktemp("hooks")
    made = Repository(folder / "office", folder / "home")
    made.top.mkdir()
    made.home.mkdir()
    made.git("init", "--quiet")
    small_register(made.top)
    assert process("init", "cards", "--with", "hooks", cwd=made.top).returncode == 0
    assert made.run("pre-commit", "install").returncode == 0
    good, said = made.commit()
    assert good, said
    assert "cardctl validate" in said
    return made


@pytest.fixture
def repository(first: Repository, tmp_path: Path) -> Repository:
    """Give a copy of that repository."""
    shutil.copytree(first.top, tmp_path / "office")
    return Repository(tmp_path / "office", first.home)


def test_a_good_commit_goes_through_and_a_broken_card_does_not(repository: Repository) -> None:
    repository.card("title: 수질 측정망 확대", "title: 수질 측정망의 확대")
    assert repository.commit()[0]
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    good, said = repository.commit()
    assert not good
    assert "CC203" in said
    assert "did you mean 'registered'?" in said


def test_what_is_not_in_the_commit_is_not_judged(repository: Repository) -> None:
    repository.card("title: 수질 측정망 확대", "title: 수질 측정망의 확대")
    repository.git("add", "--all")
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    assert repository.git("commit", "--message", "one half").returncode == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        (
            "M01-003", "by: ulsan\n    text: {en: The gauges are in place.",
            "by: ulsan\n    text: {en: The gauges stand.", "CC604",
        ),
        ("M01-004", "withdrawn, note: Not needed.", "withdrawn, note: Not wanted.", "CC506"),
    ],
)  # fmt: skip
def test_a_past_that_is_rewritten_does_not(
    repository: Repository, name: str, old: str, new: str, code: str
) -> None:
    repository.card(old, new, name)
    good, said = repository.commit()
    assert not good
    assert code in said


def test_a_card_that_is_deleted_is_seen_though_no_file_is_left(repository: Repository) -> None:
    (repository.top / "cards/M01/M01-004.yaml").unlink()
    good, said = repository.commit()
    assert not good
    assert "CC508" in said


def test_a_commit_beside_the_register_goes_through(repository: Repository) -> None:
    (repository.top / "minutes.txt").write_text("Held.\n", encoding="utf-8")
    assert repository.commit()[0]


def test_a_legal_move_by_the_program_goes_through(repository: Repository) -> None:
    moved = repository.run("cardctl", "--today", "2024-08-01", "update", "1-2", "--lead", "busan")
    assert moved.returncode == 0, moved.stderr
    assert repository.commit()[0]


def test_without_the_program_nothing_is_committed_unchecked(repository: Repository) -> None:
    git = shutil.which("git")
    assert git is not None
    repository.card("title: 수질 측정망 확대", "title: 수질 측정망의 확대")
    good, said = repository.commit(PATH=str(Path(git).parent))
    assert (good, "`cardctl` not found" in said) == (False, True)


# What this repository offers to others ----------------------------------------------------------


def offered(folder: Path, *names: str) -> str:
    """Make a repository of these files of the project, and give its one commit."""
    folder.mkdir()
    for name in names:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    here = Repository(folder, folder)
    here.git("init", "--quiet")
    here.git("add", "--all")
    assert here.git("commit", "--quiet", "--message", "offer").returncode == 0
    return here.git("rev-parse", "HEAD").stdout.strip()


def use(repository: Repository, source: Path, commit: str, **keys: str) -> None:
    """Take the hooks from *source*; *keys* go to each of them."""
    more = "".join(f"\n        {key}: {value}" for key, value in keys.items())
    hooks = "".join(
        f"\n      - id: {name}{more}" for name in ("cardctl-validate", "cardctl-schema")
    )
    config = f"repos:\n  - repo: {source}\n    rev: {commit}\n    hooks:{hooks}\n"
    (repository.top / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    assert repository.run("cardctl", "schema", "--write").returncode == 0


def test_the_hooks_of_the_manifest_do_what_they_say(repository: Repository, tmp_path: Path) -> None:
    commit = offered(tmp_path / "offer", ".pre-commit-hooks.yaml")
    use(repository, tmp_path / "offer", commit, language="system")
    good, said = repository.commit()
    assert good, said
    assert "cardctl schema --check" in said
    (repository.top / "schemas/card.schema.json").write_text("{}\n", encoding="utf-8")
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    good, said = repository.commit()
    assert not good
    assert "CC203" in said
    assert "out of date: card.schema.json" in said


def test_the_hooks_are_installed_by_pre_commit_itself(
    repository: Repository, tmp_path: Path
) -> None:
    commit = offered(
        tmp_path / "offer",
        *(".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "cardctl"),
    )
    use(repository, tmp_path / "offer", commit)
    if "pip" in (done := repository.run("pre-commit", "install-hooks")).stdout and done.returncode:
        pytest.skip("pip cannot install cardctl here: it needs its libraries from an index")
    good, said = repository.commit()
    assert good, said
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    good, said = repository.commit()
    assert not good
    assert "CC203" in said


def test_every_file_of_the_test_register_is_in_the_repository(repository: Repository) -> None:
    tracked = repository.git("ls-files", "cards").stdout.split()
    assert tracked == sorted(f"cards/{path}" for path in FILES)
