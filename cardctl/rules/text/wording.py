"""Rules CC701, CC704 and CC706: empty or untranslated texts. Notes on closed cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cardctl.domain.agency import Agency
from cardctl.domain.base import Model, Text
from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card
from cardctl.domain.in_force import last_results
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister
from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.text_fields import (
    RecordText,
    by_language,
    letters,
    texts,
    words,
    written,
)

# Placeholders -----------------------------------------------------------------------------------

_PLACEHOLDERS = """\
todo tbd tba tbc tbf fixme xxx xxxx wip placeholder loremipsum asdf
tobedecided tobedetermined tobeconfirmed tobeannounced tobedone tobefilledin fillin fillmein
추후 미정 추후작성 추후보완 추후입력 추후기재 추후결정 추후확정 추후제출 추후통보
작성중 작성예정 작성필요 입력예정 입력필요 보완예정 내용입력 내용없음 여기에입력
"""
"""Texts that are nothing but a placeholder, without spaces and punctuation."""

_WHOLE_TEXT_PLACEHOLDERS = frozenset(["", *_PLACEHOLDERS.split()])
_LONGEST = 40
"""No such text is longer, even with spaces and punctuation."""

_PLACEHOLDER = (
    r"(?<![A-Za-z])(?:TODO|TBD|TBA|FIXME|XXX+)(?![A-Za-z])|(?<![0-9])(?:19|20)XX(?![A-Za-z])"
    r"|[Ll]orem [Ii]psum|[(\[<]\s*추후\s*(?:작성|보완|입력|기재)[^)\]>]{0,9}[)\]>]"
)
"""Placeholders inside a longer text."""

_SIGNS = ("X", "TB", "TODO", "psum", "추후")
"""Every text with such a placeholder contains one of these: a fast pre-check."""

_SIGNS_IN_PROSE = tuple(sign.encode() for sign in _SIGNS)

_FIRST_LETTERS = frozenset(word[:1] for word in _WHOLE_TEXT_PLACEHOLDERS)

_QUOTED = frozenset({"due_as_stated", "as_stated"})
"""Fields with the source's own words: if it leaves something open, so does the card."""

_SYMBOL = "unit"
"""A field whose text may be a sign without letters: %, ㎥, °C."""


def _find_placeholder(text: str) -> str:
    """Return the placeholder that a text is or contains; "" if there is none."""
    if len(text) <= _LONGEST and letters(text) in _WHOLE_TEXT_PLACEHOLDERS:
        return text.strip()
    found = re.search(_PLACEHOLDER, text) if any(sign in text for sign in _SIGNS) else None
    return found[0] if found else ""


def may_contain_placeholder(said: RecordText) -> bool:
    """Whether one of many texts may be or contain a placeholder; if not, none does."""
    if any(sign in said.prose for sign in _SIGNS_IN_PROSE):
        return True
    return any(
        letters(text) in _WHOLE_TEXT_PLACEHOLDERS
        for text in said.words
        if len(text) <= _LONGEST and _may_begin_placeholder(text[:1])
    )


@cache
def _may_begin_placeholder(character: str) -> bool:
    """Whether a text with this first character ("" if it has none) may be only a placeholder.

    Its first letter decides, if it is a plain one: nothing that follows can change that.
    """
    is_plain = character.isascii() or "가" <= character <= "힣"
    return character.lower() in _FIRST_LETTERS or not (is_plain and character.isalnum())


def _placeholders(record: Model, context: Context) -> Iterator[Problem]:
    if not may_contain_placeholder(context.of(record, written)):
        return
    for place, text in words(record):
        found = "" if _may_say_so(place, text) else _find_placeholder(text)
        if found:
            yield problem(
                place,
                "'{words}' is placeholder text",
                words=found if len(found) <= 20 else found[:19] + "…",
                hint=_("write the text, or omit the key until it is known"),
            )


def _may_say_so(place: Field, text: str) -> bool:
    """Whether the text of the field at *place* is never a placeholder."""
    return bool(_QUOTED.intersection(place)) or (_SYMBOL in place and not letters(text))


@rule(
    "CC701",
    "placeholder",
    Severity.WARNING,
    why="The report shows it to the meeting unchanged.",
    hint="Write the text, or omit the key until it is known.",
    bad="note: TBD\n",
    good="note: The survey decides on the height.\n",
)
def placeholder(card: Card, context: Context) -> Iterator[Problem]:
    """A text is or contains a placeholder: TODO, TBD, xxx, lorem ipsum, ….

    The source's own words (`as_stated`) may say that something is undecided.
    """
    yield from _placeholders(card, context)


