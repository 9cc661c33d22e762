"""REPORT.json, the roster and the configuration: what is wrong is named with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.expect import answer, assert_plain_chinese, one_line


@pytest.fixture
def document(good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (tmp_path / "甲.xlsx").write_bytes(good)
    assert answer(capsys, "export", tmp_path / "甲.xlsx", "--to", "json", "-o", tmp_path / "甲.json").code == 0
    return json.loads((tmp_path / "甲.json").read_text(encoding="utf-8"))


def _without(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: {name: value for name, value in data.items() if name != key}


def _table2(key: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data | {"table2": data["table2"] | {key: value}}


_NO_TEXT: dict[str, Any] = {"code": "V5", "cells": [], "values": []}
REPORTS: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "a list": ("不是有效的报告数据", lambda data: [data]),
    "a number": ("不是有效的报告数据", lambda _: 3),
    "no year": ("缺少 year", _without("year")),
    "no table": ("缺少 table3", _without("table3")),
    "a key too many": ("extra 不是规定的键", lambda data: data | {"extra": 1}),
    "unknown form": ("没有“2035”这种格式", lambda data: data | {"form": "2035"}),
    "a path for a form": ("这种格式", lambda data: data | {"form": "../" * 200}),
    "a row too many": ("没有“别的”这一行", _table2("别的", [1])),
    "a row too few": ("缺少“规章”", lambda data: data | {"table2": _without("规章")(data["table2"])}),
    "too few numbers": ("应有 3 个数，实有 1 个", _table2("规章", [0])),
    "a list in a cell": ("的内容不对", _table2("规章", [[0], 0, 0])),
    "a truth value in a cell": ("的内容不对", _table2("规章", [True, 0, 0])),
    "endless number": ("有一个数无法表示", _table2("规章", [10**400, 0, 0])),
    "unknown section": ("没有“九”这一部分", lambda data: data | {"narrative": {"九": "。"}}),
    "unknown cover entry": ("cover.colour 不是规定的键", lambda data: data | {"cover": {"colour": "red"}}),
    "explanation without text": ("缺少 explanations.0.text", lambda data: data | {"explanations": [_NO_TEXT]}),
}  # fmt: skip
WORDS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "cut off": ("不是有效的 JSON", lambda words: words[: len(words) // 2].encode()),
    "empty": ("不是有效的 JSON", lambda _: b""),
    "not UTF-8": ("不是有效的 JSON", lambda words: words.encode("gbk")),
    "NaN": ("不是有效的 JSON", lambda words: words.replace('"year": 2023', '"year": NaN').encode()),
    "infinite": ("year 的内容不对", lambda words: words.replace('"year": 2023', '"year": 1e999').encode()),
    "half a character": ("不是有效的 JSON", lambda words: words.replace("甲县甲局", "\\ud83d").encode()),
    "a key twice": ("“year”写了不止一次", lambda words: words.replace('"year"', '"year": 2022, "year"').encode()),
    "nested without end": ("不是有效的 JSON", lambda _: b"[" * 200_000),
    "a workbook": ("不是有效的 JSON", lambda _: b"PK\x03\x04" + bytes(range(256))),
}


@pytest.mark.parametrize("case", [*REPORTS, *WORDS])
def test_broken_report_json(
    case: str, document: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = tmp_path / "坏.json", tmp_path / "新.xlsx"
    if case in REPORTS:
        words, spoil = REPORTS[case]
        path.write_text(json.dumps(spoil(copy.deepcopy(document)), ensure_ascii=False), encoding="utf-8")
    else:
        words, make = WORDS[case]
        path.write_bytes(make(json.dumps(document, ensure_ascii=False)))
    said = answer(capsys, "new", "--from", path, "-o", target)
    assert said.code == 3
    line = one_line(said, "C6", str(path))
    assert words in line
    keys = ("year", "table2", "table3", "extra", "narrative", "cover.colour", "explanations.0.text")
    assert_plain_chinese(line, path, *keys)
    assert not target.exists()
    said = answer(capsys, "validate", "--json", tmp_path / "甲.xlsx", path, tmp_path / "甲.json")
    assert [one["valid"] for one in said.json()["files"]] == [True, False, True]


CONFIGS = {
    "[limits\n": "第 1 行",
    "a = 1\na = 2\n": "第 2 行",
    "a = [": "末尾",
    '[limits]\ncells = "many"\n': "limits.cells",
    "[limits]\ncells = 1.5\n": "要写整数",
    "[limits]\ncells = 0\n": "要大于 0",
    "[limits]\nrows = 3\n": "没有这一项",
    '[severity]\nZ9 = "error"\n': "没有代码 Z9",
    '[severity]\nV5 = "fatal"\n': "只能是",
    "severity = 3\n": "severity",
    '[deadlines]\n"部门" = "soon"\n': "要写成“月-日”",
    '[deadlines]\n部门 = "1-31"\n': "第 2 行",
}


@pytest.mark.parametrize("words", CONFIGS)
def test_broken_configuration(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "配置.toml"
    path.write_text(words, encoding="utf-8")
    said = answer(capsys, "--config", path, "validate", "--json", tmp_path / "甲.xlsx")
    assert said.code == 2
    assert said.out == ""
    line = one_line(said, str(path))
    assert CONFIGS[words] in line
    assert_plain_chinese(
        line,
        path,
        "limits.cells",
        "limits.rows",
        "limits",
        "severity.V5",
        "severity",
        "deadlines",
        "cells",
        "error、warning、info",
    )


def test_configuration_in_another_encoding_or_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "配置.toml"
    path.write_bytes('[deadlines]\n部门 = "1-31"\n'.encode("gbk"))
    for wrong in (path, tmp_path / "没有.toml", tmp_path):
        said = answer(capsys, "--config", wrong, "validate", tmp_path / "甲.xlsx")
        assert said.code == 2
        assert_plain_chinese(one_line(said, str(wrong)), wrong)


ROSTERS: dict[str, tuple[bytes, str]] = {
    "名册.csv: doubled name": ("单位名称,代码\n甲局,1\n甲局,2\n".encode(), "第 3 行的单位“甲局”与前面的“甲局”重复"),
    "名册.csv: doubled code": ("单位名称,代码\n甲局,1\n乙局,1\n".encode(), "第 3 行的代码“1”与前面“甲局”的代码相同"),
    "名册.csv: no heading": ("甲局,1\n乙局,2\n".encode(), "没有“单位名称”一栏"),
    "名册.csv: no units": ("单位名称,代码\n".encode(), "一个单位也没有"),
    "名册.csv: empty": (b"", "没有“单位名称”一栏"),
    "名册.csv: endless field": ("单位名称\n".encode() + b'"' + b"x" * 200_000, "不是完整的 CSV 文件"),
    "名册.csv: bytes": (b"\xff\xff\xff\x80", "文字编码无法识别"),
    "名册.xlsx: bytes": (b"\xff\xff\xff\x80", "不是电子表格"),
    "没有.csv": (b"", "找不到文件"),
}


@pytest.mark.parametrize("case", ROSTERS)
def test_broken_roster(case: str, good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, words = ROSTERS[case]
    path = tmp_path / case.partition(":")[0]
    if path.stem == "名册":
        path.write_bytes(data)
    (tmp_path / "甲.xlsx").write_bytes(good)
    target = tmp_path / "汇总.xlsx"
    said = answer(capsys, "consolidate", "--json", tmp_path / "甲.xlsx", "--roster", path, "-o", target)
    assert said.code == 3
    line = next(line for line in said.err.splitlines() if "C6" in line)
    assert words in line
    assert_plain_chinese(line, path)
    assert said.json()["summary"] is None
    assert not target.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_roster_in_any_encoding_that_excel_saves(
    encoding: str, good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes("单位名称,代码\n甲县甲局,\n甲县丙局,\n".encode(encoding))
    (tmp_path / "甲.xlsx").write_bytes(good)
    said = answer(capsys, "consolidate", "--json", tmp_path / "甲.xlsx", "--roster", path, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 1
    assert said.json()["counts"]["missing"] == 1
