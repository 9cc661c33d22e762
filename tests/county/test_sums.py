"""What a county adds up to: exact, the same in any order, traceable, and itself a report."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tests.samples import balanced_report, with_blanks, with_faults
from xlreport.config import DEFAULT
from xlreport.console.app import run
from xlreport.county.decision import IGNORED
from xlreport.county.intake import take_in
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.summary import write_summary
from xlreport.forms import load
from xlreport.numbers import BLANK, Kind
from xlreport.report import Cover, Report
from xlreport.workbook.build import build_workbook
from xlreport.workbook.locate import judge
from xlreport.workbook.read import judge_reading, read_workbook

MADE = datetime(2022, 3, 1, 9, 30)
COVER = Cover(level="县级", kind="政府")

# Fields of each form that may be added to the 2021 form, by the statute's crosswalk; None: nothing of it.
DECISIONS = ("table2.licensing.decisions", "table2.penalty.decisions", "table2.coercion.decisions")


def target_of(field_id: str, form_id: str) -> str | None:
    """Where a number of an agency's form goes in a summary of the 2021 form, by the wording of the crosswalk."""
    table2, _, table3 = form_id.partition("+")
    if field_id.startswith("table2."):
        return field_id if table2 == "2021" or field_id in DECISIONS else None
    if (table3 or table2) == "2019" and field_id.startswith("table3.result.other."):
        return field_id.replace("table3.result.other.", "table3.result.other.other.")
    return field_id


def adds(report: Report, field_id: str) -> Fraction | None:
    """What one cell adds to a sum: its number, money rounded half up to 4 decimals, 件 only where whole."""
    content, field = report[field_id], report.form.by_id[field_id]
    if not content.is_number:
        return None
    exact = Fraction(content.raw)
    near = Fraction(round(exact * 10_000), 10_000)
    if abs(near - exact) <= Fraction(1, 10**9):
        exact = near
    if field.money:
        half_up = (abs(exact) * 10_000 + Fraction(1, 2)) // 1
        return Fraction(int(half_up) * (-1 if exact < 0 else 1), 10_000)
    return exact if exact.denominator == 1 else None


def sums(reports: Iterable[Report]) -> dict[str, Fraction]:
    """Every summary cell that some report adds to, as an exact fraction."""
    found: dict[str, Fraction] = {}
    for report in reports:
        for field in report.form.fields:
            target, amount = target_of(field.id, report.form.id), adds(report, field.id)
            if target is not None and amount is not None:
                found[target] = found.get(target, Fraction(0)) + amount
    return found


def county(rng: random.Random, units: int, *, failing: bool) -> list[Report]:
    """Agencies of one year: mostly of its form, some of another, some with blanks; with faults where asked."""
    found = []
    for place in range(units):
        form = load(rng.choice(["2021", "2021", "2021", "2019", "2021+2019", "2019+2021"] if failing else ["2021"]))
        report = balanced_report(form, rng, agency=f"甲县第{place}局", year=2021)
        if rng.random() < 0.4:
            report = _blank_inputs(report, rng)
        if failing:
            faulty = with_faults(report, rng, rng.randint(0, 4), ties=True)
            report = replace(faulty, agency=report.agency, year=report.year, cover=report.cover)
        found.append(report)
    return found


def _blank_inputs(report: Report, rng: random.Random) -> Report:
    """Zeros left blank: still balanced."""
    zeros = [field.id for field in report.form.fields if report[field.id].scaled == 0]
    return report.with_values({name: BLANK for name in zeros if rng.random() < 0.5})


def hand_in(reports: list[Report], folder: Path) -> list[Path]:
    folder.mkdir()
    paths = []
    for place, report in enumerate(reports):
        path = folder / f"{place:03}.xlsx"
        build_workbook(report, path)
        paths.append(path)
    return paths


def held_against(merged: Consolidation, expected: dict[str, Fraction]) -> None:
    """Each summary cell is the sum, and blank exactly where no report adds anything."""
    summary = merged.summary
    for field in summary.form.fields:
        content = summary[field.id]
        if field.id in expected:
            assert Fraction(content.scaled, 10_000) == expected[field.id], field.id
            assert content.kind == Kind.NUMBER
        else:
            assert content.is_blank, field.id


