"""Word documents and archives made to exhaust or to mislead: each ends soon, in little memory, in one sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.published.grid_samples import statutory_tables, word_document
from tests.published.hostile import MEGABYTE, W, docx, outcome, outcomes, written


def test_entities_in_a_word_document_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE d [<!ENTITY e0 "x">{entities}]><w:document {W}><w:body><w:p>&e11;</w:p></w:body></w:document>'
    assert outcome(docx(tmp_path / "a.docx", body.encode())) == "broken_document"


def test_external_entities_in_a_word_document_are_refused(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.txt", "secret")
    body = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{secret}">]><w:document {W}><w:body>&e;</w:body></w:document>'
    assert outcome(docx(tmp_path / "a.docx", body.encode("utf-16"))) == "broken_document"


@pytest.mark.parametrize(
    ("opened", "closed", "times"),
    [
        ("<w:tbl><w:tr><w:tc><w:p/>", "</w:tc></w:tr></w:tbl>", 60),
        ("<w:tbl><w:tr><w:tc><w:p/>", "</w:tc></w:tr></w:tbl>", 100_000),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 100_000),
        ("<w:ins>", "</w:ins>", 240),
    ],
)
def test_word_documents_nested_deep_end_soon(opened: str, closed: str, times: int, tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body>{opened * times}{closed * times}</w:body></w:document>"
    assert outcome(docx(tmp_path / "a.docx", body.encode())) in ("too_complex", "no_text")


def test_word_documents_that_inflate_beyond_measure_are_refused(tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{'0' * 60_000_000}</w:t></w:r></w:p></w:body></w:document>"
    assert outcome(docx(tmp_path / "a.docx", body.encode())) == "too_complex"


def test_word_documents_with_very_many_cells_are_refused(tmp_path: Path) -> None:
    cells = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>"
    body = f"<w:document {W}><w:body><w:tbl>{cells * 1500}</w:tbl></w:body></w:document>"
    assert outcome(docx(tmp_path / "a.docx", body.encode())) == "too_complex"


def test_an_encrypted_word_document_is_named_as_such(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = word_document(statutory_tables(), tmp_path / "plain.docx")
    locked = tmp_path / "locked.docx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    assert outcome(locked) == "locked_document"


def test_archives_that_bite_their_tail_or_swell_end_soon(tmp_path: Path) -> None:
    swelling = io.BytesIO()
    with zipfile.ZipFile(swelling, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", bytes(70 * MEGABYTE))
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", swelling.getvalue())
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}", b"")
    for name, made in (("a.zip", swelling), ("b.zip", nested), ("c.zip", many)):
        found = outcomes(written(tmp_path / name, made.getvalue()))
        assert {case for case, *_ in found} == {"too_complex"}, name


def test_a_part_that_is_longer_than_the_archive_says_is_not_inflated_beyond(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", b" " * 200 * MEGABYTE)
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(magic) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert outcome(path) == "broken_document"
