"""The fewest changes that balance a report, by a general solver and a model written apart from the program's.

Every number is a variable, every relation an equation as the form declares it, and nothing is substituted: a total that
is a formula and right may move at no cost.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from xlreport.report import Report


def fewest_changes(report: Report) -> int:
    """How many cells must change at least, so that all relations hold with whole numbers that are not negative."""
    form = report.form
    names = sorted({name for relation in form.relations for name in relation.fields})
    at = {name: place for place, name in enumerate(names)}
    now = np.array([report[name].scaled / 10_000 for name in names])
    size = len(names)
    highest = 2 * np.abs(now).max() + 10
    balance = np.zeros((len(form.relations), 2 * size))
    for place, relation in enumerate(form.relations):
        for name in relation.left:
            balance[place, at[name]] += 1
        for name in relation.right:
            balance[place, at[name]] -= 1
    same, free = np.eye(size), highest * np.eye(size)
    model = [
        LinearConstraint(balance, 0, 0),
        LinearConstraint(np.hstack([same, -free]), -np.inf, now),
        LinearConstraint(np.hstack([same, free]), now, np.inf),
        LinearConstraint(np.hstack([same, np.diag(np.minimum(now, 0))]), np.minimum(now, 0), np.inf),
    ]
    costs = np.array([0.0 if _follows(report, name) else 1.0 for name in names])
    low = np.concatenate([np.minimum(now, 0), np.zeros(size)])
    high = np.concatenate([np.full(size, highest), np.ones(size)])
    found = milp(
        np.concatenate([np.zeros(size), costs]),
        constraints=model,
        bounds=Bounds(low, high),
        integrality=np.ones(2 * size),
        options={"mip_rel_gap": 0, "presolve": True},
    )
    assert found.status == 0, found.message
    values = np.rint(found.x[:size])
    assert not (balance[:, :size] @ values).any()
    return int(costs[values != now].sum())


def _follows(report: Report, name: str) -> bool:
    parts = report.form.totals.get(name)
    by_formula = report.provenance.formulas or ()
    return bool(parts) and name in by_formula and report[name].scaled == sum(report[part].scaled for part in parts)
