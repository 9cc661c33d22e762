"""Charts of a summary: each a small table of live formulas on its sheet and the chart drawn over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlreport.workbook.layout import CHARTS
from xlreport.workbook.styles import FONT, TITLE_FONT, Canvas, lines_needed

BLOCK_ROWS = 17
"""Rows of the sheet that a chart takes, its table beside it."""
TALLEST_TABLE = BLOCK_ROWS - 4
ROW_POINTS = 18
_LABEL_WIDTH, _NUMBER_WIDTH = 30, 9
WIDTHS = (_LABEL_WIDTH, *(_NUMBER_WIDTH,) * 3, 2, *(9,) * 9)
"""Those of the table's columns, of a gap, and of those that the chart lies on."""
_CHART_COLUMN = 5
_WIDTH, _HEIGHT = 600, 24 * (BLOCK_ROWS - 1) - 4
_COLOURS = ("#2F5597", "#F4B183", "#70AD47")
"""This year, last year; or up to three lines."""
_MARKERS, _DASHES = ("circle", "square", "triangle"), ("solid", "dash", "round_dot")
_GRID, _WORDS = "#D9D9D9", "#404040"

Live = tuple[str, int | float | str]
"""A formula and what it comes to; '' for the formula of a plain value."""


@dataclass(frozen=True)
class ChartBlock:
    """A chart and its table: ``labels`` down its first column, ``columns`` of numbers beside them with their ``heads``.

    ``kind`` is column, bar (the first label on top) or line. ``empty`` says what stands in the chart's place where
    all numbers are 0. ``places`` are plain helper formulas beside the table.
    """

    title: str
    kind: str
    heads: tuple[str, ...]
    labels: tuple[Live, ...]
    columns: tuple[tuple[Live, ...], ...]
    empty: str
    axis: str = "件"
    places: tuple[Live, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for column in self.columns for _, value in column)


def draw(canvas: Canvas, sheet: Any, top: int, block: ChartBlock) -> None:
    """Write the table at a row (counted from 0) and put the chart beside it."""
    sheet.write_string(top, 0, block.title, canvas["heading_line"])
    if block.is_empty:
        sheet.write_string(top + 1, 0, block.empty, canvas["line"])
        return
    for column, head in enumerate(block.heads):
        sheet.write_string(top + 1, column, head, canvas["label"])
    if block.places:
        sheet.write_string(top + 1, len(block.heads), "明细序号", canvas["check"])
    sheet.set_row(top + 1, 4 + 13 * max(lines_needed(head, _NUMBER_WIDTH) for head in block.heads[1:]))
    for row, label in enumerate(block.labels, top + 2):
        _write(sheet, row, 0, label, canvas["cell"])
    for column, values in enumerate(block.columns, 1):
        for row, value in enumerate(values, top + 2):
            _write(sheet, row, column, value, canvas["cell_center"])
    for row, place in enumerate(block.places, top + 2):
        _write(sheet, row, 1 + len(block.columns), place, canvas["check"])
    chart = _chart(canvas, block, top)
    sheet.insert_chart(top, _CHART_COLUMN, chart, {"object_position": 2, "description": block.title, "y_offset": 4})


def _write(sheet: Any, row: int, column: int, live: Live, style: Any) -> None:
    formula, value = live
    if formula:
        sheet.write_formula(row, column, formula, style, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _chart(canvas: Canvas, block: ChartBlock, top: int) -> Any:
    chart = canvas.workbook.add_chart({"type": block.kind})
    first, last = top + 2, top + 1 + len(block.labels)
    for place in range(1, 1 + len(block.columns)):
        chart.add_series(
            {
                "name": [CHARTS, top + 1, place],
                "categories": [CHARTS, first, 0, last, 0],
                "values": [CHARTS, first, place, last, place],
                "data_labels": {"value": True, "num_format": "#,##0;-#,##0;", "font": _font(9)}
                | ({"position": "below" if place == 2 else "above"} if block.kind == "line" else {}),
                **_looks(block.kind, place - 1),
            }
        )
    chart.set_title({"name": block.title, "name_font": _font(13, TITLE_FONT), "overlay": False})
    chart.set_legend({"none": True} if len(block.columns) == 1 else {"position": "bottom", "font": _font(9)})
    words: dict[str, Any] = {"num_font": _font(9), "line": {"color": _GRID}, "major_tick_mark": "none"}
    numbers: dict[str, Any] = {
        "num_font": _font(9),
        "num_format": "#,##0",
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.75}},
        "line": {"none": True},
        "name": block.axis,
        "name_font": _font(9) | {"rotation": 0, "bold": False},
    }
    lowest = min(value for column in block.columns for _, value in column if not isinstance(value, str))
    if lowest < 0:
        del numbers["min"]
    if block.kind == "bar":  # its labels stand on the y axis, from below; the first is to be on top
        chart.set_y_axis(words | {"reverse": True, "crossing": "max"})
        chart.set_x_axis(numbers)
    else:
        chart.set_x_axis(words)
        chart.set_y_axis(numbers)
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_chartarea({"border": {"color": _GRID}})
    return chart


def _looks(kind: str, place: int) -> dict[str, Any]:
    """How a series is drawn. Lines differ in more than their colour: most offices print in black and white."""
    colour = _COLOURS[place]
    if kind == "line":
        marker = {"type": _MARKERS[place], "size": 7, "fill": {"color": colour}, "border": {"color": colour}}
        return {"line": {"color": colour, "width": 2.25, "dash_type": _DASHES[place]}, "marker": marker}
    return {"fill": {"color": colour}, "gap": 60, "overlap": -5}


def _font(size: int, name: str = FONT) -> dict[str, Any]:
    return {"name": name, "size": size, "color": _WORDS, "bold": False}


def frame(canvas: Canvas, heading: str, note: str) -> Any:
    """The sheet with its heading, columns and rows."""
    sheet = canvas.sheet(CHARTS)
    sheet.set_default_row(ROW_POINTS)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string("A1", heading, canvas["heading_line"])
    sheet.write_string("A2", note, canvas["line"])
    sheet.hide_gridlines(2)
    return sheet
