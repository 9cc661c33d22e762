"""What a kind of fault is, and the hands that make one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.published.documents.printed import Cell, Grid, Printed

FORMATS = (
    "html",
    "docx",
    "pdf_ruled",
    "pdf_unruled",
    "md",
    "txt_tabs",
    "txt_bars",
    "txt_lines",
    "txt_fixed",
    "office_docx",
    "office_html",
    "office_pdf",
)
"""Kinds of file; the office ones are made by LibreOffice from the HTML."""
TEXTS = frozenset(name for name in FORMATS if name.startswith("txt") or name == "md")
PDFS = frozenset(name for name in FORMATS if "pdf" in name)
OFFICE = frozenset(name for name in FORMATS if name.startswith("office"))
EVERYWHERE = frozenset(FORMATS)
"""Where a harmless fault is harmless unless it says otherwise."""

Change = Callable[[Printed, random.Random], Printed]


class NotHere(Exception):
    """This document has no place for the fault."""


@dataclass(frozen=True)
class Fault:
    """A kind of fault. ``not_in``: kinds of file in which it makes no sense, and ``why``.

    ``harmless``: kinds of file in which everything must still be read. ``forms``: forms of report that it is put into.
    """

    name: str
    change: Change
    not_in: frozenset[str] = frozenset()
    why: str = ""
    harmless: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ("2021", "2021", "2019")

    def put_into(self, document: Printed, rng: random.Random) -> Printed:
        """The document with this fault. Raises NotHere where it has no place for it."""
        return replace(self.change(document, rng), faults=(*document.faults, self.name))


FAULTS: dict[str, Fault] = {}
"""All kinds, by name."""


def fault(
    *,
    not_in: frozenset[str] = frozenset(),
    why: str = "",
    harmless: frozenset[str] = frozenset(),
    forms: tuple[str, ...] = ("2021", "2021", "2019"),
) -> Callable[[Change], Change]:
    """Enter a function as a kind of fault under its own name."""

    def enter(change: Change) -> Change:
        name = change.__name__
        FAULTS[name] = Fault(name, change, not_in, why, harmless, forms)
        return change

    return enter


def a_grid(document: Printed, rng: random.Random, *tables: str) -> Grid:
    """One of the statutory grids, of these tables or any."""
    grids = [grid for grid in document.grids if grid.table and grid.table in (tables or grid.table)]
    if not grids:
        raise NotHere
    return rng.choice(grids)


def number_cells(grid: Grid, rng: random.Random, at_most: int, money: bool | None = None) -> list[Cell]:
    """Some number cells that still print a plain number."""
    cells = [cell for cell in grid.numbers if cell.text.isdigit() and not cell.sealed and cell.meant is None]
    if money is not None:
        cells = [cell for cell in grid.numbers if cell.text and is_money(cell) == money and not cell.sealed]
    if not cells:
        raise NotHere
    return rng.sample(cells, min(len(cells), rng.randint(1, at_most)))


def is_money(cell: Cell) -> bool:
    """Whether a cell prints an amount of money."""
    return any(name.endswith((".fees.amount", ".procurement_amount")) for name in cell.fields)


def in_cells(document: Printed, grid: Grid, cells: list[Cell], words: Callable[[Cell], str]) -> Printed:
    """The document with other words in some cells; not in shifted ones, where the words would be two cells'."""
    if any(cell.meant is not None for cell in cells):
        raise NotHere
    return document.put(grid, grid.put({cell: replace(cell, text=words(cell)) for cell in cells}))
