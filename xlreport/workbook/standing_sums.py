"""Whether a summary still is what the run wrote: F4 for each row and each sum that was changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from xlreport.a1 import cell_name
from xlreport.align.labels import normalised
from xlreport.findings.model import Breach, Value
from xlreport.forms.model import Form
from xlreport.numbers import Content, unscaled
from xlreport.report import Report
from xlreport.workbook.counted import (
    FIRST_UNIT_ROW,
    ColumnsAltered,
    Stored,
    UnitRow,
    UnitRows,
    adjustment_lines,
    mark,
    moved,
    stored_in,
    unit_rows,
)
from xlreport.workbook.find_tables import Sheets
from xlreport.workbook.layout import ADJUSTMENTS, DETAIL, HIDDEN


def altered_sums(sheets: Sheets, report: Report) -> Iterator[Breach]:
    """F4 for what of a summary is no more as written: units that are gone, came or have other numbers on 单位明细, and
    cells of the tables that are not what 单位明细 and 调整 come to. A summary that stores nothing of its units is only
    held against its own sheets."""
    stored = stored_in(sheets.grid(HIDDEN)) if HIDDEN in sheets.names else None
    try:
        found = unit_rows(sheets.grid(DETAIL), report.form) if DETAIL in sheets.names else None
    except ColumnsAltered:
        found = None
    if found is None:
        if stored is not None and stored.units:
            yield Breach("F4", "detail_lost", args={"count": len(stored.units)})
        return
    if stored is not None:
        yield from _altered_units(stored, found, report.form)
    lines = adjustment_lines(sheets.grid(ADJUSTMENTS), report.form) if ADJUSTMENTS in sheets.names else ()
    added = moved(((name, amount.scaled) for _, name, amount in lines), report.form)
    yield from _altered_cells(report, [one.contents for one in found.rows], added, stored)


def _altered_units(stored: Stored, found: UnitRows, form: Form) -> Iterator[Breach]:
    """Units by name, those of one name in their order; a nameless row stands for the unit that was written there."""
    rows: dict[str, list[UnitRow]] = defaultdict(list)
    for one in found.rows:
        rows[normalised(one.agency)].append(one)
    for place, (agency, marks) in enumerate(stored.units, FIRST_UNIT_ROW):
        own = rows[normalised(agency)]
        if own:
            yield from _altered_row(own.pop(0), agency, marks, found, form)
            continue
        args = {"sheet": DETAIL, "cell": cell_name(place, found.names), "unit": agency, "count": len(stored.units)}
        yield Breach("F4", "unit_lost", args=args)
        rows[""] = [one for one in rows[""] if one.row != place]
    for one in (one for left in rows.values() for one in left):
        args = {"sheet": DETAIL, "cell": cell_name(one.row, found.names), "unit": one.agency or "（没有单位名称）"}
        yield Breach("F4", "unit_added", args=args)


def _altered_row(own: UnitRow, agency: str, marks: Sequence[str], found: UnitRows, form: Form) -> Iterator[Breach]:
    """One finding for a unit's row: the first cell that differs, and how many do."""
    if len(marks) != len(form.fields):
        return  # a form that was corrected since has other fields
    now = [mark(content) for content in own.contents]
    differing = [place for place, (then, is_now) in enumerate(zip(marks, now, strict=True)) if then != is_now]
    if not differing:
        return
    # of an emptied row rather a number that is lost than a 0
    first = next((place for place in differing if _amount(marks[place]) != _amount(now[place])), differing[0])
    args: dict[str, object] = {
        "sheet": DETAIL,
        "cell": cell_name(own.row, found.first + first),
        "unit": agency,
        "row": form.fields[first].row.rpartition("/")[2],
        "column": form.fields[first].column,
        "more": f"，这一行共 {len(differing)} 格被改" if len(differing) > 1 else "",
    }
    yield Breach("F4", "unit_altered", actual=_in_words(now[first]), expected=_in_words(marks[first]), args=args)


def _amount(marked: str) -> int:
    """What a mark adds to the sum."""
    return int(marked) if marked.lstrip("-").isdigit() else 0


def _in_words(marked: str) -> Value:
    if marked.lstrip("-").isdigit():
        return unscaled(int(marked))
    return "文字" if marked else "空白"


def _altered_cells(
    report: Report, rows: Sequence[Sequence[Content]], added: dict[str, int], stored: Stored | None
) -> Iterator[Breach]:
    """Cells that neither are the sum as it stands now nor as it was: what was not calculated anew is no more wrong
    than the row that was changed."""
    marks = [own for _, own in stored.units] if stored is not None else []
    told = bool(marks) and all(len(own) == len(report.form.fields) for own in marks)
    for place, entry in enumerate(report.form.fields):
        content = report.values[place]
        if not content.counts or entry.id in report.provenance.missing:
            continue  # V1 and F2 name it
        more = added.get(entry.id, 0)
        contents = [row[place] for row in rows]
        sums = [sum(one.scaled for one in contents if one.is_number) + more]
        if told:
            sums.append(sum(_amount(own[place]) for own in marks) + more)
        if content.scaled not in sums:
            yield Breach(
                "F4",
                "sum",
                on=entry.id,
                fields=(entry.id,),
                actual=None if content.is_blank else unscaled(content.scaled),
                expected=unscaled(sums[0]),
                difference=unscaled(content.scaled - sums[0]),
            )
