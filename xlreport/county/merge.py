"""Which submissions count, and what they add up to. Every file gets a decision with a reason; sums are exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.intake import Submission
from xlreport.county.roster import Roster, Unit
from xlreport.county.twins import with_twins
from xlreport.findings.model import Finding
from xlreport.findings.problems import county_finding
from xlreport.forms import Form, crosswalk
from xlreport.numbers import BLANK, SCALE, Content, Kind, from_scaled
from xlreport.report import Cover, Report
from xlreport.rules.law import check_character

ACCEPTED, REFUSED, IGNORED = "accepted", "refused", "ignored"
DECISION_NAMES = {ACCEPTED: "计入", REFUSED: "退回", IGNORED: "忽略"}
_MAY_FAIL = frozenset("VBFL")
_SHOWN_DIFFERENCES = 8
_SHOWN_CODES = 3
_SHOWN_UNMAPPED = 8


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
    """A county's reports merged: the summary, the decision on every file, findings on the whole, and the units of the
    roster from which nothing came."""

    summary: Report
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    roster: Roster | None
    missing: tuple[Unit, ...] = ()

    @property
    def accepted(self) -> tuple[Decision, ...]:
        """Accepted units in the order of the summary: by agency, so that the order of files changes nothing."""
        return tuple(decision for decision in self.decisions if decision.decision == ACCEPTED)

    @property
    def counts(self) -> dict[str, int | None]:
        """Files, accepted, refused, ignored; due and missing units, None without a roster."""
        counts = count_decisions(self.decisions)
        if self.roster:
            counts |= {"due": len(self.roster.units), "missing": len(self.missing)}
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
    submissions = unit_summaries(submissions, order.roster, order.agency)
    decisions = [_decide(submission, order, config) for submission in submissions]
    decisions = _settle_doubles(decisions, order.roster, config)
    decisions = with_twins(decisions, order.year, config)
    decisions.sort(key=lambda decision: (decision.agency, str(decision.submission.path)))
    accepted = [decision for decision in decisions if decision.decision == ACCEPTED]
    summary = _summary(order, accepted)
    missing = _missing(order.roster, decisions)
    findings = tuple(county_finding("C1", config=config, agency=unit.name) for unit in missing)
    return Consolidation(summary, tuple(decisions), findings, order.roster, missing)


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
    return normalised(report.agency) != normalised(agency) and roster.find(report.cover.code, report.agency) is not None


def _as_report(submission: Submission) -> Submission:
    return replace(submission, findings=submission.judged, ignored=False)


def _decide(submission: Submission, order: Order, config: Config) -> Decision:
    if submission.ignored or submission.reading is None:
        return refused_or_ignored(submission, order.roster)
    report = submission.reading.report
    unit = order.roster.find(report.cover.code, report.agency) if order.roster else None
    agency = _agency(submission, unit)
    desk = tuple(_desk_findings(report, unit, agency, order, config))
    findings = submission.findings + desk
    errors = [finding for finding in findings if finding.is_error]
    failing = any(finding.code[0] in _MAY_FAIL for finding in errors)
    stopped = [finding for finding in errors if not (order.include_failing and finding.code[0] in _MAY_FAIL)]
    if stopped:
        return Decision(submission, agency, REFUSED, with_note(submission, _reason(stopped)), failing, findings)
    contribution, _ = contribution_of(report, order.form)
    reason = with_note(submission, "带错误计入：" + _reason(errors) if errors else "")
    return Decision(submission, agency, ACCEPTED, reason, failing, findings, contribution)


def with_note(submission: Submission, reason: str) -> str:
    """A reason, behind a word on how the report was read where that was no workbook."""
    return "；".join(filter(None, (submission.note, reason)))


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
    """The first error of each code in words, and how many errors there are."""
    firsts: dict[str, Finding] = {}
    for finding in findings:
        firsts.setdefault(finding.code, finding)
    words = "；".join(f"{code}：{finding.message}" for code, finding in list(firsts.items())[:_SHOWN_CODES])
    return f"{words}（共 {len(findings)} 处错误）" if len(findings) > 1 else words


def _desk_findings(report: Report, unit: Unit | None, agency: str, order: Order, config: Config) -> list[Finding]:
    found = []
    if report.year is None:
        found.append(county_finding("C4", "unknown", config, wanted=order.year))
    elif report.year != order.year:
        found.append(county_finding("C4", "other", config, year=report.year, wanted=order.year))
    if order.roster is not None and unit is None:
        found.append(county_finding("C3", config=config, agency=agency or "（没有单位名称）"))
    if contribution_of(report, order.form)[1]:
        found.append(unmapped_finding(report, agency, order.form, config))
    return found


def unmapped_finding(
    report: Report, agency: str, form: Form, config: Config = DEFAULT, *, most: int | None = _SHOWN_UNMAPPED
) -> Finding:
    """C5: how many filled fields do not map, and which; at most ``most`` of them, None for all."""
    _, unmapped = contribution_of(report, form)
    words = _unmapped_in_words(report, unmapped, most)
    args: dict[str, object] = {"form": report.form.id, "due": form.id, "count": len(unmapped), "items": words}
    return county_finding("C5", "", config, agency=agency, **args)


def _unmapped_in_words(report: Report, unmapped: Mapping[str, str], most: int | None) -> str:
    """Each number that does not map and is not 0, with the reason; at most ``most`` of them, the rest counted."""
    lost = [name for name in unmapped if report[name].scaled != 0 or not report[name].is_number]
    items: dict[str, list[str]] = defaultdict(list)
    for name in lost[:most]:
        entry = report.form.by_id[name]
        items[unmapped[name]].append(f"{entry.row.rpartition('/')[2]}·{entry.column} {report[name]}")
    if not items:
        return "均为 0"
    words = "；".join(f"{'、'.join(numbers)}（{reason}）" for reason, numbers in items.items())
    clipped = most is not None and len(lost) > most
    return f"{words}等 {len(lost)} 项，详见“问题清单”" if clipped else f"{words}；其余为 0"


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


def _missing(roster: Roster | None, decisions: Sequence[Decision]) -> tuple[Unit, ...]:
    """Units of the roster from which no file came; a refused one came."""
    reported = {decision.agency for decision in decisions if decision.decision != IGNORED}
    return tuple(unit for unit in roster.units if unit.name not in reported) if roster else ()


def _settle_doubles(decisions: Sequence[Decision], roster: Roster | None, config: Config) -> list[Decision]:
    """C2: of several reports of one unit at most one counts, the newest; where that is unsure, none does."""
    settled: list[Decision] = []
    groups: list[tuple[frozenset[str], list[Decision]]] = []
    for decision in decisions:
        keys = _identity(decision, roster)
        if not keys or not _may_be_double(decision):
            settled.append(decision)
            continue
        same = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if group not in same]
        joined = [*(one for _, members in same for one in members), decision]
        groups.append((keys.union(*(names for names, _ in same)), joined))
    for _, group in groups:
        settled += group if len(group) == 1 else _settle(group, config)
    return settled


def _may_be_double(decision: Decision) -> bool:
    """Whether it could count at all: a report, not refused as one of another year or of a stranger."""
    elsewhere = any(finding.is_error and finding.code in ("C3", "C4") for finding in decision.findings)
    return decision.decision != IGNORED and decision.submission.reading is not None and not elsewhere


def _identity(decision: Decision, roster: Roster | None) -> frozenset[str]:
    """By what a unit is known: the roster's name where it is listed, else its code, where valid, and its name.

    Reports that share one of these are of one unit; empty where nothing is known.
    """
    if decision.submission.reading is None:
        return frozenset()
    report = decision.submission.reading.report
    code = report.cover.code.strip().upper()
    listed = roster is not None and roster.find(report.cover.code, report.agency) is not None
    return frozenset(_keys("" if listed else code, normalised(decision.agency)))


def _keys(code: str, name: str) -> Iterator[str]:
    if code and check_character(code) == code[-1]:
        yield f"code {code}"
    if name:
        yield f"name {name}"


def _settle(group: list[Decision], config: Config) -> list[Decision]:
    group = sorted(group, key=lambda decision: str(decision.submission.path))
    newest = max(
        group, key=lambda decision: decision.submission.saved.timestamp() if decision.submission.saved else 0.0
    )
    reports = [decision.submission.reading.report for decision in group if decision.submission.reading]
    differing = differences(reports)
    args: dict[str, object] = {
        "agency": "、".join(dict.fromkeys(decision.agency for decision in group if decision.agency)),
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
        finding = county_finding("C2", "undecided", config, why=why, **args)
        return [_refused(decision, finding) for decision in group]
    finding = county_finding("C2", "newer", config, **args)
    return [_superseded(decision, finding, newest) for decision in group]


def _superseded(decision: Decision, finding: Finding, used: Decision) -> Decision:
    findings = (*decision.findings, finding)
    if decision is used:
        return replace(decision, findings=findings)
    reason = with_note(decision.submission, finding.message)
    return replace(decision, decision=IGNORED, reason=reason, findings=findings, contribution={})


def _refused(decision: Decision, finding: Finding) -> Decision:
    return replace(
        decision,
        decision=REFUSED,
        reason=with_note(decision.submission, f"C2：{finding.message}"),
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
        contents = {_distinct(report[entry.id]): report[entry.id] for report in reports}
        if len(contents) > 1:
            shown = "、".join(_quoted(content) for content in contents.values())
            found.append(f"{entry.row.rpartition('/')[2]}·{entry.column} {shown}")
    return found


def _distinct(content: Content) -> tuple[Kind, int, object]:
    """What tells contents apart: a text 5 is no number 5; the binary tail of a number is none of its value."""
    return content.kind, content.scaled, None if content.kind == Kind.NUMBER else content.raw


def _quoted(content: Content) -> str:
    """The content as a person reads it; words in quotes, so that a text 5 is not taken for the number."""
    return f"“{content}”" if content.kind == Kind.TEXT else str(content)


def _listed(items: Sequence[str]) -> str:
    more = f" 等 {len(items)} 处" if len(items) > _SHOWN_DIFFERENCES else ""
    return "；".join(items[:_SHOWN_DIFFERENCES]) + more
