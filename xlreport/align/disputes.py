"""表四 of a document: fifteen numbers in one row under heads that repeat in three groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlreport.align.columns import all_hold
from xlreport.align.contents import holds_several, printed_content
from xlreport.align.evidence import Evidence, OpenField, Placing
from xlreport.align.heads import head_rank, tokens
from xlreport.align.printed import Piece, PrintedRow, Slot
from xlreport.align.readings import TableReading
from xlreport.align.reasons import DOUBLED, FEW, MANY, MERGED, NO_TABLE, SEVERAL, SWAPPED, UNCERTAIN, UNPROVED
from xlreport.align.vocabulary import similarity, written
from xlreport.forms.model import Field, Label, Table
from xlreport.numbers import Content

_KINDS_IN_A_HEAD = 2
_BEGUN = 3
"""So many characters of a head that was cut name it; 其他 alone is a head of 表三."""
_ROWS_BELOW = 24
_ROWS_OF_GROUPS = 4


@dataclass(frozen=True, slots=True)
class _Head:
    """A printed head of one column: which of a group's columns it names, where, and how like it is."""

    label: str
    piece: Piece
    row: int
    exact: bool


def read_disputes(printed: Sequence[PrintedRow], table: Table) -> TableReading:
    """表四 from a document's printed rows; each field is read or left open."""
    return _Reader(printed, table).reading()


