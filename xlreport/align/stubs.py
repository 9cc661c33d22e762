"""Which printed rows are which rows of the statute: by their labels, in the statute's order.

One pass finds the assignment that explains most: each row of the statute takes at most one run of printed rows, whose
words joined are its label. So a label may be split over cells or lines, with its numbers behind, between or below, and
rows that the statute does not know stay over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from xlreport.align.evidence import Placing
from xlreport.align.labels import evened
from xlreport.align.printed import PrintedRow
from xlreport.align.vocabulary import LIKE, is_exact_label, read_forms, similarities, written
from xlreport.forms.load import VERSIONS, load
from xlreport.forms.model import Field, Table

_EXACT, _NEAR, _COMPLETE, _PER_ROW = 10.0, 8.0, 1.0, 0.25
"""What an exact label, a misprinted one, a complete row of numbers count for; what each further printed row costs."""
_LABELLED_ROWS, _ROWS = 4, 19
"""Over so many printed rows the words of a label, and a row with all its numbers, may be spread."""
_NUMERAL = re.compile("[0-9〇零一二三四五六七八九十百千万]+")
_MARGIN = 0.06
"""By so much a misprinted label must be more like its row than like any other."""


@dataclass(frozen=True)
class Stub:
    """One row of the statute: its key and fields, and the forms in which its label may be printed."""

    key: str
    fields: tuple[Field, ...]
    forms: frozenset[str]


@dataclass(frozen=True)
class Match:
    """Printed rows ``first`` to ``last`` are the row ``stub`` of the statute. ``text`` is the label as printed."""

    stub: Stub
    first: int
    last: int
    placing: Placing
    text: str
    likeness: float = 1.0

    def rows(self, printed: Sequence[PrintedRow]) -> Sequence[PrintedRow]:
        """The printed rows."""
        return printed[self.first : self.last + 1]


@cache
def stubs_of(table: Table) -> tuple[Stub, ...]:
    """The rows of 表二 or 表三 in printed order."""
    return tuple(Stub(key, fields, _forms(fields[0])) for key, fields in table.rows.items())


def _forms(field: Field) -> frozenset[str]:
    """The row's own label, alone and behind the labels of its groups."""
    forms = set(written(field.stubs[-1]))
    prefixes = [evened(label.printed) for label in field.stubs[:-1]]
    for start in range(len(prefixes)):
        forms |= {"".join(prefixes[start:]) + form for form in written(field.stubs[-1])}
    return frozenset(forms)


@dataclass(frozen=True, slots=True)
class _Candidate:
    stub: int
    last: int
    gain: float
    exact: bool
    text: str
    likeness: float


def match_rows(printed: Sequence[PrintedRow], stubs: Sequence[Stub]) -> tuple[Match, ...]:
    """The best assignment of printed rows to the statute's rows, in the statute's order."""
    matcher = _Matcher(printed, stubs)
    # gains[first][stub]: the most that printed rows from first on and stubs from stub on can explain
    width = len(stubs) + 1
    gains = [[0.0] * width for _ in range(len(printed) + 1)]
    choices: list[list[_Candidate | None]] = [[None] * width for _ in range(len(printed) + 1)]
    for first in range(len(printed) - 1, -1, -1):
        own, below = gains[first], gains[first + 1]
        by_stub: dict[int, list[_Candidate]] = {}
        for candidate in matcher.candidates(first):
            by_stub.setdefault(candidate.stub, []).append(candidate)
        for stub in range(len(stubs) - 1, -1, -1):
            best, choice = below[stub], None
            if own[stub + 1] > best:
                best, choice = own[stub + 1], choices[first][stub + 1]
            for candidate in by_stub.get(stub, ()):
                gain = candidate.gain + gains[candidate.last + 1][stub + 1]
                if gain > best:
                    best, choice = gain, candidate
            own[stub], choices[first][stub] = best, choice
    return tuple(_path(choices, stubs))


