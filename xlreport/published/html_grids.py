"""A web page as a document. Nothing is fetched and nothing is run: the page is only its text and its tables.

Tables have the rows and columns that a browser gives them. A table that only lays out the page (it holds other tables,
or one column of long text) becomes lines, and the tables inside it grids of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlreport.findings.model import FileProblem
from xlreport.published.flow import Flow, plain
from xlreport.published.html_model import HtmlTable, cell_of, laid
from xlreport.published.nested import Item, Paragraph, put
from xlreport.published.text_grids import decode

if TYPE_CHECKING:
    from lxml import etree


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_SKIPPED = _names(
    "script style noscript template svg iframe frameset nav header footer select textarea object applet audio video"
    " canvas map head button datalist"
)
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr input"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS, _GROUPS = frozenset(("td", "th")), frozenset(("thead", "tbody", "tfoot"))
_STRUCK_OPEN = "〔划去："
_STRUCK, _RAISED = frozenset(("del", "s", "strike")), frozenset(("sup", "sub"))
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*(all|screen)")
_BROKEN = re.compile(r"[ \t]*[\r\n\f][ \t\r\n\f]*")
_SPACE = re.compile(r" {2,}")
_ENDS = re.compile(r"(?i)</(?:html|body)\s*>")
"""Pages hold articles that were pasted with ends of their own; the parser drops what follows, browsers show it."""
_META = re.compile(rb"(?i)<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})")
_XML = re.compile(rb"""(?i)^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})""")
_HEAD = 8192


def decode_html(data: bytes) -> str | None:
    """The text of a page's bytes; a declared encoding that does not fit is not believed. None where none fits."""
    declared = _META.search(data[:_HEAD]) or _XML.search(data[:_HEAD])
    return decode(data, declared[1].decode("ascii", "replace") if declared else "")


def read_html(text: str, flow: Flow, nesting: int) -> str:
    """Put down a page; returns its title. Raises FileProblem when it is nested deeper than ``nesting`` tables, or than
    any parser follows."""
    root = _parsed(text, flow)
    if root is None:
        return ""
    _Walk(flow, nesting).read(root)
    title = next((element for element in root.iter("title")), None)
    return " ".join(plain("".join(title.itertext())).split()) if title is not None else ""


