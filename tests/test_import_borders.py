"""The borders of the house: what may import what, where people are spoken to, how long a module may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import xlreport

PACKAGE = Path(xlreport.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

GROUND: dict[str, set[str]] = {
    "a1": set(),
    "numbers": set(),
    "findings": {"config"},
    "config": {"findings"},
    "forms": {"a1"},
    "files": {"a1", "numbers", "findings", "config"},
}
"""What all floors stand on. config asks the catalogue which codes there are (in a function, so that no import runs in
a circle), and findings.problems asks config for the severity in force."""

FLOORS = (
    {"report", "report_json"},
    {"rules"},
    {"align"},
    {"workbook", "published"},
    {"county"},
    {"console", "excel"},
)
"""From the ground up: a room may import from its own floor's room, from those below and from the ground."""

ONLY_IN = {
    "xlsxwriter": ("files/", "workbook/", "county/summary.py"),
    "openpyxl": ("files/", "workbook/", "county/summary.py"),
    "xlrd": ("files/", "workbook/", "county/summary.py"),
    "python_calamine": ("files/", "workbook/", "county/summary.py"),
    "xlwings": ("excel/",),
    "pandas": ("county/frames.py", "county/compare.py"),
    "typer": ("console/",),
    "rich": ("console/",),
}
"""Libraries, and the only places that may know them."""

LONGEST = 400


def relative(path: Path) -> str:
    """A module's path inside the package, such as files/xlsx.py."""
    return path.relative_to(PACKAGE).as_posix()


def room(dotted: str) -> str:
    """The room of a dotted name inside the package: files for xlreport.files.xlsx; '' for the package itself."""
    return ".".join(dotted.split(".")[1:2])


def imports(path: Path) -> Iterator[str]:
    """Dotted names of all that a module imports, in functions too."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(path)}:{node.lineno}: imports are absolute"
            assert node.module is not None
            if node.module == "xlreport":
                yield from (f"xlreport.{alias.name}" for alias in node.names if alias.name != "__version__")
            else:
                yield node.module


def allowed_rooms() -> dict[str, set[str]]:
    """For each room the rooms it may import from."""
    allowed = {name: {*below, name} for name, below in GROUND.items()}
    below = set(GROUND)
    for floor in FLOORS:
        for name in floor:
            allowed[name] = {*below, name} | (floor if "report" in floor else set())
        below |= floor
    return allowed


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_run_one_way(path: Path) -> None:
    own = room(".".join(("xlreport", *path.relative_to(PACKAGE).with_suffix("").parts)))
    wanted = {room(name) for name in imports(path) if name.split(".")[0] == "xlreport"} - {""}
    if own == "__init__":
        assert not wanted
    elif own == "__main__":
        assert wanted == {"console"}
    else:
        assert wanted <= allowed_rooms()[own]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    for name in imports(path):
        places = ONLY_IN.get(name.split(".")[0])
        assert places is None or relative(path).startswith(places), name


def test_no_import_at_the_top_of_a_module_runs_in_a_circle() -> None:
    names = {".".join(("xlreport", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in MODULES}
    top = {name: _imports_at_top(path, names) for name, path in names.items()}
    while ready := [name for name, wanted in top.items() if not wanted & set(top)]:
        for name in ready:
            del top[name]
    assert not top


def _imports_at_top(path: Path, known: dict[str, Path]) -> set[str]:
    """Modules of the package that are imported when this one is; a package's own __init__ is left out."""
    found = set()
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            parts = {f"{node.module}.{alias.name}" for alias in node.names} & set(known)
            package = f"{node.module}.__init__"
            found |= parts or ({package} if package in known else {node.module})
    return found & set(known)


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_console_prints(path: Path) -> None:
    calls = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call))
    prints = [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]
    assert not prints or relative(path).startswith("console/")


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_is_not_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_public_names_say_what_they_are(path: Path) -> None:
    module = ast.parse(path.read_bytes())
    assert ast.get_docstring(module), "the module has no docstring"
    for node in module.body:
        _assert_documented(node)
        for part in node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else ():
            _assert_documented(part)


def _assert_documented(node: ast.stmt) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
        assert ast.get_docstring(node), f"line {node.lineno}: {node.name} has no docstring"
