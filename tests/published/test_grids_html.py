"""Web pages: tables as a browser shows them, encodings, hidden parts, and nothing fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlreport.a1 import Box
from xlreport.align.document import Document, Line, TextGrid
from xlreport.published.grids import read_document_blocks


def read(folder: Path, page: str | bytes, name: str = "a.html") -> Document:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_document_blocks(path)


def texts(document: Document) -> list[object]:
    """Lines as words, grids as lists of rows of words."""
    return [
        block.text if isinstance(block, Line) else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


Spans = list[list[list[tuple[int, int]]]]
"""Row groups, rows, cells as (colspan, rowspan)."""


def table_model(groups: Spans) -> dict[int, Box]:
    """The table model of the HTML standard, slot by slot: the box of each cell by its number as it is written.

    Spans end with their row group, and with the last column in which a cell begins.
    """
    boxes: dict[int, Box] = {}
    taken: set[tuple[int, int]] = set()
    number = row = 0
    for group in groups:
        end = row + len(group)
        for cells in group:
            row += 1
            column = 1
            for colspan, rowspan in cells:
                while (row, column) in taken:
                    column += 1
                bottom = end if rowspan == 0 else min(end, row + rowspan - 1)
                number += 1
                boxes[number] = Box(row, column, bottom, column + colspan - 1)
                taken |= {(y, x) for y in range(row, bottom + 1) for x in range(column, column + colspan)}
                column += colspan
    width = max((box.left for box in boxes.values()), default=0)
    return {key: Box(box.top, box.left, box.bottom, min(box.right, width)) for key, box in boxes.items()}


def page_of(groups: Spans) -> str:
    number = 0
    parts = []
    for group in groups:
        parts.append("<tbody>")
        for cells in group:
            parts.append("<tr>")
            for colspan, rowspan in cells:
                number += 1
                parts.append(f"<td colspan={colspan} rowspan={rowspan}>{number}</td>")
            parts.append("</tr>")
        parts.append("</tbody>")
    return f"<!DOCTYPE html><html><body><p>表</p><table>{''.join(parts)}</table></body></html>"


SPANS: st.SearchStrategy[Spans] = st.lists(
    st.lists(
        st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=5),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=3,
)


@given(SPANS)
@settings(deadline=None, max_examples=300)
def test_any_spans_give_the_boxes_of_the_table_model(tmp_path_factory: pytest.TempPathFactory, groups: Spans) -> None:
    expected = table_model(groups)
    document = read(tmp_path_factory.mktemp("spans"), page_of(groups))
    if len({box.left for box in expected.values()}) < 2:
        assert [line.text for line in document.lines] == ["表", *(str(number) for number in expected)]
        return
    (grid,) = document.grids
    assert {int(cell.text): cell.box for cell in grid.cells} == expected


def test_spans_of_a_million_are_harmless(tmp_path: Path) -> None:
    page = (
        "<html><table><tr><td colspan=1000000 rowspan=1000000>a</td></tr><tr><td>b</td><td>c</td></tr></table></html>"
    )
    (grid,) = read(tmp_path, page).grids
    assert max(cell.box.bottom for cell in grid.cells) == 2
    assert [cell.text for cell in grid.cells] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("coding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-8", ""),
        ("utf-8", "no-such-coding"),
        ("gb18030", "gb2312"),
        ("gb18030", "GBK"),
        ("gb18030", "utf-8"),
        ("gb18030", ""),
        ("utf-16", "utf-8"),
        ("utf-8-sig", "gbk"),
    ],
)
def test_the_encoding_is_found_whatever_is_declared(coding: str, declared: str, tmp_path: Path) -> None:
    words = "某某镇人民政府政府信息公开工作年度报告，镕喆㙍等字在内。"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = f"<html><head>{meta}<title>{words}</title></head><body><p>{words}</p></body></html>".encode(coding)
    document = read(tmp_path, page)
    assert texts(document) == [words]
    assert document.title == words


def test_hidden_parts_scripts_and_furniture_are_left_out(tmp_path: Path) -> None:
    page = """<html><body><nav>导航</nav><header>页头</header><script>document.write('1')</script><style>p{}</style>
    <noscript>请启用</noscript><div style="DISPLAY : none">藏一</div><p hidden>藏二</p><template>模板</template>
    <table><tr><td>规章</td><td style="display:none">9</td><td>0</td></tr>
    <tr style="display:none"><td>隐</td><td>8</td></tr>
    <tr><td>文件</td><td>1<span style="visibility:hidden">7</span></td></tr>
    </table><p>正文</p><footer>页脚</footer></body></html>"""
    assert texts(read(tmp_path, page)) == [[["规章", "0"], ["文件", "1"]], "正文"]


def test_what_word_writes_into_pages_does_not_show(tmp_path: Path) -> None:
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
    <!--[if gte mso 9]><xml><w:WordDocument>1</w:WordDocument></xml><![endif]-->
    <p class=MsoNormal><span style='mso-spacerun:yes'>&nbsp;</span>一、总体<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>
    <table><tr><td><p>规\u200b章<o:p></o:p></p></td><td><p>0&nbsp;</p>
    <![if !supportMisalignedColumns]><![endif]></td></tr>
    </table></body></html>"""
    assert texts(read(tmp_path, page)) == ["一、总体", [["规章", "0"]]]


