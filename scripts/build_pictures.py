"""Draws the pictures of the summary in docs/images anew: python -m scripts.build_pictures

They show printed pages of the example county's summary. Needs LibreOffice, pdftotext and pdftoppm.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from examples.build import BEFORE, INBOX, ROSTER, build
from examples.county import NAME
from scripts.render_pictures import ROOT, as_pdf
from xlreport.console.app import run

PICTURES = {
    "summary.png": ("单位明细", 100, 330),
    "summary_compared.png": ("同比", 100, 600),
    "summary_charts.png": ("图表", 90, 590),
}
"""Which sheet's first page stands on each picture, its dots per inch, and how many rows of dots are shown."""
_HEAD_INCHES = 0.45
"""The running head, which is left out."""
_EDGE = 12


def main() -> None:
    """Draw all of them."""
    with tempfile.TemporaryDirectory() as scratch:
        pdf = as_pdf(_summary(Path(scratch)), Path(scratch))
        words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
        heads = [page.lstrip().partition("\n")[0] for page in words.stdout.split("\f")]
        for name, (sheet, dots, rows) in PICTURES.items():
            page = 1 + next(place for place, head in enumerate(heads) if head.endswith(sheet))
            _cropped(_picture(pdf, page, dots), dots, rows).save(ROOT / "docs" / "images" / name, optimize=True)
            print(name)


def _summary(folder: Path) -> Path:
    build(folder)
    target = folder / "汇总表.xlsx"
    cover = ["--agency", NAME, "--level", "县级", "--kind", "政府"]
    sources = ["--roster", str(folder / ROSTER), "--last-year", str(folder / BEFORE)]
    run(["--quiet", "consolidate", str(folder / INBOX), *sources, *cover, "-o", str(target)])
    return target


def _picture(pdf: Path, page: int, dots: int) -> Image.Image:
    stem = pdf.with_name("page")
    one = ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", str(dots), *one, "-png", str(pdf), str(stem)], check=True)
    with Image.open(stem.with_suffix(".png")) as picture:
        return picture.convert("RGB")


def _cropped(picture: Image.Image, dots: int, rows: int) -> Image.Image:
    """The top of what is drawn on the page, with a narrow edge, in few colours."""
    below = picture.crop((0, int(_HEAD_INCHES * dots), *picture.size))
    drawn = ImageChops.difference(below, Image.new("RGB", below.size, "white")).getbbox()
    assert drawn, "the page is empty"
    left, top, right, _ = drawn
    box = (max(0, left - _EDGE), max(0, top - _EDGE), right + _EDGE, min(below.height, top + rows))
    return below.crop(box).quantize(64)


if __name__ == "__main__":
    main()
