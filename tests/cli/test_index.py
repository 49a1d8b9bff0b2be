"""What the index saves (reading files, loading modules), and when it is not trusted."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from bench.register import write
from support.cli_git import git
from support.registers import process, run
from support.startup import HEAVY, loaded_by, touched_by
from support.terminal import seen_in_terminal

import cardctl.store.load
from cardctl.cache.fingerprint import fingerprint
from cardctl.cache.sqlite import Index
from cardctl.cli.ci_log import CI_SYSTEMS
from cardctl.cli.validate import FORMATS
from cardctl.finding import Finding
from cardctl.store.files import read_file
from cardctl.store.layout import CARD_PATH

TODAY = "2026-06-30"
CARDS = 30
SHARED, CARD = "agencies.yaml", "M01/M01-003.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    write(folder / "cards", CARDS)
    return folder


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A register whose files are older than the resolution of the clock."""
    shutil.copytree(made / "cards", tmp_path / "cards", ignore=lambda *_: [".cardctl"])
    time.sleep(0.05)
    return tmp_path / "cards"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Paths of the cards whose YAML is parsed."""
    paths: list[str] = []
    read = cardctl.store.load.parsed

    def noted(path: str, *rest: object) -> object:
        if CARD_PATH.fullmatch(path):
            paths.append(path)
        return read(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cardctl.store.load, "parsed", noted)
    return paths


def output_of(root: Path, *args: str) -> tuple[int, str, str]:
    result = run(*args, "--today", TODAY, root=root)
    return result.exit_code, result.stdout, result.stderr


QUESTIONS = (("validate",), ("list",), ("report", "--meeting", "2"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_changed_cards_are_parsed(
    root: Path, parsed: list[str], question: tuple[str, ...]
) -> None:
    first = output_of(root, *question)
    assert len(parsed) == CARDS
    parsed.clear()
    assert output_of(root, *question) == first
    assert parsed == []
    path = root / "M01/M01-003.yaml"
    path.write_text(path.read_text("utf-8") + "# looked through\n", encoding="utf-8")
    assert output_of(root, *question)[0] == 0
    assert parsed == ["M01/M01-003.yaml"]


def test_commands_share_the_index(root: Path, parsed: list[str]) -> None:
    output_of(root, "list")
    assert len(parsed) == CARDS
    parsed.clear()
    for question in (*QUESTIONS, ("list", "--open"), ("validate", "--strict")):
        output_of(root, *question)
    assert parsed == []


def test_a_report_reads_no_file_that_was_checked(root: Path) -> None:
    question = ("--today", TODAY, "report", "--meeting", "2")
    touched_by(root.parent, "--today", TODAY, "validate")
    touched = touched_by(root.parent, *question)
    assert [name for name in touched if CARD_PATH.fullmatch(name)] == []
    assert output_of(root, *question) == output_of(root, "--no-index", *question)


def test_show_reads_one_card_and_what_it_refers_to(root: Path, parsed: list[str]) -> None:
    related = {"M01/M01-001.yaml", "M01/M01-004.yaml"}
    assert len(related) < CARDS
    output_of(root, "show", "1-1")
    assert set(parsed) == related


def test_another_day_or_other_agencies_recheck_without_parsing_cards(
    root: Path, parsed: list[str]
) -> None:
    output_of(root, "validate")
    parsed.clear()
    assert run("validate", "--today", "2000-01-01", root=root).exit_code == 1  # all in the future
    agencies = root / "agencies.yaml"
    agencies.write_text(agencies.read_text("utf-8").replace("code: moe,", "code: moee,"), "utf-8")
    code, stdout, _ = output_of(root, "validate", "--format", "concise")
    assert (code, "CC305" in stdout) == (1, True)
    assert parsed == []


def test_kept_output_loads_no_heavy_modules(root: Path) -> None:
    arguments = ("--today", TODAY, "validate")
    loaded_by(root.parent, *arguments)
    assert not loaded_by(root.parent, *arguments) & set(HEAVY)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_unchanged_register_is_not_read_and_no_process_starts(
    root: Path, question: tuple[str, ...]
) -> None:
    arguments = ("--today", TODAY, *question)
    assert "M01/M01-003.yaml" in touched_by(root.parent, *arguments)
    touched = touched_by(root.parent, *arguments)
    assert [name for name in touched if CARD_PATH.fullmatch(name) or "." not in name] == []
    assert {"os.fork", "os.posix_spawn", "subprocess.Popen"}.isdisjoint(touched)
    assert touched == [] or question != ("validate",)
    path = root / "M01/M01-003.yaml"
    path.write_text(path.read_text("utf-8") + "# looked through\n", encoding="utf-8")
    opened = touched_by(root.parent, *arguments)
    assert [name for name in opened if CARD_PATH.fullmatch(name)] == ["M01/M01-003.yaml"]


def test_writers_open_only_the_files_that_a_change_needs(root: Path) -> None:
    path = root / "M03/M03-003.yaml"
    path.write_text(path.read_text("utf-8").partition("relations:")[0], encoding="utf-8")
    meetings = [path.relative_to(root).as_posix() for path in root.glob("M*/meeting.yaml")]
    shared = [*sorted(meetings), "agencies.yaml", "cardctl.yaml"]
    changed = touched_by(root.parent, "update", "3-3", "--set", "due_as_stated=soon")
    assert {name for name in changed if "tmp" not in name} == {"M03/M03-003.yaml", *shared}
    made = touched_by(root.parent, "new", "Another matter", "--meeting", "3", "--item", "1")
    assert [name for name in made if name in shared] == shared
    others = {name for name in made if CARD_PATH.fullmatch(name) and not name.startswith("M03/")}
    assert others == set()  # only its own meeting is checked for duplicate titles


def test_added_and_removed_evidence_is_noticed(root: Path) -> None:
    path = root / "M01/M01-003.yaml"
    source = "sources: [{kind: minutes, title: Minutes, path: minutes.txt}]\n"
    path.write_text(path.read_text("utf-8") + source, encoding="utf-8")
    (root.parent / "minutes.txt").write_text("All agreed.")
    assert output_of(root, "validate")[0] == 0
    (root.parent / "minutes.txt").unlink()
    assert output_of(root, "validate")[0] == 1
    (root.parent / "minutes.txt").symlink_to(root / "cardctl.yaml")
    assert output_of(root, "validate")[0] == 0
    (root.parent / "minutes.txt").unlink()
    assert output_of(root, "validate")[0] == 1


@pytest.fixture
def kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The outputs that were kept in the index of a register with findings."""
    path = root / "M01/M01-003.yaml"
    path.write_text(path.read_text("utf-8").replace("lead: ", "lead: un", 1), encoding="utf-8")
    time.sleep(0.05)
    answers: list[tuple[str, ...]] = []
    keep = Index.keep

    def noted(index: Index, *answer: str) -> None:
        answers.append(answer)
        keep(index, *answer)

    monkeypatch.setattr(Index, "keep", noted)
    return answers


