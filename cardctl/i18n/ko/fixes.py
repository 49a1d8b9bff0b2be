"""Korean of the fixes of `validate --fix`, and of the formats of findings."""

from __future__ import annotations

KO = {
    # what a fix does
    "write {value}": "{value}(으)로 고침",
    "take it out": "삭제",
    "write it again": "다시 작성",
    "put it in quotes": "따옴표로 묶음",
    "end the last line": "마지막 줄 끝에 줄바꿈 추가",
    "delete the spaces at the ends of lines": "줄 끝 공백 삭제",
    # how it went
    "{count} finding(s) mended in {files} file(s)": "파일 {files}개에서 {count}건 수정",
    "{told}; nothing was written": "{told} (파일은 바꾸지 않았음)",
    "not mended ({fix}): {line}": "수정하지 않음({fix}): {line}",
    "    = {text}": "    = {text}",
    "this would come up: {line}": "수정하면 다음 사항이 새로 나타남: {line}",
    "it would not help": "수정해도 해결되지 않음",
    "it is on record and is not rewritten; correct it with a further entry": (
        "이미 기록된 내용이라 고쳐 쓰지 않음: 새 이력이나 결과로 바로잡을 것"
    ),
    "{path} cannot be read: nothing in it is mended": (
        "{path}: 읽을 수 없어 아무것도 수정하지 않았음"
    ),
    "--unsafe goes with --fix": "--unsafe는 --fix와 함께 써야 함",
    "to look first: cardctl validate --fix --unsafe --diff": (
        "미리 확인하려면: cardctl validate --fix --unsafe --diff"
    ),
    # what is available
    "{count} fix available (cardctl validate --fix).": (
        "자동 수정 {count}건 가능(cardctl validate --fix)."
    ),
    "{count} fixes available (cardctl validate --fix).": (
        "자동 수정 {count}건 가능(cardctl validate --fix)."
    ),
    "{count} unsafe fix available (cardctl validate --fix --unsafe).": (
        "확인이 필요한 자동 수정 {count}건 가능(cardctl validate --fix --unsafe)."
    ),
    "{count} unsafe fixes available (cardctl validate --fix --unsafe).": (
        "확인이 필요한 자동 수정 {count}건 가능(cardctl validate --fix --unsafe)."
    ),
    # GitHub
    "{count} more errors: the step's log has them all": (
        "오류 {count}건 더 있음: 모두 이 단계의 로그에 있음"
    ),
    "{count} more warnings: the step's log has them all": (
        "경고 {count}건 더 있음: 모두 이 단계의 로그에 있음"
    ),
    "{count} more notes: the step's log has them all": (
        "참고 {count}건 더 있음: 모두 이 단계의 로그에 있음"
    ),
}
