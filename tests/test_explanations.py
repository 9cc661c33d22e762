"""审核说明: what an explanation is tied to, how long it stands, and that fresh copies keep it exactly."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.explained import LICENSING, NO_FEE, PENALTY, TWO_CLAIMS, base, explained, of, saved
from xlreport.files.grids import read_book
from xlreport.findings.model import Explanation, says_nothing
from xlreport.numbers import BLANK, from_scaled, number
from xlreport.report import Place, Provenance, Report
from xlreport.report_json import from_json, to_json
from xlreport.workbook.build import build_workbook
from xlreport.workbook.explanations import shown_text
from xlreport.workbook.locate import judge
from xlreport.workbook.read import Reading, judge_reading, read_sheets, read_workbook
from xlreport.workbook.standing import carried, sentence


class TestTies:
    """What a finding's explanation is tied to."""

    def ties(self, code: str, report: Report | None = None) -> list[dict[str, object]]:
        return [dict(finding.tied) for finding in of(code, judge(report or base()))]

    def test_a_blank_cell_is_tied_to_itself(self) -> None:
        assert self.ties("V5") == [{"表二!B9": None}, {"表二!B12": None}]

    def test_a_number_of_the_prose_is_tied_to_the_tables_and_to_its_sentence(self) -> None:
        first, second = self.ties("N1")
        received, done = base()["table3.received.new.total"].plain, base()["table3.result.total.total"].plain
        said = "2021年新收政府信息公开申请"
        assert first == {"表三!J6": received, "文字部分!B5": f"{said}【7】件，办结9件"}
        assert second == {"表三!J29": done, "文字部分!B5": f"{said}7件，办结【9】件"}

    def test_a_short_section_is_kept_whole_and_an_empty_one_as_nothing(self) -> None:
        assert self.ties("L3") == [{"文字部分!B10": NO_FEE}]
        empty = replace(base(), narrative={**base().narrative, "六": ""})
        assert {"文字部分!B10": None} in self.ties("L4", empty)

    def test_every_change_of_a_long_section_shows(self) -> None:
        words = "本机关按照要求公开了各类信息。" * 10
        one, other = (
            self.ties("L3", replace(base(), narrative={**base().narrative, "六": text}))
            for text in (words, words[:-2] + "！。")
        )
        (kept,) = one[0].values()
        assert isinstance(kept, str)
        assert kept.startswith(words[:20])
        assert "150 字" in kept
        assert one != other

    def test_the_cover_is_tied_to_its_entry(self) -> None:
        assert self.ties("L2") == [{"封面!C9": "2022-02-20"}]
        unknown = replace(base(), cover=replace(base().cover, level="县"))
        assert self.ties("F5", unknown) == [{"封面!C7": "县"}]

    def test_cells_are_those_of_a_fresh_copy_wherever_they_were_read(self, tmp_path: Path) -> None:
        moved = replace(base(), provenance=Provenance(places={LICENSING: Place("表二", "B30")}))
        finding = of("V5", judge(moved))[0]
        assert (finding.cell, finding.tied) == ("B30", (("表二!B9", None),))
        moved = replace(moved, explanations=(Explanation("V5", ("表二!B9",), (None,), "没有这类事项"),))
        assert of("V5", judge(moved))[0].explained == "没有这类事项"
        assert of("V5", judge_reading(read_workbook(saved(moved, tmp_path / "a.xlsx"))))[0].explained == "没有这类事项"
        (lost,) = carried(moved.with_values({LICENSING: number(1)}), ())[1]
        assert "表二!B30 由空白改为 1" in sentence(lost)


class TestStanding:
    @pytest.mark.parametrize("code", ["V5", "N1", "L2", "L3"])
    def test_it_explains_what_it_was_given_for(self, code: str) -> None:
        report = explained(base(), code, "情况特殊，已与上级沟通")
        assert {one.explained for one in of(code, judge(report))} == {"情况特殊，已与上级沟通"}
        assert not any(one.explained for one in judge(report) if one.code != code)

    def test_the_later_of_two_stands_and_the_earlier_is_named(self) -> None:
        first = explained(base(), "L3", "上年漏报，本年补报")
        second = explained(base(), "L3", "机构划转")
        both = replace(base(), explanations=(*first.explanations, *second.explanations))
        findings = judge(both)
        assert [one.explained for one in of("L3", findings)] == ["机构划转"]
        kept, (lost,) = carried(both, findings)
        assert kept.explanations == second.explanations
        assert (lost.text, lost.why) == ("上年漏报，本年补报", "replaced")
        assert "“上年漏报，本年补报”由后一条说明代替" in sentence(lost)

    def test_it_falls_with_its_value_and_only_with_its_value(self) -> None:
        report = explained(base(), "N1", "只写本级机关")
        one_more = base()["table3.received.new.total"].scaled + from_scaled(10_000).scaled
        report = report.with_values({"table3.received.new.total": from_scaled(one_more), PENALTY: number(1)})
        assert [one.explained for one in of("N1", judge(report))] == ["", "只写本级机关"]

    def test_it_falls_with_its_sentence(self) -> None:
        report = explained(base(), "N1", "只写本级机关")
        changed = TWO_CLAIMS.replace("7件", "8件")
        report = replace(report, narrative={**report.narrative, "一/依申请公开": changed})
        assert [one.explained for one in of("N1", judge(report))] == ["", ""]

    def test_no_error_is_explained(self) -> None:
        report = base().with_values({"table3.received.new.total": BLANK})
        broken = next(one for one in judge(report) if one.code == "B3")
        given_ = Explanation("B3", *map(tuple, zip(*broken.tied, strict=True)), "原件如此")
        report = replace(report, explanations=(given_,))
        assert not any(one.explained for one in judge(report) if one.is_error)
        _, dropped = carried(report, judge(report))
        assert [(one.code, one.why) for one in dropped] == [("B3", "error")]
        assert "不能用说明代替" in sentence(dropped[0])


