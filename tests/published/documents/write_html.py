"""Documents as web pages: plain ones, pages pasted from Word, pages with thead and tbody, layout tables."""

from __future__ import annotations

import html
import random

from tests.published.documents.printed import Block, Cell, Grid, Line, PageBreak, Printed

_STYLE = (
    "table.data{border-collapse:collapse;width:100%}table.data td,table.data th{border:1px solid #000;padding:2px 4px;"
    "text-align:center;font-size:14px}body{width:900px;margin:auto;font-family:'Noto Serif CJK SC',serif}"
)


def write_html(document: Printed, rng: random.Random) -> bytes:
    """The document as one HTML page; the way of marking it up is drawn."""
    word = rng.random() < 0.4
    body = "\n".join(_block(block, word, rng) for block in document.blocks)
    if document.beside:
        other = "\n".join(_block(block, word, rng) for block in document.beside.blocks)
        body = f'<table width="1800"><tr><td valign="top">{body}</td><td valign="top">{other}</td></tr></table>'
    if "running_head" in document.layout:
        body = f"<p>{html.escape(document.agency)}信息公开年报</p>{body}<p>第1页 共1页</p>"
    body = _around(body, document, rng)
    title = html.escape(f"{document.agency}{document.year}年政府信息公开工作年度报告")
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body>{body}</body></html>\n"
    )
    if rng.random() < 0.2:
        try:
            return page.replace('charset="utf-8"', 'charset="gb18030"').encode("gb18030")
        except UnicodeEncodeError:
            pass
    return page.encode()


def _around(body: str, document: Printed, rng: random.Random) -> str:
    """What stands around the text of a page: menus, search boxes, layout tables."""
    if "nested" in document.layout:
        row = f'<tr><td width="10">&nbsp;</td><td><table width="100%"><tr><td>{body}</td></tr></table></td></tr>'
        return f'<table width="960"><tr><td colspan="2">当前位置：首页 &gt; 年报</td></tr>{row}</table>'
    if rng.random() < 0.5:
        menu = "".join(f"<li><a href='#'>{word}</a></li>" for word in ("首页", "政务公开", "办事服务", "互动交流"))
        return f"<script>var n=12;</script><div id='nav'><ul>{menu}</ul></div><div class='article'>{body}</div>"
    return body


def _block(block: Block, word: bool, rng: random.Random) -> str:
    if isinstance(block, Grid):
        return _grid(block, word, rng)
    if isinstance(block, PageBreak):
        return f"<p>{html.escape(block.number)}</p>" if block.number else "<hr>"
    return _line(block, word)


def _line(line: Line, word: bool) -> str:
    words = html.escape(line.text)
    if word:
        return f'<p class="MsoNormal" style="text-indent:2em"><span lang="EN-US"></span><span>{words}</span></p>'
    if line.heading:
        return f"<h{line.heading}>{words}</h{line.heading}>"
    return f"<p>&emsp;&emsp;{words}</p>"


def _grid(grid: Grid, word: bool, rng: random.Random) -> str:
    sections = rng.random() < 0.3 and grid.heads > 0
    rows = [_row(cells, word, sections and place < grid.heads) for place, cells in enumerate(grid.spans())]
    if sections:
        rows.insert(grid.heads, "</thead><tbody>")
        rows = ["<thead>", *rows, "</tbody>"]
    lines = rng.choice(['border="1" cellspacing="0" cellpadding="2" ', 'border="1" ', ""])
    return f'<table {lines}class="data">\n' + "\n".join(rows) + "\n</table>"


def _row(cells: list[tuple[int, Cell, int, int]], word: bool, head: bool) -> str:
    name = "th" if head else "td"
    parts = []
    for _, cell, high, wide in cells:
        spans = (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
        parts.append(f"<{name}{spans}>{_words(cell, word)}</{name}>")
    return "<tr>" + "".join(parts) + "</tr>"


def _words(cell: Cell, word: bool) -> str:
    words = html.escape(cell.text).replace("\n", "<br>") + (f"<sup>{cell.mark}</sup>" if cell.mark else "")
    if word:
        return f'<p class="MsoNormal" align="center"><span style="font-size:10pt">{words or "&nbsp;"}</span></p>'
    return words
