"""What aligning a document gives: for each field its content and the evidence for it, or why it was left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xlreport.align.document import Place
from xlreport.findings.model import Breach
from xlreport.numbers import Content


class TooLong(ValueError):
    """The document has more rows or cells than any annual report."""


class NoReport(ValueError):
    """The document holds no statutory table: it is no report, or its tables cannot be read (a picture)."""


class TwoReports(ValueError):
    """The document holds the tables of more than one report. ``titles`` are the headings they stand under, as far as
    the document prints any."""

    def __init__(self, titles: tuple[str, ...] = ()) -> None:
        super().__init__(f"reports found: {titles}")
        self.titles = titles


class Placing(StrEnum):
    """How a number came to its field, the surest first. What is placed by order or relation only is marked."""

    LABEL = "label"
    """Its row's label and its column's head are printed as the statute has them, or in a known variant."""
    NEAR = "near"
    """One of the two is misprinted, but like no other label."""
    ORDER = "order"
    """By the order of rows, or of numbers in a row, which is complete."""
    RELATION = "relation"
    """The only order in which the row's sum holds."""


def weaker(one: Placing, other: Placing) -> Placing:
    """The less sure of two ways of placing."""
    order = list(Placing)
    return max(one, other, key=order.index)


PLACING_NAMES = {
    Placing.LABEL: "行列名称",
    Placing.NEAR: "名称相近",
    Placing.ORDER: "按次序",
    Placing.RELATION: "按勾稽关系",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field that was read: what the document prints (``raw``), where, and how it was placed."""

    field: str
    content: Content
    raw: str
    place: Place
    placing: Placing


@dataclass(frozen=True, slots=True)
class OpenField:
    """One field left open: a person decides. ``raw`` is all that the document prints where it may stand, '' if
    nothing; ``reason`` is a Chinese clause without a full stop."""

    field: str
    reason: str
    raw: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Aligned:
    """A document's tables. ``form_id`` is the form that they make up ('2021+2019' for mixed ones).

    Each field of that form is in exactly one of ``evidence`` and ``open``. ``breaches``: F2 (lines that the form does
    not have, missing tables) and F3 (misprinted labels).
    """

    form_id: str
    evidence: Mapping[str, Evidence]
    open: Mapping[str, OpenField]
    breaches: tuple[Breach, ...] = field(default=())
