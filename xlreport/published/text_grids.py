"""Plain text, Markdown and comma-separated files as documents; and how bytes become text at all."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable, Iterator

from xlreport.a1 import Box
from xlreport.findings.model import FileProblem
from xlreport.published.flow import Drawn, Flow, plain

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_REPLACED = "\ufffd"
_CHINESE = re.compile("[\u2e80-\uffef]")
_MOST_REPLACED = 0.05
"""Above this share of unreadable characters in what is not ASCII, the bytes are no text in that encoding."""
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_RULE = re.compile(r"\s*([-=_*~`]\s*){3,}\w*\s*")
_LEAD = re.compile(r"^\s{0,3}(?:>\s?|[-*+]\s+(?=\S))+")
_MARKUP = (
    (re.compile(r"<!--.*?-->"), ""),
    (re.compile(r"(\d)\[(\d{1,50})\]\([^()\n]{0,2000}\)"), r"\1[\2]"),
    (re.compile(r"\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"(?i)<br\s*/?>"), "\n"),
    (re.compile(r"(?i)(\d\s{0,9})<(su[bp]|small)>\s{0,9}(\d[^<>|\n]{0,50}?)\s{0,9}</\2>"), r"\1[\3]"),
    (re.compile(r"(?i)<(su[bp]|small)>([^<>|\n]{0,50})</\1>(?!\s{0,9}\d)"), r"\2"),
    (re.compile(r"(?i)<(s|del|strike)>([^<>|\n]{1,500})</\1>"), r"〔划去：\2〕"),
    (re.compile(r"(?<![\\~])~~(?=[^\s~])([^~|\n]{1,500})(?<=\S)~~(?!~)"), r"〔划去：\1〕"),
    (re.compile(r"(?<!\\)(?:(?<!\d)(?:\*\*|__|`+)|(?:\*\*|__|`+)(?!\d))"), ""),
    (re.compile(r"(?<![\\*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?!\*)"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~])"), r"\1"),
)
"""Marks that print nothing, or otherwise than they are written. One between two digits stays: it is none, or what
stands there is no plain number."""
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,9});")
_UNSAFE = frozenset("|｜│┃║<>*_~`\\&\t\n\r")
_TABLE = re.compile(r"(?i)<(/?)table\b[^<>]{0,2000}>")
_SAMPLE = 4000
_LONGEST = 20_000
"""A longer line is left as it is: no one wrote it, and looking for marks in it could take forever."""


def decode(data: bytes, declared: str = "") -> str | None:
    """The text of bytes: by their mark; UTF-8 where that gives Chinese, which no other encoding does by chance; as
    declared where that is clean; else GB18030; None if none fits.

    A few damaged characters are replaced by U+FFFD, which no label and no number holds.
    """
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(coding, "replace")
    readings = []
    for coding in ("utf-8", _known(declared), "gb18030"):
        try:
            readings.append(data.decode(coding))
        except (UnicodeDecodeError, LookupError):
            continue
    chinese = (text for text in readings if text.isascii() or _CHINESE.search(text))
    if readings:
        return next(chinese, readings[-1])
    damaged = [(text := data.decode(coding, "replace"), _share(text)) for coding in ("utf-8", "gb18030")]
    text, share = min(damaged, key=lambda pair: pair[1])
    return text if share <= _MOST_REPLACED else None


def _known(declared: str) -> str:
    """The encoding to use for a declared one: GB2312 and GBK are parts of GB18030, and files hold more than these."""
    name = declared.strip().strip("\"'").lower()
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030") else name


def _share(text: str) -> float:
    """The share of characters that could not be read among those that are not ASCII."""
    strange = sum(1 for character in text if character > "\x7f")
    return text.count(_REPLACED) / strange if strange else 0.0


def read_text(text: str, flow: Flow, html: Callable[[str, Flow], object]) -> None:
    """Put down plain text. Tables written in HTML, as programs that turn scans into text do, are read by ``html``."""
    for part, is_table in _tables_apart(text):
        if is_table:
            html(part, flow)
            continue
        for line in part.splitlines():
            flow.line(plain(line))


def read_markdown(text: str, flow: Flow, html: Callable[[str, Flow], object]) -> None:
    """Put down Markdown without its marks; headings keep their level."""
    for part, is_table in _tables_apart(text):
        if is_table:
            html(part, flow)
            continue
        for line in part.splitlines():
            _markdown_line(plain(line), flow)


def _markdown_line(line: str, flow: Flow) -> None:
    heading = _HEADING.fullmatch(line) if len(line) <= _LONGEST else None
    if heading:
        flow.line(_unmarked(heading[2]), heading=len(heading[1]))
    elif len(line) > _LONGEST or not _RULE.fullmatch(line):
        text = line if line.lstrip().startswith("|") else _LEAD.sub("", line, count=1)
        flow.line(_unmarked(text))


def _unmarked(text: str) -> str:
    if len(text) > _LONGEST:
        return text
    text = _PICTURE.sub(_picture if "|" in text else "", text)
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    return plain(_ENTITY.sub(_entity, text)) if "&" in text else text


def _picture(found: re.Match[str]) -> str:
    """The mark for a picture in a cell, which is neither blank nor a plain number."""
    return f"〔图：{found[1].strip()}〕" if found[1].strip() else "〔图〕"


def _entity(found: re.Match[str]) -> str:
    """The character that an entity stands for, unless it could be taken for a mark of the text."""
    character = html.unescape(found[0])
    return found[0] if character == found[0] or set(character) & _UNSAFE else character


def _tables_apart(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a text, and whether each is a table in HTML, the tables inside it included."""
    start = depth = 0
    for tag in _TABLE.finditer(text):
        if not tag[1]:
            if depth == 0:
                yield text[start : tag.start()], False
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield text[start : tag.end()], True
                start = tag.end()
    yield text[start:], depth > 0


def looks_like_markdown(text: str) -> bool:
    """Whether a text has a table or headings as Markdown writes them."""
    return bool(re.search(r"(?m)^\s{0,3}(#{1,6} +\S|\|?[ :]*-{3,}:? *\|[ :|-]*$)", text[: _SAMPLE * 10]))


def read_separated(text: str, flow: Flow) -> None:
    """Put down comma-separated values as one grid; its columns are known where every row has as many cells.

    Raises FileProblem when the quoting is broken beyond reading.
    """
    sample = text[:_SAMPLE]
    delimiter = max(",;\t，", key=sample.count)
    cells: list[Drawn] = []
    widths = set()
    try:
        for row, texts in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), 1):
            flow.count(len(texts))
            widths.add(len(texts))
            cells += [Drawn(plain(cell).strip(), Box(row, at, row, at)) for at, cell in enumerate(texts, 1)]
    except csv.Error as error:
        raise FileProblem("not_document", flow.path, content="引号不成对的 CSV 文本") from error
    flow.grid(cells, columns_known=len(widths) == 1)