def test_breaks_and_paragraphs_in_a_cell_are_its_lines(tmp_path: Path) -> None:
    page = "<html><table><tr><td>结果<br>维持</td><td><p>1</p>\n<p>2</p></td></tr></table></html>"
    assert texts(read(tmp_path, page)) == [[["结果\n维持", "1\n2"]]]


def test_tables_that_lay_out_the_page_become_lines_and_those_inside_them_grids(tmp_path: Path) -> None:
    inner = "<table><tr><td>规章</td><td>0</td></tr><tr><td>文件</td><td>1</td></tr></table>"
    page = f"<html><table><tr><td>左栏</td><td><h2>标题</h2><p>前</p>{inner}<p>后</p></td></tr></table></html>"
    document = read(tmp_path, page)
    assert texts(document) == ["左栏", "标题", "前", [["规章", "0"], ["文件", "1"]], "后"]
    assert document.lines[1].heading == 2


def test_a_table_around_a_single_number_is_that_number(tmp_path: Path) -> None:
    page = "<html><table><tr><td>规章</td><td><table><tr><td>12</td></tr></table></td></tr></table></html>"
    assert texts(read(tmp_path, page)) == [[["规章", "12"]]]


def test_a_table_in_a_cell_of_data_is_a_grid_of_its_own(tmp_path: Path) -> None:
    inner = "<table><tr><td>x</td><td>y</td></tr></table>"
    page = f"<html><table><tr><td>a</td><td>b{inner}</td></tr><tr><td>c</td><td>d</td></tr></table></html>"
    assert texts(read(tmp_path, page)) == [[["a", "b"], ["c", "d"]], [["x", "y"]]]


@pytest.mark.parametrize("drawn", ["<pre>{}</pre>", "<div>{}</div>"])
@pytest.mark.parametrize("mark", ["\t", " | ", "│"])
def test_tables_drawn_with_characters_are_grids_of_text(drawn: str, mark: str, tmp_path: Path) -> None:
    rows = [["规章", "0", "3"], ["文件", "1", "4"]]
    lines = [drawn.format(mark.join(row)) for row in rows]
    document = read(tmp_path, f"<html><body><p>前</p>{''.join(lines)}<p>后</p></body></html>")
    assert texts(document) == ["前", rows, "后"]
    assert not document.grids[0].columns_known


def test_a_note_behind_a_number_and_a_struck_out_one_do_not_make_another_number(tmp_path: Path) -> None:
    page = (
        "<html><table><tr><td>规章</td><td>12<sup>1</sup></td><td><del>3</del>4</td><td><sup>5</sup></td></tr></table>"
    )
    (row,) = read(tmp_path, page).grids[0].rows
    assert [cell.text for cell in row] == ["规章", "12[1]", "〔划去：3〕4", "[5]"]


def test_a_page_under_the_name_of_another_program_is_a_page(tmp_path: Path) -> None:
    page = "<html><table><tr><td>规章</td><td>0</td></tr></table></html>"
    for name in ("a.doc", "a.xls", "a.txt", "a"):
        assert read(tmp_path, page, name).kind == "html"


