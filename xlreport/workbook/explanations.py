"""审核说明 on the 校验 sheet: the texts people see beside the lines, and hidden beside them what each is tied to.

Whatever writes a text stores there its code, cells and their values as JSON. A text that was not changed since is read
back with them, so that it falls when a value changes; one typed by hand is tied to what its cells hold when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from xlreport.files.grids import Grid
from xlreport.findings.model import Breach, Dropped, Explanation, Value, says_nothing
from xlreport.forms.model import Form
from xlreport.report import Report
from xlreport.rules import check
from xlreport.workbook.layout import (
    CHECKS,
    COVER,
    EXPLANATION_COLUMN,
    FIRST_LINE,
    ONLY_BY_LAST_YEAR,
    cover_cell,
)
from xlreport.workbook.ties import tied_to

if TYPE_CHECKING:
    from xlreport.workbook.checks import Line

STORE_COLUMN = 12
"""The first of the hidden columns with what the texts are tied to: L, and further ones where a cell cannot hold all."""
BY_LAST_YEAR = ONLY_BY_LAST_YEAR | {"P1"}
"""Codes whose findings are not all known without last year's report."""
_LONGEST_TEXT = 32_767
_LONGEST_PART = 32_000
_SHOWN_CELLS = 4


class _Sheets(Protocol):
    @property
    def names(self) -> Sequence[str]: ...

    def grid(self, name: str) -> Grid: ...


@dataclass(frozen=True, slots=True)
class Typed:
    """What the lines hold: explanations, and texts that explain nothing."""

    explanations: tuple[Explanation, ...] = ()
    refused: tuple[Dropped, ...] = ()


def read_explanations(sheets: _Sheets, report: Report) -> Typed:
    """The explanations beside the lines; empty phrases and texts with nothing to explain are refused."""
    if CHECKS not in sheets.names:
        return Typed()
    grid = sheets.grid(CHECKS)
    if not any(row >= FIRST_LINE and column == EXPLANATION_COLUMN for row, column in grid.cells):
        return Typed()
    from xlreport.workbook.checks import lines  # most workbooks explain nothing, and need no lines for it

    explanations: list[Explanation] = []
    refused: list[Dropped] = []
    typed = [
        (line, row) for line, row in _rows(grid, lines(report.form)) if grid.words(row, EXPLANATION_COLUMN).strip()
    ]
    breaches: list[Breach] | None = None
    for line, row in typed:
        text = grid.words(row, EXPLANATION_COLUMN).strip()
        stored = _stored(grid, row, line.code, text)
        if stored:
            explanations += stored
            continue
        place = f"{CHECKS}!I{row}"
        if says_nothing(text):
            refused.append(Dropped(line.code, (place,), text, "empty", place))
            continue
        if breaches is None:  # only a text typed by hand has to wait for all rules
            breaches = list(check(report))
        found = _bound_now(report, line, text, breaches)
        explanations += found
        if not found:
            refused.append(Dropped(line.code, (place,), text, "nothing", place))
    return Typed(tuple(explanations), tuple(refused))


def _rows(grid: Grid, lines: Iterable[Line]) -> Iterable[tuple[Line, int]]:
    """The lines with the rows they stand in; in older workbooks those that need Python stand elsewhere."""
    by_words: dict[tuple[str, str], int] = {}
    for line in lines:
        if grid.words(line.row, 1) == line.code and grid.words(line.row, 3) == line.sentence:
            yield line, line.row
            continue
        by_words = by_words or {
            (grid.words(row, 1), grid.words(row, 3)): row for row, column in grid.cells if column == 1
        }
        if (row := by_words.get((line.code, line.sentence))) is not None:
            yield line, row


