"""Reports as agencies of all sizes hand them in, and slips of the hand put into them, for tests and benchmarks.

Nothing here is taken from the program's own idea of how people err: slips are made by writing digits as a hand would.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from xlreport.forms import Form, load
from xlreport.numbers import from_scaled, number
from xlreport.report import Cover, Report

KINDS = ("natural", "business", "research", "nonprofit", "legal", "other")
GROUPS = ("review", "suit_direct", "suit_after_review")
PARTS = ("upheld", "corrected", "other", "pending")
SIZES = (0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 300, 400, 600,
         800, 1_200, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000)  # fmt: skip
"""Requests received by the agencies of the base: from none to those of a large city."""

_APPLICANTS = {"natural": 40.0, "business": 5.0, "research": 0.2, "nonprofit": 0.3, "legal": 1.5, "other": 0.8}
_RESULTS = {
    "granted": 12.0, "partial": 3.0, "not_held": 8.0, "petition": 3.0, "needs_creation": 1.5,
    "administrative_query": 1.5, "other": 1.5, "still_unclear": 1.0, "duplicate": 1.0, "third_party": 0.6,
    "overdue_correction": 0.6, "internal_affairs": 0.5, "process_information": 0.5,
}  # fmt: skip
_RARE_RESULT = 0.2


@dataclass(frozen=True)
class Agency:
    """What stays the same from year to year: size, who asks, what becomes of it."""

    size: int
    applicants: Mapping[str, float]
    results: Mapping[str, float]
    disputes: float


def agency(form: Form, size: int, rng: random.Random) -> Agency:
    """An agency with habits of its own."""
    rows = [name for name in _rows(form) if name.startswith("table3.result.") and name != "table3.result.total"]
    shares = {row: _RESULTS.get(row.rpartition(".")[2], _RARE_RESULT) for row in rows}
    return Agency(size, _habit(_APPLICANTS, rng), _habit(shares, rng), rng.uniform(0.0, 0.12))


def _habit(shares: Mapping[str, float], rng: random.Random) -> dict[str, float]:
    return {name: share * rng.gammavariate(1.5, 1.0) for name, share in shares.items()}


def _rows(form: Form) -> list[str]:
    return list(dict.fromkeys(field.id.rpartition(".")[0] for field in form.table("table3").fields))


def year_of(
    form: Form, who: Agency, rng: random.Random, carried: Mapping[str, int] | None = None
) -> tuple[Report, dict[str, int]]:
    """A balanced report of an agency, and what it carries into the next year by applicant."""
    values = {field.id: 0 for field in form.fields}
    received = round(who.size * rng.lognormvariate(0.0, 0.25)) if who.size > 5 else who.size
    if carried is None:
        carried = _dealt(round(received * rng.uniform(0, 0.08)), who.applicants, rng)
    new = _dealt(received, who.applicants, rng)
    carry: dict[str, int] = {}
    for kind in KINDS:
        open_cases = new[kind] + carried[kind]
        carry[kind] = sum(rng.random() < 0.05 for _ in range(open_cases)) if open_cases < 3_000 else open_cases // 19
        values[f"table3.received.new.{kind}"] = new[kind]
        values[f"table3.received.carried_over.{kind}"] = carried[kind]
        values[f"table3.carried_forward.{kind}"] = carry[kind]
        for row, count in _dealt(open_cases - carry[kind], who.results, rng).items():
            values[f"{row}.{kind}"] = count
        values[f"table3.result.total.{kind}"] = open_cases - carry[kind]
    for row in _rows(form):
        values[f"{row}.total"] = sum(values[f"{row}.{kind}"] for kind in KINDS)
    for group in GROUPS:
        count = round(received * who.disputes * rng.uniform(0, 1))
        parts = _dealt(count, {"upheld": 5.0, "corrected": 1.5, "other": 2.0, "pending": 1.0}, rng)
        values |= {f"table4.{group}.{part}": parts[part] for part in PARTS} | {f"table4.{group}.total": count}
    contents = tuple(number(values[field.id]) for field in form.fields)
    return Report(form, form.first_year, "甲县测试局", contents, Cover(level="县级", kind="部门")), carry


def _dealt(count: int, shares: Mapping[str, float], rng: random.Random) -> dict[str, int]:
    """A number of cases dealt out at random, by these shares."""
    dealt = dict.fromkeys(shares, 0)
    for name in rng.choices(list(shares), list(shares.values()), k=count):
        dealt[name] += 1
    return dealt


@dataclass(frozen=True)
class Base:
    """A balanced report and the one of the year before."""

    report: Report
    last_year: Report


def bases(rng: random.Random, sizes: Sequence[int] = SIZES) -> list[Base]:
    """A base of each size, every fourth in the form of 2019."""
    made = []
    for place, size in enumerate(sizes):
        form = load("2019" if place % 4 == 3 else "2021")
        who = agency(form, size, rng)
        last, carry = year_of(form, who, rng)
        made.append(Base(year_of(form, who, rng, carry)[0], last))
    return made


Slip = Callable[[int, random.Random], int | None]
"""A number → what is typed for it; None where the slip cannot happen to it."""


def _swapped(value: int, rng: random.Random) -> int | None:
    digits = list(str(value))
    places = [place for place in range(len(digits) - 1) if digits[place] != digits[place + 1]]
    if not places:
        return None
    at = rng.choice(places)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return int("".join(digits))


def _lost(value: int, rng: random.Random) -> int | None:
    digits = str(value)
    at = rng.randrange(len(digits))
    return int(digits[:at] + digits[at + 1 :]) if len(digits) > 1 else None


def _doubled(value: int, rng: random.Random) -> int | None:
    digits = str(value)
    at = rng.randrange(len(digits))
    return int(digits[: at + 1] + digits[at:]) if value else None


def _random(value: int, rng: random.Random) -> int:
    return rng.choice([rng.randint(0, 9), rng.randint(0, 2 * value + 20), rng.randint(0, 10 ** len(str(value)) * 3)])


DIGIT_SLIPS: Mapping[str, Slip] = {"swapped": _swapped, "lost": _lost, "doubled": _doubled}
SLIPS: Mapping[str, Slip] = {
    **DIGIT_SLIPS,
    "sign": lambda value, _: -value or None,
    "tenfold": lambda value, _: value * 10 or None,
    "random": _random,
}
"""Slips of a single number. A neighbour's value and a shifted row need the table: see ``inject``."""
FAULTS = (*SLIPS, "neighbour", "shifted row")
Changes = dict[str, int]
"""Field id → what is typed."""


