"""Two reports side by side: what differs, by how much, what cannot be compared, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.published.made import publish, sound_report
from xlreport.console.app import run
from xlreport.county.compare import ComparedCell, compare_reports
from xlreport.forms import load
from xlreport.numbers import BLANK, Content, number, text
from xlreport.report import Provenance, Report, blank_report
from xlreport.report_json import to_json
from xlreport.workbook.build import build_workbook

LICENSING, FEES, REVIEW = "table2.licensing.decisions", "table2.fees.amount", "table4.review.upheld"


def report(year: int | None = 2022, form: str = "2021", **values: object) -> Report:
    """All 0 but for some values; a number, words, or None for a blank."""
    contents = {key.replace("__", "."): _content(value) for key, value in values.items()}
    return blank_report(load(form), year, "甲局", zeros=True).with_values(contents)


def _content(value: object) -> Content:
    if value is None:
        return BLANK
    return text(value) if isinstance(value, str) else number(value)


def one(first: Report, second: Report) -> ComparedCell:
    (cell,) = compare_reports(first, second).differing
    return cell


class TestOneCell:
    @pytest.mark.parametrize(
        ("before", "after", "difference", "percentage"),
        [
            (120, 100, -200_000, "-16.67"),  # -20 / 120 = -16.666…
            (3, 4, 10_000, "33.33"),
            (8, 9, 10_000, "12.50"),
            (5, 0, -50_000, "-100.00"),
            (400_000, 400_001, 10_000, "0.00"),
            (16_000, 16_001, 10_000, "0.01"),  # 0.00625 %, half up
        ],
    )
    def test_difference_and_percentage(self, before: int, after: int, difference: int, percentage: str) -> None:
        cell = one(report(table2__licensing__decisions=before), report(table2__licensing__decisions=after))
        assert (cell.difference, cell.percentage, cell.is_new) == (difference, Decimal(percentage), False)

    def test_money_is_exact_to_four_decimals(self) -> None:
        cell = one(report(table2__fees__amount=0.1), report(table2__fees__amount=0.3001))
        assert (cell.difference, cell.percentage) == (2001, Decimal("200.10"))

    @pytest.mark.parametrize("before", [0, None])
    def test_above_nothing_it_is_new(self, before: int | None) -> None:
        cell = one(report(table2__licensing__decisions=before), report(table2__licensing__decisions=7))
        assert (cell.difference, cell.percentage, cell.is_new) == (70_000, None, True)

    def test_blank_and_zero_are_told_apart_but_differ_by_nothing(self) -> None:
        cell = one(report(table4__review__upheld=None), report())
        assert (cell.state, cell.difference, cell.percentage, cell.is_new) == ("blank", 0, None, False)

    @pytest.mark.parametrize("words", ["—", "约三"])
    def test_from_words_nothing_is_subtracted(self, words: str) -> None:
        cell = one(report(table4__review__upheld=words), report(table4__review__upheld=3))
        assert (cell.state, cell.difference, cell.percentage) == ("words", None, None)
        same = report(table4__review__upheld=words)
        assert compare_reports(same, same).differing == ()

    def test_a_signed_number_below_zero_has_no_percentage(self) -> None:
        items = "table2.licensing.items_change"
        before, after = (report(2020, "2019").with_values({items: number(value)}) for value in (-8, 18))
        cell = one(before, after)
        assert (cell.difference, cell.percentage, cell.is_new) == (260_000, None, False)

    def test_a_cell_that_a_file_lacks_is_no_blank(self) -> None:
        lacking = replace(report(), provenance=Provenance(missing=frozenset({REVIEW})))
        assert one(lacking.with_values({REVIEW: BLANK}), report()).state == "missing"


def test_the_earlier_year_is_what_the_other_is_compared_with() -> None:
    old, new = report(2021, table2__licensing__decisions=10), report(2022, table2__licensing__decisions=15)
    for first, second in ((old, new), (new, old)):
        compared = compare_reports(first, second)
        assert compared.swapped == (first is new)
        assert compared.differing[0].difference == 50_000


def test_of_one_year_the_first_is() -> None:
    first, second = report(table2__licensing__decisions=10), report(table2__licensing__decisions=15)
    assert one(first, second).difference == 50_000
    assert one(second, first).difference == -50_000


def test_between_the_forms_only_what_means_the_same_is_compared() -> None:
    old = report(2020, "2019", table2__licensing__decisions=10, table3__result__other__total=4)
    new = report(2021, "2021", table2__licensing__decisions=12, table3__result__other__other__total=5)
    compared = compare_reports(old, new)
    # 许可、处罚、强制 of 表二, 23 rows of seven columns of 表三, the fifteen of 表四
    assert len(compared.cells) == 3 + 23 * 7 + 15
    found = {cell.field.id: cell.difference for cell in compared.differing}
    assert found == {LICENSING: 20_000, "table3.result.other.other.total": 10_000}
    # 22 numbers of 表二 in 2019, 10 in 2021, and the two rows that （六） has besides 其他
    assert (len(compared.only_before), len(compared.only_after)) == (22 - 3, 10 - 3 + 2 * 7)
    assert any("3.其他" in way for way in compared.ways)
    reasons = {unmapped.field.id: unmapped.reason for unmapped in compared.only_before}
    assert reasons["table2.normative_documents.public_total"] == "“对外公开总数量”不是“现行有效件数”"


def test_a_table_of_the_newer_version_in_the_earlier_report_is_compared_too() -> None:
    old, new = report(2022, "2021+2019"), report(2023, "2019+2021")
    compared = compare_reports(old, new)
    assert len(compared.cells) == 3 + 23 * 7 + 15
    assert len(compared.only_before) + len(compared.only_after) == 7 + 19 + 14


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Workbooks on 2021 and 2022, in which four numbers differ."""
    old, new = tmp_path / "去年.xlsx", tmp_path / "今年.xlsx"
    build_workbook(report(2021, table2__licensing__decisions=120, table4__review__upheld=None), old)
    changed = {"table2__licensing__decisions": 100, "table2__fees__amount": 12.3456, "table2__penalty__decisions": "—"}
    build_workbook(report(2022, **changed), new)
    return old, new


