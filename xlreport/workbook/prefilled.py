"""What a workbook tells its unit before anything is filled in: outside the cells that are read as its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Prefilled:
    """``beside``: words beside the row of a field, outside the printed table; ``cover``: words beside an entry of the
    cover, by its key; ``guide``: lines above the guide."""

    beside: Mapping[str, str] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    guide: Sequence[str] = ()


NOTHING = Prefilled()
