"""How importing fares with every kind of fault in every kind of file: ``python -m tests.published.documents.survey``.

Prints a table of fault × file: documents, wrong ones, share of fields left open. Every document that was read wrongly
is kept, with what it prints and what was read.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.published.documents.bases import STYLES
from tests.published.documents.fault_kinds import OFFICE
from tests.published.documents.faults import FAULTS, FORMATS, NotHere, faulty_document, kinds_for
from tests.published.documents.files import Case, write_all
from tests.published.documents.judge import Verdict, Wrong, judge
from tests.published.documents.with_office import office_is_here
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.forms import load
from xlreport.published.read import Imported, import_document, list_sources

PLAIN = "(no fault)"


@dataclass(frozen=True)
class Outcome:
    """What came of one case."""

    name: str
    faults: tuple[str, ...]
    file_kind: str
    form_id: str
    path: Path
    verdict: Verdict


def read(path: Path) -> Imported:
    """The importer under test, as the command goes about it."""
    [source] = list_sources([path])
    return import_document(source)


def outcome(case: Case, path: Path) -> Outcome:
    """One document read and judged. A refusal leaves everything open; any other exception is wrong."""
    fields = len(load(case.document.form_id).fields)
    try:
        verdict = judge(case.document, read(path))
    except FileProblem as problem:
        verdict = Verdict(fields, refused=file_finding(problem).message)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        verdict = Verdict(fields, (Wrong("program", "a document", said),))
    return Outcome(case.name, case.document.faults, case.file_kind, case.document.form_id, path, verdict)


def make_case(faults: tuple[str, ...], file_kind: str, seed: int, form_id: str = "") -> Case | None:
    """A case that the seed draws, or None where the faults do not go together."""
    rng = random.Random(f"{seed} {faults} {file_kind}")
    try:
        document = faulty_document(faults, rng, form_id, _styles(file_kind))
    except NotHere:
        return None
    name = f"{'+'.join(faults) or 'plain'}-{file_kind}-{document.form_id}-{seed}"
    return Case(name, file_kind, document, rng.randrange(1 << 30))


def _styles(file_kind: str) -> tuple[str, ...]:
    """LibreOffice lets what is too wide run off the page, where nobody sees it: no numbers of seven figures."""
    return tuple(style for style in STYLES if style != "huge" or file_kind not in OFFICE)


def judged(cases: Sequence[Case], folder: Path, workers: int = 2, tell: bool = False) -> list[Outcome]:
    """All cases written, read and judged, in the order given; ``tell``: what is wrong is printed at once."""
    paths = write_all(cases, folder)
    outcomes = []
    with ProcessPoolExecutor(workers) if workers > 1 else nullcontext() as pool:
        done = map if pool is None else partial(pool.map, chunksize=4)
        for one in done(outcome, cases, [paths[case] for case in cases]):
            outcomes.append(one)
            if tell and one.verdict.wrong:
                print(report([one]), flush=True)
    return outcomes


def table(outcomes: Iterable[Outcome]) -> str:
    """Fault × file as text: documents, wrong ones, refused ones, share of fields left open; sums last."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        for name in one.faults or (PLAIN,):
            for row, column in ((name, one.file_kind), (name, "all"), ("all", one.file_kind)):
                groups[row, column].append(one)
        groups["all", "all"].append(one)
    rows = list(dict.fromkeys(row for row, _ in groups if row != "all"))
    columns = [name for name in (*FORMATS, "all") if any(column == name for _, column in groups)]
    lines = ["cells: documents, !wrong, xrefused, share of fields left open", ""]
    lines.append(f"{'':32}" + "".join(f"{name:>18}" for name in columns))
    for row in (*rows, "all"):
        figures = (_figures(groups.get((row, column), [])) for column in columns)
        lines.append(f"{row:32}" + "".join(f"{words:>18}" for words in figures))
    return "\n".join(lines)


def _figures(group: Sequence[Outcome]) -> str:
    if not group:
        return "."
    wrong = sum(1 for one in group if one.verdict.wrong)
    refused = sum(1 for one in group if one.verdict.refused)
    share = sum(one.verdict.share_open for one in group) / len(group)
    parts = [str(len(group)), f"!{wrong}" if wrong else "", f"x{refused}" if refused else "", f"{share:.1%}"]
    return " ".join(part for part in parts if part)


def report(outcomes: Iterable[Outcome], most: int = 8) -> str:
    """The documents that were read wrongly: where they are, what they print, what was read."""
    lines = []
    for one in outcomes:
        if one.verdict.wrong:
            lines.append(f"{one.path}  form {one.form_id}")
            lines += [f"    {wrong}" for wrong in one.verdict.wrong[:most]]
            more = len(one.verdict.wrong) - most
            lines += [f"    … {more} more"] if more > 0 else []
    return "\n".join(lines)


def cases_for(count: int, seed: int, file_kinds: Sequence[str], faults: Sequence[str], pairs: bool) -> list[Case]:
    """Each fault ``count`` times in each kind of file, or with another fault drawn to it."""
    cases = []
    for file_kind in file_kinds:
        here = kinds_for(file_kind)
        for name in faults:
            if name not in here and name != PLAIN:
                continue
            for n in range(seed, seed + count):
                chosen = () if name == PLAIN else (name,)
                if pairs and chosen:
                    chosen += (
                        random.Random(f"{n}{name}{file_kind}").choice([other for other in here if other != name]),
                    )
                cases.append(make_case(chosen, file_kind, n))
    return [case for case in cases if case]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, write, read, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1, help="documents of each fault in each kind of file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default=",".join(name for name in FORMATS if name not in OFFICE))
    parser.add_argument("--faults", default=",".join((PLAIN, *FAULTS)))
    parser.add_argument("--pairs", action="store_true", help="two faults in each document")
    parser.add_argument("--out", type=Path, default=None, help="folder for the documents")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(arguments)
    folder = chosen.out or Path(tempfile.mkdtemp(prefix="xlreport-survey-"))
    kinds = [name for name in chosen.formats.split(",") if name not in OFFICE or office_is_here()]
    cases = cases_for(chosen.count, chosen.seed, kinds, chosen.faults.split(","), chosen.pairs)
    outcomes = judged(cases, folder, chosen.workers, tell=True)
    print(f"\n{table(outcomes)}")
    wrong = sum(1 for one in outcomes if one.verdict.wrong)
    print(f"\n{len(outcomes)} documents in {folder}: {wrong} read wrongly")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
