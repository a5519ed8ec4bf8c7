"""What must hold of the folder that is shipped, and the list the set-up program takes it by."""

from pathlib import Path

import pe

# Part of every Windows 10 since 1809: of these the program's libraries may ask.
OF_WINDOWS = {
    *("advapi32.dll", "authz.dll", "avicap32.dll", "bcrypt.dll", "bcryptprimitives.dll"),
    *("comctl32.dll", "comdlg32.dll", "crypt32.dll", "d3d11.dll", "d3d12.dll", "d3d9.dll"),
    *("dbghelp.dll", "dnsapi.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll", "gdi32.dll"),
    *("icuuc.dll", "imm32.dll", "iphlpapi.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll"),
    *("netapi32.dll", "ntdll.dll", "ole32.dll", "oleaut32.dll", "pathcch.dll", "psapi.dll"),
    *("rpcrt4.dll", "secur32.dll", "setupapi.dll", "shell32.dll", "shlwapi.dll", "user32.dll"),
    *("uiautomationcore.dll", "userenv.dll", "usp10.dll", "uxtheme.dll", "version.dll"),
    *("winmm.dll", "winspool.drv", "wldap32.dll", "ws2_32.dll", "wtsapi32.dll"),
}
ONLY_WINE = {"icuuc.dll", "icudt.dll", "ucrtbase.dll"}
"""Windows has them; Wine lacks them in part. installer/windows/verify puts them in its prefix."""


def problems(folder: Path) -> list[str]:
    """One line for each library that is missing, and for each file that has no place there."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    here = {path.name.lower() for path in files}
    found = [f"{path.relative_to(folder)} is Windows' own" for path in files if _of_system(path)]
    odd = (path.relative_to(folder) for path in files if _is_left_over(path.relative_to(folder)))
    found += [f"{path} is of no use there" for path in odd]
    for path in pe.binaries(folder):
        for name in sorted(pe.imports(path) - here - OF_WINDOWS):
            if not name.startswith("api-ms-win-"):
                found.append(f"{path.relative_to(folder)} asks for {name}, which nobody brings")
    return found


def nsis_files(folder: Path) -> str:
    """Instructions that lay the files down, by name: a disk's own order is not the same twice.

    Libraries that several packages bring (ICU and its data, OpenSSL) stand beside each other
    so, and the second costs next to nothing.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    lines, place = [], None
    for path in sorted(files, key=lambda path: (path.name, path.parent.as_posix())):
        inside = path.parent.relative_to(folder).as_posix().replace("/", "\\")
        if inside != place:
            below = "" if inside == "." else f"\\{inside}"
            lines.append(f'SetOutPath "$INSTDIR{below}"')
            place = inside
        lines.append(f'File "{path.as_posix()}"')
    return "\n".join(lines) + "\n"


def _of_system(path: Path) -> bool:
    name = path.name.lower()
    return name in ONLY_WINE or name.startswith("api-ms-win-")


def _is_left_over(path: Path) -> bool:
    parts = {part.lower() for part in path.parts[:-1]}
    return bool(parts & {"tests", "__pycache__"}) or path.suffix in {".pyi", ".pyc", ".lib", ".so"}