@extends("CC701", SubjectKind.MEETING)
def placeholder_on_agenda(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A text of a meeting only stands in for it."""
    yield from _placeholders(meeting, context)


# Empty words ------------------------------------------------------------------------------------

_EMPTY = """\
done ok okay yes completed complete finished fine good allgood asplanned accordingtoplan
ontrack inprogress ongoing underway started noprogress nochange nochanges asbefore seeabove
ditto sameasbefore sameasabove nothing nothingtoreport nothingnew none na notapplicable
완료 완료함 완료됨 완료하였음 이행완료 이행함 처리완료 조치완료 조치함 진행 진행중 추진중 추진함
정상추진 정상추진중 정상진행 정상 계속추진 이상없음 특이사항없음 상동 위와같음 전과같음 동일
변동없음 변동사항없음 해당없음 해당사항없음 없음 예 확인 검토중
"""
"""Whole texts that give a meeting no information, without spaces and punctuation."""

_EMPTY_PHRASES = frozenset(_EMPTY.split())


def _progress_texts(card: Card, calendar: Calendar) -> Iterator[tuple[Field, Text | None]]:
    """Yield the texts that report to a meeting what is done."""
    if card.plan is not None:
        yield ("plan", "summary"), card.plan.summary
        yield ("plan", "no_steps"), card.plan.no_steps
    for index in last_results(card.results, calendar).values():
        yield ("results", index, "text"), card.results[index].text
    for index, event in enumerate(card.history):
        if event.substitute is not None:
            yield ("history", index, "substitute"), event.substitute


_FILED = "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: %s}\n"


@rule(
    "CC704",
    "empty-words",
    Severity.WARNING,
    why="The meeting asks what was done, and 'done' does not answer that.",
    hint="State what was done, by whom, and how much.",
    bad=_FILED % "완료",
    good=_FILED % "Both dykes are raised by 40 cm.",
)
def empty_words(card: Card, context: Context) -> Iterator[Problem]:
    """A result, plan or measure taken instead says only 'done', 'ok' or '완료'."""
    for place, text in _progress_texts(card, context.register.calendar):
        if isinstance(text, str) and len(text) > _LONGEST:
            continue
        for lang, said in by_language(text):
            if len(said) <= _LONGEST and letters(said) in _EMPTY_PHRASES:
                yield problem(
                    (*place, *lang),
                    "'{words}' alone gives the meeting no information",
                    words=said.strip(),
                    hint=_("state what was done, by whom, and how much"),
                )


# Languages --------------------------------------------------------------------------------------


def _missing_languages(record: object, place: Field, context: Context) -> Iterator[Problem]:
    """Yield a problem for each text by language that lacks a language of the register."""
    languages = context.register.config.languages
    several = context.of(record, written).by_language if len(languages) > 1 else ()
    if all(lang in text for text in several for lang in languages):
        return
    for at, text in texts(record, place):
        missing = [lang for lang in languages if lang not in text] if isinstance(text, dict) else []
        if missing:
            yield problem(
                at,
                "the text is missing in: {languages}",
                languages=", ".join(missing),
                hint=_("add it, or write one text for all languages"),
                on_key=True,
            )


_TWO_LANGUAGES = FILES["cardctl.yaml"].replace("[en]", "[en, ko]")


@rule(
    "CC706",
    "missing-language",
    Severity.WARNING,
    reads=[Input.REGISTER],
    why="The report in that language shows text in another one.",
    hint="Add the text in that language, or write one text for all.",
    bad={
        "cardctl.yaml": _TWO_LANGUAGES,
        "M01/M01-002.yaml": FILES["M01/M01-002.yaml"] + "note: {en: Counted by hand.}\n",
    },
    good={
        "cardctl.yaml": _TWO_LANGUAGES,
        "M01/M01-002.yaml": FILES["M01/M01-002.yaml"]
        + "note: {en: Counted by hand., ko: 직접 조사함.}\n",
    },
)
def missing_language(card: Card, context: Context) -> Iterator[Problem]:
    """A multilingual text lacks one of the register's languages.

    A text without languages stands for all of them.
    """
    yield from _missing_languages(card, (), context)


@extends("CC706", SubjectKind.MEETING)
def missing_language_in_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A text of a meeting lacks a language."""
    yield from _missing_languages(meeting, (), context)


@extends("CC706", SubjectKind.AGENCIES)
def missing_language_of_agency(agencies: tuple[Agency, ...], context: Context) -> Iterator[Problem]:
    """The name of an agency lacks a language."""
    yield from _missing_languages(agencies, ("agencies",), context)


@extends("CC706", SubjectKind.REGISTER)
def missing_language_of_body(register: FactRegister, context: Context) -> Iterator[Problem]:
    """The name of the body lacks a language."""
    yield from _missing_languages(register.config, (), context)
