"""Which cell is wrong: the fewest changes that make every balance relation hold, the likeliest first.

Where totals were typed, rows and columns cross in the wrong cell and the relations prove it. Where totals are formulas
they follow a wrong input, only B1 of its column breaks, and any cell of the column could be the one: then what the
prose claims, last year's figures and the way people err decide the order, and what comes out is a list, not a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log
from types import MappingProxyType
from typing import Any, Literal

from xlreport.forms.model import Field
from xlreport.numbers import SCALE, Content, Kind, show, unscaled
from xlreport.report import Report
from xlreport.rules.balance import residuals
from xlreport.rules.context import Context
from xlreport.rules.line_slips import is_line_slip, shifts_of_table4, within_lines
from xlreport.rules.localize import Repair, System, components, optimum, system_of
from xlreport.rules.typing_errors import WORDS
from xlreport.rules.weighing import Weigher

MOST = 5
"""So many suspects of one fault at most."""
_AS_LIKELY = log(2)
_FAR = log(100)
_NAMED_ALONE = 3
_TOTALS = "“总计”列"
_LARGEST = 10**15 * SCALE  # a spreadsheet keeps 15 digits: what is larger is no count that anybody typed
_NO_CLAIMS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """A cell, what it holds, and what it should hold (× 10,000)."""

    field: str
    actual: Content
    proposed: int


@dataclass(frozen=True, slots=True)
class Suspect:
    """Cells that are wrong together, and the relations that hold once they are put right.

    ``kind``: 'proved' where no other change of so few cells mends these relations; 'ranked' where others do too and
    this is one of a list. ``args``: ``reason``, the slip in words ('' where none is likely); ``choices``, how many
    repairs of the same size there are; ``rank``, its place among them, the same for those that are as likely;
    ``as_likely``, how many those are, itself included.
    """

    changes: tuple[Change, ...]
    mended: tuple[str, ...]
    kind: Literal["proved", "ranked"]
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Broken relations that hang together, and the cells that may be wrong for it, the likeliest first.

    ``broken``: ids of relations, those that the likeliest repair mends where one is known. ``suspects``: at most 5; ()
    where no cell can be named: ``alike`` is then how many repairs are as likely as each other, more than a list can
    hold, or 0 where so much is wrong that no few cells explain it.
    """

    broken: tuple[str, ...]
    suspects: tuple[Suspect, ...] = ()
    alike: int = 0


@dataclass(frozen=True)
class _Choice:
    """Repairs of one independent fault, the likeliest first, with their costs; () where none of few cells is known."""

    repairs: tuple[Repair, ...]
    costs: tuple[float, ...]
    complete: bool
    broken: tuple[str, ...] = ()


def suspects(
    report: Report, context: Context | None = None, claims: Mapping[str, int] = _NO_CLAIMS
) -> tuple[Suspect, ...]:
    """The cells that are most likely wrong, fault by fault, the likeliest of each first; see ``faults``."""
    return tuple(suspect for fault in faults(report, context, claims) for suspect in fault.suspects)


def faults(report: Report, context: Context | None = None, claims: Mapping[str, int] = _NO_CLAIMS) -> tuple[Fault, ...]:
    """The independent faults of a report, what is proved first; () where every judged relation holds.

    ``claims``: what the prose says of a field, × 10,000. Blanks count as 0; blank totals are filled first and never
    suspected; relations with text or a missing cell are left out. Nothing is said of numbers no person typed.
    """
    if not any(residual.broken for residual in residuals(report.form, report.scaled, report.kinds)):
        return ()
    system = system_of(report)
    if max(map(abs, system.values.values())) > _LARGEST:
        return ()
    weigher = Weigher(report, system, context or Context(), claims)
    found = [
        fault
        for choices in _choices(report, system, weigher)
        for choice in choices
        for fault in _faults_of(report, system, weigher, choice)
    ]
    return tuple(sorted(_joined(found), key=_certainty))


def _certainty(fault: Fault) -> int:
    if not fault.suspects:
        return 2
    return 0 if fault.suspects[0].kind == "proved" else 1


def _joined(found: Iterable[Fault]) -> list[Fault]:
    """Faults whose suspects mend the same relations are one, told in two ways."""
    joined: list[Fault] = []
    for fault in found:
        same = next((one for one in joined if not set(one.broken).isdisjoint(fault.broken)), None)
        if same is None:
            joined.append(fault)
        else:
            both = (*same.suspects, *fault.suspects)[:MOST]
            joined[joined.index(same)] = replace(same, suspects=both)
    return joined


def _choices(report: Report, system: System, weigher: Weigher) -> list[list[_Choice]]:
    """For each table one choice for each independent fault."""
    tables: dict[str, list[System]] = {}
    for part in components(system):
        tables.setdefault(next(iter(part.rows_of)).partition(".")[0], []).append(part)
    return [_choices_of_table(report, parts, weigher) for parts in tables.values()]


