"""What the county came to in earlier years, for 同比 and for lines over years: from its own summaries or its units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from xlreport.align.labels import normalised
from xlreport.county.compare import compare_reports
from xlreport.county.contribution import contribution_of, counts_in_sum
from xlreport.county.decision import ACCEPTED, IGNORED, REFUSED
from xlreport.county.last_year import DifferingReports, LastYears
from xlreport.county.merge import Consolidation
from xlreport.county.uneven import uneven_units, unit_of
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import printable
from xlreport.forms import Form, crosswalk
from xlreport.numbers import BLANK, Content, from_scaled
from xlreport.report import Report

_SHOWN_UNITS = 10


@dataclass(frozen=True)
class EarlierYear:
    """One earlier year in the fields of this year's form.

    ``values``: field id → what the county came to (件, 万元), blank where everybody left it blank. ``absent``: fields
    of which the earlier form has no counterpart, with the reason (Chinese). ``notes`` are sentences on where the
    numbers come from, which crosswalk they went through and what is not comparable. ``uneven`` says which units are in
    only one of the two years (one sentence without a full stop), '' where they are the same or not known.
    """

    year: int
    values: MappingProxyType[str, Content]
    absent: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    uneven: str = ""

    def __getitem__(self, field_id: str) -> Content:
        return self.values.get(field_id, BLANK)


def earlier_years(
    merged: Consolidation, sources: LastYears, *, chosen: bool = False
) -> tuple[tuple[EarlierYear, ...], str]:
    """The years before that a source tells of, the newest first, and what is to be said of the year before: why it is
    not among them, or which units are in only one of the two years; '' where nothing is.

    Of the year before: the county's own summary or report, else the sum of its units, abolished ones included; of
    older years summaries only. ``chosen``: only some units are counted, so that no summary of all can be compared.
    """
    year = merged.summary.year or 0
    last, why = _year_before(merged, sources, year - 1, chosen)
    older = () if chosen else sorted({one.year for one in _summaries(sources) if one.year and one.year < year - 1})
    found = [last] if last else []
    for before in reversed(older):
        report = _own_report(merged, sources, before)
        if report is not None:
            found.append(_of_report(merged, report))
    return tuple(found), why or (last.uneven if last else "")


def _year_before(merged: Consolidation, sources: LastYears, year: int, chosen: bool) -> tuple[EarlierYear | None, str]:
    report = None if chosen else _own_report(merged, sources, year)
    if report is not None:
        rows = [one for one in sources.rows if one.provenance.path == report.provenance.path and one.year == year]
        return replace(_of_report(merged, report), uneven=uneven_units(merged, rows, year)), ""
    if sources.single:
        return None, f"--last-year 的文件是一个单位的报告，不是 {year} 年度的汇总表，没有做同比"
    strange = "" if chosen else _strange(merged, sources, year)
    try:
        units = _unit_reports(merged, sources, year, chosen)
    except DifferingReports as error:
        return None, f"“{error.agency}”的 {year} 年度报告有两份，数字不同，没有做同比，请只留下正确的一份"
    if not units and strange:
        return None, f"{strange}，没有做同比，请核对 --last-year 的文件和 --agency 的名称"
    if not units:
        return None, f"--last-year 里没有 {year} 年度的汇总表或各单位的报告，没有做同比，请核对文件"
    found = replace(_of_units(merged, units, year), uneven=uneven_units(merged, units, year))
    return replace(found, notes=(*found.notes, f"{strange}，没有使用")) if strange else found, ""


def _own_report(merged: Consolidation, sources: LastYears, year: int) -> Report | None:
    """The county's summary or report on a year: of its name, else the only summary, unless that bears another name."""
    with suppress(FileProblem):  # two that differ, or one of somebody else: then the units are added up
        found = sources.of(replace(merged.summary, year=year + 1))
        if found:
            return found[0]
    summaries = [one for one in _summaries(sources) if one.year == year and not _names_a_unit(merged, one)]
    return summaries[0] if len(summaries) == 1 and not _is_strange(merged, summaries[0]) else None


def _is_strange(merged: Consolidation, summary: Report) -> bool:
    """Whether a summary is another county's by its name; 甲县 is 甲县人民政府, and no name says nothing."""
    own, other = (normalised(name).removesuffix("人民政府") for name in (merged.summary.agency, summary.agency))
    return bool(own and other) and own != other


def _strange(merged: Consolidation, sources: LastYears, year: int) -> str:
    """A word on the summaries of a year that are another county's; '' where there are none."""
    names = [
        one.agency.strip()
        for one in _summaries(sources)
        if one.year == year and not _names_a_unit(merged, one) and _is_strange(merged, one)
    ]
    if not names:
        return ""
    return (
        f"--last-year 里{_listed([f'“{name}”' for name in names])}的 {year} 年度汇总表不是“{merged.summary.agency}”的"
    )


def _summaries(sources: LastYears) -> list[Report]:
    """The reports that are summaries: those whose file has rows of units."""
    paths = {row.provenance.path for row in sources.rows}
    return [one for one in sources.reports if one.provenance.path in paths]


def _names_a_unit(merged: Consolidation, report: Report) -> bool:
    """Whether a report is of one of this year's units or of one that was merged into one of them."""
    if merged.roster is None:
        return normalised(report.agency) in {normalised(one.agency) for one in merged.decisions}
    return unit_of(merged.roster, report) is not None


def _unit_reports(merged: Consolidation, sources: LastYears, year: int, chosen: bool) -> list[Report]:
    """The reports to add up: of the roster's units that count and of units that are no more; only those chosen."""
    wanted = _is_chosen(merged) if chosen else _counts(merged)
    elsewhere = {one.provenance.path for one in _summaries(sources) if _is_strange(merged, one)}
    elsewhere -= {one.provenance.path for one in _summaries(sources) if _names_a_unit(merged, one)}
    return [
        one
        for one in sources.units_of(year, lambda report: _names_a_unit(merged, report))
        if wanted(one) and (chosen or one.provenance.path not in elsewhere or _names_a_unit(merged, one))
    ]


