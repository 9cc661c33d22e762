"""What a person sees in an open workbook: the checks beside the tables, the lines of 校验, the cover's state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.office.by_hand import Relation, relations
from tests.office.libreoffice import OpenWorkbook
from xlreport.a1 import Box, cell_name

COVER_STATE = "封面!C15"
_STATE_AREAS = ("表三!D6:L33", "表四!E8:O8", f"{COVER_STATE}:C15")


@dataclass(frozen=True)
class Line:
    """A line of 校验."""

    code: str
    severity: str
    sentence: str
    left: Any
    right: Any
    difference: Any
    state: str
    place: str


@dataclass(frozen=True)
class Seen:
    """``beside``: states beside the tables; ``lines`` of 校验 by relation, by 'V5 表三', 'F5 单位名称', 'L1'."""

    beside: dict[Relation, str]
    balance: dict[Relation, Line]
    others: dict[str, Line]
    cover: str

    @property
    def states(self) -> dict[Relation, str]:
        return {relation: line.state for relation, line in self.balance.items()}

    def count(self, code: str, table: str) -> int:
        return int(self.others[f"{code} {table}"].left)


def look(book: OpenWorkbook, form: str) -> Seen:
    shown = {place: value for area in _STATE_AREAS for place, value in _cells(book, area)}
    lines = [Line(*row[:8]) for row in book.block("校验!A6:H90") if row[0]]
    by_place = {(line.code, line.place): line for line in lines}
    expected = relations(form)
    return Seen(
        {relation: shown[relation.shown] for relation in expected},
        {relation: by_place[relation.code, relation.on.partition("!")[2]] for relation in expected},
        {_name(line): line for line in lines if not line.code.startswith("B")},
        shown[COVER_STATE],
    )


def _cells(book: OpenWorkbook, area: str) -> list[tuple[str, Any]]:
    sheet, _, box = area.partition("!")
    shown = [value for row in book.block(area) for value in row]
    names = [f"{sheet}!{cell_name(*cell)}" for cell in Box.parse(box).cells()]
    return list(zip(names, shown, strict=True))


def _name(line: Line) -> str:
    if line.code.startswith("V"):
        return f"{line.code} {line.sentence[:2]}"
    if line.code == "F5":
        return f"F5 {line.sentence.removeprefix('封面：填写')}"
    return line.code


def coloured(colours: dict[str, str], colour: str) -> set[str]:
    """Cells of this colour."""
    return {cell for cell, has in colours.items() if has == colour}
