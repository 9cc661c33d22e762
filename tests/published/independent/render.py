"""Ways in which a house puts its report on paper: HTML, Word, PDF, pipes and plain text, each with its bad habits."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.published.independent.paper import Grid, Paper

Part = tuple[str, Any]
HEADS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
LONG_AGO = (2024, 1, 2, 3, 4, 6)


def parts(paper: Paper, heads: tuple[str, ...] = HEADS, told: str = "", signed: str = "") -> list[Part]:
    """A whole report: title, six sections, three tables, signature. ``told`` is the year the prose speaks of."""
    year = told or str(paper.year)
    new, done = paper.printed["table3.received.new.total"], paper.printed["table3.result.total.total"]
    return [
        ("title", f"{paper.agency}{paper.year}年政府信息公开工作年度报告"),
        ("p", f"现将{paper.agency}{year}年的公开工作报告如下，数据自{year}年1月1日起，至12月31日止。"),
        ("h", heads[0]),
        ("p", f"（一）主动公开。全年在门户网站发布信息{paper.seed * 7 + 113}条，解读文件{paper.seed % 9 + 2}件。"),
        ("p", f"（二）依申请公开。{year}年新收申请{new or '若干'}件，办结{done or '若干'}件。"),
        ("p", "（三）政府信息管理。每件公文起草时写明公开属性，发布前两人复核。"),
        ("p", "（四）政府信息公开平台建设。专栏改版一次，清理空白栏目4个。"),
        ("p", "（五）监督保障。办公室每季抽查，结果计入年终考核；未有责任追究，社会评议良好。"),
        ("h", heads[1]),
        ("t", paper.grid2()),
        ("h", heads[2]),
        ("t", paper.grid3()),
        ("h", heads[3]),
        ("t", paper.grid4()),
        ("h", heads[4]),
        ("p", "问题：一是解读形式少；二是3个栏目更新慢。改进：每月排查一遍，下半年再培训2次。"),
        ("h", heads[5]),
        ("p", f"{year}年没有收取信息处理费。"),
        ("sign", signed or f"{paper.year + 1}年1月{paper.seed % 19 + 8}日"),
    ]


def matrix(grid: Grid, covered: str = "") -> list[list[str]]:
    """Every row with all its columns; what a merged cell covers holds ``covered``, or its text again for 「=」."""
    out: list[list[str | None]] = [[] for _ in grid]
    for at, row in enumerate(grid):
        column = 0
        for cell in row:
            while column < len(out[at]) and out[at][column] is not None:
                column += 1
            for down in range(cell.down):
                line = out[min(at + down, len(out) - 1)]
                line += [None] * (column + cell.across - len(line))
                for across in range(cell.across):
                    corner = down == 0 and across == 0
                    line[column + across] = cell.text if corner or covered == "=" else covered
            column += cell.across
    return [[word or "" for word in line] for line in out]


# HTML


def html_table(
    grid: Grid,
    attrs: str = 'border="1"',
    inner: Callable[[str], str] = html.escape,
    td: str = "td",
    td_attrs: str = "",
    ends: bool = True,
    spans: bool = True,
) -> str:
    """A table; ``inner`` writes a cell's content, ``ends`` closes rows and cells, ``spans`` keeps merges."""
    out = [f"<table {attrs}>" if attrs else "<table>"]
    for row in grid:
        out.append("<tr>")
        for cell in row:
            span = f' colspan="{cell.across}"' if spans and cell.across > 1 else ""
            span += f" rowspan={cell.down}" if spans and cell.down > 1 else ""
            out.append(f"<{td}{span}{td_attrs}>{inner(cell.text)}" + (f"</{td}>" if ends else ""))
        if ends:
            out.append("</tr>")
    return "\n".join([*out, "</table>"])


def html_page(
    body: list[Part],
    table: Callable[[Grid], str] = html_table,
    head: str = "",
    before: str = "",
    after: str = "",
    h: str = "<h3>{}</h3>",
    p: str = "<p>{}</p>",
    charset: str = "utf-8",
) -> str:
    """A page whose tables are written by ``table``."""
    out = [f'<!DOCTYPE html><html><head><meta charset="{charset}">{head}</head><body>', before]
    for kind, what in body:
        if kind == "t":
            out.append(table(what))
        elif kind == "title":
            out.append(f"<h1>{html.escape(what)}</h1>")
        else:
            out.append((h if kind == "h" else p).format(html.escape(what)))
    return "\n".join([*out, after, "</body></html>"])


# pipes and text


def pipes(grid: Grid, lead: str = "| ", sep: str = " | ", trail: str = " |", covered: str = "", rule: int = -1) -> str:
    """Markdown; ``covered`` is what merged cells leave behind, 「drop」 drops them; a rule follows row ``rule``."""
    rows = [[cell.text for cell in row] for row in grid] if covered == "drop" else matrix(grid, covered)
    lines = [lead + sep.join(row) + trail for row in rows]
    if rule >= 0:
        lines.insert(rule + 1, "|" + " --- |" * max(len(row) for row in rows))
    return "\n".join(lines)


def crawled(grid: Grid) -> str:
    """Pipes as a crawler leaves them: merged cells are gone from where they were and stand empty at the row's end."""
    width = sum(cell.across for cell in grid[0])
    rows = [[cell.text for cell in row] for row in grid]
    return "\n".join(" | ".join(row) + " |" + " |" * (width - len(row)) for row in rows)