class TestCommand:
    def test_it_says_only_what_differs_and_ends_well(
        self, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["compare", *map(str, files)]) == 0
        said = capsys.readouterr().out
        said.encode("gbk")
        lines = said.splitlines()
        assert lines[0] == "A：甲局 2021 年度（去年.xlsx，2021年格式）"
        assert lines[1] == "B：甲局 2022 年度（今年.xlsx，2021年格式）"
        assert "表二：10 格中不同 3 格。" in lines
        assert "  B9 行政许可·本年处理决定数量：120 → 100，-20，-16.67%" in lines
        assert "  B16 行政事业性收费·本年收费金额（单位：万元）：0 → 12.3456，+12.3456，新增" in lines
        assert "  B12 行政处罚·本年处理决定数量：0 → “—”，不是数字，不能相减" in lines
        assert "表三：175 格相同。" in lines
        assert "  A6 行政复议·结果维持：空白 → 0，一边空白、一边为 0" in lines

    def test_named_the_other_way_round_the_difference_is_the_same(
        self, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["compare", *map(str, reversed(files))])
        said = capsys.readouterr().out
        assert "120 → 100，-20" in said
        assert "差额（A 减 B）" in said

    def test_json(self, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["compare", *map(str, files), "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        assert (data["a"]["year"], data["b"]["year"], data["base"]) == (2021, 2022, "a")
        assert (data["compared"], data["differing"], data["unmapped"]) == (200, 4, [])
        found = {entry["row"]: entry for entry in data["cells"]}
        licensing = found["行政许可"]
        assert (licensing["a"], licensing["b"], licensing["difference"]) == (120, 100, -20)
        assert (licensing["percentage"], licensing["cell_a"], licensing["state"]) == (-16.67, "表二!B9", "changed")
        assert (found["行政事业性收费"]["difference"], found["行政事业性收费"]["percentage"]) == (12.3456, "新增")
        assert (found["行政处罚"]["b"], found["行政处罚"]["difference"]) == ("—", None)
        assert found["行政复议"]["a"] is None

    def test_the_workbook_holds_every_cell_table_by_table(self, files: tuple[Path, Path]) -> None:
        target = files[0].parent / "比较.xlsx"
        assert run(["--quiet", "compare", *map(str, files), "-o", str(target)]) == 0
        book = openpyxl.load_workbook(target)
        assert book.sheetnames == ["表二", "表三", "表四"]
        rows = _rows(book["表二"])
        assert [len(_rows(book[name])) for name in book.sheetnames] == [10, 175, 15]
        assert rows["B9"][3:6] == [120, 100, -20]
        assert rows["B9"][6] == pytest.approx(-0.1667)
        assert rows["B16"][3:7] == [0, 12.3456, 12.3456, "新增"]
        assert rows["B12"][4] == "—"
        assert rows["B12"][5] is None
        review = _rows(book["表四"])["A6"]
        assert (review[3], review[4]) == (None, 0)
        fills = {book["表二"].cell(row, 6).fill.fgColor.rgb for row in range(6, 16)}
        assert len(fills) == 4, "less, more, no number, the same"

    def test_what_has_no_counterpart_has_a_sheet_and_is_said(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name, year, form in (("old", 2020, "2019"), ("new", 2021, "2021")):
            build_workbook(report(year, form), tmp_path / f"{name}.xlsx")
        target = tmp_path / "c.xlsx"
        assert run(["compare", str(tmp_path / "old.xlsx"), str(tmp_path / "new.xlsx"), "-o", str(target)]) == 0
        said = capsys.readouterr().out
        assert "A 中没有对应、没有比较的指标 19 个：" in said
        assert "B 中没有对应、没有比较的指标 21 个：" in said
        assert "  表二 政府集中采购：采购项目数量 0、采购总金额 0（2021年格式没有“政府集中采购”）" in said.splitlines()
        assert "表二按 2019 年格式到 2021 年格式的对应关系比较。" in said
        assert openpyxl.load_workbook(target)["没有对应"].max_row == 5 + 19 + 21, "below the heads"

    def test_documents_and_report_json_are_read_too(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        held = sound_report("甲县水务局", 2021)
        document = publish(tmp_path / "公开.html", held)
        data = tmp_path / "REPORT.json"
        data.write_text(json.dumps(to_json(held), ensure_ascii=False), encoding="utf-8")
        assert run(["compare", str(document), str(data)]) == 0
        assert "不同" not in capsys.readouterr().out

    def test_two_summaries_are_compared_by_their_sums(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        summaries = []
        for name, counts in (("初稿", (3, 4)), ("定稿", (3, 6))):
            folder = tmp_path / name
            folder.mkdir()
            for place, count in enumerate(counts):
                unit = replace(report(table2__licensing__decisions=count), agency=f"{place}局")
                build_workbook(unit, folder / f"{place}.xlsx")
            summaries.append(str(tmp_path / f"{name}汇总.xlsx"))
            run(["--quiet", "consolidate", str(folder), "-o", summaries[-1]])
        capsys.readouterr()
        assert run(["compare", *summaries]) == 0
        said = capsys.readouterr().out.splitlines()
        assert [line for line in said if line.startswith("  ")] == [
            "  B9 行政许可·本年处理决定数量：7 → 9，+2，+28.57%"
        ]

    def test_two_units_are_compared_with_a_word_of_caution(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name in ("甲局", "乙局"):
            build_workbook(replace(report(), agency=name), tmp_path / f"{name}.xlsx")
        assert run(["compare", str(tmp_path / "甲局.xlsx"), str(tmp_path / "乙局.xlsx")]) == 0
        assert "单位名称不同" in capsys.readouterr().err

    def test_what_cannot_be_read_is_said(
        self, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["compare", str(files[0]), str(tmp_path / "没有.xlsx")]) == 3
        assert "没有.xlsx" in capsys.readouterr().err
        assert run(["compare", str(tmp_path), str(files[0])]) == 3
        assert "2 份报告" in capsys.readouterr().err

    def test_no_file_is_written_over(self, files: tuple[Path, Path]) -> None:
        held = [path.read_bytes() for path in files]
        assert run(["--quiet", "compare", *map(str, files), "-o", str(files[1])]) == 3
        assert run(["--quiet", "compare", *map(str, files), "-o", "比较.csv"]) == 2
        assert [path.read_bytes() for path in files] == held


def _rows(sheet: Any) -> dict[str, list[Any]]:
    """Rows below the heads by their cell."""
    return {row[0]: list(row) for row in sheet.iter_rows(min_row=6, max_col=8, values_only=True) if row[0]}


def test_more_decimals_than_are_compared_contradict_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """95.73625 is 95.7363 by half up, one ten-thousandth more than 95.7362, which is no hundredth of a per cent."""
    paths = []
    for name, amount in (("A", "95.73625"), ("B", "95.7362")):
        build_workbook(report().with_values({"table2.fees.amount": number(amount)}), tmp_path / f"{name}.xlsx")
        paths.append(str(tmp_path / f"{name}.xlsx"))
    book = tmp_path / "c.xlsx"
    run(["compare", *paths, "-o", str(book)])
    words = "95.7363 → 95.7362，-0.0001，不足 0.01%，原数 95.73625，按四位小数比较"
    assert words in capsys.readouterr().out
    (row,) = [row for row in openpyxl.load_workbook(book)["表二"].iter_rows(values_only=True) if row[5] == -0.0001]
    assert row[3:8] == (95.7363, 95.7362, -0.0001, "不足 0.01%", "原数 95.73625，按四位小数比较")
    run(["compare", *paths, "--json"])
    (cell,) = json.loads(capsys.readouterr().out)["cells"]
    assert (cell["a"], cell["b"], cell["difference"]) == (95.7363, 95.7362, -0.0001)
