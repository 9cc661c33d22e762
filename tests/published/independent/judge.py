"""Reads a document with the program and holds what it says against the truth beside the document.

The rule: every field is either exactly the truth or named as open. Another number, a number where the document prints
none, a blank where it prints something, and a blank for a field that the document does not print at all are wrong in
silence. ``python -m tests.published.independent.judge [FOLDER]`` prints a line per document.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = {"表二": "table2", "表三": "table3", "表四": "table4"}


@dataclass(frozen=True)
class Verdict:
    """What came of one document: how many fields it has, what is wrong in silence, and which fields stay open.

    ``shy`` are the open fields that an honest reader could have read: no fault, but work left to people.
    """

    fields: int
    wrong: tuple[str, ...]
    open: tuple[str, ...]
    shy: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What the program said: exit code, the JSON of standard output, the lines of standard error."""

    code: int
    answer: dict[str, Any]
    errors: list[str]


def ask(document: Path, out: Path) -> Told:
    """``xlreport import DOCUMENT -o OUT --json``, in this process."""
    from xlreport.console.app import run

    out.mkdir(parents=True, exist_ok=True)
    spoken, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(spoken), contextlib.redirect_stderr(complained):
        code = run(["import", str(document), "-o", str(out), "--json"])
    text = spoken.getvalue().strip()
    return Told(
        int(code), json.loads(text) if text else {}, [line for line in complained.getvalue().splitlines() if line]
    )


def truth_of(document: Path) -> dict[str, Any] | None:
    """The truth beside a document; None where it holds no report, or more than one."""
    report: dict[str, Any] | None = json.loads(
        document.with_name(f"{document.name}.truth.json").read_text(encoding="utf-8")
    )["report"]
    return report


def judge(truth: dict[str, Any], told: dict[str, Any]) -> Verdict:
    """Hold one entry of ``reports`` against the truth."""
    report, left_open = told["report"], told["open"]
    wrong: list[str] = []
    opened: list[str] = []
    count = 0
    if report.get("year") not in (truth["year"], None):
        wrong.append(f"年度: {report.get('year')} for {truth['year']}")
    for table, label, name, column, at in fields_of(truth):
        count += 1
        row = report.get(table, {}).get(label)
        got = None if row is None or at >= len(row) else row[at]
        is_open = any(names_field(entry, table, label, column) for entry in left_open)
        if is_open:
            opened.append(name)
            if got is not None:
                wrong.append(f"{name}: open and yet {got!r}")
        elif name in truth["must_open"]:
            wrong.append(f"{name}: {got!r} for a field that is not printed, and not open")
        elif not any(same(got, value) for value in [truth[table][label][at], *truth["either"].get(name, [])]):
            wrong.append(f"{name}: {got!r} for {truth[table][label][at]!r}")
    if report.get("agency") not in (truth["agency"], ""):
        wrong.append(f"单位: {report.get('agency')} for {truth['agency']}")
    wrong += strangers(truth, report)
    allowed = set(truth["open_allowed"])
    return Verdict(count, tuple(wrong), tuple(opened), tuple(name for name in opened if name not in allowed))


def fields_of(truth: dict[str, Any]) -> Iterator[tuple[str, str, str, str, int]]:
    """Table, row label, field, column label and place in the row, of every field."""
    for table, lines in truth["fields"].items():
        for label, named in lines.items():
            for at, (name, column) in enumerate(named):
                yield table, label, name, column, at


def names_field(entry: dict[str, Any], table: str, label: str, column: str) -> bool:
    """Whether an entry of ``open`` names this field, its whole row or its whole table."""
    if TABLES.get(entry["table"], entry["table"]) != table:
        return False
    return entry["row"] in (label, "", None) and entry["column"] in (column, "", None)


def same(got: Any, true: Any) -> bool:
    """Equal numbers, or equal texts but for blanks in them; a text is never a number."""
    if isinstance(got, str) and isinstance(true, str):
        return "".join(got.split()) == "".join(true.split())
    return got == true and isinstance(got, str) == isinstance(true, str)


def strangers(truth: dict[str, Any], report: dict[str, Any]) -> Iterator[str]:
    """Numbers in rows that the document's form does not have."""
    for table, lines in truth["fields"].items():
        for label, row in report.get(table, {}).items():
            if label not in lines and any(value is not None for value in row):
                yield f"{table} {label}: {row} for a row that is not in this form"


def judge_file(document: Path, out: Path) -> Verdict:
    """Read one document that holds one report, and judge what came of it; a refusal with a sentence leaves all open."""
    truth = truth_of(document)
    assert truth is not None, document
    told = ask(document, out)
    reports = told.answer.get("reports", [])
    if not reports and refused(document, told):
        names = [name for _, _, name, _, _ in fields_of(truth)]
        return Verdict(len(names), (), tuple(names), tuple(set(names) - set(truth["open_allowed"])))
    if len(reports) != 1:
        return Verdict(sum(1 for _ in fields_of(truth)), (f"{len(reports)} reports for 1, exit {told.code}",), (), ())
    return judge(truth, reports[0])


def refused(document: Path, told: Told) -> bool:
    """Whether the program gave this document back in one sentence that names it, and no other way."""
    return told.code != 0 and len(told.errors) == 1 and f"{document.name} " in told.errors[0]


def main(arguments: list[str]) -> None:
    """A line per document: fields, wrong, open, and how many of the open ones could have been read."""
    from tests.published.independent.build import CASES, build

    folder = Path(arguments[0]) if arguments else Path(tempfile.mkdtemp())
    build(folder)
    print("fields wrong open shy  document")
    total = [0, 0, 0, 0]
    for case in CASES:
        document = folder / case.name
        if truth_of(document) is None:
            told = ask(document, folder / "out")
            found = told.answer.get("reports", [])
            print(f"reports {len(found)}, exit {told.code}  {case.name}: {' / '.join(told.errors)}")
            continue
        verdict = judge_file(document, folder / "out")
        numbers = (verdict.fields, len(verdict.wrong), len(verdict.open), len(verdict.shy))
        total = [a + b for a, b in zip(total, numbers, strict=True)]
        print("{:6} {:5} {:4} {:3}".format(*numbers), case.name, case.faults, sep="  ")
        for line in verdict.wrong[:6]:
            print("      ", line)
    print("{:6} {:5} {:4} {:3}".format(*total), "in all", sep="  ")


if __name__ == "__main__":
    main(sys.argv[1:])