@pytest.mark.parametrize("form", FORMATS)
def test_kept_output_is_printed_again_in_each_format(
    root: Path, kept: list[tuple[str, ...]], form: str
) -> None:
    question = ("validate", "--format", form)
    fresh = output_of(root, "--no-index", *question)
    assert output_of(root, *question) == fresh
    assert output_of(root, *question) == fresh
    assert len(kept) == 1
    assert "CC305" in fresh[1]


def test_kept_output_depends_on_width_language_colour_and_quiet(
    root: Path, kept: list[tuple[str, ...]]
) -> None:
    def outputs() -> list[str]:
        runs = (
            run("validate", root=root, columns=40),
            run("validate", root=root, columns=200),
            run("validate", root=root, lang="ko", columns=40),
            run("validate", "--color", "always", root=root, columns=40),
        )
        quiet = [run("validate", "--format", "json", *q, root=root) for q in ((), ("--quiet",))]
        concise = [run("validate", "--format", "concise", *q, root=root) for q in ((), ("-q",))]
        return [each.stdout + each.stderr for each in (*runs, *quiet, *concise)]

    first = outputs()
    assert len(set(first)) == 7  # JSON has no line on stderr
    assert len(kept) == 8
    assert outputs() == first
    assert len(kept) == 8


def test_only_the_output_of_validate_is_kept(root: Path, kept: list[tuple[str, ...]]) -> None:
    for question in (*QUESTIONS, ("list", "--json"), ("validate", "--fix", "--diff")):
        output_of(root, *question)
    (answer,) = kept
    assert '"options": {"diff": false' in answer[0]


def test_output_file_is_written_each_time(root: Path) -> None:
    target = root.parent / "report.md"
    for _ in range(2):
        assert run("report", "--meeting", "2", "-o", str(target), root=root).exit_code == 0
        target.unlink()


