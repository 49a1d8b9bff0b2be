"""Korean of what stands around a register: `init --with` and `doctor`."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

KO = {
    # init --with
    "addition": "추가 항목",
    "{path} is there already: it stays as it is": "{path}: 이미 있으므로 그대로 둠",
    "next: say in {path} where pip gets cardctl from": "다음: {path} 파일에 pip가 cardctl을 받을 곳을 적을 것",
    "next, in every clone: pre-commit install": "다음(저장소 복제본마다 한 번): pre-commit install",
    # doctor: what was looked at
    "register": "과제대장",
    "C parser": "C 파서",
    "encoding": "문자 인코딩",
    "lock": "잠금",
    "schemas": "스키마",
    "hooks": "커밋 훅",
    # doctor: the installation
    "install Python 3.11 or newer": "Python 3.11 이상을 설치할 것",
    "installed": "설치됨",
    "not installed": "설치되지 않음",
    "install cardctl again with pip": "pip로 cardctl을 다시 설치할 것",
    "not installed: files are read by the slower one, with the same result": "설치되지 않음: 느린 파서로 읽으며 결과는 같음",
    "install it: pip install ruamel.yaml.clib": "설치 명령: pip install ruamel.yaml.clib",
    "set it to UTF-8, for example LC_ALL=C.UTF-8": "UTF-8로 설정할 것(예: LC_ALL=C.UTF-8)",
    # doctor: the register
    "see what is wrong: cardctl validate": "오류 내용 확인: cardctl validate",
    "{root} cannot be written in": "{root}: 쓰기 권한이 없음",
    "free": "잠겨 있지 않음",
    "none: editors know no fields": "없음: 편집기가 항목을 알지 못함",
    "not up to date: {names}": "최신이 아님: {names}",
    "up to date": "최신임",
    "write them: cardctl schema --write": "작성 명령: cardctl schema --write",
    "no hook checks the cards before a commit": "커밋 전에 과제카드를 점검하는 훅이 없음",
    "add a hook to {path} that runs: cardctl validate --staged": "{path} 파일에 다음을 실행하는 훅을 추가할 것: cardctl validate --staged",
    "cardctl init --with hooks, then pre-commit install": "cardctl init --with hooks 실행 후 pre-commit install",
    "{path} is there, but not at work in this clone": "{path}: 파일은 있으나 이 복제본에서는 작동하지 않음",
    "pre-commit install": "pre-commit install 실행",
    "merge driver": "병합 드라이버",
    "not set up: git merges cards line by line in this clone": "설정되지 않음: 이 복제본에서는 git이 카드를 줄 단위로 병합함",
    "cardctl git-setup": "cardctl git-setup 실행",
    "renew it: cardctl git-setup, or cardctl doctor --fix": "다시 설정할 것: cardctl git-setup 또는 cardctl doctor --fix",
    "git cannot run it: no program {path}": "git이 실행할 수 없음: {path} 프로그램이 없음",
    "set by another installation or version: {path}": "다른 곳에 설치한 cardctl이나 다른 버전이 설정함: {path}",
    ".gitattributes does not name it for all cards": ".gitattributes에 모든 카드의 병합 드라이버가 지정되어 있지 않음",
}
