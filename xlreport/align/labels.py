"""Printed labels as they are compared: without what printing varies."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from xlreport.files.grids import WORDS, Grid
from xlreport.forms.model import Label, Table

Spot = tuple[int, int]
_NOT_WORDS = re.compile(r"[^\w]+")


@cache
def normalised(words: str) -> str:
    """A label without what printing varies: width, spaces, quotes, brackets, punctuation."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", words))


def spellings(label: Label) -> set[str]:
    """All normalised ways in which a label is known to be printed."""
    return {normalised(words) for words in (label.text, label.printed, *label.variants)}


class LabelIndex:
    """The words of a grid by their normalised form."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.spots: dict[str, list[Spot]] = defaultdict(list)
        for spot, cell in grid.cells.items():
            if cell.kind == WORDS and cell.value:
                self.spots[normalised(cell.value)].append(spot)

    def find(self, label: Label) -> list[Spot]:
        """Cells that print a label, in reading order."""
        return sorted({spot for words in spellings(label) for spot in self.spots.get(words, ())})


def label_score(grid: Grid, table: Table) -> float:
    """The share of a table's different labels that a grid holds."""
    index = LabelIndex(grid)
    labels = {label.text: label for label in table.labels}
    return sum(1 for label in labels.values() if index.find(label)) / len(labels)
