"""Writing so that a reader never meets half a file: beside the place first, then renamed into it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlreport.findings.model import FileProblem

_REASONS = {
    errno.EACCES: "没有写入权限，或文件正被其他程序打开",
    errno.EPERM: "没有写入权限，或文件正被其他程序打开",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "这个位置不能存放文件",
    errno.ENAMETOOLONG: "文件名太长",
}


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside the target; what is written there becomes the target when the block ends well.

    Raises FileProblem when the folder does not exist or cannot be written, or the disk is full.
    """
    check_place(target)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".xlreport-", suffix=target.suffix)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise _problem(target, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def check_place(target: Path) -> None:
    """Raises FileProblem where no file can come to be: no such folder, a folder of this name, a name too long."""
    try:
        if not target.parent.is_dir():
            raise FileProblem("output_missing", target.parent)
        if target.is_dir():
            raise FileProblem("output_denied", target, detail="已有同名文件夹")
    except OSError as error:
        raise _problem(target, error) from error


def write_bytes(target: Path, data: bytes) -> None:
    """Write a whole file at once, or leave what was there. Raises FileProblem."""
    with replacing(target) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, words: str) -> None:
    """Write a UTF-8 text file at once, or leave what was there. Raises FileProblem."""
    write_bytes(target, words.encode("utf-8"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _problem(target: Path, error: OSError) -> FileProblem:
    """What stood in the way, in words; a system's own words are English and are left out."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FileProblem("output_full", target)
    return FileProblem("output_denied", target, detail=_REASONS.get(error.errno or 0, "写入失败"))
