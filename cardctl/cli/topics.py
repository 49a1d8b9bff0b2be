"""Topics of `cardctl help`: what holds for every command. Tables of docs/commands.md are the same.

They are data, so that the help, the man pages and the documentation say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from cardctl.cli.kinds import KINDS, NOTES, Metavar, note
from cardctl.i18n import Message, _

Rows = Iterator[tuple[str, str]]

EXIT_CODES: Mapping[int, Message] = {
    0: _("success"),
    1: _("findings: the register has errors, or a report had to leave out a card"),
    2: _("usage error; unknown card, meeting, agency or name; no register; nothing to check"),
    3: _(
        "refused by the rules; register locked; file changed by another program. "
        "Nothing was changed"
    ),
    4: _("problem with the file system, git, or a missing extra"),
    5: _("bug in cardctl"),
    130: _("interrupted (Ctrl-C)"),
    143: _("stopped by a signal"),
}

VARIABLES: Mapping[str, Message] = {
    "CARDCTL_REGISTER": _("folder of the register, like -C"),
    "CARDCTL_LANG": _("language, like --lang"),
    "CARDCTL_CONFIG": _("file with your own settings; an empty value means none"),
    "XDG_CONFIG_HOME": _("folder of the file with your own settings (default: ~/.config)"),
    "LC_ALL, LC_MESSAGES, LANG": _("locale; its language is used if nothing else decides"),
    "CARDCTL_PAGER, PAGER": _("pager for long output; an empty value means none (default: less)"),
    "VISUAL, EDITOR": _("editor of edit and of new --edit"),
    "NO_COLOR": _("no colour"),
    "FORCE_COLOR": _("colour even in a pipe"),
    "FORCE_HYPERLINK": _("0: no links on a terminal"),
    "TERM": _("dumb: no colour, no pager"),
    "COLUMNS": _("width of the terminal, instead of its own"),
    "SHELL": _("shell whose completion script is printed by default"),
    "CI, GITHUB_ACTIONS, TF_BUILD, TEAMCITY_VERSION": _(
        "set by CI systems: card text cannot give them commands, and no index is created"
    ),
    "SOURCE_DATE_EPOCH": _("time of creation in documents, in seconds since 1970"),
}
"""Environment variables; those with the same meaning together, the first that is set counts."""


class Topic(NamedTuple):
    """What `cardctl help TOPIC` prints: a summary, paragraphs, and a table."""

    summary: Message
    texts: tuple[Message, ...]
    heading: Message
    rows: Callable[[str], Rows]


def exit_codes(lang: str) -> Rows:
    """Yield each exit code with its meaning."""
    return ((str(code), words.render(lang)) for code, words in EXIT_CODES.items())


def variables(lang: str) -> Rows:
    """Yield the environment variables with their meaning."""
    return ((names, words.render(lang)) for names, words in VARIABLES.items())


def values(lang: str) -> Rows:
    """Yield the kinds of values that need a note, with it."""
    for kind in KINDS.values():
        if kind.note is not None or kind.members is not None:
            yield kind.words.render(lang), note(kind, lang)
    yield from ((Metavar(text).render(lang), words.render(lang)) for text, words in NOTES.items())


def fields(lang: str) -> Rows:
    """Yield the fields of a card that conditions, `--sort` and `--columns` name."""
    from cardctl.app.card_fields import FIELDS
    from cardctl.domain.filter import FieldKind

    kinds = {
        FieldKind.TEXT: _("text"),
        FieldKind.WORD: _("name"),
        FieldKind.ID: _("card id"),
        FieldKind.NUMBER: _("number"),
        FieldKind.DATE: _("date"),
        FieldKind.FLAG: _("yes or no"),
    }
    for name, field in FIELDS.items():
        words = FIELD_NOTES.get(name, field.words)
        yield name, f"{words.render(lang)} ({kinds[field.kind].render(lang)})"


FIELD_NOTES: Mapping[str, Message] = {
    "overdue": _("days past the due date"),
    "slipped": _("days from the first due date to the current one"),
    "unowned": _("open, without a lead"),
    "late": _("submitted after the first due date"),
    "not_submitted": _("open, without a result for the next meeting"),
    "carried_over": _("older than the meeting before the next"),
    "meeting": _("meeting that the card comes from"),
    "age": _("days since that meeting"),
    "agency": _("lead and partners"),
    "parent": _("card of which it is a part"),
    "changed": _("date of the last entry"),
}
"""Meanings of the fields that their heads do not explain."""


TOPICS: Mapping[str, Topic] = {
    "values": Topic(
        _("How the values of arguments and options are written."),
        (
            _(
                "Agencies, states, outcomes, signals and kinds are taken by their code or by their "
                "name in any language, regardless of case and spaces. What could be read in two "
                "ways is refused with both readings."
            ),
        ),
        _("Values"),
        values,
    ),
    "filters": Topic(
        _("Conditions on the fields of cards, for --where, --sort and --columns."),
        (
            _(
                "A condition compares fields with = != < <= > >= ~ (contains), combined with and, "
                "or, not and parentheses. A field alone tests whether it has a value. Quote values "
                "that contain spaces; none means no value."
            ),
            _(
                "A repeated filter option, such as --state, matches any of its values; different "
                "filters must all match."
            ),
        ),
        _("Fields"),
        fields,
    ),
    "exit-codes": Topic(
        _("The exit codes of all commands."),
        (
            _(
                "A command with a non-zero exit code prints one line with the reason and, if there "
                "is one, the command that fixes it."
            ),
        ),
        _("Exit codes"),
        exit_codes,
    ),
    "environment": Topic(
        _("The environment variables that all commands read."),
        (_("Options have precedence over variables, and variables over the register's settings."),),
        _("Environment variables"),
        variables,
    ),
}
"""The topics by name."""


def topic_page(topic: Topic, lang: str, width: int) -> str:
    """Return a topic as text in *lang*, in lines of at most *width* columns."""
    from cardctl.cli.render.help_page import Section, as_text, texts

    words = [each.render(lang) for each in (topic.summary, *topic.texts)]
    rows = [*topic.rows(lang)]
    table = as_text([Section(topic.heading, rows)], lang, width)
    return "\n\n".join([*texts(words, width), *table])
