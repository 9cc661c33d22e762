"""An invented county: its units, and what each reported for five years. The same on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from xlreport.forms import Form, for_year
from xlreport.numbers import number
from xlreport.report import Cover, Report, blank_report
from xlreport.rules.law import check_character
from xlreport.rules.totals import with_computed_totals

NAME, YEAR, FIRST_YEAR = "青河县", 2024, 2020
KINDS = ("natural", "business", "research", "nonprofit", "legal", "other")
_SHARES = (70, 14, 1, 2, 9, 4)
"""How often who asks, of 100."""
_RESULTS: Mapping[str, int] = {
    "granted": 42,
    "partial": 16,
    "denied.third_party": 3,
    "denied.internal_affairs": 3,
    "denied.process_information": 4,
    "denied.enforcement_file": 4,
    "denied.administrative_query": 3,
    "unable.not_held": 12,
    "unable.needs_creation": 3,
    "unable.still_unclear": 1,
    "rejected.petition": 3,
    "rejected.duplicate": 2,
    "other.overdue_correction": 3,
    "other.other": 1,
}

# name, requests in an ordinary year, licences, penalties, coercive measures, fees (万元)
_BUREAUS = """
人民政府办公室 26 0 0 0 0
发展和改革局 8 412 3 0 0
教育局 15 236 0 0 0
科学技术和工业信息化局 4 18 0 0 0
公安局 38 21480 3965 412 186.42
民政局 6 83 2 0 0
司法局 9 27 0 0 0
财政局 12 64 1 0 0
人力资源和社会保障局 22 1315 48 0 32.6
自然资源和规划局 64 3120 57 6 865.2075
生态环境局 13 168 74 11 0
住房和城乡建设局 47 2483 39 0 415.1885
交通运输局 11 940 618 35 12.08
水利局 7 96 21 3 58.3
农业农村局 29 377 44 2 0
商务局 3 52 0 0 0
文化和旅游局 6 118 9 0 0
卫生健康局 16 1902 131 4 24.15
退役军人事务局 2 0 0 0 0
应急管理局 5 143 92 5 0
审计局 1 0 0 0 0
市场监督管理局 31 15260 842 63 9.7
统计局 1 0 4 0 0
医疗保障局 4 0 11 0 0
林业局 9 205 33 7 71.44
城市管理局 18 655 1276 88 140.06
行政审批服务局 3 6420 0 0 0
信访局 5 0 0 0 0
数据局 2 0 0 0 0
投资促进局 1 0 0 0 0
机关事务服务中心 1 0 0 0 0
消防救援大队 2 174 36 9 0
气象局 0 41 2 0 0
烟草专卖局 2 866 57 0 0
住房公积金管理中心 3 0 0 0 0
经济开发区管理委员会 6 106 0 0 0
"""
_TOWNS = ("云岭镇", "柳河镇", "石桥镇", "白沙乡")
_OFFICES = ("综合行政执法队", "便民服务中心", "农业服务中心", "财政所", "规划建设办公室")
UNCOUNTED = f"{NAME}云岭镇人民政府"
"""The parent that hands in the totals of its own offices; they count, it does not."""
MERGED, PARTS = f"{NAME}文化和旅游局", (f"{NAME}文化局", f"{NAME}旅游发展局")
"""A bureau of this year and the two that it was until last year."""


@dataclass(frozen=True, slots=True)
class ExampleUnit:
    """One unit; ``requests`` are those of an ordinary year, ``work`` are licences, penalties, coercion, fees."""

    name: str
    level: str
    kind: str
    parent: str = ""
    code: str = ""
    requests: int = 0
    work: tuple[float, ...] = (0, 0, 0, 0)
    is_sum: bool = False


@cache
def units() -> tuple[ExampleUnit, ...]:
    """The 60 units of the roster, in its order."""
    return (*_bureaus(), *_town_units())


def _bureaus() -> Iterator[ExampleUnit]:
    for place, line in enumerate(_BUREAUS.split("\n")[1:-1], 1):
        name, requests, *work = line.split()
        amounts = tuple(float(amount) for amount in work)
        yield ExampleUnit(f"{NAME}{name}", "县级", "部门", "", _code(place), int(requests), amounts)


def _town_units() -> Iterator[ExampleUnit]:
    for place, town in enumerate(_TOWNS):
        parent = f"{NAME}{town}人民政府"
        is_sum = parent == UNCOUNTED
        yield ExampleUnit(parent, "乡镇级", "乡镇街道", "", _code(101 + place), 14 - 3 * place, is_sum=is_sum)
        for office in _OFFICES:
            busy = office in ("综合行政执法队", "规划建设办公室")
            work = (96.0, 12.0, 0.0, 0.0) if office == "便民服务中心" else (0.0, 31.0 * busy, 0.0, 0.0)
            yield ExampleUnit(f"{NAME}{town}{office}", "乡镇级", "其他", parent, "", 4 if busy else 1, work)


def _code(place: int) -> str:
    """A 统一社会信用代码 of a division that does not exist, with its true check character."""
    head = f"11999026{place:08d}X"
    return head + str(check_character(head + "0"))


def reports(year: int) -> dict[str, Report]:
    """What every unit reported on a year, by name, before anybody makes a mistake; parts of a merged unit until the
    year before this."""
    found = {}
    for unit in units():
        if unit.name == MERGED and year < YEAR:
            for part in PARTS:
                found[part] = _report(replace(unit, name=part, code=""), year)
        elif not unit.is_sum:
            found[unit.name] = _report(unit, year)
    for unit in units():
        if unit.is_sum:
            found[unit.name] = _sum_of(unit, [found[one.name] for one in units() if one.parent == unit.name], year)
    return found


def _report(unit: ExampleUnit, year: int) -> Report:
    values: dict[str, float] = {}
    if year == YEAR and unit.name == MERGED:
        parts = [_history(replace(unit, name=part), YEAR - 1) for part in PARTS]
        before = [sum(open_cases) for open_cases in zip(*(part[1] for part in parts), strict=True)]
        in_force = sum(part[0]["table2.normative_documents.in_force"] for part in parts)
        values, _ = _year_of(unit, year, before, int(in_force))
    else:
        values, _ = _history(unit, year)
    return _as_report(unit, year, values)


def _history(unit: ExampleUnit, year: int) -> tuple[dict[str, float], list[int]]:
    """A unit's numbers of a year and its open cases by applicant, from the first year on."""
    open_cases, in_force = [0] * len(KINDS), len(unit.name) % 7 if unit.requests > 5 else 0
    values: dict[str, float] = {}
    for one in range(FIRST_YEAR, year + 1):
        values, open_cases = _year_of(unit, one, open_cases, in_force)
        in_force = int(values["table2.normative_documents.in_force"])
    return values, open_cases


