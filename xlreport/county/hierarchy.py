"""Who stands below whom, and in which group of the summary a unit counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xlreport.align.labels import normalised
from xlreport.county.decision import Decision
from xlreport.county.roster import Unit
from xlreport.report import KINDS

if TYPE_CHECKING:
    from xlreport.county.merge import Consolidation

NO_PARENT, NO_KIND = "（无上级单位）", "（未注明类别）"


class Tree:
    """The units of a roster by their parents. Names are compared as everywhere, but shown as the roster has them; a
    parent that is on no row is none."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = {normalised(unit.name): unit for unit in reversed(units)}
        self._below: dict[str, list[Unit]] = {}
        for unit in units:
            if normalised(unit.parent) in self.units:  # a parent on no row is a slip of the pen and heads no group
                self._below.setdefault(normalised(unit.parent), []).append(unit)

    def below(self, name: str) -> list[Unit]:
        """The units directly below one."""
        return self._below.get(normalised(name), [])

    def find(self, name: str) -> Unit | None:
        """The unit of a name."""
        return self.units.get(normalised(name))

    def is_parent(self, name: str) -> bool:
        """Whether units stand below it."""
        return normalised(name) in self._below

    def descendants(self, name: str) -> Iterator[Unit]:
        """All units below one, at any depth, each once: a circle in the roster ends where it began."""
        seen, waiting = {normalised(name)}, list(self.below(name))
        while waiting:
            unit = waiting.pop(0)
            if normalised(unit.name) not in seen:
                seen.add(normalised(unit.name))
                yield unit
                waiting += self.below(unit.name)

    def parents(self) -> list[tuple[str, int]]:
        """The parents with their depth, each before those below it; the highest in the order of the roster."""
        names = dict.fromkeys(self._name(unit.parent) for unit in self._members())
        found: dict[str, int] = {}
        for name in names:
            unit = self.find(name)
            if unit is None or self.find(unit.parent) is None:
                self._visit(name, 0, found)
        for name in names:  # what no highest parent leads to goes round in a circle
            self._visit(name, 0, found)
        return list(found.items())

    def _visit(self, name: str, depth: int, found: dict[str, int]) -> None:
        if name in found or not self.is_parent(name):
            return
        found[name] = depth
        for unit in self.below(name):
            self._visit(unit.name, depth + 1, found)

    def _members(self) -> Iterator[Unit]:
        return (unit for units in self._below.values() for unit in units)

    def _name(self, name: str) -> str:
        unit = self.find(name)
        return unit.name if unit else name.strip()


@dataclass(frozen=True)
class Grouping:
    """In which group each unit of a summary counts; ``tree`` is None without a roster."""

    tree: Tree | None = None

    @classmethod
    def of(cls, merged: Consolidation) -> Grouping:
        """The groups of a consolidation."""
        return cls(Tree(merged.roster.units) if merged.roster else None)

    def group_of(self, agency: str) -> str:
        """The parent in whose group a unit counts, itself where units stand below it; '' without any parents."""
        if self.tree is None or not self.has_parents:
            return ""
        unit = self.tree.find(agency)
        if self.tree.is_parent(agency):
            return unit.name if unit else agency
        above = self.tree.find(unit.parent) if unit else None
        return above.name if above else NO_PARENT

    def kind_of(self, decision: Decision) -> str:
        """The kind of a unit: the roster's word, else that of its own cover; one that is not to choose from is none."""
        unit = self.tree.find(decision.agency) if self.tree else None
        reading = decision.submission.reading
        kind = (unit.kind if unit else "") or (reading.report.cover.kind if reading else "")
        return kind if kind in KINDS else NO_KIND

    @cached_property
    def has_parents(self) -> bool:
        """Whether the roster says of any unit what stands above it."""
        return self.tree is not None and bool(self.tree.parents())

    @cached_property
    def has_kinds(self) -> bool:
        """Whether the roster says of any unit what kind it is."""
        return self.tree is not None and any(unit.kind for unit in self.tree.units.values())
