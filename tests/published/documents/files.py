"""Documents as files: which writer makes which kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.published.documents.fault_kinds import OFFICE
from tests.published.documents.printed import Printed
from tests.published.documents.with_office import converted
from tests.published.documents.write_docx import write_docx
from tests.published.documents.write_html import write_html
from tests.published.documents.write_pdf import write_ruled, write_unruled
from tests.published.documents.write_text import write_bars, write_fixed, write_lines, write_markdown, write_tabs

Writer = Callable[[Printed, random.Random], bytes]
WRITERS: dict[str, tuple[str, Writer]] = {
    "html": (".html", write_html),
    "docx": (".docx", write_docx),
    "pdf_ruled": (".pdf", write_ruled),
    "pdf_unruled": (".pdf", write_unruled),
    "md": (".md", write_markdown),
    "txt_tabs": (".txt", write_tabs),
    "txt_bars": (".txt", write_bars),
    "txt_lines": (".txt", write_lines),
    "txt_fixed": (".txt", write_fixed),
}
"""Kinds of file that are written here: their ending and what writes them."""


@dataclass(frozen=True, eq=False)
class Case:
    """One document to be written as one kind of file; ``seed`` makes both again."""

    name: str
    file_kind: str
    document: Printed
    seed: int


def write_all(cases: Sequence[Case], folder: Path) -> dict[Case, Path]:
    """All cases as files; those of LibreOffice go through it together, by kind."""
    assert len({case.name for case in cases}) == len(cases), "two cases would be written to one file"
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[Case, Path] = {}
    for case in (case for case in cases if case.file_kind not in OFFICE):
        suffix, write = WRITERS[case.file_kind]
        paths[case] = folder / f"{case.name}{suffix}"
        paths[case].write_bytes(write(case.document, random.Random(case.seed)))
    for kind in sorted(OFFICE):
        chosen = {case.name: case for case in cases if case.file_kind == kind}
        pages = {name: write_html(case.document, random.Random(case.seed)) for name, case in chosen.items()}
        to = kind.removeprefix("office_")
        for name, content in converted(pages, ".html", to, folder / "office").items():
            paths[chosen[name]] = folder / f"{name}.{to}"
            paths[chosen[name]].write_bytes(content)
    return paths
