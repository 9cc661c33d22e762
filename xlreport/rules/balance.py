"""B1–B4: the balance relations, as sparse sums of whole numbers.

The same arithmetic serves one report (lists of int) and many at once (numpy arrays of a row per field): ``residuals``
only adds, subtracts and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from xlreport.findings.model import Breach
from xlreport.forms.model import Field, Form, Relation
from xlreport.numbers import Kind, show, unscaled
from xlreport.report import Report
from xlreport.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Residual:
    """What a relation comes to: both sides × 10,000, and whether it is undecided (未判断) since it touches a V1 cell.

    For many reports at once each is an array over the reports.
    """

    relation: Relation
    left: Any
    right: Any
    undecided: Any

    @property
    def difference(self) -> Any:
        """Left minus right, × 10,000; 0 is balanced."""
        return self.left - self.right

    @property
    def broken(self) -> Any:
        """Whether the relation was decided and does not hold."""
        return (self.difference != 0) & (self.undecided == 0)


@cache
def _places(form: Form) -> tuple[tuple[Relation, tuple[int, ...], tuple[int, ...]], ...]:
    at = form.position
    return tuple(
        (relation, tuple(at[name] for name in relation.left), tuple(at[name] for name in relation.right))
        for relation in form.relations
    )


def residuals(form: Form, scaled: Sequence[Any], kinds: Sequence[Any]) -> Iterator[Residual]:
    """Every relation of the form, evaluated. ``scaled`` and ``kinds`` hold an entry (or array) per field."""
    for relation, left, right in _places(form):
        undecided = reduce(or_, (kinds[place] > Kind.BLANK for place in left + right))
        yield Residual(
            relation,
            sum(scaled[place] for place in left),
            sum(scaled[place] for place in right),
            undecided,
        )


@rule("B1", "B2", "B3", "B4")
def check_balance(report: Report) -> Iterator[Breach]:
    """A finding for each relation that does not hold, pinned to its total; none where one of its cells is missing."""
    missing = report.provenance.missing
    for residual in residuals(report.form, report.scaled, report.kinds):
        if residual.broken and missing.isdisjoint(residual.relation.fields):
            yield _breach(report, residual)


def _breach(report: Report, residual: Residual) -> Breach:
    relation = residual.relation
    on = report.form.by_id[relation.on]
    actual, difference = report[on.id], residual.difference
    blank = len(relation.left) == 1 and report[relation.left[0]].plain is None
    return Breach(
        code=relation.code,
        on=on.id,
        fields=relation.fields,
        actual=actual.plain,
        expected=unscaled(actual.scaled - difference),
        difference=unscaled(difference),
        args={
            "left": "空白（按 0 计）" if blank else f"为 {show(unscaled(residual.left))}",
            "right": unscaled(residual.right),
            "gap": f"应为 {show(unscaled(residual.right))}" if blank else f"差 {show(unscaled(difference))}",
            "group": group_name(on),
        },
    )


def group_name(field: Field) -> str:
    """The group of 表四 a field belongs to, e.g. 行政诉讼（未经复议直接起诉）."""
    group, _, _ = field.column.rpartition("/")
    return f"{field.row}（{group}）" if group else field.row
