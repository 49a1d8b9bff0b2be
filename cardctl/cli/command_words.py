"""Suggestions for an unknown command: by similarity, and by what people call a command."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from cardctl.errors import Unknown
from cardctl.suggest import nearest

WORDS = {
    "init": "create setup start 초기화 시작 만들기 생성 개설",
    "new": "add card register 신규 추가 등록 작성 과제등록 카드등록",
    "update": "change modify move set 변경 수정 갱신 상태변경 이행결과",
    "edit": "open 편집 편집기 고치기",
    "void": "delete remove rm 삭제 등록취소 취소",
    "redact": "erase anonymize 말소 지우기 개인정보",
    "renumber": "rename 번호변경 번호",
    "meeting": "session 회의 회차 안건",
    "paper": "agenda 회의자료 안건지 자료",
    "report": "summary 보고 보고서 이행상황 현황보고",
    "minutes": "record 회의록",
    "agency": "agencies ministry 기관 부처 기관관리",
    "request": "form forms send ask 요청 서식 제출요청 회신서식",
    "collect": "import receive 취합 수집 회수 가져오기",
    "remind": "reminder mail 독촉 촉구 알림",
    "desk": "status todo 현황 제출현황 할일",
    "list": "ls find search query 목록 검색 조회 찾기",
    "board": "kanban 보드 현황판",
    "show": "view cat get 보기 상세 카드보기",
    "log": "history 이력 기록",
    "validate": "lint test verify fix check 점검 검사 확인 검증",
    "rule": "rules explain 규칙",
    "states": "state workflow transitions 상태 전환",
    "doctor": "diagnose health 진단",
    "site": "html web page pages 사이트 웹 누리집 홈페이지",
    "export": "tables csv parquet dump 내보내기 표",
    "pool": "all registers 통합 전체",
    "schema": "schemas json 스키마",
    "config": "settings preferences preference 설정 개인설정 환경설정",
    "git-setup": "git merge 깃",
    "completion": "complete completions 자동완성 완성",
    "help": "man usage 도움말 도움 사용법",
    "commands": "command 명령 명령어 명령목록",
    "values": "value dates date amounts percent 값 날짜 금액 백분율",
    "filters": "filter where conditions condition fields 조건 조건식 항목",
    "exit-codes": "exit codes exit-status 종료코드",
    "environment": "env variables 환경변수",
}
"""What else people call the commands and topics. It is only suggested: names have one meaning."""


def unknown_command(written: str, known: Iterable[str]) -> Unknown:
    """Return the error for an unknown command; it suggests the nearest of the *known* ones."""
    names = list(known)
    by_word = {word: name for name in names for word in (name, *WORDS.get(name, "").split())}
    word = normalize("NFC", written).casefold().replace(" ", "")
    if word in by_word:
        near = [by_word[word]]
    else:
        similar = nearest(word, names) or [by_word[each] for each in nearest(word, by_word)]
        near = [each for each in similar if sorted(each) == sorted(word)] or similar
    return Unknown("command", written, names, near=list(dict.fromkeys(near))[:3])
