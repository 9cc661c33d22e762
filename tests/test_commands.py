"""What each command promises when all is well; bad input has tests of its own."""

from __future__ import annotations

import datetime
import json
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.samples import balanced_report
from xlreport.console.app import run
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.report import Report
from xlreport.report_json import to_json
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import judge_reading, read_workbook


def saved(report: Report, path: Path) -> Path:
    build_workbook(report, path)
    return path


def json_of(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> tuple[int, Any]:
    code = run(arguments)
    return code, json.loads(capsys.readouterr().out)


def sample(seed: int = 1, form: str = "2021") -> Report:
    return balanced_report(load(form), random.Random(seed))


class TestNew:
    def test_an_empty_workbook_asks_for_everything_and_is_of_the_form_of_its_year(self, tmp_path: Path) -> None:
        assert run(["--quiet", "new", "--year", "2020", "--agency", "甲局", "-o", str(tmp_path / "a.xlsx")]) == 0
        report = read_workbook(tmp_path / "a.xlsx").report
        assert (report.form.id, report.year, report.agency) == ("2019", 2020, "甲局")

    def test_zeros_leave_nothing_blank(self, tmp_path: Path) -> None:
        arguments = ["--zeros", "--agency", "甲局", "--level", "县级", "--kind", "部门", "--year", "2024"]
        assert run(["--quiet", "new", *arguments, "-o", str(tmp_path / "a.xlsx")]) == 0
        assert run(["--quiet", "validate", str(tmp_path / "a.xlsx")]) == 0
        assert {content.plain for content in read_workbook(tmp_path / "a.xlsx").report.values} == {0}

    def test_a_file_in_the_way_is_never_overwritten(self, tmp_path: Path) -> None:
        target = tmp_path / "a.xlsx"
        target.write_bytes(b"filled")
        assert run(["--quiet", "new", "-o", str(target)]) == 3
        assert target.read_bytes() == b"filled"

    @pytest.mark.parametrize("form", ["2021", "2019", "2021+2019", "2019+2021"])
    def test_from_json_and_back_is_the_same_report(self, form: str, tmp_path: Path) -> None:
        report = sample(3, form).with_values(
            {"table3.result.granted.total": number(77777), "table3.result.partial.total": BLANK}
        )
        data = to_json(report)
        data["narrative"] = {"一/主动公开": "第一段\n第二段", "五": "问题", "六": "=1+1"}
        data["cover"] |= {
            "code": "11330000002482106X",
            "date": "2022-01-18",
            "contact": "张三",
            "phone": "0571-12345678",
        }
        source = tmp_path / "r.json"
        source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        assert run(["--quiet", "new", "--from", str(source), "-o", str(tmp_path / "a.xlsx")]) == 0
        assert run(["--quiet", "export", str(tmp_path / "a.xlsx"), "--to", "json", "-o", str(tmp_path / "b.json")]) == 0
        assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8")) == data

    def test_a_printed_total_that_differs_stays_as_printed_and_is_named(self, tmp_path: Path) -> None:
        report = sample(5)
        wrong, blank = "table3.result.granted.total", "table3.received.new.total"
        report = report.with_values({wrong: number(report[wrong].scaled // 10_000 + 1), blank: BLANK})
        path = saved(report, tmp_path / "a.xlsx")
        sheet = openpyxl.load_workbook(path)["表三"]
        assert sheet["J8"].value == report[wrong].plain
        assert sheet["J6"].value is None
        assert str(sheet["J7"].value).startswith("=SUM(")
        findings = judge_reading(read_workbook(path))
        (typed,) = [finding for finding in findings if finding.code == "F4"]
        assert set(typed.cells) == {"表三!J6", "表三!J8"}
        assert "表三!J8" in [f"{finding.sheet}!{finding.cell}" for finding in findings if finding.code == "B3"]


class TestValidate:
    def test_json_has_the_agreed_shape(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        report = sample(7)
        broken = report.with_values({"table3.carried_forward.natural": number(900_001)})
        path = saved(broken, tmp_path / "a.xlsx")
        code, data = json_of(capsys, ["validate", str(path), "--json"])
        assert code == 1
        (file,) = data["files"]
        assert file["path"] == str(path)
        assert (file["form"], file["year"], file["agency"], file["valid"], file["dropped"]) == (
            *("2021", 2021, "甲县测试局"),
            *(False, []),
        )
        (change,) = file["suspects"][0]["changes"]
        assert (change["cell"], change["proposed"]) == ("D30", report["table3.carried_forward.natural"].plain)
        finding = next(finding for finding in file["findings"] if finding["code"] == "B1" and finding["cell"] == "D30")
        keys = "code severity table row column sheet cell cells actual expected difference message remedy explained"
        assert set(finding) == set(keys.split())
        was = report["table3.carried_forward.natural"].plain
        assert (finding["table"], finding["row"], finding["column"]) == ("表三", "四、结转下年度继续办理", "自然人")
        assert (finding["actual"], finding["expected"], finding["difference"]) == (
            900_001,
            was,
            900_001 - int(was or 0),
        )
        assert set(finding["cells"]) == {"表三!D6", "表三!D7", "表三!D29", "表三!D30"}
        assert finding["explained"] is False

    def test_an_unreadable_file_is_listed_and_the_rest_goes_on(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        good = saved(sample(8), tmp_path / "good.xlsx")
        code, data = json_of(capsys, ["validate", str(tmp_path / "none.xlsx"), str(good), "--json"])
        assert code == 3
        first, second = data["files"]
        assert (first["valid"], [finding["code"] for finding in first["findings"]]) == (False, ["C6"])
        assert second["valid"] is True

    def test_severities_come_from_the_users_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = saved(sample(9).with_values({"table2.licensing.decisions": BLANK}), tmp_path / "a.xlsx")
        config = tmp_path / "c.toml"
        config.write_text('[severity]\nV5 = "error"\n', encoding="utf-8")
        assert run(["validate", str(path)]) == 0
        assert run(["--config", str(config), "validate", str(path)]) == 1
        assert "错误 V5" in capsys.readouterr().out

    def test_many_blanks_are_one_line_for_people_and_many_findings_in_json(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        report = sample(10)
        blanks = [field.id for field in report.form.table("table4").fields if not field.id.endswith("total")]
        path = saved(report.with_values(dict.fromkeys(blanks, BLANK)), tmp_path / "a.xlsx")
        run(["validate", str(path)])
        assert capsys.readouterr().out.count("V5") == 1
        _, data = json_of(capsys, ["validate", str(path), "--json"])
        assert sum(finding["code"] == "V5" for finding in data["files"][0]["findings"]) == 12

    def test_a_marked_copy_carries_the_findings_and_leaves_the_original_alone(self, tmp_path: Path) -> None:
        path = saved(sample(11).with_values({"table2.penalty.decisions": text("约30件")}), tmp_path / "a.xlsx")
        before, marked = path.read_bytes(), tmp_path / "标注"
        marked.mkdir()
        assert run(["--quiet", "validate", str(path), "--mark", str(marked)]) == 1
        book = openpyxl.load_workbook(marked / "a.xlsx")
        comment = book["表二"]["B12"].comment
        assert comment is not None
        assert "约30件" in comment.text
        assert "V1" in [cell.value for cell in book["问题清单"]["B"]]
        assert path.read_bytes() == before
        assert read_workbook(marked / "a.xlsx").report.values == read_workbook(path).report.values


class TestFill:
    def test_totals_are_computed_clear_text_is_converted_and_all_of_it_listed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        report = sample(12)
        total = "table4.review.total"
        faults = {
            "table2.licensing.decisions": text("１２"),
            "table2.penalty.decisions": text("1,234"),
            "table2.coercion.decisions": text("22（其中修订16件）"),
            total: BLANK,
        }
        path, folder = saved(report.with_values(faults), tmp_path / "a.xlsx"), tmp_path / "out"
        folder.mkdir()
        assert run(["--quiet", "fill", str(path), "-o", str(folder)]) == 1
        out = capsys.readouterr().out
        for words in ("表二!B9 １２ -> 12", "表二!B12 1,234 -> 1234", "表四!E6 空白 ->"):
            assert words in out, words
        filled = read_workbook(folder / "a.xlsx").report
        assert filled["table2.licensing.decisions"].plain == 12
        assert filled["table2.coercion.decisions"].plain == "22（其中修订16件）"
        parts = ("upheld", "corrected", "other", "pending")
        assert filled[total].plain == sum(int(report[f"table4.review.{part}"].plain or 0) for part in parts)
        assert total in (filled.provenance.formulas or ())

    def test_blanks_stay_blank_unless_zeros_are_asked_for(self, tmp_path: Path) -> None:
        report = sample(13).with_values({"table2.licensing.decisions": BLANK, "table2.penalty.decisions": text("—")})
        path = saved(report, tmp_path / "a.xlsx")
        for name, arguments, values in (("x", [], (None, "—")), ("y", ["--zeros"], (0, 0))):
            (tmp_path / name).mkdir()
            run(["--quiet", "fill", str(path), "-o", str(tmp_path / name), *arguments])
            filled = read_workbook(tmp_path / name / "a.xlsx").report
            assert (filled["table2.licensing.decisions"].plain, filled["table2.penalty.decisions"].plain) == values

    def test_the_original_is_not_touched_and_never_the_target(self, tmp_path: Path) -> None:
        path = saved(sample(14), tmp_path / "a.xlsx")
        before = path.read_bytes()
        assert run(["--quiet", "fill", str(path), "-o", str(tmp_path)]) == 3
        assert path.read_bytes() == before

    def test_notes_and_dates_are_never_taken_for_numbers(self, tmp_path: Path) -> None:
        path = saved(sample(16), tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(path, data_only=True)
        book["表二"]["B9"].value, book["表二"]["B12"].value = "12①", "3²"
        book["表三"]["D8"].value = datetime.datetime(2021, 1, 5)
        book.save(path)
        (tmp_path / "out").mkdir()
        assert run(["--quiet", "fill", str(path), "-o", str(tmp_path / "out")]) == 1
        filled = read_workbook(tmp_path / "out" / "a.xlsx")
        kept = [filled.report[name].plain for name in ("table2.licensing.decisions", "table2.penalty.decisions")]
        assert kept == ["12①", "3²"]
        assert filled.report["table3.result.granted.natural"].plain == "日期 2021-01-05"
        findings = {finding.cell: finding for finding in judge_reading(filled) if finding.code == "V1"}
        assert "日期" in findings["D8"].message
        assert findings["B9"].expected == 12
        assert findings["D8"].expected is None

    def test_a_file_in_the_way_is_never_replaced(self, tmp_path: Path) -> None:
        path = saved(sample(17), tmp_path / "a.xlsx")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "a.xlsx").write_bytes(b"another")
        assert run(["--quiet", "fill", str(path), "-o", str(tmp_path / "out")]) == 3
        assert run(["--quiet", "validate", str(path), "--mark", str(tmp_path / "out")]) == 3
        assert run(["--quiet", "export", str(path), "--to", "json", "-o", str(tmp_path / "out" / "a.xlsx")]) == 3
        assert (tmp_path / "out" / "a.xlsx").read_bytes() == b"another"


class TestUncachedFormulas:
    def uncached(self, tmp_path: Path, formula: str) -> Path:
        path = saved(sample(18), tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(path)
        book["表三"]["J8"].value = formula
        book.save(path)
        return path

    def test_a_total_with_its_own_formula_is_computed_from_its_parts_and_named(self, tmp_path: Path) -> None:
        reading = read_workbook(self.uncached(tmp_path, "=SUM(D8:I8)"))
        report, kinds = reading.report, ("natural", "business", "research", "nonprofit", "legal", "other")
        parts = [int(report[f"table3.result.granted.{kind}"].plain or 0) for kind in kinds]
        assert report["table3.result.granted.total"].plain == sum(parts)
        assert any(finding.code == "F4" and finding.case == "uncached" for finding in judge_reading(reading))

    def test_what_another_formula_would_come_to_is_not_guessed(self, tmp_path: Path) -> None:
        findings = judge_reading(read_workbook(self.uncached(tmp_path, "=D8*2")))
        assert ("V1", "J8") in {(finding.code, finding.cell) for finding in findings}


class TestExplanations:
    def explained(self, tmp_path: Path, words: str) -> Path:
        path = saved(sample(15).with_values({"table2.licensing.decisions": BLANK}), tmp_path / "a.xlsx")
        book = openpyxl.load_workbook(path)
        sheet = book["校验"]
        row = next(
            row for row in range(6, 100) if sheet.cell(row, 1).value == "V5" and "表二" in sheet.cell(row, 3).value
        )
        sheet.cell(row, 9).value = words
        book.save(path)
        return path

    def findings(self, path: Path) -> list[Any]:
        return [finding for finding in judge_reading(read_workbook(path)) if finding.code == "V5"]

    def test_a_warning_explained_on_the_check_sheet_is_shown_as_explained(self, tmp_path: Path) -> None:
        (finding,) = self.findings(self.explained(tmp_path, "全年没有许可事项"))
        assert finding.explained == "全年没有许可事项"

    @pytest.mark.parametrize("words", ["", "核实无误", "情况属实。", "已核实。", "无"])
    def test_a_phrase_that_says_nothing_explains_nothing(self, words: str, tmp_path: Path) -> None:
        (finding,) = self.findings(self.explained(tmp_path, words))
        assert finding.explained == ""

    def test_it_survives_a_fresh_copy_and_falls_when_the_value_changes(self, tmp_path: Path) -> None:
        report = read_workbook(self.explained(tmp_path, "全年没有许可事项")).report
        (copy,) = self.findings(saved(report, tmp_path / "b.xlsx"))
        assert copy.explained == "全年没有许可事项"
        changed = report.with_values({"table2.penalty.decisions": BLANK, "table2.licensing.decisions": number(1)})
        (other,) = self.findings(saved(changed, tmp_path / "c.xlsx"))
        assert other.explained == ""
