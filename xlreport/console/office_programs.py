"""Where Excel, WPS and LibreOffice are, by registry, folders and path; none of them is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xlreport.console.machine import MAC, WINDOWS, Machine

_APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_VERSION = re.compile(r"\d+(?:\.\d+){1,3}")
_EXCEL_ON_MAC = Path("/Applications/Microsoft Excel.app")
_LIBREOFFICE_ON_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")


@dataclass(frozen=True, slots=True)
class Program:
    """An office program: its file, and its version where that can be learnt without opening it."""

    path: Path
    version: str = ""

    def __str__(self) -> str:
        """Version and place, for people."""
        return f"{self.version or '版本不明'}，{self.path}"


def excel_program(machine: Machine) -> Program | None:
    """Excel, None where there is none; WPS in Excel's place is none."""
    if machine.system == MAC:
        return Program(_EXCEL_ON_MAC) if _EXCEL_ON_MAC.exists() else None
    path = _app_path(machine, "excel.exe")
    return Program(path, _excel_version(machine)) if path and not is_wps(str(path)) else None


def _excel_version(machine: Machine) -> str:
    """Such as '16.0.17328.20184（x64）'; the major version where only that is registered."""
    exact = machine.registry(_CLICK_TO_RUN, "VersionToReport")
    if exact:
        platform = machine.registry(_CLICK_TO_RUN, "Platform")
        return f"{exact}（{platform}）" if platform else str(exact)
    return office_version(machine)


def office_version(machine: Machine) -> str:
    """The version under which Excel keeps its settings in the registry: 16.0 for Excel 2016 and all later ones."""
    registered = str(machine.registry(r"HKCR\Excel.Application\CurVer", "") or "").rpartition(".")[2]
    return f"{registered}.0" if registered in ("14", "15", "16") else "16.0"


def automation_server(machine: Machine) -> str:
    """What Windows starts when a program asks for Excel; '' where nothing is registered."""
    number = machine.registry(r"HKCR\Excel.Application\CLSID", "")
    return str(machine.registry(rf"HKCR\CLSID\{number}\LocalServer32", "") or "") if number else ""


def is_wps(path: str) -> bool:
    """Whether a command or path is of WPS."""
    words = path.lower()
    return any(word in words for word in ("kingsoft", "wps office", "et.exe", "ksolaunch"))


def wps_program(machine: Machine) -> Program | None:
    """The spreadsheet of WPS; its version is the name of a folder above it."""
    if machine.system == WINDOWS:
        path = _app_path(machine, "et.exe")
    else:
        found = machine.which("et")
        path = Path(found) if found else None
    if path is None:
        return None
    versions = [part for part in path.parts if _VERSION.fullmatch(part)]
    return Program(path, versions[-1] if versions else "")


def libreoffice_program(machine: Machine) -> Program | None:
    """LibreOffice on the path or in its usual place."""
    if machine.system == WINDOWS:
        path = _app_path(machine, "soffice.exe") or _usual_libreoffice(machine)
        return Program(path, _written_version(path)) if path else None
    found = machine.which("soffice") or machine.which("libreoffice")
    if found is None and machine.system == MAC and _LIBREOFFICE_ON_MAC.exists():
        found = str(_LIBREOFFICE_ON_MAC)
    if found is None:
        return None
    match = _VERSION.search(machine.output([found, "--version"]))
    return Program(Path(found), match[0] if match else "")


def _usual_libreoffice(machine: Machine) -> Path | None:
    places = (
        machine.folder(variable, "LibreOffice", "program", "soffice.exe")
        for variable in ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)")
    )
    return next((place for place in places if place and place.exists()), None)


def _written_version(program: Path) -> str:
    """On Windows a program with windows prints nothing; its version stands in a file beside it."""
    try:
        words = (program.parent / "version.ini").read_text("utf-8", "replace")
    except OSError:
        return ""
    match = re.search(r"^MsiProductVersion=(\S+)", words, re.MULTILINE)
    return match[1] if match else ""


def _app_path(machine: Machine, name: str) -> Path | None:
    """Where Windows knows a program to be; None where the entry outlived the program."""
    for hive in ("HKCU", "HKLM"):
        value = machine.registry(rf"{hive}\{_APP_PATHS}\{name}", "")
        path = Path(str(value).strip().strip('"')) if value else None
        if path is not None and path.exists():
            return path
    return None
