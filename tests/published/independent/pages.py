"""PDF files: drawn by a program, or printed by an office suite; ruled and bare; over several pages."""

from __future__ import annotations

import html
from pathlib import Path

from tests.published.independent.paper import Cell, Grid, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import docx_file, docx_table, html_page, html_table, matrix, parts, pdf_file


def wide_labels(count: int) -> list[float]:
    """Column widths that leave most room to the labels."""
    if count == 10:
        return [50, 55, 130, *([37] * 7)]
    return [500 / count] * count


@case("page-ruled.pdf", "ruled, cells merged, labels wrapped in narrow columns; half-width brackets")
def ruled(path: Path) -> Paper:
    paper = Paper(301, "乌江渡县生态环境局", 2022)
    paper.swap("*（", "(", "*）", ")")
    pdf_file(path, parts(paper), widths=wide_labels)
    return paper


@case("page-bare.pdf", "no lines at all; 「-」 for 0 in four rows of 表三")
def bare(path: Path) -> Paper:
    paper = Paper(302, "麻城口区科学技术局", 2021)
    four = ("result.denied.state_secret", "result.denied.third_party", "result.rejected.duplicate", "carried_forward")
    paper.zeros("-", four)
    pdf_file(path, parts(paper), ruled=False, widths=wide_labels)
    return paper


@case("page-cut-repeated.pdf", "ruled, 表三 over two pages, its head repeated; page numbers; zeros of 表三 blank")
def cut_repeated(path: Path) -> Paper:
    paper = Paper(303, "赤水源镇人民政府", 2023, share=0.5)
    paper.zeros("")
    pdf_file(path, parts(paper), widths=wide_labels, size=11, repeat=3, cut=15, numbered=True)
    return paper


@case("page-cut-bare-head.pdf", "ruled, 表三 over two pages without a second head; page numbers; 本年度止件数")
def cut_plain(path: Path) -> Paper:
    paper = Paper(304, "沅口县退役军人事务局", 2021)
    paper.swap("本年废止件数", "本年度止件数")
    pdf_file(path, parts(paper), widths=wide_labels, size=11, cut=17, numbered=True)
    return paper


@case("page-2019-bare.pdf", "2019 form for 2022, no lines, landscape; +12 and -4; row totals of two rows blank")
def old_bare(path: Path) -> Paper:
    paper = Paper(305, "象山坪区商务局", 2022, "2019", "2019")
    paper.show("table2.licensing.items_change", "+12", 12, "+12")
    paper.show("table2.penalty.items_change", "-4", -4, "-4")
    paper.blank("table3.result.granted.total", "table3.result.partial.total")
    pdf_file(path, parts(paper), ruled=False, landscape=True, cut=14)
    return paper


@case("page-blank-cells.pdf", "no lines, and a third of the cells of 表三 blank: what stands where only its place says")
def blank_cells(path: Path) -> Paper:
    paper = Paper(306, "屏山渡县国有资产监督管理局", 2022, share=0.45)
    paper.zeros("")
    pdf_file(path, parts(paper), ruled=False, widths=wide_labels)
    return paper


@case("page-mixed.pdf", "表二 of 2019 with 表三 of 2021, ruled; a local row; 23600万元; prose of last year", via="")
def mixed(path: Path) -> Paper:
    paper = Paper(307, "凤翔坝镇人民政府", 2022, "2019", "2021")
    paper.show("table2.procurement.procurement_amount", "23600万元", "23600万元")
    paper.add_local("received.carried_over", ("其中：信函申请",), "2", "1", "0", "3", "0", "1", "7")
    pdf_file(path, parts(paper, told="2021"), widths=wide_labels)
    return paper


@case("page-office-docx.pdf", "printed by an office suite from Word; totals of 表四 left 0; 2,483", via="docx")
def office_docx(path: Path) -> Paper:
    paper = Paper(308, "永宁浦县发展和改革局", 2023, high=90)
    for group in ("review", "suit_direct", "suit_after_review"):
        paper.show(f"table4.{group}.total", "0", 0)
    paper.show("table2.licensing.decisions", "2,483", 2483, "2,483")
    docx_file(path, parts(paper))
    return paper


@case(
    "page-office-unmerged.pdf",
    "printed by an office suite from Word without merges; enumerators 1、; three rows blank",
    via="docx",
)
def office_unmerged(path: Path) -> Paper:
    three = ("result.granted", "result.unable.not_held", "result.rejected.petition")
    paper = Paper(309, "北辰口区体育局", 2021, nothing=three)
    paper.swap(*(x for n in range(1, 9) for x in (f"*{n}.", f"{n}、")))
    for row in three:
        paper.blank(*paper.of_row(row))
    docx_file(path, parts(paper), lambda document, grid: docx_table(document, grid, merge=False))
    return paper


@case(
    "page-office-web.pdf", "printed by an office suite from a web page, borders drawn; spaces inside labels", via="html"
)
def office_web(path: Path) -> Paper:
    paper = Paper(310, "清流坪县信访局", 2022)
    paper.swap("结果维持", "结果 维持", "尚未审结", "尚未 审结", "行政许可", "行政 许可")
    page = html_page(parts(paper), lambda g: html_table(g, 'border="1" cellspacing="0" width="100%"'))
    path.write_text(page, encoding="utf-8")
    return paper


@case("page-office-web-bare.pdf", "printed by an office suite from a web page without borders; 「/」 for 0", via="html")
def office_web_bare(path: Path) -> Paper:
    paper = Paper(311, "梅岭关区机关事务管理局", 2023, share=0.5)
    paper.zeros("/")
    path.write_text(html_page(parts(paper), lambda g: html_table(g, 'border="0" width="100%"')), encoding="utf-8")
    return paper


def beside(left: Grid, right: Grid) -> Grid:
    """Two grids side by side in one table."""
    lines, others = matrix(left, "="), matrix(right, "=")
    return [[Cell(word) for word in [*a, *b]] for a, b in zip(lines, others, strict=True)]


def as_text(grid: Grid) -> str:
    """The cells of a grid, for a page that is only looked at."""
    return html.escape(" ".join(cell.text for row in grid for cell in row))
