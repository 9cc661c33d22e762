"""A roster with faults that do not stop it: they are told where it is used and do no harm; how it may be saved."""

from __future__ import annotations

import codecs
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.county.test_hierarchy import county, lines, of_nodes, written
from tests.rules.cases_of_codes import report_of
from xlreport.console.app import run
from xlreport.county.dispatch import Wanted, plan
from xlreport.county.last_year import LastYears
from xlreport.county.roster import Roster, Unit, read_roster
from xlreport.findings.model import FileProblem
from xlreport.numbers import number

TOWN = (Unit("甲镇人民政府", counted=False), Unit("甲镇财政所", parent="甲镇人民政府"))
TYPO = Unit("甲镇水利站", parent="甲镇政府")
HEADS = ["单元格", "数额", "理由", "经办人"]
GIVEN = {"甲镇人民政府": (12, "0"), "甲镇财政所": (10, "0"), "甲镇水利站": (2, "0")}


def saved(folder: Path, words: str, encoding: str = "utf-8", name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_bytes(words.encode(encoding))
    return path


class TestParentOnNoRow:
    def test_it_makes_no_group_and_no_false_difference(self, tmp_path: Path) -> None:
        merged = county(GIVEN, (*TOWN, TYPO))
        assert of_nodes(merged) == [], "12 is the sum, once the parent is spelt right"
        groups = [row[0].strip("　") for row in lines(written(merged, tmp_path / "s.xlsx"))]
        assert "甲镇人民政府" in groups
        assert "甲镇政府" not in groups

    def test_a_difference_is_still_found_where_no_parent_is_in_doubt(self) -> None:
        assert of_nodes(county(GIVEN, (*TOWN, replace(TYPO, parent="")))) != [], "12 against 10"

    def test_the_first_fault_is_told_where_the_roster_is_used(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = saved(tmp_path, "单位名称,上级单位\n甲局,\n乙局,丁局\n丙局,戊局\n")
        assert run(["dispatch", "--roster", str(path), "--year", "2025", "-o", str(tmp_path / "发")]) == 0
        told = "名册有 2 处要改，运行 xlreport roster check 查看：第 3 行的上级单位“丁局”不在名册上"
        assert told in capsys.readouterr().err
        merged = county({"甲局": (1, "0")}, read_roster(path).units)
        assert merged.notes == (), "a roster without faults is not spoken of"
        folder = tmp_path / "空"
        folder.mkdir()
        run(["consolidate", str(folder), "--roster", str(path), "--year", "2025", "-o", str(tmp_path / "s.xlsx")])
        assert told in capsys.readouterr().err


class TestPredecessors:
    def expected(self, *units: Unit) -> list[tuple[str, str]]:
        before = tuple(
            report_of({"agency": name}, year=2024).with_values({"table3.carried_forward.natural": number(3)})
            for name in ("旧局", "乙局", "丙局")
        )
        parcels = plan(Wanted(Roster(units), 2025, LastYears(Path("去年"), before), zeros=True))
        return [(parcel.expected, parcel.remark) for parcel in parcels]

    def test_one_that_two_units_claim_foretells_neither(self) -> None:
        found = self.expected(Unit("甲局", predecessors=("旧局",)), Unit("丁局", predecessors=("旧局",)), Unit("丙局"))
        assert [words for words, _ in found[:2]] == ["", ""]
        assert [remark.partition("，")[0] for _, remark in found] == [
            "前身“旧局”也是“丁局”的前身",
            "前身“旧局”也是“甲局”的前身",
            "",
        ]
        assert "自然人 3" in found[2][0], "another unit is not touched"

    def test_one_that_is_on_the_roster_itself_foretells_only_itself(self) -> None:
        (merged, remark), (alive, _) = self.expected(Unit("甲局", predecessors=("乙局",)), Unit("乙局"))
        assert (merged, "前身“乙局”还是名册上的应报单位" in remark, "自然人 3" in alive) == ("", True, True)

    def test_one_that_a_single_unit_claims_foretells_it(self) -> None:
        ((words, remark),) = self.expected(Unit("甲局", predecessors=("旧局",)))
        assert ("自然人 3" in words, remark) == (True, "")


def test_a_unit_whose_numbers_another_reports_that_does_not_count_is_named(tmp_path: Path) -> None:
    merged = county({"孤局": (5, "0")}, (Unit("孤局", counted=False), Unit("合并局", reported_by="孤局")))
    page = openpyxl.load_workbook(written(merged, tmp_path / "s.xlsx"))["概况"]
    (line,) = [row for row in page.iter_rows(values_only=True) if row[0] == "　代报而没有计入"]
    assert line[1:3] == (1, "请改正名册：合并局（由不计入汇总的孤局代报，它的数不在汇总数里）")


class TestDesk:
    def roster(self, folder: Path, **sheets: list[list[object]]) -> Path:
        book = openpyxl.Workbook()
        book.active.title = "名册"
        for row in (["单位名称"], ["甲局"]):
            book.active.append(row)
        for name, rows in sheets.items():
            page = book.create_sheet(name)
            for words in rows:
                page.append(words)
        book.save(folder / "r.xlsx")
        return folder / "r.xlsx"

    def check(self, path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
        run(["roster", "check", str(path), "--json"])
        return json.loads(capsys.readouterr().out)

    def test_the_same_adjustment_twice_is_named_with_both_rows(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        one = ["表二!B9", 7, "联合发文", "张三"]
        path = self.roster(tmp_path, 调整=[HEADS, one, ["表二!B9", 8, "联合发文", "张三"], one])
        told = "“调整”第 2 行和第 4 行完全相同（表二!B9 7，联合发文），两笔都计入"
        data = self.check(path, capsys)
        assert (data["valid"], [fault["message"].startswith(told) for fault in data["faults"]]) == (False, [True])
        (tmp_path / "空").mkdir()
        target = ["-o", str(tmp_path / "s.xlsx")]
        run(["consolidate", str(tmp_path / "空"), "--roster", str(path), "--year", "2025", *target])
        assert told in capsys.readouterr().err

    def test_all_faults_of_both_sheets_are_told_at_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        adjusted = [HEADS, ["表二!A1", 1, "更正", "张"], ["表二!B9", "十", "更正", "张"], ["表二!B9", 1, "", "张"]]
        passed = [["单位", "代码", "理由"], ["甲局", "B9", "理由充分"], ["甲局", "B4", "核实无误"]]
        data = self.check(self.roster(tmp_path, 调整=adjusted, 放行=passed), capsys)
        places = [("放行", 2), ("放行", 3), ("调整", 2), ("调整", 3), ("调整", 4)]
        found = [finding["message"] for finding in data["findings"]]
        assert [f"“{sheet}”第 {row} 行" in words for (sheet, row), words in zip(places, found, strict=True)] == [
            True
        ] * 5


class TestFiles:
    @pytest.mark.parametrize(
        ("sign", "encoding"), [("\t", "utf-16"), (";", "gb18030"), (",", "utf-8-sig"), (";", "utf-8")]
    )
    def test_what_excel_saves_is_read_whatever_parts_its_columns(
        self, sign: str, encoding: str, tmp_path: Path
    ) -> None:
        rows = (
            ("应报单位名册", "", ""),
            ("单位名称", "上级单位", "别名"),
            ("甲局", "", "甲办、老甲"),
            ("乙局", "甲局", ""),
        )
        path = saved(tmp_path, "\r\n".join(sign.join(row) for row in rows), encoding)
        assert (encoding == "utf-16") == path.read_bytes().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        assert read_roster(path).units == (Unit("甲局", aliases=("甲办", "老甲")), Unit("乙局", parent="甲局"))

    def test_a_roster_on_another_sheet_is_pointed_at(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "说明"
        book.active["A1"] = "见下一张"
        book.create_sheet("单位").append(["单位名称"])
        book.save(tmp_path / "r.xlsx")
        with pytest.raises(FileProblem) as caught:
            read_roster(tmp_path / "r.xlsx")
        assert str(caught.value.args_["detail"]).startswith("工作表“说明”里没有“单位名称”一栏，还有工作表“单位”")
