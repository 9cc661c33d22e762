"""What an explanation of a finding is tied to: cells of a fresh workbook and the values they hold now."""

from __future__ import annotations

import hashlib

from xlreport.findings.model import Breach, Value
from xlreport.report import SECTIONS, Report
from xlreport.workbook.layout import COVER, COVER_ITEMS, NARRATIVE, cover_cell, places, section_cell

_WHOLE = 60
"""Texts up to this many letters are kept whole, longer ones as their first words, length and a short hash."""
_OPENING = 20


def tied_to(report: Report, breach: Breach) -> dict[str, Value]:
    """The cells that a breach is about, each with the value, cover entry, sentence or text it holds.

    Cells are the standard ones, wherever a field was read, so that a fresh copy knows them. {} where a breach is about
    no cell at all.
    """
    where = places(report.form)
    tied: dict[str, Value] = {str(where[name]): report[name].plain for name in breach.fields}
    key = breach.args.get("key")
    if isinstance(key, str) and key in SECTIONS:
        sentence = breach.args.get("sentence")
        text = told(report.narrative.get(key, ""))
        tied[f"{NARRATIVE}!{section_cell(key)}"] = str(sentence) if sentence else text
    elif not tied:
        tied = _without_fields(report, breach)
    return tied


def _without_fields(report: Report, breach: Breach) -> dict[str, Value]:
    if breach.table == COVER:
        item = next((item for item in COVER_ITEMS if item.label == breach.args.get("row")), None)
        return {f"{COVER}!{cover_cell(item.key)}": cover_entry(report, item.key)} if item else {}
    if breach.table == NARRATIVE:
        return {f"{NARRATIVE}!{section_cell(key)}": told(report.narrative.get(key, "")) for key in SECTIONS}
    sheet, cell = breach.args.get("sheet"), breach.args.get("cell")
    return {f"{sheet}!{cell}": breach.actual} if sheet and cell else {}


def cover_entry(report: Report, key: str) -> Value:
    """What the cover holds for one of its items; None where it is blank."""
    entry = getattr(report, key) if key in ("agency", "year") else getattr(report.cover, key)
    if isinstance(entry, bool):
        return "无" if entry else "有"
    return entry if entry != "" else None


def told(text: str) -> str | None:
    """A section's text such that every change of it shows: short ones whole; None for a blank one."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) <= _WHOLE:
        return words or None
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{words[:_OPENING]}……（{len(words)} 字，{digest}）"


def held_now(report: Report, then: dict[str, Value]) -> dict[str, Value]:
    """What the cells of an explanation hold now, where that is known; a sentence that still stands, itself."""
    now: dict[str, Value] = {}
    fields = {str(place): name for name, place in places(report.form).items()}
    entries = {f"{COVER}!{cover_cell(item.key)}": item.key for item in COVER_ITEMS}
    sections = {f"{NARRATIVE}!{section_cell(key)}": key for key in SECTIONS}
    for cell, value in then.items():
        if cell in fields:
            now[cell] = report[fields[cell]].plain
        elif cell in entries:
            now[cell] = cover_entry(report, entries[cell])
        elif cell in sections:
            text = report.narrative.get(sections[cell], "")
            now[cell] = value if isinstance(value, str) and _still_says(text, value) else told(text)
    return now


def _still_says(text: str, sentence: str) -> bool:
    """Whether a sentence, marked 【】 and cut short as a finding shows it, stands in a text."""
    if "【" not in sentence:
        return False
    pieces = sentence.replace("【", "").replace("】", "").split("……")
    words = "".join(text.split())
    return all("".join(piece.split()) in words for piece in pieces)
