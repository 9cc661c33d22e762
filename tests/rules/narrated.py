"""Reports with prose, and what the rules on prose say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.rules.cases import Value, report
from xlreport.findings.model import Breach, Finding
from xlreport.report import Report
from xlreport.rules import narrative
from xlreport.rules.context import Context
from xlreport.workbook.locate import located

LONG = "我局坚持把信息公开作为转变职能的重要抓手，明确分管领导和承办科室，" * 5 + "全年召开专题会议3次，培训20人。"

CHECKS = {
    "N1": narrative.check_claims,
    "N2": narrative.check_years,
    "N3": narrative.check_problems,
    "N4": narrative.check_self,
    "N5": narrative.check_copied,
    "L3": narrative.check_fee_named,
    "L4": narrative.check_sections,
    "L6": narrative.check_oversight,
    "P4": narrative.check_fee_amount,
}
FULL = {
    "一/主动公开": "通过政府网站主动公开政府信息。",
    "一/依申请公开": "全年未收到政府信息公开申请。",
    "一/政府信息管理": "严格执行信息发布审核制度。",
    "一/政府信息公开平台建设": "及时更新网站栏目。",
    "一/监督保障": "把信息公开纳入工作考核，开展社会评议，没有发生责任追究情况。",
    "五": "存在信息更新不够及时的问题，已明确专人负责。",
    "六": "本年度未收取信息处理费。",
}


def told(text: dict[str, str], values: dict[str, Value] | None = None, **cover: object) -> Report:
    """A report of zeros with these sections instead of those of a complete and harmless prose."""
    made = report(values, **cover)
    return replace(made, narrative={**FULL, **text})


def seen(made: Report, code: str, *last_year: Report) -> list[Breach]:
    return list(CHECKS[code](made, Context(last_year=last_year)))


def everything(made: Report, *last_year: Report) -> Iterator[Breach]:
    for code in CHECKS:
        yield from seen(made, code, *last_year)


def sentences(made: Report, *last_year: Report) -> list[Finding]:
    return list(located(made, everything(made, *last_year)))
