"""The VBA side of the worksheet functions, written ahead, so that nobody needs xlwings' 「Import Functions」.

Two files are generated from functions.py and kept in the repository: macros/Functions.bas (ASCII), and the Chinese
texts that it looks up, as data for the workbook builder, which may not import this room.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import cache

from xlreport.excel import functions
from xlreport.excel.udf import CATEGORY, Help

_TEXTS = {
    "udf.category": CATEGORY,
    "udf.no_python": "本函数需要 Python、xlreport 和 xlwings 加载项，请安装后重新打开本文件；工作簿自带的校验不受影响",
    "udf.failed": "Python 没有给出结果，请确认它装有 xlreport；工作簿自带的校验不受影响",
    "udf.lines": "有 {1} 条，请先选一块多行的区域，再输入公式并按 Ctrl+Shift+Enter",
    "udf.one_area": "一次只能选一块连续的区域，请重新选择",
}
"""What a function says when it cannot ask Python."""

_HEAD = """\
Attribute VB_Name = "Functions"
Option Explicit
' Written by scripts/build_wrappers.py from xlreport/excel/functions.py: make changes there.
' Each worksheet function hands its arguments to Python through the installed xlwings add-in. The add-in is found by
' name, so that the workbook needs no reference to it; without add-in or Python the cell says what is missing.

Private Const PYTHON_MODULE As String = "{module}"
Private Const ADDIN As String = "xlwings.xlam"
"""

_TAIL = """
' What Python returns, else the sentence that says what is missing. The add-in is looked up among the open files first:
' a name that is not open would make Application.Run search the disk for such a file.
Private Function CallPython(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim python As Object
    Dim missing As String
    missing = "udf.no_python"
    On Error GoTo Failed
    If HasSeveralAreas(arguments) Then
        CallPython = Sentence("udf.one_area")
        Exit Function
    End If
    Set python = Application.Run("'" & Application.Workbooks(ADDIN).Name & "'!XLPy")
    missing = "udf.failed"
    CallPython = Fitted(python.CallUDF(PYTHON_MODULE, functionName, arguments, ThisWorkbook, Application.Caller))
    Exit Function
Failed:
    CallPython = Sentence(missing)
End Function

' What the calling cells can show of a result. Where tables do not spread by themselves (Excel 2019 and older), one cell
' would show the first heading only, so it says how many lines there are.
Private Function Fitted(ByVal result As Variant) As Variant
    Dim caller As Object
    Fitted = result
    On Error GoTo AsItIs
    If IsArray(result) Then
        Set caller = Application.Caller
        If caller.Rows.Count > 1 Or caller.Columns.Count > 1 Then
            Fitted = Padded(result, caller.Rows.Count, caller.Columns.Count)
        ElseIf IsError(Application.Evaluate("SEQUENCE(1)")) Then
            Fitted = Replace(Sentence("udf.lines"), "{1}", CStr(UBound(result, 1) - LBound(result, 1)))
        End If
    End If
AsItIs:
End Function

' A table as large as the array formula that asked for it: empty texts beyond the table, where Excel would show #N/A.
Private Function Padded(ByVal result As Variant, ByVal rowCount As Long, ByVal columnCount As Long) As Variant
    Dim shown() As Variant
    Dim row As Long
    Dim column As Long
    Dim firstRow As Long
    Dim firstColumn As Long
    firstRow = LBound(result, 1)
    firstColumn = LBound(result, 2)
    ReDim shown(1 To rowCount, 1 To columnCount)
    For row = 1 To rowCount
        For column = 1 To columnCount
            shown(row, column) = ""
            If firstRow + row - 1 <= UBound(result, 1) And firstColumn + column - 1 <= UBound(result, 2) Then
                shown(row, column) = result(firstRow + row - 1, firstColumn + column - 1)
            End If
        Next column
    Next row
    Padded = shown
End Function

' Of a range of several areas only the first would be read: the rest must not be left out in silence.
Private Function HasSeveralAreas(ByVal arguments As Variant) As Boolean
    Dim argument As Variant
    HasSeveralAreas = False
    For Each argument In arguments
        If IsObject(argument) Then
            If argument.Areas.Count > 1 Then HasSeveralAreas = True
        End If
    Next argument
End Function

' A text of the hidden sheet, its key where the sheet is gone.
Private Function Sentence(ByVal key As String) As String
    On Error Resume Next
    Sentence = key
    Sentence = TextOf(key)
    On Error GoTo 0
End Function

' Gives the function wizard its help. A program without such help goes on without it, and opening a file is no change
' that Excel should ask to save.
Public Sub RegisterFunctions()
    Dim wasSaved As Boolean
    On Error Resume Next
    wasSaved = ThisWorkbook.Saved
{register}
    ThisWorkbook.Saved = wasSaved
    On Error GoTo 0
End Sub

Private Sub Describe(ByVal functionName As String, ByVal countOfArguments As Long)
    Dim descriptions() As Variant
    Dim place As Long
    Dim app As Object
    ReDim descriptions(1 To countOfArguments)
    For place = 1 To countOfArguments
        descriptions(place) = Sentence("udf." & functionName & "." & CStr(place))
    Next place
    ' By way of a variable: a program that knows fewer arguments then fails here, not when the file is opened.
    Set app = Application
    app.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & functionName, _
        Description:=Sentence("udf." & functionName), Category:=Sentence("udf.category"), _
        ArgumentDescriptions:=descriptions
End Sub
"""


@cache
def worksheet_functions() -> tuple[Callable[..., object], ...]:
    """All worksheet functions in the order of functions.py."""
    return tuple(value for value in vars(functions).values() if isinstance(getattr(value, "help", None), Help))


def helps() -> tuple[Help, ...]:
    """The wizard's help of all worksheet functions, by the same order."""
    return tuple(value.help for value in worksheet_functions())  # type: ignore[attr-defined]


def function_texts() -> dict[str, str]:
    """The Chinese texts by their keys: udf.NAME describes a function, udf.NAME.1 its first parameter, and so on."""
    texts = dict(_TEXTS)
    for entry in helps():
        texts[f"udf.{entry.name}"] = entry.description
        for place, (_, words) in enumerate(entry.arguments, 1):
            texts[f"udf.{entry.name}.{place}"] = words
    return texts


def texts_as_toml() -> str:
    """The texts as the workbook builder reads them: one table [texts]."""
    lines = (f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in function_texts().items())
    return "# Written by scripts/build_wrappers.py from xlreport/excel/functions.py: make changes there.\n[texts]\n" + (
        "".join(lines)
    )


def wrapper_source() -> str:
    """macros/Functions.bas: a VBA function for each worksheet function, ASCII, late bound."""
    register = "\n".join(f'    Describe "{entry.name}", {len(entry.arguments)}' for entry in helps())
    head = _HEAD.replace("{module}", functions.__name__)
    return head + "".join(map(_wrapper, worksheet_functions())) + _TAIL.replace("{register}", register)


def _wrapper(function: Callable[..., object]) -> str:
    """One VBA function with the parameters of the Python function."""
    name, parameters = function.__name__, inspect.signature(function).parameters.values()
    declared = ", ".join(map(_parameter, parameters))
    given = ", ".join(parameter.name for parameter in parameters)
    return (
        f"\nPublic Function {name}({declared}) As Variant\n"
        f'    {name} = CallPython("{name}", Array({given}))\n'
        "End Function\n"
    )


def _parameter(parameter: inspect.Parameter) -> str:
    optional = "" if parameter.default is inspect.Parameter.empty else "Optional "
    return f"{optional}ByVal {parameter.name} As Variant"
