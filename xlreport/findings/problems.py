"""Findings that are about files and units rather than cells (codes C1–C9)."""

from __future__ import annotations

import os
from pathlib import Path

from xlreport.config import DEFAULT, Config
from xlreport.findings.catalogue import entry
from xlreport.findings.model import FileProblem, Finding


def county_finding(code: str, case: str = "", config: Config = DEFAULT, **args: object) -> Finding:
    """A finding of the county's desk; ``args`` fill the catalogue's sentence."""
    item = entry(code, case)
    args = {name: printable(value) if isinstance(value, str | Path) else value for name, value in args.items()}
    return Finding(
        code=code,
        severity=config.severity_of(code, case, item.severity),
        table="",
        row="",
        column="",
        sheet="",
        cell="",
        cells=(),
        actual=None,
        expected=None,
        difference=None,
        message=item.sentence(args),
        remedy=item.advice(args),
        case=case,
    )


def printable(name: str | Path) -> str:
    """A file name that can be written anywhere: one whose bytes are no UTF-8 (unpacked from a zip of a Chinese Windows)
    is read as GB18030."""
    words = str(name)
    if _is_utf8(words):
        return words
    parts = (part if _is_utf8(part) else os.fsencode(part).decode("gb18030", "replace") for part in Path(words).parts)
    return str(Path(*parts))


def _is_utf8(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def file_finding(problem: FileProblem, config: Config = DEFAULT) -> Finding:
    """The finding (C6) for a file that cannot be used."""
    return county_finding("C6", problem.case, config, path=problem.path, **problem.args_)
