# Completion of cardctl in Windows PowerShell 5.1 and PowerShell 7 (`cardctl completion powershell`).
# What cardctl prints is taken as text, line by line; nothing of it is evaluated or expanded.

Register-ArgumentCompleter -Native -CommandName 'cardctl', 'cardctl.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $line = $commandAst.Extent.Text
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    if ($length -gt $line.Length) { $line = $line.PadRight($length) }
    else { $line = $line.Substring(0, $length) }

    $program = Get-Command -Name 'cardctl' -CommandType Application -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if ($null -eq $program) { return }

    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding -ArgumentList $false
        $env:_CARDCTL_COMPLETE = 'powershell'
        $env:_CARDCTL_LINE = $line
        $env:_CARDCTL_WORD = $wordToComplete
        $answer = @(& $program.Source 2>$null)
    }
    finally {
        [Console]::OutputEncoding = $encoding
        foreach ($name in 'COMPLETE', 'LINE', 'WORD') {
            Remove-Item -Path "Env:_CARDCTL_$name" -ErrorAction SilentlyContinue
        }
    }

    foreach ($row in $answer) {
        $text, $name, $about = $row.Split("`t", 3)
        New-Object System.Management.Automation.CompletionResult -ArgumentList $text, $name, 'ParameterValue', $about
    }
}
