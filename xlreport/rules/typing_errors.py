"""How people err when they type numbers into a table: what kinds of slips there are, and how often each happens.

The shares are data, written down once from experience with typed tables and not fitted to any test: the benchmark draws
its faults only after this file is fixed. All numbers are counts; ``cost`` is minus the logarithm of a likelihood, so
that costs add up and the smallest is the most likely.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import log
from types import MappingProxyType

from xlreport.numbers import SCALE

SHARES = MappingProxyType(
    {
        "swapped": 0.16,  # two digits next to each other in the wrong order
        "lost": 0.14,  # a digit left out
        "doubled": 0.12,  # a digit typed twice
        "digit": 0.14,  # one digit is another one
        "neighbour": 0.10,  # the number of the cell beside, above or below
        "line": 0.07,  # several numbers of a row or column one place off, or two exchanged
        "left_out": 0.08,  # 0 or nothing where a number belongs
        "tenfold": 0.06,  # 10 or 100 times too much or too little
        "put_in": 0.03,  # a number where 0 belongs
        "sign": 0.03,  # a minus too many
        "stale": 0.03,  # a total that misses one of its parts
        "random": 0.04,  # any other number
    }
)
"""Share of each kind of slip among all slips."""

WORDS = MappingProxyType(
    {
        "swapped": "相邻两位数字颠倒",
        "lost": "漏了一位数字",
        "doubled": "多敲了一位数字",
        "digit": "有一位数字不同",
        "neighbour": "与相邻单元格的数字相同",
        "line": "整行或整列错了一格",
        "left_out": "漏填",
        "tenfold": "差了十倍或一百倍",
        "put_in": "误填",
        "sign": "多了负号",
        "stale": "合计漏加了一项",
        "random": "",
    }
)
"""The slips in words, for the sentence; empty where there is nothing to say."""

IMPOSSIBLE = 12.0
"""Cost of a number that cannot be right: negative, or a count that is not whole."""
_SPREAD = 8.0  # what 1/(1+n) adds up to over the counts that reports hold


def rarity(scaled: int) -> float:
    """Cost of a count by itself, nothing else being known: small counts are common, large ones rare."""
    if scaled < 0 or scaled % SCALE:
        return IMPOSSIBLE
    return log(1 + scaled // SCALE)


def rarity_after(scaled: int, before: int) -> float:
    """Cost of a count when the year before had ``before``: near it is likely, far from it is not impossible."""
    if scaled < 0 or scaled % SCALE:
        return IMPOSSIBLE
    usual = max(before, 0) / SCALE
    width = 0.5 + 0.2 * usual + usual**0.5 / 2
    return log(width) + log(1 + ((scaled / SCALE - usual) / width) ** 2)


def slips(
    typed: int, true: int, beside: Collection[int] = (), parts: Collection[int] = ()
) -> Iterator[tuple[str, float]]:
    """Every kind of slip by which ``true`` may have become ``typed``, with its likelihood.

    Numbers are scaled. ``beside``: numbers of the cells around; ``parts``: what a total is the sum of. There is always
    at least one: any number may have been typed for any other.
    """
    if typed >= 0 and typed % SCALE == 0:
        yield from _by_digits(str(typed // SCALE), str(true // SCALE))
    if typed in beside and typed != 0:
        yield "neighbour", SHARES["neighbour"] / 2
    if typed == 0:
        yield "left_out", SHARES["left_out"]
    if true == 0:
        yield "put_in", SHARES["put_in"] / _SPREAD / (1 + abs(typed) / SCALE)
    elif typed == -true:
        yield "sign", SHARES["sign"]
    for factor, share in ((10, 0.5), (100, 0.2)):
        if true and (typed == true * factor or typed * factor == true):
            yield "tenfold", SHARES["tenfold"] * share
    missed = true - typed
    if missed > 0 and missed in parts:
        yield "stale", SHARES["stale"] / 2
    yield "random", SHARES["random"] / _SPREAD / (1 + abs(typed) / SCALE)


def _by_digits(typed: str, true: str) -> Iterator[tuple[str, float]]:
    """Slips of a single digit. Digits are compared as numbers, since a leading 0 disappears."""
    size = len(true)
    if true == "0":
        return
    if len(typed) == size:
        unlike = [place for place in range(size) if typed[place] != true[place]]
        if len(unlike) == 1 and typed != "0":
            yield "digit", SHARES["digit"] / (9 * size)
    goal = int(typed)
    orders = {
        true[:at] + true[at + 1] + true[at] + true[at + 2 :] for at in range(size - 1) if true[at] != true[at + 1]
    }
    if any(int(order) == goal for order in orders):
        yield "swapped", SHARES["swapped"] / len(orders)
    shorter = [int(true[:at] + true[at + 1 :]) for at in range(size)] if size > 1 else []
    if goal in shorter:
        yield "lost", SHARES["lost"] * shorter.count(goal) / size
    longer = [int(true[: at + 1] + true[at:]) for at in range(size)]
    if goal in longer:
        yield "doubled", SHARES["doubled"] * longer.count(goal) / size


def cost(typed: int, true: int, beside: Collection[int] = (), parts: Collection[int] = ()) -> float:
    """Minus the logarithm of the likelihood that someone types ``typed`` who means ``true``."""
    return -log(sum(likelihood for _, likelihood in slips(typed, true, beside, parts)))


def most_likely(typed: int, true: int, beside: Collection[int] = (), parts: Collection[int] = ()) -> str:
    """The kind of slip that most likely happened."""
    lone = abs(typed) < 10 * SCALE  # of a single digit nobody would say that two were swapped: 2 for 20 lost its 0
    kinds = [slip for slip in slips(typed, true, beside, parts) if not (lone and slip[0] == "swapped")]
    return max(kinds, key=lambda slip: slip[1])[0]
