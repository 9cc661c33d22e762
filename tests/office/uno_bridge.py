"""Starts LibreOffice and works in it through UNO: a JSON request per line on stdin, a JSON answer per line on stdout.

Run by a Python that can ``import uno``: ``python uno_bridge.py SOFFICE FOLDER [visible]``. LibreOffice gets a profile
and a pipe of its own under FOLDER and ends when stdin does, however its user came to an end.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.FormulaResult import VALUE
from com.sun.star.table.CellContentType import EMPTY, FORMULA
from com.sun.star.table.CellContentType import VALUE as NUMBER
from uno_live import LiveBook

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".html": "HTML (StarCalc)",
    ".pdf": "calc_pdf_Export",
}
CONTENTS = 1 | 2 | 4 | 16
START_SECONDS = 60
ALWAYS_EXECUTE = 4


def connect(soffice, folder, *, visible=False):
    """Start LibreOffice; returns its process and its desktop."""
    pipe = f"pipe,name={folder.name}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--norestore", "--nologo", "--nodefault", f"--accept={pipe};urp", profile]
    options += [] if visible else ["--headless"]
    if visible:
        write_profile(folder / "profile")
    process = subprocess.Popen([soffice, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:{pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if process.poll() is not None or time.monotonic() > give_up:
                process.kill()
                raise
            time.sleep(0.1)


def write_profile(profile):
    """No tip of the day, no bar about a new version: nothing but the workbook comes up."""
    (profile / "user").mkdir(parents=True)
    settings = (("Office.Common/Misc", "ShowTipOfTheDay"), ("Office.Common/Misc", "ShowDonation"))
    off = '<prop oor:name="{}" oor:op="fuse"><value>false</value></prop>'
    items = "".join(f'<item oor:path="/org.openoffice.{path}">{off.format(name)}</item>' for path, name in settings)
    spaces = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    whole = f'<?xml version="1.0" encoding="UTF-8"?><oor:items {spaces}>{items}</oor:items>'
    (profile / "user" / "registrymodifications.xcu").write_text(whole, encoding="utf-8")


def properties(**values):
    direct = uno.Enum("com.sun.star.beans.PropertyState", "DIRECT_VALUE")
    return tuple(PropertyValue(name, 0, value, direct) for name, value in values.items())


class Bridge(LiveBook):
    """The requests: each public method is one, called with the rest of the request."""

    def __init__(self, desktop, folder):
        self.desktop, self.folder = desktop, folder
        self.documents, self.sheets, self.starts = {}, {}, {}

    def open(self, path, macros=False):
        options = properties(MacroExecutionMode=ALWAYS_EXECUTE) if macros else ()
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)
        self.documents[len(self.documents)] = document
        return len(self.documents) - 1

    def write(self, book, cells):
        """Type into cells, words as they are; LibreOffice refuses where a cell is locked."""
        for place, value in cells:
            cell = self._range(book, place)
            if value is None:
                cell.clearContents(CONTENTS)
            elif isinstance(value, dict):
                cell.setFormulaArray(((value["formula"],),))
            else:
                cell.setDataArray(((value if isinstance(value, str) else float(value),),))
        self.documents[book].calculateAll()

    def write_block(self, book, place, rows):
        self._range(book, place).setDataArray(tuple(tuple(row) for row in rows))
        self.documents[book].calculateAll()

    def paste_block(self, book, place, rows):
        """Paste cells copied in another document, formats and all, as Ctrl+V does."""
        other = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        source = other.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)
        source.setDataArray(tuple(tuple(row) for row in rows))
        copying, pasting = other.CurrentController, self.documents[book].CurrentController
        copying.select(source)
        target = self._range(book, place)
        target.clearContents(CONTENTS)  # or LibreOffice asks whether to overwrite, and nobody answers
        pasting.setActiveSheet(target.Spreadsheet)
        pasting.select(target)
        pasting.insertTransferable(copying.getTransferable())
        other.close(True)
        self.documents[book].calculateAll()

    def plain_colours(self, book, places):
        """Background of cells as they are formatted, -1 for none: no conditional format is looked at."""
        return [self._range(book, place).CellBackColor for place in places]

    def spoil(self, book, place, words):
        """Write into a locked cell, as no clerk can: its sheet is protected again."""
        cell = self._range(book, place)
        cell.Spreadsheet.unprotect("")
        cell.setString(words)
        cell.Spreadsheet.protect("")

    def overwrite(self, book, place, value):
        """Put a number into a locked cell, then recalculate."""
        cell = self._range(book, place)
        cell.Spreadsheet.unprotect("")
        cell.setValue(value)
        cell.Spreadsheet.protect("")
        self.documents[book].calculateAll()

    def protect(self, book, sheet, password):
        """Protect a sheet anew, with a password."""
        self._sheet(book, sheet).unprotect("")
        self._sheet(book, sheet).protect(password)

    def rename(self, book, sheet, name):
        self._sheet(book, sheet).setName(name)

    def run(self, book, macro, arguments):
        """Call a macro of the workbook (Module.Name); returns what it returns."""
        provider = self.documents[book].getScriptProvider()
        name = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        return provider.getScript(name).invoke(tuple(arguments), (), ())[0]

    def selected(self, book):
        """The selected cell, as 表三!D6; of merged cells the first."""
        address = self.documents[book].CurrentController.Selection.AbsoluteName
        return address.replace("$", "").replace("'", "").replace(".", "!").partition(":")[0]

    def show(self, book, sheet):
        controller = self.documents[book].CurrentController
        controller.Frame.ContainerWindow.toFront()
        controller.setActiveSheet(self._sheet(book, sheet))
        controller.setFirstVisibleRow(0)
        controller.setFirstVisibleColumn(0)

    def buttons(self, book, sheet):
        """Caption of each button of a sheet that is shown, and the middle of it on the screen."""
        controller, found = self.documents[book].CurrentController, {}
        page = self._sheet(book, sheet).DrawPage
        for number in range(page.Count):
            model = getattr(page.getByIndex(number), "Control", None)
            if model is not None:
                seen = controller.getControl(model).getAccessibleContext()
                at, size = seen.getLocationOnScreen(), seen.getSize()
                found[model.Label] = [at.X + size.Width // 2, at.Y + size.Height // 2]
        return found

    def select(self, book, place):
        target = self._range(book, place)
        self.documents[book].CurrentController.setActiveSheet(target.Spreadsheet)
        self.documents[book].CurrentController.select(target)

    def recalculate(self, book):
        self.documents[book].calculateAll()

    def read(self, book, places):
        return [self._value(self._range(book, place)) for place in places]

    def read_block(self, book, place):
        block = self._range(book, place)
        rows = block.getDataArray()
        if any(None in row for row in rows):
            return [[self._shown(block, i, j, value) for j, value in enumerate(row)] for i, row in enumerate(rows)]
        return rows

    def formula(self, book, place):
        return self._range(book, place).getFormula()

    def colours(self, book, sheets):
        """Background of every cell that has one, as LibreOffice paints it: conditional formats are applied."""
        page = self.folder / "page.html"
        self.store(book, str(page))
        text = page.read_text(encoding="utf-8")
        found = {}
        for name in sheets:
            table = text.partition(f"<em>{name}</em></h1>")[2].partition("</table>")[0]
            for cell, colour in colours_of_table(table, *self._start(book, name)):
                found[f"{name}!{cell}"] = colour
        return found

    def store(self, book, path):
        self.documents[book].storeToURL(Path(path).as_uri(), properties(FilterName=FILTERS[Path(path).suffix]))

    def close(self, book):
        self.documents[book].close(True)

    def _sheet(self, book, name):
        """A sheet, asked for once: each call to LibreOffice costs a millisecond."""
        if (book, name) not in self.sheets:
            self.sheets[book, name] = self.documents[book].Sheets.getByName(name)
        return self.sheets[book, name]

    def _range(self, book, place):
        name, _, cells = place.partition("!")
        return self._sheet(book, name).getCellRangeByName(cells)

    def _start(self, book, name):
        """Row (from 1) and column (from 0) of a sheet's first used cell, where its HTML begins."""
        if (book, name) not in self.starts:
            cursor = self._sheet(book, name).createCursor()
            cursor.gotoStartOfUsedArea(False)
            first = cursor.RangeAddress
            self.starts[book, name] = first.StartRow + 1, first.StartColumn
        return self.starts[book, name]

    @staticmethod
    def _shown(block, row, column, value):
        """A value of a block; where there is none, the error that the cell shows."""
        return value if value is not None else {"error": block.getCellByPosition(column, row).getString()}

    @staticmethod
    def _value(cells):
        cell = cells.getCellByPosition(0, 0)
        if cell.Type == EMPTY:
            return None
        if cell.getError():
            return {"error": cell.getString()}
        is_number = cell.Type == NUMBER or (cell.Type == FORMULA and cell.FormulaResultType2 == VALUE)
        return cell.getValue() if is_number else cell.getString()


def colours_of_table(text, row, left):
    """(cell, colour) of an HTML table whose first cell stands at this row (from 1) and column (from 0)."""
    taken = set()
    for line in text.split("<tr>")[1:]:
        column = left
        for tag in re.findall(r"<td\b[^>]*>", line):
            while (row, column) in taken:
                column += 1
            spans = dict(re.findall(r'(colspan|rowspan|bgcolor)="?([^" >]+)', tag))
            down, across = int(spans.get("rowspan", 1)), int(spans.get("colspan", 1))
            taken.update((row + i, column + j) for i in range(down) for j in range(across))
            if "bgcolor" in spans:
                yield f"{chr(65 + column)}{row}", spans["bgcolor"]
            column += across
        row += 1


def serve(bridge):
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": getattr(bridge, request.pop("do"))(**request)}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


def main():
    folder = Path(sys.argv[2])
    process, desktop = connect(sys.argv[1], folder, visible="visible" in sys.argv[3:])
    try:
        serve(Bridge(desktop, folder))
    finally:
        try:
            desktop.terminate()
            process.wait(10)
        except Exception:
            os.killpg(0, signal.SIGKILL)


main()
