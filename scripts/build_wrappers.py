"""Writes the VBA of the worksheet functions and their Chinese texts; run it after a change of excel/functions.py.

A test compares both files with what this program would write.
"""

from __future__ import annotations

from pathlib import Path

from xlreport.excel.wrappers import texts_as_toml, wrapper_source

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = {
    ROOT / "macros" / "Functions.bas": wrapper_source,
    ROOT / "xlreport" / "workbook" / "macro_data" / "functions.toml": texts_as_toml,
}
"""Each generated file and what makes its text."""


if __name__ == "__main__":
    for path, made in WRITTEN.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made(), encoding="utf-8", newline="\n")
