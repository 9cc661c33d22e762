"""Word documents: what is printed, in order; merged cells; tracked, hidden and boxed text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.published.docx_parts import RELATIONS, p, package, r, read, table, tc, texts
from xlreport.a1 import Box
from xlreport.findings.model import FileProblem
from xlreport.published.grids import read_document_blocks


def test_deleted_and_hidden_text_is_not_read_and_inserted_text_is(tmp_path: Path) -> None:
    body = p(
        r("甲"),
        f"<w:del>{r('删').replace('w:t', 'w:delText')}</w:del>",
        f"<w:del>{r('删除')}</w:del>",
        f"<w:ins>{r('插')}</w:ins>",
        r("隐", "<w:vanish/>"),
        r("现", '<w:vanish w:val="0"/>'),
        f"<w:moveFrom>{r('移')}</w:moveFrom><w:moveTo>{r('到')}</w:moveTo>",
    )
    assert read(tmp_path, body) == ["甲插现到"]


def test_a_number_that_was_changed_with_changes_tracked_is_the_new_one(tmp_path: Path) -> None:
    cell = p(f"<w:del>{r('12')}</w:del>", f"<w:ins>{r('7')}</w:ins>")
    assert read(tmp_path, table(tc(p(r("规章"))) + tc(cell))) == [[["规章", "7"]]]


def test_a_note_behind_a_number_does_not_make_another_number(tmp_path: Path) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    row = tc(p(r("规章"))) + tc(p(r("12"), r("1", raised))) + tc(p(r("3", "<w:strike/>"), r("4")))
    assert read(tmp_path, table(row)) == [[["规章", "12[1]", "〔划去：3〕4"]]]


def test_cells_merged_across_and_down(tmp_path: Path) -> None:
    span, start, go_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        tc(p(r("甲")), start) + tc(p(r("乙")), span),
        tc(p(), go_on) + tc(p(r("1"))) + tc(p(r("2"))),
    )
    (grid,) = read_document_blocks(package(tmp_path, body)).grids
    assert {cell.text: str(cell.box) for cell in grid.cells} == {"甲": "A1:A2", "乙": "B1:C1", "1": "B2", "2": "C2"}


def test_a_row_that_begins_further_right_has_its_cells_there(tmp_path: Path) -> None:
    first = "".join(tc(p(r(text))) for text in "甲乙丙")
    second = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc(p(r("1"))) + tc(p(r("2")))
    (grid,) = read_document_blocks(package(tmp_path, table(first, second))).grids
    assert [cell.box.left for cell in grid.cells] == [1, 2, 3, 2, 3]


def test_rows_that_do_not_add_up_to_one_width_do_not_claim_columns(tmp_path: Path) -> None:
    rows = ("".join(tc(p(r(str(number)))) for number in range(count)) for count in (3, 4))
    (grid,) = read_document_blocks(package(tmp_path, table(*rows))).grids
    assert not grid.columns_known


@pytest.mark.parametrize("width", ["1000000", "999999999999", "-3", "x"])
def test_widths_that_are_lies_are_harmless(width: str, tmp_path: Path) -> None:
    body = table(tc(p(r("甲")), f'<w:gridSpan w:val="{width}"/>'), tc(p(r("1"))) + tc(p(r("2"))))
    (grid,) = read_document_blocks(package(tmp_path, body)).grids
    assert max(cell.box.right for cell in grid.cells) == 2


def test_a_table_in_a_cell_is_a_grid_of_its_own(tmp_path: Path) -> None:
    inner = table(tc(p(r("x"))) + tc(p(r("y"))))
    body = table(tc(p(r("a"))) + tc(p(r("b")) + inner + p()), tc(p(r("c"))) + tc(p(r("d"))))
    assert read(tmp_path, body) == [[["a", "b"], ["c", "d"]], [["x", "y"]]]


def test_a_table_around_the_whole_report_gives_lines_and_grids(tmp_path: Path) -> None:
    inner = table(tc(p(r("规章"))) + tc(p(r("0"))))
    assert read(tmp_path, table(tc(p(r("前")) + inner + p(r("后"))))) == ["前", [["规章", "0"]], "后"]


def test_documents_with_declarations_are_refused(tmp_path: Path) -> None:
    path = package(tmp_path, p(r("&x;")), '<!DOCTYPE w:document [<!ENTITY x "y">]>')
    with pytest.raises(FileProblem, match="broken_document"):
        read_document_blocks(path)


def test_the_strict_dialect_reads_alike(tmp_path: Path) -> None:
    path = package(tmp_path, p(r("正文")))
    data = zipfile.ZipFile(path).read("word/document.xml")
    strict = data.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", strict)
    assert texts(read_document_blocks(path)) == ["正文"]


@st.composite
def merges(draw: st.DrawFn) -> tuple[int, int, list[Box]]:
    """A table's size, and merged boxes that do not meet."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    boxes: list[Box] = []
    for _ in range(draw(st.integers(0, 4))):
        top, left = draw(st.integers(1, height)), draw(st.integers(1, width))
        box = Box(top, left, draw(st.integers(top, height)), draw(st.integers(left, width)))
        if not any(set(box.cells()) & set(other.cells()) for other in boxes):
            boxes.append(box)
    return height, width, boxes


@given(merges())
@settings(deadline=None, max_examples=60)
def test_any_merges_written_by_another_library_read_back(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[int, int, list[Box]]
) -> None:
    height, width, boxes = drawn
    merged = {cell for box in boxes for cell in box.cells()}
    boxes = [
        *boxes,
        *(Box(y, x, y, x) for y in range(1, height + 1) for x in range(1, width + 1) if (y, x) not in merged),
    ]
    document = WordDocument()
    document.add_paragraph("前")
    made = document.add_table(height, width)
    for number, box in enumerate(boxes):
        made.cell(box.top - 1, box.left - 1).merge(made.cell(box.bottom - 1, box.right - 1)).text = f"n{number}"
    path = tmp_path_factory.mktemp("merged") / "a.docx"
    document.save(str(path))
    read_back = read_document_blocks(path)
    last = max(box.left for box in boxes)
    if last == 1:
        assert [line.text for line in read_back.lines[1:]] == [f"n{number}" for number, _ in sorted_boxes(boxes)]
        return
    expected = {
        f"n{number}": Box(box.top, box.left, box.bottom, min(box.right, last)) for number, box in enumerate(boxes)
    }
    (grid,) = read_back.grids
    assert {cell.text: cell.box for cell in grid.cells} == expected


def sorted_boxes(boxes: list[Box]) -> list[tuple[int, Box]]:
    return sorted(enumerate(boxes), key=lambda pair: pair[1].corner)
