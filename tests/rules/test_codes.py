"""Every code of the catalogue has its cases, its sentences and its entry in the manual, and every case holds."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from tests.rules.cases_of_codes import FOLDER, Case, cases, differs, found_in
from xlreport.findings import codes, entries

PAGE = FOLDER.parents[1] / "docs" / "规则.md"
NOT_YET_RAISED = frozenset({"C7", "C9"})
"""Both compare a parent with its children or a county with its former units: nothing knows such a hierarchy yet."""
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.path.stem}")
def test_what_the_case_says_is_found_and_nothing_else(case: Case, tmp_path: Path) -> None:
    found = found_in(case, tmp_path)
    assert len(found) == len(case.expected), [finding.message for finding in found]
    wrong = [differs(finding, expected) for finding, expected in zip(found, case.expected, strict=True)]
    assert not any(wrong), wrong


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.path.stem}")
def test_passing_and_failing_cases_are_what_their_name_says(case: Case) -> None:
    assert re.fullmatch(r"(passes|fails)_[a-z0-9_]+", case.path.stem)
    assert case.passes == (not case.expected)
    assert len(case.says) <= 60
    assert all(
        entry.get("says") or {"cell", "actual", "case", "cells"} & entry.keys()
        for entry in case.data.get("findings", [])
    )


@pytest.mark.parametrize("code", codes())
def test_every_code_has_two_passing_and_three_failing_cases(code: str) -> None:
    own = [case for case in CASES if case.code == code]
    passing = [case for case in own if case.passes]
    if code in NOT_YET_RAISED:
        assert not own, f"{code} has cases: it belongs no longer to those that nothing raises"
        return
    assert len(passing) >= 2
    assert len(own) - len(passing) >= 3
    assert len({case.says for case in own}) == len(own), "two cases are said to be the same"


def test_folders_of_cases_hold_cases_of_a_code_only() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and re.fullmatch("[A-Z][0-9]+", path.name)}
    assert folders == set(codes()) - NOT_YET_RAISED
    strangers = [path.name for folder in folders for path in (FOLDER / folder).iterdir() if path.suffix != ".toml"]
    assert not strangers


def test_what_is_not_yet_raised_stands_nowhere_in_the_program() -> None:
    """Once the program raises one of these, it needs cases like every other code."""
    sources = [path.read_text(encoding="utf-8") for path in (FOLDER.parents[1] / "xlreport").rglob("*.py")]
    for code in NOT_YET_RAISED:
        assert not any(f'"{code}"' in source for source in sources), code


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
