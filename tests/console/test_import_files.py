"""xlreport import of folders and archives, and the names of its results: nothing is overwritten or passed over."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.bad_input.expect import answer, assert_plain_chinese, one_line
from tests.console.importing import imported, only
from tests.published.made import plain_values, publish, published_bytes, sound_report
from xlreport.console.app import run
from xlreport.files.names import safe_stem
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import judge_reading, read_workbook


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
