"""Web pages of houses that never met: content systems, Word pasted into an editor, divs for tables, old encodings."""

from __future__ import annotations

import html
import re
from pathlib import Path

from tests.published.independent.paper import Cell, Grid, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import html_page, html_table, matrix, parts

TRADITIONAL = str.maketrans(
    "数项监无产业务个为书规件废强对开发当继续办结经总计关业处理诉讼复议类别属涉众机构组织自稳机执违询现归档补织认证过时责费额单许强从员报审结维纠",
    "數項監無產業務個為書規件廢強對開發當繼續辦結經總計關業處理訴訟復議類別屬涉眾機構組織自穩機執違詢現歸檔補織認證過時責費額單許強從員報審結維糾",
)


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.write_bytes(text.encode(encoding, "xmlcharrefreplace"))


@case("web-mso.html", "pasted from Word (mso spans, o:p, nbsp); 本年度止件数, 本年制作件数; zeros of 表三 left blank")
def web_mso(path: Path) -> Paper:
    paper = Paper(101, "青禾县水务局", 2022)
    paper.swap("本年废止件数", "本年度止件数", "本年制发件数", "本年制作件数", "行政规范性文件", "规范性文件")
    paper.zeros("")
    paper.blank("table2.regulations.made", "table2.regulations.repealed", "table2.regulations.in_force")

    def inner(text: str) -> str:
        if not text:
            return '<p class="MsoNormal"><span lang="EN-US">&nbsp;<o:p></o:p></span></p>'
        half = len(text) // 2
        cut = [text] if len(text) < 6 else [text[:half], text[half:]]
        spans = "".join(f'<span style="font-family:仿宋_GB2312;mso-hansi-font-family:宋体">{x}</span>' for x in cut)
        return f'<p class="MsoNormal" align="center" style="mso-line-height-rule:exactly">{spans}<o:p></o:p></p>'

    attrs = 'class="MsoNormalTable" style="border-collapse:collapse;mso-border-alt:solid windowtext .5pt"'
    page = html_page(parts(paper), lambda grid: html_table(grid, attrs, inner, td_attrs=' style="padding:0cm 5.4pt"'))
    write(path, page)
    return paper


@case(
    "web-gbk-unclosed.html",
    "gb2312 page, cells and rows never closed; 「/」 for 0; 其他法律行政止公开; prose of last year",
)
def web_gbk(path: Path) -> Paper:
    paper = Paper(102, "临河区交通运输局", 2023, share=0.3)
    paper.zeros("/")
    paper.swap("2.其他法律行政法规禁止公开", "2.其他法律行政止公开")
    page = html_page(
        parts(paper, told="2022"), lambda grid: html_table(grid, "border=1 width=100%", ends=False), charset="gb2312"
    )
    write(path, page, "gbk")
    return paper


@case("web-divs.html", "no table at all: divs as rows and cells, merges lost; half-width brackets; spaces in 结果 维持")
def web_divs(path: Path) -> Paper:
    paper = Paper(103, "柳湾镇人民政府", 2021)
    paper.swap("*（", "(", "*）", ")", "结果维持", "结果 维持", "结果纠正", "结果 纠正")

    def table(grid: Grid) -> str:
        rows = "\n".join(
            '<div class="tr">'
            + "".join(f'<div class="td w{c.across}">{html.escape(c.text)}</div>' for c in row)
            + "</div>"
            for row in grid
        )
        return f'<div class="table-wrap"><div class="tbody">{rows}</div></div>'

    write(path, html_page(parts(paper), table, head="<style>.tr{display:table-row}.td{display:table-cell}</style>"))
    return paper


@case("web-layout-table.html", "the page is laid out by tables, with menus and counters; row totals of 表三 blank")
def web_layout(path: Path) -> Paper:
    paper = Paper(104, "桐岭市林业局", 2022)
    for row in paper.rows3[2:12]:
        paper.blank(f"table3.{row}.total")
    before = (
        '<table width="1000"><tr><td colspan="2">当前位置：首页 &gt; 公开年报</td></tr><tr><td width="200">'
        "<table><tr><td>年报</td><td>2021</td></tr><tr><td>访问量</td><td>88231</td></tr>"
        "<tr><td>依申请公开</td><td>17</td></tr></table></td><td>"
    )
    after = "</td></tr><tr><td>主办：桐岭市林业局</td><td>累计 4471 次</td></tr></table>"
    write(path, html_page(parts(paper), before=before, after=after))
    return paper


