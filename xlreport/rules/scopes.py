"""Which requests a number of the prose counts: all of them, those of one kind of applicant, or some no table tells.

收到涉及征地的申请60件，予以公开18件: the 18 are not those of the tables. 自然人申请108件，予以公开30件: the 30 may
stand in the column of natural persons. A scope lasts to the end of its sentence, to words for the whole year, or until
its parts add up to what they are parts of (收到128件，其中网络86件、信函42件，予以公开40件).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from xlreport.rules.numerals import Numeral

DATA = Path(__file__).with_name("scopes.toml")
_FAR_BACK = 4
"""Letters in front of a matter that may make it a reason."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What requests are meant. ``kind``: of this kind of applicant, whose ``columns`` (sums) hold them; '' for others.

    ``part``: some that no table tells apart; ``others``: what another body did, be it requests or acts. ``direct``:
    what follows can be meant of the kind alone; otherwise it was named before, and all requests may be meant as well.
    """

    part: bool = False
    others: bool = False
    kind: str = ""
    columns: tuple[tuple[str, ...], ...] = ()
    direct: bool = False

    def options(self, options: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        """Sums of totals of 表三 as sums of the columns of this kind; with those of all where they may be meant too.

        Nothing is left where the kind is meant and the table does not tell kinds apart.
        """
        if not self.kind:
            return options
        own = tuple(moved for names in options for columns in self.columns if (moved := _moved(names, columns)))
        return own if self.direct else (*own, *options)

    def called(self) -> str:
        """The kind of applicant behind the name of a subject; nothing where all requests may be meant too."""
        return f"（{self.kind}）" if self.direct else ""

    def pairs(self, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The same for pairs of a field and the one that counts where it is not 0."""
        own = tuple(
            (moved[0], moved[1])
            for pair in pairs
            for name in self.columns
            for one in name
            if (moved := _moved(pair, (one,)))
        )
        return pairs if not self.kind else own if self.direct else (*own, *pairs)


ALL = Scope()
SOME = Scope(part=True)
OTHERS = Scope(part=True, others=True)


