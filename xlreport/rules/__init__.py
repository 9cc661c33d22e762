"""What must hold. ``check`` runs every rule over one report; rules speak of field ids only."""

from collections.abc import Iterator

from xlreport.findings.model import Breach
from xlreport.report import Report
from xlreport.rules import balance, form, law, values
from xlreport.rules.registry import RULES, Rule, RuleFault, rule

__all__ = ["RULES", "Rule", "RuleFault", "balance", "check", "form", "law", "rule", "values"]


def check(report: Report) -> Iterator[Breach]:
    """Everything the rules see in a report. Raises RuleFault when a rule itself breaks down."""
    for entry in RULES:
        try:
            yield from entry.check(report)
        except Exception as error:
            raise RuleFault(f"规则 {'、'.join(entry.codes)} 运行时出错：{error!r}") from error
