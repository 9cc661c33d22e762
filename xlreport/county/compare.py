"""One report against another, cell by cell: two workbooks, two summaries, this year's and last year's document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.county.last_year import read_last_year
from xlreport.findings.model import FileProblem
from xlreport.forms import Field, Form, Table, crosswalk
from xlreport.numbers import Content, Kind, from_scaled
from xlreport.report import Place, Report
from xlreport.workbook.layout import place_of

SAME, CHANGED, BLANK_OR_ZERO, WORDS, MISSING = "same", "changed", "blank", "words", "missing"
"""What became of a number: the same; another one; blank in one report and 0 in the other; words in at least one, so
that there is no difference; not found in one of the files."""
NEW = "新增"
"""The percentage of what was 0 and is not any more."""


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One number of both reports. ``field`` is that of the later report's form, ``places`` where each has it."""

    field: Field
    before: Content
    after: Content
    places: tuple[Place, Place]
    state: str

    @property
    def differs(self) -> bool:
        """Whether the two cells hold different things; blank and 0 are different."""
        return self.state != SAME

    @property
    def difference(self) -> int | None:
        """After − before, × 10,000; a blank counts as 0. None where one holds no number or was not found."""
        if self.state == MISSING or not (self.before.counts and self.after.counts):
            return None
        return self.after.scaled - self.before.scaled

    @property
    def rounded(self) -> tuple[Content, ...]:
        """Those of the two that hold more than four decimals, as they stand in their file."""
        return tuple(one for one in (self.before, self.after) if one.kind == Kind.ROUNDED)

    @property
    def percentage(self) -> Decimal | None:
        """The difference in per cent of what was before, two decimals rounded half up; None where that is 0, negative
        or no number."""
        if self.difference is None or self.before.scaled <= 0:
            return None
        before = self.before.scaled
        hundredths = (2 * abs(self.difference) * 10_000 + before) // (2 * before)
        return Decimal(hundredths if self.difference >= 0 else -hundredths).scaleb(-2)

    @property
    def is_new(self) -> bool:
        """Whether something stands above nothing, of which there is no percentage."""
        return self.difference is not None and self.before.scaled == 0 and self.after.scaled > 0


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A number of one report for which the other's form has no place, with the reason (Chinese)."""

    field: Field
    content: Content
    place: Place
    reason: str


@dataclass(frozen=True)
class Compared:
    """Two reports side by side. ``before`` is what is compared with, ``after`` what is compared.

    ``swapped``: the user named them the other way round. ``cells`` stand in the statutory order of the later form,
    one for each number that both forms have. ``only_before`` and ``only_after`` are those that one form alone has;
    ``ways`` names the tables whose numbers went through the crosswalk (Chinese).
    """

    before: Report
    after: Report
    swapped: bool
    cells: tuple[ComparedCell, ...]
    only_before: tuple[Unmapped, ...]
    only_after: tuple[Unmapped, ...]
    ways: tuple[str, ...]

    @property
    def differing(self) -> tuple[ComparedCell, ...]:
        """The cells that hold different things."""
        return tuple(cell for cell in self.cells if cell.differs)

    def of_table(self, table: Table) -> tuple[ComparedCell, ...]:
        """The cells of one table."""
        return tuple(cell for cell in self.cells if cell.field.table == table.id)


def read_report(source: Path, config: Config = DEFAULT) -> Report:
    """The one report of a workbook, a summary (its sums), a published document, a REPORT.json, or a folder or archive
    with one of these. Raises FileProblem where it cannot be read or holds several reports."""
    found = read_last_year(source, config)
    if not found.reports:
        raise FileProblem("compare_none", source)
    if len(found.reports) > 1:
        raise FileProblem("compare_several", source, count=len(found.reports))
    return found.reports[0]


def as_compared(content: Content) -> Content:
    """A content with the four decimals that are compared, so that what is shown and its difference agree."""
    return from_scaled(content.scaled) if content.kind == Kind.ROUNDED else content


def compare_reports(first: Report, second: Report) -> Compared:
    """Cell by cell. The report on the earlier year is what the other is compared with; where the years are equal or
    one is not known, the first is."""
    swapped = first.year is not None and second.year is not None and first.year > second.year
    before, after = (second, first) if swapped else (first, second)
    pairs = _pairs(before.form, after.form)
    cells = [_cell(before, after, old, new) for new, old in pairs.items()]
    cells.sort(key=lambda cell: after.form.position[cell.field.id])
    return Compared(
        before,
        after,
        swapped,
        tuple(cells),
        tuple(_unmapped(before, after.form, set(pairs.values()))),
        tuple(_unmapped(after, before.form, set(pairs))),
        tuple(_ways(before.form, after.form, pairs)),
    )


def _pairs(before: Form, after: Form) -> dict[str, str]:
    """Field of the later form → field of the earlier form. A table of the newer version may stand in the earlier
    report: its numbers are then found the other way round."""
    pairs = {new: old for old, new in crosswalk(before, after).mapped.items()}
    backwards = crosswalk(after, before).mapped
    return pairs | {new: old for new, old in backwards.items() if new not in pairs}


def _cell(before: Report, after: Report, old: str, new: str) -> ComparedCell:
    entries = before.form.by_id[old], after.form.by_id[new]
    missing = old in before.provenance.missing or new in after.provenance.missing
    state = MISSING if missing else _state(before[old], after[new])
    places = place_of(before, entries[0]), place_of(after, entries[1])
    return ComparedCell(entries[1], before[old], after[new], places, state)


def _state(old: Content, new: Content) -> str:
    if old.is_number and new.is_number:
        return SAME if old.scaled == new.scaled else CHANGED
    if old.counts and new.counts:
        if old.is_blank and new.is_blank:
            return SAME
        return CHANGED if old.scaled != new.scaled else BLANK_OR_ZERO
    return SAME if (old.kind, old.raw) == (new.kind, new.raw) else WORDS


def _unmapped(report: Report, other: Form, taken: set[str]) -> Iterator[Unmapped]:
    reasons = crosswalk(report.form, other).unmapped
    for entry in report.form.fields:
        if entry.id not in taken:
            version = other.table(entry.table).version
            newer = report.form.table(entry.table).version > version
            reason = f"{version}年格式没有这一项" if newer else reasons[entry.id]
            yield Unmapped(entry, report[entry.id], place_of(report, entry), reason)


def _ways(before: Form, after: Form, pairs: Mapping[str, str]) -> Iterator[str]:
    """Each table whose version differs, with the versions and the rows that go by another label."""
    for old, new in zip(before.tables, after.tables, strict=True):
        if old.version != new.version:
            versions = sorted((old.version, new.version))
            rows = {
                entry.row: before.by_id[pairs[entry.id]].row
                for entry in new.fields
                if entry.id in pairs and before.by_id[pairs[entry.id]].row != entry.row
            }
            renamed = "".join(f"，{old.version}年格式的“{was}”对应“{row}”" for row, was in rows.items())
            yield f"{new.name}按 {versions[0]} 年格式到 {versions[1]} 年格式的对应关系比较{renamed}"
