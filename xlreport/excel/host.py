"""The running program around a button: which one it is, its settings and protection kept, busy moments waited out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding

Result = TypeVar("Result")
PATIENCE_SECONDS = 8.0
TITLE = "政府信息公开年报"
BUSY = "Excel 正忙，请先按 Enter 结束编辑再试"
_PAUSE_SECONDS = 0.2
_BUSY_CODES = frozenset({-2147418111, -2147417846, -2146777998})
"""Call was rejected by callee; the server is busy, call again later; a cell is being edited (VBA_E_IGNORE)."""
_QUICKLY = (("screen_updating", False), ("enable_events", False), ("calculation", "manual"))
_SIGNS = (
    ("WPS", ("kingsoft", "wps", "office6")),
    ("LibreOffice", ("libreoffice", "soffice")),
    ("Excel", ("excel", "microsoft office")),
)
_ALLOWED = tuple(
    f"Allow{what}"
    for what in (
        "FormattingCells", "FormattingColumns", "FormattingRows", "InsertingColumns", "InsertingRows",
        "InsertingHyperlinks", "DeletingColumns", "DeletingRows", "Sorting", "Filtering", "UsingPivotTables",
    )
)  # fmt: skip


class HostProblem(Exception):
    """Something about the running program or the open workbook that stops a button; the words are for people."""


class HostBusy(HostProblem):
    """The program took no calls for the whole time that a button waits: a cell is being edited, a dialog is open."""


@dataclass(frozen=True, slots=True)
class Host:
    """The program that runs: Excel, WPS, LibreOffice or 其他, and the version it gives itself."""

    name: str
    version: str


def host_of(app: Any) -> Host:
    """Which program an xlwings App is. WPS answers to Excel's name, so its path is looked at first."""
    path, version = (_told(lambda: str(app.path)), _told(lambda: str(app.version)))
    words = f"{path} {_told(lambda: str(app.api.Name))}".lower()
    name = next((name for name, signs in _SIGNS if any(sign in words for sign in signs)), "其他")
    return Host(name, version)


def _told(ask: Callable[[], str]) -> str:
    """What the program says of itself, '' where it does not know the question."""
    try:
        return ask()
    except Exception:
        return ""


def is_busy(error: BaseException) -> bool:
    """Whether an error says that the program takes no calls just now: by its code, or xlwings' own class for it."""
    if type(error).__name__ == "ExcelBusyError":
        return True
    codes = {getattr(error, "hresult", None), *error.args[:1]}
    detail = error.args[2] if len(error.args) > 2 else None
    codes |= {detail[5]} if isinstance(detail, tuple) and len(detail) > 5 else set()
    return any(isinstance(code, int) and code in _BUSY_CODES for code in codes)


def retrying(call: Callable[[], Result], patience: float | None = None) -> Result:
    """What the call returns, asked again while the program is busy. Raises HostBusy after ``patience`` seconds
    (``PATIENCE_SECONDS`` where not given)."""
    give_up = time.monotonic() + (PATIENCE_SECONDS if patience is None else patience)
    while True:
        try:
            return call()
        except Exception as error:
            if not is_busy(error):
                raise
            if time.monotonic() >= give_up:
                raise HostBusy(BUSY) from error
            time.sleep(_PAUSE_SECONDS)


@contextmanager
def bounded_attempts() -> Iterator[None]:
    """xlwings repeats rejected calls without end by default; inside, they come back here, where time is bounded."""
    import xlwings

    engine: Any = getattr(xlwings, "_xlwindows", None)
    if not hasattr(engine, "N_COM_ATTEMPTS"):
        yield
        return
    before = engine.N_COM_ATTEMPTS
    engine.N_COM_ATTEMPTS = 1
    try:
        yield
    finally:
        engine.N_COM_ATTEMPTS = before


@contextmanager
def settings_kept(app: Any) -> Iterator[None]:
    """Work without repainting, events and recalculation; all three are as before afterwards, whatever went wrong."""
    with ExitStack() as restored:
        for name, value in _QUICKLY:
            try:
                before = retrying(lambda name=name: getattr(app, name))  # type: ignore[misc]
            except (NotImplementedError, AttributeError):
                continue  # a program without this setting needs nothing restored
            restored.callback(_set, app, name, before)
            if before != value:
                _set(app, name, value)
        yield


def _set(app: Any, name: str, value: object) -> None:
    retrying(lambda: setattr(app, name, value))


@contextmanager
def unprotected(sheet: Any) -> Iterator[None]:
    """Take a sheet's protection off and put the same one back, after errors too.

    Raises HostProblem where a password protects it.
    """
    native = sheet.api
    if not retrying(lambda: native.ProtectContents):
        yield
        return
    arguments = retrying(lambda: _protection(native))
    _unprotect(sheet)
    try:
        yield
    finally:
        retrying(lambda: native.Protect(*arguments))


def _protection(native: Any) -> tuple[object, ...]:
    """The arguments of Excel's Protect, in its order, that protect a sheet as it is now."""
    allowed = native.Protection
    head = ("", bool(native.ProtectDrawingObjects), True, bool(native.ProtectScenarios), bool(native.ProtectionMode))
    return (*head, *(bool(getattr(allowed, name)) for name in _ALLOWED))


def _unprotect(sheet: Any) -> None:
    """Given as an empty word, the missing password is an error, not a question that Excel puts to the user."""
    try:
        retrying(lambda: sheet.api.Unprotect(""))
        is_open = not retrying(lambda: sheet.api.ProtectContents)
    except HostBusy:
        raise
    except Exception:
        is_open = False
    if not is_open:
        raise HostProblem(f"工作表“{sheet.name}”设有密码保护，请先在“审阅”中用密码撤销工作表保护再试")


def show_progress(app: Any, words: str | None) -> None:
    """Words in the status bar; None gives it back to the program. A program without one goes on in silence."""
    try:
        retrying(lambda: setattr(app, "status_bar", False if words is None else words))
    except (NotImplementedError, AttributeError):
        return


def tell(app: Any, words: str) -> None:
    """Tell the user: in a message box where the program has one, else in the status bar."""
    try:
        retrying(lambda: app.alert(words, TITLE))
    except NotImplementedError:
        show_progress(app, words)


def sentence_of(error: Exception) -> str:
    """What a person is told when a button could not finish; with XLREPORT_DEBUG set the error itself is raised."""
    if isinstance(error, HostProblem):
        return f"{error}。"
    if isinstance(error, FileProblem):
        finding = file_finding(error)
        return f"{finding.message}。{finding.remedy}。"
    if is_busy(error):
        return f"{BUSY}。"
    if os.environ.get("XLREPORT_DEBUG"):
        raise error
    return f"程序出错，不是报表的问题（{type(error).__name__}：{error}）。请把这一行连同文件发给维护人员。"
