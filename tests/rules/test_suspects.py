"""Which cell is wrong: what the relations prove, what is only ranked, and what is not said at all."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.cases import Value, report
from tests.rules.slipped import (
    BALANCED,
    FORWARD,
    GRANTED,
    NEW,
    OVER,
    PETITION,
    SECRET,
    TOTAL,
    Proposals,
    broken_relations,
    proposals,
    told,
    under_formulas,
    with_slip,
)
from tests.rules.slips import bases, inject, typed, typed_under_formulas
from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import BLANK, from_plain, from_scaled
from xlreport.report_json import read_json
from xlreport.rules.context import Context
from xlreport.rules.suspects import faults, sentence, suspects, to_json, where, why_none
from xlreport.workbook.layout import place_of
from xlreport.workbook.locate import judge
from xlreport.workbook.suspected import advice, suspected_faults, suspects_json

REAL = Path(__file__).resolve().parents[3] / "shared" / "reports" / "truth"


def test_a_balanced_report_has_no_suspects() -> None:
    assert suspects(report(BALANCED)) == ()
    assert suspects(report({})) == ()


@pytest.mark.parametrize(
    ("changes", "expected", "mended"),
    [
        ({f"{PETITION}.natural": 12}, {f"{PETITION}.natural": 21}, ("B2.natural", "B3.result.rejected.petition")),
        ({f"{NEW}.total": 74}, {f"{NEW}.total": 47}, ("B1.total", "B3.received.new")),
        ({f"{FORWARD}.business": -1}, {f"{FORWARD}.business": 1}, ("B1.business", "B3.carried_forward")),
        ({f"{TOTAL}.natural": 380}, {f"{TOTAL}.natural": 38}, ("B1.natural", "B2.natural", "B3.result.total")),
    ],
)
def test_typed_totals_cross_in_the_wrong_cell(
    changes: dict[str, Value], expected: Proposals, mended: tuple[str, ...]
) -> None:
    (suspect,) = suspects(with_slip(changes))
    assert (told(suspect), suspect.kind, sorted(suspect.mended)) == (expected, "proved", sorted(mended))
    assert suspect.changes[0].actual == from_plain(next(iter(changes.values())))


def test_two_slips_that_have_nothing_to_do_with_each_other_are_two_suspects() -> None:
    wrong = with_slip({f"{PETITION}.natural": 12, f"{NEW}.business": 17, "table4.review.total": 50})
    found = suspects(wrong)
    assert [told(suspect) for suspect in found[:2]] == [{f"{NEW}.business": 7}, {f"{PETITION}.natural": 21}]
    assert {suspect.kind for suspect in found[:2]} == {"proved"}
    assert {"table4.review.total": 5} in [told(suspect) for suspect in found[2:]]


def test_a_row_typed_one_place_off_is_one_suspect_and_comes_first() -> None:
    first, *_ = suspects(with_slip({f"{SECRET}.natural": 0, f"{SECRET}.business": 5, f"{SECRET}.research": 2}))
    assert told(first) == {f"{SECRET}.natural": 5, f"{SECRET}.business": 2, f"{SECRET}.research": 0}
    assert first.args["reason"] == "整行或整列错了一格"


def test_a_slip_that_any_cell_of_a_group_may_be_is_a_ranked_list() -> None:
    found = suspects(with_slip({"table4.review.total": 50}))
    assert {suspect.kind for suspect in found} == {"ranked"}
    assert told(found[0]) == {"table4.review.total": 5}
    assert {"table4.review.upheld": 48} in [told(suspect) for suspect in found]


def test_blank_totals_are_filled_and_not_suspected() -> None:
    blank = report(BALANCED).with_values(dict.fromkeys(load("2021").totals, BLANK))
    assert suspects(blank) == ()
    names: dict[str, Value] = {f"{PETITION}.total": None, f"{PETITION}.natural": 12}
    assert proposals(with_slip(names)) == [{f"{PETITION}.natural": 21}]
    either = with_slip({**names, f"{SECRET}.total": None})
    assert proposals(either) == [{f"{PETITION}.natural": 21}, {f"{SECRET}.natural": 14}]


def test_relations_with_words_in_them_are_not_judged() -> None:
    assert suspects(with_slip({f"{PETITION}.natural": "21件", f"{PETITION}.total": 3})) != ()
    wrong = with_slip({f"{GRANTED}.business": "4件", f"{PETITION}.natural": 12})
    assert proposals(wrong) == [{f"{PETITION}.natural": 21}]
    every = dict.fromkeys(load("2021").totals, "—")
    assert suspects(with_slip({**every, f"{PETITION}.natural": 12})) == ()


def test_a_missing_cell_is_no_suspect() -> None:
    wrong = with_slip({f"{PETITION}.natural": 0})
    wrong = replace(wrong, provenance=replace(wrong.provenance, missing=frozenset({f"{PETITION}.natural"})))
    assert suspects(wrong) == ()


def test_no_proposal_is_negative_or_broken() -> None:
    rng = random.Random(7)
    for _ in range(60):
        wrong = balanced_report(load("2021"), rng)
        for _ in range(rng.randint(1, 4)):
            wrong = typed(wrong, inject(wrong, rng.choice(["random", "sign", "tenfold"]), rng))
        for suspect in suspects(wrong):
            assert all(change.proposed >= 0 and change.proposed % 10_000 == 0 for change in suspect.changes)


def test_what_a_suspect_says_it_mends_is_mended() -> None:
    rng = random.Random(8)
    for base in bases(rng, (3, 20, 100, 900)):
        for kind in ("lost", "random", "neighbour", "shifted row"):
            wrong = typed(base.report, inject(base.report, kind, rng))
            for suspect in suspects(wrong):
                news = {change.field: from_scaled(change.proposed) for change in suspect.changes}
                still = {relation.id for relation in broken_relations(wrong.with_values(news))}
                was = {relation.id for relation in broken_relations(wrong)}
                assert set(suspect.mended) == was - still
                assert still <= was
                assert suspect.mended


def test_under_formulas_the_answer_is_a_ranked_list_of_inputs() -> None:
    found = suspects(under_formulas({f"{PETITION}.natural": 12}))
    assert 1 <= len(found) <= 5
    assert {suspect.kind for suspect in found} == {"ranked"}
    assert told(found[0]) == {f"{GRANTED}.natural": 21}, "12 for 21 may have happened in this cell"
    assert told(found[1]) == {f"{PETITION}.natural": 21}, "or in this one"
    assert found[0].args["as_likely"] == 2
    assert not {name for entry in found for name in told(entry)} & set(load("2021").totals)
    assert found[0].mended == ("B1.natural", "B1.total")


def test_totals_that_agree_with_their_parts_are_taken_for_formulas() -> None:
    """An imported report tells nothing of formulas, and no document has four wrong cells that add up by chance."""
    wrong = under_formulas({f"{PETITION}.natural": 12})
    unknown = replace(wrong, provenance=replace(wrong.provenance, formulas=None))
    assert suspects(unknown) == suspects(wrong)


def test_a_formula_that_does_not_give_its_sum_is_the_suspect() -> None:
    wrong = under_formulas({})
    wrong = wrong.with_values({f"{PETITION}.total": from_plain(2)})
    assert {f"{PETITION}.total": 21} in proposals(wrong)


def test_the_prose_decides_between_cells() -> None:
    wrong = under_formulas({f"{GRANTED}.natural": 13})
    claims = {f"{GRANTED}.total": 160_000, f"{PETITION}.total": 210_000}
    assert proposals(wrong, claims=claims)[0] == {f"{GRANTED}.natural": 12}
    other = {f"{PETITION}.total": 200_000, f"{GRANTED}.total": 170_000}
    assert proposals(wrong, claims=other)[0] == {f"{PETITION}.natural": 20}


def test_last_year_decides_between_cells() -> None:
    wrong = under_formulas({f"{OVER}.natural": 3})
    last = report({f"{FORWARD}.natural": 2, f"{FORWARD}.total": 2, f"{GRANTED}.natural": 12})
    context = Context(last_year=(last,))
    assert proposals(wrong, context=context)[0] == {f"{OVER}.natural": 2}
    parts = tuple(report({f"{FORWARD}.natural": 1, f"{FORWARD}.total": 1}) for _ in range(2))
    assert proposals(wrong, context=Context(last_year=parts))[0] == {f"{OVER}.natural": 2}


def test_cells_that_nothing_tells_apart_are_not_named() -> None:
    """A unit more in any of twenty empty cells would mend it: to name five of them would be a false alarm."""
    assert suspects(under_formulas({f"{NEW}.legal": 9})) == () or all(
        suspect.args["as_likely"] <= 5 for suspect in suspects(under_formulas({f"{NEW}.legal": 9}))
    )
    rng = random.Random(3)
    for base in bases(rng, (1, 3, 10, 60)):
        for _ in range(10):
            wrong = typed_under_formulas(base.report, inject(base.report, "random", rng, inputs_only=True))
            assert all(suspect.args["as_likely"] <= 5 for suspect in suspects(wrong))


def test_faults_are_told_apart_by_the_relations_that_hang_together() -> None:
    wrong = with_slip({f"{PETITION}.natural": 12, f"{NEW}.business": 17, "table4.review.total": 50})
    found = faults(wrong)
    assert [set(fault.broken) for fault in found] == [
        {"B1.business", "B3.received.new"},
        {"B2.natural", "B3.result.rejected.petition"},
        {"B4.review"},
    ]
    assert [where(wrong, fault) for fault in found] == [
        "表三“商业企业”列、『一、本年新收政府信息公开申请数量』行",
        "表三“自然人”列、『1.信访举报投诉类申请』行",
        "表四『行政复议』",
    ]
    for fault in found:
        assert all(set(suspect.mended) == set(fault.broken) for suspect in fault.suspects)
    columns = faults(under_formulas({f"{PETITION}.natural": 12, f"{GRANTED}.business": 14}))
    assert [fault.broken for fault in columns] == [("B1.natural",), ("B1.business",)], "B1.total takes both"
    for fault, column in zip(columns, ("natural", "business"), strict=True):
        assert {name.rpartition(".")[2] for one in fault.suspects for name in told(one)} <= {column}


def test_why_no_cell_is_named_is_said_in_one_sentence() -> None:
    """9 more in any of the column's results or in 结转下年度 would mend it, 20 empty cells and more."""
    alike = under_formulas({f"{NEW}.legal": 9})
    (fault,) = faults(alike)
    assert (fault.suspects, fault.broken) == ((), ("B1.legal", "B1.total"))
    assert fault.alike > 5
    assert f"表三“法律服务机构”列不平衡，有 {fault.alike} 种改法同样可能" in why_none(alike, fault)
    rng = random.Random(1)
    noise = report({field.id: rng.randint(0, 5_000) for field in load("2021").table("table3").fields})
    (many,) = [fault for fault in faults(noise) if not fault.suspects]
    assert many.alike == 0
    assert "不推断是哪一格" in why_none(noise, many)
    (named,) = faults(with_slip({f"{PETITION}.natural": 12}))
    assert why_none(report(BALANCED), named) == ""


