"""The same report in every kind of file reads alike: each number in the cell that the document prints it in."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.published.grid_samples import (
    OPENING,
    PROSE,
    TITLES,
    Printed,
    as_printed,
    as_truth,
    converted,
    html_page,
    joined,
    pdf_document,
    statutory_tables,
    word_document,
)
from xlreport.align.document import Document, Line, TextGrid
from xlreport.published.grids import read_document_blocks

FORMS = ("2021", "2019")


def written(kind: str, tables: list[Printed], folder: Path) -> Path:
    if kind == "html":
        (folder / "a.html").write_text(html_page(tables), encoding="utf-8")
        return folder / "a.html"
    make = word_document if kind == "docx" else pdf_document
    return make(tables, folder / f"a.{kind}")


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_report_reads_back_cell_by_cell(kind: str, form_id: str, tmp_path: Path) -> None:
    tables = statutory_tables(form_id)
    document = read_document_blocks(written(kind, tables, tmp_path))
    assert document.kind == kind
    assert [as_printed(grid) for grid in document.grids] == [as_truth(table) for table in tables]
    assert all(grid.columns_known for grid in document.grids)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_titles_and_prose_stand_between_the_tables_in_order(kind: str, tmp_path: Path) -> None:
    document = read_document_blocks(written(kind, statutory_tables(), tmp_path))
    shown = [joined(block.text) if isinstance(block, Line) else "表" for block in document.blocks]
    body = [OPENING, PROSE, *(part for title in TITLES for part in (title, "表"))]
    assert shown[-len(body) :] == [joined(part) for part in body]


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_headings_keep_their_level_and_the_file_its_title(kind: str, tmp_path: Path) -> None:
    document = read_document_blocks(written(kind, statutory_tables(), tmp_path))
    levels = {line.text: line.heading for line in document.lines}
    assert [levels[title] for title in TITLES] == [2, 2, 2]
    assert levels[PROSE] == 0
    assert document.title == "某局年度报告"


def columns_of_numbers(document: Document, first: int, last: int) -> dict[int, tuple[int, ...]]:
    """For each row whose cells hold numbers of a range: the columns they stand in, by the row's first number."""
    found: dict[int, tuple[int, ...]] = {}
    for grid in document.grids:
        for row in grid.rows:
            numbers = [(int(joined(cell.text)), cell.box.left) for cell in row if re.fullmatch(r"\d+", cell.text)]
            numbers = [(number, column) for number, column in numbers if first <= number <= last]
            if numbers:
                found[numbers[0][0]] = tuple(column for _, column in numbers)
    return found


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_what_libreoffice_prints_keeps_every_number_in_its_column(kind: str, tmp_path: Path) -> None:
    tables = statutory_tables()
    source = written(kind, tables, tmp_path)
    (tmp_path / "out").mkdir()
    printed = converted(source, "pdf" if kind == "docx" else "pdf:writer_web_pdf_Export", tmp_path / "out")
    assert printed is not None, "LibreOffice is not installed: no soffice on the path"
    document = read_document_blocks(printed)
    seen = Counter(joined(cell.text) for grid in document.grids for cell in grid.cells)
    numbers = [text for table in tables for text in table.values() if text.isdigit()]
    assert [number for number in numbers if seen[number] != 1] == []
    rows: dict[int, list[tuple[int, int]]] = {}
    for box, text in tables[1].items():
        if text.isdigit():
            rows.setdefault(box.top, []).append((int(text), box.left))
    expected = {row[0][0]: tuple(column for _, column in row) for row in rows.values()}
    assert columns_of_numbers(document, min(expected), int(numbers[-16])) == expected


