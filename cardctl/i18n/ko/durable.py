"""Korean of writing: the lock, changes that were interrupted, disks that refuse."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

KO: dict[str, str] = {
    "another cardctl is writing in this register: {command}, process {pid}, since {since}": "다른 cardctl이 이 과제대장에 쓰는 중임: {command}, 프로세스 {pid}, 시작 {since}",
    "an interrupted change was finished: {paths}": "중단된 변경을 마무리함: {paths}",
    "an interrupted change was undone: {paths}": "중단된 변경을 되돌림: {paths}",
    "a change is only half made: {why}": "변경이 절반만 반영된 상태임: {why}",
    "a change was begun and cannot be taken back: {why}": "시작한 변경을 되돌릴 수 없음: {why}",
    "the next cardctl command in this register does it, once the disk lets it": "디스크가 정상화되면 이 과제대장에서 다음에 실행하는 cardctl 명령이 되돌림",
    "{path} is not of this copy of the register": "{path}: 이 과제대장 사본의 파일이 아님",
    "compare the cards with git's, then delete it": "과제카드를 git의 내용과 대조한 후 삭제할 것",
    "{path} comes from git, so the change in it may be another's": "git에서 온 파일이므로 다른 사람의 변경일 수 있음: {path}",
    "run at the top of the repository: git rm -r -f {folder}": "저장소 최상위에서 실행할 것: git rm -r -f {folder}",
    "make room on the disk; reading goes on working": "디스크 공간을 확보할 것. 조회는 계속할 수 있음",
    "if another program has the file open, close it there and try again": (
        "다른 프로그램에서 파일을 열어 두었다면 닫고 다시 시도할 것"
    ),
    "nothing can be written there; reading goes on working": "쓰기가 허용되지 않는 곳임. 조회는 계속할 수 있음",
}
