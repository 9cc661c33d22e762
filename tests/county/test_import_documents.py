"""consolidate --import-documents: a unit's published report counts like its workbook, or is refused with the reason."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.published.made import KINDS, publish, published_bytes, sound_report
from xlreport.console.app import run
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import read_workbook

FIELD = ("table2", "行政许可")
NAME = "table2.licensing.decisions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "报送"
    place.mkdir()
    return place


def consolidated(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> tuple[int, Any]:
    capsys.readouterr()
    output = folder.parent / "汇总.xlsx"
    code = run(["--quiet", "consolidate", str(folder), "-o", str(output), "--year", "2023", "--json", *options])
    return code, json.loads(capsys.readouterr().out)


def with_documents(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> tuple[int, Any]:
    code, data = consolidated(capsys, folder, "--import-documents", *options)
    counts = data["counts"]
    assert counts["files"] == counts["accepted"] + counts["refused"] + counts["ignored"] == len(data["units"])
    return code, data


def by_name(data: Any) -> dict[str, Any]:
    return {Path(unit["path"]).name: unit for unit in data["units"]}


def test_without_the_option_documents_are_ignored_and_it_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_workbook(sound_report("甲局"), folder / "甲.xlsx")
    publish(folder / "乙.html", sound_report("乙市丙区民政局", seed=2))
    code, data = consolidated(capsys, folder)
    assert code == 0
    unit = by_name(data)["乙.html"]
    assert unit["decision"] == "ignored"
    assert "--import-documents" in unit["findings"][0]["remedy"]


def test_documents_of_every_kind_add_up_with_workbooks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agencies = ("甲县水务局", "乙市丙区民政局", "丁县戊镇人民政府", "己市发展和改革委员会", "庚区辛街道办事处")
    reports = [sound_report(agency, seed=seed) for seed, agency in enumerate(agencies, 2)]
    for kind, report in zip(KINDS, reports, strict=True):
        publish(folder / f"{report.agency}.{kind}", report)
    workbook = sound_report("壬县林业局", seed=9)
    build_workbook(workbook, folder / "壬县林业局.xlsx")
    code, data = with_documents(capsys, folder)
    assert code == 0
    assert data["counts"]["accepted"] == 6
    wanted = sum(report[NAME].scaled for report in (*reports, workbook)) // 10_000
    assert data["summary"][FIELD[0]][FIELD[1]] == [wanted]
    for name, unit in by_name(data).items():
        assert unit["reason"].startswith("文档导入") == (not name.endswith(".xlsx")), name


def test_an_open_field_refuses_the_unit_with_the_row_and_the_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder / "甲.html", sound_report(), {"table2.penalty.decisions": "31 42"})
    code, data = with_documents(capsys, folder)
    assert code == 1
    (unit,) = data["units"]
    assert (unit["agency"], unit["decision"], unit["failing"]) == ("甲县水务局", "refused", True)
    assert unit["reason"].startswith("文档导入，待核 1 格（表二“行政处罚”行 1 格待核：")
    assert "V1" in unit["reason"]
    assert [finding["code"] for finding in unit["findings"] if finding["severity"] == "error"] == ["V1"]


def test_failing_documents_count_only_when_asked_and_open_fields_add_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = sound_report()
    publish(folder / "甲.html", report, {"table2.penalty.decisions": "31 42"})
    code, data = with_documents(capsys, folder, "--include-failing")
    assert code == 1
    assert data["summary"]["table2"]["行政处罚"] == [None]
    assert data["summary"]["table2"]["行政许可"] == [report[NAME].plain]


def test_a_document_without_a_report_is_refused_and_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(folder / "甲.html", sound_report())
    (folder / "通知.txt").write_text("请于月底前报送。\n", encoding="utf-8")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code, data = with_documents(capsys, folder)
    assert code == 3
    decisions = {name: unit["decision"] for name, unit in by_name(data).items()}
    assert decisions == {"甲.html": "accepted", "通知.txt": "refused", "图.png": "ignored"}
    assert "没有找到表二、表三、表四" in by_name(data)["通知.txt"]["reason"]


def test_archives_give_a_decision_for_every_file_in_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = folder / "甲.xlsx"
    build_workbook(sound_report("甲局"), book)
    with zipfile.ZipFile(folder / "各单位.zip", "w") as archive:
        archive.write(book, "局/甲.xlsx")
        archive.writestr("局/乙.docx", published_bytes("docx", sound_report("乙市丙区民政局", seed=2)))
        archive.writestr("坏.docx", b"PK\x03\x04 nothing")
    book.unlink()
    code, data = with_documents(capsys, folder)
    assert code == 3
    decisions = {name: unit["decision"] for name, unit in by_name(data).items()}
    assert decisions == {"甲.xlsx": "accepted", "乙.docx": "accepted", "坏.docx": "refused"}
    assert by_name(data)["甲.xlsx"]["reason"] == "", "a workbook of ours is read as one, wherever it lies"


def test_an_archive_is_refused_without_the_option_and_an_empty_one_with_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_workbook(sound_report("甲局"), folder / "甲.xlsx")
    with zipfile.ZipFile(folder / "空.zip", "w"):
        pass
    for options in ([], ["--import-documents"]):
        code, data = consolidated(capsys, folder, *options)
        assert code == 3
        assert by_name(data)["空.zip"]["decision"] == "refused"


def test_a_workbook_and_the_same_report_published_count_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = sound_report()
    build_workbook(report, folder / "甲.xlsx")
    publish(folder / "甲.html", report)
    code, data = with_documents(capsys, folder)
    assert code == 0
    assert sorted(unit["decision"] for unit in data["units"]) == ["accepted", "ignored"]
    assert data["summary"][FIELD[0]][FIELD[1]] == [report[NAME].plain]


@pytest.mark.parametrize(("newer", "seed"), [("甲.html", 2), ("甲.xlsx", 1)])
def test_of_a_workbook_and_another_document_the_newer_counts(
    newer: str, seed: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_workbook(sound_report(seed=1), folder / "甲.xlsx")
    publish(folder / "甲.html", sound_report(seed=2))
    for path in folder.iterdir():
        time = 1_700_000_000 + (path.name == newer) * 86_400
        os.utime(path, (time, time))
    _, data = with_documents(capsys, folder)
    assert by_name(data)[newer]["decision"] == "accepted"
    assert data["summary"][FIELD[0]][FIELD[1]] == [sound_report(seed=seed)[NAME].plain]


def test_the_summary_marks_units_read_from_documents(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(folder / "甲.html", sound_report())
    publish(folder / "乙.html", sound_report("乙市丙区民政局", seed=2), {"table2.penalty.decisions": "31 42"})
    build_workbook(sound_report("丙局", seed=3), folder / "丙.xlsx")
    with_documents(capsys, folder)
    book = openpyxl.load_workbook(folder.parent / "汇总.xlsx")
    rows = {str(row[0]): row for row in book["来源"].iter_rows(min_row=4, values_only=True)}
    marked = {Path(name).name: str(row[3] or "").startswith("文档导入") for name, row in rows.items()}
    assert marked == {"甲.html": True, "乙.html": True, "丙.xlsx": False}
    links = [cell.hyperlink.target for row in book["问题清单"].iter_rows() for cell in row if cell.hyperlink]
    assert not any("html" in str(target) for target in links), "a document has no such cell"
    assert read_workbook(folder.parent / "汇总.xlsx").mark == "summary"


def test_paths_that_lead_nowhere_get_a_decision(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(folder / "甲.html", sound_report())
    code, data = with_documents(
        capsys, folder, str(folder / "没有.html"), str(folder / ("长" * 300)), str(folder / "无")
    )
    assert code == 3
    assert data["counts"] == {"files": 4, "accepted": 1, "refused": 3, "ignored": 0, "due": None, "missing": None}


def test_a_fault_on_one_document_loses_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlreport.align.tables as aligner

    sound = aligner.align_document

    def faulty(document: Any) -> Any:
        if document.path.endswith("坏.html"):
            raise ZeroDivisionError("nothing")
        return sound(document)

    monkeypatch.setattr(aligner, "align_document", faulty)
    publish(folder / "甲.html", sound_report())
    publish(folder / "坏.html", sound_report("乙市丙区民政局", seed=2))
    code, data = with_documents(capsys, folder)
    assert code == 4
    decisions = {name: unit["decision"] for name, unit in by_name(data).items()}
    assert decisions == {"甲.html": "accepted", "坏.html": "refused"}
