"""One rule, several evaluators: Python on one report, arrays over many, and the live formulas of the workbook.

The formulas are calculated by two real engines: one in process for every report, LibreOffice for a sample. A normal
run types in a quarter of the reports that a long run does, and the arrays are held against all of them.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from betteroffice_xlsx import CellError, Workbook

from tests.samples import balanced_report, with_blanks, with_faults
from xlreport.forms import Form, load
from xlreport.numbers import Content, Kind
from xlreport.report import Report
from xlreport.rules import balance, check, values
from xlreport.workbook import checks
from xlreport.workbook.build import build_workbook
from xlreport.workbook.layout import places
from xlreport.workbook.read_text import parse_year

FORMS = ("2021", "2019", "2021+2019", "2019+2021")
PARTS = 4
"""The reports of a form are tried in parts: the first in a normal run, the others in a long one."""
PER_PART = {"2021": 126, "2019": 126, "2021+2019": 12, "2019+2021": 12}
VALUE_CODES = ("V1", "V2", "V3", "V4", "V5")
MANY = 10**6
COVER = {"agency": "C4", "year": "C6", "level": "C7", "kind": "C8", "no_requests": "C12", "no_disputes": "C13"}

Cell = int | float | str | None


def reports(form: Form, seed: int, count: int, *, ties: bool = False) -> list[Report]:
    """Random reports: balanced ones, each as it is and with one to five faults; some with many blanks.

    Ties at the fifth decimal of a count are left to LibreOffice: the engine in process rounds some of them down
    (25.12345 to 25.1234), which Excel and LibreOffice do not.
    """
    rng = random.Random(f"{form.id} {seed}")
    found = []
    for place in range(count):
        faults = place % 6
        if faults == 0:
            base = balanced_report(form, rng)
            base = with_blanks(base, rng, rng.random() ** 2) if place % 4 == 0 else base
        found.append(with_faults(base, rng, faults, ties=ties))
    return found


@dataclass(frozen=True)
class Verdict:
    """What one line of 校验 comes to: its state; count and first place, or the difference, where it has them."""

    state: str
    count: int | None = None
    first: str = ""
    difference: float | None = None


def verdicts(report: Report) -> dict[str, Verdict]:
    """Every live line of 校验 by the findings of the Python check alone."""
    form, breaches = report.form, list(check(report))
    words = {breach.on for breach in breaches if breach.code == "V1"}
    broken = {(breach.code, breach.on): breach.difference for breach in breaches if breach.code.startswith("B")}
    found: dict[str, Verdict] = {}
    for relation in form.relations:
        difference = broken.get((relation.code, relation.on))
        if words & set(relation.fields):
            assert difference is None, "a relation that touches words is not decided"
            found[relation.id] = Verdict("未判断")
        elif difference is None:
            found[relation.id] = Verdict("平衡", difference=0)
        else:
            found[relation.id] = Verdict("差", difference=difference)
    for code in VALUE_CODES:
        for table in form.tables:
            seen = [breach.on or "" for breach in breaches if breach.code == code]
            own = [name for name in seen if form.by_id[name].table == table.id]
            state = f"{len(own)} 处" if own else "通过"
            found[f"{code}.{table.id}"] = Verdict(state, len(own), places(form)[own[0]].cell if own else "")
    cover = {breach.case: breach.actual for breach in breaches if breach.code == "F5"}
    for case in ("agency", "year", "level", "kind"):
        state = "通过" if case not in cover else "不在可选范围" if cover[case] else "未填写"
        found[f"F5.{case}"] = Verdict(state)
    laws = {breach.case for breach in breaches if breach.code == "L1"}
    found["L1"] = Verdict("不符" if "no_power" in laws else "无法判断" if laws else "通过")
    return found


def held(read: Callable[[str], Cell], report: Report) -> dict[str, Verdict]:
    """Every live line as the cells of a calculated 校验 sheet show it."""
    found: dict[str, Verdict] = {}
    for line in checks.lines(report.form):
        if line.code in checks.IN_PYTHON:
            continue
        state = str(read(f"G{line.row}"))
        if line.code.startswith("B"):
            difference = read(f"F{line.row}")
            shown = None if difference in ("", None) else round(float(difference or 0), 9)
            if state.startswith("差"):
                assert abs(float(state.removeprefix("差 ")) - (shown or 0)) < 1e-9
                state = "差"
            left, right = read(f"D{line.row}"), read(f"E{line.row}")
            if shown is not None:
                assert abs(float(left or 0) - float(right or 0) - shown) < 1e-6
            found[line.key] = Verdict(state, difference=shown)
        elif line.code.startswith("V"):
            count = read(f"D{line.row}")
            found[line.key] = Verdict(state, int(count or 0), str(read(f"H{line.row}") or ""))
        else:
            found[line.key] = Verdict(state)
    return found


def compared(report: Report, live: dict[str, Verdict]) -> None:
    """Fails with the lines on which the two disagree."""
    expected = {key: verdict for key, verdict in verdicts(report).items() if key in live}
    assert len(expected) == len(live)
    wrong = {key: (live[key], expected[key]) for key in live if live[key] != expected[key]}
    assert not wrong, wrong


class Bench:
    """A workbook of a form in the engine, to type reports into, totals too; what depends on them is recalculated."""

    def __init__(self, form: Form) -> None:
        data = io.BytesIO()
        build_workbook(balanced_report(form, random.Random(form.id)), data)
        self.book = Workbook.open_recalculated(data.getvalue())
        self.where = {
            field.id: (place.sheet, place.cell) for field in form.fields for place in [places(form)[field.id]]
        }
        self.held: dict[tuple[str, str], str] = {}

    def type_in(self, report: Report) -> None:
        """Type a whole report; cells that hold what they should are passed over."""
        cells = {self.where[field.id]: typed(report[field.id]) for field in report.form.fields}
        cover = report.cover
        entries = {
            "agency": f"'{report.agency}" if report.agency else "",
            "year": str(report.year or ""),
            "level": cover.level,
            "kind": cover.kind,
            "no_requests": "无" if cover.no_requests else "有",
            "no_disputes": "无" if cover.no_disputes else "有",
        }
        cells |= {("封面", COVER[key]): words for key, words in entries.items()}
        changed: dict[str, dict[str, str]] = {}
        for (sheet, cell), words in cells.items():
            if self.held.get((sheet, cell)) != words:
                changed.setdefault(sheet, {})[cell] = words
        for sheet, edits in changed.items():
            self.book.set_many(sheet, edits)
        self.held = cells


@cache
def bench(form_id: str) -> Bench:
    return Bench(load(form_id))


def typed(content: Content) -> str:
    """What a person would type to get this content."""
    if content.kind == Kind.BLANK:
        return ""
    if content.kind == Kind.ERROR:
        return "=1/0"
    return str(content.raw) if content.is_number else f"'{content.raw}"


def reader(book: Workbook) -> Callable[[str], Cell]:
    def read(cell: str) -> Cell:
        value = book.value("校验", cell)
        assert not isinstance(value, CellError), f"校验!{cell} shows {value}"
        return value

    return read


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))])
@pytest.mark.parametrize("form_id", FORMS)
def test_live_formulas_agree_with_python(form_id: str, part: int) -> None:
    """126 reports of each statutory format, 12 of each mixture, typed into a workbook; in a long run 504 and 48."""
    own = Bench(load(form_id))
    states: set[str] = set()
    for report in reports(load(form_id), part, PER_PART[form_id]):
        own.type_in(report)
        live = held(reader(own.book), report)
        compared(report, live)
        states |= {verdict.state for verdict in live.values()}
    wanted = {"平衡", "差", "未判断", "通过", "未填写", "1 处"}
    assert wanted <= states, "the sample meets every common state"
    if PER_PART[form_id] > 100:
        assert {"不在可选范围", "不符", "无法判断"} <= states


@pytest.mark.parametrize("form_id", FORMS)
def test_what_is_typed_is_what_the_engine_holds(form_id: str) -> None:
    """Else the comparison above would compare two other reports."""
    own = Bench(load(form_id))
    for report in reports(load(form_id), 99, 12):
        own.type_in(report)
        for field in report.form.fields:
            value, content = own.book.value(*own.where[field.id]), report[field.id]
            if content.kind == Kind.ERROR:
                assert isinstance(value, CellError)
            else:
                assert value == (float(content.raw) if content.is_number else content.plain)


@pytest.mark.parametrize("form_id", FORMS)
def test_arrays_agree_with_python(form_id: str) -> None:
    """The same arithmetic over all reports at once: every relation and every value rule."""
    form = load(form_id)
    many = [report for part in range(PARTS) for report in reports(form, part, PER_PART[form_id])]
    scaled = np.array([report.scaled for report in many], dtype=np.int64).T
    kinds = np.array([report.kinds for report in many], dtype=np.uint8).T
    by_report = [verdicts(report) for report in many]
    for residual in balance.residuals(form, scaled, kinds):
        state = np.where(residual.broken, "差", np.where(residual.undecided, "未判断", "平衡"))
        assert state.tolist() == [verdict[residual.relation.id].state for verdict in by_report]
        expected = [verdict[residual.relation.id].difference for verdict in by_report]
        decided = ~np.asarray(residual.undecided)
        assert (np.asarray(residual.difference)[decided] / 10_000).tolist() == [
            difference for difference in expected if difference is not None
        ]
    excused = {
        "table2": np.zeros(len(many), bool),
        "table3": np.array([report.cover.no_requests for report in many]),
        "table4": np.array([report.cover.no_disputes for report in many]),
    }
    counts: dict[str, np.ndarray] = {}
    for code, field, flag in values.flags(form, scaled, kinds):
        seen = flag & ~excused[field.table] if code == "V5" else flag
        key = f"{code}.{field.table}"
        counts[key] = counts.get(key, np.zeros(len(many), int)) + np.asarray(seen).astype(int)
    for key, count in counts.items():
        assert count.tolist() == [verdict[key].count for verdict in by_report]


@pytest.mark.parametrize("count", [12, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize("form_id", ["2021", "2019"])
def test_built_workbooks_hold_true_values(form_id: str, count: int) -> None:
    """A built workbook's saved values are those a full recalculation gives, formulas of totals included.

    Twelve reports: without faults, and with one to five, twice; 60 in a long run.
    """
    for report in reports(load(form_id), 7, count):
        data = io.BytesIO()
        build_workbook(report, data)
        saved = held(reader(Workbook.open(data.getvalue())), report)
        compared(report, saved)
        recalculated = Workbook.open_recalculated(data.getvalue())
        assert held(reader(recalculated), report) == saved


@pytest.mark.parametrize(
    "words",
    ["2021", "2021年", " 2021 ", "2021 年", "", "年", "21", "1999", "2000", "2100", "2101", "2021.5", "二〇二一", "abc",
     "2021.0"],
)  # fmt: skip
def test_years_typed_as_words(words: str) -> None:
    book = bench("2021").book
    book.set("封面", COVER["year"], f"'{words}")
    line = checks.line_of(load("2021"), "F5.year")
    assert book.value("校验", f"G{line.row}") == ("未填写" if parse_year(words) is None else "通过")


# LibreOffice ---------------------------------------------------------------------------------------------------------

POISON = "987654"
_FORMULA_VALUE = re.compile(r"(</f>)<v>[^<]*</v>")
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def poisoned(data: bytes) -> bytes:
    """The workbook with a wrong saved value in every formula cell: whoever trusts one is found out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            part = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = _FORMULA_VALUE.sub(rf"\1<v>{POISON}</v>", part.decode()).encode()
            copy.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("count", [6, pytest.param(60, marks=pytest.mark.long)])
