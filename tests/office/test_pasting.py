"""A block pasted over a table lands whole and is judged, whatever formats it brings; labels and checks stay."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.office.by_hand import block_of_table3, paper_of
from tests.office.conftest import OpenReport
from tests.office.libreoffice import OpenWorkbook, Value
from tests.office.seen import look
from tests.samples import balanced_report
from xlreport.forms import Form

Paste = Callable[[OpenWorkbook, str, list[list[Value]]], None]
WAYS = pytest.mark.parametrize(
    "paste", [OpenWorkbook.write_block, OpenWorkbook.paste_block], ids=["values", "with formats"]
)


def table3_from_elsewhere(form: Form) -> dict[str, Value]:
    """The cells of a balanced 表三 by address, as copied from another file."""
    entries = paper_of(balanced_report(form, random.Random(f"elsewhere {form.id}")), live=False).entries
    return {cell: value for cell, value in entries.items() if cell.startswith("表三")}


def as_block(cells: dict[str, Value]) -> list[list[Value]]:
    values = list(cells.values())
    return [values[start : start + 7] for start in range(0, len(values), 7)]


@WAYS
def test_a_balanced_block_of_seven_columns_lands_and_balances(
    open_report: OpenReport, form: Form, paste: Paste
) -> None:
    report = balanced_report(form, random.Random(1))
    book, cells = open_report(report), table3_from_elsewhere(form)
    paste(book, block_of_table3(form.id), as_block(cells))
    assert book.values(cells) == cells
    seen = look(book, form.id)
    assert set(seen.states.values()) == set(seen.beside.values()) == {"平衡"}
    assert seen.cover == "通过"


@WAYS
def test_a_block_with_a_wrong_total_is_told_by_how_much(open_report: OpenReport, form: Form, paste: Paste) -> None:
    report = balanced_report(form, random.Random(2))
    book, cells = open_report(report), table3_from_elsewhere(form)
    cells["表三!J9"] += 17
    paper = paper_of(report, live=True).after(cells)
    paste(book, block_of_table3(form.id), as_block(cells))
    seen = look(book, form.id)
    assert seen.states == seen.beside == paper.states
    wrong = {(relation.code, relation.on): state for relation, state in seen.states.items() if state != "平衡"}
    total = {"2021": "表三!J29", "2019": "表三!J27"}[form.id]
    assert wrong == {("B3", "表三!J9"): "差 17", ("B2", total): "差 -17"}


def test_labels_and_checks_are_locked(open_report: OpenReport, form: Form) -> None:
    book = open_report(balanced_report(form, random.Random(3)))
    for place in ("表三!A6", "表三!L6", "表四!E8", "校验!G6", "封面!B4", "封面!C15", "文字部分!A3"):
        before = book.value(place)
        with pytest.raises(RuntimeError, match="write_block"):
            book.write_block(place, [[5]])
        assert book.value(place) == before
