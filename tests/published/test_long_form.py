"""A report as comma-separated values in the long form: as programs see it, and read back."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import PROSE, balanced_report, with_fault
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.numbers import BLANK, Content, error, number, text
from xlreport.published.archives import DocumentSource
from xlreport.published.long_form import read_long, write_long
from xlreport.published.read import import_document
from xlreport.report import Cover, Report

FORMS = ("2021", "2019", "2021+2019", "2019+2021")
HEAD = "字段,表,行,列,单位,值"


def written(report: Report, folder: Path) -> Path:
    target = folder / "甲.csv"
    write_long(report, target)
    return target


def rows(path: Path) -> dict[str, list[str]]:
    """The lines behind the head, by the id of the field."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        head, *found = csv.reader(lines)
    assert ",".join(head) == HEAD
    assert len({row[0] for row in found}) == len(found)
    return {row[0]: row[1:] for row in found}


def sample(form_id: str = "2021") -> Report:
    report = balanced_report(load(form_id), random.Random(form_id), agency="甲县水务局")
    cover = Cover("11330521MB1234567X", "县级", "部门", "2022-01-18", "张三", "0572-1234567", no_disputes=True)
    return replace(report, cover=cover)


def test_a_line_for_each_number_with_id_labels_unit_and_value(tmp_path: Path) -> None:
    values = {
        "table2.fees.amount": number("1944.0495"),
        "table2.licensing.decisions": number(2483),
        "table3.result.denied.state_secret.natural": BLANK,
        "table4.suit_after_review.total": number(0),
    }
    found = rows(written(sample().with_values(values), tmp_path))
    denied = "三、本年度办理结果/（三）不予公开/1.属于国家秘密"
    assert found["table2.fees.amount"] == ["表二", "行政事业性收费", "本年收费金额（单位：万元）", "万元", "1944.0495"]
    assert found["table2.licensing.decisions"] == ["表二", "行政许可", "本年处理决定数量", "件", "2483"]
    assert found["table3.result.denied.state_secret.natural"] == ["表三", denied, "自然人", "件", ""]
    assert found["table4.suit_after_review.total"][0] == "表四"
    assert found["table4.suit_after_review.total"][-2:] == ["件", "0"]
    assert sum(name.startswith("table") for name in found) == 10 + 25 * 7 + 15
    assert found["cover.agency"] == ["封面", "单位名称", "", "", "甲县水务局"]
    assert found["cover.year"][-1] == "2021"
    assert found["narrative.一/监督保障"] == ["文字部分", "一、总体情况", "（五）监督保障", "", PROSE["一/监督保障"]]


def test_excel_on_windows_sees_chinese_and_no_telephone_number(tmp_path: Path) -> None:
    data = written(sample(), tmp_path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + HEAD.encode())
    assert data.count(b"\r\n") == data.count(b"\n") == 1 + 9 + 200 + 8
    assert b"0572-1234567" not in data
    assert "张三".encode() not in data


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://example.org")', '\'=HYPERLINK("http://example.org")'),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("-3", "'-3"),
        ("-", "'-"),
        ("12", "'12"),
        ("'12", "''12"),
        ("", "'"),
        ("/", "/"),
        ("22（其中修订16件）", "22（其中修订16件）"),
    ],
)
def test_words_are_never_a_formula_or_a_number(words: str, cell: str, tmp_path: Path) -> None:
    """In a number cell and in a text; each is read back as it was."""
    report = sample().with_values({"table2.penalty.decisions": text(words)})
    narrative = {"五": words} if words else {}
    path = written(replace(report, agency=words, narrative=narrative), tmp_path)
    found = rows(path)
    assert found["table2.penalty.decisions"][-1] == cell
    assert found["narrative.五"][-1] == found["cover.agency"][-1] == (cell if words else "")
    back = read_long(path)
    assert (back["table2.penalty.decisions"], back.agency, back.narrative) == (text(words), words, narrative)


def test_a_negative_number_is_a_number(tmp_path: Path) -> None:
    report = sample("2019").with_values({"table2.licensing.items_change": number(-8)})
    path = written(report, tmp_path)
    assert rows(path)["table2.licensing.items_change"][-1] == "-8"
    assert read_long(path)["table2.licensing.items_change"] == number(-8)


@pytest.mark.parametrize("form_id", FORMS)
def test_whatever_a_report_holds_is_read_back(form_id: str, tmp_path: Path) -> None:
    rng = random.Random(form_id)
    for _ in range(10):
        report = sample(form_id)
        for _ in range(40):
            report = with_fault(report, rng)
        report = report.with_values({report.form.fields[3].id: error("#REF!")})
        prose = {key: words for key, words in PROSE.items() if rng.random() < 0.7} | {"六": '"引号",逗号\n\n第二段 '}
        report = replace(report, narrative=prose, year=rng.choice([2021, None]))
        back = read_long(written(report, tmp_path))
        assert [shown(content) for content in back.values] == [shown(content) for content in report.values]
        assert (back.form.id, back.year, back.agency) == (form_id, report.year, report.agency)
        assert back.cover == replace(report.cover, contact="", phone="")
        assert back.narrative == report.narrative


def shown(content: Content) -> tuple[int, object]:
    return content.kind, content.plain


def test_import_reads_it_like_a_published_document(tmp_path: Path) -> None:
    path = written(sample(), tmp_path)
    imported = import_document(DocumentSource(str(path), path))
    assert imported.report.values == sample().values
    assert imported.report.cover.level == "县级"
    assert not imported.aligned.open
    place = imported.aligned.evidence["table2.regulations.made"].place
    assert (place.row, place.cell) == (11, 6)  # behind the head and nine lines of the cover


def test_saved_again_by_excel_it_is_still_read(tmp_path: Path) -> None:
    """Excel's own CSV on a Chinese Windows: GBK, no mark, an empty line at the end."""
    path = written(sample(), tmp_path)
    words = path.read_bytes().decode("utf-8-sig")
    path.write_bytes((words + ",,,,,\r\n").encode("gbk"))
    assert read_long(path).values == sample().values


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HEAD, "id,value", "第一行不是"),
        ("table2.licensing.decisions,", "table2.licensing.decision,", "缺少字段 table2.licensing.decisions"),
        ("table2.penalty.decisions,", "table2.licensing.decisions,", "table2.licensing.decisions 写了不止一次"),
        ("报告年度,,,2021", "报告年度,,,二〇二一", "“cover.year”不对"),
        ("报告年度,,,2021", "报告年度,,,21", "不是年份"),
        ("报告格式,,,2021", "报告格式,,,2035", "没有“2035”这种格式"),
        ("cover.level", "cover.height", "第 6 行的“cover.height”不对"),
        ("本年无申请（含结转）,,,否", "本年无申请（含结转）,,,不清楚", "cover.no_requests"),
        ("cover.code,封面", "cover.code,封面,", "应有 6 列，实有 7 列"),
        ("narrative.六,文字", 'narrative.六,"文字', "引号不成对"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = written(sample(), tmp_path)
    words = path.read_bytes().decode("utf-8")
    assert words.count(old) == 1
    path.write_bytes(words.replace(old, new).encode())
    with pytest.raises(FileProblem) as problem:
        read_long(path)
    assert problem.value.case == "not_report"
    assert said in str(problem.value.args_["detail"])


def test_a_bad_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as problem:
        write_long(sample(), tmp_path / "无" / "甲.csv")
    assert problem.value.case == "output_missing"
