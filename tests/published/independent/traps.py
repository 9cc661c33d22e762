"""Documents in which the nearest number is not the right one."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from tests.published.independent.paper import GROUPS4, KINDS, PARTS4, Cell, Grid, Paper, plain
from tests.published.independent.registry import case
from tests.published.independent.render import (
    docx_file,
    docx_table,
    html_page,
    html_table,
    matrix,
    one_a_line,
    parts,
    pdf_file,
    pipes,
    tabs,
    text_page,
)

WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def with_grids(paper: Paper, two: Grid | None = None, three: Grid | None = None, four: Grid | None = None) -> list[Any]:
    """The parts of a report with some of its tables printed otherwise."""
    body = parts(paper)
    places = [at for at, (kind, _) in enumerate(body) if kind == "t"]
    for at, grid in zip(places, (two, three, four), strict=True):
        if grid is not None:
            body[at] = ("t", grid)
    return body


@case(
    "trap-local-column.html",
    "a local column 其中：境外 between 自然人 and 商业企业, and a column 备注 with numbers at the end",
)
def local_column(path: Path) -> Paper:
    paper = Paper(601, "瓯江口区外事办公室", 2022)
    grid = paper.grid3()
    grid[0][1] = Cell("申请人情况", 9)
    grid[1].insert(1, Cell("其中：境外", 1, 2))
    grid[1].append(Cell("备注", 1, 2))
    for at, row in enumerate(grid[3:]):
        row.insert(len(row) - 6, Cell(str(at % 5 + 1)))
        row.append(Cell(f"见附件{at % 4 + 1}" if at % 3 else str(at + 2)))
    path.write_text(html_page(with_grids(paper, three=grid)), encoding="utf-8")
    return paper


@case("trap-last-year-column.html", "表二 prints last year's number beside this year's, under heads 上年 and 本年")
def last_year_column(path: Path) -> Paper:
    paper = Paper(602, "洮河坝县林业和草原局", 2023)
    lines: Grid = [[Cell("信息内容"), Cell("上年"), Cell("本年")]]
    for label, name in (
        ("行政许可（本年处理决定数量）", "table2.licensing.decisions"),
        ("行政处罚（本年处理决定数量）", "table2.penalty.decisions"),
        ("行政强制（本年处理决定数量）", "table2.coercion.decisions"),
        ("行政事业性收费（本年收费金额，单位：万元）", "table2.fees.amount"),
    ):
        lines.append([Cell(label), Cell(str(len(label) * 37)), paper.number(name)])
        paper.unclear.add(name)
    body = parts(paper)
    at = next(n for n, (kind, _) in enumerate(body) if kind == "t")
    body[at : at + 1] = [("t", paper.grid2()[:4]), ("t", lines)]
    path.write_text(html_page(body), encoding="utf-8")
    return paper


@case("trap-swapped-groups.html", "表四 prints 复议后起诉 before 未经复议直接起诉; 表三 prints （五） before （四）")
def swapped_groups(path: Path) -> Paper:
    paper = Paper(603, "涪水关县司法局", 2021)
    unable = [row for row in paper.rows3 if str(row).startswith("result.unable.")]
    rest = [row for row in paper.rows3 if row not in unable]
    at = rest.index("result.rejected.confirm_reissue") + 1
    paper.rows3 = [*rest[:at], *unable, *rest[at:]]
    grid = paper.grid4()
    grid[1][5], grid[1][6] = grid[1][6], grid[1][5]
    grid[3] = [*grid[3][:5], *grid[3][10:], *grid[3][5:10]]
    path.write_text(html_page(with_grids(paper, four=grid)), encoding="utf-8")
    return paper


@case(
    "trap-subtotals.docx",
    "local rows 小计 under （三）（四）（五）, and an annex with 行政许可 55 and 行政处罚 66 after section six",
)
def subtotals(path: Path) -> Paper:
    paper = Paper(604, "湟源口区水务局", 2022)
    groups = (
        ("result.denied.administrative_query", "denied", "（三）不予公开"),
        ("result.unable.still_unclear", "unable", "（四）无法提供"),
        ("result.rejected.confirm_reissue", "rejected", "（五）不予处理"),
    )
    for last, group, label in groups:
        rows = [str(row) for row in paper.rows3 if str(row).startswith(f"result.{group}.")]
        sums = [sum(int(paper.printed[f"table3.{row}.{kind}"]) for row in rows) for kind in KINDS]
        paper.add_local(last, ("三、本年度办理结果", label, "小计"), *map(str, sums))
    annex = [[Cell("附件：事项目录"), Cell("数量")], [Cell("行政许可"), Cell("55")], [Cell("行政处罚"), Cell("66")]]
    annex += [[Cell("行政强制"), Cell("77")], [Cell("总计"), Cell("198")]]
    docx_file(path, [*parts(paper), ("p", "附件"), ("t", annex)])
    return paper


@case(
    "trap-odd-numbers.html",
    "2 483 with a blank, wide digits with point and sign, 12①, 三, 5*, 约30 in number cells; 2019 form",
)
def odd_numbers(path: Path) -> Paper:
    paper = Paper(605, "弋阳渡县粮食局", 2020, "2019", "2019")
    paper.show("table2.licensing.decisions", "2 483", 2483, "2 483")
    amount = str(paper.truth["table2.procurement.procurement_amount"])
    paper.show("table2.procurement.procurement_amount", amount.translate(WIDE), float(amount), amount.translate(WIDE))
    paper.show("table2.penalty.items_change", "－７", -7, "－７")
    paper.show("table3.result.granted.natural", "12①", "12①")
    paper.show("table3.result.partial.business", "三", "三")
    paper.show("table3.received.new.other", "5*", "5*")
    paper.show("table3.result.denied.third_party.natural", "约30", "约30")
    path.write_text(html_page(parts(paper)), encoding="utf-8")
    return paper


@case("trap-page-number.txt", "one cell a line, and page numbers, once 「- 4 -」, once a bare 5, in the middle of rows")
def page_number(path: Path) -> Paper:
    paper = Paper(606, "汨水口镇人民政府", 2023, share=0.9)
    grid = paper.grid3()
    rows = {"result.denied.internal_affairs": "- 4 -", "result.rejected.petition": "5"}
    for row, mark in rows.items():
        name = f"table3.{row}.nonprofit"
        line = next(line for line in grid if any(cell.field == name for cell in line))
        line.insert([cell.field for cell in line].index(name), Cell(mark))
        paper.unclear |= set(paper.of_row(row))
    path.write_text(text_page(with_grids(paper, three=grid), one_a_line, gap="\n"), encoding="utf-8")
    return paper


@case(
    "trap-shifted-row.docx",
    "a row of 表三 typed one column too far left: its first number stands in the label's column",
)
def shifted_row(path: Path) -> Paper:
    paper = Paper(607, "沔阳渡县住房公积金管理部", 2022, share=0.9)
    row = "result.denied.enforcement_file"
    paper.unclear |= set(paper.of_row(row))
    lines = matrix(paper.grid3())
    at = next(n for n, line in enumerate(lines) if line[2].startswith("7."))
    lines[at] = ["", lines[at][2], *lines[at][3:], ""]

    def table(document: Any, grid: Grid) -> None:
        flat = [[Cell(word) for word in line] for line in lines]
        docx_table(document, flat if len(grid) > 20 else grid, merge=len(grid) < 20)

    docx_file(path, parts(paper), table)
    return paper


@case(
    "trap-shifted-blank.md",
    "a row whose 自然人 cell vanished, its six numbers under the wrong heads, a blank at the end",
)
def shifted_blank(path: Path) -> Paper:
    paper = Paper(608, "郧水湾区文物保护中心", 2021, share=0.9)
    row = "result.unable.needs_creation"
    names = paper.of_row(row)
    numbers = [paper.truth[name] for name in names[1:]]
    # What stands under a head is what the document prints, and the rules find that it does not add up.
    for name, number in zip(names, [*numbers, None], strict=True):
        paper.show(name, plain(number), number)
    paper.unclear |= set(names)
    path.write_text(text_page(parts(paper), lambda g: pipes(g, rule=0)), encoding="utf-8")
    return paper


@case(
    "trap-swapped-heads.txt",
    "tabs; the heads 商业企业 and 科研机构 stand in each other's place, the numbers under them too",
)
def swapped_heads(path: Path) -> Paper:
    paper = Paper(609, "岷江源县畜牧兽医站", 2022)
    grid = paper.grid3()
    grid[2][0], grid[2][1] = grid[2][1], grid[2][0]
    for row in grid[3:]:
        row[-6], row[-5] = row[-5], row[-6]
    path.write_text(text_page(with_grids(paper, three=grid), tabs), encoding="utf-8")
    return paper


@case(
    "trap-two-lines-a-cell.html",
    "cells hold this year's number and last year's in brackets below it: 12 and （9）; 合计 for 总计",
)
def two_lines_a_cell(path: Path) -> Paper:
    paper = Paper(610, "浈阳关县投资服务中心", 2023)
    paper.swap("总计", "合计", "（七）总计", "（七）合计")
    for part in PARTS4:
        name = f"table4.review.{part}"
        number = paper.truth[name]
        paper.show(name, f"{number}\n（{len(part)}）", f"{number}（{len(part)}）")
    page = html_page(parts(paper), lambda g: html_table(g, inner=lambda text: html.escape(text).replace("\n", "<br>")))
    path.write_text(page, encoding="utf-8")
    return paper


@case(
    "trap-narrow-page.pdf",
    "ruled and narrow: numbers of four digits and money broken over two lines within their cells",
)
def narrow_page(path: Path) -> Paper:
    paper = Paper(611, "漳水关市公共资源交易中心", 2022, high=400)
    paper.unclear |= {name for name, text in paper.printed.items() if name.startswith("table3.") and len(text) > 3}

    def narrow(count: int) -> list[float]:
        return [70, 90, 180, *([26] * 7)] if count == 10 else [480 / count] * count

    pdf_file(path, parts(paper), widths=narrow)
    return paper


@case(
    "trap-annual-tabs.html",
    "the page keeps last year's 表二 in a tab (an older table with its own title) before this year's report",
)
def annual_tabs(path: Path) -> Paper:
    paper, older = Paper(612, "渌口源县市政园林处", 2023), Paper(613, "渌口源县市政园林处", 2022)
    paper.unclear |= {name for name in paper.truth if name.startswith("table2.")}
    before = (
        "<div class='tab'><h4>2022年主动公开政府信息情况（上年度，供比较）</h4>" + html_table(older.grid2()) + "</div>"
    )
    path.write_text(html_page(parts(paper), before=before), encoding="utf-8")
    return paper


@case("trap-vertical.docx", "表四 stands upright: fifteen lines of group, part and number; 表二 in four tables")
def vertical(path: Path) -> Paper:
    paper = Paper(614, "沣峪口区机关党委", 2021)
    four = [
        [Cell(GROUPS4[group] if part == "upheld" else ""), Cell(PARTS4[part]), paper.number(f"table4.{group}.{part}")]
        for group in GROUPS4
        for part in PARTS4
    ]
    body = with_grids(paper, four=[[Cell("类别"), Cell("结果"), Cell("件数")], *four])
    two = paper.grid2()
    at = next(n for n, (kind, _) in enumerate(body) if kind == "t")
    body[at : at + 1] = [("t", piece) for piece in (two[:4], two[4:7], two[7:11], two[11:])]
    docx_file(path, body)
    return paper


@case("two-on-a-page.pdf", "two reports side by side on the pages of a PDF, in two columns of text")
def two_on_a_page(path: Path) -> None:
    left, right = Paper(615, "庚口镇人民政府", 2021), Paper(616, "辛口镇人民政府", 2021)
    body: list[Any] = [("title", "庚口镇、辛口镇2021年政府信息公开工作年度报告")]
    heads = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
    for head, a, b in zip(heads, grids(left), grids(right), strict=True):
        lines, others = matrix(a), matrix(b)
        body.append(("h", head))
        body.append(("t", [[Cell(word) for word in [*x, "", *y]] for x, y in zip(lines, others, strict=True)]))
    pdf_file(path, body, ruled=False, size=5, landscape=True)


def grids(paper: Paper) -> tuple[Grid, Grid, Grid]:
    """The three tables of a paper."""
    return paper.grid2(), paper.grid3(), paper.grid4()
