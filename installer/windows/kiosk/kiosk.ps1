<#
.SYNOPSIS
Makes an account of this PC the knowledge corner's kiosk, or takes that away again.
.DESCRIPTION
Run as administrator, with kmdesk installed for all users:
    powershell -ExecutionPolicy Bypass -File kiosk.ps1 -Apply  -Account corner
    powershell -ExecutionPolicy Bypass -File kiosk.ps1 -Remove -Account corner
Windows Pro, Enterprise and Education: Assigned Access, so that the account runs kmdesk and
nothing else. Windows Home has no such thing: there the program opens full screen at sign-in,
and what stays open is said at the end. The account must exist, be no administrator, and have
been signed in once. Libraries are not touched.
#>
param(
    [switch]$Apply,
    [switch]$Remove,
    [Parameter(Mandatory)][string]$Account,
    [string]$Program = "$env:ProgramFiles\kmdesk"
)
$ErrorActionPreference = 'Stop'
$folder = Join-Path (Split-Path $env:PUBLIC) $Account  # beside the folder of the public account
$link = "$folder\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup\kmdesk.lnk"

function Test-Home { (Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion').EditionID -like 'Core*' }

# The setting is open to the account SYSTEM alone, so a task of that account runs the lines.
function Invoke-AsSystem([string]$Lines) {
    $name = 'kmdesk-kiosk'
    $coded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($Lines))
    $action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument "-NoProfile -EncodedCommand $coded"
    Register-ScheduledTask $name -Action $action -User 'SYSTEM' -RunLevel Highest -Force | Out-Null
    try {
        Start-ScheduledTask $name
        while ((Get-ScheduledTask $name).State -ne 'Ready') { Start-Sleep -Milliseconds 200 }
        $code = (Get-ScheduledTaskInfo $name).LastTaskResult
        if ($code -ne 0) { throw "Windows refused the setting (code $code)." }
    } finally { Unregister-ScheduledTask $name -Confirm:$false }
}

function Set-Configuration([string]$Xml) {
    $coded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Xml))
    Invoke-AsSystem @"
`$xml = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('$coded'))
`$at = Get-CimInstance -Namespace 'root\cimv2\mdm\dmmap' -ClassName 'MDM_AssignedAccess'
`$at.Configuration = if (`$xml) { [Net.WebUtility]::HtmlEncode(`$xml) } else { `$null }
Set-CimInstance -CimInstance `$at
"@
}

if ($Apply -eq $Remove) { throw 'Say -Apply or -Remove.' }
if ($Remove) {
    if (Test-Home) { Remove-Item $link -ErrorAction SilentlyContinue } else { Set-Configuration '' }
    "The account $Account is an ordinary one again, from its next sign-in on."
    return
}
if (-not (Get-LocalUser $Account -ErrorAction SilentlyContinue)) { throw "There is no account $Account on this PC." }
if (Get-LocalGroupMember -SID 'S-1-5-32-544' | Where-Object { $_.Name -like "*\$Account" }) { throw "$Account is an administrator; a kiosk's account must not be." }
if (-not (Test-Path "$Program\kmdesk.exe")) { throw "kmdesk is not installed for all users in $Program." }
if (Test-Home) {
    if (-not (Test-Path (Split-Path $link))) { throw "Sign $Account in once, then run this again." }
    $made = (New-Object -ComObject WScript.Shell).CreateShortcut($link)
    $made.TargetPath = "$Program\kmdesk.exe"
    $made.Arguments = '--kiosk'
    $made.Save()
    'Windows Home: kmdesk opens full screen at sign-in. Open stay: Ctrl+Alt+Del, the Windows key,'
    'Alt+Tab and the task manager. Somebody who knows these reaches the other programs of the'
    "account $Account; give that account no file it must not see."
    return
}
$xml = Get-Content "$PSScriptRoot\assigned-access.xml" -Raw -Encoding UTF8
Set-Configuration $xml.Replace('@ACCOUNT@', $Account).Replace('@PROGRAM@', $Program)
"From its next sign-in on the account $Account runs kmdesk and nothing else."
