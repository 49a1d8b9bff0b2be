"""What is installed: the files in the wheel, and the lower bounds of dependencies."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import builds, thorough

from cardctl.cli.app import COMMANDS
from cardctl.resources import filled

ROOT = Path(__file__).resolve().parents[1]
CARDCTL = ROOT / "cardctl"


@pytest.fixture(scope="module")
def files(wheel: Path) -> set[str]:
    """File names in the wheel."""
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_has_every_file_of_the_program(files: set[str]) -> None:
    paths = {
        path for path in CARDCTL.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    names = {path.relative_to(ROOT).as_posix() for path in paths}
    assert {"cardctl/py.typed", "cardctl/data/report/page.html"} <= names
    assert names - files == set()


def test_the_wheel_has_the_compiled_catalogues(files: set[str]) -> None:
    catalogues = {name for name in files if name.endswith(".po")}
    assert catalogues
    assert {name.replace(".po", ".mo") for name in catalogues} <= files


def test_the_wheel_has_the_manual_in_every_language(files: set[str]) -> None:
    pages = {name.partition("/share/man/")[2] for name in files if "/data/share/man/" in name}
    names = {page.rpartition("/")[2] for page in pages}
    assert {"cardctl.1", "cardctl-meeting-set.1", *(f"cardctl-{each}.1" for each in COMMANDS)} <= (
        names
    )
    assert pages == {f"{folder}/{name}" for folder in ("man1", "ko/man1") for name in names}


def test_wheel_has_no_other_files(files: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in files} == {"cardctl"}


def test_only_the_values_of_a_template_are_filled_in() -> None:
    text = filled("init/register/cardctl.yaml", body="{day} {body}", day="x")
    assert "body: {day} {body}\n" in text
    assert "money: {currency: KRW, unit: 1000000}" in text


# Lower bounds -----------------------------------------------------------------------------------


def requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [line for group in groups for line in group if not line.startswith("cardctl[")]


def test_every_dependency_has_a_lower_bound_that_is_tried() -> None:
    """`.ci/run --lowest` runs the tests with the versions in `tests/lowest.txt`."""
    lines = (ROOT / "tests/lowest.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    bound = re.compile(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)")
    bounds = dict(bound.match(line).groups() for line in requirements())  # type: ignore[union-attr]
    assert {name: version(least) for name, least in bounds.items()} == {
        name: version(pin) for name, pin in pinned.items()
    }


def version(text: str) -> tuple[int, ...]:
    """Return the three numbers of a version; missing ones are 0."""
    numbers = [int(part) for part in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


# The builds -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, built from a folder with files that do not belong into it."""
    sources = builds.copy_sources(tmp_path_factory.mktemp("sdist") / "cardctl")
    for stray in (".env", ".hypothesis/examples", "cardctl/__pycache__/a.pyc", "notes/a.yaml"):
        (sources / stray).parent.mkdir(parents=True, exist_ok=True)
        (sources / stray).write_text("secret")
    return builds.build(sources, "sdist")


def members(sdist: Path) -> dict[str, str]:
    """Return the name of each file of a source distribution without its folder, and its digest."""
    with tarfile.open(sdist) as archive:
        return {
            member.name.partition("/")[2]: sha256(archive.extractfile(member).read()).hexdigest()  # type: ignore[union-attr]
            for member in archive
        }


