"""Which submissions count, and what they add up to. Every file gets a decision with a reason; sums are exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.adjustments import Adjustment, adjusted_by
from xlreport.county.contribution import contribution_of, counts_in_sum, unmapped_finding
from xlreport.county.decision import ACCEPTED, IGNORED, REFUSED, Decision, with_note
from xlreport.county.doubles import settle_doubles
from xlreport.county.intake import Submission
from xlreport.county.likeness import alike_findings
from xlreport.county.node_check import node_findings
from xlreport.county.order import Order, by_name, is_wanted, unmet_wishes
from xlreport.county.roster import NO_MATCH, Match, Roster, Unit
from xlreport.county.waivers import LetPass, is_waived, kept_records, waived
from xlreport.findings.model import Finding
from xlreport.findings.problems import county_finding
from xlreport.numbers import BLANK, from_scaled
from xlreport.report import Report
from xlreport.workbook.locate import judge

if TYPE_CHECKING:
    from xlreport.county.changes import Change
    from xlreport.county.earlier import EarlierYear

_MAY_FAIL = frozenset("VBFL")
_SHOWN_CODES = 3
_SHOWN_UNITS = 5


@dataclass(frozen=True)
class Consolidation:
    """A county's reports merged: the summary, the decision on every file, findings on the whole, and the units of the
    roster from which nothing came.

    ``plain`` are the sums of what units handed in, without ``adjustments``; ``notes`` are sentences for the officer;
    ``changes`` is what differs from the last summary, None where there was none; ``earlier`` are the years before that
    were given to compare with, the newest first.
    ``by_adjustment`` are findings on the summary that its plain sums do not have; ``waiver_records`` are what this and
    earlier runs let pass, by the decisions that still stand. ``is_part``: units were chosen or left out, so that it is
    not the whole body's.
    """

    summary: Report
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    roster: Roster | None
    missing: tuple[Unit, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    plain: Report | None = None
    due: tuple[Unit, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] | None = None
    earlier: tuple[EarlierYear, ...] = ()
    by_adjustment: tuple[Finding, ...] = ()
    waiver_records: tuple[LetPass, ...] = ()
    is_part: bool = False

    @property
    def accepted(self) -> tuple[Decision, ...]:
        """Accepted units in the order of the summary: by agency, so that the order of files changes nothing."""
        return tuple(decision for decision in self.decisions if decision.decision == ACCEPTED)

    @property
    def let_pass(self) -> tuple[tuple[str, Finding], ...]:
        """The errors that the officer let pass, each with its unit: in reports that count or are only compared, and
        in the check of a parent against its units."""
        own = [one for one in self.decisions if one.decision == ACCEPTED or one.uncounted]
        on_reports = [(decision.agency, finding) for decision in own for finding in decision.waived]
        return (*on_reports, *((finding.about, finding) for finding in self.findings if is_waived(finding)))

    @property
    def last(self) -> EarlierYear | None:
        """The year before, None where it is not known."""
        return next((one for one in self.earlier if one.year == (self.summary.year or 0) - 1), None)

    @property
    def counts(self) -> dict[str, int | None]:
        """Files, accepted, refused, ignored; due and missing units, None without a roster."""
        counts = count_decisions(self.decisions)
        if self.roster:
            counts |= {"due": len(self.due), "missing": len(self.missing)}
        return counts


def count_decisions(decisions: Sequence[Decision]) -> dict[str, int | None]:
    """Files, accepted, refused, ignored; due and missing are None: without a roster nobody knows."""
    decided = [decision.decision for decision in decisions]
    counts: dict[str, int | None] = {name: decided.count(name) for name in (ACCEPTED, REFUSED, IGNORED)}
    return {"files": len(decided), **counts, "due": None, "missing": None}


def consolidate(submissions: Sequence[Submission], order: Order, config: Config = DEFAULT) -> Consolidation:
    """Decide on every submission and add up those that count. Raises UnknownUnit."""
    submissions = unit_summaries(submissions, order.roster, order.agency)
    order = by_name(order, submissions)
    adjustments = () if order.only or order.exclude else order.adjustments  # they were made for the whole county
    decisions = [_decide(submission, order, config) for submission in submissions]
    decisions = _without_reported(settle_doubles(decisions, order.roster, config), order.roster, config)
    decisions.sort(key=lambda decision: (decision.agency, str(decision.submission.path)))
    accepted = [decision for decision in decisions if decision.decision == ACCEPTED]
    plain = _summary(order, accepted)
    due = tuple(unit for unit in order.roster.units if is_wanted(unit.name, order)) if order.roster else ()
    missing = _missing(due, decisions)
    summary = _adjusted(plain, adjustments)
    of_nodes = node_findings(decisions, order.roster, due, order.form, config)
    nodes = _nodes_waived(of_nodes, order)
    merged = Consolidation(
        summary=summary,
        decisions=tuple(decisions),
        findings=(
            *(replace(county_finding("C1", config=config, agency=unit.name), about=unit.name) for unit in missing),
            *nodes,
            *alike_findings(decisions, order.roster, config),
        ),
        roster=order.roster,
        missing=missing,
        adjustments=adjustments,
        plain=plain,
        due=due,
        notes=tuple(unmet_wishes(order, decisions, nodes)),
        by_adjustment=_new_findings(plain, summary, config) if adjustments else (),
        is_part=bool(order.only or order.exclude),
    )
    return replace(merged, waiver_records=kept_records(order.waivers, order.let_pass_before, merged.let_pass))


def _nodes_waived(findings: Iterable[Finding], order: Order) -> tuple[Finding, ...]:
    """The findings on parents, parent by parent, with what was let pass."""
    by_parent: dict[str, list[Finding]] = {}
    for finding in findings:
        by_parent.setdefault(finding.about, []).append(finding)
    return tuple(one for about, found in by_parent.items() for one in waived(about, found, order.waivers))


def _new_findings(plain: Report, summary: Report, config: Config) -> tuple[Finding, ...]:
    """What the rules find on the summary and not on the plain sums, where failing units may be the cause."""
    known = {_instance(finding) for finding in judge(plain, config, is_summary=True)}
    found = judge(summary, config, is_summary=True)
    return tuple(finding for finding in found if _instance(finding) not in known)


def _instance(finding: Finding) -> tuple[str, str, str, tuple[str, ...]]:
    return finding.code, finding.sheet, finding.cell, finding.cells


def _adjusted(plain: Report, adjustments: Sequence[Adjustment]) -> Report:
    """The sums with what the officer adds to them or takes away."""
    moved = adjusted_by(adjustments, plain.form)
    return plain.with_values({name: from_scaled(plain[name].scaled + amount) for name, amount in moved.items()})


def unit_summaries(submissions: Sequence[Submission], roster: Roster | None, agency: str) -> list[Submission]:
    """Submissions in which a summary of a unit on the roster is that unit's report: one level up, summaries add up.

    An earlier summary of ``agency`` itself, the one being made, stays ignored even where the roster lists it.
    """
    return [
        _as_report(submission) if _of_unit(submission, roster, agency) else submission for submission in submissions
    ]


def _of_unit(submission: Submission, roster: Roster | None, agency: str) -> bool:
    """Whether this is an ignored summary of one of the roster's units."""
    if roster is None or submission.reading is None or not (submission.ignored and submission.is_summary):
        return False
    report = submission.reading.report
    return (
        normalised(report.agency) != normalised(agency) and roster.known(report.cover.code, report.agency) is not None
    )


