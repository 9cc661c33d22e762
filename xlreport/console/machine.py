"""What a machine can be asked: its registry, programs, packages and folders, as one value.

The checks of ``surroundings`` take it as an argument, so that they can be asked about a machine that is described
rather than the one they run on. Nothing here changes anything, and no office program is opened.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

WINDOWS, MAC, LINUX = "win32", "darwin", "linux"
_PATIENCE = 20
"""Seconds that a program may take to say its version."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Facts and questions.

    ``system`` is win32, darwin or linux. ``registry`` gives the value of (key, name), None where there is none; a key
    begins with HKCU, HKLM or HKCR, the name '' is the key's default. ``which`` finds a program on the path.
    ``output`` is what a program prints, '' where it cannot be run. ``installed`` gives the version of a package, None
    where it is absent; ``package_folder`` where it lies.
    """

    system: str
    python: tuple[int, int, int]
    bits: int
    executable: Path
    home: Path
    environment: Mapping[str, str]
    registry: Callable[[str, str], str | int | None]
    which: Callable[[str], str | None]
    output: Callable[[Sequence[str]], str]
    installed: Callable[[str], str | None]
    package_folder: Callable[[str], Path | None]
    requirements: tuple[str, ...] = ()

    def folder(self, variable: str, *parts: str) -> Path | None:
        """A place below a folder that the environment names, such as APPDATA; None where it names none."""
        root = self.environment.get(variable)
        return Path(root, *parts) if root else None


def this_machine() -> Machine:
    """The machine that the program runs on."""
    system = sys.platform if sys.platform in (WINDOWS, MAC) else LINUX
    return Machine(
        system=system,
        python=(sys.version_info.major, sys.version_info.minor, sys.version_info.micro),
        bits=64 if sys.maxsize > 2**32 else 32,
        executable=Path(sys.executable),
        home=Path.home(),
        environment=dict(os.environ),
        registry=registry_value,
        which=shutil.which,
        output=program_output,
        installed=installed_version,
        package_folder=package_folder,
        requirements=own_requirements(),
    )


def system_name(machine: Machine) -> str:
    """The name of its system, for people."""
    return {WINDOWS: "Windows", MAC: "macOS"}.get(machine.system, platform.system() or "Linux")


def registry_value(key: str, name: str) -> str | int | None:
    """A value of the Windows registry, of the 64-bit part first; None elsewhere, and where it is absent."""
    if sys.platform != "win32":
        return None
    import winreg

    hive, _, path = key.partition("\\")
    root = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCR": winreg.HKEY_CLASSES_ROOT}[hive]
    for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
        try:
            with winreg.OpenKey(root, path, 0, winreg.KEY_READ | view) as opened:
                value = winreg.QueryValueEx(opened, name)[0]
        except OSError:
            continue
        return value if isinstance(value, str | int) else None
    return None


def program_output(command: Sequence[str]) -> str:
    """What a program prints; '' where it cannot be run, fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def installed_version(package: str) -> str | None:
    """The version of an installed package, by its name at the registry."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def package_folder(package: str) -> Path | None:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def own_requirements() -> tuple[str, ...]:
    """What this package requires in every installation, as 'name>=version'."""
    try:
        wanted = metadata.requires("xlreport") or []
    except metadata.PackageNotFoundError:
        return ()
    return tuple(item.replace(" ", "") for item in wanted if ";" not in item)
