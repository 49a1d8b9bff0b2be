"""The index file: rows are read back as written, and damaged or foreign data is ignored."""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cardctl.cache.batch import MAX_ANSWERS
from cardctl.cache.file_status import FileStatus, digest_of
from cardctl.cache.row import CacheRow
from cardctl.cache.sqlite import Index
from cardctl.store.scan import changed_at, scan

ROW = CacheRow("M01/M01-001.yaml", "1 2 3 4", "d1", b"faults", b"facts", b"spans", b"basis",
               b"found", b"titles")  # fmt: skip
DATA = '{"id": "제방"}'.encode()


OPENED: list[Index] = []


@pytest.fixture(autouse=True)
def close_indexes() -> Iterator[None]:
    """Close every index that a test opened: Python 3.13 and later warn about unclosed ones."""
    yield
    while OPENED:
        OPENED.pop().close()


def index_at(root: Path, version: str = "this version") -> Index:
    OPENED.append(Index(root, version))
    return OPENED[-1]


def filled(root: Path) -> Index:
    index = index_at(root)
    with index.writing() as batch:
        batch.put([ROW], [(ROW.path, ROW.digest, DATA)])
        batch.tree("stamps", "state")
        batch.answer("question", "state", "answer")
        batch.derive("spans", [(ROW.path, ROW.digest, b"[]")])
    return index


def is_empty(index: Index) -> bool:
    return (index.tree(), index.files(), index.answer("question", "state")) == (("", ""), {}, "")


def test_written_rows_are_read_back(tmp_path: Path) -> None:
    filled(tmp_path).close()
    index = index_at(tmp_path)
    assert index.tree() == ("stamps", "state")
    assert index.files() == {ROW.path: ROW}
    assert index.data(ROW.path, "d1") == DATA
    assert index.answer("question", "state") == "answer"


def derive(index: Index, kind: str, *rows: tuple[str, str, bytes]) -> None:
    with index.writing() as batch:
        batch.derive(kind, rows)


SECOND = "M01/M01-002.yaml"


def test_derived_data_is_kept_by_kind_and_path(tmp_path: Path) -> None:
    index = filled(tmp_path)
    derive(index, "spans", (ROW.path, "k1", b"old"), (SECOND, "k2", b"two"))
    derive(index, "fixable", (ROW.path, "k3", b"s"))
    derive(index, "spans", (ROW.path, "k4", b"new"))
    index.close()
    again = index_at(tmp_path)
    assert again.derived("spans") == {ROW.path: ("k4", b"new"), SECOND: ("k2", b"two")}
    assert again.derived("fixable") == {ROW.path: ("k3", b"s")}
    assert again.derived("another") == {}


@pytest.mark.parametrize("change", ["drop", "edit"])
def test_derived_data_goes_with_the_contents_of_the_file(tmp_path: Path, change: str) -> None:
    index = filled(tmp_path)
    for kind in ("spans", "fixable"):
        derive(index, kind, (ROW.path, "k1", b"one"), (SECOND, "k2", b"two"))
    with index.writing() as batch:
        batch.drop([ROW.path]) if change == "drop" else batch.put([ROW._replace(digest="d2")])
    for kind in ("spans", "fixable"):
        assert index.derived(kind) == {SECOND: ("k2", b"two")}


def test_derived_data_stays_if_only_the_facts_are_computed_anew(tmp_path: Path) -> None:
    index = filled(tmp_path)
    derive(index, "spans", (ROW.path, "k1", b"one"))
    with index.writing() as batch:
        batch.put([ROW._replace(facts=b"with other agencies")])
    assert index.derived("spans") == {ROW.path: ("k1", b"one")}


def test_different_state_or_digest_returns_nothing(tmp_path: Path) -> None:
    index = filled(tmp_path)
    assert index.answer("question", "another") == ""
    assert index.answer("another", "state") == ""
    assert index.data(ROW.path, "d2") == b""
    assert index.data("M01/M01-002.yaml", "d1") == b""


def test_index_of_another_version_is_ignored_and_replaced_on_first_write(
    tmp_path: Path,
) -> None:
    filled(tmp_path).close()
    other = index_at(tmp_path, "another version")
    assert is_empty(other)
    with other.writing() as batch:
        batch.tree("a", "b")
    assert other.tree() == ("a", "b")
    assert other.files() == {}
    assert is_empty(index_at(tmp_path))


def tamper(root: Path, change: str) -> None:
    with sqlite3.connect(root / ".cardctl/index.sqlite") as connection:
        connection.execute(f"UPDATE {change}")
    connection.close()


