"""The source of a VBA module in an Office package, to learn which version of an add-in a file holds.

Only read, never run. The project is an OLE container; a module's source is compressed there ([MS-OVBA] 2.4.1).
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

_PROJECT = "xl/vbaProject.bin"
_LARGEST = 20_000_000
_SOURCE_BEGINS = re.compile(rb"\x01..\x00Attribut", re.DOTALL)
"""Signature, header of the first chunk, eight literal bytes: every module's source begins with an attribute line."""


def module_source(package: Path, module: str) -> str | None:
    """The source of a module as text (bytes outside ASCII as in Latin-1); None where there is none to be read."""
    try:
        with zipfile.ZipFile(package) as archive:
            if archive.getinfo(_PROJECT).file_size > _LARGEST:
                return None
            project = archive.read(_PROJECT)
        return _source(project, module)
    except Exception:
        # A file that Excel saved half, or that is no package at all, is simply one whose version is not known.
        return None


def _source(project: bytes, module: str) -> str | None:
    from xlrd.compdoc import CompDoc

    stream = CompDoc(project, logfile=io.StringIO()).get_named_stream(f"VBA/{module}")
    begin = _SOURCE_BEGINS.search(stream or b"")
    return None if stream is None or begin is None else decompressed(stream[begin.start() :]).decode("latin-1")


def decompressed(container: bytes) -> bytes:
    """What a compressed container holds; it ends where the data or the last whole chunk ends."""
    found, at = bytearray(), 1
    while at + 2 <= len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        end = min(len(container), at + (header & 0xFFF) + 3)
        chunk = container[at + 2 : end]
        found += _chunk(chunk) if header & 0x8000 else chunk
        at = end
    return bytes(found)


def _chunk(data: bytes) -> bytes:
    """One compressed chunk: groups of eight tokens behind a byte whose bits say which of them are copies."""
    found, at = bytearray(), 0
    while at < len(data):
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data):
                break
            if flags >> bit & 1:
                _copy(found, int.from_bytes(data[at : at + 2], "little"))
                at += 2
            else:
                found.append(data[at])
                at += 1
    return bytes(found)


def _copy(found: bytearray, token: int) -> None:
    """Repeat what stands earlier in the chunk; how a token is split depends on how much there is already."""
    offset_bits = max(4, (len(found) - 1).bit_length())
    length = (token & (0xFFFF >> offset_bits)) + 3
    offset = (token >> (16 - offset_bits)) + 1
    for _ in range(length):
        found.append(found[-offset])
