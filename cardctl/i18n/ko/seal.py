"""Korean of the seal: its command, its rule, and the report's head."""

KO = {
    "Seal": "봉인",
    "as of {day}, unaltered (sha256 {digest}…)": "{day} 기준, 변경 없음(sha256 {digest}…)",
    "as of {day}; ALTERED SINCE: {cards}": "{day} 기준, 봉인 후 변경됨: {cards}",
    "not sealed: a file is not what its name says": (
        "봉인하지 않음: 파일 이름과 내용이 다른 파일이 있음"
    ),
    "fix it first: cardctl validate --select CC207": (
        "먼저 고칠 것: cardctl validate --select CC207"
    ),
    "meeting {number} is sealed already, as of {day}": (
        "제{number}회 회의는 이미 봉인됨({day} 기준)"
    ),
    "what differs from the seal: cardctl validate --select CC513": (
        "봉인과 다른 내용 확인: cardctl validate --select CC513"
    ),
    "this is no seal of meeting {number}": "제{number}회 회의의 봉인이 아님",
    "restore the file that cardctl wrote: git log -- ':/*{path}'": (
        "cardctl이 작성한 파일로 되돌릴 것: git log -- ':/*{path}'"
    ),
    "not what meeting {number} was told ({field}, sealed as of {day})": (
        "제{number}회 회의에 보고한 내용과 다름({field}, {day} 기준 봉인)"
    ),
    "meeting {number} was told of no such card (sealed as of {day})": (
        "제{number}회 회의에 보고되지 않은 카드임({day} 기준 봉인)"
    ),
    "{id} is gone, of which meeting {number} was told": (
        "제{number}회 회의에 보고된 {id} 카드가 없음"
    ),
    "take the old text back; a correction is a further entry, dated later": (
        "이전 내용으로 되돌릴 것. 정정은 이후 날짜의 새 이력으로 기록함"
    ),
    "take the card's file back: cards are never deleted": (
        "카드 파일을 되돌릴 것. 카드는 삭제하지 않음"
    ),
    "The meeting decided on what its report said; whoever changes that changes the record.": (
        "회의는 보고 내용을 근거로 결정하므로, 이를 바꾸면 기록을 바꾸는 것임."
    ),
    "Take the old text back, and add a further result or history entry that says better.": (
        "이전 내용으로 되돌리고, 정정은 새 이행결과나 이력으로 추가함."
    ),
    "A title, decision, history entry or result is not what it was when a report was sealed.": (
        "제목, 결정, 이력, 이행결과가 보고 봉인 당시와 다름."
    ),
}
