"""Word documents as houses hand them in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.published.independent.paper import KINDS, Cell, Grid, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import docx_file, docx_table, matrix, parts, tabs

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@case("letter-merged.docx", "clean merges; full-width digits in 表二; three rows of 表三 blank")
def merged(path: Path) -> Paper:
    three = ("result.rejected.publication", "result.other.overdue_fee", "result.other.other")
    paper = Paper(201, "青川口区司法局", 2021, nothing=three)
    for name in ("table2.licensing.decisions", "table2.penalty.decisions"):
        wide = paper.printed[name].translate(WIDE)
        paper.show(name, wide, paper.truth[name], wide)
    for row in three:
        paper.blank(*paper.of_row(row))
    docx_file(path, parts(paper))
    return paper


@case(
    "letter-repeated.docx",
    "no merges: every covered cell repeats its label; heads of two lines; half-width colon and brackets",
)
def repeated(path: Path) -> Paper:
    paper = Paper(202, "高坪县财政局", 2022)
    paper.swap("*（", "(", "*）", ")", "*：", ":", "社会公益组织", "社会公\n益组织", "法律服务机构", "法律服\n务机构")
    docx_file(path, parts(paper), lambda document, grid: docx_table(document, grid, merge=False, covered="="))
    return paper


@case("letter-unmerged.docx", "no merges: covered cells stand empty; 「-」 for 0 in 表四; 本年新制发件数")
def unmerged(path: Path) -> Paper:
    paper = Paper(203, "榆林店镇人民政府", 2023)
    paper.swap("本年制发件数", "本年新制发件数")
    for name, value in list(paper.truth.items()):
        if name.startswith("table4.") and value == 0:
            paper.dash("-", name)
    paper.dash("-", "table4.suit_after_review.upheld", "table4.suit_after_review.corrected")
    docx_file(path, parts(paper), lambda document, grid: docx_table(document, grid, merge=False))
    return paper


@case("letter-cut.docx", "表三 cut in two tables, the head printed again over the second; a page number between them")
def cut(path: Path) -> Paper:
    paper = Paper(204, "平阳坝区住房和城乡建设局", 2021)

    def table(document: Any, grid: Grid) -> None:
        if len(grid) < 20:
            docx_table(document, grid)
            return
        rows = [[Cell(word) for word in row] for row in matrix(grid, "=")]
        docx_table(document, rows[:16], merge=False, covered="=")
        document.add_paragraph("— 4 —")
        docx_table(document, rows[:3] + rows[16:], merge=False, covered="=")

    docx_file(path, parts(paper), table)
    return paper


@case("letter-tabs.docx", "no tables: paragraphs with tabs; notes （含网上申请）behind a label; numbers above 1000")
def with_tabs(path: Path) -> Paper:
    paper = Paper(205, "绥水市自然资源局", 2022, high=400)
    paper.swap("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请数量（含网上申请）")

    def table(document: Any, grid: Grid) -> None:
        for line in tabs(grid).split("\n"):
            document.add_paragraph(line)

    docx_file(path, parts(paper), table)
    return paper


@case("letter-2019.docx", "2019 form for 2020; 增52, 减 3, +7; 采购总金额 with 元; blank fees")
def old_form(path: Path) -> Paper:
    paper = Paper(206, "芦台县公安局", 2020, "2019", "2019")
    paper.show("table2.licensing.items_change", "增52", "增52", 52)
    paper.show("table2.penalty.items_change", "减 3", "减 3", -3, "减3")
    paper.show("table2.coercion.items_change", "+7", 7, "+7")
    paper.show("table2.procurement.procurement_amount", "251000元", "251000元")
    paper.blank("table2.fees.items_last_year", "table2.fees.items_change")
    docx_file(path, parts(paper))
    return paper


@case("letter-mixed.docx", "表二 of 2021 with 表三 of 2019 for 2024; 「—」 for every 0 of 表三; 其他 总计 with spaces")
def mixed(path: Path) -> Paper:
    paper = Paper(207, "三河口县统计局", 2024, "2021", "2019", share=0.4)
    paper.zeros("—")
    paper.swap("总计", "总 计", "其他", "其 他", "自然人", "自 然 人")
    docx_file(path, parts(paper))
    return paper


@case("letter-notes.docx", "notes inside number cells; 12件; a local row 其中：复印件; a remark row")
def notes(path: Path) -> Paper:
    paper = Paper(208, "汤泉镇人民政府", 2023)
    paper.show("table3.result.partial.natural", "31（均为征地类）", "31（均为征地类）")
    paper.show("table3.received.new.legal", "12件", 12, "12件")
    paper.show("table2.penalty.decisions", "317件", 317, "317件")
    paper.add_local("result.granted", ("三、本年度办理结果", "其中：提供复印件"), "4", "2", "0", "1", "0", "3", "10")

    def table(document: Any, grid: Grid) -> None:
        remark = [[Cell("注：表中 2 件为 2022 年转来", sum(c.across for c in grid[0]))]]
        docx_table(document, grid + remark if len(grid) > 20 else grid)

    docx_file(path, parts(paper), table)
    return paper


@case("letter-layout.docx", "a layout table of one cell holds title and all three tables")
def layout(path: Path) -> Paper:
    paper = Paper(209, "曲溪县档案局", 2021)

    def frame(document: Any) -> None:
        cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
        for kind, what in parts(paper):
            if kind == "t":
                rows = matrix(what)
                inner = cell.add_table(rows=len(rows), cols=len(rows[0]))
                for line, row in zip(inner.rows, rows, strict=True):
                    for place, word in zip(line.cells, row, strict=True):
                        place.text = word
            else:
                cell.add_paragraph(what)

    docx_file(path, [("raw", frame)])
    return paper


@case(
    "letter-two-line-row.docx",
    "long labels run over two table rows: first half beside the numbers, second half beside nothing",
)
def two_lines(path: Path) -> Paper:
    paper = Paper(210, "白石铺乡人民政府", 2022)

    def table(document: Any, grid: Grid) -> None:
        if len(grid) < 20:
            docx_table(document, grid)
            return
        rows: list[list[Cell]] = []
        for row in matrix(grid):
            label = row[2]
            if len(label) > 18:
                rows.append([Cell(word) for word in [*row[:2], label[:14], *row[3:]]])
                rows.append([Cell(""), Cell(""), Cell(label[14:]), *([Cell("")] * 7)])
            else:
                rows.append([Cell(word) for word in row])
        docx_table(document, rows, merge=False)

    docx_file(path, parts(paper), table)
    return paper


@case("letter-totals.docx", "row totals of 表三 blank, totals of 表四 left 0, B1 does not hold; traditional heads")
def totals(path: Path) -> Paper:
    paper = Paper(211, "龙门渡区人力资源和社会保障局", 2023)
    for row in paper.rows3:
        paper.blank(f"table3.{row}.total")
    for group in ("review", "suit_direct", "suit_after_review"):
        paper.show(f"table4.{group}.total", "0", 0)
    paper.show("table3.carried_forward.natural", "58", 58)
    paper.swap("行政复议", "行政復議", "结果维持", "結果維持", "商业企业", "商業企業", "科研机构", "科研機構")
    docx_file(path, parts(paper))
    return paper


@case("letter-columns-lost.docx", "表三 has lost its column 法律服务机构: the kinds are five, the total stays")
def lost_column(path: Path) -> Paper:
    paper = Paper(212, "黄陂口县医疗保障局", 2022, share=0.8)
    grid = paper.grid3()
    grid[1][1] = Cell("法人或其他组织", 4)
    grid[0][1] = Cell("申请人情况", 6)
    at = KINDS.index("legal") - len(KINDS)
    del grid[2][3]
    for row in grid[3:]:
        del row[at]
    paper.absent |= {name for name in paper.truth if name.startswith("table3.") and name.endswith(".legal")}
    body = [(kind, grid if kind == "t" and len(what) > 20 else what) for kind, what in parts(paper)]
    docx_file(path, body)
    return paper
