"""What a number cell can hold: a number, nothing, a dash, text, an error. Five different things, never mixed up.

Numbers are kept exactly, as whole multiples of 1/10,000 (``scaled``): 件 and 万元 alike, since the statute prints money
with up to 4 decimals. A number with more decimals is rounded half up and marked ``ROUNDED``; a binary tail within 1e-9
is taken for the number itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

SCALE = 10_000
TAIL = Decimal("1e-9")
_LARGEST_EXPONENT = 307
_TOO_LARGE = 10 ** (_LARGEST_EXPONENT + 1)
MOST_EXACT = 10**15
"""From here on a spreadsheet, which keeps 15 digits, does not hold a number as it was typed."""
UNCALCULATED = "（公式未计算）"
"""What an input shows whose formula has no saved result."""
OPEN_MARK = "待核"
"""How the words begin that an import leaves in a cell whose number a person has to decide on."""
DATE_MARK = "日期 "
"""How the words begin that stand for a date in a number cell."""
ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
"""What spreadsheets print for a formula that failed."""
DASHES = frozenset({"/", "／", "\\", "-", "－", "—", "——", "–", "―", "一一", "无"})


class Kind(IntEnum):
    """Kinds of content, ordered: up to ROUNDED it is a number, up to BLANK it counts in arithmetic."""

    NUMBER = 0
    ROUNDED = 1
    BLANK = 2
    DASH = 3
    TEXT = 4
    ERROR = 5


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one number cell.

    ``scaled``: the number times 10,000, rounded half up (0 where there is none); ``raw``: the number as the cell holds
    it, or its text ('' for a blank).
    """

    kind: Kind
    scaled: int = 0
    raw: Decimal | str = ""

    @property
    def is_number(self) -> bool:
        """Whether the cell holds a number."""
        return self.kind <= Kind.ROUNDED

    @property
    def is_blank(self) -> bool:
        """Whether the cell holds nothing."""
        return self.kind == Kind.BLANK

    @property
    def counts(self) -> bool:
        """Whether arithmetic may use it: a number, or a blank, which counts as 0."""
        return self.kind <= Kind.BLANK

    @property
    def plain(self) -> int | float | str | None:
        """The content as JSON shows it: whole numbers as int, None for a blank, words as they stand."""
        if self.kind == Kind.BLANK:
            return None
        if isinstance(self.raw, Decimal):
            return plain_number(self.raw) if self.kind == Kind.ROUNDED else unscaled(self.scaled)
        return self.raw

    def __str__(self) -> str:
        """The content as a person reads it."""
        plain = self.plain
        return "空白" if plain is None else plain if isinstance(plain, str) else show(plain)


BLANK = Content(Kind.BLANK)


def number(value: int | float | Decimal | str) -> Content:
    """A number cell's content. Raises ValueError for infinities, NaN, words and numbers no spreadsheet can hold."""
    if isinstance(value, str) and len(value) < 16 and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, int):
        if abs(value) >= _TOO_LARGE:
            raise ValueError("not a number a spreadsheet can hold: it has more than 308 digits")
        return Content(Kind.NUMBER, value * SCALE, Decimal(value))
    try:
        exact = Decimal(value) if isinstance(value, Decimal | str) else Decimal(repr(value))
    except ArithmeticError as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not exact.is_finite() or exact.adjusted() > _LARGEST_EXPONENT:
        raise ValueError(f"not a number a spreadsheet can hold: {value!r}")
    scaled = _scale(exact)
    rounded = abs(Decimal(scaled).scaleb(-4) - exact) > TAIL
    return Content(Kind.ROUNDED if rounded else Kind.NUMBER, scaled, exact)


def _scale(exact: Decimal) -> int:
    """The number times 10,000, half rounded away from zero; exact for numbers of any size."""
    if exact.adjusted() < -6:
        return 0
    sign, digits, exponent = exact.as_tuple()
    whole, shift = int("".join(map(str, digits))), int(exponent) + 4
    if shift >= 0:
        whole *= int(10**shift)
    else:
        whole = (2 * whole + 10**-shift) // (2 * 10**-shift)
    return -whole if sign else whole