CONTENTS = ("path", "digest", "faults", "facts", "spans", "basis", "found", "titles")
CHECKS = CONTENTS[-3:]


@pytest.mark.parametrize("column", CONTENTS)
def test_an_index_with_a_damaged_row_is_deleted(tmp_path: Path, column: str) -> None:
    filled(tmp_path).close()
    tamper(tmp_path, f"files SET {column} = CAST({column} || 'x' AS BLOB)")
    index = index_at(tmp_path)
    lists = index.files(only_facts=True)
    assert lists == ({ROW.path: ROW._replace(**NO_CHECKS)} if column in CHECKS else {})
    assert index.files() == {}
    assert is_empty(index)
    assert not (tmp_path / ".cardctl/index.sqlite").exists()


NO_CHECKS = dict.fromkeys(CHECKS, b"")


NULLED = (
    "tree.stamps",
    "files.stamp",
    "files.facts",
    "cards.data",
    "answers.answer",
    "derived.data",
    "about.verified",
)


@pytest.mark.parametrize("place", NULLED)
def test_a_value_that_is_missing_despite_its_table_is_damage(tmp_path: Path, place: str) -> None:
    filled(tmp_path).close()
    table, _, column = place.partition(".")
    with sqlite3.connect(tmp_path / ".cardctl" / "index.sqlite") as database:
        schema = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [table]
        ).fetchone()
        database.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = ? WHERE name = ?"
        database.execute(change, [schema[0].replace(" NOT NULL", ""), table])
    database.close()
    with sqlite3.connect(tmp_path / ".cardctl" / "index.sqlite") as database:
        database.execute(f"UPDATE {table} SET {column} = NULL")
        database.execute("PRAGMA writable_schema = ON")
        database.execute(change, [schema[0], table])
    database.close()
    index = index_at(tmp_path)
    assert index.verified() is not None
    read = (
        index.tree(),
        index.files(),
        index.data(ROW.path, "d1"),
        index.answer("question", "state"),
        index.derived("spans"),
    )
    assert any(not found or found == ("", "") for found in read) == (table != "about")


def test_lists_read_no_more_than_facts(tmp_path: Path) -> None:
    index = filled(tmp_path)
    assert index.files(only_facts=True) == {ROW.path: ROW._replace(**NO_CHECKS)}
    assert index.files() == {ROW.path: ROW}


def test_another_stamp_needs_no_checksum(tmp_path: Path) -> None:
    index = filled(tmp_path)
    with index.writing() as batch:
        batch.touch([ROW._replace(stamp="5 6 7 8")])
    assert index.files() == {ROW.path: ROW._replace(stamp="5 6 7 8")}


@pytest.mark.parametrize(
    ("change", "reads"),
    [
        ("tree SET stamps = 'others'", Index.tree),
        ("tree SET sum = sum + 1", Index.tree),
        ("cards SET data = '{}'", lambda index: index.data(ROW.path, "d1")),
        ("answers SET answer = 'lies'", lambda index: index.answer("question", "state")),
        ("derived SET kind = 'others'", lambda index: index.derived("others")),
        ("derived SET path = 'M01/M01-002.yaml'", lambda index: index.derived("spans")),
        ("derived SET key = 'd2'", lambda index: index.derived("spans")),
        ("derived SET data = 'lies'", lambda index: index.derived("spans")),
    ],
)
def test_an_index_with_other_damage_is_deleted_when_it_is_read(
    tmp_path: Path, change: str, reads: Callable[[Index], object]
) -> None:
    filled(tmp_path).close()
    tamper(tmp_path, change)
    index = index_at(tmp_path)
    assert index.files() == {ROW.path: ROW}
    assert reads(index) in ("", b"", ("", ""), {})
    assert is_empty(index)
    assert not (tmp_path / ".cardctl/index.sqlite").exists()


