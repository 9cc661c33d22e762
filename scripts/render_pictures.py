"""Renders workbooks to PNG, a picture a printed page, to be looked at: python scripts/render_pictures.py DIR FILE...

Without files it renders the templates and the demonstration's summary. Needs LibreOffice and pdftoppm.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from xlreport.console.app import run

ROOT = Path(__file__).resolve().parents[1]
DOTS_PER_INCH = 90


def render(workbook: Path, folder: Path) -> list[Path]:
    """The pages of a workbook as PNG files in an existing folder."""
    with tempfile.TemporaryDirectory() as scratch:
        pdf = as_pdf(workbook, Path(scratch))
        stem = folder / workbook.stem
        subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(pdf), str(stem)], check=True)
    return sorted(folder.glob(f"{workbook.stem}-*.png"))


def as_pdf(workbook: Path, folder: Path) -> Path:
    """The workbook as LibreOffice prints it, into a folder."""
    convert = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*convert, "--outdir", str(folder), str(workbook)], check=True, capture_output=True)
    return folder / f"{workbook.stem}.pdf"


def main() -> None:
    """Render what the command line names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    files = [Path(name) for name in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as scratch:
        if not files:
            run(["--quiet", "demo", f"{scratch}/demo"])
            files = [*sorted((ROOT / "workbook_templates").glob("*.xlsx")), Path(scratch) / "demo" / "汇总表.xlsx"]
        for file in files:
            for picture in render(file, folder):
                print(picture)


if __name__ == "__main__":
    main()
