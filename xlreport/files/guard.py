"""What may be opened: the kind of a file by its first bytes, and limits that hold before anything is parsed."""

from __future__ import annotations

import codecs
import errno
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from xlreport.config import DEFAULT, Limits
from xlreport.findings.model import FileProblem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_WORDS = (
    (b"%PDF", "PDF 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"PK", "压缩包"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)
_MAX_PARTS = 5_000
_CHUNK = 1_000_000
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
)
"""All that reading a damaged archive was seen to raise."""
_BROKEN_XML = (ElementTree.ParseError, ValueError, LookupError)
_DECLARATIONS = tuple(words.encode(coding) for words in ("<!DOCTYPE", "<!ENTITY") for coding in ("ascii", "utf-16-le"))
"""No office program writes them, and entities can blow up. Big-endian UTF-16 holds the other, shifted by a byte."""


@dataclass(frozen=True, slots=True)
class SpreadsheetFile:
    """The bytes of a spreadsheet and what they are: 'xlsx', 'ods' or 'xls' (.et is one of these inside)."""

    path: Path
    kind: str
    data: bytes

    def archive(self) -> zipfile.ZipFile:
        """The package of an 'xlsx' or 'ods'; its directory was read before, so this does not fail."""
        return zipfile.ZipFile(io.BytesIO(self.data))

    def part(self, archive: zipfile.ZipFile, name: str) -> bytes:
        """The bytes of an XML part. Raises FileProblem when it is absent, broken or declares entities."""
        return xml_part(self.path, archive, name)


def xml_part(path: object, archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of an XML part of a package. Raises FileProblem when it is absent, broken or declares entities."""
    try:
        data = unpacked(archive, name)
    except BROKEN_ZIP as error:
        raise FileProblem("damaged", path, detail=f"部件 {name} 无法读取") from error
    if any(declaration in data for declaration in _DECLARATIONS):
        raise FileProblem("damaged", path, detail=f"部件 {name} 含有不允许的声明")
    return data


def parse_xml(path: Path, name: str, data: bytes) -> ElementTree.Element:
    """The root of an XML part. Raises FileProblem when it is cut off, ill-formed or in an unknown encoding."""
    try:
        return ElementTree.fromstring(data)
    except _BROKEN_XML as error:
        raise FileProblem("damaged", path, detail=f"部件 {name} 不完整") from error


def parse_xml_piecewise(path: Path, name: str, data: bytes) -> Iterator[ElementTree.Element]:
    """The elements of an XML part as they end, for who does not need them all. Raises FileProblem as parse_xml does."""
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(data)):
            yield element
    except _BROKEN_XML as error:
        raise FileProblem("damaged", path, detail=f"部件 {name} 不完整") from error


def unpacked(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """A part, inflated piece by piece: one whose size is a lie then stops at the size it claims.

    Raises one of BROKEN_ZIP when it is damaged.
    """
    with archive.open(name) as stream:
        return b"".join(iter(lambda: stream.read(_CHUNK), b""))


def open_spreadsheet(path: Path, limits: Limits = DEFAULT.limits) -> SpreadsheetFile:
    """The file's bytes once its kind and size are known to be harmless. Raises FileProblem otherwise."""
    return spreadsheet_of(path, read_file(path, limits), limits)


def spreadsheet_of(path: Path, data: bytes, limits: Limits = DEFAULT.limits) -> SpreadsheetFile:
    """A spreadsheet whose bytes were read before, from an archive for instance. Raises FileProblem otherwise."""
    if data.startswith(b"PK\x03\x04"):
        return SpreadsheetFile(path, _zip_kind(path, data, limits), data)
    if data.startswith(_OLE):
        return SpreadsheetFile(path, _ole_kind(path, data), data)
    if path.name.startswith("~$"):
        raise FileProblem("temporary", path, name=path.name[2:])
    raise FileProblem("not_workbook", path, content=_words(data))


def read_file(path: Path, limits: Limits = DEFAULT.limits) -> bytes:
    """All bytes of a file. Raises FileProblem when it is absent, a folder, empty, too large or may not be read."""
    try:
        if path.is_dir():
            raise FileProblem("folder", path)
        if not path.is_file():
            raise FileProblem("missing", path)
        size = path.stat().st_size
        if size > limits.file_megabytes * 1_000_000:
            detail = f"文件有 {size / 1_000_000:.0f} MB，上限 {limits.file_megabytes} MB"
            raise FileProblem("too_large", path, detail=detail)
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if not data:
        raise FileProblem("empty", path)
    return data


def unreadable(path: Path, error: OSError) -> FileProblem:
    """The problem behind an error of opening: there is no such file, it is a folder, or it may not be read."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return FileProblem("missing", path)
    return FileProblem("folder" if error.errno == errno.EISDIR else "denied", path)


def _words(data: bytes) -> str:
    for magic, words in _WORDS:
        if data.startswith(magic):
            return words
    head = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"mime-version:")) or b"<table " in head or b"<table>" in head:
        return "网页"
    if head.startswith(b"<?xml"):
        return "XML 数据"
    return "文本，例如 CSV" if _is_text(data) else "无法识别的数据"


def _is_text(data: bytes) -> bool:
    """Whether the bytes are words in one of the encodings that programs save here."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:2000]
    if any(byte < 9 for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _zip_kind(path: Path, data: bytes, limits: Limits) -> str:
    archive = checked_archive(path, data, limits)
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise FileProblem("encrypted", path)
    if "mimetype" in names and _mimetype(path, archive) == _ODS:
        _refuse_encrypted_ods(path, archive)
        return "ods"
    if "xl/workbook.xml" in names or any(name.lower().endswith("workbook.xml") for name in names):
        return "xlsx"
    raise FileProblem("not_workbook", path, content=_zip_words(names))


def checked_archive(path: object, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive in some bytes, once its parts are known to be few and small enough. Raises FileProblem."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except BROKEN_ZIP as error:
        raise FileProblem("damaged", path, detail="压缩结构不完整") from error
    size = sum(part.file_size for part in parts)
    if size > limits.unpacked_megabytes * 1_000_000 or len(parts) > _MAX_PARTS:
        detail = f"解压后有 {size / 1_000_000:.0f} MB、{len(parts)} 个部件，上限 {limits.unpacked_megabytes} MB"
        raise FileProblem("too_large", path, detail=detail)
    return archive


def _mimetype(path: Path, archive: zipfile.ZipFile) -> bytes:
    try:
        return unpacked(archive, "mimetype").strip()
    except BROKEN_ZIP as error:
        raise FileProblem("damaged", path, detail="压缩结构不完整") from error


def _zip_words(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "Word 文档"
    if "ppt/presentation.xml" in names:
        return "演示文稿"
    return "二进制工作簿（.xlsb）" if "xl/workbook.bin" in names else "压缩包"


def _refuse_encrypted_ods(path: Path, archive: zipfile.ZipFile) -> None:
    try:
        manifest = unpacked(archive, "META-INF/manifest.xml")
    except BROKEN_ZIP as error:
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
