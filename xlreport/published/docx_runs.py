"""The text of one paragraph of a Word document as it is printed.

What is raised, struck out, invisible or no text at all is marked, so that it neither runs into a number nor vanishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlreport.published.docx_styles import Around, Look, Styles, W, is_on, value
from xlreport.published.flow import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT, _RUN, _BOX = f"{W}t", f"{W}r", f"{W}txbxContent"
_LEFT_OUT = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "rt", "txbxContent", "sdtPr"))
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}br": "\n", f"{W}sym": "□"}
_PICTURES = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object", "contentPart"))
_SEEN = frozenset(("pic", "imagedata", "OLEObject", "control", "textpath", "chart"))
"""Elements of a drawing that print something of their own beside the text in its boxes."""
_PLAIN_MATHS = frozenset(f"{_MATHS}{name}" for name in ("oMath", "r", "t", "rPr", "ctrlPr", "sty", "nor", "lit", "scr"))
_SILENT_FIELDS = frozenset(
    ("XE", "TC", "TA", "RD", "SET", "ASK", "NEXT", "NEXTIF", "SKIPIF", "PRIVATE", "FORMTEXT", "HYPERLINK")
)
"""Fields that print nothing where they have no result."""
_LONGEST_ALT = 20
_CLEARLY = 0.8
"""Text smaller than this beside a number is a note to it."""
FIELD, NUMBERING = "〔域〕", "〔编号〕"
_NUMBER_END, _NUMBER_START = re.compile(r"[0-9０-９][.．,，]? *\Z"), re.compile(r" *[.．,，]?[0-9０-９]")
_SCRIPTS, _MARK = frozenset(("superscript", "subscript")), re.compile("[0-9]{1,2}")
_DIGIT, _CHINESE = re.compile("[0-9０-９]"), re.compile("[\u2e80-\u9fff]")
_PLAIN = Look()


@dataclass(slots=True)
class Field:
    """A field that has begun: whether what stands around it is printed, its instruction, whether its result is
    reached, the beginning of what that printed."""

    outer: bool = True
    form: _Element | None = None
    instruction: str = ""
    in_result: bool = False
    printed: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether what comes now is printed."""
        return self.outer and self.in_result

    def note(self, text: str) -> None:
        """Take down what was printed, as far as it is asked for."""
        if len(self.printed) < _LONGEST_ALT:
            self.printed += text


@dataclass(frozen=True, slots=True)
class Printed:
    """What a paragraph prints: its text, and a mark for each thing that is no text."""

    text: str
    marks: tuple[str, ...]


def print_paragraph(paragraph: _Element, styles: Styles, around: Around, fields: list[Field]) -> Printed:
    """What a paragraph prints: tabs as tabs, line breaks as ``\\n``; without hidden and deleted text and text boxes.

    ``fields``: those that are open where the paragraph begins; they are changed. Marks are only made in a table.
    """
    ground = styles.ground(paragraph, around.ground) if around.ground else around.ground
    gatherer = _Gatherer(styles, styles.paragraph_style(paragraph), around._replace(ground=ground), fields)
    gatherer.children(paragraph)
    text = _joined(gatherer.runs, sizes=around.in_table)
    marks = gatherer.marks
    if around.in_table and not marks and not text.strip() and styles.is_numbered(paragraph):
        marks.append(NUMBERING)
    return Printed(text, tuple(marks) if around.in_table else ())


