"""Builds the documents into a folder, and beside each NAME the truth as NAME.truth.json."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from tests.published.independent import hidden, letters, pages, plaintext, reportless, traps, web, wilds
from tests.published.independent.registry import CASES, Case

__all__ = ["CASES", "build", "build_one"]
SOURCES = (hidden, letters, pages, plaintext, reportless, traps, web, wilds)
"""The modules that enter documents into the list when they are imported."""


def build_one(case: Case, folder: Path, office: Path) -> Path:
    """Write one document, or its source for LibreOffice, and its truth; the path of the document."""
    target = folder / case.name
    paper = case.write(office / f"{target.stem}.{case.via}" if case.via else target)
    truth = {"faults": case.faults, "report": None if paper is None else paper.to_json()}
    beside = folder / f"{case.name}.truth.json"
    beside.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def build(folder: Path, names: tuple[str, ...] = ()) -> list[Path]:
    """All documents, or those named; PDFs of LibreOffice are made in one go."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [case for case in CASES if not names or case.name in names]
    with tempfile.TemporaryDirectory() as held:
        office = Path(held)
        made = [build_one(case, folder, office) for case in chosen]
        for kind, filter_name in (("docx", "pdf:writer_pdf_Export"), ("html", "pdf:writer_web_pdf_Export")):
            sources = sorted(str(path) for path in office.glob(f"*.{kind}"))
            if sources:
                profile = f"-env:UserInstallation=file://{office}/profile"
                command = ["soffice", profile, "--headless", "--convert-to", filter_name, "--outdir", str(folder)]
                subprocess.run([*command, *sources], check=True, capture_output=True, timeout=300)
    return made
