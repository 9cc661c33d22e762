"""Warm reading: many workbooks in one process, into reports, beside libraries that only hand out cell values.

A report knows numbers, words, errors, formulas and formulas without a result apart, has its labels checked and its
cover, prose and explanations read. calamine and openpyxl give values alone. The scan is the other way that was weighed
for the difference: calamine's values, and a search through the sheets' XML for formulas, errors and words.
"""

from __future__ import annotations

import re
import tempfile
import warnings
import zipfile
from pathlib import Path

import openpyxl
from measure import alternate, gate, peers, show, write_workbook
from python_calamine import CalamineWorkbook

from xlreport.files.grids import NUMBER, read_book
from xlreport.numbers import SCALE
from xlreport.workbook.read import read_workbook

FILES, RUNS = 40, 7
SHEETS = ("封面", "表二", "表三", "表四", "文字部分", "校验")
"""What read_workbook parses in full; of the hidden sheet it parses the top."""
TABLES = SHEETS[1:4]
CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?>(?:<f[^>]*>([^<]*)</f>)?(?:<v>)?')


def by_xlreport(path: Path) -> float:
    """Sum of a report's numbers."""
    return sum(read_workbook(path).report.scaled) / SCALE


def by_grids(path: Path) -> float:
    """The same sum from cells that know their kinds and formulas; no report is made of them."""
    book = read_book(path)
    cells = {name: book.grid(name).cells.values() for name in SHEETS}
    return sum(float(cell.value) for name in TABLES for cell in cells[name] if cell.kind == NUMBER)


def by_calamine(path: Path) -> float:
    """Sum of the numbers on the sheets of the tables."""
    book = CalamineWorkbook.from_path(str(path))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in SHEETS}
    return sum(cell for name in TABLES for row in rows[name] for cell in row if isinstance(cell, float))


def by_calamine_and_scan(path: Path) -> float:
    """The same, with every cell's kind and formula looked up in the XML; right only for files written like ours."""
    total = by_calamine(path)
    with zipfile.ZipFile(path) as archive:
        for number in range(2, 2 + len(SHEETS)):
            part = archive.read(f"xl/worksheets/sheet{number}.xml")
            kinds = {cell: (kind, formula) for cell, _, kind, formula in CELL.findall(part)}
            assert kinds
    return total


def by_openpyxl(path: Path) -> float:
    """Sum of the numbers on the sheets of the tables."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in SHEETS}
    book.close()
    return sum(cell for name in TABLES for row in rows[name] for cell in row if isinstance(cell, int | float))


def main() -> None:
    """Measure, print, and fail where two readers did not read the same numbers."""
    warnings.simplefilter("ignore")
    peers("python-calamine", "openpyxl")
    readers = {
        "calamine, values": by_calamine,
        "calamine and a scan": by_calamine_and_scan,
        "xlreport, cells": by_grids,
        "xlreport, reports": by_xlreport,
        "openpyxl, values": by_openpyxl,
    }
    with tempfile.TemporaryDirectory() as folder:
        files = [write_workbook(Path(folder) / f"{number}.xlsx", number) for number in range(FILES)]
        jobs = {name: lambda read=read: round(sum(map(read, files)), 4) for name, read in readers.items()}
        for name, job in jobs.items():
            gate(f"sums of the three tables ({name})", jobs["xlreport, reports"](), job())
        show(alternate(jobs, RUNS), "calamine, values", FILES, "workbooks")


if __name__ == "__main__":
    main()
