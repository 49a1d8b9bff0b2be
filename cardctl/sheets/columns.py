"""Every field of a card as a column of a sheet; `schema --columns` prints them from here.

A column is called as in the file (``due``), with a language (``title.ko``), or with a number in a
list (``steps.2.title``); people may write the words of its heads instead. `COMPUTED` columns are
those that `list` and the report print, and that no sheet can change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.enums import BudgetSource, Direction, EvidenceKind, Visibility
from cardctl.domain.workflow import Outcome, State
from cardctl.i18n import Message, _, languages
from cardctl.sheets.heads import Vocabulary, folded

if TYPE_CHECKING:
    from cardctl.outputs.program import ColumnData

MOST_ITEMS = 99
"""Largest number of an item in a list, as in ``steps.99.title``."""


class Kind(StrEnum):
    """What the cells of a column contain."""

    TEXT = "text"
    LIST = "list"
    WHOLE = "whole"
    PERCENT = "percent"
    MONEY = "money"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    MEETING = "meeting"
    AGENCY = "agency"
    AGENCIES = "agencies"
    CARD = "card"
    CARDS = "cards"
    EVIDENCE = "evidence"
    WORD = "word"
    ANY = "any"


KINDS: Mapping[Kind, Message] = {
    Kind.TEXT: _("cell|text"),
    Kind.LIST: _("cell|texts, separated by ;"),
    Kind.WHOLE: _("cell|whole number"),
    Kind.PERCENT: _("cell|percentage, 0 to 100"),
    Kind.MONEY: _("cell|amount; the head may name the unit"),
    Kind.NUMBER: _("cell|number"),
    Kind.DAY: _("cell|date"),
    Kind.FLAG: _("cell|yes or no"),
    Kind.MEETING: _("cell|meeting"),
    Kind.AGENCY: _("cell|agency, by code or name"),
    Kind.AGENCIES: _("cell|agencies, separated by ;"),
    Kind.CARD: _("cell|card id"),
    Kind.CARDS: _("cell|card ids, separated by ;"),
    Kind.EVIDENCE: _("cell|[KIND:]URL or path, separated by ;"),
}


class Use(StrEnum):
    """Which command takes a column."""

    BOTH = "new, update"
    NEW = "new"
    UPDATE = "update"
    NONE = ""


class Column(NamedTuple):
    """A column: its name, its head for people, further heads, and what its cells contain.

    *path* is the field in the card's file (default: the name); *words* are the members that a cell
    can name. *has_languages*: the text may be given in each language, as in ``title.ko``.
    """

    name: str
    head: Message
    kind: Kind
    example: str
    use: Use = Use.BOTH
    synonyms: tuple[str, ...] = ()
    path: str = ""
    words: type[StrEnum] | None = None
    has_languages: bool = False

    def heads(self) -> list[str]:
        """Return the heads of the column: in each language, and the synonyms."""
        return [*dict.fromkeys((*_rendered(self.head), *self.synonyms))]

    def contents(self) -> Message:
        """Return what a cell contains; if it is one of a few words, with these."""
        if self.words is None:
            return KINDS[self.kind]
        words = ", ".join(each.value for each in self.words)
        return _("one of: {words}", words=words)

    def as_data(self, name: str) -> ColumnData:
        """Return the column, documented as *name*, as plain data."""
        return {
            "name": name,
            "heads": {lang: self.head.render(lang) for lang in languages()},
            "synonyms": list(self.synonyms),
            "contents": self.kind.value,
            "words": [each.value for each in self.words or ()],
            "by_language": self.has_languages,
            "commands": self.use.value.split(", "),
            "example": self.example,
        }


class Group(NamedTuple):
    """A list whose items have columns of their own, numbered from 1: ``steps.1.title``.

    A head without a field is that of *first*.
    """

    name: str
    head: Message
    synonyms: tuple[str, ...]
    first: str
    columns: tuple[Column, ...]
    use: Use = Use.BOTH
    path: str = ""


_T, _D = Kind.TEXT, Kind.DAY

COLUMNS: tuple[Column, ...] = (
    Column("id", _("id"), Kind.CARD, "M01-007", Use.UPDATE, ("관리번호", "카드번호", "card")),
    Column("title", _("title"), _T, "Ferry piers",
        synonyms=("제목", "과제", "사업명", "과제 명칭", "matter", "task"), has_languages=True),
    Column("meeting", _("meeting"), Kind.MEETING, "2", Use.NEW,
        ("회의 번호", "회차", "회의 회차", "회의명", "meeting number")),
    Column("item", _("agenda item"), Kind.WHOLE, "1", synonyms=("안건", "안건 번호", "agenda")),
    Column("decision", _("decision"), _T, "Rebuild the piers.",
        synonyms=("의결사항", "결정", "의결내용", "decided"), has_languages=True),
    Column("lead", _("lead agency"), Kind.AGENCY, "mois",
        synonyms=("lead", "주관", "주관부처", "소관부처", "소관기관", "담당기관", "주무부처")),
    Column("partners", _("partners"), Kind.AGENCIES, "busan; ulsan",
        synonyms=("partner", "partner agencies", "협조", "협조부처", "협력기관", "관련기관")),
    Column("due", _("due date"), _D, "2026-12-31",
        synonyms=("due", "이행기한", "완료기한", "처리기한", "완료예정일", "마감일",
            "추진기한", "완료시기", "deadline")),
    Column("due_as_stated", _("due date as stated"), _T, "by the end of the year",
        synonyms=("기한(원문)",), has_languages=True),
    Column("tags", _("tags"), Kind.LIST, "sea; ports", synonyms=("태그", "tag", "키워드", "분류")),
    Column("visibility", _("visibility"), Kind.WORD, "restricted",
        synonyms=("공개 여부", "공개여부"), words=Visibility),
    Column("visibility_ground", _("field|ground for the restriction"), _T, "Art. 9(1) 5",
        synonyms=("비공개 사유", "ground for the restriction"), has_languages=True),
    Column("note", _("field|note"), _T, "Split in two phases.",
        synonyms=("참고", "참고사항", "remarks", "notes"), has_languages=True),
    Column("plan.submitted", _("head|plan filed on"), _D, "2026-02-09",
        synonyms=("계획 제출일", "조치계획 제출일", "plan submitted")),
    Column("plan.summary", _("field|action plan"), _T, "Survey, then build.",
        synonyms=("plan", "추진계획", "이행계획", "조치 계획", "계획"), has_languages=True),
    Column("plan.no_steps", _("field|reason for no steps"), _T, "One purchase.",
        has_languages=True),
    Column("parent", _("part of"), Kind.CARD, "M01-002", path="relations.parent"),
    Column("depends_on", _("depends on"), Kind.CARDS, "M01-002; M01-003",
        path="relations.depends_on", synonyms=("선행과제",)),
    Column("see_also", _("see also"), Kind.CARDS, "M01-004", path="relations.see_also",
        synonyms=("관련과제",)),
    Column("merged_into", _("merged into"), Kind.CARDS, "M01-005", path="relations.merged_into"),
    Column("split_into", _("split into"), Kind.CARDS, "M01-005; M01-006",
        path="relations.split_into"),
    Column("superseded_by", _("superseded by"), Kind.CARDS, "M02-001",
        path="relations.superseded_by"),
    Column("parent_elsewhere", _("head|part of, in another register"), _T, "kr.clcm/M01-007",
        path="relations.part_of", synonyms=("상위 과제대장 과제",)),
    Column("state", _("state"), Kind.WORD, "in_progress", Use.UPDATE,
        ("추진상태", "진행상태", "status"), words=State),
    Column("outcome", _("outcome"), Kind.WORD, "completed", Use.UPDATE,
        ("이행결과 구분", "이행 구분", "완료 구분"), words=Outcome),
    Column("result", _("head|implementation result"), _T, "Two piers rebuilt.", Use.UPDATE,
        ("추진실적", "실적", "추진현황", "추진상황", "이행실적", "추진 결과", "result text")),
    Column("result_for", _("head|result for meeting"), Kind.MEETING, "2", Use.UPDATE,
        ("보고 회의", "보고회의", "for")),
    Column("result_by", _("head|result filed by"), Kind.AGENCY, "busan", Use.UPDATE,
        ("실적 제출기관",)),
    Column("progress", _("progress"), Kind.PERCENT, "60%", Use.UPDATE,
        ("진도", "진척률", "진행률", "추진율", "이행률", "공정률")),
    Column("spent", _("spent"), Kind.MONEY, "1400", Use.UPDATE,
        ("집행액", "집행금액", "집행 실적", "누적 집행액", "spent so far")),
    Column("next", _("next"), _T, "Rebuild the third pier.", Use.UPDATE,
        ("향후 추진계획", "향후 일정", "next steps")),
    Column("blocker", _("blocker"), _T, "The tender failed.", Use.UPDATE,
        ("애로사항", "장애 요인", "문제점", "blockers")),
    Column("evidence", _("evidence"), Kind.EVIDENCE, "minutes:https://example.org/m2", Use.UPDATE,
        ("증빙자료", "증빙 자료", "근거자료")),
    Column("reason", _("head|reason"), _T, "The bill is still before the assembly.", Use.UPDATE,
        ("사유", "변경사유", "사유(변경)")),
    Column("substitute", _("field|measures instead"), _T, "A bus line.", Use.UPDATE,
        ("대체조치", "대체 방안", "measures instead")),
    Column("review", _("head|review at meeting"), Kind.MEETING, "3", Use.UPDATE,
        ("재검토 회의",)),
    Column("decided_at", _("head|decided at meeting"), Kind.MEETING, "2", Use.UPDATE,
        ("결정 회의", "승인 회의")),
    Column("by", _("head|filed by"), Kind.AGENCY, "mois",
        synonyms=("제출기관", "작성기관", "기록기관")),
    Column("on", _("head|filed on"), _D, "2026-03-02", synonyms=("제출일", "작성일", "기록일")),
)  # fmt: skip

_DOCUMENT = (
    Column("kind", _("kind"), Kind.WORD, "minutes", words=EvidenceKind, synonyms=("종류",)),
    Column("title", _("field|title"), _T, "Minutes of meeting 2", has_languages=True,
        synonyms=("문서명",)),
    Column("issuer", _("field|issuer"), _T, "Ministry of the Interior", has_languages=True,
        synonyms=("발행처",)),
    Column("number", _("field|number"), _T, "Streets 1234", synonyms=("번호",)),
    Column("date", _("head|date"), _D, "2026-03-02", synonyms=("일자", "시행일")),
    Column("url", _("field|web address"), _T, "https://example.org/1", synonyms=("주소", "링크")),
    Column("path", _("field|path"), _T, "evidence/1.pdf", synonyms=("파일",)),
)  # fmt: skip

GROUPS: tuple[Group, ...] = (
    Group("steps", _("head|step"), ("step", "세부추진과제"), "title", path="plan.steps",
        columns=(
            Column("id", _("id"), _T, "a"),
            Column("title", _("field|title"), _T, "Survey", has_languages=True, synonyms=("내용",)),
            Column("owner", _("head|owner"), Kind.AGENCY, "busan", synonyms=("담당", "담당기관")),
            Column("due", _("due date"), _D, "2026-06-30", synonyms=("due",)),
            Column("weight", _("head|weight"), Kind.WHOLE, "2", synonyms=("비중",)),
            Column("done", _("head|done on"), _D, "2026-06-12", synonyms=("완료", "done")),
            Column("dropped", _("head|dropped on"), _D, "2026-06-12", synonyms=("중단", "dropped")),
            Column("note", _("field|note"), _T, "Done with busan.", has_languages=True),
        )),
    Group("indicators", _("head|indicator"), ("indicator", "지표"), "name",
        columns=(
            Column("id", _("id"), _T, "a"),
            Column("name", _("name"), _T, "Piers", has_languages=True, synonyms=("지표명",)),
            Column("unit", _("unit"), _T, "count", has_languages=True),
            Column("baseline", _("baseline"), Kind.NUMBER, "0", synonyms=("기준",)),
            Column("target", _("target"), Kind.NUMBER, "3", synonyms=("목표",)),
            Column("direction", _("direction"), Kind.WORD, "up", words=Direction),
            Column("due", _("due date"), _D, "2026-12-31", synonyms=("due",)),
            Column("as_stated", _("field|as stated"), _T, "three piers", has_languages=True),
        )),
    Group("budget", _("field|budget"), ("예산액", "사업비"), "planned",
        columns=(
            Column("year", _("head|year"), Kind.WHOLE, "2026", synonyms=("년도",)),
            Column("source", _("head|source of the money"), Kind.WORD, "national",
                words=BudgetSource, synonyms=("source",)),
            Column("planned", _("head|planned amount"), Kind.MONEY, "1750",
                synonyms=("계획", "계획액", "금액", "planned")),
            Column("as_stated", _("field|as stated"), _T, "about 1.75 billion", has_languages=True),
            Column("approximate", _("head|approximate"), Kind.FLAG, "yes", synonyms=("추정",)),
        )),
    Group("evidence", _("evidence"), ("증빙자료",), "url", _DOCUMENT, Use.UPDATE),
    Group("sources", _("head|source"), ("source", "근거"), "url", _DOCUMENT),
)  # fmt: skip

READINGS = "readings"
"""Columns ``readings.ID`` have the readings of indicators in a result."""

_READING_WORDS = ("readings", "reading", "측정값", "실적값")

ROW_NUMBER = "row_number"
"""The column in which people count the rows: nothing of it is taken."""

COMPUTED: Mapping[str, Message] = {
    "signal": _("signal"),
    "reasons": _("reasons"),
    "overdue": _("column|overdue"),
    "overdue_days": _("column|overdue"),
    "slipped": _("slipped"),
    "unowned": _("without a lead"),
    "late": _("late"),
    "open": _("column|open"),
    "not_submitted": _("not submitted"),
    "carried_over": _("carried over"),
    "age": _("column|age"),
    "agency": _("agencies"),
    "planned": _("planned money"),
    "changed": _("last entry"),
    "lead_name": _("head|name of the lead agency"),
    "first_due": _("head|first due date"),
    "extended": _("head|times extended"),
    "result_date": _("head|result filed on"),
    "closed_on": _("head|closed on"),
    "follow_up": _("head|follow-up class"),
    ROW_NUMBER: _("head|row number"),
}
"""Columns that are computed, of `list`, of the report as CSV, and of lists made by hand."""

_OTHER_HEADS = {
    ROW_NUMBER: ("연번", "순번", "일련번호", "no", "no.", "#"),
    "signal": ("신호",),
    "late": ("기한 경과",),
    "open": ("추진 대상",),
    "first_due": ("최초 기한",),
}
"""Further heads of computed columns: those made by hand, and those of earlier versions."""

BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}
_BY_GROUP: Mapping[str, Group] = {group.name: group for group in GROUPS}

_LANGUAGES = {
    "ko": ("ko", "kor", "korean", "한국어", "국문", "한글"),
    "en": ("en", "eng", "english", "영어", "영문"),
}
_DIGITS = re.compile(r"[0-9]+")
_SIGNS = re.compile(r"[.()\[\]（）]+")


def _rendered(head: Message) -> list[str]:
    """Return a head in every language."""
    return [head.render(lang) for lang in languages()]


def column_of(name: str) -> Column:
    """Return the column with a name that `vocabulary` found: ``title.ko`` is that of the title.

    A computed column has the kind ANY.
    """
    if name in BY_NAME:
        return BY_NAME[name]
    if name in COMPUTED:
        return Column(name, COMPUTED[name], Kind.ANY, "", Use.NONE)
    first, _dot, rest = name.partition(".")
    if first in _BY_GROUP:
        _number, _dot, rest = rest.partition(".")
        group = _BY_GROUP[first]
        field = next(each for each in group.columns if each.name == rest.partition(".")[0])
        return field._replace(name=f"{first}.N.{field.name}", use=group.use)
    if first == READINGS:
        return Column(name, _("head|reading"), Kind.NUMBER, "2", Use.UPDATE)
    return BY_NAME[name.rpartition(".")[0]]


@cache
def vocabulary() -> Vocabulary:
    """Return all columns with all of their heads."""
    words: dict[str, Iterable[str]] = {column.name: column.heads() for column in COLUMNS}
    budget = _BY_GROUP["budget"]
    words[f"{budget.name}.1.{budget.first}"] = [*_rendered(budget.head), *budget.synonyms]
    computed = {
        name: [*_rendered(head), *_OTHER_HEADS.get(name, ())] for name, head in COMPUTED.items()
    }
    hint = _("delete the column, or look for its name: cardctl schema --columns")
    return Vocabulary({**words, **computed}, _pattern, hint)


def _pattern(head: str) -> str | None:
    """Return the column of a head with a language, a number or the id of an indicator."""
    return _in_list(head) or _in_language(head) or _reading(head)


def _in_list(head: str) -> str | None:
    """Return ``steps.2.title`` for ``step 2 title`` or ``세부과제 2(제목)``; the default is 1."""
    number = _DIGITS.search(head)
    found = _list_heads().get(_list_key(_DIGITS.sub("#", head, count=1)))
    if found is not None:
        nth = int(number[0][:9]) if number else 1
        return f"{found[0]}.{nth}.{found[1]}" if 1 <= nth <= MOST_ITEMS else None
    split = _language(head)
    inner = _in_list(split[0]) if split else None
    if split is None or inner is None or not column_of(inner).has_languages:
        return None
    return f"{inner}.{split[1]}"


def _list_key(head: str) -> str:
    return _SIGNS.sub("", folded(head))


@cache
def _list_heads() -> Mapping[str, tuple[str, str]]:
    """Return group and field of each head of a numbered column, with ``#`` for the number."""
    heads: dict[str, tuple[str, str]] = {}
    for group in GROUPS:
        names = [group.name, *_rendered(group.head), *group.synonyms]
        for column in group.columns:
            fields = [column.name, *column.heads()]
            if column.name == group.first:
                fields.append("")
            for name, field in ((n, f) for n in names for f in fields):
                heads.setdefault(_list_key(f"{name}#{field}"), (group.name, column.name))
                if field:
                    heads.setdefault(_list_key(f"{name}{field}"), (group.name, column.name))
    return heads