@pytest.mark.parametrize(
    "more",
    [
        "CREATE TABLE more (a)",
        "CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM cards; END",
        "CREATE VIEW v AS SELECT 1",
    ],
)
def test_index_with_extra_tables_triggers_or_views_is_rejected(tmp_path: Path, more: str) -> None:
    filled(tmp_path).close()
    with sqlite3.connect(tmp_path / ".cardctl/index.sqlite") as connection:
        connection.execute(more)
    connection.close()
    assert is_empty(index_at(tmp_path))
    assert filled(tmp_path).tree() == ("stamps", "state")  # created again


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("sqlite_autoindex_x", "BEGIN DELETE FROM cards; END"),
        ("sqlite_autoindex_cards_1", "BEGIN UPDATE answers SET answer = 'lies'; END"),
    ],
)
def test_trigger_with_reserved_sqlite_name_does_not_run(
    tmp_path: Path, name: str, body: str
) -> None:
    filled(tmp_path).close()
    file = tmp_path / ".cardctl/index.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TRIGGER t AFTER INSERT ON files {body}")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET name = ?, sql = replace(sql, 'TRIGGER t ', ?)"
            " WHERE name = 't'",
            (name, f"TRIGGER {name} "),
        )
    connection.close()
    assert is_empty(index_at(tmp_path))
    index = index_at(tmp_path)
    with index.writing() as batch:
        batch.put([ROW], [(ROW.path, ROW.digest, b"{}")])
    index.close()
    with sqlite3.connect(file) as connection:
        assert (
            connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger'").fetchall()
            == []
        )
    connection.close()
    assert index_at(tmp_path).data(ROW.path, ROW.digest) == b"{}"


