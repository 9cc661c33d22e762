"""The pages of a PDF one by one: their characters and drawn lines, within the limits and without what is not seen."""

from __future__ import annotations

import io
import itertools
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF

from xlreport.config import Limits
from xlreport.findings.model import FileProblem
from xlreport.published.flow import Flow

_INVISIBLE = 3
"""The mode in which programs put recognised text behind a scanned image: it is full of misread figures."""
_UNKNOWN = "\ufffd"
"""Stands for a character whose font does not say which it is: it must not look like nothing."""
_STREAM = re.compile(rb"stream\r?\n")
_LARGEST_STREAM = 64_000_000
_CHAINS = 3
_SHORTEST_RULE = 5.0
_WHITE = 0.98


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: where it stands (from the page's upper left), its size, and the way it is turned.

    ``turn``: 0 upright, 1 running upwards, -1 running downwards.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    turn: int = 0

    @property
    def x(self) -> float:
        """Its middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Its middle down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line: at ``at`` (x of a vertical one, y of a horizontal one) from ``start`` to ``end``."""

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page shows; ``has_picture`` where an image is on it."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    has_picture: bool


class _Device(PDFPageAggregatorWithMarkedContent):
    """Gathers a page's objects, watching the time; invisible text is left out."""

    flow: Flow

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.flow.tick()
        if textstate.render != _INVISIBLE:
            super().render_string(textstate, seq, ncs, graphicstate)

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self.flow.tick()
        super().begin_figure(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self.flow.tick()
        super().paint_path(*args, **kwargs)


class _TimedPage(Page):
    """A page whose layout stops when the document's time is over."""

    def __init__(self, pdf: PDF, page: PDFPage, number: int, flow: Flow) -> None:
        super().__init__(pdf, page, number)
        self._flow = flow

    @property
    def layout(self) -> Any:
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=None)
            device.flow = self._flow
            PDFPageInterpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            self._layout = device.get_result()
        return self._layout


def pages_of(data: bytes, flow: Flow, limits: Limits) -> Iterator[PdfPage]:
    """The pages of a PDF, each released before the next. Raises FileProblem when it is encrypted or damaged, has more
    pages than the limit or takes too long."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    logging.getLogger("pdfplumber").setLevel(logging.CRITICAL)
    _refuse_bombs(data, flow)
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        _refuse_many_pages(pdf, flow, limits)
        for number, found in enumerate(PDFPage.create_pages(pdf.doc), 1):
            flow.tick()
            page = _TimedPage(pdf, found, number, flow)
            yield _seen(page, flow)
            page.close()
    except (FileProblem, MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever the parser meets in a damaged file comes out as an error of some kind
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise FileProblem("locked_document", flow.path) from error
        raise FileProblem("broken_document", flow.path, detail="PDF 结构不完整") from error


def _refuse_many_pages(pdf: PDF, flow: Flow, limits: Limits) -> None:
    """What the document claims is believed where it is too much; else the pages are counted, up to the limit."""
    tree = resolve1(pdf.doc.catalog.get("Pages"))
    claimed = resolve1(tree.get("Count", 0)) if isinstance(tree, dict) else 0
    count = claimed if isinstance(claimed, int) else 0
    if count <= limits.pages:
        count = sum(1 for _ in itertools.islice(PDFPage.create_pages(pdf.doc), limits.pages + 1))
    if count > limits.pages:
        raise FileProblem("too_complex", flow.path, detail=f"超过 {limits.pages} 页")


def _refuse_bombs(data: bytes, flow: Flow) -> None:
    """Refuse streams that inflate beyond measure; images are not looked at, and never inflated when reading."""
    for match in _STREAM.finditer(data):
        flow.tick()
        head = data[max(0, match.start() - 1000) : match.start()]
        if b"/Image" in head[max(0, head.rfind(b"obj")) :]:
            continue
        end = data.find(b"endstream", match.end())
        part = data[match.end() : end if end >= 0 else len(data)]
        for _ in range(_CHAINS):
            if part[:1] not in (b"\x78", b"\x58", b"\x48", b"\x68"):
                break
            try:
                part = zlib.decompressobj().decompress(part, _LARGEST_STREAM)
            except zlib.error:
                break
            if len(part) >= _LARGEST_STREAM:
                raise FileProblem("too_complex", flow.path, detail="页面内容过大")


def _seen(page: Page, flow: Flow) -> PdfPage:
    flow.foresee(len(page.chars))
    left, top, right, bottom = page.bbox
    glyphs = (_glyph(char, left, top) for char in page.chars)
    inside = tuple(
        glyph for glyph in glyphs if 0 <= glyph.x <= right - left and 0 <= glyph.y <= bottom - top and glyph.text
    )
    rules = tuple(_rule(edge, left, top) for edge in page.edges if _is_drawn(edge) and _length(edge) >= _SHORTEST_RULE)
    seen = PdfPage(page.page_number, right - left, bottom - top, inside, rules, bool(page.images))
    for turn in (1, -1):
        if sum(1 for glyph in inside if glyph.turn == turn) * 2 > len(inside):
            return _turned(seen, turn)
    return seen


def _turned(page: PdfPage, turn: int) -> PdfPage:
    """A page most of whose text runs upwards (1) or downwards (-1), as one turns it for reading."""
    width, height = page.width, page.height
    glyphs, rules = [], []
    for glyph in page.glyphs:
        across = (height - glyph.bottom, height - glyph.top) if turn > 0 else (glyph.top, glyph.bottom)
        down = (glyph.x0, glyph.x1) if turn > 0 else (width - glyph.x1, width - glyph.x0)
        own = 0 if glyph.turn == turn else -turn
        glyphs.append(Glyph(glyph.text, *across, *down, glyph.size, own))
    for rule in page.rules:
        at, start, end = rule.at, rule.start, rule.end
        if rule.vertical:
            at, start, end = (at, height - end, height - start) if turn > 0 else (width - at, start, end)
        else:
            at, start, end = (height - at, start, end) if turn > 0 else (at, width - end, width - start)
        rules.append(Rule(not rule.vertical, at, start, end))
    return replace(page, width=height, height=width, glyphs=tuple(glyphs), rules=tuple(rules))


def _glyph(char: dict[str, Any], left: float, top: float) -> Glyph:
    turn = 0
    if not char["upright"]:
        turn = 1 if char["matrix"][1] > 0 else -1
    across, down = float(char["x0"]) - left, float(char["top"]) - top
    width, height = float(char["width"]), float(char["height"])
    size = width if turn else height
    text = char["text"]
    return Glyph(
        _UNKNOWN if text.startswith("(cid:") else text, across, across + width, down, down + height, size, turn
    )


def _length(edge: dict[str, Any]) -> float:
    return float(edge["width"] if edge["orientation"] == "h" else edge["height"])


def _rule(edge: dict[str, Any], left: float, top: float) -> Rule:
    if edge["orientation"] == "v":
        return Rule(True, float(edge["x0"]) - left, float(edge["top"]) - top, float(edge["bottom"]) - top)
    return Rule(False, float(edge["top"]) - top, float(edge["x0"]) - left, float(edge["x1"]) - left)


def _is_drawn(edge: dict[str, Any]) -> bool:
    """Whether an edge can be seen: not of a path without paint, nor filled with white only."""
    if edge.get("stroke"):
        return True
    if not edge.get("fill"):
        return False
    colour = edge.get("non_stroking_color")
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    numbers = [part for part in parts if isinstance(part, int | float)]
    if len(numbers) == 4:
        return any(part > 1 - _WHITE for part in numbers)
    return not numbers or any(part < _WHITE for part in numbers)
