"""The worksheet functions: pure functions of their arguments. Blanks count as 0, text is never a number (未判断).

Their names are upper case as worksheet functions are, so N802 is silenced for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from xlreport.excel.ranges import Block, block, content, offset, why_undecided
from xlreport.excel.udf import udf
from xlreport.forms import Field, Form, Table, load
from xlreport.forms.load import VERSIONS
from xlreport.numbers import BLANK, SCALE, Content, Kind, unscaled
from xlreport.report import Report
from xlreport.rules.balance import Residual, check_balance, residuals
from xlreport.rules.law import check_character
from xlreport.workbook.locate import located

_MOST_DIFFERENCES = 1000
_LARGEST_LONG = 2**31 - 1
_TOO_LARGE = 10**308 * SCALE
_CODE_LENGTH = 18
Rows = list[list[object]]


@udf(
    "核对一列的勾稽关系：新收加上年结转，应等于办结加结转下年度。平衡时显示“平衡”，否则显示差额"
    "（办结＋下转－新收－结转）。空白按 0 计；有文字时显示“未判断”和所在位置。",
    received="本年新收政府信息公开申请数量（件），一个单元格；选一块区域时取合计",
    carried_over="上年结转政府信息公开申请数量（件），一个单元格；选一块区域时取合计",
    done="本年度办理结果总计（件），一个单元格；选一块区域时取合计，不要把总计行一起选入",
    carried_forward="结转下年度继续办理（件），一个单元格；选一块区域时取合计",
)
def GK_BALANCE(received: object, carried_over: object, done: object, carried_forward: object) -> object:  # noqa: N802
    """「平衡」, or (done + carried_forward) - (received + carried_over) in 件, exact at 4 decimals.

    Each argument is a cell or a range, which counts as its sum; blanks are 0. Text, dates, truth values and errors
    give the sentence 未判断 with the place. 表三, upper left corner.
    """
    totals = []
    for name, value in zip(
        ("新收", "结转", "办结", "下转"), (received, carried_over, done, carried_forward), strict=True
    ):
        total = _total(block(value), f"“{name}”")
        if isinstance(total, str):
            return total
        totals.append(total)
    difference = totals[2] + totals[3] - totals[0] - totals[1]
    return _plain(difference) if difference else "平衡"


@udf(
    "一块区域中数字的合计，精确到 4 位小数。空白按 0 计；有文字、日期或错误值时不合计，显示“未判断”和第一处的位置。",
    area="要合计的区域，例如 D4:I4；可以是整列",
)
def GK_TOTAL(area: object) -> object:  # noqa: N802
    """The sum of a range's numbers, each rounded at 4 decimals; blanks are 0; a sentence at the first other content."""
    total = _total(block(area), "")
    return total if isinstance(total, str) else _plain(total)


def _total(cells: Block, name: str) -> int | str:
    """Sum × 10,000, or why there is none; ``name`` says which argument it is."""
    total = 0
    for row, column, held in cells.filled():
        if not held.counts:
            where = (name or "该单元格") if cells.is_cell else f"{name}区域{offset(row, column)}"
            return why_undecided(held, where)
        total += held.scaled
    return total


def _plain(scaled: int) -> int | float | str:
    """A number that Excel takes: a whole one past its Long goes as a float, what no cell can hold as words."""
    if abs(scaled) >= _TOO_LARGE:
        return "数字过大，单元格放不下"
    plain = unscaled(scaled)
    return plain if abs(plain) <= _LARGEST_LONG else float(plain)


@udf(
    "核对统一社会信用代码的校验码（GB 32100-2015）：正确时显示“通过”，否则说明哪里不对、校验码应为什么。",
    code="18 位统一社会信用代码，一个单元格，应以文本存放",
)
def GK_USCC(code: object) -> str:  # noqa: N802
    """「通过」, or a sentence: what is wrong with the code, or the check character it should end in (GB 32100-2015)."""
    cells = block(code)
    if not cells.is_cell:
        return "一次只能核对一个代码，请只选一个单元格"
    held = content(cells.rows[0][0])
    if held.is_number:
        return "代码以数字存放，末几位可能已经丢失，请把单元格设为文本后重新录入"
    if held.kind == Kind.ERROR:
        return why_undecided(held, "该单元格")
    words = str(held.raw).strip()
    if not words:
        return "代码为空，请填写18位统一社会信用代码"
    return _judged_code(words)


