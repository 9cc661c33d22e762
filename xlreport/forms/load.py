"""Definitions on disk → forms. An inconsistent definition is refused with file, key and line."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xlreport.a1 import Box, cell_name, column_number
from xlreport.forms.model import Field, Form, Label, Relation, Table

DEFINITIONS = Path(__file__).with_name("definitions")
VERSIONS = ("2021", "2019")
TABLE_IDS = ("table2", "table3", "table4")


class DefinitionError(ValueError):
    """A form definition contradicts itself; the message names file, key and line."""


class _Source:
    """A definition's text, kept to say on which line a key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise DefinitionError(f"{path.name}: not valid TOML: {error}") from error

    def error(self, table: str, key: str, needle: str, why: str, *, last: bool = False) -> DefinitionError:
        line = self._line(table, needle, last)
        return DefinitionError(f"{self.path.name}, line {line}, {table}.{key}: {why}")

    def _line(self, table: str, needle: str, last: bool) -> int:
        """First (or last) line of a table's section that holds the needle; the section's first line where none does."""
        inside, found, start = False, 0, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.startswith("id = "):
                inside = line == f'id = "{table}"'
                start = number if inside else start
            if inside and needle in line:
                found = number
                if not last:
                    break
        return found or start


def load(form_id: str, folder: Path = DEFINITIONS) -> Form:
    """The form of an id: '2021', '2019', or a mixture such as '2021+2019' (表二 of 2021, 表三 of 2019).

    Raises DefinitionError when the id is unknown or a definition contradicts itself.
    """
    return _load(form_id, folder)


@cache
def _load(form_id: str, folder: Path) -> Form:
    second, _, third = form_id.partition("+")
    for version in {second, third or second}:
        if not (folder / f"{version}.toml").is_file():
            raise DefinitionError(f"{version}.toml: there is no form definition of this name (form {form_id!r})")
    data = _source(second, folder).data
    tables = (
        _table(second, "table2", folder),
        _table(third or second, "table3", folder),
        _table(third or second, "table4", folder),
    )
    return Form(
        id=form_id,
        title=data["title"],
        first_year=data["first_year"],
        last_year=data.get("last_year"),
        tables=tables,
        digest=_digest(folder, {second, third or second}),
    )


def form_id(table2: str, table3: str) -> str:
    """Id of the form whose 表二 and 表三 are of these versions."""
    return table2 if table2 == table3 else f"{table2}+{table3}"


def for_year(year: int) -> Form:
    """The form in which reports on a year are due; the oldest form for years before any form was in force."""
    forms = [load(version) for version in VERSIONS]
    return next((form for form in forms if form.serves(year)), forms[-1])


def _digest(folder: Path, versions: set[str]) -> str:
    """Hash of the definitions a form is made of; shared tables count through every file."""
    digest = hashlib.sha256()
    for version in sorted(versions | set(VERSIONS)):
        path = folder / f"{version}.toml"
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


@cache
def _source(version: str, folder: Path) -> _Source:
    return _Source(folder / f"{version}.toml")


@cache
def _table(version: str, table_id: str, folder: Path) -> Table:
    source = _source(version, folder)
    found = [entry for entry in source.data.get("tables", ()) if entry.get("id") == table_id]
    if len(found) != 1:
        many = "is defined twice" if found else "is missing"
        raise source.error(table_id, "id", table_id, f"the table {many}", last=True)
    if "same_as" in found[0]:
        return _table(found[0]["same_as"], table_id, folder)
    return _TableLoader(source, version, found[0]).load()


