"""Builds our workbook from a report: a fresh file, labels, formulas and checks all derived from the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from xlreport import __version__
from xlreport.files.atomic import write_bytes
from xlreport.findings.model import Value
from xlreport.forms.model import Form
from xlreport.report import KINDS, LEVELS, SECTIONS, Provenance, Report
from xlreport.rules.totals import agrees_with_formula
from xlreport.workbook import checks, layout, macros
from xlreport.workbook.check_sheet import write_check_sheet
from xlreport.workbook.counted import STORE_COLUMN
from xlreport.workbook.layout import COVER, GUIDE, HIDDEN, NARRATIVE, STATE_ROW
from xlreport.workbook.prefilled import NOTHING, Prefilled
from xlreport.workbook.styles import Canvas, PlainSheet, lines_needed
from xlreport.workbook.table_sheets import TableContents, write_tables

GUIDE_WIDTH = 80
"""Characters that a line of 填表说明 holds."""
BUILT = datetime(2021, 9, 26)
"""Time stamp of every built package: the same input gives the same bytes. The date of the notice in force."""


@dataclass(frozen=True)
class Additions:
    """What a workbook may hold beyond the form.

    ``formulas``: formula of a field in place of its own (a summary's sums); ``notes``: remark on a field's cell, which
    is coloured; ``prefilled``: what the county tells the unit beside the cells; ``before``/``after``: write further
    sheets in front of the cover or behind the checks; ``mark`` is stored in the hidden sheet ('summary' makes the file
    known as one), and ``stored`` beside it, in rows of two columns. ``macros`` adds buttons, VBA and a ribbon tab; the
    file must then be an .xlsm.
    """

    formulas: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    prefilled: Prefilled = NOTHING
    before: Callable[[Canvas], None] | None = None
    after: Callable[[Canvas], None] | None = None
    mark: str = ""
    stored: Sequence[tuple[str, str]] = ()
    macros: bool = False


def build_workbook(report: Report, target: Path | BinaryIO, additions: Additions | None = None) -> None:
    """Write the workbook of a report: cells, texts and explanations as the report holds them.

    A total that equals its formula gets the formula; one that differs (or is blank over filled parts) stays as
    printed. Raises FileProblem when the place cannot be written.
    """
    report = replace(report, provenance=Provenance())  # where it was read says nothing of where it is written
    if isinstance(target, Path):
        # packed in memory first: a full disk then meets one plain write, not a half-closed archive
        write_bytes(target, _packed(report, additions or Additions()))
    else:
        target.write(_packed(report, additions or Additions()))


def _packed(report: Report, additions: Additions) -> bytes:
    packed = BytesIO()
    _write(report, packed, additions)
    if not additions.macros:
        return packed.getvalue()
    return macros.with_ribbon(packed.getvalue())


def _write(report: Report, target: BinaryIO, additions: Additions) -> None:
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": report.form.title, "created": BUILT, "comments": f"xlreport {__version__}"})
    workbook.set_calc_mode("auto")
    canvas = Canvas(workbook)
    if additions.before:
        additions.before(canvas)
    if not additions.mark:
        _guide(canvas, "guide_macros" if additions.macros else "guide_plain", additions.prefilled.guide)
    cover = canvas.sheet(COVER)
    write_tables(
        canvas,
        report,
        TableContents(
            cell_formulas(report, additions.formulas),
            additions.notes,
            frozenset(additions.formulas),
            additions.prefilled.beside,
            buttons=additions.macros,
        ),
    )
    _narrative(canvas, report)
    errors, warnings = write_check_sheet(canvas, report)
    hints = {**_COVER_HINTS, **additions.prefilled.cover}
    _cover(canvas, cover, report, checks.overall_state(report.form, errors, warnings), hints)
    if additions.after:
        additions.after(canvas)
    hidden = _hidden(canvas, report, additions.mark)
    for row, words in enumerate(additions.stored):
        for column, word in enumerate(words, STORE_COLUMN - 1):
            hidden.write_string(row, column, word)
    if additions.macros:
        macros.write_buttons(cover, STATE_ROW, layout.COVER_COLUMN - 1, (*macros.NATIVE, *macros.WITH_PYTHON))
        macros.write_macro_data(hidden, report)
        macros.write_xlwings_conf(canvas)
        macros.attach_project(workbook)
    _names(workbook, report.form)
    cover.activate()
    workbook.close()


def cell_formulas(report: Report, own: Mapping[str, str]) -> dict[str, str]:
    """Formula of each field that has one: those given, else the totals that hold what their formula gives."""
    formulas = dict(own)
    for name in report.form.totals:
        if name not in formulas and agrees_with_formula(report, name):
            formulas[name] = checks.total_formula(report.form, name)
    return formulas


def _guide(canvas: Canvas, end: str, own: Sequence[str] = ()) -> None:
    """How to fill in, below what is said to this unit; the last lines say what this kind of workbook needs."""
    sheet = canvas.sheet(GUIDE)
    sheet.set_column("A:A", 4)
    sheet.set_column("B:B", 84)
    sheet.merge_range("A1:B1", "填表说明", canvas["title"])
    sheet.set_row(0, 30)
    whole = "".join(Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8") for name in ("guide", end))
    lines = [*(f"★|{words}" for words in own), *whole.split("\n")]
    for row, words in enumerate((line for line in lines if line), 2):
        number, _, rest = words.partition("|")
        sheet.write_string(row, 0, number, canvas["text"])
        sheet.write_string(row, 1, rest, canvas["text"])
        sheet.set_row(row, 2 + 14 * lines_needed(rest, GUIDE_WIDTH))
    canvas.print_on_a4(sheet, f"A1:B{len(lines) + 2}")


def _cover(canvas: Canvas, sheet: Any, report: Report, state: checks.Live, hints: Mapping[str, str]) -> None:
    sheet.set_column("A:A", 3)
    sheet.set_column("B:B", 24)
    sheet.set_column("C:C", 40)
    sheet.set_column("D:D", 46)
    sheet.merge_range("B1:D1", report.form.title, canvas["title"])
    sheet.set_row(0, 34)
    form_names = "、".join(f"{table.name}用{table.version}年格式" for table in report.form.tables[:2])
    edition = form_names if report.form.is_mixed else f"{report.form.id}年格式"
    sheet.write_string("B2", f"{edition}　带底色的单元格可以填写", canvas["line"])
    entries = cover_entries(report)
    for item in layout.COVER_ITEMS:
        sheet.set_row(item.row - 1, 24)
        sheet.write_string(item.row - 1, 1, item.label, canvas["label"])
        _cover_entry(canvas, sheet, item, entries[item.key])
        sheet.write_string(item.row - 1, 3, hints.get(item.key, ""), canvas["line"])
    sheet.write_string(STATE_ROW - 1, 1, "校验状态", canvas["label"])
    sheet.write_formula(STATE_ROW - 1, 2, state.formula, canvas["state"], state.value)
    sheet.write_url(STATE_ROW - 1, 3, f"internal:'{layout.CHECKS}'!A1", canvas["plain"], "查看逐条校验结果")
    sheet.set_row(STATE_ROW - 1, 30)
    cell = f"C{STATE_ROW}"
    for letter, role in (("未", "red"), ("通", "green")):
        condition = f'=LEFT(${cell[0]}${STATE_ROW},1)="{letter}"'
        sheet.conditional_format(cell, {"type": "formula", "criteria": condition, "format": canvas[role]})
    canvas.print_on_a4(sheet, f"A1:D{STATE_ROW}")


_COVER_HINTS = {
    "agency": "填写全称，与印章一致",
    "code": "18 位；没有的可以空着",
    "year": "四位数年份",
    "date": "例如 2026-01-20",
    "no_requests": "选“无”后，表三空白不再提示",
    "no_disputes": "选“无”后，表四空白不再提示",
}


def cover_entries(report: Report) -> dict[str, Value]:
    """What the cover shows for each of its items."""
    cover = report.cover
    return {
        "agency": report.agency,
        "code": cover.code,
        "year": report.year,
        "level": cover.level,
        "kind": cover.kind,
        "date": cover.date,
        "contact": cover.contact,
        "phone": cover.phone,
        "no_requests": "无" if cover.no_requests else "有",
        "no_disputes": "无" if cover.no_disputes else "有",
    }


def _cover_entry(canvas: Canvas, sheet: Any, item: layout.CoverItem, value: Value) -> None:
    row, column = item.row - 1, layout.COVER_COLUMN - 1
    if value is None or value == "":
        sheet.write_blank(row, column, None, canvas["entry_number" if item.key == "year" else "entry"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, canvas["entry_number"])
    else:
        sheet.write_string(row, column, str(value), canvas["entry"])
    rule = _cover_validation(item.key)
    if rule:
        sheet.data_validation(row, column, row, column, rule)


def _cover_validation(key: str) -> dict[str, Any] | None:
    lists = {
        "level": "xlreport_levels",
        "kind": "xlreport_kinds",
        "no_requests": "xlreport_yes_no",
        "no_disputes": "xlreport_yes_no",
    }
    if key in lists:
        return {
            "validate": "list",
            "source": f"={lists[key]}",
            "error_title": "请从列表选择",
            "error_message": "请点击右侧箭头选择。",
        }
    if key == "year":
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 2000,
            "maximum": 2100,
            "error_title": "不是年份",
            "error_message": "请填写四位数年份，例如 2025。",
        }
    return None


def _narrative(canvas: Canvas, report: Report) -> None:
    sheet = canvas.sheet(NARRATIVE)
    sheet.set_column("A:A", 26)
    sheet.set_column("B:B", 90)
    sheet.merge_range("A1:B1", "文字部分", canvas["title"])
    sheet.set_row(0, 30)
    sheet.write_string("A2", "单元格内换行：Excel、WPS 按 Alt+Enter", canvas["line"])
    for key, row in layout.SECTION_ROWS.items():
        words = report.narrative.get(key, "")
        sheet.write_string(row - 1, 0, SECTIONS[key], canvas["label_left"])
        if words:
            sheet.write_string(row - 1, 1, words, canvas["prose"])
        else:
            sheet.write_blank(row - 1, 1, None, canvas["prose"])
        sheet.set_row(row - 1, min(400, max(60, 16 * lines_needed(words, 84))))
    canvas.print_on_a4(sheet, f"A1:B{max(layout.SECTION_ROWS.values())}", pages_high=0)


def _hidden(canvas: Canvas, report: Report, mark: str) -> Any:
    """The very hidden sheet: what this file is, the lists to choose from, every field's place and value checks."""
    sheet = canvas.workbook.add_worksheet(HIDDEN, PlainSheet)
    sheet.very_hidden()
    sheet.protect("")
    head = (("form", report.form.id), ("version", __version__), ("definition", report.form.digest), ("mark", mark))
    for row, (key, value) in enumerate(head, 1):
        sheet.write_string(f"A{row}", key)
        sheet.write_string(f"B{row}", value)
    for letter, words in zip("MNO", (LEVELS, KINDS, ("有", "无")), strict=True):
        for row, word in enumerate(words, 1):
            sheet.write_string(f"{letter}{row}", word)
    _field_map(sheet, report)
    return sheet


def _field_map(sheet: Any, report: Report) -> None:
    """A row for each field: id, sheet, cell, and 0 or 1 for each value check."""
    for letter, word in zip("ABCDEFGH", ("field", "sheet", "cell", *checks.VALUE_CODES), strict=True):
        sheet.write_string(f"{letter}{checks.FIRST_FIELD - 1}", word)
    where = layout.places(report.form)
    fields = zip(report.form.fields, checks.field_flags(report), strict=True)
    for row, (entry, flags) in enumerate(fields, checks.FIRST_FIELD):
        place = where[entry.id]
        for letter, word in zip("ABC", (entry.id, place.sheet, place.cell), strict=True):
            sheet.write_string(f"{letter}{row}", word)
        for letter, live in flags.items():
            sheet.write_formula(f"{letter}{row}", live.formula, None, live.value)


def _names(workbook: Any, form: Form) -> None:
    for entry in form.fields:
        workbook.define_name(layout.defined_name(entry.id), f"={layout.reference(form, entry.id)}")
    for name, column, size in (("levels", "M", len(LEVELS)), ("kinds", "N", len(KINDS)), ("yes_no", "O", 2)):
        workbook.define_name(f"xlreport_{name}", f"={HIDDEN}!${column}$1:${column}${size}")
