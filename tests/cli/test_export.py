"""`cardctl export`: what it writes and says, its exit codes, what is not in public tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import FILES, run, small_register

from cardctl.app.table_origin import public_address
from cardctl.publish.read import read_package, read_rows, verify
from cardctl.publish.row_text import lines

CONFIG = FILES["cardctl.yaml"].replace("format: 1\n", "format: 1\nregister: xx.test\n")
RESTRICTED = """\
id: M01-005
title: canary title
visibility: closed
visibility_ground: canary ground
meeting: 1
lead: busan
state: registered
note: canary note
tags: [canary-tag]
sources:
  - {kind: other, title: canary source, path: papers/canary.pdf}
budget:
  - {source: other, planned: 700700}
history:
  - {date: 2024-01-10, by: mois, state: registered, lead: busan}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path, cardctl=CONFIG)


def everything(folder: Path) -> str:
    """Return all bytes of a folder as text, and the rows of all its tables."""
    raw = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    rows = [
        line
        for resource in read_package(folder).resources.values()
        for line in lines(resource.table, read_rows(folder, resource))
    ]
    return raw.decode("utf-8", "replace") + "".join(rows)


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_nothing_of_a_restricted_card_is_in_public_tables(
    root: Path, tmp_path: Path, form: str
) -> None:
    (root / "M01/M01-005.yaml").write_text(RESTRICTED, "utf-8")
    for audience in ("public", "internal"):
        options = ("-o", str(tmp_path / audience), "--format", form, "--audience", audience)
        assert run("export", *options, root=root).exit_code == 0
        assert verify(tmp_path / audience) == []
    public, internal = (everything(tmp_path / name) for name in ("public", "internal"))
    for secret in ("canary", "M01-005", "700700"):
        assert secret not in public
        assert secret in internal
    assert read_package(tmp_path / "public").audience == "public"


def test_a_register_without_a_name_is_refused(tmp_path: Path) -> None:
    done = run("export", "-o", str(tmp_path / "tables"), root=small_register(tmp_path))
    assert (done.exit_code, (tmp_path / "tables").exists()) == (3, False)
    assert "cardctl init --name kr.clcm" in done.stderr


def test_settings_that_cannot_be_read_are_refused(root: Path, tmp_path: Path) -> None:
    (root / "cardctl.yaml").write_text(CONFIG + "body: twice\n", "utf-8")
    ran = run("export", "-o", str(tmp_path / "tables"), root=root)
    assert ran.exit_code == 3
    assert "cardctl.yaml cannot be read" in ran.stderr
    assert not (tmp_path / "tables").exists()


def test_an_unreadable_card_is_named_counted_and_left_out(root: Path, tmp_path: Path) -> None:
    (root / "M01/M01-005.yaml").write_text("id: [\n", "utf-8")
    done = run("export", "-o", str(tmp_path / "tables"), "--format", "jsonl", "--json", root=root)
    assert done.exit_code == 1
    assert "M01/M01-005.yaml" in done.stderr
    assert json.loads(done.stdout)["warnings"] == ["M01/M01-005.yaml cannot be read"]
    (row,) = (tmp_path / "tables/register.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["unreadable"] == 1
    assert json.loads(row)["cards"] > 0


def test_the_package_names_the_commit_only_if_the_files_are_those_of_it(
    root: Path, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "remote", "add", "origin", "https://me:hunter2@example.org/office/r.git?token=1")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "One")
    run("export", "-o", str(tmp_path / "tables"), "--format", "csv", root=root)
    package = read_package(tmp_path / "tables")
    assert package.repository == "https://example.org/office/r.git"
    assert len(package.commit) == 40
    assert "hunter2" not in everything(tmp_path / "tables")
    card = root / "M01/M01-001.yaml"
    card.write_text(card.read_text("utf-8") + "note: Later.\n", "utf-8")
    run("export", "-o", str(tmp_path / "tables"), "--format", "csv", root=root)
    assert read_package(tmp_path / "tables").commit == ""
    run("export", "-o", str(tmp_path / "tables"), "--at", "HEAD", root=root)
    assert read_package(tmp_path / "tables").commit == package.commit


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://example.org/office/r.git", "https://example.org/office/r.git"),
        ("https://user:pass@example.org:8443/r#x", "https://example.org:8443/r"),
        ("ssh://kim@example.org/r.git", "ssh://git@example.org/r.git"),
        ("git@example.org:office/r.git", "ssh://git@example.org/office/r.git"),
        ("/srv/git/r.git", ""),
        ("file:///srv/git/r.git", ""),
        ("../r", ""),
        ("C:\\git\\r", ""),
        ("ext::sh -c x", ""),
        ("https://example.org:port/r", ""),
        ("https://example.org/\x1b[31m", ""),
        ("", ""),
    ],
)
def test_an_address_is_published_without_secrets(address: str, public: str) -> None:
    assert public_address(address) == public