class TestDropped:
    """What no longer stands is named with the reason."""

    def dropped(self, report: Report) -> list[tuple[str, str, object, object]]:
        kept, lost = carried(report, judge(report))
        assert {*kept.explanations}.isdisjoint(one.text for one in lost)
        return [(one.why, one.cell, one.then, one.now) for one in lost]

    def test_a_value_that_changed_is_named_with_both_values(self) -> None:
        report = explained(base(), "L2", "系统故障")
        report = replace(report, cover=replace(report.cover, date="2022-03-01"))
        assert self.dropped(report) == [("changed", "封面!C9", "2022-02-20", "2022-03-01")]
        (lost,) = carried(report, judge(report))[1]
        words = sentence(lost)
        for part in ("L2", "系统故障", "封面!C9", "2022-02-20", "2022-03-01", "重新说明"):
            assert part in words

    def test_one_that_still_stands_for_some_of_its_cells_stays(self) -> None:
        both = Explanation("V5", ("表二!B9", "表二!B12"), (None, None), "没有这类事项")
        report = replace(base(), explanations=(both,)).with_values({PENALTY: number(1)})
        assert self.dropped(report) == []
        assert of("V5", judge(report))[0].explained == "没有这类事项"
        assert self.dropped(report.with_values({LICENSING: number(2)})) == [("changed", "表二!B9", None, 2)]

    def test_nothing_left_to_explain(self) -> None:
        report = explained(base(), "V5", "没有这类事项")
        gone = Explanation("P6", ("表三!J30",), (report["table3.carried_forward.total"].plain,), "案情复杂")
        report = replace(report, explanations=(*report.explanations, gone))
        assert self.dropped(report) == [("nothing", "表三!J30", None, None)]

    def test_what_last_year_decides_is_kept_while_last_year_is_not_known(self) -> None:
        carried_over = "table3.received.carried_over.total"
        one = Explanation("Y1", ("表三!J7",), (base()[carried_over].plain,), "上年多报一件")
        report = replace(base(), explanations=(one,))
        assert self.dropped(report) == []
        last = replace(base(), year=2020).with_values(
            {"table3.carried_forward" + name.removeprefix("table3.received.carried_over"): base()[name]
             for name in base().form.position if name.startswith("table3.received.carried_over.")}
        )  # fmt: skip
        seen = judge(report, last_year=(last,))
        assert of("Y1", seen) == []
        assert [lost.why for lost in carried(report, seen, with_last_year=True)[1]] == ["nothing"]
        changed = report.with_values({carried_over: from_scaled(base()[carried_over].scaled + 10_000)})
        assert [why for why, *_ in self.dropped(changed)] == ["changed"]


TEXTS = st.text(
    st.one_of(st.characters(codec="gbk", exclude_categories=("Cc", "Cs")), st.sampled_from("核实无误\n \t，。<&\"'=+")),
    min_size=1,
    max_size=40,
).map(lambda text: f"{text}机构划转{text}")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["V5", "N1", "L2", "L3"]), st.lists(TEXTS, min_size=2, max_size=2), min_size=1))
def test_workbook_and_json_keep_explanations_exactly(texts: dict[str, list[str]]) -> None:
    """Report → workbook → report → JSON → workbook → report."""
    findings = judge(base())
    given_ = []
    for code, pair in texts.items():
        for one, text in zip(of(code, findings), pair, strict=False):
            cells, values = zip(*one.tied, strict=True)
            given_.append(Explanation(code, cells, values, text))
    report = replace(base(), explanations=tuple(given_))
    first = through_a_workbook(report)
    assert {*first.report.explanations} == {*given_}
    assert judge_reading(first) == judge(report)
    again = through_a_workbook(from_json(to_json(first.report)))
    assert again.report.explanations == first.report.explanations
    assert again.refused == ()


def through_a_workbook(report: Report) -> Reading:
    target = BytesIO()
    build_workbook(report, target)
    return read_sheets(read_book(Path("a.xlsx"), data=target.getvalue()))


def test_a_text_longer_than_a_cell_holds_is_kept_whole() -> None:
    pair = [
        replace(one, text=mark * 20_000)
        for one, mark in zip(explained(base(), "N1", "x").explanations, "甲乙", strict=True)
    ]
    assert len(shown_text(pair)) == 32_767
    assert through_a_workbook(replace(base(), explanations=tuple(pair))).report.explanations == tuple(pair)


EMPTY = """
核实无误 情况属实。 经核实无误 经核实，无误。 已核
属_实 正确！ 没有问题 同意 （属实） 数据真实、准确、完整 已核对，没有错误 ——
无 好的
1 aaaa 12345 没错 略 没有错误 没有错。 如实填报 按实填写 本单位已如实填报 数据据实统计 按实际情况填写 情况就是这样
"""


REASONS = """
全年没有许可事项 经核实，因机构改革职能划转 上年漏报，本年补报 属实，系重大项目集中办理 没有收费
正在核实 数据由省厅统一提供 见附件3
已划转 上年漏报 撤1家 如实填报，上年漏报 按要求划转至县医保局 没有错误，系补报
"""


def test_phrases_that_say_nothing() -> None:
    assert [text for text in ["", " ", *EMPTY.split()] if not says_nothing(text)] == []


def test_reasons_are_reasons() -> None:
    assert [text for text in REASONS.split() if says_nothing(text)] == []
