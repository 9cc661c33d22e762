"""Every file handed in gets a decision, and a unit is never counted twice or in silence."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.county.deciding import by_name, consolidated, decided, put, report
from tests.samples import balanced_report
from xlreport.config import Config
from xlreport.console.app import run
from xlreport.county.doubles import differences
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.roster import Roster, Unit
from xlreport.forms import crosswalk, load
from xlreport.numbers import number, text
from xlreport.report import Cover, blank_report
from xlreport.workbook.read import read_workbook


def test_files_are_accepted_refused_or_ignored_and_the_counts_add_up(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(folder, "甲.xlsx", report("甲局"))
    put(folder, "乙.xlsx", report("乙局", 2).with_values({"table3.carried_forward.natural": number(99_999)}))
    put(folder, "丙.xlsx", replace(report("丙局", 3), year=2022))
    (folder / "~$甲.xlsx").write_bytes(b"lock")
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    code, data = consolidated(capsys, folder)
    assert code == 1
    assert {name: unit["decision"] for name, unit in by_name(data).items()} == {
        "甲.xlsx": "accepted",
        "乙.xlsx": "refused",
        "丙.xlsx": "refused",
        "~$甲.xlsx": "ignored",
        "说明.txt": "ignored",
    }
    assert data["counts"] == {"files": 5, "accepted": 1, "refused": 2, "ignored": 2, "due": None, "missing": None}
    assert all(unit["reason"] for unit in data["units"] if unit["decision"] != "accepted")


def test_the_same_numbers_twice_count_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, "甲.xlsx", report("甲局"))
    put(folder, "甲(1).xlsx", report("甲局"))
    code, data = consolidated(capsys, folder)
    assert code == 0
    assert sorted(unit["decision"] for unit in data["units"]) == ["accepted", "ignored"]
    assert data["summary"]["table2"]["行政许可"] == [report("甲局")["table2.licensing.decisions"].plain]


def test_of_two_versions_the_newest_counts_and_the_cells_that_differ_are_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = report("甲局")
    new = old.with_values({"table2.licensing.decisions": number(4321)})
    put(folder, "甲.xlsx", new, saved_at=1_700_000_100)
    put(folder, "甲最终版.xlsx", old, saved_at=1_700_000_000)
    code, data = consolidated(capsys, folder)
    assert code == 0
    assert by_name(data)["甲.xlsx"]["decision"] == "accepted"
    assert data["summary"]["table2"]["行政许可"] == [4321]
    (finding,) = [finding for finding in by_name(data)["甲.xlsx"]["findings"] if finding["code"] == "C2"]
    before = old["table2.licensing.decisions"].plain
    assert f"表二!B9 甲.xlsx 4321、甲最终版.xlsx {before}" in finding["message"]
    assert by_name(data)["甲最终版.xlsx"]["reason"] == "重报：数字不同，采用最新的 甲.xlsx"


def test_the_time_the_package_was_saved_counts_before_the_time_of_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import datetime

    for name, value, saved in (
        ("旧.xlsx", 1, datetime.datetime(2022, 1, 5)),
        ("新.xlsx", 2, datetime.datetime(2022, 1, 9)),
    ):
        path = put(folder, name, report("甲局").with_values({"table2.licensing.decisions": number(value)}))
        book = openpyxl.load_workbook(path)
        book.properties.modified = saved
        book.save(path)
        book = None
        _set_modified(path, saved.isoformat() + "Z")
    os.utime(folder / "旧.xlsx", (1_900_000_000, 1_900_000_000))
    code, data = consolidated(capsys, folder)
    assert (code, by_name(data)["新.xlsx"]["decision"]) == (0, "accepted")
    assert data["summary"]["table2"]["行政许可"] == [2]


def _set_modified(path: Path, when: str) -> None:
    """openpyxl stamps the present time on saving; write the wanted one into the package."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{when}", core).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("case", ["equally new", "newest fails"])
