"""``dispatch`` run again into the same folder when the roster has gained a unit: what is there stays, byte for byte."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from xlreport.config import DEFAULT
from xlreport.console.app import run
from xlreport.county.dispatch import LIST, Parcel, Wanted, dispatch, plan
from xlreport.county.dispatch_list import write_list
from xlreport.county.dispatched import look_into
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import FileProblem
from xlreport.workbook.read import read_workbook

YEAR = 2025
OLD, NEW = (Unit("甲局"), Unit("乙局")), Unit("丙局")
TOWN = (Unit("甲镇"), Unit("甲镇一所", parent="甲镇"), Unit("乙局"))


def again(units: Sequence[Unit], folder: Path, year: int = YEAR, **wishes: bool) -> tuple[Parcel, ...]:
    """One run as the command does it."""
    folder.mkdir(exist_ok=True)
    roster = Roster(tuple(units))
    earlier = look_into(folder, roster)
    return dispatch(plan(Wanted(roster, year, **wishes), DEFAULT, earlier), folder, write_list, earlier=earlier)


def held(folder: Path) -> dict[str, bytes]:
    """All files but the list."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != f"{LIST}.xlsx"}


def listed(folder: Path) -> dict[str, dict[str, str]]:
    """The list: unit → head → words."""
    sheet = openpyxl.load_workbook(folder / f"{LIST}.xlsx").active
    assert sheet is not None
    heads, *rows = ([str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=3))
    return {row[1]: dict(zip(heads, row, strict=True)) for row in rows}


def fill_in(path: Path, agency: str | None = None) -> bytes:
    """A unit begins to fill its workbook in, with another program than xlreport."""
    book = openpyxl.load_workbook(path)
    book["表二"]["B9"] = 12
    if agency is not None:
        book["封面"]["C4"] = agency
    book.save(path)
    return path.read_bytes()


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_new_unit_gets_its_workbook_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    again(OLD, tmp_path)
    before = held(tmp_path) | {"甲局.xlsx": fill_in(tmp_path / "甲局.xlsx")}
    as_sent = listed(tmp_path)["甲局"]["SHA-256"]
    sent = again((NEW, *OLD), tmp_path)
    after = held(tmp_path)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"丙局.xlsx"}
    assert read_workbook(tmp_path / "丙局.xlsx").report.agency == "丙局"
    assert {parcel.unit.name: parcel.kept for parcel in sent} == {"丙局": False, "甲局": True, "乙局": True}
    lines = listed(tmp_path)
    assert {name: line["备注"] for name, line in lines.items()} == {"丙局": "本次新增", "甲局": "", "乙局": ""}
    assert lines["丙局"]["SHA-256"] == hashlib.sha256(after["丙局.xlsx"]).hexdigest()
    assert lines["甲局"]["SHA-256"] == as_sent, "the list tells what was sent, not what became of it"


def test_the_list_goes_on_saying_what_earlier_workbooks_were_filled_with(tmp_path: Path) -> None:
    again(OLD, tmp_path, zeros=True)
    again((*OLD, NEW), tmp_path)
    lines = listed(tmp_path)
    assert {name: line["预填的数字"] for name, line in lines.items()} == {
        "甲局": "全部为 0", "乙局": "全部为 0", "丙局": "无",
    }  # fmt: skip


def test_a_deadline_that_was_moved_since_is_said(tmp_path: Path) -> None:
    again((Unit("甲局", kind="部门"),), tmp_path)
    again((Unit("甲局", kind="部门", deadline="2026-02-15"),), tmp_path)
    line = listed(tmp_path)["甲局"]
    assert line["公布期限"] == "2026-02-15"
    assert line["备注"] == "工作簿里写的公布期限是 2026-01-31"


