"""The text sections of the five real reports: each begins and ends where a person reads them, no paragraph is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.published.prose_samples import A, B, C, D, E, bare
from xlreport.published.grids import read_document_blocks
from xlreport.published.prose import read_narrative, read_preamble
from xlreport.report import SECTIONS

REPORTS = Path(__file__).parents[3] / "shared" / "reports"


needs_reports = pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not there")


PRINTED: dict[str, dict[str, tuple[int, Sequence[int]]]] = {
    "000": {
        "一": (0, [7]),
        A: (11, [9]),
        B: (12, [11]),
        C: (15, [13]),
        D: (15, [15]),
        E: (11, [17]),
        "五": (0, [77, 79, 81]),
        "六": (0, [85]),
    },
    "001": {"一": (0, [8, 9, 10, 11, 12]), "五": (0, [65]), "六": (0, [67])},
    "002": {
        A: (13, [7]),
        B: (16, [9]),
        C: (21, [11]),
        D: (21, [13]),
        E: (15, [15]),
        "五": (0, [75, 77]),
        "六": (0, [81]),
    },
    "003": {
        A: (0, [9, 11]),
        B: (0, [15]),
        C: (0, [19]),
        D: (0, [23]),
        E: (0, [27]),
        "五": (0, [86, 88, 90, 92]),
        "六": (0, [96]),
    },
    "004": {
        "一": (0, [9, 17]),
        A: (10, [11]),
        B: (11, [13]),
        C: (10, [15]),
        E: (8, [19, 21]),
        "五": (0, [86, 88]),
        "六": (0, [92, 94]),
    },
}
"""Sections of the real reports as a person reads them: characters of sub-heading on the first line, and lines."""


@needs_reports
@pytest.mark.parametrize("name", PRINTED)
def test_sections_of_a_real_report_begin_and_end_where_they_are_printed(name: str) -> None:
    path = next(REPORTS.glob(f"{name}_*.txt"))
    lines = path.read_text(encoding="utf-8").splitlines()
    narrative = read_narrative(read_document_blocks(path))
    expected = {
        key: bare("".join(lines[at - 1] for at in places)[skip:]) for key, (skip, places) in PRINTED[name].items()
    }
    assert list(narrative) == [key for key in SECTIONS if key in expected]
    assert {key: bare(text) for key, text in narrative.items()} == expected


@needs_reports
@pytest.mark.parametrize("name", PRINTED)
def test_every_paragraph_of_a_real_report_is_in_exactly_one_section(name: str) -> None:
    path = next(REPORTS.glob(f"{name}_*.txt"))
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = next(at for at, line in enumerate(lines) if line.strip("# ") == "一、总体情况")
    sections = [bare(text) for text in read_narrative(read_document_blocks(path)).values()]
    paragraphs = [
        line for line in lines[begin:] if "\t" not in line and re.search("[。；]", line) and " | " not in line
    ]
    assert len(paragraphs) >= 5
    for paragraph in paragraphs:
        tail = bare(paragraph)[-15:]
        assert sum(tail in section for section in sections) == 1, paragraph


@needs_reports
def test_the_preamble_of_a_real_report_is_given_back_apart() -> None:
    path = next(REPORTS.glob("004_*.txt"))
    lines = path.read_text(encoding="utf-8").splitlines()
    blocks = read_document_blocks(path)
    assert bare(read_preamble(blocks))[:30] == bare(lines[4])[:30]
    assert bare(lines[4])[:20] not in bare("".join(read_narrative(blocks).values()))
