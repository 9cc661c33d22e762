"""Near names: which are taken for one unit, which never, and what is only asked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from xlreport.config import Config, Thresholds
from xlreport.county.roster import Roster, Unit, read_roster

NAMES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("unit_names.toml").read_text(encoding="utf-8"))
PAIRS: list[dict[str, Any]] = NAMES["half"]
BLIND: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("unit_names_blind.toml").read_text(encoding="utf-8")
)["pair"]
CODE, OTHER_CODE = "11330000002482106P", "11330000002482151D"
COUNTY = [
    "青川县发展和改革局",
    "青川县教育局",
    "青川县体育局",
    "青川县水利局",
    "青川县水务局",
    "青川县林业局",
    "青川县农业农村局",
    "青川县第一中学",
    "青川县第二中学",
    "青川县第十一中学",
    "青川县白水镇人民政府",
    "青川县清水镇人民政府",
    "青川县白水乡人民政府",
    "青川县城东街道办事处",
    "青川县城西街道办事处",
    "青川县人民政府",
    "青川县人民政府办公室",
    "青川县机关事务管理局",
    "青川县机关事务服务中心",
    "青川县档案馆",
]


def match_of(written: str, *units: str) -> str:
    """The name of the unit that was found; how, where none was."""
    found = Roster(tuple(map(Unit, units))).find("", written)
    return found.unit.name if found.unit else found.how


@pytest.mark.parametrize("half", PAIRS, ids=lambda half: f"half {half['number']}")
def test_no_wrong_name_is_taken_and_nine_of_ten_right_ones_are(half: dict[str, Any]) -> None:
    wrong = [pair for pair in half["different"] if match_of(*pair) != "none" or match_of(*pair[::-1]) != "none"]
    missed = [pair for pair in half["same"] if match_of(*pair) != pair[1]]
    same, share = len(half["same"]), 1 - len(missed) / len(half["same"])
    print(f"half {half['number']}: {len(wrong)} of {len(half['different'])} wrong, {share:.0%} of {same} found")
    assert wrong == []
    assert share >= 0.9, missed


def test_the_pairs_are_many_and_each_stands_once() -> None:
    every = [tuple(pair) for half in PAIRS for pair in (*half["same"], *half["different"])]
    assert len(set(every)) == len(every) >= 120
    second = PAIRS[1]
    assert len(second["same"]) + len(second["different"]) >= 60


def test_names_of_people_who_had_not_seen_the_words_are_found_and_none_is_taken_wrongly() -> None:
    """Nine of ten at first already; what is no match is answered as no match, never by another unit."""
    answers = [(entry, match_of(entry["written"], *entry["roster"])) for entry in BLIND]
    taken = [(entry["written"], got) for entry, got in answers if got in entry["roster"] and got != entry["expect"]]
    named = [entry for entry in BLIND if entry["expect"] not in ("", "?")]
    missed = [entry["written"] for entry, got in answers if entry in named and got != entry["expect"]]
    assert taken == []
    assert len(BLIND) == 70
    assert 1 - len(missed) / len(named) >= 0.9, missed


def test_no_unit_of_a_county_is_near_another() -> None:
    for unit in COUNTY:
        assert match_of(unit, *(other for other in COUNTY if other != unit)) == "none", unit


@pytest.mark.parametrize(
    ("written", "name"),
    [("青川县发改局", "青川县发展和改革局"), ("水利局", "青川县水利局"), ("白水镇", "青川县白水镇人民政府")],
)
def test_a_short_name_finds_its_unit_among_all_of_the_county(written: str, name: str) -> None:
    assert match_of(written, *COUNTY) == name
    assert match_of(written, *reversed(COUNTY)) == name, "the order of the roster changes nothing"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("青川县市容监督管理局", "青川县市场监督管理局"),
        ("青川县公共资产交易中心", "青川县公共资源交易中心"),
        ("青川县退役军人服务中心", "青川县退役军人事务中心"),
    ],
)
def test_one_character_may_be_the_difference_of_longer_names_too(written: str, name: str) -> None:
    assert match_of(written, name) == "none"


def test_two_units_that_fit_alike_are_a_question() -> None:
    found = Roster((Unit("甲山县水利局"), Unit("乙山县水利局"), Unit("甲山县财政局"))).find("", "水利局")
    assert (found.unit, found.how) == (None, "question")
    assert [unit.name for unit in found.candidates] == ["甲山县水利局", "乙山县水利局"]


@pytest.mark.parametrize("asked", NAMES["asked"], ids=lambda asked: asked["written"])
def test_a_short_form_that_may_mean_several_units_is_a_question(asked: dict[str, Any]) -> None:
    assert match_of(asked["written"], *asked["units"]) == "question"
    assert match_of(asked["written"], *reversed(asked["units"])) == "question"


@pytest.mark.parametrize("best", NAMES["best"], ids=lambda best: best["written"])
def test_what_a_name_says_as_it_stands_comes_before_what_it_may_be_short_for(best: dict[str, Any]) -> None:
    assert match_of(best["written"], *best["units"]) == best["unit"]
    assert match_of(best["written"], *reversed(best["units"])) == best["unit"]


def test_how_a_unit_was_found() -> None:
    roster = Roster((Unit("青川县水利局", CODE, ("青川县水务局",)), Unit("青川县财政局", aliases=("国资中心",))))
    for code, agency, how in (
        (CODE, "别的名称", "code"),
        (CODE.lower(), "", "code"),
        ("", "青川县 水利局", "name"),
        ("", "国资中心", "alias"),
        ("", "县水利局", "near"),
        ("", "县水务局", "near"),
        (CODE, "青川县财政局", "conflict"),
        ("", "青川县体育局", "none"),
        ("", "", "none"),
    ):
        assert roster.find(code, agency).how == how, (code, agency)
    near = roster.find("", "县水利局")
    assert near.unit is roster.units[0]
    assert near.score == 97, "three points for a place that is only 县"


def test_two_different_codes_are_two_units_however_near_the_names() -> None:
    roster = Roster((Unit("青川县水利局", CODE),))
    assert roster.find(OTHER_CODE, "县水利局").how == "none"
    assert roster.find("123", "县水利局").how == "near", "what is no code says nothing"


def test_only_what_is_exact_is_known() -> None:
    roster = Roster((Unit("青川县水利局"),))
    assert roster.known("", "县水利局") is None
    assert roster.known("", "青川县水利局") is roster.units[0]


def test_the_threshold_is_that_of_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("单位名称\n青川县水利局\n", encoding="utf-8")
    assert read_roster(path).find("", "县水利局").how == "near"
    strict = Config(thresholds=Thresholds(near_name=98))
    assert read_roster(path, strict).find("", "县水利局").how == "none"