@pytest.mark.parametrize("seed", range(6))
def test_sums_are_exact_and_the_summary_is_a_report(seed: int, tmp_path: Path) -> None:
    """Only passing units: the summary is right to the last decimal, passes its own checks and reads back the same."""
    rng = random.Random(seed)
    reports = county(rng, rng.randint(1, 12), failing=False)
    hand_in(reports, tmp_path / "in")
    merged = consolidate_files([tmp_path / "in"], Wishes(agency="甲县", level="县级", kind="政府"))
    assert len(merged.accepted) == len(reports)
    held_against(merged, sums(reports))
    target = tmp_path / "汇总.xlsx"
    write_summary(merged, target, made=MADE)
    again = read_workbook(target)
    assert again.mark == "summary"
    assert again.report.values == merged.summary.values
    assert (again.report.agency, again.report.year, again.report.form.id) == ("甲县", 2021, "2021")
    assert again.report.cover == merged.summary.cover
    for findings in (judge(merged.summary), judge_reading(again)):
        assert [finding for finding in findings if finding.is_error] == []


@pytest.mark.parametrize("seed", range(6))
def test_sums_with_failing_units_of_all_forms(seed: int, tmp_path: Path) -> None:
    """Words and broken counts add nothing, other forms go through the crosswalk; nothing else is lost."""
    rng = random.Random(100 + seed)
    reports = county(rng, 10, failing=True)
    hand_in(reports, tmp_path / "in")
    merged = consolidate_files([tmp_path / "in"], Wishes(year=2021, agency="甲县", include_failing=True))
    by_agency = {report.agency: report for report in reports}
    assert [decision.agency for decision in merged.accepted] == sorted(by_agency)
    held_against(merged, sums(reports))
    for decision in merged.accepted:
        errors = [finding for finding in decision.findings if finding.is_error]
        assert decision.failing == bool(errors)
    write_summary(merged, tmp_path / "汇总.xlsx", made=MADE)
    assert read_workbook(tmp_path / "汇总.xlsx").report.values == merged.summary.values


@pytest.mark.parametrize("seed", range(3))
def test_only_passing_units_count_unless_asked(seed: int, tmp_path: Path) -> None:
    rng = random.Random(200 + seed)
    reports = county(rng, 12, failing=True)
    hand_in(reports, tmp_path / "in")
    merged = consolidate_files([tmp_path / "in"], Wishes(year=2021))
    passing = [report for report in reports if not any(finding.is_error for finding in judge(report))]
    assert {decision.agency for decision in merged.accepted} == {report.agency for report in passing}
    held_against(merged, sums(passing))
    counts = merged.counts
    assert counts["files"] == 12 == (counts["accepted"] or 0) + (counts["refused"] or 0) + (counts["ignored"] or 0)


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    rng = random.Random(7)
    paths = hand_in(county(rng, 9, failing=True), tmp_path / "in")
    submissions = [take_in(path, named=True) for path in paths]
    order = Order(load("2021"), 2021, "甲县", COVER, include_failing=True)
    first = consolidate(submissions, order)
    for _ in range(5):
        rng.shuffle(submissions)
        other = consolidate(submissions, order)
        assert other.summary == first.summary
        assert [decision.submission.path for decision in other.decisions] == [
            decision.submission.path for decision in first.decisions
        ]


def test_money_has_no_binary_tail(tmp_path: Path) -> None:
    """Ten times 0.1 is 1, and 0.1 + 0.2 is 0.3; in the summary's own formula too."""
    fees = "table2.fees.amount"
    base = balanced_report(load("2021"), random.Random(1), year=2021)
    amounts = ["0.1"] * 10 + ["0.2", "1944.0495", "415.1885", "0.0001", "0.00005"]
    reports = []
    for place, amount in enumerate(amounts):
        from xlreport.numbers import number

        reports.append(replace(base.with_values({fees: number(float(amount))}), agency=f"甲县第{place}局"))
    hand_in(reports, tmp_path / "in")
    merged = consolidate_files([tmp_path / "in"], Wishes())
    assert merged.summary[fees].plain == 2360.4382  # 1 + 0.2 + 1944.0495 + 415.1885 + 0.0001 + 0.0001
    write_summary(merged, tmp_path / "汇总.xlsx", made=MADE)
    assert read_workbook(tmp_path / "汇总.xlsx").report[fees].plain == 2360.4382


