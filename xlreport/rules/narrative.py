"""N1–N5, L3, L4, L6, P4: what the prose says, against the tables, the year, the form and last year's prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from xlreport.findings.model import Breach
from xlreport.numbers import SCALE, plain_number, unscaled
from xlreport.report import SECTIONS, Report
from xlreport.rules.claim import Claim
from xlreport.rules.claims import find_claims
from xlreport.rules.context import Context
from xlreport.rules.copies import is_copy
from xlreport.rules.prose_years import wrong_years
from xlreport.rules.registry import rule_in_context

TABLE = "文字部分"
PARTS = tuple(key for key in SECTIONS if key.startswith("一/"))
_REVISED = 2021
_LONGEST_NONE = 60
"""Letters in which all is said that there is nothing to say; hostile texts would be tried for ever."""
_TOPICS = {
    "一/主动公开": ("主动",),
    "一/依申请公开": ("申请",),
    "一/政府信息管理": ("管理",),
    "一/政府信息公开平台建设": ("平台", "网站", "公众号", "专栏"),
    "一/监督保障": ("监督", "保障", "考核", "培训", "检查", "领导小组"),
}
"""Words one of which stands in any text on a part; where section 一 is not divided a part without them is missing."""


def claims_of(report: Report) -> list[tuple[str, Claim]]:
    """Every claim of the prose with the key of its section."""
    area = _whole_area(report)
    return [
        (key, claim)
        for key, text in report.narrative.items()
        for claim in find_claims(text, key, report.form, report.year, whole_area=area)
    ]


def claimed_values(report: Report) -> dict[str, int]:
    """What the prose says of single fields, × 10,000; left out is what may be meant of several, or is said twice
    with different numbers."""
    said: dict[str, set[int]] = {}
    for _, claim in claims_of(report):
        if len(claim.options) == 1 and len(claim.options[0]) == 1 and not claim.conditional and not claim.step:
            said.setdefault(claim.options[0][0], set()).add(int(claim.value * SCALE))
    return {name: values.pop() for name, values in said.items() if len(values) == 1}


@rule_in_context("N1")
def check_claims(report: Report, context: Context) -> Iterator[Breach]:
    """N1: a number of the prose equals none of the sums of cells that it may stand for.

    A number that is said to count two things (收到21件，均已答复) is wrong once: the first that disagrees is told.
    """
    del context
    told: set[tuple[str, int]] = set()
    for key, claim in claims_of(report):
        sums = [names for names in claim.options if _is_decided(report, names)]
        if not sums or len(sums) < len(claim.options) or _holds(report, claim):
            continue
        if claim.conditional and (key, claim.start) in told:
            continue
        told.add((key, claim.start))
        names = sums[0]
        actual, expected = plain_number(claim.value), unscaled(_sum(report, names))
        yield Breach(
            "N1",
            on=names[0],
            fields=names,
            actual=actual,
            expected=expected,
            difference=plain_number(claim.value - Decimal(_sum(report, names)) / SCALE),
            args={
                "sentence": claim.sentence,
                "what": claim.name,
                "section": SECTIONS[key],
                "key": key,
                "unit": _unit(claim),
            },
        )


def _unit(claim: Claim) -> str:
    return " 万元" if claim.money else ""


def _sum(report: Report, names: tuple[str, ...]) -> int:
    return sum(report[name].scaled for name in names)


def _is_decided(report: Report, names: tuple[str, ...]) -> bool:
    """Whether all cells of a sum were found and hold numbers or nothing: words are no number (V1)."""
    return all(report[name].counts and name not in report.provenance.missing for name in names)


def _holds(report: Report, claim: Claim) -> bool:
    """Whether the claimed number is that of any sum, as exactly as it was written."""
    sums = [*claim.options, *((name,) for when, name in claim.conditional if report[when].scaled)]
    return any(_equals(claim, _sum(report, names)) for names in sums)


def _equals(claim: Claim, scaled: int) -> bool:
    difference = abs(claim.value - Decimal(scaled) / SCALE)
    return difference == 0 or difference < claim.step


def _whole_area(report: Report) -> str:
    """The letters with which a government's report names all of its area, whose numbers its tables hold."""
    name = report.agency
    if report.cover.kind == "乡镇街道":
        return "".join(letter for letter in "镇乡街" if letter in name)
    if report.cover.kind == "政府" or (name.endswith("人民政府") and not report.cover.kind):
        return "".join(letter for letter in "省市县区旗州盟镇乡" if letter in name)
    return ""


@rule_in_context("N2")
def check_years(report: Report, context: Context) -> Iterator[Breach]:
    """N2: the prose or the signing date names another year where the report's is meant."""
    del context
    if report.year is None:
        return
    for key, text in report.narrative.items():
        for sentence, year in wrong_years(text, report.year):
            args = {"sentence": sentence, **_at(key)}
            yield Breach("N2", "prose", table=TABLE, actual=year, expected=report.year, args=args)
    signed = re.match(r"(\d{4})-(\d{1,2})", report.cover.date)
    if signed and _is_too_early(int(signed[1]), int(signed[2]), report.year):
        args = {"row": "填报日期", "date": report.cover.date, "next": report.year + 1}
        yield Breach("N2", "signed", table="封面", actual=report.cover.date, expected=report.year + 1, args=args)


