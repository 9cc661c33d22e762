"""What goes back to units: for every report sent back a message to copy into a chat and a page to print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from xlreport.console.inputs import made_folder
from xlreport.console.speak import complain, remark
from xlreport.county.merge import Consolidation
from xlreport.county.returns import counted, message, returned_reports
from xlreport.files.atomic import write_bytes, write_text
from xlreport.files.names import safe_stem
from xlreport.findings.problems import printable

_SHOWN_FILES = 8
_NUMBER = re.compile(r"（\d+）$")
"""What ``_free`` puts behind the name of a unit's second file."""


def write_returns(merged: Consolidation, folder: Path, sender: str) -> tuple[Path, ...]:
    """Write 「退回-单位.txt」 and .docx for every report that was sent back; returns the files.

    Those of an earlier run are replaced: what a unit is told is what is wrong now; of those that are not, a remark
    names what is left, for the folder is the officer's. Raises FileProblem.
    """
    from xlreport.published.return_slip import return_slip

    returned = returned_reports(merged)
    if not returned:
        _name_left_over(merged, folder, [])
        return ()
    made_folder(folder)
    written: list[Path] = []
    given: set[str] = set()
    for one in returned:
        stem = _free(safe_stem(f"退回-{one.agency or Path(one.file).stem}") or "退回", given)
        text, page = folder / f"{stem}.txt", folder / f"{stem}.docx"
        write_text(text, message(one, merged.summary.year) + "\n")
        complaints = [(entry.place, entry.words, entry.remedy) for entry in one.complaints]
        count = counted(one.errors, len(complaints))
        write_bytes(page, return_slip(one.agency, merged.summary.year, complaints, sender, count))
        written += (text, page)
    _name_left_over(merged, folder, written)
    return tuple(written)


def _name_left_over(merged: Consolidation, folder: Path, written: Sequence[Path]) -> None:
    """Say which files in the folder are of an earlier run, so that nobody sends them again: first those of units that
    count now, which is said even with --quiet. They stay as they are: somebody may have written into them."""
    now = {_key(path) for path in written}
    left = sorted(path for path in folder.glob("退回-*") if path.suffix in (".txt", ".docx") and _key(path) not in now)
    settled = [safe_stem(f"退回-{decision.agency}") for decision in merged.accepted]
    counted_now = {unicodedata.normalize("NFC", stem).casefold() for stem in settled}
    mended = [path for path in left if _NUMBER.sub("", _key(path.with_suffix(""))) in counted_now]
    if mended:
        complain(f"{folder} 里下列退回单是以前的，单位已计入：{_listed(mended)}，没有改动，请勿再发，核对后删去。")
    others = [path for path in left if path not in mended]
    if others:
        remark(f"{folder} 里还有上一次的退回材料：{_listed(others)}，这次没有重写，请核对后删去")


def _key(path: Path) -> str:
    return unicodedata.normalize("NFC", path.name).casefold()


def _listed(paths: Sequence[Path]) -> str:
    more = f" 等 {len(paths)} 个" if len(paths) > _SHOWN_FILES else ""
    return "、".join(printable(path.name) for path in paths[:_SHOWN_FILES]) + more


def _free(stem: str, given: set[str]) -> str:
    """The name, numbered where two files of one unit are sent back."""
    names = (stem, *(f"{stem}（{number}）" for number in range(2, len(given) + 3)))
    name = next(name for name in names if name.casefold() not in given)
    given.add(name.casefold())
    return name
