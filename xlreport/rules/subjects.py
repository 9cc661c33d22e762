"""What numbers in the prose may count (subjects.toml), found in a sentence together with the words that qualify them.

Nothing is read or compiled before the first sentence is looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from xlreport.forms.model import Form

DATA = Path(__file__).with_name("subjects.toml")
THIS_YEAR, LAST_YEAR, NEXT_YEAR, OTHER_YEAR = "\ue000", "\ue001", "\ue002", "\ue003"
"""Letters that stand for the digits of a year, so that patterns need not know which year a report is on."""
SPLITS = {
    "review": ("review",),
    "direct": ("suit_direct",),
    "after": ("suit_after_review",),
    "suit": ("suit_direct", "suit_after_review"),
    "both": ("review", "suit_direct", "suit_after_review"),
}
"""Which blocks of 表四 a sentence may speak of."""

_Y = f"{THIS_YEAR}+年"
_MARKS = {
    "this": rf"(?:今年|{_Y}|本年)以来|(?:{_Y})?1月1日起?(?:至|到|[—–~-]+)(?:{_Y}|同年|当年)?12月31日|截[至止]{_Y}?(?:度?底|末|12月31日)|截[至止]年底"
    rf"|{_Y}度?|本年度?|今年|当年|全年|一年来|年内",
    "other_period": rf"[{LAST_YEAR}{NEXT_YEAR}{OTHER_YEAR}]+年度?|上一?年度?|去年|前年|往年|历年|历史|近[两三四五几0-9]年|[两三四五]年来"
    r"|上半年|下半年|[一二三四前]季度|(?:[0-9]+|[一二三四五六七八九十]+)月(?:份|[0-9]+日)?|当月|[月日]均|平均|每年|每月"
    r"|十[二三四五]五|以来|截[至止]目前|累计至今",
    "compare": r"同比|环比|[比较与同](?:上一?年|去年|上年)[^，,]{0,4}|增加|增长|减少|下降|上升|增幅|降幅|降低|提高|提升|多出|高出|翻",
    "outside": r"全[县市区省镇乡州盟旗系]统?(?!面)|各(?:级|单位|部门|乡镇|街道|镇|乡|股室|科室|县区?|区县?|地|市|行政机关|责任单位|成员单位)"
    r"|(?:下属|所属|直属|二级)单位?|辖区|[县市区镇]直|(?:县|市|区|省)(?:级|政府)(?:各)?部门|村(?:\(|（)?居|兄弟单位|法院|信访局|政务服务中心|司法局",
    "own": r"(?:我|本)(?:局|机关|单位|委|镇|乡|街道|办|院|厅|中心|部门)",
    "all_kinds": r"(?:公民|自然人|个人|群众)[、和及与或]+者?(?:(?:企业)?法人|单位|企业|组织)(?:[、和及与或]*者?(?:其[他它])?(?:社会)?组织)?",
    "kind": r"自然人|法人|企业|(?:社会|公益|其[他它])组织|科研机构|律师|个人(?!隐私)",
    "channel": r"网络|网上|在线|线上|互联网|网站|平台|信函|信件|邮寄|快递|邮政|邮件|邮箱|传真|当面|现场|窗口|来访|电话|口头|书面(?!答复|告知|回复)|系统|微信",
    "about": r"(?:关于|涉及|有关|围绕)(?!政府信息|信息公开|本机关|我)|(?:类|方面|领域)(?=的?申请)|主要(?:是|为|集中)",
    "foreign": r"提案|议案|建议|热线|12345|信访|投诉|举报|咨询|留言|信箱|诉求|来电|来信|工单|补贴|低保|救助|执照|证照|稿件|问卷|代表|政协|网民|公众号|培训|会议",
    "future": r"拟(?=[^定])|计划|力争|争取|预计|下一步|明年|有望|目标|确保",
    "publish": r"双公示|公示|公布|发布|归集|录入|上传|推送|报送|挂网|网办|公开(?:了)?(?=行政|各类)",
    "part": r"其中|含|包括|包含",
    "each": r"均|都|皆|各",
    "neg": r"(?:均|都)?(?:未曾|尚未|从未|未|没有|并无|暂无|尚无|无|没)(?!正当|法|障碍|偿|效|关|疑|论|须|线|经|按|及时|补正|缴|办结|锡|条件|锡|超期|逾期|一)|零(?=申请|复议|诉讼|收费|结转|行政)",
    "stop": r"[，,；;：:（）()]",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a number may count; see subjects.toml for what the keys mean."""

    subject: str
    name: str
    options: tuple[tuple[str, ...], ...] = ()
    unless_zero: tuple[tuple[str, str], ...] = ()
    domain: str = ""
    weak: bool = False
    within: tuple[str, ...] = ()
    money: bool = False
    units: tuple[str, ...] = ()
    decoy: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence: a subject, or a mark of some kind (``stop`` ends a clause). ``marks``: kinds inside it."""

    kind: str
    start: int
    end: int
    subject: Subject | None = None
    marks: frozenset[str] = frozenset()


def tokens(text: str) -> list[Token]:
    """Subjects and marks of a sentence from left to right; what stands inside a subject is told with it.

    Nothing where there is no subject: marks alone say nothing.
    """
    subjects = list(_subjects_in(text))
    if not subjects:
        return []
    marks = [Token(match.lastgroup or "", *match.span()) for match in _mark_pattern().finditer(text)]
    found: list[Token] = []
    for start, end, subject in subjects:
        inside = frozenset(one.kind for one in marks if start <= one.start < end)
        found.append(Token("subject", start, end, subject, inside))
    covered = [(one.start, one.end) for one in found]
    free = [one for one in marks if not any(start < one.end and one.start < end for start, end in covered)]
    return sorted([*found, *free], key=lambda one: one.start)


def resolved(form: Form, sums: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Sums of fields of this form; a sum of which some part has no field here is left out."""
    found = []
    for parts in sums:
        names = [_matching(form, part) for part in parts]
        if all(names):
            found.append(tuple(name for some in names for name in some))
    return tuple(dict.fromkeys(found))


