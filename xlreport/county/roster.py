"""The roster: which units must report, and which unit a report belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.findings.model import FileProblem
from xlreport.rules.law import check_character

How = Literal["code", "name", "alias", "near", "question", "conflict", "none"]
GAP = 5.0
"""Two units whose names are less than so many points apart are a question, never a choice."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that must report. ``predecessors`` are the names of the units that were merged into it.

    ``parent`` is the name of the unit above. ``counted``: its numbers are added up (计入汇总); a parent that is not
    counted hands in totals of its own, which are held against its units. ``reported_by`` names the unit whose report
    holds this one's numbers (代报). ``deadline`` is its own last day as ISO date, '' where the usual one holds.
    """

    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    level: str = ""
    kind: str = ""
    parent: str = ""
    counted: bool = True
    reported_by: str = ""
    deadline: str = ""
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Which unit a report belongs to and how it is known.

    ``how`` is 'code', 'name' or 'alias', each exactly; 'near' for a name near the unit's (``score`` of 100 points);
    'question' where ``candidates`` fit alike; 'conflict' where the code is one unit's and the name another's
    (``candidates`` in this order); 'none'. ``unit`` is None in the last three.
    """

    unit: Unit | None
    how: How
    score: float = 0.0
    candidates: tuple[Unit, ...] = ()


NO_MATCH = Match(None, "none")


@dataclass(frozen=True)
class Roster:
    """All units that must report. ``near_name``: from so many points of 100 on a name near a unit's is taken for it.
    ``faults`` are sentences without a full stop on what is to be mended in it though it can be used."""

    units: tuple[Unit, ...]
    near_name: float = DEFAULT.thresholds.near_name
    faults: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """How many faults there are, the first of them in words; '' for none."""
        if not self.faults:
            return ""
        return f"名册有 {len(self.faults)} 处要改，运行 xlreport roster check 查看：{self.faults[0]}"

    def find(self, code: str, agency: str) -> Match:
        """The unit of a report by its code, else its exact name, else an alias, else a name that is near."""
        exact = self._exact(code, agency)
        return exact if exact.how != "none" else self._near(code, agency)

    def known(self, code: str, agency: str) -> Unit | None:
        """The unit that code, name or alias name exactly; None where none does or they contradict."""
        return self._exact(code, agency).unit

    def successors_of(self, agency: str) -> tuple[Unit, ...]:
        """The units of whose predecessors (前身) this is one by exact name; () for a unit of the roster itself."""
        wanted = normalised(agency)
        if not wanted or self.known("", agency):
            return ()
        return tuple(unit for unit in self.units if wanted in map(normalised, unit.predecessors))

    def doubtful_predecessors(self, unit: Unit) -> tuple[tuple[str, Unit], ...]:
        """The predecessors of a unit that are another's too, or are on the roster themselves, each with that other
        unit: nobody knows to whom their numbers went."""
        found = []
        for name in unit.predecessors:
            others = (*self._names.get(normalised(name), ()), *self._heirs.get(normalised(name), ()))
            found += [(name, other) for other in others if other.name != unit.name][:1]
        return tuple(found)

    def _exact(self, code: str, agency: str) -> Match:
        wanted = normalised(agency)
        by_name = self._names.get(wanted, ()) if wanted else ()
        by_alias = () if by_name or not wanted else self._aliases.get(wanted, ())
        named = by_name or by_alias
        by_code = self._codes.get(code.strip().upper())
        if by_code is not None:
            if named and by_code not in named:
                return Match(None, "conflict", candidates=(by_code, *named))
            return Match(by_code, "code", 100)
        if len(named) > 1:
            return Match(None, "question", candidates=tuple(named))
        return Match(named[0], "name" if by_name else "alias", 100) if named else NO_MATCH

    def _near(self, code: str, agency: str) -> Match:
        """The unit with the nearest name, unless another's is nearly as near, or the codes are two units'."""
        key = code.strip().upper(), normalised(agency)
        if key not in self._remembered:
            self._remembered[key] = self._search(*key, agency)
        return self._remembered[key]

    def _search(self, code: str, wanted: str, agency: str) -> Match:
        from xlreport.county.unit_names import nearness

        if not wanted:
            return NO_MATCH
        scores = [
            (max(nearness(agency, name) for name in (unit.name, *unit.aliases)), unit)
            for unit in self.units
            if not _are_two_codes(code, unit.code)
        ]
        best = max((score for score, _ in scores), default=0.0)
        if best <= 0 or best < self.near_name:
            return NO_MATCH
        close = tuple(unit for score, unit in scores if score >= best - GAP)
        return Match(close[0], "near", best) if len(close) == 1 else Match(None, "question", best, close)

    @cached_property
    def _remembered(self) -> dict[tuple[str, str], Match]:
        """Searches already made: each report is asked for several times."""
        return {}

    @cached_property
    def _codes(self) -> dict[str, Unit]:
        return {unit.code.strip().upper(): unit for unit in reversed(self.units) if unit.code.strip()}

    @cached_property
    def _names(self) -> dict[str, list[Unit]]:
        return _by_word((normalised(unit.name), unit) for unit in self.units)

    @cached_property
    def _heirs(self) -> dict[str, list[Unit]]:
        return _by_word((normalised(name), unit) for unit in self.units for name in unit.predecessors)

    @cached_property
    def _aliases(self) -> dict[str, list[Unit]]:
        return _by_word((normalised(alias), unit) for unit in self.units for alias in unit.aliases)


def _by_word(entries: Iterable[tuple[str, Unit]]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for word, unit in entries:
        if unit not in found[word]:
            found[word].append(unit)
    return dict(found)


def _are_two_codes(one: str, other: str) -> bool:
    """Whether both are codes, of two units."""
    return _is_code(one) and _is_code(other) and one != other.strip().upper()


def _is_code(code: str) -> bool:
    code = code.strip().upper()
    return bool(code) and check_character(code) == code[-1]


def read_roster(path: Path, config: Config = DEFAULT) -> Roster:
    """The roster of a spreadsheet or CSV with a heading 单位名称. Raises FileProblem naming what is wrong and where.

    What does not keep it from being used, such as a misprinted code, is left to ``xlreport roster check``.
    """
    from xlreport.county.roster_faults import faults_of
    from xlreport.county.roster_table import read_table

    table = read_table(path, config)
    if not table.rows:
        raise FileProblem("not_roster", path, detail="一个单位也没有")
    faults = faults_of(table)
    for fault in faults:
        if fault.is_fatal:
            raise FileProblem("not_roster", path, detail=fault.sentence)
    mild = tuple(fault.sentence for fault in faults)
    return Roster(tuple(row.unit for row in table.rows), config.thresholds.near_name, mild)
