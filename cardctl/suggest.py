"""Suggestions for "did you mean", by similarity and by a table of synonyms."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

CUTOFF = 0.75

SYNONYMS = {
    # states and outcomes
    "new": "registered", "open": "registered", "todo": "registered", "draft": "registered",
    "등록": "registered", "신규": "registered", "접수": "registered",
    "plan": "planned plan", "계획": "planned plan", "계획수립": "planned",
    "wip": "in_progress", "doing": "in_progress", "started": "in_progress",
    "active": "in_progress", "ongoing": "in_progress", "progress": "in_progress",
    "진행": "in_progress", "진행중": "in_progress", "추진": "in_progress",
    "추진중": "in_progress", "이행중": "in_progress",
    "hold": "on_hold", "paused": "on_hold", "blocked": "on_hold", "suspended": "on_hold",
    "보류": "on_hold", "중단": "on_hold", "중지": "on_hold", "일시중단": "on_hold",
    "일시보류": "on_hold", "추진보류": "on_hold", "이행보류": "on_hold", "유보": "on_hold",
    "정상추진": "in_progress", "정상추진중": "in_progress",
    "submit": "submitted", "review": "submitted", "확인요청": "submitted",
    "close": "closed", "종결": "closed", "종료": "closed", "resolved": "closed completed",
    "done": "completed closed held", "finished": "completed closed", "complete": "completed closed",
    "완료": "completed closed", "이행완료": "completed closed", "계속추진": "sustained",
    "이행후계속추진": "sustained", "continued": "sustained", "continuing": "sustained",
    "impossible": "infeasible", "failed": "infeasible", "이행곤란": "infeasible",
    "곤란": "infeasible", "불가": "infeasible", "이행불가": "infeasible",
    "추진곤란": "infeasible", "추진불가": "infeasible", "불가능": "infeasible",
    "이행불가능": "infeasible", "추진완료": "completed closed", "조치완료": "completed closed",
    "완료후계속추진": "sustained", "상시추진": "sustained",
    "dropped": "withdrawn", "cancelled": "withdrawn", "canceled": "withdrawn",
    "abandoned": "withdrawn", "rejected": "withdrawn", "철회": "withdrawn", "취소": "withdrawn",
    "보고종결": "noted", "통합": "merged", "병합": "merged", "분할": "split",
    "대체": "superseded", "replaced": "superseded",
    # keys of a card
    "번호": "id number", "name": "title", "subject": "title", "제목": "title", "과제명": "title",
    "과제": "title", "status": "state", "상태": "state status", "결과": "outcome results",
    "result": "results outcome", "deadline": "due", "due_date": "due", "기한": "due",
    "이행기한": "due", "owner": "lead", "leader": "lead", "assignee": "lead",
    "responsible": "lead", "agency": "lead by", "주관": "lead", "주관기관": "lead",
    "담당": "lead owner", "담당기관": "lead owner", "partner": "partners", "협조기관": "partners",
    "회의": "meeting", "안건": "item items", "agenda": "items item", "agenda_item": "item",
    "결정": "decision", "의결": "decision", "의결사항": "decision", "decided": "decision",
    "태그": "tags", "labels": "tags", "출처": "sources", "references": "sources",
    "지표": "indicators", "성과지표": "indicators", "예산": "budget", "조치계획": "plan",
    "이행결과": "results", "이력": "history", "log": "history", "events": "history",
    "관계": "relations", "links": "relations", "비고": "note", "comment": "note notes",
    "comments": "note", "remarks": "note", "description": "decision summary",
    # nested keys
    "작성자": "by", "author": "by", "제출기관": "by", "날짜": "date", "일자": "date",
    "제출일": "submitted date", "내용": "text", "개요": "summary", "요약": "summary",
    "세부과제": "steps", "tasks": "steps", "진척률": "progress", "진행률": "progress",
    "증빙": "evidence", "집행액": "spent", "계획액": "planned", "amount": "planned",
    "금액": "planned", "연도": "year", "재원": "source", "사유": "note no_steps",
    "reason": "note", "장애요인": "blocker", "향후계획": "next", "목표": "target",
    "기준값": "baseline", "단위": "unit", "link": "url", "주소": "url", "file": "path",
    "기관": "agencies", "사무국": "secretariat", "언어": "languages", "장소": "place",
    # values of other fields
    "article": "news", "press": "news", "newspaper": "news", "webpage": "news other",
    "기사": "news", "언론보도": "news", "보도": "news", "보도자료": "news",
    "letter": "official_letter", "공문": "official_letter", "공문서": "official_letter",
    "시행문": "official_letter", "시행공문": "official_letter", "협약": "agreement",
    "업무협약": "agreement", "업무협약서": "agreement", "양해각서": "agreement",
    "예산서": "budget", "예산자료": "budget", "예산내역": "budget", "회의결과": "minutes",
    "통계자료": "statistics", "결과보고서": "report", "보고자료": "report",
    "결과보고": "report", "사진자료": "photo", "현장사진": "photo", "공포문": "promulgation",
    "고시문": "promulgation", "관보": "promulgation", "조례": "promulgation",
    "언론": "news", "신문": "news", "신문기사": "news", "언론기사": "news", "뉴스": "news",
    "언론보도자료": "news", "기타자료": "other", "그밖의자료": "other",
    "협약서": "agreement", "mou": "agreement", "통계": "statistics", "회의록": "minutes",
    "보고서": "report", "사진": "photo", "picture": "photo", "공포": "promulgation",
    "고시": "promulgation", "법령": "promulgation", "law": "promulgation", "기타": "other",
    "보고": "report", "보고사항": "report", "토의": "discussion", "토의사항": "discussion",
    "예정": "scheduled", "upcoming": "scheduled", "개최": "held", "past": "held",
    "정기": "regular", "임시": "extraordinary", "중앙": "central", "광역": "metropolitan",
    "기초": "basic", "협의회": "association", "국비": "national", "도비": "provincial",
    "시비": "municipal", "기금": "fund", "민간": "private", "공개": "open", "비공개": "closed",
    "public": "open", "internal": "closed",
}  # fmt: skip
"""Words that people type, mapped to the program's words, the most likely first."""

SUGGESTED_ONLY = frozenset(
    {"open", "draft", "todo", "plan", "progress", "review", "failed", "rejected", "취소", "webpage"}
)
"""Words that may mean something else: they are suggested, but not taken for what they map to."""


def synonyms(value: str) -> tuple[str, ...]:
    """Return the program's words that *value* stands for, the most likely first."""
    folded = _folded(value)
    meant = SYNONYMS.get(folded) or SYNONYMS.get(folded.replace("_", ""), "")
    return tuple(meant.split())


def nearest(value: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return the known names most similar to *value*, best first; synonyms rank first."""
    from difflib import get_close_matches

    by_fold = {_folded(name): name for name in known}
    found = [by_fold[word] for word in synonyms(value) if word in by_fold]
    letters = {normalize("NFD", name): word for name, word in by_fold.items()}
    wanted = normalize("NFD", _folded(value))  # a Korean syllable counts as its letters
    for match in get_close_matches(wanted, letters, n=count, cutoff=CUTOFF):
        if letters[match] not in found:
            found.append(letters[match])
    return found[:count]


def _folded(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
