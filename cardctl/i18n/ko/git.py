"""Korean of what git refuses, and of `git-setup`, `merge-driver` and `renumber`."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

KO = {
    "commit .gitattributes, so that every clone has it": (
        ".gitattributes를 커밋해야 모든 복제본에 적용됨"
    ),
    "{path}: both sides changed {field}": "{path}: 양쪽에서 {field} 항목을 변경함",
    "resolve {path} by hand, then: cardctl validate, git add :/{path}": (
        "{path} 파일을 직접 정리한 뒤 cardctl validate, git add :/{path} 순으로 실행할 것"
    ),
    "{id} is merged already: its id never changes": (
        "{id}: 이미 병합된 카드이므로 번호를 바꿀 수 없음"
    ),
    "withdraw it, and document another: cardctl update {id} --outcome withdrawn --reason TEXT": (
        "철회하고 새 카드를 작성할 것: cardctl update {id} --outcome withdrawn --reason 사유"
    ),
    "{value} is no id of meeting {number}": "{value}: 제{number}회 회의의 카드 번호가 아님",
    "the id {id} is taken": "{id} 번호는 이미 사용 중임",
    "leave it out: the next free one": "번호를 생략하면 다음 빈 번호를 사용함",
    # history/refusals.py
    "{root} is not in a git repository": "{root}: git 저장소 안에 있지 않음",
    "create one: git init": "저장소를 만들 것: git init",
    "{path}, where git keeps this work tree, is missing": "이 작업 트리의 git 폴더 {path}이(가) 없음",
    "in the repository it belongs to: git worktree repair {root} (submodule: git submodule update --init)": "원래 저장소에서 실행할 것: git worktree repair {root} (서브모듈: git submodule update --init)",
    "git does not trust {path}: it belongs to another user": "{path}: 다른 사용자의 소유이므로 git이 신뢰하지 않음",
    "if you trust it: git config --global --add safe.directory {path}": "신뢰할 수 있는 경우: git config --global --add safe.directory {path}",
    "this clone is partial: it lacks files of earlier commits": "부분 복제본이므로 이전 커밋의 파일이 없음",
    "fetch them: git fetch --refetch --no-filter (GitHub Actions: remove filter from actions/checkout, set fetch-depth: 0)": "내려받을 것: git fetch --refetch --no-filter (GitHub Actions: actions/checkout에서 filter를 삭제하고 fetch-depth: 0으로 설정)",
    "this clone borrows objects from {path}, which is missing": "이 복제본이 개체를 빌려 쓰는 {path}이(가) 없음",
    "clone again, without --shared or --reference": "--shared와 --reference 없이 다시 복제할 것",
    "{root} is in a bare repository": "{root}: 작업 트리가 없는(bare) 저장소 안에 있음",
    "work in a clone of it; if it should not be bare: git config core.bare false": "복제본에서 작업할 것. bare 저장소가 아니어야 하는 경우: git config core.bare false",
    "syntax error in {path}, line {line}": "{path} {line}행: 구문 오류",
    "edit {path}": "{path} 파일을 고칠 것",
    "the repository was made by a newer git": "더 새로운 git으로 만든 저장소임",
    "install the latest git": "최신 git을 설치할 것",
    "this git is too old": "git 버전이 너무 낮음",
    "install git 2.31 or later": "git 2.31 이상을 설치할 것",
    "the index of the repository is damaged": "저장소의 인덱스가 손상됨",
    "rebuild it, at the top of the repository: rm .git/index, then git reset": "저장소 최상위 폴더에서 다시 만들 것: rm .git/index 후 git reset",
    "another git is writing {path}": "다른 git이 {path} 파일을 쓰는 중임",
    "try again; if no git is running, delete {path}.lock": "다시 시도할 것. 실행 중인 git이 없으면 {path}.lock 파일을 삭제할 것",
    "git has no permission to read the repository": "git에 저장소를 읽을 권한이 없음",
    "run cardctl as the user who owns it, or change the permissions of .git": "소유자로 cardctl을 실행하거나 .git의 권한을 변경할 것",
    "an object of the repository is damaged": "저장소의 개체가 손상됨",
    "find it: git fsck --full; delete its file in .git/objects, then git fetch --refetch": "git fsck --full로 찾아 .git/objects에서 해당 파일을 삭제한 뒤 git fetch --refetch를 실행할 것",
    "an object of the repository is missing": "저장소에 개체가 없음",
    "fetch it again: git fetch --refetch": "다시 내려받을 것: git fetch --refetch",
    "git cannot be run: {why}": "git을 실행할 수 없음: {why}",
    # history/bases.py
    "the repository has no commits yet": "저장소에 커밋이 아직 없음",
    "commit first: git add, then git commit": "먼저 커밋할 것: git add 후 git commit",
    # cli/validate.py
    "--since auto: a '{event}' run has no base; checking all cards as they are": "--since auto: '{event}' 실행에는 비교 대상이 없으므로 모든 과제카드를 현재 상태로 점검함",
    "commit this: until then git still tracks {id}": "커밋할 것: 그때까지 git이 {id}을(를) 계속 추적함",
    # cli/absent.py
    "cannot tell whether all files are checked out: {why}": "모든 파일이 체크아웃되었는지 확인할 수 없음: {why}",
    "  = {hint}": "  = {hint}",
    "is not checked out, but git tracks it": "git이 추적하지만 체크아웃되지 않음",
    "check out all files: git sparse-checkout disable": "모든 파일을 체크아웃할 것: git sparse-checkout disable",
    "is deleted, but git still tracks it": "삭제되었으나 git이 아직 추적함",
    "restore it: git restore {path}; or commit the deletion": "복원하거나(git restore {path}) 삭제를 커밋할 것",
    "is in conflict, and not in the work tree": "충돌 상태이며 작업 트리에 없음",
    "resolve the merge: git add {path}, or git rm {path}": "병합 충돌을 해결할 것: git add {path} 또는 git rm {path}",
    "is deleted, but the deletion is not committed": "삭제되었으나 커밋되지 않음",
    "restore it: git restore --staged --worktree {path}; or commit the deletion": "복원하거나(git restore --staged --worktree {path}) 삭제를 커밋할 것",
}
