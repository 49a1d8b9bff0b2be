"""The measured jobs as data: command, preparation, and limits of time and memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import Command, run
from bench.questions import LISTS, day_after
from bench.sites import CARDCTL, Site

ANY = 0
"""The key of the default target, for sizes without their own."""

MIB = 2**20
Args = Callable[[Site], Sequence[str]]


def _do_nothing(_: Site) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Job:
    """One row of the table.

    *before* runs ahead of each run and is not timed. *targets* and *memory* are multiples of bare
    Python, and MiB, by the number of cards. *on* selects the register. With *warm*, the command
    first runs untimed, so that the index exists. A *flat* job may not take longer with more cards.
    If *indexed* is false, `--no-index` makes no difference to the job; with *as_plain*, it may take
    no longer than with `--no-index`.
    """

    name: str
    words: str
    args: Args
    targets: Mapping[int, float] = field(default_factory=dict)
    memory: Mapping[int, int] = field(default_factory=dict)
    before: Callable[[Site], None] = _do_nothing
    env: Callable[[Site, bool], Mapping[str, str]] = lambda _site, _indexed: {}
    on: Callable[[Site], Site] = lambda site: site
    root: Callable[[Site], Path] = lambda site: site.root
    ends: Sequence[int] = (0,)
    warm: bool = True
    flat: bool = False
    indexed: bool = True
    as_plain: bool = False

    def target(self, cards: int) -> float | None:
        """Return the allowed multiple of bare Python for this number of cards."""
        return self.targets.get(cards, self.targets.get(ANY))

    def command(self, site: Site, *, index: bool = True) -> Command:
        """Return the whole command on a register; with `--no-index` if *index* is false."""
        options = [] if index else ["--no-index"]
        argv: list[str | Path] = [CARDCTL, *options, "-C", self.root(site), *self.args(site)]
        return Command(argv, site.folder, self.env(site, index), self.ends)


def _always(*args: str) -> Args:
    return lambda _site: args


def _begun_id(site: Site) -> Sequence[str]:
    """Return the words on the line when TAB is pressed after the beginning of an id."""
    return ("show", f"M{site.layout.held:02}-")


def _list(kind: str) -> Args:
    return lambda site: ("list", *LISTS[kind](next(site.turn)))


def _show(site: Site) -> Sequence[str]:
    return ("show", site.layout.identifier(site.next_card()))


def _report(*options: str) -> Args:
    return lambda site: (*options, "report", "--meeting", str(site.layout.held + 1))


def _report_on_another_day(site: Site) -> Sequence[str]:
    return _report("--today", day_after(site.layout, next(site.turn)))(site)


def _edit_and_report(site: Site) -> None:
    """Ask for the report of an edited register in one language, so that only the other is new."""
    site.edit()
    run(job_named("report-edited").command(site))


def _new(site: Site) -> Sequence[str]:
    title = f"A matter of turn {next(site.turn)}"
    return ("new", title, "--meeting", str(site.layout.held), "--item", "1", "--lead", "moe")


def _update(site: Site) -> Sequence[str]:
    card = site.layout.identifier(site.last_open)
    return ("update", card, "--set", f"due_as_stated=as of turn {next(site.turn)}")


def _in_ci(_site: Site, _indexed: bool) -> Mapping[str, str]:
    return {"CI": "true"}


_VALIDATE = _always("validate")
_FOUND = (0, 1)
"""The exit codes of `validate`."""

_ASKED = {25: 9, 100: 9, 1000: 11, 10_000: 28}
_ANEW = {1000: 35, 10_000: 150}
_LIST_MEMORY = {10_000: 64, 100_000: 410}
_REPORT_MEMORY = {10_000: 160, 100_000: 1024}

# Jobs that are to stay as they are have their own multiple and a little for noise as their target.
JOBS = (
    Job("help", "`--help`", _always("--help"), {ANY: 5.5}, indexed=False, flat=True),
    Job(
        "complete", "TAB completion of an id", _begun_id, {ANY: 8}, indexed=False,
        env=lambda _site, _indexed: {"_CARDCTL_COMPLETE": "zsh"},
    ),
    *(
        Job(f"list-{kind.strip('-').lower()}", f"`list {kind}`, not asked before", _list(kind),
            _ASKED, _LIST_MEMORY)
        for kind in LISTS
    ),
    Job("list-edited", "`list` after an edit", _always("list"), {1000: 18, 10_000: 45},
        _LIST_MEMORY, Site.edit),
    Job("show", "`show ID`, another card", _show, {1000: 16, ANY: 20}, flat=True),
    Job("report-edited", "`report` after an edit", _report("--lang", "en"), _ANEW, _REPORT_MEMORY,
        Site.edit),
    Job("report-language", "`report` in the other language", _report("--lang", "ko"), _ANEW,
        _REPORT_MEMORY, _edit_and_report),
    Job("report-day", "`report` on another day", _report_on_another_day, _ANEW, _REPORT_MEMORY),
    Job("report-cold", "`report`, cold", _report(), {1000: 90, 10_000: 600}, before=Site.forget,
        warm=False),
    Job("unchanged", "`validate`, nothing changed", _VALIDATE, {10_000: 13}, {10_000: 64}),
    Job("edited", "`validate` after an edit", _VALIDATE, {1000: 20, 10_000: 45},
        before=Site.edit),
    Job("flawed", "`validate` after an edit, 5 % of the cards faulty", _VALIDATE,
        {1000: 24, 10_000: 60}, before=Site.edit, on=lambda site: site.flawed, ends=_FOUND),
    Job("cold", "`validate`, cold", _VALIDATE, {1000: 60, 10_000: 400}, {10_000: 128}, Site.forget,
        warm=False),
    Job("ci", "`validate` in CI, no index", _VALIDATE, before=Site.forget, env=_in_ci, warm=False,
        as_plain=True),
    Job("restored", "`validate`, clone with a restored index", _VALIDATE, {10_000: 40},
        before=Site.restore_index, root=lambda site: site.clone / "cards", warm=False,
        indexed=False),
    Job("new", "`new`", _new, {ANY: 18}, flat=True),
    Job("update", "`update`", _update, {ANY: 19}, flat=True),
    Job("since", "`validate --since REV`, 2 % changed", _always("validate", "--since", "HEAD~1"),
        {1000: 27, 10_000: 63}),
)  # fmt: skip


def job_named(name: str) -> Job:
    """Return the job with this name. Raises KeyError."""
    return {job.name: job for job in JOBS}[name]