def _parsed(text: str, flow: Flow) -> etree._Element | None:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        whole = _ENDS.sub("", text.replace("\x00", ""))
        root = etree.fromstring(whole.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        if _gave_up(error.error_log):
            raise FileProblem("too_complex", flow.path, detail="网页的嵌套过深") from error
        return None
    if _gave_up(parser.error_log):
        raise FileProblem("too_complex", flow.path, detail="网页的嵌套过深")
    return root


def _gave_up(log: etree._ListErrorLog) -> bool:
    """Whether the parser left out the rest of the page because of one of its own limits."""
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" or entry.level_name == "FATAL" for entry in log)


class _Page:
    """Where whole paragraphs and tables of the page itself go: straight into the document."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def append(self, item: Item) -> None:
        put(item, self._flow)


class _Walk:
    """One pass over the page's elements: text gathers to lines, lines to cells, cells to tables."""

    def __init__(self, flow: Flow, nesting: int) -> None:
        self._flow, self._nesting = flow, nesting
        self._sinks: list[_Page | list[Item]] = [_Page(flow)]
        self._tables: list[HtmlTable] = []
        self._open_rows: list[bool] = []
        self._pieces: list[str] = []
        self._raised: list[int] = []
        self._heading = self._preformatted = self._groups = self._cells = 0

    def read(self, root: etree._Element) -> None:
        """Put down all that stands under an element."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            self._flow.tick()
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or tag in _SKIPPED or _is_hidden(element):
                    skipped = element
                    walk.skip_subtree()
                    continue
                self._start(tag, element)
                self._add(element.text)
            else:
                if element is not skipped:
                    self._end(tag)
                elif tag not in _INLINE:
                    self._flush()
                self._add(element.tail)
        self._flush()

    def _start(self, tag: str, element: etree._Element) -> None:
        if tag == "table":
            self._open_table()
        elif tag in _CELLS and self._tables:
            self._open_cell(element)
        elif tag == "tr" and self._tables:
            self._open_row()
        elif tag in _RAISED:
            self._raised.append(len(self._pieces))
        elif tag in _STRUCK:
            self._pieces.append(_STRUCK_OPEN)
        elif tag == "input":
            if element.get("type", "text").lower() in ("text", "number"):
                self._pieces.append(element.get("value", ""))
        elif tag not in _INLINE and ":" not in tag:
            self._flush()
            self._heading = _HEADINGS.get(tag, self._heading)
            self._preformatted += tag == "pre"
            self._groups += tag in _GROUPS

    def _end(self, tag: str) -> None:
        if tag == "table":
            self._close_table()
        elif tag in _CELLS and self._tables:
            self._flush()
            self._sinks.pop()
        elif tag == "tr" and self._tables:
            self._flush()
            self._open_rows[-1] = False
        elif tag in _RAISED:
            self._lower(self._raised.pop())
        elif tag in _STRUCK:
            self._strike()
        elif tag not in _INLINE and ":" not in tag:
            self._flush()
            self._heading = 0 if tag in _HEADINGS else self._heading
            self._preformatted -= tag == "pre"
            self._groups += tag in _GROUPS

    def _open_table(self) -> None:
        self._flush()
        if len(self._tables) >= self._nesting:
            raise FileProblem("too_complex", self._flow.path, detail=f"表格嵌套超过 {self._nesting} 层")
        self._tables.append(HtmlTable())
        self._open_rows.append(False)
        self._sinks.append(self._tables[-1].stray)
        self._groups += 1

    def _close_table(self) -> None:
        self._flush()
        self._sinks.pop()
        self._open_rows.pop()
        self._groups += 1
        for item in laid(self._tables.pop(), self._flow.tick).content:
            self._sinks[-1].append(item)

    def _open_row(self) -> None:
        self._flush()
        self._tables[-1].rows.append([])
        self._tables[-1].groups.append(self._groups)
        self._open_rows[-1] = True

    def _open_cell(self, element: etree._Element) -> None:
        self._flush()
        if not self._open_rows[-1]:
            self._open_row()
        self._cells += 1
        self._flow.foresee(self._cells)
        cell = cell_of(element.get("colspan"), element.get("rowspan"))
        self._tables[-1].rows[-1].append(cell)
        self._sinks.append(cell.items)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._preformatted:
            self._pieces.append(text)
            return
        first, *lines = text.replace("\r\n", "\n").split("\n")
        self._pieces.append(first)
        for line in lines:
            self._flush()
            self._pieces.append(line)

    def _flush(self) -> None:
        """End the line: white space that the source writes for itself goes, tabs inside a line stay."""
        text = "".join(self._pieces)
        self._pieces.clear()
        if not self._preformatted:
            text = _SPACE.sub(" ", _BROKEN.sub(" ", text)).strip(" \t\r\n\f")
        text = plain(text)
        if text.strip():
            self._sinks[-1].append(Paragraph(text, self._heading))

    def _lower(self, start: int) -> None:
        """A raised digit behind a number is a note's mark: 12 with a raised 1 must not read as 121."""
        raised = "".join(self._pieces[start:]).strip()
        before = self._pieces[start - 1].rstrip() if 0 < start <= len(self._pieces) else ""
        if raised[:1].isdigit() and before[-1:].isdigit():
            self._pieces[start:] = [f"[{raised}]"]

    def _strike(self) -> None:
        """Struck-out text is shown, but must not run together with what stands now."""
        if self._pieces and self._pieces[-1] == _STRUCK_OPEN:
            self._pieces.pop()
        else:
            self._pieces.append("〕")


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))
