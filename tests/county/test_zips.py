"""Zips handed in: read without being asked for, with names as their author saw them; nothing in them is lost."""

from __future__ import annotations

import hashlib
import io
import random
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.bad_input import spoil
from tests.samples import balanced_report
from xlreport.config import DEFAULT, Config, Limits
from xlreport.county.decision import ACCEPTED, Decision
from xlreport.county.merge import Consolidation
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.numbers import number
from xlreport.report import Report
from xlreport.workbook.build import build_workbook

LICENSING = "table2.licensing.decisions"
YEAR = 2021


def report(agency: str, seed: int = 1) -> Report:
    made = balanced_report(load("2021"), random.Random(seed), agency=agency, year=YEAR)
    return made.with_values({LICENSING: number(seed)})


def workbook(agency: str, seed: int = 1) -> bytes:
    packed = io.BytesIO()
    build_workbook(report(agency, seed), packed)
    return packed.getvalue()


def stored_zip(members: dict[bytes, bytes], *, flags: int = 0, stamp: tuple[int, int] = (0x6000, 0x5441)) -> bytes:
    """A zip as old Chinese programs write it: names in the given bytes, no mark for UTF-8, nothing compressed.

    ``stamp``: time and date of each member as DOS counts them, here 2022-02-01 12:00:00.
    """
    body, directory = bytearray(), bytearray()
    for name, data in members.items():
        common = struct.pack("<HHHHHLLLHH", 20, flags, 0, *stamp, zlib.crc32(data), len(data), len(data), len(name), 0)
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name
        )
        body += b"PK\x03\x04" + common + name + data
    end = struct.pack("<HHHHLLH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def merged(folder: Path, config: Config = DEFAULT) -> Consolidation:
    return consolidate_files([folder], Wishes(YEAR, agency="甲县"), config)


def by_name(found: Consolidation) -> dict[str, Decision]:
    return {str(one.submission.path).partition("报送/")[2]: one for one in found.decisions}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "报送"
    place.mkdir()
    return place


def test_names_in_gbk_come_out_right_and_the_numbers_count(folder: Path) -> None:
    data = workbook("甲县水务局", 3)
    packed = stored_zip(
        {"乡镇/甲县水务局.xlsx".encode("gbk"): data, "乙局（最终版）.xlsx".encode("gbk"): workbook("乙局", 4)}
    )
    (folder / "各单位.zip").write_bytes(packed)
    (folder / "丙局.xlsx").write_bytes(workbook("丙局", 5))
    found = merged(folder)
    names = by_name(found)
    assert set(names) == {"各单位.zip/乡镇/甲县水务局.xlsx", "各单位.zip/乙局（最终版）.xlsx", "丙局.xlsx"}
    assert {one.decision for one in names.values()} == {ACCEPTED}
    assert found.summary[LICENSING] == number(3 + 4 + 5)
    assert names["各单位.zip/乡镇/甲县水务局.xlsx"].submission.sha256 == hashlib.sha256(data).hexdigest()


def test_names_in_utf8_with_and_without_the_mark_come_out_right(folder: Path) -> None:
    name = "甲局.xlsx".encode()
    (folder / "有.zip").write_bytes(stored_zip({name: workbook("甲局")}, flags=0x800))
    (folder / "无.zip").write_bytes(stored_zip({name: workbook("乙局", 2)}))
    assert set(by_name(merged(folder))) == {"有.zip/甲局.xlsx", "无.zip/甲局.xlsx"}


def test_a_zip_in_a_zip_is_read_and_one_deeper_is_named_and_refused(folder: Path) -> None:
    deepest = stored_zip({b"c.xlsx": workbook("丙局", 5)})
    inner = stored_zip({"乙局.xlsx".encode("gbk"): workbook("乙局", 4), "再里面.zip".encode("gbk"): deepest})
    outer = stored_zip({"甲局.xlsx".encode("gbk"): workbook("甲局", 3), "某镇.zip".encode("gbk"): inner})
    (folder / "全部.zip").write_bytes(outer)
    found = merged(folder)
    decided = {name: one.decision for name, one in by_name(found).items()}
    assert decided == {
        "全部.zip/甲局.xlsx": "accepted",
        "全部.zip/某镇.zip/乙局.xlsx": "accepted",
        "全部.zip/某镇.zip/再里面.zip": "refused",
    }
    assert "多层压缩包" in by_name(found)["全部.zip/某镇.zip/再里面.zip"].reason
    assert found.summary[LICENSING] == number(3 + 4)


def test_what_is_no_workbook_is_ignored_and_named(folder: Path) -> None:
    members = {
        "甲局.xlsx": workbook("甲局"),
        "通知.docx": b"PK\x03\x04",
        "图.png": b"\x89PNG\r\n\x1a\n",
        "~$甲局.xlsx": b"\x05clerk",
        "__MACOSX/._甲局.xlsx": b"\x00\x05\x16\x07",
    }
    (folder / "甲.zip").write_bytes(stored_zip({name.encode("gbk"): data for name, data in members.items()}))
    decided = {name.partition("/")[2]: one for name, one in by_name(merged(folder)).items()}
    assert set(decided) == set(members)
    assert {name: one.decision for name, one in decided.items() if one.decision != "accepted"} == {
        name: "ignored" for name in members if name != "甲局.xlsx"
    }
    assert "--import-documents" in decided["通知.docx"].findings[0].remedy


def test_a_member_that_claims_to_be_a_workbook_and_is_none_is_refused(folder: Path) -> None:
    members = {
        "加密.xlsx": (spoil.encrypted(workbook("甲局")), "设有打开密码"),
        "半截.xlsx": (workbook("甲局")[:20_000], "已损坏"),
        "别的表.xlsx": (spoil.foreign_workbook(), "没有表二、表三、表四"),
        "图.xlsx": (b"\x89PNG\r\n\x1a\n", "里面是图片"),
    }
    (folder / "甲.zip").write_bytes(stored_zip({name.encode("gbk"): data for name, (data, _) in members.items()}))
    found = by_name(merged(folder))
    assert {one.decision for one in found.values()} == {"refused"}
    for name, (_, words) in members.items():
        assert words in found[f"甲.zip/{name}"].reason, name
    assert found["甲.zip/加密.xlsx"].submission.sha256 == hashlib.sha256(members["加密.xlsx"][0]).hexdigest()


def test_an_encrypted_zip_is_refused_member_by_member(folder: Path) -> None:
    (folder / "甲.zip").write_bytes(stored_zip({"甲局.xlsx".encode("gbk"): workbook("甲局"), b"a.txt": b"1"}, flags=1))
    found = by_name(merged(folder))
    assert {name: one.decision for name, one in found.items()} == {
        "甲.zip/甲局.xlsx": "refused",
        "甲.zip/a.txt": "ignored",
    }
    assert "密码" in found["甲.zip/甲局.xlsx"].reason


def test_bombs_and_limits_stop_an_archive_before_it_is_unpacked(folder: Path) -> None:
    (folder / "甲局.xlsx").write_bytes(workbook("甲局", 3))
    with zipfile.ZipFile(folder / "弹.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("乙局.xlsx", bytes(30_000_000))
    found = merged(folder, Config(limits=Limits(unpacked_megabytes=20)))
    decided = by_name(found)
    assert {name: one.decision for name, one in decided.items()} == {"甲局.xlsx": "accepted", "弹.zip": "refused"}
    assert "30 MB" in decided["弹.zip"].reason
    assert found.summary[LICENSING] == number(3)


def test_many_small_archives_in_one_hold_no_more_together_than_one_may(folder: Path) -> None:
    def inner(size: int) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("数据.txt", bytes(size))
        return packed.getvalue()

    members = {f"{number}.zip": inner(9_000_000) for number in range(4)}
    (folder / "甲.zip").write_bytes(stored_zip({name.encode(): data for name, data in members.items()}))
    (folder / "乙局.xlsx").write_bytes(workbook("乙局"))
    found = by_name(merged(folder, Config(limits=Limits(unpacked_megabytes=20))))
    decided = {name.partition("/")[2]: one.decision for name, one in found.items() if "/" in name}
    assert decided == {
        "0.zip/数据.txt": "ignored",
        "1.zip/数据.txt": "ignored",
        "2.zip": "refused",
        "3.zip": "refused",
    }
    assert "合计超过上限 20 MB" in found["甲.zip/2.zip"].reason


def test_an_archive_without_a_workbook_is_refused_with_what_it_holds(folder: Path) -> None:
    (folder / "甲局.zip").write_bytes(stored_zip({"报告.docx".encode("gbk"): b"PK\x03\x04", b"1.png": b"\x89PNG"}))
    (folder / "乙局.xlsx").write_bytes(workbook("乙局"))
    (decision,) = [one for one in merged(folder).decisions if one.decision == "refused"]
    assert "没有工作簿" in decision.reason
    assert "报告.docx" in decision.reason


def test_of_two_versions_the_later_counts_by_the_packages_own_time_then_the_archives(folder: Path) -> None:
    """Ours say no time of saving; the archive's times stand in for it, in the local time of whoever packed it."""
    early, late = (0x6000, 0x5441), (0x6000, 0x5442)  # 2022-02-01 and 2022-02-02, noon
    (folder / "一.zip").write_bytes(stored_zip({"甲局.xlsx".encode("gbk"): workbook("甲局", 8)}, stamp=late))
    (folder / "二.zip").write_bytes(stored_zip({"甲局.xlsx".encode("gbk"): workbook("甲局", 9)}, stamp=early))
    found = merged(folder)
    assert found.summary[LICENSING] == number(8)
    assert by_name(found)["一.zip/甲局.xlsx"].submission.saved == datetime(2022, 2, 2, 12).astimezone(UTC)
    saved = openpyxl.load_workbook(io.BytesIO(workbook("甲局", 9)))
    saved.properties.modified = datetime(2022, 3, 1)
    again = io.BytesIO()
    saved.save(again)  # openpyxl puts the hour of saving there, which is after 2022
    (folder / "二.zip").write_bytes(stored_zip({"甲局.xlsx".encode("gbk"): again.getvalue()}, stamp=early))
    assert merged(folder).summary[LICENSING] == number(9)


def test_findings_on_a_packed_workbook_have_no_link(folder: Path) -> None:
    def faulty(agency: str) -> bytes:
        packed = io.BytesIO()
        build_workbook(report(agency).with_values({"table3.carried_forward.natural": number(99_999)}), packed)
        return packed.getvalue()

    (folder / "甲局.xlsx").write_bytes(faulty("甲局"))
    (folder / "乙局.zip").write_bytes(stored_zip({"乙局.xlsx".encode("gbk"): faulty("乙局")}))
    target = folder.parent / "汇总.xlsx"
    write_summary(merged(folder), target, made=datetime(2022, 3, 1))
    rows = list(openpyxl.load_workbook(target)["问题清单"].iter_rows(min_row=4))
    linked = {str(row[0].value): row[4].hyperlink is not None for row in rows if row[4].value}
    assert linked == {"甲局": True, "乙局": False}


def test_a_thousand_entries_are_not_a_thousand_openings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import xlreport.files.guard as guard

    opened: list[Path] = []
    own = guard.read_file
    monkeypatch.setattr(
        "xlreport.published.archives.read_file", lambda path, limits: opened.append(path) or own(path, limits)
    )
    (folder / "甲.zip").write_bytes(
        stored_zip({f"{n}.txt".encode(): b"1" for n in range(50)} | {b"a.xlsx": workbook("甲局")})
    )
    assert len(merged(folder).decisions) == 51
    assert len(opened) == 1
