"""Sources of VBA modules: the worked examples of the format's specification, and an add-in that is in use."""

from __future__ import annotations

import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import xlwings

from xlreport.files.vba import decompressed, module_source

ADDIN = Path(xlwings.__file__).parent / "addin" / "xlwings.xlam"
EXAMPLES = {
    "0119B000 6162636465666768 00 696A6B6C6D6E6F70 00 717273747576 2E": b"abcdefghijklmnopqrstuv.",
    "012FB000 2361616162636465 82 66007061 6768696A 0138 08 616B6C00306D6E6F 70 06 71 0270 0410 72737475 76 10 7778797A"
    "003C": b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    "0103B002 614500": b"a" * 73,
}


@pytest.mark.parametrize("packed", EXAMPLES)
def test_examples_of_the_specification(packed: str) -> None:
    assert decompressed(bytes.fromhex(packed)) == EXAMPLES[packed]


def test_the_version_of_an_addin_that_is_in_use() -> None:
    source = module_source(ADDIN, "Main")
    assert source is not None
    assert source.startswith('Attribute VB_Name = "Main"')
    assert f'XLWINGS_VERSION As String = "{metadata.version("xlwings")}"' in source
    assert source.rstrip().endswith(("End Sub", "End Function"))


def test_what_cannot_be_read_has_no_source(tmp_path: Path) -> None:
    assert module_source(ADDIN, "没有") is None
    assert module_source(tmp_path / "没有.xlam", "Main") is None
    half = tmp_path / "半.xlam"
    half.write_bytes(ADDIN.read_bytes()[:50_000])
    assert module_source(half, "Main") is None
    strange = tmp_path / "怪.xlam"
    with zipfile.ZipFile(strange, "w") as archive:
        archive.writestr("xl/vbaProject.bin", b"no container")
    assert module_source(strange, "Main") is None
