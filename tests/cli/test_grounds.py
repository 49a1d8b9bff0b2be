"""What a change depends on must be readable; what it does not depend on may be broken."""

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
    "p.write_text(p.read_text('utf-8').replace('수질', '하천 수질'), 'utf-8')"
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
    """A register in which the *writer* may write: meeting 2 is held, and 3 where it is about it."""
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
    """Every file of the register with what it holds; of a link, where it leads."""
    own = (path for path in root.rglob("*") if ".cardctl" not in path.parts and not path.is_dir())
    return {
        str(path): str(path.readlink()) if path.is_symlink() else path.read_bytes() for path in own
    }


def breaks(root: Path, path: str) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write("x-a: [\n")


def is_refused(root: Path, writer: Writer, path: str) -> Result:
    """Nothing is written; the file, the line and a command that works are named."""
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
def test_it_writes_where_all_can_be_read(tmp_path: Path, writer: Writer) -> None:
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
def test_a_broken_file_that_the_change_depends_on(
    tmp_path: Path, writer: Writer, path: str
) -> None:
    root = register(tmp_path, writer)
    breaks(root, path)
    is_refused(root, writer, path)


@pytest.mark.parametrize(
    ("writer", "path"),
    [(writer, path) for writer in WRITERS for path in writer.free],
    ids=lambda each: getattr(each, "args", each),
)
def test_a_broken_file_that_the_change_does_not_depend_on(
    tmp_path: Path, writer: Writer, path: str
) -> None:
    root = register(tmp_path, writer)
    breaks(root, path)
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
def test_whatever_keeps_a_file_from_being_read(
    tmp_path: Path, way: Callable[[Path], None], writer: int, path: str
) -> None:
    root = register(tmp_path, WRITERS[writer])
    way(root / path)
    if path == CONFIG and way is a_folder:
        assert write(root, WRITERS[writer]).exit_code == 2  # then it is no register
    else:
        is_refused(root, WRITERS[writer], path)


@pytest.mark.parametrize("args", ["update 1-2 --lead moef", "new Another --meeting 1", "new More"])
def test_the_folder_of_a_meeting_that_is_a_link_is_not_read(tmp_path: Path, args: str) -> None:
    root = small_register(tmp_path)
    assert run("new", "In its own folder", "--meeting", "2", root=root).exit_code == 0
    (root / "M01").rename(tmp_path / "elsewhere")
    (root / "M01").symlink_to(tmp_path / "elsewhere")
    is_refused(root, Writer(args, ()), "M01")


def test_a_register_without_agencies_is_not_written(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (root / AGENCIES).unlink()
    before = tree(root)
    result = run("update", "1-2", "--lead", "nosuch", root=root)
    assert (result.exit_code, tree(root)) == (3, before)
    assert "agencies.yaml cannot be read" in result.stderr
    assert result.stderr.endswith(": cardctl validate\n")


def test_a_seal_that_cannot_be_read_guards_what_it_sealed(tmp_path: Path) -> None:
    root = register(tmp_path, WRITERS[0])
    assert run("meeting", "seal", "2", root=root).exit_code == 0
    (root / "M02/seal.json").write_text("{", encoding="utf-8")
    is_refused(root, WRITERS[0], "M02/seal.json")
    assert run("new", "Another", "--meeting", "2", root=root).exit_code == 0


def test_a_card_that_is_broken_can_be_edited_but_not_on_a_broken_meeting(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    script = f"import pathlib, sys; pathlib.Path(sys.argv[1]).write_text({ANOTHER!r})"
    env = {"VISUAL": shlex.join([sys.executable, "-c", script])}
    assert run("edit", "1-5", root=root, env=env).exit_code == 0
    assert (root / card(5)).read_text("utf-8") == ANOTHER
    (root / card(5)).write_text(BROKEN, encoding="utf-8")
    breaks(root, FIRST)
    result = run("edit", "1-5", root=root, env={"VISUAL": "false"})  # it is not even opened
    assert result.exit_code == 3
    assert f"{FIRST} cannot be read" in result.stderr


# validate --fix ---------------------------------------------------------------------------------

MISMATCH = ANOTHER.replace("lead: null", "lead: busan")


def test_a_fix_that_depends_on_a_broken_file_is_refused(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=MISMATCH)
    breaks(root, FIRST)
    before = tree(root)
    result = run("validate", "--fix", "--unsafe", root=root)
    assert (result.exit_code, tree(root)) == (1, before)
    assert f"{card(5)}:4:7: error CC502" in result.stderr
    assert f"    = {FIRST} cannot be read\n" in result.stderr


def test_a_fix_waits_for_the_file_that_it_depends_on_to_be_fixed(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=MISMATCH)
    path = root / FIRST
    path.write_text(path.read_text("utf-8").replace("2024-01-10", "2024-1-10"), encoding="utf-8")
    result = run("validate", "--fix", "--unsafe", root=root)
    assert result.exit_code == 0, result.output
    assert "date: 2024-01-10" in path.read_text("utf-8")
    assert (root / card(5)).read_text("utf-8") == ANOTHER.replace("lead: null\n", "")


def test_what_the_reader_finds_in_a_file_depends_on_no_other(tmp_path: Path) -> None:
    text = ANOTHER.replace("2024-01-10", "2024-1-10")
    root = small_register(tmp_path, M01__M01_005=text)
    breaks(root, AGENCIES)
    assert run("validate", "--fix", root=root).exit_code == 1
    assert (root / card(5)).read_text("utf-8") == ANOTHER
