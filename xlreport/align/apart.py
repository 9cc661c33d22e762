"""Words and numbers of a row that stand on printed rows of their own: whether they are so throughout, and whether they
take turns so plainly that each label's numbers are certain."""

from __future__ import annotations

from collections.abc import Sequence

from xlreport.align.printed import PrintedRow
from xlreport.align.stubs import Match
from xlreport.align.vocabulary import is_exact_label, read_forms

_SCATTERED = 1 / 3


def is_loose(printed: Sequence[PrintedRow], number: int) -> bool:
    """Whether a printed row holds numbers and no words."""
    return 0 <= number < len(printed) and bool(printed[number].filled) and not printed[number].pieces


def is_apart(printed: Sequence[PrintedRow], match: Match) -> bool:
    """Whether a row's numbers stand on printed rows of their own, without its words."""
    filled = [row for row in match.rows(printed) if row.filled]
    return match.last > match.first and (len(filled) > 1 or any(not row.pieces for row in filled))


def is_scattered(printed: Sequence[PrintedRow], matches: Sequence[Match]) -> bool:
    """Whether labels and numbers stand on different lines throughout."""
    apart = [m for m in matches if m.last > m.first and not printed[m.first].filled]
    return len(apart) > 2 and len(apart) > _SCATTERED * len(matches)


def take_turns(
    printed: Sequence[PrintedRow], placed: Sequence[Match], apart: Sequence[Match], labels: frozenset[str]
) -> bool:
    """Whether words and numbers on rows of their own take turns throughout: each label is followed by its numbers, none
    of the table's ``labels`` is without, and no number is left over. Else nobody knows whether numbers belong to the
    words above."""
    named = [match for match in placed if printed[match.first].pieces]
    together = [m for m in named if any(row.filled for row in m.rows(printed)) and not is_apart(printed, m)]
    if not apart or together:
        return False
    used = {number for match in placed for number in range(match.first, match.last + 1)}
    around = [n for n in range(placed[0].first - 1, placed[-1].last + 2) if n in range(len(printed)) and n not in used]
    worded = [row for row in map(printed.__getitem__, around) if row.pieces]
    if any(not row.filled and not labels.isdisjoint(read_forms(row.pieces[-1].text)) for row in worded):
        return False
    if any(row.filled and is_exact_label(row.label) for row in worded):
        return False  # numbers beside the name of a group are those of a row near it
    if any(is_loose(printed, number) and not _follows_strange_words(printed, number) for number in around):
        return False
    return all(printed[match.first].pieces and not printed[match.last].pieces for match in apart)


def _follows_strange_words(printed: Sequence[PrintedRow], number: int) -> bool:
    """Whether numbers stand below words that are no label of the form: they are those words' own."""
    while number > 0 and is_loose(printed, number):
        number -= 1
    row = printed[number]
    return bool(row.pieces) and not row.filled and not is_exact_label(row.pieces[-1].text)
