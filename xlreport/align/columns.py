"""Which places of a printed row are which fields: under the heads, by the order of a complete row, or left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlreport.align.contents import holds_several, is_value, printed_content
from xlreport.align.evidence import Placing
from xlreport.align.heads import Head, Heads
from xlreport.align.printed import PrintedRow, Slot
from xlreport.align.reasons import FEW, MANY, MERGED, NO_COLUMN, NO_HEADS, SEVERAL, SWAPPED, UNCERTAIN, UNPROVED, WORDS
from xlreport.forms.model import Field, Relation
from xlreport.numbers import BLANK, Content, Kind

_FEWEST_SHIFTED = 3
"""From so many columns besides a total on a row can be told to stand beside its own."""

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Open:
    """Why a row's numbers are left open: a Chinese clause."""

    reason: str


@dataclass(frozen=True, slots=True)
class Placed:
    """One field of a row: the slot that it was read from, and how that was found."""

    slot: Slot
    placing: Placing


Placement = Mapping[str, Placed | Open]


@dataclass(frozen=True)
class Habits:
    """How complete rows of a document stand: the columns of their numbers, by the shape of the row.

    ``blanks``: grids in which blank cells are kept; in others they vanish, so that a short row tells nothing.
    """

    usual: Mapping[Shape, tuple[int, ...]]
    blanks: frozenset[int] = frozenset()

    def columns(self, row: PrintedRow) -> tuple[int, ...]:
        """The columns in which rows like this one have their numbers; () where none is complete or they differ."""
        return self.usual.get(shape(row), ())


def shape(row: PrintedRow) -> Shape:
    """What makes rows alike: the grid where its columns are known, else the cell in which their words end."""
    if row.columns_known:
        return (row.grid,)
    return (0, row.pieces[-1].left if row.pieces else 0)


def habits(rows: Iterable[tuple[PrintedRow, int]]) -> Habits:
    """The habits of printed rows, each with the number of fields that it should fill."""
    seen: dict[Shape, Counter[tuple[int, ...]]] = {}
    blanks: set[int] = set()
    for row, count in rows:
        filled = row.filled
        if len(filled) < len(row.slots):
            blanks.add(row.grid)
        if row.grid and len(filled) == count:
            seen.setdefault(shape(row), Counter())[tuple(slot.left for slot in filled)] += 1
    usual = {}
    for key, counter in seen.items():
        columns, often = counter.most_common(1)[0]
        if often == counter.total() or (key[0] and 2 * often > counter.total()):
            usual[key] = columns
    return Habits(usual, frozenset(blanks))


