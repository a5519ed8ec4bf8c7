"""The kiosk of Windows as far as it can be held off Windows: its file and its script."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

KIOSK = Path(__file__).resolve().parents[2] / "installer" / "windows" / "kiosk"
_BASE = "{http://schemas.microsoft.com/AssignedAccess/2017/config}"
_R1809 = "{http://schemas.microsoft.com/AssignedAccess/201810/config}"


def _tree() -> ET.Element:
    return ET.fromstring((KIOSK / "assigned-access.xml").read_bytes())


def test_only_our_own_programs_may_run_and_the_window_opens_as_a_kiosk() -> None:
    apps = list(_tree().iter(f"{_BASE}App"))
    paths = [app.get("DesktopAppPath") for app in apps]
    assert paths == [r"@PROGRAM@\kmdesk.exe", r"@PROGRAM@\kmdesk-cli.exe"]
    assert [app.get(f"{_R1809}AutoLaunch") for app in apps] == ["true", None]
    assert apps[0].get(f"{_R1809}AutoLaunchArguments") == "--kiosk"


def test_the_account_has_the_profile_and_sees_no_task_bar_and_no_folder() -> None:
    tree = _tree()
    (profile,) = tree.iter(f"{_BASE}Profile")
    (config,) = tree.iter(f"{_BASE}Config")
    assert config.findtext(f"{_BASE}Account") == "@ACCOUNT@"
    assert config.find(f"{_BASE}DefaultProfile").get("Id") == profile.get("Id")  # type: ignore[union-attr]
    assert profile.find(f"{_BASE}Taskbar").get("ShowTaskbar") == "false"  # type: ignore[union-attr]
    assert list(profile.find(f"{_R1809}FileExplorerNamespaceRestrictions") or []) == []
    ET.fromstring((profile.findtext(f"{_BASE}StartLayout") or "").strip())


def test_the_script_fills_in_every_place_of_the_file() -> None:
    places = set(re.findall(r"@[A-Z]+@", ET.tostring(_tree(), "unicode")))
    filled = re.findall(r"Replace\('(@[A-Z]+@)'", (KIOSK / "kiosk.ps1").read_text("utf-8"))
    assert places == set(filled)