def test_cells_without_rows_and_unclosed_cells_keep_their_order(tmp_path: Path) -> None:
    page = "<html><body><table><td>1<td>2<tr><td>3<td>4</table>"
    assert texts(read(tmp_path, page)) == [[["1", "2"], ["3", "4"]]]


def test_places_count_tables_rows_and_cells(tmp_path: Path) -> None:
    page = "<html><p>前</p><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></html>"
    document = read(tmp_path, page)
    (grid,) = document.grids
    assert isinstance(grid, TextGrid)
    assert [str(cell.place) for cell in grid.cells][-1] == "第 1 张表第 2 行第 2 格"
    assert str(document.lines[0].place) == "第 1 行"


def cell_of(folder: Path, inner: str, head: str = "") -> str:
    """The text of a number cell with this inside, between two plain cells."""
    table = f"<table><tr><td>规章</td><td>{inner}</td><td>9</td></tr><tr><td>文件</td><td>0</td><td>1</td></tr></table>"
    (grid,) = read(folder, f"<html><head>{head}</head><body>{table}</body></html>").grids
    first, *_ = grid.rows
    assert [first[0].text, first[2].text] == ["规章", "9"]
    return first[1].text


@pytest.mark.parametrize(
    "note",
    [
        '<span style="vertical-align:super">1</span>',
        '<span style="vertical-align:30%">1</span>',
        '<span style="vertical-align:top;font-size:9px">1</span>',
        '<span style="mso-text-raise:4pt">1</span>',
        '<span style="position:relative;top:-3pt">1</span>',
        '<span class="note">1</span>',
        "<small>1</small>",
        '<font size="1">1</font>',
        '<a href="#f1">1</a>',
        "<sub>1</sub>",
        "&#8203;<sup>1</sup>",
        "<sup>&#8203;1</sup>",
        "<ruby><rt>1</rt></ruby>",
    ],
)
def test_whatever_stands_raised_or_small_behind_a_number_is_no_digit_of_it(note: str, tmp_path: Path) -> None:
    assert cell_of(tmp_path, f"37{note}", "<style>td .note{vertical-align:super}</style>") == "37[1]"


@pytest.mark.parametrize(
    "number",
    [
        "<span>3</span><span>7</span>",
        '<span style="font-size:9pt">3</span><span style="font-size:9pt">7</span>',
        '<font size="2">3</font><font size="2">7</font>',
        '<p style="vertical-align:super;position:relative;top:2px">37</p>',
        '<a href="#f">37</a>',
        "3<wbr>7",
        "3&shy;7",
        "&#51;&#x37;",
        "<ins>37</ins>",
        '<b aria-hidden="true">37</b>',
        "<math><mn>37</mn></math>",
    ],
)
def test_a_number_in_pieces_that_look_alike_stays_one(number: str, tmp_path: Path) -> None:
    assert cell_of(tmp_path, number) == "37"


@pytest.mark.parametrize(
    "struck",
    [
        '<span style="text-decoration:line-through">1</span>',
        '<span style="text-decoration-line: underline line-through">1</span>',
        '<span class="old">1</span>',
        "<strike>1</strike>",
        "<s>1</s>",
        "<del><b>1</b></del>",
    ],
)
def test_whatever_is_struck_out_is_marked(struck: str, tmp_path: Path) -> None:
    assert cell_of(tmp_path, f"{struck}37", "<style>.old{text-decoration:line-through}</style>") == "〔划去：1〕37"


SHEET = """<style>/* .seen{display:none} */ @import url(x.css);
.a,#b,i.c{display:none} .d{visibility:hidden} td > .e{opacity:0} @media screen{.f{display:none}}
@media print{.seen{display:none}} @font-face{font-family:x;src:url(y)}
.forced{display:none !important} .seen:hover{display:none} .g{display:none}</style>"""


