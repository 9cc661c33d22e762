"""What goes back to units: for every report sent back a message to copy into a chat and a page to print."""

from __future__ import annotations

from pathlib import Path

from xlreport.console.inputs import output_folder
from xlreport.county.merge import Consolidation
from xlreport.county.returns import message, returned_reports
from xlreport.files.atomic import write_bytes, write_text
from xlreport.files.names import safe_stem


def write_returns(merged: Consolidation, folder: Path, sender: str) -> tuple[Path, ...]:
    """Write 「退回-单位.txt」 and .docx for every report that was sent back; returns the files.

    Those of an earlier run are replaced: what a unit is told is what is wrong now. Raises FileProblem.
    """
    from xlreport.published.return_slip import return_slip

    returned = returned_reports(merged)
    if not returned:
        return ()
    output_folder(folder)
    written: list[Path] = []
    given: set[str] = set()
    for one in returned:
        stem = _free(safe_stem(f"退回-{one.agency or Path(one.file).stem}") or "退回", given)
        text, page = folder / f"{stem}.txt", folder / f"{stem}.docx"
        write_text(text, message(one, merged.summary.year) + "\n")
        complaints = [(entry.place, entry.words, entry.remedy) for entry in one.complaints]
        write_bytes(page, return_slip(one.agency, merged.summary.year, complaints, sender))
        written += (text, page)
    return tuple(written)


def _free(stem: str, given: set[str]) -> str:
    """The name, numbered where two files of one unit are sent back."""
    names = (stem, *(f"{stem}（{number}）" for number in range(2, len(given) + 3)))
    name = next(name for name in names if name.casefold() not in given)
    given.add(name.casefold())
    return name
