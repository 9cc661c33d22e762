"""What goes out to units: prefilled workbooks with safe names, what last year foretells beside them, and the list."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.rules.cases_of_codes import report_of
from tests.samples import balanced_report
from xlreport.config import DEFAULT
from xlreport.console.app import run
from xlreport.county.dispatch import LIST, Parcel, Press, Wanted, build_parcel, dispatch, plan
from xlreport.county.dispatch_list import write_list
from xlreport.county.last_year import LastYears
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.numbers import Kind, number
from xlreport.report import Report
from xlreport.rules.law import check_character
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import judge_reading, read_workbook

YEAR = 2025
FORWARD, OVER = "table3.carried_forward", "table3.received.carried_over"
IN_FORCE = "table2.normative_documents.in_force"
CODE = next(code for code in (f"11330100MB0000001{one}" for one in "0123456789ABCDEFGHJKLMNPQRTUWXY")
            if check_character(code) == code[-1])  # fmt: skip


def planned(units: Sequence[Unit], **wishes: object) -> tuple[Parcel, ...]:
    return plan(Wanted(Roster(tuple(units)), YEAR, **wishes))


def sent(units: Sequence[Unit], folder: Path, **wishes: object) -> tuple[Parcel, ...]:
    folder.mkdir(exist_ok=True)
    return dispatch(planned(units, **wishes), folder, write_list)


def last_year(*reports: Report) -> LastYears:
    return LastYears(Path("上年"), reports)


def report_2024(agency: str, forward: int = 0, in_force: int = 0) -> Report:
    """A report that carries some requests of natural persons forward and has some documents in force."""
    made = report_of({"agency": agency}, year=YEAR - 1)
    return made.with_values(
        {
            f"{FORWARD}.natural": number(forward),
            f"{FORWARD}.total": number(forward),
            IN_FORCE: number(in_force),
        }
    )


def parts(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def words_of(path: Path) -> str:
    """All words of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_every_due_unit_gets_a_workbook_with_its_cover(tmp_path: Path) -> None:
    units = (
        Unit("甲县水务局", CODE, level="县级", kind="部门", contact="张三", phone="13800000000"),
        Unit("甲镇", level="乡镇级", kind="乡镇街道", counted=False),
        Unit("甲县档案馆", kind="其他", reported_by="甲县水务局"),
        Unit("乙局", deadline="2026-02-15"),
    )
    parcels = sent(units, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["甲县水务局.xlsx", "甲镇.xlsx", "乙局.xlsx", f"{LIST}.xlsx"]
    )
    read = read_workbook(tmp_path / "out" / "甲县水务局.xlsx")
    report = read.report
    assert (report.agency, report.year, report.form.id) == ("甲县水务局", YEAR, "2021")
    assert (report.cover.code, report.cover.level, report.cover.kind) == (CODE, "县级", "部门")
    assert (report.cover.contact, report.cover.phone) == ("", ""), "the officer's own notes stay with him"
    assert all(content.is_blank for name, content in zip(report.form.position, report.values, strict=True)
               if name not in report.form.totals)  # fmt: skip
    assert not read.remarks, "what is said beside the tables alters nothing that is read"
    deadlines = {parcel.unit.name: parcel.deadline and parcel.deadline.isoformat() for parcel in parcels}
    assert deadlines == {
        "甲县水务局": "2026-01-31", "甲镇": "2026-03-31", "甲县档案馆": None, "乙局": "2026-02-15",
    }  # fmt: skip
    said = words_of(tmp_path / "out" / "乙局.xlsx")
    assert "公布期限 2026年2月15日" in said
    assert "138" not in words_of(tmp_path / "out" / "甲县水务局.xlsx")


def test_the_list_says_who_gets_what(tmp_path: Path) -> None:
    units = (
        Unit("甲局", CODE, level="县级", kind="部门", contact="张三", phone="13800000000"),
        Unit("乙所", reported_by="甲局"),
    )
    sent(units, tmp_path / "out", last_years=last_year(report_2024("甲局", 3)), zeros=True)
    sheet = openpyxl.load_workbook(tmp_path / "out" / f"{LIST}.xlsx").active
    assert sheet is not None
    heads, first, second = ([str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=3, max_row=5))
    line = dict(zip(heads, first, strict=True))
    data = (tmp_path / "out" / "甲局.xlsx").read_bytes()
    assert (line["单位"], line["文件"], line["SHA-256"]) == ("甲局", "甲局.xlsx", hashlib.sha256(data).hexdigest())
    assert line["预填的封面"] == "单位名称、代码、层级、类别、年度"
    assert line["预填的数字"] == "全部为 0，上年不为 0 的留空"
    assert "自然人 3" in line["上年的数"]
    assert (line["公布期限"], line["联系人"], line["电话"]) == ("2026-01-31", "张三", "13800000000")
    other = dict(zip(heads, second, strict=True))
    assert (other["文件"], other["备注"]) == ("", "由甲局代报，没有生成工作簿")


