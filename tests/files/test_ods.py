"""Cells of OpenDocument spreadsheets: repeats, covered cells, errors, dates, formulas, spaces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bad_input.spoil import ods
from xlreport.files.grids import DATE, ERROR, LOGICAL, NUMBER, UNCACHED, WORDS, Cell, Grid, read_book

_SHORT = {
    r"(</?)cell\b": r"\1table:table-cell",
    r"(</?)covered\b": r"\1table:covered-table-cell",
    r"(</?)row\b": r"\1table:table-row",
    r"(</?)p\b": r"\1text:p",
    r" type=": " office:value-type=",
    r" value=": " office:value=",
    r" formula=": " table:formula=",
    r" number-": " table:number-",
}
"""The tests leave out what every name of the format carries."""


def grid(folder: Path, rows: str) -> Grid:
    for short, long in _SHORT.items():
        rows = re.sub(short, long, rows)
    path = folder / "甲.ods"
    path.write_bytes(ods(f'<table:table table:name="甲">{rows}</table:table>'))
    return read_book(path).grid("甲")


CELLS = {
    '<cell type="float" value="1.5"><p>1.50</p></cell>': Cell(NUMBER, "1.5"),
    '<cell type="percentage" value="0.5"/>': Cell(NUMBER, "0.5"),
    '<cell type="string"><p>三</p><p>件</p></cell>': Cell(WORDS, "三\n件"),
    '<cell type="string"><p>三<text:s text:c="2"/>件<text:tab/>。</p></cell>': Cell(WORDS, "三  件\t。"),
    '<cell type="string"><p>三<text:span>件</text:span>。</p></cell>': Cell(WORDS, "三件。"),
    '<cell type="boolean" office:boolean-value="true"><p>真</p></cell>': Cell(LOGICAL, "TRUE"),
    '<cell type="date" office:date-value="2024-01-20"/>': Cell(DATE, "2024-01-20"),
    '<cell formula="of:=SUM([.A1:.A3])" type="float" value="7"/>': Cell(NUMBER, "7", "SUM([.A1:.A3])"),
    '<cell formula="of:=1+1"/>': Cell(UNCACHED, "", "1+1"),
    '<cell formula="of:=1/0" type="string" calcext:value-type="error"><p>#DIV/0!</p></cell>': Cell(
        ERROR, "#DIV/0!", "1/0"
    ),
    '<cell formula="of:=X" type="float" value="0"><p>Err:508</p></cell>': Cell(ERROR, "Err:508", "X"),
    "<cell/>": None,
}


@pytest.mark.parametrize("xml", CELLS)
def test_kind_of_cell(xml: str, tmp_path: Path) -> None:
    assert grid(tmp_path, f"<row>{xml}</row>").cells.get((1, 1)) == CELLS[xml]


def test_repeated_and_covered_cells(tmp_path: Path) -> None:
    rows = (
        '<row number-rows-repeated="3"><cell/></row>'
        '<row number-rows-repeated="2"><cell number-columns-repeated="2"/>'
        '<cell number-columns-repeated="2" type="float" value="1"/></row>'
        '<row><cell number-columns-spanned="2" number-rows-spanned="3" '
        'type="float" value="2"/><covered type="float" value="3"/>'
        '<cell type="float" value="4"/></row>'
    )
    found = grid(tmp_path, rows)
    assert {spot: cell.value for spot, cell in found.cells.items()} == {
        (4, 3): "1", (4, 4): "1", (5, 3): "1", (5, 4): "1", (6, 1): "2", (6, 2): "3", (6, 3): "4",
    }  # fmt: skip
    assert [str(box) for box in found.merges] == ["A6:B8"]


def test_empty_repeats_cost_nothing(tmp_path: Path) -> None:
    """What LibreOffice writes below the last row."""
    rows = (
        '<row><cell type="float" value="1"/>'
        '<cell number-columns-repeated="16383"/></row>'
        '<row number-rows-repeated="1048575"><cell number-columns-repeated="16384"/>'
        "</row>"
    )
    assert grid(tmp_path, rows).cells == {(1, 1): Cell(NUMBER, "1")}
