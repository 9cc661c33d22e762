"""The documents in files, folders and zip archives, each with the path that people see. Nothing is ever unpacked to
the disk, so no name in an archive can lead anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from xlreport.config import DEFAULT, Limits
from xlreport.files.guard import BROKEN_ZIP, read_file, unpacked, unreadable
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import printable
from xlreport.published import kinds

_FIRST_OF_THREE_BYTES = "\u0800"
_DEEPEST = 2
"""An archive in an archive is opened; what is packed deeper is named."""
_SYSTEM = frozenset((".ds_store", "thumbs.db", "desktop.ini"))


@dataclass(frozen=True)
class DocumentSource:
    """One file that may be a document. ``shown`` is its path as people see it: ``a.zip/乡镇/b.html``.

    ``members`` are the positions of the entries that lead to it inside the archive ``file``. ``problem`` says why it
    is no document, None where it may be one; reading such a source raises it. ``archive`` is the one it lies in, open
    already, so that a thousand entries are not a thousand openings of one file.
    """

    shown: str
    file: Path
    members: tuple[int, ...] = ()
    problem: FileProblem | None = None
    archive: ZipFile | None = field(default=None, repr=False, compare=False)

    @property
    def entry(self) -> ZipInfo | None:
        """What its archive says of it; None for a file that lies in a folder."""
        return self.archive.infolist()[self.members[-1]] if self.archive is not None and self.members else None

    def read(self, limits: Limits = DEFAULT.limits) -> bytes:
        """The bytes. Raises FileProblem when they cannot be had, or when this is known to be no document."""
        if self.problem is not None:
            raise self.problem
        if self.archive is not None and self.entry is not None:
            return _entry_bytes(self.shown, self.archive, self.entry, limits)
        data = _file_bytes(self.file, limits)
        for member in self.members:
            archive = kinds.open_archive(self.shown, data, limits)
            data = _entry_bytes(self.shown, archive, archive.infolist()[member], limits)
        return data


def _file_bytes(path: Path, limits: Limits) -> bytes:
    try:
        return read_file(path, limits)
    except FileProblem as problem:
        case = "too_complex" if problem.case == "too_large" else problem.case
        raise FileProblem(case, problem.path, **problem.args_) from problem


def _entry_bytes(shown: str, archive: ZipFile, entry: ZipInfo, limits: Limits) -> bytes:
    if entry.flag_bits & 1:
        raise FileProblem("locked_document", shown)
    if entry.file_size > limits.file_megabytes * 1_000_000:
        detail = f"文件有 {entry.file_size / 1_000_000:.0f} MB，上限 {limits.file_megabytes} MB"
        raise FileProblem("too_complex", shown, detail=detail)
    try:
        data = unpacked(archive, entry)
    except BROKEN_ZIP as error:
        raise FileProblem("broken_document", shown, detail="压缩包中的这个文件无法解开") from error
    if not data:
        raise FileProblem("empty", shown)
    return data


def list_documents(paths: Iterable[Path], limits: Limits = DEFAULT.limits) -> Iterator[DocumentSource]:
    """All files under some paths: files themselves, what folders hold (links to other folders are named, not followed),
    and what zip archives hold, one more archive inside included.

    Nothing is left out in silence: what is no document (pictures, lock files, system files) comes with its problem.
    """
    for path in paths:
        if path.is_dir():
            yield from _of_folder(path, limits)
        else:
            yield from _of_file(DocumentSource(printable(path), path), limits, _Room(limits))


class _Room:
    """How much one file may hold when it and all archives in it are unpacked, so that many small archives inside one
    are not many times what one may hold."""

    def __init__(self, limits: Limits) -> None:
        self._limit, self._left = limits.unpacked_megabytes, limits.unpacked_megabytes * 1_000_000

    def take(self, shown: str, archive: ZipFile) -> None:
        """Count an archive's entries. Raises FileProblem where no room is left for them."""
        self._left -= sum(entry.file_size for entry in archive.infolist())
        if self._left < 0:
            raise FileProblem("too_complex", shown, detail=f"各层压缩包解压后合计超过上限 {self._limit} MB")


def _of_folder(path: Path, limits: Limits) -> Iterator[DocumentSource]:
    closed: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=closed.append):
        folders.sort()
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted((*files, *links)):
            file = Path(folder, name)
            if name in links:
                problem = FileProblem("not_imported", printable(file), content="指向别处的链接")
                yield DocumentSource(printable(file), file, problem=problem)
            else:
                yield from _of_file(DocumentSource(printable(file), file), limits, _Room(limits))
    for error in closed:
        file = Path(error.filename or path)
        yield DocumentSource(printable(file), file, problem=unreadable(file, error))


def _of_file(source: DocumentSource, limits: Limits, room: _Room) -> Iterator[DocumentSource]:
    """The source itself, or what it holds where it is an archive."""
    problem = left_behind(source.shown)
    if problem is not None:
        yield replace(source, problem=problem)
        return
    try:
        data = source.read(limits)
        kind = kinds.document_kind(source.shown, data, limits)
        if kind != kinds.ARCHIVE:
            yield source
        elif len(source.members) + 1 > _DEEPEST:
            raise FileProblem("packed", source.shown, content="多层压缩包里的压缩包")
        else:
            yield from _of_archive(source, kinds.open_archive(source.shown, data, limits), limits, room)
    except FileProblem as found:
        if found.case == "not_document":
            found = FileProblem("not_imported", found.path, **found.args_)
        yield replace(source, problem=found)


def _of_archive(source: DocumentSource, archive: ZipFile, limits: Limits, room: _Room) -> Iterator[DocumentSource]:
    entries = [(entry_name(entry), number) for number, entry in enumerate(archive.infolist()) if not entry.is_dir()]
    if not entries:
        raise FileProblem("empty", source.shown)
    room.take(source.shown, archive)
    for name, number in sorted(entries):
        shown = f"{source.shown}/{name}"
        yield from _of_file(
            DocumentSource(shown, source.file, (*source.members, number), archive=archive), limits, room
        )


def left_behind(shown: str) -> FileProblem | None:
    """Why a file that a program left behind is no document, by its name alone; None for every other name."""
    parts = shown.replace("\\", "/").split("/")
    if parts[-1].startswith((".~", "~$")):
        return FileProblem("lock_file", shown)
    if parts[-1].lower() in _SYSTEM or parts[-1].startswith("._") or "__MACOSX" in parts:
        return FileProblem("not_imported", shown, content="系统文件")
    return None


def entry_name(entry: ZipInfo) -> str:
    """The name of an archive's entry as its author saw it: without the mark for UTF-8, Chinese Windows wrote GBK.

    Steps upwards, drives and roots are left out; it is for showing only.
    """
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        name = _decoded(name.encode("cp437", "replace")) or name
    parts = name.replace("\\", "/").replace("\x00", "").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..") and not part.endswith(":")) or "无名文件"


def _decoded(raw: bytes) -> str:
    """The words in UTF-8 or GBK; '' where they are neither.

    Chinese takes three bytes a character in UTF-8. Words that come out as other letters only are GBK that happens to
    read as UTF-8: 通知 is CD A8 D6 AA, which would be a Greek and a Hebrew mark.
    """
    found = []
    for coding in ("utf-8", "gb18030"):
        try:
            found.append(raw.decode(coding))
        except UnicodeDecodeError:
            continue
    if len(found) == 2 and not raw.isascii() and max(found[0]) < _FIRST_OF_THREE_BYTES:
        return found[1]
    return found[0] if found else ""
