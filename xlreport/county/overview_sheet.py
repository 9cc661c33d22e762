"""The sheet 概况: what was asked, how many files came and what became of them, and that the counts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlreport.county.decision import ACCEPTED, IGNORED, REFUSED
from xlreport.county.merge import Consolidation
from xlreport.county.roster import Roster
from xlreport.county.status import MISSING, UnitStatus, in_no_sum, lost_with_another, uncounted
from xlreport.workbook.layout import OVERVIEW
from xlreport.workbook.styles import Canvas, lines_needed

_NOTE_WIDTH = 56


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of 概况; ``alarming`` ones are red."""

    label: str
    value: int | str
    note: str
    alarming: bool = False


def write_overview(canvas: Canvas, merged: Consolidation, statuses: Sequence[UnitStatus], made: datetime) -> None:
    """Write the sheet; lines that should not be so are red."""
    sheet = canvas.sheet(OVERVIEW)
    for column, width in (("A:A", 22), ("B:B", 12), ("C:C", _NOTE_WIDTH)):
        sheet.set_column(column, width)
    sheet.merge_range("A1:C1", f"{merged.summary.agency}　{merged.summary.year} 年度汇总概况", canvas["title"])
    sheet.set_row(0, 32)
    row = 2
    for line in _lines(merged, statuses, made):
        sheet.write_string(row, 0, line.label, canvas["label_left"])
        if isinstance(line.value, int):
            sheet.write_number(row, 1, line.value, canvas["cell_center"])
        else:
            sheet.write_string(row, 1, line.value, canvas["cell_center"])
        sheet.write_string(row, 2, line.note, canvas["cell"])
        if line.alarming:
            sheet.conditional_format(row, 0, row, 2, {"type": "no_errors", "format": canvas["red"]})
        sheet.set_row(row, 6 + 14 * lines_needed(line.note, _NOTE_WIDTH))
        row += 1
    canvas.print_on_a4(sheet, f"A1:C{row}")


def _lines(merged: Consolidation, statuses: Sequence[UnitStatus], made: datetime) -> Iterator[_Line]:
    yield from _asked_and_received(merged, made)
    yield from _units(merged, statuses)
    yield from _officer(merged)
    yield from _compared(merged)
    yield from _mapped(merged)


def _asked_and_received(merged: Consolidation, made: datetime) -> Iterator[_Line]:
    counts, summary = merged.counts, merged.summary
    balanced = counts["files"] == sum(counts[key] or 0 for key in (ACCEPTED, REFUSED, IGNORED))
    yield _Line("汇总年度", str(summary.year), f"{summary.form.id}年格式")
    yield _Line("汇总时间", made.strftime("%Y-%m-%d"), made.strftime("%H:%M"))
    yield _Line("收到文件", counts["files"] or 0, "收到 = 计入 + 退回 + 忽略")
    yield _Line(
        "　计入", counts[ACCEPTED] or 0, "各表数字为“单位明细”各行之和" + "，加上“调整”" * bool(merged.adjustments)
    )
    yield _Line("　退回", counts[REFUSED] or 0, "原因见“来源”和“问题清单”，可复制的消息见“退回”")
    yield _Line("　忽略", counts[IGNORED] or 0, "临时文件、其他文件、旧版本、旧汇总表、不计入汇总的")
    yield _Line("　核对", "一致" if balanced else "不一致", "收到文件数与以上三项之和", alarming=not balanced)


def _units(merged: Consolidation, statuses: Sequence[UnitStatus]) -> Iterator[_Line]:
    if merged.roster:
        due, came = len(statuses), sum(one.has_reported for one in statuses)
        missing = [one.unit.name for one in statuses if one.state == MISSING]
        late = [f"{one.unit.name}（{one.late} 天）" for one in statuses if one.late]
        share = f"报送率 {100 * came / due:.1f}%" if due else "没有选到名册上的单位"
        yield _Line("应报单位", due, f"名册上的单位；{share}，逐个见“报送情况”")
        yield _Line("　缺报", len(missing), "、".join(missing) or "没有缺报")
        yield _Line("　迟报", len(late), "、".join(late) or "没有迟报")
        undated = [one.unit.name for one in statuses if one.is_undated]
        if undated:
            yield _Line("　没有日期", len(undated), f"填报日期没有填或不是日期，没有判断是否迟报：{'、'.join(undated)}")
        yield from _beside_the_sum(merged.roster, statuses)
    failing = [decision.agency for decision in merged.accepted if decision.failing]
    note = f"{'、'.join(failing)}未通过校验，其数字已计入" if failing else "没有"
    yield _Line("带错误计入的单位", len(failing), note, alarming=bool(failing))


def _beside_the_sum(roster: Roster, statuses: Sequence[UnitStatus]) -> Iterator[_Line]:
    """Units that add nothing by the roster's word, and those that handed in what another reports for them."""
    left_out = uncounted(statuses)
    if left_out:
        nowhere = in_no_sum(statuses, roster)
        names = [name + "（没有计入汇总的下级单位，它的数不在汇总数里）" * (name in nowhere) for name in left_out]
        yield _Line("　不计入汇总", len(left_out), f"按名册“计入汇总”一栏：{'、'.join(names)}", alarming=bool(nowhere))
    lost = lost_with_another(statuses, roster)
    if lost:
        names = [f"{name}（由不计入汇总的{other}代报，它的数不在汇总数里）" for name, other in lost]
        yield _Line("　代报而没有计入", len(lost), f"请改正名册：{'、'.join(names)}", alarming=True)
    twice = [f"{one.unit.name}（由{one.unit.reported_by}代报）" for one in statuses if one.aside]
    if twice:
        yield _Line("　代报又自报", len(twice), f"自己报的没有计入：{'、'.join(twice)}", alarming=True)


def _officer(merged: Consolidation) -> Iterator[_Line]:
    """What the officer decided, and what changed since the last summary."""
    let_pass = Counter(
        (f"{agency} {finding.code}", finding.explained.removeprefix("放行：")) for agency, finding in merged.let_pass
    )
    if let_pass:
        told = (f"{what}{f' {many} 处' if many > 1 else ''}（{why}）" for (what, why), many in let_pass.items())
        yield _Line("放行的错误", let_pass.total(), "；".join(told))
    if merged.adjustments:
        yield _Line("调整", len(merged.adjustments), "单位报送以外的增减，逐笔见“调整”")
    for finding in merged.by_adjustment:
        yield _Line("调整后的问题", finding.code, f"{finding.message}。请核对“调整”", alarming=True)
    if merged.changes is not None:
        yield _Line(
            "与上次汇总不同",
            len(merged.changes),
            "逐处见“变动”" if merged.changes else "计入的单位、数字和调整都没有变",
        )
    for note in merged.notes:
        yield _Line("请注意", "见右", note, alarming=True)


def _compared(merged: Consolidation) -> Iterator[_Line]:
    if merged.last is not None:
        yield _Line("与上年比较", f"{merged.last.year} 年度", f"{merged.last.notes[0]}；逐项见“同比”和“图表”")


def _mapped(merged: Consolidation) -> Iterator[_Line]:
    for decision in merged.accepted:
        for finding in decision.findings:
            if finding.code == "C5":
                yield _Line("格式折算", "见右", finding.message)
