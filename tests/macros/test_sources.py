"""The VBA sources would compile, and say nothing that a code page could spoil."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.macros.conftest import MACROS, Sources, complaints

MUTANTS = {
    "misspelt variable": ("Problems.bas", "Set unsorted = ProblemsOfLines()", "Set unsortd = ProblemsOfLines()"),
    "misspelt function": ("Actions.bas", "Set problems = OpenProblems()", "Set problems = OpenProblms()"),
    "missing End If": ("Actions.bas", "If undecided > 0 Then words =", "If undecided > 0 Then\n words ="),
    "missing Next": ("Actions.bas", "    Next at\n    Application.Calculate\n", "    Application.Calculate\n"),
    "missing End Function": ("Texts.bas", "    NumberOf = CLng(TextOf(key))\nEnd Function", "    NumberOf = 1\n"),
    "missing Then": ("Actions.bas", "If problems.Count = 0 Then", "If problems.Count = 0"),
    "too many arguments": ("Actions.bas", "RestoreSettings settings", "RestoreSettings settings, 1"),
    "too few arguments": ("Actions.bas", 'CountOf(problems, TextOf("error"))', "CountOf(problems)"),
    "unclosed text": ("Marks.bas", 'TextOf("error")', 'TextOf("error)'),
    "unbalanced brackets": ("Marks.bas", 'errorWord = TextOf("error")', 'errorWord = (TextOf("error")'),
    "label that is not there": ("Actions.bas", "On Error GoTo Failed", "On Error GoTo Faild"),
    "name declared twice": (
        "Actions.bas",
        "    Dim cleared As Long",
        "    Dim cleared As Long\n    Dim cleared As Long",
    ),
}


def test_two_checkers_find_nothing(sources: Sources, tmp_path: Path) -> None:
    assert complaints(sources, tmp_path) == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_compile_error_is_caught(mutant: str, sources: Sources, tmp_path: Path) -> None:
    name, right, wrong = MUTANTS[mutant]
    assert right in sources[name]
    assert complaints(sources | {name: sources[name].replace(right, wrong, 1)}, tmp_path)


def test_every_source_is_ascii_and_explicit() -> None:
    paths = [path for path in MACROS.iterdir() if path.suffix in (".bas", ".cls")]
    assert len(paths) >= 8
    for path in paths:
        text = path.read_bytes().decode("ascii")
        assert "\nOption Explicit\n" in f"\n{text}", path.name
