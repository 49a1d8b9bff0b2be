"""Optional files around a register (`init --with`): CI workflows, hooks, editor settings.

They are written only on request, and never replace an existing file. Their commands address the
register relative to the top of its repository. CODEOWNERS is in `code_owners`: it is updated, too.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from cardctl.domain.schema_files import folder_beside
from cardctl.resources import filled, resource
from cardctl.store.layout import AGENCIES, CONFIG, repository_top


def _settings(root: Path) -> str:
    """Return VS Code settings that map schemas to files and set the line ends of YAML."""
    folder = root.absolute().relative_to(repository_top(root))
    globs = {
        "card.schema.json": "M*/M*-*.yaml",
        "meeting.schema.json": "M*/meeting.yaml",
        "agencies.schema.json": AGENCIES,
        "cardctl.schema.json": CONFIG,
    }
    beside = folder_beside(root).relative_to(repository_top(root))
    schemas = {
        f"./{(beside / name).as_posix()}": (folder / glob).as_posix()
        for name, glob in globs.items()
    }
    yaml = {"files.eol": "\n", "files.insertFinalNewline": True, "editor.insertSpaces": True}
    return json.dumps({"yaml.schemas": schemas, "[yaml]": yaml}, indent=2) + "\n"


def _vscode(root: Path) -> dict[str, str]:
    """Return the files for VS Code; the schemas are beside every register (`app.schemas`)."""
    return {
        ".vscode/settings.json": _settings(root),
        ".vscode/extensions.json": resource("init/vscode-extensions.json"),
    }


def _from_templates(templates: Mapping[str, str]) -> Callable[[Path], dict[str, str]]:
    """Return what builds files from *templates*: names of resources, by path from top."""

    def files(root: Path) -> dict[str, str]:
        values = {"cardctl": _command(root), "source": json.dumps(source())}
        return {path: filled(template, **values) for path, template in templates.items()}

    return files


def _agents(root: Path) -> dict[str, str]:
    from cardctl.app.agent_guide import agent_guide

    return {"AGENTS.md": agent_guide(root, _command(root))}


def _lock(_root: Path) -> dict[str, str]:
    return {"cardctl.in": filled("init/cardctl.in", requirements="\n".join(requirements()))}


GITLAB_INCLUDES = {"pages": ".gitlab/pages.yml", "tables": ".gitlab/tables.yml"}
"""Jobs of additions for GitLab; the project's own `.gitlab-ci.yml` has to include them."""

ADDITIONS: Mapping[str, Callable[[Path], dict[str, str]]] = {
    "ci": _from_templates({".github/workflows/cards.yml": "init/github-workflow.yml"}),
    "gitlab": _from_templates({".gitlab-ci.yml": "init/gitlab-ci.yml"}),
    "pages": _from_templates(
        {
            ".github/workflows/pages.yml": "init/github-pages.yml",
            GITLAB_INCLUDES["pages"]: "init/gitlab-pages.yml",
        }
    ),
    "tables": _from_templates(
        {
            ".github/workflows/tables.yml": "init/github-tables.yml",
            GITLAB_INCLUDES["tables"]: "init/gitlab-tables.yml",
        }
    ),
    "lock": _lock,
    "hooks": _from_templates({".pre-commit-config.yaml": "init/pre-commit-config.yaml"}),
    "vscode": _vscode,
    "agents": _agents,
}
"""Choices of `--with`; each builds its files for the register at a root: path from top to text."""


def _command(root: Path) -> str:
    """Return the shell command to run at the top, where `cards/` needs no ``-C``."""
    folder = root.absolute().relative_to(repository_top(root)).as_posix()
    return "cardctl" if folder in (".", "cards") else f"cardctl -C {shlex.quote(folder)}"


BUILD_REQUIREMENTS = (
    "babel>=2.16",
    "hatch-vcs>=0.5",
    "hatchling>=1.27",
    "setuptools-scm>=10.2",
    "typer>=0.26.8,<1",
)
"""What builds cardctl from its sources: `[build-system]` of pyproject.toml, as a test checks."""


def requirements() -> list[str]:
    """Return what cardctl needs to be built and run, without extras, as pip writes it."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        needed = requires("cardctl") or []
    except PackageNotFoundError:
        needed = []
    return sorted({*BUILD_REQUIREMENTS, *(one for one in needed if "extra ==" not in one)})


def source() -> str:
    """Return the pip requirement that installs this build elsewhere; "" if it is unknown.

    Installers record the origin of a package in `direct_url.json` (PEP 610). A local folder does
    not exist elsewhere, and a package index may have another package of this name.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        told = distribution("cardctl").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    about = json.loads(told or "{}")
    url, vcs = about.get("url", ""), about.get("vcs_info")
    if not url.startswith(("https://", "ssh://")):
        return ""
    return f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else str(url)
