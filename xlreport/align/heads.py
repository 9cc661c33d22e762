"""The heads over the columns of a printed table: where they stand, and whether they come in the statute's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlreport.align.contents import is_value
from xlreport.align.labels import evened
from xlreport.align.printed import Piece, PrintedRow, Slot
from xlreport.align.vocabulary import is_exact_label, is_label, names_other_year, similarity, starts_label, written
from xlreport.forms.model import Field

_UNREADABLE, _LONGEST_HEAD, _PART_OF_A_HEAD = 2, 12, 3
_MANY_HEADS = 4
"""From so many heads on the last one is a 总计 that stands apart."""


@dataclass(frozen=True)
class Head:
    """The columns that the head of a field covers, and whether it is printed as the statute has it."""

    left: int
    right: int
    exact: bool

    def covers(self, slot: Slot) -> bool:
        """Whether a slot stands under it, at least in part."""
        return slot.left <= self.right and self.left <= slot.right


@dataclass(frozen=True)
class Heads:
    """The heads of a row of fields, None where one was not found. ``in_order``: nothing contradicts the statute's
    order from left to right. ``foreign``: columns with a head that the statute does not have. ``unnamed``: the fields,
    by their place in the row, whose head is not printed at all, not even misprinted or cut."""

    found: tuple[Head | None, ...]
    in_order: bool = True
    foreign: tuple[Head, ...] = ()
    unnamed: frozenset[int] = frozenset()

    @property
    def complete(self) -> tuple[Head, ...] | None:
        """The heads, if each field has one and no two stand in the same columns."""
        heads = tuple(head for head in self.found if head is not None)
        return heads if len(heads) == len(self.found) and self.apart else None

    @property
    def apart(self) -> bool:
        """Whether no two heads that were found stand in the same columns."""
        spans = sorted((head.left, head.right) for head in self.found if head is not None)
        return all(before[1] < after[0] for before, after in pairwise(spans))


def find_heads(rows: Sequence[PrintedRow], fields: Sequence[Field]) -> Heads:
    """The heads of fields among rows of words above them; of one printed twice in different columns none is taken."""
    pieces = [piece for row in rows for piece in (*row.pieces, *map(_as_piece, row.filled))]
    pieces += _stacked(rows)
    found = tuple(_head(pieces, written(entry.heads[0])) for entry in fields)
    unnamed = _unnamed(rows, fields)
    in_order = _are_readable(rows, fields, unnamed) and _in_order(rows, fields)
    return Heads(found, in_order, _foreign(pieces, found), unnamed)


def _unnamed(rows: Sequence[PrintedRow], fields: Sequence[Field]) -> frozenset[int]:
    """The fields of which no head is printed in the grid right above, by their place in the row."""
    forms = [written(entry.heads[0]) for entry in fields]
    leaves = list(zip(forms, range(len(forms)), strict=True))
    texts = [text for row in rows if row.grid == rows[-1].grid for text in _texts(row)]
    known = {rank for text in texts if (rank := head_rank(text, leaves)) is not None}
    begun = {rank for text in texts for rank in _begun(text, forms)}
    return frozenset(range(len(forms))) - known - begun


def _are_readable(rows: Sequence[PrintedRow], fields: Sequence[Field], missing: frozenset[int]) -> bool:
    """Whether the heads that were not recognised are not printed at all, rather than under other names.

    Of one that is lost among others the place is still certain; of two nobody knows which is which.
    """
    forms = [written(entry.heads[0]) for entry in fields]
    leaves = list(zip(forms, range(len(forms)), strict=True))
    own = [row for row in rows if row.grid == rows[-1].grid]
    texts = [text for row in own for text in _texts(row)]
    corners = {text for row in own for text in _texts(row)[:1]}
    strange = [text for text in texts if text not in corners and _is_strange(text, forms)]
    if missing and len(strange) > len(missing):
        return False
    among = any(set(_texts(row)) & set(strange) and _names_some(row, leaves) for row in own)
    if strange and (among or (missing and len(forms) > 1)) and not rows[-1].columns_known:
        return False  # a column more or under another name: counting does not help
    return min(len(missing), len(strange)) < _UNREADABLE


def _names_some(row: PrintedRow, leaves: Sequence[tuple[frozenset[str], int]]) -> bool:
    """Whether a row prints a head or another label behind its first words."""
    return any(head_rank(text, leaves) is not None or is_exact_label(text) for text in _texts(row)[1:])


def _begun(text: str, forms: Sequence[frozenset[str]]) -> set[int]:
    """The heads that begin with some words."""
    words = evened(text)
    return {rank for rank, own in enumerate(forms) if words and any(form.startswith(words) for form in own)}


def _is_strange(text: str, forms: Sequence[frozenset[str]]) -> bool:
    """Whether words over a table may be a head that the form does not know."""
    words = evened(text)
    if words.isdigit() or (names_other_year(text) and not is_exact_label(text)):
        return True
    if not 1 < len(words) <= _LONGEST_HEAD or "单位" in words:
        return False
    part = len(words) >= _PART_OF_A_HEAD and any(words in form for own in forms for form in own)
    return not (part or is_label(text) or starts_label(text) or _begun(text, forms))


def _foreign(pieces: Sequence[Piece], found: Sequence[Head | None]) -> tuple[Head, ...]:
    """Columns with words of their own over them and no head of the form; those of another year in any case."""
    heads = [head for head in found if head is not None]
    return tuple(Head(piece.left, piece.right, exact=False) for piece in pieces if _is_foreign(piece, heads))


def _is_foreign(piece: Piece, heads: Sequence[Head]) -> bool:
    if is_exact_label(piece.text):
        return bool(heads) and piece.left > min(h.left for h in heads) and not _covers_some(piece, heads)
    return names_other_year(piece.text) or (bool(heads) and not _covers_some(piece, heads))


def _covers_some(piece: Piece, heads: Sequence[Head]) -> bool:
    return any(head.left <= piece.right and piece.left <= head.right for head in heads)


def _head(pieces: Sequence[Piece], forms: frozenset[str]) -> Head | None:
    """The columns of the words that are most like a head; None where two are, in different columns."""
    likest: dict[tuple[int, int], float] = {}
    for piece in pieces:
        likeness = similarity(piece.text, forms)
        if likeness:
            span = (piece.left, piece.right)
            likest[span] = max(likeness, likest.get(span, 0.0))
    best = [span for span, likeness in likest.items() if likeness == max(likest.values())]
    return Head(*best[0], exact=likest[best[0]] == 1.0) if len(best) == 1 else None


def _as_piece(slot: Slot) -> Piece:
    return Piece(slot.text, slot.left, slot.right, slot.place)


def _stacked(rows: Sequence[PrintedRow]) -> list[Piece]:
    """Words that stand below each other in the same columns, joined: heads that were cut over rows."""
    by_span: dict[tuple[int, int], list[Piece]] = {}
    for row in rows:
        for piece in row.pieces:
            by_span.setdefault((piece.left, piece.right), []).append(piece)
    return [
        Piece(above.text + below.text, above.left, above.right, above.place)
        for stack in by_span.values()
        for above, below in pairwise(stack)
    ]


def _in_order(rows: Sequence[PrintedRow], fields: Sequence[Field]) -> bool:
    """Whether the heads, as far as they can be read, come one after another as in the statute."""
    leaves = [(written(entry.heads[0]), rank) for rank, entry in enumerate(fields)]
    groups = {written(label): rank for rank, entry in reversed(list(enumerate(fields))) for label in entry.heads[1:]}
    last = len(fields) - 1
    runs = [_texts(row) for row in rows if row.grid or len(_texts(row)) > 1]
    runs.append([token for row in rows if not row.grid and len(_texts(row)) == 1 for token in _texts(row)])
    for number, run in enumerate(runs):
        ranks = [(place, head_rank(text, leaves)) for place, text in enumerate(run)]
        named = [(place, rank) for place, rank in ranks if rank is not None]
        if len(runs) - 1 == number:  # one head on a line: 总计 stands in the statute's first row of heads
            outer = [rank for _, rank in named]
            if outer[:1] == [last] and last > 0:
                return False
            named = [(place, rank) for place, rank in named if rank < last]
        elif not _sorted([_any_rank(text, leaves, groups) for text in run]):
            return False
        inner = [(place, rank) for place, rank in named if 0 < rank < last or last < _MANY_HEADS]
        if any(b - a != after - before for (before, a), (after, b) in pairwise(inner)):
            return False
    return True


def _sorted(ranks: Sequence[int | None]) -> bool:
    found = [rank for rank in ranks if rank is not None]
    return found == sorted(found)


def _any_rank(
    text: str, leaves: Sequence[tuple[frozenset[str], int]], groups: Mapping[frozenset[str], int]
) -> int | None:
    """The rank of a head, or of the first head of a group."""
    rank = head_rank(text, leaves)
    if rank is not None:
        return rank
    return next((rank for forms, rank in groups.items() if similarity(text, forms)), None)


def head_rank(text: str, leaves: Sequence[tuple[frozenset[str], int]], shortest: int = 2) -> int | None:
    """Which head some words are: one of its forms, one misprinted, or at least ``shortest`` characters with which no
    other head begins."""
    likeness, negated = max((similarity(text, forms), -rank) for forms, rank in leaves)
    if likeness:
        return -negated
    words = evened(text)
    begun = {rank for forms, rank in leaves if len(words) >= shortest and any(form.startswith(words) for form in forms)}
    return begun.pop() if len(begun) == 1 else None


def tokens(row: PrintedRow) -> list[Piece]:
    """A row's words from left to right, also those behind its labels; where columns are not known, spaces may part
    heads."""
    pieces = [*row.pieces, *(_as_piece(slot) for slot in row.filled if not is_value(slot.text))]
    if row.columns_known:
        return pieces
    return [
        replace(piece, text=text)
        for piece in pieces
        for text in ([piece.text] if is_exact_label(piece.text) else piece.text.split())
    ]


def _texts(row: PrintedRow) -> list[str]:
    return [piece.text for piece in tokens(row)]


def names_heads(row: PrintedRow, fields: Sequence[Field]) -> bool:
    """Whether a row prints a head of the fields."""
    heads = {evened(label.text) for entry in fields for label in entry.heads}
    return any(evened(piece.text) in heads for piece in row.pieces)