def _path(choices: list[list[_Candidate | None]], stubs: Sequence[Stub]) -> Iterator[Match]:
    first, stub = 0, 0
    while first < len(choices):
        candidate = choices[first][stub]
        if candidate is None:
            first += 1
            continue
        placing = Placing.LABEL if candidate.exact else Placing.NEAR
        yield Match(stubs[candidate.stub], first, candidate.last, placing, candidate.text, candidate.likeness)
        first, stub = candidate.last + 1, candidate.stub + 1


class _Matcher:
    """What runs of printed rows may be; it remembers how like texts and labels are for one document."""

    def __init__(self, printed: Sequence[PrintedRow], stubs: Sequence[Stub]) -> None:
        self._printed, self._stubs = printed, stubs
        self._forms = [stub.forms for stub in stubs]
        leaves = {entry.fields[0].stubs[-1] for entry in stubs}
        self._groups = [written(g) for g in {g for stub in stubs for g in stub.fields[0].stubs[:-1]} - leaves]
        self._head_rows = _head_rows(printed, stubs)
        self._other_tables = _rows_of_other_tables(printed, stubs)
        self._likeness: dict[str, tuple[float, ...]] = {}

    def candidates(self, first: int) -> Iterator[_Candidate]:
        """All that the rows from ``first`` on may be together, each with what it explains."""
        if not self._printed[first].pieces or first in self._head_rows | self._other_tables:
            return
        labelled, filled, slots = 0, 0, 0
        for last in range(first, min(first + _ROWS, len(self._printed))):
            row = self._printed[last]
            if last in self._other_tables:
                return
            if last in self._head_rows:
                continue  # heads printed again on a new page cut no row in two
            labelled, filled, slots = labelled + bool(row.pieces), filled + len(row.filled), slots + len(row.slots)
            if labelled > _LABELLED_ROWS:
                return
            if not slots:
                continue
            rows = [self._printed[n] for n in range(first, last + 1) if n not in self._head_rows]
            rows = [entry for entry in rows if entry.pieces]
            cost = _PER_ROW * (labelled - 1) + _PER_ROW / 10 * (last - first)
            for place, gain, text in self._explained(rows):
                complete = _COMPLETE if filled == len(self._stubs[place].fields) else 0.0
                likeness = 1.0 if gain == _EXACT else gain / _NEAR
                yield _Candidate(place, last, gain + complete - cost, gain == _EXACT, text, likeness)

    def _explained(self, rows: Sequence[PrintedRow]) -> Iterator[tuple[int, float, str]]:
        """The stubs that rows with words may be together, what that explains, and the label as printed."""
        texts = _texts(rows)
        parts = [text for part in (rows[:-1], rows[1:]) if len(rows) > 1 for text in _texts(part)]
        best = [max((self._like(text)[place], text) for text in texts) for place in range(len(self._stubs))]
        for place, (likeness, text) in enumerate(best):
            if not likeness or any(self._like(part)[place] >= likeness for part in parts):
                continue  # some of the rows have nothing to do with this label
            rival = max((other for other_place, (other, _) in enumerate(best) if other_place != place), default=0.0)
            rival = max(rival, self._like_other(text))
            if likeness == 1.0:
                yield place, _EXACT, text
            elif likeness >= rival + _MARGIN:
                yield place, _NEAR * likeness, text

    def _like(self, text: str) -> tuple[float, ...]:
        """How like a text is to each stub's label."""
        if text not in self._likeness:
            # what is exactly one label is no misprint of another
            least = 1.0 if is_exact_label(text) else LIKE
            self._likeness[text] = similarities(text, self._forms, least)
        return self._likeness[text]

    def _like_other(self, text: str) -> float:
        """How like a text is to a label that names a group of rows and no row."""
        return max(similarities(text, self._groups), default=0.0)


def _head_rows(printed: Sequence[PrintedRow], stubs: Sequence[Stub]) -> frozenset[int]:
    """The printed rows with a column's head that is no row's label: 其他 and 总计 are both."""
    labels = frozenset().union(*(stub.forms for stub in stubs))
    fields = [entry for stub in stubs for entry in stub.fields]
    return _rows_with(printed, frozenset().union(*(written(entry.heads[0]) for entry in fields)) - labels)


