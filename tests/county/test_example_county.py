"""The example county: one command gives its summary, and everything that was wrong with its files is told there."""

from __future__ import annotations

import json
import shutil
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from examples.build import build
from xlreport.console.app import run

C = "青河县"
MISSING = ("统计局", "投资促进局", "白沙乡财政所")
FAILING = ("民政局", "林业局")
ZIPPED = ("石桥镇综合行政执法队", "石桥镇农业服务中心", "石桥镇财政所", "石桥镇规划建设办公室")
OFFICES = ("综合行政执法队", "便民服务中心", "农业服务中心", "财政所", "规划建设办公室")
SMALL = (
    *MISSING,
    *FAILING,
    *ZIPPED,
    *("水利局", "城市管理局", "财政局", "教育局", "文化和旅游局", "公安局"),
    *("石桥镇便民服务中心", "柳河镇便民服务中心", "云岭镇人民政府"),
    *(f"云岭镇{office}" for office in OFFICES),
)


@dataclass(frozen=True)
class Example:
    """A county that was built and consolidated: its folder, the command's answer, the summary's sheets."""

    folder: Path
    due: int
    code: int
    answer: Any
    book: Any

    def rows(self, sheet: str, first: int = 4) -> list[tuple[Any, ...]]:
        """A sheet's rows below its heads, as words."""
        return list(self.book[sheet].iter_rows(min_row=first, values_only=True))

    def unit(self, name: str) -> list[Any]:
        """The entries of consolidate --json on one unit."""
        return [one for one in self.answer["units"] if one["agency"] == f"{C}{name}"]


def command(folder: Path, target: Path) -> list[str]:
    """What examples/说明.md tells the reader to type."""
    return [
        *("consolidate", str(folder / "2024年度报送"), "--roster", str(folder / "名册.xlsx"), "--agency", C),
        *("--level", "县级", "--kind", "政府", "--last-year", str(folder / "历年汇总表"), "-o", str(target)),
    ]


@pytest.fixture(scope="module", params=["small", pytest.param("whole", marks=pytest.mark.long)])
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = tmp_path_factory.mktemp("example")
    small = request.param == "small"
    build(folder, frozenset(f"{C}{name}" for name in SMALL) if small else None)
    target, said = folder / "汇总表.xlsx", StringIO()
    with redirect_stdout(said), redirect_stderr(StringIO()):
        code = run([*command(folder, target), "--json"])
    book = openpyxl.load_workbook(target, data_only=True)
    return Example(folder, len(SMALL) if small else 60, code, json.loads(said.getvalue()), book)


def test_every_file_and_every_unit_is_accounted_for(example: Example) -> None:
    # of the units all but 3 sent a file; 2 sent a second one and a stranger sent one, too
    files = example.due - 3 + 2 + 1
    # sent back are 2 failing ones and the stranger; ignored are 2 older versions and the town that is a sum
    counts = {"files": files, "accepted": files - 6, "refused": 3, "ignored": 3, "due": example.due, "missing": 3}
    assert example.answer["counts"] == counts
    assert example.code == 1
    overview = {row[0].strip(): row[1] for row in example.rows("概况", 3) if row[0]}
    told = {"收到文件": files, "计入": files - 6, "退回": 3, "忽略": 3, "核对": "一致"}
    assert (
        overview.items() >= {**told, "应报单位": example.due, "缺报": 3, "迟报": 1, "放行的错误": 1, "调整": 2}.items()
    )
    assert len(example.rows("来源")) == files


def test_where_each_unit_stands(example: Example) -> None:
    states = {row[1].removeprefix(C): row for row in example.rows("报送情况") if row[1]}
    assert len(states) == example.due
    by_state: dict[str, set[str]] = {}
    for name, row in states.items():
        by_state.setdefault(row[5], set()).add(name)
    assert by_state["缺报"] == set(MISSING)
    assert by_state["退回"] == set(FAILING)
    assert by_state["不计入汇总"] == {"云岭镇人民政府"}
    assert len(by_state["计入"]) == example.due - 6
    late = {name: row[9] for name, row in states.items() if row[9]}
    assert late == {"水利局": 18}  # signed on 18 February, due on 31 January
    share = f"{100 * (example.due - 3) / example.due:.1f}%"
    assert example.book["报送情况"]["A2"].value == (
        f"应报 {example.due} 个，已报 {example.due - 3} 个（{share}），其中迟报 1 个、退回 2 个；缺报 3 个；"
        f"名册注明不计入汇总 1 个：{C}云岭镇人民政府"
    )
    reminder = next(row[0] for row in example.rows("报送情况") if isinstance(row[0], str) and row[0].startswith("【"))
    assert all(f"{C}{name}" in reminder for name in (*MISSING, *FAILING))


def test_what_is_wrong_stands_in_the_list_of_problems(example: Example) -> None:
    found: dict[str, set[str]] = {}
    for row in example.rows("问题清单"):
        found.setdefault(row[2], set()).add((row[0] or "").removeprefix(C))
    words = {row[2]: row[8] for row in example.rows("问题清单")}
    assert found["C3"] == {"供销合作社联合社"}
    assert found["C2"] == {"财政局", "教育局"}
    assert found["L2"] == {"水利局"}
    assert found["B1"] == set(FAILING)
    assert found["B4"] == {"城市管理局"}
    missing = {row[8] for row in example.rows("问题清单") if row[2] == "C1"}
    assert missing == {f"缺报：{C}{name}没有报送" for name in MISSING}
    assert f"{C}柳河镇便民服务中心" in words["C8"]
    assert f"{C}石桥镇便民服务中心" in words["C8"]


