"""Other programs that do a comparable job, on the same cards, if they are installed."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.cardtext import title_of
from bench.jobs import job_named
from bench.measure import FEW, measure, rounds_needed, show_progress
from bench.processes import Command, Failed, Usage, run
from bench.sites import Site

MAX_FILES = 20_000
"""A number of file names that always fits on one command line."""

Prepare = Callable[[Site, Path], None]
Args = Callable[[Site, Path], Sequence[str | Path]]


@dataclass(frozen=True)
class Peer:
    """A program, what it does with the cards, and our job that does the same or more.

    *prepare* writes the cards into an empty folder in the program's own format, if it needs one. It
    runs there as its home folder, once untimed if it has a cache. It may exit with one of *ends*.
    """

    name: str
    does: str
    job: str
    args: Args
    prepare: Prepare = lambda _site, _folder: None
    ends: Sequence[int] = (0,)
    has_cache: bool = False

    @property
    def program(self) -> Path | None:
        """The program, next to this Python or on the PATH; None if it is not installed."""
        beside = Path(sys.executable).with_name(self.name)
        found = str(beside) if beside.exists() else shutil.which(self.name)
        return Path(found) if found else None


def compare_with_peers(peers: Iterable[Peer], site: Site) -> Iterator[str]:
    """Yield the speed of each peer on the same cards, and our own."""
    yield f"Peers on the same {site.layout.cards:,} cards, by the clock:"
    for peer in peers:
        program = peer.program
        if program is None:
            yield f"- {peer.name}: not installed"
        else:
            show_progress(peer.name)
            yield f"- {peer.name}, {peer.does}: {_compare(peer, program, site)}"


def _compare(peer: Peer, program: Path, site: Site) -> str:
    cards, job = site.layout.cards, job_named(peer.job)
    try:
        own = measure(job, site, FEW).seconds("wall")
        theirs = statistics.median(usage.wall for usage in _runs(peer, program, site))
    except (Failed, OSError) as failed:
        return f"failed: {str(failed).strip().splitlines()[-1][:200]}"
    return (
        f"{theirs:.2f} s, {cards / theirs:,.0f} cards/s;"
        f" cardctl {job.words}: {own:.2f} s, {cards / own:,.0f} cards/s,"
        f" {theirs / own:.2g} times as fast"
    )


def _runs(peer: Peer, program: Path, site: Site) -> list[Usage]:
    folder = site.beside(peer.name)
    folder.mkdir(exist_ok=True)
    peer.prepare(site, folder)
    argv = [program, *peer.args(site, folder)]
    command = Command(argv, folder, _home(folder), peer.ends)
    if peer.has_cache:
        run(command)
    runs: list[Usage] = []
    while len(runs) < min(FEW, rounds_needed(runs)):
        runs.append(run(command))
    return runs


def _home(folder: Path) -> Mapping[str, str]:
    """Return an environment in which a program keeps its settings and its cache in *folder*."""
    names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    return dict.fromkeys(names, str(folder))


# The cards in the formats of others ---------------------------------------------------------------


def _cards(site: Site) -> Iterator[tuple[int, str, str]]:
    """Yield number from 1, title and text of each card."""
    for index in range(site.layout.cards):
        title = title_of(site.layout, index)[0]
        yield index + 1, title, site.path(index).read_text(encoding="utf-8")


def _write_items(site: Site, folder: Path) -> None:
    """Write a document of Doorstop, with one item per card."""
    settings = "settings: {digits: 6, itemformat: yaml, prefix: CARD, sep: ''}\n"
    (folder / ".doorstop.yml").write_text(settings, encoding="utf-8")
    for number, title, text in _cards(site):
        # JSON is YAML, and its strings are quoted as they are.
        item = {"active": True, "derived": False, "header": title, "level": number, "links": [],
                "normative": True, "ref": "", "reviewed": None, "text": text}  # fmt: skip
        lines = (f"{key}: {json.dumps(value)}\n" for key, value in item.items())
        (folder / f"CARD{number:06}.yml").write_text("".join(lines), encoding="utf-8")
    _make_repository(folder)


def _write_requirements(site: Site, folder: Path) -> None:
    """Write a document of StrictDoc, with one requirement per card."""
    with (folder / "cards.sdoc").open("w", encoding="utf-8") as file:
        file.write("[DOCUMENT]\nTITLE: Cards\n")
        for number, title, text in _cards(site):
            file.write(f"\n[REQUIREMENT]\nUID: CARD-{number}\nTITLE: {title}\n")
            file.write(f"STATEMENT: >>>\n{text}<<<\n")


def _write_todos(site: Site, folder: Path) -> None:
    """Write a collection of todoman, with one iCalendar file per card."""
    (folder / "cards").mkdir(exist_ok=True)
    (folder / "todoman").mkdir(exist_ok=True)
    settings = f'path = "{folder}/cards"\ndate_format = "%Y-%m-%d"\ntime_format = ""\n'
    (folder / "todoman" / "config.py").write_text(settings, encoding="utf-8")
    for number, title, text in _cards(site):
        note = text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,")
        todo = f"UID:{number}\nSUMMARY:{title}\nDESCRIPTION:{note}\n"
        lines = f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\n{todo}END:VTODO\nEND:VCALENDAR\n"
        (folder / "cards" / f"{number}.ics").write_text(lines, encoding="utf-8")


def _write_tasks(site: Site, folder: Path) -> None:
    """Import one task per card into Taskwarrior."""
    tasks = [{"description": title, "notes": text} for _, title, text in _cards(site)]
    (folder / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    (folder / ".taskrc").write_text(f"data.location={folder}\nuda.notes.type=string\n", "utf-8")
    program = shutil.which("task") or "task"
    run(Command((program, "import", folder / "tasks.json"), folder, _home(folder)))


def _write_backlog(site: Site, folder: Path) -> None:
    """Write a project of Backlog.md, with one Markdown file per card."""
    tasks = folder / "backlog" / "tasks"
    tasks.mkdir(parents=True, exist_ok=True)
    settings = 'project_name: "Cards"\nstatuses: ["To Do", "Done"]\ncheck_active_branches: false\n'
    (folder / "backlog" / "config.yml").write_text(settings, encoding="utf-8")
    for number, title, text in _cards(site):
        head = {"id": f"task-{number}", "title": title, "status": "To Do", "assignee": [],
                "created_date": "2024-01-10", "labels": [], "dependencies": []}  # fmt: skip
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
        page = f"---\n{lines}---\n\n## Description\n\n{text}"
        (tasks / f"task-{number} - card.md").write_text(page, encoding="utf-8")
    _make_repository(folder)


def _make_repository(folder: Path) -> None:
    run(Command(("git", "init", "--quiet", "."), folder))


# What they do -------------------------------------------------------------------------------------


def _card_files(site: Site) -> list[Path]:
    return [site.path(index) for index in range(min(site.layout.cards, MAX_FILES))]


def _check_jsonschema(site: Site, _folder: Path) -> Sequence[str | Path]:
    return ("--schemafile", site.folder / "schemas/card.schema.json", *_card_files(site))


PEERS = (
    Peer("check-jsonschema", "cards against their schema", "cold", _check_jsonschema),
    Peer("yamllint", "cards, syntax only", "cold",
        lambda site, _: ("--config-data", "{rules: {key-duplicates: enable}}", site.root)),
    Peer("doorstop", "items checked", "cold", lambda _site, _folder: ("--no-reformat",),
        _write_items, ends=(0, 1)),
    Peer("strictdoc", "a document exported", "report-cold",
        lambda _site, folder: ("export", folder, "--formats", "json"), _write_requirements),
    Peer("todo", "todos listed", "list-lead", lambda _site, _folder: ("list",), _write_todos,
        has_cache=True),
    Peer("task", "tasks listed", "list-lead", lambda _site, _folder: ("list",), _write_tasks),
    Peer("backlog", "tasks listed", "list-lead",
        lambda _site, _folder: ("task", "list", "--plain"), _write_backlog),
    Peer("git", "a word searched for", "list-word",
        lambda site, _: ("-C", site.folder, "grep", "--files-with-matches", "harbour")),
    Peer("git", "changed files listed", "unchanged",
        lambda site, _: ("-C", site.folder, "status", "--short")),
)  # fmt: skip
