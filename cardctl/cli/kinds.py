"""Kinds of values that arguments and options take: ``DATE``, ``AGENCY``, ``FILE`` and the others.

A metavar such as ``TEXT|@FILE|-`` consists of kinds (in capitals), of words to type as they are,
and of signs. Kinds have names in every language; the words to type are the same in all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from cardctl.i18n import Message, _


class Kind(NamedTuple):
    """A kind of value: its name, a *note* on how to write it, and its values if it is closed."""

    words: Message
    note: Message | None = None
    members: Callable[[], type[StrEnum]] | None = None


def _states() -> type[StrEnum]:
    from cardctl.domain.workflow import State

    return State


def _outcomes() -> type[StrEnum]:
    from cardctl.domain.workflow import Outcome

    return Outcome


def _colours() -> type[StrEnum]:
    from cardctl.domain.signal import Colour

    return Colour


def _levels() -> type[StrEnum]:
    from cardctl.domain.enums import Level

    return Level


def _meeting_kinds() -> type[StrEnum]:
    from cardctl.domain.enums import MeetingKind

    return MeetingKind


def _evidence_kinds() -> type[StrEnum]:
    from cardctl.domain.enums import EvidenceKind

    return EvidenceKind


KINDS: Mapping[str, Kind] = {
    "ADDRESS": Kind(_("metavar|ADDRESS")),
    "AGENCY": Kind(_("metavar|AGENCY"), _("code, name or alias of an agency")),
    "AMOUNT": Kind(
        _("metavar|AMOUNT"),
        _("amount of money in the register's unit (1,750), or with its own unit (14.5억원)"),
    ),
    "ARGS": Kind(_("metavar|ARGS")),
    "CLASS": Kind(_("metavar|CLASS")),
    "CODE": Kind(_("metavar|CODE")),
    "COLOUR": Kind(_("metavar|COLOUR"), None, _colours),
    "COMMAND": Kind(_("metavar|COMMAND")),
    "COUNT": Kind(_("metavar|COUNT")),
    "CUT": Kind(_("metavar|CUT")),
    "DATE": Kind(
        _("metavar|DATE"), _('a date as offices write it: 2026-12-31, "2026. 12. 31.", 20261231')
    ),
    "DIR": Kind(_("metavar|DIR")),
    "EVIDENCE": Kind(
        _("metavar|EVIDENCE"),
        _("[KIND:]URL, [KIND:]FILE or KIND:NUMBER@DATE; KIND (default: other)"),
        _evidence_kinds,
    ),
    "EXPR": Kind(_("metavar|EXPR"), _("condition on fields: 'due < 2026-12-31 and lead = mois'")),
    "FIELD": Kind(_("metavar|FIELD")),
    "FILE": Kind(_("metavar|FILE")),
    "HASH": Kind(_("metavar|HASH")),
    "HEX": Kind(_("metavar|HEX")),
    "ID": Kind(_("metavar|ID")),
    "INDICATOR": Kind(_("metavar|INDICATOR")),
    "K": Kind(_("metavar|K"), _("number of an agenda item")),
    "KEY": Kind(_("metavar|KEY")),
    "KIND": Kind(_("metavar|KIND"), None, _meeting_kinds),
    "LANG": Kind(_("metavar|LANG")),
    "LEVEL": Kind(_("metavar|LEVEL"), None, _levels),
    "N": Kind(_("metavar|N"), _("number or name of a meeting: 3, M03, 제3회")),
    "NAME": Kind(_("metavar|NAME")),
    "NEW": Kind(_("metavar|NEW")),
    "NUMBER": Kind(_("metavar|NUMBER")),
    "OPTIONS": Kind(_("metavar|OPTIONS")),
    "OUTCOME": Kind(_("metavar|OUTCOME"), None, _outcomes),
    "PATH": Kind(_("metavar|PATH")),
    "PERCENT": Kind(_("metavar|PERCENT"), _("whole number of percent, 0 to 100: 75 or 75%")),
    "REGION": Kind(_("metavar|REGION")),
    "REGISTER": Kind(_("metavar|REGISTER")),
    "REV": Kind(_("metavar|REV"), _("git revision: a branch, a tag or a commit")),
    "RULE": Kind(_("metavar|RULE")),
    "SCHEME": Kind(_("metavar|SCHEME")),
    "SECONDS": Kind(_("metavar|SECONDS")),
    "SHELL": Kind(_("metavar|SHELL")),
    "STATE": Kind(_("metavar|STATE"), None, _states),
    "STATUS": Kind(_("metavar|STATUS")),
    "STEP": Kind(_("metavar|STEP")),
    "TAG": Kind(_("metavar|TAG")),
    "TEXT": Kind(_("metavar|TEXT")),
    "TITLE": Kind(_("metavar|TITLE")),
    "TOPIC": Kind(_("metavar|TOPIC")),
    "TYPE": Kind(_("metavar|TYPE")),
    "URL": Kind(_("metavar|URL")),
    "VALUE": Kind(_("metavar|VALUE")),
    "VIEW": Kind(_("metavar|VIEW")),
    "WORD": Kind(_("metavar|WORD")),
}
"""The kinds by the words that stand for them in metavars."""

NOTES: Mapping[str, Message] = {
    "FILE|-": _("a file, or - for standard input"),
    "TEXT|@FILE|-": _("a text, @FILE for the text in a file, or - for standard input"),
    "PATH=VALUE": _(
        "PATH is dotted, with items by id or position: plan.steps.a.owner, budget.0.planned"
    ),
}
"""Notes on whole metavars."""

_KIND = re.compile("[A-Z]+")


class Metavar(NamedTuple):
    """A metavar, with the names of its kinds in the reader's language."""

    text: str

    def render(self, lang: str) -> str:
        """Return the metavar in *lang*."""
        return _KIND.sub(
            lambda found: KINDS[found[0]].words.render(lang) if found[0] in KINDS else found[0],
            self.text,
        )

    @property
    def bare(self) -> str:
        """The metavar of one value: without the brackets and dots of usage lines."""
        text = self.text.removesuffix("...").removesuffix(",")
        return text[1:-1] if text.startswith("[") and text.find("]") == len(text) - 1 else text

    @property
    def kinds(self) -> list[str]:
        """The kinds in it, in order."""
        return [found for found in _KIND.findall(self.text) if found in KINDS]

    @property
    def alternatives(self) -> list[str]:
        """What is between its bars."""
        return self.bare.split("|")

    @property
    def choices(self) -> list[str]:
        """The allowed values if they are listed here or the kind is closed, otherwise empty."""
        if re.fullmatch("[a-z][a-z-]*", self.alternatives[0]):
            return self.alternatives
        members = KINDS[self.bare].members if self.bare in KINDS else None
        return [] if members is None else [member.value for member in members()]

    @property
    def type(self) -> str:
        """The type for programs: ``choice``, the kind in lower case, or ``form`` for a mixture."""
        if self.alternatives[0] in KINDS:
            return self.alternatives[0].lower()
        return "choice" if self.choices else "form"


