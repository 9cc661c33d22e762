"""The statutory form as frozen values: printed labels, number cells, and the relations between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xlreport.a1 import Box


@dataclass(frozen=True, slots=True)
class Label:
    """A printed cell that holds words. ``note`` is printed behind the text but is no part of a label path."""

    text: str
    at: Box
    note: str = ""
    variants: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """The whole text of the printed cell."""
        return self.text + self.note


@dataclass(frozen=True, slots=True)
class Field:
    """One number of the form.

    ``row`` is its key in REPORT.json (a label path) and ``column`` the label of its column; ``unit`` is 件, 项, 万元,
    or empty where the form prints none. ``money`` may have 4 decimals, everything else is whole; only ``signed``
    fields may be negative. ``heads`` are the printed cells above it, nearest first, ``stubs`` those left of it.
    """

    id: str
    table: str
    row: str
    column: str
    at: Box
    unit: str
    money: bool
    signed: bool
    stubs: tuple[Label, ...]
    heads: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A balance rule between fields: the sum of ``left`` equals the sum of ``right``.

    ``on`` is the field of the left side that a finding is pinned to. Where ``fills`` is true the left side is one
    field, computed from the right.
    """

    id: str
    code: str
    on: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    fills: bool
    source: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Ids of all fields the relation touches."""
        return self.left + self.right


@dataclass(frozen=True, eq=False)
class Table:
    """One statutory table of one version (``version`` is the form it comes from, '2019' or '2021')."""

    id: str
    name: str
    title: str
    version: str
    source: str
    extent: Box
    labels: tuple[Label, ...]
    fields: tuple[Field, ...]
    relations: tuple[Relation, ...]

    @cached_property
    def rows(self) -> dict[str, tuple[Field, ...]]:
        """Fields by row key, in printed order: the shape of REPORT.json."""
        rows: dict[str, tuple[Field, ...]] = {}
        for field in self.fields:
            rows[field.row] = (*rows.get(field.row, ()), field)
        return rows


@dataclass(frozen=True, eq=False)
class Form:
    """A whole form: 表二, 表三, 表四, each of one version. '2021+2019' is 表二 of 2021 with 表三 of 2019."""

    id: str
    title: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]
    definitions: tuple[Path, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All number fields in printed order; values of a report stand in this order."""
        return tuple(field for table in self.tables for field in table.fields)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """All relations, table by table."""
        return tuple(relation for table in self.tables for relation in table.relations)

    @cached_property
    def position(self) -> dict[str, int]:
        """Place of each field id in ``fields``."""
        return {field.id: place for place, field in enumerate(self.fields)}

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Fields by their id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def totals(self) -> dict[str, tuple[str, ...]]:
        """Computed fields and the fields each is the sum of. Of two relations that fill a field the later one wins."""
        return {relation.on: relation.right for relation in self.relations if relation.fills}

    @cached_property
    def versions(self) -> dict[str, str]:
        """Version of each table by table id."""
        return {table.id: table.version for table in self.tables}

    @cached_property
    def digest(self) -> str:
        """Hash of the definitions that the form is made of; shared tables count through every file."""
        import hashlib

        parts = (path.read_bytes() if path.is_file() else b"" for path in self.definitions)
        return hashlib.sha256(b"".join(parts)).hexdigest()[:16]

    @property
    def is_mixed(self) -> bool:
        """Whether 表二 and 表三 are of different versions."""
        return "+" in self.id

    def table(self, table_id: str) -> Table:
        """The table of an id such as ``table3``."""
        return next(table for table in self.tables if table.id == table_id)