class _Gatherer:
    """Walks through one paragraph."""

    def __init__(self, styles: Styles, style: str, around: Around, fields: list[Field]) -> None:
        self.runs: list[tuple[str, Look]] = []
        self.marks: list[str] = []
        self._styles, self._style, self._around, self._fields = styles, style, around, fields
        self._look = self._usual = styles.look(None, style, around)

    def children(self, parent: _Element) -> None:
        """Take in what stands in an element that is no run."""
        for element in parent:
            tag = element.tag
            if tag in _LEFT_OUT:
                continue
            if tag == _RUN:
                self._run(element)
            elif tag == f"{W}fldSimple":
                self._simple_field(element)
            elif tag == f"{_MATHS}oMath":
                self._maths(element)
            elif tag in _PICTURES:
                self._picture(element)
            elif tag == f"{W}bdo":
                self._turned(element)
            else:
                self.children(chosen(element))

    def _run(self, run: _Element) -> None:
        properties = run.find(f"{W}rPr")
        self._look = self._usual if properties is None else self._styles.look(properties, self._style, self._around)
        if not self._around.in_table and properties is not None and is_on(properties.find(f"{W}webHidden")):
            return  # page numbers in a table of contents; on paper they are printed
        for element in run:
            if element.tag == _TEXT:
                self._add((element.text or "").replace("\n", " "))
            elif element.tag in _SIGNS:
                self._add(_SIGNS[element.tag])
            elif element.tag == f"{W}fldChar":
                self._field_mark(element)
            elif element.tag == f"{W}instrText":
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].instruction += element.text or ""
            elif element.tag in _PICTURES:
                self._picture(element)
            elif element.tag not in _LEFT_OUT:
                self.children(chosen(element))

    @property
    def _is_shown(self) -> bool:
        return not self._look.hidden and (not self._fields or self._fields[-1].is_shown)

    def _add(self, text: str) -> None:
        if self._is_shown:
            self.runs.append((text, self._look))
            if self._fields:
                self._fields[-1].note(text)

    def _field_mark(self, mark: _Element) -> None:
        kind = mark.get(f"{W}fldCharType", "")
        if kind == "begin":
            outer = not self._fields or self._fields[-1].is_shown
            self._fields.append(Field(outer, mark.find(f"{W}ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "separate" and self._around.in_table:
            self.runs[:] = [(FIELD, _PLAIN)]  # what stands before it is the instruction of a field that begins nowhere
        elif kind == "end" and self._fields:
            self._close(self._fields.pop())

    def _simple_field(self, element: _Element) -> None:
        depth = len(self._fields)
        field = Field(self._is_shown, None, str(element.get(f"{W}instr", "")), in_result=True)
        self._fields.append(field)
        self.children(element)
        del self._fields[depth:]
        self._close(field)

    def _close(self, field: Field) -> None:
        """Take in what a field prints beside its result."""
        if self._fields:
            self._fields[-1].note(field.printed)
        shown = _form_text(field.form) if field.form is not None else ""
        if shown and field.printed.strip() not in ("", shown):
            shown = f"〔域：{shown}〕"
        elif shown and field.printed.strip():
            shown = ""
        silent = (field.instruction.split() or [""])[0].upper() in _SILENT_FIELDS
        if not shown and not field.printed.strip() and self._around.in_table and not silent:
            shown = FIELD
        if shown:
            self._add(shown)

    def _maths(self, element: _Element) -> None:
        """A formula in one line is text; a fraction or a power is none."""
        text = "".join(part.text or "" for part in element.iter(f"{_MATHS}t"))
        flat = all(part.tag in _PLAIN_MATHS or str(part.tag).startswith(W) for part in element.iter())
        self._look = self._usual
        self._add(text if flat or not text.strip() else f"〔公式：{text}〕")

    def _turned(self, element: _Element) -> None:
        start = len(self.runs)
        self.children(element)
        text = "".join(text for text, _ in self.runs[start:])
        if value(element) == "rtl" and _DIGIT.search(text):
            self.runs[start:] = [(f"〔反向：{text}〕", _PLAIN)]

    def _picture(self, element: _Element) -> None:
        if not self._is_shown:
            return
        parts = [(str(part.tag).rpartition("}")[2], part) for part in _drawn(element)]
        names = {name for name, _ in parts}
        has_text = any((part.text or "").strip() for box in _boxes(element) for part in box.iter(_TEXT))
        if has_text and not names & _SEEN:
            return
        if any(name == "docPr" and part.get("hidden", "") in ("1", "true") for name, part in parts):
            return
        alt = next((found for name, part in parts if (found := _alternative(name, part))), "")
        self.marks.append(f"〔图：{alt}〕" if alt else "〔图〕")
        if self._fields:
            self._fields[-1].note("〔图〕")


def _alternative(name: str, part: _Element) -> str:
    """The words that stand for a picture, where they are short."""
    key = {"docPr": "descr", "textpath": "string", "shape": "alt"}.get(name, "")
    words = plain(str(part.get(key, ""))).strip() if key else ""
    return words if len(words) <= _LONGEST_ALT and not re.search(r"[〔〕\n]", words) else ""


def _drawn(element: _Element) -> Iterator[_Element]:
    """The parts of a drawing, without what its text boxes hold."""
    yield element
    for part in element:
        if part.tag != _BOX:
            yield from _drawn(part)


def _form_text(form: _Element) -> str:
    """What an old form's list or box shows, '' for any other field of a form."""
    choices = form.find(f"{W}ddList")
    if choices is not None:
        entries = [value(entry) for entry in choices.findall(f"{W}listEntry")]
        chosen_at = value(choices.find(f"{W}result")) or value(choices.find(f"{W}default")) or "0"
        known = chosen_at.isdigit() and int(chosen_at[:6]) < len(entries)
        return entries[int(chosen_at)] if known else FIELD
    box = form.find(f"{W}checkBox")
    if box is None:
        return ""
    checked = box.find(f"{W}checked")
    return "☑" if is_on(checked if checked is not None else box.find(f"{W}default")) else "☐"


def _joined(runs: list[tuple[str, Look]], sizes: bool) -> str:
    """The text of runs. A raised or (``sizes``) smaller digit beside a number, and a raised one alone, is set in
    brackets, and what is struck out or not seen is marked, so that neither runs into a number."""
    groups: list[tuple[list[str], Look]] = []
    for text, look in ((plain(text), look) for text, look in runs):
        if groups and (groups[-1][1] == look or not text.strip(" ")):
            groups[-1][0].append(text)
        elif text:
            groups.append(([text], look))
    merged = [("".join(texts), look) for texts, look in groups]
    pieces = []
    solid = [text for text, _ in merged if text.strip()]
    for at, (text, look) in enumerate(merged):
        alone = len(solid) == 1 and look.raised in _SCRIPTS and bool(_MARK.fullmatch(text.strip()))
        before = at > 0 and _touch(merged[at - 1][0], text) and _is_note(look, merged[at - 1][1], sizes)
        after = at + 1 < len(merged) and _touch(text, merged[at + 1][0]) and _is_note(look, merged[at + 1][1], sizes)
        pieces.append(_marked(text, look, before or after or alone))
    return "".join(pieces).replace("〕〔划去：", "")


def _touch(left: str, right: str) -> bool:
    return bool(_NUMBER_END.search(left[-40:]) and _NUMBER_START.match(right[:40]))


def _is_note(look: Look, beside: Look, sizes: bool) -> bool:
    """Whether text is the note of two that touch; of two that are raised differently both are."""
    if look.raised != beside.raised:
        return bool(look.raised)
    return sizes and look.size < _CLEARLY * beside.size


def _marked(text: str, look: Look, note: bool) -> str:
    bare = text.strip()
    if not bare:
        return text
    marked = f"[{bare}]" if note else bare
    if look.odd and (not look.doubtful or (_DIGIT.search(bare) and not _CHINESE.search(bare))):
        marked = f"〔{look.odd}：{marked}〕"
    if look.struck:
        marked = f"〔划去：{marked}〕"
    return text.replace(bare, marked, 1)


def chosen(element: _Element) -> _Element:
    """An element, or what of several notations of the same thing is read: the first."""
    if element.tag == f"{MC}AlternateContent":
        return element[0] if len(element) else element
    return element


def text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """The contents of text boxes anchored in a paragraph, each once: a document holds them in two notations."""
    for element in paragraph:
        if element.tag == _BOX:
            yield element
        elif element.tag not in (f"{W}del", f"{W}moveFrom"):
            yield from text_boxes(chosen(element))


def _boxes(drawing: _Element) -> Iterator[_Element]:
    for element in drawing:
        if element.tag == _BOX:
            yield element
        else:
            yield from _boxes(chosen(element))
