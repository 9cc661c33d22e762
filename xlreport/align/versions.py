"""Which version of the form a table of a document has: all that the document prints is weighed, and a small margin
decides nothing.

A wrong version puts every number of some rows into fields that mean something else, and no sum tells. So no single
sign is believed. Each sign that speaks for one version alone has a weight:

- rows and heads whose words only this version has, misprinted ones and pieces of broken ones for less;
- rows of both versions with as many numbers as only this one asks for;
- as many numbers between two rows of both as only this version has there;
- columns that add up to their total with numbers other than 0 in rows that only this version has;
- against it, each of its own rows that is not printed although the rows around it are.

The other table's version is a weak hint, since reports do mix them. What is left undecided stays open as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlreport.align.columns import all_hold
from xlreport.align.contents import is_value
from xlreport.align.evidence import Placing
from xlreport.align.printed import PrintedRow
from xlreport.align.readings import TableReading
from xlreport.align.stub_tables import read_stub_table
from xlreport.align.stubs import Match, Stub, stubs_of
from xlreport.align.vocabulary import read_forms, written
from xlreport.forms import Table, load
from xlreport.forms.load import VERSIONS

_LABEL, _NEAR, _HEAD, _PIECES, _COUNT, _GAP, _COLUMN, _MISSING, _HINT = 2.0, 1.0, 1.0, 0.5, 2.0, 2.0, 1.0, 1.0, 1.0
_MARGIN = 2.0
"""One sign alone can be a misprint, a lost row or a row too many: it takes two, or one and nothing against it."""
_MOST_COLUMNS = 3
_SHORT, _PIECE, _LONG = 4, 4, 12
"""A label of fewer characters is a head too; a piece of fewer may be of any label; one of many is hardly chance."""
_COVERED = 2 / 3
"""So much of a label its printed pieces must make up."""


@dataclass(frozen=True)
class Choice:
    """The likelier reading of a table, and whether what is printed decides for it."""

    reading: TableReading
    decided: bool

    @property
    def version(self) -> str:
        """The version where it is certain, '' where not."""
        return self.reading.table.version if self.decided else ""


def choose_versions(printed: Sequence[PrintedRow]) -> tuple[Choice, Choice]:
    """表二 and 表三 of a document, each in the version that it is printed in."""
    second, third = (_Weighing(printed, table_id) for table_id in ("table2", "table3"))
    first = second.choice("")
    other = third.choice(first.version)
    return (first if first.decided else second.choice(other.version)), other


class _Weighing:
    """The readings of one table in each version, and what speaks for each."""

    def __init__(self, printed: Sequence[PrintedRow], table_id: str) -> None:
        self.readings = [read_stub_table(printed, load(version).table(table_id)) for version in VERSIONS]
        texts = {text for row in printed for piece in row.pieces for text in (piece.text, *piece.text.split())}
        self.texts = {form for text in texts for form in read_forms(text)}
        self.weights = [self._weight(*pair) for pair in (self.readings, self.readings[::-1])]

    def choice(self, hint: str) -> Choice:
        """The version with the greater weight. ``hint``: the version of the other table, '' where it is not known."""
        weights = [
            weight + _HINT * (reading.table.version == hint)
            for weight, reading in zip(self.weights, self.readings, strict=True)
        ]
        if not any(reading.matches for reading in self.readings):
            hinted = next((r for r in self.readings if r.table.version == hint), self.readings[-1])
            return Choice(hinted, decided=bool(hint))
        best = max(range(len(weights)), key=weights.__getitem__)
        return Choice(self.readings[best], weights[best] - weights[1 - best] >= _MARGIN)

    def _weight(self, reading: TableReading, other: TableReading) -> float:
        foreign = frozenset().union(*(stub.forms for stub in stubs_of(other.table)))
        own = [stub for stub in stubs_of(reading.table) if foreign.isdisjoint(stub.forms)]
        weight = sum(self._of_label(reading, stub, foreign) for stub in own)
        weight += sum(self._of_head(forms, _heads(other.table)) for forms in _own_heads(reading.table, other.table))
        weight += sum(_of_count(match, reading, other) for match in reading.matches)
        weight += sum(_of_gap(reading, gap) for gap in _gaps(reading.table, own, other.table))
        return weight + _COLUMN * min(_MOST_COLUMNS, sum(1 for _ in _proving_columns(reading, own)))

    def _of_label(self, reading: TableReading, stub: Stub, foreign: frozenset[str]) -> float:
        """What a row says that only this version has."""
        match = _match(reading, stub)
        if match is not None and match.placing in (Placing.LABEL, Placing.NEAR):
            long = min(map(len, stub.forms)) >= _SHORT
            return _LABEL if match.placing == Placing.LABEL and long else _NEAR
        if self._pieces(stub.forms, foreign):
            return _NEAR if min(map(len, stub.forms)) >= _LONG else _PIECES
        return -_MISSING if _is_absent(reading, stub, foreign) else 0.0

    def _of_head(self, forms: frozenset[str], foreign: frozenset[str]) -> float:
        if forms & self.texts:
            return _HEAD
        return _PIECES if self._pieces(forms, foreign) else 0.0

    def _pieces(self, forms: frozenset[str], foreign: frozenset[str]) -> bool:
        """Whether the document prints most of a label in pieces that no label of the other version holds."""
        pieces = [
            text
            for text in self.texts
            if len(text) >= _PIECE
            and any(text in form for form in forms)
            and not any(text in form or form in text for form in foreign)
        ]
        return any(
            sum(len(p) for p in pieces if p in form and not any(p in o and p != o for o in pieces))
            >= _COVERED * len(form)
            for form in forms
        )


def _match(reading: TableReading, stub: Stub) -> Match | None:
    return next((match for match in reading.matches if match.stub.key == stub.key), None)


def _is_absent(reading: TableReading, stub: Stub, foreign: frozenset[str]) -> bool:
    """Whether a row is not printed although the next rows of both versions above and below it, if any, are."""
    stubs = stubs_of(reading.table)
    keys = {match.stub.key for match in reading.matches}
    place = stubs.index(stub)
    above = (entry for entry in reversed(stubs[:place]) if not foreign.isdisjoint(entry.forms))
    below = (entry for entry in stubs[place + 1 :] if not foreign.isdisjoint(entry.forms))
    around = (next(entries, None) for entries in (above, below))
    return stub.key not in keys and all(entry is None or entry.key in keys for entry in around)


def _heads(table: Table) -> frozenset[str]:
    """All heads of a table's columns, in all forms in which they may be printed."""
    return frozenset().union(*(written(label) for entry in table.fields for label in entry.heads))


