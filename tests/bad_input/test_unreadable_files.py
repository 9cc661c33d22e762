"""A file that cannot be used costs one sentence and a decision, never the other files."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_input import spoil
from tests.bad_input.expect import answer, assert_plain_chinese, one_line

_LABELS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)
_SHEET3 = "xl/worksheets/sheet4.xml"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_HUGE_ROWS = (
    '<table:table table:name="表三"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    "</table:table-row></table:table>"
)
_HUGE_SPANS = (
    '<table:table table:name="表三"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384" table:number-rows-spanned="2"/>'
    "</table:table-row></table:table>"
)


def _docx() -> bytes:
    return spoil.packed_parts({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def _bomb(good: bytes) -> bytes:
    return spoil.repacked(good, {_SHEET3: b"<worksheet><sheetData>" + b" " * 320_000_000})


def _ods_labels() -> str:
    cell = '<table:table-cell office:value-type="string"/>'
    return f'<table:table table:name="通讯录"><table:table-row>{cell}</table:table-row></table:table>'


CASES: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    # what it is: (name it comes under, words of the sentence, how it is made from a good workbook)
    "random bytes": ("坏.xlsx", "无法识别的数据", lambda _: bytes(random.Random(1).randbytes(5000))),
    "zip header, then noise": ("坏.xlsx", "已损坏", lambda _: b"PK\x03\x04" + random.Random(2).randbytes(5000)),
    "empty file": ("坏.xlsx", "是空文件", lambda _: b""),
    "text": ("坏.xlsx", "文本，例如 CSV", lambda _: "单位名称,数量\n甲局,3\n".encode()),
    "csv in GBK": ("坏.xlsx", "文本，例如 CSV", lambda _: "单位名称,数量\n甲局,3\n".encode("gbk")),
    "web page as .xls": ("坏.xls", "网页", lambda _: b"<html><body><table><tr><td>1</td></tr></table></body></html>"),
    "xml 2003 as .xls": ("坏.xls", "XML 数据", lambda _: b'<?xml version="1.0"?><Workbook/>'),
    "pdf": ("坏.xlsx", "PDF 文档", lambda _: b"%PDF-1.7\n1 0 obj"),
    "picture": ("坏.xlsx", "图片", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(50)),
    "Word document": ("坏.xlsx", "Word 文档", lambda _: _docx()),
    "binary workbook": ("坏.xlsb", "二进制工作簿", lambda _: spoil.packed_parts({"xl/workbook.bin": b"1"})),
    "zip of something else": ("坏.zip", "压缩包", lambda _: spoil.packed_parts({"甲.txt": b"1"})),
    "password": ("坏.xlsx", "设有打开密码", spoil.encrypted),
    "ods with encrypted parts": (
        "坏.ods",
        "设有打开密码",
        lambda _: spoil.ods("", manifest=b"<manifest><encryption-data/></manifest>"),
    ),
    "half a workbook": ("坏.xlsx", "已损坏", lambda good: good[: len(good) // 2]),
    "broken deflate data": ("坏.xlsx", "已损坏", lambda good: spoil.with_broken_deflate(good, _SHEET3)),
    "a part that lies about its size": ("坏.xlsx", "已损坏", lambda good: spoil.lying_about_size(good, _SHEET3)),
    "bomb": ("坏.xlsx", "太大", _bomb),
    "entities": ("坏.xlsx", "含有不允许的声明", lambda good: spoil.repacked(good, {_SHEET3: _LABELS.encode()})),
    "entities in UTF-16": (
        "坏.xlsx",
        "含有不允许的声明",
        lambda good: spoil.repacked(
            good, {_SHEET3: _LABELS.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")}
        ),
    ),
    "entities far down": (
        "坏.xlsx",
        "含有不允许的声明",
        lambda good: spoil.repacked(good, {_SHEET3: _LABELS.replace("<!DOC", f"<!--{'x' * 5000}--><!DOC").encode()}),
    ),
    "entities in ods": ("坏.ods", "含有不允许的声明", lambda _: spoil.ods("", head="<!DOCTYPE a>")),
    "XML cut off": ("坏.xlsx", "已损坏", lambda good: spoil.repacked(good, {_SHEET3: lambda part: part[:3000]})),
    "unknown encoding": (
        "坏.xlsx",
        "已损坏",
        lambda good: spoil.repacked(good, {_SHEET3: b'<?xml version="1.0" encoding="klingon"?><worksheet/>'}),
    ),
    "encoding that XML readers lack": (
        "坏.xlsx",
        "已损坏",
        lambda good: spoil.repacked(good, {_SHEET3: b'<?xml version="1.0" encoding="gb18030"?><worksheet/>'}),
    ),
    "no sheets": (
        "坏.xlsx",
        "没有表二、表三、表四",
        lambda good: spoil.repacked(good, {_WORKBOOK: lambda part: part.replace(b"<sheet ", b"<shoot ")}),
    ),
    "no relations": ("坏.xlsx", "已损坏", lambda good: spoil.repacked(good, {_RELATIONS: None})),
    "a relation less": (
        "坏.xlsx",
        "没有对应的部件",
        lambda good: spoil.repacked(good, {_RELATIONS: lambda part: part.replace(b'Id="rId4"', b'Id="rId99"')}),
    ),
    "a sheet's part is missing": ("坏.xlsx", "已损坏", lambda good: spoil.repacked(good, {_SHEET3: None})),
    "shared string out of range": (
        "坏.xlsx",
        "文字表不完整",
        lambda good: spoil.with_cell(good, "表三", "A1", '<c r="A1" t="s"><v>99999</v></c>'),
    ),
    "shared string counted from the end": (
        "坏.xlsx",
        "文字表不完整",
        lambda good: spoil.with_cell(good, "表三", "A1", '<c r="A1" t="s"><v>-1</v></c>'),
    ),
    "address outside any sheet": (
        "坏.xlsx",
        "错误的单元格编号",
        lambda good: spoil.with_cell(good, "表三", "A1", '<c r="XFE1"><v>1</v></c>'),
    ),
    "foreign workbook": ("坏.xlsx", "没有表二、表三、表四", lambda _: spoil.foreign_workbook()),
    "foreign ods": ("坏.ods", "没有表二、表三、表四", lambda _: spoil.ods(_ods_labels())),
    "ods without content": (
        "坏.ods",
        "已损坏",
        lambda _: spoil.packed_parts({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    ),
    "ods with endless repeats": ("坏.ods", "太大", lambda _: spoil.ods(_HUGE_ROWS)),
    "ods with endless merges": ("坏.ods", "太大", lambda _: spoil.ods(_HUGE_SPANS)),
    "ods with nonsense repeats": (
        "坏.ods",
        "重复次数不对",
        lambda _: spoil.ods(_HUGE_ROWS.replace("16384", "-3")),
    ),
    "ods with nonsense merges": (
        "坏.ods",
        "重复次数不对",
        lambda _: spoil.ods(_HUGE_SPANS.replace('spanned="2"', 'spanned="²"')),
    ),
    "old container without a workbook": (
        "坏.xls",
        "不是电子表格",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000),
    ),
    "old Word document": (
        "坏.doc",
        "Word 文档",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(900),
    ),
    "old workbook cut off": (
        "坏.xls",
        "不是完整的 .xls 文件",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le") + bytes(900),
    ),
}


def _three(folder: Path, good: bytes, other: bytes, name: str, bad: bytes) -> tuple[Path, Path, Path]:
    """A bad file between two good ones."""
    files = folder / "1甲.xlsx", folder / f"2{name}", folder / "3乙.xlsx"
    for path, data in zip(files, (good, bad, other), strict=True):
        path.write_bytes(data)
    return files


@pytest.fixture(scope="session")
def spoilt(good: bytes) -> Callable[[str], bytes]:
    made: dict[str, bytes] = {}
    return lambda case: made.setdefault(case, b"") or made.update({case: CASES[case][2](good)}) or made[case]


@pytest.mark.parametrize("case", CASES)
def test_validate_tells_it_in_one_sentence_and_goes_on(
    case: str,
    spoilt: Callable[[str], bytes],
    good: bytes,
    other: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name, words, _ = CASES[case]
    files = _three(tmp_path, good, other, name, spoilt(case))
    said = answer(capsys, "validate", *files)
    assert said.code == 3
    line = one_line(said, "C6")
    assert str(files[1]) in line
    assert words in line
    assert_plain_chinese(line, files[1])
    assert f"{files[0]}（甲县甲局，2023 年度）：通过" in said.out
    assert f"{files[2]}（甲县乙局，2023 年度）：通过" in said.out
    assert "共 3 个文件，通过 2 个，未通过 1 个。" in said.out


@pytest.mark.parametrize("case", CASES)
def test_consolidate_refuses_it_and_counts_the_others(
    case: str,
    spoilt: Callable[[str], bytes],
    good: bytes,
    other: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name, words, _ = CASES[case]
    files = _three(tmp_path, good, other, name, spoilt(case))
    target = tmp_path / "汇总.xlsx"
    said = answer(capsys, "consolidate", "--json", *files, "-o", target)
    assert said.code == 3
    found = said.json()
    assert found["counts"] | {"due": None, "missing": None} == {
        "files": 3, "accepted": 2, "refused": 1, "ignored": 0, "due": None, "missing": None,
    }  # fmt: skip
    decisions = {Path(unit["path"]).name: unit for unit in found["units"]}
    assert decisions.keys() == {path.name for path in files}
    refused = decisions[files[1].name]
    assert refused["decision"] == "refused"
    assert words in refused["reason"]
    assert [finding["code"] for finding in refused["findings"]] == ["C6"]
    assert target.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*decisions, target.name])


def test_truncated_at_any_length(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lengths = [1, 2, 3, 4, 5, 10, 30, 100, *range(1000, len(good), 2311), len(good) - 23, len(good) - 22, len(good) - 1]
    files = []
    for length in lengths:
        files.append(tmp_path / f"{length}.xlsx")
        files[-1].write_bytes(good[:length])
    said = answer(capsys, "validate", *files)
    assert said.code == 3
    for path in files:
        assert_plain_chinese(one_line(said, "C6", f"{path} "), path)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_saved_by_libreoffice_with_a_password(
    suffix: str,
    office: dict[str, Path],
    good: bytes,
    other: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = office[f"plain-password.{suffix}"].read_bytes()
    files = _three(tmp_path, good, other, f"坏.{suffix}", data)
    line = one_line(answer(capsys, "validate", *files), "C6")
    assert "设有打开密码" in line
    said = answer(capsys, "consolidate", "--json", *files, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 3
    assert said.json()["counts"]["accepted"] == 2


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_foreign_workbook_saved_by_libreoffice(
    suffix: str, office: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    said = answer(capsys, "validate", office[f"foreign.{suffix}"])
    assert said.code == 3
    assert "没有表二、表三、表四" in one_line(said, "C6")


@pytest.mark.parametrize("length", [100, 512, 513, 2000, 5000, 20_000, 60_000])
def test_truncated_xls_keeps_json_clean(
    length: int, office: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "坏.xls"
    path.write_bytes(office["plain.xls"].read_bytes()[:length])
    said = answer(capsys, "validate", "--json", path)
    assert said.code == 3
    assert said.json()["files"][0]["valid"] is False


def test_lock_files_are_ignored_and_named(
    good: bytes, other: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name, data in {
        "甲.xlsx": good,
        "乙.xlsx": other,
        "~$甲.xlsx": b"\x06clerk" + bytes(159),
        ".~lock.乙.xlsx#": b",clerk,host;",
        ".xlreport-k3j2.xlsx": b"PK\x03\x04 half",
        "说明.docx": b"PK\x03\x04",
        "读我.txt": b"1",
    }.items():
        (folder / name).write_bytes(data)
    said = answer(capsys, "consolidate", "--json", folder, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 0
    found = said.json()
    assert found["counts"]["files"] == 7
    assert found["counts"]["ignored"] == 5
    for unit in found["units"]:
        if unit["decision"] == "ignored":
            assert unit["reason"].startswith(unit["path"])
    said = answer(capsys, "validate", folder / "~$甲.xlsx")
    line = one_line(said, "C6")
    assert said.code == 3
    assert "临时文件" in line
    assert "原来的工作簿 甲.xlsx" in line


def test_paths_that_lead_nowhere(good: bytes, other: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, an empty folder, a folder, a dangling link, a name too long: each is named, the rest counts."""
    (tmp_path / "空").mkdir()
    (tmp_path / "甲.xlsx").write_bytes(good)
    (tmp_path / "乙.xlsx").write_bytes(other)
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    bad = [tmp_path / "无.xlsx", tmp_path / "空", tmp_path / "断.xlsx", tmp_path / f"{'长' * 300}.xlsx"]
    files = [tmp_path / "甲.xlsx", *bad, tmp_path / "乙.xlsx"]
    said = answer(capsys, "consolidate", "--json", *files, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 3
    assert said.json()["counts"]["accepted"] == 2
    assert said.json()["counts"]["refused"] == 4
    said = answer(capsys, "validate", *files)
    assert said.code == 3
    for path in bad:
        assert_plain_chinese(one_line(said, "C6", str(path)), path)


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_nothing_readable_makes_no_summary(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"1")
    said = answer(capsys, "consolidate", *option, bad, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 3
    assert "没有读到任何报告" in said.err
    assert not (tmp_path / "汇总.xlsx").exists()
    if option:
        assert said.json()["summary"] is None
        assert said.json()["units"][0]["decision"] == "refused"
    else:
        assert_plain_chinese(one_line(said, "退回"), bad)


def test_limits_can_be_changed(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, path = tmp_path / "配置.toml", tmp_path / "甲.xlsx"
    path.write_bytes(good)
    config.write_text("[limits]\ncells = 100\n", encoding="utf-8")
    said = answer(capsys, "--config", config, "validate", path)
    assert said.code == 3
    assert "超过 100 个单元格" in one_line(said, "C6")


def test_deeply_nested_xml_ends_well(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "深.xlsx"
    depth = 300_000
    nested = b"<worksheet><sheetData>" + b"<row>" * depth + b"</row>" * depth + b"</sheetData></worksheet>"
    path.write_bytes(spoil.repacked(good, {_SHEET3: nested}))
    assert "缺少表三" in one_line(answer(capsys, "validate", path), "错误 F2")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names")
def test_file_names_that_are_no_utf8(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names unpacked from a zip made on Chinese Windows are GBK bytes."""
    folder = tmp_path / "报送"
    folder.mkdir()
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + "甲局.xlsx".encode("gbk")))
    path.write_bytes(good)
    said = answer(capsys, "consolidate", "--json", folder, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 0
    assert said.json()["counts"]["accepted"] == 1
