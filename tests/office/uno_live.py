"""More requests to LibreOffice: what a program that works in an open workbook asks for, as Excel would answer."""

from com.sun.star.util.NumberFormat import DATE, LOGICAL, TIME


class LiveBook:
    """Requests about open workbooks; ``documents``, ``_sheet`` and ``_range`` are the bridge's."""

    def sheet_list(self, book):
        """[name, whether it is visible] of every sheet."""
        sheets = self.documents[book].Sheets
        return [[sheets.getByIndex(i).Name, sheets.getByIndex(i).IsVisible] for i in range(sheets.Count)]

    def used(self, book, sheet):
        """[top, left, bottom, right] of the used area, from 1."""
        cursor = self._sheet(book, sheet).createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        return [area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1]

    def contents(self, book, place):
        """Values by rows: numbers, words, None where empty, and {"error"}, {"date"} or {"logical"}."""
        block = self._range(book, place)
        rows = [list(row) for row in block.getDataArray()]
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is None:  # so UNO hands over an error
                    rows[i][j] = {"error": block.getCellByPosition(j, i).getString()}
        for i, j in _cells(block, block.queryEmptyCells().RangeAddresses):
            rows[i][j] = None
        for kind, i, j in self._kinds(book, block):
            if isinstance(rows[i][j], float):
                rows[i][j] = {kind: rows[i][j]}
        return rows

    def _kinds(self, book, block):
        """Cells whose number format makes them dates or logical values."""
        formats, names = self.documents[book].NumberFormats, {}
        groups = block.UniqueCellFormatRanges
        for i in range(groups.Count):
            group = groups.getByIndex(i)
            key = group.NumberFormat
            if key not in names:  # each call to LibreOffice costs a millisecond
                kind = formats.getByKey(key).Type
                names[key] = "date" if kind & (DATE | TIME) else "logical" if kind & LOGICAL else ""
            if names[key]:
                yield from ((names[key], *cell) for cell in _cells(block, group.RangeAddresses))

    def formulas(self, book, place):
        return self._range(book, place).getFormulaArray()

    def put(self, book, place, rows):
        """Enter rows as if typed: '= makes a formula, an apostrophe makes words, digits a number."""
        self._range(book, place).setFormulaArray(tuple(tuple(row) for row in rows))

    def protected(self, book, sheet):
        return self._sheet(book, sheet).isProtected()

    def protect(self, book, sheet, password):
        self._sheet(book, sheet).protect(password)

    def unprotect(self, book, sheet, password):
        self._sheet(book, sheet).unprotect(password)

    def automatic(self, book, switch=None):
        """Whether the workbook recalculates by itself; set first where ``switch`` is given."""
        if switch is not None:
            self.documents[book].enableAutomaticCalculation(switch)
        return self.documents[book].isAutomaticCalculationEnabled()

    def defined_names(self, book):
        names = self.documents[book].NamedRanges
        return [[name, names.getByName(name).Content] for name in names.ElementNames]

    def locked(self, book, place):
        return self._range(book, place).CellProtection.IsLocked

    def insert_row(self, book, sheet, row):
        """A new row in front of this one (from 1), as a person inserts it into a sheet without protection."""
        self._sheet(book, sheet).Rows.insertByIndex(row - 1, 1)

    def remove_sheet(self, book, sheet):
        self.documents[book].Sheets.removeByName(sheet)

    def add_macro(self, book, module, source):
        """A Basic module more in a workbook with macros."""
        self.documents[book].BasicLibraries.getByName("VBAProject").insertByName(module, source)

    def background(self, book, place, colour=None):
        """The cell's own colour as a number, -1 for none; set first where one is given."""
        cells = self._range(book, place)
        if colour is not None:
            cells.CellBackColor = colour
        return cells.CellBackColor


def _cells(block, areas):
    """(row, column) inside a block, from 0, of the cells of some areas."""
    start = block.RangeAddress
    for area in areas:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield row - start.StartRow, column - start.StartColumn