def hot_journal(database: bytes, victim: Path) -> bytes:
    """Return a rollback journal of *database* that names *victim* as its super-journal.

    The format is described in https://www.sqlite.org/fileformat.html#the_rollback_journal; SQLite
    deletes a super-journal once the last journal that names it was rolled back.
    """
    magic, nonce, size = bytes.fromhex("d9d505f920a163d7"), 1, int.from_bytes(database[16:18])
    page, name = database[:size], os.fsencode(victim)
    header = magic + struct.pack(">5I", 1, nonce, len(database) // size, 512, size)
    checksum = nonce + sum(page[size - 200 : 0 : -200])
    record = struct.pack(">I", 1) + page + struct.pack(">I", checksum)
    locked = struct.pack(">I", 0x40000000 // size + 1)
    super_journal = locked + name + struct.pack(">2I", len(name), sum(name)) + magic
    return header.ljust(512, b"\0") + record + super_journal


@pytest.mark.parametrize("does", ["read", "write"])
def test_a_forged_journal_is_not_run(tmp_path: Path, does: str) -> None:
    """SQLite would delete the file that it names."""
    filled(tmp_path).close()
    file, victim = tmp_path / ".cardctl/index.sqlite", tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    journal = file.with_name("index.sqlite-journal")
    journal.write_bytes(hot_journal(file.read_bytes(), victim))
    if does == "read":
        assert is_empty(index_at(tmp_path))
    else:
        assert filled(tmp_path).files() == {ROW.path: ROW}
        assert not journal.exists()
    assert victim.exists()


def test_index_cannot_attach_another_file(tmp_path: Path) -> None:
    index = filled(tmp_path)
    assert index.files()
    assert index._open is not None
    with pytest.raises(sqlite3.OperationalError, match="too many attached"):
        index._open.execute("ATTACH ? AS other", (str(tmp_path / "other.sqlite"),))
    assert not (tmp_path / "other.sqlite").exists()


def test_index_of_another_user_is_ignored_and_replaced_on_first_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = filled(tmp_path)
    index.close()
    own = os.geteuid()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: own + 1)
        assert is_empty(index_at(tmp_path))
        with index_at(tmp_path).writing() as batch:
            batch.drop([])
    assert is_empty(index_at(tmp_path))


def test_foreign_database_is_replaced(tmp_path: Path) -> None:
    filled(tmp_path).close()
    file = tmp_path / ".cardctl/index.sqlite"
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE files (path TEXT)")
    connection.close()
    assert is_empty(index_at(tmp_path))
    assert filled(tmp_path).files() == {ROW.path: ROW}


@pytest.mark.parametrize("raw", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_file_that_is_not_a_database_is_an_empty_index(tmp_path: Path, raw: bytes) -> None:
    filled(tmp_path).close()
    (tmp_path / ".cardctl/index.sqlite").write_bytes(raw)
    assert is_empty(index_at(tmp_path))
    assert filled(tmp_path).files() == {ROW.path: ROW}


def test_pipe_or_link_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / ".cardctl/index.sqlite"
    file.parent.mkdir()
    os.mkfifo(file)
    assert is_empty(filled(tmp_path))
    file.unlink()
    (tmp_path / "elsewhere").write_bytes(b"")
    file.symlink_to(tmp_path / "elsewhere")
    assert is_empty(filled(tmp_path))
    assert (tmp_path / "elsewhere").read_bytes() == b""


def test_linked_folder_is_left_alone(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / ".cardctl").symlink_to(elsewhere)
    assert is_empty(filled(root))
    assert index_at(root).now() == 0
    assert list(elsewhere.iterdir()) == []


def test_nothing_is_written_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cardctl.cache.database.BUSY", 0.01)
    index = filled(tmp_path)
    other = sqlite3.connect(tmp_path / ".cardctl/index.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with index.writing() as batch:
        batch.tree("lost", "lost")
    assert is_empty(index_at(tmp_path))
    other.execute("ROLLBACK")
    other.close()
    assert index.tree() == ("stamps", "state")


def test_a_locked_index_is_waited_for_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).close()
    other = sqlite3.connect(tmp_path / ".cardctl/index.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr("cardctl.cache.database.BUSY", 0.2)
    index, start = index_at(tmp_path), time.monotonic()
    assert is_empty(index)
    assert all(index.data(ROW.path, "d1") == b"" for _ in range(20))
    assert 0.2 <= time.monotonic() - start < 1
    other.execute("ROLLBACK")
    other.close()
    assert not is_empty(index_at(tmp_path))


def test_others_can_read_between_the_parts_of_a_long_write(tmp_path: Path) -> None:
    index = filled(tmp_path)
    with index.writing() as batch:
        batch.put([ROW._replace(path="M01/M01-002.yaml")])
        batch.commit()
        assert len(index_at(tmp_path).files()) == 2
        batch.put([ROW._replace(path="M01/M01-003.yaml")])
        assert len(index_at(tmp_path).files()) == 2
    assert len(index_at(tmp_path).files()) == 3


def test_failed_batch_changes_nothing(tmp_path: Path) -> None:
    index = filled(tmp_path)
    with pytest.raises(KeyboardInterrupt), index.writing() as batch:  # noqa: PT012
        batch.drop([ROW.path])
        raise KeyboardInterrupt
    assert index.files() == {ROW.path: ROW}
    with index.writing() as batch:
        batch.drop([ROW.path])
        batch.tree("\udcff", "cannot be written")
        batch.tree("never", "comes")
    assert index.files() == {ROW.path: ROW}


def test_answers_for_another_state_and_the_oldest_answers_are_dropped(tmp_path: Path) -> None:
    index = filled(tmp_path)
    for number in range(MAX_ANSWERS + 3):
        index.keep(str(number), "new", "answer")
    assert index.answer("question", "state") == ""
    known = [n for n in range(MAX_ANSWERS + 3) if index.answer(str(n), "new")]
    assert known == list(range(3, MAX_ANSWERS + 3))
    index.keep("3", "new", "another answer")  # replaces its own, and is the newest
    index.keep("more", "new", "answer")
    known = [n for n in range(MAX_ANSWERS + 3) if index.answer(str(n), "new")]
    assert known == [3, *range(5, MAX_ANSWERS + 3)]


def test_a_long_answer_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cardctl.cache.sqlite.MAX_ANSWER", 10)
    index = index_at(tmp_path)
    for size in (10, 11):
        index.keep(str(size), "state", "x" * size)
    assert [len(index.answer(str(size), "state")) for size in (10, 11)] == [10, 0]


def size_of(root: Path) -> int:
    return (root / ".cardctl/index.sqlite").stat().st_size


def test_a_page_holds_more_than_one_card(tmp_path: Path) -> None:
    """Of the space, no more than a third stays empty."""
    index, count = index_at(tmp_path), 300
    rows = [ROW._replace(path=f"M01/M01-{n:03}.yaml", facts=b"x" * 600) for n in range(count)]
    with index.writing() as batch:
        batch.put(rows, [(row.path, row.digest, b"x" * 2600) for row in rows])
    assert size_of(tmp_path) < count * 1.4 * (600 + 2600)


def test_the_index_shrinks_with_the_register(tmp_path: Path) -> None:
    index, count = index_at(tmp_path), 300
    paths = [f"M01/M01-{n:03}.yaml" for n in range(count)]
    with index.writing() as batch:
        batch.put([], [(path, "digest", b"x" * 2600) for path in paths])
    full = size_of(tmp_path)
    with index.writing() as batch:
        batch.drop(paths[10:])
    assert size_of(tmp_path) < full / 5
    assert index.data(paths[9], "digest") == b"x" * 2600


# File status ------------------------------------------------------------------------------------


def register(root: Path) -> Path:
    (root / "M01").mkdir()
    (root / "cardctl.yaml").write_text("format: 1\n")
    (root / "M01/M01-001.yaml").write_text("id: M01-001\n")
    return root


def learned(root: Path) -> FileStatus:
    """Return the file status with rows stored for all files."""
    file_status = FileStatus(root, index_at(root), lambda: True)
    rows = [
        file_status.new_row(path, (root / path).read_bytes())
        for path in file_status.paths_to_read()
    ]
    file_status.learn([(row, b"{}") for row in rows])
    return file_status


def wait_for_clock_tick(root: Path) -> None:
    """Wait until all files are older than the current clock tick."""
    while changed_at(max(scan(root).values(), key=changed_at)) >= index_at(root, "").now():
        pass


def test_unchanged_files_are_known(tmp_path: Path) -> None:
    wait_for_clock_tick(register(tmp_path))
    first = learned(tmp_path)
    assert first.state
    again = FileStatus(tmp_path, index_at(tmp_path), lambda: True)
    assert again.state == first.state
    assert again.paths_to_read() == []


def test_file_changed_in_the_same_tick_is_compared_by_digest(tmp_path: Path) -> None:
    wait_for_clock_tick(register(tmp_path))
    (tmp_path / "M01/M01-001.yaml").write_text("id: M01-002\n")
    index = index_at(tmp_path)
    file_status = FileStatus(tmp_path, index, lambda: True)
    file_status._began = changed_at(file_status.stamps["M01/M01-001.yaml"])  # the same tick
    rows = [
        file_status.new_row(path, (tmp_path / path).read_bytes()) for path in file_status.stamps
    ]
    assert [row.stamp != "" for row in rows] == [False, True]
    file_status.learn([(row, b"") for row in rows])
    assert index.tree() == ("", "")
    assert FileStatus(tmp_path, index, lambda: True).state == file_status.state  # by the digests


def test_untrusted_index_does_not_vouch_for_cards(
    tmp_path: Path,
) -> None:
    wait_for_clock_tick(register(tmp_path))
    state = learned(tmp_path).state
    for path in ("cardctl.yaml", "M01/M01-001.yaml"):
        raw = (tmp_path / path).read_bytes()
        (tmp_path / path).unlink()
        (tmp_path / path).write_bytes(raw)
    index = index_at(tmp_path)
    index.keep("question", state, "answer")
    assert FileStatus(tmp_path, index, lambda: False).state == state
    assert FileStatus(tmp_path, index, lambda: True).state == ""
    assert FileStatus(tmp_path, index, lambda: True).paths_to_read() == [
        "M01/M01-001.yaml",
        "cardctl.yaml",
    ]
    assert index.answer("question", state) == ""  # no answer is left


def test_deleted_files_are_forgotten(tmp_path: Path) -> None:
    wait_for_clock_tick(register(tmp_path))
    learned(tmp_path)
    (tmp_path / "M01/M01-001.yaml").unlink()
    learned(tmp_path)
    assert list(index_at(tmp_path).files()) == ["cardctl.yaml"]


def test_state_depends_only_on_names_and_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for root in (one, two):
        root.mkdir()
        wait_for_clock_tick(register(root))
    assert learned(one).state == learned(two).state
    (two / "M01/M01-001.yaml").write_text("id: M01-003\n")
    assert learned(one).state != learned(two).state
    assert digest_of(b"a") != digest_of(b"b")


@pytest.mark.parametrize("is_known", [False, True])
def test_file_changed_after_the_scan_is_detected(tmp_path: Path, is_known: bool) -> None:
    wait_for_clock_tick(register(tmp_path))
    file_status = learned(tmp_path)
    if is_known:
        file_status = FileStatus(tmp_path, index_at(tmp_path), lambda: True)
    assert file_status.is_unchanged()
    path = tmp_path / "cardctl.yaml"
    text = path.read_bytes()
    path.write_bytes(b"format: 2\n")
    path.write_bytes(text)  # same content again, but a reader may have seen the other
    assert not file_status.is_unchanged()


def test_file_changed_in_the_same_tick_does_not_count_as_unchanged(tmp_path: Path) -> None:
    wait_for_clock_tick(register(tmp_path))
    (tmp_path / "M01/M01-001.yaml").write_text("id: M01-002\n")
    file_status = FileStatus(tmp_path, index_at(tmp_path), lambda: True)
    file_status._began = changed_at(file_status.stamps["M01/M01-001.yaml"])
    file_status.learn([(file_status.new_row(path, b""), b"") for path in file_status.stamps])
    assert not file_status.is_unchanged()