def test_of_two_versions_the_newer_counts_whatever_it_is_called(example: Example) -> None:
    for name, newer, older in (("财政局", "（最终版）", ""), ("教育局", "", "(1)")):
        taken = {Path(one["path"]).stem: one["decision"] for one in example.unit(name)}
        assert taken == {f"{C}{name}{newer}": "accepted", f"{C}{name}{older}": "ignored"}
    rows = {Path(row[0]).name: row for row in example.rows("来源") if row[0]}
    assert rows[f"{C}财政局.xlsx"][2] == "忽略"
    assert f"采用最新的 {C}财政局（最终版）.xlsx" in rows[f"{C}财政局.xlsx"][3]


def test_a_zip_with_names_in_gbk_is_read(example: Example) -> None:
    with zipfile.ZipFile(example.folder / "2024年度报送" / "石桥镇所属单位.zip") as archive:
        assert all(entry.flag_bits & 0x800 == 0 for entry in archive.infolist())
        raw = {entry.filename.encode("cp437").decode("gbk") for entry in archive.infolist()}
    assert raw == {f"{C}{name}.xlsx" for name in ZIPPED}
    sources = {row[0]: row for row in example.rows("来源") if row[0] and ".zip/" in row[0]}
    assert {Path(path).name for path in sources} == raw
    assert {row[2] for row in sources.values()} == {"计入"}


def test_the_error_let_pass_counts_with_its_reason(example: Example) -> None:
    (one,) = example.unit("城市管理局")
    assert (one["decision"], one["failing"]) == ("accepted", False)
    assert "复议机关分两次统计同一案件" in one["reason"]


def test_the_adjustment_stands_beside_the_sum(example: Example) -> None:
    rows = [row for row in example.rows("调整", 1) if row[0] == "表二!B6"]
    given, summed = rows
    assert given[2] == -2
    assert "联合印发" in given[3]
    assert given[4] == "王敏"
    assert summed[3] == -2
    assert summed[4] == summed[2] - 2 == example.book["表二"]["B6"].value


def test_years_are_compared_and_drawn(example: Example) -> None:
    page = example.book["同比"]
    rows = {row[0].value: [cell.value for cell in row[:6]] for row in page.iter_rows(min_row=4, max_row=20)}
    _, unit, now, before, moved, share = rows["新收申请"]
    last = openpyxl.load_workbook(example.folder / "历年汇总表" / f"{C}2023年度汇总表.xlsx", data_only=True)
    assert (unit, now, before) == ("件", example.book["表三"]["J6"].value, last["表三"]["J6"].value)
    assert moved == now - before
    assert share == pytest.approx((now - before) / before)
    charts = openpyxl.load_workbook(example.folder / "汇总表.xlsx")["图表"]._charts
    assert len(charts) == 5


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_same_files_in_other_folders_under_other_names_give_the_same_sums(
    example: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, file in enumerate(sorted((example.folder / "2024年度报送").iterdir(), reverse=True)):
        folder = tmp_path / "in" / ("镇街" * (place % 2)) / f"{place % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / f"{place:03d}{file.suffix}")
    words = command(example.folder, tmp_path / "again.xlsx")
    words[1] = str(tmp_path / "in")
    run([*words, "--json"])
    again = json.loads(capsys.readouterr().out)
    assert again["summary"] == example.answer["summary"]
    assert again["counts"] == example.answer["counts"]


def test_a_second_run_writes_the_same_but_for_the_time(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    again = example.folder / "again.xlsx"  # beside the first: its links lead to the files from there
    run(command(example.folder, again))
    capsys.readouterr()
    first, second = parts(example.folder / "汇总表.xlsx"), parts(again)
    assert first.keys() == second.keys()
    differing = {name for name in first if first[name] != second[name]}
    assert differing <= {"xl/sharedStrings.xml"}  # the hour and minute on 概况
    words = [book["xl/sharedStrings.xml"].decode().split("<si>") for book in (first, second)]
    assert sum(mine != theirs for mine, theirs in zip(*words, strict=True)) <= 2


def test_one_zip_of_all_and_a_second_copy_of_a_file_change_no_sum(
    example: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    with zipfile.ZipFile(inbox / "全部.zip", "w") as archive:
        for file in (example.folder / "2024年度报送").iterdir():
            archive.write(file, f"报送/{file.name}")
    shutil.copy(example.folder / "2024年度报送" / f"{C}公安局.xlsx", inbox / "副本.xlsx")
    words = command(example.folder, tmp_path / "again.xlsx")
    words[1] = str(inbox)
    run([*words, "--json"])
    again = json.loads(capsys.readouterr().out)
    assert again["summary"] == example.answer["summary"]
    counts = example.answer["counts"]  # the copy says the same and is ignored
    assert again["counts"] == {**counts, "files": counts["files"] + 1, "ignored": counts["ignored"] + 1}


@pytest.mark.long
def test_building_it_twice_gives_the_same_files(tmp_path: Path) -> None:
    few = frozenset(f"{C}{name}" for name in ("公安局", "教育局", *ZIPPED, "文化和旅游局"))
    for name in ("a", "b"):
        build(tmp_path / name, few)
    files = [file.relative_to(tmp_path / "a") for file in sorted((tmp_path / "a").rglob("*")) if file.is_file()]
    assert len(files) == 1 + 4 + 5  # the roster, four summaries, 公安局, 教育局 twice, the zip, 文化和旅游局
    for file in files:
        if file.suffix == ".zip":
            assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        else:
            assert parts(tmp_path / "a" / file) == parts(tmp_path / "b" / file)
