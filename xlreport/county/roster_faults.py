"""What is wrong with a roster, row by row."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xlreport.align.labels import normalised
from xlreport.county.roster import Unit
from xlreport.county.roster_table import COLUMNS, NO, YES, RosterTable, iso_date
from xlreport.report import KINDS, LEVELS
from xlreport.rules.law import check_character


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the row's number, the column's head and letter, and a sentence with what is wrong and what to do.

    ``is_fatal``: the roster cannot be used before it is mended: it is unsure who must report or what counts.
    """

    row: int
    head: str
    letter: str
    what: str
    remedy: str
    is_fatal: bool = False

    @property
    def cell(self) -> str:
        """The cell, as A3."""
        return f"{self.letter}{self.row}"

    @property
    def sentence(self) -> str:
        """The fault in one sentence, without a full stop."""
        return f"第 {self.row} 行{self.what}（“{self.head}”栏 {self.cell}），{self.remedy}"


def faults_of(table: RosterTable) -> tuple[Fault, ...]:
    """All faults of a roster's table, by row and then column."""
    book = _Book(table)
    found = [fault for check in _CHECKS for place in range(len(table.rows)) for fault in check(book, place)]
    order = list(COLUMNS)
    heads = {head: order.index(key) for key, (head, _) in table.heads.items()}
    return tuple(sorted(found, key=lambda fault: (fault.row, heads[fault.head])))


class _Book:
    """The rows with what is looked up in them."""

    def __init__(self, table: RosterTable) -> None:
        self.table, self.rows = table, table.rows
        self.units: Sequence[Unit] = [row.unit for row in table.rows]
        self.first_named: dict[str, int] = {}
        self.first_coded: dict[str, int] = {}
        for place, unit in enumerate(self.units):
            self.first_named.setdefault(normalised(unit.name), place)
            self.first_coded.setdefault(unit.code.upper(), place)
        self.claimed: dict[str, list[int]] = {}
        """The rows that name a unit as their predecessor."""
        for place, unit in enumerate(self.units):
            for name in dict.fromkeys(map(normalised, unit.predecessors)):
                self.claimed.setdefault(name, []).append(place)
        self.known_as: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            for alias in dict.fromkeys(map(normalised, unit.aliases)):
                self.known_as.setdefault(alias, []).append(place)

    def fault(self, place: int, key: str, what: str, remedy: str, *, fatal: bool = False) -> Fault:
        """A fault in one row under one head."""
        head, letter = self.table.heads[key]
        return Fault(self.rows[place].number, head, letter, what, remedy, fatal)

    def above(self, place: int) -> int | None:
        """The row of the unit above."""
        return self.first_named.get(normalised(self.units[place].parent)) if self.units[place].parent else None


def _name(book: _Book, place: int) -> Iterator[Fault]:
    name = book.units[place].name
    first = book.first_named[normalised(name)]
    if not normalised(name):
        yield book.fault(place, "name", "没有单位名称", "请填写名称或删去这一行", fatal=True)
    elif first != place:
        other = book.units[first].name
        what = f"的单位“{name}”与前面的“{other}”重复"
        yield book.fault(place, "name", what, f"请删去一行（前面的在第 {book.rows[first].number} 行）", fatal=True)


def _code(book: _Book, place: int) -> Iterator[Fault]:
    code = book.units[place].code
    if not code:
        return
    first = book.first_coded[code.upper()]
    if first != place:
        other = book.units[first].name
        yield book.fault(
            place, "code", f"的代码“{code}”与前面“{other}”的代码相同", "请按登记证书改正其中一个", fatal=True
        )
    expected = check_character(code.upper())
    narrow = unicodedata.normalize("NFKC", code)
    if narrow != code:
        what = f"的代码“{code}”里有全角的字母或数字"
        yield book.fault(place, "code", what, f"请改为半角：{narrow.upper()}")
    elif expected is None:
        what = f"的代码“{code}”不是 18 位数字和大写字母（不用 I、O、S、V、Z）"
        yield book.fault(place, "code", what, "请按登记证书改正，并把这一栏设为文本格式")
    elif expected != code[-1].upper():
        what = f"的代码“{code}”最后一位校验码应为 {expected}"
        yield book.fault(place, "code", what, "请对照登记证书改正抄错的一位")
    elif code != code.upper():
        yield book.fault(place, "code", f"的代码“{code}”里有小写字母", "请改为大写")


def _listed(key: str, choices: Sequence[str]) -> Callable[[_Book, int], Iterator[Fault]]:
    """The check of a column whose words are those of a list, or blank."""

    def check(book: _Book, place: int) -> Iterator[Fault]:
        words = book.rows[place].words.get(key, "")
        if words and words not in choices:
            what = f"的{COLUMNS[key][0]}“{words}”不在可选的词里"
            yield book.fault(place, key, what, f"请改为{'、'.join(choices)}之一或留空", fatal=True)

    return check