def tabs(grid: Grid, covered: str = "") -> str:
    """Cells between tabs."""
    return "\n".join("\t".join(row) for row in matrix(grid, covered))


def one_a_line(grid: Grid, gap: str = "\n") -> str:
    """Each cell on a line of its own, as a page copied from a browser."""
    return gap.join(cell.text for row in grid for cell in row)


def text_page(body: list[Part], table: Callable[[Grid], str], h: str = "{}", gap: str = "\n\n") -> str:
    """A page of text whose tables are written by ``table``."""
    forms = {"h": h}
    return gap.join(table(what) if kind == "t" else forms.get(kind, "{}").format(what) for kind, what in body) + "\n"


# Word


def docx_file(path: Path, body: list[Part], table: Callable[[Any, Grid], None] | None = None) -> None:
    """A Word document; the package carries no time of its own."""
    from docx import Document

    document = Document()
    for kind, what in body:
        if kind == "t":
            (table or docx_table)(document, what)
        elif kind == "title":
            document.add_heading(what, 0)
        elif kind == "h":
            document.add_heading(what, 1)
        elif kind == "raw":
            what(document)
        else:
            document.add_paragraph(what)
    held = io.BytesIO()
    document.save(held)
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(zipfile.ZipInfo(item.filename, LONG_AGO), old.read(item.filename))


def docx_table(document: Any, grid: Grid, merge: bool = True, covered: str = "") -> Any:
    """A ruled table, with its merges or with what is left when there are none."""
    rows = matrix(grid, "" if merge else covered)
    width = max(len(row) for row in rows)
    table = document.add_table(rows=len(rows), cols=width, style="Table Grid")
    cells = [list(row.cells) for row in table.rows]
    for at, row in enumerate(rows):
        for column, word in enumerate(row):
            if word:
                cells[at][column].text = word
    if merge:
        for at, row in enumerate(grid):
            for cell, column in zip(row, starts(grid, at), strict=True):
                if cell.across > 1 or cell.down > 1:
                    last = cells[min(at + cell.down, len(grid)) - 1][column + cell.across - 1]
                    merged = cells[at][column].merge(last)
                    merged.text = cell.text
    return table


def starts(grid: Grid, at: int) -> list[int]:
    """The columns where the cells of a row begin."""
    taken: list[set[int]] = [set() for _ in grid]
    for number, row in enumerate(grid):
        column, found = 0, []
        for cell in row:
            while column in taken[number]:
                column += 1
            found.append(column)
            for down in range(cell.down):
                if number + down < len(grid):
                    taken[number + down] |= set(range(column, column + cell.across))
            column += cell.across
        if number == at:
            return found
    return []


# PDF


def pdf_file(
    path: Path,
    body: list[Part],
    ruled: bool = True,
    size: float = 8,
    widths: Callable[[int], list[float]] | None = None,
    repeat: int = 0,
    cut: int = 0,
    landscape: bool = False,
    numbered: bool = False,
) -> None:
    """A PDF by reportlab, with drawn lines or without; 表三 goes over to the next page at the row ``cut``."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=size, leading=size + 2, wordWrap="CJK")
    prose = ParagraphStyle("prose", fontName="STSong-Light", fontSize=10.5, leading=15, wordWrap="CJK")
    pagesize = (A4[1], A4[0]) if landscape else A4
    flow: list[Any] = []
    for kind, what in body:
        if kind != "t":
            flow += [Paragraph(html.escape(what), prose), Spacer(1, 4)]
            continue
        words = matrix(what)
        count = max(len(row) for row in words)
        given = widths(count) if widths else [(pagesize[0] - 110) / count] * count
        at_row = cut if cut and len(words) > 20 else len(words)
        head = words[:repeat] if at_row < len(words) else []
        for first, rows in ((0, words[:at_row]), (at_row - len(head), head + words[at_row:])):
            if len(rows) == len(head):
                continue
            commands: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
            commands += [("SPAN", *box) for box in merges(what, first, len(head) if first else 0, len(rows))]
            cells = [[Paragraph(html.escape(word), style) for word in row] for row in rows]
            table = Table(cells, colWidths=given)
            table.setStyle([*commands, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
            flow += [PageBreak(), table] if first else [table]
        flow.append(Spacer(1, 6))

    def foot(canvas: Any, _: Any) -> None:
        if numbered:
            canvas.setFont("STSong-Light", 9)
            canvas.drawCentredString(pagesize[0] / 2, 24, f"— {canvas.getPageNumber()} —")

    SimpleDocTemplate(str(path), pagesize=pagesize, leftMargin=50, rightMargin=50, invariant=1).build(
        flow, onFirstPage=foot, onLaterPages=foot
    )


def merges(grid: Grid, first: int, head: int, count: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged boxes of a piece of a table: ``count`` rows, of which ``head`` are the head printed again."""
    found = []
    for at, row in enumerate(grid):
        for cell, column in zip(row, starts(grid, at), strict=True):
            top, bottom = at - first, at + cell.down - 1 - first
            if head and at < head:
                top, bottom = at, at + cell.down - 1
            top, bottom = max(top, head if at >= head else 0), min(bottom, count - 1)
            right = column + cell.across - 1
            if bottom >= top and (right, bottom) != (column, top):
                found.append(((column, top), (right, bottom)))
    return found
