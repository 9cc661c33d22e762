"""V1–V5: what a number cell may hold.

``flags`` is written with & and | only, so that it serves one report and, as numpy columns, many at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xlreport.findings.model import Breach
from xlreport.forms.model import Field, Form
from xlreport.numbers import (
    DATE_MARK,
    OPEN_MARK,
    SCALE,
    UNCALCULATED,
    Content,
    Kind,
    Suggestion,
    is_too_large,
    suggest,
    unscaled,
)
from xlreport.report import Report
from xlreport.rules.registry import rule

_LONGEST_WORDS = 40


def flags(form: Form, scaled: Sequence[Any], kinds: Sequence[Any]) -> Iterator[tuple[str, Field, Any]]:
    """(code, field, whether it is breached) for every value rule that a field is under.

    V5 is given without regard to the cover, which may say that a table has nothing to report.
    """
    for field, value, kind in zip(form.fields, scaled, kinds, strict=True):
        is_number, is_rounded = kind <= Kind.ROUNDED, kind == Kind.ROUNDED
        yield "V1", field, kind > Kind.BLANK
        if not field.signed:
            yield "V2", field, is_number & (value < 0)
        if field.money:
            yield "V4", field, is_rounded
        else:
            yield "V3", field, is_number & ((value % SCALE != 0) | is_rounded)
        yield "V5", field, kind == Kind.BLANK


def is_excused(report: Report, field: Field) -> bool:
    """Whether a blank needs no word: the cover says that the table has nothing to report, or F2 names the cell."""
    if field.id in report.provenance.missing:
        return True
    return (field.table == "table3" and report.cover.no_requests) or (
        field.table == "table4" and report.cover.no_disputes
    )


@rule("V1", "V2", "V3", "V4", "V5")
def check_values(report: Report) -> Iterator[Breach]:
    """A finding for each cell and code."""
    for code, field, breached in flags(report.form, report.scaled, report.kinds):
        if breached and not (code == "V5" and is_excused(report, field)):
            yield _breach(code, field, report[field.id])


def _breach(code: str, field: Field, content: Content) -> Breach:
    if code == "V1":
        return _not_a_number(field, content)
    expected = unscaled(content.scaled) if code == "V4" else None
    return Breach(code, on=field.id, fields=(field.id,), actual=content.plain, expected=expected)


def _not_a_number(field: Field, content: Content) -> Breach:
    suggestion = suggest(content, money=field.money, signed=field.signed)
    words = str(content.raw)
    args = {
        "raw": _clipped(words.removeprefix(DATE_MARK)),
        "suggested": str(suggestion.content) if suggestion else "",
    }
    expected = suggestion.content.plain if suggestion else None
    case = _case(content, words, suggestion)
    return Breach("V1", case, field.id, (field.id,), actual=content.plain, expected=expected, args=args)


def _case(content: Content, words: str, suggestion: Suggestion | None) -> str:
    """Which situation of V1 it is."""
    if content.kind == Kind.ERROR:
        return "uncalculated" if words == UNCALCULATED else "error"
    if suggestion is not None:
        return "stored_as_text" if suggestion.sure else "suggested"
    if words.startswith(DATE_MARK):
        return "date"
    if words.startswith(OPEN_MARK):
        return "open"
    if is_too_large(words):
        return "too_large"
    return "text" if words.strip() else "invisible"


def _clipped(words: str) -> str:
    """The words, no longer than a sentence can carry."""
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}……"
