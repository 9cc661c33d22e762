"""Printed labels as they are compared: without what printing varies."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache

from xlreport.align.traditional import TO_SIMPLIFIED
from xlreport.files.grids import WORDS, Grid
from xlreport.forms.model import Label, Table

Spot = tuple[int, int]
_NOT_WORDS = re.compile(r"[^\w]+")
_ENUMERATOR = re.compile(
    r"\s*(?:[（(]\s*[一二三四五六七八九十]{1,2}\s*[)）]|[一二三四五六七八九十]{1,2}\s*[、.．,，]|\d{1,2}\s*(?:[、.．,，)）]|(?=[\u4e00-\u9fff])))+"
)


@cache
def normalised(words: str) -> str:
    """A label without what printing varies: width, spaces, quotes, brackets, punctuation."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", words))


@lru_cache(maxsize=1 << 12)
def evened(words: str) -> str:
    """A label of a published document as it is compared: normalised, and in simplified characters."""
    return normalised(unicodedata.normalize("NFKC", words).translate(TO_SIMPLIFIED))


def without_enumerator(words: str) -> str:
    """A label without the 「一、」「（三）」「2.」 in front of it, which published reports change or lose."""
    return _ENUMERATOR.sub("", words, count=1)


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
