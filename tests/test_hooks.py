"""The hooks, run by pre-commit in a temporary repository."""

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
    """A repository with a register and pre-commit installed, and its home folder."""

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
        """Commit everything; return whether it succeeded, and the output."""
        self.git("add", "--all")
        done = self.run(
            *("git", "-c", "user.name=Kim", "-c", "user.email=kim@example.org"),
            *("commit", "--message", "change"),
            **environment,
        )
        return done.returncode == 0, done.stdout + done.stderr

    def card(self, old: str, new: str, name: str = "M01-002") -> None:
        """Change the text of a card."""
        path = self.top / f"cards/M01/{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Create a repository with a register and `init --with hooks`, all committed."""
    folder = tmp_path_factory.mktemp("hooks")
    made = Repository(folder / "office", folder / "home")
    made.top.mkdir()
    made.home.mkdir()
    made.git("init", "--quiet")
    small_register(made.top)
    assert process("init", "cards", "--with", "hooks", cwd=made.top).returncode == 0
    assert made.run("pre-commit", "install").returncode == 0
    passed, output = made.commit()
    assert passed, output
    assert "cardctl validate" in output
    return made


@pytest.fixture
def repository(first: Repository, tmp_path: Path) -> Repository:
    """Return a copy of that repository."""
    shutil.copytree(first.top, tmp_path / "office")
    return Repository(tmp_path / "office", first.home)


def test_valid_commit_passes_and_a_broken_card_does_not(repository: Repository) -> None:
    repository.card("x-own: kept", "x-own: changed")
    assert repository.commit()[0]
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    passed, output = repository.commit()
    assert not passed
    assert "CC203" in output
    assert "did you mean 'registered'?" in output


def test_unstaged_changes_are_not_checked(repository: Repository) -> None:
    repository.card("x-own: kept", "x-own: changed")
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
def test_rewritten_history_is_refused(
    repository: Repository, name: str, old: str, new: str, code: str
) -> None:
    repository.card(old, new, name)
    passed, output = repository.commit()
    assert not passed
    assert code in output


def test_deleted_card_is_noticed(repository: Repository) -> None:
    (repository.top / "cards/M01/M01-004.yaml").unlink()
    passed, output = repository.commit()
    assert not passed
    assert "CC508" in output


def test_commit_outside_the_register_passes(repository: Repository) -> None:
    (repository.top / "minutes.txt").write_text("Held.\n", encoding="utf-8")
    assert repository.commit()[0]


def test_change_by_the_program_passes(repository: Repository) -> None:
    moved = repository.run("cardctl", "--today", "2024-08-01", "update", "1-2", "--lead", "busan")
    assert moved.returncode == 0, moved.stderr
    assert repository.commit()[0]


def test_commit_fails_if_the_program_is_missing(repository: Repository) -> None:
    git = shutil.which("git")
    assert git is not None
    repository.card("x-own: kept", "x-own: changed")
    passed, output = repository.commit(PATH=str(Path(git).parent))
    assert (passed, "`cardctl` not found" in output) == (False, True)


# Hooks for other repositories -------------------------------------------------------------------


def publish(folder: Path, *names: str) -> str:
    """Create a repository with these files of the project; return its commit."""
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
    """Use the hooks of *source*; add *keys* to each of them."""
    more = "".join(f"\n        {key}: {value}" for key, value in keys.items())
    hooks = "".join(
        f"\n      - id: {name}{more}" for name in ("cardctl-validate", "cardctl-schema")
    )
    config = f"repos:\n  - repo: {source}\n    rev: {commit}\n    hooks:{hooks}\n"
    (repository.top / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")


def test_hooks_of_the_manifest_work(repository: Repository, tmp_path: Path) -> None:
    commit = publish(tmp_path / "offer", ".pre-commit-hooks.yaml")
    assert repository.run("cardctl", "schema", "--write").returncode == 0
    use(repository, tmp_path / "offer", commit, language="system")
    passed, output = repository.commit()
    assert passed, output
    assert "cardctl schema --check" in output
    (repository.top / "schemas/card.schema.json").write_text("{}\n", encoding="utf-8")
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    passed, output = repository.commit()
    assert not passed
    assert "CC203" in output
    assert "out of date: card.schema.json" in output


def test_both_hooks_pass_on_a_new_register(tmp_path: Path) -> None:
    commit = publish(tmp_path / "offer", ".pre-commit-hooks.yaml")
    made = Repository(tmp_path / "office", tmp_path / "home")
    made.top.mkdir()
    made.home.mkdir()
    made.git("init", "--quiet")
    assert made.run("cardctl", "init", "cards", "--lang", "ko", "--with", "hooks").returncode == 0
    made.git("add", "--all")
    assert made.run("pre-commit", "run", "--all-files").returncode == 0
    use(made, tmp_path / "offer", commit, language="system")
    assert made.run("pre-commit", "install").returncode == 0
    passed, output = made.commit()
    assert passed, output
    assert "cardctl schema --check" in output


def test_hooks_can_be_installed_by_pre_commit(repository: Repository, tmp_path: Path) -> None:
    commit = publish(
        tmp_path / "offer",
        *(".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "cardctl"),
    )
    use(repository, tmp_path / "offer", commit)
    assert repository.run("cardctl", "schema", "--write").returncode == 0
    if "pip" in (done := repository.run("pre-commit", "install-hooks")).stdout and done.returncode:
        pytest.skip("pip cannot install cardctl here: it needs its libraries from an index")
    passed, output = repository.commit()
    assert passed, output
    repository.card("state: registered\nhistory", "state: registred\nhistory")
    passed, output = repository.commit()
    assert not passed
    assert "CC203" in output


def test_every_file_of_the_test_register_is_committed(repository: Repository) -> None:
    tracked = repository.git("ls-files", "cards").stdout.split()
    assert tracked == sorted(f"cards/{path}" for path in FILES)
