"""Words, digits typed as words and formula errors are never added up: every check they touch says 未判断."""

from __future__ import annotations

import random
from itertools import cycle

from tests.office.by_hand import TABLES, number_cells, paper_of, relations
from tests.office.conftest import OpenReport
from tests.office.libreoffice import CellError, Formula
from tests.office.seen import coloured, look
from tests.samples import balanced_report
from xlreport.forms import Form
from xlreport.workbook.styles import RED

WORDS = ("暂无数据", "12", Formula("=#REF!"))


def test_what_is_no_number_leaves_its_checks_undecided(open_report: OpenReport, form: Form) -> None:
    """Every third cell in turn; an error spoils the totals above it too, words count as nothing there."""
    report = balanced_report(form, random.Random(f"words {form.id}"))
    book, paper = open_report(report), paper_of(report, live=True)
    for cell, word in zip(number_cells(form.id)[::3], cycle(WORDS)):
        before = Formula(book.formula(cell)) if cell in paper.live else paper.entries[cell]
        changed = paper.after({cell: CellError("#REF!") if isinstance(word, Formula) else word})
        book.type({cell: word})
        seen = look(book, form.id)
        assert {seen.states[relation] for relation in relations(form.id) if cell in relation.cells} <= {"未判断"}
        assert seen.states == seen.beside == changed.states
        assert {table: seen.count("V1", table) for table in TABLES} == {t: len(changed.words(t)) for t in TABLES}
        errors = len(changed.words()) + len(changed.failing)
        assert seen.cover == f"未通过：错误 {errors} 处，警告 0 处"
        assert changed.words() <= coloured(book.colours(cell[:2]), RED)
        book.type({cell: before})
    assert look(book, form.id).cover == "通过"
