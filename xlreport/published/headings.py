"""The six headings of a report, found by what they say: the chain of headings that fits the document best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from xlreport.published.wording import DATE, Folded, Passage, is_agency, is_chrome

_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?P<part>第[{_NUMERALS}]{{1,2}}部分[:、.]?)|(?P<item>[{_NUMERALS}]{{1,2}}是[:,]?)"
    rf"|(?P<bracket>[(\[〔【〈<][{_NUMERALS}]{{1,2}}[)\]〕】〉>][、.]?|[㈠-㈩][、.]?)|(?P<chinese>[{_NUMERALS}]{{1,2}}[、.:,·])"
    rf"|(?P<digit>\(?\d{{1,2}}(?:[、)]|\.(?!\d))[、.]?)"
)
_BARE_NUMBER = re.compile(rf"[{_NUMERALS}]")

_WHOSE = (
    r"(?:(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年度?)?(?:全[省市县区局镇乡]|[本我][省市县区局镇乡]|本单位|本机关|本部门)?"
    r"(?:20\d\d年度?|本?年度)?"
)
_OPENNESS = r"(?:政府信息公开|政务信息公开|政务公开|信息公开)?(?:工作)?(?:的|中)?"
_BODY = r"(?:行政机关|本机关|本单位|本部门|[本我][省市县区局镇乡办委院])?"
_AND = r"(?:和|与|、|及其|以及|及)"
_SHEET = r"(?:统计)?表?"
_REQUESTS = r"政府信息公开(?:的)?申请(?:的)?"
_HANDLED = r"(?:处理|办理|答复)"
_FAULTS = r"(?:问题|不足|困难|原因)"
_AMENDING = (
    r"(?:20\d\d年度?)?(?:下一?步|今后|改进|整改|解决|建议|对策|努力)"
    r"(?:[^。:,;!?]{0,16}?(?:情况|措施|打算|计划|安排|思路|方向|意见|建议|办法|对策|举措|重点|工作|改进|整改))?"
)
_PHRASES: tuple[tuple[int, str, bool], ...] = (
    (1, rf"{_WHOSE}{_OPENNESS}(?:年度)?(?:总体|基本|整体|总的)(?:工作)?(?:情况|概况|状况)", True),
    (1, r"(?:工作|总体)?(?:概述|概况)", False),
    (2, rf"主动公开(?:的)?政府信息(?:的)?(?:工作)?(?:情况|数量)?{_SHEET}", True),
    (2, rf"政府信息(?:公开)?主动公开(?:的)?(?:工作)?情况{_SHEET}", True),
    (2, r"主动公开(?:工作)?情况", False),
    (3, rf"(?:收到|受理|接收){_AND}?{_HANDLED}?(?:的)?{_REQUESTS}(?:工作)?(?:情况)?{_SHEET}", True),
    (3, rf"{_REQUESTS}(?:收到|受理|办理|处理|接收)?{_AND}?{_HANDLED}?(?:的)?情况{_SHEET}", True),
    (3, r"(?:政府信息)?依申请公开(?:政府信息)?(?:工作)?(?:办理|处理|受理)?(?:的)?情况", False),
    (
        4,
        rf"(?:因)?{_OPENNESS}(?:被)?(?:申请|提起|引发的?)?行政复议[、,和及与]{{0,2}}(?:被)?(?:提起)?"
        rf"行政诉讼(?:的)?(?:有关)?情况{_SHEET}",
        True,
    ),
    (4, r"(?:政府信息公开)?(?:行政)?复议[、,和及与]?(?:行政)?诉讼(?:的)?情况", True),
    (
        5,
        rf"(?:20\d\d年度?)?(?:本年度|当前|目前)?{_OPENNESS}(?:目前|当前|仍|还)?"
        rf"(?:存在的?(?:主要|突出|一些)?(?:的)?{_FAULTS}|(?:主要|突出){_FAULTS}|{_FAULTS}(?={_AND}))"
        rf"(?:{_AND}{_FAULTS})*(?:(?:{_AND}|,)?{_AMENDING})?(?:情况)?",
        True,
    ),
    (5, r"(?:改进|整改)(?:情况|措施)|下一?步(?:工作)?(?:打算|计划|安排|措施|思路|改进措施)", False),
    (6, r"(?:需要?|应当?)?(?:报告|说明)(?:的)?其[他它](?:事项|情况|事宜)", True),
    (
        6,
        r"其[他它](?:需要?|应当?|有关|须)(?:要)?(?:报告|说明|公开|公布)(?:的)?(?:其他)?(?:事项|情况|事宜|内容|问题)",
        True,
    ),
    (6, r"其[他它](?:报告|有关)?(?:的)?(?:事项|事宜|情况)", False),
)
_COMPILED = tuple((section, re.compile(rf"{_BODY}(?:{words})"), strong) for section, words, strong in _PHRASES)
_ENCLOSED = re.compile(r"^【(.*)】$")
_NOTE = re.compile(r"\([^()]{0,30}\)")
_SEPARATOR = re.compile(r"[:。.;]|—{1,2}|--?")
_GOES_ON = re.compile(r"[和及与、的]|以及|情况|(?:的)?其他事项")
_LONGEST_WORDS = 60
_LONGEST_HEADING = 80
_LONGEST_SIGNATURE = 100
_MOST_CANDIDATES = 400
"""No report comes near this; a page that does costs no more than this."""
_RUN_ON = re.compile(r"20\d\d年|[我本全]|无(?:$|。)")
_DATED = re.compile(rf".*(?:(?P<end>[。;!])|无|没有)(?P<who>.{{0,40}}?){DATE}")
_INSIDE = re.compile(
    rf"(?:[{_NUMERALS}]、|第[{_NUMERALS}]部分[:、]?)(?=总|基|概|工|主|行|收|政|存|其|需|问|改|信|因|本|下)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """What an entry is numbered with: its ``style`` ('' where there is none), its place, its length in the text."""

    style: str = ""
    ordinal: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that can be the heading of section 1 … 6. ``rest`` is the text behind it on the same line; ``at`` counts
    passages; ``strong``: no other part of a report is headed so."""

    section: int
    number: Number
    rest: str
    strong: bool
    at: int = 0


