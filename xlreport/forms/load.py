"""Definitions on disk → forms. An inconsistent definition is refused with file, key and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xlreport.a1 import Box, cell_name
from xlreport.forms.model import Field, Form, Label, Relation, Table

DEFINITIONS = Path(__file__).with_name("definitions")
VERSIONS = ("2021", "2019")
_VERSION = re.compile(r"[\w-]{1,40}")  # the id may come from a stranger's file: no path, nothing endless


class DefinitionError(ValueError):
    """A form definition contradicts itself; the message names file, key and line."""


class _Source:
    """A definition's data, and its text to say on which line something stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise DefinitionError(f"{path.name}: not valid TOML: {error}") from error

    def error(self, line: int, key: str, why: str) -> DefinitionError:
        return DefinitionError(f"{self.path.name}, line {line}, {key}: {why}")

    def lines(self, place: int) -> _Lines:
        """Where the parts of the table at this place (0 is the first) stand."""
        sections = _sections(list(enumerate(self.text.splitlines(), 1)), "[[tables]]")[1:]
        return _Lines(sections[place] if place < len(sections) else [(1, "")])


_Numbered = list[tuple[int, str]]
_ITEM = re.compile(r"\{\s*\w+\s*=")


def _sections(lines: _Numbered, header: str) -> list[_Numbered]:
    """Lines cut before each line that starts with the header; the first section is what stands before any."""
    sections: list[_Numbered] = [[]]
    for number, line in lines:
        if line.startswith(header):
            sections.append([])
        sections[-1].append((number, line))
    return sections


class _Lines:
    """The lines of one table's definition: its own keys, then blocks and relations under headers of their own."""

    def __init__(self, lines: _Numbered) -> None:
        self._items: dict[tuple[str, str, int], list[int]] = {}
        self.parts = {"": _sections(lines, "[[tables.")[:1]}
        for name in ("blocks", "relations"):
            sections = _sections(lines, f"[[tables.{name}]]")[1:]
            self.parts[name] = [_sections(section[1:], "[[tables.")[0] or section for section in sections]

    def key(self, key: str, part: str = "", place: int = 0) -> int:
        """The line of a key of the table, or of its block or relation at a place; that part's first line without it."""
        found, section = self._find(key, part, place)
        return section[found][0]

    def item(self, key: str, item: int, part: str = "", place: int = 0) -> int:
        """The line on which an item (an inline table) of a key's list begins."""
        if (key, part, place) not in self._items:
            found, section = self._find(key, part, place)
            self._items[key, part, place] = [number for number, line in section[found:] for _ in _ITEM.finditer(line)]
        starts = self._items[key, part, place]
        return starts[item] if item < len(starts) else self.key(key, part, place)

    def _find(self, key: str, part: str, place: int) -> tuple[int, _Numbered]:
        sections = self.parts[part]
        section = sections[place] if place < len(sections) else self.parts[""][0]
        wanted = re.compile(rf"\s*{key}\s*=")
        return next((at for at, (_, line) in enumerate(section) if wanted.match(line)), 0), section


def load(form_id: str, folder: Path = DEFINITIONS) -> Form:
    """The form of an id: '2021', '2019', or a mixture such as '2021+2019' (表二 of 2021, 表三 of 2019).

    Raises DefinitionError when the id is unknown or a definition contradicts itself.
    """
    return _load(form_id, folder)


@cache
def _load(form_id: str, folder: Path) -> Form:
    second, _, third = form_id.partition("+")
    for version in {second, third or second}:
        if _VERSION.fullmatch(version) is None or not (folder / f"{version}.toml").is_file():
            raise DefinitionError(f"{version}.toml: there is no form definition of this name (form {form_id!r})")
    data = _head(second, folder)
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
        definitions=tuple(folder / f"{version}.toml" for version in sorted({second, third or second, *VERSIONS})),
    )


def form_id(table2: str, table3: str) -> str:
    """Id of the form whose 表二 and 表三 are of these versions."""
    return table2 if table2 == table3 else f"{table2}+{table3}"


def for_year(year: int) -> Form:
    """The form in which reports on a year are due; the oldest form for years before any form was in force."""
    return load(due_form_id(year))


def due_form_id(year: int) -> str:
    """Id of the form in which reports on a year are due. Only the years are looked at: no table is loaded for it."""
    for version in VERSIONS:
        head = _head(version, DEFINITIONS)
        if head["first_year"] <= year <= head.get("last_year", year):
            return version
    return VERSIONS[-1]


def _head(version: str, folder: Path) -> Mapping[str, Any]:
    """The keys of a definition that stand before its tables."""
    source = _source(version, folder)
    for key in ("title", "first_year"):
        if key not in source.data:
            raise source.error(1, key, "the key is missing")
    return source.data


@cache
def _source(version: str, folder: Path) -> _Source:
    return _Source(folder / f"{version}.toml")