def _parent(book: _Book, place: int) -> Iterator[Fault]:
    unit = book.units[place]
    if not unit.parent:
        return
    if book.above(place) is None:
        what = f"的上级单位“{unit.parent}”不在名册上"
        yield book.fault(place, "parent", what, "请改成名册里的单位名称，或把它加入名册")
    elif chain := _circle(book, place):
        names = "、".join(f"“{book.units[one].name}”" for one in chain)
        what = f"的上级单位“{unit.parent}”绕成了一圈（{names}）" if len(chain) > 1 else "的上级单位是它自己"
        yield book.fault(place, "parent", what, "请改正上级单位", fatal=True)


def _circle(book: _Book, place: int) -> list[int]:
    """The rows from one upwards back to itself; empty where the way up ends or turns elsewhere."""
    chain = [place]
    while (above := book.above(chain[-1])) is not None and above not in chain:
        chain.append(above)
    return chain if above == place else []


def _aliases(book: _Book, place: int) -> Iterator[Fault]:
    unit = book.units[place]
    for alias in unit.aliases:
        named = book.first_named.get(normalised(alias))
        others = [one for one in book.known_as[normalised(alias)] if one != place]
        if named is not None and named != place:
            what = f"的别名“{alias}”是第 {book.rows[named].number} 行单位的名称"
            yield book.fault(place, "aliases", what, "请删去这个别名")
        elif others and others[0] < place:
            other = book.units[others[0]].name
            what = f"的别名“{alias}”也是第 {book.rows[others[0]].number} 行“{other}”的别名"
            yield book.fault(place, "aliases", what, "请只留给一个单位，否则用这个名称报送的谁的也不算")


def _predecessors(book: _Book, place: int) -> Iterator[Fault]:
    unit = book.units[place]
    if normalised(unit.name) in map(normalised, unit.predecessors):
        yield book.fault(place, "predecessors", f"的前身里有“{unit.name}”自己", "请删去；前身只写被合并、撤销的单位")
    for name in unit.predecessors:
        alive = book.first_named.get(normalised(name))
        others = [one for one in book.claimed[normalised(name)] if one != place]
        if alive is not None and alive != place:
            what = f"的前身“{name}”还是第 {book.rows[alive].number} 行的应报单位"
            yield book.fault(place, "predecessors", what, "请删去这个前身，或删去已并入的那一行")
        elif others and others[0] < place:
            first = book.rows[others[0]].number
            what = f"的前身“{name}”也是第 {first} 行“{book.units[others[0]].name}”的前身"
            yield book.fault(place, "predecessors", what, "请只留给接办它结转申请的一个单位，否则上年的数算了两次")


def _counted(book: _Book, place: int) -> Iterator[Fault]:
    words = book.rows[place].words.get("counted", "")
    if words not in (*YES, *NO):
        yield book.fault(place, "counted", f"的“{words}”看不出是否计入汇总", "请改为是或否", fatal=True)


def _reported_by(book: _Book, place: int) -> Iterator[Fault]:
    unit = book.units[place]
    if not unit.reported_by:
        return
    other = book.first_named.get(normalised(unit.reported_by))
    if other is None:
        what = f"的代报单位“{unit.reported_by}”不在名册上"
        yield book.fault(place, "reported_by", what, "请改成名册里的单位名称")
    elif other == place:
        yield book.fault(place, "reported_by", "的代报单位是它自己", "自己报送的请留空")
    elif book.units[other].reported_by:
        what = f"的代报单位“{unit.reported_by}”自己也由别的单位代报"
        yield book.fault(place, "reported_by", what, "请改成实际报送的单位")
    elif unit.counted and not book.units[other].counted:
        which = f"“{unit.reported_by}”（第 {book.rows[other].number} 行）"
        what = f"的代报单位{which}不计入汇总，“{unit.name}”的数也就没有计入"
        yield book.fault(place, "reported_by", what, "请改正代报单位，或把那一行的“计入汇总”改为是")


def _deadline(book: _Book, place: int) -> Iterator[Fault]:
    words = book.rows[place].words.get("deadline", "")
    if iso_date(words) is None:
        what = f"的公布期限“{words}”不是日期"
        yield book.fault(place, "deadline", what, "请写成 2026-01-31 的样子或留空", fatal=True)


_CHECKS: tuple[Callable[[_Book, int], Iterator[Fault]], ...] = (
    _name,
    _code,
    _listed("level", LEVELS),
    _listed("kind", KINDS),
    _parent,
    _aliases,
    _predecessors,
    _counted,
    _reported_by,
    _deadline,
)
