"""What the officer typed in the last summary: texts, cover entries and explanations, kept by the one that replaces it.

A run writes numbers only; whatever words stand in the open cells of an earlier summary were typed by a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.merge import Consolidation
from xlreport.county.previous import UNNAMED, PreviousSummary
from xlreport.report import Cover, Report
from xlreport.workbook.explanations import line_of
from xlreport.workbook.layout import CHECKS, COVER, COVER_ITEMS, NARRATIVE, cover_cell, section_cell
from xlreport.workbook.locate import judge, located
from xlreport.workbook.standing import carried, sentence

_ENTRIES = ("code", "level", "kind", "date", "contact", "phone")
"""What of the cover a person fills in; level and kind may also be asked for."""
_CHANGED = {("F4", case) for case in ("sum", "unit_altered", "unit_lost", "unit_added")}
_SHOWN = 6
_DERIVED = ("no_requests", "no_disputes")
"""What a run writes from the units' covers."""


def with_typed(
    merged: Consolidation, previous: PreviousSummary | None, config: Config = DEFAULT, *, named: bool = True
) -> Consolidation:
    """The consolidation with what was typed in the last summary of the same year and body, and notes that say so: one
    on what was kept, one for each thing that could not be. ``named``: this run was told whose summary it makes, and
    did not take the name from the last one."""
    if previous is None or not previous.is_of(merged.summary):
        return merged
    old = previous.reading.report
    cover, kept, lost = _cover(old.cover, merged.summary.cover)
    if not named and normalised(old.agency) not in ("", normalised(UNNAMED)):
        kept.insert(0, f"{COVER}!{cover_cell('agency')}")
    summary = replace(merged.summary, cover=cover, narrative=dict(old.narrative))
    kept += [f"{NARRATIVE}!{section_cell(key)}" for key in old.narrative]
    summary, beside, fallen = _explained(summary, previous, config)
    kept += beside
    notes = [f"沿用了上次汇总里填写的文字：{'、'.join(kept)}"] if kept else []
    return replace(merged, summary=summary, notes=(*merged.notes, *notes, *lost, *fallen, *_numbers(previous, config)))


def _numbers(previous: PreviousSummary, config: Config) -> Iterator[str]:
    """A note on the numbers that were changed in the last summary: a run adds up anew."""
    reading = previous.reading
    remarks = [one for one in reading.remarks if (one.code, one.case) in _CHANGED]
    places = list(dict.fromkeys(str(cell) for one in located(reading.report, remarks, config) for cell in one.cells))
    if places:
        more = f"等 {len(places)} 格" if len(places) > _SHOWN else ""
        words = f"{'、'.join(places[:_SHOWN])}{more}"
        yield f"上次汇总表里改过的数没有沿用（{words}），这次按各单位的报告重新相加，要增减请写在名册的“调整”里"


def _cover(old: Cover, new: Cover) -> tuple[Cover, list[str], list[str]]:
    """The cover with the entries of the old one where this run has none, their cells, and notes on what differs."""
    labels = {item.key: item.label for item in COVER_ITEMS}
    entries, kept, lost = {}, [], []
    for key in _ENTRIES:
        typed, written = getattr(old, key).strip(), getattr(new, key)
        if typed and not written:
            entries[key] = typed
            kept.append(f"{COVER}!{cover_cell(key)}")
        elif typed and typed != written:
            lost.append(f"上次汇总{COVER}的“{labels[key]}”是“{typed}”，没有沿用，这次写的是“{written}”")
    for key in _DERIVED:
        if getattr(old, key) != getattr(new, key):
            before, now = ("无" if getattr(cover, key) else "有" for cover in (old, new))
            words = f"上次汇总{COVER}的“{labels[key]}”是“{before}”，没有沿用"
            lost.append(f"{words}，这次按各单位的报告写“{now}”，不对的请改")
    return replace(new, **entries), kept, lost


def _explained(summary: Report, previous: PreviousSummary, config: Config) -> tuple[Report, list[str], list[str]]:
    """The summary with the explanations that still stand, the cells they are shown in, and why others fall."""
    old = previous.reading
    fallen = [sentence(one).rstrip("。") for one in old.refused]
    if not old.report.explanations:
        return summary, [], fallen
    if old.report.form.id != summary.form.id:
        return summary, [], [*fallen, "上次汇总的审核说明没有沿用，因为这次用的是另一种格式"]
    asked = replace(summary, explanations=old.report.explanations)
    standing, dropped = carried(asked, judge(asked, config, is_summary=True))
    return standing, list(dict.fromkeys(_cells(standing))), [*fallen, *(sentence(one).rstrip("。") for one in dropped)]


def _cells(report: Report) -> Iterator[str]:
    for explanation in report.explanations:
        line = line_of(report.form, explanation)
        yield f"{CHECKS}!I{line.row}" if line else explanation.code
