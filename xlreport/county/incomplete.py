"""Which units a summary in a file lacks, as its own sheet 报送情况 says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.county.status import MISSING, SENT_BACK
from xlreport.files.grids import read_book
from xlreport.workbook.layout import STATUS

_HEADS_ROW, _MOST_HEADS = 3, 30
_SHOWN_UNITS = 10


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The names of the units that are missing from a summary and of those that were sent back."""

    missing: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """缺报的 1 个单位（甲局）、退回的 1 个单位（乙局）; '' where every unit is in."""
        both = (("缺报", self.missing), ("退回", self.sent_back))
        return "、".join(f"{what}的 {len(names)} 个单位（{_listed(names)}）" for what, names in both if names)


def left_out_of(path: Path, config: Config = DEFAULT) -> LeftOut:
    """What 报送情况 of a summary's workbook names as missing or sent back; nothing where the sheet is gone or its heads
    are others. Raises FileProblem."""
    book = read_book(path, config.limits)
    if STATUS not in book.names:
        return LeftOut()
    grid = book.grid(STATUS)
    heads = {grid.words(_HEADS_ROW, column): column for column in range(_MOST_HEADS, 0, -1)}
    if not {"单位", "状态"} <= heads.keys():
        return LeftOut()
    found: dict[str, list[str]] = {MISSING: [], SENT_BACK: []}
    for row in range(_HEADS_ROW + 1, 1 + max((row for row, _ in grid.cells), default=0)):
        state = grid.words(row, heads["状态"]).strip()
        if state in found:
            found[state].append(grid.words(row, heads["单位"]).strip())
    return LeftOut(tuple(found[MISSING]), tuple(found[SENT_BACK]))


def _listed(names: tuple[str, ...]) -> str:
    more = "等" if len(names) > _SHOWN_UNITS else ""
    return "、".join(names[:_SHOWN_UNITS]) + more
