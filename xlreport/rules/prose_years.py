"""Years in prose that stand where the report's own year is meant, such as last year's left in a copied sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xlreport.rules.numerals import chinese_year

_LONGEST_SHOWN = 40
_OLDEST = 3
"""A year longer ago is history, not a sentence left standing."""


def wrong_years(text: str, year: int) -> Iterator[tuple[str, int]]:
    """(sentence with the year marked, year) for each sentence that speaks of its own period under another year.

    Only a year at the head of a sentence counts, or one of the period of the statistics: anything else may be a
    comparison, a plan, a document or an event.
    """
    plain = chinese_year(text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))
    for match in _sentence_pattern().finditer(plain):
        sentence, start = match[0], match.start()
        found = _period_of_statistics(sentence, year) or _head(sentence, year)
        if found is not None:
            yield _marked(text[start : match.end()], *found.span("year")), int(found["year"])


@cache
def _sentence_pattern() -> re.Pattern[str]:
    return re.compile(r"[^。！？；;\n]+")


@cache
def _period_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?P<year>20\d\d)\s*年\s*1\s*月\s*1\s*日\s*起?\s*[，,]?\s*(?:至|到|[—–~-]+)\s*(?:(?P=year)\s*年|同年|当年)?\s*12\s*月\s*31\s*日"
    )


def _period_of_statistics(sentence: str, year: int) -> re.Match[str] | None:
    match = _period_pattern().search(sentence)
    if match is None or int(match["year"]) == year or _compares().search(sentence) or str(year) in sentence:
        return None
    return match


@cache
def _head_pattern() -> re.Pattern[str]:
    """A year with which a sentence begins, behind a number of a list or a heading at most."""
    return re.compile(
        r"\s{0,4}(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]\s{0,4})?(?:存在的?(?:主要)?问题[：:]?|(?:基本|总体)情况[：:]?)?\s{0,4}(?:在)?"
        r"(?P<year>20\d\d)\s{0,4}年度?(?!\s{0,4}(?:\d|初|底|末|以来|起|至|前|后|[—–~-]|、|和|与|及|结转|转入|遗留|未办结"
        r"|存在的|反馈|报告|年报|提出|指出|制定|修订|印发|颁布|发布的|机构改革|新修订|版|上半年|下半年|第|春|夏|秋|冬))"
    )


def _head(sentence: str, year: int) -> re.Match[str] | None:
    match = _head_pattern().match(sentence)
    if match is None or int(match["year"]) == year:
        return None
    rest, named = sentence[match.end() :], int(match["year"])
    if re.search(rf"(?<!\d){year}\s*年", sentence) or _compares().search(sentence):
        return None
    if not _speaks_of_own_work().search(rest):
        return None
    plans = _plans().search(rest) is not None
    if named > year:
        return match if not plans and _speaks_of_past().search(rest) else None
    return match if year - named <= _OLDEST and (not plans or _speaks_of_past().search(rest)) else None


@cache
def _compares() -> re.Pattern[str]:
    return re.compile(
        r"相比|对比|同比|同期|较|比上|比去|增长|上年|去年|持平|历年|以来|整改|已解决|已(?:全部|逐项)?落实|考核中|考评中|评估中|评比|获评|名次|对照|针对|分别|(?<!统计)期间|(?<!本)(?<!本年度)报告中"
    )


@cache
def _speaks_of_own_work() -> re.Pattern[str]:
    return re.compile(r"公开|申请|我|本(?:局|机关|单位|委|镇|乡|街道|办|部门|年度)|收取|处理费|信息")


@cache
def _speaks_of_past() -> re.Pattern[str]:
    return re.compile(
        r"取得|完成|共|收到|开展了|累计|受理|未收|没有收|已|推进了|存在|制发|发布信息|不断|严格按照|认真贯彻"
    )


@cache
def _plans() -> re.Pattern[str]:
    return re.compile(r"将(?!.{0,4}(?:纳入|作为))|下一步|拟|计划|继续|要|力争|争取|进一步")


def _marked(sentence: str, start: int, end: int) -> str:
    """The sentence with the year marked, without what stands before it but a few words, cut to a line."""
    head, tail = sentence[:start].lstrip(), sentence[end:].rstrip()
    if len(tail) > _LONGEST_SHOWN:
        tail = f"{tail[:_LONGEST_SHOWN]}……"
    return f"{head}【{sentence[start:end]}】{tail}"
