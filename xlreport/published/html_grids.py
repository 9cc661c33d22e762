"""A web page as a document. Nothing is fetched and nothing is run: the page is only its text and its tables.

Tables have the rows and columns that a browser gives them. A table that only lays out the page (it holds other tables,
or one column of long text) becomes lines, and the tables inside it grids of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlreport.findings.model import FileProblem
from xlreport.published.flow import Flow, plain
from xlreport.published.html_look import Look, Run, is_gone, line_of, look_of
from xlreport.published.html_model import HtmlTable, cell_of, laid
from xlreport.published.html_parts import (
    FIELDS,
    PICTURES,
    Lists,
    added_text,
    field_text,
    formula_text,
    picture_text,
    unmarked,
)
from xlreport.published.html_style import Declared, Sheet, TooManyRules, on_screen
from xlreport.published.nested import Item, Paragraph, put
from xlreport.published.text_grids import decode

if TYPE_CHECKING:
    from lxml import etree


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_FURNITURE = _names("nav header footer frameset head")
_SKIPPED = _FURNITURE | _names("script style noscript noframes noembed template map datalist rp option")
_INLINE = _names(
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s"
    " samp small span strike strong sub sup time tt u var wbr input textarea select button math"
)
_BLOCKS = ("block", "flex", "grid", "table", "list-item", "flow-root")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS, _GROUPS = frozenset(("td", "th")), frozenset(("thead", "tbody", "tfoot"))
_BROKEN = re.compile(r"[ \t]*[\r\n\f][ \t\r\n\f]*")
_SPACE = re.compile(r" {2,}")
_ENDS = re.compile(r"(?i)</(?:html|body)\s*>")
"""Pages hold articles that were pasted with ends of their own; the parser drops what follows, browsers show it."""
_META = re.compile(rb"(?i)<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})")
_XML = re.compile(rb"""(?i)^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})""")
_DOCTYPE = re.compile(r"(?i)<!doctype")
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
    _Walk(flow, nesting, _sheet(root, text, flow)).read(root)
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


def _sheet(root: etree._Element, text: str, flow: Flow) -> Sheet:
    """The page's own style sheets that are for a screen."""
    texts = [
        "".join(map(str, style.itertext()))
        for style in root.iter("style")
        if on_screen(style.get("media", ""))
        and next(style.iterancestors("noscript", "template"), None) is None
        and style.get("type", "text/css").strip().lower() in ("", "text/css")
    ]
    try:
        return Sheet(texts, folded=not _DOCTYPE.search(text[:_HEAD]), tick=flow.tick)
    except TooManyRules as error:
        raise FileProblem("too_complex", flow.path, detail="网页内的样式规则过多") from error


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

    def __init__(self, flow: Flow, nesting: int, sheet: Sheet) -> None:
        self._flow, self._nesting, self._sheet = flow, nesting, sheet
        self._sinks: list[_Page | list[Item]] = [_Page(flow)]
        self._tables: list[HtmlTable] = []
        self._open_rows: list[bool] = []
        self._runs: list[Run] = []
        self._looks = [Look()]
        self._in_line: list[bool] = []
        self._lists = Lists()
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
                if self._enter(tag, element):
                    self._add(element.text)
                else:
                    skipped = element
                    walk.skip_subtree()
            else:
                if element is not skipped:
                    self._leave(tag, element)
                self._add(element.tail)
        self._flush()

    def _enter(self, tag: str, element: etree._Element) -> bool:
        """Begin an element; False where nothing in it is to be read."""
        if tag in _FURNITURE:
            self._flush()
        if not tag or tag in _SKIPPED:
            return False
        declared = self._sheet.of(element)
        inline = (tag in _INLINE or ":" in tag) and not declared.get("display", "").startswith(_BLOCKS)
        if is_gone(element, tag, declared, inline):
            return False
        look = look_of(element, tag, declared, self._looks[-1], inline)
        if self._is_other_than_text(tag, element, look):
            return False
        self._start(tag, element, inline)
        self._looks.append(look)
        self._in_line.append(inline)
        self._begin_text(tag, element, declared)
        return True

    def _leave(self, tag: str, element: etree._Element) -> None:
        if tag == "q":
            self._say("”")
        if self._sheet.has_content:
            self._add_content(element, "after")
        inline = self._in_line.pop()
        if tag in ("ol", "ul"):
            self._lists.close()
        self._end(tag, inline)
        self._looks.pop()

    def _is_other_than_text(self, tag: str, element: etree._Element, look: Look) -> bool:
        """Put down what shows something else than the text in it: fields, pictures, formulas."""
        if tag in FIELDS and (text := field_text(element, tag)):
            first, *lines = text.split("\n")
            self._say(first, look._replace(apart=f"{look.apart}/field"))
            for line in lines:
                self._flush()
                self._say(line, look._replace(apart=f"{look.apart}/field"))
            return True
        if tag in PICTURES:
            if self._tables:
                self._say(picture_text(element, tag), look)
            return True
        if tag == "math":
            self._say(formula_text(element), look)
        return tag == "math" or tag in FIELDS

    def _begin_text(self, tag: str, element: etree._Element, declared: Declared) -> None:
        """What is seen before the text of an element."""
        if tag in ("ol", "ul"):
            self._lists.open(element, tag, lambda: declared.get("list-style", ""))
        elif tag == "li" and self._tables and "none" not in declared.get("list-style", ""):
            self._say(self._lists.entry(element))
        elif tag == "q":
            self._say("“")
        if self._sheet.has_content:
            self._add_content(element, "before")

    def _add_content(self, element: etree._Element, pseudo: str) -> None:
        declared = self._sheet.of(element, pseudo)
        if "content" not in declared or is_gone(element, "", declared, inline=True):
            return
        text = added_text(declared["content"], element)
        if self._tables or any(map(str.isalnum, text.replace("〔图〕", ""))):
            self._say(text, look_of(element, "", declared, self._looks[-1], inline=True))

    def _start(self, tag: str, element: etree._Element, inline: bool) -> None:
        if tag == "table":
            self._open_table()
        elif tag in _CELLS and self._tables:
            self._open_cell(element)
        elif tag == "tr" and self._tables:
            self._open_row()
        elif not inline:
            self._flush()
            self._heading = _HEADINGS.get(tag, self._heading)
            self._preformatted += tag == "pre"
            self._groups += tag in _GROUPS

    def _end(self, tag: str, inline: bool) -> None:
        if tag == "table":
            self._close_table()
        elif tag in _CELLS and self._tables:
            self._flush()
            self._sinks.pop()
        elif tag == "tr" and self._tables:
            self._flush()
            self._open_rows[-1] = False
        elif not inline:
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
            self._say(text)
            return
        first, *lines = text.replace("\r\n", "\n").split("\n")
        self._say(first)
        for line in lines:
            self._flush()
            self._say(line)

    def _say(self, text: str, look: Look | None = None) -> None:
        """Add to the line what is seen of a text: hidden text at most leaves a gap."""
        look = look or self._looks[-1]
        if look.prints:
            self._runs.append(Run(text, look))
        elif look.keeps_room and text:
            self._runs.append(Run(" ", self._looks[0]))

    def _flush(self) -> None:
        """End the line: white space that the source writes for itself goes, tabs inside a line stay."""
        if not self._runs:
            return
        text = line_of(self._runs, sizes=bool(self._tables))
        self._runs.clear()
        if not self._preformatted:
            text = _SPACE.sub(" ", _BROKEN.sub(" ", text)).strip(" \t\r\n\f")
        text = plain(unmarked(text) if self._tables else text)
        if text.strip():
            self._sinks[-1].append(Paragraph(text, self._heading))
