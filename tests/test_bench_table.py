from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from bench.jobs import JOBS, MIB, Job, job_named
from bench.measure import Measured, measure, measure_all
from bench.outcomes import Layout
from bench.peers import Peer, compare_with_peers
from bench.processes import Command, Failed, Usage, peak_together, run
from bench.questions import LISTS, day_after
from bench.sites import LARGE, Site
from bench.table import growth, main, raw, table

CARDS = 25


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site.make(tmp_path_factory.mktemp("site"), CARDS)


def measured(job: str, cards: int, ratio: float, mib: int = 1) -> Measured:
    own, bare = Usage(0.1, ratio / 100, mib * MIB), Usage(0.01, 0.01, MIB)
    return Measured(job, cards, [own, own, own], [bare, bare, bare])


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")[1:-1]]


# The runner ---------------------------------------------------------------------------------------


def test_the_runner_measures_whole_commands(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(CARDS), "--rounds", "1", "--jobs", "help,edited"])
    rows = [cells(line) for line in capsys.readouterr().out.splitlines() if line.startswith("| `")]
    assert [row[:2] for row in rows] == [
        ["`--help`", "25"],
        ["`validate` after an edit", "25"],
    ]
    assert all(float(row[2]) > 0 for row in rows)


def test_the_raw_figures_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(CARDS), "--rounds", "1", "--jobs", "help", "--json"])
    (job,) = json.loads(capsys.readouterr().out)["jobs"]
    assert job["job"] == "help"
    assert len(job["own_wall"]) == len(job["bare_cpu"]) == 1
    assert job["x"] == job["own_cpu"][0] / job["bare_cpu"][0]


def test_ratio_is_the_median_over_pairs_of_runs() -> None:
    def usages(*seconds: float) -> list[Usage]:
        return [Usage(9, cpu, MIB) for cpu in seconds]

    pairs = Measured("help", 10, usages(2, 30, 8), usages(1, 10, 2), usages(5))
    assert (pairs.ratio, pairs.no_index_ratio, pairs.seconds("cpu")) == (3, 5, 8)


