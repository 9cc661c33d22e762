"""Documents as text files: columns by tabs, bars or spaces, one cell per line, and Markdown."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator

from tests.published.documents.printed import Cell, Grid, Line, PageBreak, Printed


def _write(
    document: Printed, table: Callable[[Grid], Iterator[str]], rng: random.Random, hashes: bool = False
) -> bytes:
    lines: list[str] = []
    if "running_head" in document.layout:
        lines += [f"{document.agency}信息公开年报", ""]
    apart = rng.random() < 0.7
    for block in document.blocks:
        if isinstance(block, Grid):
            lines += [*table(block), ""]
        elif isinstance(block, PageBreak):
            lines += [block.number, ""] if block.number else [""]
        else:
            lines.append(_heading(block) if hashes else block.text)
            lines += [""] if apart or hashes else []
    if "running_head" in document.layout:
        lines.append("第 1 页 共 1 页")
    words = "\n".join(lines) + "\n"
    if not hashes and rng.random() < 0.2:
        try:
            return words.replace("\n", "\r\n").encode("gb18030")
        except UnicodeEncodeError:
            pass
    return words.encode()


def _heading(line: Line) -> str:
    return "#" * line.heading + " " + line.text if line.heading else line.text


def _flat(cell: Cell) -> str:
    return cell.text.replace("\n", " ").replace("\t", " ") + (f"^{cell.mark}" if cell.mark else "")


def spread(grid: Grid) -> list[list[str]]:
    """Texts by slot; the slots that a merged cell covers besides its first print nothing."""
    rows = [[""] * len(row) for row in grid.rows]
    for top, cells in enumerate(grid.spans()):
        for left, cell, _, _ in cells:
            rows[top][left] = _flat(cell)
    return rows


def pushed(grid: Grid, ahead: bool = False) -> list[list[str]]:
    """Texts in the order of the cells that begin in each row, the row filled up at its end: merges are lost.

    ``ahead``: columns that merged cells cover from above keep one empty text in front, as some converters leave it.
    """
    rows = []
    for cells in grid.spans():
        covered = [""] if ahead and cells and cells[0][0] > 0 else []
        rows.append([*covered, *(_flat(cell) for _, cell, _, _ in cells)])
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _pushed_ahead(grid: Grid) -> list[list[str]]:
    return pushed(grid, ahead=True)


def write_tabs(document: Printed, rng: random.Random) -> bytes:
    """A text whose cells are parted by tabs; merged cells spread over their slots or pushed together."""
    shape = rng.choice([spread, pushed, _pushed_ahead])
    return _write(document, lambda grid: ("\t".join(row) for row in shape(grid)), rng)


def write_bars(document: Printed, rng: random.Random) -> bytes:
    """A text whose cells are parted by bars, merges lost."""
    return _write(document, lambda grid: (" | ".join(row) + " |" for row in pushed(grid)), rng)


def write_lines(document: Printed, rng: random.Random) -> bytes:
    """A text with each cell on a line of its own, as copying gives; blank cells are blank lines or nothing."""
    keep = rng.random() < 0.5

    def table(grid: Grid) -> Iterator[str]:
        for cells in grid.spans():
            texts = (_flat(cell) for _, cell, _, _ in cells)
            yield from (words for words in texts if words or keep)

    return _write(document, table, rng)


def write_fixed(document: Printed, rng: random.Random) -> bytes:
    """A text whose columns are lined up with spaces."""

    def table(grid: Grid) -> Iterator[str]:
        rows = spread(grid)
        spans = [[(left, wide) for left, _, _, wide in cells] for cells in grid.spans()]
        widths = [4] * grid.width
        for row, cells in zip(rows, spans, strict=True):
            for left, wide in cells:
                if wide == 1:
                    widths[left] = max(widths[left], _columns(row[left]) + 2)
        for row, cells in zip(rows, spans, strict=True):  # a merged cell may need more than its columns have
            for left, wide in cells:
                lacking = _columns(row[left]) + 2 - sum(widths[left : left + wide])
                if lacking > 0:
                    widths[left + wide - 1] += lacking
        for row in rows:
            yield _lined_up(row, widths)

    return _write(document, table, rng)


def _lined_up(row: list[str], widths: list[int]) -> str:
    line, room = "", 0
    for words, width in zip(row, widths, strict=True):
        line += " " * max(0, room - _columns(line)) + words
        room += width
    return line.rstrip()


def _columns(words: str) -> int:
    """Columns on a screen: Chinese characters take two, marks without width none."""
    wide = sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in words)
    return wide - sum(1 for letter in words if unicodedata.category(letter) == "Cf")


def write_markdown(document: Printed, rng: random.Random) -> bytes:
    """Markdown with pipe tables; merged cells spread or pushed together."""
    shape = rng.choice([spread, pushed])

    def table(grid: Grid) -> Iterator[str]:
        rows = [[words.replace("|", "\\|") for words in row] for row in shape(grid)]
        yield "| " + " | ".join(rows[0]) + " |"
        yield "|" + "---|" * len(rows[0])
        for row in rows[1:]:
            yield "| " + " | ".join(row) + " |"

    return _write(document, table, rng, hashes=True)
