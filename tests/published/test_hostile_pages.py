"""Web pages and texts made to exhaust the reader: each ends soon, in little memory, as a document or in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.published.hostile import MEGABYTE, outcome, written

PAGES: dict[str, Callable[[], str]] = {
    "tables nested deep": lambda: "<html>" + "<table><tr><td>x" * (10 * MEGABYTE // 16),
    "tables nested and closed": lambda: "<html>" + ("<table><tr><td>" * 60 + "1" + "</td></tr></table>" * 60) * 3000,
    "a very wide table": lambda: "<html><table><tr>" + "<td>1</td>" * MEGABYTE,
    "a very long table": lambda: "<html><table>" + "<tr><td>1</td><td>2</td></tr>" * (MEGABYTE // 3),
    "endless spans": lambda: (
        "<html><table>" + "<tr><td rowspan=1000000 colspan=1000000>1</td><td>2</td></tr>" * 100_000
    ),
    "spans that pile up": lambda: (
        "<html><table>" + "<tr>" + "<td rowspan=65534>1</td>" * 900 + "</tr>" + "<tr><td>2</td></tr>" * 100_000
    ),
    "elements nested deep": lambda: "<html>" + "<div>" * MEGABYTE + "x",
    "inline elements nested deep": lambda: "<html>" + "<b><i>x" * MEGABYTE,
    "raised digits without end": lambda: "<html><p>1" + "<sup>1</sup>" * (MEGABYTE // 2),
    "one text": lambda: "<html><p>" + "字" * (4 * MEGABYTE),
    "many paragraphs": lambda: "<html>" + "<p>x" * (2 * MEGABYTE),
    "entities": lambda: '<!DOCTYPE html [<!ENTITY a "&b;&b;&b;"><!ENTITY b "&c;&c;">]><html><p>&a;</p></html>',
    "attributes": lambda: "<html><p " + "a=1 " * (2 * MEGABYTE) + ">x</p>",
    "comments": lambda: "<html>" + "<!--" * MEGABYTE + "<p>x",
    "rules": lambda: "<html><style>" + "p{display:none}" * (MEGABYTE // 2) + "</style><p>x",
    "comments in a sheet": lambda: "<html><style>" + "/*" * (5 * MEGABYTE) + "</style><p>x",
    "quotes in a sheet": lambda: "<html><style>" + "\"'" * (5 * MEGABYTE) + "</style><p>x",
    "blocks in a sheet": lambda: "<html><style>" + "a{" * (5 * MEGABYTE) + "</style><p>x",
    "selectors": lambda: "<html><style>" + "a," * (5 * MEGABYTE) + "a{top:0}</style><p>x",
    "rules for all": lambda: "<html><style>" + "b b b p{top:0}" * 4000 + "</style>" + "<p>x" * MEGABYTE,
    "a long style": lambda: '<html><p style="' + "(" * (5 * MEGABYTE) + '">x',
}
NORMALLY = ("tables nested deep", "a very long table", "endless spans", "one text", "rules", "entities")
"""Pages that the normal run reads; the others come in the long run."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in NORMALLY else [pytest.mark.long]) for name in PAGES]
)
def test_hostile_pages_end_soon(name: str, tmp_path: Path) -> None:
    assert outcome(written(tmp_path / "a.html", PAGES[name]())) in ("read", "too_complex", "no_text")


def test_a_page_whose_end_the_parser_gave_up_is_not_read_in_part(tmp_path: Path) -> None:
    page = "<html><p>前</p>" + "<div>" * 5000 + "深" + "</div>" * 5000 + "<p>后</p></html>"
    assert outcome(written(tmp_path / "a.html", page)) == "too_complex"


TEXTS: dict[str, Callable[[], str]] = {
    "one line": lambda: "x" * (10 * MEGABYTE),
    "one line of tabs": lambda: "x\t" * (5 * MEGABYTE),
    "one line of bars": lambda: "|" * (10 * MEGABYTE),
    "many rows": lambda: "a|b\n" * (2 * MEGABYTE),
    "stars": lambda: "*a" * (2 * MEGABYTE),
    "brackets": lambda: "# x\n" + "[" * (5 * MEGABYTE),
    "links": lambda: "# x\n" + "[a](b" * MEGABYTE,
    "tables": lambda: "<table" * MEGABYTE,
    "comments": lambda: "# x\n" + "<!--" * (2 * MEGABYTE),
    "backslashes": lambda: "# x\n" + "\\" * (10 * MEGABYTE),
    "dashes": lambda: "- " * (4 * MEGABYTE) + "x",
    "lines": lambda: "\n" * (10 * MEGABYTE) + "x",
    "spaces": lambda: "x" + " " * (10 * MEGABYTE) + "x",
    "hashes": lambda: "# x" + " #" * (3 * MEGABYTE) + "x",
    "quotes": lambda: '"' * (5 * MEGABYTE + 1),
}


@pytest.mark.parametrize(
    "ending", ["txt", pytest.param("md", marks=pytest.mark.long), pytest.param("csv", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("name", TEXTS)
def test_hostile_texts_end_soon(name: str, ending: str, tmp_path: Path) -> None:
    assert outcome(written(tmp_path / f"a.{ending}", TEXTS[name]())) in (
        "read",
        "too_complex",
        "no_text",
        "not_document",
    )
