Attribute VB_Name = "Problems"
Option Explicit
' The problems that the sheet of checks and the field map show, as rows of text: code, severity, sheet, cell, state, words,
' and whether a warning is explained.

Public Const IN_CODE As Long = 0
Public Const IN_SEVERITY As Long = 1
Public Const IN_SHEET As Long = 2
Public Const IN_CELL As Long = 3
Public Const IN_STATE As Long = 4
Public Const IN_WORDS As Long = 5
Public Const IN_EXPLAINED As Long = 6

' All problems, errors first, those of one severity in reading order: sheet, row, column.
Public Function AllProblems() As Collection
    Dim found As Collection
    Dim unsorted As Collection
    Dim sorted() As Variant
    Dim ranks() As Double
    Dim errorWord As String
    Dim at As Long
    errorWord = TextOf("error")
    Set found = New Collection
    Set unsorted = ProblemsOfLines()
    If unsorted.Count > 0 Then
        ReDim sorted(1 To unsorted.Count)
        ReDim ranks(1 To unsorted.Count)
        For at = 1 To unsorted.Count
            Insert sorted, ranks, at, unsorted(at), RankOf(unsorted(at), errorWord)
        Next at
        For at = 1 To unsorted.Count
            found.Add sorted(at)
        Next at
    End If
    Set AllProblems = found
End Function

' Into the first so many places, behind all that rank no higher.
Private Sub Insert(ByRef sorted() As Variant, ByRef ranks() As Double, ByVal last As Long, ByVal problem As Variant, ByVal rank As Double)
    Dim at As Long
    at = last
    Do While at > 1
        If ranks(at - 1) <= rank Then Exit Do
        sorted(at) = sorted(at - 1)
        ranks(at) = ranks(at - 1)
        at = at - 1
    Loop
    sorted(at) = problem
    ranks(at) = rank
End Sub

' Where a problem stands among all: errors below 1e12, then sheet, row and column.
Public Function RankOf(ByVal problem As Variant, ByVal errorWord As String) As Double
    Dim sheet As Object
    Set sheet = SheetNamed(problem(IN_SHEET))
    RankOf = RankOfCell(sheet, sheet.Range(problem(IN_CELL)))
    If problem(IN_SEVERITY) <> errorWord Then RankOf = RankOf + 1000000000000#
End Function

Public Function RankOfCell(ByVal sheet As Object, ByVal cell As Object) As Double
    RankOfCell = sheet.Index * 10000000000# + cell.Row * 100000# + cell.Column
End Function

Private Function ProblemsOfLines() As Collection
    Dim found As Collection
    Dim block As Variant
    Dim fields As Variant
    Dim places As Variant
    Dim code As String
    Dim state As String
    Dim fine As String
    Dim i As Long
    Set found = New Collection
    block = LinesOfChecks()
    fields = FieldRows()
    places = PlacesOfLines()
    fine = StatesWithoutProblem()
    For i = LBound(block, 1) To UBound(block, 1)
        code = CStr(block(i, 1))
        state = CStr(block(i, 7))
        If Left(code, 1) = "V" Then
            If CStr(block(i, 4)) <> "0" Then AddCells found, fields, block, i, CStr(places(i, 1))
        ElseIf InStr(fine, "|" & state & "|") = 0 Then
            found.Add LineProblem(block, i, state, CStr(places(i, 1)))
        End If
    Next i
    Set ProblemsOfLines = found
End Function

Private Function LinesOfChecks() As Variant
    Dim sheet As Object
    Set sheet = SheetNamed(TextOf("checks"))
    LinesOfChecks = sheet.Range("A" & NumberOf("checks.first") & ":K" & NumberOf("checks.last")).Value
End Function

' Beside the field map: where each of those lines leads, sheet and cell; the sheet alone for lines that count cells.
Private Function PlacesOfLines() As Variant
    Dim last As Long
    last = NumberOf("checks.last") - NumberOf("checks.first") + 1
    PlacesOfLines = MapOfFields().Range("T1:T" & last).Value
End Function

' All other states say so of themselves: not balanced, not filled in, not allowed. Undecided follows from words (V1).
Private Function StatesWithoutProblem() As String
    StatesWithoutProblem = "|" & TextOf("balanced") & "|" & TextOf("passed") & "|" & TextOf("undecided") & "|"
End Function

Private Function LineProblem(ByVal block As Variant, ByVal i As Long, ByVal state As String, ByVal place As String) As Variant
    Dim severity As String
    severity = CStr(block(i, 2))
    If state = TextOf("undecidable") Then severity = TextOf("warning")
    LineProblem = Array(CStr(block(i, 1)), severity, Left(place, InStr(place, "!") - 1), Mid(place, InStr(place, "!") + 1), state, CStr(block(i, 3)), Explained(block, i))
End Function

Private Sub AddCells(ByVal found As Collection, ByVal fields As Variant, ByVal block As Variant, ByVal i As Long, ByVal sheetName As String)
    Dim code As String
    Dim column As Long
    Dim words As String
    Dim at As Long
    code = CStr(block(i, 1))
    words = Explained(block, i)
    column = 3 + CLng(Mid(code, 2))
    For at = LBound(fields, 1) To UBound(fields, 1)
        If CStr(fields(at, 2)) = sheetName Then
            If CStr(fields(at, column)) = "1" Then
                found.Add Array(code, CStr(block(i, 2)), sheetName, CStr(fields(at, 3)), "", CStr(block(i, 3)), words)
            End If
        End If
    Next at
End Sub

' A line that stands for something but counts neither errors (column J) nor open warnings (column K).
Private Function Explained(ByVal block As Variant, ByVal i As Long) As String
    Explained = ""
    If CStr(block(i, 10)) = "0" And CStr(block(i, 11)) = "0" Then Explained = TextOf("explained")
End Function

' The problems that are left to mend or to explain.
Public Function OpenProblems() As Collection
    Dim found As Collection
    Dim problem As Variant
    Set found = New Collection
    For Each problem In AllProblems()
        If problem(IN_EXPLAINED) = "" Then found.Add problem
    Next problem
    Set OpenProblems = found
End Function

' The first problem of each cell.
Public Function Places(ByVal problems As Collection) As Collection
    Dim found As Collection
    Dim problem As Variant
    Dim seen As String
    Dim place As String
    Set found = New Collection
    seen = "|"
    For Each problem In problems
        place = problem(IN_SHEET) & "!" & problem(IN_CELL) & "|"
        If InStr(seen, "|" & place) = 0 Then
            seen = seen & place
            found.Add problem
        End If
    Next problem
    Set Places = found
End Function

Public Function CountOf(ByVal problems As Collection, ByVal severity As String) As Long
    Dim problem As Variant
    CountOf = 0
    For Each problem In problems
        If problem(IN_SEVERITY) = severity Then CountOf = CountOf + 1
    Next problem
End Function

Public Function UndecidedLines() As Long
    Dim block As Variant
    Dim word As String
    Dim i As Long
    word = TextOf("undecided")
    block = LinesOfChecks()
    UndecidedLines = 0
    For i = LBound(block, 1) To UBound(block, 1)
        If CStr(block(i, 7)) = word Then UndecidedLines = UndecidedLines + 1
    Next i
End Function

' One line for each problem, parts apart by tabs: what the buttons go by, for whoever wants to compare it.
Public Function ProblemsAsText() As String
    Dim problem As Variant
    Dim words As String
    words = ""
    For Each problem In AllProblems()
        words = words & Join(problem, vbTab) & vbLf
    Next problem
    ProblemsAsText = words
End Function