def _moved(names: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The names with these columns in the place of the total; () where one of them is not of 表三."""
    if not all(name.startswith("table3.") and name.endswith(".total") for name in names):
        return ()
    return tuple(f"{name.removesuffix('total')}{column}" for name in names for column in columns)


class Scopes:
    """The scopes of a sentence by place; read when first asked for, since most sentences have no claim."""

    def __init__(self, text: str, numbers: Sequence[Numeral], before: Scope = ALL) -> None:
        self._text, self._numbers, self._before = text, numbers, before

    @cached_property
    def _found(self) -> list[tuple[int, int, Scope]]:
        """(from where on, end of the words that say so, scope) in the order of the text."""
        if not self._before.part and _near("any").search(self._text) is None:
            return []
        return list(_scopes(self._text, self._numbers, self._before))

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self._found]

    def at(self, start: int, end: int) -> Scope:
        """What a subject from ``start`` to ``end`` is meant of; words inside it narrow it too."""
        place = bisect_right(self._starts, max(start, end - 1)) - 1
        if place < 0:
            return ALL
        _, words_end, scope = self._found[place]
        if not scope.kind or scope.direct:
            return scope
        between = self._text[words_end:start]
        near = start <= words_end or _near("right_behind").fullmatch(between) is not None
        return Scope(kind=scope.kind, columns=scope.columns, direct=near)

    def one_kind(self, start: int, end: int) -> Scope | None:
        """The kind of applicant that a number at ``end`` counts, a part of what was counted before ``start``."""
        place = bisect_right(self._starts, end - 1) - 1
        if place < 0 or not self._found[place][2].kind:
            return None
        kind_start, kind_end, scope = self._found[place]
        if kind_start < start or _near("leads_to_part").fullmatch(self._text, start, kind_start) is None:
            return None
        if _near("right_behind").fullmatch(self._text, kind_end, end) is None:
            return None
        return Scope(kind=scope.kind, columns=scope.columns, direct=True)

    def last(self) -> Scope:
        """What the sentence ended with."""
        return self._found[-1][2] if self._found else ALL


def goes_on(text: str) -> bool:
    """Whether a sentence speaks of what the one before it spoke of: 其中予以公开18件."""
    return text.startswith(("其中", "均", "已", "对此", "对上述", "对其中", "上述申请", "该类", "此类", "这些"))


# ---- events ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Event:
    """Words that open or close a scope. ``sort``: whole, kind, some or others."""

    sort: str
    start: int
    end: int
    scope: Scope = ALL


def _scopes(text: str, numbers: Sequence[Numeral], before: Scope) -> Iterator[tuple[int, int, Scope]]:
    """(from where on, end of the words that say so, scope) in the order of the text."""
    yield -1, -1, before
    whole: Decimal | None = None
    counted = Decimal(0)
    open_since, sort = -1, ""
    events = list(_events(text))
    for at, event in enumerate(events):
        if not sort or event.sort == "whole":
            whole = _last_number(numbers, open_since, event.start)
        if event.sort == "whole":
            counted, sort, open_since = Decimal(0), "", event.end
            yield event.start, event.end, ALL
            continue
        counted = counted if event.sort == sort else Decimal(0)
        sort = event.sort
        yield event.start, event.end, event.scope
        until = events[at + 1].start if at + 1 < len(events) else len(text)
        part = _first_number(numbers, event.end, until)
        if part is None:
            continue
        counted += part.value
        if whole is not None and counted == whole:
            counted, sort, open_since = Decimal(0), "", part.end
            yield part.end, part.end, ALL


def _last_number(numbers: Sequence[Numeral], start: int, end: int) -> Decimal | None:
    return next((one.value for one in reversed(numbers) if start <= one.start < end and _is_count(one)), None)


def _first_number(numbers: Sequence[Numeral], start: int, end: int) -> Numeral | None:
    return next((one for one in numbers if start <= one.start < end and _is_count(one)), None)


def _is_count(numeral: Numeral) -> bool:
    return bool(numeral.unit) and not (numeral.money or numeral.other or numeral.vague)


def _events(text: str) -> Iterator[_Event]:
    matches = list(_event_pattern().finditer(text))
    others = False
    for at, match in enumerate(matches):
        sort = match.lastgroup or ""
        if sort == "whole" or (sort == "ours" and others):
            others = False
            yield _Event("whole", *match.span())
        elif sort == "kind":
            yield _kind(text, matches, at)
        elif sort == "others":
            others = True
            yield _Event(sort, *match.span(), OTHERS)
        elif sort == "some" or (sort not in ("everyone", "ours") and not _is_reason(text, match)):
            yield _Event("some", *match.span(), SOME)


def _kind(text: str, matches: Sequence[re.Match[str]], at: int) -> _Event:
    """A kind of applicant; two named in one breath (自然人和企业) are some of the requests."""
    match = matches[at]
    name, columns = next((name, columns) for name, words, columns in _kinds() if words.fullmatch(match[0]))
    beside = [one for one in (at - 1, at + 1) if 0 <= one < len(matches) and matches[one].lastgroup == "kind"]
    if any(_near("joins").fullmatch(text, *_between(matches[one], match)) for one in beside):
        return _Event("kind", *match.span(), SOME)
    topic = _near("topic_of_kind").match(text, match.end())
    scope = Scope(kind=name, columns=columns, direct=topic is not None)
    return _Event("kind", match.start(), topic.end() if topic else match.end(), scope)


def _between(one: re.Match[str], other: re.Match[str]) -> tuple[int, int]:
    return min(one.end(), other.end()), max(one.start(), other.start())


def _is_reason(text: str, match: re.Match[str]) -> bool:
    """Whether the words name a result or a reason of 表三, or a rule, and no matter that requests are about."""
    return _near("reasons").search(text, max(0, match.start() - _FAR_BACK), match.end()) is not None


# ---- words (scopes.toml) ---------------------------------------------------------------------------------------------
@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def _near(name: str) -> re.Pattern[str]:
    return re.compile(_data()["near"][name])


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str], tuple[tuple[str, ...], ...]], ...]:
    """(name, words, columns) of the kinds of applicants."""
    return tuple(
        (entry["name"], re.compile(entry["words"]), tuple(tuple(columns) for columns in entry["columns"]))
        for entry in _data()["kinds"]
    )


@cache
def _event_pattern() -> re.Pattern[str]:
    words = {**_data()["words"], "KINDS": "|".join(entry["words"] for entry in _data()["kinds"])}
    pattern = "|".join(f"(?P<{sort}>{'|'.join(patterns)})" for sort, patterns in _data()["events"].items())
    for name, meaning in words.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return re.compile(pattern)
