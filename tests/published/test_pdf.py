"""The report as a PDF: made by the real LibreOffice, and what is said where that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.published.test_round_trips import drawn, pdf_read_back
from xlreport.findings.model import FileProblem
from xlreport.published import pdf
from xlreport.published.pdf import write_pdf


def soffice() -> Path:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    assert found, "LibreOffice is part of this test: install libreoffice-writer"
    return Path(found)


def script(folder: Path, words: str) -> Path:
    """A program that behaves as told."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_pdf_holds_the_report_on_a4_and_is_read_back(tmp_path: Path) -> None:
    pdf_read_back(0, soffice(), tmp_path)
    (target,) = tmp_path.iterdir()
    said = subprocess.run(["pdfinfo", str(target)], check=True, capture_output=True).stdout.decode()
    assert "A4" in said
    assert drawn(0).agency in said  # the title that a browser's tab shows


@pytest.mark.parametrize(("words", "detail"), [("exit 0", "退出代码 0"), ("exit 77", "退出代码 77")])
def test_a_libreoffice_that_gives_nothing_is_said(words: str, detail: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as problem:
        write_pdf(drawn(0), tmp_path / "甲.pdf", script(tmp_path, words))
    assert (problem.value.case, problem.value.args_["detail"]) == ("office_failed", detail)
    assert not (tmp_path / "甲.pdf").exists()


def test_one_that_does_not_start_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as problem:
        write_pdf(drawn(0), tmp_path / "甲.pdf", tmp_path / "没有")
    assert (problem.value.case, problem.value.args_["detail"]) == ("office_failed", "不能启动")


def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PATIENCE", 1)
    program = script(tmp_path, f"sleep 600 &\necho $! > {tmp_path}/child\nwait")
    with pytest.raises(FileProblem) as problem:
        write_pdf(drawn(0), tmp_path / "甲.pdf", program)
    assert problem.value.args_["detail"] == "1 秒内没有完成"
    child = int((tmp_path / "child").read_text())
    assert any(_ended(child) or time.sleep(0.1) for _ in range(50))


def _ended(process: int) -> bool:
    """Whether a process is gone; one that nobody has waited for counts as ended."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_bad_place_is_said_before_libreoffice_is_started(tmp_path: Path) -> None:
    started = tmp_path / "started"
    with pytest.raises(FileProblem) as problem:
        write_pdf(drawn(0), tmp_path / "无" / "甲.pdf", script(tmp_path, f"touch {started}"))
    assert problem.value.case == "output_missing"
    assert not started.exists()
