"""Numbers in Chinese prose: 12, １２, 1,234, 1.2万, 十二, 零, each with its place, its unit and how exact it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

COUNT_UNITS = ("件次", "宗次", "件", "条", "次", "份", "宗", "起", "例", "项", "个", "桩", "笔")
"""What requests, cases and documents are counted in; longer units stand before those they begin with."""
MONEY_UNITS = {"元": Decimal("0.0001"), "圆": Decimal("0.0001"), "块": Decimal("0.0001")}
"""Units of money and what they are in 万元."""

_OF_CHINESE = ("数", "几", "上", "某", "同", "这", "那")
_LONGEST = 20
"""More digits than any number of a report has."""
_FOLD = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it stands in a text.

    ``value`` is the number, of money in 万元; ``step`` how far the truth may be off since it was shortened (1.2万 may
    stand for 12,034; 0 for a plain count). ``unit`` is '' where none of ours follows, ``money`` says it is an amount.
    ``start`` to ``end`` is its place with unit, ``digits_end`` without. ``vague``: about, over, nearly. ``other``:
    something no table counts (a year, a percentage, people).
    """

    value: Decimal
    start: int
    digits_end: int
    end: int
    unit: str = ""
    step: Decimal = Decimal(0)
    money: bool = False
    vague: bool = False
    other: bool = False


def numerals(text: str) -> Iterator[Numeral]:
    """Every number of a text from left to right.

    A Chinese number counts only with a unit behind it (一步, 统一, 十四五 are words), or as 零 behind 为 and 是.
    """
    folded = text.translate(_FOLD)
    for match in _pattern().finditer(folded):
        numeral = _read(folded, match)
        if numeral is not None:
            yield numeral


def chinese_value(words: str) -> int | None:
    """The whole number some Chinese digits stand for, 12 of 十二 or 一二; None where they are none."""
    if (
        not words
        or len(words) > _LONGEST
        or any(letter not in _DIGITS and letter not in _SMALL and letter not in _LARGE for letter in words)
    ):
        return None
    if all(letter in _DIGITS for letter in words):
        return int("".join(str(_DIGITS[letter]) for letter in words))
    total = section = digit = 0
    for letter in words:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _SMALL:
            section += (digit or 1) * _SMALL[letter]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[letter]
            section = digit = 0
    return total + section + digit


def chinese_year(text: str) -> str:
    """The text with years such as 二〇二一 written as 2021; no letter moves."""
    return _years().sub(lambda match: str(chinese_value(match[0])), text)


@cache
def _pattern() -> re.Pattern[str]:
    """Arabic numbers with thousands separators, decimals and 万; Chinese numbers. Behind them vague words and unit."""
    units = "|".join(COUNT_UNITS)
    return re.compile(
        r"(?P<before>约|大约|近|将近|超过?|逾|不足|不到|至少|最多|多达|上|数|几|无|没有|第|每|任|某|同|这|那|任何)?"
        r"(?:(?P<arabic>(?<![0-9A-Za-z.])-?(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)"
        r"|(?P<chinese>[〇零○一二两三四五六七八九十百千万亿]+))"
        r"\s*(?P<large>[万亿千百])?(?P<about>余|多|来|几)?(?P<large2>[万亿])?\s*"
        rf"(?P<unit>(?:人民币)?[元圆块]|(?:{units})(?<!次(?=性))(?<!件(?=事(?!项)))(?<!个(?=工|月|方|百|部|栏|人|层|环|小)))?"
        r"(?P<after>左右|以上|以内|以下|上下|多|余)?"
    )


@cache
def _years() -> re.Pattern[str]:
    return re.compile(r"二[〇零○][〇零○一二三四五六七八九]{2}(?=年)")


def _read(text: str, match: re.Match[str]) -> Numeral | None:
    unit = (match["unit"] or "").removeprefix("人民币")
    money = unit in MONEY_UNITS
    plain = match["arabic"] or match["chinese"]
    value = _value(match)
    if value is None:
        return None
    if match["chinese"] and not unit and not (value == 0 and re.search(r"[为是均都]\s*$", text[: match.start()])):
        return None
    shortened = bool(match["large"] or match["large2"])
    factor = Decimal(_factor(match))
    decimals = len(plain.partition(".")[2])
    step = Decimal(1).scaleb(-decimals) * factor if shortened else Decimal(0)
    if money:
        scale = MONEY_UNITS[unit]
        rounds = _LARGE.get(plain[-1], 1) if match["chinese"] else 1
        value, step = value * scale, Decimal(1).scaleb(-decimals) * factor * scale * rounds
    return Numeral(
        value=value,
        start=match.start("arabic") if match["arabic"] else match.start("chinese"),
        digits_end=match.end("large2") if match["large2"] else match.end("large") if match["large"] else _end(match),
        end=match.end("unit") if match["unit"] else _end(match),
        unit=unit,
        step=step,
        money=money,
        vague=_is_vague(match),
        other=not unit and _counts_something_else(text, match),
    )


def _is_vague(match: re.Match[str]) -> bool:
    """Whether a number is about so much, over it, the n-th; 数 and 上 tell so before Chinese digits only."""
    before = match["before"] or ""
    return bool(match["about"] or match["after"] or (before and not (match["arabic"] and before in _OF_CHINESE)))


def _end(match: re.Match[str]) -> int:
    return match.end("arabic") if match["arabic"] else match.end("chinese")


def _value(match: re.Match[str]) -> Decimal | None:
    if match["arabic"]:
        if len(match["arabic"]) > _LONGEST:
            return None
        return Decimal(re.sub("[,，]", "", match["arabic"])) * _factor(match)
    known = chinese_value(match["chinese"])
    return None if known is None else Decimal(known) * _factor(match)


def _factor(match: re.Match[str]) -> int:
    found = 1
    for name in ("large", "large2"):
        found *= {**_SMALL, **_LARGE}.get(match[name] or "", 1)
    return found


def _counts_something_else(text: str, match: re.Match[str]) -> bool:
    """Whether a number without one of our units is a year, a share, a number of people: anything but an end of words.

    「为 12，」 and 「12（含…）」 are counts with the unit left out.
    """
    rest = text[match.end() :].lstrip()
    return bool(rest) and rest[0] not in "，,。；;、）)（(：: \n"
