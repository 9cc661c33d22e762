"""xlreport import: what a document prints is in the workbook, and what is not certain is named and stops it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.bad_input.expect import answer, assert_plain_chinese, one_line
from tests.conftest import shared_folder
from tests.published.documents.faults import faulty_document
from tests.published.documents.write_html import write_html
from tests.published.made import KINDS, plain_values, publish, published_bytes, sound_report
from xlreport.console.app import run
from xlreport.files.names import safe_stem
from xlreport.numbers import number as as_number
from xlreport.report_json import read_json
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import judge_reading, read_workbook

UNCLEAR = {"table2.penalty.decisions": "31 42"}
"""Two numbers in one cell: nobody knows which is meant."""
NOTED = {"table2.penalty.decisions": "22（其中修订16件）"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    place = tmp_path / "结果"
    place.mkdir()
    return place


def imported(capsys: pytest.CaptureFixture[str], out: Path, *arguments: str | Path) -> tuple[int, Any]:
    capsys.readouterr()
    code = run(["import", *map(str, arguments), "-o", str(out), "--json"])
    return code, json.loads(capsys.readouterr().out)


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


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


def sources(path: Path) -> list[tuple[Any, ...]]:
    """The lines of the sheet 来源 below its heads."""
    rows = list(openpyxl.load_workbook(path)["来源"].iter_rows(values_only=True))
    heads = ("表", "行", "列", "单元格", "数值", "原文", "位置", "如何对应")
    return rows[rows.index(heads) + 1 :]


def test_the_sheet_of_sources_lists_every_field_with_the_open_ones_first(tmp_path: Path, out: Path) -> None:
    report = sound_report()
    run(["import", str(publish(tmp_path / "甲.html", report, UNCLEAR)), "-o", str(out)])
    lines = sources(only(out))
    assert len(lines) == len(report.form.fields)
    assert lines[0][:6] == ("表二", "行政处罚", "本年处理决定数量", "表二!B12", "待核：31 42", "31 42")
    assert lines[0][7].startswith("待核：")
    values = {line[3]: line[4] for line in lines[1:]}
    sheet = openpyxl.load_workbook(only(out))
    for place, value in values.items():
        name, cell = place.split("!")
        held = sheet[name][cell].value
        assert held == value or str(held).startswith("="), place


def test_the_sheet_of_sources_names_the_document_by_its_content(tmp_path: Path, out: Path) -> None:
    document = publish(tmp_path / "甲.html", sound_report())
    run(["import", str(document), "-o", str(out)])
    sheet = openpyxl.load_workbook(only(out))["来源"]
    assert "甲.html" in sheet["A1"].value
    assert hashlib.sha256(document.read_bytes()).hexdigest() in sheet["A2"].value
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes
    links = {cell.value: cell.hyperlink.location for (cell,) in sheet["D5:D204"] if cell.hyperlink}
    assert len(links) == len(sound_report().form.fields)
    assert all(location == f"'{place[:2]}'!{place[3:]}" for place, location in links.items())


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, out: Path) -> None:
    document = publish(tmp_path / "甲.html", sound_report())
    run(["import", str(document), "-o", str(out)])
    first = only(out).read_bytes()
    only(out).unlink()
    document.touch()
    run(["import", str(document), "-o", str(out)])
    assert only(out).read_bytes() == first


def test_the_sheet_of_sources_changes_nothing_in_what_is_read(tmp_path: Path, out: Path) -> None:
    """Not even where a table was moved and has to be searched for."""
    run(["import", str(publish(tmp_path / "甲.html", sound_report())), "-o", str(out)])
    book = openpyxl.load_workbook(only(out))
    book["表三"].insert_rows(1, 3)
    book["表四"].title = "别的名称"
    altered, bare = tmp_path / "改.xlsx", tmp_path / "无来源.xlsx"
    book.save(altered)
    del book["来源"]
    book.save(bare)
    one, other = read_workbook(altered), read_workbook(bare)
    assert one.report.values == other.report.values
    assert one.remarks == other.remarks
    assert (one.lists_sources, other.lists_sources) == (True, False)


def test_a_fresh_copy_says_that_the_sheet_of_sources_stays_behind(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["import", str(publish(tmp_path / "甲.html", sound_report(), UNCLEAR)), "-o", str(out)])
    for command in (["fill", str(only(out)), "-o"], ["validate", str(only(out)), "--mark"]):
        folder = tmp_path / command[0]
        folder.mkdir()
        said = answer(capsys, *command, folder)
        one_line(said, "来源", "没有带过来")
        assert "来源" not in openpyxl.load_workbook(only(folder)).sheetnames
        assert read_workbook(only(folder)).report["table2.penalty.decisions"].plain == "待核：31 42"


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


# ---- what people are told ----


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


def test_a_workbook_of_ours_is_sent_to_validate(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "甲.xlsx"
    build_workbook(sound_report(), path)
    said = answer(capsys, "import", path, "-o", out)
    assert said.code == 3
    assert "xlreport validate" in one_line(said, "已经是填报工作簿")
    assert list(out.iterdir()) == []


def test_earlier_results_in_a_folder_are_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "下载"
    folder.mkdir()
    publish(folder / "甲.html", sound_report())
    assert run(["import", str(folder), "-o", str(folder / "结果")]) == 0
    said = answer(capsys, "import", folder, "-o", tmp_path / "再来")
    assert said.code == 0
    one_line(said, "甲县水务局2023年报.xlsx", "已跳过")


def test_a_foreign_spreadsheet_is_read_as_a_document(tmp_path: Path, out: Path) -> None:
    """The statutory tables on one sheet of somebody else's, without anything of ours around them."""
    report = sound_report()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"{report.agency}{report.year}年政府信息公开工作年度报告"])
    for table in report.form.tables:
        sheet.append([table.title])
        top = sheet.max_row
        for label in table.labels:
            sheet.cell(top + label.at.top, label.at.left, label.printed)
        for entry in table.fields:
            sheet.cell(top + entry.at.top, entry.at.left, report[entry.id].plain)
        for box in {item.at for item in (*table.labels, *table.fields) if not item.at.is_single}:
            sheet.merge_cells(None, top + box.top, box.left, top + box.bottom, box.right)
    path = tmp_path / "别的表.xlsx"
    book.save(path)
    assert run(["import", str(path), "-o", str(out)]) == 0
    assert plain_values(read_workbook(only(out)).report) == plain_values(report)


