"""The figures of the five real reports, printed anew as every kind of file and read back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.published.documents.fault_kinds import FORMATS, OFFICE
from tests.published.documents.files import WRITERS, Case, write_all
from tests.published.documents.printed import print_report
from tests.published.documents.survey import outcome, report
from xlreport.report_json import from_json

TRUTH = Path(__file__).resolve().parents[4] / "shared" / "reports" / "truth"
SHOWS_BLANKS = ("html", "docx", "pdf_ruled", "md", "txt_tabs", "office_docx", "office_html")
"""Kinds of file in which a blank cell can be seen."""


def cases(file_kind: str) -> list[Case]:
    """Each real report's figures as one kind of file."""
    if not TRUTH.is_dir():
        pytest.skip(f"the real reports are not here: {TRUTH}")
    reports = {path.stem: from_json(json.loads(path.read_text("utf-8"))) for path in sorted(TRUTH.glob("*.json"))}
    assert len(reports) == 5
    return [
        Case(f"{name}-{file_kind}", file_kind, print_report(figures, random.Random(name)), seed)
        for seed, (name, figures) in enumerate(reports.items())
    ]


@pytest.mark.parametrize("file_kind", [kind for kind in FORMATS if kind in WRITERS or kind in OFFICE])
def test_the_real_figures_come_back_from_every_kind_of_file(file_kind: str, tmp_path: Path) -> None:
    written = write_all(cases(file_kind), tmp_path)
    done = [outcome(case, path) for case, path in written.items()]
    assert not report(done)
    assert not any(one.verdict.refused for one in done)
    if file_kind in SHOWS_BLANKS:
        assert not any(one.verdict.open for one in done)
