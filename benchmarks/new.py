"""How long an empty workbook takes: cold `xlreport new` beside a bare XlsxWriter process that makes the same file.

The calls that the builder makes on XlsxWriter's workbook and sheets are recorded once; the bare process only replays
them, so it decides nothing, looks nothing up and imports nothing else. Target: at most 2 times the bare process.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import xlsxwriter
from measure import alternate, gate, peers, process, show
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

RUNS = 21
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
BARE = f"""
import pickle, sys
import xlsxwriter
with open(sys.argv[1], "rb") as file:
    book = xlsxwriter.Workbook(sys.argv[2], {OPTIONS!r})
    formats = [book.add_format(properties) for properties in pickle.load(file)]
    loader = pickle.Unpickler(file)
    loader.persistent_load = formats.__getitem__
    for sheet, method, positions, names in loader.load():
        target = book if sheet is None else book.worksheets_objs[sheet]
        getattr(target, method)(*positions, **names)
"""


def main() -> None:
    """Measure, print, and fail where the two files differ in any part."""
    peers("XlsxWriter", "typer")
    with tempfile.TemporaryDirectory() as folder:
        calls, ours, theirs = (Path(folder) / name for name in ("calls", "ours.xlsx", "theirs.xlsx"))
        arguments = ["new", "--form", "2021", "--year", "2025", "-o", str(ours)]
        print(f"{_record(arguments, calls)} calls on XlsxWriter recorded")
        build = _without(ours, process([sys.executable, "-m", "xlreport", *arguments]))
        replay = process([sys.executable, "-c", BARE, str(calls), str(theirs)])
        build()
        replay()
        gate("parts of the packages", _parts(ours), _parts(theirs))
        show(alternate({"bare XlsxWriter": replay, "xlreport new": build}, RUNS), "bare XlsxWriter")


def _without(target: Path, job: Callable[[], str]) -> Callable[[], str]:
    """The job after its target is out of the way: xlreport overwrites nothing."""

    def cleared() -> str:
        target.unlink(missing_ok=True)
        return job()

    return cleared


def _parts(path: Path) -> dict[str, bytes]:
    """Every part of a package: sheets, styles, names, all of it."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class _Recorder(pickle.Pickler):
    """Writes calls down; a format in their arguments becomes its number."""

    formats: dict[int, int]

    def persistent_id(self, obj: Any) -> int | None:
        return self.formats.get(id(obj)) if isinstance(obj, Format) else None


class Call(NamedTuple):
    """One call of the builder on XlsxWriter's workbook or on one of its sheets."""

    owner: Any
    method: str
    positions: tuple[Any, ...]
    names: dict[str, Any]
    result: Any


def _record(arguments: list[str], target: Path) -> int:
    """Run xlreport here and write down what it asks of XlsxWriter; returns how many calls these were."""
    from xlreport.console.app import run

    with _listening(xlsxwriter.Workbook, Worksheet) as calls:
        if run(arguments):
            sys.exit("the recorded run failed")
    formats = [call for call in calls if call.method == "add_format"]
    sheets = [call.result for call in calls if call.method == "add_worksheet"]
    replayed = [
        (
            sheets.index(call.owner) if call.owner in sheets else None,
            call.method,
            call.positions[:1] if call.method == "add_worksheet" else call.positions,  # XlsxWriter's own kind of sheet
            call.names,
        )
        for call in calls
        if call.method != "add_format"
    ]
    with target.open("wb") as file:
        pickle.dump([call.positions[0] for call in formats], file)
        recorder = _Recorder(file)
        recorder.formats = {id(call.result): number for number, call in enumerate(formats)}
        recorder.dump(replayed)
    return len(calls)


@contextmanager
def _listening(*classes: type) -> Iterator[list[Call]]:
    """All calls from outside on public methods of the classes; what these call among themselves is left out."""
    calls: list[Call] = []
    inside = False

    def heard(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(owner: Any, /, *positions: Any, **names: Any) -> Any:
            nonlocal inside
            if inside:
                return method(owner, *positions, **names)
            inside = True
            try:
                # Copied first: XlsxWriter changes the options it is given.
                given, named = _copied(positions), _copied(names)
                result = method(owner, *positions, **names)
            finally:
                inside = False
            if name != "__init__":
                calls.append(Call(owner, name, given, named, result))
            return result

        return call

    plain = [
        (cls, name, value)
        for cls in classes
        for name, value in vars(cls).items()
        if isinstance(value, FunctionType) and (name == "__init__" or not name.startswith("_"))
    ]
    for cls, name, value in plain:
        setattr(cls, name, heard(name, value))
    try:
        yield calls
    finally:
        for cls, name, value in plain:
            setattr(cls, name, value)


def _copied(value: Any) -> Any:
    """A copy of options and lists as deep as they go; formats and plain values themselves."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return type(value)(map(_copied, value)) if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
