"""Published reports that the reader's authors did not make.

The documents here were written from the statute's forms and from the list of faults seen in practice, WITHOUT SIGHT OF
THE READER under test and of its other test documents. Their truth was decided while they were written. They are not to
be bent to what the reader can do: where it fails, it is mended, or it says that it cannot tell.
"""

from __future__ import annotations

import copy
import html
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.published.independent.build import CASES, build
from tests.published.independent.judge import ask, fields_of, judge, judge_file, refused, truth_of
from tests.published.independent.paper import Paper

NAMES = [case.name for case in CASES]
WITHOUT = [name for name in NAMES if name.startswith(("none-", "two-"))]
WITH = [name for name in NAMES if name not in WITHOUT]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    build(folder)
    return folder


@pytest.mark.parametrize("name", WITH)
def test_every_number_is_the_documents_or_is_named_as_open(name: str, documents: Path, tmp_path: Path) -> None:
    verdict = judge_file(documents / name, tmp_path)
    assert verdict.wrong == (), "\n".join(verdict.wrong)


@pytest.mark.long
def test_most_of_what_an_honest_reader_can_tell_is_read(documents: Path, tmp_path: Path) -> None:
    """Leaving everything open is never wrong, and of no use: three quarters is the least, not the aim."""
    verdicts = [judge_file(documents / name, tmp_path / name) for name in WITH]
    left = sum(len(verdict.shy) for verdict in verdicts)
    assert left <= sum(verdict.fields for verdict in verdicts) / 4


@pytest.mark.parametrize("name", WITHOUT)
def test_no_report_and_one_sentence_where_there_is_not_exactly_one(name: str, documents: Path, tmp_path: Path) -> None:
    told = ask(documents / name, tmp_path)
    assert told.answer.get("reports", []) == []
    assert refused(documents / name, told), (told.code, told.errors)
    assert list(tmp_path.glob("*.xls*")) == []


def as_told(paper: Paper) -> tuple[dict[str, Any], dict[str, Any]]:
    """The truth of a paper, and the answer of a reader that is right about everything."""
    truth = json.loads(json.dumps(paper.to_json()))
    answer = {
        "report": copy.deepcopy({key: truth[key] for key in ("year", "agency", "table2", "table3", "table4")}),
        "open": [],
    }
    return truth, answer


def test_the_judge_passes_a_reader_that_is_right() -> None:
    truth, answer = as_told(Paper(7, "甲县测试局", 2022))
    assert judge(truth, answer).wrong == ()


def test_the_judge_sees_each_number_that_is_changed_moved_or_dropped() -> None:
    truth, answer = as_told(Paper(7, "甲县测试局", 2022))
    for table, label, name, _, at in fields_of(truth):
        for told in (None, 987654, "—"):
            changed = copy.deepcopy(answer)
            changed["report"][table][label][at] = told
            assert [line.partition(":")[0] for line in judge(truth, changed).wrong] == [name]


def test_the_judge_takes_open_for_wrong_only_where_a_number_stands_beside_it() -> None:
    paper = Paper(7, "甲县测试局", 2022)
    paper.leave_out("result.denied.third_party")
    truth, answer = as_told(paper)
    assert len(judge(truth, answer).wrong) == 7
    row = "三、本年度办理结果/（三）不予公开/4.保护第三方合法权益"
    answer["open"] = [{"table": "表三", "row": row, "column": name, "reason": "", "raw": ""} for name in
                      ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")]  # fmt: skip
    assert judge(truth, answer).wrong == ()
    answer["report"]["table3"][row][0] = 4
    assert len(judge(truth, answer).wrong) == 1


def test_there_are_sixty_reports_of_five_kinds_and_seven_documents_without_one(documents: Path) -> None:
    kinds = {kind: sum(name.endswith(f".{kind}") for name in WITH) for kind in ("html", "docx", "pdf", "md", "txt")}
    assert all(count >= 10 for count in kinds.values()), kinds
    assert len(WITH) >= 60
    assert len(WITHOUT) >= 7
    assert all((documents / name).stat().st_size > 200 for name in NAMES)
    assert [name for name in NAMES if truth_of(documents / name) is None] == WITHOUT


def printed_words(document: Path) -> str:
    """What a document prints, as another library than the reader's own way finds it; nothing for PDFs."""
    if document.suffix == ".docx":
        with zipfile.ZipFile(document) as package:
            xml = re.sub(r"<w:del .*?</w:del>", "", package.read("word/document.xml").decode())
        return re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|<w:tab/>|<w:br/>", "\n", xml))
    raw = document.read_bytes()
    words = raw.decode("gbk" if "gbk" in document.name else "utf-8")
    if document.suffix == ".html":
        words = re.sub(r"</?(td|th|p|div|br|tr)\b[^>]*>", "\n", words, flags=re.IGNORECASE)
        words = html.unescape(re.sub(r"<[^>]+>", "", words))
    return words


@pytest.mark.parametrize("name", [name for name in WITH if not name.endswith(".pdf")])
def test_a_document_prints_each_number_as_often_as_its_truth_says(name: str, documents: Path) -> None:
    truth = truth_of(documents / name)
    assert truth is not None
    due: Counter[str] = Counter()
    for table, label, field, _, at in fields_of(truth):
        value = truth[table][label][at]
        if isinstance(value, (int, float)) and field not in {*truth["either"], *truth["open_allowed"]}:
            due[str(abs(value))] += 1
    found = Counter(re.findall(r"\d+(?:\.\d+)?", printed_words(documents / name)))
    assert {number: count for number, count in due.items() if found[number] < count} == {}
