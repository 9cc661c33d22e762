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

' Take the protection off; returns what it allowed, for ProtectAgain. Nothing is returned for an unprotected sheet.
Public Function Unprotected(ByVal sheet As Object) As Variant
    Dim kept(6) As Variant
    Unprotected = Empty
    If Not sheet.ProtectContents Then Exit Function
    kept(0) = sheet.ProtectDrawingObjects
    kept(1) = sheet.ProtectScenarios
    kept(2) = True
    kept(3) = True
    ' A program without these properties keeps the options by itself.
    On Error Resume Next
    kept(2) = sheet.Protection.AllowFormattingColumns
    kept(3) = sheet.Protection.AllowFormattingRows
    kept(4) = sheet.Protection.AllowFormattingCells
    kept(5) = sheet.Protection.AllowSorting
    kept(6) = sheet.Protection.AllowFiltering
    On Error GoTo 0
    sheet.Unprotect
    If sheet.ProtectContents Then Err.Raise vbObjectError + 1, , Filled("locked", sheet.Name)
    Unprotected = kept
End Function

Public Sub ProtectAgain(ByVal sheet As Object, ByVal kept As Variant)
    If Not IsArray(kept) Then Exit Sub
    If sheet.ProtectContents Then Exit Sub
    On Error Resume Next
    sheet.Protect DrawingObjects:=kept(0), Contents:=True, Scenarios:=kept(1), AllowFormattingCells:=CBool(kept(4)), _
        AllowFormattingColumns:=CBool(kept(2)), AllowFormattingRows:=CBool(kept(3)), AllowSorting:=CBool(kept(5)), _
        AllowFiltering:=CBool(kept(6))
    ' A program whose Protect knows fewer options still has to protect.
    If Not sheet.ProtectContents Then sheet.Protect
    On Error GoTo 0
End Sub
