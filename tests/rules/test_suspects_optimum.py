"""The fewest changes that mend a report, beside what an independent solver finds."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.rules.fewest import fewest_changes
from tests.rules.slipped import NEW, ROOT, broken_relations
from tests.rules.slips import Base, agency, bases, inject, is_broken, typed, typed_under_formulas, year_of
from xlreport.forms import load
from xlreport.report import Report
from xlreport.rules.localize import components, optimum, system_of


def cases_to_solve(count: int, seed: int) -> list[Report]:
    """Broken reports: one to four slips, totals typed, all by formula, or some by formula."""
    rng = random.Random(seed)
    made: list[Report] = []
    sizes = (1, 3, 8, 20, 60, 200, 900)
    drawn: list[Base] = bases(rng, sizes * 3)
    while len(made) < count:
        base, way = rng.choice(drawn), rng.choice(["typed", "typed", "formulas", "some"])
        wrong = base.report
        for _ in range(rng.choice([1, 1, 2, 2, 3, 4])):
            kind = rng.choice(["swapped", "lost", "doubled", "sign", "tenfold", "random", "neighbour", "shifted row"])
            slip = inject(wrong, kind, rng, inputs_only=way == "formulas")
            wrong = typed_under_formulas(wrong, slip) if way == "formulas" else typed(wrong, slip)
        if way == "some":
            rows = frozenset(name for name in wrong.form.totals if not name.startswith("table3.result.total"))
            wrong = replace(wrong, provenance=replace(wrong.provenance, formulas=rows))
        elif way == "typed":
            wrong = replace(wrong, provenance=replace(wrong.provenance, formulas=frozenset()))
        if any(relation.fills for relation in broken_relations(wrong)) or (way == "formulas" and is_broken(wrong)):
            made.append(wrong)
    return made


def assert_fewest(wrong: Report) -> None:
    found = [optimum(part) for part in components(system_of(wrong))]
    assert all(found)
    assert sum(best.size for best in found if best) == fewest_changes(wrong)


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_is_that_of_an_independent_solver(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlreport.rules.localize._SECONDS", 60.0)
    for wrong in cases_to_solve(10, seed):
        assert_fewest(wrong)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_the_optimum_is_that_of_an_independent_solver_in_500_cases(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlreport.rules.localize._SECONDS", 60.0)
    for wrong in cases_to_solve(50, seed):
        assert_fewest(wrong)


def test_the_solver_is_quiet_and_right_where_the_search_gives_up(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("xlreport.rules.localize._MOST_STEPS", 0)
    monkeypatch.setattr("xlreport.rules.localize._SECONDS", 60.0)
    for wrong in cases_to_solve(6, 77):
        assert_fewest(wrong)
    assert capfd.readouterr() == ("", "")


def test_a_balanced_report_does_not_wait_for_the_solver() -> None:
    code = (
        "import sys; from xlreport.rules.suspects import suspects; assert not {'highspy', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_the_benchmark_reaches_its_gates_in_a_quick_run() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "suspects.py"), "--quick", "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert json.loads(done.stdout)["reached"]["first"] >= 0.97


def test_the_base_reports_of_the_measurement_balance() -> None:
    rng = random.Random(2)
    for base in bases(rng):
        assert not is_broken(base.report)
        assert not is_broken(base.last_year)
    big, _ = year_of(load("2021"), agency(load("2021"), 60_000, rng), rng)
    assert big[f"{NEW}.total"].scaled > 100_000_000
