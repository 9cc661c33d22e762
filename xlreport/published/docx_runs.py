"""The text of one paragraph of a Word document as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlreport.published.flow import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEFT_OUT = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "rt", "txbxContent", "sdtPr"))
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}br": "\n", f"{W}sym": "□"}


def value(element: _Element | None) -> str:
    """The ``w:val`` of an element, '' where there is none."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def flag(properties: _Element | None, name: str) -> bool:
    """Whether a switch of a run's properties is on."""
    switch = None if properties is None else properties.find(f"{W}{name}")
    return switch is not None and value(switch).lower() not in ("0", "false", "off", "none")


def paragraph_text(paragraph: _Element) -> str:
    """What a paragraph prints: tabs as tabs, line breaks as ``\\n``; without hidden and deleted text and text boxes.

    A raised digit behind a number is set in brackets and struck-out text marked, so that neither runs into a number.
    """
    pieces: list[str] = []
    _gather(paragraph, pieces)
    return plain("".join(pieces)).replace("〕〔划去：", "")


def _gather(parent: _Element, pieces: list[str]) -> None:
    for element in parent:
        if element.tag in _LEFT_OUT:
            continue
        if element.tag == f"{W}r":
            _run(element, pieces)
        elif element.tag == _MATHS:
            pieces.append(element.text or "")
        elif element.tag == f"{MC}AlternateContent":
            for chosen in element[:1]:
                _gather(chosen, pieces)
        else:
            _gather(element, pieces)


def _run(run: _Element, pieces: list[str]) -> None:
    properties = run.find(f"{W}rPr")
    if flag(properties, "vanish") or flag(properties, "webHidden"):
        return
    own: list[str] = []
    for element in run:
        if element.tag == f"{W}t":
            own.append((element.text or "").replace("\n", " "))
        elif element.tag in _SIGNS:
            own.append(_SIGNS[element.tag])
        elif element.tag not in _LEFT_OUT:
            _gather(element, own)
    text = "".join(own)
    if not text.strip():
        pieces.append(text)
        return
    raised = _is_raised(properties)
    before = pieces[-1].rstrip() if pieces else ""
    if raised and text.strip()[:1].isdigit() and before[-1:].isdigit():
        text = f"[{text.strip()}]"
    if flag(properties, "strike") or flag(properties, "dstrike"):
        text = f"〔划去：{text}〕"
    pieces.append(text)


def _is_raised(properties: _Element | None) -> bool:
    """Whether a run stands above or below its line: as a note, or moved by hand (as LibreOffice writes it)."""
    if properties is None:
        return False
    note = value(properties.find(f"{W}vertAlign")) in ("superscript", "subscript")
    return note or value(properties.find(f"{W}position")).lstrip("+-").strip("0") != ""


def text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """The contents of text boxes anchored in a paragraph, each once: a document holds them in two notations."""
    for element in paragraph:
        if element.tag == f"{W}txbxContent":
            yield element
        elif element.tag == f"{MC}AlternateContent":
            if len(element):
                yield from text_boxes(element[0])
        elif element.tag not in (f"{W}del", f"{W}moveFrom"):
            yield from text_boxes(element)
