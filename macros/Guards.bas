Attribute VB_Name = "Guards"
Option Explicit
' What a macro changes for its own sake it puts back, after a failure too: settings of the program, protection of sheets.

Public Function CurrentSettings() As Variant
    Dim current(2) As Variant
    current(0) = Application.ScreenUpdating
    current(1) = Application.EnableEvents
    current(2) = Application.Calculation
    CurrentSettings = current
End Function

' The settings as they are, for RestoreSettings; from here on nothing flickers and no event fires.
Public Function KeptSettings() As Variant
    KeptSettings = CurrentSettings()
    Application.ScreenUpdating = False
    Application.EnableEvents = False
End Function

Public Sub RestoreSettings(ByVal kept As Variant)
    If Not IsArray(kept) Then Exit Sub
    On Error Resume Next
    Application.Calculation = kept(2)
    Application.EnableEvents = kept(1)
    Application.ScreenUpdating = kept(0)
    On Error GoTo 0
End Sub

' A sheet by its name; where it was renamed or deleted, an error that says which.
Public Function SheetNamed(ByVal sheetName As String) As Object
    Dim found As Object
    On Error Resume Next
    Set found = ThisWorkbook.Worksheets(sheetName)
    On Error GoTo 0
    If found Is Nothing Then Err.Raise 1004, , Filled("sheet.missing", sheetName)
    Set SheetNamed = found
End Function

' Take the protection off; returns what it allowed, for ProtectAgain. Nothing is returned for an unprotected sheet.
Public Function Unprotected(ByVal sheet As Object) As Variant
    Dim kept(12) As Variant
    Unprotected = Empty
    If Not sheet.ProtectContents Then Exit Function
    kept(0) = sheet.ProtectDrawingObjects
    kept(1) = sheet.ProtectScenarios
    kept(3) = True
    kept(4) = True
    ' A program without these properties keeps the options by itself. An empty password keeps Excel from asking for one.
    On Error Resume Next
    kept(2) = sheet.Protection.AllowFormattingCells
    kept(3) = sheet.Protection.AllowFormattingColumns
    kept(4) = sheet.Protection.AllowFormattingRows
    kept(5) = sheet.Protection.AllowInsertingColumns
    kept(6) = sheet.Protection.AllowInsertingRows
    kept(7) = sheet.Protection.AllowInsertingHyperlinks
    kept(8) = sheet.Protection.AllowDeletingColumns
    kept(9) = sheet.Protection.AllowDeletingRows
    kept(10) = sheet.Protection.AllowSorting
    kept(11) = sheet.Protection.AllowFiltering
    kept(12) = sheet.Protection.AllowUsingPivotTables
    sheet.Unprotect ""
    On Error GoTo 0
    If sheet.ProtectContents Then Err.Raise 1004, , Filled("locked", sheet.Name)
    Unprotected = kept
End Function

Public Sub ProtectAgain(ByVal sheet As Object, ByVal kept As Variant)
    If Not IsArray(kept) Then Exit Sub
    If sheet.ProtectContents Then Exit Sub
    On Error Resume Next
    sheet.Protect DrawingObjects:=kept(0), Contents:=True, Scenarios:=kept(1), AllowFormattingCells:=CBool(kept(2)), _
        AllowFormattingColumns:=CBool(kept(3)), AllowFormattingRows:=CBool(kept(4)), _
        AllowInsertingColumns:=CBool(kept(5)), AllowInsertingRows:=CBool(kept(6)), _
        AllowInsertingHyperlinks:=CBool(kept(7)), AllowDeletingColumns:=CBool(kept(8)), _
        AllowDeletingRows:=CBool(kept(9)), AllowSorting:=CBool(kept(10)), AllowFiltering:=CBool(kept(11)), _
        AllowUsingPivotTables:=CBool(kept(12))
    ' A program whose Protect knows fewer options still has to protect.
    If Not sheet.ProtectContents Then sheet.Protect
    On Error GoTo 0
End Sub
