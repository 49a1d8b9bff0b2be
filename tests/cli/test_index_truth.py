"""The index never changes an answer: after any change, output with and without it is the same.

A register goes on a random walk. After each step, the commands that read it are asked what nobody
asked before, and again what was asked in an earlier state.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bench.register import write
from support.cli_git import git
from support.registers import run
from support.walk import cards, commands, files, index, shared
from support.walk.questions import Questions
from support.walk.state import Walk

GROUPS = {
    "files": files.STEPS, "cards": cards.STEPS, "shared": shared.STEPS,
    "commands": commands.STEPS, "index": index.STEPS, "mending": files.MENDING,
}  # fmt: skip
NAMES = [(group, step.__name__) for group, steps in GROUPS.items() for step in dict.fromkeys(steps)]

WALKS, SHARE = 60, 15
"""How many walks there are, and of how many one is made if the run is not thorough."""

STEPS, QUESTIONS = 10, 3
"""How many steps a walk has, and new questions after each."""


def output_of(root: Path, *args: str) -> tuple[int, str, str]:
    result = run(*args, root=root)
    assert "bug in cardctl" not in result.stderr, result.stderr
    return result.exit_code, result.stdout, result.stderr


def walk_at(root: Path, seed: int) -> Walk:
    """Write a register, with flaws or without, and begin a walk there."""
    walk = Walk(root, seed)
    write(root, walk.rng.choice((8, 12)), seed=seed, flaws=walk.rng.choice((0.0, 0.2)))
    return walk


@pytest.mark.sampled(SHARE)
@pytest.mark.parametrize("seed", range(int(os.environ.get("CARDCTL_INDEX_SEEDS", WALKS))))
def test_output_is_the_same_with_and_without_index(tmp_path: Path, seed: int) -> None:
    walk = walk_at(tmp_path / "cards", seed)
    questions, trail = Questions(walk), []
    for _ in range(STEPS):
        step = walk.rng.choice(GROUPS[walk.rng.choice(list(GROUPS))])
        trail.append(step.__name__)
        walk.take(step)
        again = walk.rng.sample(questions.asked, min(1, len(questions.asked)))
        for question in [*(questions.new() for _ in range(QUESTIONS)), *again]:
            told = output_of(walk.root, *question)
            assert told == output_of(walk.root, "--no-index", *question), (trail, question)


# What the walks are made of ---------------------------------------------------------------------


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Contents and times of all files, by path; folders have neither."""
    return {
        str(path): (path.read_bytes(), path.lstat().st_mtime_ns) if path.is_file() else (b"", 0)
        for path in folder.rglob("*")
    }


def is_changed(tmp_path: Path, seed: int, group: str, name: str) -> bool:
    """Whether a step changes a file, in a repository with two commits, an edit and an index."""
    walk = walk_at(tmp_path / f"{seed}/cards", seed)
    steps = {step.__name__: step for step in GROUPS[group]}
    for prepare in (index.commit, files.comment, index.commit, files.comment):
        prepare(walk)
    output_of(walk.root, "validate")
    walk.older_index = bytes(4096)
    before = contents(walk.root.parent)
    steps[name](walk)
    after = contents(walk.root.parent)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    return any(group == "index" or ".cardctl" not in path for path in changed)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("group", "name"), NAMES)
def test_each_step_changes_files(tmp_path: Path, group: str, name: str) -> None:
    assert any(is_changed(tmp_path, seed, group, name) for seed in range(30))


def test_most_questions_are_answered(tmp_path: Path) -> None:
    walk = walk_at(tmp_path / "cards", 1)
    git(tmp_path, "init", "-q")
    questions = Questions(walk)
    refused = [
        question
        for question in (questions.new() for _ in range(80))
        if output_of(walk.root, *question)[0] > 1
    ]
    assert len({tuple(question) for question in questions.asked}) == 80
    assert len(refused) < 16, refused
