"""A screen for LibreOffice's windows: real clicks, real keys, pictures of what is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

SIZE = (1920, 1080)
_PATIENCE_SECONDS = 40


class Screen:
    """An X server of its own with a window manager. Raises RuntimeError where a program for it is not installed."""

    def __init__(self) -> None:
        for program in ("Xvfb", "openbox", "xdotool", "import"):
            if shutil.which(program) is None:
                raise RuntimeError(f"{program} is not installed")
        read, write = os.pipe()
        geometry = f"{SIZE[0]}x{SIZE[1]}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", geometry, "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as numbers:
            self.display = f":{numbers.readline().strip()}"
        self._manager = subprocess.Popen(["openbox"], env=self._surroundings, stderr=subprocess.DEVNULL)

    @property
    def _surroundings(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display}

    def _run(self, *command: str | Path) -> str:
        done = subprocess.run(command, env=self._surroundings, capture_output=True, text=True, check=False)
        return done.stdout

    def windows(self) -> dict[str, str]:
        """Titles of the windows that are seen, by their number."""
        numbers = self._run("xdotool", "search", "--onlyvisible", "--name", "...").split()
        return {number: self._run("xdotool", "getwindowname", number).strip() for number in numbers}

    def click(self, across: int, down: int) -> None:
        self._run("xdotool", "mousemove", str(across), str(down), "click", "1")

    def press(self, key: str) -> None:
        self._run("xdotool", "key", key)

    def wait_for(self, what: Callable[[], object], said: str) -> None:
        """Wait until something is so; fails with a picture's worth of words where it does not become so."""
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while not what():
            assert time.monotonic() < give_up, f"{said} (windows: {sorted(self.windows().values())})"
            time.sleep(0.2)

    def wait_for_window(self, title: str) -> None:
        self.wait_for(lambda: title in self.windows().values(), f"no window 「{title}」 came up")

    def wait_until_gone(self, title: str) -> None:
        self.wait_for(lambda: title not in self.windows().values(), f"window 「{title}」 stays")

    def picture(self, target: Path) -> Path:
        """What is seen, as a PNG file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self._run("import", "-window", "root", target)
        return target

    def end(self) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)
