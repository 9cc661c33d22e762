"""An xlwings engine over a real LibreOffice: books, sheets, ranges, protection, settings, as Excel would answer.

Only what xlreport.excel asks for. ``calls`` counts reads and writes of cells by sheet; ``on_write`` may be set to have
a write fail as a program would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes

from tests.office.libreoffice import LibreOffice
from xlreport.a1 import Box, cell_name

_FIRST_ERROR = -2146828288
_ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}


class Refused(Exception):
    """Excel's error 1004: the cell is locked, the password wrong."""


class Engine:
    name, type = "libreoffice", "desktop"

    def __init__(self, office: LibreOffice) -> None:
        self.apps = Apps(App(self, office))

    @staticmethod
    def prepare_xl_data_element(x: Any, _: Any) -> Any:
        return "" if x is None else x


class Apps(base_classes.Apps):
    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class App(base_classes.App):
    """One LibreOffice. It has no message box here, so programs speak in the status bar."""

    api, pid, version, path = None, 1, "7.4", "/usr/lib/libreoffice/program"
    screen_updating = enable_events = True
    status_bar: str | bool = False

    def __init__(self, engine: Engine, office: LibreOffice) -> None:
        self.engine, self.office = engine, office
        self._books = Books(self)
        self.calls: Counter[tuple[str, str]] = Counter()
        self.on_write: Callable[[str], object] = str
        self._calculation = "automatic"

    books = property(lambda self: self._books)

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._calculation = value
        for book in self.books:
            self.office.ask("automatic", book=book.number, switch=value == "automatic")

    def calculate(self) -> None:
        for book in self.books:
            self.office.ask("recalculate", book=book.number)


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app, self._open = app, list[Book]()

    def open(self, fullname: str | Path, *_: Any, **__: Any) -> Book:
        self._open.append(Book(self.app, self.app.office.ask("open", path=str(fullname)), Path(fullname)))
        return self._open[-1]

    def __call__(self, name: str) -> Book:
        try:
            return next(book for book in self._open if book.name == name)
        except StopIteration:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[Book]:
        return iter(self._open)

    def __len__(self) -> int:
        return len(self._open)

    def forget(self, book: Book) -> None:
        self._open.remove(book)


class Book(base_classes.Book):
    def __init__(self, app: App, number: int, path: Path) -> None:
        self._app, self.number, self._path = app, number, path

    sheets = property(lambda self: Sheets(self))
    app = property(lambda self: self._app)
    name = property(lambda self: self._path.name)
    fullname = property(lambda self: str(self._path))
    names = property(lambda self: Names(self))

    def ask(self, do: str, **request: Any) -> Any:
        return self._app.office.ask(do, book=self.number, **request)

    def store(self, path: Path) -> Path:
        self.ask("store", path=str(path))
        return path

    def close(self) -> None:
        self.ask("close")
        self._app.books.forget(self)


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self._book = book

    def _all(self) -> list[Sheet]:
        return [Sheet(self._book, *told) for told in self._book.ask("sheet_list")]

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __call__(self, wanted: str | int) -> Sheet:
        found = self._all()
        if isinstance(wanted, int):
            return found[wanted - 1]
        return next(sheet for sheet in found if sheet.name == wanted)


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, name: str, visible: bool) -> None:
        self._book, self._name, self._visible = book, name, visible

    book = property(lambda self: self._book)
    name = property(lambda self: self._name)
    visible = property(lambda self: self._visible)
    api = property(lambda self: NativeSheet(self._book, self._name))

    @property
    def used_range(self) -> Range:
        top, left, bottom, right = self._book.ask("used", sheet=self._name)
        return Range(self, Box(top, left, bottom, right))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            return Range(self, Box.parse(arg1))
        first, last = _corner(arg1), _corner(arg2 or arg1)
        return Range(self, Box(*first, *last))


class NativeSheet:
    """What Excel's Worksheet says about protection. LibreOffice keeps whether, not what is allowed: that stays here."""

    _allowed: dict[tuple[Book, str], tuple[Any, ...]] = {}  # noqa: RUF012  shared on purpose: a sheet is asked for anew each time

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    @property
    def arguments(self) -> tuple[Any, ...]:
        """Arguments of Protect in force; as the workbook was built, until protected anew."""
        built = ("", False, True, False, False, False, True, True, *(False,) * 8)
        return self._allowed.get((self._book, self._name), built)

    ProtectContents = property(lambda self: self._book.ask("protected", sheet=self._name))
    ProtectDrawingObjects = property(lambda self: self.arguments[1])
    ProtectScenarios = property(lambda self: self.arguments[3])
    ProtectionMode = property(lambda self: self.arguments[4])
    Protection = property(lambda self: Allowed(*self.arguments[5:]))

    def Protect(self, *arguments: Any) -> None:  # noqa: N802  as Excel spells it
        self._allowed[self._book, self._name] = arguments
        self._book.ask("protect", sheet=self._name, password=arguments[0])

    def Unprotect(self, password: str) -> None:  # noqa: N802  as Excel spells it
        self._book.ask("unprotect", sheet=self._name, password=password)
        if self.ProtectContents:
            raise Refused("1004: the password is wrong")


