"""F1, F4 (totals), F5; severities by configuration; the catalogue and the register of rules."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace

import pytest

import xlreport.rules
from tests.rules.cases import breaches, report
from xlreport.config import Config, ConfigError, load_config
from xlreport.findings.catalogue import codes, entries
from xlreport.findings.fold import fold
from xlreport.forms import load
from xlreport.report import Provenance, Report
from xlreport.rules import RULES, RuleFault, check
from xlreport.rules.registry import Rule
from xlreport.workbook.locate import judge


@pytest.mark.parametrize(
    ("form", "year", "case", "actual", "expected"),
    [
        ("2021", 2021, None, None, None),
        ("2021", 2023, None, None, None),
        ("2019", 2019, None, None, None),
        ("2019", 2020, None, None, None),
        ("2019", 2021, "year", "2019", "2021"),
        ("2021", 2020, "year", "2021", "2019"),
        ("2021+2019", 2023, "mixed", None, None),
        ("2019+2021", 2021, "mixed", None, None),
        ("2021+2019", 2020, "mixed", None, None),
        ("2019", None, None, None, None),
    ],
)
def test_form_against_year(
    form: str, year: int | None, case: str | None, actual: str | None, expected: str | None
) -> None:
    found = breaches(report(form=form, year=year), "F1")
    assert [breach.case for breach in found] == ([case] if case else [])
    for breach in found:
        assert (breach.actual, breach.expected) == (actual, expected)


def test_mixed_tables_say_which_is_which() -> None:
    (finding,) = (found for found in judge(report(form="2021+2019", year=2023)) if found.code == "F1")
    assert "表二为2021年格式" in finding.message
    assert "表三为2019年格式" in finding.message
    assert finding.severity == "error"


def with_provenance(formulas: frozenset[str] | None, uncached: tuple[str, ...] = ()) -> Report:
    return replace(report(), provenance=Provenance(formulas=formulas, uncached=uncached))


def test_typed_over_totals_are_one_info() -> None:
    totals = frozenset(load("2021").totals)
    assert len(totals) == 34  # 25 row totals, 6 column totals of the kinds of applicant, 3 of 表四
    assert breaches(with_provenance(totals), "F4") == []
    assert breaches(with_provenance(None), "F4") == [], "not known: a report that never was a workbook"
    one = {"table4.review.total", "table3.received.new.total"}
    (finding,) = (found for found in judge(with_provenance(totals - one)) if found.code == "F4")
    assert (finding.case, finding.severity) == ("typed_over", "info")
    assert set(finding.cells) == {"表四!E6", "表三!J6"}
    assert "2 个" in finding.message
    (every,) = (found for found in judge(with_provenance(frozenset())) if found.code == "F4")
    assert len(every.cells) == 34


def test_formulas_without_a_saved_result_are_named() -> None:
    totals = frozenset(load("2021").totals)
    (finding,) = (found for found in judge(with_provenance(totals, ("table4.review.total",))) if found.code == "F4")
    assert (finding.case, finding.severity, finding.cells) == ("uncached", "info", ("表四!E6",))


@pytest.mark.parametrize(
    ("entries_of_cover", "expected"),
    [
        ({}, []),
        ({"agency": ""}, [("agency", "error", "C4")]),
        ({"agency": " 　"}, [("agency", "error", "C4")]),
        ({"year": None}, [("year", "error", "C6")]),
        ({"level": ""}, [("level", "warning", "C7")]),
        ({"level": "县"}, [("level", "warning", "C7")]),
        ({"kind": ""}, [("kind", "warning", "C8")]),
        ({"kind": "乡镇"}, [("kind", "warning", "C8")]),
        (
            {"agency": "", "year": None, "level": "", "kind": ""},
            [("agency", "error", "C4"), ("year", "error", "C6"), ("level", "warning", "C7"), ("kind", "warning", "C8")],
        ),
    ],
)
def test_cover(entries_of_cover: dict[str, object], expected: list[tuple[str, str, str]]) -> None:
    found = [finding for finding in judge(report(**entries_of_cover)) if finding.code == "F5"]
    assert [(finding.case, finding.severity, finding.cell) for finding in found] == expected
    assert all(finding.sheet == "封面" and finding.table == "封面" for finding in found)


@pytest.mark.parametrize("level", ["国家", "省级", "地市级", "县级", "乡镇级"])
@pytest.mark.parametrize("kind", ["政府", "部门", "乡镇街道", "其他"])
def test_every_level_and_kind_is_known(level: str, kind: str) -> None:
    assert breaches(report(level=level, kind=kind), "F5") == []


# The catalogue of the statute, section 3, by its severities.
ERRORS = ["V1", "V2", "V3", "B1", "B2", "B3", "B4", "F1", "F2", "F5", "L1", "C1", "C3", "C4", "C6", "C7"]
WARNINGS = [
    "V4", "V5", "F4", "L2", "L3", "L4", "L5", "L6", "Y1", "Y2", "Y3", "Y4", "Y5",
    "Y6", "N1", "N2", "N3", "P1", "P2", "P5", "P6", "C2", "C5", "C8", "C9",
]  # fmt: skip
INFOS = ["F3", "N4", "N5", "P3", "P4"]


def test_every_code_of_the_catalogue() -> None:
    assert set(codes()) == {*ERRORS, *WARNINGS, *INFOS}
    assert len(codes()) == len(ERRORS) + len(WARNINGS) + len(INFOS) == 46


def test_every_entry_has_a_sentence_and_a_remedy() -> None:
    for (code, case), entry in entries().items():
        assert entry.title, code
        assert entry.source[0] in "SPI", code
        for words in (entry.message, entry.remedy):
            assert words.strip() == words, (code, case)
            assert any("\u4e00" <= letter <= "\u9fff" for letter in words), (code, case)
            assert not words.endswith("。"), "the full stop is set where the sentence is said"
            words.encode("gbk")


def test_severities_are_those_of_the_statute() -> None:
    default = {code: severity for severity, group in
               (("error", ERRORS), ("warning", WARNINGS), ("info", INFOS)) for code in group}  # fmt: skip
    differing = {key: entry.severity for key, entry in entries().items() if entry.severity != default[key[0]]}
    assert differing == {
        ("F4", "typed_over"): "info",
        ("F4", "uncached"): "info",
        ("F4", "sum"): "error",  # a summary whose numbers were changed is not what the units handed in
        ("F4", "unit_altered"): "error",
        ("F4", "unit_lost"): "error",
        ("F4", "unit_added"): "error",
        ("F4", "detail_lost"): "error",
        ("F5", "level"): "warning",
        ("F5", "kind"): "warning",
        ("L1", "undecided"): "warning",
        ("Y1", "kinds"): "info",
        ("P4", "requests"): "warning",
        ("C2", "same"): "info",
        ("C2", "undecided"): "error",
        ("C2", "code"): "error",
        ("C3", "near"): "warning",
        ("C6", "lock_file"): "info",
        ("C6", "other_kind"): "info",
        ("C6", "not_imported"): "info",
        ("C6", "own_passed"): "info",
        ("C6", "dispatched"): "info",
        ("C6", "summary"): "info",
        ("C6", "last_year_none"): "info",
        ("C6", "last_year_two"): "warning",
        ("C6", "last_year_part"): "warning",
        ("C6", "last_year_other"): "warning",
        ("C7", "counted_twice"): "warning",
    }


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ({}, {"V5": "warning", "V1": "error", "F5": "warning"}),
        ({"V5": "error"}, {"V5": "error", "V1": "error", "F5": "warning"}),
        ({"V5": "info", "V1": "warning"}, {"V5": "info", "V1": "warning", "F5": "warning"}),
        ({"F5.level": "error"}, {"V5": "warning", "V1": "error", "F5": "error"}),
        ({"F5": "info"}, {"V5": "warning", "V1": "error", "F5": "info"}),
        ({"F5": "info", "F5.level": "error"}, {"V5": "warning", "V1": "error", "F5": "error"}),
    ],
)
def test_severities_by_configuration(severity: dict[str, str], expected: dict[str, str]) -> None:
    given = report({"table2.licensing.decisions": None, "table2.penalty.decisions": "无"}, level="")
    findings = judge(given, Config(severity=severity))
    assert {finding.code: finding.severity for finding in findings} == expected


def test_severities_from_a_file(tmp_path: pytest.TempPathFactory) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[severity]\nV5 = "error"\n"F4.typed_over" = "warning"\n', encoding="utf-8")
    config = load_config(path)
    assert config.severity_of("V5", "", "warning") == "error"
    assert config.severity_of("F4", "typed_over", "info") == "warning"
    assert config.severity_of("F4", "moved", "warning") == "warning"
    for wrong in ('[severity]\nV9 = "error"', '[severity]\nV5 = "fatal"', "[severity\n", '[colours]\nV5 = "red"'):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(ConfigError, match="请改正"):
            load_config(path)


def test_every_check_in_the_rules_is_registered() -> None:
    """A function that yields what it sees in a report but is not registered would silently check nothing."""
    named = set()
    for module in pkgutil.iter_modules(xlreport.rules.__path__):
        loaded = importlib.import_module(f"xlreport.rules.{module.name}")
        own = inspect.getmembers(loaded, inspect.isfunction)
        named |= {
            function
            for _, function in own
            if function.__module__ == loaded.__name__
            and list(inspect.signature(function).parameters) in (["report"], ["report", "context"])
            and inspect.isgeneratorfunction(function)
        }
    registered_checks = [inspect.unwrap(entry.check) for entry in RULES]
    assert named == set(registered_checks)
    assert len(named) == len(registered_checks)
    registered = [code for entry in RULES for code in entry.codes]
    assert set(registered) <= set(codes())
    beyond_one_report = {"F2", "F3"} | {code for code in codes() if code.startswith("C")}
    assert set(registered) == set(codes()) - beyond_one_report


def test_a_rule_that_breaks_down_is_a_fault_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(report: Report):
        yield report.values[10_000]

    monkeypatch.setattr(xlreport.rules, "RULES", [Rule(("V1",), broken)])
    with pytest.raises(RuleFault, match="V1"):
        list(check(report()))


def test_175_blanks_are_one_line_for_people() -> None:
    empty = {field.id: None for field in load("2021").table("table3").fields}
    findings = judge(report(empty))
    lines = [line for line in fold(findings) if line.finding.code == "V5"]
    assert [line.count for line in lines] == [175]
    assert "表三有 175 个空白单元格，按 0 计" in lines[0].sentence
