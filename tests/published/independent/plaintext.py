"""Texts and pages typed by hand (typed/), and texts that come out of converters and crawlers.

In a typed document {{d1}} stands for the numbers of a row as the paper prints them, {{d1.3}} for the third of them and
{{d1.5-7}} for the fifth to the seventh; everything else is as somebody typed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.published.independent.paper import BLOCKS2, GROUPS4, PARTS4, Cell, Grid, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import crawled, matrix, one_a_line, parts, pipes, tabs, text_page

TYPED = Path(__file__).with_name("typed")
ROW_CODES = {
    "rn": "received.new",
    "rc": "received.carried_over",
    "g": "result.granted",
    "p": "result.partial",
    "d1": "result.denied.state_secret",
    "d2": "result.denied.law_forbids",
    "d3": "result.denied.security_stability",
    "d4": "result.denied.third_party",
    "d5": "result.denied.internal_affairs",
    "d6": "result.denied.process_information",
    "d7": "result.denied.enforcement_file",
    "d8": "result.denied.administrative_query",
    "u1": "result.unable.not_held",
    "u2": "result.unable.needs_creation",
    "u3": "result.unable.still_unclear",
    "j1": "result.rejected.petition",
    "j2": "result.rejected.duplicate",
    "j3": "result.rejected.publication",
    "j4": "result.rejected.mass_repeated",
    "j5": "result.rejected.confirm_reissue",
    "o": "result.other",
    "o1": "result.other.overdue_correction",
    "o2": "result.other.overdue_fee",
    "o3": "result.other.other",
    "t": "result.total",
    "f": "carried_forward",
}
LINE_CODES = {
    "w1": "regulations",
    "w2": "normative_documents",
    "L": "licensing",
    "S": "other_services",
    "P": "penalty",
    "C": "coercion",
    "F": "fees",
    "G": "procurement",
}
GROUP_CODES = {"4a": "review", "4b": "suit_direct", "4c": "suit_after_review"}


def names_of(paper: Paper, code: str) -> list[str]:
    """The fields that a code stands for."""
    if code in ROW_CODES:
        return paper.of_row(ROW_CODES[code])
    if code == "4":
        return [f"table4.{group}.{part}" for group in GROUPS4 for part in PARTS4]
    if code in GROUP_CODES:
        return [f"table4.{GROUP_CODES[code]}.{part}" for part in PARTS4]
    line = LINE_CODES[code]
    return [
        f"table2.{line}.{column}" for _, columns, lines in BLOCKS2[paper.form2] if line in lines for column in columns
    ]


def fill(template: str, paper: Paper, sep: str) -> str:
    """The typed document with the paper's numbers in it; every number must stand in it, or be said to be absent."""
    used: set[str] = set()

    def put(found: re.Match[str]) -> str:
        code, _, which = found[1].partition(".")
        names = names_of(paper, code)
        if which:
            first, _, last = which.partition("-")
            names = names[int(first) - 1 : int(last or first)]
        used.update(names)
        return sep.join(paper.printed[name] for name in names)

    text = re.sub(r"\{\{([\w.-]+)\}\}", put, template)
    assert used | paper.absent >= set(paper.truth), sorted(set(paper.truth) - used - paper.absent)
    return text


def typed(name: str, faults: str, paper: Callable[[], Paper], sep: str) -> None:
    """Enter a typed document into the list."""

    def write(path: Path) -> Paper:
        report = paper()
        text = fill((TYPED / name).read_text(encoding="utf-8"), report, sep)
        path.write_bytes(text.encode("utf-8"))
        return report

    case(name, faults)(write)


def plain_paper(seed: int, agency: str, year: int, *forms: str) -> Callable[[], Paper]:
    """A paper with no further faults than those typed."""
    return lambda: Paper(seed, agency, year, *forms)


def lost_lead() -> Paper:
    paper = Paper(502, "金堤县粮食和物资储备局", 2021, "2019", "2019")
    paper.show("table2.licensing.items_change", "+18", 18, "+18")
    paper.show("table2.penalty.items_change", "--253", "--253")
    paper.show("table2.coercion.decisions", "增1423", "增1423")
    return paper


def cell_per_line() -> Paper:
    paper = Paper(503, "枫林镇", 2023, share=0.5)
    paper.zeros("/", ("result.denied.state_secret", "result.denied.law_forbids", "result.rejected.duplicate"))
    return paper


def total_first() -> Paper:
    return Paper(506, "长溪口县气象局", 2023, share=0.9)


def ragged() -> Paper:
    paper = Paper(507, "松塔县司法局", 2021, share=0.5, nothing=("result.rejected.publication",))
    paper.blank(*paper.of_row("result.rejected.publication"))
    return paper