def test_people_read_where_each_fault_is_and_why_nothing_is_named() -> None:
    two = under_formulas({f"{PETITION}.natural": 12, f"{NEW}.legal": 9})
    told = suspected_faults(two, judge(two))
    words = [line.words for line in advice(told)]
    assert words[0] == "第 1 处（表三“自然人”列）："
    assert words[-1].startswith("第 2 处，表三“法律服务机构”列不平衡，有 ")
    assert [line.number for line in advice(told)] == ["", "1", "2", ""]
    assert [one.json["fault"] for fault in told for one in fault.repairs] == [1, 1]
    assert [fault.json["message"] == "" for fault in told] == [True, False]
    one = with_slip({f"{PETITION}.natural": 12})
    assert [line.number for line in advice(suspected_faults(one, judge(one)))] == ["1"], "no heading for a single fault"
    assert advice(suspected_faults(report(BALANCED), judge(report(BALANCED)))) == []


def test_programs_get_the_likeliest_of_each_fault_before_the_next_ones() -> None:
    two = under_formulas({f"{PETITION}.natural": 12, f"{GRANTED}.business": 14})
    told = suspected_faults(two, judge(two))
    order = [one["fault"] for one in suspects_json(told)]
    shorter = min(len(fault.repairs) for fault in told)
    assert shorter > 1
    assert order[: 2 * shorter] == [1, 2] * shorter
    assert len(order) == sum(len(fault.repairs) for fault in told)


