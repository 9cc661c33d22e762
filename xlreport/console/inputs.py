"""Reports as commands take them: a workbook or a REPORT.json, with all findings on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xlreport.config import Config
from xlreport.findings.model import FileProblem
from xlreport.workbook.read import Reading, read_workbook


def read_input(path: Path, config: Config) -> Reading:
    """The report of a workbook or REPORT.json. Raises FileProblem."""
    if path.suffix.lower() == ".json":
        from xlreport.report_json import read_json

        return Reading(read_json(path), ())
    return read_workbook(path, config)


def output_folder(folder: Path) -> Path:
    """An existing folder to write to. Raises FileProblem when there is none."""
    if not folder.is_dir():
        raise FileProblem("output_missing", folder)
    return folder


def made_folder(folder: Path) -> Path:
    """A folder to write to; made where only its parent exists. Raises FileProblem."""
    if not folder.is_dir():
        output_folder(folder.parent)
        try:
            folder.mkdir()
        except OSError as error:
            raise FileProblem("output_denied", folder, detail="不能建立这个文件夹") from error
    return folder


class Outputs:
    """Places for fresh copies of several sources in one folder: never over a file, never two copies in one place.

    The folder is made where only its parent exists.
    """

    def __init__(self, folder: Path, sources: Iterable[Path]) -> None:
        self.folder = made_folder(folder)
        self._sources = {source.resolve() for source in sources}
        self._given: set[Path] = set()

    def place(self, source: Path) -> Path:
        """Where the copy of a source goes. Raises FileProblem."""
        target = self.folder / f"{source.stem}.xlsx"
        if target.resolve() in self._sources:
            raise FileProblem("output_is_input", target)
        if target in self._given:
            raise FileProblem("output_doubled", target, source=source)
        if target.is_file():
            raise FileProblem("output_exists", target)
        self._given.add(target)
        return target
