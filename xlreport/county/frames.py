"""A county's reports as pandas frames: one row a unit and one column a number, the units, and a number a row.

All frames come from a ``Consolidation`` (``county.pipeline.consolidate_files`` makes one from files). Numbers are those
that enter the sums, in the fields of the summary's form: 件 and 项 whole (``Int64``), 万元 with up to four decimals
(``Float64``). A blank, and what is no number, is ``<NA>``, never 0; the long form tells them apart.

Example::

    merged = consolidate_files([Path("2023年")], Wishes(year=2023))
    wide = values_frame(merged)
    wide[("表三", "一、本年新收政府信息公开申请数量", "总计")].sort_values().tail(10)
    wide["表四"].groupby(units_frame(merged)["类别"]).sum()
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from xlreport.county.contribution import counts_in_sum
from xlreport.county.decision import ACCEPTED, DECISION_NAMES, IGNORED, REFUSED, Decision
from xlreport.county.merge import Consolidation
from xlreport.county.roster import Unit
from xlreport.files.atomic import replacing
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import printable
from xlreport.forms import Field
from xlreport.numbers import BLANK, SCALE, Content, unscaled
from xlreport.report import Cover

Frame: TypeAlias = pd.DataFrame
UNIT = "单位"
LEVELS = ("表", "行", "列")
"""Names of the levels of the wide frame's column labels: table, row and column as REPORT.json writes them."""
MISSING, UNCOUNTED = "缺报", "不计入汇总"
NUMBER, NOTHING, UNUSABLE = "数", "空白", "不能计入"
"""What a number of the long form is: a number, a blank, or what adds nothing (words, a count that is not whole)."""
_LARGEST = 2**63 - 1


def values_frame(merged: Consolidation) -> Frame:
    """Units that count × numbers: index 单位, columns 表 / 行 / 列, in the order of the summary.

    The sum of a column is the summary's number before adjustments (``skipna``, and ``min_count=1`` where a sum of
    blanks is to stay blank).
    """
    form = merged.summary.form
    names = {table.id: table.name for table in form.tables}
    labels = pd.MultiIndex.from_tuples([(names[one.table], one.row, one.column) for one in form.fields], names=LEVELS)
    index = pd.Index([decision.agency for decision in merged.accepted], name=UNIT, dtype="str")
    columns = [_column(merged, entry) for entry in form.fields]
    frame = pd.DataFrame(dict(enumerate(columns)), index=range(len(index)))
    return frame.set_axis(index, axis=0).set_axis(labels, axis=1)


def units_frame(merged: Consolidation) -> Frame:
    """Every unit that handed something in or is on the roster: index 单位; columns 代码, 层级, 类别, 上级, 决定 (计入,
    退回, 不计入汇总, 缺报, 忽略), 带错误 (counted although it failed), 文件.

    A unit has one row, whatever number of files came. Files whose unit is not known have none, unless they count.
    """
    rows = list(_unit_rows(merged))
    frame = pd.DataFrame(rows, columns=[UNIT, "代码", "层级", "类别", "上级", "决定", "带错误", "文件"])
    texts = {name: "str" for name in frame.columns if name != "带错误"}
    return frame.astype({**texts, "带错误": bool}).set_index(UNIT)


def long_frame(merged: Consolidation) -> Frame:
    """A row for each number of each unit that counts: 单位, 代码, 层级, 类别, 指标 (id of the field), 表, 行, 列, 数
    (``Float64``; ``<NA>`` where there is none), 状态 (数, 空白, 不能计入), 原文 (the words of what does not count)."""
    form = merged.summary.form
    accepted, fields = merged.accepted, form.fields
    names = {table.id: table.name for table in form.tables}
    contents = [(one.contribution.get(entry.id, BLANK), entry.money) for one in accepted for entry in fields]
    states = [_state(content, money) for content, money in contents]
    about = {row[0]: row for row in _unit_rows(merged)}
    of_unit = [about[one.agency] for one in accepted for _ in fields]
    labels = {
        UNIT: [row[0] for row in of_unit],
        "代码": [row[1] for row in of_unit],
        "层级": [row[2] for row in of_unit],
        "类别": [row[3] for row in of_unit],
        "指标": [entry.id for _ in accepted for entry in fields],
        "表": [names[entry.table] for _ in accepted for entry in fields],
        "行": [entry.row for _ in accepted for entry in fields],
        "列": [entry.column for _ in accepted for entry in fields],
    }
    words = [str(content) if state == UNUSABLE else "" for (content, _), state in zip(contents, states, strict=True)]
    return pd.DataFrame(
        {
            **{name: _labelled(values) for name, values in labels.items()},
            "数": pd.array([_number(content, money) for content, money in contents], dtype="Float64"),
            "状态": _labelled(states),
            "原文": pd.Series(words, dtype="str"),
        }
    )


