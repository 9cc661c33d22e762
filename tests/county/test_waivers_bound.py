"""放行 is for one finding as the officer saw it: one place, and the numbers it was accepted with."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.county.deciding import put, report
from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.county.waivers import Waiver
from xlreport.forms import load
from xlreport.numbers import number

TOTALS = ("table4.review.total", "table4.suit_direct.total")
REASON = "一件跨年案件两级重复统计，已函告"


def wrong(folder: Path, *more: int) -> tuple[int, ...]:
    """乙局 prints totals of 表四 that are so many more than their rows; what it prints."""
    sound = balanced_report(load("2021"), random.Random(1), agency="乙局")
    printed = {name: (sound[name].scaled // 10_000) + extra for name, extra in zip(TOTALS, more, strict=False)}
    put(folder, "乙局.xlsx", report("乙局").with_values({name: number(value) for name, value in printed.items()}))
    return tuple(printed.values())


def consolidated(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    capsys.readouterr()
    target = folder.parent / "s.xlsx"
    code = run(["--quiet", "consolidate", str(folder), "--year", "2021", "-o", str(target), *more])
    said = capsys.readouterr()
    return code, said.out + said.err


def roster(folder: Path, *row: object) -> list[str]:
    book = openpyxl.Workbook()
    book.active.title = "名册"
    for line in (["单位名称"], ["乙局"]):
        book.active.append(line)
    page = book.create_sheet("放行")
    for words in (["单位", "代码", "理由", "位置", "填报", "应为"], list(row)):
        page.append(words)
    book.save(folder.parent / "r.xlsx")
    return ["--roster", str(folder.parent / "r.xlsx")]


def lines(folder: Path, sheet: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(folder.parent / "s.xlsx")
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()] if sheet in book.sheetnames else []


class TestOnePlace:
    def test_of_two_errors_none_passes_before_the_place_is_named(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong(folder, 4, 40)
        code, said = consolidated(folder, capsys, "--accept", "乙局", "B4", REASON)
        assert code == 1
        assert "该单位的 B4 有 2 处（表四!E6、表四!J6），要写明放行哪一处" in said
        assert "计入 0，退回 1" in said

    def test_one_that_is_named_passes_and_the_other_stops_the_report(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong(folder, 4, 40)
        one = ["--accept", "乙局", "B4@表四!E6", REASON]
        code, said = consolidated(folder, capsys, *one)
        assert (code, "退回 1" in said, "没有用上" in said) == (1, True, False)
        code, said = consolidated(folder, capsys, *one, "--accept", "乙局", "b4＠表四！j6", REASON)
        assert (code, "计入 1，退回 0" in said) == (0, True)
        (told,) = [row for row in lines(folder, "概况") if row[0] == "放行的错误"]
        assert told[1:3] == [2, f"乙局 B4 2 处（{REASON}）"], "findings are counted"
        assert [row[5] for row in lines(folder, "单位明细") if row[1] == "乙局"] == ["放行"]


class TestNumbers:
    def test_what_changed_since_the_last_summary_is_not_let_pass_till_it_is_decided_anew(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (before,) = wrong(folder, 4)
        assert consolidated(folder, capsys, "--accept", "乙局", "B4", REASON)[0] == 0
        assert [row[:7] for row in lines(folder, "放行")[3:]] == [
            ["乙局", "B4", "表四!E6", str(before), str(before - 4), REASON, "放行"]
        ]
        assert consolidated(folder, capsys, "--accept", "乙局", "B4", REASON)[0] == 0, "the same once more"
        (after,) = wrong(folder, 400)
        for _ in range(2):  # a run that refuses it does not forget what was accepted
            code, said = consolidated(folder, capsys, "--accept", "乙局", "B4", REASON)
            assert code == 1
            assert f"表四!E6 现在填报 {after}、应为 {before - 4}，与上次放行的 表四!E6 填报 {before}" in said
        assert consolidated(folder, capsys, "--accept", "乙局", "B4", "多计的四百件系上级口径，已核对原件")[0] == 0

    def test_the_roster_may_say_the_numbers_itself(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (printed,) = wrong(folder, 4)
        assert (
            consolidated(folder, capsys, *roster(folder, "乙局", "B4", REASON, "表四!E6", printed, printed - 4))[0] == 0
        )
        (folder.parent / "s.xlsx").unlink()
        wrong(folder, 40)
        code, said = consolidated(
            folder, capsys, *roster(folder, "乙局", "B4", REASON, "表四!E6", printed, printed - 4)
        )
        assert (code, f"与名册“放行”写的填报 {printed}、应为 {printed - 4} 不同" in said) == (1, True)

    def test_a_row_of_the_roster_without_numbers_is_told_which_to_write(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (printed,) = wrong(folder, 4)
        row = roster(folder, "乙局", "B4", REASON)
        code, said = consolidated(folder, capsys, *row)
        assert (code, f"请补写“位置”表四!E6、“填报”{printed}、“应为”{printed - 4}" in said) == (0, True)
        assert "请补写" not in consolidated(folder, capsys, *row)[1], "by now the summary knows them"


def test_a_place_behind_the_code_is_that_of_the_decision() -> None:
    assert (Waiver("乙局", "b4@'表四'!$e$6", REASON).code, Waiver("乙局", "b4@'表四'!$e$6", REASON).cell) == (
        "B4",
        "表四!E6",
    )
