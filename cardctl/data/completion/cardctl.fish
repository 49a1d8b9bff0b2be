# Completion of cardctl in fish 3 and newer (`cardctl completion fish`).
# What cardctl prints is taken as text, line by line; nothing of it is evaluated or expanded.

function __cardctl_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    _CARDCTL_COMPLETE=fish command cardctl $words[2..-1] "$typed" 2>/dev/null
end

complete -c cardctl -f -k -a '(__cardctl_complete)'
