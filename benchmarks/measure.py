"""What all benchmarks share: alternating runs, medians, small tables, and gates that stop a false comparison."""

from __future__ import annotations

import gc
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the tests' random reports serve here too


def example(seed: int = 1):
    """A random report in which every rule holds."""
    from tests.samples import balanced_report
    from xlreport.forms import load

    return balanced_report(load("2021"), random.Random(seed))


def write_workbook(target: Path, seed: int = 1) -> Path:
    """A filled workbook, as xlreport itself writes it."""
    from xlreport.workbook.build import build_workbook

    build_workbook(example(seed), target)
    return target


def process(command: Sequence[str]) -> Callable[[], str]:
    """A job: a new process that runs the command and must succeed; what it prints is the job's result."""

    # An installed package brings its bytecode; a checkout must be allowed to write it, in the run that is not counted.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def job() -> str:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=surroundings)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    return job


def alternate(jobs: Mapping[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Seconds of each run of each job. One run of each comes first, uncounted; then they take turns, and the order
    within a turn changes, so that whatever else the machine does meets all of them alike."""
    for job in jobs.values():
        job()
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(runs):
        names = list(jobs) if turn % 2 == 0 else list(reversed(jobs))
        for name in names:
            gc.collect()
            start = time.perf_counter()
            jobs[name]()
            times[name].append(time.perf_counter() - start)
    return times


def gate(what: str, ours: object, theirs: object) -> None:
    """End the program where two jobs that are to be compared did not do the same."""
    if ours != theirs:
        sys.exit(f"GATE FAILED: {what} differ: {ours!r} here, {theirs!r} there")
    print(f"gate: {what} agree ({str(ours)[:60]})")


def show(times: Mapping[str, list[float]], base: str, each: int = 1, unit: str = "") -> None:
    """A line for each job: median, fastest, slowest, ratio of medians to the base, things per second."""
    width = max(len(name) for name in times)
    print(f"{'':{width}}  median ms  fastest  slowest  ratio" + (f"  {unit}/s" if unit else ""))
    standard = statistics.median(times[base])
    for name, seconds in times.items():
        median = statistics.median(seconds)
        line = f"{name:{width}}  {median * 1e3:9.1f}  {min(seconds) * 1e3:7.1f}  {max(seconds) * 1e3:7.1f}"
        line += f"  {median / standard:5.2f}"
        print(line + (f"  {each / median:,.0f}" if unit else ""))


def peers(*names: str) -> None:
    """Which versions were measured."""
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {python}, " + ", ".join(f"{name} {version(name)}" for name in names))