def from_pdf() -> Paper:
    paper = Paper(509, "天柱源县乡村振兴局", 2023)
    paper.zeros("—", ("result.unable.not_held", "result.unable.needs_creation", "result.granted"))
    return paper


def spaces_2019() -> Paper:
    paper = Paper(514, "涑水湾县国土资源所", 2019, "2019", "2019")
    paper.show("table2.licensing.items_change", "+18", 18, "+18")
    paper.show("table2.penalty.items_change", "-8", -8, "-8")
    paper.show("table4.review.total", "0", 0)
    return paper


def all_numbers() -> Paper:
    paper = Paper(512, "苍梧岭县供销合作社", 2023)
    paper.unclear |= {name for name in paper.truth if name.startswith("table3.")}
    return paper


typed(
    "pipes-rule.md",
    "clean markdown: bold labels, italics in a label, escaped points 1\\.",
    plain_paper(501, "灵泉县水利局", 2022),
    " | ",
)
typed(
    "pipes-lost-lead-2019.md",
    "leading bars lost, empty bars at the end, 2019 form; --253; 增1423 under 处理决定数量",
    lost_lead,
    " | ",
)
typed(
    "pipes-cell-per-line.md",
    "one cell a line, bars on lines of their own, heads broken in two; 「/」 for 0",
    cell_per_line,
    "\n|\n",
)
typed(
    "pipes-one-label-column.md",
    "label paths joined in one column; 表四 turned by 90 degrees; no bars at the edges",
    plain_paper(504, "沙坪坝口街道办事处", 2021),
    " | ",
)
typed(
    "pipes-serial-column.md",
    "a column of serial numbers 1 to 25 before the labels",
    plain_paper(505, "东冶口区住房保障中心", 2022),
    "|",
)
typed(
    "pipes-total-first.md",
    "columns in another order than the form's, named by their heads; 三、本年度办理结果 not printed",
    total_first,
    " | ",
)
typed(
    "text-tabs-ragged.txt",
    "tabs with ragged label columns, a label over two lines, a blank row, 本年度止件数, 法律行政止公开",
    ragged,
    "\t",
)
typed(
    "text-label-then-numbers.txt",
    "labels and numbers on different lines; 1、",
    plain_paper(508, "雁翎湖镇人民政府", 2022),
    " ",
)
typed(
    "text-from-pdf.txt",
    "copied from a PDF: labels broken around their numbers, page numbers, group labels in between; 「—」",
    from_pdf,
    " ",
)
typed(
    "text-split-numbers.txt",
    "rows whose numbers run over two lines; 表四 in three lines",
    plain_paper(510, "泽口县烟草专卖管理所", 2021),
    "\t",
)
typed(
    "text-numbers-first.txt",
    "numbers before their labels; group labels left out (1.重复 of 无法提供 and 不予处理 stand alike)",
    plain_paper(511, "苇塘口区城乡规划所", 2022),
    " ",
)
typed("text-labels-then-all-numbers.txt", "all labels of 表三, then all its rows of numbers", all_numbers, " ")
typed(
    "text-key-value.txt",
    "表二 as words: label, colon, number; 表四 one number a line",
    plain_paper(513, "红岩嘴镇", 2021),
    "\t",
)
typed(
    "text-2019-spaces.txt",
    "2019 form, columns by spaces; full-width points; +18, -8; 表四's total 0",
    spaces_2019,
    "    ",
)
typed(
    "web-wps.html",
    "menus, scripts with 行政许可 99, a hidden table of zeros, a foot table 总计 1234567; br in heads",
    plain_paper(515, "霞浦岭县水文站", 2022),
    "</td><td>",
)
typed(
    "web-three-row-tables.html",
    "each block a table of its own, 表三 in two and 表四 in two; no end tags; year in Chinese digits",
    plain_paper(516, "双河汊镇政务公开办", 2023),
    "<td>",
)


@case(
    "pipes-crawled-mixed.md",
    "crawled page: merged cells empty at the row's end, 表二 of 2021 with 表三 of 2019; row totals blank",
)
def crawled_mixed(path: Path) -> Paper:
    paper = Paper(521, "锦屏湾县扶贫开发办公室", 2024, "2021", "2019")
    for row in ("received.new", "result.granted", "result.denied.third_party"):
        paper.blank(f"table3.{row}.total")
    path.write_text(text_page(parts(paper), crawled, gap="\n"), encoding="utf-8")
    return paper


