"""Real LibreOffice for tests: open a workbook, type, paste, recalculate, look, store.

pytest's own Python usually has no ``uno``, so a bridge run by one that has it does the work (``uno_bridge.py``).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

_PATIENCE_SECONDS = 90


class Formula(str):
    """A formula to type into a cell."""


class CellError(str):
    """An error a cell shows, such as #REF!."""


Value = int | float | str | None


class LibreOffice:
    """A running LibreOffice with a profile of its own, without windows or on an X display.

    Raises RuntimeError where it or its UNO is not installed.
    """

    def __init__(self, display: str | None = None) -> None:
        soffice = shutil.which("soffice") or shutil.which("libreoffice")
        if soffice is None:
            raise RuntimeError("LibreOffice is not installed: no soffice on the path")
        self._folder = tempfile.TemporaryDirectory(prefix="xlreport-office-", ignore_cleanup_errors=True)
        bridge = Path(__file__).with_name("uno_bridge.py")
        command = [_python_with_uno(soffice), str(bridge), soffice, self._folder.name]
        surroundings = {**os.environ, "DISPLAY": display} if display else None
        self._bridge = subprocess.Popen(
            [*command, "visible"] if display else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            env=surroundings,
        )

    def ask(self, do: str, **request: Any) -> Any:
        """Have one request done; a LibreOffice that hangs is ended, and the test with it."""
        assert self._bridge.stdin and self._bridge.stdout
        watch = threading.Timer(_PATIENCE_SECONDS, self._kill)
        watch.start()
        try:
            print(json.dumps({"do": do, **request}), file=self._bridge.stdin, flush=True)
            line = self._bridge.stdout.readline()
        finally:
            watch.cancel()
        answer = json.loads(line) if line else {"error": "LibreOffice did not start, crashed or hung"}
        if "error" in answer:
            raise RuntimeError(f"{do}: {answer['error']}")
        return answer["ok"]

    def open(self, path: Path, *, macros: bool = False) -> OpenWorkbook:
        """Open a workbook; its macros run only where ``macros`` says so."""
        return OpenWorkbook(self, self.ask("open", path=str(path), macros=macros))

    def end(self) -> None:
        """Close LibreOffice: the bridge ends it when its input ends."""
        assert self._bridge.stdin
        self._bridge.stdin.close()
        try:
            self._bridge.wait(30)
        except subprocess.TimeoutExpired:
            self._kill()
        self._folder.cleanup()

    def _kill(self) -> None:
        """End the bridge and the LibreOffice it started: they are a process group of their own."""
        os.killpg(self._bridge.pid, signal.SIGKILL)


def _python_with_uno(soffice: str) -> str:
    """The system's Python, or the one that LibreOffice brings along."""
    own = Path(soffice).resolve().with_name("python")
    for candidate in ("/usr/bin/python3", str(own), shutil.which("python3")):
        if candidate and shutil.which(candidate):
            tried = subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False)
            if tried.returncode == 0:
                return candidate
    raise RuntimeError("no Python can `import uno`: install python3-uno")


class OpenWorkbook:
    """A workbook open in LibreOffice. Cells are named with their sheet: 表三!D6."""

    def __init__(self, office: LibreOffice, number: int) -> None:
        self._office, self._number = office, number

    def __enter__(self) -> OpenWorkbook:
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("close")

    def _ask(self, do: str, **request: Any) -> Any:
        return self._office.ask(do, book=self._number, **request)

    def type(self, cells: Mapping[str, Value]) -> None:
        """Type numbers, words (also words made of digits) or formulas; None empties a cell. Then recalculate hard."""
        typed = [(place, {"formula": value} if isinstance(value, Formula) else value) for place, value in cells.items()]
        self._ask("write", cells=typed)

    def write_block(self, place: str, rows: Sequence[Sequence[Value]]) -> None:
        """Put a block of values into a range (表三!D6:J30), formats untouched; then recalculate hard."""
        self._ask("write_block", place=place, rows=rows)

    def paste_block(self, place: str, rows: Sequence[Sequence[Value]]) -> None:
        """Copy a block in another document and paste it here with its formats; then recalculate hard."""
        self._ask("paste_block", place=place, rows=rows)

    def run(self, macro: str, *arguments: Value) -> Any:
        """Call a macro such as Actions.CheckedReport; returns what it returns."""
        return self._ask("run", macro=macro, arguments=arguments)

    def plain_colours(self, places: Iterable[str]) -> dict[str, int]:
        """The background each cell is formatted with, conditional formats left aside; -1 for none."""
        places = list(places)
        return dict(zip(places, self._ask("plain_colours", places=places), strict=True))

    def spoil(self, place: str, words: str) -> None:
        """Write into a locked cell."""
        self._ask("spoil", place=place, words=words)

    def overwrite(self, place: str, value: float) -> None:
        """Put a number into a locked cell; then recalculate."""
        self._ask("overwrite", place=place, value=value)

    def show(self, sheet: str) -> None:
        """Bring a sheet to the front, its first cell in sight."""
        self._ask("show", sheet=sheet)

    def buttons(self, sheet: str) -> dict[str, list[int]]:
        """Caption of each button on a sheet that is shown, and where its middle lies on the screen, in pixels."""
        return self._ask("buttons", sheet=sheet)

    def protect(self, sheet: str, password: str) -> None:
        """Protect a sheet anew, with a password."""
        self._ask("protect", sheet=sheet, password=password)

    def rename(self, sheet: str, name: str) -> None:
        self._ask("rename", sheet=sheet, name=name)

    def select(self, place: str) -> None:
        self._ask("select", place=place)

    def selected(self) -> str:
        """The selected cell of the sheet that is shown, as 表三!D6."""
        return self._ask("selected")

    def recalculate(self) -> None:
        self._ask("recalculate")

    def value(self, place: str) -> Value:
        return self.values([place])[place]

    def values(self, places: Iterable[str]) -> dict[str, Value]:
        """What cells show: a number, words, a CellError, or None where a cell is empty."""
        places = list(places)
        read = self._ask("read", places=places)
        return {place: _seen(value) for place, value in zip(places, read, strict=True)}

    def block(self, place: str) -> list[list[Any]]:
        """What the cells of a range show, by row; an empty cell reads as ''."""
        return [[_seen(value) for value in row] for row in self._ask("read_block", place=place)]

    def formula(self, place: str) -> str:
        return self._ask("formula", place=place)

    def colours(self, *sheets: str) -> dict[str, str]:
        """The background LibreOffice gives each cell of some sheets (#RRGGBB), conditional formats applied."""
        return self._ask("colours", sheets=sheets)

    def store(self, path: Path) -> Path:
        """Store a copy in the format that its name ends in: .xlsx, .ods or .xls."""
        self._ask("store", path=str(path))
        return path


def _seen(value: Any) -> Any:
    return CellError(value["error"]) if isinstance(value, dict) else value
