"""Korean of the change: its rules (`validate --since`, `--staged`), and what git has to say to it."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

KO = {
    "both sides of the merge made a card {name}, and that of {base} is gone": (
        "병합한 양쪽에서 {name} 카드를 각각 작성하였으며 {base}의 카드가 없어짐"
    ),
    "take it back under a free id: git show {commit}:{path}; before a merge: cardctl renumber {name}": (
        "빈 번호로 되살릴 것: git show {commit}:{path}. 병합 전에는 cardctl renumber {name} 실행"
    ),
    # the past
    "{hash}": "{hash}",
    "{hash}, the merge base with {revision}": "{hash}({revision}와의 병합 기준점)",
    "{hash}, a parent of this merge": "{hash}(이 병합의 부모 커밋)",
    "HEAD, {hash}": "현재 커밋 HEAD({hash})",
    "the empty beginning": "첫 커밋 이전",
    "compared with {base}: changed files: {count}; cards left alone: {left}": "비교 기준: {base}, 변경된 파일: {count}개, 점검하지 않은 카드: {left}개",
    "{path} cannot be read at {base}": "{base} 시점의 {path}을(를) 읽을 수 없음",
    "'{value}' at {base}": "{base}에서는 '{value}'",
    "otherwise at {base}": "{base}에서는 다른 내용",
    # history and results
    "the entry of {entry} was rewritten": "이미 적힌 기록({entry})이 고쳐졌음",
    "taken out: {entries}; it stands at {base}": "기록이 빠졌음: {entries} ({base}에는 있음)",
    "the entry of {entry} was put in before others that stand at {base}": "기록({entry})이 {base}에 있던 기록 앞에 끼워졌음",
    "put it back as it was; a mistake is corrected by a further entry: cardctl update": "본래대로 되돌리고, 잘못된 내용은 새 이력으로 바로잡을 것: cardctl update",
    "put it back as it was; what is new goes into a further result": "본래대로 되돌리고, 새로운 내용은 새 이행결과로 제출할 것",
    "entries are added at the end, with the day on which they are filed": "기록은 제출하는 날짜로 맨 뒤에 덧붙일 것",
    # moves
    "from 'closed' a card can only be reopened: closed -> in_progress, by the secretariat, with a reason": "종결된 과제는 종결 취소만 가능함: closed -> in_progress (간사기관이 사유와 함께)",
    "a new secretariat files from the next change on; it was {code} at {base}": "간사기관 변경은 다음 변경분부터 효력이 있음. {base}의 간사기관은 {code}",
    "the card is closed, and '{field}' was changed": "종결된 카드의 '{field}' 항목이 바뀌었음",
    "put it back, or reopen the card first: cardctl update {id} --state in_progress --reason TEXT": "본래대로 되돌리거나, 먼저 종결을 취소할 것: cardctl update {id} --state in_progress --reason 사유",
    # whole cards
    "this card was {old} at {base}": "이 카드는 {base}에서 {old}이었음",
    "an id never changes: give it {old} again, in {path}": "과제번호는 바꾸지 않음: {path} 파일에 {old}(으)로 되돌릴 것",
    "{name} was deleted; it stands at {base}": "{name}이(가) 삭제되었음 ({base}에는 있음)",
    "put it back: git checkout {commit} -- :/{path}; a matter that ends is closed as withdrawn, merged or superseded": "되살리기: git checkout {commit} -- :/{path} (끝나는 과제는 철회·통합·대체로 종결할 것)",
    "the card also changed on {target}, after {base}": "이 카드는 {base} 이후 {target}에서도 바뀌었음",
    "merge or rebase {target}, then validate again": "{target}을(를) 병합하거나 그 위로 리베이스한 뒤 다시 점검할 것",
    # what cannot be compared
    "CC903 cannot-compare: {why}": "CC903 cannot-compare(비교 불가): {why}",
    "this clone is shallow: a part of the past is missing": "얕은 복제(shallow clone)라 과거 이력의 일부가 없음",
    "fetch it: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)": "가져오기: git fetch --unshallow (GitHub Actions: fetch-depth: 0, GitLab: GIT_DEPTH: 0)",
    "fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)": "가져오기: git fetch origin (GitHub Actions: fetch-depth: 0)",
    "did you mean {near}? Else fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)": "혹시 {near}? 아니면 가져오기: git fetch origin (GitHub Actions: fetch-depth: 0)",
    "HEAD and {revision} have no past in common": "HEAD와 {revision}에 공통된 이력이 없음",
    "name the branch that this one was made from: --since origin/main": "이 브랜치가 갈라져 나온 브랜치를 지정할 것: --since origin/main",
    "GIT_INDEX_FILE names {path}, which is none of this repository": "GIT_INDEX_FILE이 가리키는 {path}은(는) 이 저장소의 색인이 아님",
    "run it without GIT_INDEX_FILE": "GIT_INDEX_FILE 없이 실행할 것",
    "{path} is in conflict": "{path}에 병합 충돌이 남아 있음",
    "end the merge first: mend the file, then git add": "먼저 병합을 끝낼 것: 파일을 고친 뒤 git add",
    "--since auto: no CI system says what to compare with": "--since auto: 비교할 대상을 알려 주는 CI 시스템이 없음",
    "name it: --since origin/main": "직접 지정: --since origin/main",
    # options
    "--staged and --since compare with two different things": "--staged와 --since는 비교 대상이 서로 다름",
    "name one of them": "하나만 지정할 것",
    "--fix mends the register as it stands, not a change": "--fix는 변경분이 아니라 현재의 대장을 고침",
    "first validate --fix, then --since or --staged": "먼저 validate --fix, 다음에 --since 또는 --staged",
    # pages
    "Runs only where a change is judged: `--since REV` or `--staged`.": "변경분을 점검할 때만 적용함: `--since REV` 또는 `--staged`.",
    "before": "변경 전",
    "after": "변경 후",
    "meanwhile": "그동안 다른 쪽에서",
    "no such card": "그런 카드 없음",
    "A closed card was changed otherwise than by further entries or results.": "종결된 카드가 이력이나 이행결과를 덧붙이는 것 외의 방법으로 바뀌었음.",
    "A meeting confirmed what the card said; what it says now, no meeting has seen.": "회의가 확인한 것은 그때의 내용이며, 지금의 내용은 어느 회의도 보지 못하였음.",
    "Put it back, or reopen the card first: cardctl update ID --state in_progress --reason …": "본래대로 되돌리거나, 먼저 종결을 취소할 것: cardctl update 과제번호 --state in_progress --reason …",
    "An entry of a card's history was changed, taken out, or put in before others.": "카드의 이력이 고쳐지거나, 빠지거나, 다른 이력 앞에 끼워졌음.",
    "Who promised what, and when it slipped, is known only as long as no entry ever changes.": "누가 무엇을 약속하였고 언제 늦어졌는지는 이력이 바뀌지 않아야 알 수 있음.",
    "Put the old entries back as they were, and correct them by a further entry at the end.": "이전 이력을 본래대로 되돌리고, 맨 뒤에 새 이력을 덧붙여 바로잡을 것.",
    "A card stands under another id than before.": "카드의 과제번호가 이전과 다름.",
    "Papers, minutes and other cards name the id; under another one the matter is not found.": "회의 자료, 회의록, 다른 카드가 과제번호로 과제를 가리키므로, 번호가 바뀌면 찾을 수 없음.",
    "Give the card its old id and its file the old name; a new card takes the next free id.": "과제번호와 파일 이름을 이전대로 되돌리고, 새 카드에는 다음 빈 번호를 줄 것.",
    "A card, or another file of the register, is gone.": "카드 또는 대장의 다른 파일이 없어졌음.",
    "A matter that is deleted was never decided; one that is closed says how it ended.": "삭제된 과제는 의결된 적이 없는 것이 되지만, 종결된 과제는 어떻게 끝났는지를 말해 줌.",
    "Put the file back; close the card as withdrawn, merged or superseded, with the reason.": "파일을 되살리고, 사유와 함께 철회·통합·대체로 종결할 것.",
    "A card that the change is about was also changed on the branch that it goes to.": "변경하려는 카드가 병합될 브랜치에서도 바뀌었음.",
    "Each of two changes may be right, and both together wrong: nobody has looked at that.": "두 변경이 각각 옳아도 합치면 틀릴 수 있으며, 합친 결과는 아무도 점검하지 않았음.",
    "Merge the target branch into this one, or rebase on it, and validate again.": "대상 브랜치를 병합하거나 그 위로 리베이스한 뒤 다시 점검할 것.",
    "A result was changed, taken out, or put in before others.": "이행결과가 고쳐지거나, 빠지거나, 다른 결과 앞에 끼워졌음.",
    "What the meeting was told must be there to be read, also when it was wrong.": "회의에 보고된 내용은 잘못된 것이라도 그대로 남아 있어야 함.",
    "Put the old results back as they were; what has changed goes into a further result.": "이전 이행결과를 본래대로 되돌리고, 달라진 내용은 새 이행결과로 제출할 것.",
    "The commit that a change would be judged by is not there, or not known for sure: an unknown revision, a shallow clone, or a past that has nothing in common. The command ends with 4.": "변경분을 비교할 기준 커밋이 없거나 확실하지 않음: 알 수 없는 리비전, 얕은 복제, 공통되지 않은 이력. 명령은 4로 끝남.",
    "What cannot be compared has not been looked at; to call it good would be a lie.": "비교할 수 없는 것은 점검한 것이 아니므로, 문제가 없다고 할 수 없음.",
    "Fetch the whole history: git fetch --unshallow; in GitHub Actions fetch-depth: 0, in GitLab GIT_DEPTH: 0. Or name another revision.": "전체 이력을 가져올 것: git fetch --unshallow (GitHub Actions에서는 fetch-depth: 0, GitLab에서는 GIT_DEPTH: 0). 또는 다른 리비전을 지정할 것.",
}
