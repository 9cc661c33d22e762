"""The workbook inside a running Excel: worksheet functions and buttons, through xlwings."""
