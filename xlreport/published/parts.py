"""Section 一 in its five parts, as far as their sub-headings can be recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlreport.published.headings import Number, read_number
from xlreport.published.wording import Folded

PARTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
_TAIL = r"(?:的)?(?:工作)?(?:的)?(?:开展|落实|办理|处理|答复|建设)?(?:工作)?(?:的)?(?:情况|方面)?"
_GOVERNMENT = r"(?:政府信息公开|政府信息|政务信息公开|政务信息|政务公开|政务|信息公开|信息)?(?:工作)?(?:的)?"
_STRICT = tuple(
    (part, re.compile(words + _TAIL))
    for part, words in (
        ("主动公开", r"(?:政府信息)?主动公开(?:政府信息)?"),
        ("依申请公开", r"(?:政府信息)?依(?:法)?申请公开(?:政府信息)?"),
        ("依申请公开", r"(?:收到和)?(?:处理|办理)政府信息公开申请"),
        ("政府信息管理", r"(?:政府|政务)?信息(?:公开)?(?:资源)?(?:规范化|规范|动态|日常)?管理"),
        ("政府信息公开平台建设", rf"{_GOVERNMENT}(?:公开)?平台(?:载体)?建设(?:(?:和|与|及)管理)?"),
        ("政府信息公开平台建设", r"(?:政府|政务)信息公开平台"),
        ("监督保障", rf"{_GOVERNMENT}监督(?:和|与|及|、)?保障(?:机制|措施)?"),
    )
)
_LOOSE = (
    ("主动公开", re.compile(r"(?<!不)主动公开")),
    ("依申请公开", re.compile(r"依(?:法)?申请公开")),
    ("政府信息管理", re.compile(r"(?:政府|政务)信息(?:公开|资源)*(?:规范化)?管理|信息(?:资源)?管理")),
    ("政府信息公开平台建设", re.compile(r"平台建设|公开平台")),
    ("监督保障", re.compile(r"监督保障")),
)
_END = re.compile(r"[:。;]|—{1,2}|--?")
_RUN_ON = re.compile(r"20\d\d年|二[〇○零]|[我本全]")
_HEAD = re.compile(r"[^。:;]{2,28}(?=[。:;]|$)")
_INSIDE = re.compile(r"[(\[〔【][一二三四五六七八九十][)\]〕】]|[㈠-㈩]|[一二三四五六七]是")
_NUMBERED = ("bracket", "chinese", "digit", "part")
_LONGEST_HEAD = 80
_FEWEST_LOOSE = 3
"""So many sub-headings that only hold a part's words must agree before one is believed without a plain one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of section 一: its number, the part whose sub-heading it begins with ('' where it has none), whether the
    sub-heading says just that (``plain``), and the text behind it."""

    text: str
    number: Number
    part: str = ""
    plain: bool = False
    rest: str = ""


def split_parts(lines: Sequence[str]) -> dict[str, list[str]]:
    """Lines by the part that they belong to; the key '' holds what belongs to none. No line is lost.

    A sub-heading that only names its part is left out; the words of others (加强政府信息管理。) stay.
    A line numbered in the style of the sub-headings, and on from the last of them, that is none of the five ends the
    part before it: it and what follows go to '' (its place alone is no proof that it is, say, the fourth part).
    """
    entries = [_entry(piece) for line in lines for piece in _pieces(line)]
    style = _style(entries)
    plain = {one.part for one in entries if _counts(one, style)}
    found: dict[str, list[str]] = {}
    part, ordinal = "", 0
    for one in entries:
        odd = one.plain and one.part not in plain and one.number.style in _NUMBERED
        if _counts(one, style) or odd:
            part = one.part
            ordinal = one.number.ordinal if _counts(one, style) else ordinal
            text = one.rest if one.plain else Folded(one.text).cut(one.number.length)[1]
        else:
            text = one.text
            if part and style and one.number.style == style and one.number.ordinal > ordinal:
                part, ordinal = "", one.number.ordinal
        found.setdefault(part, []).extend([text] if text else [])
    return {part: lines for part, lines in found.items() if lines}


def count_parts(lines: Sequence[str]) -> int:
    """How many of the five parts have a plain sub-heading in the lines."""
    return len({one.part for one in (_entry(line) for line in lines) if one.plain})


def _counts(one: Entry, style: str | None) -> bool:
    """Whether an entry begins a part: its style is that of the sub-headings."""
    return bool(one.part) and style is not None and one.number.style == style


def _style(entries: Sequence[Entry]) -> str | None:
    """The style in which most different parts are headed; None where no part can be told."""
    best, most = None, 0
    for style in ("bracket", "chinese", "", "digit", "part", "item"):
        plain = {one.part for one in entries if one.plain and one.number.style == style}
        loose = {one.part for one in entries if one.part and one.number.style == style}
        count = len(loose) if plain or len(loose) >= _FEWEST_LOOSE else 0
        if count > most:
            best, most = style, count
    return best


def _pieces(line: str) -> Iterator[str]:
    """The line, cut where another numbered sub-heading begins behind the end of a sentence."""
    folded = Folded(line)
    starts = [0]
    for match in _INSIDE.finditer(folded.compact, 1):
        at = match.start()
        opens = folded.gap(at) or folded.compact[at - 1] in "。;"
        if opens and _entry(folded.part(at, at + _LONGEST_HEAD)).plain:
            starts.append(at)
    yield from (folded.part(*piece) for piece in zip(starts, [*starts[1:], len(folded.compact)], strict=True))


def _entry(text: str) -> Entry:
    folded = Folded(text)
    number = read_number(folded.compact)
    for part, words in _STRICT:
        match = words.match(folded.compact, number.length)
        end = match.end() if match else 0
        rest = _rest(folded, end, number) if match and end > number.length else None
        if rest is not None:
            return Entry(text, number, part, True, rest)
    head = _HEAD.match(folded.compact, number.length) if number.style in _NUMBERED else None
    named = {part for part, words in _LOOSE if head and words.search(head[0])}
    return Entry(text, number, named.pop() if len(named) == 1 else "")


def _rest(folded: Folded, end: int, number: Number) -> str | None:
    """The text behind a plain sub-heading; None where the words run on, so that it is none."""
    if separator := _END.match(folded.compact, end):
        return folded.cut(separator.end())[1]
    if end >= len(folded.compact):
        return ""
    spoken = folded.compact[end] == "," and (number.style in _NUMBERED or folded.compact[:end].endswith("方面"))
    if spoken:
        return folded.cut(end + 1)[1]
    numbered = number.style in _NUMBERED
    if numbered and (folded.gap(end) or _RUN_ON.match(folded.compact, end)):
        return folded.cut(end)[1]
    return None