class _TableLoader:
    """Builds and checks one table; every refusal goes through ``_refuse``."""

    def __init__(self, source: _Source, version: str, entry: Mapping[str, Any]) -> None:
        self.source, self.version, self.entry = source, version, entry
        self.id: str = entry["id"]
        self.extent = Box.parse(entry["extent"])

    def _refuse(self, key: str, needle: str, why: str) -> DefinitionError:
        return self.source.error(self.id, key, needle, why, last=True)

    def load(self) -> Table:
        labels = tuple(self._label(entry) for entry in self.entry["labels"])
        fields = tuple(field for block in self.entry["blocks"] for field in self._block(block, labels))
        self._check_ids(fields)
        self._check_cells(labels, fields)
        return Table(
            id=self.id,
            name=self.entry["name"],
            title=self.entry["title"],
            version=self.version,
            source=self.entry["source"],
            extent=self.extent,
            labels=labels,
            fields=fields,
            relations=tuple(self._relations(fields)),
        )

    def _label(self, entry: Mapping[str, Any]) -> Label:
        try:
            at = Box.parse(entry["at"])
        except ValueError as error:
            raise self._refuse("labels", f'"{entry["at"]}"', str(error)) from error
        return Label(entry["text"], at, entry.get("note", ""), tuple(entry.get("variants", ())))

    def _block(self, block: Mapping[str, Any], labels: tuple[Label, ...]) -> Iterator[Field]:
        extent = Box.parse(block["extent"])
        own = [label for label in labels if extent.contains(label.at)]
        for row in block["rows"]:
            for column in block["columns"]:
                yield self._field(row, column, own)

    def _field(self, row: Mapping[str, Any], column: Mapping[str, Any], labels: list[Label]) -> Field:
        first, _, last = column["at"].partition(":")
        at = Box(row["at"], column_number(first), row["at"], column_number(last or first))
        name = ".".join(part for part in (self.id, row["id"], column["id"]) if part)
        stubs = tuple(
            label for label in labels if label.at.top <= at.top <= label.at.bottom and label.at.right < at.left
        )
        heads = tuple(
            label for label in labels if label.at.bottom < at.top and label.at.left <= at.left <= label.at.right
        )
        if not heads:
            raise self._refuse("blocks", f'"{column["id"]}"', f"no printed label above {name} at {at}")
        return Field(
            id=name,
            table=self.id,
            row="/".join(label.text for label in stubs) or heads[0].text,
            column=heads[-1].text if stubs else "/".join(label.text for label in heads[1:]),
            at=at,
            unit=column["unit"],
            money=column.get("money", False),
            signed=column.get("signed", False),
            stubs=stubs,
            heads=heads[::-1],
        )

    def _check_ids(self, fields: tuple[Field, ...]) -> None:
        seen: set[str] = set()
        for field in fields:
            if field.id in seen:
                needle = field.id.removeprefix(f"{self.id}.").rpartition(".")[0] or field.id.rpartition(".")[2]
                raise self._refuse("blocks", f'"{needle}"', f"the id {field.id} is given twice")
            seen.add(field.id)

    def _check_cells(self, labels: tuple[Label, ...], fields: tuple[Field, ...]) -> None:
        """Every cell of the table belongs to exactly one label or number."""
        owner: dict[tuple[int, int], str] = {}
        things = [(label.at, f"the label {label.text}", f'at = "{label.at}"') for label in labels]
        things += [(field.at, field.id, f"at = {field.at.top} ") for field in fields]
        for at, what, needle in things:
            if not self.extent.contains(at):
                raise self._refuse("extent", needle, f"{what} at {at} lies outside {self.extent}")
            for cell in at.cells():
                if cell in owner:
                    raise self._refuse("labels", needle, f"{what} overlaps {owner[cell]} in {cell_name(*cell)}")
                owner[cell] = what
        for cell in self.extent.cells():
            if cell not in owner:
                why = f"the cell {cell_name(*cell)} is an orphan: neither label nor number"
                raise self._refuse("extent", "extent = ", why)

    def _relations(self, fields: tuple[Field, ...]) -> Iterator[Relation]:
        for entry in self.entry.get("relations", ()):
            for name in self._instances(entry):
                yield self._relation(entry, name, fields)

    def _instances(self, entry: Mapping[str, Any]) -> list[str]:
        each: str | list[str] = entry["each"]
        blocks = self.entry["blocks"]
        if each == "columns":
            return [column["id"] for block in blocks for column in block["columns"]]
        if each == "rows":
            return [row["id"] for block in blocks for row in block["rows"]]
        return list(each)

    def _relation(self, entry: Mapping[str, Any], name: str, fields: tuple[Field, ...]) -> Relation:
        left = tuple(self._expand(entry, "left", name, fields))
        right = tuple(self._expand(entry, "right", name, fields))
        on = f"{self.id}.{entry['on'].format(name)}"
        if on not in left:
            raise self._refuse("relations.on", entry["on"], f"{entry['code']}: {on} is not on the left side")
        if set(left) & set(right) or len(set(left + right)) < len(left + right):
            raise self._refuse("relations", entry["on"], f"{entry['code']} for {name}: a field stands in it twice")
        if entry.get("fills", False) and len(left) != 1:
            raise self._refuse("relations.fills", entry["on"], f"{entry['code']}: only one field can be filled")
        return Relation(
            id=f"{entry['code']}.{name}",
            code=entry["code"],
            on=on,
            left=left,
            right=right,
            fills=entry.get("fills", False),
            source=entry["source"],
        )

    def _expand(self, entry: Mapping[str, Any], side: str, name: str, fields: tuple[Field, ...]) -> Iterator[str]:
        for pattern in entry[side]:
            wanted = f"{self.id}.{pattern.format(name)}"
            head, star, tail = wanted.partition("*")
            found = [
                field.id
                for field in fields
                if (field.id.startswith(head) and field.id.endswith(tail) if star else field.id == wanted)
            ]
            if not found:
                why = f"{entry['code']}: no field has the id {wanted}"
                raise self._refuse(f"relations.{side}", f'"{pattern}"', why)
            yield from found
