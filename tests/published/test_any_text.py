"""Whatever an office writes in its text sections, an exported report that is imported again says the same.

What a document cannot carry is told: runs of white space, blank lines, a section's own heading written once more
above its text, and lines of nothing but marks.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.published.archives import DocumentSource
from xlreport.published.docx import write_docx
from xlreport.published.html import write_html
from xlreport.published.long_form import write_long
from xlreport.published.read import Imported, import_document
from xlreport.report import SECTIONS, Cover, Report

WRITERS: dict[str, Callable[[Report, Path], None]] = {"docx": write_docx, "html": write_html, "csv": write_long}
AGENCY = "甲县水务局"
REPORT = balanced_report(load("2021"), random.Random("any text"), agency=AGENCY, year=2023)

NASTY = (
    "五行山景区管委会公开信息 3 条。",
    "六是加强监督。",
    "一二三四五，上山打老虎。",
    "=1+1",
    "+86 10 1234",
    "-1",
    "@某某",
    "'引号",
    "12",
    "3.5",
    "2023年",
    "2024年1月18日",
    AGENCY,
    "（一）主动公开",
    "（一）主动公开。本年公开 3 条。",
    "（五）监督保障",
    "一、总体情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
    "四、政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况：一是少。",
    "1. 第一",
    "· 一点",
    "# 井号",
    "**重**",
    "> 引",
    "打印",
    "关闭",
    "附件：名单",
    "来源：本局",
    "— 1 —",
    "第1页",
    "甲|乙|丙",
    "甲｜乙",
    "行政许可",
    "规章|1|2|3",
    "行政处罚 5",
    "总计",
    "无",
    "以逗号结束，",
    "<b>&amp;</b>",
    "本年度收费 0 万元",
    "甲县2023年政府信息公开工作年度报告",
    "乙市财政局2022年政府信息公开工作年度报告",
    "版权所有",
    "上一篇",
)
LETTERS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
LINES = st.one_of(
    st.sampled_from(NASTY),
    st.builds("".join, st.lists(st.one_of(LETTERS, st.sampled_from(NASTY)), min_size=1, max_size=3)),
)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
PARTS = st.dictionaries(st.sampled_from([key for key in SECTIONS if key != "一"]), TEXTS, min_size=1)
WHOLE = st.dictionaries(st.sampled_from(["一", "五", "六"]), TEXTS, min_size=1)


def read_back(report: Report, kind: str) -> Imported:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        WRITERS[kind](report, path)
        return import_document(DocumentSource(str(path), path))


def names_itself(key: str, words: str) -> bool:
    """Whether a text begins with its own heading, which the document prints once."""
    return words.split("\n")[0].rstrip("。") in (
        SECTIONS[key],
        SECTIONS[key].partition("（")[0],
        f"（{SECTIONS[key].partition('（')[2]}",
    )


def assert_read_back(kind: str, texts: dict[str, str]) -> None:
    report = replace(REPORT, narrative=texts, cover=Cover(date="2024-01-18"))
    back = read_back(report, kind)
    assert dict(back.report.narrative) == texts
    assert not back.aligned.open
    assert (back.report.scaled, back.report.agency, back.report.year) == (report.scaled, AGENCY, 2023)
    assert back.report.cover.date == "2024-01-18"


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_every_nasty_line_is_read_back(kind: str) -> None:
    """All at once in 五; each alone in its section takes longer."""
    assert_read_back(kind, {"一": "五行山。", "五": "\n".join(NASTY), "六": "=1+1"})


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(texts=st.one_of(PARTS, WHOLE), kind=st.sampled_from(["html", "html", "html", "docx", "csv", "csv"]))
def test_any_text_is_read_back(texts: dict[str, str], kind: str) -> None:
    if kind != "csv":
        texts = {key: words for key, words in texts.items() if not names_itself(key, words)}
    assert_read_back(kind, texts)


@pytest.mark.long
@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("line", NASTY)
def test_each_nasty_line_alone_is_read_back(line: str, kind: str) -> None:
    texts = {"一": line, "五": f"本年第 1 段。\n{line}", "六": line}
    if kind != "csv":
        texts = {key: words for key, words in texts.items() if not names_itself(key, words)}
    assert_read_back(kind, texts)


ODD_NAMES = (
    "甲县第3中学",
    "甲县（2021年）ABC 项目指挥部",
    "【甲】县 水务",
    "甲县水务局 2",
    "五行山风景名胜",
    "12345热线",
)


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_a_body_with_an_odd_name_signs_and_is_not_part_of_section_six(kind: str) -> None:
    for name in ODD_NAMES[kind == "docx" :: 2]:
        report = replace(REPORT, agency=name, narrative={"六": "无其他事项。"}, cover=Cover(date="2024-01-18"))
        back = read_back(report, kind).report
        assert (back.agency, back.year, back.cover.date) == (name, 2023, "2024-01-18")
        assert dict(back.narrative) == {"六": "无其他事项。"}


def test_headings_that_an_office_did_not_mark_are_found_by_what_they_say() -> None:
    """With one heading's style taken away the document no longer says itself where its sections begin."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.html"
        write_html(replace(REPORT, narrative={"五": "公开还不够及时，需要改进。", "六": "无。"}), path)
        page = path.read_text(encoding="utf-8")
        marked = "<h2>五、存在的主要问题及改进情况</h2>"
        assert marked in page
        path.write_text(page.replace(marked, marked.replace("h2", "p")), encoding="utf-8")
        back = import_document(DocumentSource(str(path), path)).report
    assert dict(back.narrative) == {"五": "公开还不够及时，需要改进。", "六": "无。"}