@cache
def _table(version: str, table_id: str, folder: Path) -> Table:
    source = _source(version, folder)
    entries: list[dict[str, Any]] = source.data.get("tables", [])
    found = [place for place, entry in enumerate(entries) if entry.get("id") == table_id]
    if len(found) != 1:
        line = source.lines(found[-1]).key("id") if found else 1
        raise source.error(line, f"{table_id}.id", f"the table is {'defined twice' if found else 'missing'}")
    entry, lines = entries[found[0]], source.lines(found[0])
    if "same_as" not in entry:
        return _TableLoader(source, version, entry, lines).load()
    other = str(entry["same_as"])
    if other == version or not (folder / f"{other}.toml").is_file():
        raise source.error(lines.key("same_as"), f"{table_id}.same_as", f"there is no other definition {other!r}")
    if any("same_as" in table for table in _source(other, folder).data["tables"] if table.get("id") == table_id):
        raise source.error(lines.key("same_as"), f"{table_id}.same_as", f"{other} refers to another definition itself")
    return _table(other, table_id, folder)


class _TableLoader:
    """Builds and checks one table. ``_refuse`` says on which line and under which key it could not go on."""

    def __init__(self, source: _Source, version: str, entry: Mapping[str, Any], lines: _Lines) -> None:
        self.source, self.version, self.entry, self.lines = source, version, entry, lines
        self.id: str = entry["id"]
        self.extent = Box(1, 1, 1, 1)
        self.owner: dict[tuple[int, int], str] = {}
        self._ids: set[str] = set()

    def _refuse(self, line: int, key: str, why: str) -> DefinitionError:
        return self.source.error(line, f"{self.id}.{key}", why)

    def _need(self, entry: Mapping[str, Any], key: str, line: int, where: str = "") -> Any:
        """The entry's value of a key that must not be missing."""
        if key not in entry:
            raise self._refuse(line, f"{where}{key}", "the key is missing")
        return entry[key]

    def _box(self, reference: Any, line: int, key: str) -> Box:
        try:
            return Box.parse(str(reference))
        except ValueError as error:
            raise self._refuse(line, key, str(error)) from error

    def load(self) -> Table:
        first = self.lines.key("id")
        own = {key: self._need(self.entry, key, first) for key in ("name", "title", "source", "extent", "labels")}
        self.extent = self._box(own["extent"], self.lines.key("extent"), "extent")
        labels = tuple(self._label(place, entry) for place, entry in enumerate(own["labels"]))
        blocks = self._need(self.entry, "blocks", first)
        fields = tuple(entry for place, block in enumerate(blocks) for entry in self._block(place, block, labels))
        self._refuse_orphans()
        return Table(
            id=self.id,
            name=own["name"],
            title=own["title"],
            version=self.version,
            source=own["source"],
            extent=self.extent,
            labels=labels,
            fields=fields,
            relations=tuple(self._relations(fields)),
        )

    def _label(self, place: int, entry: Mapping[str, Any]) -> Label:
        line = self.lines.item("labels", place)
        at = self._box(self._need(entry, "at", line, "labels."), line, "labels.at")
        words: str = self._need(entry, "text", line, "labels.")
        self._occupy(at, f"the label {words}", line, "labels.at")
        return Label(words, at, entry.get("note", ""), tuple(entry.get("variants", ())))

    def _block(self, place: int, block: Mapping[str, Any], labels: tuple[Label, ...]) -> Iterator[Field]:
        first = self.lines.key("extent", "blocks", place)
        extent = self._box(self._need(block, "extent", first, "blocks."), first, "blocks.extent")
        own = [label for label in labels if extent.contains(label.at)]
        columns = self._axis(place, block, "columns", str)
        for row_line, row in self._axis(place, block, "rows", int):
            boxes = [self._field_box(row, column, line) for line, column in columns]
            # Where nothing of the row can stand here the row is to blame, else the column.
            row_misplaced = all(self._clash(box) for box in boxes)
            for at, (column_line, column) in zip(boxes, columns, strict=True):
                name = ".".join(part for part in (self.id, row["id"], column["id"]) if part)
                if row_misplaced:
                    self._occupy(at, name, row_line, "blocks.rows.at")
                self._occupy(at, name, column_line, "blocks.columns.at")
                if name in self._ids:
                    raise self._refuse(row_line, "blocks.rows.id", f"the id {name} is given twice")
                self._ids.add(name)
                yield self._field(name, at, column, own, column_line)

    def _field_box(self, row: Mapping[str, Any], column: Mapping[str, Any], column_line: int) -> Box:
        first, _, last = column["at"].partition(":")
        return self._box(f"{first}{row['at']}:{last or first}{row['at']}", column_line, "blocks.columns.at")

    def _axis(self, place: int, block: Mapping[str, Any], key: str, kind: type) -> list[tuple[int, Mapping[str, Any]]]:
        """Rows or columns of a block, each with its line; ids and places are given and no id is given twice."""
        found: list[tuple[int, Mapping[str, Any]]] = []
        entries = self._need(block, key, self.lines.key("extent", "blocks", place), "blocks.")
        for number, entry in enumerate(entries):
            line = self.lines.item(key, number, "blocks", place)
            name, at = (self._need(entry, part, line, f"blocks.{key}.") for part in ("id", "at"))
            if not isinstance(at, kind):
                raise self._refuse(line, f"blocks.{key}.at", f"{at!r} is no place of {name}")
            if any(other["id"] == name for _, other in found):
                raise self._refuse(line, f"blocks.{key}.id", f"the id {name} is given twice")
            found.append((line, entry))
        return found

    def _field(self, name: str, at: Box, column: Mapping[str, Any], labels: list[Label], column_line: int) -> Field:
        stubs = tuple(
            label for label in labels if label.at.top <= at.top <= label.at.bottom and label.at.right < at.left
        )
        heads = tuple(
            label for label in labels if label.at.bottom < at.top and label.at.left <= at.left <= label.at.right
        )
        if not heads:
            raise self._refuse(column_line, "blocks.columns.at", f"no printed label above {name} at {at}")
        return Field(
            id=name,
            table=self.id,
            row="/".join(label.text for label in stubs) or heads[0].text,
            column=heads[-1].text if stubs else "/".join(label.text for label in heads[1:]),
            at=at,
            unit=self._need(column, "unit", column_line, "blocks.columns."),
            money=column.get("money", False),
            signed=column.get("signed", False),
            stubs=stubs,
            heads=heads[::-1],
        )

    def _occupy(self, at: Box, what: str, line: int, key: str) -> None:
        """Every cell of the table belongs to exactly one label or number."""
        why = self._clash(at)
        if why:
            raise self._refuse(line, key, f"{what} {why}")
        self.owner.update(dict.fromkeys(at.cells(), what))

    def _clash(self, at: Box) -> str:
        """Why nothing more can stand here; '' where it can."""
        if not self.extent.contains(at):
            return f"at {at} lies outside {self.extent}"
        taken = next((cell for cell in at.cells() if cell in self.owner), None)
        return "" if taken is None else f"overlaps {self.owner[taken]} in {cell_name(*taken)}"

    def _refuse_orphans(self) -> None:
        for cell in self.extent.cells():
            if cell not in self.owner:
                why = f"the cell {cell_name(*cell)} is an orphan: neither label nor number"
                raise self._refuse(self.lines.key("extent"), "extent", why)

    def _relations(self, fields: tuple[Field, ...]) -> Iterator[Relation]:
        seen: set[str] = set()
        for place, entry in enumerate(self.entry.get("relations", ())):
            for key in ("code", "each", "left", "right", "on", "source"):
                self._need(entry, key, self.lines.key("code", "relations", place), "relations.")
            for name in self._instances(entry, place):
                relation = self._relation(place, entry, name, fields)
                if relation.id in seen:
                    raise self._refuse_relation(place, "code", f"the relation {relation.id} is given twice")
                seen.add(relation.id)
                yield relation

    def _refuse_relation(self, place: int, key: str, why: str) -> DefinitionError:
        return self._refuse(self.lines.key(key, "relations", place), f"relations.{key}", why)

    def _instances(self, entry: Mapping[str, Any], place: int) -> list[str]:
        each: str | list[str] = entry["each"]
        blocks = self.entry["blocks"]
        if isinstance(each, list):
            return list(each)
        if each not in ("columns", "rows"):
            raise self._refuse_relation(place, "each", f"{each!r} is neither columns nor rows nor a list of ids")
        return [line["id"] for block in blocks for line in block[each]]

    def _relation(self, place: int, entry: Mapping[str, Any], name: str, fields: tuple[Field, ...]) -> Relation:
        code = entry["code"]
        left = tuple(self._expand(place, entry, "left", name, fields))
        right = tuple(self._expand(place, entry, "right", name, fields))
        on = f"{self.id}.{entry['on'].format(name)}"
        if on not in left:
            raise self._refuse_relation(place, "on", f"{code}: {on} is not on the left side")
        if len(set(left + right)) < len(left + right):
            raise self._refuse_relation(place, "right", f"{code} for {name}: a field stands in it twice")
        if entry.get("fills", False) and len(left) != 1:
            raise self._refuse_relation(place, "fills", f"{code}: only one field can be filled")
        return Relation(
            id=f"{code}.{name}",
            code=code,
            on=on,
            left=left,
            right=right,
            fills=entry.get("fills", False),
            source=entry["source"],
        )

    def _expand(
        self, place: int, entry: Mapping[str, Any], side: str, name: str, fields: tuple[Field, ...]
    ) -> Iterator[str]:
        """Ids of the fields that a side of a relation names; * stands for any part of an id."""
        for pattern in entry[side]:
            wanted = f"{self.id}.{pattern.format(name)}"
            head, star, tail = wanted.partition("*")
            found = [wanted] if wanted in self._ids else []
            if star:
                found = [field.id for field in fields if field.id.startswith(head) and field.id.endswith(tail)]
            if not found:
                raise self._refuse_relation(place, side, f"{entry['code']}: no field has the id {wanted}")
            yield from found
