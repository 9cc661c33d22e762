"""Builds what is kept ready-made in the repository: workbook_templates/ and the demonstration's encrypted workbook.

Run it after a change of a form definition or of the workbook's layout; a test compares every package part.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path

import msoffcrypto.format.ooxml

from xlreport import __version__
from xlreport.county.demo import FILES, demo_county
from xlreport.forms import Form, load
from xlreport.report import blank_report
from xlreport.workbook.build import build_workbook

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "workbook_templates"
PASSWORD = "qinghe"


def template_name(form: Form) -> str:
    """File name of a form's empty workbook."""
    return f"政府信息公开工作年度报告（{form.id}年格式）.xlsx"


def template_bytes(form: Form) -> bytes:
    """The empty workbook of a form: no year, no agency, inputs blank."""
    target = io.BytesIO()
    build_workbook(blank_report(form), target)
    return target.getvalue()


def build_templates(folder: Path) -> None:
    """Write the templates and their manifest."""
    manifest = {"version": __version__, "templates": {}}
    for form in map(load, ("2021", "2019")):
        data = template_bytes(form)
        (folder / template_name(form)).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        manifest["templates"][template_name(form)] = {"form": form.id, "definition": form.digest, "sha256": digest}
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
