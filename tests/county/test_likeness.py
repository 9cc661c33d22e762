"""Units that handed in the same numbers or the same prose are told; those that merely have much in common are not."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from xlreport.config import Config, Thresholds
from xlreport.county.intake import Submission
from xlreport.county.likeness import alike
from xlreport.county.merge import Consolidation, Order, consolidate
from xlreport.county.roster import Roster, Unit
from xlreport.findings.model import Finding
from xlreport.forms import load
from xlreport.numbers import BLANK, number
from xlreport.report import Cover, Report, blank_report
from xlreport.rules.copies import is_copy
from xlreport.workbook.read import Reading

FORM = load("2021")
LETTERS = [chr(letter) for letter in range(0x4E00, 0x4E00 + 3000)]
THREE = {"table2.licensing.decisions": 5, "table2.penalty.decisions": 3, "table2.fees.amount": 1.25}


def unit(name: str, numbers: dict[str, float] | None = None, prose: dict[str, str] | None = None) -> Report:
    report = blank_report(FORM, 2023, name, Cover(level="县级", kind="部门"), zeros=True)
    report = replace(report, narrative=prose or {})
    return report.with_values({key: number(value) for key, value in (numbers or {}).items()})


def merged(*reports: Report, roster: Roster | None = None, config: Config | None = None) -> Consolidation:
    submissions = [
        Submission(Path(f"{place}-{report.agency}.xlsx"), Reading(report, ()), ())
        for place, report in enumerate(reports)
    ]
    return consolidate(submissions, Order(FORM, 2023, "甲县", roster=roster), config or Config())


def told(code: str, *reports: Report) -> list[Finding]:
    return [finding for finding in merged(*reports).findings if finding.code == code]


class TestNumbers:
    def test_both_units_and_both_files_are_named(self) -> None:
        (finding,) = told(
            "C8", unit("甲局", THREE), unit("乙局", THREE), unit("丙局", {**THREE, "table2.fees.amount": 1})
        )
        assert finding.severity == "warning"
        for word in ("甲局（0-甲局.xlsx）", "乙局（1-乙局.xlsx）", "3 个"):
            assert word in finding.message
        assert "丙局" not in finding.message

    def test_three_alike_are_one_finding(self) -> None:
        (finding,) = told("C8", *(unit(name, THREE) for name in ("甲局", "乙局", "丙局")))
        assert all(name in finding.message for name in ("甲局", "乙局", "丙局"))

    def test_two_flow_numbers_above_zero_may_be_chance(self) -> None:
        two = dict(list(THREE.items())[:2])
        assert told("C8", unit("甲局", two), unit("乙局", two)) == []

    def test_what_is_in_force_and_totals_are_no_flow(self) -> None:
        numbers = {
            "table2.normative_documents.in_force": 7,
            "table3.received.new.natural": 1,
            "table3.received.new.total": 1,
            "table3.result.granted.natural": 1,
            "table3.result.granted.total": 1,
            "table3.result.total.natural": 1,
            "table3.result.total.total": 1,
        }
        assert told("C8", unit("甲局", numbers), unit("乙局", numbers)) == [], "one request received and answered"

    def test_the_configuration_says_how_many_tell(self) -> None:
        two = dict(list(THREE.items())[:2])
        config = Config(thresholds=Thresholds(copied_cells=2))
        findings = merged(unit("甲局", two), unit("乙局", two), config=config).findings
        assert [finding.code for finding in findings] == ["C8"]

    def test_a_blank_counts_as_zero(self) -> None:
        blank = unit("乙局", THREE).with_values({"table4.review.upheld": BLANK})
        assert len(told("C8", unit("甲局", THREE), blank)) == 1

    def test_two_files_of_one_unit_are_no_two_units(self) -> None:
        codes = [finding.code for finding in merged(unit("甲局", THREE), unit("甲局", THREE)).findings]
        assert "C8" not in codes

    def test_a_stranger_and_another_year_are_not_compared(self) -> None:
        roster = Roster((Unit("甲局"), Unit("乙局")))
        stranger, old = unit("丙局", THREE), replace(unit("乙局", THREE), year=2022)
        findings = merged(unit("甲局", THREE), stranger, old, roster=roster).findings
        assert "C8" not in [finding.code for finding in findings]

    def test_the_order_of_files_changes_nothing(self) -> None:
        reports = [unit(name, THREE) for name in ("甲局", "乙局", "丙局")]
        files = {report.agency: Path(f"{report.agency}.xlsx") for report in reports}

        def sentences(order: list[Report]) -> list[str]:
            submissions = [Submission(files[report.agency], Reading(report, ()), ()) for report in order]
            return [one.message for one in consolidate(submissions, Order(FORM, 2023, "甲县")).findings]

        assert sentences(reports) == sentences(reports[::-1]) != []


def prose(seed: object, letters: int = 300) -> str:
    return "".join(random.Random(str(seed)).choices(LETTERS, k=letters))


class TestProse:
    def test_a_copied_section_names_units_files_and_section(self) -> None:
        copied = prose(1)
        (finding,) = told("N5", unit("甲局", prose={"五": copied}), unit("乙局", prose={"五": f"2023年，{copied}。"}))
        assert finding.severity == "info"
        assert (finding.table, finding.row) == ("文字部分", "五、存在的主要问题及改进情况")
        for word in ("甲局（0-甲局.xlsx）", "乙局（1-乙局.xlsx）", "五、存在的主要问题及改进情况"):
            assert word in finding.message

    def test_several_sections_of_the_same_units_are_one_finding(self) -> None:
        both = {"五": prose(1), "六": prose(2)}
        (finding,) = told(
            "N5", unit("甲局", prose=both), unit("乙局", prose=both), unit("丙局", prose={"五": prose(3)})
        )
        assert "五、" in finding.message
        assert "六、" in finding.message

    def test_short_texts_and_different_ones_are_no_copies(self) -> None:
        short = prose(1, 99)
        assert told("N5", unit("甲局", prose={"五": short}), unit("乙局", prose={"五": short})) == []
        assert told("N5", unit("甲局", prose={"五": prose(1)}), unit("乙局", prose={"六": prose(1)})) == []

    def test_every_group_is_named_in_the_list_of_problems(self) -> None:
        from xlreport.findings.fold import fold

        reports = [unit(f"{pair}{side}局", prose={"五": prose(pair)}) for pair in range(6) for side in "甲乙"]
        lines = [line.sentence for line in fold(told("N5", *reports))]
        assert len(lines) == 6
        assert all(any(f"{pair}甲局" in line and f"{pair}乙局" in line for line in lines) for pair in range(6))


@pytest.mark.parametrize("seed", range(5))
def test_exactly_the_pairs_that_comparing_each_with_each_finds_are_joined(seed: int) -> None:
    rng = random.Random(seed)
    template = rng.choices(LETTERS, k=260)
    texts = []
    for _ in range(40):
        own = list(template) if rng.random() < 0.7 else rng.choices(LETTERS, k=rng.randint(90, 300))
        for _ in range(rng.randint(0, 6)):
            own[rng.randrange(len(own))] = rng.choice(LETTERS)
        texts.append("".join(own[: len(own) - rng.randint(0, 12)]))
    above = list(range(len(texts)))
    for one in range(len(texts)):
        for other in range(one):
            if is_copy(texts[one], texts[other]):
                old, new = above[one], above[other]
                above = [new if root == old else root for root in above]
    expected = [[place for place, own in enumerate(above) if own == root] for root in sorted(set(above))]
    joined = sorted(group for group in expected if len(group) > 1)
    assert joined
    assert sorted(alike(texts)) == joined


def test_two_thousand_texts_are_compared_in_seconds() -> None:
    rng = random.Random(1)
    phrases = ["".join(rng.choices(LETTERS, k=12)) for _ in range(300)]
    texts = ["".join(rng.choices(phrases, k=30)) for _ in range(1999)]
    texts.append(texts[7][:-3])
    started = time.perf_counter()
    assert alike(texts) == [[7, 1999]]
    assert time.perf_counter() - started < 20
