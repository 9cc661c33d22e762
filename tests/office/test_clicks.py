"""Every button of the .xlsm clicked with a real mouse in a LibreOffice window; what changed in the sheet is asserted.

Pictures of what was seen stay in the folder that XLREPORT_PICTURES names, else with the test's own files.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office.libreoffice import LibreOffice, OpenWorkbook
from tests.office.screen import Screen
from tests.samples import balanced_report
from xlreport.forms import load
from xlreport.numbers import BLANK, number
from xlreport.workbook.build import Additions, build_workbook

BOX = "政府信息公开年报"
RED = 0xFF9999
NO_ADD_IN = {"智能检查": "智能检查", "生成报告文档": "生成报告文档", "汇总文件夹": "汇总文件夹"}


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    shown = Screen()
    yield shown
    shown.end()


@pytest.fixture(scope="module")
def office_on_screen(screen: Screen) -> Iterator[LibreOffice]:
    running = LibreOffice(screen.display)
    yield running
    running.end()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return Path(os.environ.get("XLREPORT_PICTURES", tmp_path))


@pytest.fixture(params=["2021", "2019"])
def book(request: pytest.FixtureRequest, office_on_screen: LibreOffice, tmp_path: Path) -> Iterator[OpenWorkbook]:
    """A report with one wrong total and one blank, open in a window."""
    report = balanced_report(load(request.param), random.Random(11)).with_values(
        {"table3.result.partial.total": number(99_999), "table4.review.upheld": BLANK, "table4.review.total": BLANK}
    )
    path = tmp_path / f"点击{request.param}.xlsm"
    build_workbook(report, path, Additions(macros=True))
    with office_on_screen.open(path, macros=True) as opened:
        yield opened


def click(book: OpenWorkbook, screen: Screen, sheet: str, caption: str) -> None:
    book.show(sheet)
    screen.wait_for(lambda: book.buttons(sheet)[caption][1] > 0, f"button {caption} is not to be seen")
    screen.click(*book.buttons(sheet)[caption])


def answer(screen: Screen, picture: Path, key: str = "Return") -> None:
    """Look at the message box, then close it by a key."""
    screen.wait_for_window(BOX)
    screen.picture(picture)
    screen.press(key)
    screen.wait_until_gone(BOX)


def test_every_sheet_with_numbers_has_its_buttons(book: OpenWorkbook) -> None:
    native = {"校验", "填充合计", "空白填零", "清除标记", "上一个问题", "下一个问题"}
    for sheet in ("表二", "表三", "表四"):
        book.show(sheet)
        assert set(book.buttons(sheet)) == native
    book.show("封面")
    assert set(book.buttons("封面")) == native | set(NO_ADD_IN)


def test_the_native_buttons(book: OpenWorkbook, screen: Screen, pictures: Path) -> None:
    plain = book.plain_colours(["表三!J9"])["表三!J9"]
    click(book, screen, "表三", "校验")
    answer(screen, pictures / "check.png")
    assert book.plain_colours(["表三!J9"])["表三!J9"] == RED
    first = book.selected()
    assert first.startswith("表三!J")

    click(book, screen, "表三", "下一个问题")
    screen.wait_for(lambda: book.selected() != first, "the selection does not move on")
    second = book.selected()
    click(book, screen, "表三", "上一个问题")
    screen.wait_for(lambda: book.selected() == first, f"the selection does not move back from {second}")

    click(book, screen, "表三", "清除标记")
    answer(screen, pictures / "clear.png")
    assert book.plain_colours(["表三!J9"])["表三!J9"] == plain

    click(book, screen, "表三", "填充合计")
    answer(screen, pictures / "totals.png")
    assert book.formula("表三!J9") == "=SUM(D9:I9)"
    assert book.formula("表四!E6") == "=SUM(A6:D6)"


def test_zeros_are_filled_only_when_agreed(book: OpenWorkbook, screen: Screen, pictures: Path) -> None:
    click(book, screen, "表四", "空白填零")
    answer(screen, pictures / "zeros asked.png", "Escape")
    assert book.value("表四!A6") is None
    click(book, screen, "表四", "空白填零")
    screen.wait_for_window(BOX)
    screen.press("Return")
    screen.wait_for(lambda: book.value("表四!A6") == 0, "the blank is not filled")
    answer(screen, pictures / "zeros done.png")


@pytest.mark.parametrize("caption", NO_ADD_IN)
def test_without_python_a_button_says_what_it_would_bring(
    caption: str, book: OpenWorkbook, screen: Screen, pictures: Path
) -> None:
    click(book, screen, "封面", caption)
    answer(screen, pictures / f"{caption}.png")
    checked = caption != "汇总文件夹"
    assert (book.plain_colours(["表三!J9"])["表三!J9"] == RED) == checked
