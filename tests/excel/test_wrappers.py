"""The VBA of the worksheet functions: as generated, as two VBA checkers see it, as two VBA engines run it."""

from __future__ import annotations

import inspect
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication

from tests.excel.windows import xlwings_on_windows
from tests.macros.conftest import complaints
from tests.office.libreoffice import Formula, LibreOffice
from xlreport.excel.wrappers import function_texts, wrapper_source
from xlreport.forms import load
from xlreport.report import blank_report
from xlreport.workbook.build import Additions, build_workbook

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from build_wrappers import WRITTEN  # noqa: E402  (scripts/ is no package)

NAMES = ("GK_BALANCE", "GK_TOTAL", "GK_USCC", "GK_CHECK", "GK_COMPARE")
TEXTS = """\
Attribute VB_Name = "Texts"
Option Explicit
Public Function TextOf(ByVal key As String) As String
    TextOf = "text of " & key
End Function
"""


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_the_generated_files_are_those_in_the_repository(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == WRITTEN[path]()


def test_the_source_is_ascii_and_explicit() -> None:
    source = wrapper_source()
    assert source.isascii()
    assert "\nOption Explicit\n" in source
    assert max(map(len, source.splitlines())) < 1023  # what a line of VBA may hold


def test_every_function_and_parameter_has_a_text_the_wizard_can_show() -> None:
    texts = function_texts()
    parameters = {"GK_BALANCE": 4, "GK_TOTAL": 1, "GK_USCC": 1, "GK_CHECK": 2, "GK_COMPARE": 2}
    wanted = [f"udf.{name}" for name in NAMES]
    wanted += [f"udf.{name}.{place}" for name in NAMES for place in range(1, parameters[name] + 1)]
    assert set(texts) == {*wanted, "udf.no_python", "udf.failed", "udf.one_area", "udf.lines", "udf.category"}
    for key, text in texts.items():
        assert 0 < len(text) <= 255, key  # the most that MacroOptions takes
        assert not text.isascii()
        text.encode("gbk")
    for name in NAMES:
        assert f'    Describe "{name}", {parameters[name]}\n' in wrapper_source()


def test_the_texts_are_data_that_the_builder_can_load() -> None:
    path = ROOT / "xlreport" / "workbook" / "macro_data" / "functions.toml"
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {"texts": function_texts()}


def test_the_wrappers_ask_for_functions_that_xlwings_would_import() -> None:
    source = wrapper_source()
    with xlwings_on_windows():
        import xlreport.excel.functions as imported

        records = {name: getattr(imported, name).__xlfunc__ for name in NAMES}
    assert f'PYTHON_MODULE As String = "{imported.__name__}"' in source
    texts = function_texts()
    for name, record in records.items():
        parameters = [argument["name"] for argument in record["args"]]
        assert f'    {name} = CallPython("{name}", Array({", ".join(parameters)}))\n' in source
        assert record["ret"]["doc"] == texts[f"udf.{name}"]
        assert [argument["doc"] for argument in record["args"]] == [
            texts[f"udf.{name}.{place}"] for place in range(1, len(parameters) + 1)
        ]
        assert record["category"] == texts["udf.category"]
        assert not record["volatile"]
    assert "Optional ByVal version As Variant" in source
    assert list(inspect.signature(imported.GK_CHECK).parameters) == ["area", "version"]


def test_two_checkers_find_nothing(tmp_path: Path) -> None:
    assert complaints({"Functions.bas": wrapper_source(), "Texts.bas": TEXTS}, tmp_path / "sound") == []
    spoilt = wrapper_source().replace("    Dim missing As String\n", "")
    assert complaints({"Functions.bas": spoilt, "Texts.bas": TEXTS}, tmp_path / "spoilt")


def test_without_the_add_in_a_function_says_what_is_missing() -> None:
    application = ExcelApplication()
    application.add_workbook()
    application.add_module(wrapper_source(), name="Functions")
    application.add_module(TEXTS, name="Texts")
    calls = {
        "B1": 'GK_BALANCE(Range("A1"), 1, 2, 3)',
        "B2": 'GK_TOTAL(Range("A1:A9"))',
        "B3": 'GK_USCC("91350100M000100Y43")',
        "B4": 'GK_CHECK(Range("A1:G25"))',
        "B5": 'GK_COMPARE(Range("A1"), Range("A2"))',
        "B6": 'GK_TOTAL(Range("A1:A2,C1:C2"))',
    }
    lines = "\n".join(f'    Range("{cell}").Value = {call}' for cell, call in calls.items())
    application.add_module(f"Option Explicit\nPublic Sub Ask()\n{lines}\nEnd Sub\n", name="Asking")
    application.run("Ask")
    shown = {cell: application.sheet(1).value(cell) for cell in calls}
    assert shown == {**dict.fromkeys(calls, "text of udf.no_python"), "B6": "text of udf.one_area"}


def test_an_array_formula_larger_than_its_table_shows_empty_texts_beyond_it() -> None:
    asking = """
Public Function Shown(ByVal rowCount As Long, ByVal columnCount As Long) As String
    Dim table(0 To 1, 0 To 1) As Variant
    Dim value As Variant
    table(0, 0) = "code"
    table(0, 1) = "place"
    table(1, 0) = "B1"
    table(1, 1) = 5
    For Each value In Padded(table, rowCount, columnCount)
        Shown = Shown & "[" & CStr(value) & "]"
    Next value
End Function
"""
    application = ExcelApplication()
    application.add_workbook()
    application.add_module(TEXTS, name="Texts")
    application.add_module(wrapper_source() + asking, name="Functions")
    assert application.run("Shown", 3, 3) == "[code][B1][][place][5][][][][]"  # column by column, as VBA goes
    assert application.run("Shown", 1, 2) == "[code][place]"


@pytest.fixture(scope="module")
def office() -> Iterator[LibreOffice]:
    running = LibreOffice()
    yield running
    running.end()


def test_in_libreoffice_a_cell_says_that_python_is_missing(office: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    build_workbook(blank_report(load("2021"), 2021), path, Additions(macros=True))
    typed = {
        "表三!D6": Formula("=GK_TOTAL(1)"),
        "表三!E6": Formula("=GK_BALANCE(1;1;1;1)"),
        "表三!F6": Formula("=GK_CHECK(D7:J8)"),
    }
    with office.open(path, macros=True) as book:
        book.run("Functions.RegisterFunctions")  # LibreOffice has no such help, and goes on without
        book.type(typed)
        assert set(book.values(typed).values()) == {function_texts()["udf.no_python"]}
