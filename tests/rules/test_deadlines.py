"""L2: signed in time and in the right year. The last days are those of article 49: 31 January and 31 March."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.cases import report
from xlreport.config import Config, ConfigError, Deadlines, load_config
from xlreport.findings.model import Finding
from xlreport.report import Report
from xlreport.report_json import read_json
from xlreport.rules.context import Context
from xlreport.rules.deadlines import check_date
from xlreport.workbook.locate import located


def found(given: Report, context: Context | None = None) -> list[Finding]:
    return list(located(given, check_date(given, context or Context())))


@pytest.mark.parametrize(
    ("kind", "date", "case"),
    [
        ("部门", "2022-01-31", ""),
        ("部门", "2022-02-01", "late"),
        ("部门", "2022-01-01", ""),
        ("政府", "2022-03-31", ""),
        ("政府", "2022-04-01", "late"),
        ("乡镇街道", "2022-03-31", ""),
        ("乡镇街道", "2022-04-01", "late"),
        ("其他", "2022-02-01", "late"),
        # a kind that is not known: late is what is late for everybody
        ("", "2022-03-31", ""),
        ("", "2022-04-01", "late"),
        ("局", "2022-02-01", ""),
        # the year after the one reported on, and no other; never two findings
        ("部门", "2021-12-31", "year"),
        ("部门", "2021-01-20", "year"),
        ("部门", "2023-01-20", "year"),
        ("部门", "2023-02-20", "year"),
        ("", "2020-04-20", "year"),
        # nothing to judge
        ("部门", "", ""),
        ("部门", "2022-02-30", ""),
        ("部门", "二〇二三年一月", ""),
        ("部门", "2023", ""),
    ],
)
def test_dates(kind: str, date: str, case: str) -> None:
    assert [(one.code, one.case) for one in found(report(kind=kind, date=date))] == ([("L2", case)] if case else [])


def test_a_report_without_a_year_is_not_judged() -> None:
    assert found(report(year=None, date="2023-02-20")) == []


def test_sentences_name_the_cell_the_date_and_the_last_day() -> None:
    (late,) = found(report(date="2022-02-03"))
    assert (late.severity, late.table, late.sheet, late.cell, late.cells) == (
        "warning",
        "封面",
        "封面",
        "C9",
        ("封面!C9",),
    )
    assert (late.actual, late.expected, late.difference) == ("2022-02-03", "2022-01-31", 3)
    assert "2022-02-03 晚于公布期限 2022-01-31（晚 3 天）" in late.message
    (other,) = found(report(date="2020-01-18"))
    assert (other.actual, other.expected) == ("2020-01-18", "2022")
    assert "不在 2022 年，2021 年度" in other.message


def test_the_last_days_of_the_configuration_hold() -> None:
    context = Context(deadlines=Deadlines(部门="1-20"))
    assert [one.expected for one in found(report(date="2022-01-21"), context)] == ["2022-01-20"]
    assert found(report(date="2022-01-20"), context) == []


@pytest.mark.parametrize(
    ("deadline", "late"), [("2022-02-10", False), ("2022-01-25", True), ("", True), ("一月底", True)]
)
def test_the_units_own_last_day_wins(deadline: str, late: bool) -> None:
    assert bool(found(report(date="2022-02-05"), Context(deadline=deadline))) is late


def test_the_end_of_february_is_a_last_day_in_any_year() -> None:
    context = Context(deadlines=Deadlines(部门="2-29"))
    assert [one.expected for one in found(report(date="2022-03-01"), context)] == ["2022-02-28"]
    assert [one.expected for one in found(report(year=2023, date="2024-03-01"), context)] == ["2024-02-29"]


@pytest.mark.parametrize("wrong", ["2-30", "13-1", "0-1", "1-0", "1月31日", "2022-01-31", ""])
def test_a_last_day_that_is_no_day_is_refused(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[deadlines]\n"部门" = "{wrong}"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="月-日"):
        load_config(path)


def test_thresholds_come_from_the_file_and_nonsense_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[thresholds]\njump_factor = 2.5\njump_count = 10\n[deadlines]\n"部门" = "1-20"\n', encoding="utf-8"
    )
    config = load_config(path)
    assert (config.thresholds.jump_factor, config.thresholds.jump_count) == (2.5, 10)
    assert replace(config, thresholds=Config().thresholds, deadlines=Config().deadlines) == Config()
    for wrong in ("jump_factor = 0.5", "jump_count = -1", 'jump_money = "多"', "jump_money = nan", "copied_cells = 0"):
        path.write_text(f"[thresholds]\n{wrong}\n", encoding="utf-8")
        with pytest.raises(ConfigError, match="请改正"):
            load_config(path)


def test_what_docs_say_of_the_configuration_are_the_defaults(tmp_path: Path) -> None:
    words = (Path(__file__).parents[2] / "docs" / "配置.md").read_text(encoding="utf-8")
    path = tmp_path / "config.toml"
    path.write_text(words.split("```toml")[1].split("```")[0], encoding="utf-8")
    assert replace(load_config(path), severity={}) == Config()


def test_real_reports(truth: Mapping[str, Path]) -> None:
    """The truth files hold no date. With a day in the January after their year, none is late."""
    for name, path in truth.items():
        given = read_json(path)
        assert given.year is not None
        assert found(given) == [], name
        dated = replace(given, cover=replace(given.cover, date=f"{given.year + 1}-01-28"))
        assert found(dated) == [], name