@case(
    "web-digit-spans.html",
    "each digit in its own span; enumerators 1、; trailing empty column; 12件, 2,483 and 415.1885万元 in cells",
)
def web_digit_spans(path: Path) -> Paper:
    paper = Paper(105, "沙溪区市场监督管理局", 2023, high=160)
    paper.swap(*(x for n in range(1, 9) for x in (f"*{n}.", f"{n}、")))
    paper.show("table2.licensing.decisions", "2,483", 2483, "2,483")
    paper.show("table3.received.new.research", "12件", 12, "12件")
    paper.show("table2.fees.amount", "415.1885万元", 415.1885, "415.1885万元")

    def inner(text: str) -> str:
        return re.sub(r"\d", lambda m: f"<span>{m[0]}</span>", html.escape(text))

    def table(grid: Grid) -> str:
        return html_table([[*row, Cell("")] for row in grid], 'cellspacing="0"', inner)

    write(path, html_page(parts(paper), table))
    return paper


@case(
    "web-2019-signed.html",
    "2019 form for 2021; +18, -8, 增1423, --253 in 增/减; +22 under 处理决定数量; signed a year early",
)
def web_2019(path: Path) -> Paper:
    paper = Paper(106, "石桥县城市管理局", 2021, "2019", "2019")
    paper.show("table2.licensing.items_change", "+18", 18, "+18")
    paper.show("table2.other_services.items_change", "-8", -8, "-8")
    paper.show("table2.penalty.items_change", "增1423", "增1423", 1423)
    paper.show("table2.coercion.items_change", "--253", "--253")
    paper.show("table2.penalty.decisions", "+22", "+22", 22)
    write(path, html_page(parts(paper, signed="2020年1月18日")))
    return paper


@case("web-mixed-a.html", "表二 of 2021 with 表三 of 2019, for 2023; 「—」 in some rows; sections renumbered")
def web_mixed_a(path: Path) -> Paper:
    rows = ("result.denied.state_secret", "result.denied.security_stability", "result.rejected.publication")
    paper = Paper(107, "云渡县文化广电和旅游局", 2023, "2021", "2019", nothing=rows)
    for row in rows:
        paper.dash("—", *paper.of_row(row))
    heads = ("一、总体情况", "三、主动公开政府信息情况", "四、收到和处理政府信息公开申请情况", "五、复议诉讼情况")
    write(path, html_page(parts(paper, (*heads, "六、存在的主要问题及改进情况", "七、其他需要报告的事项"))))
    return paper


@case(
    "web-mixed-b.html",
    "表二 of 2019 with 表三 of 2021; 23600万元; 22（其中修订16件）; 0 for 表四's total over filled parts",
)
def web_mixed_b(path: Path) -> Paper:
    paper = Paper(108, "北洼乡人民政府", 2022, "2019", "2021")
    paper.show("table2.procurement.procurement_amount", "23600万元", "23600万元")
    paper.show("table2.normative_documents.public_total", "22（其中修订16件）", "22（其中修订16件）")
    paper.show("table4.review.total", "0", 0)
    write(path, html_page(parts(paper), lambda grid: html_table(grid, "", td="th", spans=True)))
    return paper


@case("web-traditional.html", "traditional characters for many labels; full-width digits in one row")
def web_traditional(path: Path) -> Paper:
    paper = Paper(109, "海田縣民政局", 2022)
    for name in paper.of_row("result.granted"):
        number = paper.truth[name]
        wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        paper.show(name, wide, number, wide)
    body = [(kind, what.translate(TRADITIONAL) if kind in ("h", "p", "title") else what) for kind, what in parts(paper)]
    write(
        path,
        html_page(
            body, lambda g: html_table([[Cell(c.text.translate(TRADITIONAL), c.across, c.down) for c in r] for r in g])
        ),
    )
    return paper


@case(
    "web-local-rows.html",
    "two local rows inside 表三 (网上申请, 其中：当面申请), a remark row under it; table titles inside the tables",
)
def web_local(path: Path) -> Paper:
    paper = Paper(110, "澄江新区管理委员会", 2021)
    paper.add_local("received.new", ("其中：网上申请数量",), "5", "3", "1", "2", "4", "6", "21")
    paper.add_local("result.partial", ("三、本年度办理结果", "其中：当面答复"), "9", "8", "7", "5", "4", "3", "36")

    def table(grid: Grid) -> str:
        if len(grid) > 20:
            grid = [
                [Cell("收到和处理政府信息公开申请情况", 10)],
                *grid,
                [Cell("备注：共 3 件由上级转来，登记 2 次", 10)],
            ]
        return html_table(grid, 'class="table table-bordered"')

    write(path, html_page(parts(paper), table))
    return paper


@case(
    "web-cut-table.html", "表三 cut in two tables at 不予公开, the second without a head and without its group labels"
)
def web_cut(path: Path) -> Paper:
    paper = Paper(111, "长浦县农业农村局", 2023)

    def table(grid: Grid) -> str:
        if len(grid) < 20:
            return html_table(grid)
        flat = [[Cell(word) for word in row] for row in matrix(grid)]
        return html_table(flat[:11]) + "\n<p>&nbsp;</p>\n" + html_table(flat[11:])

    write(path, html_page(parts(paper), table))
    return paper


