"""One built workbook for many units: built once with marks where words differ, and filled in for each.

Building takes tens of milliseconds, filling in three. A filled stencil holds the same parts as a workbook that was
built with the words themselves (a test holds them against each other); what cannot be sure of that is built.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from xlreport.workbook.styles import lines_needed

_STAMP = (1980, 1, 1, 0, 0, 0)
"""As XlsxWriter stamps its parts."""
_UNSURE = re.compile(r"^\s|\s$|[\x00-\x1f\ue000-\uf8ff\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^$")
"""Words that are not written into a package as they stand, or could be taken for a mark."""


def fits(word: str) -> bool:
    """Whether a word may be filled in: it stands in the package as it is, but for &, < and >."""
    return not _UNSURE.search(word)


def mark(number: int, word: str = "", width: float = 0) -> str:
    """The mark of a number, which no word holds. With a ``width`` it needs as many lines there as the word does."""
    sign = f"\ue000{number}\ue001"
    while width and lines_needed(sign, width) < lines_needed(word, width):
        sign += "\ue002"
    return sign


class Stencil:
    """A built workbook with marks in it. A mark may be any word that stands nowhere else in the workbook."""

    def __init__(self, packed: bytes, marks: Sequence[str]) -> None:
        self._marks = tuple(marks)
        signs = [sign.encode() for sign in marks]
        with zipfile.ZipFile(BytesIO(packed)) as whole:
            parts = {entry.filename: whole.read(entry) for entry in whole.infolist()}
        self._open = {name: data.decode() for name, data in parts.items() if any(sign in data for sign in signs)}
        closed = BytesIO()
        with zipfile.ZipFile(closed, "w") as archive:
            for name, data in parts.items():
                if name not in self._open:
                    archive.writestr(_entry(name), data)
        self._closed = closed.getvalue()

    def filled(self, words: Sequence[str]) -> bytes:
        """The workbook with words in place of the marks, in their order; each of them ``fits``."""
        packed = BytesIO(self._closed)
        with zipfile.ZipFile(packed, "a") as archive:
            for name, text in self._open.items():
                for sign, word in zip(self._marks, words, strict=True):
                    text = text.replace(sign, escape(word))
                archive.writestr(_entry(name), text.encode())
        return packed.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