def read_number(compact: str) -> Number:
    """The number at the beginning of a text such as 一、 （一） 1. 一是 第一部分."""
    match = _NUMBER.match(compact)
    if match is None or match.lastgroup is None:
        return Number()
    return Number(match.lastgroup, _ordinal(match[0]), match.end())


def _ordinal(words: str) -> int:
    """The number in an entry's number, 0 where it is none that sections have."""
    if found := re.search(r"\d+", words):
        return int(found[0])
    if found := re.search(r"[㈠-㈩]", words):
        return ord(found[0]) - ord("㈠") + 1
    found = re.search(rf"[{_NUMERALS}]+", words)
    values = [_NUMERALS.index(sign) + 1 for sign in found[0]] if found else [0]
    return values[0] if len(values) == 1 else sum(values) if values[0] == 10 else values[0] * 10


def read_heading(text: str) -> Heading | None:
    """The heading that a line begins with, None where it begins with none."""
    folded = Folded(_ENCLOSED.sub(r"\1", text))
    number = read_number(folded.compact)
    if not number.style and _BARE_NUMBER.match(folded.compact):
        found = _heading(folded, Number("chinese", _ordinal(folded.compact[0]), 1))
        if found is not None:
            return found
    return _heading(folded, number)


def _heading(folded: Folded, number: Number) -> Heading | None:
    best: Heading | None = None
    longest = 0
    for section, words, strong in _COMPILED:
        match = words.match(folded.compact, number.length)
        if match is None or match.end() == number.length:
            continue
        for end in range(number.length + 2, number.length + _LONGEST_WORDS):
            rest = _rest(folded, end, number) if words.fullmatch(folded.compact, number.length, end) else None
            if rest is not None:
                if end > longest:
                    best, longest = Heading(section, number, rest, strong), end
                break
    return best


def _rest(folded: Folded, end: int, number: Number) -> str | None:
    """The text behind a heading's words; None where they run on, so that they are words of a sentence."""
    if note := _NOTE.match(folded.compact, end):
        end = note.end()
    if separator := _SEPARATOR.match(folded.compact, end):
        return folded.cut(separator.end())[1]
    spaced = folded.gap(end) and not _GOES_ON.match(folded.compact, end)  # 存在的问题 及 改进情况 is one heading
    if spaced or (number.style and _RUN_ON.match(folded.compact, end)):
        return folded.cut(end)[1]
    return None


def is_heading(text: str) -> bool:
    """Whether a table cell is a heading of a section: a numbered one, or all of what the cell says."""
    found = read_heading(text)
    return found is not None and found.strong and (bool(found.number.style) or not found.rest)


def split_headings(found: Sequence[Passage]) -> list[Passage]:
    """The passages, cut where a line goes on with another numbered heading (五、… 六、… on one line), and before a date
    of signing behind the end of a sentence."""
    pieces = (piece for one in found for piece in _pieces(one))
    return [part for piece in pieces for part in _without_date(piece)]


def _without_date(one: Passage) -> Iterator[Passage]:
    folded = Folded(one.text)
    tail = max(0, len(folded.compact) - _LONGEST_SIGNATURE)
    match = _DATED.fullmatch(folded.compact, tail) if one.text else None
    if match and (not match["who"] or is_agency(match["who"])):
        place = match.start("who")
        if match["end"] or folded.gap(place):
            yield from (replace(one, text=text) for text in folded.cut(place))
            return
    yield one


