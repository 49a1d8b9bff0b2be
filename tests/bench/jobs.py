"""The measured jobs as data: command, preparation, and limits of time and memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import Command
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
    Python, and MiB, by the number of cards. With *warm*, the command first runs untimed, so that
    the index exists. If *indexed* is false, `--no-index` makes no difference to the job.
    """

    name: str
    words: str
    args: Args
    targets: Mapping[int, float] = field(default_factory=dict)
    memory: Mapping[int, int] = field(default_factory=dict)
    before: Callable[[Site], None] = _do_nothing
    env: Callable[[Site, bool], Mapping[str, str]] = lambda _site, _indexed: {}
    root: Callable[[Site], Path] = lambda site: site.root
    warm: bool = True
    indexed: bool = True
    needs_index: bool = False

    def target(self, cards: int) -> float | None:
        """Return the allowed multiple of bare Python for this number of cards."""
        return self.targets.get(cards, self.targets.get(ANY))

    def command(self, site: Site, *, index: bool = True) -> Command:
        """Return the whole command on a register; with `--no-index` if *index* is false."""
        options = [] if index else ["--no-index"]
        argv: list[str | Path] = [CARDCTL, *options, "-C", self.root(site), *self.args(site)]
        return Command(argv, site.folder, self.env(site, index))


def _always(*args: str) -> Args:
    return lambda _site: args


def _completion(site: Site, index: bool) -> Mapping[str, str]:
    """Return what bash sets when TAB is pressed after the beginning of an id."""
    first = ["cardctl", *([] if index else ["--no-index"])]
    line = [*first, "-C", str(site.root), "show", f"M{site.layout.held:02}-"]
    return {
        "_CARDCTL_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(line),
        "COMP_CWORD": str(len(line) - 1),
    }


def _new(site: Site) -> Sequence[str]:
    title = f"A matter of turn {next(site.turn)}"
    return ("new", title, "--meeting", str(site.layout.held), "--item", "1", "--lead", "moe")


def _update(site: Site) -> Sequence[str]:
    card = site.layout.identifier(site.in_work)
    return ("update", card, "--set", f"due_as_stated=as of turn {next(site.turn)}")


def _report(site: Site) -> Sequence[str]:
    return ("report", "--meeting", str(site.layout.held + 1))


_VALIDATE = _always("validate")

JOBS = (
    Job("help", "`--help`", _always("--help"), {ANY: 7}, indexed=False),
    Job("version", "`--version`", _always("--version"), {ANY: 7}, indexed=False),
    Job("complete", "TAB completion of an id", _always(), {10_000: 8}, env=_completion),
    Job("list", "`list`, warm", _always("list"), {1000: 8, 10_000: 14}, {10_000: 64}),
    Job("unchanged", "`validate`, nothing changed", _VALIDATE, {10_000: 13}, {10_000: 64}),
    Job("edited", "`validate` after one edit", _VALIDATE, {10_000: 60}, before=Site.edit),
    Job("cold", "`validate`, cold", _VALIDATE, {10_000: 150}, {10_000: 128}, before=Site.forget,
        warm=False),
    Job("restored", "`validate`, clone with a restored index", _VALIDATE, {10_000: 40},
        before=Site.restore_index, root=lambda site: site.clone / "cards", warm=False,
        indexed=False, needs_index=True),
    Job("report", "`report --meeting N`, warm", _report, {1000: 25, 10_000: 60},
        {10_000: 64}),
    Job("new", "`new`", _new, {ANY: 20}),
    Job("update", "`update`", _update, {ANY: 25}),
    Job("since", "`validate --since REV`, 2 % changed", _always("validate", "--since", "HEAD~1"),
        {10_000: 60}),
)  # fmt: skip

FLAT = frozenset({"help", "version", "new", "update"})
"""The jobs whose time does not depend on the number of cards."""


def job_named(name: str) -> Job:
    """Return the job with this name. Raises KeyError."""
    return {job.name: job for job in JOBS}[name]
