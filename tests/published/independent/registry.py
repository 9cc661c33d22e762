"""The list of documents: each a function that writes one file and returns the paper it prints, or None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.published.independent.paper import Paper

Writer = Callable[[Path], Paper | None]


@dataclass(frozen=True)
class Case:
    """One document: its file name, what is wrong with it, who writes it, and what LibreOffice makes the PDF from."""

    name: str
    faults: str
    write: Writer
    via: str = ""


CASES: list[Case] = []


def case(name: str, faults: str, via: str = "") -> Callable[[Writer], Writer]:
    """Enter a document into the list."""

    def enter(write: Writer) -> Writer:
        CASES.append(Case(name, faults, write, via))
        return write

    return enter
