"""What kind of document some bytes are: decided by what they hold, not by the ending of a name.

Web pages saved as .doc or .xls are common; the ending only tells Markdown and comma-separated values from plain text.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from zipfile import ZipFile

from xlreport.config import Limits
from xlreport.files.guard import BROKEN_ZIP, checked_archive, unpacked
from xlreport.findings.model import FileProblem
from xlreport.published.text_grids import decode

HTML, DOCX, PDF, MARKDOWN, TEXT, SEPARATED, SHEET, ARCHIVE = "html", "docx", "pdf", "md", "txt", "csv", "sheet", "zip"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"\xd7\xcd\xc6\x9a")
_PACKED = ((b"Rar!", "RAR 压缩包"), (b"7z\xbc\xaf", "7z 压缩包"), (b"\x1f\x8b", "gz 压缩包"))
_HEAD = 16_384
_PAGE = re.compile(r"(?i)<(!doctype\s+html|html|body)\b")
_MARKUP = re.compile(r"(?i)<(head|meta|title|style|script|link|table|div|p|span|h[1-6]|center|font|ul|section)\b")
_DOCUMENT_PART = re.compile(r"word/document\d*\.xml")
_MOST_DIRECTORY_ENTRIES = 50_000
"""So many names in a zip are no documents; the list alone would take all memory."""


def document_kind(path: str, data: bytes, limits: Limits) -> str:
    """One of the kinds above. Raises FileProblem for what cannot be read, with what to do about it."""
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path, data, limits)
    if data.startswith(_OLE):
        return _ole_kind(path, data)
    _refuse_others(path, data)
    head = decode_head(data)
    if head is None:
        raise FileProblem("not_document", path, content="无法识别的数据")
    return _text_kind(path, head)


def _refuse_others(path: str, data: bytes) -> None:
    if data.lstrip()[:5] == b"{\\rtf":
        raise FileProblem("old_document", path, content="RTF 文档")
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise FileProblem("not_document", path, content="图片")
    if data.startswith(b"BM") and data[6:10] == b"\x00\x00\x00\x00":
        raise FileProblem("not_document", path, content="图片")
    for magic, content in _PACKED:
        if data.startswith(magic):
            raise FileProblem("packed", path, content=content)


def decode_head(data: bytes) -> str | None:
    """The beginning of a text, None where the bytes are none. The cut may fall inside a character."""
    head = data[:_HEAD]
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and any(byte < 9 for byte in head):
        head = head if head.count(0) < len(head) // 1000 else b""
        if not head:
            return None
    return decode(head)


def _text_kind(path: str, head: str) -> str:
    ending = PurePosixPath(path.replace("\\", "/")).suffix.lower()
    start = head.lstrip("\ufeff \t\r\n")
    if re.match(r"(?i)(mime-version|from|content-type):", start):
        raise FileProblem("old_document", path, content="单个文件网页（.mht）")
    if _PAGE.search(head):
        return HTML
    if start.startswith("<?xml") or start.startswith("<?mso"):
        word = "wordDocument" in head or "Word.Document" in head
        raise FileProblem(
            "old_document" if word else "not_document", path, content="Word XML 文档" if word else "XML 数据"
        )
    if ending == ".json" or re.match(r'[{\[]\s*[{"]', start):
        raise FileProblem("not_document", path, content="JSON 数据；REPORT.json 请用 xlreport new --from 打开")
    if ending in (".md", ".markdown"):
        return MARKDOWN
    if _MARKUP.search(head) and (start.startswith("<") or ending in (".htm", ".html", ".shtml", ".doc", ".xls")):
        return HTML
    return SEPARATED if ending in (".csv", ".tsv") else TEXT


def _zip_kind(path: str, data: bytes, limits: Limits) -> str:
    if data.count(b"PK\x01\x02") > _MOST_DIRECTORY_ENTRIES:
        raise FileProblem("too_complex", path, detail=f"压缩包里超过 {_MOST_DIRECTORY_ENTRIES} 个文件")
    archive = open_archive(path, data, limits)
    names = set(archive.namelist())
    if any(_DOCUMENT_PART.fullmatch(name) for name in names):
        return DOCX
    if any(name.lower().endswith("workbook.xml") for name in names):
        return SHEET
    if "mimetype" in names:
        try:
            mime = unpacked(archive, "mimetype").strip().decode("ascii", "replace")
        except BROKEN_ZIP as error:
            raise FileProblem("broken_document", path, detail="压缩结构不完整") from error
        if mime.endswith("opendocument.spreadsheet"):
            return SHEET
        if mime.endswith("opendocument.text"):
            raise FileProblem("old_document", path, content="OpenDocument 文档（.odt）")
    if "ppt/presentation.xml" in names or "xl/workbook.bin" in names:
        raise FileProblem(
            "not_document", path, content="演示文稿" if "ppt/presentation.xml" in names else ".xlsb 工作簿"
        )
    if "[Content_Types].xml" in names:
        raise FileProblem("not_document", path, content="无法识别的 Office 文件")
    return ARCHIVE


def open_archive(path: str, data: bytes, limits: Limits) -> ZipFile:
    """The archive in some bytes. Raises FileProblem as checked_archive does, in words that fit documents."""
    try:
        return checked_archive(path, data, limits)
    except FileProblem as problem:
        case = {"damaged": "broken_document", "too_large": "too_complex"}[problem.case]
        raise FileProblem(case, path, **problem.args_) from problem


def _ole_kind(path: str, data: bytes) -> str:
    """An OLE container is something encrypted, an .xls (or .et), a .doc (or .wps), or something else."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in data

    if holds("EncryptedPackage"):
        raise FileProblem("locked_document", path)
    if holds("WordDocument"):
        content = "WPS 文字的旧格式（.wps）" if path.lower().endswith(".wps") else "旧格式的 Word 文档（.doc）"
        raise FileProblem("old_document", path, content=content)
    if holds("Workbook") or holds("Book"):
        return SHEET
    raise FileProblem("not_document", path, content="无法识别的 Office 文件")
