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
    CallPython = python.CallUDF(PYTHON_MODULE, functionName, arguments, ThisWorkbook, Application.Caller)
    Exit Function
Failed:
    CallPython = Sentence(missing)
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
    ReDim descriptions(1 To countOfArguments)
    For place = 1 To countOfArguments
        descriptions(place) = Sentence("udf." & functionName & "." & CStr(place))
    Next place
    Application.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & functionName, _
        Description:=Sentence("udf." & functionName), Category:=Sentence("udf.category"), _
        ArgumentDescriptions:=descriptions
End Sub
