"""More traps: what editors, copying and careless markup do to cells without anybody noticing."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from tests.published.independent.paper import Cell, Grid, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import (
    docx_file,
    docx_table,
    html_page,
    html_table,
    parts,
    pdf_file,
    pipes,
    tabs,
    text_page,
)
from tests.published.independent.traps import with_grids


def line_of(grid: Grid, name: str) -> list[Cell]:
    """The row of a grid that prints a field."""
    return next(line for line in grid if any(cell.field == name for cell in line))


@case("wild-tracked.docx", "numbers mended with tracked changes: the old one deleted, the new one inserted")
def tracked(path: Path) -> Paper:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paper = Paper(701, "沅陵关县水运事务中心", 2022)
    mended = ("table2.licensing.decisions", "table3.result.granted.natural", "table3.received.new.total")

    def table(document: Any, grid: Grid) -> None:
        made = docx_table(document, grid)
        for at, row in enumerate(grid):
            for cell in row:
                if cell.field not in mended:
                    continue
                places = [c for c in made.rows[at].cells if c.text == cell.text]
                paragraph = places[-1 if cell.field.endswith("total") else 0].paragraphs[0]._p
                for run in list(paragraph.r_lst):
                    paragraph.remove(run)
                mark = f'{nsdecls("w")} w:id="1" w:author="a" w:date="2023-01-05T00:00:00Z"'
                paragraph.append(parse_xml(f"<w:del {mark}><w:r><w:delText>91</w:delText></w:r></w:del>"))
                paragraph.append(parse_xml(f"<w:ins {mark}><w:r><w:t>{cell.text}</w:t></w:r></w:ins>"))

    docx_file(path, parts(paper), table)
    return paper


@case(
    "wild-struck.html", "numbers struck through with the right one behind; hidden cells and rows (display:none) in 表三"
)
def struck(path: Path) -> Paper:
    paper = Paper(702, "辰溪口县侨务办公室", 2021)
    names = ("table3.result.partial.legal", "table2.penalty.decisions")
    for name in names:
        number = paper.truth[name]
        paper.show(name, f"~{number}", number, f"77 {number}", f"〔划去：77〕{number}")  # a text that stops

    def inner(text: str) -> str:
        return f"<s>77</s>{text[1:]}" if text.startswith("~") else html.escape(text)

    page = html_page(parts(paper), lambda g: html_table(g, inner=inner))
    hidden = '<td style="display:none">999</td>'
    page = page.replace("6.属于四类过程性信息</td>", f"6.属于四类过程性信息</td>{hidden}", 1)
    rest = "".join(f"<td>{n}</td>" for n in (8, 8, 8, 8, 8, 8, 48))
    row = f'<tr style="display: none"><td>7.属于行政执法案卷</td>{rest}</tr>'
    page = page.replace("<tr>\n<td>7.属于行政执法案卷", f"{row}\n<tr>\n<td>7.属于行政执法案卷", 1)
    paper.unclear |= set(paper.of_row("result.denied.process_information"))
    paper.unclear |= set(paper.of_row("result.denied.enforcement_file"))
    path.write_text(page, encoding="utf-8")
    return paper


@case("wild-wrong-spans.html", "rowspans that are too small and too large, a colspan too many in the head of 表四")
def wrong_spans(path: Path) -> Paper:
    paper = Paper(703, "酉水湾县移民局", 2023)
    page = html_page(parts(paper))
    page = page.replace("<td rowspan=8>（三）", "<td rowspan=7>（三）").replace(
        "<td rowspan=3>（四）", "<td rowspan=4>（四）"
    )
    page = page.replace('<td colspan="5">复议后起诉', '<td colspan="6">复议后起诉')
    for row in ("denied.administrative_query", "rejected.petition"):
        paper.unclear |= set(paper.of_row(f"result.{row}"))
    path.write_text(page, encoding="utf-8")
    return paper


@case("wild-glued.txt", "numbers glued to labels (予以公开15 8), one row of single digits glued together: 1203410")
def glued(path: Path) -> Paper:
    paper = Paper(704, "溆浦口区渔政管理站", 2022)
    row = "result.rejected.publication"
    for name, digit in zip(paper.of_row(row), "1203410", strict=True):
        paper.show(name, digit, int(digit))
    paper.unclear |= set(paper.of_row(row))

    def table(grid: Grid) -> str:
        out = []
        for line in grid:
            labels = " ".join(cell.text for cell in line if not cell.field)
            numbers = ("" if any(row in cell.field for cell in line) else " ").join(c.text for c in line if c.field)
            out.append(labels + numbers)
        return "\n".join(out)

    path.write_text(text_page(parts(paper), table), encoding="utf-8")
    return paper


@case(
    "wild-pairs.txt",
    "in 不予处理 two labels, then their two rows of numbers; a row of numbers without any label at the end",
)
def pairs(path: Path) -> Paper:
    paper = Paper(705, "麻阳渡县公路管理段", 2021, share=0.9)
    rows = ("petition", "duplicate", "publication", "mass_repeated", "confirm_reissue")
    for row in rows:
        paper.unclear |= set(paper.of_row(f"result.rejected.{row}"))

    def table(grid: Grid) -> str:
        out: list[str] = []
        held: list[str] = []
        for line in grid:
            labels = " ".join(cell.text for cell in line if not cell.field)
            numbers = " ".join(cell.text for cell in line if cell.field)
            if any("result.rejected." in cell.field for cell in line):
                out.append(labels)
                held.append(numbers)
                if len(held) == 2:
                    out += held
                    held = []
            else:
                out += [*held, f"{labels} {numbers}".strip()]
                held = []
        return "\n".join([*out, "31 32 33 34 35 36 201"] if len(grid) > 20 else out)

    paper.unclear |= set(paper.of_row("carried_forward"))
    path.write_text(text_page(parts(paper), table), encoding="utf-8")
    return paper


@case("wild-twice.docx", "表三 printed twice in one report, the second time mended (other numbers)")
def twice(path: Path) -> Paper:
    paper, other = Paper(706, "芷江源县旅游质量监督所", 2023), Paper(707, "芷江源县旅游质量监督所", 2023)
    body = parts(paper)
    at = [n for n, (kind, _) in enumerate(body) if kind == "t"][1]
    body[at + 1 : at + 1] = [("p", "（更正后）"), ("t", other.grid3())]
    for name in paper.truth:
        if name.startswith("table3."):
            paper.unclear.add(name)
            paper.either[name] = [other.truth[name]]
    docx_file(path, body)
    return paper


@case("wild-surplus.docx", "one row of 表三 has an eighth number behind 总计, 表四 has sixteen numbers")
def surplus(path: Path) -> Paper:
    paper = Paper(708, "会同湾区河道管理所", 2022, share=0.9)
    row = "result.unable.still_unclear"
    three, four = paper.grid3(), paper.grid4()
    three = [[*line, Cell("")] for line in three]
    line = line_of(three, f"table3.{row}.total")
    at = [cell.field for cell in line].index(f"table3.{row}.research")
    line[at:] = [Cell("88"), *line[at:-1]]
    four[3].insert(7, Cell("66"))
    paper.unclear |= {*paper.of_row(row), *(name for name in paper.truth if name.startswith("table4."))}
    docx_file(path, with_grids(paper, three=three, four=four))
    return paper


@case("wild-headless.md", "the head of 表三 is lost; labels and seven numbers remain")
def headless(path: Path) -> Paper:
    paper = Paper(709, "靖水口镇人民政府", 2021)
    paper.unclear |= {name for name in paper.truth if name.startswith("table3.")}
    three = [[Cell(""), Cell(""), Cell(""), *([Cell("")] * 7)], *paper.grid3()[3:]]
    path.write_text(text_page(with_grids(paper, three=three), lambda g: pipes(g, rule=0)), encoding="utf-8")
    return paper


@case("wild-units.html", "money in 元 under a head of 万元, a full-width comma, 12.0, 0件, nil signs 〇 and 零")
def units(path: Path) -> Paper:
    paper = Paper(710, "通道关县农机服务中心", 2022)
    paper.show("table2.fees.amount", "4151885元", "4151885元")
    paper.show("table2.licensing.decisions", "1，944", 1944, "1，944")
    paper.show("table3.received.new.natural", "12.0", 12, 12.0, "12.0")
    paper.show("table3.result.granted.legal", "0件", 0, "0件")
    paper.show("table3.result.partial.legal", "〇", "〇", 0)
    paper.show("table3.carried_forward.legal", "零", "零", 0)
    path.write_text(html_page(parts(paper)), encoding="utf-8")
    return paper


@case("wild-no-year.txt", "the title names no year, the prose two; signed in January of a third; tables clean")
def no_year(path: Path) -> Paper:
    paper = Paper(711, "城步渡县抗旱服务队", 2023)
    body = parts(paper)
    body[0] = ("title", "城步渡县抗旱服务队政府信息公开工作年度报告")
    body[1] = ("p", "2022年底重新分工，2023年全年运转平稳。")
    path.write_text(text_page(body, tabs), encoding="utf-8")
    return paper


@case("wild-turned.html", "表三 turned: applicants are rows, results are columns")
def turned(path: Path) -> Paper:
    paper = Paper(712, "绥宁口区种子管理站", 2021)
    paper.unclear |= {name for name in paper.truth if name.startswith("table3.")}
    lines = paper.grid3()[3:]
    labels = [next(cell.text for cell in reversed(line) if not cell.field) for line in lines]
    numbers = [[cell for cell in line if cell.field] for line in lines]
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    grid: Grid = [[Cell("申请人"), *(Cell(label) for label in labels)]]
    grid += [[Cell(head), *(row[at] for row in numbers)] for at, head in enumerate(heads)]
    path.write_text(html_page(with_grids(paper, three=grid)), encoding="utf-8")
    return paper


@case("wild-repeated-page.pdf", "ruled; the last four rows before the page break are printed again after it")
def repeated_page(path: Path) -> Paper:
    paper = Paper(713, "新晃湾县环境监测站", 2022)
    grid = paper.grid3()
    flat: Grid = grid[:3] + [
        [Cell(" ".join(cell.text for cell in line if not cell.field), 3), *(c for c in line if c.field)]
        for line in grid[3:]
    ]
    pdf_file(path, with_grids(paper, three=[*flat[:16], *flat[12:]]), cut=16, widths=lambda n: [
        60, 60, 120, *([34] * 7)] if n == 10 else [480 / n] * n)  # fmt: skip
    return paper


@case("wild-short-tables.html", "表四 with fourteen numbers for fifteen, 表二's first block with two for three")
def short_tables(path: Path) -> Paper:
    paper = Paper(714, "洞口源县殡葬管理所", 2023)
    two, four = paper.grid2(), paper.grid4()
    del four[3][8]
    del two[3][2]
    paper.absent |= {"table4.suit_direct.pending", "table2.normative_documents.repealed"}
    paper.unclear |= {name for name in paper.truth if name.startswith(("table4.", "table2.normative_documents."))}
    path.write_text(html_page(with_grids(paper, two=two, four=four)), encoding="utf-8")
    return paper


@case("two-in-text.txt", "two whole reports one after the other in a text")
def two_in_text(path: Path) -> None:
    body = parts(Paper(715, "壬溪镇人民政府", 2022)) + parts(Paper(716, "癸溪镇人民政府", 2022))
    path.write_text(text_page(body, tabs), encoding="utf-8")


@case("two-years.html", "two reports of one house for two years on one page")
def two_years(path: Path) -> None:
    body = parts(Paper(717, "子午关县水文局", 2022)) + parts(Paper(718, "子午关县水文局", 2023))
    path.write_text(html_page(body), encoding="utf-8")


@case(
    "two-ruled-on-a-page.pdf",
    "two ruled reports side by side on landscape pages, each table of 表三 beside the other's",
)
def two_ruled(path: Path) -> None:
    left, right = Paper(719, "丑岭镇人民政府", 2021), Paper(720, "寅岭镇人民政府", 2021)
    body: list[Any] = [
        ("title", "丑岭镇人民政府2021年政府信息公开工作年度报告　　寅岭镇人民政府2021年政府信息公开工作年度报告")
    ]
    for a, b in ((left.grid2(), right.grid2()), (left.grid3(), right.grid3()), (left.grid4(), right.grid4())):
        plain = [
            [*(Cell(" ".join(c.text for c in x if not c.field)), *(Cell(c.text) for c in x if c.field)),
             *(Cell(" ".join(c.text for c in y if not c.field)), *(Cell(c.text) for c in y if c.field))]
            for x, y in zip(a, b, strict=True)
        ]  # fmt: skip
        width = max(len(row) for row in plain)
        body.append(("t", [[*row, *([Cell("")] * (width - len(row)))] for row in plain]))
    pdf_file(path, body, size=5, landscape=True)
