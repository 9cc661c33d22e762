"""Builds docs/规则.md: each code with its rule, source, severity, sentences and remedies, and what its cases show.

The words are those of the catalogue; the examples are case files of tests/rules, run as the tests run them. With
``--check`` nothing is written and the exit code is 1 where the page is out of date.
"""

from __future__ import annotations

import string
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.rules.cases_of_codes import Case, cases, found_in  # noqa: E402  (the path is set above)
from xlreport.findings import Entry, codes, entries, fold  # noqa: E402
from xlreport.findings.model import SEVERITY_NAMES  # noqa: E402

PAGE = ROOT / "docs" / "规则.md"
FAMILIES = {
    "V": ("填写", "单元格里填的是不是规定的数字"),
    "B": ("勾稽", "表三、表四里的数字是否平衡"),
    "F": ("格式", "表格、行列、封面是否齐全，有没有被改动"),
    "L": ("法定", "法律、法规和国办文件的要求"),
    "Y": ("跨年", "与上年的报告是否衔接（给了上年的报告才校验）"),
    "N": ("文字", "文字部分与表格、年度是否相符"),
    "P": ("合理性", "数字本身不错，但不大可能"),
    "C": ("汇总", "汇总时对文件和单位的核对"),
}
CONSEQUENCES = {
    "error": "必须改正，改正之前不能通过",
    "warning": "改正，或写审核说明；不影响通过",
    "info": "供核对，不影响通过",
}
SOURCES = {"S": "原文依据", "P": "公开的报告中常见的问题", "I": "推定，法规没有原文"}
NAMES = {
    "actual": "填报数", "agency": "单位", "before": "上年数", "caption": "表题", "cell": "单元格",
    "cells": "单元格", "change": "增减", "choices": "可选项", "column": "列名", "content": "内容", "count": "个数",
    "date": "日期", "days": "天数", "deadline": "期限", "detail": "原因", "details": "哪些单位", "difference": "差额",
    "differing": "逐列的数", "owner": "名册上的单位", "candidates": "候选单位", "score": "相近程度",
    "differences": "各处不同", "due": "应用格式", "expected": "应为数", "files": "文件", "form": "所用格式",
    "found": "另一单位", "gap": "差额或应为数", "group": "组名", "items": "各项", "kind": "类别", "label": "名称",
    "left": "左边之和",
    "level": "层级", "made": "制发数", "missing": "所缺各项", "more": "另有几格", "name": "文件名", "next": "次年",
    "normative": "规范性文件", "other": "另一个", "path": "文件", "place": "单元格", "raw": "原文",
    "repealed": "废止数", "right": "右边之和", "row": "行名", "section": "部分", "sentence": "原句",
    "sheet": "工作表", "sheets": "工作表", "source": "原文件", "suggested": "建议数", "table": "表名",
    "times": "倍数", "titles": "标题", "unit": "单位", "units": "各单位", "used": "采用的文件", "values": "填报数",
    "versions": "各表格式", "wanted": "汇总年度", "what": "项目", "why": "原因", "word": "自称", "year": "年度",
}  # fmt: skip
"""What stands on the page for a name in braces."""
NAMES_IN = {
    ("F3", "expected"): "法定名称", ("F4", "expected"): "应有的内容",
    ("L2", "due"): "次年", ("L5", "expected"): "校验字符",
    ("N1", "unit"): "计量单位", ("N2", "expected"): "报告年度", ("N3", "actual"): "原文",
    ("N4", "expected"): "单位名称", ("N5", "other"): "上年或另一单位的文字",
}  # fmt: skip
"""Where a code means something else by the name."""
_SHOWN_FINDINGS = 2
_NO_CASES = "这一条已经编号，目前的版本还不会报出。"
_HEAD = """# 校验规则

本页由 `python scripts/build_rules_page.py` 生成，请不要直接修改。

`xlreport validate`、工作簿的“校验”表和 `xlreport consolidate` 报出的每一条都有代码。
这里按代码列出：校验什么、依据是什么、有多严重、提示语是什么意思、怎样改，以及一个有问题的例子和一个没有问题的例子。例子都是实际运行的结果。

- **级别**：**错误**必须改正；**警告**请改正，属实的写审核说明；**提示**供核对。级别和各种界限（如“变化多少倍”）可以在
  [配置文件](配置.md)里改。
- **出处**：“原文依据”是法规、国办文件或法定表格上印着的；“公开的报告中常见的问题”是从已公布的报告里看到的；
  “推定”是按常理推出的，法规没有这样写，不要当作法规引用。
- 提示语里的〔 〕是随报告变化的内容。空白按 0 计；单元格里是文字的，涉及它的勾稽关系不判断，只报 V1。
"""