def _pieces(one: Passage) -> Iterator[Passage]:
    folded = Folded(one.text)
    starts = [0]
    for match in _INSIDE.finditer(folded.compact, 1):
        at = match.start()
        opens = folded.gap(at) or folded.compact[at - 1] in "。;!?" or _is_only_heading(folded.part(starts[-1], at))
        heading = read_heading(folded.part(at, at + _LONGEST_HEADING)) if opens else None
        if heading is not None and heading.strong:
            starts.append(at)
    ends = [*starts[1:], len(folded.compact)]
    yield from (replace(one, text=folded.part(*piece)) for piece in zip(starts, ends, strict=True))


def _is_only_heading(text: str) -> bool:
    found = read_heading(text) if len(text) <= 2 * _LONGEST_HEADING else None
    return found is not None and not found.rest


def find_headings(found: Sequence[Passage]) -> list[Heading]:
    """The chain of headings, in order and of rising sections, that fits the passages best; empty where there is none.

    Contents lists and navigation also print the six: a heading with something under it outweighs one without. Entries
    numbered otherwise than most headings (（二）… inside of 一、) count only where a table follows.
    """
    candidates = _candidates(found)
    main = _main_style(candidates)
    bare = {one.at for one in candidates if not one.rest}  # a table's caption may repeat its heading
    telling = [at not in bare and (one.is_table or not is_chrome(one.text)) for at, one in enumerate(found)]
    below = _first_below(candidates, telling)
    weights = [_weight(one, main, found, first) for one, first in zip(candidates, below, strict=True)]
    best: list[tuple[int, int]] = []  # for each candidate: the weight of the best chain that ends there, its last link
    for at, one in enumerate(candidates):
        links = [(best[link][0], -link) for link in range(at) if candidates[link].section < one.section]
        weight, link = max(links, default=(0, 1))
        best.append((weight + weights[at], -link) if weights[at] else (0, -1))
    if not best or max(weight for weight, _ in best) == 0:
        return []
    chain, at = [], max(range(len(best)), key=lambda place: (best[place][0], -place))
    while at >= 0:
        if weights[at]:
            chain.append(candidates[at])
        at = best[at][1]
    return chain[::-1]


def _candidates(found: Sequence[Passage]) -> list[Heading]:
    read = ((at, read_heading(one.text)) for at, one in enumerate(found) if one.text and not is_chrome(one.text))
    candidates = (replace(heading, at=at) for at, heading in read if heading is not None)
    return list(islice(candidates, _MOST_CANDIDATES))


def _main_style(candidates: Sequence[Heading]) -> str:
    """The style in which most different headings are numbered; 一、 where two are level, '' where none is numbered."""
    sections: dict[str, set[int]] = {"": set()}
    for one in candidates:
        if one.strong and (one.number.style or not one.rest):
            sections.setdefault(one.number.style, set()).add(one.section)
    return max(sections, key=lambda style: (len(sections[style]), style == "chinese", style != ""))


def _first_below(candidates: Sequence[Heading], telling: Sequence[bool]) -> list[int | None]:
    """For each candidate the first passage that says something below it, before a heading of another section."""
    following: list[int | None] = [None] * (len(telling) + 1)
    for at in range(len(telling) - 1, -1, -1):
        following[at] = at if telling[at] else following[at + 1]
    firsts: list[int | None] = []
    ends, section = len(telling), 0
    for at in range(len(candidates) - 1, -1, -1):
        one = candidates[at]
        if section and one.section != section:
            ends = candidates[at + 1].at
        section = one.section
        first = following[one.at + 1]
        firsts.append(first if first is not None and first < ends else None)
    return firsts[::-1]


def _weight(one: Heading, main: str, found: Sequence[Passage], below: int | None) -> int:
    """How surely a candidate is the heading of its section; 0: it is not one. ``below``: what it leads."""
    leads_table = one.section in (2, 3, 4) and below is not None and found[below].is_table and not one.rest
    style = one.number.style
    if (style and style != main) or not one.strong:
        return _doubtful(one, main, leads_table)
    weight = 5 if style and one.number.ordinal == one.section else 4 if style else 2 if not one.rest else 1
    return weight + 3 * (below is not None or bool(one.rest)) + 2 * bool(found[one.at].heading) + 2 * leads_table


def _doubtful(one: Heading, main: str, leads_table: bool) -> int:
    """The weight of a heading with common words or another kind of number."""
    if leads_table:
        return 3
    if one.section in (1, 5, 6) and one.number.style == main and (main or not one.rest):
        return 2 if one.section != 1 else 4
    return 1 if one.section in (1, 5, 6) and one.strong and not one.rest else 0
