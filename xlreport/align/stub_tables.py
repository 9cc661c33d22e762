"""表二 and 表三 of a document: rows found by their labels, numbers by their heads, and what stays over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from xlreport.align.apart import is_apart, is_loose, is_scattered, take_turns
from xlreport.align.columns import Habits, Open, Placed, RowPlacer, all_hold, fits_better_shifted, habits
from xlreport.align.contents import printed_content
from xlreport.align.evidence import Evidence, OpenField, Placing, weaker
from xlreport.align.extent import rows_for, width
from xlreport.align.heads import Heads, find_heads, names_heads
from xlreport.align.printed import PrintedRow
from xlreport.align.readings import TableReading, raw_of
from xlreport.align.reasons import (
    APART,
    BESIDE,
    DOUBLED,
    GUESSED,
    NO_ROW,
    NO_TABLE,
    NO_UNIT,
    OTHER_UNIT,
    SLIPPED,
    TWIN,
    UNCERTAIN,
    UNNAMED,
)
from xlreport.align.stubs import Match, Stub, match_rows, names_a_row, rows_left_over, stubs_of
from xlreport.align.units import counts_by_many, names_other_unit, prints_other_unit
from xlreport.align.vocabulary import read_forms
from xlreport.findings.model import Breach
from xlreport.forms.model import Field, Table

_SHORT = 3
"""A label of so few characters names a column too; alone it is no second copy of a row."""
_HEADS_ABOVE = 14
_UNITS_AROUND = 24
_MOST_FAILING = 0.7
"""An agency's own mistakes break the sums of a few columns, not of more than so many."""
_FEW_SUMS = 3
"""So few rows may all be wrong by themselves."""
_VERY_LIKE = 0.88
"""A row of zeros adds up wherever it stands: only its label can tell that it is the row."""
_AROUND = 12
"""So many printed rows around a row may hold numbers that belong to it."""
_FEWEST_ROWS = {"table2": 4, "table3": 4}


def read_stub_table(printed: Sequence[PrintedRow], table: Table) -> TableReading:
    """表二 or 表三 from a document's printed rows; each field is read or left open."""
    return _Reader(printed, table).reading()