def _is_too_early(year: int, month: int, reported: int) -> bool:
    """Whether a report was signed before its year was over; one signed in December is early, not of another year."""
    return year < reported or (year == reported and month < 12)


def _at(key: str) -> dict[str, object]:
    """What a breach on a section says of its place; ``key`` lets others find the cell."""
    return {"row": SECTIONS[key], "section": SECTIONS[key], "key": key}


@rule_in_context("N3")
def check_problems(report: Report, context: Context) -> Iterator[Breach]:
    """N3: section 五 says nothing although the report has prose."""
    del context
    words = " ".join(report.narrative.get("五", "").split())
    if _has_prose(report) and _says_none(report.narrative.get("五", "")):
        yield Breach("N3", "none" if words else "empty", table=TABLE, actual=words or None, args=_at("五"))


def _says_none(words: str) -> bool:
    """Whether a text says only that there is nothing, be it under headings (存在的主要问题：无。改进情况：无。)."""
    pieces = [piece.strip() for piece in re.split(r"[。；;\n]+", words)]
    return all(len(piece) <= _LONGEST_NONE and _none_pattern().fullmatch(piece) for piece in pieces if piece)


@cache
def _none_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?:[（(]?[一二三四1-4][）)、.．])?\s*(?:(?:存在的?)?(?:主要)?问题(?:及改进(?:情况|措施))?|改进(?:情况|措施))?[：:]?\s*"
        r"(?:(?:20\d\d年度?|(?:本|我)(?:局|单位|机关|委|镇|乡|街道|办|年度?)|[，,]|在?政[府务]信?息?公开工作?中?(?:方面)?)*"
        r"(?:暂|均|尚|并)?(?:无|没有发现|没有|不存在|未发现)(?:存在|主要|突出|明显|相关|上述|的|任何)*"
        r"(?:问题|情况|内容|不足|需要?说明|需要?报告)*(?:的|及|和|事项|问题|改进情况|情况)*[.\s]*|[/／—\-－–]+|[0０]|略)?"
    )


def _has_prose(report: Report) -> bool:
    return any(text.strip() for text in report.narrative.values())


@rule_in_context("N4")
def check_self(report: Report, context: Context) -> Iterator[Breach]:
    """N4: the body calls itself by the word of another kind of body, such as a town 我局."""
    del context
    own = _own_words(report.agency)
    if not own:
        return
    seen: set[str] = set()
    for key, text in report.narrative.items():
        for match in _self_pattern().finditer(text):
            word = match[1]
            if word not in own and match[0] not in seen and not _is_anothers_word(text[: match.start()]):
                seen.add(match[0])
                around = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 12]
                sentence = (
                    f"{around[0].splitlines()[-1] if around[0] else ''}【{match[0]}】{around[1].split(chr(10))[0]}"
                )
                args = {**_at(key), "word": match[0], "sentence": sentence}
                yield Breach("N4", table=TABLE, actual=match[0], expected=report.agency, args=args)


def _is_anothers_word(before: str) -> bool:
    """Whether somebody else is quoted as saying what follows."""
    sentence = re.split(r"[。；;\n]", before)[-1]
    return sentence.count("“") > sentence.count("”") or re.search(r"反映|来信|来电|询问", sentence) is not None


@cache
def _self_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?<![自给由使让])[我本](局(?![限面势部促])|镇(?!范围|辖区)|乡(?!土|村|亲|本土|范围)|街道|委(?![托派员屈任])|厅|院(?!落))"
    )


def _own_words(agency: str) -> frozenset[str]:
    """Words a body of this name may call itself by; none where the name tells no kind."""
    name = re.sub(r"[（(].*?[）)]", "", agency).strip()
    if name.endswith(("人民政府办公室", "政府办公室", "办公厅")):
        return frozenset("局委厅院") | {"街道", "镇", "乡"}  # an office speaks for others too
    ends = {
        "局": "局",
        "委员会": "委",
        "委": "委",
        "厅": "厅",
        "院": "院",
        "街道": "街道",
        "街道办事处": "街道",
        "镇": "镇",
        "乡": "乡",
    }
    ends |= {
        "镇人民政府": "镇",
        "乡人民政府": "乡",
        "镇政府": "镇",
        "乡政府": "乡",
        "区人民政府": "区",
        "县人民政府": "县",
        "市人民政府": "市",
    }
    found = [word for end, word in ends.items() if name.endswith(end)]
    if not found:
        return frozenset()
    return frozenset(found) | {word for word in ("局", "委", "厅", "院") if word in agency[len(name) :]}


@rule_in_context("N5")
def check_copied(report: Report, context: Context) -> Iterator[Breach]:
    """N5: sections that are last year's with next to nothing changed; one breach names them all.

    Digits are left out of the comparison, and sections too short to be written anew each year are not judged.
    """
    for other in context.last_year:
        copied = [key for key, text in report.narrative.items() if is_copy(text, other.narrative.get(key, ""))]
        if copied:
            names = "、".join(SECTIONS[key] for key in copied)
            args = {**_at(copied[0]), "row": names, "section": names, "other": _called(other, report)}
            yield Breach("N5", "last_year", table=TABLE, args=args)
            return


