Attribute VB_Name = "Functions"
Option Explicit
' Written by scripts/build_wrappers.py from xlreport/excel/functions.py: make changes there.
' Each worksheet function hands its arguments to Python through the installed xlwings add-in. The add-in is found by
' name, so that the workbook needs no reference to it; without add-in or Python the cell says what is missing.

Private Const PYTHON_MODULE As String = "xlreport.excel.functions"
Private Const ADDIN As String = "xlwings.xlam"

Public Function GK_BALANCE(ByVal received As Variant, ByVal carried_over As Variant, ByVal done As Variant, ByVal carried_forward As Variant) As Variant
    GK_BALANCE = CallPython("GK_BALANCE", Array(received, carried_over, done, carried_forward))
End Function

Public Function GK_TOTAL(ByVal area As Variant) As Variant
    GK_TOTAL = CallPython("GK_TOTAL", Array(area))
End Function

Public Function GK_USCC(ByVal code As Variant) As Variant
    GK_USCC = CallPython("GK_USCC", Array(code))
End Function

Public Function GK_CHECK(ByVal area As Variant, Optional ByVal version As Variant) As Variant
    GK_CHECK = CallPython("GK_CHECK", Array(area, version))
End Function

Public Function GK_COMPARE(ByVal this_year As Variant, ByVal last_year As Variant) As Variant
    GK_COMPARE = CallPython("GK_COMPARE", Array(this_year, last_year))
End Function

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
    Describe "GK_BALANCE", 4
    Describe "GK_TOTAL", 1
    Describe "GK_USCC", 1
    Describe "GK_CHECK", 2
    Describe "GK_COMPARE", 2
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