def _counts(merged: Consolidation) -> Callable[[Report], bool]:
    """Units whose numbers stay out of this year's sums stay out of last year's."""

    def counts(report: Report) -> bool:
        unit = unit_of(merged.roster, report) if merged.roster else None
        return unit is None or unit.counted

    return counts


def _is_chosen(merged: Consolidation) -> Callable[[Report], bool]:
    if merged.roster is None:
        names = {normalised(one.agency) for one in merged.decisions if one.decision != IGNORED}
        return lambda report: normalised(report.agency) in names
    roster, due = merged.roster, {unit.name for unit in merged.due if unit.counted}

    def chosen(report: Report) -> bool:
        unit = unit_of(roster, report)
        return unit is not None and unit.name in due

    return chosen


def _of_report(merged: Consolidation, report: Report) -> EarlierYear:
    form = merged.summary.form
    adds, _ = contribution_of(report, form)
    gone = report.provenance.missing
    way = {target: source for source, target in crosswalk(report.form, form).mapped.items()}
    lost = {target: "上年的文件里没有这一格" for target, source in way.items() if source in gone}
    file = printable(Path(report.provenance.path).name)
    where = f"{report.agency.strip() or '本级'} {report.year} 年度{'汇总表' if report.provenance.path else '报告'}"
    notes = [f"上年数取自{where}{f'（{file}）' if file else ''}", *_ways(merged, [report]), *_left_out(merged)]
    values = {name: content for name, content in adds.items() if name not in lost}
    absent = {**_absent(merged, [report]), **lost}
    return EarlierYear(report.year or 0, MappingProxyType(values), MappingProxyType(absent), tuple(notes))


def _of_units(merged: Consolidation, units: Sequence[Report], year: int) -> EarlierYear:
    form = merged.summary.form
    sums: dict[str, int] = {}
    skipped = 0
    for report in units:
        adds, _ = contribution_of(report, form)
        for name, content in adds.items():
            if counts_in_sum(content, money=form.by_id[name].money):
                sums[name] = sums.get(name, 0) + content.scaled
            else:
                skipped += not content.is_blank
    notes = [f"上年数是 {len(units)} 个单位 {year} 年度报告之和（没有本级的上年汇总表）"]
    if skipped:
        notes.append(f"上年报告中有 {skipped} 格不是数字，没有计入")
    notes += [*_gone_units(merged, units), *_newcomers(merged, units), *_ways(merged, units), *_left_out(merged)]
    values = MappingProxyType({name: from_scaled(amount) for name, amount in sums.items()})
    return EarlierYear(year, values, MappingProxyType(_absent(merged, units)), tuple(notes))


def _absent(merged: Consolidation, reports: Iterable[Report]) -> dict[str, str]:
    """Fields of which no report's form has a counterpart, with the reason."""
    form = merged.summary.form
    forms = {one.form.id: one.form for one in reports}.values()
    ways = [crosswalk(other, form) for other in forms]
    mapped = {target for way in ways for target in way.mapped.values()}
    found = {}
    for entry in form.fields:
        if entry.id not in mapped:
            reasons = [way.unmapped[entry.id] for way in ways if entry.id in way.unmapped]
            found[entry.id] = reasons[0] if reasons else f"{_version(entry.table, forms)}年格式没有这一项"
    return found


def _version(table: str, forms: Iterable[Form]) -> str:
    return "、".join(sorted({form.table(table).version for form in forms}))


def _ways(merged: Consolidation, reports: Iterable[Report]) -> list[str]:
    """The crosswalks that numbers went through, each once."""
    samples = {one.form.id: one for one in reports}.values()
    words = [way for one in samples for way in compare_reports(one, merged.summary).ways]
    return list(dict.fromkeys(words))


def _left_out(merged: Consolidation) -> list[str]:
    """Units that this year's numbers lack, so that a decrease may be theirs."""
    counted = {one.agency for one in merged.decisions if one.decision == ACCEPTED}
    refused = {one.agency for one in merged.decisions if one.decision == REFUSED} - counted
    if merged.roster:  # a stranger is no unit of the county
        refused &= {unit.name for unit in merged.due}
    words = [f"缺报 {len(merged.missing)} 个"] if merged.missing else []
    words += [f"退回 {len(refused)} 个"] if refused else []
    return [f"本年数不含缺报和退回的单位（{'、'.join(words)}），减少的数字可能由此而来"] if words else []


def _gone_units(merged: Consolidation, units: Sequence[Report]) -> list[str]:
    gone = [one.agency.strip() for one in units if not _names_a_unit(merged, one)]
    where = "本年名册上没有" if merged.roster else "本年没有报告"
    return [f"其中{where}的单位（撤销或改名）：{_listed(gone)}"] if gone else []


def _newcomers(merged: Consolidation, units: Sequence[Report]) -> list[str]:
    """Units that count this year and have no report on the year before."""
    roster = merged.roster
    if roster is None:
        before = {normalised(one.agency) for one in units}
        new = [one.agency for one in merged.accepted if normalised(one.agency) not in before]
    else:
        known = {unit.name for unit in (unit_of(roster, one) for one in units) if unit}
        new = [unit.name for unit in merged.due if unit.counted and unit.name not in known]
    return [f"没有上年报告的单位：{_listed(new)}"] if new else []


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > _SHOWN_UNITS else ""
    return "、".join(names[:_SHOWN_UNITS]) + more
