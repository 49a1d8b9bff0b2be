"""Korean of what all rooms say: errors, and the names of things that are not there."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

KO = {
    "{places} and their parents": "{places} 및 그 상위 폴더",
    "no register found: looked for cardctl.yaml in {places}": "과제대장을 찾을 수 없음: {places}에서 cardctl.yaml을 찾았으나 없음",
    "name another one with -C DIR, or make one: cardctl init {name}": "다른 폴더를 -C DIR로 지정하거나 새로 만들 것: cardctl init {name}",
    "go to a register, name one with -C DIR, or make one: cardctl init": "과제대장 폴더로 이동하거나 -C DIR로 지정하거나 새로 만들 것: cardctl init",
    "no {kind} '{value}'": "'{value}': 해당하는 {kind} 없음",
    "did you mean {near}?": "{near}을(를) 뜻한 것인지 확인할 것",
    "known: {known}": "가능한 값: {known}",
    "known: {known}, … ({count} in all)": "가능한 값: {known}, … (모두 {count}개)",
    "refused: the change would add {count} error(s)": "거부: 변경 시 오류 {count}건이 새로 발생함",
    "nothing was changed; mend what is named above and try again": "변경된 것 없음. 위 사항을 고친 후 다시 시도할 것",
    "card": "과제카드",
    "readable card": "읽을 수 있는 과제카드",
    "readable meeting": "읽을 수 있는 회의",
    "check its file: cardctl validate {path}": "파일을 점검할 것: cardctl validate {path}",
    "meeting": "회의",
    "agency": "기관",
    "format": "형식",
    "view": "보기",
    "language": "언어",
    "rule": "규칙",
    "the index was made elsewhere, of the same files; to do without: --no-index": "다른 곳에서 같은 파일로 만든 색인을 씀. 쓰지 않으려면 --no-index",
}
