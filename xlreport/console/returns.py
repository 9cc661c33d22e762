"""What goes back to units: for every report sent back a message to copy into a chat and a page to print."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from xlreport.console.inputs import made_folder
from xlreport.console.speak import remark
from xlreport.county.merge import Consolidation
from xlreport.county.returns import message, returned_reports
from xlreport.files.atomic import write_bytes, write_text
from xlreport.files.names import safe_stem
from xlreport.findings.problems import printable

_SHOWN_FILES = 5


def write_returns(merged: Consolidation, folder: Path, sender: str) -> tuple[Path, ...]:
    """Write 「退回-单位.txt」 and .docx for every report that was sent back; returns the files.

    Those of an earlier run are replaced: what a unit is told is what is wrong now; of those that are not, a remark
    names what is left, for the folder is the officer's. Raises FileProblem.
    """
    from xlreport.published.return_slip import return_slip

    returned = returned_reports(merged)
    if not returned:
        _name_left_over(folder, [])
        return ()
    made_folder(folder)
    written: list[Path] = []
    given: set[str] = set()
    for one in returned:
        stem = _free(safe_stem(f"退回-{one.agency or Path(one.file).stem}") or "退回", given)
        text, page = folder / f"{stem}.txt", folder / f"{stem}.docx"
        write_text(text, message(one, merged.summary.year) + "\n")
        complaints = [(entry.place, entry.words, entry.remedy) for entry in one.complaints]
        write_bytes(page, return_slip(one.agency, merged.summary.year, complaints, sender))
        written += (text, page)
    _name_left_over(folder, written)
    return tuple(written)


def _name_left_over(folder: Path, written: Sequence[Path]) -> None:
    """Say which files in the folder are of an earlier run, so that nobody sends them again."""
    now = {unicodedata.normalize("NFC", path.name).casefold() for path in written}
    found = sorted(path.name for path in folder.glob("退回-*") if path.suffix in (".txt", ".docx"))
    left = [name for name in found if unicodedata.normalize("NFC", name).casefold() not in now]
    if left:
        more = f" 等 {len(left)} 个" if len(left) > _SHOWN_FILES else ""
        names = "、".join(map(printable, left[:_SHOWN_FILES]))
        remark(f"{folder} 里还有上一次的退回材料：{names}{more}，这次没有重写，请核对后删去")


def _free(stem: str, given: set[str]) -> str:
    """The name, numbered where two files of one unit are sent back."""
    names = (stem, *(f"{stem}（{number}）" for number in range(2, len(given) + 3)))
    name = next(name for name in names if name.casefold() not in given)
    given.add(name.casefold())
    return name
