"""What numbers in the prose may count (subjects.toml), found in a sentence together with the words that qualify them.

Nothing is read or compiled before the first sentence is looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from xlreport.forms.model import Form

DATA = Path(__file__).with_name("subjects.toml")
THIS_YEAR, LAST_YEAR, NEXT_YEAR, OTHER_YEAR = "\ue000", "\ue001", "\ue002", "\ue003"
"""Letters that stand for the digits of a year, so that patterns need not know which year a report is on."""
_LONGEST_FILLING = 30
"""Longer texts are no filling, and hostile ones would be tried for ever."""
SPLITS = {
    "review": ("review",),
    "direct": ("suit_direct",),
    "after": ("suit_after_review",),
    "suit": ("suit_direct", "suit_after_review"),
    "both": ("review", "suit_direct", "suit_after_review"),
}
"""Which blocks of 表四 a sentence may speak of."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a number may count; see subjects.toml for what the keys mean."""

    subject: str
    name: str
    options: tuple[tuple[str, ...], ...] = ()
    unless_zero: tuple[tuple[str, str], ...] = ()
    domain: str = ""
    weak: bool = False
    bare: bool = False
    within: tuple[str, ...] = ()
    money: bool = False
    units: tuple[str, ...] = ()
    decoy: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence: a subject, or a mark of some kind (``stop`` ends a clause). ``marks``: kinds inside it."""

    kind: str
    start: int
    end: int
    subject: Subject | None = None
    marks: frozenset[str] = frozenset()


def tokens(text: str) -> list[Token]:
    """Subjects and marks of a sentence from left to right; what stands inside a subject is told with it.

    Nothing where there is no subject: marks alone say nothing.
    """
    subjects = list(_subjects_in(text))
    if not subjects:
        return []
    marks = [Token(match.lastgroup or "", *match.span()) for match in _mark_pattern().finditer(text)]
    found: list[Token] = []
    at = 0
    for start, end, subject in subjects:
        inside: set[str] = set()
        while at < len(marks) and marks[at].start < end:
            mark = marks[at]
            if mark.end <= start:
                found.append(mark)
            elif mark.start >= start:
                inside.add(mark.kind)
            at += 1
        found.append(Token("subject", start, end, subject, frozenset(inside)))
    return [*found, *marks[at:]]


def resolved(form: Form, sums: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Sums of fields of this form; a sum of which some part has no field here is left out."""
    found = []
    for parts in sums:
        names = [_matching(form, part) for part in parts]
        if all(names):
            found.append(tuple(name for some in names for name in some))
    return tuple(dict.fromkeys(found))


@cache
def _matching(form: Form, pattern: str) -> tuple[str, ...]:
    """The fields of a form that a pattern of subjects.toml names, in the order of the form."""
    if "*" not in pattern:
        return (pattern,) if pattern in form.by_id else ()
    return tuple(field.id for field in form.fields if fnmatchcase(field.id, pattern))


@cache
def _mark_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in _data()["marks"].items()))


def fits(place: str, text: str) -> bool:
    """Whether a text holds nothing but words that may stand in a place of this name (subjects.toml)."""
    return len(text) <= _LONGEST_FILLING and _filling(place).fullmatch(text) is not None


@cache
def _filling(place: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_data()['fillings'][place])})*")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _subjects_in(text: str) -> Iterator[tuple[int, int, Subject]]:
    """Subjects that do not overlap: the first from the left, of those that begin at one place the first of the file."""
    matches = []
    for rank, (keys, pattern, subject) in enumerate(_patterns()):
        if any(key in text for key in keys):
            found = _compiled(pattern).finditer(text)
            matches += [(match.start(), rank, match.end(), subject) for match in found]
    matches.sort(key=lambda one: one[:2])
    done = 0
    for start, _, end, subject in matches:
        if start >= done:
            yield start, end, subject
            done = end


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """One of our own patterns, compiled when the first text holds its words: most reports need few of them."""
    return re.compile(pattern)


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], str, Subject], ...]:
    """(words one of which a text must hold, pattern, subject) in the order of the file."""
    data = _data()
    return tuple(
        (tuple(entry["keys"]), "|".join(_filled(one, data["words"]) for one in entry["patterns"]), subject)
        for entry in data["subjects"]
        for subject in [_subject(entry)]
    )


def _subject(entry: dict[str, Any]) -> Subject:
    return Subject(
        subject=entry["subject"],
        name=entry["name"],
        options=tuple(tuple(parts) for parts in entry.get("options", ())),
        unless_zero=tuple((when, what) for when, what in entry.get("unless_zero", ())),
        domain=entry.get("domain", ""),
        weak=entry.get("weak", False),
        bare=entry.get("bare", False),
        within=tuple(entry.get("within", ())),
        money=entry.get("money", False),
        units=tuple(entry.get("units", ())),
        decoy=entry.get("decoy", False),
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    for name, meaning in words.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern


def options_of(subject: Subject, domain: str) -> Iterator[tuple[str, ...]]:
    """The sums a subject is compared with where the sentence speaks of this domain; a sum of several is tried first."""
    for parts in subject.options:
        if any("{domain}" in part for part in parts):
            yield tuple(part.format(domain=block) for part in parts for block in SPLITS[domain])
        else:
            yield parts