def _in_language(head: str) -> str | None:
    """Return ``title.ko`` for ``title.ko``, ``title (ko)`` or ``제목(한국어)``."""
    split = _language(head)
    if split is None:
        return None
    found = vocabulary().columns.get(folded(split[0]))
    column = BY_NAME.get(found or "")
    return f"{found}.{split[1]}" if column and column.has_languages else None


def _language(head: str) -> tuple[str, str] | None:
    """Return what is before the language of a head, and the language's code."""
    match = re.fullmatch(r"(.+?)(?:\.|\s*[(\[（_ ])([^\W\d_]+)[)\]）]?", head, re.DOTALL)
    if match is None:
        return None
    word = match[2].casefold()
    code = next((code for code, words in _LANGUAGES.items() if word in words), None)
    if code is None and head == f"{match[1]}.{match[2]}" and len(word) in (2, 3) and word.isascii():
        code = word
    return (match[1], code) if code else None


def _reading(head: str) -> str | None:
    """Return ``readings.a`` for ``readings.a`` or ``측정값 a``."""
    match = re.fullmatch(rf"({'|'.join(_READING_WORDS)})[ .(]+([\w-]+)\)?", head, re.IGNORECASE)
    return f"{READINGS}.{match[2]}" if match else None


def documented() -> Iterator[tuple[str, Column]]:
    """Yield the name and the column of every column that a sheet can have, but computed ones."""
    for column in COLUMNS:
        yield column.name, column
    yield f"{READINGS}.ID", column_of(f"{READINGS}.ID")
    for group in GROUPS:
        for column in group.columns:
            yield f"{group.name}.N.{column.name}", column._replace(use=group.use)


def group_of(name: str) -> Group | None:
    """Return the list that a column is part of; None for any other column."""
    first, _dot, rest = name.partition(".")
    return _BY_GROUP.get(first) if rest else None
