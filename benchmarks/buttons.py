"""How long the buttons take in a workbook open in LibreOffice: 智能检查 by Python, 校验 by the workbook's own macro.

Beside them stand what a button costs before it does anything: one cell read through the xlwings engine, and an empty
macro. Both workbooks hold the same report, with faults in it.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import ROOT, alternate, gate, peers, show

RUNS = 5
CHECK = "Actions.CheckedReport"
sys.path.insert(0, str(ROOT))


def open_book(app, path: Path):
    """A workbook open in the running LibreOffice, as xlwings sees it."""
    import xlwings as xw

    return xw.Book(impl=app.impl.books.open(path))


def smart_check(book) -> Callable[[], object]:
    """The job: what the button 智能检查 does in this workbook."""
    from xlreport.excel import buttons

    return lambda: buttons.smart_check(book)


def empty_round_trip(book) -> Callable[[], object]:
    """The job: one cell read through xlwings and the engine."""
    cell = book.sheets["封面"].range("C4")
    return lambda: cell.raw_value


def native(office, number: int, macro: str) -> Callable[[], object]:
    """The job: a macro of a workbook opened with macros allowed (``number`` is the bridge's)."""
    return lambda: office.ask("run", book=number, macro=macro, arguments=[])


def native_jobs(office, path: Path) -> dict[str, Callable[[], object]]:
    """The macro of the button 校验, and one that does nothing, in a workbook with macros."""
    number = office.ask("open", path=str(path), macros=True)
    office.ask("add_macro", book=number, module="Nothing", source="Sub DoNothing\nEnd Sub\n")
    return {f"macro {CHECK}": native(office, number, CHECK), "empty macro": native(office, number, "Nothing.DoNothing")}


def errors_told(message: object) -> int:
    """How many errors the message of the button 校验 counts."""
    found = re.search(r"错误 (\d+) 处", str(message))
    return int(found[1]) if found else -1


def spoilt_workbook(target: Path) -> Path:
    """A workbook with some faults, so that there is something to say; with macros where the name ends in .xlsm."""
    from tests.samples import balanced_report, with_faults
    from xlreport.forms import load
    from xlreport.workbook.build import Additions, build_workbook

    rng = random.Random(1)
    report = with_faults(balanced_report(load("2021"), rng), rng, 20)
    build_workbook(report, target, Additions(macros=target.suffix == ".xlsm"))
    return target


def main() -> None:
    from tests.excel.uno_engine import register
    from tests.office.libreoffice import LibreOffice
    from xlreport.excel.live_book import LiveSheets
    from xlreport.workbook.read import judge_reading, read_sheets, read_workbook

    peers("xlwings")
    office = LibreOffice()
    try:
        app = register(office)
        with tempfile.TemporaryDirectory() as folder:
            book = open_book(app, spoilt_workbook(Path(folder) / "book.xlsx"))
            app.calculate()
            live = judge_reading(read_sheets(LiveSheets(book)))
            saved = judge_reading(read_workbook(book.impl.store(Path(folder) / "saved.xlsx")))
            gate("findings, live and saved,", [f.to_json() for f in live], [f.to_json() for f in saved])
            jobs = {"buttons.smart_check": smart_check(book), "empty engine round trip": empty_round_trip(book)}
            jobs |= native_jobs(office, spoilt_workbook(Path(folder) / "book.xlsm"))
            errors = sum(finding.is_error for finding in live)
            gate("errors, by Python and by the macro,", errors, errors_told(jobs[f"macro {CHECK}"]()))
            times = alternate(jobs, RUNS)
        for name, seconds in times.items():
            print(f"{name}: " + " ".join(f"{second * 1e3:.1f}" for second in seconds) + " ms")
        show(times, "buttons.smart_check")
    finally:
        office.end()


if __name__ == "__main__":
    main()
