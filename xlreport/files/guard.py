"""What may be opened: the kind of a file by its first bytes, and limits that hold before anything is parsed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from xlreport.config import DEFAULT, Limits
from xlreport.findings.model import FileProblem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_WORDS = (
    (b"%PDF", "PDF 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)
_MAX_PARTS = 5_000


@dataclass(frozen=True, slots=True)
class SpreadsheetFile:
    """The bytes of a spreadsheet and what they are: 'xlsx', 'ods' or 'xls' (.et is one of these inside)."""

    path: Path
    kind: str
    data: bytes

    def archive(self) -> zipfile.ZipFile:
        """The package as a zip archive."""
        return zipfile.ZipFile(io.BytesIO(self.data))


def open_spreadsheet(path: Path, limits: Limits = DEFAULT.limits) -> SpreadsheetFile:
    """The file's bytes once its kind and size are known to be harmless. Raises FileProblem otherwise."""
    data = _read(path, limits)
    if data.startswith(b"PK\x03\x04"):
        return SpreadsheetFile(path, _zip_kind(path, data, limits), data)
    if data.startswith(_OLE):
        return SpreadsheetFile(path, _ole_kind(path, data), data)
    raise FileProblem("not_workbook", path, content=_words(data))


def _read(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise FileProblem("missing", path)
        size = path.stat().st_size
        if size > limits.file_megabytes * 1_000_000:
            detail = f"文件有 {size / 1_000_000:.0f} MB，上限 {limits.file_megabytes} MB"
            raise FileProblem("too_large", path, detail=detail)
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem("denied", path) from error
    if not data:
        raise FileProblem("empty", path)
    return data


def _words(data: bytes) -> str:
    for magic, words in _WORDS:
        if data.startswith(magic):
            return words
    head = data[:2000].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head:
        return "网页"
    return "文本，例如 CSV" if b"\x00" not in data[:2000] else "无法识别的数据"


def _zip_kind(path: Path, data: bytes, limits: Limits) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        names = {part.filename for part in parts}
        mimetype = archive.read("mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError) as error:
        raise FileProblem("damaged", path, detail="压缩结构不完整") from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_megabytes * 1_000_000 or len(parts) > _MAX_PARTS:
        detail = f"解压后有 {unpacked / 1_000_000:.0f} MB、{len(parts)} 个部件"
        raise FileProblem("too_large", path, detail=detail)
    if any(part.flag_bits & 1 for part in parts):
        raise FileProblem("encrypted", path)
    if mimetype.strip() == _ODS:
        _refuse_encrypted_ods(path, archive)
        return "ods"
    if "xl/workbook.xml" in names or any(name.lower().endswith("workbook.xml") for name in names):
        return "xlsx"
    raise FileProblem("not_workbook", path, content=_zip_words(names))


def _zip_words(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "Word 文档"
    if "ppt/presentation.xml" in names:
        return "演示文稿"
    return "二进制工作簿（.xlsb）" if "xl/workbook.bin" in names else "压缩包"


def _refuse_encrypted_ods(path: Path, archive: zipfile.ZipFile) -> None:
    try:
        manifest = archive.read("META-INF/manifest.xml")
    except (KeyError, zipfile.BadZipFile, OSError) as error:
        raise FileProblem("damaged", path, detail="缺少清单") from error
    if b"encryption-data" in manifest:
        raise FileProblem("encrypted", path)


def _ole_kind(path: Path, data: bytes) -> str:
    """An OLE container is an encrypted .xlsx, an .xls (or .et), or something else such as .doc."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in data

    if holds("EncryptedPackage"):
        raise FileProblem("encrypted", path)
    if holds("Workbook") or holds("Book"):
        return "xls"
    content = "Word 文档" if holds("WordDocument") else "无法识别的数据"
    raise FileProblem("not_workbook", path, content=content)
