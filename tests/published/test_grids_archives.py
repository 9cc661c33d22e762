"""Folders and archives of documents: every file comes with the path people see, or with why it is no document."""

from __future__ import annotations

import errno
import io
import os
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from xlreport.config import DEFAULT
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.published.grids import DocumentSource, list_documents, read_document_blocks

PAGE = "<html><p>年度报告</p></html>".encode()


def zipped(entries: Mapping[str | bytes, bytes]) -> bytes:
    """An archive; a name given as bytes is stored as these, without the mark for UTF-8."""
    target = io.BytesIO()
    renamed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(entries.items()):
            if isinstance(name, bytes):
                stand_in = f"{number:0{len(name)}d}"
                renamed.append((stand_in.encode(), name))
                name = stand_in
            archive.writestr(name, data)
    made = target.getvalue()
    for stand_in_bytes, wanted in renamed:
        made = made.replace(stand_in_bytes, wanted)
    return made


def shown(sources: list[DocumentSource], folder: Path) -> dict[str, str]:
    """The path of each source below the folder, and the case of its problem."""
    return {
        source.shown.removeprefix(f"{folder}/"): source.problem.case if source.problem else "" for source in sources
    }


def test_folders_and_archives_are_gone_through_and_nothing_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "乡镇").mkdir()
    (tmp_path / "乡镇" / "a.html").write_bytes(PAGE)
    (tmp_path / "乡镇" / "~$a.docx").write_bytes(b"x")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    (tmp_path / "c.doc").write_bytes(b"{\\rtf1 x}")
    (tmp_path / "d.zip").write_bytes(
        zipped({"街道/e.html": PAGE, "f.zip": zipped({"g.txt": PAGE, "h.zip": zipped({"i.txt": PAGE})})})
    )
    (tmp_path / "empty.txt").write_bytes(b"")
    assert shown(list(list_documents([tmp_path, tmp_path / "nowhere"])), tmp_path) == {
        "乡镇/a.html": "",
        "乡镇/~$a.docx": "lock_file",
        "b.png": "not_imported",
        "c.doc": "old_document",
        "d.zip/f.zip/g.txt": "",
        "d.zip/f.zip/h.zip": "packed",
        "d.zip/街道/e.html": "",
        "empty.txt": "empty",
        "nowhere": "missing",
    }


def test_a_document_in_an_archive_is_read_under_the_path_that_people_see(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"n.zip": zipped({"b.html": PAGE})}))
    (source,) = list_documents([path])
    document = read_document_blocks(source)
    assert document.path == f"{path}/n.zip/b.html"
    assert [line.text for line in document.lines] == ["年度报告"]


@pytest.mark.parametrize("name", ["甲镇年度报告.html", "乡镇/珺镇.html"])
@pytest.mark.parametrize("coding", ["gbk", "utf-8"])
def test_names_from_a_chinese_windows_come_out_right(name: str, coding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({name.encode(coding): PAGE}))
    (source,) = list_documents([path])
    assert source.shown == f"{path}/{name}"
    assert read_document_blocks(source).kind == "html"


@pytest.mark.parametrize("name", ["../../etc/x.html", "/etc/x.html", "..\\..\\etc\\x.html", "C:\\etc\\x.html"])
def test_names_that_lead_out_of_the_archive_lead_nowhere(name: str, tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(zipped({name: PAGE}))
    before = sorted(tmp_path.rglob("*"))
    (source,) = list_documents([path])
    read_document_blocks(source)
    assert source.shown == f"{path}/etc/x.html"
    assert sorted(tmp_path.rglob("*")) == before


def test_two_entries_of_one_name_are_two_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.html", PAGE)
        archive.writestr("a.html", PAGE.replace("年度".encode(), "季度".encode()))
    read = [read_document_blocks(source).lines[0].text for source in list_documents([path])]
    assert sorted(read) == ["季度报告", "年度报告"]


def test_an_archive_with_a_password_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.html": PAGE}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic) + offset
        struct.pack_into("<H", data, at, struct.unpack_from("<H", data, at)[0] | 1)
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    (source,) = list_documents([path])
    assert source.problem is not None and source.problem.case == "locked_document"
    with pytest.raises(FileProblem, match="locked_document"):
        read_document_blocks(source)


def test_an_archive_that_unpacks_to_more_than_the_limit_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": bytes(2_000_000)}))
    limits = replace(DEFAULT.limits, unpacked_megabytes=1)
    (source,) = list_documents([path], limits)
    assert source.shown == str(path)
    assert source.problem is not None and source.problem.case == "too_complex"


def test_what_is_no_document_is_information_and_what_cannot_be_read_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff" + bytes(20))
    (tmp_path / "b.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(20))
    severities = [file_finding(source.problem).severity for source in list_documents([tmp_path]) if source.problem]
    assert severities == ["info", "error"]


def test_a_folder_that_may_not_be_opened_and_a_link_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("shut", "open"):
        (tmp_path / "all" / name).mkdir(parents=True)
    (tmp_path / "all" / "open" / "a.html").write_bytes(PAGE)
    (tmp_path / "all" / "link").symlink_to(tmp_path, target_is_directory=True)
    scan = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(errno.EACCES, "denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert shown(list(list_documents([tmp_path / "all"])), tmp_path / "all") == {
        "link": "not_imported",
        "open/a.html": "",
        "shut": "denied",
    }
