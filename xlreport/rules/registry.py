"""Which function checks which code. A rule takes a report and yields what it saw; it never prints and never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

from xlreport.findings.model import Breach
from xlreport.report import Report
from xlreport.rules.context import Context

Check = Callable[[Report], Iterator[Breach]]
CheckInContext = Callable[[Report, Context], Iterator[Breach]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the codes it may raise."""

    codes: tuple[str, ...]
    check: CheckInContext


class RuleFault(Exception):
    """A rule crashed: a fault of the program (exit code 4), never of the agency's figures."""


RULES: list[Rule] = []


def rule(*codes: str) -> Callable[[Check], Check]:
    """Register a check that needs the report alone; checks run in the order of their registration."""

    def register(check: Check) -> Check:
        @wraps(check)
        def alone(report: Report, _: Context) -> Iterator[Breach]:
            return check(report)

        RULES.append(Rule(codes, alone))
        return check

    return register


def rule_in_context(*codes: str) -> Callable[[CheckInContext], CheckInContext]:
    """Register a check that also looks at last year's figures, thresholds or deadlines."""

    def register(check: CheckInContext) -> CheckInContext:
        RULES.append(Rule(codes, check))
        return check

    return register
