"""The packages' descriptions hold together; installer/debian/verify installs one for real."""

import configparser
import re
from pathlib import Path
from xml.etree import ElementTree as Xml

TREE = Path(__file__).resolve().parents[2]
DEBIAN, WINDOWS = TREE / "installer/debian", TREE / "installer/windows"


def test_the_man_page_names_every_command_a_clerk_may_need() -> None:
    cli = (TREE / "kmdesk/cli/commands.py").read_text("utf-8")
    commands = set(re.findall(r'command\("([a-z-]+)"', cli)) - {"tour", "manual"}
    page = (DEBIAN / "kmdesk.1").read_text("utf-8").replace("\\-", "-")
    page = re.sub(r"\\f[BRI]", " ", page)
    missing = {name for name in commands if not re.search(rf"\b{name}\b", page)}
    assert not missing, f"say in installer/debian/kmdesk.1: {missing}"


def test_the_desktop_entries_are_whole() -> None:
    for name in ("kmdesk.desktop", "kmdesk-kiosk.desktop"):
        parser = configparser.ConfigParser(interpolation=None, strict=True)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read(DEBIAN / name, encoding="utf-8")
        entry = parser["Desktop Entry"]
        assert entry["Type"] == "Application"
        assert entry["Name"]
        assert entry["Name[th]"]
        assert entry["Exec"].split()[0] in {"kmdesk", "/usr/lib/kmdesk/kiosk-session"}


def test_the_uninstaller_takes_away_what_was_put_there_and_no_library() -> None:
    script = (WINDOWS / "kmdesk.nsi").read_text("utf-8")
    install, _, remove = script.partition('Section "Uninstall"')
    for key in re.findall(r'WriteRegStr SHCTX "([^"]+)"', install):
        root = key.split("\\shell")[0].split("\\SupportedTypes")[0]
        assert root in remove, key
    for path in re.findall(r'CreateShortcut "([^"]+)"', install):
        assert path in remove or path.rpartition("\\")[0] in remove, path
    for name in ("_internal", "kmdesk.exe", "kmdesk-cli.exe", "LICENSE.txt", "uninstall.exe"):
        assert f"$INSTDIR\\{name}" in remove
    assert 'RMDir /r "$INSTDIR"\n' not in remove
    assert not re.search(r"APPDATA|PROFILE|DOCUMENTS", remove)
    assert set(re.findall(r"\$LOCALAPPDATA[^\"]*", script)) == {r"$LOCALAPPDATA\Programs\kmdesk"}


def test_the_set_up_needs_no_administrator_and_refuses_what_qt_does_not_run_on() -> None:
    script = (WINDOWS / "kmdesk.nsi").read_text("utf-8")
    assert "RequestExecutionLevel user" in script
    assert "!define OLDEST 17763" in script  # Windows 10 1809
    texts = dict(re.findall(r'LangString OLD \$\{LANG_(\w+)\} "([^"]+)"', script))
    assert "1809" in texts["THAI"] and "64 บิต" in texts["THAI"]
    assert "HKLM" not in script.partition('Section "$(MAIN)"')[2]


def test_the_manifest_asks_for_no_rights_and_speaks_utf_8() -> None:
    root = Xml.parse(WINDOWS / "kmdesk.manifest").getroot()
    level = next(root.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel"))
    assert level.get("level") == "asInvoker"
    text = (WINDOWS / "kmdesk.manifest").read_text("utf-8")
    assert "UTF-8</activeCodePage>" in text
    assert "PerMonitorV2" in text