def beside(path: Path, sheet: str) -> list[str]:
    page = openpyxl.load_workbook(path)[sheet]
    return [str(cell.value) for row in page.iter_rows() for cell in row if str(cell.value).startswith("←")]


def test_last_years_numbers_stand_beside_the_cells_and_are_not_read(tmp_path: Path) -> None:
    sent((Unit("甲局"),), tmp_path / "out", last_years=last_year(report_2024("甲局", 3, 12)))
    path = tmp_path / "out" / "甲局.xlsx"
    (carried,) = beside(path, "表三")
    assert "2024 年度报告的“结转下年度继续办理”" in carried
    assert "自然人 3，" in carried and carried.endswith("总计 3")
    regulations, documents = beside(path, "表二")
    assert "上年现行有效 0 件" in regulations
    assert "行政规范性文件上年现行有效 12 件" in documents
    read = read_workbook(path)
    assert read.report[f"{OVER}.natural"].is_blank and read.report[IN_FORCE].is_blank
    assert not read.remarks


def test_a_merged_units_numbers_are_the_sum_of_its_predecessors(tmp_path: Path) -> None:
    unit = Unit("甲县农业农村局", predecessors=("甲县农业局", "甲县畜牧局"))
    source = last_year(report_2024("甲县农业局", 3, 12), report_2024("甲县畜牧局", 4, 5))
    (parcel,) = sent((unit,), tmp_path / "out", last_years=source)
    (carried,) = beside(tmp_path / "out" / "甲县农业农村局.xlsx", "表三")
    assert "自然人 7，" in carried
    assert "上年现行有效 17 件" in beside(tmp_path / "out" / "甲县农业农村局.xlsx", "表二")[1]
    assert "甲县农业局、甲县畜牧局相加" in parcel.expected


def test_what_cannot_be_known_of_last_year_is_said_in_the_list() -> None:
    unit = Unit("甲局", predecessors=("乙局", "丙局"))
    part, none, unasked = (
        planned((unit,), last_years=last_year(report_2024("乙局", 3)))[0],
        planned((unit,), last_years=last_year(report_2024("丁局", 3)))[0],
        planned((unit,))[0],
    )
    assert "缺少甲局的前身丙局" in part.remark and not part.expected
    assert none.remark == "没有 2024 年度的报告"
    assert unasked.remark == ""


def test_a_form_without_the_number_foretells_nothing_of_it() -> None:
    old = balanced_report(load("2019"), random.Random(1), agency="甲局", year=YEAR - 1)
    (parcel,) = planned((Unit("甲局"),), last_years=last_year(old))
    assert list(parcel.prefilled.beside) == [f"{OVER}.total"], "the 2019 form has no 现行有效"


def test_with_zeros_only_what_last_year_makes_more_than_0_stays_open(tmp_path: Path) -> None:
    source = last_year(report_2024("甲局", 3, 12), report_2024("乙局"))
    sent((Unit("甲局"), Unit("乙局")), tmp_path / "out", last_years=source, zeros=True)
    blank = {}
    for name in ("甲局", "乙局"):
        report = read_workbook(tmp_path / "out" / f"{name}.xlsx").report
        blank[name] = {one for one in report.form.position if report[one].is_blank}
        assert all(report[one].scaled == 0 for one in report.form.position)
    assert blank == {"甲局": {f"{OVER}.natural", IN_FORCE}, "乙局": set()}


def test_names_are_safe_and_each_is_given_once() -> None:
    names = ("甲/乙:局", "甲_乙_局", "CON", "ａ局", "A局", "a局", "分发清单", "局" * 200, "局" * 199 + "所", "..")
    files = [parcel.file for parcel in planned([Unit(name) for name in names])]
    assert files[:7] == [
        "甲_乙_局.xlsx", "甲_乙_局（2）.xlsx", "_CON.xlsx", "ａ局.xlsx", "A局.xlsx", "a局（2）.xlsx",
        "分发清单（2）.xlsx",
    ]  # fmt: skip
    assert len({file.casefold() for file in files}) == len(files)
    assert all(len(file.encode()) <= 255 for file in files)
    assert files[-1] == "单位.xlsx"


def test_a_zip_for_each_parent_with_what_the_list_says(tmp_path: Path) -> None:
    units = (Unit("甲镇"), Unit("甲镇一所", parent="甲镇"), Unit("甲镇二所", parent="甲镇"), Unit("乙局"))
    parcels = sent(units, tmp_path / "out", zipped=True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["甲镇.zip", "乙局.xlsx", f"{LIST}.xlsx"]
    )
    with zipfile.ZipFile(tmp_path / "out" / "甲镇.zip") as archive:
        held = {f"甲镇.zip/{name}": hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert held == {parcel.shown: parcel.sha256 for parcel in parcels if parcel.archive}
    assert len(held) == 3
    assert [parcel.archive for parcel in planned((Unit("甲局"), Unit("乙局")), zipped=True)] == ["", ""]


def test_nothing_is_overwritten_and_then_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "乙局.xlsx").write_bytes(b"somebody's work")
    with pytest.raises(FileProblem) as caught:
        sent((Unit("甲局"), Unit("乙局")), folder)
    assert caught.value.case == "output_exists"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"乙局.xlsx": b"somebody's work"}


