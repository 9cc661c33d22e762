"""PDF files made to exhaust the reader, locked or scanned: each ends soon, in little memory, in one sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.published.hostile import one_page, outcome, pdf, stream, written


@pytest.mark.parametrize("honest", [True, False])
def test_a_pdf_with_ten_thousand_pages_is_refused_soon(honest: bool, tmp_path: Path) -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_003))
    count = 10_000 if honest else 1
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"] * 10_000
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    path = written(tmp_path / "a.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *pages]))
    started = time.monotonic()
    assert outcome(path) == "too_complex"
    assert time.monotonic() - started < 15


def test_a_pdf_page_that_inflates_beyond_measure_is_refused(tmp_path: Path) -> None:
    assert outcome(written(tmp_path / "a.pdf", one_page(stream(b"q Q " * 20_000_000)))) == "too_complex"


def test_pdf_forms_that_call_each_other_ever_more_often_end_in_time(tmp_path: Path) -> None:
    forms = []
    for level in range(12):
        calls = b"/F Do " * 10 if level < 11 else b"0 0 m 9 9 l S"
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level)
        forms.append(stream(calls, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + inner))
    page = one_page(stream(b"/F Do"), *forms, resources=b"/XObject<</F 5 0 R>>")
    assert outcome(written(tmp_path / "a.pdf", page)) == "too_complex"


def test_a_pdf_full_of_lines_ends_in_time(tmp_path: Path) -> None:
    lines = [b"%d 0 m %d 800 l S 0 %d m 600 %d l S" % (n % 600, n % 600, n % 800, n % 800) for n in range(40_000)]
    assert outcome(written(tmp_path / "a.pdf", one_page(stream(b"\n".join(lines))))) in ("too_complex", "no_text")


def test_an_encrypted_pdf_and_a_scanned_one_are_named_as_such(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    locked = tmp_path / "locked.pdf"
    canvas = Canvas(str(locked), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(60, 700, "text")
    canvas.save()
    assert outcome(locked) == "locked_document"
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    image += b"\nstream\n0\nendstream"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    shown = b"q 600 0 0 800 0 0 cm /I Do Q"
    behind = b" BT /F 12 Tf 3 Tr 60 700 Td (misread 123) Tj ET"
    for name, content in (("scan.pdf", shown), ("recognised.pdf", shown + behind)):
        page = one_page(stream(content), image, font, resources=b"/XObject<</I 5 0 R>>/Font<</F 6 0 R>>")
        assert outcome(written(tmp_path / name, page)) == "scanned", name
