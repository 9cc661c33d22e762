"""A1 references: rows, columns and boxes of cells, counted from 1 as people count them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


def column_letters(column: int) -> str:
    """Letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column given by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The A1 name of one cell."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=1 << 16)  # the same addresses come up in every workbook
def parse_cell(name: str) -> tuple[int, int]:
    """(row, column) of an A1 name such as ``D4`` or ``$D$4``. Raises ValueError when it is none."""
    match = _CELL.fullmatch(name)
    if match is None:
        raise ValueError(f"not a cell reference: {name!r}")
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise ValueError(f"cell reference outside any sheet: {name!r}")
    return row, column


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, reference: str) -> Box:
        """The box that ``B2`` or ``A1:D4`` names. Raises ValueError when it is none."""
        first, colon, last = reference.partition(":")
        top, left = parse_cell(first)
        bottom, right = parse_cell(last) if colon else (top, left)
        if bottom < top or right < left:
            raise ValueError(f"corners the wrong way round: {reference!r}")
        return cls(top, left, bottom, right)

    def __str__(self) -> str:
        first = cell_name(self.top, self.left)
        return first if self.is_single else f"{first}:{cell_name(self.bottom, self.right)}"

    @property
    def is_single(self) -> bool:
        """Whether the box is one cell."""
        return self.top == self.bottom and self.left == self.right

    @property
    def corner(self) -> tuple[int, int]:
        """(row, column) of the first cell, the one that holds the content of a merged box."""
        return self.top, self.left

    def cells(self) -> Iterator[tuple[int, int]]:
        """(row, column) of every cell, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def contains(self, other: Box) -> bool:
        """Whether the other box lies inside this one."""
        return (
            self.top <= other.top
            and self.left <= other.left
            and other.bottom <= self.bottom
            and other.right <= self.right
        )

    def moved(self, down: int, across: int) -> Box:
        """The same box so many rows further down and columns further right."""
        return Box(self.top + down, self.left + across, self.bottom + down, self.right + across)


def compress(cells: list[tuple[int, int]]) -> list[Box]:
    """The fewest straight runs (along a column, else along a row) that cover single cells.

    Formulas over ``D6:D26`` read better, and survive better, than over twenty-one addresses.
    """
    boxes: list[Box] = []
    for row, column in cells:
        last = boxes[-1] if boxes else None
        if last and last.left == last.right == column and last.bottom + 1 == row:
            boxes[-1] = Box(last.top, column, row, column)
        elif last and last.top == last.bottom == row and last.right + 1 == column:
            boxes[-1] = Box(row, last.left, row, column)
        else:
            boxes.append(Box(row, column, row, column))
    return boxes
