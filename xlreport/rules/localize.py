"""The fewest cells whose change makes all relations hold: error localisation after Fellegi and Holt.

A system holds the relations of a report that can be judged, as sparse sums of cells. Totals that follow their parts by
themselves (formulas, blanks to be filled) are written as the sum of those parts, so that they cost nothing and are
never suspected. Any other cell costs 1. A changed cell holds a whole number, not negative.

The search is exact. A set of broken relations without a common cell needs as many changes as it has members: where a
solution with so few is found, it is an optimum. Otherwise HiGHS decides how many are needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlreport.forms.model import Relation
from xlreport.numbers import SCALE, Kind
from xlreport.report import Report
from xlreport.rules.totals import calculation_order

Repair = Mapping[str, int]
"""Field id → what it should hold, scaled."""

_MOST_STEPS = 10_000
_MOST_CHANGES = 8
_SECONDS = 1.0
_MOST_REPAIRS = 400
_LARGEST = 10**9 * SCALE


@dataclass(frozen=True)
class Row:
    """A relation over the cells that count: the sum of coefficient × cell is 0 where it holds."""

    id: str
    code: str
    cells: Mapping[str, int]


@dataclass(frozen=True)
class System:
    """Relations and the values they are about. ``follows``: totals and the cells that each is the sum of."""

    rows: tuple[Row, ...]
    values: Mapping[str, int]
    follows: Mapping[str, Mapping[str, int]]

    @cached_property
    def broken(self) -> dict[int, int]:
        """Place of each broken row and by how much it is off."""
        sums = (sum(factor * self.values[cell] for cell, factor in row.cells.items()) for row in self.rows)
        return {place: total for place, total in enumerate(sums) if total}

    @cached_property
    def rows_of(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """For each cell the rows it stands in, with its coefficient."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, row in enumerate(self.rows):
            for cell, factor in row.cells.items():
                found.setdefault(cell, []).append((place, factor))
        return {cell: tuple(rows) for cell, rows in found.items()}

    @cached_property
    def meets(self) -> tuple[int, ...]:
        """For each row, as bits, the rows that share a cell with it."""
        bits = [0] * len(self.rows)
        for rows in self.rows_of.values():
            together = sum(1 << place for place, _ in rows)
            for place, _ in rows:
                bits[place] |= together
        return tuple(bits)

    def after(self, broken: Mapping[int, int], cell: str, change: int) -> dict[int, int]:
        """What is broken after a change of one cell."""
        left = dict(broken)
        for place, factor in self.rows_of[cell]:
            now = left.get(place, 0) + factor * change
            if now:
                left[place] = now
            else:
                left.pop(place, None)
        return left

    def may_hold(self, cell: str, value: int) -> bool:
        """Whether a cell may be changed into this value."""
        return value >= 0 and value % SCALE == 0 and value != self.values[cell]

    def consequences(self, repair: Repair) -> dict[str, int]:
        """The repair together with the new value of every total that follows."""
        known = {**self.values, **repair}
        news = dict(repair)
        for total, parts in self.follows.items():
            if not parts.keys().isdisjoint(repair):
                news[total] = sum(factor * known[part] for part, factor in parts.items())
        return news


@dataclass(frozen=True)
class Optimum:
    """All repairs found that change the fewest cells. ``complete``: there is no other."""

    size: int
    repairs: tuple[Repair, ...]
    complete: bool


def system_of(report: Report) -> System:
    """The relations of a report that can be judged: those without V1 cells, without formulas over such, and without
    cells that are missing."""
    form, missing = report.form, report.provenance.missing
    values = dict(zip(form.position, report.scaled, strict=True))
    kinds = {name: content.kind for name, content in zip(form.position, report.values, strict=True)}
    unknown = _unknown(report, kinds)
    judged = [
        relation
        for relation in form.relations
        if missing.isdisjoint(relation.fields) and unknown.isdisjoint(relation.fields)
    ]
    fillers = {
        relation.on: relation for relation in judged if relation.fills and form.totals[relation.on] == relation.right
    }
    blank = {name for name in fillers if kinds[name] == Kind.BLANK}
    _fill_in(report, values, blank)
    following = _following(report, judged, fillers, values, blank)
    follows: dict[str, dict[str, int]] = {}
    for name in calculation_order(form):
        if name in following:
            follows[name] = _written_out(dict.fromkeys(fillers[name].right, 1), follows)
    used = {fillers[name].id for name in following}
    rows = []
    for relation in judged:
        if relation.id not in used:
            sums = dict.fromkeys(relation.left, 1) | dict.fromkeys(relation.right, -1)
            cells = _written_out(sums, follows)
            if cells:
                rows.append(Row(relation.id, relation.code, cells))
    return System(tuple(_independent(rows) if follows else rows), values, follows)


