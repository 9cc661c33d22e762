"""Whose a report is: the roster, units under several names, codes and names that contradict, summaries one level up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.county.deciding import CODE, OTHER_CODE, by_name, coded, consolidated, decided, put, report
from xlreport.config import Config
from xlreport.console.app import run
from xlreport.county.pipeline import Wishes, consolidate_files
from xlreport.county.roster import Roster, Unit
from xlreport.numbers import number


class TestRoster:
    def roster(self, folder: Path, words: str) -> list[str]:
        path = folder.parent / "名册.csv"
        path.write_text(words, encoding="utf-8-sig")
        return ["--roster", str(path)]

    def test_missing_units_and_strangers_are_named(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        put(folder, "甲.xlsx", report("甲局"))
        put(folder, "丁.xlsx", report("丁局", 2))
        code, data = consolidated(capsys, folder, *self.roster(folder, "单位名称\n甲局\n乙局\n"))
        assert code == 1
        assert [
            (finding["code"], "乙局" in finding["message"]) for finding in data["findings"] if finding["code"] == "C1"
        ] == [("C1", True)]
        assert [finding["code"] for finding in by_name(data)["丁.xlsx"]["findings"]] == ["C3"]
        assert (data["counts"]["due"], data["counts"]["missing"]) == (2, 1)

    def test_a_unit_is_known_by_code_then_name_then_alias(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        coded = report("改了名的局")
        coded = replace(coded, cover=replace(coded.cover, code="11330000002482106X"))
        put(folder, "1.xlsx", coded)
        put(folder, "2.xlsx", report("乙 局", 2))
        put(folder, "3.xlsx", report("丙县丙局", 3))
        words = "单位名称,统一社会信用代码,别名\n甲局,11330000002482106X,\n乙局,,\n丙局,,丙县丙局、丙办\n"
        _, data = consolidated(capsys, folder, *self.roster(folder, words))
        assert [unit["agency"] for unit in sorted(data["units"], key=lambda unit: unit["path"])] == [
            "甲局",
            "乙局",
            "丙局",
        ]
        assert data["counts"]["missing"] == 0

    def test_an_alias_of_two_units_is_no_match(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        put(folder, "1.xlsx", report("执法局"))
        _, data = consolidated(capsys, folder, *self.roster(folder, "单位名称,别名\n甲局,执法局\n乙局,执法局\n"))
        assert [unit["decision"] for unit in data["units"]] == ["refused"]


class TestOneUnitUnderSeveralNames:
    """A unit is known by its code and by its name; who shares either is the same unit."""

    def test_the_same_code_under_two_names_counts_once(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        new = coded(report("甲县甲局"), CODE).with_values({"table2.licensing.decisions": number(77)})
        put(folder, "旧.xlsx", coded(report("甲局"), CODE), saved_at=1_700_000_000)
        put(folder, "新.xlsx", new, saved_at=1_700_000_100)
        _, data = consolidated(capsys, folder)
        assert {name: unit["decision"] for name, unit in by_name(data).items()} == {
            "旧.xlsx": "ignored",
            "新.xlsx": "accepted",
        }
        assert data["summary"]["table2"]["行政许可"] == [77]
        (finding,) = [one for one in by_name(data)["新.xlsx"]["findings"] if one["code"] == "C2"]
        assert "甲局、甲县甲局" in finding["message"] or "甲县甲局、甲局" in finding["message"]

    def test_a_report_without_code_joins_those_of_its_name_and_so_their_code(self, folder: Path) -> None:
        for place, filled in enumerate((coded(report("甲局"), CODE), report("甲局"), coded(report("甲县甲局"), CODE))):
            put(folder, f"{place}.xlsx", filled)
        merged = consolidate_files([folder], Wishes(2021))
        assert sorted(decided(merged).values()) == ["accepted", "ignored", "ignored"]

    @pytest.mark.parametrize("codes", [("", ""), (CODE, ""), (CODE, OTHER_CODE), ("无", "无")])
    def test_units_that_share_neither_are_two(self, codes: tuple[str, str], folder: Path) -> None:
        for name, code in zip(("甲局", "乙局"), codes, strict=True):
            put(folder, f"{name}.xlsx", coded(report(name), code))
        merged = consolidate_files([folder], Wishes(2021, include_failing=True), Config(severity={"L5": "warning"}))
        assert list(decided(merged).values()) == ["accepted", "accepted"]

    def test_units_that_the_roster_tells_apart_are_two(self, folder: Path) -> None:
        for name in ("甲局", "乙局"):
            put(folder, f"{name}.xlsx", coded(report(name), CODE))
        merged = consolidate_files([folder], Wishes(2021, roster=Roster((Unit("甲局"), Unit("乙局")))))
        assert list(decided(merged).values()) == ["accepted", "accepted"]


def test_strangers_that_are_let_in_count_once_too(folder: Path) -> None:
    put(folder, "旧.xlsx", report("丁局"), saved_at=1_700_000_000)
    put(folder, "新.xlsx", report("丁局", 2), saved_at=1_700_000_100)
    wishes = Wishes(2021, roster=Roster((Unit("甲局"),)))
    merged = consolidate_files([folder], wishes, Config(severity={"C3": "warning"}))
    assert decided(merged) == {"旧.xlsx": "ignored", "新.xlsx": "accepted"}
    assert set(decided(consolidate_files([folder], wishes)).values()) == {"refused"}


@pytest.mark.parametrize(
    ("code", "agency", "found"),
    [
        (CODE, "甲局", "甲局"),
        (CODE, "新名字", "甲局"),
        (CODE, "", "甲局"),
        (CODE, "乙局", None),
        (CODE, "乙办", None),
        (CODE, "执法局", "甲局"),
        ("", "执法局", None),
        ("", "乙办", "乙局"),
        (OTHER_CODE, "乙局", "乙局"),
        ("", "", None),
    ],
)
def test_code_and_name_must_not_point_to_different_units(code: str, agency: str, found: str | None) -> None:
    roster = Roster((Unit("甲局", CODE, ("执法局",)), Unit("乙局", "", ("乙办", "执法局"))))
    unit = roster.find(code, agency).unit
    assert (unit.name if unit else None) == found


def test_the_code_of_one_unit_with_the_name_of_another_is_a_stranger(folder: Path) -> None:
    put(folder, "1.xlsx", coded(report("乙局"), CODE))
    merged = consolidate_files([folder], Wishes(2021, roster=Roster((Unit("甲局", CODE), Unit("乙局")))))
    (decision,) = merged.decisions
    assert (decision.decision, [finding.code for finding in decision.findings]) == ("refused", ["C3"])


class TestSummariesOneLevelUp:
    @pytest.fixture
    def counties(self, tmp_path: Path) -> Path:
        above = tmp_path / "市"
        above.mkdir()
        for place, county in enumerate(("甲县", "乙县")):
            below = tmp_path / county
            below.mkdir()
            for unit in (1, 2):
                put(below, f"{unit}.xlsx", report(f"{county}{unit}局", 10 * place + unit))
            target = str(above / f"{county}.xlsx")
            run(["--quiet", "consolidate", str(below), "-o", target, "--year", "2021", "--agency", county])
        return above

    def test_summaries_of_listed_units_add_up(self, counties: Path) -> None:
        roster = Roster((Unit("甲县"), Unit("乙县")))
        merged = consolidate_files([counties], Wishes(roster=roster, agency="某市"))
        assert decided(merged) == {"甲县.xlsx": "accepted", "乙县.xlsx": "accepted"}
        units = [report(f"{county}{unit}局", 10 * place + unit) for place, county in enumerate(("甲县", "乙县"))
                 for unit in (1, 2)]  # fmt: skip
        for entry in merged.summary.form.fields:
            assert merged.summary[entry.id].scaled == sum(unit[entry.id].scaled for unit in units), entry.id
        assert merged.missing == ()

    def test_other_summaries_stay_ignored(self, counties: Path) -> None:
        assert set(decided(consolidate_files([counties], Wishes(2021))).values()) == {"ignored"}
        listed = Wishes(2021, roster=Roster((Unit("甲县"),)))
        assert decided(consolidate_files([counties], listed)) == {"甲县.xlsx": "accepted", "乙县.xlsx": "ignored"}
        own = replace(listed, agency="甲县")
        assert set(decided(consolidate_files([counties], own)).values()) == {"ignored"}
