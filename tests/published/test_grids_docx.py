"""Word documents: what is printed, in order; merged cells; tracked, hidden and boxed text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from xlreport.a1 import Box
from xlreport.align.document import Document, Line
from xlreport.findings.model import FileProblem
from xlreport.published.grids import read_document_blocks

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def package(folder: Path, body: str, head: str = "", **parts: str) -> Path:
    """A .docx with a body as given, and further parts such as ``styles`` by what they hold."""
    path = folder / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", f"{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {SPACES}>{content}</w:{name}>")
    return path


def read(folder: Path, body: str) -> list[object]:
    return texts(read_document_blocks(package(folder, body)))


def texts(document: Document) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


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


STYLES = (
    '<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="UpToo"><w:basedOn w:val="Up"/></w:style>'
    '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Back"><w:basedOn w:val="Gone"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Out"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="PGone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="POut"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="ListedToo"><w:basedOn w:val="Listed"/></w:style>'
    '<w:style w:type="table" w:styleId="Coloured"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear"'
    ' w:fill="1F4E79"/></w:tcPr></w:tblStylePr></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/><w:lvlText'
    ' w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)


def cell_text(folder: Path, content: str, properties: str = "", around: str = "", styles: str = STYLES) -> str:
    """What a cell beside a label reads as."""
    body = f"<w:tbl>{around}<w:tr>{tc(p(r('规章')))}{tc(content, properties)}</w:tr></w:tbl>"
    path = package(folder, body, styles=styles, numbering=NUMBERING)
    (grid,) = read_document_blocks(path).grids
    return grid.cells[1].text


def styled(name: str) -> str:
    return f'<w:rStyle w:val="{name}"/>'


def in_style(name: str, *runs: str) -> str:
    return p(f'<w:pPr><w:pStyle w:val="{name}"/></w:pPr>', *runs)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (p(r("37"), r("1", styled("Up"))), "37[1]"),
        (p(r("37"), r("1", styled("UpToo"))), "37[1]"),
        (p(r("1", styled("Up")), r("37")), "[1]37"),
        (p(r("37"), r(" ", styled("Up")), r("1", styled("Up"))), "37 [1]"),
        (p(r("37"), r("1", styled("Up") + '<w:vertAlign w:val="baseline"/>')), "371"),
        (p(r("37"), r("1", styled("Gone"))), "37"),
        (p(r("37"), r("1", styled("Back"))), "371"),
        (p(r("37"), r("1", styled("Gone") + '<w:vanish w:val="0"/>')), "371"),
        (p(r("1", styled("Out")), r("37")), "〔划去：1〕37"),
        (in_style("POut", r("37")), "〔划去：37〕"),
        (in_style("PGone", r("37")), ""),
        (in_style("PGone", r("37", styled("Gone"))), "〔不可见：37〕"),
        (p(r("37"), r("1", '<w:sz w:val="10"/>')), "37[1]"),
        (p(r("37"), r("1", "<w:webHidden/>")), "371"),
    ],
)
def test_looks_that_styles_give_count_like_direct_ones(content: str, shown: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, content) == shown


def test_what_the_defaults_of_a_document_strike_out_is_marked(tmp_path: Path) -> None:
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:strike/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert cell_text(tmp_path, p(r("37")), styles=defaults) == "〔划去：37〕"


WHITE, BLUE = '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F4E79"/>'


@pytest.mark.parametrize(
    ("run", "cell", "around", "shown"),
    [
        (r("1", WHITE), "", "", "37〔不可见：1〕"),
        (r("1", '<w:color w:val="FEFEFE"/>'), "", "", "37〔不可见：1〕"),
        (r("1", WHITE), BLUE, "", "371"),
        (r("1", WHITE + BLUE), "", "", "371"),
        (r("1", WHITE + '<w:highlight w:val="red"/>'), "", "", "371"),
        (r("1", '<w:color w:val="1F4E79"/>'), BLUE, "", "37〔不可见：1〕"),
        (r("1", '<w:color w:val="auto"/>'), "", "", "371"),
        (r("1", '<w:color w:val="FF0000"/>'), "", "", "371"),
        (r("1", WHITE), "", f"<w:tblPr>{BLUE}</w:tblPr>", "371"),
        (r("1", WHITE), "", '<w:tblPr><w:tblStyle w:val="Coloured"/></w:tblPr>', "37〔不可见：1〕"),
        (r("件", WHITE), "", '<w:tblPr><w:tblStyle w:val="Coloured"/></w:tblPr>', "37件"),
        (r("1", '<w:sz w:val="2"/>'), "", "", "37〔不可见：[1]〕"),
        (r("1", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "", "", "37〔符号：1〕"),
    ],
)
def test_text_that_nobody_sees_is_marked(run: str, cell: str, around: str, shown: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, p(r("37"), run), cell, around) == shown


PICTURE = '<w:drawing><wp:inline><wp:docPr id="1"{}/><pic:pic/></wp:inline></w:drawing>'
BOX = "<w:txbxContent>{}</w:txbxContent>"


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        (PICTURE.format(""), "〔图〕"),
        (PICTURE.format(' descr="37"'), "〔图：37〕"),
        (PICTURE.format(' hidden="1"'), ""),
        ("<w:object/>", "〔图〕"),
        ("<w:pict><v:line/></w:pict>", "〔图〕"),
        ('<w:pict><v:shape><v:textpath string="37"/></v:shape></w:pict>', "〔图：37〕"),
        (f"<w:pict><v:shape><v:textbox>{BOX.format(p(r('37')))}</v:textbox></v:shape></w:pict>", "37"),
        (f"<w:pict><v:shape><v:textbox>{BOX.format(p())}</v:textbox></v:shape></w:pict>", "〔图〕"),
        (f"<mc:AlternateContent><mc:Choice>{PICTURE.format('')}</mc:Choice></mc:AlternateContent>", "〔图〕"),
    ],
)
def test_a_cell_that_holds_a_picture_is_no_blank(drawn: str, shown: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, p(f"<w:r>{drawn}</w:r>")) == shown


def test_a_picture_beside_a_number_is_marked_and_beside_words_or_outside_of_tables_it_is_not(tmp_path: Path) -> None:
    picture = f"<w:r>{PICTURE.format('')}</w:r>"
    assert cell_text(tmp_path, p(r("3"), picture)) == "3\n〔图〕"
    assert cell_text(tmp_path, p(r("行政处罚"), picture)) == "行政处罚"
    assert read(tmp_path, p(r("前"), picture) + p(picture)) == ["前"]


def test_a_table_in_a_number_cell_leaves_it_no_blank(tmp_path: Path) -> None:
    inner = table(tc(p(r("3"))) + tc(p(r("7"))))
    rows = (tc(p(r(label))) + tc(p(r("0"))) for label in ("规章", "规范性文件"))
    body = table(*rows, tc(p(r("行政处罚"))) + tc(inner + p()))
    grid = read_document_blocks(package(tmp_path, body)).grids[0]
    assert grid.cells[5].text == "3\n7"


LISTED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr></w:pPr>'


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (p(LISTED.format(1)), "〔编号〕"),
        (in_style("ListedToo"), "〔编号〕"),
        (p('<w:pPr><w:pStyle w:val="Listed"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'), ""),
        (p(LISTED.format(2)), ""),
        (p(LISTED.format(9)), ""),
        (p(LISTED.format(1), r("37")), "37"),
        (p(LISTED.format(1)) + p(r("37")), "〔编号〕\n37"),
    ],
)
def test_a_cell_with_nothing_but_the_number_of_a_list_is_no_blank(content: str, shown: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, content) == shown


def mark(kind: str, data: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'


def instruction(words: str) -> str:
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


ENTRIES = '<w:listEntry w:val="0"/><w:listEntry w:val="37"/><w:listEntry w:val="8"/>'
DROP_DOWN = f"<w:ffData><w:ddList>{{}}{ENTRIES}</w:ddList></w:ffData>"
NESTED = (
    mark("begin") + instruction("IF ") + mark("begin") + instruction("PAGE") + mark("separate") + r("4") + mark("end")
)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (p(mark("begin"), instruction("=1"), mark("separate"), r("37"), mark("end")), "37"),
        (p(mark("begin"), r("9"), instruction("x"), mark("separate"), r("37"), mark("end"), r("件")), "37件"),
        (p(NESTED, mark("separate"), r("37"), mark("end")), "37"),
        (p(mark("begin"), r("9")) + p(instruction("x"), mark("separate"), r("37"), mark("end")), "37"),
        (p(mark("begin"), mark("separate"), r("3")) + p(r("7"), mark("end")), "3\n7"),
        (
            p('<w:r><w:fldChar w:fldCharType="begin" w:dirty="1"/></w:r>', instruction("=SUM(ABOVE)"), mark("end")),
            "〔域〕",
        ),
        (p(mark("begin"), instruction(" XE 甲 "), mark("end"), r("37")), "37"),
        (p(mark("begin"), instruction(" FORMTEXT "), mark("separate"), mark("end")), ""),
        (p(r("9"), mark("separate"), r("37"), mark("end")), "〔域〕37"),
        (p(mark("begin"), r("37")), "〔域〕"),
        (p('<w:fldSimple w:instr="=1">' + r("37") + "</w:fldSimple>"), "37"),
        (p('<w:fldSimple w:instr="=1"/>'), "〔域〕"),
        (p(mark("begin", DROP_DOWN.format('<w:result w:val="1"/>')), instruction("FORMDROPDOWN"), mark("end")), "37"),
        (p(mark("begin", DROP_DOWN.format('<w:default w:val="2"/>')), mark("end")), "8"),
        (p(mark("begin", DROP_DOWN.format("")), mark("separate"), r("0"), mark("end")), "0"),
        (p(mark("begin", DROP_DOWN.format("")), mark("separate"), r("3"), mark("end")), "3〔域：0〕"),
        (p(mark("begin", DROP_DOWN.format('<w:result w:val="7"/>')), mark("end")), "〔域〕"),
        (p(mark("begin", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"), mark("end")), "☑"),
    ],
)
def test_fields_print_their_results_and_not_their_instructions(content: str, shown: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, content) == shown


def test_a_field_that_never_ends_does_not_take_the_report_with_it(tmp_path: Path) -> None:
    assert read(tmp_path, p(r("前"), mark("begin"), instruction("TOC")) + p(r("后"))) == ["前", "后"]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<m:oMath><m:r><m:t>37</m:t></m:r></m:oMath>", "37"),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>7</m:t></m:r></m:den></m:f></m:oMath>",
            "〔公式：37〕",
        ),
        (f'<w:bdo w:val="rtl">{r("37")}</w:bdo>', "〔反向：37〕"),
        (
            f"<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{r('37')}</w:sdtContent></w:sdt>",
            "37",
        ),
    ],
)
def test_formulas_turned_text_and_lists_to_choose_from(content: str, shown: str, tmp_path: Path) -> None:
    assert cell_text(tmp_path, p(content)) == shown


def test_content_controls_breaks_and_tabs(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtContent>{p(r('控件'))}</w:sdtContent></w:sdt>"
    broken = p(r("上"), "<w:r><w:br/></w:r>", r("下"))
    tabbed = p(r("规章"), "<w:r><w:tab/></w:r>", r("0"))
    assert read(tmp_path, control + broken + tabbed) == ["控件", "上", "下", [["规章", "0"]]]


def test_a_text_box_is_read_once_though_it_is_written_twice(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p(r('框'))}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert read(tmp_path, p(r("前"), f"<w:r>{both}</w:r>", r("后"))) == ["前后", "框"]


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