def test_the_answer_is_the_same_every_time() -> None:
    wrong = with_slip({f"{PETITION}.natural": 12, f"{NEW}.business": 17, "table4.review.total": 50})
    assert suspects(wrong) == suspects(wrong)


def test_a_table_full_of_faults_gets_no_long_list() -> None:
    rng = random.Random(1)
    fields = load("2021").table("table3").fields
    noise = report({field.id: rng.randint(0, 5_000) for field in fields})
    assert len(suspects(noise)) <= 5


def test_the_sentence_names_the_cell_and_what_it_should_hold() -> None:
    wrong = with_slip({f"{SECRET}.business": 20})
    (suspect,) = suspects(wrong)
    words = sentence(wrong, suspect, lambda field: place_of(wrong, field).cell)
    cell = place_of(wrong, wrong.form.by_id[f"{SECRET}.business"]).cell
    for part in ("表三", "1.属于国家秘密", "商业企业", f"{cell} 填 20", "若为 2", "2 条勾稽关系全部平衡"):
        assert part in words
    assert "不能确定" not in words


def test_the_sentence_says_when_it_is_no_proof() -> None:
    wrong = under_formulas({f"{PETITION}.natural": 12})
    assert "不能确定" in sentence(wrong, suspects(wrong)[0], lambda field: str(field.at))


