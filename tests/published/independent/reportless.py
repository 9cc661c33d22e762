"""Documents that hold no report, and documents that hold two: neither may become a report."""

from __future__ import annotations

import html
from pathlib import Path

from tests.published.independent.pages import beside
from tests.published.independent.paper import Cell, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import docx_file, html_page, html_table, parts, pdf_file


@case(
    "none-notice.html",
    "a notice on how to write the report: it names the labels, in prose and a list of dates, no numbers of a report",
)
def notice(path: Path) -> None:
    rows = [[Cell("单位"), Cell("期限")], [Cell("各乡镇"), Cell("1月20日")], [Cell("各部门"), Cell("1月25日")]]
    body = [
        ("title", "关于做好2022年政府信息公开工作年度报告编制工作的通知"),
        (
            "p",
            "年度报告含六个部分。表格中本年新收政府信息公开申请数量与上年结转之和，须等于办理结果总计与结转下年度继续办理之和。",
        ),
        ("p", "规章、行政规范性文件、行政许可、行政处罚、行政强制、行政事业性收费均按本年数填写。"),
        ("t", rows),
        ("p", "联系电话：0000-1234567。"),
    ]
    path.write_text(html_page(body), encoding="utf-8")


@case("none-budget.docx", "a budget with tables of numbers")
def budget(path: Path) -> None:
    rows = [[Cell(word) for word in row] for row in (
        ("项目", "本年预算", "上年决算", "增减"), ("基本支出", "812.44", "790.10", "+22.34"), ("其他", "33", "31", "2"),
        ("行政事业性收费", "12.5", "11", "1.5"), ("总计", "857.94", "832.10", "25.84"),
    )]  # fmt: skip
    docx_file(path, [("title", "2022年部门预算公开"), ("p", "单位：万元"), ("t", rows)])


@case("none-prose.txt", "a report in prose of before 2019, numbers in sentences only")
def prose(path: Path) -> None:
    path.write_text(
        "南塘镇2017年政府信息公开工作年度报告\n\n一、概述\n全年主动公开信息312条。\n\n二、依申请公开\n收到申请6件，答复6件，其中予以公开4件，"
        "部分公开2件。\n\n三、复议诉讼\n行政复议1件，结果维持1件；行政诉讼0件。\n\n2018年3月1日\n",
        encoding="utf-8",
    )


@case("none-blank-form.pdf", "a list of links to other years' reports")
def links(path: Path) -> None:
    rows = [
        [Cell("年度"), Cell("标题")],
        *([Cell(str(y)), Cell(f"{y}年政府信息公开工作年度报告")] for y in range(2019, 2024)),
    ]
    pdf_file(path, [("title", "政府信息公开年报"), ("t", rows), ("p", "共5条，第1页")])


@case("two-in-one-table.html", "two reports side by side in one table: 表三 of two houses share the rows")
def side_by_side(path: Path) -> None:
    left, right = Paper(401, "甲坪镇人民政府", 2022), Paper(402, "乙坪镇人民政府", 2022)
    body = [
        ("title", "甲坪镇、乙坪镇2022年政府信息公开工作年度报告"),
        ("h", "二、主动公开政府信息情况"),
        ("t", beside(left.grid2(), right.grid2())),
        ("h", "三、收到和处理政府信息公开申请情况"),
        ("t", beside(left.grid3(), right.grid3())),
        ("h", "四、政府信息公开行政复议、行政诉讼情况"),
        ("t", beside(left.grid4(), right.grid4())),
    ]
    path.write_text(html_page(body), encoding="utf-8")


@case("two-in-a-row.docx", "two whole reports one after the other")
def in_a_row(path: Path) -> None:
    docx_file(path, parts(Paper(403, "丙溪县水利局", 2023)) + parts(Paper(404, "丁溪县林业局", 2023)))


@case("two-in-columns.html", "two reports in the two columns of a layout table")
def in_columns(path: Path) -> None:
    columns = []
    for paper in (Paper(405, "戊口区民政局", 2021), Paper(406, "己口区教育局", 2021)):
        pieces = [html_table(what) if kind == "t" else f"<p>{html.escape(what)}</p>" for kind, what in parts(paper)]
        columns.append("<td valign=top>" + "\n".join(pieces) + "</td>")
    page = "<html><body><table width=100%><tr>" + "\n".join(columns) + "</tr></table></body></html>"
    path.write_text(page, encoding="utf-8")
