; Set-up for Windows 10 (1809 or later) and 11, 64 bit: for the user who starts it, without an
; administrator; for all users of the machine where that is chosen (or /ALLUSERS is given).
; /S asks nothing, /D=C:\folder (last, without quotes) names the folder. installer/windows/build
; runs: makensis -DVERSION=0.1.0 -DDIST=folder -DFILES=files.nsh -DOUT=setup.exe kmdesk.nsi
Unicode true
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64 ; MB: some libraries are inside twice, under two names
SetDateSave on
!include "MUI2.nsh"
!include "x64.nsh"
!include "WinVer.nsh"
!include "FileFunc.nsh"
!include "nsDialogs.nsh"

!ifndef VERSION
  !error "Give -DVERSION=…"
!endif
!ifndef DIST
  !error "Give -DDIST=…, the program's folder"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\kmdesk"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define OLDEST 17763 ; Windows 10 1809, the oldest that Qt 6.11 runs on

Name "kmdesk"
OutFile "${OUT}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "kmdesk"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "kmdesk"
VIAddVersionKey "LegalCopyright" "MIT"
Var ForAll
Var Radio

!define MUI_ICON "${DIST}/kmdesk.ico"
!define MUI_UNICON "${DIST}/kmdesk.ico"
!insertmacro MUI_PAGE_LICENSE "${DIST}/LICENSE.txt"
Page custom AskForWhom TakeForWhom
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Thai"
!insertmacro MUI_LANGUAGE "English"

LangString TITLE ${LANG_THAI} "มุมความรู้"
LangString TITLE ${LANG_ENGLISH} "Knowledge desk"
LangString MAIN ${LANG_THAI} "โปรแกรม"
LangString MAIN ${LANG_ENGLISH} "Program"
LangString KIOSK ${LANG_THAI} "เปิดเต็มจอเมื่อเข้าสู่ระบบ (เครื่องมุมความรู้)"
LangString KIOSK ${LANG_ENGLISH} "Open full screen at sign-in (knowledge-corner PC)"
LangString OLD ${LANG_THAI} "ต้องใช้ Windows 10 รุ่น 1809 ขึ้นไป แบบ 64 บิต เครื่องนี้ติดตั้งไม่ได้"
LangString OLD ${LANG_ENGLISH} "64-bit Windows 10, version 1809 or later, is needed."
LangString KEPT ${LANG_THAI} "ถอนโปรแกรมแล้ว คลังข้อมูลยังอยู่ครบในโฟลเดอร์ข้อมูลของผู้ใช้แต่ละคน"
LangString KEPT ${LANG_ENGLISH} "The program is removed. The libraries are still in each user's data folder."
LangString WHOM ${LANG_THAI} "ติดตั้งให้ผู้ใด"
LangString WHOM ${LANG_ENGLISH} "Install for whom"
LangString WHOM_WHY ${LANG_THAI} "ติดตั้งเฉพาะตัวไม่ต้องใช้สิทธิ์ผู้ดูแลเครื่อง"
LangString WHOM_WHY ${LANG_ENGLISH} "For yourself, no administrator is needed."
LangString MINE ${LANG_THAI} "เฉพาะผู้ใช้คนนี้"
LangString MINE ${LANG_ENGLISH} "Only for me"
LangString ALL ${LANG_THAI} "ผู้ใช้ทุกคนของเครื่องนี้ (ต้องมีสิทธิ์ผู้ดูแลเครื่อง)"
LangString ALL ${LANG_ENGLISH} "All users of this PC (an administrator has to agree)"
LangString RIGHTS ${LANG_THAI} "ต้องมีสิทธิ์ผู้ดูแลเครื่องจึงจะติดตั้งให้ผู้ใช้ทุกคนได้"
LangString RIGHTS ${LANG_ENGLISH} "Only an administrator can install for all users."
LangString BUSY ${LANG_THAI} "โปรดปิดโปรแกรมมุมความรู้ก่อน แล้วสั่งใหม่"
LangString BUSY ${LANG_ENGLISH} "Please close the knowledge desk first, then try again."

!macro Place
  ; SHCTX, $DESKTOP and $SMPROGRAMS follow
  ${If} $ForAll = 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST}
    MessageBox MB_ICONSTOP "$(OLD)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  SetRegView 64
  StrCpy $ForAll 0
  ReadRegStr $0 HKLM "Software\kmdesk" "Folder"
  ReadRegStr $1 HKCU "Software\kmdesk" "Folder"
  ${GetParameters} $2
  ClearErrors
  ${GetOptions} $2 "/ALLUSERS" $3
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
    UserInfo::GetAccountType
    Pop $4
    ${If} $4 != "Admin"
      MessageBox MB_ICONSTOP "$(RIGHTS)" /SD IDOK
      SetErrorLevel 4
      Quit
    ${EndIf}
  ${EndIf}
  Call ChooseFolder