def _as_report(submission: Submission) -> Submission:
    return replace(submission, findings=submission.judged, ignored=False)


def _decide(submission: Submission, order: Order, config: Config) -> Decision:
    if submission.ignored or submission.reading is None:
        return refused_or_ignored(submission, order.roster)
    report = submission.reading.report
    match = _match(report, order.roster)
    unit = match.unit
    agency = _agency(submission, unit)
    desk = tuple(_desk_findings(report, match, agency, order, config))
    near = [finding.message for finding in desk if (finding.code, finding.case) == ("C3", "near")]
    if not is_wanted(agency, order):
        reason = with_note(submission, "按 --only 或 --exclude 的要求没有汇总")
        return Decision(submission, agency, IGNORED, reason, False, submission.findings)
    findings = waived(agency, submission.findings + desk, order.waivers)
    errors = [finding for finding in findings if finding.is_error and not is_waived(finding)]
    failing = any(finding.code[0] in _MAY_FAIL for finding in errors)
    stopped = [finding for finding in errors if not (order.include_failing and finding.code[0] in _MAY_FAIL)]
    if stopped:
        reason = with_note(submission, "；".join((*near, _reason(stopped, len(errors)))))
        return Decision(submission, agency, REFUSED, reason, failing, findings)
    contribution, _ = contribution_of(report, order.form)
    if unit is not None and not unit.counted:
        reason = with_note(submission, "；".join((*near, "名册注明不计入汇总", *_let_pass(findings))))
        return Decision(submission, agency, IGNORED, reason, failing, findings, contribution, uncounted=True)
    words = near + (["带错误计入：" + _reason(errors, len(errors))] if errors else [])
    reason = with_note(submission, "；".join((*words, *_let_pass(findings))))
    return Decision(submission, agency, ACCEPTED, reason, failing, findings, contribution)


def _let_pass(findings: Iterable[Finding]) -> list[str]:
    """Each code that was let pass, with the reason."""
    return list(dict.fromkeys(f"{finding.code} {finding.explained}" for finding in findings if is_waived(finding)))