def inject(report: Report, kind: str, rng: random.Random, *, inputs_only: bool = False) -> Changes:
    """A slip of this kind in 表三 or 表四: what is typed in which cells; {} where the report gives no chance for it.

    ``inputs_only``: totals are formulas, so that the slip hits an input of 表三 (one in 表四 could break nothing).
    """
    lines = _lines(report.form, inputs_only=inputs_only)
    now = {name: report[name].scaled // 10_000 for line in lines for name in line}
    if kind == "shifted row":
        return _shifted(rng.choice(lines), now, rng)
    for name in rng.sample(list(now), len(now)):
        if now[name] < 0:
            continue  # a second slip on top of a minus is none that people make
        typed = rng.choice(_around(lines, name, now)) if kind == "neighbour" else SLIPS[kind](now[name], rng)
        if typed is not None and typed != now[name]:
            return {name: typed}
    return {}


def _lines(form: Form, *, inputs_only: bool) -> list[list[str]]:
    rows = [[f"{row}.{kind}" for kind in (*KINDS, "total")] for row in _rows(form)]
    if inputs_only:
        return [row[:-1] for row in rows if not row[0].startswith("table3.result.total")]
    return [*rows, [field.id for field in form.table("table4").fields]]


def _around(lines: list[list[str]], name: str, now: Mapping[str, int]) -> list[int]:
    """The numbers left, right, above and below of a cell."""
    row = next(place for place, line in enumerate(lines) if name in line)
    column = lines[row].index(name)
    places = [(row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)]
    return [
        now[lines[down][right]]
        for down, right in places
        if 0 <= down < len(lines) and 0 <= right < len(lines[down]) and len(lines[down]) == len(lines[row])
    ]


def _shifted(line: list[str], now: Mapping[str, int], rng: random.Random) -> Changes:
    """The numbers of a row from some cell on typed one cell further on, or back; one falls off, 0 takes its place."""
    start = rng.randrange(len(line) - 1)
    old = [now[name] for name in line[start:]]
    new = [0, *old[:-1]] if rng.random() < 0.5 else [*old[1:], 0]
    return {name: typed for name, before, typed in zip(line[start:], old, new, strict=True) if before != typed}


def typed(report: Report, changes: Changes) -> Report:
    """The report with the slip in it, totals as they were: they were typed too."""
    return report.with_values({name: from_scaled(value * 10_000) for name, value in changes.items()})


def typed_under_formulas(report: Report, changes: Changes) -> Report:
    """The report with the slip in it and totals that follow, since they are formulas."""
    wrong = typed(report, changes)
    values = {name: content.scaled for name, content in zip(report.form.position, wrong.values, strict=True)}
    inner = sorted(report.form.totals, key=lambda name: name.endswith(".total"))
    for name in [*inner, *inner]:
        values[name] = sum(values[part] for part in report.form.totals[name])
    wrong = wrong.with_values({name: from_scaled(values[name]) for name in report.form.totals})
    return replace(wrong, provenance=replace(wrong.provenance, formulas=frozenset(report.form.totals)))


def is_broken(report: Report) -> bool:
    """Whether a relation fails, worked out here."""
    now = {name: content.scaled for name, content in zip(report.form.position, report.values, strict=True)}
    return any(
        sum(now[name] for name in relation.left) != sum(now[name] for name in relation.right)
        for relation in report.form.relations
    )


_CLAIMED = {"received.new": 0.9, "result.total": 0.6, "result.granted": 0.6, "received.carried_over": 0.4,
            "carried_forward": 0.4, "result.partial": 0.4}  # fmt: skip
_CLAIMED_ELSE, _CLAIMED_KIND, _CLAIMED_WRONGLY = 0.25, 0.05, 0.03


def claims_of(report: Report, rng: random.Random) -> dict[str, int]:
    """What the prose of a report says of its numbers (scaled): totals of the main rows mostly, seldom a wrong one."""
    said = {}
    for row in _rows(report.form):
        share = _CLAIMED.get(row.removeprefix("table3."), _CLAIMED_ELSE)
        for column in (*KINDS, "total"):
            if rng.random() < (share if column == "total" else _CLAIMED_KIND):
                true = report[f"{row}.{column}"].scaled
                said[f"{row}.{column}"] = true + (10_000 if rng.random() < _CLAIMED_WRONGLY else 0)
    return said
