Attribute VB_Name = "Texts"
Option Explicit
' Every text that people read, and where things stand, comes from the very hidden sheet: VBA sources are kept in the
' code page of the machine, so a Chinese word in them would be another word elsewhere.

Private Const MAP_SHEET As String = "_xlreport"
Private Const TEXT_ROWS As String = "Q1:R200"
Private Const FIRST_FIELD As Long = 9

Public Function MapOfFields() As Object
    Set MapOfFields = ThisWorkbook.Worksheets(MAP_SHEET)
End Function

' The text of a key; the key itself where there is none, so that a gap is seen. One read of the whole list: cell by cell
' takes a hundred times as long.
Public Function TextOf(ByVal key As String) As String
    Dim entries As Variant
    Dim at As Long
    entries = MapOfFields().Range(TEXT_ROWS).Value
    TextOf = key
    For at = LBound(entries, 1) To UBound(entries, 1)
        If CStr(entries(at, 1)) = key Then
            TextOf = CStr(entries(at, 2))
            Exit For
        End If
    Next at
End Function

Public Function NumberOf(ByVal key As String) As Long
    NumberOf = CLng(TextOf(key))
End Function

' A text with {1}, {2}, {3} filled in.
Public Function Filled(ByVal key As String, ParamArray values() As Variant) As String
    Dim words As String
    Dim at As Long
    words = TextOf(key)
    For at = LBound(values) To UBound(values)
        words = Replace(words, "{" & CStr(at - LBound(values) + 1) & "}", CStr(values(at)))
    Next at
    Filled = words
End Function

' The rows of the field map: id, sheet, cell, a 0 or 1 for V1 to V5, formula of a total, colour without marks.
Public Function FieldRows() As Variant
    Dim map As Object
    Dim last As Long
    Set map = MapOfFields()
    last = FIRST_FIELD + NumberOf("fields") - 1
    FieldRows = map.Range("A" & FIRST_FIELD & ":J" & last).Value
End Function

' A message box shows some 1,000 characters; what is longer ends in a mark that it goes on.
Public Sub Say(ByVal words As String)
    If Len(words) > 900 Then words = Left(words, 900) & vbLf & TextOf("more")
    MsgBox words, vbInformation, TextOf("title")
End Sub

Public Function Agreed(ByVal words As String) As Boolean
    Agreed = (MsgBox(words, vbQuestion + vbYesNo, TextOf("title")) = vbYes)
End Function
