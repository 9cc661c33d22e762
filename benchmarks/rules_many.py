"""The rules over 200,000 reports at once, as columns of whole numbers, beside one report after the other.

Memory bounds the size of a block: 200 columns of 8 bytes for each report. So the reports pass in blocks.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from measure import alternate, gate, peers, show

from tests.samples import balanced_report, with_fault
from xlreport.forms import Form, load
from xlreport.report import Report
from xlreport.rules import balance, values

REPORTS, BLOCK, SAMPLE, DIFFERENT, RUNS = 200_000, 20_000, 500, 500, 5
"""``DIFFERENT`` reports are drawn, every other one with a fault, and repeated until there are enough."""


def one_by_one(reports: list[Report]) -> Counter[str]:
    """Breaches by code, found in each report by itself."""
    return sum((_found(report.form, report.scaled, report.kinds, int) for report in reports), Counter())


def all_at_once(form: Form, scaled: np.ndarray, kinds: np.ndarray) -> Counter[str]:
    """The same of arrays with a row for each field and a column for each report, block by block."""
    blocks = range(0, scaled.shape[1], BLOCK)
    parts = (_found(form, scaled[:, at : at + BLOCK], kinds[:, at : at + BLOCK], np.count_nonzero) for at in blocks)
    return sum(parts, Counter())


def _found(form: Form, scaled: Any, kinds: Any, count: Callable[[Any], int]) -> Counter[str]:
    """Breaches by code of one report or of many: the rules are the same, and so is what they are asked."""
    found: Counter[str] = Counter()
    for residual in balance.residuals(form, scaled, kinds):
        found[residual.relation.code] += int(count(residual.broken))
    for code, _, breached in values.flags(form, scaled, kinds):
        found[code] += int(count(breached))
    return found


def main() -> None:
    """Measure, print, and fail where the two evaluations did not find the same."""
    peers("numpy")
    form, rng = load("2021"), random.Random(5)
    drawn = [balanced_report(form, rng) for _ in range(DIFFERENT)]
    drawn = [with_fault(report, rng) if number % 2 else report for number, report in enumerate(drawn)]
    scaled = np.array([report.scaled for report in drawn], dtype=np.int64).T.copy()
    kinds = np.array([report.kinds for report in drawn], dtype=np.uint8).T.copy()
    sample = drawn[:SAMPLE]
    singly, together = one_by_one(sample), all_at_once(form, scaled[:, :SAMPLE], kinds[:, :SAMPLE])
    gate("breaches by code", dict(together), dict(singly))
    print("broken relations in the sample:", sum(count for code, count in singly.items() if code.startswith("B")))
    many, many_kinds = (np.tile(array, REPORTS // DIFFERENT) for array in (scaled, kinds))
    gate("200,000 reports", sum(all_at_once(form, many, many_kinds).values()), sum(singly.values()) * REPORTS // SAMPLE)
    for name, job, size in (
        (f"{SAMPLE} one by one", lambda: one_by_one(sample), SAMPLE),
        (f"{REPORTS:,} at once", lambda: all_at_once(form, many, many_kinds), REPORTS),
    ):
        show(alternate({name: job}, RUNS), name, size, "reports")


if __name__ == "__main__":
    main()