@pytest.mark.parametrize(
    ("columns", "question"),
    [(60, ("list",)), (120, ("list",)), (80, ("validate",)), (80, ("report", "--meeting", "2"))],
)
def test_terminal_output_is_the_same_from_the_index(
    root: Path, columns: int, question: tuple[str, ...]
) -> None:
    day = ("--today", TODAY)
    afresh = seen_in_terminal(root, columns, "--no-index", *day, *question)
    first = seen_in_terminal(root, columns, *day, *question)
    again = seen_in_terminal(root, columns, *day, *question)
    assert afresh == first == again
    assert afresh.count("\n") > (0 if question == ("validate",) else 10)


def test_no_index_is_created_with_no_index_or_in_an_unwritable_folder(root: Path) -> None:
    assert output_of(root, "validate", "--no-index")[0] == 0
    assert not (root / ".cardctl").exists()
    (root / ".cardctl").write_text("in the way")
    assert output_of(root, "validate") == output_of(root, "validate", "--no-index")


# In CI ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", CI_SYSTEMS)
def test_no_index_is_created_in_any_ci_system(root: Path, variable: str) -> None:
    for env, is_created in (({variable: "true"}, False), ({variable: "false"}, True)):
        for question in QUESTIONS:
            run(*question, root=root, env=env)
        assert (root / ".cardctl/index.sqlite").exists() == is_created


def test_in_ci_only_an_index_that_is_there_is_used(root: Path) -> None:
    index, env = root / ".cardctl/index.sqlite", {CI_SYSTEMS[0]: "true"}
    for question in QUESTIONS:
        assert CARD in touched_by(root.parent, *question, **env)
        assert not index.exists()
    assert CARD in touched_by(root.parent, "--index", "report", **env)
    assert index.exists()
    for question in QUESTIONS:
        assert CARD not in touched_by(root.parent, *question, **env)
    assert CARD in touched_by(root.parent, "--no-index", "validate", **env)


# A file that is saved while a command runs ------------------------------------------------------


def outcome(root: Path, *args: str) -> tuple[int, str, str]:
    """Exit code and output of a command."""
    code, stdout, stderr = output_of(root, *args)
    assert "bug" not in stderr
    return code, stdout, stderr


def run_with_save(root: Path, when: str, path: Path, text: str, *args: str) -> None:
    """Run a command; write *text* to *path* just before its first call of *when*."""
    module, _, name = f"cardctl.{when}".rpartition(".")
    call = getattr(import_module(module), name)
    saved = []

    def save_first(*args: Any, **more: Any) -> Any:
        if not saved:
            saved.append(path.write_text(text, "utf-8"))
        return call(*args, **more)

    with patch(f"{module}.{name}", save_first):
        outcome(root, *args)
    assert path.read_text("utf-8") == text


def assert_same_as_without_index(root: Path, *args: str) -> None:
    plain = outcome(root, "--no-index", *args)
    assert outcome(root, *args) == plain
    assert outcome(root, *args) == plain


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("app.incremental.read_shared", SHARED),
        ("app.incremental.CardChecker", SHARED),
        ("app.incremental.CardChecker", CARD),
        ("app.incremental.parallel_map", SHARED),
        ("app.incremental._overview", SHARED),
        ("app.incremental._overview", CARD),
        ("cli.validate._print", SHARED),
        ("cli.validate._print", CARD),
    ],
)
def test_verdict_is_kept_only_for_the_files_it_checked(root: Path, moment: str, name: str) -> None:
    path = root / name
    bad = path.read_text("utf-8").replace("code: moe,", "code: moee,").replace("lead: ", "lead: un")
    run_with_save(root, moment, path, bad, "validate")
    assert_same_as_without_index(root, "validate")
    assert outcome(root, "validate")[0] == 1


def test_verdict_without_parsed_cards_is_kept_only_for_its_files(root: Path) -> None:
    outcome(root, "validate")
    path = root / SHARED
    bad = path.read_text("utf-8").replace("code: moe,", "code: moee,")
    run_with_save(root, "app.incremental._overview", path, bad, "validate", "--strict")
    assert_same_as_without_index(root, "validate", "--strict")


@pytest.mark.parametrize(
    "moment", ["cache.learn.parallel_map", "store.load.load", "cli.render.tables.print_rows"]
)
@pytest.mark.parametrize("name", [SHARED, CARD])
def test_list_shows_the_files_as_they_are_after_a_save(root: Path, moment: str, name: str) -> None:
    path = root / name
    other = re.sub(r"(?ms)^title:.*?(?=^[a-z_]+:)", "title: Another\n", path.read_text("utf-8"))
    other = other.replace("en: ", "en: Another ")
    assert other != path.read_text("utf-8")
    question = ("list", "--columns", "id,title,lead")
    run_with_save(root, moment, path, other, *question)
    assert_same_as_without_index(root, *question)


