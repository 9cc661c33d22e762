"""What Excel hands to a worksheet function: one value, a row, or rows of values, exactly as the cells hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from xlreport.numbers import BLANK, DATE_MARK, Content, Kind, error, from_plain, number, text

_FIRST_ERROR = -2146828288
"""What COM adds to the number of an error; a number of a cell comes as float, so an int in this range is an error."""
_ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!",
    2050: "#CALC!",
}  # fmt: skip
_LONGEST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cell values, by rows; a single cell is one row of one."""

    rows: Sequence[Sequence[object]]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell only."""
        return self.shape == (1, 1)

    def filled(self) -> Iterator[tuple[int, int, Content]]:
        """Row, column (from 1) and content of each cell that is not blank, row by row; fast over blank columns."""
        for row, values in enumerate(self.rows, 1):
            for column, value in enumerate(values, 1):
                if value is not None:
                    yield row, column, content(value)

    def contents(self) -> Iterator[Content]:
        """The content of every cell, row by row."""
        return (content(value) for values in self.rows for value in values)


def block(value: object) -> Block:
    """The cells of an argument: a range comes as rows of values, a constant array of one row flat, a cell bare."""
    if not isinstance(value, list | tuple):
        return Block(((value,),))
    if not value:
        return Block(((None,),))
    return Block(value if isinstance(value[0], list | tuple) else (value,))


def content(value: object) -> Content:
    """What a cell holds. Errors come as their COM number or name, dates as datetime, amounts of money as Decimal.

    Truth values and dates are text here: neither is a number that someone counted. Never raises.
    """
    if value is None:
        return BLANK
    if isinstance(value, bool | str):
        return from_plain(value)
    if isinstance(value, int) and value - _FIRST_ERROR in _ERRORS:
        return error(_ERRORS[value - _FIRST_ERROR])
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date):
        shown = value.date() if isinstance(value, datetime) else value
        return text(DATE_MARK + shown.isoformat())
    return text(str(value))


def _number(value: int | float | Decimal) -> Content:
    try:
        return number(value)
    except ValueError:
        return error("#NUM!")


def offset(row: int, column: int) -> str:
    """Where a cell stands inside a range."""
    return f"第{row}行第{column}列"


def why_undecided(held: Content, where: str) -> str:
    """The sentence for a cell that holds no number, and what to do about it."""
    words = str(held.raw)
    shown = words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}……"
    if held.kind == Kind.ERROR:
        return f"未判断：{where}是错误值 {shown}，请先改正公式"
    if words.startswith(DATE_MARK):
        return f"未判断：{where}是{shown}，不是数字，请改填数字"
    if not words.strip():
        return f"未判断：{where}看似空白，实为空格或空文本，请清除后重填"
    return f"未判断：{where}是“{shown}”，不是数字，请改填数字"