def _year_of(unit: ExampleUnit, year: int, before: list[int], in_force: int) -> tuple[dict[str, float], list[int]]:
    rng = random.Random(f"{unit.name} {year}")
    trend = (0.82, 0.9, 0.96, 1.08, 1.21)[year - FIRST_YEAR]
    asked = rng.choices(range(len(KINDS)), _SHARES, k=round(unit.requests * trend * rng.uniform(0.8, 1.2)))
    values: dict[str, float] = {}
    after = []
    for place, kind in enumerate(KINDS):
        new = asked.count(place)
        left = min(new, rng.choice((0, 0, 1, 1, 2)))
        results = rng.choices(list(_RESULTS), list(_RESULTS.values()), k=new + before[place] - left)
        values |= {f"table3.received.new.{kind}": new, f"table3.received.carried_over.{kind}": before[place]}
        values |= {f"table3.result.{row}.{kind}": results.count(row) for row in _RESULTS}
        values[f"table3.carried_forward.{kind}"] = left
        after.append(left)
    disputes = round(len(asked) / 16)
    values["table4.review.upheld"] = rng.randint(0, disputes)
    values["table4.review.corrected"] = disputes - int(values["table4.review.upheld"])
    values["table4.suit_direct.upheld"] = rng.randint(0, disputes // 2 + disputes % 2)
    values["table4.suit_after_review.upheld"] = disputes // 3
    made, repealed = (rng.randint(0, 2), rng.randint(0, 1)) if unit.requests > 5 else (0, 0)
    repealed = min(repealed, in_force)
    values["table2.normative_documents.made"] = made
    values["table2.normative_documents.repealed"] = repealed
    values["table2.normative_documents.in_force"] = in_force + made - repealed
    for key, amount in zip(("licensing", "penalty", "coercion"), unit.work, strict=False):
        values[f"table2.{key}.decisions"] = round(amount * trend * rng.uniform(0.9, 1.1))
    values["table2.fees.amount"] = round(unit.work[3] * rng.uniform(0.9, 1.1), 4)
    return values, after


def _as_report(unit: ExampleUnit, year: int, values: Mapping[str, float]) -> Report:
    form = for_year(year)
    has_requests = any(values[f"table3.received.{row}.{kind}"] for row in ("new", "carried_over") for kind in KINDS)
    has_disputes = any(amount for name, amount in values.items() if name.startswith("table4."))
    cover = Cover(
        code=unit.code,
        level=unit.level,
        kind=unit.kind,
        date=f"{year + 1}-01-{6 + len(unit.name) % 9:02d}",
        no_requests=not has_requests,
        no_disputes=not has_disputes,
    )
    report = blank_report(form, year, unit.name, cover, zeros=True)
    report = report.with_values({name: number(amount) for name, amount in _in_form(form, values).items()})
    return with_prose(with_computed_totals(report))


def _in_form(form: Form, values: Mapping[str, float]) -> dict[str, float]:
    """The numbers that a form has; those of 2020 had one row for 其他处理."""
    found = {name: amount for name, amount in values.items() if name in form.by_id}
    for kind in KINDS:
        if f"table3.result.other.{kind}" in form.by_id:
            parts = ("overdue_correction", "other")
            found[f"table3.result.other.{kind}"] = sum(values[f"table3.result.other.{part}.{kind}"] for part in parts)
    return found


def _sum_of(unit: ExampleUnit, parts: list[Report], year: int) -> Report:
    values = {entry.id: sum(part[entry.id].scaled for part in parts) / 10_000 for entry in for_year(year).fields}
    report = blank_report(for_year(year), year, unit.name, Cover(unit.code, unit.level, unit.kind), zeros=True)
    report = replace(report, cover=replace(report.cover, date=f"{year + 1}-01-13"))
    return with_prose(report.with_values({name: number(amount) for name, amount in values.items()}))


def with_prose(report: Report) -> Report:
    """The report with a sentence for each section, its numbers those of the tables."""
    name, year = report.agency.removeprefix(NAME), report.year
    new, over, done, left = (
        report[f"table3.{row}.total"].plain
        for row in ("received.new", "received.carried_over", "result.total", "carried_forward")
    )
    asked = f"{year}年新收政府信息公开申请{new}件，上年结转{over}件，办结{done}件，结转下年度继续办理{left}件。"
    narrative = {
        "一/主动公开": f"{name}通过县政府网站主动公开机构职能、办事指南和工作动态。",
        "一/依申请公开": asked if new or over else f"{name}没有收到政府信息公开申请，申请渠道畅通。",
        "一/政府信息管理": f"{name}落实先审查、后公开的管理制度，由专人负责信息的收集和发布。",
        "一/政府信息公开平台建设": f"{name}维护县政府网站的信息公开专栏，栏目更新及时。",
        "一/监督保障": f"{name}把信息公开纳入工作考核和社会评议，没有发生责任追究的情形。",
        "五": f"{name}政策解读形式较为单一，将增加图解和问答。",
        "六": f"{name}未收取信息处理费，没有其他需要报告的事项。",
    }
    return replace(report, narrative=narrative)
