"""The annual report as a web page: one file that fetches nothing, to be put on a site as it is."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

from xlreport.files.atomic import write_text
from xlreport.forms.model import Field, Label, Table
from xlreport.published.contents import (
    Gap,
    Piece,
    first_sections,
    headings,
    last_sections,
    printed,
    prose,
    signature,
    title,
)
from xlreport.published.html_sheet import STYLE
from xlreport.report import Report

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may fetch nothing and run nothing, whatever a text in it says."""


def write_html(report: Report, target: Path) -> None:
    """Write the statutory report of one agency as a web page of one file.

    The same title, sections, tables and gaps as the Word document: 件 whole, 万元 with up to 4 decimals, a blank as an
    empty cell, words as they are. UTF-8; the same report gives the same bytes. Raises FileProblem when the place
    cannot be written.
    """
    write_text(target, html_page(report))


def html_page(report: Report) -> str:
    """The whole page as text. Every word of the report is escaped; the page has no script, link or picture."""
    name = "".join(map(str, title(report)))
    head = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escaped(name)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    return head + "\n".join(_body(report)) + "\n</main>\n</body>\n</html>\n"


def _body(report: Report) -> Iterator[str]:
    agency, year, word, name = map(_piece, title(report))
    # a title of several lines is broken where its sense allows it, never within the year or the form's name
    yield f"<h1>{agency}<wbr><span>{year}{word}</span><wbr><span>{name}</span></h1>"
    yield from _sections(report, first_sections(report))
    for table in report.form.tables:
        yield f"<h2>{_escaped(table.title)}</h2>"
        yield from _table(report, table)
    yield from _sections(report, last_sections())
    yield '<div class="signature">'
    yield from (f"<p>{_piece(piece)}</p>" for piece in signature(report))
    yield "</div>"


def _sections(report: Report, keys: list[str]) -> Iterator[str]:
    last = ""
    for key in keys:
        heading, part = headings(key)
        if heading != last:
            yield f"<h2>{_escaped(heading)}</h2>"
            last = heading
        if part:
            yield f"<h3>{_escaped(part)}</h3>"
        yield from (f"<p>{_piece(piece)}</p>" for piece in prose(report, key))


def _table(report: Report, table: Table) -> Iterator[str]:
    """One statutory table with its merges. A wide one moves sideways within its frame, never the whole page."""
    # a frame that can be moved must be reached by keyboard, and then it needs a name
    yield f'<div class="frame {table.id}" role="region" tabindex="0" aria-label="{_escaped(table.name)}">'
    yield f"<table>\n<caption>{_escaped(_caption(table))}</caption>"
    cells: list[Label | Field] = [*table.labels, *table.fields]
    rows: dict[int, list[Label | Field]] = {}
    for cell in sorted(cells, key=lambda one: (one.at.top, one.at.left)):
        rows.setdefault(cell.at.top, []).append(cell)
    first = min(field.at.top for field in table.fields)
    bands = _bands(table)
    for top in range(table.extent.top, table.extent.bottom + 1):
        if top in bands:
            yield bands[top]
        words = "".join(_cell(report, table, cell, first) for cell in rows.get(top, []))
        yield f"<tr>{words}</tr>"
    yield f"{'</tbody>' if bands else ''}</table>\n</div>"


def _bands(table: Table) -> dict[int, str]:
    """The rows before which a group of rows begins: heads and body of a table, or the blocks of 表二 one by one."""
    blocks = sorted(label.at.top for label in table.labels if _heads_block(table, label))
    if blocks:
        return {top: "<tbody>" if place == 0 else "</tbody>\n<tbody>" for place, top in enumerate(blocks)}
    first = min(field.at.top for field in table.fields)
    return {table.extent.top: "<thead>", first: "</thead>\n<tbody>"}


def _heads_block(table: Table, label: Label) -> bool:
    """Whether a label is as wide as the table: it stands over a block of its own."""
    return (label.at.left, label.at.right) == (table.extent.left, table.extent.right)


def _cell(report: Report, table: Table, cell: Label | Field, first: int) -> str:
    spans = "".join(
        f' {name}="{size}"'
        for name, size in (
            ("colspan", cell.at.right - cell.at.left + 1),
            ("rowspan", cell.at.bottom - cell.at.top + 1),
        )
        if size > 1
    )
    if isinstance(cell, Field):
        return f"<td{spans}>{_escaped(printed(report[cell.id]))}</td>"
    return f'<th{spans} scope="{_scope(table, cell, first)}">{_escaped(cell.printed)}</th>'


def _scope(table: Table, label: Label, first: int) -> str:
    """What a head is the head of: the rest of its row or rows, its column or columns, or its block."""
    if _heads_block(table, label):
        return "rowgroup"
    if any(label in field.stubs for field in table.fields):
        return "rowgroup" if label.at.bottom > label.at.top else "row"
    is_corner = label.at.top < first and label.at.left == table.extent.left and label.at.right > label.at.left
    return "colgroup" if label.at.right > label.at.left and not is_corner else "col"


def _caption(table: Table) -> str:
    """「表三　收到和处理政府信息公开申请情况（单位：件）」; the unit only where there is one for all numbers."""
    units = {field.unit for field in table.fields}
    unit = f"（单位：{units.pop()}）" if len(units) == 1 else ""
    return f"{table.name}　{table.title.partition('、')[2] or table.title}{unit}"


def _piece(piece: Piece) -> str:
    words = _escaped(str(piece))
    return f"<mark>{words}</mark>" if isinstance(piece, Gap) else words


def _escaped(words: str) -> str:
    return html.escape(words, quote=True)