def _judged_code(words: str) -> str:
    if len(words) != _CODE_LENGTH:
        return f"代码应为18位，现为{len(words)}位，请核对"
    for place in range(_CODE_LENGTH):
        # One character is asked about at a time: all others are zeros, which are allowed.
        if check_character("0" * place + words[place] + "0" * (_CODE_LENGTH - 1 - place)) is None:
            return (
                f"代码第{place + 1}位“{words[place]}”不能用在代码里（只用数字和大写字母，不用 I、O、S、V、Z），请核对"
            )
    expected = check_character(words)
    if expected == words[-1]:
        return "通过"
    return f"校验码不符：第18位应为“{expected}”，现为“{words[-1]}”，请核对代码"


@dataclass(frozen=True, slots=True)
class _Printed:
    """A statutory table recognised by the shape of its number cells."""

    form: Form
    table: Table
    fields: tuple[Field, ...]

    def place(self, field: Field) -> str:
        """Labels of a cell and where it stands inside the range."""
        row, column = divmod(self.fields.index(field), _shape(self.fields)[1])
        return f"{field.row}，{field.column}（{offset(row + 1, column + 1)}）"

    @property
    def words(self) -> str:
        """The table and its shape, for sentences."""
        rows, columns = _shape(self.fields)
        return f"{self.table.name}（{rows}行{columns}列）"


def _shape(fields: tuple[Field, ...]) -> tuple[int, int]:
    return len({field.at.top for field in fields}), len({field.at.left for field in fields})


@cache
def _tables() -> tuple[_Printed, ...]:
    """The tables with relations of every version, fields row by row."""
    return tuple(
        _Printed(form, table, tuple(sorted(table.fields, key=lambda field: field.at.corner)))
        for form in map(load, VERSIONS)
        for table in form.tables
        if table.relations
    )


def _recognised(shape: tuple[int, int], version: str = "") -> _Printed | None:
    return next(
        (known for known in _tables() if _shape(known.fields) == shape and version in ("", known.form.id)),
        None,
    )


_HEAD = ["代码", "位置", "左边", "右边", "差额", "说明"]


@udf(
    "核对表三或表四的勾稽关系，列出不成立的各条：代码、位置、左边、右边、差额、说明；全部成立时显示“全部平衡”。"
    "不能自动扩展结果的旧版 Excel 请先选一块 6 列的区域，再按 Ctrl+Shift+Enter。",
    area="只选数字单元格：表三 25 行 7 列（2021年格式）或 23 行 7 列（2019年格式），表四 1 行 15 列",
    version="可不填：2021 或 2019，与区域的大小不符时会提示",
)
def GK_CHECK(area: object, version: object = None) -> object:  # noqa: N802
    """Rows of what fails, a head row first: code, place, left, right, difference (件), sentence; else 全部平衡.

    ``area`` is 25x7, 23x7 (表三 of 2021, 2019) or 1x15 (表四); anything else gives a sentence. A relation that touches
    a cell without number is listed as 未判断. The relations are those of the form's definition (B1-B4).
    """
    cells = block(area)
    wanted = _version(version)
    if wanted not in ("", *VERSIONS):
        return f"格式只能是 {' 或 '.join(VERSIONS)}，现为“{wanted}”，请改正或不填"
    known = _recognised(cells.shape, wanted)
    if known is None:
        return _not_recognised(cells.shape, wanted)
    report = _report(known, tuple(cells.contents()))
    found = list(_failing(known, report))
    if found:
        return [_HEAD, *found]
    blanks = sum(report[field.id].is_blank for field in known.fields)
    note = f"（其中 {blanks} 格空白，按 0 计）" if blanks else ""
    return f"全部平衡：{known.table.name}的 {len(known.table.relations)} 条勾稽关系都成立{note}"


def _version(value: object) -> str:
    held = content(block(value).rows[0][0])
    return "" if held.is_blank else str(held).strip().removesuffix("格式").removesuffix("年")


def _not_recognised(shape: tuple[int, int], version: str) -> str:
    known = dict.fromkeys(known.words for known in _tables() if version in ("", known.form.id))
    named = f"{version}年格式的" if version else ""
    return f"区域是{shape[0]}行{shape[1]}列，不是{named}{'或'.join(known)}，请只选数字单元格、不选标题和栏目名称"


