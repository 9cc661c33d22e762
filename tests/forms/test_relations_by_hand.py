"""The statute's relations and the shape of its form, restated by hand: a wrong definition cannot agree with itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlreport.forms import Form, crosswalk, for_year, load

APPLICANTS = ("natural", "business", "research", "nonprofit", "legal", "other")
COLUMNS = (*APPLICANTS, "total")
RESULTS_2021 = (
    "result.granted",
    "result.partial",
    "result.denied.state_secret",
    "result.denied.law_forbids",
    "result.denied.security_stability",
    "result.denied.third_party",
    "result.denied.internal_affairs",
    "result.denied.process_information",
    "result.denied.enforcement_file",
    "result.denied.administrative_query",
    "result.unable.not_held",
    "result.unable.needs_creation",
    "result.unable.still_unclear",
    "result.rejected.petition",
    "result.rejected.duplicate",
    "result.rejected.publication",
    "result.rejected.mass_repeated",
    "result.rejected.confirm_reissue",
    "result.other.overdue_correction",
    "result.other.overdue_fee",
    "result.other.other",
)
RESULTS_2019 = (*RESULTS_2021[:18], "result.other")
ROWS_2021 = ("received.new", "received.carried_over", *RESULTS_2021, "result.total", "carried_forward")
ROWS_2019 = ("received.new", "received.carried_over", *RESULTS_2019, "result.total", "carried_forward")
GROUPS = ("review", "suit_direct", "suit_after_review")
OUTCOMES = ("upheld", "corrected", "other", "pending")
TABLE2_2021 = {
    "table2.regulations.made": "件",
    "table2.regulations.repealed": "件",
    "table2.regulations.in_force": "件",
    "table2.normative_documents.made": "件",
    "table2.normative_documents.repealed": "件",
    "table2.normative_documents.in_force": "件",
    "table2.licensing.decisions": "件",
    "table2.penalty.decisions": "件",
    "table2.coercion.decisions": "件",
    "table2.fees.amount": "万元",
}
TABLE2_2019 = {
    "table2.regulations.made": "件",
    "table2.regulations.published": "件",
    "table2.regulations.public_total": "件",
    "table2.normative_documents.made": "件",
    "table2.normative_documents.published": "件",
    "table2.normative_documents.public_total": "件",
    "table2.licensing.items_last_year": "项",
    "table2.licensing.items_change": "项",
    "table2.licensing.decisions": "件",
    "table2.other_services.items_last_year": "项",
    "table2.other_services.items_change": "项",
    "table2.other_services.decisions": "件",
    "table2.penalty.items_last_year": "项",
    "table2.penalty.items_change": "项",
    "table2.penalty.decisions": "件",
    "table2.coercion.items_last_year": "项",
    "table2.coercion.items_change": "项",
    "table2.coercion.decisions": "件",
    "table2.fees.items_last_year": "项",
    "table2.fees.items_change": "项",
    "table2.procurement.procurements": "项",
    "table2.procurement.procurement_amount": "",
}

Relations = dict[str, tuple[str, frozenset[str], frozenset[str], bool]]
"""By id: the field a finding is pinned to, the left side, the right side, whether the left is filled in."""


def relations_of_table3(rows: tuple[str, ...], results: tuple[str, ...]) -> Relations:
    found: Relations = {}
    for kind in COLUMNS:
        received = frozenset({f"table3.received.new.{kind}", f"table3.received.carried_over.{kind}"})
        settled = frozenset({f"table3.result.total.{kind}", f"table3.carried_forward.{kind}"})
        # B1: 第一项加第二项之和，等于第三项加第四项之和
        found[f"B1.{kind}"] = (f"table3.carried_forward.{kind}", settled, received, False)
        # B2: （七）总计 is the sum of all result rows
        total = f"table3.result.total.{kind}"
        found[f"B2.{kind}"] = (total, frozenset({total}), frozenset(f"table3.{row}.{kind}" for row in results), True)
    for row in rows:
        # B3: 总计 is the sum of the six kinds of applicant
        total = f"table3.{row}.total"
        parts = frozenset(f"table3.{row}.{kind}" for kind in APPLICANTS)
        found[f"B3.{row}"] = (total, frozenset({total}), parts, True)
    return found


def relations_of_table4() -> Relations:
    """B4: 总计 is 结果维持 + 结果纠正 + 其他结果 + 尚未审结."""
    return {
        f"B4.{group}": (
            f"table4.{group}.total",
            frozenset({f"table4.{group}.total"}),
            frozenset(f"table4.{group}.{outcome}" for outcome in OUTCOMES),
            True,
        )
        for group in GROUPS
    }


FORM_2021 = relations_of_table3(ROWS_2021, RESULTS_2021) | relations_of_table4()
FORM_2019 = relations_of_table3(ROWS_2019, RESULTS_2019) | relations_of_table4()


def derived(form: Form) -> Relations:
    return {
        relation.id: (relation.on, frozenset(relation.left), frozenset(relation.right), relation.fills)
        for relation in form.relations
    }


@pytest.mark.parametrize(
    ("form_id", "by_hand", "how_many"),
    [("2021", FORM_2021, 42), ("2019", FORM_2019, 40), ("2021+2019", FORM_2019, 40), ("2019+2021", FORM_2021, 42)],
)
def test_relations_are_those_of_the_statute(form_id: str, by_hand: Relations, how_many: int) -> None:
    form = load(form_id)
    assert len(by_hand) == len(form.relations) == how_many
    assert derived(form) == by_hand
    for relation in form.relations:
        assert len(relation.fields) == len(set(relation.fields)), "no field stands twice in a relation"
        assert relation.id.startswith(f"{relation.code}.")
        assert relation.source


def test_totals_are_computed_from_their_own_parts() -> None:
    """（七）总计 of the total column is the sum of its row, as every cell of that column is; 结转 is never computed."""
    for form, rows in ((load("2021"), ROWS_2021), (load("2019"), ROWS_2019)):
        expected = {f"table3.{row}.total": {f"table3.{row}.{kind}" for kind in APPLICANTS} for row in rows}
        results = RESULTS_2021 if form.id == "2021" else RESULTS_2019
        for kind in APPLICANTS:
            expected[f"table3.result.total.{kind}"] = {f"table3.{row}.{kind}" for row in results}
        for group in GROUPS:
            expected[f"table4.{group}.total"] = {f"table4.{group}.{outcome}" for outcome in OUTCOMES}
        assert {name: set(parts) for name, parts in form.totals.items()} == expected


@pytest.mark.parametrize(
    ("form_id", "table2", "rows"),
    [
        ("2021", TABLE2_2021, ROWS_2021),
        ("2019", TABLE2_2019, ROWS_2019),
        ("2021+2019", TABLE2_2021, ROWS_2019),
        ("2019+2021", TABLE2_2019, ROWS_2021),
    ],
)
def test_fields_units_and_signs(form_id: str, table2: dict[str, str], rows: tuple[str, ...]) -> None:
    form = load(form_id)
    table3 = [f"table3.{row}.{kind}" for row in rows for kind in COLUMNS]
    table4 = [f"table4.{group}.{outcome}" for group in GROUPS for outcome in (*OUTCOMES, "total")]
    assert [field.id for field in form.fields] == [*table2, *table3, *table4]
    units = {field.id: field.unit for field in form.fields}
    assert units == table2 | dict.fromkeys([*table3, *table4], "件")
    money = {"table2.fees.amount", "table2.procurement.procurement_amount"} & set(units)
    assert {field.id for field in form.fields if field.money} == money
    assert {field.id for field in form.fields if field.signed} == {n for n in units if n.endswith(".items_change")}


def test_number_of_fields() -> None:
    """10 or 22 numbers in 表二, 25 or 23 rows of seven in 表三, 15 in 表四."""
    sizes = {form_id: len(load(form_id).fields) for form_id in ("2021", "2019", "2021+2019", "2019+2021")}
    assert sizes == {"2021": 200, "2019": 198, "2021+2019": 186, "2019+2021": 212}
    assert sum(1 for field in load("2019").fields if field.signed) == 5


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_rows_are_those_of_published_reports(number: str, truth: dict[str, Path]) -> None:
    """Row labels, their order and the count of numbers in each, as five published reports print them."""
    report = json.loads(truth[number].read_text(encoding="utf-8"))
    form = load(report["form"])
    for table in form.tables:
        assert [(key, len(fields)) for key, fields in table.rows.items()] == [
            (key, len(numbers)) for key, numbers in report[table.id].items()
        ]


def test_columns_as_the_statute_prints_them() -> None:
    form = load("2021")
    row = form.table("table3").rows["三、本年度办理结果/（六）其他处理/3.其他"]
    words = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    assert [field.column for field in row] == words
    assert [field.id.rpartition(".")[2] for field in row] == list(COLUMNS)
    suits = form.table("table4").rows["行政诉讼"]
    assert [field.column for field in suits] == [
        f"{group}/{outcome}"
        for group in ("未经复议直接起诉", "复议后起诉")
        for outcome in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    ]
    assert [field.column for field in form.table("table4").rows["行政复议"]] == [
        "结果维持", "结果纠正", "其他结果", "尚未审结", "总计",
    ]  # fmt: skip
    fees = form.by_id["table2.fees.amount"]
    assert (fees.row, fees.column) == ("行政事业性收费", "本年收费金额（单位：万元）")
    assert [field.column for field in form.table("table2").rows["规章"]] == [
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    ]
    assert "其他处理" in load("2019").by_id["table3.result.other.natural"].row


def test_each_table_has_its_own_version() -> None:
    assert load("2021+2019").versions == {"table2": "2021", "table3": "2019", "table4": "2021"}
    assert load("2019+2021").versions == {"table2": "2019", "table3": "2021", "table4": "2021"}
    assert [load(name).is_mixed for name in ("2021", "2019", "2021+2019", "2019+2021")] == [False, False, True, True]


@pytest.mark.parametrize(
    ("year", "form_id"),
    [(2018, "2019"), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2022, "2021"), (2030, "2021")],
)
def test_form_due_in_a_year(year: int, form_id: str) -> None:
    assert for_year(year).id == form_id


TABLE4 = [f"table4.{group}.{outcome}" for group in GROUPS for outcome in (*OUTCOMES, "total")]
DECISIONS = ["table2.licensing.decisions", "table2.penalty.decisions", "table2.coercion.decisions"]
TABLE3_FROM_2019 = {f"table3.{row}.{kind}": f"table3.{row}.{kind}" for row in ROWS_2019 for kind in COLUMNS} | {
    f"table3.result.other.{kind}": f"table3.result.other.other.{kind}" for kind in COLUMNS
}
TABLE3_2021 = {f"table3.{row}.{kind}": f"table3.{row}.{kind}" for row in ROWS_2021 for kind in COLUMNS}
SAME_TABLE4 = {name: name for name in TABLE4}
SAME_DECISIONS = {name: name for name in DECISIONS}
SAME_TABLE2 = {name: name for name in TABLE2_2021}


@pytest.mark.parametrize(
    ("source", "target", "mapped"),
    [
        ("2019", "2021", SAME_DECISIONS | TABLE3_FROM_2019 | SAME_TABLE4),
        ("2021+2019", "2021", SAME_TABLE2 | TABLE3_FROM_2019 | SAME_TABLE4),
        ("2019+2021", "2021", SAME_DECISIONS | TABLE3_2021 | SAME_TABLE4),
        ("2021", "2021", SAME_TABLE2 | TABLE3_2021 | SAME_TABLE4),
        ("2021", "2019", SAME_TABLE4),
        ("2019+2021", "2019", {name: name for name in TABLE2_2019} | SAME_TABLE4),
    ],
)
def test_crosswalk(source: str, target: str, mapped: dict[str, str]) -> None:
    way = crosswalk(load(source), load(target))
    assert way.mapped == mapped
    left_over = {field.id for field in load(source).fields} - set(mapped)
    assert set(way.unmapped) == left_over
    assert all(way.unmapped.values()), "each number that does not map says why"


def test_why_numbers_of_2019_do_not_map() -> None:
    reasons = crosswalk(load("2019"), load("2021")).unmapped
    assert len(reasons) == 19
    assert "本年制发件数" in reasons["table2.normative_documents.made"]
    assert "现行有效件数" in reasons["table2.regulations.public_total"]
    assert "项目数量不是处理决定数量" in reasons["table2.penalty.items_last_year"]
    assert "政府集中采购" in reasons["table2.procurement.procurement_amount"]
