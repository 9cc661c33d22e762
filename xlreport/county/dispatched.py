"""What an earlier run of ``dispatch`` left in its folder: which workbooks are there, and whose they are.

Nothing here is ever written over: a unit may have begun to fill its workbook in. The list of what was dispatched says
whose each one is, so that a unit keeps its file whatever its name has become; where the list is gone, the names tell.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.county.intake import DISPATCH_LIST
from xlreport.county.roster import Roster
from xlreport.files.grids import Grid, read_book
from xlreport.files.guard import BROKEN_ZIP, unpacked
from xlreport.findings.model import FileProblem
from xlreport.published.archives import entry_name
from xlreport.workbook.build import BUILT
from xlreport.workbook.read_text import CoverReading, read_cover

WORKBOOKS = (".xlsx", ".xlsm")
_HEADS = ("单位", "文件", "SHA-256", "预填的数字", "上年的数", "公布期限")
_FIRST_OF_THEM = 3


@dataclass(frozen=True)
class Line:
    """What the list says of one workbook: the unit as it was called then, and the words on what was filled in.

    ``archive`` is the zip that it lies in, '' for none; ``deadline`` an ISO date.
    """

    unit: str
    archive: str
    file: str
    sha256: str
    numbers: str
    expected: str
    deadline: str

    @property
    def shown(self) -> str:
        """The place of the workbook as people see it."""
        return f"{self.archive}/{self.file}" if self.archive else self.file


@dataclass(frozen=True)
class Earlier:
    """A folder before ``dispatch`` writes into it.

    ``lines``: name of a unit of the roster → its line, of workbooks that are there. ``orphans`` are lines of workbooks
    that are there and belong to no unit of the roster. ``edited``: somebody saved the list with another program.
    """

    folder: Path = Path()
    names: frozenset[str] = frozenset()
    members: Mapping[str, Mapping[str, zipfile.ZipInfo]] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    orphans: tuple[Line, ...] = ()
    listed: bool = False
    edited: bool = False

    @cached_property
    def taken(self) -> frozenset[str]:
        """Names of workbooks that belong to somebody."""
        return frozenset(_key(line.file) for line in (*self.lines.values(), *self.orphans))

    def holds(self, archive: str, file: str) -> bool:
        """Whether a workbook lies in the folder, or in an archive of it."""
        return _key(file) in (self.members.get(_key(archive), {}) if archive else self.names)

    def place(self, archive: str, file: str) -> tuple[str, str, bool]:
        """Archive and file of a workbook, and whether it is there.

        It may lie in the folder where now archives are asked for, and with or without macros. No archive that is there
        gets anything more: a further one stands beside it.
        """
        stem = Path(file).stem
        free = [name for name in (f"{stem}{suffix}" for suffix in WORKBOOKS) if _key(name) not in self.taken]
        for there in free:
            if self.holds("", there):
                return "", there, True
        for name in _archives(archive) if archive else ():
            for there in free:
                if self.holds(name, there):
                    return name, there, True
            if _key(name) not in self.names:
                return name, file, False
        return "", file, False

    def read(self, archive: str, file: str) -> bytes:
        """The bytes of a workbook that is there. Raises FileProblem."""
        path = self.folder / (archive or file)
        try:
            if not archive:
                return path.read_bytes()
            with zipfile.ZipFile(path) as opened:
                return unpacked(opened, self.members[_key(archive)][_key(file)])
        except BROKEN_ZIP as error:
            raise FileProblem("damaged", path, detail="无法读取") from error


NOTHING = Earlier()


def look_into(folder: Path, roster: Roster, config: Config = DEFAULT) -> Earlier:
    """What is in a folder, which need not exist.

    Raises FileProblem where the place of the list is taken by something else.
    """
    if not folder.is_dir():
        return NOTHING
    files = [path for path in folder.iterdir() if path.is_file()]
    members = {_key(path.name): _members(path) for path in files if path.suffix.lower() == ".zip"}
    found = Earlier(folder, frozenset(_key(path.name) for path in folder.iterdir()), members)
    target = folder / f"{DISPATCH_LIST}.xlsx"
    if _key(target.name) not in found.names:
        return found
    lines, edited = _read_list(target, config)
    owned: dict[str, Line] = {}
    orphans: list[Line] = []
    for line in (one for one in lines if found.holds(one.archive, one.file)):
        unit = roster.known("", line.unit)
        if unit is None or unit.reported_by.strip() or unit.name in owned:
            orphans.append(line)
        else:
            owned[unit.name] = line
    return Earlier(folder, found.names, members, owned, tuple(orphans), True, edited)


def cover_of(place: str, data: bytes, config: Config = DEFAULT) -> CoverReading | None:
    """The cover of a workbook; None where it cannot be read."""
    try:
        return read_cover(read_book(Path(place), config.limits, data))
    except FileProblem:
        return None


def _read_list(path: Path, config: Config) -> tuple[list[Line], bool]:
    """The lines of a list, and whether another program saved it."""
    try:
        book = read_book(path, config.limits)
        grid = book.grid(DISPATCH_LIST) if DISPATCH_LIST in book.names else None
    except FileProblem as problem:
        raise FileProblem("output_exists", path) from problem
    rows = list(_rows(grid)) if grid else []
    heads = rows[0] if rows else {}
    where = {head: column for column, head in heads.items() if head in _HEADS}
    if grid is None or len(where) < len(_HEADS):
        raise FileProblem("output_exists", path)
    lines = [_line([row.get(where[head], "") for head in _HEADS]) for row in rows[1:]]
    edited = book.saved is None or book.saved.replace(tzinfo=None) != BUILT
    return [line for line in lines if line.unit and line.file], edited


def _rows(grid: Grid) -> Iterator[dict[int, str]]:
    """The words of each row by column, from the heads of the list on."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(grid.cells.items()):
        if cell.words:
            found.setdefault(row, {})[column] = cell.words
    started = False
    for words in found.values():
        started = started or set(_HEADS[:_FIRST_OF_THEM]) <= set(words.values())
        if started:
            yield words


def _line(words: list[str]) -> Line:
    unit, place, digest, numbers, expected, deadline = words
    archive, _, file = place.rpartition("/")
    return Line(unit, archive, file, digest, numbers, expected, deadline)


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """What an archive holds, by name; nothing where it cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {_key(entry_name(entry)): entry for entry in archive.infolist() if not entry.is_dir()}
    except BROKEN_ZIP:
        return {}


def _archives(name: str) -> Iterator[str]:
    """The names that a parent's archives get, one after the other: 甲镇.zip, 甲镇（补）.zip, 甲镇（补2）.zip."""
    stem = Path(name).stem
    yield name
    yield f"{stem}（补）.zip"
    yield from (f"{stem}（补{number}）.zip" for number in count(2))


def _key(name: str) -> str:
    """A file's name as systems compare it that do not tell capitals, nor ways to write one character."""
    return unicodedata.normalize("NFC", name).casefold()