def _bound_now(report: Report, line: Line, text: str, breaches: Iterable[Breach]) -> list[Explanation]:
    """A text typed by hand, tied to what the breaches of its line show; to its code alone where last year, or a
    configuration that is not known here, decides what they are."""
    if line.code in BY_LAST_YEAR:
        return [Explanation(line.code, (), (), text)]
    own = [tied_to(report, breach) for breach in breaches if _is_on(report.form, line, breach)]
    found = grouped(line.code, text, own)
    if not found and line.key == line.code and line.code[0] in "PL" and line.code != "L1":
        return [Explanation(line.code, (), (), text)]
    return found


def _is_on(form: Form, line: Line, breach: Breach) -> bool:
    _, _, part = line.key.partition(".")
    if breach.code != line.code:
        return False
    if line.code[0] in "VB":
        return any(form.by_id[name].table == part for name in breach.fields)
    return line.code != "F5" or breach.case == part


def grouped(code: str, text: str, ties: Iterable[Mapping[str, Value]]) -> list[Explanation]:
    """Explanations of one text for several findings: one for all cells of a value rule, else one for each finding."""
    kept = [tie for tie in ties if tie]
    if code.startswith("V") and kept:
        kept = [{cell: value for tie in kept for cell, value in tie.items()}]
    found = [Explanation(code, tuple(tie), tuple(tie.values()), text) for tie in kept]
    return list(dict.fromkeys(found))


def line_of(form: Form, explanation: Explanation) -> Line | None:
    """The line that an explanation is shown on: by its code, and by its first cell where a code has several."""
    from xlreport.workbook.checks import lines

    first = next(iter(explanation.cells), "")
    sheet, _, cell = first.partition("!")
    for line in lines(form):
        part = line.key.partition(".")[2]
        if line.code != explanation.code or line.code.startswith("B"):
            continue
        if not part or not first:
            return line
        if line.code == "F5":
            if sheet == COVER and cell == cover_cell(part):
                return line
        elif form.table(part).name == sheet:
            return line
    return None


def shown_text(explanations: Sequence[Explanation]) -> str:
    """What stands beside a line: the text, or each text with its cells where there are several."""
    texts = list(dict.fromkeys(one.text for one in explanations))
    if len(texts) > 1:
        texts = [f"{_some(one.cells)}：{one.text}" if one.cells else one.text for one in explanations]
    return "\n".join(texts)[:_LONGEST_TEXT]


def _some(cells: Sequence[str]) -> str:
    return "、".join(cells[:_SHOWN_CELLS]) + (" 等" if len(cells) > _SHOWN_CELLS else "")


def stored_parts(explanations: Sequence[Explanation]) -> list[str]:
    """What is stored beside a text, in parts that fit into cells; ASCII, so that no program changes it in passing."""
    whole = json.dumps([one.to_json() for one in explanations], separators=(",", ":"))
    return [whole[start : start + _LONGEST_PART] for start in range(0, len(whole), _LONGEST_PART)]


def _stored(grid: Grid, row: int, code: str, text: str) -> list[Explanation]:
    """The explanations stored beside a text; none where it was changed since, or nothing sensible is stored."""
    parts, column = [], STORE_COLUMN
    while words := grid.words(row, column):
        parts.append(words)
        column += 1
    if not parts:
        return []
    try:
        found = [_explanation(item) for item in json.loads("".join(parts))]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    same_code = all(one.code == code for one in found)
    return found if same_code and _letters(shown_text(found)) == _letters(text) else []


def _explanation(item: Any) -> Explanation:
    cells, values = tuple(item["cells"]), tuple(item["values"])
    words = (item["code"], item["text"], *cells)
    if not all(isinstance(word, str) for word in words) or len(cells) != len(values):
        raise TypeError("no explanation")
    if not all(value is None or (isinstance(value, str | int | float)) for value in values):
        raise TypeError("no value of a cell")
    return Explanation(item["code"], cells, values, item["text"])


def _letters(text: str) -> str:
    """A text without what a spreadsheet program may change in passing: blanks, ends of lines, control letters."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
