"""Slips that move several numbers at once: a row or column typed one place off, two numbers exchanged.

Such a slip changes many cells and is still one slip, which is far likelier than as many slips by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from xlreport.forms.model import Form
from xlreport.rules.localize import Repair, System

Line = tuple[str, ...]


@cache
def lines(form: Form) -> tuple[Line, ...]:
    """Every printed row and column of 表三, and the one row of 表四, as field ids in printed order."""
    rows = [tuple(field.id for field in row) for row in form.table("table3").rows.values()]
    columns = [tuple(names) for names in zip(*rows, strict=True)]
    return (*rows, *columns, tuple(field.id for field in form.table("table4").fields))


@cache
def beside(form: Form) -> Mapping[str, tuple[str, ...]]:
    """For each cell of 表三 and 表四 the cells left and right of it, above and below."""
    found: dict[str, list[str]] = {}
    for line in lines(form):
        for one, other in pairwise(line):
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return {name: tuple(names) for name, names in found.items()}


def within_lines(system: System, form: Form) -> Iterator[Repair]:
    """Repairs of all that is broken by changes in a single row or column of 表三, at least two.

    Each relation that crosses the line says what its cell must hold, so there is one such repair at most in each line.
    """
    for line in lines(form)[:-1]:
        repair = _within(system, [name for name in line if name in system.rows_of])
        if len(repair) > 1:
            yield repair


def _within(system: System, line: Sequence[str]) -> dict[str, int]:
    met: dict[int, int] = {}
    for name in line:
        for place, _ in system.rows_of[name]:
            met[place] = met.get(place, 0) + 1
    left, repair = dict(system.broken), {}
    for name in line:
        change = next(
            (-left[place] * factor for place, factor in system.rows_of[name] if met[place] == 1 and place in left), 0
        )
        if change:
            repair[name] = system.values[name] + change
            left = system.after(left, name, change)
    return {} if left or not all(system.may_hold(name, value) for name, value in repair.items()) else repair


def shifts_of_table4(system: System, form: Form) -> Iterator[Repair]:
    """Repairs of all that is broken in 表四 by moving some of its numbers back by one place.

    The number that went lost at the end is what its group needs. A single group that is off is no sign of such a slip.
    """
    if len(system.broken) < 2:
        return
    line = [name for name in lines(form)[-1] if name in system.rows_of]
    now = [system.values[name] for name in line]
    filled = [place for place, value in enumerate(now) if value]
    for first in range(len(line)):
        for last in range(first + 1, len(line)):
            if not any(first <= place <= last for place in filled):
                continue
            for back in (1, -1):
                repair = _moved(system, line[first : last + 1], now[first : last + 1], back)
                if len(repair) > 1:
                    yield repair


def _moved(system: System, names: Sequence[str], now: Sequence[int], back: int) -> dict[str, int]:
    """The numbers moved back by one place (``back`` 1: to the left); {} where that does not mend all."""
    was = [*now[1:], None] if back == 1 else [None, *now[:-1]]
    if now[0 if back == 1 else -1] != 0:
        return {}
    left, repair = dict(system.broken), {}
    for name, value, old in zip(names, was, now, strict=True):
        if value is not None and value != old:
            repair[name] = value
            left = system.after(left, name, value - old)
    lost = names[-1 if back == 1 else 0]
    for place, factor in system.rows_of[lost]:
        if place in left:
            repair[lost] = system.values[lost] - left[place] * factor
            left = system.after(left, lost, repair[lost] - system.values[lost])
    return {} if left or not all(system.may_hold(name, value) for name, value in repair.items()) else repair


def is_line_slip(form: Form, now: Mapping[str, int], repair: Repair) -> bool:
    """Whether all changes are explained by one slip: numbers of a line moved by one place, or two of them exchanged."""
    return len(repair) > 1 and any(
        _is_moved([now[name] for name in line], [repair.get(name, now[name]) for name in line])
        for line in lines(form)
        if repair.keys() <= set(line)
    )


def _is_moved(now: Sequence[int], was: Sequence[int]) -> bool:
    changed = [place for place, (new, old) in enumerate(zip(now, was, strict=True)) if new != old]
    first, last = changed[0], changed[-1]
    if len(changed) == 2 and now[first] == was[last] and now[last] == was[first]:
        return True
    if len(changed) < 2:
        return False
    to_right = all(now[place] == was[place - 1] for place in range(first + 1, last + 1))
    to_left = all(now[place] == was[place + 1] for place in range(first, last))
    return (to_right and now[first] in (0, *was[first - 1 : first])) or (
        to_left and now[last] in (0, *was[last + 1 : last + 2])
    )