class Allowed:
    """What a protected sheet allows, in the order of Protect's arguments."""

    def __init__(self, *allowed: bool) -> None:
        what = "FormattingCells FormattingColumns FormattingRows InsertingColumns InsertingRows InsertingHyperlinks "
        what += "DeletingColumns DeletingRows Sorting Filtering UsingPivotTables"
        for name, value in zip(what.split(), allowed, strict=True):
            setattr(self, f"Allow{name}", value)


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, box: Box) -> None:
        self.sheet, self.box = sheet, box
        self._place = f"{sheet.name}!{box}"

    api = property(lambda self: self)
    row = property(lambda self: self.box.top)
    column = property(lambda self: self.box.left)
    shape = property(lambda self: (self.box.bottom - self.box.top + 1, self.box.right - self.box.left + 1))
    address = property(lambda self: str(self.box))

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        at = Box.parse(cell_name(self.box.top + row - 1, self.box.left + (column or 1) - 1))
        return Range(self.sheet, at)

    def _ask(self, do: str, **request: Any) -> Any:
        return self.sheet.book.ask(do, place=self._place, **request)

    def _count(self, what: str) -> None:
        self.sheet.book.app.calls[what, self.sheet.name] += 1

    @property
    def raw_value(self) -> Any:
        self._count("read")
        return _bare([[_native(value) for value in row] for row in self._ask("contents")])

    @raw_value.setter
    def raw_value(self, rows: Any) -> None:
        self._write(rows)

    @property
    def formula(self) -> Any:
        self._count("formula")
        rows = self._ask("formulas")
        return _bare([[_excel_formula(words) for words in row] for row in rows])

    @formula.setter
    def formula(self, rows: Any) -> None:
        self._write(rows)

    def _write(self, rows: Any) -> None:
        """Locked cells of a protected sheet refuse, as Excel's do; LibreOffice would skip them in silence."""
        app, name = self.sheet.book.app, self.sheet.name
        app.on_write(name)
        self._count("write")
        if self.sheet.api.ProtectContents and self._ask("locked") is not False:
            raise Refused(f"1004: {self._place} is locked")
        rows = rows if isinstance(rows, list | tuple) else [[rows] * self.shape[1]] * self.shape[0]
        self._ask("put", rows=[[_office_formula(value) for value in row] for row in rows])
        if app.calculation == "automatic":
            self.sheet.book.ask("recalculate")

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self._ask("background")
        return None if colour < 0 else (colour >> 16, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, rgb: tuple[int, int, int] | None) -> None:
        self._ask("background", colour=-1 if rgb is None else rgb[0] << 16 | rgb[1] << 8 | rgb[2])


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self._names = [Name(*told) for told in book.ask("defined_names")]

    def __call__(self, wanted: int) -> Name:
        return self._names[wanted - 1]

    def __len__(self) -> int:
        return len(self._names)


class Name(base_classes.Name):
    def __init__(self, name: str, content: str) -> None:
        self._name, self._target = name, "=" + content.removeprefix("$").replace(".$", "!$")

    name = property(lambda self: self._name)
    refers_to = property(lambda self: self._target)


def _corner(at: Any) -> tuple[int, int]:
    return at if isinstance(at, tuple) else (at.row, at.column)


def _bare(rows: list[list[Any]]) -> Any:
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else tuple(map(tuple, rows))


def _native(value: Any) -> Any:
    """A value as Excel's COM hands it over."""
    if not isinstance(value, dict):
        return float(value) if isinstance(value, int) else value
    if "error" in value:
        return _FIRST_ERROR + _ERRORS.get(value["error"], _ERRORS["#VALUE!"])
    return bool(value["logical"]) if "logical" in value else datetime(1899, 12, 30) + timedelta(days=value["date"])


def _excel_formula(words: str) -> str:
    """LibreOffice's own spelling of a formula as Excel's, as far as sums on one sheet go; words without apostrophe."""
    return words.replace(";", ",") if words.startswith("=") else words.removeprefix("'")


def _office_formula(value: Any) -> Any:
    return value.replace(",", ";") if isinstance(value, str) and value.startswith("=") else value


def register(office: LibreOffice) -> xw.App:
    """Make this LibreOffice an xlwings engine; returns its application."""
    engine = xw.Engine(impl=Engine(office))
    xw.engines.add(engine)
    engine.activate()
    return xw.App(impl=engine.impl.apps[1])
