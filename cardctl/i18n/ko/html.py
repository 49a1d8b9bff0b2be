"""Korean of the charts and of the HTML format."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

KO: dict[str, str] = {
    "one page for a browser and for paper, with charts": "브라우저와 인쇄용 한 쪽짜리 문서(도표 포함)",
    "Over the meetings": "회의별 추이",
    "States of each meeting's cards": "회의별 과제 상태",
    "For each meeting that decided cards: how many of them are in which state.": "과제를 정한 회의별로 각 상태에 있는 과제 수를 나타냄",
    "Signals over the meetings": "회의별 신호등 추이",
    "For each report, as of its own date: how many cards showed which signal.": "각 회의 보고의 기준일 현재 신호등별 과제 수를 나타냄",
    "Completion over time": "이행률 추이",
    "For each report, as of its own date: the cards done, in percent of those that count.": "각 회의 보고의 기준일 현재 대상 과제 중 이행 과제의 비율을 나타냄",
    "Report for": "보고 회의",
    "Counted": "대상",
    "Completion rate": "이행률",
    "Execution by agency": "기관별 예산 집행률",
    "For each lead agency: what its cards have spent, in percent of what is planned.": "주관기관별로 계획액 대비 집행액의 비율을 나타냄",
    "There is no rate yet: no agency has reported what it spent.": "집행액을 보고한 기관이 없어 집행률을 산출할 수 없음",
    "Contents": "차례",
    "Skip to the report": "본문으로 바로가기",
    "Find cards": "과제 찾기",
    "Search": "검색어",
    "Agency (lead or partner)": "기관(주관·협조)",
    "all": "전체",
    "Show all cards": "전체 보기",
    "{shown} of {cards} cards shown; totals and charts are of all cards": "전체 {cards}건 중 {shown}건 표시, 합계와 도표는 전체 과제 기준임",
    "Numbers behind the chart": "도표의 수치",
}