class _Reader:
    def __init__(self, printed: Sequence[PrintedRow], table: Table) -> None:
        self.table, self.stubs = table, stubs_of(table)
        self.whole, self.place = printed, {id(row): place for place, row in enumerate(printed)}
        self.printed = rows_for(printed, table.id)
        self.evidence: dict[str, Evidence] = {}
        self.open: dict[str, OpenField] = {}
        self.breaches: list[Breach] = []
        self.guessed: list[Match] = []

    def reading(self) -> TableReading:
        matches, joined = self._with_loose_numbers(self._matches())
        copies = self._copies(matches)
        self.guessed = guessed = self._guessed(matches)
        placed = sorted([*matches, *guessed], key=lambda match: match.first)
        ways = habits((row, len(match.stub.fields)) for match in matches for row in match.rows(self.printed))
        scattered = is_scattered(self.printed, matches)
        for match, own_heads in zip(placed, list(self._heads(placed)), strict=True):
            self._read_row(match, own_heads, ways, scattered=scattered)
        apart = [match for match in matches if is_apart(self.printed, match) and match not in joined]
        near = [match for match in matches if match.placing == Placing.NEAR]
        unproved = [] if take_turns(self.printed, placed, apart, self._labels()) else apart
        alone = [match for match in guessed if not self.printed[match.first].grid]
        self._prove([*guessed, *joined, *near, *unproved], _reasons(APART, apart) | _reasons(UNNAMED, alone))
        beside = {first for firsts in copies.values() for first in firsts}
        self._doubt_blanks(placed, beside)
        self._doubt_neighbours(placed)
        self._doubt_shifted(placed)
        self._doubt_all(placed)
        doubled = self._settle_copies(matches, copies)
        self._name_rest(placed, beside)
        return TableReading(
            self.table, tuple(placed), self.evidence, self._with_missing(), tuple(self.breaches), self.printed, doubled
        )

    def _matches(self) -> list[Match]:
        """Rows by labels in the statute's order, then those that stand elsewhere under their exact label."""
        found = list(match_rows(self.printed, self.stubs))
        used = {number for match in found for number in range(match.first, match.last + 1)}
        missing = {stub.key: stub for stub in self.stubs} | {match.stub.key: None for match in found}
        for stub in filter(None, missing.values()):
            near, grids = self._around(found), {self.printed[match.first].grid for match in found}
            places = [n for n in self._exact(stub) if n not in used and n in near and self.printed[n].grid in grids]
            if len(places) == 1:
                text = self.printed[places[0]].pieces[-1].text
                found.append(Match(stub, places[0], places[0], Placing.LABEL, text))
                used.add(places[0])
        if len(found) < _FEWEST_ROWS[self.table.id]:
            return []  # a word such as 总计 alone is no table
        return sorted(found, key=lambda match: match.first)

    def _around(self, found: Sequence[Match]) -> range:
        """The printed rows among which a table's rows may stand in another order."""
        if not found:
            return range(0)
        return range(found[0].first - len(self.stubs), found[-1].last + 1 + _AROUND // 4)

    def _with_loose_numbers(self, matches: Sequence[Match]) -> tuple[list[Match], list[Match]]:
        """The matches, of which those without any number take in the row of numbers without words right above or
        below them; and those that did so."""
        used = {number for match in matches for number in range(match.first, match.last + 1)}
        found, joined = [], []
        for match in matches:
            beside = [n for n in (match.first - 1, match.last + 1) if n not in used and is_loose(self.printed, n)]
            if not beside or any(row.filled for row in match.rows(self.printed)):
                found.append(match)
                continue
            first, last = min(match.first, *beside), max(match.last, *beside)
            found.append(replace(match, first=first, last=last, placing=Placing.ORDER))
            joined.append(found[-1])
            used |= set(beside)
        return found, joined

    def _exact(self, stub: Stub) -> list[int]:
        """Printed rows with numbers and exactly this label, where it is long enough to be nothing else."""
        forms = {form for form in stub.forms if self._is_no_head(form)}
        return [
            number
            for number, row in enumerate(self.printed)
            if row.pieces
            and (row.slots or is_loose(self.printed, number + 1))
            and not forms.isdisjoint((*read_forms(row.pieces[-1].text), *read_forms(row.label)))
        ]

    def _is_no_head(self, form: str) -> bool:
        return len(form) >= _SHORT or self.table.id == "table2"

    def _labels(self) -> frozenset[str]:
        """The rows' labels that are no column's head as well."""
        return frozenset(form for stub in self.stubs for form in stub.forms if self._is_no_head(form))

    def _copies(self, matches: Sequence[Match]) -> dict[str, list[int]]:
        """Further printed rows with the label of a row that was found, by the row's key."""
        used = {number for match in matches for number in range(match.first, match.last + 1)}
        copies = {match.stub.key: [n for n in self._exact(match.stub) if n not in used] for match in matches}
        return {key: numbers for key, numbers in copies.items() if numbers}

    def _guessed(self, matches: Sequence[Match]) -> list[Match]:
        """Rows without a readable label that fill a gap of the statute's order one for one."""
        guessed: list[Match] = []
        order = {stub.key: place for place, stub in enumerate(self.stubs)}
        found = {match.stub.key for match in matches}
        for before, after in pairwise(matches):
            between_them = self.stubs[order[before.stub.key] + 1 : order[after.stub.key]]
            missing = [stub for stub in between_them if stub.key not in found]
            between = [n for n in range(before.last + 1, after.first) if self.printed[n].filled]
            if not missing or len(missing) != len(between):
                continue
            pairs = list(zip(between, missing, strict=True))
            named = {n for _, stub in pairs for n in range(before.last + 1, after.first) if self._prints(n, stub)}
            if not named and all(self._may_be(number, stub) for number, stub in pairs):
                guessed += [Match(stub, n, n, Placing.ORDER, self.printed[n].label) for n, stub in pairs]
        return guessed

    def _may_be(self, number: int, stub: Stub) -> bool:
        return not self.printed[number].pieces and len(self.printed[number].slots) >= len(stub.fields)

    def _prints(self, number: int, stub: Stub) -> bool:
        """Whether a printed row has a row's exact label: what stands elsewhere is not that row."""
        pieces = self.printed[number].pieces
        return bool(pieces) and not stub.forms.isdisjoint(read_forms(pieces[-1].text))

    def _heads(self, matches: Sequence[Match]) -> Iterator[tuple[Heads, bool]]:
        """For each row the heads that stand above it, and whether they print another unit of money than 万元."""
        before = 0
        rows: tuple[PrintedRow, ...] = ()
        labels: tuple[str, ...] = ()
        found = Heads(()), False
        for match in matches:
            gap = [row for row in self.printed[max(before, match.first - _HEADS_ABOVE) : match.first] if row.pieces]
            own = tuple(entry.heads[0].text for entry in match.stub.fields)
            named = [row for row in gap if names_heads(row, match.stub.fields)]
            if named or own != labels or not self._same_columns(rows, match):
                rows = tuple(gap)
                own_rows = tuple(row for row in rows if row.grid == self.printed[match.first].grid)
                if own_rows and find_heads(own_rows, match.stub.fields).complete:
                    rows = own_rows  # else a page's end may have cut the heads in two
                counts = not any(entry.money for entry in match.stub.fields)
                foreign = any((counts_by_many if counts else names_other_unit)(row.label) for row in own_rows)
                heads = find_heads(rows, match.stub.fields)
                if not named and own == labels:  # a part of a table that was cut: its columns are those above
                    heads = replace(heads, in_order=heads.in_order and found[0].in_order)
                found = heads, foreign
            labels, before = own, match.last + 1
            yield found

    def _same_columns(self, rows: Sequence[PrintedRow], match: Match) -> bool:
        """Whether the columns of heads on another page are those of a row: the tables are equally wide."""
        row = self.printed[match.first]
        if not rows or rows[-1].grid == row.grid:
            return True
        return rows[-1].columns_known == row.columns_known and width(self.printed, rows[-1].grid) == width(
            self.printed, row.grid
        )

    def _read_row(self, match: Match, found: tuple[Heads, bool], ways: Habits, *, scattered: bool) -> None:
        heads, foreign = found
        rows = match.rows(self.printed)
        raw = raw_of(rows)
        placer = RowPlacer(match.stub.fields, self.table.relations, heads, ways)
        placement = placer.place(rows, scattered=scattered)
        for number, entry in enumerate(match.stub.fields):
            placed = placement[entry.id]
            if isinstance(placed, Placed) and placed.slot.text.strip("0.") and entry.money and number in heads.unnamed:
                placed = Open(NO_UNIT)  # the head says whether it is 元 or 万元
            if isinstance(placed, Placed) and placed.slot.text and self._other_unit(match, entry, foreign):
                placed = Open(OTHER_UNIT)
            self._take(entry, placed, match, raw)
        if match.placing == Placing.NEAR or match in self.guessed:
            self._name_label(match)

    def _other_unit(self, match: Match, entry: Field, heads: bool) -> bool:
        """Whether the document prints another unit for a field than the form."""
        rows = match.rows(self.printed)
        at = self.place[id(rows[0])]
        around = self.whole[max(0, at - _UNITS_AROUND) : at + _AROUND // 2]
        return prints_other_unit(entry, rows, around, heads=heads)

    def _take(self, entry: Field, placed: Placed | Open, match: Match, raw: str) -> None:
        place = match.rows(self.printed)[0].place
        if isinstance(placed, Open):
            self.open[entry.id] = OpenField(entry.id, placed.reason, raw, place)
            return
        placing = weaker(match.placing, placed.placing)
        content = printed_content(placed.slot.text, entry)
        self.evidence[entry.id] = Evidence(entry.id, content, placed.slot.text, placed.slot.place, placing)

    def _prove(self, doubtful: Sequence[Match], reasons: Mapping[int, str]) -> None:
        """Rows placed by order alone keep their numbers where the columns that they belong to add up with them;
        those with a reason of their own only there, others also where the table has no sums."""
        contents = {name: evidence.content for name, evidence in self.evidence.items()}
        for match in doubtful:
            names = {entry.id for entry in match.stub.fields}
            relations = [r for r in self.table.relations if names & set(r.fields) and not set(r.fields) <= names]
            proved = all_hold(relations, contents) and (relations or id(match) not in reasons)
            if proved and (match.likeness >= _VERY_LIKE or (relations and self._tells(names))):
                continue
            rows = match.rows(self.printed)
            raw, reason = raw_of(rows), reasons.get(id(match), GUESSED)
            for name in names & set(self.evidence):
                del self.evidence[name]
                self.open[name] = OpenField(name, reason, raw, rows[0].place)

    def _tells(self, names: set[str]) -> bool:
        """Whether a row prints a number other than 0, or nothing at all: such a row is what it is like."""
        contents = [self.evidence[name].content for name in names if name in self.evidence]
        return any(content.scaled for content in contents) or all(content.is_blank for content in contents)

    def _doubt_shifted(self, placed: Sequence[Match]) -> None:
        """Where rows of a grid may be shifted, so may those of the same grid that begin with a blank and add up; and so
        is one whose columns would add up if it stood a column further left or right."""
        shifted = {
            self.printed[match.first].grid
            for match in placed
            if any(self.open[e.id].reason == UNCERTAIN for e in match.stub.fields if e.id in self.open)
        }
        for match in placed:
            first = self.evidence.get(match.stub.fields[0].id)
            if self.printed[match.first].grid in shifted and first is not None and not first.raw:
                self._leave_open(match, UNCERTAIN)
        contents = {name: evidence.content for name, evidence in self.evidence.items()}
        for match in placed:
            if fits_better_shifted(match.stub.fields, self.table.relations, contents):
                self._leave_open(match, UNCERTAIN)

    def _leave_open(self, match: Match, reason: str, raw: str = "") -> None:
        """Leave all fields of a row open."""
        rows = match.rows(self.printed)
        for entry in match.stub.fields:
            self.evidence.pop(entry.id, None)
            self.open[entry.id] = OpenField(entry.id, reason, raw or raw_of(rows), rows[0].place)

    def _doubt_all(self, placed: Sequence[Match]) -> None:
        """Where the sums of nearly all columns or rows fail, labels and numbers have slipped against each other."""
        contents = {name: evidence.content for name, evidence in self.evidence.items()}
        known = [r for r in self.table.relations if set(r.fields) <= set(contents)]
        columns = [r for r in known if r.code in ("B1", "B2")]
        rows = [r for r in known if r.code == "B3" and not contents[r.on].is_blank]
        rows = [r for r in rows if any(contents[name].scaled for name in r.fields)]
        for sums, fewest in ((columns, 0), (rows, _FEW_SUMS)):
            failing = [r for r in sums if not all_hold((r,), contents)]
            if len(sums) > fewest and len(failing) > _MOST_FAILING * len(sums):
                for match in placed:
                    self._leave_open(match, SLIPPED)
                return

    def _doubt_blanks(self, placed: Sequence[Match], copies: set[int]) -> None:
        """A row without any number is no blank one where numbers beside it belong to no row."""
        used = {number for match in placed for number in range(match.first, match.last + 1)} | copies
        ends = [-1, *(match.last for match in placed)]
        starts = [*(match.first for match in placed), len(self.printed)]
        for match, before, after in zip(placed, ends, starts[1:], strict=False):
            if any(row.filled for row in match.rows(self.printed)):
                continue
            first, last = max(before + 1, match.first - _AROUND), min(after, match.last + 1 + _AROUND)
            between = [n for n in range(first, last) if not match.first <= n <= match.last and n not in copies]
            near = {*self._loose_in_the_grid(match, used), match.first - 1, match.last + 1}.difference(between)
            beside = [n for n in sorted(near) if is_loose(self.printed, n)]
            rows = (self.printed[number] for number in (*between, *beside))
            own = self.printed[match.first].grid
            # numbers in another grid beside a row's label, as below 表二 in 表三, belong to that row
            loose = [row for row in rows if row.filled and not (own and row.grid not in (0, own) and names_a_row(row))]
            if not loose:
                continue
            self._leave_open(match, BESIDE, "；".join(row.raw for row in loose))

    def _loose_in_the_grid(self, match: Match, used: set[int]) -> list[int]:
        """Numbers without words further off in a row's own grid: rows may stand in another order."""
        around = range(match.first - _AROUND, match.last + 1 + _AROUND)
        loose = [n for n in around if n not in used and is_loose(self.printed, n)]
        own = self.printed[match.first].grid
        return [n for n in loose if self.printed[n].grid == own] if own else []

    def _doubt_neighbours(self, placed: Sequence[Match]) -> None:
        """A row beside as many numbers as its own that have no words may be printed twice, once without its label."""
        used = {number for match in placed for number in range(match.first, match.last + 1)}
        for match in placed:
            beside = [n for n in (match.first - 1, match.last + 1) if n not in used and is_loose(self.printed, n)]
            twins = [self.printed[n] for n in beside if len(self.printed[n].filled) == len(match.stub.fields)]
            if twins:
                self._leave_open(match, TWIN, "；".join(row.raw for row in (*match.rows(self.printed), *twins)))

    def _settle_copies(self, matches: Sequence[Match], copies: Mapping[str, list[int]]) -> int:
        """Of rows printed twice with different numbers none is taken. Returns how many there are."""
        doubled = 0
        left_over = rows_left_over(self.printed, matches, self.stubs)
        for match in matches:
            own = _numbers(match.rows(self.printed))
            alike = [*copies.get(match.stub.key, ()), *(n for n, key in left_over if key == match.stub.key)]
            others = [_numbers(self._with_loose(number)) for number in dict.fromkeys(alike)]
            if all(other == own for other in others):
                continue
            doubled += 1
            self._leave_open(match, DOUBLED, "；".join(" | ".join(numbers) for numbers in (own, *others)))
        return doubled

    def _with_loose(self, number: int) -> Sequence[PrintedRow]:
        """A row of words with the numbers on the rows below that belong to no other words."""
        last = number
        while not self.printed[number].filled and is_loose(self.printed, last + 1):
            last += 1
        return self.printed[number : last + 1]

    def _name_label(self, match: Match) -> None:
        place = self.printed[match.first].place
        args = {"place": str(place), "label": match.text, "expected": match.stub.fields[0].stubs[-1].text}
        case = "printed" if match.text else "unlabelled"
        self.breaches.append(Breach("F3", case, table=self.table.name, args=args))

    def _name_rest(self, placed: Sequence[Match], copies: set[int]) -> None:
        """Rows with numbers inside the table that the statute does not have: named, never added in."""
        used = {number for match in placed for number in range(match.first, match.last + 1)} | copies
        if not placed:
            return
        for number in range(placed[0].first, placed[-1].last + 1):
            row = self.printed[number]
            if number not in used and row.filled and row.pieces:
                args = {"label": row.label, "place": str(row.place)}
                self.breaches.append(Breach("F2", "row_printed", table=self.table.name, args=args))

    def _with_missing(self) -> dict[str, OpenField]:
        """The open fields, and those of which nothing was found."""
        reason = NO_ROW if self.evidence or self.open else NO_TABLE
        for entry in self.table.fields:
            if entry.id not in self.evidence and entry.id not in self.open:
                self.open[entry.id] = OpenField(entry.id, reason)
        return self.open


def _reasons(reason: str, matches: Sequence[Match]) -> dict[int, str]:
    return {id(match): reason for match in matches}


def _numbers(rows: Sequence[PrintedRow]) -> tuple[str, ...]:
    return tuple(slot.text for row in rows for slot in row.filled)