FunctionEnd

Function ChooseFolder
  !insertmacro Place
  ${If} $INSTDIR != "" ; /D=
    Return
  ${EndIf}
  ${If} $ForAll = 1
    StrCpy $INSTDIR "$PROGRAMFILES64\kmdesk"
    ${If} $0 != ""
      StrCpy $INSTDIR $0
    ${EndIf}
  ${Else}
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\kmdesk"
    ${If} $1 != ""
      StrCpy $INSTDIR $1
    ${EndIf}
  ${EndIf}
FunctionEnd

Function AskForWhom
  ${If} $ForAll = 1
    Abort ; it was chosen before the set-up started itself again
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(WHOM)" "$(WHOM_WHY)"
  nsDialogs::Create 1018
  Pop $5
  ${NSD_CreateRadioButton} 0 10u 100% 14u "$(MINE)"
  Pop $5
  ${NSD_Check} $5
  ${NSD_CreateRadioButton} 0 30u 100% 14u "$(ALL)"
  Pop $Radio
  nsDialogs::Show
FunctionEnd

Function TakeForWhom
  ${NSD_GetState} $Radio $5
  ${If} $5 = ${BST_CHECKED}
    ; Windows asks for the administrator; this set-up, which is the user's, ends
    ExecShell "runas" "$EXEPATH" "/ALLUSERS"
    Quit
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  StrCpy $ForAll 0
  ReadRegStr $0 HKLM "Software\kmdesk" "Folder"
  ${If} $0 == $INSTDIR
    StrCpy $ForAll 1
  ${EndIf}
  !insertmacro Place
FunctionEnd

Section "$(MAIN)" Main
  SectionIn RO
  ${If} ${FileExists} "$INSTDIR\_internal\python311.dll"
    ClearErrors
    FileOpen $5 "$INSTDIR\_internal\python311.dll" a ; refused while the program runs
    ${If} ${Errors}
      MessageBox MB_ICONSTOP "$(BUSY)" /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
    FileClose $5
  ${EndIf}
  ; an upgrade leaves nothing of the former release behind; libraries lie elsewhere
  ${If} ${FileExists} "$INSTDIR\kmdesk.exe"
    RMDir /r "$INSTDIR\_internal"
    RMDir /r "$INSTDIR\licences"
    RMDir /r "$INSTDIR\kiosk"
  ${EndIf}
  !include "${FILES}" ; every file by name, in order: the same folder gives the same set-up
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\kmdesk"
  CreateShortcut "$SMPROGRAMS\kmdesk\$(TITLE).lnk" "$INSTDIR\kmdesk.exe"
  CreateShortcut "$DESKTOP\$(TITLE).lnk" "$INSTDIR\kmdesk.exe"
  WriteRegStr SHCTX "Software\kmdesk" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "Software\Classes\Applications\kmdesk.exe\shell\open\command" "" '"$INSTDIR\kmdesk.exe" window "%1"'
  WriteRegStr SHCTX "Software\Classes\Applications\kmdesk.exe\SupportedTypes" ".pdf" ""
  WriteRegStr SHCTX "Software\Classes\Applications\kmdesk.exe\SupportedTypes" ".docx" ""
  WriteRegStr SHCTX "Software\Classes\Applications\kmdesk.exe\SupportedTypes" ".xlsx" ""
  WriteRegStr SHCTX "${KEY}" "DisplayName" "kmdesk"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "Publisher" "kmdesk contributors"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\kmdesk.exe"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
SectionEnd

Section /o "$(KIOSK)" Kiosk
  WriteRegStr SHCTX "${RUN}" "kmdesk" '"$INSTDIR\kmdesk.exe" window --kiosk'
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\kmdesk.exe"
  Delete "$INSTDIR\kmdesk-cli.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\kmdesk.ico"
  Delete "$INSTDIR\sbom.cdx.json"
  RMDir /r "$INSTDIR\licences"
  RMDir /r "$INSTDIR\kiosk"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\kmdesk"
  Delete "$DESKTOP\$(TITLE).lnk"
  DeleteRegValue SHCTX "${RUN}" "kmdesk"
  DeleteRegKey SHCTX "Software\Classes\Applications\kmdesk.exe"
  DeleteRegKey SHCTX "Software\kmdesk"
  DeleteRegKey SHCTX "${KEY}"
  MessageBox MB_ICONINFORMATION "$(KEPT)" /SD IDOK
SectionEnd
