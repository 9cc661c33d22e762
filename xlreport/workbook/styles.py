"""How cells look: colours, fonts and borders by role. Formats are made once per workbook."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
TITLE_FONT = "黑体"
INPUT, TOTAL, HEAD = "#FFFBE6", "#DDEBF7", "#F2F2F2"
RED, PINK, AMBER, GREEN = "#FF9999", "#FFE1E1", "#FFE08A", "#E2F0D9"

_CELL = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
_BOXED = {**_CELL, "border": 1}
_OPEN = {"locked": False}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 14, "align": "center", "valign": "vcenter", "text_wrap": True},
    "line": {**_CELL, "font_size": 9, "text_wrap": False},
    "text": {**_CELL, "valign": "top"},
    "heading_line": {**_CELL, "bold": True, "font_size": 11, "text_wrap": False},
    "heading": {**_CELL, "bold": True, "font_size": 11},
    "label": {**_BOXED, "bg_color": HEAD, "align": "center"},
    "label_left": {**_BOXED, "bg_color": HEAD},
    "count": {**_BOXED, **_OPEN, "bg_color": INPUT, "align": "center", "num_format": "0"},
    "money": {**_BOXED, **_OPEN, "bg_color": INPUT, "align": "center", "num_format": "0.####"},
    "signed": {**_BOXED, **_OPEN, "bg_color": INPUT, "align": "center", "num_format": "0"},
    "total": {**_BOXED, **_OPEN, "bg_color": TOTAL, "align": "center", "num_format": "0", "bold": True},
    "sum": {**_BOXED, "bg_color": TOTAL, "align": "center", "num_format": "General"},
    "marked": {**_BOXED, **_OPEN, "bg_color": RED, "align": "center", "num_format": "General"},
    "entry": {**_BOXED, **_OPEN, "bg_color": INPUT, "num_format": "@"},
    "entry_number": {**_BOXED, **_OPEN, "bg_color": INPUT, "num_format": "0", "align": "left"},
    "prose": {**_BOXED, **_OPEN, "bg_color": INPUT, "num_format": "@", "valign": "top", "font_size": 11},
    "state": {**_BOXED, "bold": True, "font_size": 12, "align": "center"},
    "check": {**_CELL, "font_size": 9, "font_color": "#666666", "align": "center"},
    "cell": {**_BOXED, "num_format": "General"},
    "cell_left": {**_BOXED, "num_format": "General", "align": "left"},
    "cell_open": {**_BOXED, "num_format": "General", "align": "left", "bg_color": RED},
    "cell_words": {**_BOXED, "num_format": "General", "align": "left", "bg_color": PINK},
    "cell_weak": {**_BOXED, "num_format": "General", "align": "left", "bg_color": AMBER},
    "state_bad": {**_BOXED, "align": "center", "bg_color": RED},
    "state_late": {**_BOXED, "align": "center", "bg_color": AMBER},
    "cell_center": {**_BOXED, "align": "center", "num_format": "General"},
    "link": {**_BOXED, "font_color": "#0563C1", "underline": 1, "align": "center"},
    "explanation": {**_BOXED, **_OPEN, "bg_color": INPUT, "num_format": "@"},
    "plain": {"font_name": FONT, "font_size": 9},
    "aside": {"font_name": FONT, "font_size": 9, "font_color": "#1F4E79", "valign": "vcenter"},
    "boxed": {"border": 1},
    "red": {"bg_color": RED},
    "pink": {"bg_color": PINK},
    "amber": {"bg_color": AMBER},
    "green": {"bg_color": GREEN},
}


def lines_needed(words: str, width: float) -> int:
    """Lines that words take in a column of this width; a Chinese character is two wide."""
    wide = [sum(2 if character > "\u2e7f" else 1 for character in line) for line in words.split("\n")]
    return sum(max(1, -(-size // max(1, int(width)))) for size in wide)


def money_format(plain: object) -> str:
    """The style of a money cell: whole amounts without a dangling decimal point."""
    return "count" if isinstance(plain, int) else "money"


class PlainSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """A sheet whose formulas go into the file as they are written.

    XlsxWriter searches each for functions newer than Excel 2010, to mark them as such. Ours use none, and the search
    takes as long as all the rest of building a workbook. Were XlsxWriter to rename this method, only time were lost.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")


class Canvas:
    """An XlsxWriter workbook and its formats by role."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._formats: dict[str, Any] = {}

    def __getitem__(self, role: str) -> Any:
        if role not in self._formats:
            self._formats[role] = self.workbook.add_format(STYLES[role])
        return self._formats[role]

    def sheet(self, name: str, *, protect: bool = True) -> Any:
        """A new sheet, protected without a password; rows and columns may be resized."""
        sheet = self.workbook.add_worksheet(name, PlainSheet)
        if protect:
            sheet.protect("", {"format_columns": True, "format_rows": True, "objects": False, "scenarios": False})
        return sheet

    def print_on_a4(self, sheet: Any, area: str, *, landscape: bool = False, pages_high: int = 1) -> None:
        """A4, one page wide, centred."""
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.print_area(area)
        sheet.fit_to_pages(1, pages_high)
        sheet.center_horizontally()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
