"""How lists, the comparison and charts come out on paper: heads, notes read whole, black and white."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.county.test_compared_sheet import asked, beside, charts, county, written
from xlreport.county.compare import compare_reports
from xlreport.county.compare_book import write_comparison
from xlreport.county.dispatch import Parcel
from xlreport.county.dispatch_list import write_list
from xlreport.county.list_sheet import ListSheet, running_head
from xlreport.county.roster import Unit
from xlreport.report import Provenance
from xlreport.workbook.plain_book import write_plain_book
from xlreport.workbook.styles import Canvas


def listed(note: str, folder: Path, head: str = "甲&乙县" + "汇" * 300) -> Worksheet:
    def draw(canvas: Canvas) -> None:
        page = ListSheet(canvas, "表", ("单位", "文件"), (20, 20), note)
        page.add(("甲局", "甲局.xlsx"))
        page.finish()
        running_head(page.sheet, head)

    write_plain_book(folder / "s.xlsx", "表", draw)
    return openpyxl.load_workbook(folder / "s.xlsx")["表"]


def test_a_note_wider_than_its_list_goes_on_several_lines(tmp_path: Path) -> None:
    sheet = listed("名册注明不计入汇总：" + "甲镇、" * 14, tmp_path)  # 10 + 42 letters, 20 on a line
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A2:B2"]
    assert sheet["A2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 3 * 13
    assert listed("短", tmp_path).merged_cells.ranges == set()


def test_a_name_of_digits_is_no_size_of_the_font(tmp_path: Path) -> None:
    assert listed("", tmp_path, "731管委会").oddHeader.left.size == 9


def test_a_running_head_is_short_enough_for_excel_and_shows_an_ampersand(tmp_path: Path) -> None:
    listed("", tmp_path)
    with zipfile.ZipFile(tmp_path / "s.xlsx") as packed:
        (head,) = re.findall("<oddHeader>(.*)</oddHeader>", packed.read("xl/worksheets/sheet1.xml").decode())
    assert head.startswith("&amp;L&amp;9甲&amp;&amp;乙县汇")
    assert head.endswith("&amp;R&amp;9&amp;A")
    assert len(head.replace("&amp;", "&")) <= 255


def test_what_programs_read_of_the_dispatch_list_is_not_on_its_paper(tmp_path: Path) -> None:
    write_list([Parcel(Unit("甲局"), 2025, "甲局.xlsx", sha256="0" * 64)], tmp_path / "s.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["分发清单"]
    last = re.fullmatch(r"'分发清单'!\$A\$1:\$([A-Z])\$4", sheet.print_area)
    assert last
    printed = [cell.value for cell in sheet[3][: ord(last[1]) - ord("A") + 1]]
    assert printed == ["序号", "单位", "上级单位", "文件", "公布期限", "联系人", "电话", "备注"]
    assert "SHA-256" in [cell.value for cell in sheet[3]]


def test_a_comparison_repeats_its_heads_and_names_rows_without_what_they_share(tmp_path: Path) -> None:
    write_comparison(compare_reports(asked("甲县", 4, 2022), asked("甲县", 5)), tmp_path / "s.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["表三"]
    assert sheet.print_title_rows == "$5:$5"
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
    rows = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(6, sheet.max_row + 1)}
    assert rows["D8"] == "（一）予以公开"
    assert rows["D10"] == "（三）不予公开　1.属于国家秘密"
    assert str(sheet["A2"].value).startswith("A：甲县 2022 年度")


def test_lines_of_a_chart_can_be_told_apart_without_colours(tmp_path: Path) -> None:
    past = [
        replace(asked(name, year - 2016, year), provenance=Provenance(f"{year}.xlsx"))
        for name in ("甲县", "甲局")
        for year in (2022, 2021)
    ]
    merged = beside(county(asked("甲局", 8)), *past[:2], rows=tuple(past[2:]))
    written(merged, tmp_path)
    (lines,) = [chart for chart in charts(tmp_path / "s.xlsx") if "lineChart" in chart]
    series = re.findall("<c:ser>.*?</c:ser>", lines, re.DOTALL)
    looks = [(re.findall('symbol val="(.*?)"', one), re.findall('prstDash val="(.*?)"', one)[:1]) for one in series]
    assert len(looks) == 3
    assert len({str(symbol) for symbol, _ in looks}) == 3
    assert len({str(dash) for _, dash in looks}) == 3