def test_a_table_cut_by_the_end_of_a_page_stays_two_grids_with_the_same_columns(tmp_path: Path) -> None:
    from reportlab.lib import colors
    from reportlab.platypus import SimpleDocTemplate, Table

    rows = [["A", "", "B"]] + [[str(number), str(number + 1000), str(number + 2000)] for number in range(40)]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("SPAN", (0, 0), (1, 0))]
    path = tmp_path / "cut.pdf"
    SimpleDocTemplate(str(path), pagesize=(400, 400)).build([Table(rows, [80, 80, 80], style=style)])
    first, *others = read_document_blocks(path).grids
    assert others
    assert {cell.place.page for cell in first.cells} == {1}
    for grid in (first, *others):
        wrong = [cell for cell in grid.cells if cell.text.isdigit() and int(cell.text) // 1000 + 1 != cell.box.left]
        assert wrong == []


def test_words_printed_downwards_come_out_as_one_word(tmp_path: Path) -> None:
    label = "三、本年度办理结果"
    path = pdf_document(statutory_tables(), tmp_path / "v.pdf", vertical=frozenset([label]))
    (cell,) = [cell for cell in read_document_blocks(path).grids[1].cells if joined(cell.text) == label]
    assert cell.text == label


@pytest.mark.parametrize("turn", [90, -90])
def test_turned_words_come_out_as_one_word(turn: int, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "t.pdf"
    canvas = Canvas(str(path), pagesize=(300, 300))
    canvas.drawString(20, 250, "a line of upright prose over it")
    canvas.grid([50, 100, 150], [50, 200])
    canvas.saveState()
    canvas.translate(75, 120)
    canvas.rotate(turn)
    canvas.drawString(-30, 0, "RESULT12")
    canvas.restoreState()
    canvas.drawString(110, 100, "7")
    canvas.save()
    (grid,) = read_document_blocks(path).grids
    assert [cell.text for cell in grid.cells] == ["RESULT12", "7"]


def two_reports(path: Path, *, footer: bool) -> Path:
    """One landscape page with a report on each half: the same lines and tables, left numbers 1.., right 101.."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=landscape(A4))
    for side, (start, name) in enumerate(((60, "left"), (460, "right"))):
        for number in range(8):
            canvas.drawString(start, 520 - 14 * number - side, f"{name} report says sentence {number} to its end")
        canvas.grid([start, start + 100, start + 200], [300, 320, 340])
        for number, (x, y) in enumerate(((10, 325), (110, 325), (10, 305), (110, 305)), 1):
            canvas.drawString(start + x, y, str(number + 100 * side))
        canvas.drawString(start, 280, f"{name} report ends here, dated and signed")
    if footer:
        canvas.drawCentredString(421, 30, "- page number 1 -")
    canvas.save()
    return path


@pytest.mark.parametrize("footer", [False, True])
def test_two_reports_side_by_side_are_not_interleaved(footer: bool, tmp_path: Path) -> None:
    blocks = read_document_blocks(two_reports(tmp_path / "two.pdf", footer=footer)).blocks
    sides = [
        "left" if "left" in block.text else "right"
        for block in blocks
        if isinstance(block, Line) and "page number" not in block.text
    ]
    assert sides == sorted(sides)
    grids = [[cell.text for cell in block.cells] for block in blocks if isinstance(block, TextGrid)]
    assert grids == [["1", "2", "3", "4"], ["101", "102", "103", "104"]]


def test_a_table_without_lines_keeps_the_order_of_its_rows_and_does_not_claim_columns(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "plain.pdf"
    canvas = Canvas(str(path))
    for row, numbers in enumerate((("1", "2", "3"), ("4", "", "6"), ("7", "8", "9"))):
        canvas.drawString(60, 700 - 20 * row, f"label{row}")
        for column, number in enumerate(numbers):
            canvas.drawString(200 + 80 * column, 700 - 20 * row, number)
    canvas.save()
    (grid,) = read_document_blocks(path).grids
    assert not grid.columns_known
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["label0", "1", "2", "3"],
        ["label1", "4", "6"],
        ["label2", "7", "8", "9"],
    ]


def test_a_number_broken_at_the_end_of_a_printed_line_is_one_number(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "wrapped.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Courier", 10)
    canvas.drawString(60, 700, "this agency answered in the year a number of 1")
    canvas.drawString(60, 686, "25 requests and carried over some.")
    canvas.save()
    (line,) = read_document_blocks(path).lines
    assert "number of 125 requests" in line.text


def test_bold_characters_that_are_printed_twice_are_read_once(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "bold.pdf"
    canvas = Canvas(str(path))
    canvas.grid([50, 150, 250], [600, 630])
    for shift in (0, 0.3):
        canvas.drawString(60 + shift, 610, "sum")
        canvas.drawString(160 + shift, 610, "1123")
    canvas.save()
    (grid,) = read_document_blocks(path).grids
    assert [cell.text for cell in grid.cells] == ["sum", "1123"]


@pytest.mark.parametrize("turn", [90, -90])
def test_a_page_printed_sideways_reads_as_one_turns_it(turn: int, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "sideways.pdf"
    canvas = Canvas(str(path), pagesize=(300, 400))
    canvas.translate(*((300, 0) if turn > 0 else (0, 400)))
    canvas.rotate(turn)
    canvas.drawString(50, 250, "a title over the table")
    canvas.grid([50, 150, 250, 350], [100, 130, 160])
    for row, texts in enumerate((("rule", "one", "two"), ("sum", "12", "345"))):
        for column, text in enumerate(texts):
            canvas.drawString(60 + 100 * column, 140 - 30 * row, text)
    canvas.save()
    document = read_document_blocks(path)
    assert [line.text for line in document.lines] == ["a title over the table"]
    (grid,) = document.grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["rule", "one", "two"], ["sum", "12", "345"]]


@pytest.mark.parametrize(
    ("middle", "shown"),
    [
        (165, ["fees", "19…", "…44.04…", "…95"]),  # the lines fall between two figures: as two numbers would stand
        (163, ["fees", "", "1944.0495", ""]),
    ],
)
def test_a_number_too_wide_for_its_cell_is_never_read_in_part(middle: int, shown: list[str], tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "wide.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Courier", 10)
    canvas.grid([50, 120, 150, 180, 210], [600, 620, 640])
    canvas.drawString(52, 625, "fees")
    canvas.drawCentredString(middle, 625, "1944.0495")
    canvas.drawString(52, 605, "sum")
    canvas.drawRightString(147, 605, "12")
    canvas.drawString(153, 605, "34")
    canvas.drawString(190, 605, "5")
    canvas.save()
    (grid,) = read_document_blocks(path).grids
    assert [[cell.text for cell in row] for row in grid.rows] == [shown, ["sum", "12", "34", "5"]]


def test_a_number_that_runs_out_of_its_table_stays_whole(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "out.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Courier", 10)
    canvas.grid([50, 120, 150], [600, 620, 640])
    for row, number in enumerate(("1944.0495", "12")):
        canvas.drawString(52, 625 - 20 * row, "fees")
        canvas.drawString(121, 625 - 20 * row, number)
    canvas.save()
    (grid,) = read_document_blocks(path).grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["fees", "1944.0495"], ["fees", "12"]]
