"""Builds what is kept ready-made in the repository: workbook_templates/ and the demonstration's encrypted workbook.

Run it after a change of a form definition or of the workbook's layout; a test compares every package part.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from itertools import product
from pathlib import Path

import msoffcrypto.format.ooxml

from xlreport import __version__
from xlreport.county.demo import FILES, demo_county
from xlreport.forms import Form, load
from xlreport.report import blank_report
from xlreport.workbook.build import Additions, build_workbook

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "workbook_templates"
PASSWORD = "qinghe"


def template_name(form: Form, *, macros: bool = False) -> str:
    """File name of a form's empty workbook, without or with macros."""
    ending = "，含宏）.xlsm" if macros else "）.xlsx"
    return f"政府信息公开工作年度报告（{form.id}年格式{ending}"


def template_bytes(form: Form, *, macros: bool = False) -> bytes:
    """The empty workbook of a form: no year, no agency, inputs blank."""
    target = io.BytesIO()
    build_workbook(blank_report(form), target, Additions(macros=macros))
    return target.getvalue()


def build_templates(folder: Path) -> None:
    """Write the templates and their manifest."""
    manifest = {"version": __version__, "templates": {}}
    for form, macros in product(map(load, ("2021", "2019")), (False, True)):
        name, data = template_name(form, macros=macros), template_bytes(form, macros=macros)
        (folder / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        manifest["templates"][name] = {"form": form.id, "definition": form.digest, "sha256": digest}
    words = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(words + "\n", encoding="utf-8")


def build_encrypted_workbook(target: Path) -> None:
    """Write the demonstration's workbook with a password; its bytes differ each time, since the salt is random."""
    unit = next(unit for unit in demo_county().units if unit.encrypted)
    assert unit.report is not None
    plain, locked = io.BytesIO(), io.BytesIO()
    build_workbook(unit.report, plain)
    plain.seek(0)
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(PASSWORD, locked)
    target.write_bytes(locked.getvalue())


if __name__ == "__main__":
    build_templates(TEMPLATES)
    if "--encrypted" in sys.argv or not (FILES / "encrypted.xlsx").is_file():
        build_encrypted_workbook(FILES / "encrypted.xlsx")
