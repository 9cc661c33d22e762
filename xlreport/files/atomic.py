"""Writing so that a reader never meets half a file: beside the place first, then renamed into it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlreport.findings.model import FileProblem


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside the target; what is written there becomes the target when the block ends well.

    Raises FileProblem when the folder does not exist or cannot be written, or the disk is full.
    """
    if not target.parent.is_dir():
        raise FileProblem("output_missing", target.parent)
    if target.is_dir():
        raise FileProblem("output_denied", target, detail="已有同名文件夹")
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".xlreport-", suffix=target.suffix)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise FileProblem("output_denied", target, detail=_reason(error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


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


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有写入权限，或文件正被其他程序打开"
    if error.errno == 28:
        return "磁盘已满"
    if error.errno == 30:
        return "磁盘是只读的"
    return error.strerror or "写入失败"
