"""Word documents → grids: what nobody sees, looks that styles give, pictures and list numbers are no plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published.docx_parts import BLUE, WHITE, cell_text, in_style, p, package, r, read, styled, table, tc
from xlreport.published.grids import read_document_blocks


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
