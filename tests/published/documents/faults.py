"""All kinds of faults, and documents with some of them."""

from __future__ import annotations

import random

from tests.published.documents import (  # noqa: F401  importing them enters their kinds
    faults_columns,
    faults_labels,
    faults_pages,
    faults_rows,
    faults_values,
)
from tests.published.documents.bases import STYLES, base_document
from tests.published.documents.fault_kinds import FAULTS, FORMATS, Fault, NotHere
from tests.published.documents.printed import Printed

__all__ = ["FAULTS", "FORMATS", "Fault", "faulty_document", "kinds_for"]

TWO_REPORTS = ("two_reports_one_after_another", "two_reports_side_by_side")


def kinds_for(file_kind: str) -> list[str]:
    """The kinds of faults that make sense in a kind of file."""
    return [name for name, kind in FAULTS.items() if file_kind not in kind.not_in]


def faulty_document(
    faults: tuple[str, ...], rng: random.Random, form_id: str = "", styles: tuple[str, ...] = STYLES
) -> Printed:
    """A document with these faults, in a form that the first allows; drawn anew where one has no place for another.

    Raises NotHere where they do not go together.
    """
    allowed = list(FAULTS[faults[0]].forms) if faults else ["2021", "2021", "2019"]
    for name in faults[1:]:
        special = FAULTS[name].forms
        if len(special) == 1:
            allowed = [form for form in allowed if form in special]
    if not allowed:
        raise NotHere
    for _ in range(20):
        form = form_id if form_id in allowed else rng.choice(allowed)
        document = base_document(form, rng.choice(styles), rng)
        try:
            for name in faults:
                document = FAULTS[name].put_into(document, rng)
        except NotHere:
            continue
        return document
    raise NotHere