@pytest.mark.parametrize(
    "hidden",
    [
        '<span class="a">1</span>',
        '<span id="b">1</span>',
        '<i class="x c">1</i>',
        '<span class="d">1</span>',
        '<span class="e">1</span>',
        '<span class="f">1</span>',
        '<span class="forced" style="display:inline">1</span>',
        '<span style="font-size:0">1</span>',
        '<span style="opacity:0">1</span>',
        '<span style="visibility:collapse">1</span>',
        '<span style="position:absolute;left:-9999px">1</span>',
        '<p style="height:0;overflow:hidden">1</p>',
        "<span hidden>1</span>",
    ],
)
def test_what_a_style_sheet_hides_is_not_read(hidden: str, tmp_path: Path) -> None:
    assert cell_of(tmp_path, f"{hidden}37", SHEET) == "37"


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ('<span class="seen">37</span>', "37"),
        ('<span class="g" style="display:inline">37</span>', "37"),
        ('<i style="visibility:hidden">1<b style="visibility:visible">37</b></i>', "37"),
        ('<i style="font-size:0">1<b style="font-size:14px">37</b></i>', "37"),
        ('<span style="text-indent:-9999px">37</span>', "37"),
        ('3<i style="visibility:hidden">x</i>7', "3 7"),
        ('3<span style="display:block">7</span>', "3\n7"),
    ],
)
def test_what_is_seen_is_read_as_it_is_seen(shown: str, text: str, tmp_path: Path) -> None:
    assert cell_of(tmp_path, shown, SHEET) == text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ('<input value="37">', "37"),
        ("<textarea>37</textarea>", "37"),
        ("<select><option>1<option selected>37</select>", "37"),
        ("<select><option>37<option>1</select>", "37"),
        ("<select multiple><option>3<option>7</select>", "3\n7"),
        ('3<input value="7">', "3[7]"),
        ('<input type="hidden" value="1">37', "37"),
        ('<input type="checkbox" checked>37', "☑37"),
        ('<input placeholder="37">', "〔提示：37〕"),
        ('<img src="a.gif" alt="37">', "〔图：37〕"),
        ('<img src="a.gif">', "〔图〕"),
        ('<img src="a.gif" width="1" height="1">37', "37"),
        ("<svg><text>37</text></svg>", "〔图：37〕"),
        ("<canvas>37</canvas>", "〔图：37〕"),
        ("<button>37</button>", "〔按钮：37〕"),
    ],
)
def test_fields_are_read_and_pictures_and_buttons_marked(inner: str, text: str, tmp_path: Path) -> None:
    assert cell_of(tmp_path, inner) == text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<bdo dir=rtl>73</bdo>", "〔反向：73〕"),
        ("<q>37</q>", "“37”"),
        ("<math><mfrac><mn>3</mn><mn>7</mn></mfrac></math>", "〔式：3 7〕"),
        ("<math><msup><mn>37</mn><mn>1</mn></msup></math>", "〔式：37 1〕"),
        ("<ol start=3><li>7</li></ol>", "3. 7"),
        ('<span class="b">7</span>', "37"),
        ('<span class="c">37</span>', "37〔序号〕"),
        ('<span class="clear">37</span>', "37"),
        ('<span style="font-family:Wingdings">8</span>', "〔符号：8〕"),
        ("<sup>1</sup>37", "[1]37"),
        ("37<sup>.5</sup>", "37[.5]"),
    ],
)
def test_what_prints_otherwise_than_it_is_written_is_exact_or_marked(inner: str, text: str, tmp_path: Path) -> None:
    sheet = ".b::before{content:'3'} .c:after{content:counter(n)} .clear:after{content:'.';visibility:hidden}"
    assert cell_of(tmp_path, inner, f"<style>{sheet}</style>").strip() == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [("<tr><td>3</td><td>7</td></tr>", "3\n7"), ("<tr><td>上年<td>30<tr><td>本年<td>37", "上年\n30\n本年\n37")],
)
def test_a_table_of_several_numbers_in_a_number_cell_leaves_it_not_blank(rows: str, text: str, tmp_path: Path) -> None:
    page = f"<html><table><tr><td>许可<td>1</tr><tr><td>处罚<td><table>{rows}</table><tr><td>强制<td>2</table></html>"
    first, *_ = read(tmp_path, page).grids
    assert [[cell.text for cell in row] for row in first.rows] == [["许可", "1"], ["处罚", text], ["强制", "2"]]