def test_an_archive_that_is_out_stays_and_the_new_one_lies_beside_it(tmp_path: Path) -> None:
    again(TOWN, tmp_path, zipped=True)
    before = held(tmp_path)
    assert before.keys() == {"甲镇.zip", "乙局.xlsx"}
    second = Unit("甲镇二所", parent="甲镇")
    again((*TOWN, second), tmp_path, zipped=True)
    after = held(tmp_path)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"甲镇（补）.zip"}
    assert list(members(tmp_path / "甲镇（补）.zip")) == ["甲镇二所.xlsx"]
    assert listed(tmp_path)["甲镇二所"]["文件"] == "甲镇（补）.zip/甲镇二所.xlsx"
    again((*TOWN, second, Unit("甲镇三所", parent="甲镇")), tmp_path, zipped=True)
    assert list(members(tmp_path / "甲镇（补2）.zip")) == ["甲镇三所.xlsx"]
    assert held(tmp_path).keys() == {"甲镇.zip", "甲镇（补）.zip", "甲镇（补2）.zip", "乙局.xlsx"}


@pytest.mark.parametrize("wishes", [{"zipped": True}, {"macros": True}, {"zipped": True, "macros": True}, {}],
                         ids=["zip", "macros", "both", "neither"])  # fmt: skip
@pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "list moved away"])
def test_workbooks_that_are_there_in_another_way_are_not_made_twice(
    wishes: dict[str, bool], is_listed: bool, tmp_path: Path
) -> None:
    again(TOWN, tmp_path)
    before = held(tmp_path)
    if not is_listed:
        (tmp_path / f"{LIST}.xlsx").unlink()
    assert all(parcel.kept for parcel in again(TOWN, tmp_path, **wishes))
    assert held(tmp_path) == before


def test_an_archive_is_looked_into_where_the_list_is_gone(tmp_path: Path) -> None:
    again(TOWN, tmp_path, zipped=True)
    before = held(tmp_path)
    (tmp_path / f"{LIST}.xlsx").unlink()
    again((*TOWN, Unit("甲镇二所", parent="甲镇")), tmp_path, zipped=True)
    assert held(tmp_path).items() >= before.items()
    assert list(members(tmp_path / "甲镇（补）.zip")) == ["甲镇二所.xlsx"]


def test_a_workbook_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    again(OLD, tmp_path)
    before = held(tmp_path)
    (tmp_path / "乙局.xlsx").unlink()
    again(OLD, tmp_path)
    assert held(tmp_path) == before


def test_a_unit_keeps_its_file_when_another_s_name_would_come_out_the_same(tmp_path: Path) -> None:
    """By names alone 甲_局.xlsx would now be the new unit's."""
    again((Unit("甲_局"),), tmp_path)
    before = fill_in(tmp_path / "甲_局.xlsx", agency="甲_局")
    again((Unit("甲/局"), Unit("甲_局")), tmp_path)
    assert held(tmp_path).keys() == {"甲_局.xlsx", "甲_局（2）.xlsx"}
    assert held(tmp_path)["甲_局.xlsx"] == before
    assert read_workbook(tmp_path / "甲_局（2）.xlsx").report.agency == "甲/局"
    assert {name: line["文件"] for name, line in listed(tmp_path).items()} == {
        "甲/局": "甲_局（2）.xlsx", "甲_局": "甲_局.xlsx",
    }  # fmt: skip


def test_a_unit_renamed_on_the_roster_keeps_its_workbook(tmp_path: Path) -> None:
    again(OLD, tmp_path)
    before = held(tmp_path)
    again((Unit("甲管理局", aliases=("甲局",)), OLD[1]), tmp_path)
    assert held(tmp_path) == before
    assert listed(tmp_path)["甲管理局"]["文件"] == "甲局.xlsx"


def test_another_year_s_folder_is_refused_and_nothing_written(tmp_path: Path) -> None:
    again(OLD, tmp_path, year=2024)
    before = held(tmp_path)
    list_before = (tmp_path / f"{LIST}.xlsx").read_bytes()
    with pytest.raises(FileProblem) as caught:
        again((*OLD, NEW), tmp_path)
    assert caught.value.case == "output_other_year"
    assert (held(tmp_path), (tmp_path / f"{LIST}.xlsx").read_bytes()) == (before, list_before)