def _choices_of_table(report: Report, parts: Sequence[System], weigher: Weigher) -> list[_Choice]:
    whole = parts[0] if len(parts) == 1 else System(
        tuple(row for part in parts for row in part.rows), parts[0].values, parts[0].follows
    )  # fmt: skip
    in_lines = [*within_lines(whole, report.form)] or [*shifts_of_table4(whole, report.form)]
    every = [_choice(part, weigher, in_lines if len(parts) == 1 else []) for part in parts]
    apart = [choice for choice in every if choice.repairs]
    joint = [repair for repair in in_lines if is_line_slip(report.form, whole.values, repair)]
    if not joint or not apart:
        return every
    together = _ordered(joint, weigher, complete=False)
    if len(parts) > 1 and together.costs[0] < sum(choice.costs[0] for choice in apart):
        far = together.costs[0] + _FAR < sum(choice.costs[0] for choice in apart)
        return [together] if far else [together, *(replace(choice, complete=False) for choice in apart)]
    if len(parts) == 1 and not any(repair in apart[0].repairs for repair in joint):
        return [_ordered([*apart[0].repairs, *joint], weigher, complete=False)]
    return every


def _choice(system: System, weigher: Weigher, known: Iterable[Repair]) -> _Choice:
    best = optimum(system, known)
    broken = tuple(system.rows[place].id for place in system.broken)
    found = _ordered(best.repairs, weigher, complete=best.complete) if best else _Choice((), (), complete=False)
    return replace(found, broken=broken)


def _ordered(repairs: Iterable[Repair], weigher: Weigher, *, complete: bool) -> _Choice:
    """Repairs by cost; of the same cost in printed order, so that the answer is the same every time."""
    position = weigher.report.form.position
    weighed = sorted(
        ((weigher.cost(repair), sorted(position[name] for name in repair), repair) for repair in repairs),
        key=lambda entry: entry[:2],
    )
    return _Choice(tuple(entry[2] for entry in weighed), tuple(entry[0] for entry in weighed), complete)


def _faults_of(report: Report, system: System, weigher: Weigher, choice: _Choice) -> Iterator[Fault]:
    """What every repair of a choice has in common, each piece a fault by itself; then one for what differs."""
    if not choice.repairs:
        yield Fault(choice.broken)
        return
    pieces = [_pieces(report, system, repair) for repair in choice.repairs]
    common = set(pieces[0]).intersection(*pieces[1:])
    shared = {name for piece in common for name, _ in piece}
    for piece in sorted(common, key=lambda piece: min(report.form.position[name] for name, _ in piece)):
        one = _suspect(report, system, weigher, dict(piece), "proved" if choice.complete else "ranked", (1, 1, 1))
        yield Fault(one.mended, (one,))
    rest = [{name: value for name, value in repair.items() if name not in shared} for repair in choice.repairs]
    if not any(rest):
        return
    found = tuple(
        _suspect(report, system, weigher, repair, "ranked", (len(rest), rank, close))
        for repair, rank, close in _told_apart(replace(choice, repairs=tuple(rest)), MOST)
        if repair
    )
    broken = _mended(report, system, next(repair for repair in rest if repair))
    yield Fault(broken, found, 0 if found else _as_likely_as_the_first(choice))


def _as_likely_as_the_first(choice: _Choice) -> int:
    limit = choice.costs[0] + _AS_LIKELY
    return sum(cost <= limit for cost in choice.costs)


def _told_apart(choice: _Choice, room: int) -> Iterator[tuple[Repair, int, int]]:
    """The first repairs, each with its rank and the number of those as likely as it.

    Where as likely ones do not all find room, none of them is shown: five out of twenty cells, picked by nothing, would
    be a false alarm.
    """
    first = 0
    while first < len(choice.costs):
        limit = choice.costs[first] + _AS_LIKELY
        last = next((place for place, cost in enumerate(choice.costs) if cost > limit), len(choice.costs))
        if last > room:
            return
        for repair in choice.repairs[first:last]:
            yield repair, first + 1, last - first
        first = last


def _pieces(report: Report, system: System, repair: Repair) -> list[frozenset[tuple[str, int]]]:
    """The repair taken apart: changes that share no relation mend different things, unless they are a single slip."""
    if is_line_slip(report.form, system.values, repair):
        return [frozenset(repair.items())]
    pieces: list[tuple[set[int], set[tuple[str, int]]]] = []
    for name, value in repair.items():
        rows, cells = {place for place, _ in system.rows_of[name]}, {(name, value)}
        for piece in [piece for piece in pieces if piece[0] & rows]:
            pieces.remove(piece)
            rows |= piece[0]
            cells |= piece[1]
        pieces.append((rows, cells))
    return [frozenset(cells) for _, cells in pieces]


def _suspect(
    report: Report,
    system: System,
    weigher: Weigher,
    repair: Repair,
    kind: Literal["proved", "ranked"],
    counts: tuple[int, int, int],
) -> Suspect:
    names = sorted(repair, key=report.form.position.__getitem__)
    choices, rank, close = counts
    args = {"reason": WORDS[weigher.reason(repair)], "choices": choices, "rank": rank, "as_likely": close}
    changes = tuple(Change(name, report[name], repair[name]) for name in names)
    return Suspect(changes, _mended(report, system, repair), kind, args)


