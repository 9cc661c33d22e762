"""xlreport roster: the empty roster, what is wrong with a filled one; what consolidation says of near names."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.decision import DECISION_NAMES
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.roster import Roster, Unit, read_roster
from xlreport.county.summary import write_summary
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.report import blank_report
from xlreport.workbook.build import build_workbook

CODE, OTHER_CODE = "11330000002482106P", "11330000002482151D"
HEADS = "单位名称,统一社会信用代码,机关层级,机关类别,上级单位,别名,前身,计入汇总,代报,公布期限,联系人,联系电话"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "名册.csv"
    path.write_text("\n".join((HEADS, *rows)) + "\n", encoding="utf-8")
    return path


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code = run(["roster", "check", str(path), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    assert run(["--quiet", "roster", "new", "-o", str(path)]) == 0
    return path


def test_a_filled_form_is_read_as_it_was_filled(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["名册"]
    assert [cell.value for cell in sheet[2]] == HEADS.split(",")
    rows = (
        (
            "青川县白水镇人民政府",
            CODE,
            "乡镇级",
            "乡镇街道",
            None,
            None,
            None,
            "否",
            None,
            "2026/3/15",
            "张三",
            "0839-1",
        ),
        ("白水镇卫生院", OTHER_CODE, None, "其他", "青川县白水镇人民政府", "镇医院、白水卫生院", "旧院", None, None),
        ("白水镇小学", None, None, None, "青川县白水镇人民政府", None, None, "是", "白水镇卫生院"),
    )
    for number, row in enumerate(rows, 3):
        for column, words in enumerate(row, 1):
            sheet.cell(number, column, words)
    book.save(form)
    town, clinic, school = read_roster(form).units
    assert town == Unit(
        "青川县白水镇人民政府",
        CODE,
        level="乡镇级",
        kind="乡镇街道",
        counted=False,
        deadline="2026-03-15",
        contact="张三",
        phone="0839-1",
    )
    assert clinic == Unit(
        "白水镇卫生院",
        OTHER_CODE,
        ("镇医院", "白水卫生院"),
        ("旧院",),
        kind="其他",
        parent="青川县白水镇人民政府",
    )
    assert (school.counted, school.reported_by) == (True, "白水镇卫生院")
    assert checked(form, capsys) == (
        0,
        {"path": str(form), "valid": True, "units": 3, "faults": [], "findings": [], "unused": []},
    )


def test_a_date_typed_as_a_date_is_one(form: Path) -> None:
    from datetime import date

    book = openpyxl.load_workbook(form)
    book["名册"]["A3"], book["名册"]["J3"] = "甲局", date(2026, 1, 20)
    book["名册"]["J3"].number_format = "yyyy/m/d"
    book.save(form)
    assert read_roster(form).units[0].deadline == "2026-01-20"


def test_the_empty_form_chooses_from_the_lists_and_overwrites_nothing(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = openpyxl.load_workbook(form)["名册"].data_validations.dataValidation
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in rules if rule.type == "list"}
    assert lists == {"C": '"国家,省级,地市级,县级,乡镇级"', "D": '"政府,部门,乡镇街道,其他"', "H": '"是,否"'}
    before = form.read_bytes()
    assert run(["roster", "new", "-o", str(form)]) == 3
    assert run(["roster", "new", "-o", str(form.with_suffix(".csv"))]) == 2
    assert form.read_bytes() == before
    code, told = checked(form, capsys)
    assert (code, told["valid"], told["findings"][0]["code"]) == (3, False, "C6")
    assert "一个单位也没有" in told["findings"][0]["message"]


WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in CODE)
"""The code in full-width letters."""
FAULTS = {
    "甲局,,,,,,,,,,,|甲局,,,,,,,,,,,": ("A3", "与前面的“甲局”重复", True),
    "甲局,,,,,,,,,,,|,1,,,,,,,,,,": ("A3", "没有单位名称", True),
    f"甲局,{CODE},,,,,,,,,,|乙局,{CODE},,,,,,,,,,": ("B3", "与前面“甲局”的代码相同", True),
    f"甲局,{CODE[:-1]}X,,,,,,,,,,": ("B2", "校验码应为 P", False),
    "甲局,1133000000248210,,,,,,,,,,": ("B2", "不是 18 位", False),
    f"甲局,{CODE.lower()},,,,,,,,,,": ("B2", "小写字母", False),
    "甲局,,县,,,,,,,,,": ("C2", "国家、省级、地市级、县级、乡镇级", True),
    "甲局,,,机关,,,,,,,,": ("D2", "政府、部门、乡镇街道、其他", True),
    "甲局,,,,丁局,,,,,,,": ("E2", "“丁局”不在名册上", False),
    "甲局,,,,甲局,,,,,,,": ("E2", "上级单位是它自己", True),
    "甲局,,,,,执法局,,,,,,|乙局,,,,,城管局、执法局,,,,,,": ("F3", "第 2 行“甲局”的别名", False),
    "甲局,,,,,,,,,,,|乙局,,,,,甲局,,,,,,": ("F3", "第 2 行单位的名称", False),
    "甲局,,,,,,甲局,,,,,": ("G2", "前身里有“甲局”自己", False),
    "甲局,,,,,,旧局,,,,,|乙局,,,,,,旧局,,,,,": ("G3", "也是第 2 行“甲局”的前身", False),
    "甲局,,,,,,乙局,,,,,|乙局,,,,,,,,,,,": ("G2", "“乙局”还是第 3 行的应报单位", False),
    "甲局,,,,,,,否,,,,|乙局,,,,,,,,甲局,,,": ("I3", "“甲局”（第 2 行）不计入汇总，“乙局”的数也就没有计入", False),
    f"甲局,{WIDE},,,,,,,,,,": ("B2", f"请改为半角：{CODE}", False),
    "甲局,,,,,,,也许,,,,": ("H2", "看不出是否计入汇总", True),
    "甲局,,,,,,,,丁局,,,": ("I2", "“丁局”不在名册上", False),
    "甲局,,,,,,,,,2026-02-30,,": ("J2", "不是日期", True),
}


@pytest.mark.parametrize("rows", FAULTS)
def test_a_fault_is_named_with_its_row_and_column(
    rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, *rows.split("|"))
    cell, words, stops = FAULTS[rows]
    code, told = checked(path, capsys)
    found = {fault["cell"]: fault for fault in told["faults"]}
    assert code == 1
    assert (words in found[cell]["message"], found[cell]["stops"]) == (True, stops)
    assert f"第 {cell[1:]} 行" in found[cell]["message"]
    assert found[cell]["column"] in HEADS.split(",")
    if stops:
        with pytest.raises(FileProblem) as caught:
            read_roster(path)
        assert words in str(caught.value.args_["detail"])
    else:
        assert read_roster(path).units, "it can be used all the same"


def test_a_circle_of_parents_is_named_in_each_of_its_rows_and_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ("甲局,,,,乙局,,,,,,,", "乙局,,,,丙局,,,,,,,", "丙局,,,,乙局,,,,,,,", "丁局,,,,,,,,,,,")
    code, told = checked(written(tmp_path, *rows), capsys)
    assert code == 1
    assert [fault["cell"] for fault in told["faults"]] == ["E3", "E4"]


def test_in_words_each_fault_is_a_line_and_the_last_line_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["roster", "check", str(written(tmp_path, "甲局,1,,,丁局,,,,,,,"))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith("第 2 行") for line in lines] == [True, True, False]
    assert lines[-1] == "名册有 1 行，2 处要改。"


def handed_in(folder: Path, name: str, agency: str, seed: int = 1) -> Path:
    path = folder / name
    build_workbook(balanced_report(load("2021"), random.Random(seed), agency=agency), path)
    return path


def test_a_near_name_counts_and_is_marked_in_the_finding_and_in_the_sources(tmp_path: Path) -> None:
    from datetime import datetime

    handed_in(tmp_path, "1.xlsx", "青川县发改局")
    merged = consolidate_files([tmp_path], Wishes(2021, roster=Roster((Unit("青川县发展和改革局"),))))
    (decision,) = merged.decisions
    assert (DECISION_NAMES[decision.decision], decision.agency) == ("计入", "青川县发展和改革局")
    assert [(one.code, one.case, one.severity) for one in decision.findings if one.code == "C3"] == [
        ("C3", "near", "warning")
    ]
    assert merged.missing == ()
    target = tmp_path / "汇总.xlsx"
    write_summary(merged, target, made=datetime(2022, 1, 1))
    sources = openpyxl.load_workbook(target)["来源"]
    words = [str(cell.value) for row in sources.iter_rows(min_row=4) for cell in row if cell.value]
    assert any("“青川县发改局”不在名册上，按名称相近认作“青川县发展和改革局”" in word for word in words)


def test_a_name_that_is_only_near_never_takes_the_place_of_the_exact_one(tmp_path: Path) -> None:
    handed_in(tmp_path, "1.xlsx", "青川县发展和改革局", 1)
    handed_in(tmp_path, "2.xlsx", "青川县发改局", 2)
    merged = consolidate_files([tmp_path], Wishes(2021, roster=Roster((Unit("青川县发展和改革局"),))))
    assert [decision.decision for decision in merged.decisions] == ["refused", "refused"]
    assert all("名称与名册相近" in decision.reason for decision in merged.decisions)


def test_heads_near_the_usual_ones_are_taken_and_others_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "名册.csv"
    heads = "单位名称,层级,类别,上级,是否计入,截止日期,电话,上級单位"
    path.write_text(f"{heads}\n甲镇,乡镇级,乡镇街道,,否,2022-03-01,0839-1,\n甲所,,,甲镇,,,,甲镇\n", encoding="utf-8")
    town, office = read_roster(path).units
    assert (town.level, town.kind, town.counted, town.deadline, town.phone) == (
        "乡镇级", "乡镇街道", False, "2022-03-01", "0839-1",
    )  # fmt: skip
    assert office.parent == "甲镇"
    code, data = checked(path, capsys)
    assert (code, data["valid"], data["unused"]) == (0, True, [{"column": "上級单位", "letter": "H"}])


def test_a_workbook_with_a_report_is_no_roster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_workbook(blank_report(load("2021"), 2023, "甲局"), tmp_path / "甲局.xlsx")
    assert run(["roster", "check", str(tmp_path / "甲局.xlsx")]) == 3
    assert "甲局.xlsx 不能用：这是填报用的工作簿或汇总表，不是名册" in capsys.readouterr().err


def test_the_sheets_beside_the_roster_are_checked_too(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(form)
    book["名册"].cell(3, 1, "甲局")
    for column, words in enumerate(("表二!A1", 3, "更正", "张三"), 1):
        book["调整"].cell(3, column, words)
    book.save(form)
    code, data = checked(form, capsys)
    assert (code, data["valid"], data["faults"]) == (1, False, [])
    (finding,) = data["findings"]
    assert "“调整”第 3 行" in finding["message"]
