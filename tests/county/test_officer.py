"""What the officer decides beside the units: errors let pass, sums adjusted, units chosen."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.report import Report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.layout import places

MADE = "table2.normative_documents.made"
NAMES = ("甲局", "乙局", "丙局")


def unit(name: str, **changes: int) -> Report:
    report = balanced_report(load("2021"), random.Random(name), agency=name, year=2023)
    return report.with_values({key.replace("__", "."): number(value) for key, value in changes.items()})


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Three units of which 乙局's 表四 does not balance."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        report = unit(name)
        if name == "乙局":
            pending = report["table4.review.total"].scaled // 10_000 + 1
            report = report.with_values({"table4.review.total": number(pending)})
        build_workbook(report, folder / f"{name}.xlsx")
    return folder


def roster(path: Path, **sheets: list[list[object]]) -> str:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "名册"
    page.append(["单位名称"])
    for name in NAMES:
        page.append([name])
    for title, rows in sheets.items():
        other = book.create_sheet(title)
        for row in rows:
            other.append(row)
    book.save(path)
    return str(path)


def consolidated(capsys: pytest.CaptureFixture[str], county: Path, *more: str) -> tuple[int, Any, str]:
    target = county.parent / "s.xlsx"
    target.unlink(missing_ok=True)
    code = run(["consolidate", str(county), "-o", str(target), "--json", *more])
    said = capsys.readouterr()
    return code, json.loads(said.out or "null"), said.err


def decisions(data: Any) -> dict[str, str]:
    return {one["agency"]: one["decision"] for one in data["units"]}


class TestLetPass:
    def test_without_it_the_unit_is_sent_back(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, data, _ = consolidated(capsys, county)
        assert (code, decisions(data)["乙局"]) == (1, "refused")

    def test_one_named_error_counts_with_its_reason(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, data, said = consolidated(capsys, county, "--accept", "乙局", "B4", "一件跨年案件两级重复统计，已函告")
        (one,) = [entry for entry in data["units"] if entry["agency"] == "乙局"]
        assert (one["decision"], one["failing"]) == ("accepted", False)
        assert "放行：一件跨年案件两级重复统计，已函告" in one["reason"]
        assert [found["explained"] for found in one["findings"] if found["code"] == "B4"] == [
            "放行：一件跨年案件两级重复统计，已函告"
        ]
        assert said == ""

    def test_the_sheet_of_the_roster_does_the_same(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        sheet = [["单位", "代码", "理由"], ["乙局", "B4", "案件跨年，已核对原件"]]
        _, data, _ = consolidated(capsys, county, "--roster", roster(county.parent / "r.xlsx", 放行=sheet))
        assert decisions(data)["乙局"] == "accepted"

    def test_another_error_of_the_unit_still_stops_it(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        report = unit("乙局").with_values({"table4.review.total": number(99_999), MADE: number(-1)})
        build_workbook(report, county / "乙局.xlsx")
        _, data, _ = consolidated(capsys, county, "--accept", "乙局", "B4", "案件跨年，已核对原件")
        assert decisions(data)["乙局"] == "refused"

    def test_one_that_lets_nothing_pass_is_named(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, _, said = consolidated(capsys, county, "--accept", "甲局", "B1", "案件跨年，已核对原件")
        assert "放行“甲局”的 B1 没有用上：该单位没有这个错误" in said

    def test_one_for_a_part_of_a_name_is_told_the_name(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book = roster(county.parent / "r.xlsx")
        _, data, said = consolidated(capsys, county, "--roster", book, "--accept", "乙", "B4", "案件跨年，已核对原件")
        assert "放行“乙”的 B4 没有用上：没有这个单位，名册上有“乙局”" in said
        assert decisions(data)["乙局"] == "refused"

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("乙局", "B9", "理由充分"), "“B9”不是规则的代码"),
            (("乙局", "C4", "理由充分"), "“C4”不能放行"),
            (("乙局", "B4", "核实无误"), "“核实无误”没有说明原因"),
        ],
    )
    def test_what_cannot_be_let_pass_is_refused(
        self, words: tuple[str, str, str], why: str, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["consolidate", str(county), "-o", str(county.parent / "s.xlsx"), "--accept", *words]) == 2
        assert why in capsys.readouterr().err


class TestAdjustments:
    def adjusted(self, county: Path, capsys: pytest.CaptureFixture[str], rows: list[list[object]]) -> Any:
        sheet = [["单元格", "数额", "理由", "经办人"], *rows]
        book = roster(county.parent / "r.xlsx", 调整=sheet)
        code, data, said = consolidated(capsys, county, "--roster", book, "--include-failing")
        return code, data, said

    def test_a_joint_document_is_counted_once(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        cell = str(places(load("2021"))[MADE])
        _, data, _ = self.adjusted(county, capsys, [[cell, -2, "三家联合发文一件", "张三"]])
        plain = sum(unit(name)[MADE].scaled for name in NAMES) // 10_000
        assert data["summary"]["table2"]["行政规范性文件"][0] == plain - 2

    def test_totals_follow_and_every_difference_is_explained_on_the_sheet(
        self, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        spots = places(load("2021"))
        granted, new = "table3.result.granted.natural", "table3.received.new.natural"
        rows: list[list[object]] = [[str(spots[granted]), 3, "补报", "李四"], [str(spots[new]), 3, "补报", "李四"]]
        self.adjusted(county, capsys, rows)
        book = openpyxl.load_workbook(county.parent / "s.xlsx", data_only=True)
        lines = {row[0]: row[2:5] for row in book["调整"].iter_rows(min_row=8, values_only=True) if row[0]}
        for name in (granted, new, "table3.result.granted.total", "table3.result.total.natural"):
            plain = sum(unit(one)[name].scaled for one in NAMES) // 10_000
            assert lines[str(spots[name])] == (plain, 3, plain + 3)
            assert book[spots[name].sheet][spots[name].cell].value == plain + 3
        formulas = openpyxl.load_workbook(county.parent / "s.xlsx")
        held = formulas["表三"][spots[granted].cell].value
        assert "单位明细!" in held and "调整!" in held

    def test_one_that_leaves_fewer_than_none_is_an_error_everywhere(
        self, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        build_workbook(unit("乙局"), county / "乙局.xlsx")
        cell = str(places(load("2021"))[MADE])
        sheet: list[list[object]] = [["单元格", "数额", "理由", "经办人"], [cell, -1_000_000, "误写", "张三"]]
        book = roster(county.parent / "r.xlsx", 调整=sheet)
        target = county.parent / "s.xlsx"
        assert run(["consolidate", str(county), "-o", str(target), "--roster", book]) == 1
        assert "错误 V2：" in capsys.readouterr().out
        made = openpyxl.load_workbook(target)
        assert "V2" in {row[1] for row in made["概况"].iter_rows(values_only=True) if row[0] == "调整后的问题"}
        assert cell in {row[4] for row in made["问题清单"].iter_rows(values_only=True) if row[2] == "V2"}

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (["表二!A1", 1, "理由", "张三"], "不是法定表格里填数字的单元格"),
            (["表三!J6", 1, "理由", "张三"], "是合计"),
            (["表二!D6", "两件", "理由", "张三"], "不是不为 0 的数字"),
            (["表二!D6", 1.5, "理由", "张三"], "不是整数"),
            (["表二!D6", 1.00001, "理由", "张三"], "件数应为整数"),
            (["表二!B16", 0.12345, "理由", "张三"], "多于 4 位小数"),
            (["表二!D6", 1, "", "张三"], "没有写理由"),
            (["表二!D6", 1, "理由", ""], "没有写经办人"),
        ],
    )
    def test_what_is_no_adjustment_is_named_with_its_row(
        self, row: list[object], why: str, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, _, said = self.adjusted(county, capsys, [row])
        assert code == 3
        assert "工作表“调整”第 2 行" in said
        assert why in said


class TestChosenUnits:
    def test_only(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book = roster(county.parent / "r.xlsx")
        _, data, _ = consolidated(capsys, county, "--roster", book, "--only", "甲局")
        assert decisions(data) == {"甲局": "accepted", "乙局": "ignored", "丙局": "ignored"}
        assert (data["counts"]["due"], data["counts"]["missing"]) == (1, 0)

    def test_exclude(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, data, said = consolidated(capsys, county, "--exclude", "乙局")
        assert (code, decisions(data)) == (0, {"甲局": "accepted", "乙局": "ignored", "丙局": "accepted"})
        assert "只汇总了部分单位，这不是全部单位的合计" in said
        assert data["notes"]

    def test_a_name_that_nobody_bears_stops_it(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, data, said = consolidated(capsys, county, "--exclude", "丁局")
        assert (code, data) == (2, None)
        assert "--exclude 的“丁局”不是任何一个单位的名称" in said
        assert not (county.parent / "s.xlsx").exists()

    def test_a_part_of_a_name_is_answered_with_the_names_that_hold_it(
        self, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = roster(county.parent / "r.xlsx")
        code, _, said = consolidated(capsys, county, "--roster", book, "--only", "乙")
        assert code == 2
        assert "--only 的“乙”不是任何一个单位的名称、简称或代码，名册上有“乙局”，没有汇总" in said

    @pytest.mark.parametrize("given", ["乙", "11532503mb1a000018"])
    def test_an_alias_and_a_code_name_a_unit(
        self, given: str, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        for row in (["单位名称", "简称", "统一社会信用代码"], ["甲局"], ["乙局", "乙", "11532503MB1A000018"], ["丙局"]):
            page.append(row)
        page = book.create_sheet("放行")
        for row in (["单位", "代码", "理由"], ["乙", "b4", "案件跨年，已核对原件"]):
            page.append(row)
        book.save(county.parent / "r.xlsx")
        _, data, _ = consolidated(capsys, county, "--roster", str(county.parent / "r.xlsx"), "--only", given)
        assert decisions(data) == {"甲局": "ignored", "乙局": "accepted", "丙局": "ignored"}

    def test_adjustments_of_the_county_do_not_touch_a_part(
        self, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cell = str(places(load("2021"))[MADE])
        sheet: list[list[object]] = [["单元格", "数额", "理由", "经办人"], [cell, -2, "三家联合发文", "张三"]]
        book = roster(county.parent / "r.xlsx", 调整=sheet)
        _, data, said = consolidated(capsys, county, "--roster", book, "--only", "甲局")
        assert data["summary"]["table2"]["行政规范性文件"][0] == unit("甲局")[MADE].scaled // 10_000
        assert "1 笔调整没有计入" in said


class TestWhoCounts:
    def roster(self, county: Path, rows: list[list[object]]) -> str:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.append(["单位名称", "计入汇总", "代报", "公布期限"])
        for row in rows:
            page.append(row)
        book.save(county.parent / "r.xlsx")
        return str(county.parent / "r.xlsx")

    def test_a_unit_that_is_not_counted_has_reported(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book = self.roster(county, [["甲局"], ["乙局"], ["丙局", "否"]])
        _, data, _ = consolidated(capsys, county, "--roster", book)
        assert (decisions(data)["丙局"], data["counts"]["missing"]) == ("ignored", 0)
        made = sum(unit(name)[MADE].scaled for name in ("甲局",)) // 10_000
        assert data["summary"]["table2"]["行政规范性文件"][0] == made

    def test_a_unit_whose_numbers_another_reports_is_not_missing(
        self, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = self.roster(county, [["甲局"], ["乙局"], ["丙局"], ["丁办", "", "甲局"], ["戊办", "", "己局"]])
        _, data, _ = consolidated(capsys, county, "--roster", book)
        assert [one["message"] for one in data["findings"] if one["code"] == "C1"] == ["缺报：戊办没有报送"]
        page = openpyxl.load_workbook(county.parent / "s.xlsx")["报送情况"]
        states = {row[1]: row[5] for row in page.iter_rows(min_row=4, values_only=True) if row[1]}
        assert states == {"甲局": "计入", "乙局": "退回", "丙局": "计入", "丁办": "由甲局代报", "戊办": "缺报"}

    def test_a_unit_that_another_reports_does_not_count_twice(
        self, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = self.roster(county, [["甲局"], ["乙局"], ["丙局", "", "甲局"]])
        _, data, _ = consolidated(capsys, county, "--roster", book)
        (one,) = [entry for entry in data["units"] if entry["agency"] == "丙局"]
        assert (one["decision"], one["reason"]) == ("ignored", "名册注明由甲局代报，没有重复计入")
        assert data["summary"]["table2"]["行政规范性文件"][0] == unit("甲局")[MADE].scaled // 10_000

    def test_a_deadline_of_its_own_binds_a_unit(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        late = unit("甲局")
        build_workbook(replace(late, cover=replace(late.cover, date="2024-02-20")), county / "甲局.xlsx")
        book = self.roster(county, [["甲局", "", "", "2024-02-15"], ["乙局"], ["丙局"]])
        _, data, _ = consolidated(capsys, county, "--roster", book)
        (one,) = [entry for entry in data["units"] if entry["agency"] == "甲局"]
        assert [found["difference"] for found in one["findings"] if found["code"] == "L2"] == [5]
        page = openpyxl.load_workbook(county.parent / "s.xlsx")["报送情况"]
        (days,) = [row[9] for row in page.iter_rows(min_row=4, values_only=True) if row[1] == "甲局"]
        assert days == 5


class TestSentBack:
    def test_a_message_and_a_page_for_each_unit(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out = county.parent / "退回"
        consolidated(capsys, county, "--returns", str(out), "--agency", "甲县人民政府办公室")
        assert sorted(path.name for path in out.iterdir()) == ["退回-乙局.docx", "退回-乙局.txt"]
        lines = (out / "退回-乙局.txt").read_text("utf-8").rstrip("\n").split("\n")
        total = unit("乙局")["table4.review.total"].scaled // 10_000
        assert lines[0] == "【退回】乙局：2023年度报告有 1 处错误，请改正后重新报送。"
        assert lines[1].startswith(f"1. 表四“行政复议”总计为 {total + 1}，各项合计为 {total}，差 1。")
        assert len(lines) == 3

    def test_no_message_has_more_than_ten_lines_or_a_phone_number(self) -> None:
        from xlreport.county.returns import Complaint, Returned, message, without_phones

        many = Returned("乙局", "乙局.xlsx", tuple(Complaint("表三!D6", f"第 {n} 处", "请改") for n in range(1, 31)))
        lines = message(many, 2023).split("\n")
        assert len(lines) == 10
        assert lines[-2] == "其余 23 条（23 处：表三!D6）怎样改，见退回单。"
        assert without_phones("填的是“13812345678”，不是数字") == "填的是“（电话）”，不是数字"
        assert without_phones("填的是“1381234567”，不是数字") == "填的是“1381234567”，不是数字"


class TestAnotherSummary:
    @pytest.mark.parametrize(("year", "agency"), [("2022", "甲县"), ("2023", "乙县")])
    def test_that_of_another_year_or_body_is_not_replaced(
        self, year: str, agency: str, county: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        target = county.parent / "s.xlsx"
        run(["consolidate", str(county), "-o", str(target), "--year", "2023", "--agency", "甲县"])
        before = target.read_bytes()
        capsys.readouterr()
        arguments = ["--year", year, "--agency", agency]
        assert run(["consolidate", str(county), "-o", str(target), *arguments]) == 3
        assert "s.xlsx 是甲县 2023 年度的汇总表，没有覆盖" in capsys.readouterr().err
        assert target.read_bytes() == before


class TestSecondRun:
    def run(self, county: Path, capsys: pytest.CaptureFixture[str]) -> Any:
        run(["consolidate", str(county), "-o", str(county.parent / "s.xlsx"), "--json"])
        return json.loads(capsys.readouterr().out)["changes"]

    def test_what_changed_is_named_by_unit_and_cell(self, county: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(county, capsys) is None
        assert self.run(county, capsys) == []
        made = unit("甲局")[MADE].scaled // 10_000
        build_workbook(unit("甲局", table2__normative_documents__made=made + 5), county / "甲局.xlsx")
        build_workbook(unit("乙局"), county / "乙局.xlsx")
        (county / "丙局.xlsx").unlink()
        changes = {(one["agency"], one["kind"]): one for one in self.run(county, capsys)}
        assert set(changes) == {("甲局", "改动"), ("乙局", "新计入"), ("丙局", "不再计入")}
        moved = changes["甲局", "改动"]
        assert (moved["row"], moved["column"], moved["before"], moved["after"]) == (
            "行政规范性文件",
            "本年制发件数",
            made,
            made + 5,
        )


def test_no_phone_number_leaves_in_the_name_of_a_file_or_unit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "报送", tmp_path / "退回"
    folder.mkdir()
    out.mkdir()
    (out / "退回-旧局.txt").write_text("上一次的", encoding="utf-8")
    broken = unit("乙局13800138000").with_values({"table4.review.total": number(99999)})
    build_workbook(broken, folder / "乙局13800138000.xlsx")
    (folder / "空13900139000.xlsx").write_bytes(b"")
    target = str(tmp_path / "汇总.xlsx")
    run(["consolidate", str(folder), "-o", target, "--year", "2021", "--returns", str(out)])
    shown = capsys.readouterr()
    assert "退回-旧局.txt，这次没有重写" in shown.out + shown.err
    assert (out / "退回-旧局.txt").exists()
    written = sorted(path.name for path in out.glob("*.txt") if "旧局" not in path.name)
    assert len(written) == 2
    said = "".join([*written, *((out / name).read_text(encoding="utf-8") for name in written)])
    assert "13800138000" not in said
    assert "13900139000" not in said