def _called(other: Report, report: Report) -> str:
    """Last year's report in words; whose it is where that was another unit, such as one that was merged into this."""
    whose = other.agency if other.agency != report.agency else ""
    return f"{whose}{other.year}年度报告" if other.year else f"{whose}上年报告"


@rule_in_context("L3")
def check_fee_named(report: Report, context: Context) -> Iterator[Breach]:
    """L3: section 六 of a report on 2021 or later says nothing on 信息处理费. An empty section is L4's."""
    del context
    words = report.narrative.get("六", "")
    if (
        _is_revised(report)
        and words.strip()
        and not re.search(r"信息(?:公开)?(?:处理)?费|收费|收取.{0,12}费|处理费|费用", _other_fees().sub("", words))
    ):
        yield Breach("L3", table=TABLE, args=_at("六"))


@cache
def _other_fees() -> re.Pattern[str]:
    """Lists of fees made public, and what the office itself spends: no word on 信息处理费."""
    return re.compile(
        r"(?:行政事业性|涉企|各[项类])?收费(?:项目|目录|标准|清单|公示|[和与及、])+|(?:办公|差旅|经费|会议|维修)费用"
    )


def _is_revised(report: Report) -> bool:
    """Whether the report is on 2021 or later; by its form where the year is not known."""
    if report.year is None:
        return report.form.table("table2").version == str(_REVISED)
    return report.year >= _REVISED


@rule_in_context("L4")
def check_sections(report: Report, context: Context) -> Iterator[Breach]:
    """L4: a section or a part of section 一 has no words. One breach for a report without any; N3 speaks of 五."""
    if not _has_prose(report):
        if context.is_summary:
            return
        yield Breach("L4", "all", table=TABLE, args={"row": ""})
        return
    filled = {key for key, text in report.narrative.items() if text.strip()}
    parts = [key for key in PARTS if key in filled]
    if not parts and "一" not in filled:
        yield Breach("L4", "section", table=TABLE, args={**_at("一"), "row": "一、总体情况", "section": "一、总体情况"})
    elif _is_revised(report):
        yield from _missing_parts(report, parts)
    if "六" not in filled:
        yield Breach("L4", "fee" if _is_revised(report) else "section", table=TABLE, args=_at("六"))


def _missing_parts(report: Report, parts: list[str]) -> Iterator[Breach]:
    """The parts of section 一 without words; where it is not divided, those of which its text says nothing."""
    if parts:
        for key in PARTS:
            if key not in parts:
                yield Breach("L4", "section", table=TABLE, args=_at(key))
        return
    text = _names_of_offices().sub("", report.narrative["一"])
    missing = [key for key, topics in _TOPICS.items() if not any(topic in text for topic in topics)]
    if missing:
        names = "、".join(key.partition("/")[2] for key in missing)
        yield Breach("L4", "undivided", table=TABLE, args={**_at("一"), "missing": names})


@cache
def _names_of_offices() -> re.Pattern[str]:
    """Names in which words of a topic stand: 市场监督管理局 says nothing on supervision or administration."""
    return re.compile(
        r"市场监督管理|监督管理[局所]|(?:应急|城市|综合|行政|公路|社会)?管理(?:局|委|办|处|所|中心|对象|相对人)"
    )


@rule_in_context("L6")
def check_oversight(report: Report, context: Context) -> Iterator[Breach]:
    """L6: a government's report with prose says nothing on 工作考核、社会评议、责任追究."""
    del context
    if report.cover.kind not in ("政府", "乡镇街道") or not _is_revised(report) or not _has_prose(report):
        return
    pattern = re.compile(r"考核|考评|评议|测评|满意度|追究|追责|问责|责任制")
    if not any(pattern.search(text) for text in report.narrative.values()):
        yield Breach("L6", table=TABLE, args=_at("一/监督保障"))


@rule_in_context("P4")
def check_fee_amount(report: Report, context: Context) -> Iterator[Breach]:
    """P4: section 六 states a 信息处理费 above 0, and nobody asked for anything, or 表二 holds no fees at all."""
    del context
    for claim in find_claims(report.narrative.get("六", ""), "六", report.form, report.year):
        if claim.subject != "processing_fee" or claim.value <= 0:
            continue
        requests = ("table3.received.new.total", "table3.received.carried_over.total", "table3.result.total.total")
        fees = tuple(name for name in ("table2.fees.amount",) if name in report.form.by_id)
        args = {"sentence": claim.sentence, "amount": plain_number(claim.value), **_at("六")}
        actual = plain_number(claim.value)
        if _is_decided(report, requests) and not any(report[name].scaled for name in requests):
            yield Breach("P4", "requests", requests[0], requests, actual=actual, expected=0, args=args)
        elif fees and _is_decided(report, fees) and not _sum(report, fees):
            yield Breach("P4", "fees", fees[0], fees, actual=actual, expected=0, args=args)
