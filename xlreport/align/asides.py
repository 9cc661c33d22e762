"""Tables beside this year's: what stands under a caption such as 上年数据 is another year's and is not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from xlreport.align.labels import evened
from xlreport.align.printed import PrintedRow
from xlreport.align.vocabulary import begins_label, is_label
from xlreport.findings.model import Breach

_EARLIER = re.compile("上年|上一年|去年|往年|历年|同期")
_YEAR = re.compile(r"(20[0-9]{2})年?")
_DATE = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
_SENTENCE = re.compile("[，。；！？,;]|^[比较与同]")
_LONGEST_CAPTION = 40
_LINES_UNDER_A_CAPTION = 2
_SECTIONS = ("总体情况", "主动公开政府信息", "收到和处理", "行政复议", "主要问题|改进情况|整改", "其他需要报告")


def without_asides(
    printed: Sequence[PrintedRow], titles: Sequence[str]
) -> tuple[tuple[PrintedRow, ...], tuple[Breach, ...]]:
    """The printed rows without tables under a caption that names an earlier year than the titles do, and an F2 for
    each such caption."""
    reader = _Reader(printed, titles)
    kept = tuple(row for row in printed if not reader.is_aside(row))
    return kept, tuple(reader.named)


class _Reader:
    """Goes through the rows and knows under which caption it is.

    A caption over a table holds for that table, over the end of its page, up to the next line of text. A caption over
    a section's heading holds for sections until one comes a second time: that is this year's.
    """

    def __init__(self, printed: Sequence[PrintedRow], titles: Sequence[str]) -> None:
        self.own = {year for title in titles for year in _YEAR.findall("".join(title.split()))}
        self.often = Counter(row.label for row in printed if not row.grid and not row.slots)
        self.named: list[Breach] = []
        self.caption: PrintedRow | None = None
        self.below, self.in_table, self.in_lines = 0, False, False
        self.sections: set[int] = set()

    def is_aside(self, row: PrintedRow) -> bool:
        """Whether a row, the next one, belongs to a table of another year."""
        if self._is_caption(row):
            self.caption, self.below, self.in_table, self.in_lines, self.sections = row, 0, False, False, set()
            return False
        if self.caption is None:
            return False
        if row.grid or row.slots or is_label(row.label):
            self._enter(row)
            return True
        self._leave(row)
        return self.caption is not None and bool(self.sections)

    def _enter(self, row: PrintedRow) -> None:
        if not self.in_table and self.caption is not None:
            args = {"caption": self.caption.label, "place": str(self.caption.place)}
            self.named.append(Breach("F2", "other_year", args=args))
        self.in_table, self.in_lines = True, not row.grid

    def _leave(self, row: PrintedRow) -> None:
        """End the caption where a line of text does so."""
        section = _section(row)
        if section is not None:
            again = section in self.sections or section in (0, 4, 5)
            begins = not self.in_table and self.below == 0
            if again or not (begins or self.sections):
                self.caption = None
            self.sections.add(section)
        elif not self.in_table:
            self.below += 1
            if self.below > _LINES_UNDER_A_CAPTION and not self.sections:
                self.caption = None
        elif not self.sections and not self.in_lines and self.often[row.label] == 1:
            self.caption = None  # what stands on every page ends nothing

    def _is_caption(self, row: PrintedRow) -> bool:
        """Whether a row is short words alone, no sentence, that speak of an earlier year."""
        words = evened(row.label)
        if any(slot.text for slot in row.slots) or not words or len(words) > _LONGEST_CAPTION or len(row.pieces) > 1:
            return False
        if _SENTENCE.search(row.label) or _DATE.fullmatch(words) or is_label(row.label) or begins_label(row.label):
            return False
        years = set(_YEAR.findall(words))
        earlier = bool(self.own) and len(years) == 1 and max(years) < min(self.own)
        return bool(_EARLIER.search(words)) or (earlier and "报告" not in words)


def _section(row: PrintedRow) -> int | None:
    """Which section a line heads, counted from 0."""
    words = evened(row.label)
    if len(words) > _LONGEST_CAPTION:
        return None
    return next((place for place, form in enumerate(_SECTIONS) if re.search(form, words)), None)
