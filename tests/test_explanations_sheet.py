"""审核说明 on the sheets of a workbook: where a text is typed, what it ends, and where it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.explained import base, explained, of, row_of, saved, typed
from xlreport.excel.result_block import CheckSheet, finding_rows
from xlreport.files.grids import read_book
from xlreport.findings.model import Explanation
from xlreport.workbook.locate import judge
from xlreport.workbook.mark import write_marked
from xlreport.workbook.read import judge_reading, read_workbook
from xlreport.workbook.standing import carried, sentence


class TestOnTheSheet:
    def test_a_text_typed_by_hand_is_tied_when_it_is_read(self, tmp_path: Path) -> None:
        path = typed(saved(base(), tmp_path / "a.xlsx"), ("L2", "", "系统故障"), ("N1", "", "只写本级机关"))
        reading = read_workbook(path)
        assert {(one.code, one.cells) for one in reading.report.explanations} == {
            ("L2", ("封面!C9",)),
            ("N1", ("表三!J6", "文字部分!B5")),
            ("N1", ("表三!J29", "文字部分!B5")),
        }
        assert all(one.explained for code in ("L2", "N1") for one in of(code, judge_reading(reading)))

    def test_a_fresh_copy_remembers_the_values_of_then(self, tmp_path: Path) -> None:
        path = typed(saved(base(), tmp_path / "a.xlsx"), ("V5", "表二", "没有这类事项"))
        report = read_workbook(path).report
        copy = saved(report, tmp_path / "b.xlsx")
        book = openpyxl.load_workbook(copy)
        sheet = book["校验"]
        assert sheet.cell(row_of(sheet, "V5", "表二"), 9).value == "没有这类事项"
        hidden = sheet.column_dimensions["J"]
        assert (hidden.hidden, hidden.min, hidden.max) == (True, 10, 12)
        # a clerk fills one cell and leaves another blank: the text beside the line was not written for that
        book["表二"]["B9"], book["表二"]["B13"] = 3, None
        book.save(copy)
        now = read_workbook(copy)
        assert now.report.explanations == report.explanations
        blanks = {one.cell: one.explained for one in of("V5", judge_reading(now))}
        assert blanks == {"B12": "没有这类事项", "B13": ""}

    def test_a_text_changed_by_hand_is_about_what_is_there_now(self, tmp_path: Path) -> None:
        copy = saved(explained(base(), "L2", "系统故障"), tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(copy)
        book["封面"]["C9"] = "2022-03-01"
        book.save(copy)
        assert [one.explained for one in of("L2", judge_reading(read_workbook(copy)))] == [""]
        typed(copy, ("L2", "", "系统故障，三月才恢复"))
        assert [one.explained for one in of("L2", judge_reading(read_workbook(copy)))] == ["系统故障，三月才恢复"]

    def test_several_explanations_of_a_line_are_shown_with_their_cells(self, tmp_path: Path) -> None:
        first, second = explained(base(), "N1", "x").explanations
        both = (replace(first, text="只写本级机关"), replace(second, text="含上年结转"))
        copy = saved(replace(base(), explanations=both), tmp_path / "a.xlsx")
        sheet = openpyxl.load_workbook(copy)["校验"]
        shown = sheet.cell(row_of(sheet, "N1"), 9).value
        assert shown == "表三!J6、文字部分!B5：只写本级机关\n表三!J29、文字部分!B5：含上年结转"
        assert read_workbook(copy).report.explanations == both

    def test_rules_on_last_year_take_a_text_before_anything_is_found(self, tmp_path: Path) -> None:
        path = typed(saved(base(), tmp_path / "a.xlsx"), ("Y1", "", "上年多报一件"))
        report = read_workbook(path).report
        assert report.explanations == (Explanation("Y1", (), (), "上年多报一件"),)
        last = replace(base(), year=2020, explanations=())
        findings = judge(report, last_year=(last,))
        warned = [one for one in of("Y1", findings) if one.severity == "warning"]
        assert warned
        assert {one.explained for one in warned} == {"上年多报一件"}
        bound, dropped = carried(report, findings, with_last_year=True)
        assert dropped == ()
        assert {one.cells for one in bound.explanations} == {tuple(cell for cell, _ in one.tied) for one in warned}
        assert read_workbook(saved(bound, tmp_path / "b.xlsx")).report.explanations == bound.explanations

    def test_texts_that_explain_nothing_are_named(self, tmp_path: Path) -> None:
        texts = (("L3", "", "情况属实。"), ("L2", "", "经核实，无误！"), ("V5", "表四", "没有复议诉讼"))
        path = typed(saved(base(), tmp_path / "a.xlsx"), *texts)
        reading = read_workbook(path)
        assert reading.report.explanations == ()
        assert {(one.code, one.why) for one in reading.refused} == {("L3", "empty"), ("L2", "empty"), ("V5", "nothing")}
        sheet = openpyxl.load_workbook(path)["校验"]
        words = "".join(map(sentence, reading.refused))
        assert f"校验!I{row_of(sheet, 'L3')} 的审核说明“情况属实。”没有说明原因" in words
        assert f"校验!I{row_of(sheet, 'V5', '表四')} 的审核说明“没有复议诉讼”没有可以说明的 V5 警告" in words

    def test_a_workbook_of_before_is_read(self, tmp_path: Path) -> None:
        path = saved(explained(base(), "V5", "没有这类事项"), tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(path)
        book["校验"].delete_cols(12, 3)
        book.save(path)
        (one,) = read_workbook(path).report.explanations
        assert (one.cells, one.values, one.text) == (("表二!B9", "表二!B12"), (None, None), "没有这类事项")

    @pytest.mark.parametrize("stored", ["[", '[{"code":"V5","cells":["表二!B9"],"values":[],"text":"x"}]'])
    def test_what_is_stored_wrongly_counts_for_nothing(self, stored: str, tmp_path: Path) -> None:
        path = saved(explained(base(), "V5", "没有这类事项"), tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(path)
        book["校验"].cell(row_of(book["校验"], "V5", "表二"), 12).value = stored
        book.save(path)
        assert all(one.explained == "没有这类事项" for one in of("V5", judge_reading(read_workbook(path))))

    def test_a_marked_copy_keeps_it_and_shows_it(self, tmp_path: Path) -> None:
        report = explained(base(), "L3", "由上级统一收取")
        write_marked(report, judge(report), tmp_path / "m.xlsx")
        assert read_workbook(tmp_path / "m.xlsx").report.explanations == report.explanations
        shown = [row[5] for row in openpyxl.load_workbook(tmp_path / "m.xlsx")["问题清单"].iter_rows(values_only=True)]
        assert shown.count("由上级统一收取") == 1

    def test_the_button_keeps_the_text_and_says_that_all_is_explained(self, tmp_path: Path) -> None:
        report = explained(base(), "N1", "只写本级机关")
        book = read_book(saved(report, tmp_path / "a.xlsx"))
        findings = judge(report)
        block = CheckSheet(book.grid("校验"), report.form).block(finding_rows(findings, datetime(2022, 1, 1)), findings)
        lines = {str(row[0]).lstrip("'"): [str(cell).lstrip("'") for cell in row] for row in block.rows[:27]}
        assert lines["N1"][6:] == ["2 处已说明", "表三!J6", "只写本级机关"]
        assert lines["L3"][6:8] == ["1 处", "文字部分!B10"]
        assert lines["L4"][6] == "通过"
        assert lines["Y1"][6] == "需与上年比较"

    def test_lines_that_can_only_be_errors_take_no_text(self, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(saved(base(), tmp_path / "a.xlsx"))
        sheet = book["校验"]
        open_rows = {
            sheet.cell(row, 1).value for row in range(6, sheet.max_row + 1) if not sheet.cell(row, 9).protection.locked
        }
        assert {
            "V4",
            "V5",
            "F4",
            "F5",
            "L1",
            "L2",
            "L3",
            "L4",
            "L5",
            "L6",
            "Y1",
            "N1",
            "N2",
            "N3",
            "P1",
            "P4",
        } <= open_rows
        assert open_rows.isdisjoint({"V1", "V2", "V3", "B1", "B2", "B3", "B4", "F1", "F2"})
