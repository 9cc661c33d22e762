"""A file is there whole or as it was before."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from xlreport.files.atomic import check_place, replacing, write_bytes, write_text
from xlreport.findings.model import FileProblem


def test_writes_and_replaces(tmp_path: Path) -> None:
    target = tmp_path / "甲.txt"
    write_text(target, "一")
    write_text(target, "二")
    assert target.read_text(encoding="utf-8") == "二"
    assert list(tmp_path.iterdir()) == [target]


def test_rights_are_those_of_any_new_file(tmp_path: Path) -> None:
    write_bytes(tmp_path / "甲", b"1")
    (tmp_path / "乙").write_bytes(b"1")
    assert (tmp_path / "甲").stat().st_mode == (tmp_path / "乙").stat().st_mode


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), RuntimeError(), OSError(errno.ENOSPC, "full")])
def test_a_crash_in_the_middle_leaves_the_old_file(fault: BaseException, tmp_path: Path) -> None:
    target = tmp_path / "甲.txt"
    target.write_text("旧", encoding="utf-8")
    with pytest.raises((type(fault), FileProblem)), replacing(target) as temporary:
        temporary.write_text("新的一半", encoding="utf-8")
        raise fault
    assert target.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("number", "case"),
    [
        (errno.ENOSPC, "output_full"),
        (errno.EROFS, "output_denied"),
        (errno.EACCES, "output_denied"),
        (errno.EIO, "output_denied"),
    ],
)
def test_every_reason_has_words(number: int, case: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught, replacing(tmp_path / "甲"):
        raise OSError(number, os.strerror(number))
    assert caught.value.case == case
    assert str(caught.value.args_.get("detail", "")).isascii() is (case == "output_full")


def test_places_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    (tmp_path / "夹").mkdir()
    for target, case in {
        tmp_path / "无" / "甲": "output_missing",
        tmp_path / "文件" / "甲": "output_missing",
        tmp_path / "夹": "output_denied",
        tmp_path / ("长" * 300): "output_denied",
    }.items():
        with pytest.raises(FileProblem) as caught:
            check_place(target)
        assert caught.value.case == case
