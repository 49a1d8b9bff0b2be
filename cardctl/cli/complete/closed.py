"""Values from closed lists: states, outcomes, formats, rules, columns, languages, shells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cardctl.cli.complete.candidate import Candidate, fold
from cardctl.i18n import Message, _

if TYPE_CHECKING:
    from cardctl.cli.complete.request import Request

ABOUT: Mapping[str, Message | str] = {
    "text": _("plain text"),
    "markdown": "Markdown",
    "html": _("web page"),
    "docx": _("Word"),
    "hwpx": _("Hangul"),
    "pdf": "PDF",
    "xlsx": _("Excel"),
    "csv": _("comma-separated values"),
    "ics": _("calendar"),
    "eml": _("draft for the mail program"),
    "json": _("JSON for programs"),
    "jsonl": "JSON Lines",
    "parquet": "Apache Parquet",
    "table": _("table"),
    "plain": _("columns without lines"),
    "ids": _("card ids only"),
    "concise": _("one line each"),
    "github": _("annotations of GitHub Actions"),
    "gitlab": "GitLab",
    "sarif": "SARIF 2.1.0",
    "junit": "JUnit XML",
    "rdjson": "reviewdog",
    "mermaid": _("Mermaid diagram"),
    "dot": _("Graphviz diagram"),
    "internal": _("all cards"),
    "public": _("without restricted cards"),
    "none": _("nothing"),
    "missing": _("a card without a result"),
    "overdue": _("an overdue card"),
    "invalid": _("an error in the register"),
    "full": _("everything"),
    "brief": _("the short report"),
    "summary": _("page one"),
    "auto": _("if it goes to a terminal"),
    "always": _("always"),
    "never": _("never"),
    "yes": _("yes"),
    "no": _("no"),
    "ci": _("GitHub workflow that checks cards"),
    "pages": _("jobs that publish the pages"),
    "tables": _("jobs that publish the tables"),
    "lock": _("lock of the libraries, with hashes"),
    "agents": _("guide for agents and scripts"),
    "codeowners": _("reviewers of each agency's cards"),
    "hooks": _("pre-commit hooks"),
    "vscode": _("settings and schemas for VS Code"),
    "duckdb": "DuckDB",
    "spark": "Apache Spark",
    "state": _("state"),
    "follow-up": _("follow-up class"),
    "lead": _("lead agency"),
}
"""Short descriptions of values that metavars list; proper names are plain texts."""


def listed(values: Sequence[str]) -> Callable[[Request], Iterable[Candidate]]:
    """Return the source of these values."""

    def source(request: Request) -> Iterator[Candidate]:
        for value in values:
            yield Candidate(value, request.said(ABOUT[value]) if value in ABOUT else "")

    return source


def members(request: Request, words: type[StrEnum]) -> Iterator[Candidate]:
    """Yield the members of an enumeration with their names."""
    from cardctl.domain.enum_words import NAMES

    for each in words:
        yield Candidate(each.value, request.said(NAMES[words][each]))


def named(request: Request, words: type[StrEnum]) -> Iterator[Candidate]:
    """Yield the members of an enumeration, or those of their names that were begun."""
    begun = fold(request.typed)
    for each in members(request, words):
        is_name = not fold(each.value).startswith(begun) and fold(each.about).startswith(begun)
        yield Candidate(each.about, each.value) if is_name else each


def states(request: Request) -> Iterable[Candidate]:
    """Yield all states."""
    from cardctl.domain.workflow import State

    return named(request, State)


def states_of_return(request: Request) -> Iterator[Candidate]:
    """Yield the states that a meeting can return a submitted card to."""
    from cardctl.domain.workflow import STATES, State, transitions_from

    for move in transitions_from(State.SUBMITTED):
        if move.target is not State.CLOSED:
            yield Candidate(move.target.value, request.said(STATES[move.target].words))


def outcomes(request: Request) -> Iterable[Candidate]:
    """Yield all outcomes."""
    from cardctl.domain.workflow import Outcome

    return named(request, Outcome)


def colours(request: Request) -> Iterable[Candidate]:
    """Yield the signals."""
    from cardctl.domain.signal import Colour

    return named(request, Colour)


def levels(request: Request) -> Iterable[Candidate]:
    """Yield the levels of agencies."""
    from cardctl.domain.enums import Level

    return members(request, Level)


def meeting_kinds(request: Request) -> Iterable[Candidate]:
    """Yield the kinds of meetings."""
    from cardctl.domain.enums import MeetingKind

    return members(request, MeetingKind)


def statuses(request: Request) -> Iterable[Candidate]:
    """Yield the statuses of meetings."""
    from cardctl.domain.enums import MeetingStatus

    return members(request, MeetingStatus)


def item_types(request: Request) -> Iterator[Candidate]:
    """Yield the types of agenda items, each before a title."""
    from cardctl.domain.enums import ItemType

    for each in members(request, ItemType):
        yield each._replace(value=f"{each.value}:", more=True)


def follow_ups(request: Request) -> Iterator[Candidate]:
    """Yield the follow-up classes."""
    from cardctl.domain.follow_up import FOLLOW_UPS

    for each, words in FOLLOW_UPS.items():
        yield Candidate(each.value, request.said(words))


def rules(request: Request) -> Iterator[Candidate]:
    """Yield the codes of the rules with their names, or after a letter in lower case the names."""
    from cardctl.rules import RULES

    by_name = request.typed[:1].islower() and not "cc".startswith(request.typed[:2])
    for rule in RULES.values():
        yield Candidate(rule.name, rule.code) if by_name else Candidate(rule.code, rule.name)


def columns(request: Request) -> Iterator[Candidate]:
    """Yield the fields of cards that a list does not have yet; `--sort` reverses with a minus."""
    from cardctl.app.card_fields import FIELDS

    begun, comma, last = request.typed.rpartition(",")
    minus = "-" if last.startswith("-") else ""
    for name, each in FIELDS.items():
        if name not in (one.removeprefix("-") for one in begun.split(",")):
            field = Candidate(f"{minus}{name}", request.said(each.words), more=True)
            yield field.after(begun + comma)


def languages(request: Request) -> Iterator[Candidate]:
    """Yield the languages of the program."""
    from cardctl.i18n import languages as known
    from cardctl.i18n.layout import layout_of

    for each in known():
        yield Candidate(each, layout_of(each).name)


def shells(request: Request) -> Iterable[Candidate]:
    """Yield the shells that have completion."""
    from cardctl.app.shell_completion import SHELLS

    return map(Candidate, SHELLS)


def commands(request: Request) -> Iterator[Candidate]:
    """Yield the names of all commands and the topics of the help, or the commands of a group."""
    from cardctl.cli.app import COMMANDS
    from cardctl.cli.topics import TOPICS

    given = request.line.values("names")
    group: Any = request.line.root.get_command(None, given[0]) if given else None
    if not given:
        for name, summary in COMMANDS.items():
            yield Candidate(name, request.said(summary))
        for name, topic in TOPICS.items():
            yield Candidate(name, request.said(topic.summary))
    elif len(given) == 1 and hasattr(group, "list_commands"):
        for inner in group.summaries(None).values():
            for name, summary in inner.items():
                yield Candidate(name, request.said(summary))


def schemas(request: Request) -> Iterator[Candidate]:
    """Yield the names of the schemas, and folders for those that are written."""
    from cardctl.cli.complete.files import folders
    from cardctl.domain.schema_files import DIGESTS

    if not {"--write", "--check"} & request.line.given.keys():
        yield from (Candidate(name.partition(".")[0]) for name in DIGESTS)
    yield from folders(request)


def schemes(request: Request) -> Iterator[Candidate]:
    """Yield the schemes of outside identifiers of agencies."""
    from cardctl.domain.agency import OUTSIDE_ID_FORMS

    for scheme, form in OUTSIDE_ID_FORMS.items():
        yield Candidate(f"{scheme}:", form.example, more=True)


def meeting_fields(request: Request) -> Iterator[Candidate]:
    """Yield the fields of a meeting that can be removed, and its agenda items."""
    from cardctl.cli.complete.register import items
    from cardctl.domain.changes.meeting_values import REMOVABLE

    yield from map(Candidate, REMOVABLE)
    for each in items(request):
        yield Candidate(f"items.{each.value}", each.about)


def agency_fields(request: Request) -> Iterator[Candidate]:
    """Yield the fields of an agency that can be removed."""
    from cardctl.domain.changes.agencies import REMOVABLE

    return map(Candidate, (field.replace("_", "-") for field in REMOVABLE))


def settings(request: Request) -> Iterator[Candidate]:
    """Yield the keys of a person's settings."""
    from cardctl.app.saved_views import VIEW_FIELDS
    from cardctl.cli.person import KEYS, VIEWS, valid_person

    yield from map(Candidate, KEYS)
    for name in valid_person().views:
        for field in VIEW_FIELDS:
            yield Candidate(f"{VIEWS}.{name}.{field}")


def setting_values(request: Request) -> Iterable[Candidate]:
    """Yield the values of a setting that has a closed list."""
    from cardctl.cli.person import COLOURS

    key = request.line.values("key")[-1:]
    if key == ["lang"]:
        return languages(request)
    return map(Candidate, COLOURS if key == ["color"] else ())
