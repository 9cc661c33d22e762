"""The report as a Word document: read back with another library, laid out by LibreOffice."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml.ns import qn

from tests.bad_input.expect import answer, assert_plain_chinese
from tests.samples import balanced_report, with_blanks, with_fault
from xlreport.a1 import Box
from xlreport.findings.model import FileProblem
from xlreport.forms import load
from xlreport.numbers import BLANK, Kind, error, number, text
from xlreport.published.contents import gaps
from xlreport.published.docx import write_docx
from xlreport.report import Cover, Report, blank_report
from xlreport.workbook.build import build_workbook

FORMS = ("2021", "2019", "2021+2019", "2019+2021")
PARTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
HEADINGS = [
    ("Heading 1", "一、总体情况"),
    ("Heading 2", "（一）主动公开"),
    ("Heading 2", "（二）依申请公开"),
    ("Heading 2", "（三）政府信息管理"),
    ("Heading 2", "（四）政府信息公开平台建设"),
    ("Heading 2", "（五）监督保障"),
    ("Heading 1", "二、主动公开政府信息情况"),
    ("Heading 1", "三、收到和处理政府信息公开申请情况"),
    ("Heading 1", "四、政府信息公开行政复议、行政诉讼情况"),
    ("Heading 1", "五、存在的主要问题及改进情况"),
    ("Heading 1", "六、其他需要报告的事项"),
]
"""国办公开办函〔2021〕30号, annex."""


def written(report: Report, folder: Path) -> Any:
    """The document of a report, opened again."""
    target = folder / "报告.docx"
    write_docx(report, target)
    return Document(str(target))


def told(report: Report) -> Report:
    """The report with all its texts."""
    words = {f"一/{part}": f"{part}的情况。\n另有第二段。" for part in PARTS}
    return replace(
        report,
        cover=Cover(level="县级", kind="部门", date="2022-01-08"),
        narrative={**words, "五": "问题和改进。", "六": "收取信息处理费0元。"},
    )


def boxes(table: Any) -> dict[Box, str]:
    """The cells of a printed table as merged, with their words."""
    found: dict[Any, list[tuple[int, int]]] = {}
    words = {}
    for row in range(len(table.rows)):
        for column, cell in enumerate(table.rows[row].cells):
            found.setdefault(cell._tc, []).append((row + 1, column + 1))
            words[cell._tc] = cell.text
    merged = {}
    for cell, places in found.items():
        rows, columns = zip(*places, strict=True)
        box = Box(min(rows), min(columns), max(rows), max(columns))
        assert len(places) == (box.bottom - box.top + 1) * (box.right - box.left + 1)
        merged[box] = words[cell]
    return merged


def words_in(element: Any) -> str:
    """All words below an element of the document."""
    return "".join(part.text for part in element.iter(qn("w:t")))


def highlighted(document: Any) -> list[str]:
    """Words marked yellow."""
    runs = (run for paragraph in document.paragraphs for run in paragraph.runs)
    return [run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]


def assert_prints(words: str, report: Report, field_id: str) -> None:
    """A cell prints the content of the report, digit for digit."""
    content = report[field_id]
    if content.kind == Kind.BLANK:
        assert words == ""
    elif isinstance(content.raw, Decimal):
        assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", words)
        exact = content.raw if content.kind == Kind.ROUNDED else content.raw.quantize(Decimal("0.0001"))
        assert Decimal(words) == exact
    else:
        assert words == content.raw


@pytest.mark.parametrize("form_id", FORMS)
def test_every_number_stands_in_its_printed_cell_and_every_cell_is_merged_as_printed(
    form_id: str, tmp_path: Path
) -> None:
    rng = random.Random(form_id)
    form = load(form_id)
    for round_ in range(8):
        report = with_blanks(balanced_report(form, rng), rng, 0.1 * (round_ % 3))
        for _ in range(20 * (round_ > 1)):
            report = with_fault(report, rng)
        document = written(report, tmp_path)
        assert len(document.tables) == 3
        for table, printed in zip(form.tables, document.tables, strict=True):
            found = boxes(printed)
            expected = {label.at for label in table.labels} | {field.at for field in table.fields}
            assert set(found) == expected
            for label in table.labels:
                assert found[label.at] == label.printed
            for field in table.fields:
                assert_prints(found[field.at], report, field.id)


def test_merges_and_labels_of_the_statute(tmp_path: Path) -> None:
    """Some cells of the annex as it is printed, stated by hand."""
    tables = [boxes(table) for table in written(blank_report(load("2021"), 2021, "甲局"), tmp_path).tables]
    assert tables[0][Box.parse("B13:D13")] == "本年收费金额（单位：万元）"
    assert tables[0][Box.parse("A12:D12")] == "第二十条第（八）项"
    assert tables[1][Box.parse("A1:C3")] == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert tables[1][Box.parse("E2:I2")] == "法人或其他组织"
    assert tables[1][Box.parse("A6:A27")] == "三、本年度办理结果"
    assert tables[1][Box.parse("B7:C7")] == "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    assert tables[1][Box.parse("B24:B26")] == "（六）其他处理"
    assert tables[2][Box.parse("F1:O1")] == "行政诉讼"
    assert tables[2][Box.parse("K2:O2")] == "复议后起诉"
    older = boxes(written(blank_report(load("2019"), 2019, "甲局"), tmp_path).tables[1])
    assert older[Box.parse("B24:C24")] == "（六）其他处理"


def test_numbers_are_written_as_people_write_them(tmp_path: Path) -> None:
    form = load("2021")
    cells = {
        "table2.fees.amount": (number(1944.0495), "1944.0495"),
        "table2.licensing.decisions": (number(1_234_567), "1234567"),
        "table2.penalty.decisions": (number("0.00001"), "0.00001"),
        "table2.coercion.decisions": (number(0), "0"),
        "table2.normative_documents.made": (BLANK, ""),
        "table2.normative_documents.repealed": (text("22（其中修订16件）"), "22（其中修订16件）"),
        "table2.normative_documents.in_force": (text(" /"), " /"),
        "table2.regulations.made": (error("#REF!"), "#REF!"),
        "table2.regulations.repealed": (text("两\n行\u0001"), "两\n行\ufffd"),
    }
    report = blank_report(form, 2021, "甲局").with_values({name: content for name, (content, _) in cells.items()})
    found = boxes(written(report, tmp_path).tables[0])
    for name, (_, words) in cells.items():
        assert found[form.by_id[name].at] == words


def test_title_headings_and_texts_in_their_order(tmp_path: Path) -> None:
    document = written(told(balanced_report(load("2021"), random.Random(1), agency="甲局")), tmp_path)
    paragraphs = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert paragraphs[0] == ("Title", "甲局2021年政府信息公开工作年度报告")
    assert [paragraph for paragraph in paragraphs if paragraph[0].startswith("Heading")] == HEADINGS
    at = paragraphs.index(("Heading 2", "（三）政府信息管理"))
    assert paragraphs[at + 1 : at + 3] == [("Body Text", "政府信息管理的情况。"), ("Body Text", "另有第二段。")]
    assert [words for _, words in paragraphs[-4:]] == [
        "六、其他需要报告的事项", "收取信息处理费0元。", "甲局", "2022年1月8日",
    ]  # fmt: skip
    assert highlighted(document) == []
    body = [child.tag.rpartition("}")[2] for child in document.element.body]
    tables = [place for place, tag in enumerate(body) if tag == "tbl"]
    before = [words_in(document.element.body[place - 1]) for place in tables]
    assert before == [words for _, words in HEADINGS[6:9]]


def test_a_long_title_is_broken_behind_the_year(tmp_path: Path) -> None:
    document = written(blank_report(load("2021"), 2023, "甲县城市管理综合执法局"), tmp_path)
    assert document.paragraphs[0].text == "甲县城市管理综合执法局2023年\n政府信息公开工作年度报告"


def test_what_is_missing_is_marked(tmp_path: Path) -> None:
    report = blank_report(load("2021"), None, "　")
    report = replace(report, narrative={"一/监督保障": "有。", "六": " \n"})
    names = (
        "单位名称",
        "报告年度",
        *PARTS[:4],
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
        "单位名称",
        "成文日期",
    )
    document = written(report, tmp_path)
    assert highlighted(document) == [f"【此处待填：{name}】" for name in names]
    assert gaps(report) == names


def test_section_one_in_one_piece(tmp_path: Path) -> None:
    """Not written in parts: no parts are asked for. Some parts written: the others are."""
    report = told(blank_report(load("2019"), 2019, "甲局"))
    whole = replace(report, narrative={"一": "全文。", "五": "无。", "六": "无。"})
    headings = [p.text for p in written(whole, tmp_path).paragraphs if p.style.name.startswith("Heading")]
    assert headings == [words for level, words in HEADINGS if level == "Heading 1"]
    assert gaps(whole) == ()
    both = replace(report, narrative={**whole.narrative, "一/依申请公开": "有。"})
    words = [paragraph.text for paragraph in written(both, tmp_path).paragraphs]
    assert words[1:4] == ["一、总体情况", "全文。", "（一）主动公开"]
    assert gaps(both) == tuple(part for part in PARTS if part != "依申请公开")


def test_a_heading_typed_above_the_text_is_not_printed_twice(tmp_path: Path) -> None:
    texts = {"一/主动公开": "（一）主动公开\n甲。", "五": "五、存在的主要问题及改进情况。\n乙。", "六": "　　丙。"}
    report = replace(blank_report(load("2021"), 2021, "甲局"), narrative=texts)
    words = [paragraph.text for paragraph in written(report, tmp_path).paragraphs]
    assert words[2:4] == ["（一）主动公开", "甲。"]
    assert [line for line in words if line in ("乙。", "丙。") or line.startswith("五、")] == [
        "五、存在的主要问题及改进情况", "乙。", "丙。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("date", "printed"),
    [("2022-01-18", "2022年1月18日"), ("2022年元月", "2022年元月"), (" 2022-12-01 ", "2022年12月1日")],
)
def test_date_of_the_signature(date: str, printed: str, tmp_path: Path) -> None:
    report = replace(blank_report(load("2021"), 2021, "甲局"), cover=Cover(date=date))
    assert written(report, tmp_path).paragraphs[-1].text == printed


def test_page_and_type_of_gb_9704(tmp_path: Path) -> None:
    document = written(told(balanced_report(load("2021"), random.Random(2))), tmp_path)
    (section,) = document.sections
    page = (section.page_width.mm, section.page_height.mm, section.top_margin.mm, section.left_margin.mm)
    assert page == pytest.approx((210, 297, 37, 28), abs=0.05)
    area = (page[0] - page[3] - section.right_margin.mm, page[1] - page[2] - section.bottom_margin.mm)
    assert area == pytest.approx((156, 225), abs=0.1)
    fonts = {
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体", 16),
        "Body Text": ("仿宋", 16),
    }
    for name, (font, points) in fonts.items():
        style = document.styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.font.size.pt == points
        if name != "Title":
            assert style.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
            assert style.paragraph_format.line_spacing.pt == 28.95
            assert style.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        paragraph = footer.paragraphs[0]
        assert words_in(paragraph._p) == "— 1 —"
        assert paragraph.alignment.name == side
        assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
        assert paragraph.style.font.size.pt == 14


@pytest.mark.parametrize("form_id", FORMS)
def test_tables_fill_the_page_and_their_rows_do_not_break(form_id: str, tmp_path: Path) -> None:
    document = written(balanced_report(load(form_id), random.Random(3)), tmp_path)
    heads = []
    for table in document.tables:
        assert sum(column.width.mm for column in table.columns) == pytest.approx(156, abs=0.2)
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
            widths = {cell._tc: cell.width.mm for cell in row.cells}
            assert sum(widths.values()) == pytest.approx(156, abs=0.2)
        repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        heads.append(repeated.index(False))
        assert not any(repeated[heads[-1] :])
    assert heads == [0, 3, 3]  # 表二 is four tables in one: what heads the first would be wrong above the others


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    report = told(balanced_report(load("2021"), random.Random(4)))
    source = tmp_path / "甲.xlsx"
    build_workbook(report, source)
    for name, seed, zone in (("1", "1", "UTC"), ("2", "2", "Asia/Shanghai")):
        line = ["export", str(source), "--to", "docx", "-o", str(tmp_path / f"{name}.docx")]
        code = f"import sys; from xlreport.console.app import run; sys.exit(run({line!r}))"
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", code], check=True, env=surroundings, capture_output=True)
    assert (tmp_path / "1.docx").read_bytes() == (tmp_path / "2.docx").read_bytes()
    properties = Document(str(tmp_path / "1.docx")).core_properties
    assert properties.created == properties.modified
    assert properties.author == report.agency


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "满"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not permitted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_nothing_behind(full_disk: Path) -> None:
    with pytest.raises(FileProblem) as problem:
        write_docx(told(balanced_report(load("2021"), random.Random(5))), full_disk / "甲.docx")
    assert problem.value.case == "output_full"
    assert list(full_disk.iterdir()) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    report = blank_report(load("2021"), 2021, "甲局")
    (tmp_path / "夹.docx").mkdir()
    for target, case in ((tmp_path / "无" / "甲.docx", "output_missing"), (tmp_path / "夹.docx", "output_denied")):
        with pytest.raises(FileProblem) as problem:
            write_docx(report, target)
        assert problem.value.case == case


def test_export_writes_the_document_and_says_what_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = balanced_report(load("2021"), random.Random(6), agency="甲局")
    build_workbook(replace(report, narrative={"五": "有。"}), tmp_path / "甲.xlsx")
    said = answer(capsys, "export", tmp_path / "甲.xlsx", "--to", "docx", "-o", tmp_path / "甲.docx")
    assert said.code == 0
    assert "有 7 处待填" in said.err
    document = Document(str(tmp_path / "甲.docx"))
    assert document.paragraphs[0].text == "甲局2021年政府信息公开工作年度报告"
    assert len(highlighted(document)) == 7
    found = boxes(document.tables[1])
    for field in report.form.table("table3").fields:
        assert_prints(found[field.at], report, field.id)


def test_export_never_overwrites_a_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may have filled its gaps since."""
    build_workbook(blank_report(load("2021"), 2021, "甲局"), tmp_path / "甲.xlsx")
    target = tmp_path / "甲.docx"
    target.write_bytes(b"somebody's work")
    said = answer(capsys, "export", tmp_path / "甲.xlsx", "--to", "docx", "-o", target)
    assert said.code == 3
    assert_plain_chinese(said.err)
    assert "已经存在" in said.err
    assert target.read_bytes() == b"somebody's work"


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "LibreOffice is part of this test: install libreoffice-writer"
    profile = tmp_path_factory.mktemp("office").as_uri()
    return [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]


