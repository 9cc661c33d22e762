"""The .xlsm as a package: the project that macros/ stands for, texts for every key, a ribbon, the sheets of .xlsx."""

from __future__ import annotations

import inspect
import io
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from oletools.olevba import VBA_Parser

from tests.macros.conftest import Sources
from xlreport.excel import buttons
from xlreport.forms import Form, load
from xlreport.report import blank_report
from xlreport.workbook import macros
from xlreport.workbook.build import Additions, build_workbook
from xlreport.workbook.read import read_workbook

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from build_vba import project_bytes  # noqa: E402  (scripts/ is no package)

BEGINNINGS = {"table", "udf."}
"""Of keys that a macro puts together: table2 to table4, and a key for each worksheet function and argument."""


def package(form: Form, *, with_macros: bool) -> dict[str, bytes]:
    target = io.BytesIO()
    build_workbook(blank_report(form, 2021), target, Additions(macros=with_macros))
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def decoded(project: bytes) -> dict[str, str]:
    """Source of each module of a VBA project, as another program than ours decodes it."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    return {name: code.replace("\r\n", "\n") for _, _, name, code in parser.extract_macros()}


def body(text: str) -> str:
    """A source without the lines that only name the module."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("Attribute VB_")).strip()


@pytest.fixture(params=["2021", "2019"])
def form(request: pytest.FixtureRequest) -> Form:
    return load(request.param)


def test_the_project_in_the_package_holds_the_sources_of_macros(sources: Sources) -> None:
    kept = {name: body(text) for name, text in decoded(macros.PROJECT.read_bytes()).items()}
    assert {name: body(text) for name, text in sources.items()} == {name: kept[name] for name in sources}
    sheets = {name: text for name, text in kept.items() if name not in sources}
    assert sorted(sheets) == [f"Sheet{number}.cls" for number in range(1, 10)]
    assert set(sheets.values()) == {""}


def test_lines_of_the_project_end_as_vba_ends_them() -> None:
    """Excel writes and expects CR LF; a project with bare LF is reported to be taken for damaged."""
    for _, _, name, code in VBA_Parser("vbaProject.bin", data=macros.PROJECT.read_bytes()).extract_macros():
        assert "\n" not in code.replace("\r\n", ""), name


def test_building_the_project_again_gives_the_same_sources() -> None:
    assert decoded(project_bytes()) == decoded(macros.PROJECT.read_bytes())


def test_the_macros_find_a_text_for_every_key_they_name(form: Form, sources: Sources) -> None:
    texts = macros.macro_texts(form)
    named = set(re.findall(r'(?:TextOf|NumberOf|Filled|Sentence)\("([^"&]+)"', "".join(sources.values())))
    assert len(named) > 20
    assert {key for key in named if key not in texts and key not in BEGINNINGS} == set()
    assert all(texts.values())
    assert len(texts) <= 200  # as many rows as Texts.bas reads


def test_a_sentence_has_a_place_for_every_argument(sources: Sources) -> None:
    for key, arguments in re.findall(
        r'Filled\("([^"]+)"((?:, [^,()]+(?:\([^()]*(?:\([^()]*\))?[^()]*\))?)*)\)', "".join(sources.values())
    ):
        places = set(re.findall(r"\{\d\}", macros.words()["texts"][key]))
        assert places, key
        assert arguments, key


def test_every_action_has_a_button_a_ribbon_entry_and_a_sub(form: Form, sources: Sources) -> None:
    actions = {*macros.NATIVE, *macros.WITH_PYTHON}
    assert actions == set(re.findall(r'Case "(\w+)"', sources["Buttons.bas"]))
    assert actions <= set(re.findall(r"Public Sub (\w+)\(\)", sources["Buttons.bas"]))
    parts = package(form, with_macros=True)
    ribbon = ElementTree.fromstring(parts["customUI/customUI14.xml"])
    buttons = [entry for entry in ribbon.iter() if entry.tag.endswith("}button")]
    assert {button.get("id") for button in buttons} == actions
    assert {button.get("label") for button in buttons} == set(macros.words()["captions"].values())
    drawings = "".join(data.decode() for name, data in parts.items() if name.endswith(".vml"))
    assert set(re.findall(r"<x:FmlaMacro>\[0\]!(\w+)<", drawings)) == actions


def test_what_python_does_in_excel_is_reached_from_a_button_or_from_the_readme(sources: Sources) -> None:
    """A sub hands Python the name of a function as text: a misspelt one would fail only on a person's machine."""
    pressed = set(re.findall(r'PythonRan\("(\w+)"\)', sources["Buttons.bas"]))
    told = set(re.findall(r"buttons\.(\w+)\(\)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert pressed == {"smart_check", "make_document", "merge_folder"}
    offered = inspect.getmembers(
        buttons, lambda member: inspect.isfunction(member) and member.__module__ == buttons.__name__
    )
    assert pressed | told == {name for name, _ in offered if not name.startswith("_")}


def test_every_part_is_well_formed_and_the_content_type_is_that_of_the_ending(form: Form) -> None:
    for with_macros, kind in ((True, "macroEnabled.main+xml"), (False, "spreadsheetml.sheet.main+xml")):
        parts = package(form, with_macros=with_macros)
        for name, data in parts.items():
            if not name.endswith(".bin"):
                ElementTree.fromstring(data)
        types = parts["[Content_Types].xml"].decode()
        assert kind in types
        assert ("vbaProject" in types) == with_macros
        assert ("xl/vbaProject.bin" in parts) == with_macros


def test_building_twice_gives_the_same_bytes(form: Form) -> None:
    assert package(form, with_macros=True) == package(form, with_macros=True)


def test_the_workbook_with_macros_reads_back_as_the_one_without(form: Form, tmp_path: Path) -> None:
    readings = []
    for name, with_macros in (("a.xlsm", True), ("a.xlsx", False)):
        build_workbook(blank_report(form, 2021), tmp_path / name, Additions(macros=with_macros))
        reading = read_workbook(tmp_path / name)
        assert reading.remarks == ()
        readings.append((reading.report.values, reading.report.cover, reading.report.year))
    assert readings[0] == readings[1]
