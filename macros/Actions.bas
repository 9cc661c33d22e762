Attribute VB_Name = "Actions"
Option Explicit
' What each button does. An action does its work and returns the message for the person; Buttons shows it.

Private Const SHOWN As Long = 12

' Recalculate, collect the problems, mark their cells, go to the first one.
Public Function CheckedReport() As String
    Dim settings As Variant
    Dim tables As Variant
    Dim problems As Collection
    Dim wanted As Collection
    Dim cleared As Long
    On Error GoTo Failed
    settings = KeptSettings()
    Application.Calculate
    Set problems = OpenProblems()
    Set wanted = ProblemsToMark(problems)
    ' What changes no cell keeps what was typed before undoable.
    If wanted.Count > 0 Or HasMarks() Then
        UnprotectTables tables
        cleared = ClearedMarks()
        MarkProblems wanted
        ProtectTables tables
    End If
    RestoreSettings settings
    Application.StatusBar = False
    If problems.Count > 0 Then GoToPlace problems(1)
    CheckedReport = Summary(problems) & MarkWords(wanted, cleared)
    Exit Function
Failed:
    CheckedReport = PutBack(settings, tables, Err.Description)
End Function

Private Function Summary(ByVal problems As Collection) As String
    Dim words As String
    Dim undecided As Long
    If problems.Count = 0 Then
        Summary = TextOf("check.passed")
        Exit Function
    End If
    words = Filled("check.counts", CStr(CountOf(problems, TextOf("error"))), CStr(CountOf(problems, TextOf("warning"))))
    undecided = UndecidedLines()
    If undecided > 0 Then words = words & vbLf & Filled("check.undecided", CStr(undecided))
    Summary = words & vbLf & Filled("check.first", Described(problems(1)))
End Function

' What the check did to the colours: how many cells are red and amber now, else that earlier marks are gone, else nothing.
Private Function MarkWords(ByVal wanted As Collection, ByVal cleared As Long) As String
    Dim red As Long
    MarkWords = ""
    red = CountOf(wanted, TextOf("error"))
    If wanted.Count > 0 Then
        MarkWords = vbLf & Filled("check.marked", CStr(red), CStr(wanted.Count - red))
    ElseIf cleared > 0 Then
        MarkWords = vbLf & Filled("clear.done", CStr(cleared))
    End If
End Function

Private Function Described(ByVal problem As Variant) As String
    Described = problem(IN_SHEET) & " " & problem(IN_CELL) & "  " & problem(IN_CODE) & " " & problem(IN_WORDS)
    If problem(IN_STATE) <> "" Then Described = Described & " " & problem(IN_STATE)
End Function

Private Function PutBack(ByVal settings As Variant, ByVal tables As Variant, ByVal words As String) As String
    PutBack = Filled("failed", words)
    ' An error in here must not keep the rest from being put back.
    On Error Resume Next
    ProtectTables tables
    RestoreSettings settings
    Application.StatusBar = False
    On Error GoTo 0
End Function

Public Sub GoToPlace(ByVal problem As Variant)
    Dim sheet As Object
    Set sheet = SheetNamed(problem(IN_SHEET))
    ThisWorkbook.Activate
    sheet.Activate
    sheet.Range(problem(IN_CELL)).Select
End Sub

' Each total whose formula was replaced by a number, words or nothing gets the form's formula back. A formula somebody
' wrote stays: the check judges what it gives.
Public Function FilledTotals() As String
    Dim settings As Variant
    Dim tables As Variant
    Dim fields As Variant
    Dim changes As String
    Dim count As Long
    Dim at As Long
    On Error GoTo Failed
    settings = KeptSettings()
    UnprotectTables tables
    fields = FieldRows()
    For at = LBound(fields, 1) To UBound(fields, 1)
        If CStr(fields(at, 9)) <> "" Then PutFormula fields, at, changes, count
    Next at
    Application.Calculate
    ProtectTables tables
    RestoreSettings settings
    If count = 0 Then
        FilledTotals = TextOf("totals.none")
    Else
        FilledTotals = Filled("totals.done", CStr(count)) & changes
        If count > SHOWN Then FilledTotals = FilledTotals & vbLf & Filled("others", CStr(count - SHOWN))
    End If
    Exit Function
Failed:
    FilledTotals = PutBack(settings, tables, Err.Description)
End Function

Private Sub PutFormula(ByVal fields As Variant, ByVal at As Long, ByRef changes As String, ByRef count As Long)
    Dim cell As Object
    Dim before As String
    Set cell = SheetNamed(CStr(fields(at, 2))).Range(CStr(fields(at, 3)))
    before = CStr(cell.Formula)
    If cell.HasFormula Then Exit Sub
    If cell.NumberFormat = "@" Then cell.NumberFormat = "0"
    cell.Formula = CStr(fields(at, 9))
    count = count + 1
    If before = "" Then before = TextOf("blank")
    If count <= SHOWN Then changes = changes & vbLf & Filled("totals.change", fields(at, 2) & " " & fields(at, 3), before, CStr(cell.Text))
