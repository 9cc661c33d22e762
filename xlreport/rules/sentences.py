"""A section's prose cut into sentences, each without blanks and with its years told by what they are to the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from xlreport.rules.numerals import chinese_year
from xlreport.rules.scopes import ALL, Scope
from xlreport.rules.subjects import LAST_YEAR, NEXT_YEAR, OTHER_YEAR, THIS_YEAR

LONGEST_SHOWN = 60
"""Letters of a sentence that are shown around what is marked."""
_FOLD = str.maketrans("０１２３４５６７８９．％　", "0123456789.% ")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with their places; a line is never part of two."""
    return ((match.start(), match[0]) for match in _sentence_pattern().finditer(text))


@cache
def _sentence_pattern() -> re.Pattern[str]:
    return re.compile(r"[^。！？!?\n]+")


@cache
def worth_reading() -> re.Pattern[str]:
    """Without a digit or a word for none a sentence cannot claim anything."""
    return re.compile(r"[0-9０-９〇零一二三四五六七八九十两百千]|未|没|无")


@dataclass(frozen=True, slots=True)
class Carried:
    """What one sentence leaves for the next: what was spoken of, whether of another period or body, which requests."""

    requests: bool = False
    domain: str = ""
    outside: bool = False
    scope: Scope = ALL


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without blanks, years replaced by letters; ``places`` leads back to the section's text."""

    text: str
    places: tuple[int, ...]
    raw: str
    start: int

    @classmethod
    def of(cls, raw: str, start: int, year: int | None) -> Sentence:
        """From the words as printed, their place in the section, and the report's year."""
        kept = [(at, letter) for at, letter in enumerate(chinese_year(raw.translate(_FOLD))) if not letter.isspace()]
        compact = "".join(letter for _, letter in kept)
        return cls(
            _year_pattern().sub(lambda match: _year_letters(match, year), compact),
            tuple(at for at, _ in kept),
            raw,
            start,
        )

    def marked(self, start: int, end: int) -> str:
        """The sentence with a place marked 【】, cut to what a line can show."""
        first, last = self.places[start], self.places[end - 1] + 1
        head, tail = self.raw[:first].lstrip(), self.raw[last:].rstrip()
        if len(head) > LONGEST_SHOWN // 2:
            head = f"……{head[-LONGEST_SHOWN // 2 :]}"
        if len(tail) > LONGEST_SHOWN // 2:
            tail = f"{tail[: LONGEST_SHOWN // 2]}……"
        return f"{head}【{self.raw[first:last]}】{tail}"


@cache
def _year_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


def _year_letters(match: re.Match[str], year: int | None) -> str:
    letter = OTHER_YEAR
    if year is not None:
        letter = {0: THIS_YEAR, -1: LAST_YEAR, 1: NEXT_YEAR}.get(int(match[0]) - year, OTHER_YEAR)
    return letter * 4
