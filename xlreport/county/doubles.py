"""C2: several reports of one unit. At most one counts, the newest; where that is unsure, none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import Config
from xlreport.county.decision import ACCEPTED, IGNORED, REFUSED, Decision, with_note
from xlreport.county.roster import Roster
from xlreport.county.waivers import is_waived
from xlreport.findings.model import Finding
from xlreport.findings.problems import county_finding, printable
from xlreport.numbers import Content, Kind
from xlreport.report import Report
from xlreport.rules.law import check_character
from xlreport.workbook.layout import place_of

_SHOWN_DIFFERENCES = 8


def settle_doubles(decisions: Sequence[Decision], roster: Roster | None, config: Config) -> list[Decision]:
    """C2: of several reports of one unit at most one counts, the newest; where that is unsure, none does."""
    settled: list[Decision] = []
    groups: list[tuple[frozenset[str], list[Decision]]] = []
    for decision in decisions:
        keys = identity(decision, roster)
        if not keys or not _may_be_double(decision):
            settled.append(decision)
            continue
        same = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if group not in same]
        joined = [*(one for _, members in same for one in members), decision]
        groups.append((keys.union(*(names for names, _ in same)), joined))
    for _, group in groups:
        settled += group if len(group) == 1 else _settle(group, roster, config)
    return settled


def _may_be_double(decision: Decision) -> bool:
    """Whether it could count at all: a report, not refused as blank or as one of another year or of a stranger."""
    elsewhere = any(finding.is_error and finding.code in ("C3", "C4", "C6") for finding in decision.findings)
    return decision.decision != IGNORED and decision.submission.reading is not None and not elsewhere


def identity(decision: Decision, roster: Roster | None) -> frozenset[str]:
    """By what a unit is known: the roster's name where it is listed, else its code, where valid, and its name.

    Reports that share one of these are of one unit; empty where nothing is known.
    """
    if decision.submission.reading is None:
        return frozenset()
    report = decision.submission.reading.report
    code = report.cover.code.strip().upper()
    listed = roster is not None and roster.find(report.cover.code, report.agency).unit is not None
    return frozenset(_keys("" if listed else code, normalised(decision.agency)))


def _keys(code: str, name: str) -> Iterator[str]:
    if code and check_character(code) == code[-1]:
        yield f"code {code}"
    if name:
        yield f"name {name}"


def _settle(group: list[Decision], roster: Roster | None, config: Config) -> list[Decision]:
    group = sorted(group, key=lambda decision: str(decision.submission.path))
    contradicting = _contradicting(group, roster, config)
    if contradicting:
        return [_refused(decision, contradicting) for decision in group]
    newest = max(
        group, key=lambda decision: decision.submission.saved.timestamp() if decision.submission.saved else 0.0
    )
    names = telling_names([decision.submission.path for decision in group])
    pairs = zip(names, group, strict=True)
    reports = {name: one.submission.reading.report for name, one in pairs if one.submission.reading}
    differing = differences(reports)
    known = {decision.submission.path: name for name, decision in zip(names, group, strict=True)}
    used = known[newest.submission.path]
    args: dict[str, object] = {
        "agency": "、".join(dict.fromkeys(decision.agency for decision in group if decision.agency)),
        "count": len(group),
        "used": used,
        "differences": _listed(differing),
    }
    if not differing:
        passing = next((decision for decision in group if decision.decision == ACCEPTED), newest)
        used = known[passing.submission.path]
        finding = county_finding("C2", "same", config, **{**args, "used": used})
        return [_superseded(decision, finding, passing, used) for decision in group]
    equally_new = sum(1 for decision in group if decision.submission.saved == newest.submission.saved) > 1
    why = "保存时间相同，无法判断哪一份是最新的" if equally_new else ""
    if newest.decision != ACCEPTED and not equally_new:
        why = f"最新的 {used} 没有通过校验"
    if len({_is_near(decision) for decision in group}) > 1:  # a guess never takes the place of what is sure
        why = "有的只是单位名称与名册相近，不一定是同一单位"
    if why:
        finding = county_finding("C2", "undecided", config, why=why, **args)
        return [_refused(decision, finding) for decision in group]
    finding = county_finding("C2", "newer", config, **args)
    return [_superseded(decision, finding, newest, used) for decision in group]


def telling_names(paths: Sequence[Path]) -> list[str]:
    """Names that tell files apart: their own, where those are the same with as many of the folders and archives around
    them as it takes (旧/水利局.xlsx, 补报.zip/水利局.xlsx); POSIX slashes on every system."""
    longest = max((len(path.parts) for path in paths), default=1)
    for taken in range(1, longest + 1):
        names = ["/".join(path.parts[-taken:]) for path in paths]
        if len(set(names)) == len(set(paths)):
            return names
    return [path.as_posix() for path in paths]


def _contradicting(group: Sequence[Decision], roster: Roster | None, config: Config) -> Finding | None:
    """C2 where reports of clearly different names carry one code: one is wrong, and nobody but they can say which."""
    for one, other in combinations(group, 2):
        if one.submission.reading is None or other.submission.reading is None:
            continue
        first, second = one.submission.reading.report, other.submission.reading.report
        code = first.cover.code.strip().upper()
        if code and code == second.cover.code.strip().upper() and _differ(first, second, roster, config):
            names = telling_names([each.submission.path for each in group])
            files = [
                f"“{each.submission.reading.report.agency.strip()}”（{name}）"
                for name, each in zip(names, group, strict=True)
                if each.submission.reading
            ]
            return county_finding("C2", "code", config, units="、".join(files), raw=code)
    return None


def _differ(one: Report, other: Report, roster: Roster | None, config: Config) -> bool:
    """Whether the names are clearly those of different units; names that the roster has for one unit are not."""
    if not normalised(one.agency) or not normalised(other.agency) or normalised(one.agency) == normalised(other.agency):
        return False
    if roster is not None:
        known = roster.known("", one.agency), roster.known("", other.agency)
        if known[0] is not None and known[0] == known[1]:
            return False
    from xlreport.county.unit_names import nearness

    return nearness(one.agency, other.agency) < config.thresholds.near_name


def _is_near(decision: Decision) -> bool:
    """Whether the roster knows its unit only by a name that is near."""
    return any((finding.code, finding.case) == ("C3", "near") for finding in decision.findings)


def _superseded(decision: Decision, finding: Finding, used: Decision, name: str) -> Decision:
    """The decision on one of several reports: where they differ is said once, of the one that is used; ``name`` tells
    its file from the others."""
    findings = (*decision.findings, finding)
    if decision is used:
        return replace(decision, findings=findings)
    why = "数字相同，只计一份" if finding.case == "same" else "数字不同，采用最新的"
    reason = with_note(decision.submission, f"重报：{why} {printable(name)}")
    return replace(decision, decision=IGNORED, reason=reason, findings=findings, contribution={})


def _refused(decision: Decision, finding: Finding) -> Decision:
    findings = (*decision.findings, finding)
    errors = sum(1 for one in findings if one.is_error and not is_waived(one))
    words = f"C2：{finding.message}" + (f"（共 {errors} 处错误）" if errors > 1 else "")
    return replace(
        decision,
        decision=REFUSED,
        reason=with_note(decision.submission, words),
        findings=findings,
        contribution={},
    )


def differences(reports: Mapping[str, Report]) -> list[str]:
    """Cells in which reports of one unit, by their files' names, differ, with what each file holds there:
    表三!D6 甲局(1).xlsx 12、甲局.xlsx 13. One line when their forms differ."""
    first = next(iter(reports.values()))
    if any(report.form.id != first.form.id for report in reports.values()):
        return ["表格格式不同"]
    found = []
    for entry in first.form.fields:
        if len({_distinct(report[entry.id]) for report in reports.values()}) > 1:
            shown = "、".join(f"{printable(name)} {_quoted(report[entry.id])}" for name, report in reports.items())
            found.append(f"{place_of(first, entry)} {shown}")
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
