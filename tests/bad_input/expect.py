"""What every answer to bad input keeps to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from xlreport.console.app import run

_KNOWN_WORDS = re.compile(
    r"xlreport( (new|fill|consolidate|validate|import))?|Excel|WPS|LibreOffice|REPORT\.json|JSON|TOML|CSV|PDF|UTF-8"
    r"|Word|XML|\.xlsx|\.xls|\.ods|[A-Z][0-9]|MB|--[a-z-]+|-o\b"
)
_PATHS = re.compile(r"/[^\s（）：，。]+")
_PARTS = re.compile(r"部件 \S+")


@dataclass(frozen=True)
class Answer:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return (self.out + self.err).splitlines()

    def json(self) -> Any:
        """The one JSON object on stdout; a second one or any other word there fails."""
        return json.loads(self.out)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Answer:
    """Run a command in this process. No traceback, nothing that a Chinese Windows console cannot show."""
    capsys.readouterr()
    code = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    for words in (out, err):
        assert "Traceback" not in words
    err.encode("gbk")
    if "--json" not in arguments:  # JSON is UTF-8 wherever it goes
        out.encode("gbk")
    assert code != 4, f"the program failed: {err}"
    return Answer(code, out, err)


def assert_plain_chinese(sentence: str, *names: str | Path) -> None:
    """One sentence and its remedy, nothing English but names of programs, files and parts."""
    for name in sorted(map(str, names), key=len, reverse=True):
        sentence = sentence.replace(name, "")
    left = _KNOWN_WORDS.sub("", _PATHS.sub("", _PARTS.sub("", sentence)))
    english = re.findall(r"[A-Za-z]{3,}", left)
    assert not english, f"English words {english} in: {sentence}"
    assert "（未知）" not in sentence
    assert sentence.rstrip().endswith("。"), sentence
    assert "。。" not in sentence, sentence


def one_line(answer: Answer, *words: str) -> str:
    """The one line that holds all these words."""
    found = [line for line in answer.lines if all(word in line for word in words)]
    assert len(found) == 1, f"{words} in {found or answer.lines}"
    return found[0]
