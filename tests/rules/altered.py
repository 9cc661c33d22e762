"""What people do to a file: steps on a report's workbook as Excel takes them, and a report published with misprints.

``[[alter]]`` steps, each with a ``sheet``: ``cell`` and ``value`` ("" empties it, = in front makes a formula without a
result), ``remove`` = true, ``rename`` = the sheet's new name, ``copy`` = true, ``insert_row``/``delete_row``/
``insert_column``/``delete_column`` = number, ``rows`` or ``columns`` = the new order of some of them. Where cells move
or new ones are filled, formulas turn into the numbers they show.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from tests.bad_input.spoil import sheet_part, with_cell, without_sheet
from tests.published.documents.files import WRITERS
from tests.published.documents.printed import Cell, print_report
from tests.test_reading_altered import COLUMNS, ROWS, Altered
from xlreport.findings.model import Finding
from xlreport.published.archives import DocumentSource
from xlreport.published.read import import_document
from xlreport.report import Report
from xlreport.report_json import from_json, to_json
from xlreport.workbook.build import Additions, build_workbook
from xlreport.workbook.locate import located
from xlreport.workbook.read import judge_reading, read_workbook


class Steps(Altered):
    """A report's workbook being altered step by step; defined names follow their cells, as in Excel."""

    def __init__(self, report: Report, data: bytes) -> None:
        self.form_id, self.rng, self.report = report.form.id, random.Random(1), report
        self.book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        self.names_follow, self.what = True, []

    def take(self, step: Mapping[str, Any]) -> None:
        """One step. Raises ValueError where it says nothing to do."""
        sheet = step["sheet"]
        if "cell" in step:
            self.book[sheet][step["cell"]] = None if step["value"] == "" else step["value"]
        elif "rename" in step:
            self.rename(sheet, step["rename"])
        elif "copy" in step:
            self.book.copy_worksheet(self.book[sheet])
        elif "remove" in step:
            del self.book[sheet]
        else:
            self._move(sheet, step)

    def _move(self, name: str, step: Mapping[str, Any]) -> None:
        sheet = self.sheet(name)
        for axis, word in ((ROWS, "row"), (COLUMNS, "column")):
            if f"insert_{word}" in step:
                sheet.insert(axis, step[f"insert_{word}"])
            elif f"delete_{word}" in step:
                sheet.delete(axis, step[f"delete_{word}"])
            elif f"{word}s" in step:
                sheet.permute(axis, step[f"{word}s"], sorted(step[f"{word}s"]))
            else:
                continue
            return self.put(name, sheet)
        raise ValueError(f"no such step: {step}")


def workbook_bytes(report: Report, mark: str = "") -> bytes:
    """The report's workbook; reports that hold the same, as most cases do, are built once."""
    return _built(json.dumps(to_json(report), ensure_ascii=False), mark)


@cache
def _built(report: str, mark: str) -> bytes:
    packed = io.BytesIO()
    build_workbook(from_json(json.loads(report)), packed, Additions(mark=mark))
    return packed.getvalue()


def workbook_findings(report: Report, steps: Sequence[Mapping[str, Any]], folder: Path) -> list[Finding]:
    """All findings on the report's workbook after the steps."""
    data, path = workbook_bytes(report), folder / "报告.xlsx"
    if all(_is_simple(step, data) for step in steps):
        for step in steps:
            data = _edited(data, step)
        path.write_bytes(data)
    else:
        book = Steps(report, data)
        for step in steps:
            book.take(step)
        book.saved(path)
    return list(judge_reading(read_workbook(path)))


def _is_simple(step: Mapping[str, Any], data: bytes) -> bool:
    """Whether a step leaves all other cells as they are: formulas and their results can stay."""
    if "cell" not in step:
        return "remove" in step
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return f'r="{step["cell"]}"' in archive.read(sheet_part(data, step["sheet"])).decode()


def _edited(data: bytes, step: Mapping[str, Any]) -> bytes:
    if "remove" in step:
        return without_sheet(data, step["sheet"])
    cell, value = step["cell"], step["value"]
    if isinstance(value, str) and value.startswith("="):
        xml = f'<c r="{cell}"><f>{escape(value[1:])}</f></c>'
    elif isinstance(value, str):
        xml = f'<c r="{cell}" t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else f'<c r="{cell}"/>'
    else:
        xml = f'<c r="{cell}"><v>{value}</v></c>'
    return with_cell(data, step["sheet"], cell, xml)


def document_findings(report: Report, document: Mapping[str, Any], folder: Path) -> list[Finding]:
    """All findings of importing the report after it was published as ``kind``, some cells ``printed`` otherwise."""
    otherwise: dict[str, str] = document.get("printed", {})
    printed = print_report(report, random.Random(1))
    known = {cell.text for grid in printed.grids for cell in grid.cells}
    if not set(otherwise) <= known:
        raise ValueError(f"no cell prints {set(otherwise) - known}")

    def misprinted(cell: Cell) -> Cell:
        return replace(cell, text=otherwise.get(cell.text, cell.text))

    path = folder / f"报告.{document['kind'].partition('_')[0]}"
    misprint = printed.each_grid(lambda grid: grid.each(misprinted))
    path.write_bytes(WRITERS[document["kind"]][1](misprint, random.Random(3)))
    imported = import_document(DocumentSource(str(path), path))
    return list(located(imported.pending, imported.aligned.breaches))
