"""Files by which other projects use cardctl: valid, consistent with the program, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
import yaml
from support.registers import run, small_register

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
        if path.endswith((".yml", ".yaml")) and name not in ("pages", "tables")
    },
    **{
        f"init --with {name}: {path}": text
        for name in ("pages", "tables")
        for path, text in ADDITIONS[name](ROOT / "cards").items()
    },
}
"""Every file of YAML that says how the program is run, and those that it writes for others."""
DOCUMENTATION = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def read(name: str) -> Any:
    return yaml.safe_load(MANIFESTS[name])


# Content ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifest_is_yaml_without_duplicate_keys(name: str) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Strict.add_constructor("tag:yaml.org,2002:map", mapping)
    assert yaml.load(MANIFESTS[name], Strict)


def commands(text: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each cardctl command that *text* runs, with its options."""
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


@pytest.mark.parametrize(
    "name", [n for n in MANIFESTS if n not in ("ci.yml", "docs.yml", "release.yml")]
)
def test_manifest_uses_existing_commands_and_options(name: str) -> None:
    found = list(commands(MANIFESTS[name]))
    assert found
    for command, options in found:
        assert options <= known_options(command)


def test_commands_in_a_manifest_are_found() -> None:
    text = (
        'x: "$TMP/bin/cardctl" ${R:+-C "$R"} \\\n  validate ${S:+--since "$S"} >a || true\n'
        "  cardctl -C b schema --check --stale | cat  # cardctl list\n"
    )
    assert list(commands(text)) == [("validate", {"--since"}), ("schema", {"--check", "--stale"})]
    assert not {"--stale"} <= known_options("schema")


@pytest.mark.parametrize("name", MANIFESTS)
def test_full_history_is_fetched_for_comparisons(name: str) -> None:
    text = MANIFESTS[name]
    if name == "docs.yml" or name.startswith(("init --with pages", "init --with tables")):
        assert "--since" not in text  # they compare nothing
    elif "actions/checkout" in text:
        assert "fetch-depth: 0" in text
    elif "image:" in text:
        assert 'GIT_DEPTH: "0"' in text


def test_hooks_run_on_every_commit() -> None:
    """If a card is deleted, pre-commit has no file to pass."""
    local = [hook for repo in read("init --with hooks")["repos"] for hook in repo["hooks"]]
    for hook in (*read(HOOKS.name), *local):
        assert (hook["always_run"], hook["pass_filenames"]) == (True, False)


USES = re.compile(r"^[ \t-]*uses: *(\S+)(.*)$", re.MULTILINE)
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
}


def used_actions() -> Iterator[tuple[str, str, str]]:
    """Yield each action of a manifest or a page: where, the action with its ref, the comment."""
    for name, text in {**MANIFESTS, **PAGES}.items():
        for action, comment in USES.findall(text):
            if action != "./":
                yield name, action, comment


def test_actions_are_pinned_by_commit_with_their_version() -> None:
    found = list(used_actions())
    assert {"ci.yml", "action.yml", "init --with ci", "docs/ci.md"} <= {name for name, *_ in found}
    loose = [
        (name, action + comment)
        for name, action, comment in found
        if not (PINNED.fullmatch(action) and re.match(r" +# v\d+\.\d+\.\d+\b", comment))
    ]
    assert loose == []


def test_each_action_has_one_version_everywhere() -> None:
    used = {
        (action.split("@")[0], action, comment.split()[1]) for _, action, comment in used_actions()
    }
    assert len({action for action, *_ in used}) == len(used), sorted(used)


def test_script_inputs_are_passed_as_variables() -> None:
    """An expression would be inserted into the text of the script, and run."""
    for step in read(ACTION.name)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_documentation_names_every_hook_input_and_variable() -> None:
    named = [
        *(hook["id"] for hook in read(HOOKS.name)),
        *read(ACTION.name)["inputs"],
        *set(re.findall(r"\bCARDCTL\w*", MANIFESTS[GITLAB.name])),
    ]
    assert [name for name in named if f"`{name}`" not in DOCUMENTATION] == []
    assert [name for name in ADDITIONS if f"--with {name}" not in DOCUMENTATION] == []


