"""How far a table reaches in a document: which printed rows may be its own, and how wide a grid is."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.align.printed import PrintedRow
from xlreport.align.stubs import stubs_of
from xlreport.align.vocabulary import read_forms
from xlreport.forms import load
from xlreport.forms.load import VERSIONS


def rows_for(printed: Sequence[PrintedRow], table_id: str) -> Sequence[PrintedRow]:
    """The rows of grids alone where these hold most rows of a table: a sentence beside it is no row.

    Only rows that all versions have are counted, so that each version is read from the same printed rows.
    """
    rows = [row for row in printed if row.grid]
    labels = {form for row in rows if row.slots and row.pieces for form in read_forms(row.pieces[-1].text)}
    first, *others = (stubs_of(load(version).table(table_id)) for version in VERSIONS)
    foreign = [frozenset().union(*(stub.forms for stub in stubs)) for stubs in others]
    shared = [stub for stub in first if all(not stub.forms.isdisjoint(forms) for forms in foreign)]
    held = sum(1 for stub in shared if not stub.forms.isdisjoint(labels))
    return rows if 2 * held > len(shared) else printed


def width(printed: Sequence[PrintedRow], grid: int) -> int:
    """The last column of a grid in which something is printed."""
    rows = [row for row in printed if row.grid == grid]
    pieces = (piece.right for row in rows for piece in row.pieces)
    return max([*pieces, *(slot.right for row in rows for slot in row.slots)], default=0)
