"""What the prose says against the tables, the year, the body's name and last year's prose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rules.cases import Value, report
from tests.rules.narrated import CHECKS, FULL, LONG, everything, seen, sentences, told
from xlreport.findings.catalogue import entry
from xlreport.report import SECTIONS, Provenance

NEW, FORWARD, DONE = (f"table3.{row}.total" for row in ("received.new", "carried_forward", "result.total"))


def test_a_complete_and_harmless_report_has_no_finding() -> None:
    assert sentences(told({})) == []
    assert sentences(told({}, kind="政府", agency="甲县人民政府")) == []


# ---- N1 --------------------------------------------------------------------------------------------------------------
def test_a_wrong_number_is_shown_with_its_sentence_its_cells_and_both_values() -> None:
    made = told({"一/依申请公开": "全年收到政府信息公开申请 21 件，均未超期。"}, {NEW: 12})
    (found,) = sentences(made)
    assert (found.code, found.severity, found.cells) == ("N1", "warning", ("表三!J6",))
    assert (found.actual, found.expected, found.difference) == (21, 12, 9)
    assert "申请 【21】 件" in found.message
    assert "12" in found.message
    assert "J6" in found.message
    assert "依申请公开" in found.message


def test_a_group_is_compared_with_the_sum_of_its_rows() -> None:
    rows = {f"table3.result.denied.{name}.total": 2 for name in ("state_secret", "third_party")}
    assert seen(told({"一/依申请公开": "不予公开4件。"}, {**rows}), "N1") == []
    (breach,) = seen(told({"一/依申请公开": "不予公开2件。"}, {**rows}), "N1")
    assert (breach.actual, breach.expected, len(breach.fields)) == (2, 4, 8)


@pytest.mark.parametrize(("claimed", "wrong"), [(12, False), (14, False), (2, True), (13, True)])
def test_received_may_count_what_was_carried_over_too(claimed: int, wrong: bool) -> None:
    made = told({"一/依申请公开": f"共受理申请{claimed}件。"}, {NEW: 12, "table3.received.carried_over.total": 2})
    assert bool(seen(made, "N1")) is wrong


@pytest.mark.parametrize(("claimed", "wrong"), [("1.2万", False), ("1.3万", False), ("1.4万", True), ("12987", False)])
def test_a_shortened_number_agrees_within_its_last_place(claimed: str, wrong: bool) -> None:
    made = told({"一/主动公开": f"作出行政处罚决定{claimed}件。"}, {"table2.penalty.decisions": 12987})
    assert bool(seen(made, "N1")) is wrong


def test_a_cell_that_holds_words_or_was_not_found_is_not_held_against_the_prose() -> None:
    text = {"一/依申请公开": "共受理申请3件。"}
    assert seen(told(text, {NEW: "三"}), "N1") == []
    made = replace(told(text), provenance=Provenance(missing=frozenset({NEW})))
    assert seen(made, "N1") == []
    assert len(seen(told(text, {NEW: None}), "N1")) == 1, "a blank counts as 0"


def test_the_whole_county_is_meant_by_the_counties_own_report_only() -> None:
    text = {"一/依申请公开": "全县共收到政府信息公开申请30件。"}
    assert seen(told(text), "N1") == []
    assert len(seen(told(text, kind="政府", agency="甲县人民政府"), "N1")) == 1


def test_the_form_of_2019_has_one_row_for_other_results() -> None:
    made = report({"table3.result.other.total": 2}, form="2019", year=2020)
    for claimed, wrong in ((2, 0), (3, 1)):
        text = {"一/依申请公开": f"其他处理{claimed}件。"}
        assert len(seen(replace(made, narrative=text), "N1")) == wrong


def test_without_a_year_a_sentence_with_one_claims_nothing() -> None:
    made = told({"一/依申请公开": "2021年收到申请9件。"}, year=None)
    assert list(seen(made, "N1")) == []
    assert len(seen(told({"一/依申请公开": "收到申请9件。"}, year=None), "N1")) == 1


# ---- N2 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "2020年，我局政务公开工作取得新进展，同时存在更新不及时的问题。",
        "（一）存在的问题。2020年，信息公开工作取得一定成效。",
        "二〇二〇年，我局认真贯彻条例，信息公开工作不断推进。",
        "2020年度本机关未收取信息处理费。",
        "本报告数据统计期限为2020年1月1日至2020年12月31日。",
        "2022年，我局共收到政府信息公开申请3件。",
    ],
)
def test_another_year_where_the_reports_is_meant(text: str) -> None:
    (breach,) = seen(told({"五": text}), "N2")
    assert (breach.case, breach.expected) == ("prose", 2021)
    assert "【" in str(breach.args["sentence"])


@pytest.mark.parametrize(
    "text",
    [
        "2022年，我局将进一步加强信息公开工作。",
        "2020年相比，2021年公开信息更多。",
        "2020年收到申请3件，2021年收到申请5件，信息公开工作量增长。",
        "2020年存在的问题已经整改，信息公开工作有了改进。",
        "2020年结转的信息公开申请已办结。",
        "按照国办函〔2020〕109号的要求收取信息处理费。",
        "到2035年，信息公开制度更加完备。",
        "“十四五”时期继续推进信息公开。",
        "2020年3月印发的信息公开制度继续执行。",
        "2019年修订的《政府信息公开条例》施行以来，信息公开工作不断完善。",
        "2021年，我局信息公开工作取得进展。",
        "统计期限为2021年1月1日至2021年12月31日。",
        "2012年，我局开通网站公开信息。",
    ],
)
def test_years_that_are_meant(text: str) -> None:
    assert seen(told({"五": text}), "N2") == []


@pytest.mark.parametrize(
    ("date", "raised"),
    [
        ("2020-01-18", True),
        ("2021-01-20", True),
        ("2021-12-30", False),
        ("2022-01-20", False),
        ("2023-01-20", False),
        ("", False),
    ],
)
def test_the_signing_date_is_not_last_years(date: str, raised: bool) -> None:
    found = [one for one in sentences(told({}, date=date)) if one.code == "N2"]
    assert [(one.case, one.sheet, bool(one.cell)) for one in found] == ([("signed", "封面", True)] if raised else [])


# ---- N3, N4, N5 ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("无", "none"),
        ("无。", "none"),
        ("暂无", "none"),
        ("/", "none"),
        ("本单位无存在问题。", "none"),
    ],
)
def test_section_five_says_nothing(text: str, case: str) -> None:
    (breach,) = seen(told({"五": text}), "N3")
    assert breach.case == case
    assert all(one.args.get("key") != "五" for one in seen(told({"五": text}), "L4")), "one cell, one finding"


@pytest.mark.parametrize("text", ["无障碍改造信息更新慢。", "人员不足，更新慢。", "无专职人员，下一步配备专人。"])
def test_section_five_says_something(text: str) -> None:
    assert seen(told({"五": text}), "N3") == []


@pytest.mark.parametrize(
    ("agency", "text", "word"),
    [
        ("乙县丙镇人民政府", "我局高度重视。", "我局"),
        ("乙县丙镇", "本局高度重视。", "本局"),
        ("乙县教育局", "我镇高度重视。", "我镇"),
        ("乙县教育局", "我委高度重视。", "我委"),
        ("丁街道办事处", "我乡高度重视。", "我乡"),
        ("乙县卫生健康委员会", "我局高度重视。", "我局"),
    ],
)
def test_another_kind_of_body_speaks(agency: str, text: str, word: str) -> None:
    (breach,) = seen(told({"五": text}, agency=agency), "N4")
    assert breach.actual == word


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        ("乙县教育局", "我局和我县、我市的要求。"),
        ("乙县丙镇人民政府", "我镇、我县高度重视。"),
        ("乙县教育局", "打破自我局限，克服本位主义。"),
        ("乙县卫生健康委员会", "我委高度重视，由我委托管。"),
        ("乙县人民政府办公室", "我办高度重视。"),
        ("乙县供销社", "我局高度重视。"),
        ("乙县发展和改革委员会", "本委员会高度重视。"),
        ("丁街道办事处", "我街道、我办高度重视。"),
        ("", "我局高度重视。"),
    ],
)
def test_a_body_speaks_of_itself(agency: str, text: str) -> None:
    assert seen(told({"五": text}, agency=agency), "N4") == []


def test_a_section_that_is_last_years() -> None:
    then = told({"一/监督保障": LONG, "五": LONG}, year=2020)
    now = told({"一/监督保障": LONG.replace("3", "5"), "五": LONG.replace("3次", "4次")})
    (breach,) = seen(now, "N5", then)
    assert breach.args["section"] == f"{SECTIONS['一/监督保障']}、{SECTIONS['五']}"
    assert breach.args["other"] == "2020年度报告"


@pytest.mark.parametrize(
    "text", [LONG[: len(LONG) // 2], LONG.replace("明确分管领导和承办科室", "配齐专职人员并定期轮训"), FULL["五"]]
)
def test_a_section_written_anew_is_no_copy(text: str) -> None:
    assert seen(told({"五": text}), "N5", told({"五": LONG}, year=2020)) == []


def test_short_sentences_of_every_year_are_no_copies() -> None:
    assert seen(told({}), "N5", told({}, year=2020)) == []
    assert seen(told({"五": LONG}), "N5") == [], "nothing is known of last year"


# ---- L3, L4, L6, P4 --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "year", "raised"),
    [
        ("无", 2021, True),
        ("无其他需要报告的事项。", 2023, True),
        ("无", 2020, False),
        ("本年度未收取信息处理费。", 2021, False),
        ("无信息公开收费情况。", 2021, False),
        ("本年度无收取信息费情况。", 2021, False),
        ("", 2021, False),
    ],
)
def test_section_six_names_the_fee(text: str, year: int, raised: bool) -> None:
    assert bool(seen(told({"六": text}, year=year), "L3")) is raised


def test_no_prose_at_all_is_one_finding() -> None:
    for text in ({}, dict.fromkeys(SECTIONS, ""), dict.fromkeys(SECTIONS, " \n")):
        found = list(everything(replace(report(kind="政府"), narrative=text)))
        assert [(one.code, one.case) for one in found] == [("L4", "all")]


@pytest.mark.parametrize("key", [key for key in FULL if key != "五"])
def test_each_missing_part_is_named(key: str) -> None:
    for text in ("", " "):
        (breach,) = seen(told({key: text}), "L4")
        assert breach.args["section"] == SECTIONS[key]
    without = {name: text for name, text in FULL.items() if name != key}
    assert len(seen(replace(report(), narrative=without), "L4")) == 1


def test_a_section_that_is_not_divided_is_judged_by_its_topics() -> None:
    whole = {"一": "主动公开信息，办理申请，加强信息管理和平台建设，强化监督。", "五": FULL["五"], "六": FULL["六"]}
    assert seen(replace(report(), narrative=whole), "L4") == []
    (breach,) = seen(replace(report(), narrative={**whole, "一": "主动公开信息，加强信息管理和平台建设。"}), "L4")
    assert breach.args["missing"] == "依申请公开、监督保障"
    assert seen(replace(report(form="2019", year=2020), narrative={**whole, "一": "主动公开信息。"}), "L4") == []


@pytest.mark.parametrize(
    ("kind", "text", "raised"),
    [
        ("政府", "加强组织领导。", True),
        ("乡镇街道", "加强组织领导。", True),
        ("部门", "加强组织领导。", False),
        ("", "加强组织领导。", False),
        ("政府", "纳入年度考核。", False),
        ("政府", "开展社会评议。", False),
        ("乡镇街道", "未发生责任追究。", False),
    ],
)
def test_governments_speak_of_oversight(kind: str, text: str, raised: bool) -> None:
    assert bool(seen(told({"一/监督保障": text}, kind=kind, agency="甲县测试单位"), "L6")) is raised


@pytest.mark.parametrize(
    ("text", "values", "case", "severity"),
    [
        ("收取信息处理费200元。", {NEW: 1, DONE: 1}, "fees", "info"),
        ("收取信息处理费0.02万元。", {"table2.fees.amount": 3}, "requests", "warning"),
        ("收取信息处理费200元。", {}, "requests", "warning"),
        ("收取信息处理费200元。", {NEW: 1, "table2.fees.amount": 3}, "", ""),
        ("未收取信息处理费。", {"table2.fees.amount": 3}, "", ""),
        ("信息处理费0元。", {"table2.fees.amount": 3}, "", ""),
        ("收取信息处理费200元。", {NEW: "三", "table2.fees.amount": 3}, "", ""),
    ],
)
def test_a_fee_above_nothing_needs_requests(text: str, values: dict[str, Value], case: str, severity: str) -> None:
    found = seen(told({"六": text}, values), "P4")
    assert [(one.case, entry("P4", one.case).severity) for one in found] == ([(case, severity)] if case else [])


def test_every_sentence_is_whole() -> None:
    """No template asks for a word that the rule does not give."""
    made = [
        told({"一/依申请公开": "收到申请3件。", "五": "无", "六": "收取信息处理费3元。"}, date="2020-01-01"),
        told({"五": "我镇工作。2020年，我局取得成效，信息公开工作推进。", "六": "无"}, kind="政府", agency="甲局"),
        told({"一/监督保障": LONG, "六": ""}, {NEW: 1}, kind="政府"),
        replace(
            told({"六": "收取信息处理费3元。"}, {NEW: 1, DONE: 1}),
            narrative={"一": "信息公开", "六": "信息处理费3元。"},
        ),
        replace(report(), narrative={}),
    ]
    found = [one for each in made for one in sentences(each, told({"一/监督保障": LONG}, year=2020))]
    assert {one.code for one in found} == set(CHECKS)
    for one in found:
        assert "未知" not in one.message + one.remedy, one
        assert "{" not in one.message + one.remedy, one