def test_live_sums_are_what_a_spreadsheet_calculates(tmp_path: Path) -> None:
    """Recalculated by a real engine, every cell of the summary shows what it was given."""
    from betteroffice_xlsx import Workbook

    from xlreport.workbook.layout import places

    reports = county(random.Random(3), 8, failing=True)
    hand_in(reports, tmp_path / "in")
    merged = consolidate_files([tmp_path / "in"], Wishes(year=2021, include_failing=True))
    write_summary(merged, tmp_path / "汇总.xlsx", made=MADE)
    book = Workbook.open_recalculated((tmp_path / "汇总.xlsx").read_bytes())
    live = 0
    for name, place in places(merged.summary.form).items():
        assert book.value(place.sheet, place.cell) == merged.summary[name].plain, name
        live += "单位明细" in (book.formula(place.sheet, place.cell) or "")
    assert live == len(sums(reports))


def test_the_last_summary_in_the_folder_changes_nothing(tmp_path: Path) -> None:
    reports = county(random.Random(11), 5, failing=False)
    folder = tmp_path / "in"
    hand_in(reports, folder)
    first = consolidate_files([folder], Wishes(agency="甲县"))
    write_summary(first, folder / "汇总.xlsx", made=MADE)
    second = consolidate_files([folder], Wishes(agency="甲县"))
    assert second.summary == first.summary
    (summary,) = (decision for decision in second.decisions if decision.decision == IGNORED)
    assert summary.submission.path.name == "汇总.xlsx"
    assert [finding.code for finding in summary.findings] == ["C6"]
    counts = second.counts
    assert (counts["files"], counts["accepted"], counts["ignored"]) == (6, 5, 1)


def test_a_blank_everywhere_stays_blank(tmp_path: Path) -> None:
    reports = [
        with_blanks(
            balanced_report(load("2021"), random.Random(place), agency=f"甲县第{place}局", year=2021), random, 1.0
        )
        for place in range(3)
    ]
    # 封面选“无”, or they would be workbooks that nobody filled in
    reports = [replace(report, cover=replace(report.cover, no_requests=True)) for report in reports]
    hand_in(reports, tmp_path / "in")
    merged = consolidate_files([tmp_path / "in"], Wishes())
    assert len(merged.accepted) == 3
    assert all(content.is_blank for content in merged.summary.values)


# The five real reports ------------------------------------------------------------------------------------------------

TABLES = ("table2", "table3", "table4")
NEW, TOTAL = "一、本年新收政府信息公开申请数量", "三、本年度办理结果/（七）总计"


@pytest.fixture
def five(truth: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    """The five reports as workbooks in one folder, named by their numbers."""
    folder = tmp_path / "五份"
    folder.mkdir()
    for number, source in truth.items():
        assert run(["--quiet", "new", "--from", str(source), "-o", str(folder / f"{number}.xlsx")]) == 0
    return {number: folder / f"{number}.xlsx" for number in truth}


def test_round_trip_of_real_reports(five: dict[str, Path], truth: dict[str, Path], tmp_path: Path) -> None:
    for number, workbook in five.items():
        target = tmp_path / f"{number}.json"
        assert run(["--quiet", "export", str(workbook), "--to", "json", "-o", str(target)]) == 0
        before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (truth[number], target))
        for table in TABLES:
            assert after[table] == before[table]
            assert list(after[table]) == list(before[table])
        assert [after[key] for key in ("form", "year", "agency")] == [before[key] for key in ("form", "year", "agency")]


