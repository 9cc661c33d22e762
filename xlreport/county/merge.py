"""Which submissions count, and what they add up to. Every file gets a decision with a reason; sums are exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlreport.align import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.intake import Submission
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import Finding
from xlreport.findings.problems import county_finding
from xlreport.forms import Form, crosswalk
from xlreport.numbers import BLANK, SCALE, Content, Kind, from_scaled
from xlreport.report import Cover, Report

ACCEPTED, REFUSED, IGNORED = "accepted", "refused", "ignored"
_MAY_FAIL = frozenset("VBFL")
_SHOWN_DIFFERENCES = 8


@dataclass(frozen=True)
class Decision:
    """What becomes of one file. ``agency`` is the roster's name where one matched; ``failing`` says that the report
    has errors; ``contribution`` holds what it adds to each field of the summary's form."""

    submission: Submission
    agency: str
    decision: str
    reason: str
    failing: bool
    findings: tuple[Finding, ...]
    contribution: Mapping[str, Content] = field(default_factory=dict)


@dataclass(frozen=True)
class Consolidation:
    """A county's reports merged: the summary, the decision on every file, findings on the whole."""

    summary: Report
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    roster: Roster | None

    @property
    def accepted(self) -> tuple[Decision, ...]:
        """Accepted units in the order of the summary: by agency, so that the order of files changes nothing."""
        return tuple(decision for decision in self.decisions if decision.decision == ACCEPTED)

    @property
    def counts(self) -> dict[str, int | None]:
        """Files, accepted, refused, ignored; due and missing units, None without a roster."""
        counts = count_decisions(self.decisions)
        if self.roster:
            missing = sum(1 for finding in self.findings if finding.code == "C1")
            counts |= {"due": len(self.roster.units), "missing": missing}
        return counts


def count_decisions(decisions: Sequence[Decision]) -> dict[str, int | None]:
    """Files, accepted, refused, ignored; due and missing are None: without a roster nobody knows."""
    decided = [decision.decision for decision in decisions]
    counts: dict[str, int | None] = {name: decided.count(name) for name in (ACCEPTED, REFUSED, IGNORED)}
    return {"files": len(decided), **counts, "due": None, "missing": None}


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the summary's form, year, name and cover, the roster, and whether failing units count."""

    form: Form
    year: int
    agency: str
    cover: Cover = Cover()
    roster: Roster | None = None
    include_failing: bool = False


def consolidate(submissions: Sequence[Submission], order: Order, config: Config = DEFAULT) -> Consolidation:
    """Decide on every submission and add up those that count."""
    decisions = [_decide(submission, order, config) for submission in submissions]
    decisions = _settle_doubles(decisions, config)
    decisions.sort(key=lambda decision: (decision.agency, str(decision.submission.path)))
    accepted = [decision for decision in decisions if decision.decision == ACCEPTED]
    summary = _summary(order, accepted)
    return Consolidation(summary, tuple(decisions), tuple(_missing(order.roster, decisions, config)), order.roster)


def _decide(submission: Submission, order: Order, config: Config) -> Decision:
    if submission.ignored or submission.reading is None:
        return refused_or_ignored(submission, order.roster)
    report = submission.reading.report
    unit = order.roster.find(report.cover.code, report.agency) if order.roster else None
    agency = _agency(submission, unit)
    contribution, unmapped = contribution_of(report, order.form)
    desk = tuple(_desk_findings(report, unit, agency, order, unmapped, config))
    findings = submission.findings + desk
    errors = [finding for finding in findings if finding.is_error]
    failing = any(finding.code[0] in _MAY_FAIL for finding in errors)
    stopped = [finding for finding in errors if not (order.include_failing and finding.code[0] in _MAY_FAIL)]
    if stopped:
        return Decision(submission, agency, REFUSED, _reason(stopped), failing, findings)
    reason = "带错误计入：" + _reason(errors) if errors else ""
    return Decision(submission, agency, ACCEPTED, reason, failing, findings, contribution)