def _own_heads(table: Table, other: Table) -> set[frozenset[str]]:
    """The heads that one version alone has, each in all its forms."""
    foreign = _heads(other)
    own = {written(label) - foreign for entry in table.fields for label in entry.heads if not written(label) & foreign}
    return {forms for forms in own if forms}


def _dues(table: Table) -> dict[str, int]:
    """By each form of a row's label how many numbers it has."""
    return {form: len(stub.fields) for stub in stubs_of(table) for form in stub.forms}


def _of_count(match: Match, reading: TableReading, other: TableReading) -> float:
    """What a row of both versions says that prints as many numbers as this version alone asks for.

    Fewer than the other asks for tell less, since blanks cannot always be seen; and one number again and again tells
    nothing, since a merged cell may have been taken apart.
    """
    dues = _dues(other.table)
    foreign = next((dues[form] for form in match.stub.forms if form in dues), 0)
    due = len(match.stub.fields)
    texts = [slot.text for row in match.rows(reading.printed) for slot in row.filled if is_value(slot.text)]
    if not foreign or due == foreign or len(texts) != due or (due > 1 and len(set(texts)) == 1):
        return 0.0
    return _COUNT if due > foreign else _COUNT / 2


@dataclass(frozen=True)
class _Gap:
    """Between two rows of both versions: how many numbers stand there in rows that only this version has."""

    above: Stub
    below: Stub
    due: int


def _gaps(table: Table, own: Sequence[Stub], other: Table) -> Iterator[_Gap]:
    """The places in a table at which the versions have different rows."""
    keys = {stub.key for stub in own}
    shared = [stub for stub in stubs_of(table) if stub.key not in keys]
    for above, below in pairwise(shared):
        due, foreign = _between(table, above, below), _between(other, above, below)
        if due != foreign:
            yield _Gap(above, below, due)


def _between(table: Table, above: Stub, below: Stub) -> int:
    """How many numbers stand between two rows of a table."""
    stubs = stubs_of(table)
    first, last = (
        next(n for n, stub in enumerate(stubs) if not stub.forms.isdisjoint(edge.forms)) for edge in (above, below)
    )
    return sum(len(stub.fields) for stub in stubs[first + 1 : last])


def _of_gap(reading: TableReading, gap: _Gap) -> float:
    """What the numbers say that are printed in a gap: as many as this version has there, which may be none."""
    above, below = _match(reading, gap.above), _match(reading, gap.below)
    if above is None or below is None or above.last >= below.first:
        return 0.0
    rows = reading.printed[above.last + 1 : below.first]
    count = sum(1 for row in rows for slot in row.filled if is_value(slot.text))
    if count != gap.due:
        return 0.0
    return _GAP if count else _GAP / 2  # a row may be missing


def _proving_columns(reading: TableReading, own: Sequence[Stub]) -> Iterator[str]:
    """The columns that add up to their total with a number other than 0 in a row that only this version has."""
    contents = {name: evidence.content for name, evidence in reading.evidence.items()}
    names = {entry.id for stub in own for entry in stub.fields}
    for relation in reading.table.relations:
        mine = names & set(relation.fields)
        if not mine or set(relation.fields) <= names or not any(n in contents and contents[n].scaled for n in mine):
            continue
        if all_hold((relation,), contents):
            yield relation.id
