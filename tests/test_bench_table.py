from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bench.jobs import JOBS, MIB, Job, job_named
from bench.peers import Peer
from bench.processes import Command, Failed, Usage, peak_together, run
from bench.sites import Site
from bench.table import Measured, compare_with_peers, growth, main, measure, measure_all, raw, table

CARDS = 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site.make(tmp_path_factory.mktemp("site"), CARDS)


def measured(job: str, cards: int, seconds: float, mib: int = 1) -> Measured:
    own, bare = Usage(seconds, 2 * seconds, mib * MIB), Usage(0.01, 0.01, MIB)
    return Measured(job, cards, [own, own, own], [bare, bare, bare])


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")[1:-1]]


# The runner ---------------------------------------------------------------------------------------


def test_the_runner_measures_whole_commands(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(CARDS), "--rounds", "1", "--jobs", "version,edited"])
    rows = [cells(line) for line in capsys.readouterr().out.splitlines() if line.startswith("| `")]
    assert [row[:2] for row in rows] == [
        ["`--version`", "30"],
        ["`validate` after one edit", "30"],
    ]
    assert all(float(row[2]) > 0 for row in rows)


def test_the_raw_figures_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(CARDS), "--rounds", "1", "--jobs", "help", "--json"])
    (job,) = json.loads(capsys.readouterr().out)["jobs"]
    assert job["job"] == "help"
    assert len(job["own_wall"]) == len(job["bare_cpu"]) == 1


def test_failed_job_has_no_figure(tmp_path: Path) -> None:
    fails = Command((sys.executable, "-c", "raise SystemExit('no such luck')"), tmp_path)
    with pytest.raises(Failed, match="no such luck"):
        run(fails)


def test_measurement_continues_after_a_failed_job(site: Site) -> None:
    jobs = [Job("unknown", "an unknown command", lambda _: ("unknown",)), job_named("version")]
    lines, found = measure_all(site, jobs, 1, against=False)
    assert isinstance(lines, str)
    assert lines.startswith("an unknown command, 30 cards: ")
    assert isinstance(found, Measured)


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    hold = "x = bytearray(80_000_000); import time; time.sleep(0.5)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    alone = peak_together(Command((sys.executable, "-c", "pass"), tmp_path)) or 0
    together = peak_together(Command((sys.executable, "-c", child), tmp_path)) or 0
    assert together - alone > 70 * MIB


# Jobs ---------------------------------------------------------------------------------------------


def test_each_job_is_listed_once() -> None:
    names = [job.name for job in JOBS]
    assert len({*names}) == len(names) == 12


def test_every_edit_changes_one_card_differently(site: Site) -> None:
    contents = set()
    for _ in range(CARDS):
        before = {path: path.read_bytes() for path in site.root.rglob("M*-*.yaml")}
        site.edit()
        after = {path: path.read_bytes() for path in before}
        (changed,) = (path for path in before if before[path] != after[path])
        contents.add(after[changed])
    assert len(contents) == CARDS


def test_new_and_update_jobs_never_repeat(site: Site) -> None:
    for name in ("new", "update"):
        job = job_named(name)
        assert job.args(site) != job.args(site)


def test_changes_of_a_job_are_reverted_before_the_next(site: Site) -> None:
    site.restore()
    before = {path: path.read_bytes() for path in site.folder.rglob("*.yaml")}
    measure(job_named("new"), site, 1, against=False)
    site.edit()
    site.restore()
    assert {path: path.read_bytes() for path in site.folder.rglob("*.yaml")} == before


def test_clone_gets_the_index_of_the_register(site: Site) -> None:
    job = job_named("restored")
    for _ in range(2):
        job.before(site)
        there = site.clone / "cards" / ".cardctl" / "index.sqlite"
        assert there.read_bytes() == site.index.read_bytes()
        assert there.parent.parent == job.root(site)
        there.write_bytes(b"used")
    site.forget()
    assert not site.index.exists()


# Tables -------------------------------------------------------------------------------------------


def test_table_shows_each_figure_beside_its_target() -> None:
    rows = [*table([measured("list", 10_000, 0.1, 60), measured("list", 1000, 0.09, 90)], "wall")]
    good, bad = map(cells, rows[2:])
    assert good[:6] == ["`list`, warm", "10,000", "100.0", "10.0", "14", "yes"]
    assert good[6:9] == ["60", "64", "yes"]
    assert bad[3:9] == ["9.0", "8", "NO", "90", "", ""]


def test_clock_can_be_selected() -> None:
    (row,) = [*table([measured("list", 10_000, 0.1)], "cpu")][2:]
    assert cells(row)[2:4] == ["200.0", "20.0"]


def test_growth_is_per_card_except_for_flat_jobs() -> None:
    figures = [
        measured("list", 10_000, 0.1),
        measured("list", 100_000, 0.5),
        measured("new", 10_000, 0.1),
        measured("new", 100_000, 0.3),
    ]
    rows = [cells(row) for row in growth(figures, "wall")][2:]
    assert rows == [
        ["`list`, warm", "100 ms, 10.0x", "500 ms, 50.0x", "0.50 times", "yes"],
        ["`new`", "100 ms, 10.0x", "300 ms, 30.0x", "flat, 3.00 times", "NO"],
    ]


def test_raw_figures_contain_all_runs() -> None:
    (figures,) = raw([measured("list", 10, 0.5)])
    assert figures["own_wall"] == [0.5, 0.5, 0.5]
    assert figures["no_index_wall"] == []


def test_missing_peer_is_reported_as_not_installed(site: Site) -> None:
    absent, foreign = Peer("no-such-program", "list", 1), Peer(Path(sys.executable).name, "list", 1)
    _, *lines = compare_with_peers([absent, foreign], site, "wall")
    assert lines == [
        "- no-such-program: not installed",
        f"- {foreign.name}: installed; cards are not put into its own format here",
    ]
