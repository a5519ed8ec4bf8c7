; Installer for Windows 10 and 11, 64 bit, for all users of the machine.
; makensis -DVERSION=0.1.0 -DDIST=folder\of\PyInstaller -DOUT=kmdesk-0.1.0-setup.exe kmdesk.nsi
Unicode true
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel admin
SetCompressor /SOLID lzma
!include "MUI2.nsh"
!include "x64.nsh"
!include "WinVer.nsh"

!ifndef VERSION
  !error "Give -DVERSION=…"
!endif
!ifndef DIST
  !error "Give -DDIST=…, the folder PyInstaller made"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\kmdesk"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"

Name "kmdesk"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\kmdesk"
InstallDirRegKey HKLM "Software\kmdesk" "Folder"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "kmdesk"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "kmdesk"
VIAddVersionKey "LegalCopyright" "MIT"

!define MUI_ICON "${DIST}/kmdesk.ico"
!define MUI_UNICON "${DIST}/kmdesk.ico"
!insertmacro MUI_PAGE_LICENSE "${DIST}/LICENSE.txt"
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
LangString OLD ${LANG_THAI} "ต้องใช้ Windows 10 แบบ 64 บิตขึ้นไป"
LangString OLD ${LANG_ENGLISH} "64-bit Windows 10 or later is needed."
LangString KEPT ${LANG_THAI} "ถอนโปรแกรมแล้ว คลังข้อมูลยังอยู่ครบในโฟลเดอร์ข้อมูลของผู้ใช้แต่ละคน"
LangString KEPT ${LANG_ENGLISH} "The program is removed. The libraries are still in each user's data folder."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "$(OLD)" /SD IDOK
    Abort
  ${EndIf}
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Section "$(MAIN)" Main
  SectionIn RO
  ; an upgrade leaves nothing of the former release behind; libraries lie elsewhere
  IfFileExists "$INSTDIR\kmdesk.exe" 0 +2
    RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${DIST}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\kmdesk"
  CreateShortcut "$SMPROGRAMS\kmdesk\$(TITLE).lnk" "$INSTDIR\kmdesk.exe"
  CreateShortcut "$DESKTOP\$(TITLE).lnk" "$INSTDIR\kmdesk.exe"
  WriteRegStr HKLM "Software\kmdesk" "Folder" "$INSTDIR"
  WriteRegStr HKLM "Software\Classes\Applications\kmdesk.exe\shell\open\command" "" '"$INSTDIR\kmdesk.exe" window "%1"'
  WriteRegStr HKLM "Software\Classes\Applications\kmdesk.exe\SupportedTypes" ".pdf" ""
  WriteRegStr HKLM "Software\Classes\Applications\kmdesk.exe\SupportedTypes" ".docx" ""
  WriteRegStr HKLM "Software\Classes\Applications\kmdesk.exe\SupportedTypes" ".xlsx" ""
  WriteRegStr HKLM "${KEY}" "DisplayName" "kmdesk"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "Publisher" "kmdesk contributors"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\kmdesk.exe"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
SectionEnd

Section /o "$(KIOSK)" Kiosk
  WriteRegStr HKLM "${RUN}" "kmdesk" '"$INSTDIR\kmdesk.exe" window --kiosk'
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\kmdesk.exe"
  Delete "$INSTDIR\kmdesk-cli.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\kmdesk.ico"
  Delete "$INSTDIR\sbom.cdx.json"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\kmdesk"
  Delete "$DESKTOP\$(TITLE).lnk"
  DeleteRegValue HKLM "${RUN}" "kmdesk"
  DeleteRegKey HKLM "Software\Classes\Applications\kmdesk.exe"
  DeleteRegKey HKLM "Software\kmdesk"
  DeleteRegKey HKLM "${KEY}"
  MessageBox MB_ICONINFORMATION "$(KEPT)" /SD IDOK
SectionEnd
