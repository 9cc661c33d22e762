"""The VBA sources, and two independent programs that look for what would not compile in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyopenvba.exceptions import VBAError
from pyopenvba.interpreter import Interpreter
from src.api import precheck  # the package vbalidator installs its modules under this name

MACROS = Path(__file__).resolve().parents[2] / "macros"
Sources = dict[str, str]


@pytest.fixture
def sources() -> Sources:
    """Text of each source by its file name."""
    return {path.name: path.read_text(encoding="ascii") for path in sorted(MACROS.glob("*.[bc][al]s"))}


def complaints(sources: Sources, folder: Path) -> list[str]:
    """What VBAlidator and pyOpenVBA say against the sources."""
    folder.mkdir(exist_ok=True)
    for name, text in sources.items():
        (folder / name).write_text(text, encoding="ascii")
    found = [f"VBAlidator: {issue['file']}: {issue['message']}" for issue in precheck(str(folder), host="excel").issues]
    for name, text in sources.items():
        try:
            Interpreter().add_module(text, name=name.partition(".")[0])
        except VBAError as error:
            found.append(f"pyOpenVBA: {name}: {error}")
    return found
