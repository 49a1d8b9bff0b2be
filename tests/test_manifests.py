"""The files by which others use this project: well formed, true to the program, and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from support.registers import small_register

from cardctl.app.scaffold import ADDITIONS
from cardctl.cli.app import COMMANDS, MODULES

ROOT = Path(__file__).resolve().parents[1]
CARDCTL = Path(sys.executable).with_name("cardctl")

HOOKS, ACTION, GITLAB = (
    ROOT / n for n in (".pre-commit-hooks.yaml", "action.yml", ".ci/gitlab.yml")
)
MANIFESTS = {
    **{path.name: path.read_text(encoding="utf-8") for path in (HOOKS, ACTION, GITLAB)},
    **{path.name: path.read_text("utf-8") for path in (ROOT / ".github/workflows").glob("*.yml")},
    **{
        f"init --with {name}": text
        for name in ADDITIONS
        for path, text in ADDITIONS[name](ROOT / "cards").items()
        if path.endswith((".yml", ".yaml"))
    },
}
"""Every file of YAML that says how the program is run, and those that it writes for others."""
DOCUMENTATION = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def read(name: str) -> Any:
    return yaml.safe_load(MANIFESTS[name])


# What they say ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MANIFESTS)
def test_it_is_yaml_without_a_key_twice(name: str) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Strict.add_constructor("tag:yaml.org,2002:map", mapping)
    assert yaml.load(MANIFESTS[name], Strict)


def commands(text: str) -> Iterator[tuple[str, set[str]]]:
    """Give each command of the program that *text* runs, with the options that it gives it."""
    lines = re.sub(r" *\\\n *", " ", re.sub(r" +#.*", "", text)).splitlines()
    for line in lines:
        for word in re.findall(r"cardctl\b\S*((?: +[^|>&\s]+)+)", line):
            words = re.sub(r"\$\{\w+:\+(.*?)\}", r"\1", word).split()
            name = next((one for one in words if one in COMMANDS), None)
            if name is not None:
                yield name, {one.partition("=")[0] for one in words if one.startswith("--")}


def known_options(command: str) -> set[str]:
    module = import_module(f"cardctl.cli.{MODULES.get(command, command)}")
    parameters = typer.main.get_command(module.app).params
    return {name for parameter in parameters for name in parameter.opts}


@pytest.mark.parametrize("name", [n for n in MANIFESTS if n != "ci.yml"])
def test_its_commands_and_their_options_are_the_programs(name: str) -> None:
    found = list(commands(MANIFESTS[name]))
    assert found
    for command, options in found:
        assert options <= known_options(command)


def test_what_is_run_is_seen() -> None:
    text = (
        'x: "$TMP/bin/cardctl" ${R:+-C "$R"} \\\n  validate ${S:+--since "$S"} >a || true\n'
        "  cardctl -C b schema --check --stale | cat  # cardctl list\n"
    )
    assert list(commands(text)) == [("validate", {"--since"}), ("schema", {"--check", "--stale"})]
    assert not {"--stale"} <= known_options("schema")


@pytest.mark.parametrize("name", MANIFESTS)
def test_where_the_past_is_compared_all_of_it_is_fetched(name: str) -> None:
    text = MANIFESTS[name]
    if "actions/checkout" in text:
        assert "fetch-depth: 0" in text
    elif "image:" in text:
        assert 'GIT_DEPTH: "0"' in text


def test_hooks_look_at_every_commit() -> None:
    """A card that is deleted leaves pre-commit no file to pass."""
    local = [hook for repo in read("init --with hooks")["repos"] for hook in repo["hooks"]]
    for hook in (*read(HOOKS.name), *local):
        assert (hook["always_run"], hook["pass_filenames"]) == (True, False)


def test_what_comes_into_a_script_comes_in_as_a_variable() -> None:
    """An expression would be put into the script's text, and run."""
    for step in read(ACTION.name)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_documentation_names_what_can_be_named() -> None:
    named = [
        *(hook["id"] for hook in read(HOOKS.name)),
        *read(ACTION.name)["inputs"],
        *set(re.findall(r"\bCARDCTL\w*", MANIFESTS[GITLAB.name])),
    ]
    assert [name for name in named if f"`{name}`" not in DOCUMENTATION] == []
    assert [name for name in ADDITIONS if f"--with {name}" not in DOCUMENTATION] == []


# What they do -----------------------------------------------------------------------------------


