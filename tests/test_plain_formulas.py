"""Formulas go past XlsxWriter's search for newer functions, which must therefore find none."""

from __future__ import annotations

import io
import random

import pytest
from xlsxwriter.worksheet import Worksheet

from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.workbook.build import build_workbook
from xlreport.workbook.styles import PlainSheet


@pytest.mark.parametrize("form_id", ["2021", "2019"])
def test_the_search_would_change_no_formula(form_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = balanced_report(load(form_id), random.Random(3))
    plain, searched = io.BytesIO(), io.BytesIO()
    build_workbook(report, plain)
    monkeypatch.setattr(PlainSheet, "_prepare_formula", Worksheet._prepare_formula)
    build_workbook(report, searched)
    assert plain.getvalue() == searched.getvalue()
