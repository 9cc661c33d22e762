"""A command line that cannot be understood: one Chinese sentence, exit code 2, nothing on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_input.expect import answer, assert_plain_chinese

LINES = {
    "bogus": "没有命令 bogus",
    "--bogus": "没有选项 --bogus",
    "new": "缺少选项 -o",
    "new -o": "选项 -o 后面缺少内容",
    "new -o x.xlsx --form 2020": "只能是 2021、2019",
    "new -o x.xlsx --year 1999": "选项 --year 的值不对",
    "new -o x.xlsx --year 2200": "选项 --year 的值不对",
    "new -o x.xlsx --year abc": "选项 --year 的值不对，要写整数",
    "new -o x.xlsx --bogus 1": "没有选项 --bogus",
    "new -o x.xlsx 1 2": "多出了参数 1 2",
    "new -o x.xls": "-o 的文件名要以 .xlsx 结尾",
    "new -o x.xlsx --level 村": "--level 只能是国家、省级",
    "new -o x.xlsx --kind 公司": "--kind 只能是政府、部门",
    "new -o x.xlsx --from a.json --zeros": "不能与",
    "validate": "缺少参数 FILE",
    "validate --json": "缺少参数 FILE",
    "validate a.xlsx --json=1": "选项 --json 后面不能写内容",
    "validate a.xlsx --mark": "选项 --mark 后面缺少内容",
    "fill a.xlsx": "缺少选项 -o",
    "consolidate -o x.xlsx": "缺少参数 PATH",
    "consolidate a.xlsx": "缺少选项 -o",
    "consolidate a.xlsx -o x.ods": "-o 的文件名要以 .xlsx 结尾",
    "import a.html": "缺少选项 -o",
    "import -o x": "缺少参数 DOCUMENT",
    "import a.html -o x --to docx": "只能是 xlsx、json、both",
    "export a.xlsx -o x.json": "缺少选项 --to",
    "export a.xlsx --to xml -o x": "只能是 json、csv、docx、html、pdf",
    "export a.xlsx --to docx -o x.doc": "-o 的文件名要以 .docx 结尾",
    "--config": "选项 --config 后面缺少内容",
}


@pytest.mark.parametrize("line", LINES)
def test_usage_error(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, *line.split())
    assert said.code == 2
    assert said.out == ""
    (sentence,) = said.err.splitlines()
    assert LINES[line] in sentence
    given = [word for word in line.split() if word[0] != "-"]
    names = (*given, "FILE...", "PATH...", "DOCUMENT...", "json", "csv", "docx", "html", "pdf", "xlsx", "both")
    assert_plain_chinese(sentence.removesuffix("用 xlreport --help 查看用法。"), *names)


def test_usage_outweighs_unreadable_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "validate", tmp_path / "没有.xlsx", "--bogus")
    assert said.code == 2


def test_years_that_disagree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for year in ("2022", "2023"):
        path = tmp_path / f"{year}.xlsx"
        assert answer(capsys, "new", "-o", path, "--year", year, "--agency", "甲局", "--zeros").code == 0
    said = answer(capsys, "consolidate", tmp_path, "-o", tmp_path / "汇总.xlsx")
    assert said.code == 2
    assert "文件的年度有 2022、2023，请用 --year 指明汇总年度" in said.err
