"""A workbook of plain sheets: nothing of a form, whatever a caller draws."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import xlsxwriter

from xlreport import __version__
from xlreport.files.atomic import write_bytes
from xlreport.workbook.build import BUILT
from xlreport.workbook.styles import Canvas


def write_plain_book(target: Path, title: str, draw: Callable[[Canvas], None]) -> None:
    """Write the sheets that ``draw`` puts on the canvas; the same drawing gives the same bytes.

    Raises FileProblem when the place cannot be written.
    """
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": BUILT, "comments": f"xlreport {__version__}"})
    draw(Canvas(book))
    book.close()
    write_bytes(target, packed.getvalue())
