"""Where everything stands in our workbook: field ⇄ sheet and cell, cover items, text sections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xlreport.a1 import Box, cell_name
from xlreport.forms.model import Field, Form, Table
from xlreport.report import SECTIONS, Place, Report

GUIDE, COVER, NARRATIVE, CHECKS, HIDDEN = "填表说明", "封面", "文字部分", "校验", "_xlreport"
XLWINGS_CONF = "xlwings.conf"
"""Sheet of a workbook with macros where xlwings looks for its settings."""
OVERVIEW, DETAIL, PROBLEMS, SOURCES = "概况", "单位明细", "问题清单", "来源"
"""The sheets a summary has besides (问题清单 a marked copy too)."""
ADJUSTMENTS, STATUS, SUBTOTALS, CHANGES, RETURNS = "调整", "报送情况", "分级汇总", "变动", "退回"
LET_PASS = "放行"
COMPARED, CHARTS = "同比", "图表"
"""Those it has where there is something to show on them."""
FIRST_LINE, EXPLANATION_COLUMN = 6, 9
"""Row of the first line on the 校验 sheet, and the column beside the lines for what explains them."""
ONLY_BY_LAST_YEAR = frozenset({"Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "N5", "P3"})
"""Codes of which nothing can be said without last year's report."""
TABLE_TOP = 2
"""Rows above a statutory table on its sheet: its title, and a line with agency, year and unit."""


@dataclass(frozen=True, slots=True)
class CoverItem:
    """A line of the cover: key (of Cover, or agency or year), printed label, row; the entry is in column C."""

    key: str
    label: str
    row: int


COVER_ITEMS = tuple(
    CoverItem(key, label, row)
    for row, (key, label) in enumerate(
        (
            ("agency", "单位名称"),
            ("code", "统一社会信用代码"),
            ("year", "报告年度"),
            ("level", "机关层级"),
            ("kind", "机关类别"),
            ("date", "填报日期"),
            ("contact", "联系人"),
            ("phone", "联系电话"),
            ("no_requests", "本年有无申请（含结转）"),
            ("no_disputes", "有无复议诉讼"),
        ),
        4,
    )
)
COVER_LABEL_COLUMN, COVER_COLUMN = 2, 3
STATE_ROW = COVER_ITEMS[-1].row + 2
NARRATIVE_TOP, NARRATIVE_COLUMN = 3, 2
SECTION_ROWS = {key: row for row, key in enumerate(SECTIONS, NARRATIVE_TOP)}


def section_cell(key: str) -> str:
    """A1 address of the text of a section on 文字部分."""
    return cell_name(SECTION_ROWS[key], NARRATIVE_COLUMN)


def cover_cell(key: str) -> str:
    """A1 address of a cover entry."""
    return cell_name(next(item.row for item in COVER_ITEMS if item.key == key), COVER_COLUMN)


def cover_reference(key: str) -> str:
    """Absolute reference to a cover entry from any sheet."""
    row = next(item.row for item in COVER_ITEMS if item.key == key)
    return f"{COVER}!$C${row}"


def cover_words(key: str) -> str:
    """A cover entry in a formula, without the blanks around it; an error value is no entry."""
    return f'IFERROR(TRIM(SUBSTITUTE({cover_reference(key)},"　"," ")),"")'


def sheet_of(table: Table) -> str:
    """Name of the sheet a table stands on."""
    return table.name


def box_on_sheet(at: Box) -> Box:
    """A box of a statutory table as it lies on its sheet."""
    return at.moved(TABLE_TOP, 0)


@cache
def places(form: Form) -> dict[str, Place]:
    """The standard place of every field."""
    found = {}
    for table in form.tables:
        for field in table.fields:
            found[field.id] = Place(sheet_of(table), cell_name(*box_on_sheet(field.at).corner))
    return found


def place_of(report: Report, field: Field) -> Place:
    """Where a field of this report stands: where it was read, else its standard place."""
    return report.provenance.places.get(field.id) or places(report.form)[field.id]


def reference(form: Form, field_id: str) -> str:
    """Absolute reference to a field's cell from any sheet."""
    place = places(form)[field_id]
    letters = place.cell.rstrip("0123456789")
    return f"{place.sheet}!${letters}${place.cell[len(letters) :]}"


def defined_name(field_id: str) -> str:
    """The defined name of a field: its id with underscores."""
    return field_id.replace(".", "_")
