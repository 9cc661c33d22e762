"""Whether a text is another one with next to nothing changed."""

from __future__ import annotations

import re
from functools import cache

SHORTEST_COPY = 100
"""Letters below which a text is not judged: so little is not written anew each time."""
ALIKE = 0.95
"""How much of both texts must be the same."""
_GRAM = 4


def is_copy(text: str, other: str) -> bool:
    """Whether next to nothing was changed; digits, punctuation and the year do not count, short texts are no copies."""
    return are_alike(wording(text), wording(other))


def wording(text: str) -> str:
    """The letters of a text, without blanks, punctuation, digits and years in Chinese digits."""
    return _no_word().sub("", text)


def grams(words: str) -> set[str]:
    """All runs of four letters."""
    return {words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1)}


def are_alike(mine: str, theirs: str) -> bool:
    """Whether two wordings share nearly all runs of four letters (Dice's coefficient)."""
    if min(len(mine), len(theirs)) < SHORTEST_COPY:
        return False
    if mine == theirs:
        return True
    if min(len(mine), len(theirs)) < max(len(mine), len(theirs)) * ALIKE:
        return False
    here, there = grams(mine), grams(theirs)
    return 2 * len(here & there) >= ALIKE * (len(here) + len(there))


@cache
def _no_word() -> re.Pattern[str]:
    return re.compile(r"[^一-龥A-Za-z]+|二[〇零][〇零一二三四五六七八九]{2}(?=年)")
