"""节点检查: a parent that hands in totals of its own is held against the sum of the units below it (C7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.contribution import counts_in_sum
from xlreport.county.decision import ACCEPTED, REFUSED, Decision
from xlreport.county.hierarchy import Tree
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import Breach, Finding
from xlreport.findings.problems import county_finding
from xlreport.forms import Form
from xlreport.numbers import BLANK, unscaled
from xlreport.report import Report
from xlreport.rules.figures import STOCKS
from xlreport.workbook.locate import located

_SHOWN_UNITS = 5


def node_findings(
    decisions: Sequence[Decision], roster: Roster | None, due: Sequence[Unit], form: Form, config: Config = DEFAULT
) -> Iterator[Finding]:
    """C7 for each cell in which a parent that hands in totals differs from the sum of its units' accepted reports.

    Such a parent has units below it in the roster and is not counted (计入汇总 is 否). A parent below it stands with
    the sum of its own units, and with its own numbers where it is counted. Nothing is said where a unit's parent is on
    no row and may be this one misspelt, where the parent's report did not come or was sent back, where not all its
    units are ``due`` (some were left out on purpose), nor of a number that some unit's form does not have. Cells are
    those of the parent's workbook.
    """
    if roster is None:
        return
    tree, came = Tree(roster.units), _Came(decisions)
    yield from _counted_twice(tree, due, came, form, config)
    asked_for = {normalised(unit.name) for unit in due}
    unsure = _meant_parents(tree, roster)
    for parent in due:
        own = came.uncounted.get(normalised(parent.name))
        below = list(tree.descendants(parent.name))
        if (
            own is None
            or not below
            or parent.name in unsure
            or not all(normalised(unit.name) in asked_for for unit in below)
        ):
            continue
        breaches = _breaches(parent, own, below, came, form)
        for finding in located(_on_form(own, form), breaches, config):
            yield replace(finding, about=parent.name)


def _meant_parents(tree: Tree, roster: Roster) -> set[str]:
    """Units that a parent on no row may stand for: which units are below them is not known before it is mended."""
    unknown = {unit.parent for unit in roster.units if unit.parent.strip() and tree.find(unit.parent) is None}
    matches = [roster.find("", name) for name in unknown]
    return {unit.name for match in matches for unit in (*filter(None, (match.unit,)), *match.candidates)}


def _counted_twice(tree: Tree, due: Sequence[Unit], came: _Came, form: Form, config: Config) -> Iterator[Finding]:
    """C7 for each counted parent whose totals are the sums of the counted units below it, not its own."""
    single = [entry.id for entry in form.fields if entry.table == "table2"]  # no table within: each is a total itself
    flows = [name for name in (*form.totals, *single) if name.rpartition(".")[2] not in STOCKS]
    for parent in due:
        own = came.accepted.get(normalised(parent.name))
        groups = tree.below(parent.name), list(tree.descendants(parent.name))
        if own is not None and any(_is_sum(own, came.of(group), flows, form) for group in groups):
            finding = county_finding("C7", "counted_twice", config, agency=parent.name)
            yield replace(finding, about=parent.name)


def _is_sum(own: Decision, parts: Sequence[Decision], flows: Sequence[str], form: Form) -> bool:
    """Whether every total of a report is the sum of these others', and not all of them 0."""
    sums = {
        name: sum(
            one.contribution[name].scaled
            for one in parts
            if name in one.contribution and counts_in_sum(one.contribution[name], money=form.by_id[name].money)
        )
        for name in flows
        if name in own.contribution
    }
    return any(sums.values()) and all(own.contribution[name].scaled == amount for name, amount in sums.items())


class _Came:
    """What came of each unit, by its normalised name."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.accepted = {normalised(one.agency): one for one in decisions if one.decision == ACCEPTED}
        self.uncounted = {normalised(one.agency): one for one in decisions if one.uncounted}
        self.refused = {normalised(one.agency) for one in decisions if one.decision == REFUSED}

    def of(self, units: Sequence[Unit]) -> list[Decision]:
        """The reports of these units that count."""
        names = [normalised(unit.name) for unit in units if unit.counted]
        return [self.accepted[name] for name in names if name in self.accepted]

    def gaps(self, below: Sequence[Unit]) -> str:
        """（缺报：甲所；退回：乙所） of the units whose numbers are not in the sum; '' where all are."""
        silent = [unit for unit in below if unit.counted and normalised(unit.name) not in self.accepted]
        back = [unit for unit in silent if normalised(unit.name) in self.refused]
        missing = [unit for unit in silent if unit not in back and normalised(unit.reported_by) not in self.accepted]
        words = [f"{what}：{_some(units)}" for what, units in (("缺报", missing), ("退回", back)) if units]
        return f"（{'；'.join(words)}）" if words else ""


def _some(units: Sequence[Unit]) -> str:
    more = f"等 {len(units)} 个" if len(units) > _SHOWN_UNITS else ""
    return "、".join(unit.name for unit in units[:_SHOWN_UNITS]) + more


def _on_form(own: Decision, form: Form) -> Report:
    """The parent's report as it was read, or as it stands in the summary's form where its own is another."""
    assert own.submission.reading is not None  # it was counted as reported
    report = own.submission.reading.report
    if report.form.id == form.id:
        return report
    return Report(form, report.year, report.agency, tuple(own.contribution.get(one.id, BLANK) for one in form.fields))


def _breaches(parent: Unit, own: Decision, below: Sequence[Unit], came: _Came, form: Form) -> Iterator[Breach]:
    parts = [came.accepted[normalised(unit.name)] for unit in below if normalised(unit.name) in came.accepted]
    args: dict[str, object] = {"agency": parent.name, "missing": came.gaps(below)}
    for entry in form.fields:
        if not all(entry.id in one.contribution for one in (own, *parts)):
            continue
        printed = own.contribution[entry.id]
        if not printed.is_blank and not counts_in_sum(printed, money=entry.money):
            continue  # V1 and V3 name it
        contents = [one.contribution[entry.id] for one in parts]
        expected = sum(content.scaled for content in contents if counts_in_sum(content, money=entry.money))
        if printed.scaled != expected:
            yield Breach(
                "C7",
                case="differs",
                on=entry.id,
                fields=(entry.id,),
                actual=None if printed.is_blank else unscaled(printed.scaled),
                expected=unscaled(expected),
                difference=unscaled(printed.scaled - expected),
                args=args,
            )
