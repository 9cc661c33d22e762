"""REPORT.json: one report as JSON, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictFloat, StrictInt, StrictStr, ValidationError

from xlreport.files.guard import unreadable
from xlreport.findings.model import Explanation, FileProblem
from xlreport.forms import DefinitionError, Form, load
from xlreport.numbers import SCALE, Content, from_plain
from xlreport.report import FIRST_YEAR, LAST_YEAR, SECTIONS, Cover, Provenance, Report

_LONGEST_CELL = 32_767
_LARGEST_NUMBER = 10**15
"""A spreadsheet keeps 15 digits."""
Plain = StrictInt | StrictFloat | StrictStr | None
Lines = dict[str, list[Plain]]


class _Explanation(BaseModel):
    code: str
    cells: list[str]
    values: list[Plain]
    text: str


class _Document(BaseModel):
    """The keys of REPORT.json; all but form, year, agency and the tables may be missing."""

    model_config = ConfigDict(extra="forbid")

    form: str
    year: int | None
    agency: str
    table2: Lines
    table3: Lines
    table4: Lines
    cover: Cover = Cover()
    narrative: dict[str, str] = {}
    explanations: list[_Explanation] = []


def to_json(report: Report) -> dict[str, Any]:
    """The report in the shape of REPORT.json: null for blanks, words where a cell holds no number."""
    return {
        "form": report.form.id,
        "year": report.year,
        "agency": report.agency,
        "cover": asdict(report.cover),
        "narrative": dict(report.narrative),
        **{table.id: _lines(report, table.id) for table in report.form.tables},
        "explanations": [explanation.to_json() for explanation in report.explanations],
    }


def _lines(report: Report, table_id: str) -> dict[str, list[Any]]:
    rows = report.form.table(table_id).rows
    return {key: [report[field.id].plain for field in fields] for key, fields in rows.items()}


def read_json(path: Path) -> Report:
    """The report of a REPORT.json file. Raises FileProblem naming the key that is wrong."""
    try:
        words = path.read_bytes().decode("utf-8-sig")
        data = json.loads(words, parse_constant=_refuse_constant, object_pairs_hook=_once_each)
        json.dumps(data, ensure_ascii=False).encode()  # half a character, such as \\ud800, fits into no file
    except OSError as error:
        raise unreadable(path, error) from error
    except _KeyDoubled as error:
        raise FileProblem("not_report", path, detail=f"“{error}”写了不止一次") from error
    except (ValueError, RecursionError) as error:
        raise FileProblem("not_report", path, detail="不是有效的 JSON 文件") from error
    return from_json(data, str(path))


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once each: of two numbers under one key none may be lost in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _KeyDoubled(next(name for name in names if names.count(name) > 1))
    return found


class _KeyDoubled(ValueError):
    """A key stands twice in one JSON object."""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def from_json(data: Any, path: str = "") -> Report:
    """The report of a REPORT.json object. Raises FileProblem naming the key that is wrong."""
    try:
        document = _Document.model_validate(data)
    except ValidationError as error:
        raise FileProblem("not_report", path, detail=_first_error(error)) from error
    try:
        form = load(document.form)
    except DefinitionError as error:
        raise FileProblem("not_report", path, detail=f"没有“{document.form}”这种格式") from error
    if document.year is not None and not FIRST_YEAR <= document.year <= LAST_YEAR:
        raise FileProblem("not_report", path, detail=f"year 填的是 {document.year}，不是年份")
    if any(len(words) > _LONGEST_CELL for words in _texts(data)):
        raise FileProblem("not_report", path, detail=f"有一段文字超过 {_LONGEST_CELL} 个字，一个单元格放不下")
    unknown = [key for key in document.narrative if key not in SECTIONS]
    if unknown:
        raise FileProblem("not_report", path, detail=f"narrative 里没有“{unknown[0]}”这一部分")
    return Report(
        form=form,
        year=document.year,
        agency=document.agency,
        values=tuple(_values(form, document, path)),
        cover=document.cover,
        narrative=document.narrative,
        explanations=tuple(
            Explanation(item.code, tuple(item.cells), tuple(item.values), item.text) for item in document.explanations
        ),
        provenance=Provenance(path=path),
    )


def _texts(data: Any) -> Iterator[str]:
    """All texts in a JSON value."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _texts(value)


def _first_error(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("int", "float", "str")) or "最外层"
    if first["type"] == "missing":
        return f"缺少 {where}"
    if first["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{where} 不是规定的键"
    return f"{where} 的内容不对"


def _values(form: Form, document: _Document, path: str) -> list[Content]:
    values: list[Content] = []
    for table in form.tables:
        lines: Mapping[str, list[Plain]] = getattr(document, table.id)
        _check_keys(table.id, lines, list(table.rows), path)
        for key, fields in table.rows.items():
            if len(lines[key]) != len(fields):
                detail = f"{table.id} 的“{key}”应有 {len(fields)} 个数，实有 {len(lines[key])} 个"
                raise FileProblem("not_report", path, detail=detail)
            values += [_content(value, table.id, key, path) for value in lines[key]]
    return values


def _check_keys(table_id: str, lines: Mapping[str, object], wanted: list[str], path: str) -> None:
    for key in wanted:
        if key not in lines:
            raise FileProblem("not_report", path, detail=f"{table_id} 缺少“{key}”")
    for key in lines:
        if key not in wanted:
            raise FileProblem("not_report", path, detail=f"{table_id} 没有“{key}”这一行")


def _content(value: Plain, table_id: str, key: str, path: str) -> Content:
    try:
        content = from_plain(value)
    except ValueError as error:
        raise FileProblem("not_report", path, detail=f"{table_id} 的“{key}”有一个数无法表示") from error
    if abs(content.scaled) > _LARGEST_NUMBER * SCALE:
        raise FileProblem("not_report", path, detail=f"{table_id} 的“{key}”有一个数太大，单元格存不准")
    return content
