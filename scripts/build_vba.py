"""Builds the VBA project that .xlsm workbooks carry, from macros/: run it after a change there.

The sources are ASCII: a project keeps its text in the code page of a machine, and the same bytes must be read alike on
all. One document module for each sheet of the workbook is made, since Excel expects each sheet to have one.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from pyopenvba import ExcelFile

from xlreport.forms import load
from xlreport.report import blank_report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.macros import PROJECT

ROOT = Path(__file__).resolve().parents[1]
MACROS = ROOT / "macros"
DOCUMENT = "ThisWorkbook"
SHEETS_BESIDES = 1
"""A workbook with macros has one sheet more than one without: the settings of xlwings."""


def sources() -> dict[str, str]:
    """Text of each module by its name. Raises UnicodeDecodeError where one is not ASCII."""
    return {path.stem: _text(path) for path in sorted(MACROS.glob("*.bas"))}


def document_source() -> str:
    """Text of the module of the workbook itself."""
    return _text(MACROS / f"{DOCUMENT}.cls")


def _text(path: Path) -> str:
    """A source with the ends of lines that VBA writes itself."""
    return path.read_text(encoding="ascii").replace("\n", "\r\n")


def project_bytes() -> bytes:
    """The project: sources without compiled code, which a program makes when it opens the file."""
    with tempfile.TemporaryDirectory() as folder:
        carrier = Path(folder) / "carrier.xlsm"
        carrier.write_bytes(_carrier())
        with ExcelFile(carrier) as file:
            project = file.add_vba_project()
            for name, text in sources().items():
                project.add_module(name, text)
            project.get_module(DOCUMENT).body = document_source()
            file.save()
        with zipfile.ZipFile(carrier) as package:
            return package.read("xl/vbaProject.bin")


def _carrier() -> bytes:
    """A workbook with as many sheets as ours has, to make the project in."""
    import xlsxwriter

    plain, target = io.BytesIO(), io.BytesIO()
    build_workbook(blank_report(load("2021")), plain)
    with zipfile.ZipFile(plain) as package:
        count = sum(name.startswith("xl/worksheets/sheet") for name in package.namelist())
    workbook = xlsxwriter.Workbook(target)
    for _ in range(count + SHEETS_BESIDES):
        workbook.add_worksheet()
    workbook.close()
    return target.getvalue()


if __name__ == "__main__":
    PROJECT.write_bytes(project_bytes())