class RowPlacer:
    """Places the numbers of one row of the statute."""

    def __init__(self, fields: Sequence[Field], relations: Sequence[Relation], heads: Heads, ways: Habits) -> None:
        self.fields, self.heads, self.habits = fields, heads, ways
        own = {entry.id for entry in fields}
        self.relations = [relation for relation in relations if set(relation.fields) <= own]

    def place(self, rows: Sequence[PrintedRow], *, scattered: bool) -> Placement:
        """The fields of printed rows that are one row of the statute. ``scattered``: the document prints labels and
        numbers on different lines throughout, so that numbers below a label are its own."""
        row = _one_row(rows)
        if row is not None and row.grid:
            placement = self._in_cells(row)
        else:
            slots = [slot for entry in rows for slot in entry.filled]
            placement = self._in_stream(slots, proved=row is not None or (scattered and _evenly(rows)))
        return {name: self._checked(placed) for name, placed in placement.items()}

    def _checked(self, placed: Placed | Open) -> Placed | Open:
        if isinstance(placed, Placed) and placed.slot.merged:
            return Open(MERGED)
        if isinstance(placed, Placed) and holds_several(placed.slot.text):
            return Open(SEVERAL)
        return placed

    def _in_cells(self, row: PrintedRow) -> Placement:
        usual = self.habits.columns(row)
        heads = self.heads.complete
        if row.columns_known and heads and _agree(heads, usual):
            under = self._under_heads(row, heads)
            if under is not None:
                return under
        if row.columns_known and not heads and self.heads.apart:
            under = self._under_some_heads(row)
            if under is not None:
                return under
        doubt = self._doubt_of_order(row.slots)
        return self._open(doubt) if doubt else self._by_order(row, usual)

    def _doubt_of_order(self, slots: Sequence[Slot]) -> str:
        """Why a row's numbers cannot be told by their order, '' where they can: heads in another order, or none where
        columns may have changed places. A total is known without its head; of one other column the place is left."""
        if not self.heads.in_order:
            return SWAPPED
        totals = {relation.left[0] for relation in self.relations if len(relation.left) == 1}
        unnamed = [place for place in self.heads.unnamed if self.fields[place].id not in totals]
        return NO_HEADS if len(unnamed) > 1 and len({slot.text for slot in slots}) > 1 else ""

    def _under_heads(self, row: PrintedRow, heads: Sequence[Head]) -> Placement | None:
        """Each field from the one slot under its head; None where the row does not stand under its heads."""
        found: dict[str, Placed | Open] = {}
        for entry, head in zip(self.fields, heads, strict=True):
            slots = [slot for slot in row.slots if head.covers(slot)]
            filled = [slot for slot in slots if slot.text] or slots[:1]
            if len(filled) != 1:
                return None
            placing = Placing.LABEL if head.exact else Placing.NEAR
            found[entry.id] = Placed(filled[0], placing)
        used = [placed.slot for placed in found.values() if isinstance(placed, Placed)]
        if len({id(slot) for slot in used}) < len(used):
            return self._open(MERGED) if any(slot.text for slot in used) else found
        if self._has_more(row, used):
            return None
        return self._open(UNCERTAIN) if self._may_be_shifted(used) else found

    def _has_more(self, row: PrintedRow, used: Sequence[Slot]) -> bool:
        """Whether a row prints something that stands neither under a head of the form nor under one of its own."""
        rest = [slot for slot in row.slots if slot.text and slot not in used]
        return not all(any(head.covers(slot) for head in self.heads.foreign) for slot in rest)

    def _under_some_heads(self, row: PrintedRow) -> Placement | None:
        """Where the document lacks some columns: the fields under the heads that it prints, if that is all there is."""
        found: dict[str, Placed | Open] = {}
        for entry, head in zip(self.fields, self.heads.found, strict=True):
            slots = [slot for slot in row.slots if head is not None and head.covers(slot)]
            if head is None or not head.exact or len(slots) != 1:
                found[entry.id] = Open(NO_COLUMN)
            else:
                found[entry.id] = Placed(slots[0], Placing.LABEL)
        used = [placed.slot for placed in found.values() if isinstance(placed, Placed)]
        if len({id(slot) for slot in used}) < len(used):
            return self._open(MERGED)
        foreign = self.heads.foreign
        rest = [slot for slot in row.slots if slot not in used and not any(head.covers(slot) for head in foreign)]
        whole = 2 * len(used) > len(self.fields) and not rest
        return found if whole and not self._may_be_shifted(used) else None

    def _may_be_shifted(self, used: Sequence[Slot]) -> bool:
        """A row that does not add up and begins with a blank, or lacks its total and ends with a number that may be
        one: its numbers may stand a column too far right or left."""
        if len(used) < len(self.fields) or not self.relations or not any(slot.text.strip("0") for slot in used):
            return False
        if self._holds(used):
            return False
        return not used[0].text or (not used[-1].text and self._ends_with_a_total(used[:-1]))

    def _ends_with_a_total(self, used: Sequence[Slot]) -> bool:
        """Whether the last number of a row without its total may be that total: it is no less than the others."""
        numbers = [printed_content(slot.text, entry) for slot, entry in zip(used, self.fields, strict=False)]
        if any(content.kind == Kind.TEXT for content in numbers):
            return True
        return 0 < numbers[-1].scaled >= sum(content.scaled for content in numbers[:-1])

    def _by_order(self, row: PrintedRow, usual: tuple[int, ...]) -> Placement:
        slots, filled, count = row.slots, row.filled, len(self.fields)
        if row.columns_known and any(head.covers(slot) for head in self.heads.foreign for slot in filled):
            return self._open(MANY)
        if not filled:
            return self._take((slots * count)[:count], Placing.ORDER) if slots else self._open(FEW)
        if len(filled) > count:
            return self._open(MANY)
        if len(slots) == count and (row.columns_known or (slots[0].text and slots[-1].text)):
            return self._take(slots, self._order_placing())
        if not all(is_value(slot.text) for slot in filled):
            return self._open(WORDS)
        if len(filled) == count:
            gaps = filled[-1].left - filled[0].left > sum(slot.right - slot.left + 1 for slot in filled[:-1])
            astray = bool(self.relations) and row.columns_known  # under no heads, and blank places beside the numbers
            if not (gaps or astray) or usual == tuple(slot.left for slot in filled) or self._holds(filled):
                return self._take(filled, self._order_placing())
            return self._open(UNPROVED)
        if len(usual) == count and all(slot.left in usual for slot in filled):
            behind = _blanks_behind(row, usual) if row.grid in self.habits.blanks else []
            by_column = {slot.left: slot for slot in (*behind, *slots)}
            if all(column in by_column for column in usual):
                used = [by_column[column] for column in usual]
                return self._open(UNCERTAIN) if self._may_be_shifted(used) else self._take(used, Placing.ORDER)
        return self._by_relation(slots)

    def _by_relation(self, slots: Sequence[Slot]) -> Placement:
        """The one run of neighbouring slots with all that the row prints in which its sum holds."""
        count = len(self.fields)
        runs = [slots[start : start + count] for start in range(len(slots) - count + 1)]
        filled = sum(1 for slot in slots if slot.text)
        whole = [run for run in runs if sum(1 for slot in run if slot.text) == filled]
        if len(whole) == 1 and whole[0][0].text and whole[0][-1].text and not self.relations:
            return self._take(whole[0], Placing.ORDER)
        holding = [run for run in whole if run[0].text and run[-1].text and self._holds(run)]
        nonzero = any(slot.text.strip("0.") for slot in slots)
        return self._take(holding[0], Placing.RELATION) if len(holding) == 1 and nonzero else self._open(FEW)

    def _in_stream(self, slots: Sequence[Slot], *, proved: bool) -> Placement:
        """Numbers without cells: blanks cannot be seen, so that only a complete row counts, and its sum must hold."""
        doubt = self._doubt_of_order(slots)
        if doubt:
            return self._open(doubt)
        if len(slots) != len(self.fields):
            return self._open(MANY if len(slots) > len(self.fields) else FEW)
        if self.relations:
            return self._take(slots, Placing.ORDER) if self._holds(slots) else self._open(UNPROVED)
        return self._take(slots, Placing.ORDER) if proved else self._open(FEW)

    def _order_placing(self) -> Placing:
        """A complete row under a complete head belongs to it number by number."""
        exact = all(head is not None and head.exact for head in self.heads.found)
        return Placing.LABEL if exact else Placing.ORDER

    def _holds(self, slots: Sequence[Slot]) -> bool:
        """Whether the row's sums hold; a dash counts as 0, other words never hold."""
        values: dict[str, int] = {}
        for entry, slot in zip(self.fields, slots, strict=True):
            content = printed_content(slot.text, entry)
            if content.kind in (Kind.TEXT, Kind.ERROR):
                return False
            values[entry.id] = content.scaled
        return bool(self.relations) and all(balances(relation, values) for relation in self.relations)

    def _take(self, slots: Sequence[Slot], placing: Placing) -> Placement:
        return {entry.id: Placed(slot, placing) for entry, slot in zip(self.fields, slots, strict=True)}

    def _open(self, reason: str) -> Placement:
        return {entry.id: Open(reason) for entry in self.fields}


