"""xlwings as it is on Windows: its own decorators, COM server and converters, over stand-ins for pywin32.

xlwings makes worksheet functions only where pywin32 is; here the modules of pywin32, which cannot be installed, are
empty shells, and all of xlwings that a call from a cell passes through is the real thing: XLPython.CallUDF, call_udf,
Range.raw_value, conversion.read and write, the engine's treatment of values.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, patch

import xlwings

import xlreport.excel

PYWIN32 = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone",
    "win32com", "win32com.client", "win32com.client.dynamic", "win32com.server", "win32com.server.dispatcher",
    "win32com.server.policy", "win32com.server.util", "win32com.server.exception",
)  # fmt: skip
OURS = ("xlreport.excel.functions", "xlreport.excel.udf")
RANGE_INTERFACE = "{00020846-0000-0000-C000-000000000046}"
MISSING = -2147352572
"""What an argument that was left out arrives as."""


class Shell(ModuleType):
    """A module whose every name is a class of its own."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {})
        setattr(self, name, made)
        return made


class ComRange:
    """A range as COM hands it to Python: a dispatch object with the interface of Range, and its Value."""

    def __init__(self, value: object) -> None:
        self.Value = value
        rows, columns = (len(value), len(value[0])) if isinstance(value, tuple) else (1, 1)
        self.Worksheet, self.Row, self.Column = MagicMock(), 1, 1
        self.Rows, self.Columns = SimpleNamespace(Count=rows), SimpleNamespace(Count=columns)
        attributes = SimpleNamespace(iid=RANGE_INTERFACE)
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: attributes))


def cells(*rows: tuple[object, ...]) -> ComRange:
    """A range of several cells; a single cell's Value is bare, so use ComRange for that."""
    return ComRange(tuple(rows))


def _shells() -> dict[str, ModuleType]:
    made: dict[str, Any] = {name: Shell(name) for name in PYWIN32}
    for name, module in made.items():
        parent, _, last = name.rpartition(".")
        module.__path__ = []
        if parent:
            setattr(made[parent], last, module)
    made["pywintypes"].IID = str
    made["pythoncom"].TypeIIDs = {made["pythoncom"].IID_IDispatch: type("PyIDispatch", (), {})}
    made["pythoncom"].__file__ = ""
    made["win32process"].GetWindowThreadProcessId = lambda window: (0, window)
    made["pythoncom"].CoInitialize = lambda: None
    return made


@contextmanager
def xlwings_on_windows() -> Iterator[Any]:
    """The COM server's XLPython, with our functions imported anew under the real decorators; all undone afterwards."""
    kept, attributes = dict(sys.modules), set(vars(xlwings))
    engines, by_name = list(xlwings.engines.engines), dict(xlwings.engines.engines_by_name)
    names = {name: getattr(xlwings, name) for name in ("func", "arg", "ret")}
    try:
        sys.modules.update(_shells())
        with patch.multiple(ctypes, create=True, windll=MagicMock(), oledll=MagicMock(), PyDLL=MagicMock()):
            windows: Any = importlib.import_module("xlwings._xlwindows")
        xlwings._xlwindows = windows
        xlwings.engines.add(xlwings.Engine(impl=windows.engine))
        udfs: Any = importlib.import_module("xlwings.udfs")
        xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
        for name in OURS:
            sys.modules.pop(name, None)
        server: Any = importlib.import_module("xlwings.com_server")
        yield server.XLPython()
        server.loop.close()
    finally:
        for name in set(sys.modules) - set(kept):
            if name in PYWIN32 or name in OURS or name.startswith("xlwings."):
                del sys.modules[name]
        for name in set(vars(xlwings)) - attributes:
            delattr(xlwings, name)
        for name in OURS:
            if name in kept:
                sys.modules[name] = kept[name]
                setattr(xlreport.excel, name.rpartition(".")[2], kept[name])
        xlwings.engines.engines, xlwings.engines.engines_by_name = engines, by_name
        for name, value in names.items():
            setattr(xlwings, name, value)
