"""Good workbooks, and ways to spoil them as the world does."""

from __future__ import annotations

import io
import random
import re
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msoffcrypto
import openpyxl

from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.workbook.build import build_workbook

Change = bytes | Callable[[bytes], bytes] | None


def good_workbook(agency: str, seed: int = 1) -> bytes:
    """The bytes of a workbook that passes, of 2023."""
    packed = io.BytesIO()
    build_workbook(balanced_report(load("2021"), random.Random(seed), agency=agency, year=2023), packed)
    return packed.getvalue()


def repacked(data: bytes, changes: Mapping[str, Change]) -> bytes:
    """A package with some parts replaced, altered, added, or (None) left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            change = changes.get(name, lambda part: part)
            if change is not None:
                new.writestr(name, change if isinstance(change, bytes) else change(old.read(name)))
    return packed.getvalue()


def sheet_part(data: bytes, sheet: str) -> str:
    """The package part of a sheet of ours."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def without_sheet(data: bytes, sheet: str) -> bytes:
    """The workbook after somebody deleted a sheet, formulas and their values kept as they were."""

    def drop(part: bytes) -> bytes:
        return re.sub(rf'<sheet name="{sheet}"[^>]*/>', "", part.decode()).encode()

    return repacked(data, {"xl/workbook.xml": drop, sheet_part(data, sheet): None})


def with_cell(data: bytes, sheet: str, cell: str, xml: str) -> bytes:
    """The workbook with one cell's XML put in place of what stood there."""

    def put(part: bytes) -> bytes:
        words, count = re.subn(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', lambda _: xml, part.decode(), count=1)
        assert count == 1, f"{sheet} has no cell {cell}"
        return words.encode()

    return repacked(data, {sheet_part(data, sheet): put})


def encrypted(data: bytes) -> bytes:
    packed = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(data)).encrypt("secret", packed)
    return packed.getvalue()


def with_broken_deflate(data: bytes, part: str) -> bytes:
    """One part's compressed bytes overwritten."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    return data[:start] + b"\xff" * 40 + data[start + 40 :]


def lying_about_size(data: bytes, part: str) -> bytes:
    """A part that claims to unpack to 10 bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    entry = data.index(b"PK\x01\x02", archive_directory(data))
    while data[entry + 46 :][: len(part)] != part.encode():
        entry = data.index(b"PK\x01\x02", entry + 4)
    changed = bytearray(data)
    struct.pack_into("<I", changed, entry + 24, 10)
    struct.pack_into("<I", changed, info.header_offset + 22, 10)
    return bytes(changed)


def archive_directory(data: bytes) -> int:
    return struct.unpack_from("<I", data, data.rindex(b"PK\x05\x06") + 16)[0]


def foreign_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "通讯录"
    book.active.append(["姓名", "电话"])
    book.active.append(["张三", 12345678])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def packed_parts(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods(tables: str, *, manifest: bytes = b"<manifest/>", head: str = "") -> bytes:
    """An OpenDocument spreadsheet around the XML of its tables."""
    content = (
        f"{head}<office:document-content {_NAMESPACES}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": _SPREADSHEET, "META-INF/manifest.xml": manifest, "content.xml": content.encode()}
    return packed_parts(parts)


def saved_by_office(folder: Path, **sources: bytes) -> dict[str, Path]:
    """Workbooks as LibreOffice saves them: NAME.xls, NAME.ods, NAME-password.xls, NAME-password.ods."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed: no soffice on the path"
    script = Path(__file__).with_name("save_with_office.py")
    paths = [folder / f"{name}.xlsx" for name in sources]
    for path, data in zip(paths, sources.values(), strict=True):
        path.write_bytes(data)
    command = ["/usr/bin/python3", str(script), soffice, str(folder), *map(str, paths)]
    subprocess.run(command, check=True, timeout=120)
    return {path.name: path for path in folder.iterdir()}
