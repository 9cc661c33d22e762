"""How often the wrong cell is found: 1,000 slips of each kind in balanced reports, totals typed and totals by formula.

The seed is drawn from the shares and costs that the ranking works with: whoever changes them meets other slips, so they
cannot be fitted to those measured here. ``--quick``: 60 slips of each kind. ``--json``: the figures as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from measure import ROOT

from tests.rules.slips import (
    DIGIT_SLIPS,
    FAULTS,
    KINDS,
    SLIPS,
    Base,
    Changes,
    bases,
    claims_of,
    inject,
    is_broken,
    typed,
    typed_under_formulas,
)
from xlreport.report import Report
from xlreport.rules.context import Context
from xlreport.rules.suspects import Suspect, suspects

FROZEN = ("typing_errors.py", "weighing.py")
GATES = {
    "first": 0.99,
    "in set": 0.995,
    "double": 0.90,
    "triple": 0.75,
    "digits top-5": 0.70,
    "median ms": 60.0,
    "worst ms": 2000.0,
}
KNOWING = {"relations alone": (0, 0), "with prose": (1, 0), "with last year": (0, 1), "with both": (1, 1)}
Truth = dict[str, int]


@dataclass
class Times:
    """Milliseconds of every call."""

    all: list[float] = field(default_factory=list)

    def suspects(self, report: Report, context: Context | None = None, claims: Mapping[str, int] | None = None):
        start = time.perf_counter()
        found = suspects(report, context, claims or {})
        self.all.append((time.perf_counter() - start) * 1000)
        return found


def seed() -> int:
    """A seed that nobody chose: it follows from the files that hold the priors."""
    texts = [(ROOT / "xlreport/rules" / name).read_bytes() for name in FROZEN]
    return int(hashlib.sha256(b"".join(texts)).hexdigest()[:12], 16)


def cases(kind: str, made: list[Base], rng: random.Random, count: int) -> Iterator[tuple[Report, Truth]]:
    """Reports with a slip of this kind, totals typed, and what the cells truly hold."""
    while count:
        base = rng.choice(made)
        changes = inject(base.report, kind, rng)
        wrong = typed(base.report, changes)
        if changes and is_broken(wrong):
            yield wrong, {name: base.report[name].scaled for name in changes}
            count -= 1


def several(faults: int, made: list[Base], rng: random.Random, count: int) -> Iterator[tuple[Report, Truth]]:
    """Reports with so many slips of single cells, of any kinds."""
    while count:
        base = rng.choice(made)
        changes: Changes = {}
        for _ in range(20):
            if len(changes) < faults:
                changes |= inject(base.report, rng.choice([*SLIPS, "neighbour"]), rng)
        wrong = typed(base.report, changes)
        if len(changes) == faults and is_broken(wrong):
            yield wrong, {name: base.report[name].scaled for name in changes}
            count -= 1


def proposed(found: tuple[Suspect, ...]) -> set[tuple[str, int]]:
    """Everything that is proposed."""
    return {(change.field, change.proposed) for suspect in found for change in suspect.changes}


def as_truth(suspect: Suspect) -> Truth:
    return {change.field: change.proposed for change in suspect.changes}


def totals_typed(made: list[Base], rng: random.Random, count: int, times: Times) -> dict[str, dict[str, float]]:
    """For each kind of slip: share found first in 表三, share in the proposed set over both tables."""
    figures: dict[str, dict[str, float]] = {}
    for kind in FAULTS:
        first, inside = [], []
        for wrong, truth in cases(kind, made, rng, count):
            found = times.suspects(wrong)
            inside.append(truth.items() <= proposed(found))
            if next(iter(truth)).startswith("table3."):
                first.append(bool(found) and as_truth(found[0]) == truth)
        figures[kind] = {"first": statistics.mean(first), "in set": statistics.mean(inside)}
    figures["all"] = {name: statistics.mean(row[name] for row in figures.values()) for name in ("first", "in set")}
    for name, faults in (("double", 2), ("triple", 3)):
        runs = [truth.items() <= proposed(times.suspects(wrong)) for wrong, truth in several(faults, made, rng, count)]
        figures[name] = {"in set": statistics.mean(runs)}
    return figures


def totals_by_formula(made: list[Base], rng: random.Random, count: int, times: Times) -> dict[str, dict[str, float]]:
    """For each kind of slip: how often the true cell with its true value is first, and among the first five."""
    figures: dict[str, dict[str, float]] = {}
    for kind in FAULTS:
        hits: dict[str, list[float]] = {}
        done = 0
        while done < count:
            base = rng.choice(made)
            changes = inject(base.report, kind, rng, inputs_only=True)
            wrong = typed_under_formulas(base.report, changes)
            if not changes or not is_broken(wrong):
                continue
            done += 1
            truth = {name: base.report[name].scaled for name in changes}
            claims = claims_of(base.report, rng)
            for name, (prose, last) in KNOWING.items():
                context = Context(last_year=(base.last_year,) if last else ())
                found = times.suspects(wrong, context, claims if prose else {})
                ranks = [place for place, suspect in enumerate(found[:5]) if as_truth(suspect) == truth]
                hits.setdefault(f"{name} top-1", []).append(0 in ranks)
                hits.setdefault(f"{name} top-5", []).append(bool(ranks))
            for name, share in baselines(wrong, truth).items():
                hits.setdefault(name, []).append(share)
        figures[kind] = {name: statistics.mean(shares) for name, shares in hits.items()}
    digits = [figures[kind] for kind in DIGIT_SLIPS]
    figures["digit slips"] = {name: statistics.mean(row[name] for row in digits) for name in digits[0]}
    return figures


def baselines(wrong: Report, truth: Truth) -> dict[str, float]:
    """Two simple ways: any cell of the broken column, and the largest ones; both are given the right amount to change,
    and neither can find a slip of several cells."""
    names = {f"{who} top-{top}": 0.0 for who in ("random cell", "largest cell") for top in (1, 5)}
    if len(truth) > 1:
        return names
    (cell,) = truth
    column = cell.rpartition(".")[2]
    assert column in KINDS
    off = truth[cell] - wrong[cell].scaled
    adds = column_signs(wrong, column)
    able = {
        name: wrong[name].scaled for name, sign in adds.items() if wrong[name].scaled + sign * adds[cell] * off >= 0
    }
    rank = sorted(able, key=lambda name: (-able[name], wrong.form.position[name])).index(cell)
    for top in (1, 5):
        names[f"random cell top-{top}"] = min(1.0, top / len(able))
        names[f"largest cell top-{top}"] = float(rank < top)
    return names


def column_signs(report: Report, column: str) -> dict[str, int]:
    """The inputs of a column of 表三 and on which side of B1 each stands."""
    names = [name for name in report.form.position if name.startswith("table3.") and name.endswith(f".{column}")]
    return {name: -1 if ".received." in name else 1 for name in names if name not in report.form.totals}


def table(title: str, figures: Mapping[str, Mapping[str, float]], columns: list[str]) -> None:
    """A small table of shares in percent."""
    print(f"\n{title}")
    print(f"{'':14}" + "".join(f"{name:>24}" for name in columns))
    for row, shares in figures.items():
        print(f"{row:14}" + "".join(f"{shares[name]:24.1%}" if name in shares else f"{'':24}" for name in columns))


def main() -> None:
    """Measure, print, and fail where a figure misses its gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=seed())
    options = parser.parse_args()
    rng, count = random.Random(options.seed), 60 if options.quick else 1_000
    made = bases(rng)
    typing, formula = Times(), Times()
    first = totals_typed(made, rng, count, typing)
    if not options.json:
        print(f"seed {options.seed}, {len(made)} base reports, {count} slips of each kind")
        table("totals typed", first, ["first", "in set"])
        print(f"median {statistics.median(typing.all):.1f} ms, worst {max(typing.all):.0f} ms", flush=True)
    second = totals_by_formula(made, rng, count, formula)
    spent = typing.all + formula.all
    reached = {
        "first": first["all"]["first"],
        "in set": first["all"]["in set"],
        "double": first["double"]["in set"],
        "triple": first["triple"]["in set"],
        "digits top-5": second["digit slips"]["with both top-5"],
        "median ms": statistics.median(spent),
        "worst ms": max(spent),
    }
    if options.json:
        print(json.dumps({"seed": options.seed, "typed": first, "formula": second, "reached": reached}))
    else:
        kinds = [*KNOWING, "random cell", "largest cell"]
        for top in (1, 5):
            rows = {row: {name: shares[f"{name} top-{top}"] for name in kinds} for row, shares in second.items()}
            table(f"totals by formula, top-{top}", rows, kinds)
        print(f"\nmedian {reached['median ms']:.1f} ms, worst {reached['worst ms']:.0f} ms of {len(spent):,} reports")
    missed = [name for name, gate in GATES.items() if (reached[name] > gate) == name.endswith("ms")]
    if missed:
        sys.exit(f"GATE FAILED: {', '.join(f'{name} {reached[name]:.4f}' for name in missed)}")


if __name__ == "__main__":
    main()
