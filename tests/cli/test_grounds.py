"""Files that a change depends on must be readable; other files may be broken."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from support.registers import BROKEN, FILES, run, small_register
from typer.testing import Result

CONFIG, AGENCIES = "cardctl.yaml", "agencies.yaml"
FIRST, SECOND = "M01/meeting.yaml", "M02/meeting.yaml"
HELD = FILES[SECOND].replace("scheduled", "held")
ANOTHER = """\
id: M01-005
title: Another
meeting: 1
lead: null
state: registered
history:
  - {date: 2024-01-10, by: mois, state: registered}
"""
SHEET = "title,meeting\nA,1\nB,2\n"
EDITOR = (
    "import pathlib, sys; p = pathlib.Path(sys.argv[1]);"
    "p.write_text(p.read_text('utf-8').replace('x-own: kept', 'x-own: known'), 'utf-8')"
)


class Writer(NamedTuple):
    """A command line that writes, the files it depends on, and some that it does not."""

    args: str
    depends: tuple[str, ...]
    free: tuple[str, ...] = ()


def card(serial: int) -> str:
    return f"M01/M01-{serial:03d}.yaml"


WRITERS = (
    Writer("update 1-2 --lead moef", (FIRST, card(2)), (SECOND, card(1), card(5))),
    Writer("update 1-2 --lead moef --dry-run", (FIRST, card(2)), (card(5),)),
    Writer("update 1-2 --lead moef --meeting 2", (FIRST, SECOND), (card(5),)),
    Writer("update 1-1 --result Half", (FIRST, SECOND), (card(5),)),
    Writer("update 1-1 --result Half --for 2", (SECOND,)),
    Writer("update 1-1 --result Half --for 1", (FIRST,), (SECOND,)),
    Writer("update 1-1 --state on_hold --reason Rain --review 2", (SECOND,), (card(5),)),
    Writer("update 1-2 1-1 --lead moef", (card(1), card(2)), (card(3),)),
    *(
        Writer(f"update 1-2 --add relations.{kind}=1-5", (card(5),), (card(4),))
        for kind in ("depends_on", "merged_into", "split_into", "superseded_by")
    ),
    Writer("update 1-2 --add relations.see_also=1-5", (card(2),), (card(5),)),
    Writer("update 1-2 --set relations.parent=1-5", (card(5),), (card(4),)),
    Writer("update 1-3 --set note=Later", (card(3),), (card(1), card(5))),
    Writer("edit 1-2", (FIRST,), (SECOND, card(5))),
    Writer(
        "update 1-2 --correct title=A --reason B --meeting 2",
        (FIRST, SECOND, card(2)),
        (card(1), card(5)),
    ),
    Writer("update 1-2 --amend title=A --meeting 2", (FIRST, SECOND, card(2)), (card(5),)),
    Writer("void 1-2 --reason B --meeting 2", (FIRST, SECOND, card(2)), (card(1), card(5))),
    Writer("meeting unconfirm 1 1-4 --reason B --meeting 2", (FIRST, SECOND, card(4)), (card(5),)),
    Writer("redact 1-2 title --ground A", (FIRST, card(2)), (SECOND, card(1), card(5))),
    Writer("new Another --meeting 2", (SECOND,), (FIRST, card(5))),
    Writer("new Another", (FIRST, SECOND), (card(5),)),
    Writer("new --from {sheet}", (FIRST, SECOND), (card(5),)),
    Writer("meeting add 3", (FIRST, SECOND), (card(5),)),
    Writer("meeting hold 3", (FIRST, SECOND, "M03/meeting.yaml"), (card(5),)),
    Writer("meeting confirm 2 1-3", (FIRST, SECOND, card(3)), (card(1), card(5))),
    Writer("meeting return 2 1-3 --reason Unsigned", (FIRST, SECOND, card(3)), (card(5),)),
    Writer("meeting seal 2", (FIRST, SECOND, card(1), card(5))),
    Writer("renumber 1-1", (FIRST, card(1), card(3)), (SECOND, card(5))),
)


def register(folder: Path, writer: Writer) -> Path:
    """A register in which *writer* succeeds: meeting 2 is held; meeting 3 exists if needed."""
    root = small_register(folder, M02__meeting=HELD, M01__M01_005=ANOTHER)
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
    if "M03/meeting.yaml" in writer.depends:
        text = "number: 3\ndate: 2024-07-20\nstatus: scheduled\n"
        (root / "M03").mkdir()
        (root / "M03/meeting.yaml").write_text(text, encoding="utf-8")
    return root


def write(root: Path, writer: Writer) -> Result:
    words = shlex.split(writer.args.format(sheet=root.parent / "sheet.csv"))
    env = {"VISUAL": shlex.join([sys.executable, "-c", EDITOR])}
    return run("--no-input", *words, root=root, env=env)


def tree(root: Path) -> dict[str, bytes | str]:
    """Contents of every file of the register; for a link, its target."""
    own = (path for path in root.rglob("*") if ".cardctl" not in path.parts and not path.is_dir())
    return {
        str(path): str(path.readlink()) if path.is_symlink() else path.read_bytes() for path in own
    }


def break_file(root: Path, path: str) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write("x-a: [\n")


def assert_refused(root: Path, writer: Writer, path: str) -> Result:
    """Assert that nothing is written, and that file, line and a valid command are named."""
    before = tree(root)
    result = write(root, writer)
    assert result.exit_code == 3, result.output
    assert tree(root) == before
    assert f"{path} cannot be read" in result.stderr
    assert f"{path}:" in result.stderr  # with its line
    command = result.stderr.rpartition("check its file: ")[2].strip()
    hint = run(*shlex.split(command)[1:])
    assert hint.exit_code == 1
    assert path in hint.stdout
    return result


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.args)
def test_change_succeeds_if_all_files_are_readable(tmp_path: Path, writer: Writer) -> None:
    root = register(tmp_path, writer)
    before = tree(root)
    result = write(root, writer)
    assert result.exit_code == 0, result.output
    assert (tree(root) == before) is ("--dry-run" in writer.args)


@pytest.mark.parametrize(
    ("writer", "path"),
    [(writer, path) for writer in WRITERS for path in (CONFIG, AGENCIES, *writer.depends)],
    ids=lambda each: getattr(each, "args", each),
)
def test_broken_file_blocks_a_change_that_depends_on_it(
    tmp_path: Path, writer: Writer, path: str
) -> None:
    root = register(tmp_path, writer)
    break_file(root, path)
    assert_refused(root, writer, path)


@pytest.mark.parametrize(
    ("writer", "path"),
    [(writer, path) for writer in WRITERS for path in writer.free],
    ids=lambda each: getattr(each, "args", each),
)
def test_broken_file_does_not_block_an_unrelated_change(
    tmp_path: Path, writer: Writer, path: str
) -> None:
    root = register(tmp_path, writer)
    break_file(root, path)
    before = tree(root)
    result = write(root, writer)
    assert result.exit_code == 0, result.output
    assert (tree(root) == before) is ("--dry-run" in writer.args)


def link(place: Path) -> None:
    place.rename(place.with_suffix(".moved"))
    place.symlink_to(place.with_suffix(".moved"))


def too_large(place: Path) -> None:
    place.write_bytes(place.read_bytes() + b"#" * (1 << 20))


def not_utf8(place: Path) -> None:
    place.write_bytes(place.read_bytes() + "# 낱말\n".encode("cp949"))


def unreadable(place: Path) -> None:
    place.chmod(0)
    if os.access(place, os.R_OK):
        pytest.skip("for this user every file is readable")


def a_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


def with_an_unknown_key(place: Path) -> None:
    place.write_bytes(b"nobody: knows\n" + place.read_bytes())


@pytest.mark.parametrize(
    "way", [link, too_large, not_utf8, unreadable, a_folder, with_an_unknown_key]
)
@pytest.mark.parametrize(
    ("writer", "path"),
    [(0, CONFIG), (0, AGENCIES), (0, FIRST), (0, card(2)), (-1, card(3)), (-5, SECOND)],
)
def test_unreadable_file_of_any_kind_blocks_the_change(
    tmp_path: Path, way: Callable[[Path], None], writer: int, path: str
) -> None:
    root = register(tmp_path, WRITERS[writer])
    way(root / path)
    if path == CONFIG and way is a_folder:
        assert write(root, WRITERS[writer]).exit_code == 2  # no longer a register
    else:
        assert_refused(root, WRITERS[writer], path)


@pytest.mark.parametrize("args", ["update 1-2 --lead moef", "new Another --meeting 1", "new More"])
def test_linked_meeting_folder_is_not_read(tmp_path: Path, args: str) -> None:
    root = small_register(tmp_path)
    assert run("new", "In its own folder", "--meeting", "2", root=root).exit_code == 0
    (root / "M01").rename(tmp_path / "elsewhere")
    (root / "M01").symlink_to(tmp_path / "elsewhere")
    assert_refused(root, Writer(args, ()), "M01")


def test_missing_agencies_file_blocks_a_change(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (root / AGENCIES).unlink()
    before = tree(root)
    result = run("update", "1-2", "--lead", "nosuch", root=root)
    assert (result.exit_code, tree(root)) == (3, before)
    assert "agencies.yaml cannot be read" in result.stderr
    assert result.stderr.endswith(": cardctl validate\n")


def test_unreadable_seal_still_protects_its_cards(tmp_path: Path) -> None:
    root = register(tmp_path, WRITERS[0])
    assert run("meeting", "seal", "2", root=root).exit_code == 0
    (root / "M02/seal.json").write_text("{", encoding="utf-8")
    assert_refused(root, WRITERS[0], "M02/seal.json")
    assert run("new", "Another", "--meeting", "2", root=root).exit_code == 0


def test_broken_card_can_be_edited_unless_its_meeting_is_broken(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    script = f"import pathlib, sys; pathlib.Path(sys.argv[1]).write_text({ANOTHER!r})"
    env = {"VISUAL": shlex.join([sys.executable, "-c", script])}
    assert run("edit", "1-5", root=root, env=env).exit_code == 0
    assert (root / card(5)).read_text("utf-8") == ANOTHER
    (root / card(5)).write_text(BROKEN, encoding="utf-8")
    break_file(root, FIRST)
    result = run("edit", "1-5", root=root, env={"VISUAL": "false"})  # the editor is not started
    assert result.exit_code == 3
    assert f"{FIRST} cannot be read" in result.stderr


# validate --fix ---------------------------------------------------------------------------------

MISMATCH = ANOTHER.replace("lead: null", "lead: busan")


def test_a_fix_that_depends_on_a_broken_file_is_refused(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=MISMATCH)
    break_file(root, FIRST)
    before = tree(root)
    result = run("validate", "--fix", "--unsafe", root=root)
    assert (result.exit_code, tree(root)) == (1, before)
    assert f"{card(5)}:4:7: error CC502" in result.stderr
    assert f"    = {FIRST} cannot be read\n" in result.stderr


def test_fix_is_applied_after_the_file_it_depends_on_is_fixed(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=MISMATCH)
    path = root / FIRST
    path.write_text(path.read_text("utf-8").replace("2024-01-10", "2024-1-10"), encoding="utf-8")
    result = run("validate", "--fix", "--unsafe", root=root)
    assert result.exit_code == 0, result.output
    assert "date: 2024-01-10" in path.read_text("utf-8")
    assert (root / card(5)).read_text("utf-8") == ANOTHER.replace("lead: null\n", "")


def test_fix_of_a_reader_finding_depends_on_no_other_file(tmp_path: Path) -> None:
    text = ANOTHER.replace("2024-01-10", "2024-1-10")
    root = small_register(tmp_path, M01__M01_005=text)
    break_file(root, AGENCIES)
    assert run("validate", "--fix", root=root).exit_code == 1
    assert (root / card(5)).read_text("utf-8") == ANOTHER