def _unknown(report: Report, kinds: Mapping[str, Kind]) -> set[str]:
    """Cells whose number is not known: words and errors, and formulas that add them up as if they were nothing."""
    formulas = report.provenance.formulas or frozenset()
    unknown = {name for name, kind in kinds.items() if kind > Kind.BLANK}
    for name in calculation_order(report.form):
        if name in formulas and not unknown.isdisjoint(report.form.totals[name]):
            unknown.add(name)
    return unknown


def _fill_in(report: Report, values: dict[str, int], blank: Collection[str]) -> None:
    """Give blank totals what their parts come to, and the formulas above them what they then show."""
    formulas, filled = report.provenance.formulas or frozenset(), set(blank)
    for name in calculation_order(report.form):
        parts = report.form.totals[name]
        if name in blank or (name in formulas and not filled.isdisjoint(parts)):
            values[name] = sum(values[part] for part in parts)
            filled.add(name)


def _following(
    report: Report,
    judged: Iterable[Relation],
    fillers: Mapping[str, Relation],
    values: Mapping[str, int],
    blank: Collection[str],
) -> set[str]:
    """Totals that are what their parts make them: blanks, formulas, and all of a table in which no sum is wrong.

    A formula that does not give the sum of its parts was tampered with: it is a suspect like any typed number.
    """
    formulas = report.provenance.formulas or frozenset()
    wrong = {
        relation.id
        for relation in judged
        if relation.fills and values[relation.on] != sum(values[part] for part in relation.right)
    }
    typed = {_table(relation.on) for relation in judged if relation.id in wrong}
    return {
        name
        for name, relation in fillers.items()
        if relation.id not in wrong and (name in blank or name in formulas or _table(name) not in typed)
    }


def _table(field_id: str) -> str:
    return field_id.partition(".")[0]