def refused_or_ignored(submission: Submission, roster: Roster | None = None) -> Decision:
    """The decision on a file that holds no report of a unit."""
    reason = submission.findings[0].message
    if submission.ignored:
        return Decision(submission, _agency(submission, None), IGNORED, reason, False, submission.findings)
    # An unreadable file says nothing of its unit but its name: exactly the roster's, or nothing is assumed.
    unit = roster.known("", submission.path.stem) if roster else None
    return Decision(submission, unit.name if unit else "", REFUSED, reason, False, submission.findings)


def _match(report: Report, roster: Roster | None) -> Match:
    """The roster's unit; that of a former unit's name is never one whose name is only near it."""
    if roster is None:
        return NO_MATCH
    match = roster.find(report.cover.code, report.agency)
    guessed = match.how in ("near", "question")
    return NO_MATCH if guessed and roster.successors_of(report.agency) else match


def _agency(submission: Submission, unit: Unit | None) -> str:
    if unit is not None:
        return unit.name
    return submission.reading.report.agency.strip() if submission.reading else ""


def _reason(findings: Sequence[Finding], errors: int) -> str:
    """The first error of each code in words, and how many errors there are in all."""
    firsts: dict[str, Finding] = {}
    for finding in findings:
        firsts.setdefault(finding.code, finding)
    words = "；".join(f"{code}：{finding.message}" for code, finding in list(firsts.items())[:_SHOWN_CODES])
    return f"{words}（共 {errors} 处错误）" if errors > 1 else words


def _desk_findings(report: Report, match: Match, agency: str, order: Order, config: Config) -> list[Finding]:
    found = []
    if report.year is None:
        found.append(county_finding("C4", "unknown", config, wanted=order.year))
    elif report.year != order.year:
        found.append(county_finding("C4", "other", config, year=report.year, wanted=order.year))
    if order.roster is not None and match.how not in ("code", "name", "alias"):
        found.append(_roster_finding(report, match, agency, order.roster, config))
    if contribution_of(report, order.form)[1]:
        found.append(unmapped_finding(report, agency, order.form, config))
    return found


def _roster_finding(report: Report, match: Match, agency: str, roster: Roster, config: Config) -> Finding:
    """C3: the roster does not know the unit, or only by a name that is near, as a former one, or could mean several."""
    successors = roster.successors_of(report.agency) if match.how == "none" else ()
    if successors:
        owner = "”、“".join(unit.name for unit in successors)
        return county_finding("C3", "former", config, agency=report.agency.strip(), owner=owner)
    case = {"near": "near", "question": "question", "conflict": "conflict"}.get(match.how, "stranger")
    named = (match.unit,) if match.unit else match.candidates
    return county_finding(
        "C3",
        case,
        config,
        agency=report.agency.strip() if match.unit else agency or "（没有单位名称）",
        raw=report.cover.code.strip(),
        units="".join(f"“{unit.name}”" for unit in named[:_SHOWN_UNITS]),
        owner=named[0].name if named else "",
        score=int(match.score),
    )


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


def _without_reported(decisions: Sequence[Decision], roster: Roster | None, config: Config) -> list[Decision]:
    """The decisions, where a unit whose numbers stand in the report of another that came (代报) does not count too.

    Nor is its own file sent back for errors: it would be mended for nothing. C2 names it.
    """
    by_name = {normalised(unit.name): unit for unit in roster.units} if roster else {}
    came = {normalised(decision.agency) for decision in decisions if decision.decision != IGNORED}
    settled = []
    for decision in decisions:
        unit = by_name.get(normalised(decision.agency))
        is_report = decision.submission.reading is not None and decision.decision != IGNORED
        if is_report and unit is not None and normalised(unit.reported_by) in came - {""}:
            decision = _reported_twice(decision, unit, config)
        settled.append(decision)
    return settled


def _reported_twice(decision: Decision, unit: Unit, config: Config) -> Decision:
    args = {"agency": unit.name, "other": unit.reported_by, "name": decision.submission.path.name}
    finding = county_finding("C2", "reported_by", config, **args)
    reason = with_note(decision.submission, f"名册注明由{unit.reported_by}代报，没有重复计入")
    findings = (*decision.findings, finding)
    return replace(decision, decision=IGNORED, reason=reason, failing=False, findings=findings, contribution={})


def _missing(due: Sequence[Unit], decisions: Sequence[Decision]) -> tuple[Unit, ...]:
    """Units from which no file came, nor from the unit that reports for them; a refused one came."""
    reported = {
        normalised(decision.agency) for decision in decisions if decision.decision != IGNORED or decision.uncounted
    }
    return tuple(unit for unit in due if not reported & {normalised(unit.name), normalised(unit.reported_by)} - {""})
