"""Every code of the catalogue has its cases, its sentences and its entry in the manual, and every case holds."""

from __future__ import annotations

import re
import string
import sys
from pathlib import Path

import pytest

from tests.rules.cases_of_codes import FOLDER, Case, cases, differs, found_in
from xlreport.findings import codes, entries

sys.path.insert(0, str(FOLDER.parents[1] / "scripts"))
import build_rules_page

PAGE = FOLDER.parents[1] / "docs" / "规则.md"
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.path.stem}")
def test_what_the_case_says_is_found_and_nothing_else(case: Case, tmp_path: Path) -> None:
    found = found_in(case, tmp_path)
    assert len(found) == len(case.expected), [finding.message for finding in found]
    wrong = [differs(finding, expected) for finding, expected in zip(found, case.expected, strict=True)]
    assert not any(wrong), wrong


def test_cases_are_what_their_names_say() -> None:
    for case in CASES:
        name = f"{case.code}/{case.path.name}"
        assert re.fullmatch(r"(passes|fails)_[a-z0-9_]+", case.path.stem), name
        assert case.passes == (not case.expected), name
        assert len(case.says) <= 60, name
        for entry in case.data.get("findings", []):
            assert entry.get("says") or {"cell", "actual", "case", "cells"} & entry.keys(), name


@pytest.mark.parametrize("code", codes())
def test_every_code_has_two_passing_and_three_failing_cases(code: str) -> None:
    own = [case for case in CASES if case.code == code]
    passing = [case for case in own if case.passes]
    assert len(passing) >= 2
    assert len(own) - len(passing) >= 3
    assert len({case.says for case in own}) == len(own), "two cases are said to be the same"


def test_folders_of_cases_hold_cases_of_a_code_only() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and re.fullmatch("[A-Z][0-9]+", path.name)}
    assert folders == set(codes())
    strangers = [path.name for folder in folders for path in (FOLDER / folder).iterdir() if path.suffix != ".toml"]
    assert not strangers


@pytest.mark.parametrize(("code", "case"), entries())
def test_every_situation_has_a_sentence_and_a_remedy(code: str, case: str) -> None:
    entry = entries()[code, case]
    assert entry.title
    assert entry.source
    for words in (entry.message, entry.remedy):
        plain = "".join(text for text, *_ in string.Formatter().parse(words))
        assert re.search("[\u4e00-\u9fff]{2}", plain)
        assert not words.endswith("。"), "the full stop is put where the sentence is shown"


@pytest.mark.parametrize("code", codes())
def test_every_code_has_an_entry_in_the_manual(code: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (section,) = re.findall(rf"(?ms)^### {code} .*?(?=^##|\Z)", page)
    for case_entry in (entry for (own, _), entry in entries().items() if own == code):
        assert case_entry.title in section
        fixed = [text for text, *_ in string.Formatter().parse(case_entry.message)]
        assert all(text in section for text in fixed), case_entry.case
        assert case_entry.remedy.split("{")[0] in section


class TestTheManualsPage:
    """docs/规则.md is built from the catalogue and these cases."""

    def test_it_is_up_to_date(self) -> None:
        assert build_rules_page.main(["--check"]) == 0

    def test_checking_a_stale_page_fails_and_writes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = PAGE.read_bytes()
        monkeypatch.setattr(build_rules_page, "page", lambda: "another page\n")
        assert build_rules_page.main(["--check"]) == 1
        assert PAGE.read_bytes() == before

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ("I", "推定，法规没有原文"),
            ("S 表四", "表四（原文依据）"),
            ("S 立法法；其余 I", "立法法（原文依据）；其余：推定，法规没有原文"),
            ("S 国办函〔2020〕109号；P", "国办函〔2020〕109号（原文依据）；公开的报告中常见的问题"),
        ],
    )
    def test_where_a_rule_comes_from_is_said_in_chinese(self, source: str, words: str) -> None:
        assert build_rules_page.source_in_words(source) == words

    def test_it_holds_no_placeholder_and_no_path(self) -> None:
        page = PAGE.read_text(encoding="utf-8")
        assert not re.search(r"\{\w+\}|（未知）|/tmp/|\\\\", page)
        page.encode("gbk")

    def test_its_contents_lead_to_every_code(self) -> None:
        page = PAGE.read_text(encoding="utf-8")
        assert re.findall(r"(?m)^  - \[(\w+)\]\(#\w+\)", page) == list(codes())
        for code in codes():
            assert page.count(f'<a id="{code.lower()}"></a>') == 1