def _mended(report: Report, system: System, repair: Repair) -> tuple[str, ...]:
    """Relations that are broken now and hold after the repair, totals that follow included."""
    after = {**system.values, **system.consequences(repair)}
    return tuple(
        relation.id
        for relation in report.form.relations
        if all(report[name].kind <= Kind.BLANK for name in relation.fields)
        and report.provenance.missing.isdisjoint(relation.fields)
        and _off(system.values, relation.left, relation.right)
        and not _off(after, relation.left, relation.right)
    )


def _off(values: Mapping[str, int], left: Iterable[str], right: Iterable[str]) -> int:
    return sum(values[name] for name in left) - sum(values[name] for name in right)


def sentence(report: Report, suspect: Suspect, cell: Callable[[Field], str]) -> str:
    """The suspect as one Chinese sentence; ``cell`` gives the address of a field as people see it, such as E12."""
    proposed = "、".join(show(unscaled(change.proposed)) for change in suspect.changes)
    each = "分别为 " if len(suspect.changes) > 1 else "为 "
    count = len(suspect.mended)
    mended = f"{count} 条勾稽关系全部平衡" if count > 1 else "1 条勾稽关系平衡"
    reason = f"（{suspect.args['reason']}）" if suspect.args.get("reason") else ""
    return f"{_in_words(report, suspect, cell)}，若{each}{proposed}{reason}，则 {mended}{_how_sure(suspect)}"


def _how_sure(suspect: Suspect) -> str:
    if suspect.kind == "proved":
        return ""
    rank, close = suspect.args["rank"], suspect.args["as_likely"]
    if suspect.args["choices"] == 1:
        return "；也可能有别的改法，请核对原始数字"
    others = f"（{close} 处同样可能）" if close > 1 else ""
    return f"；勾稽关系不能确定是哪一格，按可能性排第 {rank}{others}，请核对原始数字"


def _in_words(report: Report, suspect: Suspect, cell: Callable[[Field], str]) -> str:
    """Which cells hold what; cells of one row, and many cells of a table, are named together."""
    on = [report.form.by_id[change.field] for change in suspect.changes]
    same_row = len({(entry.table, entry.row) for entry in on}) == 1
    if len(on) > 1 and (same_row or len(on) > _NAMED_ALONE):
        cells = "、".join(cell(entry) for entry in on)
        where = _row(report, on[0]) if same_row else report.form.table(on[0].table).name
        return f"{where} {cells} 分别填 " + "、".join(str(change.actual) for change in suspect.changes)
    return "，".join(
        f"{_row(report, entry)}{entry.column} {cell(entry)} "
        + ("空白" if change.actual.is_blank else f"填 {change.actual}")
        for entry, change in zip(on, suspect.changes, strict=True)
    )


def _row(report: Report, on: Field) -> str:
    return f"{report.form.table(on.table).name}『{on.row.rpartition('/')[2]}』"


def where(report: Report, fault: Fault) -> str:
    """The columns and rows of a fault's relations in words, such as 表三“自然人”列、『1.信访举报投诉类申请』行."""
    by_id = {relation.id: relation for relation in report.form.relations}
    places: dict[str, list[str]] = {}
    for relation in (by_id[name] for name in fault.broken if name in by_id):
        on = report.form.by_id[relation.on]
        name = f"『{on.row.rpartition('/')[2]}』行"
        if relation.code in ("B1", "B2"):
            name = f"“{on.column}”列"
        elif relation.code == "B4":
            name = f"『{on.column.rpartition('/')[0] or on.row}』"
        places.setdefault(report.form.table(on.table).name, []).append(name)
    return "、".join(f"{table}{_few(list(dict.fromkeys(names)))}" for table, names in places.items())


def _few(names: list[str]) -> str:
    """The first names; the column of totals follows others and goes without saying."""
    told = [name for name in names if name != _TOTALS] or names
    more = f"等 {len(told)} 处" if len(told) > _NAMED_ALONE else ""
    return "、".join(told[:_NAMED_ALONE]) + more


def why_none(report: Report, fault: Fault) -> str:
    """Why no cell is named for a fault, as one Chinese sentence; '' where one is."""
    if fault.suspects:
        return ""
    if fault.alike:
        alike = f"有 {fault.alike} 种改法同样可能，分不出是哪一格，不逐一列出"
        return f"{where(report, fault)}不平衡，{alike}；请对照原始数字核对"
    return f"{where(report, fault)}不平衡，只改几个格子不能都平衡，不推断是哪一格；请对照原始数字逐行逐列核对"


def to_json(report: Report, suspect: Suspect, cell: Callable[[Field], str]) -> dict[str, Any]:
    """The suspect in the shape of ``validate --json``."""
    fields = [(report.form.by_id[change.field], change) for change in suspect.changes]
    return {
        "changes": [
            {
                "table": report.form.table(on.table).name,
                "row": on.row,
                "column": on.column,
                "cell": cell(on),
                "actual": change.actual.plain,
                "proposed": unscaled(change.proposed),
            }
            for on, change in fields
        ],
        "rules_mended": list(suspect.mended),
        "message": sentence(report, suspect, cell),
    }