def _rows_of_other_tables(printed: Sequence[PrintedRow], stubs: Sequence[Stub]) -> frozenset[int]:
    """The printed rows with a head that only 表四 has, among whose heads 总计 and 其他 stand as well."""
    own = frozenset().union(*(stub.forms for stub in stubs))
    own |= frozenset().union(*(written(head) for stub in stubs for entry in stub.fields for head in entry.heads))
    return _rows_with(printed, _heads_of_disputes() - own)


@cache
def _heads_of_disputes() -> frozenset[str]:
    fields = [entry for version in VERSIONS for entry in load(version).table("table4").fields]
    return frozenset().union(*(written(head) for entry in fields for head in entry.heads))


def _rows_with(printed: Sequence[PrintedRow], words: frozenset[str]) -> frozenset[int]:
    """The printed rows of which a piece is one of some words."""
    return frozenset(
        number
        for number, row in enumerate(printed)
        if any(not words.isdisjoint(read_forms(piece.text)) for piece in row.pieces)
    )


def _texts(rows: Sequence[PrintedRow]) -> tuple[str, ...]:
    """The words that may be the label of printed rows: of each row the last cell, all cells, or the last word (a
    group's label may stand before it on the line), joined."""
    texts = [
        "".join(row.pieces[-1].text for row in rows),
        "".join("".join(piece.text for piece in row.pieces[-2:]) for row in rows),
        "".join(row.label for row in rows),
        "".join(row.pieces[-1].text.split()[-1] for row in rows),
    ]
    if len(rows) > 1:
        texts.append(rows[0].pieces[-1].text + "".join(row.label for row in rows[1:]))
    return tuple(dict.fromkeys(texts))


def names_a_row(row: PrintedRow) -> bool:
    """Whether a printed row holds the whole label of a row of any table; that of a group of rows is none."""
    return any(not _row_labels().isdisjoint(read_forms(piece.text)) for piece in row.pieces)


@cache
def _row_labels() -> frozenset[str]:
    tables = [load(version).table(table) for version in VERSIONS for table in ("table2", "table3")]
    return frozenset().union(*(stub.forms for table in tables for stub in stubs_of(table)))


def rows_left_over(
    printed: Sequence[PrintedRow], matches: Sequence[Match], stubs: Sequence[Stub]
) -> list[tuple[int, str]]:
    """Printed rows with numbers among the matched ones that are none of them, each with the key of the matched row
    whose label one of their words is, or comes nearest to; none where it comes near to no label or to another's."""
    used = {number for match in matches for number in range(match.first, match.last + 1)}
    keys = {match.stub.key for match in matches}
    forms = [stub.forms for stub in stubs]
    found = []
    for number in range(min(used, default=0), max(used, default=-1) + 1):
        if number not in used and _holds_numbers(printed[number]):
            likeness = [similarities(piece.text, forms) for piece in printed[number].pieces]
            best, place = max(((max(each), -n) for n, each in enumerate(zip(*likeness, strict=True))), default=(0.0, 0))
            if best and stubs[-place].key in keys:
                found.append((number, stubs[-place].key))
    return [*found, *_rests_again(printed, matches, used)]


def _rests_again(printed: Sequence[PrintedRow], matches: Sequence[Match], used: set[int]) -> Iterator[tuple[int, str]]:
    """Next to rows whose label is cut over several: those with numbers that print a piece of that label once more."""
    for match in matches:
        rows = match.rows(printed)
        parts = {piece.text for row in rows for piece in row.pieces} if len(rows) > 1 else set()
        for number in {match.first - 1, match.last + 1} - used:
            near = 0 <= number < len(printed) and _holds_numbers(printed[number])
            if near and any(piece.text in parts for piece in printed[number].pieces):
                yield number, match.stub.key


def _holds_numbers(row: PrintedRow) -> bool:
    """Whether a row prints numbers, if only in words beside its label."""
    return bool(row.filled) or any(_NUMERAL.fullmatch(piece.text.strip()) for piece in row.pieces[1:])