@pytest.mark.parametrize("name", ["乙局.xlsx", f"{LIST}.xlsx"])
def test_a_file_that_is_something_else_stops_the_run(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"somebody's work")
    with pytest.raises(FileProblem) as caught:
        again(OLD, tmp_path)
    assert caught.value.case == "output_exists"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: b"somebody's work"}


def test_another_unit_s_workbook_under_the_name_stops_the_run(tmp_path: Path) -> None:
    again((Unit("丁局"),), tmp_path)
    (tmp_path / f"{LIST}.xlsx").unlink()
    (tmp_path / "丁局.xlsx").rename(tmp_path / "乙局.xlsx")
    before = held(tmp_path)
    with pytest.raises(FileProblem) as caught:
        again(OLD, tmp_path)
    assert caught.value.case == "output_exists"
    assert held(tmp_path) == before


def test_a_listed_workbook_stays_whatever_the_unit_did_to_it(tmp_path: Path) -> None:
    again(OLD, tmp_path)
    (tmp_path / "甲局.xlsx").write_bytes(b"locked with a password, say")
    fill_in(tmp_path / "乙局.xlsx", agency="某局")
    before = held(tmp_path)
    again((*OLD, NEW), tmp_path)
    assert held(tmp_path).items() > before.items()


def test_a_list_somebody_wrote_into_is_kept_under_another_name(tmp_path: Path) -> None:
    again(OLD, tmp_path)
    place = tmp_path / f"{LIST}.xlsx"
    book = openpyxl.load_workbook(place)
    book[LIST]["L4"] = "1 月 5 日已发"
    book.save(place)
    mine = place.read_bytes()
    again((*OLD, NEW), tmp_path)
    assert (tmp_path / f"{LIST}（旧）.xlsx").read_bytes() == mine
    assert set(listed(tmp_path)) == {"甲局", "乙局", "丙局"}
    again((*OLD, NEW), tmp_path)
    assert not list(tmp_path.glob(f"{LIST}（旧2）*")), "a list as written is simply renewed"


def test_where_the_rest_cannot_be_written_the_folder_is_as_before(tmp_path: Path) -> None:
    def full(_: Sequence[Parcel], target: Path) -> None:
        raise FileProblem("output_full", target)

    again(OLD, tmp_path)
    book = openpyxl.load_workbook(tmp_path / f"{LIST}.xlsx")
    book.save(tmp_path / f"{LIST}.xlsx")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    roster = Roster((*OLD, NEW))
    earlier = look_into(tmp_path, roster)
    with pytest.raises(FileProblem):
        dispatch(plan(Wanted(roster, YEAR), DEFAULT, earlier), tmp_path, full, earlier=earlier)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_command_says_in_a_sentence_what_is_new_and_what_was_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster, out = tmp_path / "名册.csv", tmp_path / "发出"

    def said(*names: str) -> tuple[str, str]:
        roster.write_text("\n".join(("单位名称", *names)), encoding="utf-8-sig")
        assert run(["dispatch", "--roster", str(roster), "--year", "2025", "-o", str(out)]) == 0
        spoken = capsys.readouterr()
        return spoken.out.strip(), spoken.err

    assert said("甲局", "乙局")[0] == "名册上有 2 个单位，生成了 2 个工作簿。"
    before = held(out)
    assert said("甲局", "乙局", "丙局")[0] == (
        "名册上有 3 个单位，新生成了 1 个工作簿（丙局.xlsx），已有的 2 个没有改动。"
    )
    result, remarks = said("甲局", "丙局")
    assert result == "名册上有 2 个单位，2 个工作簿都已经有了，没有改动，也没有要新生成的。"
    assert "它们的文件没有动" in remarks and "乙局.xlsx" in remarks
    assert held(out).items() > before.items()