def test_a_place_for_results_that_cannot_be_is_told_in_json_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = publish(tmp_path / "甲.html", sound_report())
    code, data = imported(capsys, tmp_path / "无" / "结果", document)
    assert (code, data["reports"], len(data["problems"])) == (3, [], 1)


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


# ---- where it comes from and where it goes ----


def test_the_folder_for_results_is_made(tmp_path: Path) -> None:
    assert run(["import", str(publish(tmp_path / "甲.html", sound_report())), "-o", str(tmp_path / "新")]) == 0
    assert only(tmp_path / "新").name == "甲县水务局2023年报.xlsx"


def test_folders_and_archives_are_read_file_by_file(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "网上下载"
    folder.mkdir()
    publish(folder / "甲.html", sound_report("甲县水务局"))
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with zipfile.ZipFile(folder / "乙.zip", "w") as archive:
        archive.writestr("乡镇/乙.md", published_bytes("md", sound_report("丁县戊镇人民政府", seed=2)))
    code, data = imported(capsys, out, folder)
    assert code == 0, "a picture in a folder is passed over"
    assert {Path(one["path"]).name for one in data["reports"]} == {"甲.html", "乙.md"}
    assert [Path(one["path"]).name for one in data["problems"]] == ["图.png"]
    assert sorted(path.name for path in out.iterdir()) == ["丁县戊镇人民政府2023年报.xlsx", "甲县水务局2023年报.xlsx"]


def test_a_picture_that_was_named_is_a_problem(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "图.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    said = answer(capsys, "import", picture, "-o", out)
    assert said.code == 3
    assert_plain_chinese(one_line(said, "图片"), picture, ".docx", ".txt")


def test_an_empty_folder_is_named(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    said = answer(capsys, "import", empty, "-o", out)
    assert said.code == 3
    one_line(said, "C6", "空")


def test_one_name_for_two_reports_is_numbered_and_no_file_is_overwritten(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [publish(tmp_path / f"{name}.html", sound_report(seed=seed)) for name, seed in (("甲", 1), ("乙", 2))]
    assert run(["import", *map(str, documents), "-o", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["甲县水务局2023年报.xlsx", "甲县水务局2023年报（2）.xlsx"]
    before = {path: path.read_bytes() for path in out.iterdir()}
    said = answer(capsys, "import", documents[0], "-o", out)
    assert said.code == 3
    one_line(said, "已经存在")
    assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_a_result_never_takes_the_place_of_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], out: Path
) -> None:
    document = publish(tmp_path / "甲.html", sound_report())
    twin = document.rename(out / "甲县水务局2023年报.xlsx")  # a page saved under the ending of a workbook
    before = twin.read_bytes()
    said = answer(capsys, "import", twin, "-o", out)
    assert said.code == 3
    assert twin.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('甲/乙:局*?"<>|2023年报', "甲_乙_局______2023年报"),
        (" 甲局。2023年报. ", "甲局。2023年报"),
        ("con", "_con"),
        ("LPT1.年报", "_LPT1.年报"),
        ("甲\n局\x07", "甲_局_"),
        ("", ""),
    ],
)
def test_names_hold_nothing_that_windows_refuses(words: str, name: str) -> None:
    assert safe_stem(words) == name


def test_long_names_fit_on_every_system(tmp_path: Path) -> None:
    stem = safe_stem("甲" * 500)
    (tmp_path / f"{stem}（99）.xlsx").write_bytes(b"")
    assert stem == "甲" * 60


def test_a_report_that_does_not_say_whose_it_is_keeps_the_name_of_its_file(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlreport.published.identity as identity

    sound = identity.read_identity
    monkeypatch.setattr(identity, "read_identity", lambda document: replace(sound(document), agency="", year=None))
    said = answer(capsys, "import", publish(tmp_path / "下载的网页.html", sound_report()), "-o", out)
    one_line(said, "没有单位名称", "年度不明")
    assert only(out).name == "下载的网页.xlsx"
    assert {finding.case for finding in judge_reading(read_workbook(only(out))) if finding.code == "F5"} >= {
        "agency",
        "year",
    }


# ---- five real reports ----


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The five reports imported together: the JSON by number."""
    folder = shared_folder() / "reports"
    if not list(folder.glob("*.txt")):
        pytest.skip("the five real reports are absent: no texts in shared/reports beside the checkout")
    out, words = tmp_path_factory.mktemp("真"), io.StringIO()
    with contextlib.redirect_stdout(words):
        code = run(["import", *map(str, sorted(folder.glob("*.txt"))), "-o", str(out), "--json"])
    assert code == 0
    return {Path(one["path"]).name[:3]: one for one in json.loads(words.getvalue())["reports"]}


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_real_report_is_read_to_the_last_number(number: str, real: dict[str, Any], truth: dict[str, Path]) -> None:
    one, wanted = real[number], json.loads(truth[number].read_text(encoding="utf-8"))
    assert one["open"] == []
    for key in ("form", "year", "agency", "table2", "table3", "table4"):
        assert one["report"][key] == wanted[key], key


def test_what_real_reports_get_wrong_is_found_in_their_workbooks(real: dict[str, Any]) -> None:
    findings = {}
    for number, one in real.items():
        (path,) = one["written"]
        reading = read_workbook(Path(path))
        findings[number] = {finding.code for finding in judge_reading(reading)}
        if number == "001":
            assert reading.report.cover.date == "2020-01-18", "as printed, whatever the report's year"
    assert {"F1", "L1"} <= findings["001"]
    assert all("F1" not in codes and "L1" not in codes for number, codes in findings.items() if number != "001")
    assert "V5" in findings["004"]
    assert all("V1" not in codes for codes in findings.values())
    prose = {
        number: {code for code in codes if code[0] in "NPY" or code in "L2 L3 L4 L6"}
        for number, codes in findings.items()
    }
    assert prose == {
        "000": set(),
        # Signed in January of the year before the one reported on; 六 says 无; no word on 申请 in 一.
        "001": {"L2", "L3", "L4", "N2"},
        "002": {"N2"},  # 五 begins with 2020年
        "003": set(),
        "004": {"L4"},  # its （四） is on something else than the 平台
    }