def test_libreoffice_agrees_with_python(count: int, tmp_path: Path) -> None:
    """As many reports of each format, converted in one run of the program."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is part of this test: install libreoffice-calc"
    profile, source, target = tmp_path / "profile", tmp_path / "in", tmp_path / "out"
    for folder in (profile / "user", source, target):
        folder.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    sample: dict[str, Report] = {}
    for form_id in ("2021", "2019"):
        for place, report in enumerate(reports(load(form_id), 50, count, ties=True)):
            data = io.BytesIO()
            build_workbook(report, data)
            name = f"{form_id}-{place:02}.xlsx"
            (source / name).write_bytes(poisoned(data.getvalue()))
            sample[name] = report
    command = [soffice, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "xlsx", "--outdir"]
    files = [str(source / name) for name in sample]
    subprocess.run([*command, str(target), *files], check=True, capture_output=True, timeout=600)
    for name, report in sample.items():
        book = openpyxl.load_workbook(target / name, data_only=True, read_only=True)
        rows = [list(row) for row in book["校验"].iter_rows(max_col=8, values_only=True)]
        assert POISON not in {str(value) for row in rows for value in row}, "a saved value was believed"

        def read(cell: str, rows: list[list[Cell]] = rows) -> Cell:
            return rows[int(cell[1:]) - 1]["ABCDEFGH".index(cell[0])]

        compared(report, held(read, report))
    assert len(sample) == 2 * count
