"""Optional files around a register (`init --with`): CI workflows, hooks, editor settings.

They are written only on request, and never replace an existing file. Their commands address the
register relative to the top of its repository.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from cardctl.store.layout import AGENCIES, CONFIG, top_around

_GITHUB = """\
# Refuses a change that breaks a card, rewrites its history or makes an illegal move.
name: cards
on:
  push:
    branches: [main, master]
  pull_request:
  merge_group:  # a merge queue waits for this check
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0  # each card is compared with its past
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install cardctl
        env:
          # What pip installs, for example git+https://git.example.org/office/cardctl@v0.1.0
          CARDCTL: {source}
        run: pip install "${{CARDCTL:?say in this file where pip gets cardctl from}}"
      - name: Check the cards
        run: |
          {cardctl} validate --since auto
"""

_GITLAB = """\
# Refuses a change that breaks a card, rewrites its history or makes an illegal move.
cards:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"  # also a merge train
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_DEPTH: "0"  # each card is compared with its past
    # What pip installs, for example git+https://git.example.org/office/cardctl@v0.1.0
    CARDCTL: {source}
  script:
    - pip install "${{CARDCTL:?say in this file where pip gets cardctl from}}"
    # Once for the merge request's list of findings, and once for people; the second decides.
    - |
      {cardctl} validate --since auto --format gitlab >gl-code-quality-report.json || true
    - |
      {cardctl} validate --since auto
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""

_HOOKS = """\
# Checks the cards before each commit. Once in every clone: pre-commit install
default_install_hook_types: [pre-commit, pre-merge-commit]
repos:
  - repo: local
    hooks:
      - id: cardctl-validate
        name: cardctl validate
        entry: >-
          {cardctl} validate --staged
        language: system
        always_run: true  # a card that is deleted is a change too
        pass_filenames: false
"""


def _schemas(root: Path) -> dict[str, str]:
    """Return the text of each JSON Schema, by path relative to the top of the repository."""
    from cardctl.domain.json_schema import texts
    from cardctl.domain.schema_files import folder_beside

    folder = folder_beside(root).relative_to(top_around(root))
    return {(folder / name).as_posix(): text for name, text in texts().items()}


def _settings(root: Path) -> str:
    """Return VS Code settings that map schemas to files and set the line ends of YAML."""
    folder = root.absolute().relative_to(top_around(root))
    globs = {
        "card.schema.json": "M*/M*-*.yaml",
        "meeting.schema.json": "M*/meeting.yaml",
        "agencies.schema.json": AGENCIES,
        "cardctl.schema.json": CONFIG,
    }
    schemas = {
        f"./{path}": (folder / globs[path.rpartition("/")[2]]).as_posix() for path in _schemas(root)
    }
    yaml = {"files.eol": "\n", "files.insertFinalNewline": True, "editor.insertSpaces": True}
    return json.dumps({"yaml.schemas": schemas, "[yaml]": yaml}, indent=2) + "\n"


def _vscode(root: Path) -> dict[str, str]:
    extensions = json.dumps({"recommendations": ["redhat.vscode-yaml"]}, indent=2) + "\n"
    return {
        ".vscode/settings.json": _settings(root),
        ".vscode/extensions.json": extensions,
        **_schemas(root),
    }


def _from_template(path: str, template: str) -> Callable[[Path], dict[str, str]]:
    def files(root: Path) -> dict[str, str]:
        return {path: template.format(cardctl=_command(root), source=json.dumps(source()))}

    return files


ADDITIONS: Mapping[str, Callable[[Path], dict[str, str]]] = {
    "ci": _from_template(".github/workflows/cards.yml", _GITHUB),
    "gitlab": _from_template(".gitlab-ci.yml", _GITLAB),
    "hooks": _from_template(".pre-commit-config.yaml", _HOOKS),
    "vscode": _vscode,
}
"""Choices of `--with`; each builds its files for the register at a root: path from top to text."""


def _command(root: Path) -> str:
    """Return the shell command to run at the top, where `cards/` needs no ``-C``."""
    folder = root.absolute().relative_to(top_around(root)).as_posix()
    return "cardctl" if folder in (".", "cards") else f"cardctl -C {shlex.quote(folder)}"


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
