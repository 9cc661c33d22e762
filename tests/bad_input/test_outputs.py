"""A place that cannot be written costs one sentence; what was there stays, and nothing half-made is left behind."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_input.expect import Answer, answer, assert_plain_chinese, one_line


def _mounted(folder: Path, *options: str) -> Iterator[Path]:
    mount = shutil.which("mount")
    tried = mount and subprocess.run(
        [mount, "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not tried or tried.returncode:
        pytest.skip("mounting a small file system is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB with 60 KB taken."""
    folder = tmp_path / "满"
    folder.mkdir()
    for disk in _mounted(folder, "-o", "size=64k"):
        (disk / "占用").write_bytes(bytes(40_000))
        yield disk


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "只读"
    folder.mkdir()
    yield from _mounted(folder, "-o", "ro")


@pytest.fixture
def files(tmp_path: Path, good: bytes, other: bytes) -> list[Path]:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name, data in (("甲", good), ("乙", other)):
        (folder / f"{name}.xlsx").write_bytes(data)
    return sorted(folder.iterdir())


def _writers(files: list[Path], folder: Path) -> dict[str, list[str | Path]]:
    """Every command that writes, made to write into a folder."""
    return {
        "new": ["new", "-o", folder / "新.xlsx", "--year", "2023"],
        "fill": ["fill", files[0], "-o", folder],
        "export": ["export", files[0], "--to", "json", "-o", folder / "甲.json"],
        "consolidate": ["consolidate", *files, "-o", folder / "汇总.xlsx"],
        "consolidate --json": ["consolidate", "--json", *files, "-o", folder / "汇总.xlsx"],
        "mark": ["validate", files[0], "--mark", folder],
    }


COMMANDS = tuple(_writers([Path()], Path()))


def _assert_refused(said: Answer, *words: str) -> None:
    assert said.code == 3
    line = next(line for line in said.err.splitlines() if "C6" in line)
    assert sum("C6" in line for line in said.err.splitlines()) == 1
    for word in words:
        assert word in line
    assert_plain_chinese(line)


@pytest.mark.parametrize("command", COMMANDS)
def test_folder_that_does_not_exist(
    command: str, files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "没有这个文件夹" / "也没有"
    said = answer(capsys, *_writers(files, folder)[command])
    _assert_refused(said, "不存在", str(folder.parent))
    assert not folder.parent.exists()


@pytest.mark.parametrize(("command", "code"), [("fill", 0), ("mark", 0)])
def test_folder_of_copies_is_made(
    command: str, code: int, files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "副本"
    assert answer(capsys, *_writers(files, folder)[command]).code == code
    assert [path.name for path in folder.iterdir()] == [files[0].name]


@pytest.mark.parametrize("command", COMMANDS)
def test_read_only_place(
    command: str, files: list[Path], read_only_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(capsys, *_writers(files, read_only_disk)[command])
    _assert_refused(said, "只读", str(read_only_disk))


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "export"])
def test_full_disk(command: str, files: list[Path], full_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """(An exported REPORT.json is small enough to fit.)"""
    said = answer(capsys, *_writers(files, full_disk)[command])
    _assert_refused(said, "磁盘已满", str(full_disk))
    assert [path.name for path in full_disk.iterdir()] == ["占用"]
    if command == "consolidate --json":
        found = said.json()
        assert found["counts"]["accepted"] == 2
        assert found["findings"][0]["code"] == "C6"


def test_place_inside_the_system(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("this system has no /proc")
    _assert_refused(answer(capsys, *_writers(files, Path("/proc"))["new"]), "/proc")


def test_earlier_summary_survives_a_full_disk(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "盘"
    folder.mkdir()
    for disk in _mounted(folder, "-o", "size=160k"):
        target = disk / "汇总.xlsx"
        assert answer(capsys, "consolidate", *files, "-o", target).code == 0
        before = target.read_bytes()
        (disk / "占用").write_bytes(bytes(156_000 - 4096 * (1 + len(before) // 4096)))
        said = answer(capsys, "consolidate", *files, "-o", target)
        _assert_refused(said, "磁盘已满")
        assert target.read_bytes() == before
        assert sorted(path.name for path in disk.iterdir()) == ["占用", "汇总.xlsx"]


def test_new_never_overwrites(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    before = files[0].read_bytes()
    said = answer(capsys, "new", "-o", files[0])
    _assert_refused(said, "已经存在", str(files[0]))
    assert files[0].read_bytes() == before


def test_a_folder_in_the_place_of_the_file(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "占.xlsx").mkdir()
    for command in (["new", "-o"], ["consolidate", *files, "-o"], ["export", files[0], "--to", "json", "-o"]):
        _assert_refused(answer(capsys, *command, tmp_path / "占.xlsx"), "文件夹")


def test_consolidate_replaces_only_an_earlier_summary(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"somebody's work")
    _assert_refused(answer(capsys, "consolidate", *files, "-o", target), "没有覆盖", str(target))
    assert target.read_bytes() == b"somebody's work"
    target.unlink()
    for _ in range(2):
        assert answer(capsys, "consolidate", *files, "-o", target).code == 0
    said = answer(capsys, "consolidate", "--json", *files, target, "-o", target)
    assert said.json()["counts"] == {
        "files": 3, "accepted": 2, "refused": 0, "ignored": 1, "due": None, "missing": None,
    }  # fmt: skip


def test_output_that_is_an_input(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    before = files[0].read_bytes()
    folder = files[0].parent
    for command in (
        ["consolidate", *files, "-o", files[0]],
        ["fill", files[0], "-o", folder],
        ["validate", files[0], "--mark", folder],
        ["export", files[0], "--to", "json", "-o", files[0]],
    ):
        _assert_refused(answer(capsys, *command), str(files[0]))
        assert files[0].read_bytes() == before


@pytest.mark.parametrize("command", ["fill", "mark"])
def test_two_sources_of_one_name_never_share_a_place(
    command: str, files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """a/甲.xlsx and b/甲.xlsx would both become out/甲.xlsx; and a copy of b/甲.xlsx must not land on a/甲.xlsx."""
    twin = tmp_path / "另" / files[1].name
    twin.parent.mkdir()
    twin.write_bytes(files[0].read_bytes())
    folder = tmp_path / "出"
    folder.mkdir()
    line = ["fill", files[1], twin, "-o"] if command == "fill" else ["validate", files[1], twin, "--mark"]
    said = answer(capsys, *line, folder)
    assert said.code == 3
    assert_plain_chinese(one_line(said, "C6", "同名"), tmp_path, twin.parent.name, folder.name, twin.name)
    assert [path.name for path in folder.iterdir()] == [twin.name]
    before = files[1].read_bytes()
    assert answer(capsys, *line, files[1].parent).code == 3
    assert files[1].read_bytes() == before
