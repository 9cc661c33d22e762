"""What the officer asks a consolidation to do: form and year, who counts, what is let pass and adjusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlreport.align.labels import normalised
from xlreport.county.adjustments import Adjustment, twice_adjusted
from xlreport.county.decision import Decision
from xlreport.county.intake import Submission
from xlreport.county.roster import Roster, Unit
from xlreport.county.waivers import LetPass, Waiver, unbound, unused
from xlreport.findings.model import Finding
from xlreport.forms import Form
from xlreport.report import Cover

_SHOWN_UNITS = 5


class UnknownUnit(ValueError):
    """A unit was chosen by a name that nobody bears; the message is one Chinese sentence without a full stop."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the summary's form, year, name and cover, the roster, whether failing units count, and what
    the officer lets pass, adjusts, counts alone (``only``) or leaves out (``exclude``), by names of units."""

    form: Form
    year: int
    agency: str
    cover: Cover = Cover()
    roster: Roster | None = None
    include_failing: bool = False
    waivers: tuple[Waiver, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    let_pass_before: tuple[LetPass, ...] = ()
    """What the last summary says was let pass: a decision stands for that and for nothing else."""


def by_name(order: Order, submissions: Sequence[Submission]) -> Order:
    """The order with every unit under its name on the roster, where an alias or code was given. Raises UnknownUnit."""
    readings = [submission.reading for submission in submissions if submission.reading]
    borne = {normalised(reading.report.agency) for reading in readings}

    def name(option: str, given: str) -> str:
        found = _unit_of(order.roster, given)
        if found is None and normalised(given) not in borne:
            meant = _meant(order.roster, given)
            raise UnknownUnit(f"{option} 的“{given}”不是任何一个单位的名称、简称或代码{meant}，没有汇总，请核对")
        return found.name if found else given

    return replace(
        order,
        only=tuple(name("--only", given) for given in order.only),
        exclude=tuple(name("--exclude", given) for given in order.exclude),
        waivers=tuple(
            (replace(waiver, unit=unit.name) if (unit := _unit_of(order.roster, waiver.unit)) else waiver).bound(
                order.let_pass_before
            )
            for waiver in order.waivers
        ),
    )


def _meant(roster: Roster | None, given: str) -> str:
    """，名册上有“甲局”、“甲局分局”: the units whose names hold these words, for whoever wrote a part of one."""
    like = [f"“{unit.name}”" for unit in roster.units if given.strip() in unit.name] if roster else []
    return f"，名册上有{'、'.join(like[:_SHOWN_UNITS])}" if like else ""


def _unit_of(roster: Roster | None, given: str) -> Unit | None:
    """The unit that a name, an alias or a code names exactly."""
    return (roster.known("", given) or roster.known(given, "")) if roster else None


def is_wanted(agency: str, order: Order) -> bool:
    """Whether a unit is among those asked for."""
    name = normalised(agency)
    only, exclude = (set(map(normalised, names)) for names in (order.only, order.exclude))
    return (not only or name in only) and name not in exclude


def unmet_wishes(order: Order, decisions: Sequence[Decision], nodes: Sequence[Finding]) -> Iterator[str]:
    """What is to be mended in the roster, that only a part was added up, and what of the officer's wishes came to
    nothing: adjustments of that part, errors let pass that are none."""
    if order.roster and order.roster.warning:
        yield order.roster.warning
    yield from (words for _, words in twice_adjusted(order.adjustments))
    if order.only or order.exclude:
        part = "按 --only、--exclude 只汇总了部分单位，这不是全部单位的合计"
        unused_ones = f"，名册“调整”里的 {len(order.adjustments)} 笔调整没有计入，要计入请汇总全部单位"
        yield part + unused_ones * bool(order.adjustments)
    judged = [(decision.agency, decision.findings) for decision in decisions]
    abouts = dict.fromkeys(finding.about for finding in nodes)
    judged += [(about, tuple(finding for finding in nodes if finding.about == about)) for about in abouts]
    known = {normalised(agency) for agency, _ in judged} | {
        normalised(unit.name) for unit in (order.roster.units if order.roster else ())
    }
    for waiver, why in unused(order.waivers, judged):
        where = f" {waiver.cell}" if waiver.cell else ""
        if normalised(waiver.unit) not in known:
            why = f"没有这个单位{_meant(order.roster, waiver.unit)}"
        yield f"放行“{waiver.unit}”的 {waiver.code}{where} 没有用上：{why}"
    for waiver, one in unbound(order.waivers, judged):
        numbers = f"“位置”{one.place or '不写'}、“填报”{one.actual or '不写'}、“应为”{one.expected or '不写'}"
        yield (
            f"名册“放行”里“{waiver.unit}”的 {waiver.code} 没有写明放行时的数，单位改报别的数也会放行，请补写{numbers}"
        )
