"""What turns our workbook into one with buttons: the VBA project, its texts and places, form buttons, the ribbon tab.

The project holds ASCII only. Every Chinese word and every address that the macros need stands in cells of the very
hidden sheet, so that the same project serves both forms and no code page can spoil a word.
"""

from __future__ import annotations

import tomllib
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from xlreport.findings.model import SEVERITY_NAMES
from xlreport.forms.model import Field, Form, Relation
from xlreport.report import Report
from xlreport.workbook import checks
from xlreport.workbook.layout import CHECKS, COVER, FIRST_LINE, XLWINGS_CONF, cover_cell, places, sheet_of
from xlreport.workbook.styles import INPUT, TOTAL, Canvas, PlainSheet

DATA = Path(__file__).with_name("macro_data")
PROJECT = DATA / "vbaProject.bin"
FORMULA_COLUMN, COLOUR_COLUMN = "I", "J"
KEY_COLUMN, TEXT_COLUMN, LINE_PLACE_COLUMN = "Q", "R", "T"
UDF_MODULE = "xlreport.excel.functions"
NATIVE = ("CheckReport", "FillTotals", "FillZeros", "ClearMarks", "PreviousProblem", "NextProblem")
WITH_PYTHON = ("SmartCheck", "MakeDocument", "MergeFolder")
_BUTTON_WIDTH, _BUTTON_HEIGHT, _ACROSS = 94, 26, 3
BUTTON_COLUMN_WIDTH = 41
"""Of the column that holds a block of buttons: in characters, so that the whole block lies in one column."""
_RIBBON_PART = "customUI/customUI14.xml"
_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