def notes(metavars: Iterable[Metavar], lang: str) -> Iterator[tuple[str, str]]:
    """Yield the kinds in *metavars* that need a note, each with it, in *lang*."""
    for name in dict.fromkeys(_noted(metavars)):
        if name in NOTES:
            yield Metavar(name).render(lang), NOTES[name].render(lang)
        else:
            yield KINDS[name].words.render(lang), note(KINDS[name], lang)


def _noted(metavars: Iterable[Metavar]) -> Iterator[str]:
    for metavar in metavars:
        if metavar.bare in NOTES:
            yield metavar.bare
        yield from (
            name
            for name in metavar.kinds
            if KINDS[name].note is not None or (name == metavar.bare and KINDS[name].members)
        )


def note(kind: Kind, lang: str) -> str:
    """Return how to write a value of a kind; its values, with their names, if they are closed."""
    parts = [kind.note.render(lang)] if kind.note is not None else []
    if kind.members is not None:
        from cardctl.domain.enum_words import name_of

        names = {member.value: name_of(member).render(lang) for member in kind.members()}
        parts.append(", ".join(_with_name(*each, lang) for each in names.items()))
    return ": ".join(parts)


def _with_name(code: str, name: str, lang: str) -> str:
    is_the_same = code.replace("_", " ") == name.replace("-", " ")
    return code if is_the_same else _("{text} ({more})", text=code, more=name).render(lang)
