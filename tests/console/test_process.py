"""The real process on consoles of both encodings: exit code, bytes that decode, no traceback, JSON alone on stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_input.spoil import encrypted, good_workbook, repacked


def _run(encoding: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "xlreport", *map(str, arguments)]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONDEVMODE": "1"}
    found = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)
    for words in (found.stdout, found.stderr):
        assert b"Traceback" not in words
        assert b"Exception ignored" not in words
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good ones, broken ones, and a file name and an agency with characters that GBK lacks."""
    found = tmp_path_factory.mktemp("报送")
    good = good_workbook("甲县甲局")
    for name, data in {
        "1甲.xlsx": good,
        "2坏.xlsx": good[:9000],
        "3密.xlsx": encrypted(good),
        "4空.xlsx": b"",
        "5✓😀.xlsx": good_workbook("𠮷野家✓局", 3),
        "6弹.xlsx": repacked(good, {"xl/worksheets/sheet4.xml": b"<!DOCTYPE a>"}),
    }.items():
        (found / name).write_bytes(data)
    return found


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "ascii"])
def test_validate(encoding: str, folder: Path) -> None:
    found = _run(encoding, "validate", *sorted(folder.iterdir()))
    assert found.returncode == 3
    words = found.stdout.decode(encoding)
    if encoding != "ascii":
        assert "共 6 个文件，通过 2 个，未通过 4 个。" in words


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_json_is_utf8_on_any_console(encoding: str, folder: Path, tmp_path: Path) -> None:
    files = json.loads(_run(encoding, "validate", "--json", *sorted(folder.iterdir())).stdout.decode("utf-8"))["files"]
    assert [one["valid"] for one in files] == [True, False, False, False, True, False]
    found = _run(encoding, "consolidate", "--json", folder, "-o", tmp_path / "汇总.xlsx")
    assert found.returncode == 3
    counts = json.loads(found.stdout.decode("utf-8"))["counts"]
    assert (counts["files"], counts["accepted"], counts["refused"]) == (6, 2, 4)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_errors_end_with_their_codes(encoding: str, folder: Path, tmp_path: Path) -> None:
    for code, arguments in {
        2: ["new", "--bogus"],
        3: ["new", "-o", tmp_path / "没有" / "甲.xlsx"],
        0: ["validate", folder / "1甲.xlsx"],
    }.items():
        found = _run(encoding, *arguments)
        assert found.returncode == code
        (found.stderr or found.stdout).decode(encoding)


def test_full_disk_leaves_no_noise() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "xlreport", "--help"]
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert b"Traceback" not in found.stderr
    assert found.returncode in (3, 4)