def test_card_that_can_no_longer_be_opened_is_not_checked(root: Path) -> None:
    """Its row is known, but what the changed agencies give of it is not."""
    outcome(root, "validate")
    agencies = root / SHARED
    agencies.write_text(agencies.read_text("utf-8") + "# more\n", "utf-8")

    def without(folder: Path, path: str) -> bytes | Finding:
        (root / path).unlink()
        (root / path).mkdir()
        return read_file(folder, path)

    with patch("cardctl.cache.learn.read_file", without):
        code, _, stderr = outcome(root, "validate")
    assert (code, "has changed in the meantime" in stderr) == (3, True)


def test_file_that_cannot_be_opened_is_the_same_with_and_without_index(root: Path) -> None:
    (root / CARD).unlink()
    (root / CARD).mkdir()
    for question in (("list",), ("validate",), ("list", "--closed")):
        assert_same_as_without_index(root, *question)
    assert "CC113" in outcome(root, "validate", "--format", "concise")[1]


def test_verdict_on_repository_files_is_kept_only_for_those_files(root: Path) -> None:
    """The file is restored: the verdict on the text in between is not kept."""
    git(root.parent, "init", "-q")
    path = root.parent / ".gitattributes"
    good, bad = "*.md merge=union\n", "*.yaml merge=union\n"
    path.write_text(good, encoding="utf-8")
    time.sleep(0.05)
    outcome(root, "list")
    run_with_save(root, "app.repository_context._text", path, bad, "validate")
    path.write_text(good, encoding="utf-8")
    assert_same_as_without_index(root, "validate")
    assert outcome(root, "validate")[0] == 0


# An index from elsewhere ------------------------------------------------------------------------


def repository(root: Path) -> Path:
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "cards")
    return root.parent


def clone(top: Path) -> Path:
    git(top, "clone", "-q", ".", "clone")
    return top / "clone/cards"


@pytest.fixture
def forged_index(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with an error that is missing from its index."""
    path = root / "M01/M01-003.yaml"
    path.write_text(path.read_text("utf-8").replace("lead: ", "lead: un", 1), encoding="utf-8")
    output_of(root, "validate")
    index = Index(root, fingerprint())
    row = index.files()["M01/M01-003.yaml"]
    assert b"CC305" in row.found
    *rest, _findings = row.found.split(b"\n")
    with index.writing() as batch:
        batch.put([row._replace(found=b"\n".join((*rest, b"")))])
    index.close()
    assert output_of(root, "validate", "--format", "concise")[0] == 0  # trusted here
    return root


def test_a_restored_index_is_used_in_a_clone(root: Path, parsed: list[str]) -> None:
    answer = output_of(root, "validate")
    copy = clone(repository(root))
    shutil.copytree(root / ".cardctl", copy / ".cardctl")
    parsed.clear()
    code, stdout, stderr = output_of(copy, "validate")
    assert (code, stdout) == answer[:2]
    assert "using an index built elsewhere" in stderr
    assert parsed == []
    assert output_of(copy, "validate") == answer  # now the index belongs to this folder


def test_index_committed_in_a_pull_request_is_not_trusted(forged_index: Path) -> None:
    (forged_index / ".cardctl/.gitignore").unlink()
    top = repository(forged_index)
    assert "cards/.cardctl/index.sqlite" in git(top, "ls-files").splitlines()
    copy = clone(top)
    assert (copy / ".cardctl/index.sqlite").exists()
    code, stdout, _ = output_of(copy, "validate", "--format", "concise")
    assert code == 1
    assert "CC305" in stdout


def test_index_copied_without_git_is_not_trusted(forged_index: Path, tmp_path: Path) -> None:
    shutil.copytree(forged_index, tmp_path / "copy/cards")
    code, stdout, _ = output_of(tmp_path / "copy/cards", "validate", "--format", "concise")
    assert (code, "CC305" in stdout) == (1, True)


# Concurrent processes ---------------------------------------------------------------------------


def test_concurrent_index_writers_all_answer_correctly(root: Path) -> None:
    expected = process("--no-index", "list", cwd=root.parent).stdout
    with ThreadPoolExecutor(6) as pool:
        runs = [pool.submit(process, "list", cwd=root.parent) for _ in range(6)]
    assert [run.result().stdout for run in runs] == [expected] * 6