def refused_or_ignored(submission: Submission, roster: Roster | None = None) -> Decision:
    """The decision on a file that holds no report of a unit."""
    reason = submission.findings[0].message
    if submission.ignored:
        return Decision(submission, _agency(submission, None), IGNORED, reason, False, submission.findings)
    # An unreadable file says nothing of its unit but its name: exactly the roster's, or nothing is assumed.
    unit = roster.find("", submission.path.stem) if roster else None
    return Decision(submission, unit.name if unit else "", REFUSED, reason, False, submission.findings)


def _agency(submission: Submission, unit: Unit | None) -> str:
    if unit is not None:
        return unit.name
    return submission.reading.report.agency.strip() if submission.reading else ""


def _reason(findings: Sequence[Finding]) -> str:
    """The first error in words, and the codes of all."""
    codes = "、".join(dict.fromkeys(finding.code for finding in findings))
    more = f"（共 {len(findings)} 处错误）" if len(findings) > 1 else ""
    return f"{codes}：{findings[0].message}{more}"


def _desk_findings(
    report: Report, unit: Unit | None, agency: str, order: Order, unmapped: Mapping[str, str], config: Config
) -> list[Finding]:
    found = []
    if report.year is None:
        found.append(county_finding("C4", "unknown", config, wanted=order.year))
    elif report.year != order.year:
        found.append(county_finding("C4", "other", config, year=report.year, wanted=order.year))
    if order.roster is not None and unit is None:
        found.append(county_finding("C3", config=config, agency=agency or "（没有单位名称）"))
    if unmapped:
        found.append(_unmapped_finding(report, agency, order.form, unmapped, config))
    return found


def _unmapped_finding(report: Report, agency: str, form: Form, unmapped: Mapping[str, str], config: Config) -> Finding:
    """C5: how many numbers do not map, and each that is not 0, with the reason."""
    items: dict[str, list[str]] = defaultdict(list)
    for name, reason in unmapped.items():
        entry, content = report.form.by_id[name], report[name]
        if content.scaled != 0 or not content.is_number:
            items[reason].append(f"{entry.row.rpartition('/')[2]}·{entry.column} {content}")
    words = "；".join(f"{'、'.join(numbers)}（{reason}）" for reason, numbers in items.items())
    words = f"{words}；其余为 0" if words else "均为 0"
    args: dict[str, object] = {
        "agency": agency,
        "form": report.form.id,
        "due": form.id,
        "count": len(unmapped),
        "items": words,
    }
    return county_finding("C5", "", config, **args)


def contribution_of(report: Report, form: Form) -> tuple[dict[str, Content], dict[str, str]]:
    """What a report adds to each field of the summary's form, and its filled fields that do not map, with reasons."""
    way = crosswalk(report.form, form)
    adds = {target: report[source] for source, target in way.mapped.items()}
    lost = {name: reason for name, reason in way.unmapped.items() if not report[name].is_blank}
    return adds, lost


def counts_in_sum(content: Content, *, money: bool) -> bool:
    """Whether a content adds to a sum: a number, and for 件 a whole one. What does not is named by V1 and V3."""
    return content.is_number and (money or (content.kind == Kind.NUMBER and content.scaled % SCALE == 0))


def _summary(order: Order, accepted: Sequence[Decision]) -> Report:
    values = []
    for entry in order.form.fields:
        contents = [decision.contribution.get(entry.id, BLANK) for decision in accepted]
        counted = [content.scaled for content in contents if counts_in_sum(content, money=entry.money)]
        values.append(from_scaled(sum(counted)) if counted else BLANK)
    covers = [decision.submission.reading.report.cover for decision in accepted if decision.submission.reading]
    cover = replace(
        order.cover,
        no_requests=bool(covers) and all(cover.no_requests for cover in covers),
        no_disputes=bool(covers) and all(cover.no_disputes for cover in covers),
    )
    return Report(order.form, order.year, order.agency, tuple(values), cover)


