# Completion of cardctl in bash 3.2 and newer (`cardctl completion bash`).
# What cardctl prints is taken as text, line by line; nothing of it is evaluated or expanded.

_cardctl() {
    local line word=$2 typed=${COMP_LINE:0:COMP_POINT}
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 403)); then
        # The position of the cursor is in bytes there.
        typed=$(LC_ALL=C; printf '%s' "${COMP_LINE:0:COMP_POINT}")
    fi
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY[${#COMPREPLY[@]}]=$line
    done < <(
        _CARDCTL_COMPLETE=bash COMP_TYPE=${COMP_TYPE-} COLUMNS=${COLUMNS-} \
            command cardctl "$typed" "$word" 2>/dev/null
    )
}

complete -o nospace -o nosort -F _cardctl cardctl 2>/dev/null ||
    complete -o nospace -F _cardctl cardctl
