"""Plain text, Markdown and separated values: rows of a table, the lines around them, encodings."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import shared_folder
from xlreport.align.document import Document, Line
from xlreport.findings.model import FileProblem
from xlreport.published.grids import read_document_blocks


def read(folder: Path, text: str | bytes, name: str = "a.txt") -> Document:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document_blocks(path)


def texts(document: Document) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def test_rows_with_tabs_keep_blank_cells_at_both_ends(tmp_path: Path) -> None:
    document = read(tmp_path, "标题\n\n规章\t0\t\n\t1\t2\n\n结尾\n")
    assert texts(document) == ["标题", [["规章", "0", ""], ["", "1", "2"]], "结尾"]
    assert [grid.columns_known for grid in document.grids] == [False]


def test_a_single_blank_line_does_not_cut_a_table_and_two_do(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "a\t1\n\nb\t2\n\n\nc\t3\n")) == [[["a", "1"], ["b", "2"]], [["c", "3"]]]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| 规章 | 0 | |", ["规章", "0", ""]),
        ("规章 | 0 | 1", ["规章", "0", "1"]),
        ("规章｜0｜1", ["规章", "0", "1"]),
        ("│ 规章 │ 0 │", ["规章", "0"]),
        ("| | 0 |", ["", "0"]),
        ("||0|", ["", "0"]),
        (r"| a \| b | 0 |", ["a | b", "0"]),
        ("| - | — |", ["-", "—"]),
    ],
)
def test_rows_with_bars(line: str, cells: list[str], tmp_path: Path) -> None:
    assert texts(read(tmp_path, f"前\n{line}\n")) == ["前", [cells]]


def test_separators_frames_and_rows_of_bars_alone_are_no_rows(tmp_path: Path) -> None:
    document = read(tmp_path, "| a | b |\n|---|:-:|\n| 1 | 2 |\n||||\n| --- | --- |\n")
    assert texts(document) == [[["a", "b"], ["1", "2"]]]
    framed = read(tmp_path, "┌──┬──┐\n│a │1 │\n├──┼──┤\n│b │2 │\n└──┴──┘\n")
    assert [row for block in texts(framed) if isinstance(block, list) for row in block] == [["a", "1"], ["b", "2"]]


def test_a_bar_in_prose_loses_no_words(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "当前位置:首页 |\n正文。\n")) == [[["当前位置:首页"]], "正文。"]


def test_columns_made_of_spaces_stay_as_they_are(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "  规章    0    0    0\n行政许可      12\n")) == [
        "规章    0    0    0",
        "行政许可      12",
    ]


def test_an_indented_paragraph_is_no_table(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "\t本年度公开信息若干条。\n\u3000\u3000另一段。\n")) == [
        "本年度公开信息若干条。",
        "另一段。",
    ]


def test_markdown_loses_its_marks_and_keeps_its_headings(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "# 标题\n\n## 一、**总体**情况 ##\n\n- 第一 `项`\n> 引用\n\n见[说明](http://a.b/c)，共 *3* 件\\*。\n\n"
        "| 内容 | **数** |\n| --- | ---: |\n| 规<br>章 | 0 |\n\n-8 件，1 - 2\n",
        "a.md",
    )
    assert document.kind == "md"
    assert texts(document) == [
        "标题",
        "一、总体情况",
        "第一 项",
        "引用",
        "见说明，共 3 件*。",
        [["内容", "数"], ["规\n章", "0"]],
        "-8 件，1 - 2",
    ]
    assert [line.heading for line in document.lines[:3]] == [1, 2, 0]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("~~3~~4", "〔划去：3〕4"),
        ("~~37~~", "〔划去：37〕"),
        ("~~37", "~~37"),
        ("37[^1]", "37[^1]"),
        ("37<sup>1</sup>", "37[1]"),
        ("37[1](#a)", "37[1]"),
        ("<del>3</del>7", "〔划去：3〕7"),
        ("3**7", "3**7"),
        ("**37**", "37"),
        ("![37](a.png)", "〔图：37〕"),
        ("&#51;7&nbsp;", "37"),
    ],
)
def test_marks_of_markdown_beside_a_number_make_no_other_number(written: str, text: str, tmp_path: Path) -> None:
    (grid,) = read(tmp_path, f"# 题\n\n| 内容 | 数 |\n|---|---|\n| 规章 | {written} |\n", "a.md").grids
    assert [cell.text for cell in grid.cells][-1] == text


def test_a_table_in_html_inside_a_text_is_a_grid(tmp_path: Path) -> None:
    page = "# 一、总体\n\n<table><tr><td colspan=2>a</td></tr><tr><td>1</td><td>2</td></tr></table>\n\n后文\n"
    document = read(tmp_path, page, "a.md")
    assert texts(document) == ["一、总体", [["a"], ["1", "2"]], "后文"]
    assert document.grids[0].columns_known


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_texts(coding: str, tmp_path: Path) -> None:
    words = "某某县政府信息公开工作年度报告（镕）"
    assert texts(read(tmp_path, f"{words}\n规章\t0\n".encode(coding))) == [words, [["规章", "0"]]]


def test_a_few_damaged_bytes_do_not_turn_the_rest_into_other_characters(tmp_path: Path) -> None:
    words = "某某县政府信息公开工作年度报告" * 20
    data = bytearray(f"{words}\n规章\t12\n".encode())
    data[10] = 0xFF
    document = read(tmp_path, bytes(data))
    assert "\ufffd" in document.lines[0].text
    assert document.lines[0].text.endswith(words[20:])
    assert [cell.text for cell in document.grids[0].cells] == ["规章", "12"]


def test_separated_values_know_their_columns_only_where_all_rows_are_as_wide(tmp_path: Path) -> None:
    square = read(tmp_path, 'a,"b,c"\n1,2\n', "a.csv")
    assert texts(square) == [[["a", "b,c"], ["1", "2"]]]
    assert square.grids[0].columns_known
    assert not read(tmp_path, "a,b\n1,2,3\n", "a.csv").grids[0].columns_known


@pytest.mark.parametrize("text", ["", " \n\t\n", "| | |\n"])
def test_a_text_that_says_nothing_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path, text)
    assert caught.value.case in ("empty", "no_text")


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_the_real_reports_show_every_number_of_their_tables(number: str, truth: dict[str, Path]) -> None:
    (path,) = (shared_folder() / "reports").glob(f"{number}_*.txt")
    grids = read_document_blocks(path).grids
    shown: list[Decimal] = []
    for grid in grids:
        shown += [Decimal(cell.text.lstrip("+")) for cell in grid.cells if _is_number(cell.text)]
    report = json.loads(truth[number].read_text(encoding="utf-8"), parse_float=Decimal)
    for value in _values({name: report[name] for name in ("table2", "table3", "table4")}):
        assert value in shown
        shown.remove(value)
    assert shown == []


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()


def _values(part: object) -> list[Decimal]:
    """All numbers of a report in JSON, however deep."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        return [value for inner in part for value in _values(inner)]
    return [Decimal(str(part))] if isinstance(part, int | Decimal) else []