def _labelled(words: list[str]) -> pd.Categorical:
    """Words in the order in which they come first, so that a pivot table keeps the order of the statute."""
    return pd.Categorical(words, categories=list(dict.fromkeys(words)))


def write_parquet(merged: Consolidation, folder: Path) -> tuple[Path, ...]:
    """Write wide.parquet, units.parquet and long.parquet into a folder, which is made where it does not exist.

    Raises FileProblem when the place cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FileProblem("output_denied", folder, detail="不能建立这个文件夹") from error
    frames = {"wide": values_frame(merged), "units": units_frame(merged), "long": long_frame(merged)}
    written = []
    for name, frame in frames.items():
        target = folder / f"{name}.parquet"
        with replacing(target) as temporary:
            frame.to_parquet(temporary, engine="pyarrow")
        written.append(target)
    return tuple(written)


def _column(merged: Consolidation, entry: Field) -> pd.api.extensions.ExtensionArray:
    contents = [decision.contribution.get(entry.id, BLANK) for decision in merged.accepted]
    numbers = [_number(content, entry.money) for content in contents]
    large = any(number is not None and abs(number) > _LARGEST for number in numbers)
    return pd.array(numbers, dtype="Float64" if entry.money or large else "Int64")


def _number(content: Content, money: bool) -> int | float | None:
    """What enters the sum: 件 whole, 万元 rounded to four decimals; None where nothing does."""
    if not counts_in_sum(content, money=money):
        return None
    return unscaled(content.scaled) if money else content.scaled // SCALE


def _state(content: Content, money: bool) -> str:
    if content.is_blank:
        return NOTHING
    return NUMBER if counts_in_sum(content, money=money) else UNUSABLE


def _unit_rows(merged: Consolidation) -> Iterator[tuple[str, str, str, str, str, str, bool, str]]:
    """One row for each unit by name, then the missing ones in the order of the roster."""
    best: dict[str, Decision] = {}
    for decision in merged.decisions:
        known = best.get(decision.agency)
        named = decision.agency or decision.decision == ACCEPTED
        if named and (known is None or _rank(decision) < _rank(known)):
            best[decision.agency] = decision
    listed = {unit.name: unit for unit in merged.roster.units} if merged.roster else {}
    for agency, decision in best.items():
        reading = decision.submission.reading
        cover = reading.report.cover if reading is not None else Cover()
        state = UNCOUNTED if decision.uncounted else DECISION_NAMES[decision.decision]
        file = printable(decision.submission.path.name)
        failing = decision.failing and decision.decision == ACCEPTED
        yield (*_about(agency, listed.get(agency), cover), state, failing, file)
    for unit in merged.missing:
        if unit.name not in best:
            yield (*_about(unit.name, unit, Cover()), MISSING, False, "")


def _about(agency: str, unit: Unit | None, cover: Cover) -> tuple[str, str, str, str, str]:
    """Name, code, level, kind and parent; what the roster says before what the cover does."""
    if unit is None:
        return agency, cover.code.strip(), cover.level, cover.kind, ""
    return agency, unit.code or cover.code.strip(), unit.level or cover.level, unit.kind or cover.kind, unit.parent


def _rank(decision: Decision) -> int:
    """Which of several files of a unit says what became of the unit: lowest first."""
    if decision.uncounted:
        return 1
    return {ACCEPTED: 0, REFUSED: 2, IGNORED: 3}[decision.decision]
