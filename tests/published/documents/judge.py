"""Compares what was imported with what the document prints: exact, or open and named; everything else is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.published.documents.fault_kinds import is_money
from tests.published.documents.printed import Cell, Printed
from xlreport.forms import load
from xlreport.numbers import Content, Kind

_NO_WIDTH = re.compile(r"[\s\u200b\ufeff]+")
_WIDE = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field whose content is not what the document prints, though it was not left open."""

    field: str
    printed: str
    got: str

    def __str__(self) -> str:
        return f"{self.field}: the document prints {self.printed}, read was {self.got}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What importing came to. ``open``: the fields left open; ``refused``: why nothing was read at all, '' else."""

    fields: int
    wrong: tuple[Wrong, ...] = ()
    open: tuple[str, ...] = ()
    refused: str = ""

    @property
    def share_open(self) -> float:
        """The share of fields left open; all of them where the document was refused."""
        return 1.0 if self.refused else len(self.open) / self.fields


def judge(document: Printed, imported: Any) -> Verdict:
    """What was read against what is printed, by the report handed on and the fields named as open."""
    report, form = imported.report, load(document.form_id)
    left_open = set(imported.aligned.open)
    if document.refuse:
        return Verdict(len(form.fields), (Wrong("document", "two reports", "one report"),))
    wrong = list(_cover(document, report))
    if report.form.id != form.id:
        wrong += _other_form(document, report, left_open)
        shared = {entry.id for entry in report.form.fields}
    else:
        shared = {entry.id for entry in form.fields}
    cells = printed_cells(document)
    ids = [entry.id for entry in form.fields if entry.id in shared]
    for field_id in ids:
        if field_id in left_open and report[field_id].is_number:
            wrong.append(Wrong(field_id, "nothing certain (left open)", _said(report[field_id])))
    sure = [field_id for field_id in ids if field_id not in left_open]
    wrong += _wrong_numbers(sure, cells, report)
    found = tuple(field_id for field_id in ids if field_id in left_open)
    return Verdict(len(form.fields), tuple(wrong), found)


def printed_cells(document: Printed) -> dict[str, list[Cell]]:
    """By field the cells that print it: none where a fault dropped them, several where one doubled them."""
    cells: dict[str, list[Cell]] = {}
    for grid in document.grids:
        for cell in grid.cells:
            for field_id in cell.fields:
                cells.setdefault(field_id, []).append(cell)
    return cells


def _cover(document: Printed, report: Any) -> Iterable[Wrong]:
    """Year and agency: as printed, or left out."""
    if report.year not in (document.year, None):
        yield Wrong("year", str(document.year), str(report.year))
    if _bare(report.agency) not in (_bare(document.agency), ""):
        yield Wrong("agency", document.agency, report.agency)


def _other_form(document: Printed, report: Any, left_open: set[str]) -> Iterable[Wrong]:
    """A table taken for one of another version must be open throughout."""
    versions, read = load(document.form_id).versions, report.form.versions
    for table in (table for table in read if read[table] != versions[table]):
        if any(entry.id not in left_open for entry in report.form.table(table).fields):
            yield Wrong(f"form of {table}", versions[table], read[table])


def _wrong_numbers(ids: list[str], cells: dict[str, list[Cell]], report: Any) -> Iterable[Wrong]:
    """The fields whose content is neither printed nor, for its whole row, the other careful reading."""
    rows: dict[str, list[str]] = {}
    for field_id in ids:
        rows.setdefault(field_id.rpartition(".")[0], []).append(field_id)
    for row in rows.values():
        first = [wrong for wrong in (_wrong(name, cells.get(name, []), report[name]) for name in row) if wrong]
        if first and any(cell.meant is not None for name in row for cell in cells.get(name, [])):
            meant = {name: [_meant(cell) for cell in cells.get(name, [])] for name in row}
            if not any(_wrong(name, meant[name], report[name]) for name in row):
                continue
        yield from first


def _meant(cell: Cell) -> Cell:
    return cell if cell.meant is None else Cell(cell.meant, cell.fields)


def _wrong(field_id: str, cells: list[Cell], content: Content) -> Wrong | None:
    if not cells:
        return Wrong(field_id, "nothing (it was dropped)", _said(content))
    if len({(_bare(cell.text), cell.mark) for cell in cells}) > 1:
        return Wrong(field_id, "different numbers: " + "、".join(cell.text for cell in cells), _said(content))
    cell = cells[0]
    return None if agrees(cell, content) else Wrong(field_id, _shown(cell), _said(content))


def agrees(cell: Cell, content: Content) -> bool:
    """Whether a content is what a cell prints: the number, the blank, the words, or a number that words surely mean."""
    if cell.sealed:
        return False
    words = _bare(cell.text)
    kept = isinstance(content.raw, str) and content.raw and not _bare(content.raw).isdecimal()
    if not words:
        return content.is_blank or bool(cell.mark and kept)
    if cell.mark:
        return bool(kept) or (content.is_number and content.scaled == _scaled(words))
    if content.is_number:
        value = None if cell.words_only else sure_number(words, money=is_money(cell), field_id=cell.fields[0])
        return value is not None and content.kind == Kind.NUMBER and content.scaled == value
    if _PLAIN.fullmatch(words) and not cell.words_only and words == cell.text:
        return False
    return isinstance(content.raw, str) and content.kind >= Kind.DASH and _bare(content.raw) == words


def sure_number(words: str, *, money: bool, field_id: str) -> int | None:
    """A number × 10,000 where the words can mean nothing else; None where a person should look."""
    plain = words.translate(_WIDE)
    for unit in ("万元",) if money else ("件", "条", "宗", "项", "份"):
        plain = plain.removesuffix(unit)
    if plain.startswith("+") and field_id.endswith(".items_change"):
        plain = plain[1:]
    if not (_PLAIN.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        return None
    return _scaled(plain.replace(",", ""))


def _scaled(words: str) -> int:
    return int(Decimal(words).scaleb(4))


def _bare(words: str) -> str:
    return _NO_WIDTH.sub("", words)


def _shown(cell: Cell) -> str:
    note = "（no number of this field）" if cell.sealed or cell.words_only else ""
    return repr(cell.text) + (f" with {cell.mark} raised" if cell.mark else "") + note


def _said(content: Content) -> str:
    return f"{content.kind.name} {content.raw!s}" if content.raw != "" else content.kind.name