@cache
def words() -> dict[str, dict[str, str]]:
    """Texts, captions, tips and icons of the macros by their keys; those of the functions are among the texts."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(DATA.glob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.setdefault(section, {}).update(entries)
    return found


def macro_texts(form: Form) -> dict[str, str]:
    """All that the macros look up by key: sentences, words of the checks, sheets and rows of this form."""
    last = checks.lines(form)[-1].row - len(checks.IN_PYTHON)
    tables = {table.id: sheet_of(table) for table in form.tables}
    return {
        **words()["texts"],
        **tables,
        "error": SEVERITY_NAMES["error"],
        "warning": SEVERITY_NAMES["warning"],
        "balanced": checks.BALANCED,
        "passed": checks.PASSED,
        "undecided": checks.UNDECIDED,
        "undecidable": checks.UNDECIDABLE,
        "checks": CHECKS,
        "checks.first": str(FIRST_LINE),
        "checks.last": str(last),
        "fields": str(len(form.fields)),
    }


def write_macro_data(sheet: Any, report: Report) -> None:
    """Beside the field map: formula and plain colour of each field, texts by key, the place of each line of checks."""
    form = report.form
    for row, field in enumerate(form.fields, checks.FIRST_FIELD):
        formula = checks.total_formula(form, field.id) if field.id in form.totals else ""
        sheet.write_string(f"{FORMULA_COLUMN}{row}", formula)
        sheet.write_number(f"{COLOUR_COLUMN}{row}", plain_colour(form, field))
    for row, (key, text) in enumerate(macro_texts(form).items(), 1):
        sheet.write_string(f"{KEY_COLUMN}{row}", key)
        sheet.write_string(f"{TEXT_COLUMN}{row}", text)
    relations = {relation.id: relation for relation in form.relations}
    for row, line in enumerate(checks.lines(form)[: -len(checks.IN_PYTHON)], 1):
        sheet.write_string(f"{LINE_PLACE_COLUMN}{row}", _place_of_line(form, line, relations))


def plain_colour(form: Form, field: Field) -> int:
    """The colour of a number cell without marks, as VBA counts colours: blue, green, red."""
    tint = TOTAL if field.id in form.totals else INPUT
    red, green, blue = (int(tint[place : place + 2], 16) for place in (1, 3, 5))
    return blue * 65536 + green * 256 + red


def _place_of_line(form: Form, line: checks.Line, relations: dict[str, Relation]) -> str:
    """Where a line of the checks leads: sheet and cell; the sheet alone for lines that count cells of a table."""
    if line.key in relations:
        return str(places(form)[relations[line.key].on])
    _, _, case = line.key.partition(".")
    if line.code.startswith("V"):
        return sheet_of(form.table(case))
    if line.code == "F5":
        return f"{COVER}!{cover_cell(case)}"
    return next(str(place) for name, place in places(form).items() if "regulations" in name)


def attach_project(workbook: Any) -> None:
    """Put the VBA project into a workbook that is being written; its sheets get the code names of the project."""
    workbook.add_vba_project(str(PROJECT))
    workbook.set_vba_name("ThisWorkbook")
    for number, sheet in enumerate(workbook.worksheets(), 1):
        sheet.set_vba_name(f"Sheet{number}")


def write_buttons(sheet: Any, row: int, column: int, names: tuple[str, ...]) -> None:
    """Form buttons in a block that begins in this row and column (from 0).

    All are anchored in one cell: programs differ in how wide a column is on their screen, and a block over several
    columns would fall apart.
    """
    captions = words()["captions"]
    for place, name in enumerate(names):
        sheet.insert_button(
            row,
            column,
            {
                "macro": name,
                "caption": captions[name],
                "width": _BUTTON_WIDTH - 4,
                "height": _BUTTON_HEIGHT - 2,
                "x_offset": place % _ACROSS * _BUTTON_WIDTH,
                "y_offset": 3 + place // _ACROSS * _BUTTON_HEIGHT,
                "description": words()["tips"][name],
            },
        )


_XLWINGS_SETTINGS = (("UDF Modules", UDF_MODULE), ("ADD_WORKBOOK_TO_PYTHONPATH", "False"))
"""A file beside the workbook must not stand in for a Python module of its name."""


def write_xlwings_conf(canvas: Canvas) -> None:
    """The sheet where xlwings looks for settings of this workbook: the module of the worksheet functions."""
    sheet = canvas.workbook.add_worksheet(XLWINGS_CONF, PlainSheet)
    sheet.very_hidden()
    for row, (key, value) in enumerate(_XLWINGS_SETTINGS):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)


def ribbon_xml() -> str:
    """The tab 年报 with all actions; Excel shows it beside its own tabs."""
    groups = "".join(_group(name, label, NATIVE if name == "check" else WITH_PYTHON) for name, label in _GROUPS)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
        f'<tab id="xlreport" label="年报">{groups}</tab></tabs></ribbon></customUI>'
    )


_GROUPS = (("check", "填报与校验"), ("python", "需要 Python"))


def _group(name: str, label: str, actions: tuple[str, ...]) -> str:
    buttons = "".join(_ribbon_button(action) for action in actions)
    return f'<group id="{name}" label={quoteattr(label)}>{buttons}</group>'


def _ribbon_button(action: str) -> str:
    found = words()
    return (
        f"<button id={quoteattr(action)} label={quoteattr(found['captions'][action])}"
        f" imageMso={quoteattr(found['icons'][action])} screentip={quoteattr(found['tips'][action])}"
        f' size="large" onAction="RibbonAction"/>'
    )


def with_ribbon(package: bytes) -> bytes:
    """The package with the ribbon part and the relation that leads to it; every other part as it was."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "_rels/.rels":
                data = _with_relation(data)
            new.writestr(entry, data)
        stamp = old.infolist()[0].date_time
        new.writestr(zipfile.ZipInfo(_RIBBON_PART, stamp), ribbon_xml(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _with_relation(relations: bytes) -> bytes:
    end = "</Relationships>"
    own = f'<Relationship Id="rIdRibbon" Type="{_RELATION}" Target="{_RIBBON_PART}"/>'
    return relations.decode().replace(end, own + end).encode()
