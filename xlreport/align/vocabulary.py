"""All labels that the statute prints, and whether a printed text is one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from xlreport.align.labels import evened, spellings, without_enumerator
from xlreport.forms import load
from xlreport.forms.load import VERSIONS
from xlreport.forms.model import Label

LIKE = 0.72
"""From this similarity on two texts may be the same label, misprinted."""
_UNIT = re.compile(r"\s*[（(]\s*(?:单位\s*[:：]?\s*)?(?:[件宗个项次份]|万元)(?:次|/件)?\s*[)）]\s*$")
"""A unit behind a label. 元 is none of them: money is asked for in 万元, so that it must not be lost."""
_PERIOD = re.compile("上年|上一年|去年|前年|往年|同期|20[0-9]{2}")
_SYNONYMS = {"总计": ("合计",)}
"""Words that documents print for a label, and that mean nothing else in the form."""
_LONGEST, _SHORTEST_NEAR = 90, 4


@cache
def written(label: Label) -> frozenset[str]:
    """All forms of a label as evened texts, with and without its enumerator."""
    texts = {label.text, label.printed, *label.variants, *_SYNONYMS.get(label.text, ())}
    return frozenset(
        {evened(text) for text in texts} | {evened(without_enumerator(text)) for text in texts} | spellings(label)
    )


@lru_cache(maxsize=1 << 12)
def read_forms(text: str) -> tuple[str, ...]:
    """The forms in which a printed text is compared with ``written``: as it is, and without enumerator and unit."""
    bare = _UNIT.sub("", text)
    forms = (evened(form) for words in (text, bare) for form in (words, without_enumerator(words)))
    return tuple(dict.fromkeys(forms))


def similarity(text: str, forms: frozenset[str], least: float = LIKE) -> float:
    """1 where a text is one of a label's forms, less the more it differs, 0 below ``least``."""
    own = read_forms(text)
    if not own[0] or len(own[0]) > _LONGEST:
        return 0.0
    if any(words in forms for words in own):
        return 1.0
    if _other_period(own[0], forms):
        return 0.0
    # one wrong character makes another word of a short one
    longer = [words for words in own if len(words) >= _SHORTEST_NEAR - 1]
    return max(
        (fuzz.ratio(words, form, score_cutoff=100 * least) / 100 for words in longer for form in forms), default=0.0
    )


@cache
def _labels() -> tuple[str, ...]:
    labels = (label for version in VERSIONS for table in load(version).tables for label in table.labels)
    return tuple(sorted({form for label in labels for form in written(label)}))


def similarities(text: str, labels: Sequence[frozenset[str]], least: float = LIKE) -> tuple[float, ...]:
    """``similarity`` of one text to each of several labels."""
    own = read_forms(text)
    if not own[0] or len(own[0]) > _LONGEST:
        return (0.0,) * len(labels)
    found = [1.0 if any(words in forms for words in own) else 0.0 for forms in labels]
    labels = [frozenset() if _other_period(own[0], forms) else forms for forms in labels]
    for words in own:
        if len(words) < _SHORTEST_NEAR - 1 or least == 1.0:
            continue
        choices = {(place, form): form for place, forms in enumerate(labels) for form in forms}
        for _, score, (place, _) in process.extract(
            words, choices, scorer=fuzz.ratio, score_cutoff=100 * least, limit=None
        ):
            found[place] = max(found[place], score / 100)
    return tuple(found)


def names_other_year(text: str) -> bool:
    """Whether words speak of last year, or of a year by its number."""
    return _PERIOD.search(evened(text)) is not None


def _other_period(words: str, forms: frozenset[str]) -> bool:
    """Whether words speak of a year that the label does not: last year's number is no misprint of this year's."""
    return bool(_PERIOD.search(words)) and not any(_PERIOD.search(form) for form in forms)


@cache
def _period_labels() -> tuple[str, ...]:
    return tuple(label for label in _labels() if _PERIOD.search(label))


def is_exact_label(text: str) -> bool:
    """Whether a text is some label of the form in one of its forms."""
    return any(words in _exact() for words in read_forms(text))


def is_label(text: str) -> bool:
    """Whether a text is some label of the form, if a misprinted one."""
    if is_exact_label(text):
        return True
    for words in read_forms(text):
        if len(words) < _SHORTEST_NEAR or len(words) > _LONGEST:
            continue
        labels = _period_labels() if _PERIOD.search(words) else _labels()
        if process.extractOne(words, labels, scorer=fuzz.ratio, score_cutoff=100 * LIKE) is not None:
            return True
    return False


def begins_label(text: str) -> bool:
    """Whether some label of the form begins with a text, or holds it: a label that was broken over lines."""
    words = evened(text)
    return any(words in label for label in _labels())


def starts_label(text: str) -> bool:
    """Whether some label of the form begins with a text: its first half, broken off."""
    words = evened(text)
    return any(label.startswith(words) for label in _labels())


@cache
def _exact() -> frozenset[str]:
    return frozenset(_labels())