class Office:
    """A repository with a small register on a branch, as a CI system has checked it out."""

    def __init__(self, folder: Path) -> None:
        self.top = folder / "office"
        self.tools = folder / "tools"
        self.top.mkdir()
        self.tools.mkdir()
        self.root = small_register(self.top)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()
        self.git("switch", "--quiet", "--create", "change")
        self.tool("bin/pip", "exit 0")
        self.tool("bin/cardctl", f'exec "{CARDCTL}" --today 2024-08-01 "$@"')

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
        subprocess.run(["git", "-C", self.top, *who, *arguments], check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def tool(self, name: str, script: str) -> None:
        path = self.tools / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def break_a_card(self) -> None:
        path = self.root / "M01/M01-004.yaml"
        path.write_text(
            path.read_text("utf-8").replace("- {date: 2024-03-05", "- {date: 2024-03-04")
        )
        self.commit()

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.top,
            env={
                "PATH": os.pathsep.join([str(self.tools / "bin"), os.environ["PATH"]]),
                "HOME": str(self.tools),
                "CARDCTL_LANG": "en",
                **variables,
            },
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


ON_GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_BASE_REF": "main",
    "GITHUB_EVENT_NAME": "pull_request",
}
ON_GITLAB = {"GITLAB_CI": "true", "CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}


def action_step() -> str:
    """Give the script of the action's last step."""
    return str(read(ACTION.name)["runs"]["steps"][-1]["run"])


def in_the_action(office: Office, **inputs: str) -> subprocess.CompletedProcess[str]:
    given = {"REGISTER": "", "SINCE": "auto", "ARGS": "", **inputs}
    office.git("update-ref", "refs/remotes/origin/main", "main")
    return office.run(action_step(), RUNNER_TEMP=str(office.tools), **ON_GITHUB, **given)


def test_the_action_lets_a_good_change_through_and_no_other(office: Office) -> None:
    office.tool("cardctl/bin/cardctl", f'exec "{CARDCTL}" --today 2024-08-01 "$@"')
    good = in_the_action(office)
    assert good.returncode == 0, good.stdout + good.stderr
    office.break_a_card()
    bad = in_the_action(office)
    assert bad.returncode == 1
    assert "::error file=cards/M01/M01-004.yaml,line=" in bad.stdout
    assert in_the_action(office, SINCE="").returncode == 0


@pytest.fixture
def recorder(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.tool("cardctl/bin/cardctl", 'printf "<%s>" "$@"')
    return made


def test_inputs_are_words_and_nothing_more(recorder: Office) -> None:
    assert in_the_action(recorder).stdout == "<validate><--since><auto>"
    given = in_the_action(
        recorder, REGISTER="a b; touch x", SINCE="$(touch y)", ARGS="--strict --select `z` *"
    )
    assert given.stdout == (
        "<-C><a b; touch x><validate><--since><$(touch y)><--strict><--select><`z`><*>"
    )
    assert sorted(path.name for path in recorder.top.iterdir()) == [".git", "cards"]


def test_the_action_installs_what_it_came_with(recorder: Office) -> None:
    """With the real Python; pip is a stub, that nothing has to be fetched."""
    (step,) = (s for s in read(ACTION.name)["runs"]["steps"] if s.get("name") == "Install cardctl")
    script = step["run"].replace("-m venv", '-c "pass"')
    recorder.tool("cardctl/bin/pip", 'printf "<%s>" "$@"')
    done = recorder.run(
        script, PYTHON=sys.executable, RUNNER_TEMP=str(recorder.tools), GITHUB_ACTION_PATH="/a b"
    )
    assert (done.returncode, done.stdout) == (0, "<install><--quiet></a b>")


GITLAB_JOBS = [(GITLAB.name, "cardctl"), ("init --with gitlab", "cards")]


@pytest.mark.parametrize(("name", "job"), GITLAB_JOBS)
def test_the_gitlab_job_lets_a_good_change_through_and_no_other(
    office: Office, name: str, job: str
) -> None:
    office.git("update-ref", "refs/remotes/origin/main", "main")
    script = "\n".join(read(name)[job]["script"])
    report = office.top / read(name)[job]["artifacts"]["reports"]["codequality"]
    good = office.run(script, CARDCTL="x", **ON_GITLAB)
    assert good.returncode == 0, good.stdout + good.stderr
    office.break_a_card()
    bad = office.run(script, CARDCTL="x", **ON_GITLAB)
    assert bad.returncode == 1
    assert "cards/M01/M01-004.yaml:" in bad.stdout
    findings = json.loads(report.read_text(encoding="utf-8"))
    assert "cards/M01/M01-004.yaml" in {finding["location"]["path"] for finding in findings}


@pytest.mark.parametrize("name", [name for name, _ in GITLAB_JOBS] + ["init --with ci"])
def test_without_a_source_nothing_is_installed_from_anywhere(office: Office, name: str) -> None:
    """The name alone could be anybody's on an index."""
    (line,) = re.findall(r"pip install .+", MANIFESTS[name])
    done = office.run(line, CARDCTL="")
    assert done.returncode != 0
    assert "where pip gets cardctl from" in done.stderr
    assert office.run(line, CARDCTL="git+https://git.example.org/cardctl@v1").returncode == 0


def test_the_workflow_of_init_lets_a_good_change_through_and_no_other(office: Office) -> None:
    office.git("update-ref", "refs/remotes/origin/main", "main")
    script = read("init --with ci")["jobs"]["validate"]["steps"][-1]["run"]
    good = office.run(script, **ON_GITHUB)
    assert good.returncode == 0, good.stdout + good.stderr
    office.break_a_card()
    assert office.run(script, **ON_GITHUB).returncode == 1


# This repository's own --------------------------------------------------------------------------


@pytest.mark.parametrize("path", [".vscode/settings.json", ".vscode/extensions.json"])
def test_the_editors_settings_are_those_that_init_gives(path: str) -> None:
    made = ADDITIONS["vscode"](ROOT / "cards")[path]
    assert (ROOT / path).read_text(encoding="utf-8") == made


def test_each_file_of_the_register_has_its_schema_in_the_editor() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    files = {path.relative_to(ROOT) for path in (ROOT / "cards").rglob("*.yaml")}
    assert files
    for file in files:
        (schema,) = [name for name, glob in settings["yaml.schemas"].items() if file.match(glob)]
        assert (ROOT / schema).is_file()
        first = (ROOT / file).read_text(encoding="utf-8").splitlines()[0]
        assert first.endswith(Path(schema).name), "the file's own first line says another"


def test_this_repositorys_cards_go_through_its_own_action() -> None:
    assert {"uses": "./"} in read("ci.yml")["jobs"]["cards"]["steps"]
