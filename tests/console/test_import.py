"""xlreport import: what a document prints is in the workbook, and what is not certain is named and stops it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.bad_input.expect import answer, assert_plain_chinese, one_line
from tests.console.importing import NOTED, UNCLEAR, imported, only, sources
from tests.published.documents.faults import faulty_document
from tests.published.documents.write_html import write_html
from tests.published.made import KINDS, plain_values, publish, published_bytes, sound_report
from xlreport.console.app import run
from xlreport.numbers import number as as_number
from xlreport.report_json import read_json
from xlreport.workbook.read import judge_reading, read_workbook


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_document_becomes_a_workbook_with_its_numbers(kind: str, tmp_path: Path, out: Path) -> None:
    report = sound_report()
    assert run(["import", str(publish(tmp_path / f"甲.{kind}", report)), "-o", str(out)]) == 0
    path = only(out)
    assert path.name == "甲县水务局2023年报.xlsx"
    read = read_workbook(path).report
    assert (read.form.id, read.year, read.agency) == ("2021", 2023, "甲县水务局")
    assert plain_values(read) == plain_values(report)
    assert (read.cover.level, read.cover.kind) == ("", ""), "nobody tells these from a name"


def test_json_names_table_row_column_value_and_place_of_every_field(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = sound_report()
    code, data = imported(capsys, out, publish(tmp_path / "甲.html", report))
    assert code == 0
    assert data["problems"] == []
    (one,) = data["reports"]
    assert one["open"] == []
    assert len(one["evidence"]) == len(report.form.fields)
    by_name = {(item["table"], item["row"], item["column"]): item for item in one["evidence"]}
    for entry in report.form.fields:
        item = by_name[report.form.table(entry.table).name, entry.row, entry.column]
        assert item["value"] == report[entry.id].plain
        assert item["place"].startswith("第 ")
        assert item["placing"] in ("label", "near", "order", "relation")


def test_an_open_field_is_null_with_a_reason_and_stops_the_workbook(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = publish(tmp_path / "甲.html", sound_report(), UNCLEAR)
    code, data = imported(capsys, out, document)
    assert code == 1
    (one,) = data["reports"]
    (left,) = one["open"]
    assert set(left) == {"table", "row", "column", "reason", "raw"}
    assert (left["table"], left["row"], left["column"]) == ("表二", "行政处罚", "本年处理决定数量")
    assert left["raw"] == "31 42"
    assert left["reason"]
    assert one["report"]["table2"]["行政处罚"] == [None]
    path = only(out)
    assert read_workbook(path).report["table2.penalty.decisions"].plain == "待核：31 42"
    findings = [finding for finding in judge_reading(read_workbook(path)) if finding.is_error]
    assert [(finding.code, finding.actual, finding.expected) for finding in findings] == [("V1", "待核：31 42", None)]
    assert run(["validate", str(path)]) == 1


def test_an_open_field_stays_open_in_a_json_file_too(tmp_path: Path, out: Path) -> None:
    """Such a file goes its own way: there a null would be a blank, which counts as 0."""
    document = publish(tmp_path / "甲.html", sound_report(), UNCLEAR)
    assert run(["import", str(document), "-o", str(out), "--to", "json"]) == 1
    assert read_json(only(out))["table2.penalty.decisions"].plain == "待核：31 42"
    assert run(["validate", str(only(out))]) == 1


def test_both_files_hold_the_same_report(tmp_path: Path, out: Path) -> None:
    assert run(["import", str(publish(tmp_path / "甲.html", sound_report())), "-o", str(out), "--to", "both"]) == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == ["甲县水务局2023年报.json", "甲县水务局2023年报.xlsx"]
    ours, theirs = read_json(out / names[0]), read_workbook(out / names[1]).report
    assert plain_values(ours) == plain_values(theirs)
    assert ours.narrative == theirs.narrative


def test_a_number_with_a_note_stays_as_printed_and_is_no_open_field(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, data = imported(capsys, out, publish(tmp_path / "甲.html", sound_report(), NOTED))
    (one,) = data["reports"]
    assert (code, one["open"]) == (0, [])
    assert one["report"]["table2"]["行政处罚"] == ["22（其中修订16件）"]
    (line,) = [row for row in sources(only(out)) if row[5] == "22（其中修订16件）"]
    assert "可能应为 22" in line[7]
    assert run(["validate", str(only(out))]) == 1


def test_printed_numbers_that_do_not_balance_are_kept_and_the_likely_repair_is_said(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = sound_report()
    cell = "table3.result.denied.state_secret.natural"
    true = report[cell].scaled // 10_000
    document = publish(tmp_path / "a.html", report.with_values({cell: as_number(true + 12)}))
    code, data = imported(capsys, out, document)
    (found,) = data["reports"]
    assert found["report"]["table3"]["三、本年度办理结果/（三）不予公开/1.属于国家秘密"][0] == true + 12
    (change,) = found["suspects"][0]["changes"]
    assert (change["cell"], change["actual"], change["proposed"]) == ("D10", true + 12, true)
    assert code == 0
    run(["import", str(document), "-o", str(tmp_path / "again")])
    said = capsys.readouterr().out
    assert "有 2 条勾稽关系不平衡" in said
    assert f"D10 填 {true + 12}，若为 {true}" in said


def test_fill_decides_no_open_total(tmp_path: Path, out: Path) -> None:
    """A total computed from what was read agrees with it, right or wrong."""
    name = "table3.received.new.total"
    run(["import", str(publish(tmp_path / "甲.html", sound_report(), {name: "31 42"})), "-o", str(out)])
    before = read_workbook(only(out)).report[name].plain
    assert str(before).startswith("待核：")
    folder = tmp_path / "填"
    folder.mkdir()
    run(["fill", str(only(out)), "-o", str(folder)])
    assert read_workbook(only(folder)).report[name].plain == before


def test_one_line_says_what_was_read_and_one_what_is_open(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(capsys, "import", publish(tmp_path / "甲.html", sound_report(), UNCLEAR), "-o", out)
    assert said.code == 1
    line = one_line(said, "甲县水务局", "2023 年度", "2021年格式", "待核 1 项")
    assert "网页" in line
    assert "甲县水务局2023年报.xlsx" in line
    left = one_line(said, "表二“行政处罚”行 1 格待核", "原文“31 42”")
    assert_plain_chinese(left)


def test_a_file_without_a_report_is_named_and_the_rest_goes_on(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = tmp_path / "说明.txt"
    stray.write_text("这里只有几句话。\n", encoding="utf-8")
    good = publish(tmp_path / "甲.html", sound_report())
    said = answer(capsys, "import", stray, good, "-o", out)
    assert said.code == 3
    assert_plain_chinese(one_line(said, "C6", "说明.txt", "没有找到表二、表三、表四"), stray)
    assert only(out).name == "甲县水务局2023年报.xlsx"


def test_two_reports_in_one_document_are_refused_with_their_titles(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = [published_bytes("txt", sound_report(agency)) for agency in ("甲县水务局", "乙市丙区民政局")]
    document = tmp_path / "两份.txt"
    document.write_bytes(b"\n\n".join(pages))
    code, data = imported(capsys, out, document)
    assert (code, data["reports"]) == (3, [])
    (problem,) = data["problems"]
    assert problem["path"] == str(document)
    assert "甲县水务局" in problem["message"]
    assert "乙市丙区民政局" in problem["message"]
    assert list(out.iterdir()) == []


def test_a_fault_of_the_program_on_one_document_is_named_and_the_rest_goes_on(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlreport.align.tables as aligner

    sound = aligner.align_document

    def faulty(document: Any) -> Any:
        if document.path.endswith("坏.html"):
            raise ZeroDivisionError("nothing")
        return sound(document)

    monkeypatch.setattr(aligner, "align_document", faulty)
    bad = publish(tmp_path / "坏.html", sound_report("乙市丙区民政局"))
    good = publish(tmp_path / "甲.html", sound_report())
    code = run(["import", str(bad), str(good), "-o", str(out)])
    words = capsys.readouterr()
    assert code == 4
    assert "程序出错" in words.err
    assert "坏.html" in words.err
    assert only(out).name == "甲县水务局2023年报.xlsx"


def test_the_worst_outcome_decides_the_exit_code(tmp_path: Path, out: Path) -> None:
    left_open = publish(tmp_path / "甲.html", sound_report(), UNCLEAR)
    assert run(["import", str(left_open), str(tmp_path / "没有.html"), "-o", str(out)]) == 3
    assert run(["import", str(left_open), "-o", str(tmp_path / "无此文件夹" / "结果")]) == 3
    assert run(["import", str(left_open), "-o", str(left_open)]) == 3
    assert run(["import", str(left_open)]) == 2


def test_a_row_that_the_form_does_not_have_is_named_everywhere(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its numbers go nowhere: the exit code says so, the JSON, and a note on the sheet of sources."""
    document = faulty_document(("extra_row_in_table3",), random.Random(1), "2021")
    path = tmp_path / "甲.html"
    path.write_bytes(write_html(document, random.Random(1)))
    code, data = imported(capsys, out, path)
    (one,) = data["reports"]
    (finding,) = [finding for finding in one["findings"] if finding["code"] == "F2"]
    assert (code, one["open"], finding["table"]) == (1, [], "表三")
    notes = [str(row[0]) for row in openpyxl.load_workbook(only(out))["来源"].iter_rows(max_row=8, values_only=True)]
    assert any(note.startswith("F2：") and finding["message"] in note for note in notes)


@pytest.mark.parametrize("form", ["2019", "2021+2019", "2019+2021"])
def test_every_form_is_recognised_and_kept(form: str, tmp_path: Path, out: Path) -> None:
    report = sound_report(form=form)
    assert run(["import", str(publish(tmp_path / "甲.md", report)), "-o", str(out)]) == 0
    read = read_workbook(only(out)).report
    assert read.form.id == form
    assert plain_values(read) == plain_values(report)
    assert len(sources(only(out))) == len(report.form.fields)