def test_blanks_and_many_cells_read_well() -> None:
    wrong = with_slip({f"{NEW}.natural": None})
    words = sentence(wrong, suspects(wrong)[0], lambda field: place_of(wrong, field).cell)
    assert " 空白，若为 40" in words
    left_out: dict[str, Value] = {f"{row}.total": 0 for row in (SECRET, GRANTED, PETITION, TOTAL, NEW, OVER, FORWARD)}
    wrong = with_slip(left_out)
    words = sentence(wrong, suspects(wrong)[0], lambda field: place_of(wrong, field).cell)
    assert "分别填 0、0、0、0、0、0、0，若分别为 47、2、16、7、21、44、5" in words
    assert "『" not in words


def test_as_json_a_suspect_has_labels_numbers_and_the_sentence() -> None:
    wrong = with_slip({f"{SECRET}.business": 20})
    (suspect,) = suspects(wrong)
    shown = to_json(wrong, suspect, lambda field: place_of(wrong, field).cell)
    field = wrong.form.by_id[f"{SECRET}.business"]
    cell = place_of(wrong, field).cell
    change = {"table": "表三", "row": field.row, "column": "商业企业", "cell": cell, "actual": 20, "proposed": 2}
    assert shown["changes"] == [change]
    assert shown["rules_mended"] == ["B2.business", "B3.result.denied.state_secret"]
    assert "若为 2" in shown["message"]


def test_numbers_beyond_any_spreadsheet_are_left_alone() -> None:
    assert suspects(with_slip({f"{PETITION}.natural": 10**300})) == ()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not on this machine")
def test_real_reports_that_balance_have_no_suspects() -> None:
    for path in sorted(REAL.glob("*.json")):
        assert suspects(read_json(path)) == ()
