"""PDF tables without lines: numbers stand under their heads where the page leaves no doubt, else nothing is claimed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from xlreport.align.document import Document, Line, TextGrid
from xlreport.published.grids import read_document_blocks

FONT = "STSong-Light"
HEADS = ("自然人", "企业", "机构", "总计")
LABELS = ("甲类事项", "乙类事项", "丙类事项")
ROWS = (("11", "2", "333", "346"), ("4", "55", "6", "65"), ("7", "8", "99", "114"))
ALIGNED = ("left", "middle", "right")


@dataclass
class Sheet:
    """Pages on which words are put wherever a test wants them; y counts from the top."""

    size: float = 9.0
    pages: list[list[tuple[str, float, float, float]]] = field(default_factory=lambda: [[]])

    def width(self, words: str) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(words, FONT, self.size))

    def put(self, words: str, x: float, y: float, aligned: str = "left", size: float = 0.0) -> None:
        """Words at x: their left side, their middle or their right side."""
        shift = {"left": 0.0, "middle": self.width(words) / 2, "right": self.width(words)}[aligned]
        self.pages[-1].append((words, x - shift, y, size or self.size))

    def row(self, words: Sequence[str], xs: Sequence[float], y: float, aligned: str = "left") -> None:
        for word, x in zip(words, xs, strict=True):
            if word:
                self.put(word, x, y, aligned)

    def saved(self, path: Path) -> Path:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        canvas = Canvas(str(path), pagesize=(595, 842))
        for page in self.pages:
            for words, x, y, size in page:
                canvas.setFont(FONT, size)
                canvas.drawString(x, 842 - y, words)
            canvas.showPage()
        canvas.save()
        return path


@pytest.fixture(autouse=True)
def _font() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


XS = (240.0, 310.0, 380.0, 450.0)


def table(sheet: Sheet, rows: Sequence[Sequence[str]] = ROWS, aligned: str = "middle", top: float = 100) -> None:
    """Heads and three labelled rows, 20 points apart."""
    sheet.row(HEADS, XS, top, aligned)
    for place, (label, values) in enumerate(zip(LABELS[: len(rows)], rows, strict=True), 1):
        sheet.put(label, 60, top + 20 * place)
        sheet.row(values, XS, top + 20 * place, aligned)


def read(sheet: Sheet, folder: Path) -> Document:
    return read_document_blocks(sheet.saved(folder / "甲.pdf"))


def by_label(grid: TextGrid) -> dict[str, dict[int, str]]:
    """For each row its cells behind the label, by column; the label '' for heads."""
    rows: dict[str, dict[int, str]] = {}
    for cells in grid.rows:
        first = cells[0]
        label = first.text if first.box.left == 1 else ""
        rows[label] = {cell.box.left: cell.text for cell in (cells[1:] if label else cells)}
    return rows


def under_heads(grid: TextGrid) -> dict[str, dict[str, str]]:
    """For each label what stands under each head."""
    assert grid.columns_known
    rows = by_label(grid)
    heads = {column: text for column, text in rows.pop("").items() if text}
    return {label: {heads[column]: text for column, text in row.items()} for label, row in rows.items() if row}


def expected(rows: Sequence[Sequence[str]] = ROWS, labels: Sequence[str] = LABELS) -> dict[str, dict[str, str]]:
    return {label: dict(zip(HEADS, row, strict=True)) for label, row in zip(labels, rows, strict=True)}


def known(document: Document) -> list[TextGrid]:
    return [grid for grid in document.grids if grid.columns_known]


@pytest.mark.parametrize("aligned", ALIGNED)
def test_numbers_stand_under_their_heads_however_both_are_aligned(aligned: str, tmp_path: Path) -> None:
    sheet = Sheet()
    table(sheet, aligned=aligned)
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected()


@pytest.mark.parametrize("column", range(4))
def test_blank_cells_are_seen_in_every_column(column: int, tmp_path: Path) -> None:
    rows = [["" if place == column and row != 1 else text for place, text in enumerate(ROWS[row])] for row in range(3)]
    sheet = Sheet()
    table(sheet, rows)
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected(rows)


@pytest.mark.parametrize("column", range(4))
def test_a_column_without_any_number_is_a_column(column: int, tmp_path: Path) -> None:
    rows = [["" if place == column else text for place, text in enumerate(row)] for row in ROWS]
    sheet = Sheet()
    table(sheet, rows)
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected(rows)


def test_a_row_without_any_number_is_a_row_of_blanks(tmp_path: Path) -> None:
    rows = (ROWS[0], ("", "", "", ""), ROWS[2])
    sheet = Sheet()
    table(sheet, rows)
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected(rows)


def test_a_head_of_several_lines_is_one_head(tmp_path: Path) -> None:
    sheet = Sheet()
    table(sheet)
    sheet.pages[-1] = [entry for entry in sheet.pages[-1] if entry[0] not in HEADS]
    sheet.row(("机构", "总计"), XS[2:], 85, "middle")
    for words, x, y in (("其他企", 310, 79.5), ("业", 310, 90.5), ("自", 240, 74), ("然", 240, 85), ("人", 240, 96)):
        sheet.put(words, x, y, "middle")
    [grid] = read(sheet, tmp_path).grids
    assert set(under_heads(grid)["甲类事项"]) == {"自然人", "其他企业", "机构", "总计"}


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_label_of_several_lines_is_the_label_of_the_numbers_beside_its_middle(count: int, tmp_path: Path) -> None:
    words = ["丙类事项分开处理", "只计这种情形的", "不计入其余情形", "也不重复计算"][:count]
    sheet = Sheet()
    table(sheet)
    sheet.pages[-1] = [entry for entry in sheet.pages[-1] if entry[0] != "丙类事项" and entry[2] < 160]
    for line, part in enumerate(words):
        sheet.put(part, 60, 170 + 11 * line)
    sheet.row(ROWS[2], XS, 170 + 11 * (count - 1) / 2, "middle")
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected(labels=(*LABELS[:2], "".join(words)))


def test_the_heads_of_groups_cover_their_columns(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.row(("前面的两列情况", "后面的两列情况"), (275, 415), 80, "middle")
    table(sheet)
    [grid] = read(sheet, tmp_path).grids
    spans = {cell.text: (cell.box.left, cell.box.right) for cell in grid.cells}
    assert spans["前面的两列情况"] == (spans["自然人"][0], spans["企业"][0])
    assert spans["后面的两列情况"] == (spans["机构"][0], spans["总计"][0])


def test_the_label_of_a_group_of_rows_takes_no_numbers(tmp_path: Path) -> None:
    sheet = Sheet()
    for place, label in enumerate(LABELS, 1):
        sheet.put(label, 110, 100 + 20 * place)
        sheet.row(ROWS[place - 1], XS, 100 + 20 * place, "middle")
    sheet.row(HEADS, XS, 100, "middle")
    sheet.put("一组", 60, 134.5)
    sheet.put("事项", 60, 145.5)
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected()
    assert "一组事项" in {cell.text for cell in grid.cells}


def test_numbers_beside_their_heads_claim_no_column(tmp_path: Path) -> None:
    """Heads on the left of wide columns, numbers on the right: each number is as near to the next head."""
    sheet = Sheet()
    sheet.row(HEADS, XS, 100, "left")
    for place, label in enumerate(LABELS, 1):
        sheet.put(label, 60, 100 + 20 * place)
        sheet.row(ROWS[place - 1], [x + 62 for x in XS], 100 + 20 * place, "right")
    assert not known(read(sheet, tmp_path))


def test_a_number_under_no_head_or_under_two_claims_no_column(tmp_path: Path) -> None:
    for words, x in (("777", 275.0), ("777777777777777777", 275.0)):
        sheet = Sheet()
        table(sheet)
        sheet.put("丁类事项", 60, 180)
        sheet.put(words, x, 180, "middle")
        assert not known(read(sheet, tmp_path)), words


def test_lines_of_labels_as_near_as_rows_are_never_blank_rows(tmp_path: Path) -> None:
    """Without white between rows nobody sees whether a line without numbers is a row or the end of a label."""
    sheet = Sheet()
    sheet.row(HEADS, XS, 100, "middle")
    for place, label in enumerate(("甲类", "乙类事项分开处", "理的只计一次", "丙类", "丁类")):
        sheet.put(label, 60, 112 + 12 * place)
        if place != 2:
            sheet.row(ROWS[place % 3], XS, 112 + 12 * place, "middle")
    for grid in known(read(sheet, tmp_path)):
        assert not by_label(grid).get("理的只计一次")


def test_a_number_over_two_lines_is_neither_lost_nor_a_blank(tmp_path: Path) -> None:
    rows = (ROWS[0], ("4", "", "6", "65"), ROWS[2])
    sheet = Sheet()
    table(sheet, rows)
    sheet.put("55", 310, 134.5, "middle")
    sheet.put("8", 310, 145.5, "middle")
    for grid in known(read(sheet, tmp_path)):
        assert under_heads(grid)["乙类事项"]["企业"] == "55\n8"


def test_units_printed_below_numbers_are_no_heads_of_the_numbers_below_them(tmp_path: Path) -> None:
    """Numbers too wide for their columns, with 件 on a line of its own: no table of blanks comes of it."""
    sheet = Sheet()
    sheet.row(HEADS, XS, 80, "middle")
    for place, label in enumerate(LABELS):
        sheet.put(label, 60, 105.5 + 32 * place)
        sheet.row(ROWS[place], XS, 100 + 32 * place, "middle")
        sheet.row(("件", "件", "件", ""), XS, 111 + 32 * place, "middle")
    for grid in known(read(sheet, tmp_path)):
        for row, cells in by_label(grid).items():
            assert not row or "" not in cells.values()


def test_labels_set_closely_before_each_other_are_told_apart(tmp_path: Path) -> None:
    sheet = Sheet()
    table(sheet)
    sheet.pages[-1] = [(words, x + (20 if words in LABELS else 0), y, size) for words, x, y, size in sheet.pages[-1]]
    sheet.put("一组", 59.5, 140)
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected()


@pytest.mark.parametrize("parts", [("减少", "8"), ("减少", "约", "8")])
def test_the_first_line_of_a_note_in_a_cell_is_no_head(parts: tuple[str, ...], tmp_path: Path) -> None:
    """A note wrapped in a cell of the first row: its number alone is never what the cell prints."""
    sheet = Sheet()
    table(sheet, [("", *ROWS[0][1:])])
    for line, words in enumerate(parts):
        sheet.put(words, XS[0], 120 + 11 * (line - (len(parts) - 1) / 2), "middle")
    for grid in known(read(sheet, tmp_path)):
        assert not {"8", "约\n8"} & {cell.text for cell in grid.cells}


def two_pages(shift: float = 0.0, *, repeated: bool = False) -> Sheet:
    """The table with its last row on another page, moved to the right there."""
    sheet = Sheet()
    sheet.row(HEADS, XS, 720, "middle")
    for place in (0, 1):
        sheet.put(LABELS[place], 60, 740 + 20 * place)
        sheet.row(ROWS[place], XS, 740 + 20 * place, "middle")
    sheet.put("— 1 —", 297, 800, "middle")
    sheet.pages.append([])
    if repeated:
        sheet.row(HEADS, [x + shift for x in XS], 60, "middle")
    sheet.put(LABELS[2], 60 + shift, 80)
    sheet.row(("", *ROWS[2][1:]), [x + shift for x in XS], 80, "middle")
    sheet.put("以上数据均为全年数据，已经核对，如有出入以正式公布的为准。", 60, 140)
    return sheet


@pytest.mark.parametrize("repeated", [False, True])
def test_a_table_goes_on_under_the_same_heads_on_the_next_page(repeated: bool, tmp_path: Path) -> None:
    first, second = read(two_pages(repeated=repeated), tmp_path).grids
    heads = {text: column for column, text in by_label(first)[""].items()}
    assert second.columns_known
    assert by_label(second)["丙类事项"] == {
        heads["自然人"]: "",
        heads["企业"]: "8",
        heads["机构"]: "99",
        heads["总计"]: "114",
    }


@pytest.mark.parametrize("shift", [-70.0, -35.0, 35.0, 70.0])
def test_a_table_that_stands_elsewhere_on_the_next_page_is_not_put_under_the_old_heads(
    shift: float, tmp_path: Path
) -> None:
    first, *others = read(two_pages(shift), tmp_path).grids
    heads = {text: column for column, text in by_label(first)[""].items()} if first.columns_known else {}
    for grid in others:
        if grid.columns_known:
            assert by_label(grid)["丙类事项"][heads["总计"]] == "114"


def test_heads_at_the_end_of_a_page_are_those_of_the_numbers_on_the_next(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.put("三、收到和处理申请情况", 60, 700, size=13)
    sheet.row(("自然人", "", "", "总计"), XS, 760, "middle")
    sheet.put("— 1 —", 297, 800, "middle")
    sheet.pages.append([])
    sheet.row(("", "企业", "机构", ""), XS, 60, "middle")
    for place, label in enumerate(LABELS, 1):
        sheet.put(label, 60, 60 + 20 * place)
        sheet.row(ROWS[place - 1], XS, 60 + 20 * place, "middle")
    [grid] = read(sheet, tmp_path).grids
    assert under_heads(grid) == expected()


def test_two_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    sheet = Sheet(size=6.0)
    numbers = (("1", "2", "3", "6"), ("11", "12", "13", "36"), ("21", "22", "23", "66"), ("31", "32", "33", "96"))
    for x, added in ((30.0, 0), (320.0, 100)):
        columns = [x + 90 + 40 * place for place in range(4)]
        sheet.row(HEADS, columns, 100, "left")
        for place, row in enumerate(numbers):
            sheet.put(f"{'甲乙丙丁'[place]}类事项", x, 120 + 20 * place)
            sheet.row([str(int(number) + added) for number in row], columns, 120 + 20 * place, "left")
    first, second = read(sheet, tmp_path).grids
    assert under_heads(first)["丁类事项"]["机构"] == "33"
    assert under_heads(second)["丁类事项"]["机构"] == "133"


def test_headings_and_sentences_around_a_table_stay_lines(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.put("三、收到和处理申请情况", 60, 60, size=13)
    table(sheet)
    sheet.put("四、其他情况", 60, 200, size=13)
    sheet.put("全年共办理 12 件。", 60, 225)
    lines = [block.text for block in read(sheet, tmp_path).blocks if isinstance(block, Line)]
    assert lines == ["三、收到和处理申请情况", "四、其他情况", "全年共办理 12 件。"]


def test_a_page_full_of_numbers_ends_in_time(tmp_path: Path) -> None:
    sheet = Sheet(size=1.0)
    for line in range(200):
        for column in range(40):
            sheet.put(str(column), 20 + 13 * column, 20 + 4 * line)
    began = time.monotonic()
    assert read(sheet, tmp_path).grids
    assert time.monotonic() - began < 30