@pytest.mark.parametrize(
    ("number", "code", "errors", "others"),
    [
        ("000", 0, set(), {"L4"}),
        ("001", 1, {"F1", "L1"}, {"L4"}),
        ("002", 0, set(), {"L4"}),
        ("003", 0, set(), {"L4"}),
        ("004", 0, set(), {"L4", "V5"}),
    ],
)
def test_validation_of_real_reports(
    five: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
    number: str,
    code: int,
    errors: set[str],
    others: set[str],
) -> None:
    capsys.readouterr()
    assert run(["validate", str(five[number]), "--json"]) == code
    (outcome,) = json.loads(capsys.readouterr().out)["files"]
    assert outcome["valid"] == (code == 0)
    found = outcome["findings"]
    assert {finding["code"] for finding in found if finding["severity"] == "error"} == errors
    remaining = {finding["code"] for finding in found if finding["severity"] != "error"}
    # A total that is printed blank holds no formula: an info (F4) for all of them.
    assert remaining - {"F4"} == others
    # These files hold the tables alone: that no section has words is said once.
    (unworded,) = (finding for finding in found if finding["code"] == "L4")
    assert "文字部分全部空白" in unworded["message"]
    if number == "004":
        blank_rows = {(finding["table"], finding["row"]) for finding in found if finding["code"] == "V5"}
        assert len(blank_rows) == 3


@pytest.mark.parametrize("include_failing", [False, True])
def test_consolidation_of_real_reports(
    five: dict[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path, include_failing: bool
) -> None:
    target = tmp_path / "汇总.xlsx"
    capsys.readouterr()
    option = ["--include-failing"] if include_failing else []
    folder = next(iter(five.values())).parent
    arguments = ["consolidate", str(folder), "-o", str(target), "--year", "2021", *option, "--json"]
    assert run(arguments) == 1
    outcome = json.loads(capsys.readouterr().out)
    decisions = {Path(unit["path"]).stem: unit["decision"] for unit in outcome["units"]}
    taken = {"000", "001", "002", "004"} if include_failing else {"000", "002", "004"}
    assert decisions == {number: "accepted" if number in taken else "refused" for number in five}
    codes = {
        Path(unit["path"]).stem: {found["code"] for found in unit["findings"] if found["severity"] == "error"}
        for unit in outcome["units"]
    }
    assert codes == {"000": set(), "001": {"F1", "L1"}, "002": set(), "003": {"C4"}, "004": set()}
    summary = outcome["summary"]
    assert summary["form"] == "2021"
    # 74 + 0 + 2483 = 2557, and 18 of the older form; 3, and 128
    assert summary["table2"]["行政许可"] == [2575 if include_failing else 2557]
    assert summary["table2"]["行政处罚"] == [131 if include_failing else 3]
    assert summary["table2"]["行政事业性收费"] == [2359.238]
    assert summary["table2"]["规章"] == [0, 0, 0]
    assert summary["table2"]["行政规范性文件"] == [0, 2, 1]
    assert summary["table3"][NEW] == [3, 0, 0, 0, 0, 0, 3]
    assert summary["table3"][TOTAL][-1] == 3
    assert outcome["counts"]["accepted"] == len(taken)
    assert outcome["counts"]["files"] == 5
    again = read_workbook(target, DEFAULT)
    assert again.mark == "summary"
    failing = {Path(unit["path"]).stem for unit in outcome["units"] if unit["failing"]}
    assert failing == {"001"}
    if include_failing:
        (mapped,) = (unit for unit in outcome["units"] if Path(unit["path"]).stem == "001")
        (c5,) = (found for found in mapped["findings"] if found["code"] == "C5")
        assert "规章·本年新制作数量 2" in c5["message"]


def test_sum_of_real_reports_by_another_way(five: dict[str, Path], truth: dict[str, Path], tmp_path: Path) -> None:
    """Every cell of the three accepted reports, added as fractions of what their JSON prints."""
    target, exported = tmp_path / "汇总.xlsx", tmp_path / "汇总.json"
    assert run(["--quiet", "consolidate", *map(str, five.values()), "-o", str(target), "--year", "2021"]) == 1
    assert run(["--quiet", "export", str(target), "--to", "json", "-o", str(exported)]) == 0
    summary = json.loads(exported.read_text(encoding="utf-8"))
    accepted = [
        json.loads(truth[number].read_text(encoding="utf-8"), parse_float=Fraction) for number in ("000", "002", "004")
    ]
    for table in TABLES:
        for row, numbers in summary[table].items():
            for place, value in enumerate(numbers):
                parts = [report[table][row][place] for report in accepted]
                printed = [Fraction(part) for part in parts if part is not None]
                assert (None if value is None else Fraction(str(value))) == (sum(printed) if printed else None)
