"""Word documents → grids: fields print their results, controls and boxes their words once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published.docx_parts import cell_text, p, r, read


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