def _report(known: _Printed, contents: tuple[Content, ...]) -> Report:
    """A report of this table alone; the others are blank, where every relation holds."""
    given = {field.id: held for field, held in zip(known.fields, contents, strict=True)}
    return Report(known.form, None, "", tuple(given.get(field.id, BLANK) for field in known.form.fields))


def _failing(known: _Printed, report: Report) -> Iterator[list[object]]:
    """A row for each relation that does not hold or is undecided, in the order of the definition."""
    findings = located(report, check_balance(report))
    for residual in residuals(report.form, report.scaled, report.kinds):
        place = known.place(on) if (on := report.form.by_id[residual.relation.on]) in known.fields else ""
        if residual.undecided:
            yield [residual.relation.code, place, "", "", "未判断", _why(known, report, residual)]
        elif residual.broken:
            sides = [_plain(residual.left), _plain(residual.right), _plain(residual.difference)]
            yield [residual.relation.code, place, *sides, next(findings).message]


def _why(known: _Printed, report: Report, residual: Residual) -> str:
    name = next(name for name in residual.relation.fields if not report[name].counts)
    return why_undecided(report[name], known.place(report.form.by_id[name]))


@udf(
    "比较两年同样大小的区域，列出不同的单元格：位置、今年、去年、增减、增减%；全部相同时用一句话说明。空白按 0 计。"
    "不能自动扩展结果的旧版 Excel 请先选一块 5 列的区域，再按 Ctrl+Shift+Enter。",
    this_year="今年的区域；选表三或表四的全部数字时，位置带上行和栏目的名称",
    last_year="去年的区域，行数和列数与今年的相同",
)
def GK_COMPARE(this_year: object, last_year: object) -> object:  # noqa: N802
    """Rows of cells that differ, a head row first: place, this year, last year, difference, change in %; or a sentence.

    Blanks equal 0. The change is rounded at 2 decimals, a sentence where last year is 0; where one of both is no
    number the difference is 未判断. After 1,000 rows the last one says how many more there are.
    """
    now, then = block(this_year), block(last_year)
    if now.shape != then.shape:
        return (
            f"两块区域大小不同：今年{now.shape[0]}行{now.shape[1]}列，去年{then.shape[0]}行{then.shape[1]}列，"
            "请选同样大小的区域"
        )
    known = _recognised(now.shape)
    found: Rows = []
    left = 0
    for row, column, mine, theirs in _differing(now, then):
        if len(found) == _MOST_DIFFERENCES:
            left += 1
            continue
        place = known.place(known.fields[(row - 1) * now.shape[1] + column - 1]) if known else offset(row, column)
        found.append([place, _shown(mine), _shown(theirs), *_change(mine, theirs)])
    if left:
        found.append([f"另有 {left} 处不同没有列出，请缩小区域", "", "", "", ""])
    return [["位置", "今年", "去年", "增减", "增减%"], *found] if found else "两年的内容全部相同"


_ALIKE_AT_ONCE = (float, int, str)


def _differing(now: Block, then: Block) -> Iterator[tuple[int, int, Content, Content]]:
    for row, (mine, theirs) in enumerate(zip(now.rows, then.rows, strict=True), 1):
        for column, (one, other) in enumerate(zip(mine, theirs, strict=True), 1):
            # Whole columns are mostly blank or alike: those cells need no closer look.
            # Not Decimals, of which some refuse to be compared.
            if (one is None and other is None) or (type(one) is type(other) in _ALIKE_AT_ONCE and one == other):
                continue
            pair = content(one), content(other)
            if pair[0] != pair[1] and not _same_number(*pair):
                yield row, column, *pair


def _same_number(one: Content, other: Content) -> bool:
    return one.counts and other.counts and one.scaled == other.scaled


def _shown(held: Content) -> object:
    """A content as a cell can show it: numbers as numbers, blanks as empty text, words as they stand."""
    return _plain(held.scaled) if held.is_number else str(held.raw)


def _change(now: Content, then: Content) -> list[object]:
    if not (now.counts and then.counts):
        return ["未判断", "未判断"]
    difference = now.scaled - then.scaled
    if not then.scaled:
        return [_plain(difference), "去年为 0"]
    hundredths = (2 * 10_000 * abs(difference) + abs(then.scaled)) // (2 * abs(then.scaled))  # of a percent, half up
    return [_plain(difference), _plain(hundredths * SCALE // 100 * (1 if difference > 0 else -1))]
