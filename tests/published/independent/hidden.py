"""Documents whose numbers sit where a hasty reader does not look, and texts whose order is not the usual one."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from tests.published.independent.paper import Cell, Grid, Paper
from tests.published.independent.registry import case
from tests.published.independent.render import docx_file, docx_table, html_page, html_table, parts, tabs, text_page


def said(line: list[Cell]) -> tuple[list[str], list[str]]:
    """The labels and the numbers of a row."""
    return [cell.text for cell in line if not cell.field], [cell.text for cell in line if cell.field]


def last_paragraph(made: Any, at: int, text: str) -> Any:
    """The paragraph of the last cell of a row that prints a text, emptied."""
    cell = [c for c in made.rows[at].cells if c.text == text][-1]
    paragraph = cell.paragraphs[0]._p
    for run in list(paragraph.r_lst):
        paragraph.remove(run)
    return paragraph


def wrapped_in(kind: str) -> Any:
    """A table writer that hides the totals of 表三 and 表四 in a Word construct."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    shapes = {
        "field": '<w:fldSimple {} w:instr="=SUM(LEFT)"><w:r><w:t>{}</w:t></w:r></w:fldSimple>',
        "control": "<w:sdt {}><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>",
    }

    def table(document: Any, grid: Grid) -> None:
        made = docx_table(document, grid)
        for at, row in enumerate(grid):
            total = row[-1]
            if total.field.endswith(".total") and total.text:
                paragraph = last_paragraph(made, at, total.text)
                paragraph.append(parse_xml(shapes[kind].format(nsdecls("w"), total.text)))

    return table


@case("hidden-fields.docx", "totals are Word formula fields (=SUM(LEFT)) with their results")
def fields(path: Path) -> Paper:
    paper = Paper(801, "永顺口区殡仪服务站", 2022)
    docx_file(path, parts(paper), wrapped_in("field"))
    return paper


@case("hidden-controls.docx", "totals stand in content controls inside their paragraphs")
def controls(path: Path) -> Paper:
    paper = Paper(802, "龙山渡县粮油质检站", 2021)
    docx_file(path, parts(paper), wrapped_in("control"))
    return paper


@case("hidden-rows.docx", "two rows and one cell of 表三 are wrapped whole in content controls")
def rows(path: Path) -> Paper:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paper = Paper(803, "保靖湾县种畜场", 2023)

    def wrap(element: Any) -> None:
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        element.addprevious(control)
        control[0].append(element)

    def table(document: Any, grid: Grid) -> None:
        made = docx_table(document, grid)
        if len(grid) > 20:
            lines = [row._tr for row in made.rows]
            wrap(lines[8].tc_lst[-2])
            wrap(lines[11])
            wrap(lines[20])

    docx_file(path, parts(paper), table)
    return paper


@case("hidden-inputs.html", "表四's numbers are values of disabled input fields, some of 表三 pictures with alt texts")
def inputs(path: Path) -> Paper:
    paper = Paper(804, "花垣源县移民后扶中心", 2022)
    pictured = {f"table3.result.granted.{kind}" for kind in ("natural", "legal", "total")}

    def table(grid: Grid) -> str:
        marked = [[Cell(f"{c.field}={c.text}" if c.field else c.text, c.across, c.down) for c in row] for row in grid]

        def inner(text: str) -> str:
            name, _, number = text.partition("=")
            if not number:
                return html.escape(text)
            if name in pictured:
                return f'<img src="/n/{len(number)}.gif" alt="{number}">'
            return f'<input disabled value="{number}">' if name.startswith("table4.") else number

        return html_table(marked, inner=inner)

    paper.unclear |= pictured | {name for name in paper.truth if name.startswith("table4.")}
    for name in pictured:  # a text that stops: what the picture shows is not known, only what the page says of it
        paper.either[name] = [f"〔图：{paper.truth[name]}〕"]
    path.write_text(html_page(parts(paper), table), encoding="utf-8")
    return paper


@case("hidden-pre.html", "all tables are text in a pre element, by tabs")
def pre(path: Path) -> Paper:
    paper = Paper(805, "古丈关县气象台", 2021)
    table = lambda g: f"<pre>{html.escape(tabs(g))}</pre>"  # noqa: E731  passed on as the layout of one document
    path.write_text(html_page(parts(paper), table), encoding="utf-8")
    return paper


@case(
    "order-numbers-above.txt", "in 表三 each line of numbers stands above its label: who reads label first is a row out"
)
def numbers_above(path: Path) -> Paper:
    paper = Paper(806, "泸溪坝县水产技术站", 2022, share=0.9)
    paper.unclear |= {name for name in paper.truth if name.startswith("table3.")}

    def table(grid: Grid) -> str:
        out = []
        for line in grid:
            labels, numbers = said(line)
            out += [" ".join(numbers), labels[-1]] if len(grid) > 20 and numbers else [" ".join(labels + numbers)]
        return "\n".join(out)

    path.write_text(text_page(parts(paper), table, gap="\n"), encoding="utf-8")
    return paper


@case(
    "order-row-vanished.txt",
    "labels and numbers on different lines; the blank numbers of two rows vanished with their line",
)
def row_vanished(path: Path) -> Paper:
    two = ("result.denied.third_party", "result.rejected.publication")
    paper = Paper(807, "凤滩口区农技推广站", 2023, share=0.9, nothing=two)
    for row in two:
        paper.blank(*paper.of_row(row))
        paper.unclear |= set(paper.of_row(row))
    for row in ("result.denied.internal_affairs", "result.rejected.mass_repeated", "result.denied.security_stability"):
        paper.unclear |= set(paper.of_row(row))

    def table(grid: Grid) -> str:
        out = []
        for line in grid:
            labels, numbers = said(line)
            out += [*labels, " ".join(numbers)] if len(grid) > 20 else [" ".join(labels + numbers)]
        return "\n".join(words for words in out if words.strip())

    path.write_text(text_page(parts(paper), table, gap="\n"), encoding="utf-8")
    return paper


@case(
    "order-numbers-then-pairs.txt",
    "the last label of 不予公开 stands before, its numbers behind the next page's number and title",
)
def page_between(path: Path) -> Paper:
    paper = Paper(808, "里耶渡县文物管理所", 2022, share=0.9)

    def table(grid: Grid) -> str:
        out = []
        for line in grid:
            labels, numbers = said(line)
            middle = ["— 3 —", "里耶渡县文物管理所 2022 年年报"] if any("8.属于" in word for word in labels) else []
            out += [" ".join(labels), *middle, " ".join(numbers)] if middle else [" ".join(labels + numbers)]
        return "\n".join(out)

    paper.unclear |= set(paper.of_row("result.denied.administrative_query"))
    path.write_text(text_page(parts(paper), table, gap="\n"), encoding="utf-8")
    return paper
