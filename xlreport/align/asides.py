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
_YEAR = re.compile(r"(20[0-9]{2})年")
_LONGEST_CAPTION = 40
_LINES_UNDER_A_CAPTION = 2
_SECTION = re.compile("主动公开政府信息|收到和处理|行政复议行政诉讼|存在的主要问题|其他需要报告|总体情况")


def without_asides(
    printed: Sequence[PrintedRow], titles: Sequence[str]
) -> tuple[tuple[PrintedRow, ...], tuple[Breach, ...]]:
    """The printed rows without those under a caption that names another year than the titles do, and an F2 for each
    such table. A caption counts for the grids below it up to the next line of text."""
    own = {year for title in titles for year in _YEAR.findall("".join(title.split()))}
    often = Counter(row.label for row in printed if not row.grid and not row.slots)
    kept: list[PrintedRow] = []
    named: list[Breach] = []
    caption: PrintedRow | None = None
    below, in_grid = 0, False
    for row in printed:
        if row.grid and caption is not None:
            if not in_grid:
                named.append(_breach(caption))
            in_grid = True  # a table that is cut by the end of a page goes on in the next grid
            continue
        if _is_caption(row, own):
            caption, below, in_grid = row, 0, False
        elif caption is not None and not row.slots and often[row.label] == 1:  # what stands on each page ends nothing
            below += 1
            if in_grid or below > _LINES_UNDER_A_CAPTION or _SECTION.search(evened(row.label)):
                caption = None
        kept.append(row)
    return tuple(kept), tuple(named)


def _is_caption(row: PrintedRow, own: set[str]) -> bool:
    """Whether a row is short words alone that speak of another year."""
    words = evened(row.label)
    if (row.slots and any(slot.text for slot in row.slots)) or not words or len(words) > _LONGEST_CAPTION:
        return False
    if len(row.pieces) > 1 or is_label(row.label) or begins_label(row.label):
        return False
    years = set(_YEAR.findall(words))
    return bool(_EARLIER.search(words)) or bool(own and len(years) == 1 and not years & own and "报告" not in words)


def _breach(caption: PrintedRow) -> Breach:
    return Breach("F2", "other_year", args={"caption": caption.label, "place": str(caption.place)})
