Attribute VB_Name = "Buttons"
Option Explicit
' The buttons on the sheets and in the ribbon.

Public Sub CheckReport()
    Say CheckedReport()
End Sub

Public Sub FillTotals()
    Say FilledTotals()
End Sub

Public Sub FillZeros()
    Dim count As Long
    count = BlankCells()
    If count = 0 Then
        Say TextOf("zeros.none")
    ElseIf Agreed(Filled("zeros.ask", CStr(count))) Then
        Say FilledZeros()
    End If
End Sub

Public Sub ClearMarks()
    Say ClearedReport()
End Sub

Public Sub NextProblem()
    SayStep SteppedForward()
End Sub

Public Sub PreviousProblem()
    SayStep SteppedBack()
End Sub

' Stepping speaks through the status bar; only where there is nothing to step to a box says so.
Private Sub SayStep(ByVal words As String)
    If words = TextOf("check.passed") Or Left(words, 4) = Left(TextOf("failed"), 4) Then Say words
End Sub

Public Sub SmartCheck()
    If Not PythonRan("smart_check") Then Say CheckedReport() & vbLf & TextOf("python.smart_check")
End Sub

Public Sub MakeDocument()
    If Not PythonRan("make_document") Then Say CheckedReport() & vbLf & TextOf("python.make_document")
End Sub

Public Sub MergeFolder()
    If Not PythonRan("merge_folder") Then Say TextOf("python.merge_folder")
End Sub

' The ribbon calls this for all its buttons; their ids are the names of the subs above.
Public Sub RibbonAction(ByVal control As Object)
    Select Case control.ID
        Case "CheckReport": CheckReport
        Case "FillTotals": FillTotals
        Case "FillZeros": FillZeros
        Case "ClearMarks": ClearMarks
        Case "PreviousProblem": PreviousProblem
        Case "NextProblem": NextProblem
        Case "SmartCheck": SmartCheck
        Case "MakeDocument": MakeDocument
        Case "MergeFolder": MergeFolder
    End Select
End Sub

' Have the installed xlwings add-in run a function of xlreport.excel.buttons. False where there is no add-in, or where
' it answers -1, which is how it says that Python is not there or failed. The add-in is
' called by name, so that the workbook needs no reference to it, and looked up among the open files first, or
' Application.Run would search the disk for a file of that name.
Private Function PythonRan(ByVal action As String) As Boolean
    Dim addin As String
    Dim outcome As String
    PythonRan = False
    On Error GoTo Missing
    addin = Application.Workbooks("xlwings.xlam").Name
    outcome = CStr(Application.Run("'" & addin & "'!RunPython", "from xlreport.excel import buttons; buttons." & action & "()"))
    PythonRan = (outcome <> "-1")
Missing:
End Function
