"""Last year's report of a unit is found in whatever the user has, or a sentence says why it is not."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.county.last_years import code, find_last_year, made, numbers, problem_of, put, sentence, this_year
from tests.published.made import KINDS, publish, sound_report
from xlreport.config import Config, Limits
from xlreport.county.last_year import read_last_year
from xlreport.county.roster import Roster, Unit, read_roster
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.report_json import to_json
from xlreport.rules import years
from xlreport.rules.context import Context

CODE, OTHER_CODE = code("11410781005779236"), code("11620602MB1234567")


def test_a_workbook(tmp_path: Path) -> None:
    last = made("甲局")
    found = find_last_year(this_year("甲局"), put(tmp_path, "去年.xlsx", last))
    assert numbers(found) == numbers((last,))


def test_report_json(tmp_path: Path) -> None:
    last = made("甲局")
    path = tmp_path / "REPORT.json"
    path.write_text(json.dumps(to_json(last), ensure_ascii=False), encoding="utf-8")
    assert numbers(find_last_year(this_year("甲局"), path)) == numbers((last,))


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_document(kind: str, tmp_path: Path) -> None:
    last = sound_report("甲县水务局", 2021)
    path = publish(tmp_path / f"去年.{kind}", last)
    assert numbers(find_last_year(this_year("甲县水务局"), path)) == numbers((last,))
    assert numbers(find_last_year(this_year("甲县水务局"), tmp_path)) == numbers((last,)), "in a folder, too"


def test_what_a_document_left_open_is_not_compared(tmp_path: Path) -> None:
    path = publish(tmp_path / "去年.html", sound_report("甲县水务局", 2021), {"table3.carried_forward.total": "约三"})
    (last,) = find_last_year(this_year("甲县水务局"), path)
    assert not last["table3.carried_forward.total"].counts
    breaches = years.check_carried_over(this_year("甲县水务局"), Context(last_year=(last,)))
    assert "table3.received.carried_over.total" not in [breach.on for breach in breaches]


def test_a_folder_with_many_units_years_and_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "往年"
    put(folder, "a.xlsx", made("甲局", 2021, 1))
    put(folder, "b.xlsx", made("乙局", 2021, 2))
    put(folder, "c.xlsx", made("甲局", 2020, 3))
    put(folder, "d.xlsx", made("甲局", 2022, 4))
    (folder / "说明.txt").write_text("无关", encoding="utf-8")
    (folder / "~$a.xlsx").write_bytes(b"lock")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    (folder / "x.json").write_text('{"a": 1}', encoding="utf-8")
    source = read_last_year(folder)
    assert numbers(source.of(this_year("甲局"))) == numbers((made("甲局", 2021, 1),))
    assert numbers(source.of(this_year("乙局"))) == numbers((made("乙局", 2021, 2),))
    assert numbers(source.of(this_year("甲局", year=2021))) == numbers((made("甲局", 2020, 3),))
    assert source.of(this_year("丙局")) == ()
    assert source.of(this_year("甲局", year=2031)) == ()
    unreadable = " ".join(finding.message for finding in source.unreadable)
    assert "坏.xlsx" in unreadable
    assert "x.json" in unreadable
    assert "~$a.xlsx" not in unreadable


def test_an_archive(tmp_path: Path) -> None:
    inner = put(tmp_path / "in", "a.xlsx", made("甲局"))
    page = publish(tmp_path / "b.html", sound_report("乙县水务局", 2021, seed=5))
    with zipfile.ZipFile(tmp_path / "往年.zip", "w") as archive:
        archive.writestr("图.png", b"\x89PNG")
        archive.write(inner, "乡镇/a.xlsx")
        archive.write(page, "b.html")
    source = read_last_year(tmp_path / "往年.zip")
    assert numbers(source.of(this_year("甲局"))) == numbers((made("甲局"),))
    assert numbers(source.of(this_year("乙县水务局"))) == numbers((sound_report("乙县水务局", 2021, seed=5),))


@pytest.mark.parametrize(
    ("this", "pool", "chosen"),
    [
        # code, then name
        (("甲局", CODE), [("甲局", CODE), ("乙局", OTHER_CODE)], 0),
        (("新名字", CODE), [("甲局", CODE), ("乙局", "")], 0),
        (("甲局", CODE), [("甲局", ""), ("乙局", OTHER_CODE)], 0),
        (("甲局", ""), [("乙局", CODE), ("甲 局", CODE)], 1),
        (("甲局", CODE), [("甲局", CODE), ("甲局", OTHER_CODE)], 0),
        (("甲局", CODE), [("甲局", OTHER_CODE)], 0),
        # a code that cannot be one decides nothing
        (("甲局", "123"), [("乙局", "123"), ("甲局", "")], 1),
        (("甲局", "123"), [("乙局", "123")], None),
        # exactly the name
        (("甲局", ""), [("甲局办公室", ""), ("某甲局", "")], None),
        (("", ""), [("", ""), ("甲局", "")], None),
        # two that fit are a question
        (("甲局", ""), [("甲局", ""), ("甲局", "")], "?"),
        (("甲局", CODE), [("乙局", CODE), ("甲局", "")], "?"),
        (("甲局", CODE), [("甲局", CODE), ("乙局", CODE)], "?"),
    ],
)
def test_matching(this: tuple[str, str], pool: list[tuple[str, str]], chosen: int | str | None, tmp_path: Path) -> None:
    reports = [made(name, seed=place, given=given) for place, (name, given) in enumerate(pool)]
    for place, report in enumerate(reports):
        put(tmp_path, f"{place}.xlsx", report)
    (tmp_path / "filler.txt").write_text("", encoding="utf-8")  # so that it is a folder of several files
    now = this_year(*this)
    if chosen == "?":
        words = sentence(problem_of(now, tmp_path))
        assert "不能确定" in words
        assert "0.xlsx、1.xlsx" in words
    elif isinstance(chosen, int):
        assert numbers(find_last_year(now, tmp_path)) == numbers((reports[chosen],))
    else:
        assert find_last_year(now, tmp_path) == ()


def test_two_copies_with_the_same_numbers_are_no_question(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", made("甲县水务局"))
    put(tmp_path, "b.xlsx", made("甲县水务局"))
    assert numbers(find_last_year(this_year("甲县水务局"), tmp_path)) == numbers((made("甲县水务局"),))


def test_an_alias_of_the_roster(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", made("执法局"))
    put(tmp_path, "b.xlsx", made("乙局", seed=2))
    roster = Roster((Unit("城管局", "", ("执法局",)), Unit("乙局")))
    assert find_last_year(this_year("城管局"), tmp_path) == ()
    assert numbers(find_last_year(this_year("城管局"), tmp_path, roster=roster)) == numbers((made("执法局"),))
    strangers = Roster((Unit("丙局"),))
    assert find_last_year(this_year("城管局"), tmp_path, roster=strangers) == (), "two strangers are not one unit"
    shared = Roster((Unit("城管局", "", ("执法局",)), Unit("乙局", "", ("执法局",))))
    assert find_last_year(this_year("城管局"), tmp_path, roster=shared) == (), "an alias of two units is none"


@pytest.mark.parametrize(
    ("agency", "year", "words"),
    [
        ("乙局", 2021, "是乙局 2021 年度的报告，不是甲局 2021 年度的"),
        ("甲局", 2020, "是甲局 2020 年度的报告，不是甲局 2021 年度的"),
    ],
)
def test_a_single_file_of_another_unit_or_year_is_named(agency: str, year: int, words: str, tmp_path: Path) -> None:
    path = put(tmp_path, "去年.xlsx", made(agency, year))
    assert words in sentence(problem_of(this_year("甲局"), path))


def test_a_single_file_without_a_name_is_taken_at_its_word(tmp_path: Path) -> None:
    nameless = made("")
    path = put(tmp_path, "去年.xlsx", nameless)
    assert numbers(find_last_year(this_year("甲局"), path)) == numbers((nameless,))
    assert "年度的" in sentence(problem_of(this_year("甲局", year=2025), path))


def test_a_report_without_a_year_has_no_year_before(tmp_path: Path) -> None:
    path = put(tmp_path, "去年.xlsx", made("甲局"))
    assert find_last_year(replace(this_year("甲局"), year=None), path) == ()


MERGED = Roster((Unit("文旅局", "", (), ("文化局", "旅游局")),))


def test_a_merged_unit_gets_the_reports_of_all_its_predecessors(tmp_path: Path) -> None:
    parts = (made("文化局", seed=1), made("旅游局", seed=2))
    for place, part in enumerate(parts):
        put(tmp_path, f"{place}.xlsx", part)
    assert numbers(find_last_year(this_year("文旅局"), tmp_path, roster=MERGED)) == numbers(parts)
    assert find_last_year(this_year("文旅局"), tmp_path) == ()


def test_a_unit_that_took_in_another_is_counted_with_it(tmp_path: Path) -> None:
    roster = Roster((Unit("文化局", "", (), ("旅游局",)),))
    parts = (made("文化局", seed=1), made("旅游局", seed=2))
    for place, part in enumerate(parts):
        put(tmp_path, f"{place}.xlsx", part)
    assert numbers(find_last_year(this_year("文化局"), tmp_path, roster=roster)) == numbers(parts)


def test_a_merger_of_earlier_years_is_past(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", made("文旅局"))
    put(tmp_path, "b.xlsx", made("乙局", seed=3))
    assert numbers(find_last_year(this_year("文旅局"), tmp_path, roster=MERGED)) == numbers((made("文旅局"),))


def test_part_of_the_predecessors_is_a_question(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", made("文化局"))
    put(tmp_path, "b.xlsx", made("乙局", seed=3))
    words = sentence(problem_of(this_year("文旅局"), tmp_path, MERGED))
    assert "文旅局的前身旅游局" in words


def test_a_name_listed_as_alias_and_as_predecessor_counts_once(tmp_path: Path) -> None:
    roster = Roster((Unit("文旅局", "", ("文化局", "旅游局"), ("文化局", "旅游局")),))
    parts = (made("文化局", seed=1), made("旅游局", seed=2))
    for place, part in enumerate(parts):
        put(tmp_path, f"{place}.xlsx", part)
    assert numbers(find_last_year(this_year("文旅局"), tmp_path, roster=roster)) == numbers(parts)


def test_predecessors_stand_in_the_roster(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("单位名称,前身,别名\n文旅局,文化局、旅游局,\n乙局,,老乙局\n", encoding="utf-8")
    first, second = read_roster(path).units
    assert (first.predecessors, second.predecessors, second.aliases) == (("文化局", "旅游局"), (), ("老乙局",))


@pytest.mark.parametrize("name", ["没有.xlsx", "没有", "没有.json", "没有.html"])
def test_what_is_not_there(name: str, tmp_path: Path) -> None:
    assert problem_of(this_year("甲局"), tmp_path / name).case == "missing"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04broken"),
        ("坏.json", b"{"),
        ("空.xlsx", b""),
        ("网页.html", "<p>没有表格</p>".encode()),
        ("坏.zip", b"PK\x03\x04broken"),
        ("图.png", b"\x89PNG\r\n\x1a\n"),
        ("~$甲.xlsx", b"lock"),
    ],
)
def test_a_single_file_that_holds_no_report_is_a_problem(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    found = file_finding(problem_of(this_year("甲局"), tmp_path / name))
    assert name in found.message
    assert "未知" not in found.message


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert problem_of(this_year("甲局"), tmp_path).case == "no_files"


def test_limits_hold(tmp_path: Path) -> None:
    path = put(tmp_path, "去年.xlsx", made("甲局"))
    with pytest.raises(FileProblem):
        find_last_year(this_year("甲局"), path, Config(limits=Limits(cells=10)))