def _blanks_behind(row: PrintedRow, usual: tuple[int, ...]) -> list[Slot]:
    """Blank slots for the columns behind a row's end, where blanks at the end were cut off."""
    end = row.slots[-1].right
    return [Slot("", column, column, row.place) for column in usual if column > end and not row.columns_known]


def _agree(heads: Sequence[Head], usual: tuple[int, ...]) -> bool:
    """Whether complete rows stand under the heads; where they do not, the heads went astray."""
    ordered = sorted(heads, key=lambda head: head.left)
    return not usual or all(head.left <= column <= head.right for head, column in zip(ordered, usual, strict=False))


def balances(relation: Relation, values: Mapping[str, int]) -> bool:
    """Whether a relation holds between scaled numbers."""
    left, right = (sum(values[name] for name in side) for side in (relation.left, relation.right))
    return left == right


def all_hold(relations: Sequence[Relation], contents: Mapping[str, Content]) -> bool:
    """Whether all relations can be judged and hold; blanks and dashes count as 0."""
    names = {name for relation in relations for name in relation.fields}
    if any(name not in contents or contents[name].kind in (Kind.TEXT, Kind.ERROR) for name in names):
        return False
    values = {name: contents[name].scaled for name in names}
    return all(balances(relation, values) for relation in relations)


def fits_better_shifted(
    fields: Sequence[Field], relations: Sequence[Relation], contents: Mapping[str, Content]
) -> bool:
    """Whether a row that begins or ends with a blank stood one column beside its own: so placed more of the columns'
    sums hold. Its total, the last field, keeps its place."""
    *parts, _ = [entry.id for entry in fields]
    if len(parts) < _FEWEST_SHIFTED or any(name not in contents for name in parts):
        return False
    own = [contents[name] for name in parts]
    columns = [relation for relation in relations if len(set(relation.fields) & {entry.id for entry in fields}) == 1]
    moved = [[*own[1:], BLANK]] if own[0].is_blank else []
    moved += [[BLANK, *own[:-1]]] if own[-1].is_blank else []
    holding = _count_holding(columns, contents)
    return any(_count_holding(columns, {**contents, **dict(zip(parts, row, strict=True))}) > holding for row in moved)


def _count_holding(relations: Sequence[Relation], contents: Mapping[str, Content]) -> int:
    return sum(1 for relation in relations if all_hold((relation,), contents))


def _evenly(rows: Sequence[PrintedRow]) -> bool:
    """Whether numbers stand one on a line, or all on one: else a line with two may hold one with a space in it."""
    counts = [len(row.filled) for row in rows if row.filled]
    return len(counts) == 1 or max(counts, default=0) == 1


def _one_row(rows: Sequence[PrintedRow]) -> PrintedRow | None:
    """The one printed row that holds all the numbers, whatever words stand on others; None where there are several."""
    filled = [row for row in rows if row.filled]
    if len(filled) > 1:
        return None
    if filled:
        return filled[0] if filled[0].pieces or filled[0].grid else None
    return max(rows, key=lambda row: len(row.slots))
