"""Every number cell is watched: changed alone it turns its checks, colours and the cover; mended, all is well again.

A normal run changes every third cell of 表三 and 表四, one after the other; a long one changes all of them.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.office.by_hand import Paper, Relation, number_cells, paper_of, spoilt_in_table2
from tests.office.conftest import OpenReport
from tests.office.libreoffice import Formula, OpenWorkbook
from tests.office.seen import COVER_STATE, coloured, look
from tests.samples import balanced_report
from xlreport.forms import Form
from xlreport.report import Cover
from xlreport.workbook.layout import places
from xlreport.workbook.styles import PINK, RED


def test_the_cells_on_paper_are_all_number_cells_of_the_workbook(form: Form) -> None:
    assert list(number_cells(form.id)) == [str(place) for place in places(form).values()]


def assert_checks_say(book: OpenWorkbook, paper: Paper) -> None:
    """Beside the tables, on 校验 (both sides and difference too) and on the cover stands what paper gives."""
    seen = look(book, paper.form)
    expected = paper.states
    assert seen.beside == expected
    assert seen.states == expected
    for relation, difference in paper.differences.items():
        line = seen.balance[relation]
        assert line.difference == float(difference or 0), relation
        assert line.left - line.right == pytest.approx(line.difference), relation
    broken = len(paper.failing)
    assert seen.cover == (f"未通过：错误 {broken} 处，警告 0 处" if broken else "通过")


def assert_coloured(book: OpenWorkbook, paper: Paper, changed: str) -> None:
    """Red is each cell a finding sits on, its check and the cover's state; the changed cell is red or pink.

    Pink runs along failing rows, columns and groups only.
    """
    colours = book.colours("封面", "表二", "表三", "表四")
    red, pink = coloured(colours, RED), coloured(colours, PINK)
    failing = paper.failing
    places = {place for relation in failing for place in (relation.on, relation.shown)}
    assert red == (places | {COVER_STATE} if failing else set())
    assert changed in red | pink or not failing
    assert all(any(_runs_through(relation, cell) for relation in failing) for cell in pink)


def _runs_through(relation: Relation, cell: str) -> bool:
    column = relation.on.rstrip("0123456789")
    return cell in relation.cells or (relation.code in ("B1", "B2") and cell.rstrip("0123456789") == column)


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)], ids=["every third", "every"])
@pytest.mark.parametrize("pasted", [True, False], ids=["totals as numbers", "totals as formulas"])
def test_a_number_changed_alone_turns_its_checks_and_back(
    open_report: OpenReport, form: Form, pasted: bool, step: int
) -> None:
    """With every total a typed number each change breaks a relation; totals with formulas follow their parts."""
    rng = random.Random(f"{form.id} {pasted}")
    report = balanced_report(form, rng)
    book, paper = open_report(report), paper_of(report, live=not pasted)
    if pasted:
        book.type(paper.entries)
    assert_checks_say(book, paper)
    tables_3_and_4 = [cell for cell in number_cells(form.id) if not cell.startswith("表二")]
    for cell in tables_3_and_4[::step]:
        before = Formula(book.formula(cell)) if cell in paper.live else paper.entries[cell]
        changed = paper.after({cell: paper.numbers[cell] + rng.randint(1, 99)})
        assert changed.failing or not pasted
        book.type({cell: changed.entries[cell]})
        assert_checks_say(book, changed)
        if pasted:
            assert_coloured(book, changed, cell)
        book.type({cell: before})
        assert_checks_say(book, paper)


def test_a_number_of_table_2_that_cannot_be_turns_red_and_is_counted(open_report: OpenReport, form: Form) -> None:
    """No relation watches 表二: a negative number, or a broken one where it may be negative, is named by V2 or V3."""
    report = balanced_report(form, random.Random(form.id))
    report = replace(report, cover=Cover(level="省级", kind="政府"))
    book, paper = open_report(report), paper_of(report, live=True)
    for cell, (wrong, code) in spoilt_in_table2(form.id).items():
        book.type({cell: wrong})
        seen, colours = look(book, form.id), book.colours("封面", "表二")
        line = seen.others[f"{code} 表二"]
        assert (line.left, line.state, line.place) == (1, "1 处", cell.removeprefix("表二!"))
        assert seen.cover == "未通过：错误 1 处，警告 0 处"
        assert coloured(colours, RED) == {cell, COVER_STATE}
        book.type({cell: paper.entries[cell]})
        assert_checks_say(book, paper)
        assert look(book, form.id).others[f"{code} 表二"].state == "通过"
