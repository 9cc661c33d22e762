Attribute VB_Name = "Marks"
Option Explicit
' Colours on number cells. Pasting takes the conditional formats away; these marks stay until they are cleared.

Private Const RED As Long = 10066431
Private Const AMBER As Long = 9101567

' The problems that get a colour, one for each cell: errors and blanks in the tables. Problems come errors first, so a
' cell with both counts as an error.
Public Function ProblemsToMark(ByVal problems As Collection) As Collection
    Dim found As Collection
    Dim problem As Variant
    Dim errorWord As String
    Dim tables As String
    Set found = New Collection
    errorWord = TextOf("error")
    tables = "|" & TextOf("table2") & "|" & TextOf("table3") & "|" & TextOf("table4") & "|"
    For Each problem In problems
        If InStr(tables, "|" & problem(IN_SHEET) & "|") > 0 Then
            If problem(IN_SEVERITY) = errorWord Or problem(IN_CODE) = "V5" Then found.Add problem
        End If
    Next problem
    Set ProblemsToMark = Places(found)
End Function

' Errors red, blanks amber; ``wanted`` are what ProblemsToMark returns.
Public Sub MarkProblems(ByVal wanted As Collection)
    Dim problem As Variant
    Dim errorWord As String
    errorWord = TextOf("error")
    For Each problem In wanted
        If problem(IN_SEVERITY) = errorWord Then
            Paint problem, RED
        Else
            Paint problem, AMBER
        End If
    Next problem
End Sub

Private Sub Paint(ByVal problem As Variant, ByVal colour As Long)
    SheetNamed(problem(IN_SHEET)).Range(problem(IN_CELL)).Interior.Color = colour
End Sub

' Marked cells get the colour of the form back; returns how many. Cells of other colours are left alone.
Public Function ClearedMarks() As Long
    Dim fields As Variant
    Dim cell As Object
    Dim at As Long
    fields = FieldRows()
    ClearedMarks = 0
    For at = LBound(fields, 1) To UBound(fields, 1)
        Set cell = SheetNamed(CStr(fields(at, 2))).Range(CStr(fields(at, 3)))
        If IsMarked(cell) Then
            cell.Interior.Color = CLng(fields(at, 10))
            ClearedMarks = ClearedMarks + 1
        End If
    Next at
End Function

Public Function HasMarks() As Boolean
    Dim fields As Variant
    Dim at As Long
    fields = FieldRows()
    HasMarks = False
    For at = LBound(fields, 1) To UBound(fields, 1)
        If IsMarked(SheetNamed(CStr(fields(at, 2))).Range(CStr(fields(at, 3)))) Then
            HasMarks = True
            Exit For
        End If
    Next at
End Function

Private Function IsMarked(ByVal cell As Object) As Boolean
    IsMarked = (cell.Interior.Color = RED Or cell.Interior.Color = AMBER)
End Function

' Unprotect the three tables. ``kept`` is filled sheet by sheet, so that ProtectTables can protect those that were
' opened before one that could not be.
Public Sub UnprotectTables(ByRef kept As Variant)
    Dim number As Long
    kept = Array(Empty, Empty, Empty)
    For number = 0 To 2
        kept(number) = Unprotected(TableSheet(number))
    Next number
End Sub

Public Sub ProtectTables(ByVal kept As Variant)
    Dim number As Long
    If Not IsArray(kept) Then Exit Sub
    For number = 0 To 2
        If IsArray(kept(number)) Then ProtectAgain TableSheet(number), kept(number)
    Next number
End Sub

Private Function TableSheet(ByVal number As Long) As Object
    Set TableSheet = SheetNamed(TextOf("table" & (number + 2)))
End Function
