"""The cover and the prose of a workbook, by their printed headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Protocol

from xlreport.align.labels import LabelIndex, normalised
from xlreport.files.grids import DATE, ERROR, NUMBER, Cell, Grid
from xlreport.findings.model import Breach
from xlreport.report import FIRST_YEAR, LAST_YEAR, SECTIONS, Cover
from xlreport.rules.numerals import chinese_value
from xlreport.workbook.layout import COVER, COVER_ITEMS, COVER_LABEL_COLUMN, HIDDEN, NARRATIVE, SECTION_ROWS

_YEAR = re.compile(r"\s*([0-9]{4})\s*年?\s*")
_DATE = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:T.*)?\s*")
_CHINESE_DATE = re.compile(
    r"\s*(二[〇零○][〇零○一二三四五六七八九]{2})\s*年\s*(十[一二]?|[一二三四五六七八九])\s*月"
    r"\s*([二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*日\s*"
)
"""A day as an official paper prints it: 二〇二六年三月一日."""


class _Sheets(Protocol):
    @property
    def names(self) -> Sequence[str]: ...

    def grid(self, name: str) -> Grid: ...


@dataclass(frozen=True, slots=True)
class CoverReading:
    """What a cover says; ``remarks`` name the headings that are lost."""

    agency: str
    year: int | None
    cover: Cover
    remarks: tuple[Breach, ...]


def read_cover(sheets: _Sheets) -> CoverReading:
    """The cover's entries; an item whose heading is nowhere to be found is named (F4)."""
    grid = _find(sheets, COVER, [item.label for item in COVER_ITEMS])
    labels = {item.key: item.label for item in COVER_ITEMS}
    found = _beside(grid, labels, {item.key: item.row for item in COVER_ITEMS}, COVER_LABEL_COLUMN) if grid else {}
    remarks = tuple(
        Breach("F4", "cover", table=COVER, args={"label": label, "row": label})
        for key, label in labels.items()
        if key not in found
    )
    words = {key: _words(cell) for key, cell in found.items()}
    cover = Cover(
        code=words.get("code", ""),
        level=words.get("level", ""),
        kind=words.get("kind", ""),
        date=_date(found.get("date")),
        contact=words.get("contact", ""),
        phone=words.get("phone", ""),
        no_requests=words.get("no_requests") == "无",
        no_disputes=words.get("no_disputes") == "无",
    )
    return CoverReading(words.get("agency", ""), parse_year(words.get("year", "")), cover, remarks)


def read_narrative(sheets: _Sheets) -> dict[str, str]:
    """The text sections that hold words, by their key in REPORT.json."""
    grid = _find(sheets, NARRATIVE, list(SECTIONS.values()))
    if grid is None:
        return {}
    found = _beside(grid, SECTIONS, SECTION_ROWS, 1)
    return {key: found[key].words for key in SECTIONS if key in found and found[key] and found[key].words.strip()}


def parse_year(words: str) -> int | None:
    """A year such as 2021 or 2021年; None for anything else."""
    match = _YEAR.fullmatch(words)
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _find(sheets: _Sheets, name: str, labels: list[str]) -> Grid | None:
    """The sheet of this name, else the visible one with most of these headings."""
    if name in sheets.names:
        return sheets.grid(name)
    wanted = {normalised(label) for label in labels}

    def hits(grid: Grid) -> int:
        return len(wanted & set(LabelIndex(grid).spots))

    grids = [sheets.grid(other) for other in sheets.names if other != HIDDEN]
    best = max(grids, key=hits, default=None)
    return best if best is not None and hits(best) >= 2 else None


def _beside(grid: Grid, labels: Mapping[str, str], rows: Mapping[str, int], column: int) -> dict[str, Cell]:
    """The cell right of each heading, at its standard row or wherever the heading stands."""
    index: LabelIndex | None = None
    found: dict[str, Cell] = {}
    for key, label in labels.items():
        spots = [(rows[key], column)]
        if normalised(grid.words(*spots[0])) != normalised(label):
            index = index or LabelIndex(grid)
            spots = index.spots.get(normalised(label), [])
        if len(spots) == 1:
            row, left = spots[0]
            found[key] = grid.cells.get((row, left + 1), Cell("s", ""))
    return found


def _words(cell: Cell | None) -> str:
    """An entry as words; a number typed for a name or telephone keeps its digits. An error value is no entry."""
    if cell is None or cell.kind == ERROR:
        return ""
    if cell.kind == NUMBER:
        try:
            return format(Decimal(cell.value).normalize(), "f")
        except InvalidOperation:
            return cell.value
    return cell.words.strip()


def _date(cell: Cell | None) -> str:
    """A date in ISO form where it is one, else the words as they stand."""
    if cell is None:
        return ""
    if cell.kind == DATE:
        try:
            return (datetime(1899, 12, 30) + timedelta(days=float(cell.value))).date().isoformat()
        except (ValueError, OverflowError):
            pass
    match = _DATE.fullmatch(cell.words)
    if match is not None:
        return f"{int(match[1]):04}-{int(match[2]):02}-{int(match[3]):02}"
    match = _CHINESE_DATE.fullmatch(cell.words)
    if match is None:
        return _words(cell)
    year, month, day = (chinese_value(words) or 0 for words in match.groups())
    return f"{year:04}-{month:02}-{day:02}"
