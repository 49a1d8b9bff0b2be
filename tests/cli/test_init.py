"""`cardctl init`: creates a valid register, and never overwrites an existing one."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from support.registers import run, small_register
from typer.testing import Result

from cardctl.app.scaffold import BUILD_REQUIREMENTS
from cardctl.app.starter import CARD
from cardctl.vcs.ci import RUNS_WITH_A_BASE, base_of_ci

ROOT = Path(__file__).resolve().parents[2]
FILES = ["M01/M01-001.yaml", "M01/meeting.yaml", "agencies.yaml", "cardctl.yaml"]
SCHEMAS = [
    f"schemas/{name}.schema.json" for name in ("card", "meeting", "agencies", "cardctl", "names")
]
"""What editors read; inside the register, or beside one that is called cards."""


def files(root: Path) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and ".cardctl" not in path.parts
    )


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_new_register_has_no_findings_at_all(tmp_path: Path, lang: str) -> None:
    root = tmp_path / "new" / "board"
    made = run("init", str(root), "--lang", lang)
    assert made.exit_code == 0, made.stderr
    assert files(root) == [*FILES, *sorted(SCHEMAS)]
    checked = run("validate", "--strict", "--format", "concise", root=root)
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert run("report", "--meeting", "2", root=root, lang=lang).exit_code == 0


def test_a_register_may_begin_with_any_meeting(tmp_path: Path) -> None:
    root = tmp_path / "board"
    made = run("init", str(root), "--first-meeting", "12")
    assert made.exit_code == 0, made.stderr
    assert files(root)[:2] == ["M12/M12-001.yaml", "M12/meeting.yaml"]
    assert "first_meeting: 12\n" in (root / "cardctl.yaml").read_text(encoding="utf-8")
    assert "meeting add 13\n" in made.stderr
    checked = run("validate", "--strict", "--format", "concise", root=root)
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "meeting 13" in run("report", root=root, lang="en").stdout.splitlines()[0]
    assert run("meeting", "add", "13", root=root).exit_code == 0
    assert run("update", "12-1", "--result", "Begun", root=root).exit_code == 0
    assert "meeting: 13" in (root / "M12/M12-001.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", ["0", "9001", "-1", "x"])
def test_the_number_of_the_first_meeting_is_checked(tmp_path: Path, number: str) -> None:
    made = run("init", str(tmp_path / "a"), "--first-meeting", number)
    assert made.exit_code == 2, made.stderr
    assert not (tmp_path / "a").exists()
    assert run("init", str(tmp_path / "a")).exit_code == 0
    assert "first_meeting" not in (tmp_path / "a/cardctl.yaml").read_text(encoding="utf-8")
    again = run("init", str(tmp_path / "a"), "--first-meeting", "2", "--with", "ci")
    assert again.exit_code == 3


def test_comments_in_new_files_are_in_the_selected_language(tmp_path: Path) -> None:
    run("init", str(tmp_path / "a"), "--body", "항만: 협의회", lang="ko")
    text = (tmp_path / "a/cardctl.yaml").read_text(encoding="utf-8")
    assert 'body: "항만: 협의회"' in text
    assert "languages: [ko]" in text
    for name in FILES:
        lines = (tmp_path / "a" / name).read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# yaml-language-server: $schema=")
        assert any("가" <= char <= "힣" for line in lines[1:] if "# " in line for char in line)


@pytest.mark.parametrize("place", ["board", "cards"])
def test_schemas_are_written_where_the_files_refer_to_them(tmp_path: Path, place: str) -> None:
    root = tmp_path / place
    run("init", str(root))
    assert run("schema", "--check", root=root).exit_code == 0
    assert run("schema", "--write", root=root).stdout == ""
    for name in FILES:
        first = (root / name).read_text(encoding="utf-8").splitlines()[0]
        assert ((root / name).parent / first.partition("$schema=")[2]).is_file()


def test_paths_go_to_stdout_and_next_steps_to_stderr(tmp_path: Path) -> None:
    made = run("init", str(tmp_path / "b"))
    assert [Path(line) for line in made.stdout.splitlines()] == [
        tmp_path / "b" / name
        for name in ("cardctl.yaml", "agencies.yaml", FILES[1], CARD, *SCHEMAS)
    ]
    assert f"cardctl -C {tmp_path / 'b'} validate" in made.stderr


def test_no_register_is_created_over_or_inside_another(tmp_path: Path) -> None:
    run("init", str(tmp_path / "a" / "cards"))
    before = (tmp_path / "a/cards/cardctl.yaml").read_bytes()
    for place in ("a/cards", "a", "a/cards/M01", "a/cards/deeper/still"):
        again = run("init", str(tmp_path / place), "--body", "Another")
        assert (again.exit_code, again.stdout) == (3, "")
        assert "a register already exists" in again.stderr
    assert (tmp_path / "a/cards/cardctl.yaml").read_bytes() == before
    assert files(tmp_path / "a") == sorted([*(f"cards/{name}" for name in FILES), *SCHEMAS])
    assert run("init", str(tmp_path / "a" / "beside")).exit_code == 0


def test_existing_files_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text("mine\n", encoding="utf-8")
    made = run("init", str(tmp_path))
    assert made.exit_code == 3
    assert "agencies.yaml already exists" in made.stderr
    assert files(tmp_path) == ["agencies.yaml"]


def test_unknown_language_and_impossible_folder_are_refused(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "x"), "--lang", "kr").exit_code == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("init", str(tmp_path / "file" / "x")).exit_code == 4


# --with -----------------------------------------------------------------------------------------


def paths(made: Result) -> list[str]:
    """Return the paths that init printed, relative to the current folder."""
    return [Path(line).as_posix() for line in made.stdout.splitlines()]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


ADDED = {
    "ci": [".github/workflows/cards.yml"],
    "gitlab": [".gitlab-ci.yml"],
    "pages": [".github/workflows/pages.yml", ".gitlab/pages.yml"],
    "tables": [".github/workflows/tables.yml", ".gitlab/tables.yml"],
    "lock": ["cardctl.in"],
    "hooks": [".pre-commit-config.yaml"],
    "agents": ["AGENTS.md"],
    "vscode": [".vscode/settings.json", ".vscode/extensions.json"],
}


def test_guide_for_agents_is_in_the_language_of_the_register_and_its_commands_run(
    here: Path,
) -> None:
    run("init", "cards")
    english = run("init", "--with", "agents", lang="ko")
    assert paths(english) == ADDED["agents"]
    text = Path("AGENTS.md").read_text("utf-8")
    assert "append-only" in text
    assert not any("가" <= char <= "힣" for char in text)
    run("meeting", "add", "2")
    shown = json.loads(run("show", "1-1", "--json").stdout)["data"]
    lines = [line for line in text.splitlines() if line.startswith("cardctl ")]
    assert len(lines) == 9
    for line in lines:
        command = line.replace("HASH", shown["hash"]).replace("CODE", "office")
        done = run(*shlex.split(command)[1:])
        assert done.exit_code == (3 if "in_progress" in line else 0), (line, done.output)
    run("init", "board", "--lang", "ko")
    Path("board/.git").mkdir()
    run("init", "board", "--with", "agents")
    assert "이 과제대장에서 작업하기" in Path("board/AGENTS.md").read_text("utf-8")


def test_ci_runs_on_every_event_with_a_known_base(here: Path) -> None:
    run("init", "cards", "--with", "ci", "--with", "gitlab")
    workflow = yaml.safe_load(Path(ADDED["ci"][0]).read_text("utf-8"))
    events = workflow[True]  # YAML 1.1 reads `on` as a boolean
    assert set(events) == {"push", "pull_request_target", "merge_group", "workflow_dispatch"}
    assert set(events) - {"workflow_dispatch"} <= RUNS_WITH_A_BASE["GITHUB_EVENT_NAME"]
    assert base_of_ci({"GITHUB_EVENT_NAME": "workflow_dispatch"}) is None
    rules = yaml.safe_load(Path(ADDED["gitlab"][0]).read_text("utf-8"))["cards"]["rules"]
    assert rules[0] == {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}


@pytest.mark.parametrize("addition", ADDED)
def test_additions_are_written_only_at_the_repository_root(here: Path, addition: str) -> None:
    made = run("init", "cards", "--with", addition)
    assert made.exit_code == 0, made.stderr
    assert paths(made)[len(FILES) + len(SCHEMAS) :] == ADDED[addition]
    register = [*(f"cards/{name}" for name in FILES), *SCHEMAS]
    assert files(here) == sorted([*register, *ADDED[addition]])
    assert run("validate", "--strict", root=here / "cards").exit_code == 0


def test_additions_are_written_once_to_an_existing_register(here: Path) -> None:
    run("init", "cards")
    first = run("init", "cards", "--with", "hooks", "--with", "ci", "--with", "hooks")
    assert (first.exit_code, paths(first)) == (0, ADDED["hooks"] + ADDED["ci"])
    Path(ADDED["ci"][0]).write_text("mine\n", encoding="utf-8")
    again = run("init", "--with", "ci", "--with", "vscode")
    assert (again.exit_code, paths(again)) == (0, ADDED["vscode"])
    assert f"{ADDED['ci'][0]} already exists and is left unchanged" in again.stderr
    assert Path(ADDED["ci"][0]).read_text(encoding="utf-8") == "mine\n"


def test_the_editor_gets_schemas_that_are_missing(here: Path) -> None:
    small_register(here)
    assert paths(run("init", "--with", "vscode")) == [*ADDED["vscode"], *SCHEMAS]
    for name in ("schemas/card.schema.json", SCHEMAS[-1]):
        (here / name).unlink()
    (here / "schemas/meeting.schema.json").write_text("mine\n", encoding="utf-8")
    assert paths(run("init", "--with", "vscode")) == [SCHEMAS[0], SCHEMAS[-1]]
    assert (here / "schemas/meeting.schema.json").read_text("utf-8") == "mine\n"


def test_pages_are_added_with_what_is_to_be_done_next(here: Path) -> None:
    run("init", "cards")
    (here / ".gitlab").mkdir()
    (here / ".gitlab/pages.yml").write_text("mine\n", encoding="utf-8")
    made = run("init", "--with", "pages")
    assert (made.exit_code, paths(made)) == (0, ADDED["pages"][:1])
    assert ".gitlab/pages.yml already exists and is left unchanged" in made.stderr
    assert "in .gitlab-ci.yml, add the line include: .gitlab/pages.yml" in made.stderr
    assert (here / ".gitlab/pages.yml").read_text("utf-8") == "mine\n"


def test_tables_are_added_with_what_is_to_be_done_next(here: Path) -> None:
    run("init", "cards")
    made = run("init", "--with", "tables")
    assert (made.exit_code, paths(made)) == (0, ADDED["tables"])
    assert "in .gitlab-ci.yml, add the line include: .gitlab/tables.yml" in made.stderr
    assert "next: name the register, the country first: cardctl init --name kr.clcm" in made.stderr
    assert run("init", "--name", "kr.clcm").exit_code == 0
    assert "--name" not in run("init", "--with", "tables").stderr


def test_second_register_is_refused_even_with_additions(here: Path) -> None:
    run("init", "cards")
    again = run("init", "cards", "--with", "ci", "--body", "Another")
    assert (again.exit_code, again.stdout) == (3, "")
    assert not Path(".github").exists()


def test_unknown_addition_is_refused_before_anything_is_written(here: Path) -> None:
    made = run("init", "cards", "--with", "ci", "--with", "hook")
    assert made.exit_code == 2
    assert "no addition 'hook'" in made.stderr
    assert "did you mean hooks?" in made.stderr
    assert files(here) == []


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("cards", "cardctl"),
        ("deep/board", "cardctl -C deep/board"),
        ("the office's", "cardctl -C 'the office'\"'\"'s'"),
        (".", "cardctl"),
    ],
)
def test_commands_name_the_register_relative_to_the_repository_root(
    here: Path, place: str, command: str
) -> None:
    (here / ".git").mkdir()
    made = run("init", place, *(f"--with={name}" for name in ADDED))
    assert made.exit_code == 0, made.stderr
    assert f"          {command} validate --since auto\n" in Path(ADDED["ci"][0]).read_text("utf-8")
    assert f"{command} validate --since" in Path(ADDED["gitlab"][0]).read_text("utf-8")
    hooks = yaml.safe_load(Path(ADDED["hooks"][0]).read_text("utf-8"))
    assert hooks["repos"][0]["hooks"][0]["entry"] == f"{command} validate --staged"
    schemas = json.loads(Path(ADDED["vscode"][0]).read_text("utf-8"))["yaml.schemas"]
    assert all(Path(schema).is_file() for schema in schemas)
    for glob in schemas.values():
        assert list(here.glob(glob)), glob


def test_additions_for_a_nested_register_go_to_the_repository_root(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / ".git").mkdir()
    (here / "deep").mkdir()
    monkeypatch.chdir(here / "deep")
    made = run("init", "board", "--with", "ci")
    assert paths(made)[-1] == f"../{ADDED['ci'][0]}"
    assert (here / ADDED["ci"][0]).is_file()


def installed_from(monkeypatch: pytest.MonkeyPatch, direct_url: dict[str, object] | None) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(direct_url) if direct_url else None

    monkeypatch.setattr(metadata, "distribution", lambda name: Installed())


COMMIT = {"vcs": "git", "commit_id": "7b19374"}


@pytest.mark.parametrize(
    ("direct_url", "source"),
    [
        (None, ""),
        ({"url": "file:///srv/cardctl", "dir_info": {}}, ""),
        ({"url": "file:///srv/cardctl", "vcs_info": COMMIT}, ""),
        (
            {"url": "https://git.example.org/cardctl", "vcs_info": COMMIT},
            "git+https://git.example.org/cardctl@7b19374",
        ),
        (
            {"url": "https://example.org/cardctl-0.1.0.tar.gz", "archive_info": {}},
            "https://example.org/cardctl-0.1.0.tar.gz",
        ),
    ],
)
def test_ci_installs_from_the_same_source_or_asks_for_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, direct_url: dict[str, object] | None, source: str
) -> None:
    installed_from(monkeypatch, direct_url)
    made = run("init", "cards", "--with", "ci")
    steps = yaml.safe_load(Path(ADDED["ci"][0]).read_text("utf-8"))["jobs"]["validate"]["steps"]
    (install,) = (step for step in steps if "pip install" in step.get("run", ""))
    assert install["env"]["CARDCTL"] == source
    assert ("where pip gets cardctl from" in made.stderr) == (not source)


def test_each_line_of_a_comment_has_the_indent_of_its_first(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "new"), lang="ko").exit_code == 0
    meeting = (tmp_path / "new" / "M01" / "meeting.yaml").read_text("utf-8")
    assert re.search(r"^  # type: .*\n  # outcome: ", meeting, re.MULTILINE)


def test_requirements_are_those_of_the_package(here: Path) -> None:
    """The lock also covers what builds cardctl; extras, such as `test`, are left out."""
    run("init", "cards", "--with", "lock")
    lines = Path("cardctl.in").read_text("utf-8").splitlines()
    named = {re.split(r"[<>=;~!]", line)[0] for line in lines if not line.startswith("#")}
    assert named == {
        "babel", "hatch-vcs", "hatchling", "pydantic", "rich", "ruamel-yaml", "ruamel-yaml-clib",
        "setuptools-scm", "typer",
    }  # fmt: skip
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(BUILD_REQUIREMENTS) == set(project["build-system"]["requires"])


# --with codeowners ------------------------------------------------------------------------------


@pytest.fixture
def owned(here: Path) -> Path:
    """The agencies of a new register, each with a team."""
    (here / ".git").mkdir()
    run("init", "cards")
    agencies = here / "cards/agencies.yaml"
    text = agencies.read_text("utf-8")
    agencies.write_text(re.sub(r"code: (\w+),", r"code: \1, owners: ['@town/\1'],", text), "utf-8")
    return agencies


def drift(root: Path) -> list[str]:
    """Return the findings on CODEOWNERS."""
    checked = run("validate", "--format", "concise", root=root)
    assert checked.exit_code == 0
    return [line for line in checked.stdout.splitlines() if "CC905" in line]


def test_code_owners_follow_the_lead_agencies(here: Path, owned: Path) -> None:
    made = run("init", "--with", "codeowners")
    assert (made.exit_code, paths(made)) == (0, ["CODEOWNERS"])
    assert drift(owned.parent) == []
    run("new", "Count the boats", "--meeting", "1", "--lead", "planning", root=owned.parent)
    (found,) = drift(owned.parent)
    assert found.startswith("CODEOWNERS:1:1: warning CC905 codeowners-drift: ")
    assert drift(owned.parent) == [found]  # from the index, too
    made = run("init", "--with", "codeowners")
    assert (made.exit_code, paths(made)) == (0, ["CODEOWNERS"])
    lines = Path("CODEOWNERS").read_text("utf-8").splitlines()
    assert lines[2:4] == ["/cards/ @town/office", "/cards/M01/M01-002.yaml @town/planning"]
    assert drift(owned.parent) == []
    again = run("init", "--with", "codeowners")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "CODEOWNERS is up to date" in again.stderr
    run("update", "1-2", "--lead", "office", root=owned.parent)
    assert len(drift(owned.parent)) == 1
    Path("CODEOWNERS").unlink()
    assert drift(owned.parent) == []


def test_code_owners_of_others_are_left_unchanged(here: Path, owned: Path) -> None:
    place = here / ".github/CODEOWNERS"
    place.parent.mkdir()
    place.write_text("* @town/all\n", "utf-8")
    assert drift(owned.parent) == []
    assert paths(run("init", "--with", "codeowners")) == [".github/CODEOWNERS"]
    assert place.read_text("utf-8").startswith(
        "* @town/all\n# cardctl codeowners of cards: begin\n"
    )
    with place.open("a", encoding="utf-8") as file:
        file.write("/docs/ @town/docs\n")
    assert drift(owned.parent) == []
    owned.write_text(owned.read_text("utf-8").replace("@town/office", "@town/clerks"), "utf-8")
    assert len(drift(owned.parent)) == 1
    assert paths(run("init", "--with", "codeowners")) == [".github/CODEOWNERS"]
    text = place.read_text("utf-8")
    assert text.startswith("* @town/all\n")
    assert text.endswith("end\n/docs/ @town/docs\n")
    assert "/cards/ @town/clerks\n" in text
    assert not (here / "CODEOWNERS").exists()


def test_code_owners_that_nobody_named_are_refused(here: Path) -> None:
    new = run("init", "cards", "--with", "ci", "--with", "codeowners")
    assert (new.exit_code, files(here)) == (3, [])
    assert "cardctl -C cards init --with codeowners" in new.stderr
    run("init", "cards")
    before = files(here)
    made = run("init", "--with", "codeowners", "--with", "ci")
    assert (made.exit_code, files(here)) == (3, before)
    assert "the secretariat office has no owners in agencies.yaml" in made.stderr


def test_code_owners_of_a_register_that_cannot_be_read_are_refused(here: Path, owned: Path) -> None:
    run("init", "--with", "codeowners")
    before = Path("CODEOWNERS").read_bytes()
    (here / "cards/M01/M01-001.yaml").write_text("id: [\n", "utf-8")
    assert run("init", "--with", "codeowners").exit_code == 3
    (here / "cards/M01/M01-001.yaml").unlink()
    Path("CODEOWNERS").write_bytes(before + b"\xff\n")
    assert run("init", "--with", "codeowners").exit_code == 4
    assert Path("CODEOWNERS").read_bytes() == before + b"\xff\n"


@pytest.mark.parametrize(
    "owner", ["office", "@a b", "@a\n* @b", "@a/", "a@example.org", "@@a", "@"]
)
def test_owners_are_teams_or_users_of_a_platform(here: Path, owned: Path, owner: str) -> None:
    """An owner becomes part of a line of CODEOWNERS."""
    text = owned.read_text("utf-8")
    owned.write_text(text.replace("'@town/office'", json.dumps(owner)), "utf-8")
    checked = run("validate", "--format", "concise")
    assert checked.exit_code == 1
    assert "CC205" in checked.stdout or "CC110" in checked.stdout