@cache
def _matching(form: Form, pattern: str) -> tuple[str, ...]:
    """The fields of a form that a pattern of subjects.toml names, in the order of the form."""
    if "*" not in pattern:
        return (pattern,) if pattern in form.by_id else ()
    return tuple(field.id for field in form.fields if fnmatchcase(field.id, pattern))


@cache
def _mark_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _MARKS.items()))


def _subjects_in(text: str) -> Iterator[tuple[int, int, Subject]]:
    """Subjects that do not overlap: the first from the left, of those that begin at one place the first of the file."""
    matches = []
    for rank, (keys, pattern, subject) in enumerate(_patterns()):
        if any(key in text for key in keys):
            found = _compiled(pattern).finditer(text)
            matches += [(match.start(), rank, match.end(), subject) for match in found]
    matches.sort(key=lambda one: one[:2])
    done = 0
    for start, _, end, subject in matches:
        if start >= done:
            yield start, end, subject
            done = end


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """One of our own patterns, compiled when the first text holds its words: most reports need few of them."""
    return re.compile(pattern)


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], str, Subject], ...]:
    """(words one of which a text must hold, pattern, subject) in the order of the file."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        (tuple(entry["keys"]), "|".join(_filled(one, data["words"]) for one in entry["patterns"]), subject)
        for entry in data["subjects"]
        for subject in [_subject(entry)]
    )


def _subject(entry: dict[str, Any]) -> Subject:
    return Subject(
        subject=entry["subject"],
        name=entry["name"],
        options=tuple(tuple(parts) for parts in entry.get("options", ())),
        unless_zero=tuple((when, what) for when, what in entry.get("unless_zero", ())),
        domain=entry.get("domain", ""),
        weak=entry.get("weak", False),
        within=tuple(entry.get("within", ())),
        money=entry.get("money", False),
        units=tuple(entry.get("units", ())),
        decoy=entry.get("decoy", False),
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    for name, meaning in words.items():
        pattern = pattern.replace(f"<{name}>", meaning)
    return pattern


def options_of(subject: Subject, domain: str) -> Iterator[tuple[str, ...]]:
    """The sums a subject is compared with where the sentence speaks of this domain; a sum of several is tried first."""
    for parts in subject.options:
        if any("{domain}" in part for part in parts):
            yield tuple(part.format(domain=block) for part in parts for block in SPLITS[domain])
        else:
            yield parts
