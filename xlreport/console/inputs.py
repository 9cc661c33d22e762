"""Reports as commands take them: a workbook or a REPORT.json, with all findings on it."""

from __future__ import annotations

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


def output_in(folder: Path, source: Path) -> Path:
    """Where the fresh copy of a source goes; never over the source itself. Raises FileProblem."""
    target = folder / f"{source.stem}.xlsx"
    if target.exists() and source.exists() and target.samefile(source):
        raise FileProblem("output_is_input", target)
    return target