@pytest.mark.parametrize("form_id", FORMS)
def test_libreoffice_lays_out_every_table_on_one_page(form_id: str, soffice: list[str], tmp_path: Path) -> None:
    """With numbers of seven digits too; the title stands on the first page, the page number on each."""
    form = load(form_id)
    report = told(balanced_report(form, random.Random(7), agency="甲县城市管理综合执法局"))
    report = report.with_values({field.id: number(1_234_567) for field in form.table("table4").fields})
    write_docx(report, tmp_path / "甲.docx")
    subprocess.run([*soffice, str(tmp_path), str(tmp_path / "甲.docx")], check=True, capture_output=True, timeout=120)
    text_of = subprocess.run(["pdftotext", "-layout", str(tmp_path / "甲.pdf"), "-"], check=True, capture_output=True)
    pages = text_of.stdout.decode().split("\f")[:-1]
    close = ["".join(page.split()) for page in pages]
    assert f"甲县城市管理综合执法局{form.first_year}年政府信息公开工作年度报告" in close[0]
    for place, page in enumerate(close, 1):
        assert page.endswith(f"—{place}—")
    ends = {
        "二、主动公开政府信息情况": "政府集中采购" if form_id.startswith("2019") else "行政事业性收费",
        "三、收到和处理政府信息公开申请情况": "四、结转下年度继续办理",
        "四、政府信息公开行政复议、行政诉讼情况": "1234567" * 15,
    }
    for first, last in ends.items():
        assert [first in page for page in close].count(True) == 1
        assert last in next(page for page in close if first in page)
    assert close[-1].endswith(f"甲县城市管理综合执法局2022年1月8日—{len(close)}—")
