"""A balanced report, slips in it, and which numbers are proposed in their place."""

from __future__ import annotations

from pathlib import Path

from tests.rules.cases import Value, report
from tests.rules.slips import typed_under_formulas
from xlreport.report import Report
from xlreport.rules.suspects import Suspect, suspects

ROOT = Path(__file__).resolve().parents[2]
NEW, OVER = "table3.received.new", "table3.received.carried_over"
SECRET, GRANTED, PETITION = (
    "table3.result.denied.state_secret",
    "table3.result.granted",
    "table3.result.rejected.petition",
)
TOTAL, FORWARD = "table3.result.total", "table3.carried_forward"
BALANCED: dict[str, Value] = {
    f"{NEW}.natural": 40, f"{NEW}.business": 7, f"{NEW}.total": 47,
    f"{OVER}.natural": 2, f"{OVER}.total": 2,
    f"{SECRET}.natural": 5, f"{SECRET}.business": 2, f"{SECRET}.total": 7,
    f"{GRANTED}.natural": 12, f"{GRANTED}.business": 4, f"{GRANTED}.total": 16,
    f"{PETITION}.natural": 21, f"{PETITION}.total": 21,
    f"{TOTAL}.natural": 38, f"{TOTAL}.business": 6, f"{TOTAL}.total": 44,
    f"{FORWARD}.natural": 4, f"{FORWARD}.business": 1, f"{FORWARD}.total": 5,
    "table4.review.upheld": 3, "table4.review.pending": 2, "table4.review.total": 5,
}  # fmt: skip


Proposals = dict[str, int]


def told(suspect: Suspect) -> Proposals:
    return {change.field: change.proposed // 10_000 for change in suspect.changes}


def proposals(wrong: Report, **more: object) -> list[Proposals]:
    return [told(suspect) for suspect in suspects(wrong, **more)]


def with_slip(changes: dict[str, Value]) -> Report:
    return report(BALANCED | changes)


def under_formulas(changes: dict[str, int]) -> Report:
    return typed_under_formulas(report(BALANCED), changes)


def broken_relations(of: Report) -> list:
    return [
        relation
        for relation in of.form.relations
        if sum(of[name].scaled for name in relation.left) != sum(of[name].scaled for name in relation.right)
    ]