@pytest.mark.skipif(sys.platform != "linux", reason="it reads the clock of the processor")
def test_processor_time_of_children_counts(tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    assert run(Command((sys.executable, "-c", child), tmp_path)).cpu > 0.3


def test_failed_job_has_no_figure(tmp_path: Path) -> None:
    fails = Command((sys.executable, "-c", "raise SystemExit('no such luck')"), tmp_path)
    with pytest.raises(Failed, match="no such luck"):
        run(fails)


def test_measurement_continues_after_a_failed_job(site: Site) -> None:
    jobs = [Job("unknown", "an unknown command", lambda _: ("unknown",)), job_named("help")]
    lines, found = measure_all(site, jobs, 1, against=False)
    assert isinstance(lines, str)
    assert lines.startswith("an unknown command, 25 cards: ")
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
    assert len({*names}) == len(names) == 21


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", [job.name for job in JOBS])
def test_every_job_runs(site: Site, name: str) -> None:
    job = job_named(name)
    target = job.on(site)
    target.restore()
    job.before(target)
    run(job.command(target))


@pytest.mark.parametrize("kind", LISTS)
def test_no_question_is_asked_twice(site: Site, kind: str) -> None:
    asked = [tuple(LISTS[kind](turn)) for turn in range(50)]
    assert len({*asked}) == len(asked)
    job = Job("one", "one question", lambda _: ("list", *asked[-1]))
    assert run(job.command(site)).wall


def test_report_is_asked_on_days_after_the_meeting_and_never_twice(site: Site) -> None:
    job = job_named("report-day")
    asked = [job.args(site)[1] for _ in range(20)]
    assert len({*asked}) == 20
    assert (
        min(asked) > day_after(site.layout, 0) == site.layout.day(site.layout.held + 1).isoformat()
    )


def test_report_in_the_other_language_is_new_each_time(site: Site) -> None:
    job, cards = job_named("report-language"), [*site.root.rglob("M*-*.yaml")]
    before = [path.read_bytes() for path in cards]
    job.before(site)
    assert sum(path.read_bytes() != raw for path, raw in zip(cards, before, strict=True)) == 1
    assert [*job.args(site)][:2] == ["--lang", "ko"]


def test_flawed_register_has_the_same_cards_and_faults(site: Site) -> None:
    job = job_named("flawed")
    assert job.on(site).layout == site.layout
    assert run(job.command(site.flawed)).wall
    with pytest.raises(Failed, match="ended with 1"):
        run(job_named("unchanged").command(site.flawed))


def test_validation_in_ci_is_compared_with_that_without_an_index(site: Site) -> None:
    done = measure(job_named("ci"), site, 2)
    assert len(done.own) == len(done.bare) == len(done.no_index) == 2
    assert job_named("ci").command(site).env == {"CI": "true"}


def test_every_edit_changes_one_card_differently(site: Site) -> None:
    contents = set()
    for _ in range(CARDS):
        before = {path: path.read_bytes() for path in site.root.rglob("M*-*.yaml")}
        site.edit()
        after = {path: path.read_bytes() for path in before}
        (changed,) = (path for path in before if before[path] != after[path])
        contents.add(after[changed])
    assert len(contents) == CARDS


@pytest.mark.parametrize("name", ["new", "update", "show"])
def test_jobs_on_one_card_never_repeat(site: Site, name: str) -> None:
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


def test_only_flat_jobs_are_measured_on_a_register_too_large_for_the_others(site: Site) -> None:
    large = Site(site.folder, Layout(LARGE + 1, 1))
    jobs = [job_named("cold"), Job("flat", "flat", lambda _: ("--version",), flat=True)]
    (found,) = measure_all(large, jobs, 1, against=False)
    assert isinstance(found, Measured)
    assert found.job == "flat"


# Tables -------------------------------------------------------------------------------------------


def test_table_shows_each_figure_beside_its_target() -> None:
    figures = [measured("list-lead", 10_000, 27.5, 60), measured("list-lead", 1000, 11.4, 90)]
    good, bad = map(cells, [*table(figures)][2:])
    assert good[:5] == ["`list --lead`, not asked before", "10,000", "27.5", "28", "yes"]
    assert good[5:8] == ["275", "100", "100,000"]
    assert good[8:11] == ["60", "64", "yes"]
    assert bad[2:5] == ["11.4", "11", "NO"]
    assert bad[8:11] == ["90", "", ""]


def test_the_target_in_ci_is_the_time_without_an_index() -> None:
    one, other = measured("ci", 25, 20), measured("ci", 25, 22)
    for each in (one, other):
        each.no_index = [Usage(0.1, 0.2, MIB)]
    assert [cells(row)[2:5] for row in [*table([one, other])][2:]] == [
        ["20.0", "21", "yes"],
        ["22.0", "21", "NO"],
    ]


def test_growth_is_per_card_except_for_flat_jobs() -> None:
    figures = [
        measured("list-lead", 10_000, 27.5, 90),
        measured("list-lead", 100_000, 50, 60),
        measured("new", 10_000, 10),
        measured("new", 100_000, 30),
        measured("new", 1_000_000, 30),
    ]
    rows = [cells(row) for row in growth(figures) if row.startswith("| `")]
    assert rows == [
        ["`list --lead`, not asked before", "0.10", "0.10", "-"],
        ["`new`", "0.10", "0.10", "0.10"],
        ["`list --lead`, not asked before", "27.5 (≤ 28)", "50.0", "-", "0.18"],
        ["`new`", "10.0 (≤ 18)", "**30.0** (≤ 18)", "**30.0** (≤ 18)", "flat, 1.00"],
        ["`list --lead`, not asked before", "**90** (≤ 64)", "60 (≤ 410)", "-"],
    ]


def test_raw_figures_contain_all_runs() -> None:
    (figures,) = raw([measured("list-lead", 10, 5)])
    assert figures["own_wall"] == [0.1, 0.1, 0.1]
    assert figures["no_index_wall"] == []
    assert figures["no_index_x"] is None


# Peers --------------------------------------------------------------------------------------------


def test_missing_peer_is_reported_as_not_installed(site: Site) -> None:
    absent = Peer("no-such-program", "nothing done", "help", lambda _site, _folder: ())
    _, line = compare_with_peers([absent], site)
    assert line == "- no-such-program: not installed"


def test_speed_of_a_peer_is_in_cards_per_second(site: Site) -> None:
    python = Path(sys.executable).name
    good = Peer(python, "nothing done", "help", lambda _site, _folder: ("-c", "pass"))
    bad = Peer(python, "nothing done", "help", lambda _site, _folder: ("-c", "1 / 0"))
    _, one, other = compare_with_peers([good, bad], site)
    speed = r"\d\.\d\d s, [\d,]+ cards/s"
    assert re.fullmatch(
        rf"- {python}, nothing done: {speed}; cardctl `--help`: {speed}, [\d.e-]+ times as fast",
        one,
    )
    assert other.endswith("failed: ZeroDivisionError: division by zero")
