"""The text sections of a published report: 一 in its five parts, 五 and 六.

Headings are known by what they say (headings.py), sub-headings likewise (parts.py). To no section belong: the statutory
tables and all that stands between their headings, the page's own furniture, signature and date, what a web page prints
after the report, and what stands before 一 (``read_preamble`` gives that back).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlreport.align.document import Document
from xlreport.published.contents import is_gap
from xlreport.published.headings import Heading, find_headings, read_heading, split_headings
from xlreport.published.marked import read_marked
from xlreport.published.parts import count_parts, split_parts
from xlreport.published.passages import is_sentence, passages
from xlreport.published.titles import find_titles
from xlreport.published.wording import DATE, Folded, Passage, is_agency, is_chrome, is_footer
from xlreport.report import SECTIONS

_FEWEST_PARTS, _AFTER_FIRST = 2, 2
_DATE_LINE = re.compile(rf"(.{{0,60}}?)\(?{DATE}\)?")
_TITLE = re.compile(r"[^。;,!?]{0,60}公开[^。;,!?]{0,20}(?:年度报告|年报|工作报告)(?:\([^()]*\))?")
_COMMA = ("，", ",", "、")


def read_narrative(document: Document) -> dict[str, str]:
    """The text sections that the document has, by the keys of ``SECTIONS``, in their order.

    Paragraphs are joined by line breaks; a line that ends with a comma goes on in the next one. Headings are left out,
    every other sentence of a section is kept as printed. Where section 一 has sub-headings of its five parts, each part
    has its key, and "一" holds what belongs to none: the lead, and numbered entries that are not one of the five
    (their place in the order is no proof). Without such sub-headings all of it is under "一". Of two reports in one
    document the first is read. A document that marks its headings (``read_marked``) is taken at its word instead.
    """
    if (marked := read_marked(document)) is not None:
        return marked.narrative
    found = split_headings(passages(document))
    sections = {number: _lines(part) for number, part in _sections(found).items()}
    narrative = {f"一/{part}" if part else "一": lines for part, lines in split_parts(sections.get(1, [])).items()}
    narrative |= {"五": sections.get(5, []), "六": sections.get(6, [])}
    joined = {key: _joined(narrative.get(key, ())) for key in SECTIONS}
    return {key: text for key, text in joined.items() if text}


def read_preamble(document: Document) -> str:
    """The sentences before section 一 (what the report rests on, the period, whom to ask), '' where there are none."""
    found = split_headings(passages(document))
    start = _start(found, find_headings(found))
    return _joined([one.text for one in found[:start] if is_sentence(one.text)])


def body_bounds(found: Sequence[Passage]) -> tuple[int, int, int]:
    """Where the body begins (the heading of 一, or the first heading or table), where its last heading stands, and
    where it ends: there the page's footer, another report or nothing follows. Counted in ``found``, whose headings
    are split."""
    chain = find_headings(found)
    if not chain:
        tables = [at for at, one in enumerate(found) if one.is_table]
        return (tables[0] if tables else len(found)), (tables[-1] if tables else 0), len(found)
    return _start(found, chain), chain[-1].at, _end(found, chain)


def _sections(found: Sequence[Passage]) -> dict[int, list[Passage]]:
    """The passages of each section by its number, the text behind a heading first; signature and footer cut off."""
    chain = find_headings(found)
    if not chain:
        return {}
    start, end = _start(found, chain), _end(found, chain)
    sections: dict[int, list[Passage]] = {}
    if chain[0].section != 1 and start < chain[0].at:
        sections[1] = _until_table(found[start : chain[0].at])
    for one, ends in zip(chain, [*(other.at for other in chain[1:]), end], strict=True):
        here = found[one.at]
        rest = [Passage(one.rest, here.place)] if one.rest else []
        body = [*rest, *found[one.at + 1 : ends]]
        leads_on = one.section == 1 and chain[1:2] and chain[1].section == _AFTER_FIRST
        sections[one.section] = _until_table(body) if one.section == 1 and not leads_on else body
    last = chain[-1].section
    sections[last] = _unsigned(sections[last], _named(found[:start]))
    return sections


def _start(found: Sequence[Passage], chain: Sequence[Heading]) -> int:
    """Where the body begins: at the heading of 一, or at the first sub-heading where 一 has lost its own."""
    first = chain[0].at if chain else len(found)
    if chain and chain[0].section == 1:
        return first
    before = [one.text for one in found[:first]]
    if count_parts(before) < _FEWEST_PARTS:
        return first
    return next(at for at, text in enumerate(before) if count_parts([text]))


def _end(found: Sequence[Passage], chain: Sequence[Heading]) -> int:
    """Where the last section ends at the latest: before a footer, a title or the headings of another report."""
    for at in range(chain[-1].at + 1, len(found)):
        text = found[at].text
        if text and (is_footer(text) or _TITLE.fullmatch(Folded(text).compact)):
            return at
        heading = read_heading(text) if text else None
        if (
            heading is not None
            and heading.section < chain[-1].section
            and heading.section < 5
            and _alike(heading, chain)
        ):
            return at
    return len(found)


def _alike(heading: Heading, chain: Sequence[Heading]) -> bool:
    """Whether a heading is printed as those of the chain are: a list of them, or another report, begins here."""
    return heading.strong and not heading.rest and heading.number.style in {one.number.style for one in chain}


def _until_table(body: Sequence[Passage]) -> list[Passage]:
    """The passages before a table: section 一 ends there though the heading of 二 was not found."""
    ends = next((at for at, one in enumerate(body) if one.is_table), len(body))
    return list(body[:ends])


def _named(head: Sequence[Passage]) -> frozenset[str]:
    """The bodies that titles above the text name, compact: such a line below the text signs, however it ends."""
    return frozenset(Folded(one.agency).compact for one in find_titles(head) if one.agency)


def _unsigned(body: Sequence[Passage], named: frozenset[str]) -> list[Passage]:
    """The last section without the signature: the date line, the body's name above it, and all that follows."""

    def signs(text: str) -> bool:
        return is_agency(text) or Folded(text).compact in named

    kept = [one for one in body if one.is_table or not (is_chrome(one.text) or is_gap(one.text))]
    for at, one in enumerate(kept):
        match = _DATE_LINE.fullmatch(Folded(one.text).compact)
        if match and (not match[1] or signs(match[1])):
            kept = kept[:at]
            break
    while kept and (kept[-1].is_table or signs(kept[-1].text)):
        kept.pop()
    return kept


def _lines(body: Sequence[Passage]) -> list[str]:
    """The lines of a section; a gap that xlreport's own document leaves is none."""
    return [one.text for one in body if not one.is_table and not is_chrome(one.text) and not is_gap(one.text)]


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(_whole(lines)).strip()


def _whole(lines: Sequence[str]) -> Iterator[str]:
    """Lines, those that end with a comma together with the next: a page ended there."""
    held = ""
    for line in lines:
        held += line
        if not held.endswith(_COMMA):
            yield held
            held = ""
    if held:
        yield held
