"""What must hold. ``check`` runs every rule over one report; rules speak of field ids only."""

from collections.abc import Iterator

from xlreport.findings.model import Breach
from xlreport.report import Report
from xlreport.rules import balance, deadlines, form, law, narrative, plausible, values, years
from xlreport.rules.context import ALONE, Context
from xlreport.rules.registry import RULES, Rule, RuleFault, rule

__all__ = [
    "ALONE",
    "RULES",
    "Context",
    "Rule",
    "RuleFault",
    "balance",
    "check",
    "deadlines",
    "form",
    "law",
    "narrative",
    "plausible",
    "rule",
    "values",
    "years",
]
_FAMILIES = "VBFLYNP"
"""The order in which people read findings: the numbers themselves first, what is only unlikely last."""


def check(report: Report, context: Context = ALONE) -> Iterator[Breach]:
    """Everything the rules see in a report. Raises RuleFault when a rule itself breaks down."""
    for entry in sorted(RULES, key=_place):
        try:
            yield from entry.check(report, context)
        except Exception as error:
            raise RuleFault(f"规则 {'、'.join(entry.codes)} 运行时出错：{error!r}") from error


def _place(entry: Rule) -> tuple[int, str]:
    return _FAMILIES.find(entry.codes[0][0]), entry.codes[0]
