"""The report as a web page: parsed by another library, laid out by a browser."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.published.web import measured
from tests.samples import PROSE, balanced_report
from xlreport.a1 import Box
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.numbers import BLANK, number, text
from xlreport.published.html import html_page, write_html
from xlreport.report import Cover, Report, blank_report

FORMS = ("2021", "2019", "2021+2019", "2019+2021")
HEADINGS = [
    *("一、总体情况", "（一）主动公开", "（二）依申请公开", "（三）政府信息管理", "（四）政府信息公开平台建设"),
    *("（五）监督保障", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"),
    *("四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"),
]
"""国办公开办函〔2021〕30号, annex."""


def parsed(report: Report) -> Any:
    """The page of a report, parsed."""
    return html.document_fromstring(html_page(report).encode())


def sample(form_id: str = "2021") -> Report:
    """A report with numbers, texts and a date."""
    report = balanced_report(load(form_id), random.Random(form_id), agency="甲县水务局")
    return replace(report, cover=Cover(date="2022-01-08"))


def boxes(table: Any) -> dict[Box, Any]:
    """The cells of a table by the place where its spans put them, as a browser does; no two may overlap."""
    taken: set[tuple[int, int]] = set()
    found = {}
    for row, line in enumerate(table.iter("tr"), 1):
        column = 1
        for cell in line:
            while (row, column) in taken:
                column += 1
            wide, high = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            places = {(row + down, column + right) for down in range(high) for right in range(wide)}
            assert not places & taken
            taken |= places
            found[Box(row, column, row + high - 1, column + wide - 1)] = cell
    return found


@pytest.mark.parametrize("form_id", FORMS)
def test_every_number_and_label_stands_in_its_printed_cell(form_id: str) -> None:
    report = sample(form_id)
    tables = list(parsed(report).iter("table"))
    assert len(tables) == 3
    for table, printed in zip(report.form.tables, tables, strict=True):
        found = boxes(printed)
        assert set(found) == {label.at for label in table.labels} | {field.at for field in table.fields}
        for label in table.labels:
            assert (found[label.at].tag, found[label.at].text) == ("th", label.printed)
        for field in table.fields:
            assert found[field.at].tag == "td"
            assert float(found[field.at].text) * 10_000 == pytest.approx(report[field.id].scaled, abs=1e-6)


def test_merges_labels_and_scopes_of_the_statute() -> None:
    """Some cells of the annex as it is printed, stated by hand."""
    tables = [boxes(table) for table in parsed(blank_report(load("2021"), 2021, "甲局")).iter("table")]
    for place, box, words, scope in (
        (0, "A1:D1", "第二十条第（一）项", "rowgroup"),
        (0, "B2", "本年制发件数", "col"),
        (0, "A4", "行政规范性文件", "row"),
        (0, "B13:D13", "本年收费金额（单位：万元）", "colgroup"),
        (1, "A1:C3", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "col"),
        (1, "D1:J1", "申请人情况", "colgroup"),
        (1, "D2:D3", "自然人", "col"),
        (1, "E2:I2", "法人或其他组织", "colgroup"),
        (1, "A4:C4", "一、本年新收政府信息公开申请数量", "row"),
        (1, "A6:A27", "三、本年度办理结果", "rowgroup"),
        (1, "B24:B26", "（六）其他处理", "rowgroup"),
        (1, "C26", "3.其他", "row"),
        (2, "F1:O1", "行政诉讼", "colgroup"),
        (2, "K2:O2", "复议后起诉", "colgroup"),
        (2, "O3", "总计", "col"),
    ):
        cell = tables[place][Box.parse(box)]
        assert (cell.text, cell.get("scope")) == (words, scope)


def test_tables_have_heads_that_repeat_on_paper_and_captions_with_the_unit() -> None:
    tables = list(parsed(sample()).iter("table"))
    assert [table.find("caption").text for table in tables] == [
        "表二　主动公开政府信息情况",
        "表三　收到和处理政府信息公开申请情况（单位：件）",
        "表四　政府信息公开行政复议、行政诉讼情况（单位：件）",
    ]
    assert [len(table.findall("thead/tr")) for table in tables] == [0, 3, 3]
    assert [len(table.findall("tbody")) for table in tables] == [4, 1, 1]  # the four 项 of 表二


def test_title_headings_texts_and_signature_in_their_order() -> None:
    page = parsed(sample())
    assert page.get("lang") == "zh-CN"
    assert (
        page.findtext("head/title") == page.find(".//h1").text_content() == "甲县水务局2021年政府信息公开工作年度报告"
    )
    assert [heading.text for heading in page.iter("h2", "h3")] == HEADINGS
    assert [words.text for words in page.iter("p")] == [*PROSE.values(), "甲县水务局", "2022年1月8日"]
    assert not list(page.iter("mark"))


def test_what_is_missing_is_marked() -> None:
    page = parsed(replace(blank_report(load("2021"), None, ""), narrative={"五": "有。"}))
    assert [mark.text for mark in page.iter("mark")] == [
        f"【此处待填：{what}】"
        for what in (
            *("单位名称", "报告年度", "主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"),
            *("其他需要报告的事项", "单位名称", "成文日期"),
        )
    ]


def test_words_of_a_report_are_words_whatever_they_look_like() -> None:
    evil = '<script>window.ran=1</script>&amp;"\'</p><img src="http://example.org/x" onerror="window.ran=1">'
    report = sample().with_values({"table2.fees.amount": text(evil), "table2.penalty.decisions": text("两\n行\u0001")})
    report = replace(report, agency=evil, narrative={"五": evil}, cover=Cover(date=evil))
    page = parsed(report)
    assert {element.tag for element in page.iter()} == {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "mark", "div", "span"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "wbr"),
    }
    assert page.find(".//h1").text_content() == f"{evil}2021年政府信息公开工作年度报告"
    assert [words.text for words in page.iter("p")].count(evil) == 3  # section 五, name and date of the signature
    cells = [cell.text for cell in page.iter("td")]
    assert evil in cells
    assert "两\n行\ufffd" in cells


def test_the_page_names_nothing_to_fetch() -> None:
    words = html_page(sample())
    assert not re.search(r"(?i)\b(src|href|srcset|action|background)\s*=|url\(|@import|<link|<script|//", words)
    assert "default-src 'none'" in words


def test_a_blank_is_an_empty_cell_and_0_is_0() -> None:
    report = sample().with_values({"table2.fees.amount": BLANK, "table2.penalty.decisions": number(0)})
    found = boxes(next(parsed(report).iter("table")))
    assert found[Box.parse("B14:D14")].text is None
    assert found[Box.parse("B10:D10")].text == "0"


def test_the_same_report_gives_the_same_bytes_and_a_bad_place_is_said(tmp_path: Path) -> None:
    for name in ("1", "2"):
        write_html(sample(), tmp_path / f"{name}.html")
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()
    with pytest.raises(FileProblem) as problem:
        write_html(sample(), tmp_path / "无" / "甲.html")
    assert problem.value.case == "output_missing"


def test_readable_on_a_telephone_and_on_a_screen(tmp_path: Path) -> None:
    """375 px: the page itself never moves sideways, 表二 and 表三 are seen whole, 表四 moves in its frame; no type is
    below 12 px. 1280 px: all is seen at once. Nothing is fetched, no words run as a script."""
    report = sample()
    values = {field.id: number(9876) for field in report.form.fields if not field.money}
    words = f"{'办理结果' * 60}<script>window.ran=1</script>http://example.org/{'a' * 200}"
    report = replace(report.with_values(values), narrative={**PROSE, "五": words})
    write_html(report, tmp_path / "甲.html")
    seen = measured(tmp_path / "甲.html", (375, 1280), tmp_path)
    for facts in seen.values():
        assert (facts["scrolls"], facts["outside"], facts["clipped"]) == (0, 0, [])
        assert (facts["fetched"], facts["ran"]) == ([], False)
        assert facts["smallest"] >= 12
    assert seen[375]["frames"][:2] == [0, 0]
    assert seen[375]["frames"][2] > 0
    assert seen[1280]["frames"] == [0, 0, 0]
    assert seen[1280]["smallest"] >= 15
