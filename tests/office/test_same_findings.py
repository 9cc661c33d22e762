"""What the workbook shows live is what `xlreport validate` says of the file that was saved."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from tests.office.by_hand import TABLES, Paper, number_cells, paper_of
from tests.office.conftest import OpenReport
from tests.office.libreoffice import CellError, Formula, OpenWorkbook, Value
from tests.office.seen import Seen, look
from tests.samples import balanced_report, with_fault
from xlreport.findings.model import Finding
from xlreport.forms import Form
from xlreport.report import KINDS, LEVELS
from xlreport.workbook.read import judge_reading, read_workbook

TYPED_LIVE, BUILT_IN = 22, 4
WORDS = ("—", "无", "12", "１２", "22（其中修订16件）", "251000元", " ", "1,234", "#不详")
ERRORS = {"#REF!": Formula("=#REF!"), "#DIV/0!": Formula("=1/0"), "#N/A": Formula("=NA()")}
COVER_ENTRIES: dict[str, tuple[Value, ...]] = {
    "封面!C4": ("甲县测试局", None, "　", Formula("=1/0")),
    "封面!C6": (2021, 2020, "2021年", None, 1999, "二〇二一", 2021.5, Formula("=NA()")),
    "封面!C7": (*LEVELS, None, "县", Formula("=NA()")),
    "封面!C8": (*KINDS, None, "局", Formula("=NA()")),
    "封面!C12": ("有", "有", "无"),
    "封面!C13": ("有", "有", "无"),
}


def faults(paper: Paper, rng: random.Random) -> dict[str, Value]:
    """A few number cells with something else in them: blanks, words, errors, other numbers, tails, broken numbers."""
    found: dict[str, Value] = {}
    for cell in rng.sample(number_cells(paper.form), rng.randint(1, 5)):
        now = paper.numbers[cell]
        found[cell] = rng.choice(
            [
                None,
                rng.choice(WORDS),
                CellError(rng.choice(list(ERRORS))),
                now + rng.randint(1, 9),
                -now - 1,
                now + 0.5,
                now + 0.00004,
                now + 0.00006,
                now + 1e-10,
                10**7,
            ]
        )
    return found


def said(findings: tuple[Finding, ...]) -> dict[str, object]:
    """Findings in the terms of the 校验 sheet."""
    power = [finding.severity for finding in findings if finding.code == "L1"]
    counted = Counter((finding.code, finding.table) for finding in findings)
    judged = [finding for finding in findings if finding.code[0] in "BV" or finding.code in ("F5", "L1")]
    return {
        "balance": {(f.code, f"{f.sheet}!{f.cell}"): f.difference for f in findings if f.code[0] == "B"},
        "values": {(code, table): counted[code, table] for code in ("V1", "V2", "V3", "V4", "V5") for table in TABLES},
        "cover": {finding.row for finding in findings if finding.code == "F5"},
        "power": power,
        "errors": sum(finding.severity == "error" for finding in judged),
        "warnings": sum(finding.severity == "warning" for finding in judged),
    }


def shown(seen: Seen) -> dict[str, object]:
    """The 校验 sheet in the same terms."""
    differing = {relation: line for relation, line in seen.balance.items() if line.state.startswith("差")}
    values = {name: line for name, line in seen.others.items() if name.startswith("V")}
    states = {name: line.state for name, line in seen.others.items()}
    numbers = [int("".join(filter(str.isdigit, part)) or 0) for part in seen.cover.split("，")]
    errors, warnings = numbers if seen.cover.startswith("未通过") else (0, sum(numbers))
    return {
        "balance": {(relation.code, relation.on): line.difference for relation, line in differing.items()},
        "values": {
            (code, table): int(values[f"{code} {table}"].left) if f"{code} {table}" in values else 0
            for code in ("V1", "V2", "V3", "V4", "V5")
            for table in TABLES
        },
        "cover": {name.removeprefix("F5 ") for name, state in states.items() if name[:2] == "F5" and state != "通过"},
        "power": {"通过": [], "不符": ["error"], "无法判断": ["warning"]}[states["L1"]],
        "errors": errors,
        "warnings": warnings,
    }


def assert_same(book: OpenWorkbook, paper: Paper, path: Path) -> None:
    """Live sheet, hand arithmetic and the saved file agree."""
    seen = look(book, paper.form)
    assert seen.states == seen.beside == paper.states
    assert [seen.count("V1", table) for table in TABLES] == [len(paper.words(table)) for table in TABLES]
    assert said(judge_reading(read_workbook(book.store(path)))) == shown(seen)


def test_faults_typed_in_are_judged_alike_live_and_from_the_file(
    open_report: OpenReport, form: Form, tmp_path: Path
) -> None:
    rng = random.Random(f"typed {form.id}")
    report = balanced_report(form, rng)
    book, paper = open_report(report), paper_of(report, live=True)
    formulas = {cell: Formula(book.formula(cell)) for cell in paper.live}
    for number in range(TYPED_LIVE):
        typed = faults(paper, rng)
        cells = {cell: ERRORS[value] if isinstance(value, CellError) else value for cell, value in typed.items()}
        book.type({**cells, **{cell: rng.choice(choices) for cell, choices in COVER_ENTRIES.items()}})
        assert_same(book, paper.after(typed), tmp_path / f"typed {number}.xlsx")
        book.type({cell: formulas.get(cell, paper.entries[cell]) for cell in typed})


def test_faults_a_workbook_was_built_with_are_judged_alike(open_report: OpenReport, form: Form, tmp_path: Path) -> None:
    """A total that differs from its formula is a typed number there."""
    rng = random.Random(f"built {form.id}")
    for number in range(BUILT_IN):
        report = with_fault(with_fault(balanced_report(form, rng), rng), rng)
        book = open_report(report)
        book.recalculate()
        assert_same(book, paper_of(report, live=False), tmp_path / f"built {number}.xlsx")
