"""Importing published reports, warm, in one process: documents per second of each kind.

The documents are printed by the tests' generator, whose numbers are known: before anything is measured, every number
of every document must have been read as it was written, and none left open.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measure import alternate, gate, peers, show

from tests.published.documents.bases import base_report
from tests.published.made import publish
from xlreport.published.read import Imported, import_document, list_sources
from xlreport.report import Report

FILES, RUNS = 8, 5
KINDS = ("html", "docx", "pdf", "md", "txt")


def read(paths: Sequence[Path]) -> list[Imported]:
    """The reports in some documents, as the command reads them; no workbook is written."""
    return [import_document(source) for source in list_sources(paths)]


def checksum(reports: Sequence[Report]) -> list[int]:
    """A number for each report that changes where one of its numbers does, or changes its place."""
    return [sum(place * scaled for place, scaled in enumerate(report.scaled, 1)) for report in reports]


def main() -> None:
    """Measure, print, and fail where a number read is not the number written."""
    peers("lxml", "pdfplumber")
    reports = [base_report("2021", "different", random.Random(seed)) for seed in range(FILES)]
    with tempfile.TemporaryDirectory() as folder:
        files = {
            kind: [publish(Path(folder) / f"{number}.{kind}", report) for number, report in enumerate(reports)]
            for kind in KINDS
        }
        for kind, paths in files.items():
            found = read(paths)
            gate(f"numbers read and written ({kind})", checksum([one.report for one in found]), checksum(reports))
            gate(f"fields left open ({kind})", sum(len(one.aligned.open) for one in found), 0)
        jobs = {kind: lambda paths=paths: len(read(paths)) for kind, paths in files.items()}
        show(alternate(jobs, RUNS), "html", FILES, "documents")


if __name__ == "__main__":
    main()