# Behaviour --------------------------------------------------------------------------------------


class Office:
    """A repository with a small register on a branch, as checked out by a CI system."""

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

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
        command = ["git", "-C", self.top, *who, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        return done.stdout.strip()

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


def action_step(name: str) -> str:
    """Return the script of a step of the action."""
    (step,) = (s for s in read(ACTION.name)["runs"]["steps"] if s.get("name") == name)
    return str(step["run"])


def run_action(
    office: Office, step: str = "Check the cards", **inputs: str
) -> subprocess.CompletedProcess[str]:
    values = {"REGISTER": "", "SINCE": "auto", "ARGS": "", **inputs}
    office.git("update-ref", "refs/remotes/origin/main", "main")
    return office.run(action_step(step), RUNNER_TEMP=str(office.tools), **ON_GITHUB, **values)


def test_action_passes_only_a_valid_change(office: Office) -> None:
    office.tool("cardctl/bin/cardctl", f'exec "{CARDCTL}" --today 2024-08-01 "$@"')
    good = run_action(office)
    assert good.returncode == 0, good.stdout + good.stderr
    office.break_a_card()
    bad = run_action(office)
    assert bad.returncode == 1
    assert "::error file=cards/M01/M01-004.yaml,line=" in bad.stdout
    assert run_action(office, SINCE="").returncode == 0


@pytest.fixture
def recorder(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.tool("cardctl/bin/cardctl", 'printf "<%s>" "$@"')
    return made


def test_action_inputs_are_not_interpreted_by_the_shell(recorder: Office) -> None:
    assert run_action(recorder).stdout == "<validate><--since><auto>"
    values = run_action(
        recorder, REGISTER="a b; touch x", SINCE="$(touch y)", ARGS="--strict --select `z` *"
    )
    assert values.stdout == (
        "<-C><a b; touch x><validate><--since><$(touch y)><--strict><--select><`z`><*>"
    )
    assert sorted(path.name for path in recorder.top.iterdir()) == [".git", "cards"]


@pytest.fixture
def action(office: Office) -> Office:
    """A repository in which the action has installed cardctl."""
    office.tool("cardctl/bin/cardctl", f'exec "{CARDCTL}" --today 2024-08-01 "$@"')
    return office


def test_action_keeps_the_report_and_shows_its_first_page(action: Office) -> None:
    files = {name: str(action.tools / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    done = run_action(action, "Write the report", REPORT="../x/report.md", **files)
    assert done.returncode == 0, done.stdout + done.stderr
    report = action.tools / "cardctl-report/report.md"
    assert report.read_text("utf-8").startswith("# ")
    assert [path.name for path in report.parent.iterdir()] == [report.name]
    page = Path(files["GITHUB_STEP_SUMMARY"]).read_text("utf-8")
    assert page.startswith("# ")
    assert len(page) < len(report.read_text("utf-8"))
    assert Path(files["GITHUB_OUTPUT"]).read_text("utf-8") == "written=true\n"


def test_a_report_that_cannot_be_written_does_not_fail_the_action(action: Office) -> None:
    files = {name: str(action.tools / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    done = run_action(action, "Write the report", REPORT="report.unknown", **files)
    assert done.returncode == 0
    assert "::warning title=cardctl::no report" in done.stdout
    assert not Path(files["GITHUB_OUTPUT"]).exists()


def test_action_writes_findings_for_code_scanning(action: Office) -> None:
    done = run_action(action, "Write the findings for code scanning", GITHUB_STEP_SUMMARY="")
    assert done.returncode == 0, done.stdout + done.stderr
    action.break_a_card()
    done = run_action(action, "Write the findings for code scanning", GITHUB_STEP_SUMMARY="")
    assert done.returncode == 0, "the step that checks fails, not this one"
    log = json.loads((action.tools / "cardctl.sarif").read_text("utf-8"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "cards/M01/M01-004.yaml"
    bad = run_action(action, "Write the findings for code scanning", SINCE="nowhere")
    assert bad.returncode != 0, "nothing to upload"


def test_action_installs_its_own_version(recorder: Office) -> None:
    """Uses the real Python; pip is a stub, so that nothing is downloaded."""
    (step,) = (s for s in read(ACTION.name)["runs"]["steps"] if s.get("name") == "Install cardctl")
    script = step["run"].replace("-m venv", '-c "pass"')
    recorder.tool("cardctl/bin/pip", 'printf "<%s>" "$@"')
    variables = {
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(recorder.tools),
        "GITHUB_ACTION_PATH": "/a b",
    }
    done = recorder.run(script, **variables)
    assert (done.returncode, done.stdout) == (0, "<install><--quiet></a b>")
    done = recorder.run(script, LOCK="my lock", **variables)
    assert done.stdout == (
        "<install><--quiet><--require-hashes><--only-binary><:all:><-r><my lock>"
        "<install><--quiet><--no-deps><--no-build-isolation></a b>"
    )


GITLAB_JOBS = [(GITLAB.name, "cardctl"), ("init --with gitlab", "cards")]


@pytest.mark.parametrize(("name", "job"), GITLAB_JOBS)
def test_gitlab_job_passes_only_a_valid_change(office: Office, name: str, job: str) -> None:
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


INSTALLING = [name for name, _ in GITLAB_JOBS] + ["init --with ci"]
LOCKED = (
    "<install><--require-hashes><--only-binary><:all:><-r>",
    "<install><--no-deps><--no-build-isolation><git+https://git.example.org/cardctl@1>",
)


def install_script(name: str) -> str:
    """Return the script that installs cardctl; pip prints its arguments, but for `--quiet`."""
    if name == "init --with ci":
        (step,) = (s for s in workflow_steps() if s.get("name") == "Install cardctl")
        return str(step["run"])
    job = dict(GITLAB_JOBS)[name]
    lines = [line for line in read(name)[job]["script"] if "validate" not in line]
    return "\n".join(lines)


def install(office: Office, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    office.tool("bin/pip", 'printf "<%s>" "$@" | sed "s/<--quiet>//"; echo')
    return office.run(install_script(name), **variables)


@pytest.mark.parametrize("name", INSTALLING)
def test_nothing_is_installed_without_a_source(office: Office, name: str) -> None:
    """On a package index, anybody could own the name."""
    done = install(office, name, CARDCTL="")
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert "where pip gets cardctl from" in done.stderr
    done = install(office, name, CARDCTL="git+https://git.example.org/cardctl@1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "<install><git+https://git.example.org/cardctl@1>\n"


def test_workflow_installs_what_its_own_lock_contains(office: Office) -> None:
    (office.top / "cardctl.lock").write_text("of the change\n")
    source = "git+https://git.example.org/cardctl@1"
    assert "--require-hashes" not in install(office, "init --with ci", CARDCTL=source).stdout
    (office.top / "trusted").mkdir()
    (office.top / "trusted/cardctl.lock").write_text("of the default branch\n")
    first, second = install(office, "init --with ci", CARDCTL=source).stdout.splitlines()
    assert (first, second) == (f"{LOCKED[0]}<trusted/cardctl.lock>", LOCKED[1])


@pytest.mark.parametrize("name", [name for name, _ in GITLAB_JOBS])
def test_gitlab_installs_what_the_lock_of_the_target_branch_contains(
    office: Office, name: str
) -> None:
    source = "git+https://git.example.org/cardctl@1"
    (office.top / "cardctl.lock").write_text("of the change\n")
    office.commit()
    on_change = {"CARDCTL": source, "CI_MERGE_REQUEST_DIFF_BASE_SHA": "main"}
    assert "--require-hashes" not in install(office, name, **on_change).stdout
    assert "--require-hashes" not in install(office, name, CARDCTL=source).stdout
    office.git("update-ref", "refs/remotes/origin/main", "HEAD")
    for where in ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD"}, {"CI_COMMIT_BRANCH": "main"}):
        first, second = install(office, name, CARDCTL=source, **where).stdout.splitlines()
        assert first.startswith(LOCKED[0])
        assert second == LOCKED[1]


def workflow_steps() -> list[dict[str, Any]]:
    return list(read("init --with ci")["jobs"]["validate"]["steps"])


def test_workflow_of_init_passes_only_a_valid_change(office: Office) -> None:
    """Checks the files of the pull request, in their own folder, against its base."""
    event = office.tools / "event.json"
    base = office.git("rev-parse", "main")
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))
    step = workflow_steps()[-1]
    assert step["working-directory"] == "change"
    office.top = office.top.rename(office.top.with_name(step["working-directory"]))
    office.root = office.top / "cards"
    on_github = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request_target",
        "GITHUB_EVENT_PATH": str(event),
    }
    good = office.run(step["run"], **on_github)
    assert good.returncode == 0, good.stdout + good.stderr
    office.break_a_card()
    bad = office.run(step["run"], **on_github)
    assert bad.returncode == 1
    assert "::error file=cards/M01/M01-004.yaml,line=" in bad.stdout


# Publishing the pages ---------------------------------------------------------------------------

GITHUB_PAGES, GITLAB_PAGES_JOB, GITHUB_TABLES, GITLAB_TABLES = PUBLISHING = [
    f"init --with {name}: {folder}/{name}.yml"
    for name in ("pages", "tables")
    for folder in (".github/workflows", ".gitlab")
]


def build_script(name: str) -> str:
    """Return all that the job runs that makes what another job, or the platform, publishes."""
    if name in (GITLAB_PAGES_JOB, GITLAB_TABLES):
        return "\n".join(read(name)[Path(name).stem]["script"])
    return "\n".join(step.get("run", "") for step in read(name)["jobs"]["build"]["steps"])


@pytest.mark.parametrize("name", [GITHUB_PAGES, GITLAB_PAGES_JOB])
def test_pages_job_builds_the_public_pages_of_valid_cards(office: Office, name: str) -> None:
    restricted = office.root / "M01/M01-004.yaml"
    text = restricted.read_text("utf-8")
    restricted.write_text(f"{text}visibility: closed\nvisibility_ground: Act\n", "utf-8")
    address = "https://office.example.org/register"
    variables = {"CARDCTL": "x", "RUNNER_TEMP": str(office.tools)}
    good = office.run(build_script(name), BASE_URL=address, CI_PAGES_URL=address, **variables)
    assert good.returncode == 0, good.stdout + good.stderr
    folder = office.top / "public" if name == GITLAB_PAGES_JOB else office.tools / "site"
    feed = (folder / "en/feed.xml").read_text("utf-8")
    assert f'href="{address}/en/index.html"' in feed
    assert (folder / "en/cards/M01-001.html").is_file()
    assert not (folder / "en/cards/M01-004.html").exists()
    restricted.write_text("id: [\n", "utf-8")
    (folder / "en/feed.xml").unlink()
    bad = office.run(build_script(name), BASE_URL=address, CI_PAGES_URL=address, **variables)
    assert bad.returncode == 1
    assert not (folder / "en/feed.xml").exists()


@pytest.mark.parametrize("name", PUBLISHING)
def test_publishing_job_installs_only_what_is_named(office: Office, name: str) -> None:
    office.tool("bin/pip", 'printf "<%s>" "$@"; echo')
    office.tool("bin/cardctl", "exit 0")
    script, source = build_script(name), "git+https://git.example.org/cardctl@1"
    variables = {"RUNNER_TEMP": "x", "BASE_URL": "x", "CI_PAGES_URL": "x"}
    done = office.run(script, CARDCTL="", **variables)
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert "where pip gets cardctl from" in done.stderr
    assert office.run(script, CARDCTL=source, **variables).stdout == f"<install><{source}>\n"
    (office.top / "cardctl.lock").write_text("of the default branch\n")
    done = office.run(script, CARDCTL=source, **variables)
    assert done.stdout.splitlines() == [f"{LOCKED[0]}<cardctl.lock>", LOCKED[1]]


def test_only_the_job_that_publishes_may_publish() -> None:
    """And it neither checks out the repository nor runs a script."""
    workflow = read(GITHUB_PAGES)
    assert set(workflow[True]) == {"push", "schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert "permissions" not in build
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert [set(step) for step in publish["steps"]] == [{"id", "uses"}]
    assert all("${{" not in step.get("run", "") for step in build["steps"])
    assert "secrets." not in MANIFESTS[GITHUB_PAGES]
    uploaded = build["steps"][-1]["with"]["path"]
    assert uploaded == "${{ runner.temp }}/site"


def test_pages_of_gitlab_are_published_from_the_default_branch_alone() -> None:
    job = read(GITLAB_PAGES_JOB)["pages"]
    assert job["rules"] == [
        {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"', "when": "never"},
        {"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"},
    ]
    assert job["artifacts"] == {"paths": ["public"]}


# Publishing the tables --------------------------------------------------------------------------

TOKEN = "s3cret-token"


class Published(NamedTuple):
    """A bare repository that gets the branch, and the folder in which the last job works."""

    remote: Path
    folder: Path


def publish_tables(office: Office, name: str) -> Published:
    """Run both jobs of a file that `init --with tables` writes, the second one twice."""
    remote, folder = office.tools / "host/office/register.git", office.tools / "job/tables"
    office.git("init", "--quiet", "--bare", str(remote))
    built = office.run(build_script(name), CARDCTL="x", RUNNER_TEMP=str(office.tools), CI="true")
    assert built.returncode == 0, built.stdout + built.stderr
    made = (office.top if name == GITLAB_TABLES else office.tools) / "tables"
    office.top = folder if name == GITHUB_TABLES else folder.parent
    for _run in range(2):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder, ignore=shutil.ignore_patterns(".*"))  # as artifacts come
        done = office.run(publish_script(name), **variables_of_publishing(name, remote))
        assert done.returncode == 0, done.stdout + done.stderr
    return Published(remote, folder)


def publish_script(name: str) -> str:
    if name == GITLAB_TABLES:
        return "\n".join(read(name)["publish-tables"]["script"])
    return str(read(name)["jobs"]["publish"]["steps"][-1]["run"])


def variables_of_publishing(name: str, remote: Path) -> dict[str, str]:
    """Return the variables of the last job as the platform fills them in."""
    own = (
        read(name)["publish-tables"]["variables"]
        if name == GITLAB_TABLES
        else read(name)["jobs"]["publish"]["steps"][-1]["env"]
    )
    address = {
        "${{ github.server_url }}/${{ github.repository }}": str(remote),
        "$CI_PROJECT_URL.git": str(remote),
        "${{ github.token }}": TOKEN,
        "$CI_JOB_TOKEN": TOKEN,
    }
    given = {"GITHUB_SHA": "1" * 40, "CI_COMMIT_SHA": "1" * 40, "CI_SERVER_HOST": "git.example.org"}
    return {**given, "REMOTE": address[own["REMOTE"]], "TOKEN": address[own["TOKEN"]]}


def in_pool(remote: Path, folder: Path) -> str:
    """Take the branch into a new pool; return its report of the day."""
    (folder / "pool").mkdir()
    source = f'{{id: kr.office, git: "{remote}", ref: tables}}'
    text = f"format: 1\ntitle: All\nsources:\n  - {source}\n"
    (folder / "pool/pool.yaml").write_text(text, "utf-8")
    taken = run("pool", "pull", "--pool", str(folder / "pool"))
    assert taken.exit_code == 0, taken.output
    lock = json.loads((folder / "pool/pool.lock").read_text("utf-8"))
    assert lock["registers"]["kr.office"]["taken"]["exported_here"] is False
    return run("pool", "report", "--pool", str(folder / "pool")).stdout


@pytest.fixture
def named(office: Office) -> Office:
    """A register with a name, and with a card that is restricted."""
    config = office.root / "cardctl.yaml"
    config.write_text(f"register: kr.office\n{config.read_text('utf-8')}", "utf-8")
    restricted = office.root / "M01/M01-004.yaml"
    text = restricted.read_text("utf-8")
    restricted.write_text(f"{text}visibility: closed\nvisibility_ground: Act\n", "utf-8")
    office.commit()
    return office


@pytest.mark.parametrize("name", [GITHUB_TABLES, GITLAB_TABLES])
def test_a_pool_reads_the_branch_that_the_jobs_push(named: Office, name: str) -> None:
    remote, folder = publish_tables(named, name)
    assert "1 of 1 registers read" in in_pool(remote, named.tools)
    show = ("git", "-C", str(remote), "log", "--format=%s", "tables")
    log = subprocess.run(show, check=True, capture_output=True, text=True).stdout
    assert log == f"Tables of {'1' * 40}\n", "one commit takes the place of the last one"
    assert TOKEN not in "".join(p.read_text("utf-8") for p in (folder / ".git").glob("*[gG]"))
    fill = subprocess.run(
        ["git", "-C", str(folder), "credential", "fill"],
        input="protocol=https\nhost=git.example.org\n\n", env={**os.environ, "TOKEN": TOKEN},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert f"password={TOKEN}\n" in fill.stdout


def test_a_register_with_a_bad_card_publishes_no_tables(named: Office) -> None:
    (named.root / "M01/M01-004.yaml").write_text("id: [\n", "utf-8")
    done = named.run(build_script(GITHUB_TABLES), CARDCTL="x", RUNNER_TEMP=str(named.tools))
    assert done.returncode == 1
    assert not (named.tools / "tables").exists()


def test_only_the_job_that_pushes_the_tables_may_write() -> None:
    """And it runs nothing of the repository, which it does not even check out."""
    workflow = read(GITHUB_TABLES)
    assert set(workflow[True]) == {"push", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert "permissions" not in build
    assert publish["permissions"] == {"contents": "write"}
    assert [step.get("uses", "").partition("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact", "",
    ]  # fmt: skip
    steps = (*build["steps"], *publish["steps"])
    assert all("${{" not in step.get("run", "") for step in steps)
    assert "secrets." not in MANIFESTS[GITHUB_TABLES]
    jobs = read(GITLAB_TABLES)
    assert jobs["publish-tables"]["variables"]["GIT_STRATEGY"] == "none"
    assert "TOKEN" not in json.dumps(jobs["tables"])
    for job in jobs.values():
        assert job["rules"] == [
            {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"', "when": "never"},
            {"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"},
        ]


# The workflow that judges -----------------------------------------------------------------------


WORKFLOWS = ["ci.yml", "init --with ci"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflow_has_no_more_rights_than_to_read(name: str) -> None:
    workflow = read(name)
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in MANIFESTS[name]
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def checkouts(text: str) -> list[str]:
    """Return each step of *text* that checks out a repository."""
    steps = re.split(r"^ +- (?=name:|uses:|run:)", text, flags=re.MULTILINE)
    return [step for step in steps if "uses: actions/checkout" in step]


def test_no_checkout_keeps_its_credentials() -> None:
    for name, text in {**MANIFESTS, **PAGES}.items():
        for step in checkouts(text):
            assert "persist-credentials: false" in step, name


def test_code_of_a_pull_request_never_runs_with_the_trust_of_its_base() -> None:
    """The workflow is that of the default branch; only its last step sees the files of a change."""
    workflow = read("init --with ci")
    assert "pull_request" not in workflow[True]  # would run the file of the pull request
    assert "pull_request_target" in workflow[True]
    trusted, *before, change, check = workflow_steps()
    assert "ref" not in trusted["with"]
    assert trusted["with"]["path"] != change["with"]["path"]
    assert change["with"]["ref"].startswith("${{ github.event.pull_request.head.sha ||")
    assert change["with"]["path"] == check["working-directory"] == "change"
    assert re.fullmatch(r"cardctl validate --since auto\s*", check["run"])
    assert set(check) == {"name", "working-directory", "run"}
    for step in (trusted, *before):
        assert "change" not in json.dumps(step)
    assert "submodules" not in change["with"]
    assert "lfs" not in change["with"]


def test_every_gate_waits_for_a_merge_queue() -> None:
    for name in WORKFLOWS:
        assert "merge_group" in read(name)[True]


# The workflow that releases ---------------------------------------------------------------------


def test_a_release_is_built_once_and_tried_before_it_is_published() -> None:
    jobs = read("release.yml")["jobs"]
    needs = {name: job.get("needs") for name, job in jobs.items()}
    assert needs == {
        "build": None,
        "try": "build",
        "attest": "try",
        "publish": "attest",
        "announce": ["attest", "publish"],
    }
    text = MANIFESTS["release.yml"]
    assert text.count(".ci/build dist") == 1
    assert "python .ci/smoke.py cardctl" in text
    tried = jobs["try"]["strategy"]["matrix"]
    assert {"ubuntu-latest", "macos-latest", "windows-latest"} == set(tried["system"])
    assert set(read("ci.yml")["jobs"]["check"]["strategy"]["matrix"]["python"]) <= set(
        tried["python"]
    )


def test_only_jobs_that_publish_may_write_and_they_run_nothing_of_the_repository() -> None:
    workflow = read("release.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in MANIFESTS["release.yml"]
    writing = {name for name, job in workflow["jobs"].items() if "permissions" in job}
    assert writing == {"attest", "publish", "announce"}
    for name in writing:
        job = workflow["jobs"][name]
        assert "checkout" not in json.dumps(job["steps"])
        assert name == "announce" or job["if"].startswith("github.ref_type == 'tag'")
    assert "password" not in json.dumps(workflow["jobs"]["publish"])
    assert workflow["jobs"]["publish"]["environment"]


def test_a_release_runs_for_tags_of_versions_alone() -> None:
    """The same tags that the version is read from."""
    assert read("release.yml")[True]["push"] == {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}
    assert "v[0-9]*.[0-9]*.[0-9]*" in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "match=v[0-9]*.[0-9]*.[0-9]*" in (ROOT / ".git_archival.txt").read_text("utf-8")


# This repository --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [".vscode/settings.json", ".vscode/extensions.json"])
def test_editor_settings_are_those_of_init(path: str) -> None:
    made = ADDITIONS["vscode"](ROOT / "cards")[path]
    assert (ROOT / path).read_text(encoding="utf-8") == made


def test_editor_settings_map_each_file_to_its_schema() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    files = {path.relative_to(ROOT) for path in (ROOT / "cards").rglob("*.yaml")}
    assert files
    for file in files:
        (schema,) = [name for name, glob in settings["yaml.schemas"].items() if file.match(glob)]
        assert (ROOT / schema).is_file()
        first = (ROOT / file).read_text(encoding="utf-8").splitlines()[0]
        assert first.endswith(Path(schema).name), "the file's own first line says another"


def test_ci_runs_the_action_of_this_repository() -> None:
    assert {"uses": "./"} in read("ci.yml")["jobs"]["cards"]["steps"]