def text(words: str) -> Content:
    """Content of a cell that holds words; dashes and 无 are a kind of their own. An empty text is text, not blank."""
    return Content(Kind.DASH if words.strip() in DASHES else Kind.TEXT, 0, words)


def error(words: str) -> Content:
    """Content of a cell that shows a formula error such as ``#REF!``."""
    return Content(Kind.ERROR, 0, words)


def from_plain(value: int | float | Decimal | str | None) -> Content:
    """Content from its JSON form: null is blank, a string stands where the cell holds no number."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return error(value) if value in ERRORS else text(value)
    if isinstance(value, bool):
        return text(str(value).upper())
    return number(value)


def from_scaled(scaled: int) -> Content:
    """A number from its value × 10,000."""
    return Content(Kind.NUMBER, scaled, Decimal(scaled).scaleb(-4))


def plain_number(value: Decimal) -> int | float:
    """int where the number is whole, else float."""
    return int(value) if value == value.to_integral_value() else float(value)


def unscaled(scaled: int) -> int | float:
    """A scaled number as JSON shows it; exact, since a float holds 4 decimals of any amount of money."""
    whole, rest = divmod(scaled, SCALE)
    return whole if rest == 0 else float(Decimal(scaled).scaleb(-4))


def show(value: int | float | str | None) -> str:
    """A number as a person reads it: no exponent, no trailing zeros."""
    if value is None:
        return "空白"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A number that some text may stand for; ``sure`` where no other reading is possible."""

    content: Content
    sure: bool


# Only what a Chinese keyboard types in full width is a digit in another coat: ① and ² are notes, not digits.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋−", "0123456789.,-+-")
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_LEADING = re.compile(r"[^0-9A-Za-z=+-]{0,3}?([+-]{0,2}[0-9]+(?:\.[0-9]+)?)(?![0-9A-Za-z.+*/=^-])")
_COUNT_UNITS = ("件", "条", "宗", "项", "份")


def suggest(content: Content, *, money: bool, signed: bool) -> Suggestion | None:
    """The number a text cell most likely means, or None.

    Sure: digits as text, full-width digits, thousands separators, the cell's own unit behind the number (件 for counts,
    万元 for money). Not sure: a dash for 0, an amount in 元, a number with notes, 「增52」.
    """
    if content.kind == Kind.DASH:
        return Suggestion(number(0), sure=False)
    if content.kind != Kind.TEXT or not isinstance(content.raw, str):
        return None
    if content.raw.startswith(OPEN_MARK):
        return None  # it was left open because no reading of it is certain
    words = content.raw.translate(_FULL_WIDTH).strip()
    bare = _without_unit(words, money)
    if _PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare):
        digits = bare.replace(",", "")
        padded = re.match(r"[+-]?0[0-9]", digits) is not None
        plus = digits.startswith("+") and not signed
        if is_too_large(digits):
            return None
        return Suggestion(number(digits), sure=not padded and not plus)
    return _guess(words, money, signed)


def is_too_large(words: str) -> bool:
    """Whether some words are a number of more digits than a spreadsheet keeps."""
    try:
        return abs(Decimal(words)) >= MOST_EXACT
    except ArithmeticError:
        return False


def _without_unit(words: str, money: bool) -> str:
    for unit in ("万元",) if money else _COUNT_UNITS:
        if words.endswith(unit):
            return words.removesuffix(unit).strip()
    return words


def _unit_factor(behind: str, money: bool) -> Decimal:
    """What the words behind a number multiply it by, to come to 件 or to 万元."""
    if money:
        return Decimal("0.0001") if behind.startswith("元") else Decimal(10_000 if behind.startswith("亿") else 1)
    return Decimal(10_000 if behind.startswith("万") and not behind.startswith("万元") else 1)


def _guess(words: str, money: bool, signed: bool) -> Suggestion | None:
    match = _LEADING.match(words.replace(",", ""))
    if match is None:
        return None
    value = Decimal(match[1].lstrip("+-")) * _unit_factor(words.replace(",", "")[match.end() :].strip(), money)
    if signed and (match[1].startswith("-") or words[:1] in "减降少"):
        value = -value
    return Suggestion(number(value), sure=False)
