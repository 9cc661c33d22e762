"""Any published document as lines and grids of text, in reading order and with their places."""

from __future__ import annotations

from pathlib import Path

from xlreport.align.document import Document
from xlreport.config import DEFAULT, Limits
from xlreport.findings.model import FileProblem
from xlreport.published import kinds
from xlreport.published.archives import DocumentSource, list_documents
from xlreport.published.flow import Flow
from xlreport.published.html_grids import decode_html, read_html
from xlreport.published.text_grids import (
    decode,
    looks_like_markdown,
    read_markdown,
    read_separated,
    read_text,
)

__all__ = ["DocumentSource", "list_documents", "read_document_blocks"]


def read_document_blocks(source: Path | DocumentSource, limits: Limits = DEFAULT.limits) -> Document:
    """A document's blocks: a web page, .docx, PDF, text, Markdown or spreadsheet, told apart by what it holds.

    Raises FileProblem (one sentence, with what to do) for what cannot be read: another kind of file, an encrypted,
    damaged, scanned or empty one, or one that is larger or takes longer than the limits.
    """
    if isinstance(source, Path):
        source = DocumentSource(str(source), source)
    data = source.read(limits)
    kind = kinds.document_kind(source.shown, data, limits)
    flow = Flow(source.shown, limits)
    try:
        title, kind = _read(kind, data, source, flow, limits)
        return Document(source.shown, kind, flow.blocks(), title)
    except (MemoryError, RecursionError) as error:
        raise FileProblem("too_complex", source.shown, detail="内存不足或嵌套过深") from error


def _read(kind: str, data: bytes, source: DocumentSource, flow: Flow, limits: Limits) -> tuple[str, str]:
    """Put a document down; returns its title and the kind that it is for people."""
    if kind == kinds.DOCX:
        from xlreport.published.docx_grids import read_docx

        return read_docx(data, flow, limits), kind
    if kind == kinds.PDF:
        from xlreport.published.pdf_grids import read_pdf

        return read_pdf(data, flow, limits), kind
    if kind == kinds.SHEET:
        from xlreport.published.sheet_grids import read_sheets

        return read_sheets(data, flow, limits), kind
    if kind == kinds.ARCHIVE:
        raise FileProblem("packed", source.shown, content="压缩包")
    if kind == kinds.HTML:
        return read_html(_text(decode_html(data), flow), flow, limits.nesting), kind
    return "", _read_plain(kind, _text(decode(data), flow), flow, limits)


def _text(text: str | None, flow: Flow) -> str:
    if text is None:
        raise FileProblem("not_document", flow.path, content="无法识别的文字编码")
    return text


def _read_plain(kind: str, text: str, flow: Flow, limits: Limits) -> str:
    def html(part: str, into: Flow) -> None:
        read_html(part, into, limits.nesting)

    if kind == kinds.SEPARATED:
        read_separated(text, flow)
        return kinds.TEXT
    if kind == kinds.MARKDOWN or looks_like_markdown(text):
        read_markdown(text, flow, html)
        return kinds.MARKDOWN
    read_text(text, flow, html)
    return kinds.TEXT
