"""Korean of the sheets, the calendar, users' own templates and the public report."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

_AUDIENCE = {
    "Audience": "공개 구분",
    "the public": "대국민 공개용",
    "Not public": "비공개",
    "not public": "비공개",
    "no ground stated": "근거 미기재",
    "{cards} and {evidence}": "과제 {cards}, 증빙 {evidence}",
    "closed to the public without a legal ground": "법적 근거 없이 비공개로 지정됨",
    "name the act and its article: visibility_ground": "근거 법령과 조항을 적을 것: visibility_ground",
    "A card, a piece of evidence or a source is closed to the public without a legal ground.": "과제카드, 증빙 또는 출처가 법적 근거 없이 비공개로 지정되어 있음.",
    "What the public may not see is an exception, and the public report names its ground.": "비공개는 예외이며, 공개용 보고서에는 그 근거를 밝힘.",
    "Name the act and its article in visibility_ground, or take visibility away.": "visibility_ground에 근거 법령과 조항을 적거나 visibility를 삭제할 것.",
}

_FORMATS = {
    "a workbook: a sheet for each section, with tables and charts": "통합 문서. 항목별 시트에 표와 차트를 넣음",
    "a table: one row for each card": "표. 과제카드마다 한 행",
    "a calendar: the due dates of open cards": "달력. 미종결 과제의 이행기한",
    "Due: {matter}": "이행기한: {matter}",
}

_TEMPLATES = {
    "{name}: a template's name says what it makes": "{name}: 서식 파일 이름으로 결과물의 형식을 알 수 있어야 함",
    "name it like brief.md.j2 or brief.html.j2": "brief.md.j2 또는 brief.html.j2처럼 이름을 지을 것",
    "{name}:{line}: {why}": "{name}:{line}: {why}",
    "see what a template can use: cardctl report --format json": "서식에서 쓸 수 있는 항목 보기: cardctl report --format json",
}

_COMMAND = {
    "audience": "공개 구분",
    "reading the register": "과제대장을 읽는 중",
    "checking the register": "과제대장을 검증하는 중",
    "computing the report": "보고 내용을 계산하는 중",
    "writing the report": "보고서를 작성하는 중",
    "--template makes the whole report": "--template은 보고 전체를 만듦",
    "leave out --format and --view": "--format과 --view를 뺄 것",
    "--template has no font": "--template에는 글꼴이 없음",
    "leave out --font": "--font를 뺄 것",
    "the format {format} has no font": "{format} 형식에는 글꼴이 없음",
    "leave out --font, or choose a format that has: {formats}": "--font를 빼거나 글꼴이 있는 형식을 고를 것: {formats}",
    "the format {format} has no view {view}": "{format} 형식에는 {view} 보기가 없음",
    "leave out --view": "--view를 뺄 것",
    "--force is for a file, and none is written": "--force는 파일에 쓰는데 저장할 파일이 없음",
    "add -o FILE, or leave it out": "-o FILE을 추가하거나 뺄 것",
    "{format} is no text for a terminal": "터미널에 출력할 수 없는 형식: {format}",
    "write it to a file: -o report.{format}": "파일로 저장: -o report.{format}",
    "{name} is not in UTF-8": "UTF-8이 아닌 파일: {name}",
    "cannot read {name}: {why}": "읽을 수 없음: {name}({why})",
}

KO = {**_AUDIENCE, **_FORMATS, **_TEMPLATES, **_COMMAND}