@case("web-short-row.html", "one row of 表三 prints six numbers for seven, another eight; B2 does not hold as printed")
def web_short(path: Path) -> Paper:
    paper = Paper(112, "望川区卫生健康局", 2022, share=0.9)
    paper.show("table3.result.total.natural", "991", 991)
    short, long = "result.unable.not_held", "result.rejected.duplicate"
    paper.unclear |= {*paper.of_row(short), *paper.of_row(long)}
    grid3 = paper.grid3()
    for row in grid3:
        names = [cell.field for cell in row]
        if f"table3.{short}.research" in names:
            del row[names.index(f"table3.{short}.research")]
        if f"table3.{long}.research" in names:
            row.insert(names.index(f"table3.{long}.research"), Cell("77"))
    paper.absent.add(f"table3.{short}.research")
    body = [(kind, grid3 if kind == "t" and len(what) > 20 else what) for kind, what in parts(paper)]
    write(path, html_page(body))
    return paper


@case(
    "web-missing-rows.html", "rows left out: 8.属于行政查询事项 and 四、结转下年度继续办理; 行政强制 left out of 表二"
)
def web_missing(path: Path) -> Paper:
    paper = Paper(113, "河源口镇人民政府", 2024)
    paper.leave_out("result.denied.administrative_query")
    paper.leave_out("carried_forward")
    paper.leave_out2("coercion")
    write(path, html_page(parts(paper)))
    return paper


@case("web-br-block.html", "the eight reasons of 不予公开 and their numbers each stacked by br in one row of cells")
def web_br(path: Path) -> Paper:
    paper = Paper(114, "峰台县教育局", 2021, share=1)
    grid = paper.grid3()
    at = next(n for n, row in enumerate(grid) if any("（三）不予公开" in cell.text for cell in row))
    block = grid[at : at + 8]
    stacks = [[row[-8:][column].text for row in block] for column in range(8)]
    head = next(cell for cell in block[0] if cell.text == "（三）不予公开")
    merged = [Cell(head.text), *(Cell("\n".join(stack)) for stack in stacks)]
    first = grid[at - 2]
    grid[at - 2] = [Cell(first[0].text, 1, first[0].down - 7), *first[1:]]
    grid[at : at + 8] = [merged]
    paper.unclear |= {f for row in block for f in (cell.field for cell in row) if f}
    body = [(kind, grid if kind == "t" and len(what) > 20 else what) for kind, what in parts(paper)]
    table = lambda g: html_table(g, inner=lambda text: html.escape(text).replace("\n", "<br>"))  # noqa: E731  passed on as the layout of one document
    write(path, html_page(body, table))
    return paper


@case(
    "web-quirks.html",
    "upper-case tags, bare attributes, comments inside rows, no head, entities for digits; 总计 heads in row one",
)
def web_quirks(path: Path) -> Paper:
    paper = Paper(115, "东埠县应急管理局", 2021)
    paper.total_head = 1
    paper.corner = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"

    def inner(text: str) -> str:
        return re.sub(r"[1-3]", lambda m: f"&#{ord(m[0])};", text).replace("（", "(").replace("）", ")")

    page = html_page(parts(paper), lambda g: html_table(g, "BORDER=0 CELLPADDING=2", inner, td_attrs=" NOWRAP"))
    page = page.replace("<tr>", "<TR><!-- row 9 -->").replace("<td", "<TD").replace("</td>", "</TD>")
    write(path, page.replace("<!DOCTYPE html>", ""))
    return paper


@case(
    "web-no-disputes.html",
    "表四 left out, the section says 无; 表三's 其他 rows blank; 本年收费金额（单位：万元，保留4位小数）",
)
def web_no4(path: Path) -> Paper:
    others = ("result.other.overdue_fee", "result.other.other")
    paper = Paper(116, "金匮区统计局", 2022, nothing=others)
    paper.swap("本年收费金额（单位：万元）", "本年收费金额（单位：万元，保留4位小数）")
    paper.blank(*(name for row in others for name in paper.of_row(row)))
    paper.absent |= {name for name in paper.truth if name.startswith("table4.")}
    body = parts(paper)
    at = [n for n, (kind, _) in enumerate(body) if kind == "t"][2]
    body[at] = ("p", "全年没有因政府信息公开引起的复议和诉讼。")
    write(path, html_page(body))
    return paper


@case(
    "web-nested-cell.html",
    "each number sits in a little table of its own inside its cell; label cells hold line breaks and full-width spaces",
)
def web_nested(path: Path) -> Paper:
    paper = Paper(117, "丹霞县审计局", 2023)

    def inner(text: str) -> str:
        if re.fullmatch(r"[\d.]+", text):
            return f'<table border="0"><tr><td>{text}</td></tr></table>'
        return html.escape(text[: len(text) // 2]) + "\n　" + html.escape(text[len(text) // 2 :])

    write(path, html_page(parts(paper), lambda g: html_table(g, inner=inner)))
    return paper