def page() -> str:
    """The page as Markdown; the same catalogue and cases give the same text."""
    lines = [_HEAD, *_contents()]
    for family, (name, about) in FAMILIES.items():
        lines += [f"## {name}", "", f"{about}。", ""]
        for code in _codes_of(family):
            lines += _section(code)
    return "\n".join(lines).rstrip("\n") + "\n"


def _codes_of(family: str) -> list[str]:
    return [code for code in codes() if code[0] == family]


def _situations(code: str) -> list[Entry]:
    return [entry for (own, _), entry in entries().items() if own == code]


def _contents() -> Iterator[str]:
    yield "## 目录"
    yield ""
    for family, (name, _) in FAMILIES.items():
        yield f"- [{name}](#{name})"
        for code in _codes_of(family):
            yield f"  - [{code}](#{_anchor(code)}) {_situations(code)[0].title}"
    yield ""


def _anchor(code: str) -> str:
    return code.lower()


def _section(code: str) -> Iterator[str]:
    situations = _situations(code)
    yield f'<a id="{_anchor(code)}"></a>'
    yield ""
    yield f"### {code} {situations[0].title}"
    yield ""
    yield f"- **级别**：{_severities(situations)}"
    yield f"- **出处**：{source_in_words(situations[0].source)}"
    yield from _sentences(situations)
    yield ""
    yield from _examples(code)


def _severities(situations: list[Entry]) -> str:
    """The severity, or all that occur, the gravest first."""
    occurring = {entry.severity for entry in situations}
    return "；".join(f"{name}（{CONSEQUENCES[key]}）" for key, name in SEVERITY_NAMES.items() if key in occurring)


def source_in_words(source: str) -> str:
    """S, P and I of the catalogue in Chinese: ``S 立法法；其余 I`` reads 立法法（原文依据）；其余为推定."""
    return "；".join(map(_one_source, source.split("；")))


def _one_source(part: str) -> str:
    letter, _, words = part.partition(" ")
    if letter in SOURCES:
        return f"{words}（{SOURCES[letter]}）" if words else SOURCES[letter]
    return f"{letter}：{SOURCES[words]}"


def _sentences(situations: list[Entry]) -> Iterator[str]:
    """What is said and what to do: two lines, or a table where a code has several situations."""
    if len(situations) == 1:
        (entry,) = situations
        yield f"- **提示语**：{_plain(entry, entry.message)}。"
        yield f"- **怎样改**：{_plain(entry, entry.remedy)}。"
        return
    differ = len({entry.severity for entry in situations}) > 1
    yield ""
    yield f"| {'级别 | ' if differ else ''}提示语 | 怎样改 |"
    yield f"|{'---|' if differ else ''}---|---|"
    for entry in situations:
        severity = f"{SEVERITY_NAMES[entry.severity]} | " if differ else ""
        yield f"| {severity}{_plain(entry, entry.message)} | {_plain(entry, entry.remedy)} |"


def _plain(entry: Entry, template: str) -> str:
    """A sentence of the catalogue with Chinese words for the names in braces. Raises KeyError for one without."""
    words = ""
    for text, name, *_ in string.Formatter().parse(template):
        words += text + (f"〔{NAMES_IN.get((entry.code, name)) or NAMES[name]}〕" if name else "")
    return words


def _examples(code: str) -> Iterator[str]:
    own = cases(code)
    if not own:
        yield _NO_CASES
        yield ""
        return
    failing, passing = (_shown([case for case in own if case.passes == passes]) for passes in (False, True))
    yield f"**有问题的例子**　{failing.says}。xlreport 报出："
    yield ""
    yield "\n>\n".join(f"> {line}" for line in _said(failing))
    yield ""
    yield f"**没有问题的例子**　{passing.says}。"
    yield ""


def _shown(found: list[Case]) -> Case:
    """The case that was chosen for the manual, else the first."""
    return next((case for case in found if case.data.get("manual")), found[0])


def _said(case: Case) -> list[str]:
    """What xlreport says of a case, folded as people see it."""
    with tempfile.TemporaryDirectory() as folder:
        lines = fold(found_in(case, Path(folder)))
        said = [
            f"{SEVERITY_NAMES[line.finding.severity]} {line.finding.code}：{line.sentence}。{line.finding.remedy}。"
            for line in lines[:_SHOWN_FINDINGS]
        ]
        more = len(lines) - _SHOWN_FINDINGS
        said += [f"（另有 {more} 条）"] if more > 0 else []
        return [words.replace(f"{folder}/", "") for words in dict.fromkeys(said)]


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether the one that stands there is the same."""
    words = page()
    if "--check" not in arguments:
        PAGE.write_text(words, encoding="utf-8", newline="\n")
        return 0
    current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == words
    if not current:
        print("docs/规则.md is out of date: run scripts/build_rules_page.py", file=sys.stderr)
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