@case(
    "pipes-dropped.md",
    "merged cells dropped, so that rows are of different lengths; zeros of two rows blank; (1) brackets half-width",
)
def dropped(path: Path) -> Paper:
    paper = Paper(522, "盐津口县地震局", 2021)
    paper.swap("*（", "(", "*）", ")")
    paper.zeros("", ("result.granted", "result.total"))
    path.write_text(text_page(parts(paper), lambda g: pipes(g, covered="drop", rule=0)), encoding="utf-8")
    return paper


@case("pipes-repeated.md", "merged cells repeat their text in every column, numbers too; 「-」 for 0 in a row")
def repeated(path: Path) -> Paper:
    paper = Paper(523, "浣溪镇人民政府", 2023)
    paper.zeros("-", ("result.partial",))
    paper.dash("-", "table3.result.partial.legal")
    path.write_text(text_page(parts(paper), lambda g: pipes(g, covered="=", rule=0), h="## {}"), encoding="utf-8")
    return paper


@case("pipes-blank-middle.md", "every third cell of 表三 blank, local row, bars kept; sections without numbers")
def blank_middle(path: Path) -> Paper:
    paper = Paper(524, "鹤鸣口区园林绿化中心", 2022)
    names = [name for row in paper.rows3 for name in paper.of_row(str(row))]
    paper.blank(*names[::3])
    paper.add_local("received.new", ("其中：当面申请",), "6", "", "2", "1", "", "1", "10")
    heads = (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "行政复议、行政诉讼情况",
        "问题及改进",
        "其他事项",
    )
    path.write_text(text_page(parts(paper, heads), pipes, h="**{}**"), encoding="utf-8")
    return paper


@case("text-one-a-line.txt", "one cell a line, nothing else; numbers of four digits")
def one_line(path: Path) -> Paper:
    paper = Paper(531, "泗水湾区教育体育局", 2022, high=300)
    path.write_text(text_page(parts(paper), one_a_line, gap="\n"), encoding="utf-8")
    return paper


@case("text-one-a-line-gone.txt", "one cell a line and blank cells vanish: two rows of 表三 are short")
def one_line_gone(path: Path) -> Paper:
    paper = Paper(532, "关索岭镇人民政府", 2021, share=0.9)
    gone = ["table3.result.partial.business", "table3.result.partial.legal", "table3.result.unable.not_held.other"]
    paper.blank(*gone)
    paper.absent |= set(gone)
    paper.unclear |= {*paper.of_row("result.partial"), *paper.of_row("result.unable.not_held")}
    text = text_page(parts(paper), lambda g: "\n".join(c.text for row in g for c in row if c.text), gap="\n\n")
    path.write_text(text, encoding="utf-8")
    return paper


@case("text-gbk-tabs.txt", "GBK, windows line ends, tabs; notes in cells; 23600万元; traditional 總計")
def gbk_tabs(path: Path) -> Paper:
    paper = Paper(533, "仙人渡县水产局", 2022, "2019", "2021")
    paper.show("table2.procurement.procurement_amount", "23600万元", "23600万元")
    paper.show("table2.normative_documents.made", "22（其中修订16件）", "22（其中修订16件）")
    paper.swap("总计", "總計", "（七）总计", "（七）總計")
    path.write_bytes(text_page(parts(paper), tabs).replace("\n", "\r\n").encode("gbk"))
    return paper


@case("text-missing-table3.txt", "表三 left out (无申请), 表二 and 表四 by tabs")
def without_table3(path: Path) -> Paper:
    paper = Paper(534, "莲花汊乡人民政府", 2023)
    paper.absent |= {name for name in paper.truth if name.startswith("table3.")}
    body = parts(paper)
    at = [n for n, (kind, _) in enumerate(body) if kind == "t"][1]
    body[at] = ("p", "本年没有收到申请，表格从略。")
    path.write_text(text_page(body, tabs), encoding="utf-8")
    return paper


@case("text-doubled-row.txt", "the row 重复申请 printed twice with different numbers")
def doubled(path: Path) -> Paper:
    paper = Paper(535, "白鹭滩区投资促进局", 2022, share=0.9)
    row = "result.rejected.duplicate"
    paper.unclear |= set(paper.of_row(row))
    lines = paper.grid3()
    at = next(n for n, line in enumerate(lines) if any(cell.field == f"table3.{row}.natural" for cell in line))
    copy = [Cell(c.text if not c.field else str(int(c.text) + 3), c.across, c.down) for c in lines[at]]
    flat = [[Cell(word) for word in line] for line in matrix(lines)]
    again = [Cell(""), Cell(""), *copy]
    flat.insert(at + 1, again)

    def table(grid: Grid) -> str:
        return tabs(flat if len(grid) > 20 else grid)

    path.write_text(text_page(parts(paper), table), encoding="utf-8")
    return paper