def test_where_the_newest_is_unsure_or_fails_the_unit_is_refused(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = report("甲局")
    new = old.with_values({"table2.licensing.decisions": number(5) if case == "equally new" else text("五")})
    put(folder, "a.xlsx", old, saved_at=1_700_000_000)
    put(folder, "b.xlsx", new, saved_at=1_700_000_000 if case == "equally new" else 1_700_000_100)
    code, data = consolidated(capsys, folder)
    assert code == 1
    assert [unit["decision"] for unit in data["units"]] == ["refused", "refused"]
    assert data["summary"]["table2"]["行政许可"] == [None]


def test_the_summary_names_failing_units_and_shows_what_they_could_not_add(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(folder, "甲.xlsx", report("甲局"))
    bad = report("乙局", 2).with_values(
        {"table2.licensing.decisions": text("约50"), "table2.penalty.decisions": number("1.5")}
    )
    put(folder, "乙.xlsx", bad)
    code, data = consolidated(capsys, folder, "--include-failing")
    assert code == 1
    good = report("甲局")
    assert data["summary"]["table2"]["行政许可"] == [good["table2.licensing.decisions"].plain]
    assert data["summary"]["table2"]["行政处罚"] == [good["table2.penalty.decisions"].plain]
    book = openpyxl.load_workbook(folder.parent / "汇总.xlsx", data_only=True)
    overview = [str(cell.value) for row in book["概况"].iter_rows() for cell in row]
    assert any("乙局未通过校验" in words for words in overview)
    detail = [str(cell.value) for row in book["单位明细"].iter_rows() for cell in row]
    assert "约50（未计入）" in detail
    assert "1.5（未计入）" in detail


def test_the_year_is_taken_from_the_files_only_when_they_agree(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    put(folder, "甲.xlsx", report("甲局"))
    assert run(["--quiet", "consolidate", str(folder), "-o", str(tmp_path / "s.xlsx")]) == 0
    assert read_workbook(tmp_path / "s.xlsx").report.year == 2021
    put(folder, "乙.xlsx", replace(report("乙局", 2), year=2022))
    assert run(["--quiet", "consolidate", str(folder), "-o", str(tmp_path / "s.xlsx")]) == 2
    assert "--year" in capsys.readouterr().err


def test_only_an_earlier_summary_is_replaced(folder: Path, tmp_path: Path) -> None:
    unit = put(folder, "甲.xlsx", report("甲局"))
    before = unit.read_bytes()
    assert run(["--quiet", "consolidate", str(folder), "--year", "2021", "-o", str(unit)]) == 3
    assert unit.read_bytes() == before
    for _ in range(2):
        assert run(["--quiet", "consolidate", str(folder), "--year", "2021", "-o", str(tmp_path / "s.xlsx")]) == 0


def test_a_text_is_no_number_where_reports_are_compared() -> None:
    numbered = report("甲局").with_values({"table2.licensing.decisions": number(5)})
    other = numbered.with_values({"table2.licensing.decisions": text("5")})
    assert differences({"甲.xlsx": numbered, "乙.xlsx": other}) == ["表二!B9 甲.xlsx 5、乙.xlsx “5”"]
    same = numbered.with_values({"table2.licensing.decisions": number("5.0")})
    assert differences({"甲.xlsx": numbered, "乙.xlsx": same}) == []


def test_configuration_may_soften_the_finding_but_not_count_the_unit(folder: Path) -> None:
    for seed, name in enumerate(("a.xlsx", "b.xlsx")):
        put(folder, name, report("甲局", seed), saved_at=1_700_000_000)
    for config, severity in ((Config(), "error"), (Config(severity={"C2": "warning"}), "warning")):
        merged = consolidate_files([folder], Wishes(2021), config)
        assert set(decided(merged).values()) == {"refused"}
        assert {one.severity for decision in merged.decisions for one in decision.findings} == {severity}


def test_a_summary_of_nothing_is_not_said_to_be_blank(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, "丙.xlsx", replace(report("丙局", 3), year=2022))
    _, data = consolidated(capsys, folder)
    assert data["counts"]["accepted"] == 0
    assert [finding["code"] for finding in data["findings"] if finding["code"] == "V5"] == []


def test_the_reason_says_one_sentence_for_each_code(folder: Path) -> None:
    wrong = report("甲局").with_values(
        {"table2.licensing.decisions": text("五"), "table3.carried_forward.natural": number(99_999)}
    )
    put(folder, "1.xlsx", replace(wrong, year=2022))
    (decision,) = consolidate_files([folder], Wishes(2021)).decisions
    errors = [finding for finding in decision.findings if finding.is_error]
    first = {code: next(one.message for one in errors if one.code == code) for code in (one.code for one in errors)}
    assert len(first) > 2
    said = "；".join(f"{code}：{message}" for code, message in list(first.items())[:3])
    assert decision.reason == f"{said}（共 {len(errors)} 处错误）"


def test_what_cannot_be_carried_over_is_cut_short_in_the_sentence_and_listed_in_full_in_the_workbook(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = balanced_report(load("2019"), random.Random(5), agency="甲局")
    older = older.with_values({name: number(3) for name in crosswalk(older.form, load("2021")).unmapped})
    put(folder, "1.xlsx", replace(older, year=2021))
    _, data = consolidated(capsys, folder, "--include-failing")
    (unit,) = data["units"]
    (finding,) = [one for one in unit["findings"] if one["code"] == "C5"]
    assert finding["message"].endswith(" 项，详见“问题清单”")
    assert finding["message"].count("·") == 8
    book = openpyxl.load_workbook(folder.parent / "汇总.xlsx", data_only=True)
    lines = [str(row[8].value) for row in book["问题清单"].iter_rows(min_row=4) if row[2].value == "C5"]
    assert len(lines) == 1
    assert f"等 {lines[0].count('·')} 项" in finding["message"]


def test_a_blank_workbook_is_sent_back_and_the_filled_one_counts(folder: Path) -> None:
    form, roster = load("2021"), Roster((Unit("甲局"), Unit("乙局"), Unit("丙局")))
    put(folder, "甲局.xlsx", report("甲局"), saved_at=1_700_000_000)
    put(folder, "甲局空.xlsx", blank_report(form, 2021, "甲局"), saved_at=1_700_000_100)
    put(folder, "乙局.xlsx", blank_report(form, 2021, "乙局"))
    nothing = Cover(no_requests=True, no_disputes=True)
    put(folder, "丙局.xlsx", blank_report(form, 2021, "丙局", nothing))
    merged = consolidate_files([folder], Wishes(2021, roster=roster, include_failing=True))
    assert decided(merged) == {
        "甲局.xlsx": "accepted", "甲局空.xlsx": "refused", "乙局.xlsx": "refused", "丙局.xlsx": "accepted",
    }  # fmt: skip
    assert "没有填写的空白表" in next(one.reason for one in merged.decisions if one.agency == "乙局")
