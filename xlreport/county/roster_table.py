"""The roster as a table in a spreadsheet or a CSV file: its columns, and the rows as they are written."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlreport.a1 import column_letters
from xlreport.config import DEFAULT, Config
from xlreport.county.roster import Unit
from xlreport.files.grids import DATE, Cell, date_words, read_book
from xlreport.files.guard import unreadable
from xlreport.findings.model import FileProblem
from xlreport.workbook.layout import HIDDEN

SHEET = "名册"
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("单位名称", "单位", "名称"),
    "code": ("统一社会信用代码", "代码"),
    "level": ("机关层级", "层级"),
    "kind": ("机关类别", "类别"),
    "parent": ("上级单位", "上级"),
    "aliases": ("别名", "曾用名", "简称"),
    "predecessors": ("前身",),
    "counted": ("计入汇总", "是否计入汇总", "是否计入"),
    "reported_by": ("代报", "代报单位"),
    "deadline": ("公布期限", "截止日期", "期限"),
    "contact": ("联系人",),
    "phone": ("联系电话", "电话"),
}
"""What may stand over each column; the first is the one that an empty roster has."""
YES, NO = ("是", "", "计入", "√"), ("否", "不", "不计入", "×")
_TEXTS = (".csv", ".txt", ".tsv")
_SIGNS = (",", "\t", ";")
_SEPARATORS = str.maketrans({"，": "、", ",": "、", "；": "、", ";": "、", "\n": "、", "/": "、"})
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row: its number, and the words under each head. ``unit`` is what it stands for, faults and all."""

    number: int
    words: Mapping[str, str]

    @property
    def unit(self) -> Unit:
        """The unit; a word that is no date leaves ``deadline`` blank, one that is neither yes nor no counts it."""
        words = {key: self.words.get(key, "") for key in COLUMNS}
        return Unit(
            name=words["name"],
            code=words["code"],
            aliases=names_in(words["aliases"]),
            predecessors=names_in(words["predecessors"]),
            level=words["level"],
            kind=words["kind"],
            parent=words["parent"],
            counted=words["counted"] not in NO,
            reported_by=words["reported_by"],
            deadline=iso_date(words["deadline"]) or "",
            contact=words["contact"],
            phone=words["phone"],
        )


@dataclass(frozen=True, slots=True)
class RosterTable:
    """All rows that hold anything, and where each column stands: the word over it and its letter.

    ``unused`` are the words and letters of columns that mean nothing here, such as a misspelt head.
    """

    rows: tuple[RosterRow, ...]
    heads: Mapping[str, tuple[str, str]]
    unused: tuple[tuple[str, str], ...] = ()


def names_in(words: str) -> tuple[str, ...]:
    """The names of a cell that lists several."""
    return tuple(name.strip() for name in words.translate(_SEPARATORS).split("、") if name.strip())


def iso_date(words: str) -> str | None:
    """A date as ISO date, '' for no words; None where the words are no date."""
    if not words:
        return ""
    found = _DATE.fullmatch(words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else None
    except ValueError:
        return None


def read_table(path: Path, config: Config = DEFAULT) -> RosterTable:
    """The table of a spreadsheet, on its sheet 名册 or the first, or of a CSV file. Raises FileProblem."""
    rows, read = _csv_rows(path) if path.suffix.lower() in _TEXTS else _sheet_rows(path, config)
    heads = _heads(rows)
    if heads is None:
        raise FileProblem("not_roster", path, detail=f"{read[0]}没有“单位名称”一栏{read[1]}")
    columns = {key: place for key in COLUMNS if (place := _column(heads[1], key)) is not None}
    found = []
    for number, row in rows:
        if number > heads[0] and any(word.strip() for word in row):
            words = {key: row[place].strip() if place < len(row) else "" for key, place in columns.items()}
            found.append(RosterRow(number, words))
    titles = {key: (heads[1][place].strip(), column_letters(place + 1)) for key, place in columns.items()}
    used = set(columns.values())
    unused = [(word.strip(), column_letters(place + 1)) for place, word in enumerate(heads[1]) if place not in used]
    return RosterTable(tuple(found), titles, tuple((word, letter) for word, letter in unused if word))


def _heads(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]] | None:
    return next(((number, row) for number, row in rows if _column(row, "name") is not None), None)


def _column(row: list[str], key: str) -> int | None:
    return next((place for place, words in enumerate(row) if words.strip() in COLUMNS[key]), None)


def _csv_rows(path: Path) -> tuple[list[tuple[int, list[str]]], tuple[str, str]]:
    """The rows of a text file, and how to speak of what was read, nothing here."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return _split(data.decode(encoding)), ("", "")
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise FileProblem("not_roster", path, detail="不是完整的 CSV 文件") from error
    raise FileProblem("not_roster", path, detail="文字编码无法识别，请另存为 UTF-8")


def _split(words: str) -> list[tuple[int, list[str]]]:
    """The rows of a text by the sign that parts the most heads: Excel writes commas, tabs or semicolons."""
    split = [list(enumerate(csv.reader(io.StringIO(words, newline=""), delimiter=sign), 1)) for sign in _SIGNS]
    return max(split, key=lambda rows: _known_heads(_heads(rows)))


def _known_heads(heads: tuple[int, list[str]] | None) -> int:
    return sum(_column(heads[1], key) is not None for key in COLUMNS) if heads else 0


def _sheet_rows(path: Path, config: Config) -> tuple[list[tuple[int, list[str]]], tuple[str, str]]:
    """The rows of the sheet 名册 or the first; which it is, and the others there are, in words."""
    book = read_book(path, config.limits)
    if not book.names:
        raise FileProblem("not_roster", path, detail="里面没有工作表")
    if HIDDEN in book.names and SHEET not in book.names:
        raise FileProblem("not_roster", path, detail="这是填报用的工作簿或汇总表，不是名册")
    name = SHEET if SHEET in book.names else book.names[0]
    grid = book.grid(name)
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in grid.cells.items():
        rows.setdefault(row, {})[column] = _words(cell)
    found = [
        (row, [cells.get(column, "") for column in range(1, max(cells) + 1)]) for row, cells in sorted(rows.items())
    ]
    others = "、".join(f"“{one}”" for one in book.names if one != name)
    there = f"，还有工作表{others}，名册在那里的请把那张改名为“{SHEET}”" if others else ""
    return found, (f"工作表“{name}”里", there)


def _words(cell: Cell) -> str:
    return date_words(cell.value) if cell.kind == DATE else cell.words
