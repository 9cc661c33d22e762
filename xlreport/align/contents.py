"""What the text of a printed cell is: a number, a note beside one, a dash, words; and what a line ends with."""

from __future__ import annotations

import re
from decimal import Decimal

from xlreport.forms.model import Field
from xlreport.numbers import BLANK, DASHES, Content, Kind, number, suggest, text

_LARGEST = Decimal(10) ** 15
"""A spreadsheet keeps 15 digits; a longer number stays text."""
_SIGNS = r"+\-＋－−—–"
_DIGIT = "0-9０-９"
_ENUMERATED = re.compile(
    r"\s*(?:\d{1,2}\s*[.．、,，)）]?\s*[\u4e00-\u9fff“\"「]|[（(]\s*[一二三四五六七八九十\d]{1,2}\s*[)）])"
)
_UNIT_BEHIND = re.compile(
    rf"\s*[{_SIGNS}]*[{_DIGIT}][{_DIGIT},，.．]*\s*(?:件|条|宗|项|份|个|次|万元|元|亿元|万|万件)(?![\u4e00-\u9fff])"
)
_AMOUNT = re.compile(rf"\s*(?:[约共计增减升降加少≈<>≥≤人民币¥￥]{{1,4}}\s*)?[{_SIGNS}]*\s*[{_DIGIT}]")
_YEAR = re.compile(rf"\s*[{_DIGIT}]{{4}}\s*年")
_TOKEN = re.compile(
    rf"(?:[{_SIGNS}]{{0,2}}[{_DIGIT}][{_DIGIT},，.．]*(?:万元|元|件|项|条|份|宗)?|[/／—–\-－]{{1,2}}|无)"
)
_SEVERAL = re.compile(rf"[{_DIGIT}][{_DIGIT}.．,，]*\s+[{_SIGNS}]*[{_DIGIT}]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060\u00ad"))
_PAGE = re.compile(
    rf"\s*(?:[-—–－·•~]+\s*[{_DIGIT}]{{1,3}}\s*[-—–－·•~]+|第\s*[{_DIGIT}]{{1,3}}\s*页[\s,，/／]*(?:共\s*[{_DIGIT}]{{1,3}}\s*页)?"
    rf"|[{_DIGIT}]{{1,3}}\s*[/／]\s*[{_DIGIT}]{{1,3}}|[Pp]age\s*[{_DIGIT}]{{1,3}}.{{0,12}})\s*"
)


def visible(words: str) -> str:
    """The text without characters that print nothing, and without space around it."""
    return words.translate(_INVISIBLE).replace("\u00a0", " ").replace("\u3000", " ").strip()


def is_value(words: str) -> bool:
    """Whether a printed text may be the content of a number cell: a number, one with a note, a dash; not a label."""
    words = visible(words)
    if not words or words in DASHES:
        return True
    if _YEAR.match(words) or not _AMOUNT.match(words):
        return False
    return not _ENUMERATED.match(words) or bool(_UNIT_BEHIND.match(words))


def is_page_number(words: str) -> bool:
    """Whether a line is a page number in a form that no number of the tables has: — 3 —, 第 3 页, 3/12."""
    return _PAGE.fullmatch(words) is not None


def holds_several(words: str) -> bool:
    """Whether one cell prints more than one number: which is meant cannot be told."""
    return _SEVERAL.search(visible(words)) is not None


def split_line(words: str) -> tuple[str, tuple[str, ...]]:
    """A line of text as its label and the numbers and dashes at its end, which spaces part; a line of numbers alone
    has no label."""
    words = visible(words)
    starts = [match.start() for match in re.finditer(r"\S+", words)]
    tokens = words.split()
    count = 0
    while count < len(tokens) and _TOKEN.fullmatch(tokens[-1 - count]):
        count += 1
    cut = len(tokens) - count
    return (words[: starts[cut]] if count else words).strip(), tuple(tokens[cut:])


def printed_content(words: str, field: Field) -> Content:
    """The content that a printed text gives a field.

    A document prints digits as text, so what is unmistakably a number is one: full width, with separators of
    thousands, with the field's own unit behind it. Everything else stays as it is printed, for a person to decide.
    """
    words = visible(words)
    if not words:
        return BLANK
    content = text(words)
    if field.money and not field.unit and "元" in words:
        return content  # the form prints no unit here: which was meant is not for a program to say
    suggestion = suggest(content, money=field.money, signed=field.signed)
    if content.kind == Kind.DASH or suggestion is None or not suggestion.sure:
        return content
    exact = suggestion.content.raw
    return number(exact) if isinstance(exact, Decimal) and abs(exact) < _LARGEST else content
