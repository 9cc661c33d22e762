"""How likely a repair is: how people err, what the prose claims, what last year's figures make likely."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from xlreport.report import Report
from xlreport.rules import typing_errors
from xlreport.rules.context import Context
from xlreport.rules.line_slips import beside, is_line_slip
from xlreport.rules.localize import Repair, System

_ONE_SLIP = 5.0
_CLAIM_MET, _CLAIM_LOST = 4.5, 2.5
_CARRIED_MET, _CARRIED_LOST = 4.0, 3.0


class Weigher:
    """Costs of repairs of one report: minus the logarithm of their likelihood, up to a constant.

    A field's figure of last year is the sum over the reports of the year before (units that were merged); it is known
    where each of them has the field and a number or a blank in it.
    """

    def __init__(self, report: Report, system: System, context: Context, claims: Mapping[str, int]) -> None:
        self.report, self.system, self.claims = report, system, claims
        self.before = _last_year(report, context)

    def cost(self, repair: Repair) -> float:
        """What a repair costs: fewer and likelier slips, likelier numbers and claims that come true cost less."""
        slips = sum(_ONE_SLIP + self._slip(name, value) for name, value in repair.items())
        if is_line_slip(self.report.form, self.system.values, repair):
            slips = min(slips, _ONE_SLIP - log(typing_errors.SHARES["line"] / 2))
        numbers = sum(self._rarity(name, value) - self._rarity(name, self._now(name)) for name, value in repair.items())
        return slips + numbers + self._evidence(self.system.consequences(repair))

    def reason(self, repair: Repair) -> str:
        """The kind of slip that a repair undoes; 'random' where its changes have no kind in common."""
        if is_line_slip(self.report.form, self.system.values, repair):
            return "line"
        kinds = {
            typing_errors.most_likely(self._now(name), value, self._beside(name), self._parts(name))
            for name, value in repair.items()
        }
        return kinds.pop() if len(kinds) == 1 else "random"

    def _now(self, name: str) -> int:
        return self.system.values[name]

    def _slip(self, name: str, value: int) -> float:
        return typing_errors.cost(self._now(name), value, self._beside(name), self._parts(name))

    def _beside(self, name: str) -> tuple[int, ...]:
        return tuple(self._now(other) for other in beside(self.report.form).get(name, ()))

    def _parts(self, name: str) -> tuple[int, ...]:
        return tuple(self._now(part) for part in self.report.form.totals.get(name, ()))

    def _rarity(self, name: str, value: int) -> float:
        if name in self.before:
            return typing_errors.rarity_after(value, self.before[name])
        return typing_errors.rarity(value)

    def _evidence(self, news: Mapping[str, int]) -> float:
        """What speaks against (+) or for (-) the new values, totals that follow included."""
        return sum(
            _against(self._now(name), value, self.claims.get(name), _CLAIM_MET, _CLAIM_LOST)
            + _against(self._now(name), value, self._carried(name), _CARRIED_MET, _CARRIED_LOST)
            for name, value in news.items()
        )

    def _carried(self, name: str) -> int | None:
        """What 上年结转 should be: last year's 结转下年度."""
        row, _, column = name.rpartition(".")
        return self.before.get(f"table3.carried_forward.{column}") if row == "table3.received.carried_over" else None


def _against(now: int, new: int, said: int | None, met: float, lost: float) -> float:
    if said is None or now == new:
        return 0.0
    if new == said:
        return -met
    return lost if now == said else 0.0


def _last_year(report: Report, context: Context) -> dict[str, int]:
    """Last year's figures by field, added up over the reports that hold it as a number or blank."""
    before: dict[str, int] = {}
    for name in report.form.position:
        contents = [last[name] for last in context.last_year if name in last.form.position]
        if contents and len(contents) == len(context.last_year) and all(content.counts for content in contents):
            before[name] = sum(content.scaled for content in contents)
    return before
