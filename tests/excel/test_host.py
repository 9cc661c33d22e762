"""Which program runs, and how a busy one is waited for."""

from __future__ import annotations

import random
import time
from types import SimpleNamespace

import pytest
import xlwings as xw

from tests.excel.conftest import OpenLive
from tests.samples import balanced_report
from xlreport.excel import buttons, host
from xlreport.forms import load


class ComError(Exception):
    """As pywin32 raises it."""

    def __init__(self, code: int, scode: int | None = None) -> None:
        super().__init__(code, "", None if scode is None else (0, None, None, None, 0, scode), None)
        self.hresult = code


@pytest.mark.parametrize(
    ("path", "name", "program"),
    [
        (r"C:\Program Files\Microsoft Office\root\Office16", "Microsoft Excel", "Excel"),
        (r"C:\Users\甲\AppData\Local\Kingsoft\WPS Office\12.1.0\office6", "Microsoft Excel", "WPS"),
        (r"D:\WPS Office\11.1\office6", "WPS 表格", "WPS"),
        ("/usr/lib/libreoffice/program", "", "LibreOffice"),
        ("/opt/numbers", "Numbers", "其他"),
    ],
)
def test_programs_are_told_apart_also_where_wps_calls_itself_excel(path: str, name: str, program: str) -> None:
    app = SimpleNamespace(path=path, version="16.0", api=SimpleNamespace(Name=name))
    assert host.host_of(app) == host.Host(program, "16.0")


def test_the_running_libreoffice_is_known(app: xw.App) -> None:
    assert host.host_of(app).name == "LibreOffice"


@pytest.mark.parametrize(
    "error",
    [ComError(-2147418111), ComError(-2147417846), ComError(-2147352567, -2146777998)],
    ids=["rejected", "retry later", "cell edited"],
)
def test_a_moment_of_being_busy_is_waited_out(app: xw.App, open_live: OpenLive, error: ComError) -> None:
    open_live(balanced_report(load("2021"), random.Random(1)))
    busy = [error, error]

    def refuse(_: str) -> None:
        if busy:
            raise busy.pop()

    app.impl.on_write = refuse
    assert buttons.smart_check() == "智能检查：没有发现问题。"
    assert not busy


def test_an_excel_that_stays_busy_is_told_after_a_bounded_time(
    app: xw.App, open_live: OpenLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_live(balanced_report(load("2021"), random.Random(1)))
    monkeypatch.setattr(host, "PATIENCE_SECONDS", 1.0)
    asked = []

    def refuse(_: str) -> None:
        asked.append(time.monotonic())
        raise ComError(-2147418111)

    app.impl.on_write = refuse
    assert buttons.smart_check() == "智能检查没有完成：Excel 正忙，请先按 Enter 结束编辑再试。"
    assert len(asked) > 2
    assert asked[-1] - asked[0] < 2
    assert book.sheets["校验"].api.ProtectContents
    assert (app.screen_updating, app.enable_events, app.calculation) == (True, True, "automatic")


def test_other_errors_are_not_repeated() -> None:
    asked = []

    def refuse() -> None:
        asked.append(1)
        raise ComError(-2147352567, -2146827284)

    with pytest.raises(ComError):
        host.retrying(refuse)
    assert len(asked) == 1


def test_settings_that_were_off_stay_off(app: xw.App, open_live: OpenLive) -> None:
    open_live(balanced_report(load("2021"), random.Random(1)))
    app.calculation, app.enable_events = "manual", False
    try:
        buttons.smart_check()
        assert (app.screen_updating, app.enable_events, app.calculation) == (True, False, "manual")
    finally:
        app.calculation, app.enable_events = "automatic", True
