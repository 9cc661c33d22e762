"""The ready-made workbooks are what the program builds today, part by part."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from xlreport.county.demo import FILES
from xlreport.forms import load
from xlreport.workbook.read import read_workbook

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from build_artifacts import PASSWORD, TEMPLATES, template_bytes, template_name  # noqa: E402  (scripts/ is no package)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("macros", [False, True], ids=["xlsx", "xlsm"])
@pytest.mark.parametrize("form_id", ["2021", "2019"])
def test_the_template_in_the_repository_is_the_one_built_today(form_id: str, macros: bool) -> None:
    form = load(form_id)
    kept = parts((TEMPLATES / template_name(form, macros=macros)).read_bytes())
    built = parts(template_bytes(form, macros=macros))
    assert kept.keys() == built.keys()
    assert [name for name in built if kept[name] != built[name]] == []


@pytest.mark.parametrize("form_id", ["2021", "2019"])
def test_building_twice_gives_the_same_bytes(form_id: str) -> None:
    assert template_bytes(load(form_id)) == template_bytes(load(form_id))


def test_the_manifest_names_definition_and_bytes_of_each_template() -> None:
    import hashlib

    manifest = json.loads((TEMPLATES / "manifest.json").read_text(encoding="utf-8"))
    for name, entry in manifest["templates"].items():
        assert entry["definition"] == load(entry["form"]).digest
        assert entry["sha256"] == hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("form_id", ["2021", "2019"])
def test_a_template_holds_no_name_no_year_and_no_numbers_but_the_totals(form_id: str) -> None:
    report = read_workbook(TEMPLATES / template_name(load(form_id))).report
    assert (report.agency, report.year) == ("", None)
    for field in report.form.fields:
        assert report[field.id].plain == (0 if field.id in report.form.totals else None), field.id


def test_every_part_of_a_template_is_well_formed_and_declared() -> None:
    from xml.etree import ElementTree

    package = parts((TEMPLATES / template_name(load("2021"))).read_bytes())
    types = package["[Content_Types].xml"].decode()
    for name, data in package.items():
        ElementTree.fromstring(data)
        declared = f'PartName="/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types
        assert declared, name
    assert "sheet.main+xml" in types
    assert "macroEnabled" not in types


def test_formulas_use_only_functions_that_excel_2010_wps_and_libreoffice_share() -> None:
    import re

    shared = {
        *("SUM", "COUNT", "COUNTA", "COUNTIF", "SUMPRODUCT", "IF", "AND", "OR", "IFERROR", "ROUND", "ABS", "INT"),
        *("INDEX", "MATCH", "ISBLANK", "ISNUMBER", "LEFT", "RIGHT", "TRIM", "SUBSTITUTE", "VALUE", "TEXT", "HYPERLINK"),
    }
    for form_id in ("2021", "2019"):
        package = parts(template_bytes(load(form_id)))
        used: set[str] = set()
        for name, data in package.items():
            if name.startswith("xl/worksheets/sheet"):
                for formula in re.findall(r"<(?:f|formula)>(.*?)</", data.decode()):
                    used |= set(re.findall(r"([A-Z][A-Z0-9.]+)\(", formula))
        assert used <= shared, used - shared


def test_the_demonstrations_encrypted_workbook_holds_the_report_of_its_unit(tmp_path: Path) -> None:
    locked = msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO((FILES / "encrypted.xlsx").read_bytes()))
    locked.load_key(password=PASSWORD)
    plain = tmp_path / "plain.xlsx"
    with plain.open("wb") as file:
        locked.decrypt(file)
    assert read_workbook(plain).report.agency == "青禾县卫生健康局"
