"""The annual report as a PDF: the Word document, laid out by LibreOffice."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path

from xlreport.files.atomic import check_place, write_bytes
from xlreport.findings.model import FileProblem
from xlreport.published.docx import write_docx
from xlreport.report import Report

PATIENCE = 120
"""Seconds that LibreOffice may take; the first start of a new installation alone takes ten."""


def write_pdf(report: Report, target: Path, program: Path) -> None:
    """Write the statutory report as a PDF by means of LibreOffice (``program`` is its soffice).

    It runs without a window and with a profile of its own, so that one that is open is not disturbed. Raises
    FileProblem when the place cannot be written or LibreOffice gives no PDF.
    """
    check_place(target)
    with tempfile.TemporaryDirectory(prefix="xlreport-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        source = folder / "report.docx"
        write_docx(report, source)
        said = _convert(program, source, folder, target)
        made = source.with_suffix(".pdf")
        data = made.read_bytes() if made.is_file() else b""
        if not data.startswith(b"%PDF-"):
            raise FileProblem("office_failed", target, detail=said)
        write_bytes(target, data)


def _convert(program: Path, source: Path, folder: Path, target: Path) -> str:
    """Have LibreOffice write the PDF beside the source; returns how it ended, in Chinese."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nologo", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    try:
        running = subprocess.Popen(
            [str(program), profile, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # soffice starts others; they are ended with it
        )
    except OSError as error:
        raise FileProblem("office_failed", target, detail="不能启动") from error
    try:
        return f"退出代码 {running.wait(PATIENCE)}"
    except subprocess.TimeoutExpired:
        return f"{PATIENCE} 秒内没有完成"
    finally:
        _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    """End what is still running, with all that it started."""
    if running.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()
    running.wait()
