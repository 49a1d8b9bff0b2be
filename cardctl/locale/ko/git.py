"""Korean of merging and renumbering: `git-setup`, `merge-driver`, `renumber`."""

KO = {
    "commit .gitattributes, so that every clone has it": (
        ".gitattributes를 커밋해야 모든 복제본에 적용됨"
    ),
    "{path}: both sides changed {field}": "{path}: 양쪽에서 {field} 항목을 변경함",
    "settle {path} by hand, then: cardctl validate, git add {path}": (
        "{path} 파일을 직접 정리한 뒤 cardctl validate, git add {path} 순으로 실행할 것"
    ),
    "{id} is merged already: its id never changes": (
        "{id}: 이미 병합된 카드이므로 번호를 바꿀 수 없음"
    ),
    "withdraw it, and document another: cardctl update {id} --outcome withdrawn": (
        "철회하고 새 카드를 작성할 것: cardctl update {id} --outcome withdrawn"
    ),
    "{value} is no id of meeting {number}": "{value}: 제{number}회 회의의 카드 번호가 아님",
    "the id {id} is taken": "{id} 번호는 이미 사용 중임",
    "leave it out: the next free one": "번호를 생략하면 다음 빈 번호를 사용함",
}