def test_the_source_distribution_has_what_the_wheel_is_built_from(sdist: Path) -> None:
    names = members(sdist)
    program = {
        path.relative_to(ROOT).as_posix()
        for path in CARDCTL.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    others = {".gitignore", "pyproject.toml", "hatch_build.py", "PKG-INFO"}
    assert names.keys() == {*program, *others, "CHANGELOG.md", "LICENSE", "README.md"}


def test_a_source_distribution_gives_the_same_wheel(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    """Also in an environment that has only what builds it, as pip makes one."""
    shutil.unpack_archive(sdist, tmp_path / "sources", filter="data")
    (folder,) = (tmp_path / "sources").iterdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    assert builds.build(folder, "wheel", python).read_bytes() == wheel.read_bytes()


def test_two_builds_give_the_same_bytes(sdist: Path, tmp_path: Path) -> None:
    """At another time, in another folder, with other times and permissions of the files."""
    sources = builds.copy_sources(tmp_path / "elsewhere")
    for path in sources.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(path.stat().st_mode & ~0o022 | 0o020)
    assert builds.build(sources, "sdist").read_bytes() == sdist.read_bytes()


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        return message_from_bytes(archive.read(name))


def test_metadata_says_who_for_whom_and_on_what(wheel: Path) -> None:
    """Classifiers are those that an index knows: hatchling refuses others."""
    told = metadata_of(wheel)
    assert told["Author"] == "The cardctl developers"
    assert (told["License-Expression"], told["License-File"]) == ("MIT", "LICENSE")
    assert told["Keywords"]
    assert "Typing :: Typed" in told.get_all("Classifier")


def test_every_python_of_the_metadata_is_tried_in_ci(wheel: Path) -> None:
    named = {
        line.rpartition(" ")[2]
        for line in metadata_of(wheel).get_all("Classifier", [])
        if re.search(r":: 3\.\d+$", line)
    }
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    tried = set(ci["jobs"]["check"]["strategy"]["matrix"]["python"])
    assert named <= tried
    oldest = metadata_of(wheel)["Requires-Python"].removeprefix(">=")
    assert oldest in named


# A clean environment ----------------------------------------------------------------------------

PYTHONS = {
    name: found
    for name in (f"3.{minor}" for minor in range(11, 20))
    if thorough.enabled and (found := builds.python(name))
}
"""The Pythons of this machine that cardctl runs on."""


@pytest.mark.skipif(not thorough.enabled, reason="takes minutes and the network (--thorough)")
@pytest.mark.parametrize("name", PYTHONS)
def test_the_wheel_works_in_a_clean_environment(wheel: Path, tmp_path: Path, name: str) -> None:
    subprocess.run([PYTHONS[name], "-m", "venv", tmp_path / "env"], check=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([scripts / "pip", "install", "--quiet", wheel], check=True)
    smoke = [scripts / "python", ROOT / ".ci/smoke.py", scripts / "cardctl"]
    done = subprocess.run(smoke, check=False, capture_output=True, encoding="utf-8", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not thorough.enabled, reason="takes a minute and the network (--thorough)")
def test_a_typed_program_can_rely_on_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """mypy reads the types of an installed package only if it has `py.typed`."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel, "mypy"], check=True)
    program = tmp_path / "program.py"
    program.write_text(CONSUMER)
    check = [python, "-m", "mypy", "--strict", program]
    done = subprocess.run(check, check=False, capture_output=True, encoding="utf-8", cwd=tmp_path)
    assert re.sub(r"^\S+:(\d+):.*\[(.*)\]$", r"\1 \2", done.stdout.splitlines()[0]) == (
        "10 arg-type"
    ), done.stdout
    assert "Found 1 error" in done.stdout


CONSUMER = """\
from datetime import date
from pathlib import Path

from cardctl import __version__, api

version: str = __version__
with api.open_register(Path("cards"), today=date(2022, 8, 26)) as register:
    rows: list[api.CardRow] = api.list_cards(register)
print(version, [row.card.id for row in rows])
api.list_cards(register, where=7)
"""


# What a release has beside them -----------------------------------------------------------------


def locked(name: str) -> dict[str, str]:
    """Return the version of each package in a lock; each needs at least one hash."""
    text = (ROOT / f".ci/locks/{name}.txt").read_text("utf-8")
    found = {}
    for entry in re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        match = re.match(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+)", entry)
        assert match, entry
        assert "--hash=sha256:" in entry, entry
        found[match[1].lower()] = match[2]
    return found


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("all", ["hwpx", "pdf", "pool", "sheets", "template", "xlsx"]),
        ("zipapp", ["sheets", "template"]),
    ],
)
def test_locks_satisfy_the_bounds_of_the_package(name: str, extras: list[str]) -> None:
    """`.ci/lock` makes them anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"]]
    for extra in extras:
        needed += project["optional-dependencies"][extra]
    pins = locked(name)
    for requirement in map(Requirement, needed):
        pin = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin), f"{requirement}, but {pin} in {name}.txt"


def test_the_lock_of_the_build_has_its_tools() -> None:
    system = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    pins = locked("build")
    for requirement in map(Requirement, system["requires"]):
        assert requirement.specifier.contains(pins[requirement.name])
    assert {"pex", "cyclonedx-bom"} <= pins.keys()


@pytest.mark.skipif(not thorough.enabled, reason="takes minutes and the network (--thorough)")
@pytest.mark.skipif(sys.platform != "linux", reason="releases are built on Linux")
def test_a_release_is_built_with_its_locks(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    scripts = tmp_path / "env/bin"
    lock = ["--require-hashes", "-r", ROOT / ".ci/locks/build.txt"]
    subprocess.run([scripts / "pip", "install", "--quiet", *lock], check=True)
    system = {"x86_64": "linux-x86_64", "aarch64": "linux-arm64"}[os.uname().machine]
    subprocess.run(
        [ROOT / ".ci/build", tmp_path / "out", system],
        check=True,
        env={**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}"},
    )
    sbom = json.loads((tmp_path / "out/cardctl.cdx.json").read_text("utf-8"))
    (made,) = (tmp_path / "out").glob("*.whl")
    assert f"-{sbom['metadata']['component']['version']}-" in made.name
    listed = {part["name"].lower(): part["version"] for part in sbom["components"]}
    assert listed["typer"] == locked("all")["typer"]
    zipapp = tmp_path / f"out/cardctl-{system}.pyz"
    smoke = [sys.executable, ROOT / ".ci/smoke.py", sys.executable, zipapp]
    subprocess.run(smoke, check=True, env={**os.environ, "PEX_ROOT": str(tmp_path / "pex")})


def test_long_description_has_no_link_that_an_index_page_cannot_follow(wheel: Path) -> None:
    text = str(metadata_of(wheel).get_payload())
    assert text.startswith("# cardctl\n")
    assert "\n## Install\n" in text
    assert "repository:" not in text
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert [link for link in links if "://" not in link] == []


# The README -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["README.md", "README.ko.md", "docs/start.md", "docs/start.ko.md"])
def test_extras_that_readers_install_exist(page: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"'\.\[([a-z,]+)\]'", (ROOT / page).read_text(encoding="utf-8"))
    assert named
    assert {extra for each in named for extra in each.split(",")} <= {
        *project["optional-dependencies"]
    }


def install_commands(page: str) -> list[str]:
    """Return the lines of the block that shows how to install cardctl."""
    text = (ROOT / page).read_text(encoding="utf-8")
    block = re.search(r"```sh\n(pipx install \.\n.*?)```", text, re.DOTALL)
    assert block is not None
    return block[1].splitlines()


def test_readme_installs_from_the_clone() -> None:
    expected = ["pipx install .", "uv tool install .", "pip install ."]
    assert install_commands("README.md") == install_commands("README.ko.md") == expected


@pytest.mark.skipif(not thorough.enabled, reason="takes seconds")
def test_install_command_of_the_readme_works(tmp_path: Path) -> None:
    """Without a network: with the libraries that are there already."""
    sources = builds.copy_sources(tmp_path / "clone")
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    command = [sys.executable, "-m", *install_commands("README.md")[-1].split()]
    target = {**os.environ, **offline, "PIP_TARGET": str(tmp_path / "target")}
    subprocess.run(command, cwd=sources, env=target, check=True)
    done = subprocess.run(
        [tmp_path / "target/bin/cardctl", "--version"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "target")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith("cardctl ")