def _written_out(sums: Mapping[str, int], follows: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """A sum in which each total that follows is replaced by its parts."""
    cells: dict[str, int] = {}
    for name, factor in sums.items():
        for part, times in follows.get(name, {name: 1}).items():
            cells[part] = cells.get(part, 0) + factor * times
    return {cell: factor for cell, factor in cells.items() if factor}


def _independent(rows: list[Row]) -> list[Row]:
    """Rows without those that are the sum of all others of their code: they hold when the others do."""
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        _add(sums.setdefault(row.code, {}), row.cells, 1)
    kept = []
    for row in rows:
        if sums[row.code] == {cell: 2 * factor for cell, factor in row.cells.items()}:
            _add(sums[row.code], row.cells, -1)
        else:
            kept.append(row)
    return kept


def _add(sums: dict[str, int], cells: Mapping[str, int], times: int) -> None:
    for cell, factor in cells.items():
        now = sums.get(cell, 0) + times * factor
        if now:
            sums[cell] = now
        else:
            sums.pop(cell, None)


def components(system: System) -> Iterator[System]:
    """The parts of a system that have no cell in common, of which something is broken."""
    seen = 0
    for start in system.broken:
        if seen >> start & 1:
            continue
        group, border = 1 << start, [start]
        while border:
            new = system.meets[border.pop()] & ~group
            group |= new
            border += [place for place in range(len(system.rows)) if new >> place & 1]
        seen |= group
        rows = tuple(row for place, row in enumerate(system.rows) if group >> place & 1)
        yield System(rows, system.values, system.follows)


def apart(system: System, broken: Iterable[int]) -> tuple[int, ...]:
    """Broken rows of which no two have a cell in common: each needs a change of its own. Short rows come first."""
    best: list[int] = []
    for backwards in (False, True):
        taken, chosen = 0, []
        for place in sorted(broken, reverse=backwards):
            if not taken >> place & 1:
                taken |= system.meets[place]
                chosen.append(place)
        if len(chosen) > len(best):
            best = chosen
    return tuple(sorted(best, key=lambda place: (len(system.rows[place].cells), place)))


def optimum(system: System, known: Iterable[Repair] = ()) -> Optimum | None:
    """The repairs with the fewest changes; None where that would be more than a person could make use of.

    ``known``: repairs that were found otherwise, of any size.
    """
    least = len(apart(system, system.broken))
    for size in (least, least + 1, least + 2):
        search = _Search(system, size)
        search.found |= {frozenset(repair.items()) for repair in known if len(repair) == size}
        search.run()
        if search.found:
            return _optimum(search)
        if not search.complete:
            break
    if least > _MOST_CHANGES or max(map(abs, system.values.values())) > _LARGEST:
        return None
    first = _by_highs(system)
    if first is None:
        return None
    search = _Search(system, len(first))
    search.found.add(frozenset(first.items()))
    search.run()
    return _optimum(search)


def _optimum(search: _Search) -> Optimum:
    ordered = sorted(sorted(repair) for repair in search.found)
    return Optimum(search.size, tuple(dict(repair) for repair in ordered), search.complete)


class _Search:
    """All repairs of one size, found change by change.

    Broken rows that lie apart are taken one after the other. Either a single change settles the row, which is then
    known, or the row takes at least two: it waits until the others are settled and shorter rows tell its changes apart.
    With at most one change more than there are rows apart, this misses nothing; ``complete`` says whether it did not.
    """

    def __init__(self, system: System, size: int) -> None:
        self.system, self.size = system, size
        self.found: set[frozenset[tuple[str, int]]] = set()
        self.complete = True
        self._seen: set[tuple[frozenset[tuple[str, int]], tuple[int, ...], int]] = set()
        self._steps = 0

    def run(self) -> None:
        """Search."""
        self._descend(self.system.broken, {}, (), waiting=0, moved=True)

    def _descend(
        self, broken: Mapping[int, int], repair: dict[str, int], rows: tuple[int, ...], *, waiting: int, moved: bool
    ) -> None:
        """``rows`` are still to be taken, ``waiting`` is how many wait; ``moved``: a change was made since they do."""
        if not broken:
            if len(repair) == self.size:
                self.found.add(frozenset(repair.items()))
            return
        room = self.size - len(repair)
        if not rows:
            if not moved:
                self.complete = False
                return
            rows, waiting, moved = apart(self.system, broken), 0, False
        if len(rows) + 2 * waiting > room:
            return
        self._settle(broken, repair, rows, waiting)
        if len(rows) + 2 * waiting < room:
            self._descend(broken, repair, rows[1:], waiting=waiting + 1, moved=moved)

    def _settle(self, broken: Mapping[int, int], repair: dict[str, int], rows: tuple[int, ...], waiting: int) -> None:
        off = broken[rows[0]]
        for cell, factor in self.system.rows[rows[0]].cells.items():
            value = self.system.values[cell] - off // factor
            if cell in repair or off % factor or not self.system.may_hold(cell, value):
                continue
            self._steps += 1
            if self._steps > _MOST_STEPS or len(self.found) >= _MOST_REPAIRS:
                self.complete = False
                return
            longer = {**repair, cell: value}
            mark = (frozenset(longer.items()), rows, waiting)
            left = self.system.after(broken, cell, -off // factor)
            if mark not in self._seen and len(apart(self.system, left)) <= self.size - len(longer):
                self._seen.add(mark)
                self._descend(left, longer, rows[1:], waiting=waiting, moved=True)


def _by_highs(system: System) -> dict[str, int] | None:
    """One repair with the fewest changes, by mixed integer programming; None where it takes too long.

    For each cell z says whether it changes and w what it then holds: coefficient × (w − value × z), summed up, takes
    away what each relation is off.
    """
    import highspy
    import numpy as np

    cells = list(system.rows_of)
    count = len(cells)
    unit = {cell: system.values[cell] / SCALE for cell in cells}
    limit = sum(abs(off) for off in system.broken.values()) / SCALE
    highest = np.array([max(unit[cell], 0.0) + limit for cell in cells])
    # The class above this one greets the world on stdout before it can be told to be quiet; this one does not.
    solver: Any = highspy.Highs.__base__()  # type: ignore[misc]
    for name, value in (("output_flag", False), ("threads", 1), ("time_limit", _SECONDS), ("random_seed", 1)):
        solver.setOptionValue(name, value)
    solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.addVars(2 * count, np.zeros(2 * count), np.concatenate([np.ones(count), highest]))
    places = np.arange(2 * count, dtype=np.int32)
    solver.changeColsCost(count, places[:count], np.ones(count))
    solver.changeColsIntegrality(2 * count, places, np.full(2 * count, highspy.HighsVarType.kInteger, dtype=np.uint8))
    at = {cell: place for place, cell in enumerate(cells)}
    for place, row in enumerate(system.rows):
        goal = -system.broken.get(place, 0) / SCALE
        index = [at[cell] for cell in row.cells] + [count + at[cell] for cell in row.cells]
        factor = [-times * unit[cell] for cell, times in row.cells.items()] + [float(t) for t in row.cells.values()]
        solver.addRow(goal, goal, len(index), np.array(index, dtype=np.int32), np.array(factor))
    for place in range(count):
        pair = np.array([place, count + place], dtype=np.int32)
        solver.addRow(-highspy.kHighsInf, 0.0, 2, pair, np.array([-highest[place], 1.0]))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    chosen = solver.getSolution().col_value
    repair = {cell: round(chosen[count + place]) * SCALE for cell, place in at.items() if chosen[place] > 0.5}
    return repair if _holds(system, repair) else None


def _holds(system: System, repair: Repair) -> bool:
    """Whether a repair leaves nothing broken: what came out of floating point is checked in whole numbers."""
    broken = dict(system.broken)
    for cell, value in repair.items():
        broken = system.after(broken, cell, value - system.values[cell])
    return not broken and all(system.may_hold(cell, value) for cell, value in repair.items())