def _missing(roster: Roster | None, decisions: Sequence[Decision], config: Config) -> list[Finding]:
    """C1: units of the roster from which no file came, refused ones included."""
    if roster is None:
        return []
    reported = {decision.agency for decision in decisions if decision.decision != IGNORED}
    return [county_finding("C1", config=config, agency=unit.name) for unit in roster.units if unit.name not in reported]


def _settle_doubles(decisions: Sequence[Decision], config: Config) -> list[Decision]:
    """C2: of several reports of one unit at most one counts, the newest; where that is unsure, none does."""
    groups: dict[str, list[Decision]] = defaultdict(list)
    settled: list[Decision] = []
    for decision in decisions:
        reading = decision.submission.reading
        other_year = any(finding.code in ("C4", "C3") for finding in decision.findings)
        if decision.decision == IGNORED or reading is None or not decision.agency or other_year:
            settled.append(decision)
        else:
            groups[_identity(decision)].append(decision)
    for group in groups.values():
        settled += group if len(group) == 1 else _settle(group, config)
    return settled


def _identity(decision: Decision) -> str:
    return normalised(decision.agency)


def _settle(group: list[Decision], config: Config) -> list[Decision]:
    group = sorted(group, key=lambda decision: str(decision.submission.path))
    newest = max(
        group, key=lambda decision: decision.submission.saved.timestamp() if decision.submission.saved else 0.0
    )
    reports = [decision.submission.reading.report for decision in group if decision.submission.reading]
    differing = differences(reports)
    args: dict[str, object] = {
        "agency": newest.agency,
        "count": len(group),
        "used": newest.submission.path.name,
        "differences": _listed(differing),
    }
    if not differing:
        passing = next((decision for decision in group if decision.decision == ACCEPTED), newest)
        finding = county_finding("C2", "same", config, **{**args, "used": passing.submission.path.name})
        return [_superseded(decision, finding, passing) for decision in group]
    equally_new = sum(1 for decision in group if decision.submission.saved == newest.submission.saved) > 1
    if equally_new or newest.decision != ACCEPTED:
        why = (
            "保存时间相同，无法判断哪一份是最新的"
            if equally_new
            else f"最新的 {newest.submission.path.name} 没有通过校验"
        )
        finding = replace(county_finding("C2", "undecided", config, why=why, **args), severity="error")
        return [_refused(decision, finding) for decision in group]
    finding = county_finding("C2", "newer", config, **args)
    return [_superseded(decision, finding, newest) for decision in group]


def _superseded(decision: Decision, finding: Finding, used: Decision) -> Decision:
    findings = (*decision.findings, finding)
    if decision is used:
        return replace(decision, findings=findings)
    return replace(decision, decision=IGNORED, reason=finding.message, findings=findings, contribution={})


def _refused(decision: Decision, finding: Finding) -> Decision:
    return replace(
        decision,
        decision=REFUSED,
        reason=f"C2：{finding.message}",
        findings=(*decision.findings, finding),
        contribution={},
    )


def differences(reports: Sequence[Report]) -> list[str]:
    """Cells in which reports of one unit differ, as 表三!D6 3→4; one line when their forms differ."""
    first, *rest = reports
    if any(report.form.id != first.form.id for report in rest):
        return ["表格格式不同"]
    found = []
    for entry in first.form.fields:
        shown = list(dict.fromkeys(str(report[entry.id]) for report in reports))
        if len(shown) > 1:
            found.append(f"{entry.row.rpartition('/')[2]}·{entry.column} {'、'.join(shown)}")
    return found


def _listed(items: Sequence[str]) -> str:
    more = f" 等 {len(items)} 处" if len(items) > _SHOWN_DIFFERENCES else ""
    return "；".join(items[:_SHOWN_DIFFERENCES]) + more