End Sub

Public Function BlankCells() As Long
    Dim fields As Variant
    Dim at As Long
    fields = FieldRows()
    BlankCells = 0
    For at = LBound(fields, 1) To UBound(fields, 1)
        If IsBlankInput(fields, at) Then BlankCells = BlankCells + 1
    Next at
End Function

' An input without any content. Blank totals are for FilledTotals.
Private Function IsBlankInput(ByVal fields As Variant, ByVal at As Long) As Boolean
    Dim cell As Object
    IsBlankInput = False
    If CStr(fields(at, 9)) <> "" Then Exit Function
    Set cell = SheetNamed(CStr(fields(at, 2))).Range(CStr(fields(at, 3)))
    IsBlankInput = IsEmpty(cell.Value)
End Function

Public Function FilledZeros() As String
    Dim settings As Variant
    Dim tables As Variant
    Dim fields As Variant
    Dim count As Long
    Dim at As Long
    On Error GoTo Failed
    settings = KeptSettings()
    UnprotectTables tables
    fields = FieldRows()
    For at = LBound(fields, 1) To UBound(fields, 1)
        If IsBlankInput(fields, at) Then
            PutZero SheetNamed(CStr(fields(at, 2))).Range(CStr(fields(at, 3)))
            count = count + 1
        End If
    Next at
    Application.Calculate
    ProtectTables tables
    RestoreSettings settings
    FilledZeros = Filled("zeros.done", CStr(count))
    Exit Function
Failed:
    FilledZeros = PutBack(settings, tables, Err.Description)
End Function

' A cell formatted as text would keep the digit 0 as a word.
Private Sub PutZero(ByVal cell As Object)
    If cell.NumberFormat = "@" Then cell.NumberFormat = "0"
    cell.Value = 0
End Sub

Public Function ClearedReport() As String
    Dim settings As Variant
    Dim tables As Variant
    Dim count As Long
    On Error GoTo Failed
    settings = KeptSettings()
    UnprotectTables tables
    count = ClearedMarks()
    ProtectTables tables
    RestoreSettings settings
    Application.StatusBar = False
    ClearedReport = Filled("clear.done", CStr(count))
    Exit Function
Failed:
    ClearedReport = PutBack(settings, tables, Err.Description)
End Function

' Go to the next problem, seen from the selected cell; returns what the status bar says.
Public Function SteppedForward() As String
    SteppedForward = SteppedProblem(1)
End Function

Public Function SteppedBack() As String
    SteppedBack = SteppedProblem(-1)
End Function

Private Function SteppedProblem(ByVal stepBy As Long) As String
    Dim problems As Collection
    Dim here As Long
    Dim target As Long
    On Error GoTo Failed
    Application.Calculate
    Set problems = Places(OpenProblems())
    If problems.Count = 0 Then
        Application.StatusBar = False
        SteppedProblem = TextOf("check.passed")
        Exit Function
    End If
    here = PlaceOfSelection(problems)
    target = here + stepBy
    If here = 0 Then target = NearestPlace(problems, stepBy)
    If target > problems.Count Then target = 1
    If target < 1 Then target = problems.Count
    GoToPlace problems(target)
    SteppedProblem = Filled("step", CStr(target), CStr(problems.Count), Described(problems(target)))
    Application.StatusBar = SteppedProblem
    Exit Function
Failed:
    SteppedProblem = Filled("failed", Err.Description)
End Function

' From a cell that is no problem (it may just have been mended): the next of the most severe problems in reading order,
' or the one before; where there is none on that side, the first or the last of the list.
Private Function NearestPlace(ByVal problems As Collection, ByVal stepBy As Long) As Long
    Dim here As Double
    Dim rank As Double
    Dim errorWord As String
    Dim at As Long
    errorWord = TextOf("error")
    here = RankOfCell(ThisWorkbook.ActiveSheet, ActiveCell)
    NearestPlace = IIf(stepBy > 0, 1, problems.Count)
    If problems(1)(IN_SEVERITY) <> errorWord Then here = here + 1000000000000#
    For at = 1 To problems.Count
        rank = RankOf(problems(at), errorWord)
        If stepBy < 0 And rank < here Then NearestPlace = at
        If stepBy > 0 And rank > here And problems(at)(IN_SEVERITY) = problems(1)(IN_SEVERITY) Then
            NearestPlace = at
            Exit Function
        End If
    Next at
End Function

Private Function PlaceOfSelection(ByVal problems As Collection) As Long
    Dim at As Long
    Dim sheetName As String
    Dim cellName As String
    sheetName = ThisWorkbook.ActiveSheet.Name
    cellName = Replace(ActiveCell.Address, "$", "")
    PlaceOfSelection = 0
    For at = 1 To problems.Count
        If problems(at)(IN_SHEET) = sheetName And problems(at)(IN_CELL) = cellName Then PlaceOfSelection = at
    Next at
End Function
