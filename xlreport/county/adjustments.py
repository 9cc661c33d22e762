"""调整: what the officer adds to a sum or takes from it, apart from what units handed in, with reason and name.

A document that three bureaus issued jointly stands in the report of each; an adjustment of −2 counts it once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.county.desk_sheets import DeskRow, desk_rows
from xlreport.findings.model import FileProblem
from xlreport.forms import Form
from xlreport.numbers import SCALE, Content, Kind, from_scaled
from xlreport.workbook.counted import moved
from xlreport.workbook.layout import ADJUSTMENTS, places

_HEADS = {
    "cell": ("单元格", "位置"),
    "amount": ("数额", "调整数", "增减"),
    "reason": ("理由", "原因"),
    "who": ("经办人", "经手人", "调整人"),
}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """``amount`` is added to a field of the summary, × 10,000 (件 or 万元, below 0 to take away)."""

    field: str
    cell: str
    amount: int
    reason: str
    who: str
    row: int = dataclasses.field(default=0, compare=False)
    """Of the sheet it was read from."""

    @property
    def content(self) -> Content:
        """The amount as a cell holds it."""
        return from_scaled(self.amount)


def read_adjustments(path: Path, form: Form, config: Config = DEFAULT) -> tuple[Adjustment, ...]:
    """The adjustments on sheet 调整 of the roster's workbook; () where it has none.

    Cells are those of the summary's statutory tables, such as 表二!D6. Raises FileProblem naming row and fault.
    """
    fields = {str(place): name for name, place in places(form).items()}
    return tuple(_adjustment(row, form, fields) for row in desk_rows(path, ADJUSTMENTS, _HEADS, config))


def _adjustment(row: DeskRow, form: Form, fields: dict[str, str]) -> Adjustment:
    cell = row.words["cell"].replace("！", "!").replace("$", "").replace("'", "").replace(" ", "")
    table, _, address = cell.partition("!")
    name = fields.get(f"{table}!{address.upper()}")
    if name is None:
        raise row.problem(f"的单元格“{row.words['cell']}”不是法定表格里填数字的单元格，请写成“表二!D6”的样子")
    if name in form.totals:
        raise row.problem(f"的单元格“{cell}”是合计，请调整它的组成部分，合计会随之变动")
    amount = row.contents.get("amount")
    money = form.by_id[name].money
    if amount is None or not amount.is_number or not amount.scaled:
        raise row.problem(f"的数额“{row.words['amount']}”不是不为 0 的数字")
    if not money and (amount.scaled % SCALE or amount.kind == Kind.ROUNDED):
        raise row.problem(f"的数额“{row.words['amount']}”不是整数，件数应为整数，请改为整数")
    if amount.kind == Kind.ROUNDED:
        raise row.problem(f"的数额“{row.words['amount']}”多于 4 位小数，金额（万元）最多写 4 位")
    for key, label in (("reason", "理由"), ("who", "经办人")):
        if not row.words[key]:
            raise row.problem(f"没有写{label}")
    return Adjustment(
        name, f"{table}!{address.upper()}", amount.scaled, row.words["reason"], row.words["who"], row.number
    )


def adjustments_and_problems(
    path: Path, form: Form, config: Config = DEFAULT
) -> tuple[tuple[Adjustment, ...], tuple[FileProblem, ...]]:
    """The rows of sheet 调整 that are adjustments, and everything that is wrong with the others."""
    fields = {str(place): name for name, place in places(form).items()}
    found, problems = [], []
    try:
        for row in desk_rows(path, ADJUSTMENTS, _HEADS, config):
            try:
                found.append(_adjustment(row, form, fields))
            except FileProblem as problem:
                problems.append(problem)
    except FileProblem as problem:
        problems.append(problem)
    return tuple(found), tuple(problems)


def twice_adjusted(adjustments: Sequence[Adjustment]) -> Iterator[tuple[Adjustment, str]]:
    """Each adjustment that is the same as one before it, with a sentence that names both, without a full stop."""
    first: dict[Adjustment, Adjustment] = {}
    for one in adjustments:
        before = first.setdefault(one, one)
        if before is not one:
            what = f"{one.cell} {one.content.plain}，{one.reason}"
            yield one, f"“调整”第 {before.row} 行和第 {one.row} 行完全相同（{what}），两笔都计入，是重复的请删去一行"


def adjusted_by(adjustments: Sequence[Adjustment], form: Form) -> dict[str, int]:
    """What is added to each field, × 10,000: the adjusted ones, and the totals of which they are a part."""
    return moved(((one.field, one.amount) for one in adjustments), form)