class _Reader:
    def __init__(self, printed: Sequence[PrintedRow], table: Table) -> None:
        self.printed, self.table = printed, table
        groups: dict[tuple[str, ...], list[Field]] = {}
        for entry in table.fields:
            groups.setdefault(tuple(label.text for label in entry.heads[1:]), []).append(entry)
        self.groups = list(groups.values())
        self.leaves = {entry.heads[0].text: entry.heads[0] for entry in self.groups[0]}
        self.outer = [fields[0].heads[1] for fields in self.groups]

    def reading(self) -> TableReading:
        heads = list(self._heads())
        if not heads:
            return self._all_open(NO_TABLE, ())
        rows = self._number_rows(min(head.row for head in heads), max(head.row for head in heads))
        if not rows:
            return self._all_open(FEW, ())
        known = self._under_heads(heads, rows)
        if known is not None:
            return known
        if not self._in_order(heads):
            return self._all_open(SWAPPED, rows)
        return self._by_order(heads, rows)

    def _heads(self) -> Iterator[_Head]:
        """Printed heads of columns: from rows that print two different ones, or one on each of neighbouring lines."""
        found = [
            _Head(label.text, piece, number, likeness == 1.0)
            for number, row in enumerate(self.printed)
            for piece in tokens(row)
            for label, likeness in [self._leaf(piece.text)]
            if label is not None
        ]
        particular = {head.row for head in found if head.label != "总计"}
        kinds = {row: {head.label for head in found if abs(head.row - row) <= len(self.leaves)} for row in particular}
        rows = {row for row, labels in kinds.items() if len(labels) >= _KINDS_IN_A_HEAD}
        near = rows | {row + step for row in rows for step in (-1, 1)}
        yield from (head for head in found if head.row in rows or (head.label == "总计" and head.row in near))

    def _leaf(self, text: str) -> tuple[Label | None, float]:
        leaves = list(self.leaves.values())
        rank = head_rank(text, [(written(label), rank) for rank, label in enumerate(leaves)], _BEGUN)
        return (None, 0.0) if rank is None else (leaves[rank], similarity(text, written(leaves[rank])))

    def _number_rows(self, first: int, last: int) -> list[PrintedRow]:
        """The rows of numbers between and under the heads, which print no words; up to the next words."""
        rows = [row for row in self.printed[first:last] if not row.pieces]
        for row in self.printed[last : last + 1 + _ROWS_BELOW]:
            if row.pieces and row is not self.printed[last]:
                break
            rows += [] if row.pieces and not row.filled else [row]
        return [row for row in rows if row.slots]

    def _under_heads(self, heads: Sequence[_Head], rows: Sequence[PrintedRow]) -> TableReading | None:
        """Each field under its head in a grid whose columns are known; None where heads or numbers do not fit."""
        filled = [row for row in rows if row.filled] or list(rows[:1])
        grids = {self.printed[head.row].grid for head in heads} | {row.grid for row in filled}
        if len(grids) != 1 or len(filled) != 1 or not filled[0].columns_known:
            return None
        columns = self._columns(heads)
        if columns is None:
            return None
        found: dict[str, tuple[Slot, Placing]] = {}
        for entry in self.table.fields:
            head = columns[entry.id]
            slots = [
                slot for slot in filled[0].slots if slot.left <= head.piece.right and head.piece.left <= slot.right
            ]
            used = [slot for slot in slots if slot.text] or slots[:1]
            if len(used) != 1:
                return None
            found[entry.id] = (used[0], Placing.LABEL if head.exact else Placing.NEAR)
        taken = {id(slot) for slot, _ in found.values()}
        if any(slot.text and id(slot) not in taken for slot in filled[0].slots):
            return None
        if len(taken) < len(found) and any(slot.text for slot, _ in found.values()):
            return self._all_open(MERGED, filled)
        ends = [found[entry.id][0] for entry in (self.table.fields[0], self.table.fields[-1])]
        slots = [found[entry.id][0] for entry in self.table.fields]
        if any(slot.text for slot in slots) and not all(slot.text for slot in ends) and not self._holds(slots):
            return self._all_open(UNCERTAIN, filled)
        return self._taken(found)

    def _columns(self, heads: Sequence[_Head]) -> dict[str, _Head] | None:
        """The head of each field by its group's columns, where each group prints each of its heads once."""
        lowest = max(head.row for head in heads)
        first = min(head.row for head in heads)
        spans = [self._span(label, first, lowest) for label in self.outer]
        found: dict[str, _Head] = {}
        for fields, span in zip(self.groups, spans, strict=True):
            if span is None:
                return None
            for entry in fields:
                own = [
                    head
                    for head in heads
                    if head.label == entry.heads[0].text
                    and span.left <= head.piece.left
                    and head.piece.right <= span.right
                ]
                lefts = {head.piece.left for head in own}
                if len(lefts) != 1:
                    return None
                found[entry.id] = own[-1]
        return found if len({head.piece.left for head in found.values()}) == len(found) else None

    def _span(self, label: Label, first: int, last: int) -> Piece | None:
        """The one printed label of a group above or among the heads."""
        pieces = [
            piece
            for row in self.printed[max(0, first - 3) : last + 1]
            for piece in row.pieces
            if similarity(piece.text, written(label)) == 1.0
        ]
        spans = {(piece.left, piece.right) for piece in pieces}
        return pieces[0] if len(spans) == 1 else None

    def _in_order(self, heads: Sequence[_Head]) -> bool:
        """Whether heads and groups come as in the statute wherever they are printed."""
        order = list(self.leaves)
        alone = [head for head in heads if not self.printed[head.row].grid and self._is_alone(head, heads)]
        runs_of_heads = [[h for h in heads if h.row == row and h not in alone] for row in {h.row for h in heads}]
        for own in filter(None, (*runs_of_heads, alone)):
            ranks = [order.index(head.label) for head in own]
            runs = 1 + sum(1 for before, after in pairwise(ranks) if after <= before)
            starts = {ranks[0], *(after for before, after in pairwise(ranks) if after <= before)}
            if runs > -(-len(ranks) // len(order)) and (starts != {min(ranks)} or runs > len(self.groups)):
                return False
        first, last = min(head.row for head in heads), max(head.row for head in heads)
        rows = self.printed[max(0, first - _ROWS_OF_GROUPS) : last + 1]
        levels = (self.outer, list(dict.fromkeys(fields[0].heads[-1] for fields in self.groups)))
        return all(self._follow(rows, labels) for labels in levels)

    def _is_alone(self, head: _Head, heads: Sequence[_Head]) -> bool:
        """Whether a head is the only one on its line: then the lines in turn are the columns."""
        return sum(1 for other in heads if other.row == head.row) == 1

    def _follow(self, rows: Sequence[PrintedRow], labels: Sequence[Label]) -> bool:
        """Whether the groups' labels come in their order as far as rows print them."""
        forms = [written(label) for label in labels]
        texts = [piece.text for row in rows for piece in tokens(row)]
        ranks = [rank for text in texts for rank, own in enumerate(forms) if similarity(text, own) == 1.0]
        return ranks == sorted(ranks)

    def _by_order(self, heads: Sequence[_Head], rows: Sequence[PrintedRow]) -> TableReading:
        """A complete row, or one that was cut over lines, number by number."""
        count = len(self.table.fields)
        rows = [row for row in rows if not _is_numbering(row)]
        complete = [row for row in rows if len(row.filled) == count]
        if complete:
            texts = {tuple(slot.text for slot in row.filled) for row in rows if row.filled}
            if len(texts) > 1:
                return self._all_open(DOUBLED, rows, doubled=1)
            row = complete[0]
            exact = all(head.exact for head in heads) and len(heads) >= count
            safe = row.grid and (len(row.slots) == count or row.filled[-1].left - row.filled[0].left == count - 1)
            if not safe and not self._holds(row.filled):
                return self._all_open(UNPROVED, rows)
            return self._in_turn(row.filled, Placing.LABEL if exact and row.grid else Placing.ORDER)
        filled = [row for row in rows if row.filled]
        if not filled:
            blank = next((row for row in rows if len(row.slots) >= count), None)
            return self._in_turn(blank.slots[:count], Placing.ORDER) if blank else self._all_open(FEW, rows)
        if len(filled) == 1 and filled[0].grid:
            return self._partly_filled(filled[0], rows)
        slots = [slot for row in filled for slot in row.filled]
        if len(slots) != count:
            return self._all_open(MANY if len(slots) > count else FEW, rows)
        return self._in_turn(slots, Placing.ORDER) if self._holds(slots) else self._all_open(UNPROVED, rows)

    def _partly_filled(self, row: PrintedRow, rows: Sequence[PrintedRow]) -> TableReading:
        """A row of cells of which some are blank: as many cells as fields, or the one run in which the sums hold."""
        count = len(self.table.fields)
        if len(row.filled) > count:
            return self._all_open(MANY, rows)
        if len(row.slots) == count and ((row.slots[0].text and row.slots[-1].text) or self._holds(row.slots)):
            return self._in_turn(row.slots, Placing.ORDER)
        filled = len(row.filled)
        runs = [row.slots[start : start + count] for start in range(len(row.slots) - count + 1)]
        whole = [run for run in runs if sum(1 for slot in run if slot.text) == filled]
        holding = [run for run in whole if self._holds(run)]
        nonzero = any(slot.text.strip("0.") for slot in row.slots)
        if len(holding) == 1 and (nonzero or len(whole) == 1):
            return self._in_turn(holding[0], Placing.RELATION)
        return self._all_open(FEW, rows)

    def _contents(self, slots: Sequence[Slot]) -> dict[str, Content]:
        return {
            entry.id: printed_content(slot.text, entry) for entry, slot in zip(self.table.fields, slots, strict=True)
        }

    def _holds(self, slots: Sequence[Slot]) -> bool:
        return all_hold(self.table.relations, self._contents(slots))

    def _in_turn(self, slots: Sequence[Slot], placing: Placing) -> TableReading:
        pairs = zip(self.table.fields, slots, strict=True)
        return self._taken({entry.id: (slot, placing) for entry, slot in pairs})

    def _taken(self, found: Mapping[str, tuple[Slot, Placing]]) -> TableReading:
        evidence: dict[str, Evidence] = {}
        unread: dict[str, OpenField] = {}
        for entry in self.table.fields:
            slot, placing = found[entry.id]
            if slot.merged or holds_several(slot.text):
                unread[entry.id] = OpenField(entry.id, MERGED if slot.merged else SEVERAL, slot.text, slot.place)
            else:
                content = printed_content(slot.text, entry)
                evidence[entry.id] = Evidence(entry.id, content, slot.text, slot.place, placing)
        return TableReading(self.table, (), evidence, unread, ())

    def _all_open(self, reason: str, rows: Sequence[PrintedRow], doubled: int = 0) -> TableReading:
        raw = "；".join(row.raw for row in rows)
        fields = {
            entry.id: OpenField(entry.id, reason, raw, *([rows[0].place] if rows else []))
            for entry in self.table.fields
        }
        return TableReading(self.table, (), {}, fields, (), doubled=doubled)


def _is_numbering(row: PrintedRow) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 and so on."""
    return len(row.filled) > 2 and [slot.text for slot in row.filled] == [str(n + 1) for n in range(len(row.filled))]
