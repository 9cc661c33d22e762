"""Characters of a page put together to lines, words apart where the page shows a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlreport.published.flow import plain
from xlreport.published.pdf_pages import Glyph

_SAME_LINE = 0.5
_WORD_GAP = 0.3
CELL_GAP = 1.6
_NOTE_SIZE = 0.9
FINE_GAP = 0.24
_TIGHT = 0.15
_DOUBLE = 0.35
"""All in sizes of a character: what is one line, a space, a note's mark, one number, a character again."""
CELL_GAP, FINE_GAP = 1.6, 0.24
"""In sizes of a character: what parts cells wherever they stand, and what may where columns are set closely."""
_MARK, _MARK_SIZE = 2, 0.75
"""So many digits, of so much of the usual size, are no number where they stand alone."""
_FIGURES = frozenset("0123456789.,+-")
_LINE_END, _INDENT = 2.0, 1.2
"""In sizes of a character: how near the right edge a line goes on, and how far in a new paragraph begins."""
ENDS_SENTENCE = ("。", "！", "？", "；", "：", ":", "!", "?")
"""What a sentence ends with, so that the next line is a new one."""
NUMBERED = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．](?!\d)|第[一二三四五六七八九十]+[章条部]"
)
"""How numbered headings and items begin."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of one line without a wide gap, and where they stand."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


def glyph_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Upright characters by line from the top, each from the left; what bold printing draws twice is there once."""
    lines: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if lines and abs(glyph.y - middle) <= _SAME_LINE * max(glyph.size, 1.0):
            lines[-1].append(glyph)
            middle += (glyph.y - middle) / len(lines[-1])
        else:
            lines.append([glyph])
            middle = glyph.y
    return [_once(sorted(line, key=lambda glyph: glyph.x0)) for line in lines]


def _once(line: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in line:
        again = any(
            other.text == glyph.text
            and abs(other.x0 - glyph.x0) < _DOUBLE * max(glyph.x1 - glyph.x0, 0.1)
            and abs(other.y - glyph.y) < _DOUBLE * glyph.size
            for other in kept[-3:]
        )
        if not again:
            kept.append(glyph)
    return kept


def number_runs(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line cut into its numbers, printed without gaps, and its other characters one by one."""
    runs: list[list[Glyph]] = []
    for glyph in line:
        last = runs[-1][-1] if runs else None
        close = (
            last is not None
            and last.text in _FIGURES
            and glyph.text in _FIGURES
            and glyph.x0 - last.x1 <= _TIGHT * glyph.size
            and abs(glyph.y - last.y) <= _TIGHT * glyph.size
        )
        if close:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def line_text(line: Sequence[Glyph]) -> str:
    """The characters of one line: a space where there is a gap, or where small digits follow a number as a note."""
    text = ""
    last: Glyph | None = None
    for glyph in line:
        if last is not None and _apart(last, glyph) and not text.endswith(" "):
            text += " "
        text += glyph.text
        last = glyph if glyph.text.strip() else last
    return plain(text).strip()


def _apart(last: Glyph, glyph: Glyph) -> bool:
    if glyph.x0 - last.x1 > _WORD_GAP * max(glyph.size, last.size):
        return True
    larger, smaller = max(glyph.size, last.size), min(glyph.size, last.size)
    raised = abs(glyph.y - last.y) > _TIGHT * larger
    return last.text.isdigit() and glyph.text.isdigit() and (raised or smaller < _NOTE_SIZE * larger)


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell, its lines kept; words written from top to bottom, or turned, are words."""
    turned = [glyph for glyph in glyphs if glyph.turn]
    if turned:
        upright = cell_text([glyph for glyph in glyphs if not glyph.turn])
        return "\n".join(part for part in (_turned_text(turned), upright) if part)
    lines = [text for line in glyph_lines(glyphs) if (text := line_text(line))]
    if len(lines) > 1 and all(len(line) == 1 and not line.isdigit() for line in lines):
        return "".join(lines)
    return "\n".join(lines)


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The size in which most figures are printed; 0 where none are."""
    sizes = sorted(glyph.size for glyph in glyphs if glyph.text.isdigit())
    return sizes[len(sizes) // 2] if sizes else 0.0


def as_note(text: str, size: float, usual: float) -> str:
    """A text; in brackets where it is a digit or two in small type, the mark of a note and no number."""
    return f"[{text}]" if text.isdigit() and len(text) <= _MARK and size < _MARK_SIZE * usual else text


def _turned_text(glyphs: list[Glyph]) -> str:
    """Turned text as if the page were turned: what runs upwards has its lines from the left, else from the right."""
    turn = glyphs[0].turn
    straight = [
        Glyph(glyph.text, -glyph.bottom, -glyph.top, glyph.x0, glyph.x1, glyph.size)
        if turn > 0
        else Glyph(glyph.text, glyph.top, glyph.bottom, -glyph.x1, -glyph.x0, glyph.size)
        for glyph in glyphs
    ]
    return "\n".join(text for line in glyph_lines(straight) if (text := line_text(line)))


def segments(line: Sequence[Glyph], gap: float = CELL_GAP) -> list[Segment]:
    """A line cut where the page shows a gap as wide as between cells, or so many sizes of a character."""
    parts: list[list[Glyph]] = []
    for glyph in line:
        if not glyph.text.strip():
            if parts:
                parts[-1].append(glyph)
            continue
        inked = next((other for other in reversed(parts[-1]) if other.text.strip()), None) if parts else None
        if inked is None or glyph.x0 - inked.x1 > gap * max(glyph.size, inked.size):
            parts.append([])
        parts[-1].append(glyph)
    return [_segment(part) for part in parts]


def _segment(part: list[Glyph]) -> Segment:
    inked = [glyph for glyph in part if glyph.text.strip()]
    return Segment(
        line_text(part),
        inked[0].x0,
        max(glyph.x1 for glyph in inked),
        min(glyph.top for glyph in inked),
        max(glyph.bottom for glyph in inked),
        max(glyph.size for glyph in inked),
    )


def goes_on(line: Segment, following: Segment, left: float, right: float) -> bool:
    """Whether the next line is the same paragraph: this one fills its line without ending a sentence, and that one
    begins at the edge, not with a heading's number."""
    size = max(line.size, following.size)
    if line.text.endswith(ENDS_SENTENCE) or NUMBERED.match(following.text):
        return False
    return (
        line.x1 >= right - _LINE_END * size
        and following.x0 <= left + _INDENT * size
        and abs(line.size - following.size) <= 1.0
        and 0 < following.top - line.top <= 3.5 * size
    )


def joined(first: str, second: str) -> str:
    """Two lines of a paragraph: a space only between Latin words, so that a number broken in two is whole again."""
    latin = first[-1:].isascii() and second[:1].isascii() and first[-1:].isalpha() and second[:1].isalpha()
    return f"{first} {second}" if latin else first + second
