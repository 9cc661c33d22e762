"""The roster: which units must report, and which unit a file belongs to."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.files.grids import read_book
from xlreport.files.guard import unreadable
from xlreport.findings.model import FileProblem

_COLUMNS = {
    "name": ("单位名称", "单位", "名称"),
    "code": ("统一社会信用代码", "代码"),
    "aliases": ("别名", "曾用名"),
    "predecessors": ("前身",),
}
_SEPARATORS = str.maketrans({"，": "、", ",": "、", "；": "、", ";": "、", "\n": "、", "/": "、"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that must report. ``predecessors`` are the names of the units that were merged into it.

    ``parent`` is the name of the unit above. ``counted``: its numbers are added up (计入汇总); a parent that is not
    counted hands in totals of its own, which are held against its units. ``reported_by`` names the unit whose report
    holds this one's numbers (代报). ``deadline`` is its own last day as ISO date, '' where the usual one holds.
    """

    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    level: str = ""
    kind: str = ""
    parent: str = ""
    counted: bool = True
    reported_by: str = ""
    deadline: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Roster:
    """All units that must report. A unit is known by its code, else its name, else an alias, each exactly."""

    units: tuple[Unit, ...]

    def find(self, code: str, agency: str) -> Unit | None:
        """The unit of a report; None where none fits, or where code and name point to different units."""
        by_name = self._named(agency)
        by_code = next((unit for unit in self.units if unit.code and unit.code == code.strip()), None)
        if by_code is not None:
            return by_code if not by_name or by_code in by_name else None
        return by_name[0] if len(by_name) == 1 else None

    def _named(self, agency: str) -> list[Unit]:
        """Units of this name, else those with this alias, which several may share."""
        wanted = normalised(agency)
        if not wanted:
            return []
        by_name = [unit for unit in self.units if normalised(unit.name) == wanted]
        return by_name or [unit for unit in self.units if wanted in map(normalised, unit.aliases)]


def read_roster(path: Path, config: Config = DEFAULT) -> Roster:
    """The roster of a spreadsheet or CSV with a heading 单位名称. Raises FileProblem naming what is wrong and where."""
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _sheet_rows(path, config)
    heads = next(((number, row) for number, row in rows if _column(row, "name") is not None), None)
    if heads is None:
        raise FileProblem("not_roster", path, detail="没有“单位名称”一栏")
    units: list[Unit] = []
    for number, row in rows:
        if number > heads[0] and any(word.strip() for word in row):
            unit = _unit(row, heads[1])
            if not unit.name:
                raise FileProblem("not_roster", path, detail=f"第 {number} 行没有单位名称")
            _refuse_doubled(path, number, unit, units)
            units.append(unit)
    if not units:
        raise FileProblem("not_roster", path, detail="一个单位也没有")
    return Roster(tuple(units))


def _unit(row: list[str], heads: list[str]) -> Unit:
    def entry(key: str) -> str:
        column = _column(heads, key)
        return row[column].strip() if column is not None and column < len(row) else ""

    def names(key: str) -> tuple[str, ...]:
        return tuple(name.strip() for name in entry(key).translate(_SEPARATORS).split("、") if name.strip())

    return Unit(entry("name"), entry("code"), names("aliases"), names("predecessors"))


def _refuse_doubled(path: Path, number: int, unit: Unit, units: Iterable[Unit]) -> None:
    for other in units:
        if normalised(other.name) == normalised(unit.name):
            detail = f"第 {number} 行的单位“{unit.name}”与前面的“{other.name}”重复"
            raise FileProblem("not_roster", path, detail=detail)
        if unit.code and other.code == unit.code:
            raise FileProblem(
                "not_roster", path, detail=f"第 {number} 行的代码“{unit.code}”与前面“{other.name}”的代码相同"
            )


def _column(row: list[str], key: str) -> int | None:
    return next((place for place, words in enumerate(row) if words.strip() in _COLUMNS[key]), None)


def _csv_rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return list(enumerate(csv.reader(io.StringIO(data.decode(encoding), newline="")), 1))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise FileProblem("not_roster", path, detail="不是完整的 CSV 文件") from error
    raise FileProblem("not_roster", path, detail="文字编码无法识别，请另存为 UTF-8")


def _sheet_rows(path: Path, config: Config) -> list[tuple[int, list[str]]]:
    book = read_book(path, config.limits)
    if not book.names:
        raise FileProblem("not_roster", path, detail="里面没有工作表")
    grid = book.grid(book.names[0])
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in grid.cells.items():
        rows.setdefault(row, {})[column] = cell.words
    return [
        (row, [cells.get(column, "") for column in range(1, max(cells) + 1)]) for row, cells in sorted(rows.items())
    ]
