"""How far a table reaches in a document: which printed rows may be its own, and how wide a grid is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from xlreport.align.contents import is_value
from xlreport.align.printed import PrintedRow
from xlreport.align.stubs import stubs_of
from xlreport.align.vocabulary import read_forms, written
from xlreport.forms import load
from xlreport.forms.load import VERSIONS


def rows_for(printed: Sequence[PrintedRow], table_id: str) -> Sequence[PrintedRow]:
    """The rows of grids where these hold most rows of a table, with the lines among and next to them that print
    nothing but labels of the table and numbers: a sentence beside it is no row.

    Only rows that all versions have are counted, so that each version is read from the same printed rows.
    """
    first, *others = (stubs_of(load(version).table(table_id)) for version in VERSIONS)
    foreign = [frozenset().union(*(stub.forms for stub in stubs)) for stubs in others]
    shared = [stub for stub in first if all(not stub.forms.isdisjoint(forms) for forms in foreign)]
    names = {form for stub in shared for form in stub.forms}
    labels = {n: names.intersection(_own_label(row)) for n, row in enumerate(printed) if row.grid and row.slots}
    found = frozenset().union(*labels.values())
    if 2 * sum(1 for stub in shared if not stub.forms.isdisjoint(found)) <= len(shared):
        return printed
    own = _labels(table_id)
    holding = [number for number, names_here in labels.items() if names_here]
    start, end = holding[0], holding[-1]
    while start > 0 and _is_line_of(printed[start - 1], own):
        start -= 1
    while end + 1 < len(printed) and _is_line_of(printed[end + 1], own):
        end += 1
    return [row for n, row in enumerate(printed) if row.grid or (start <= n <= end and _is_line_of(row, own))]


def _own_label(row: PrintedRow) -> tuple[str, ...]:
    return read_forms(row.pieces[-1].text) if row.pieces else ()


def _is_line_of(row: PrintedRow, labels: frozenset[str]) -> bool:
    """Whether a line prints labels of a table, each whole, and numbers at most."""
    if row.grid or not row.pieces or not all(is_value(slot.text) for slot in row.filled):
        return False
    return all(not labels.isdisjoint(read_forms(piece.text)) for piece in row.pieces)


@cache
def _labels(table_id: str) -> frozenset[str]:
    """All labels of a table in all versions, in all forms."""
    tables = [load(version).table(table_id) for version in VERSIONS]
    heads = (form for table in tables for label in table.labels for form in written(label))
    return frozenset(heads).union(*(stub.forms for table in tables for stub in stubs_of(table)))


def width(printed: Sequence[PrintedRow], grid: int) -> int:
    """The last column of a grid in which something is printed."""
    rows = [row for row in printed if row.grid == grid]
    pieces = (piece.right for row in rows for piece in row.pieces)
    return max([*pieces, *(slot.right for row in rows for slot in row.slots)], default=0)