def test_what_was_written_goes_when_the_rest_cannot_be(tmp_path: Path) -> None:
    def full(_: Sequence[Parcel], target: Path) -> None:
        raise FileProblem("output_full", target)

    with pytest.raises(FileProblem):
        dispatch(planned((Unit("甲局"), Unit("乙局"))), tmp_path, full)
    assert list(tmp_path.iterdir()) == []


ODD = (
    Unit("甲&乙<局>", CODE, level="县级", kind="部门"),
    Unit("长" * 90 + "局", kind="政府"),
    Unit("丙局", "不是代码"),
    Unit("丁局 ", kind="部门"),
    Unit("戊_x0041_局"),
    Unit("己局", level="县级", kind="部门"),
)


@pytest.mark.parametrize("macros", [False, True], ids=["xlsx without zeros", "xlsm with zeros"])
def test_a_workbook_from_a_stencil_is_one_built_alone_part_by_part(macros: bool) -> None:
    press = Press()
    source = last_year(*(report_2024(unit.name, place, place) for place, unit in enumerate(ODD)))
    for parcel in planned(ODD, last_years=source, macros=macros, zeros=macros):
        assert parts(press.workbook(parcel)) == parts(build_parcel(parcel)), parcel.unit.name


def test_a_name_that_is_a_word_of_the_form_changes_no_other_cell() -> None:
    """Alone among all it stands in the table of words already: there it stands twice, and every cell is the same."""
    (parcel,) = planned((Unit("有", level="县级", kind="部门"),))
    press = Press()
    seen = [openpyxl.load_workbook(io.BytesIO(data)) for data in (press.workbook(parcel), build_parcel(parcel))]
    cells = [
        {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
        for book in seen
    ]
    assert cells[0] == cells[1]
    assert cells[0]["封面", "C4"] == "有"
    assert press.workbook(parcel) == Press().workbook(parcel), "the same parcel gives the same bytes"


def test_units_that_differ_in_words_only_share_a_stencil(monkeypatch: pytest.MonkeyPatch) -> None:
    import xlreport.county.dispatch as module

    built: list[str] = []
    own = module.build_parcel
    monkeypatch.setattr(module, "build_parcel", lambda parcel: built.append(parcel.unit.name) or own(parcel))
    press = Press()
    for parcel in planned([Unit(f"甲县第{place}局", kind="部门") for place in range(20)]):
        press.workbook(parcel)
    assert len(built) == 1


def roster_file(path: Path) -> str:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["单位名称", "机关类别", "上级单位"], ["甲镇", "乡镇街道", ""], ["甲镇一所", "其他", "甲镇"]):
        page.append(row)
    book.save(path)
    return str(path)


def test_the_command_makes_the_folder_and_says_what_came_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = roster_file(tmp_path / "名册.xlsx")
    before = tmp_path / "上年"
    before.mkdir()
    build_workbook(report_2024("甲镇", 2), before / "甲镇.xlsx")
    out = tmp_path / "发出"
    command = ["dispatch", "--roster", roster, "--year", "2025", "--last-year", str(before), "-o", str(out)]
    assert run([*command, "--macros", "--zip"]) == 0
    said = capsys.readouterr()
    assert "2 个工作簿" in said.out and "1 个压缩包" in said.out
    assert "甲镇一所：没有 2024 年度的报告。" in said.err
    with zipfile.ZipFile(out / "甲镇.zip") as archive:
        assert sorted(archive.namelist()) == ["甲镇.xlsm", "甲镇一所.xlsm"]
        archive.extractall(tmp_path)
    read = read_workbook(tmp_path / "甲镇.xlsm")
    assert read.report.agency == "甲镇"
    assert {finding.code for finding in judge_reading(read, DEFAULT) if finding.is_error} <= {"L1"}
    before = (out / "甲镇.zip").read_bytes()
    assert run([*command, "--macros", "--zip"]) == 0
    assert (out / "甲镇.zip").read_bytes() == before
    assert "2 个工作簿都已经有了，没有改动" in capsys.readouterr().out


def test_a_dispatched_workbook_of_zeros_comes_back_and_counts(tmp_path: Path) -> None:
    roster, out = roster_file(tmp_path / "名册.xlsx"), tmp_path / "发出"
    assert run(["--quiet", "dispatch", "--roster", roster, "--year", "2025", "--zeros", "--zip", "-o", str(out)]) == 0
    (out / f"{LIST}.xlsx").unlink()
    target = tmp_path / "汇总.xlsx"
    assert run(["--quiet", "consolidate", str(out), "--roster", roster, "-o", str(target)]) == 0
    summary = read_workbook(target).report
    assert all(content.kind == Kind.NUMBER and content.scaled == 0 for content in summary.values)
