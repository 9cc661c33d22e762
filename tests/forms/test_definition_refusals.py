"""A definition that contradicts itself is refused, with the file, the key and the line to mend."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from xlreport.forms import DefinitionError, load
from xlreport.forms.load import DEFINITIONS


@dataclass(frozen=True)
class Mistake:
    """One change to a definition: the ``nth`` place where ``old`` stands gets ``new``.

    The line to be named is that of the change, or of the text ``blamed`` where it stands for the ``blamed_nth`` time.
    """

    old: str
    new: str
    key: str
    says: str
    file: str = "2021"
    nth: int = 1
    blamed: str = ""
    blamed_nth: int = 1


MISTAKES = {
    "label over label": Mistake(
        'at = "E3", text', 'at = "D3", text', "table3.labels.at", "overlaps the label 自然人 in D3"
    ),
    "two labels in one cell": Mistake(
        'at = "C9", text', 'at = "C8", text', "table3.labels.at", "overlaps the label 1."
    ),
    "row over a head": Mistake(
        'id = "received.new", at = 4',
        'id = "received.new", at = 3',
        "table3.blocks.rows.at",
        "table3.received.new.natural",
    ),
    "two rows in one place": Mistake(
        'id = "result.granted", at = 6',
        'id = "result.granted", at = 5',
        "table3.blocks.rows.at",
        "overlaps table3.received.carried_over.natural in D5",
    ),
    "column over row labels": Mistake(
        'id = "business", at = "E"', 'id = "business", at = "C"', "table3.blocks.columns.at", "overlaps the label"
    ),
    "two columns in one place": Mistake(
        'id = "business", at = "E"',
        'id = "business", at = "D"',
        "table3.blocks.columns.at",
        "table3.received.new.natural in D4",
    ),
    "column outside the table": Mistake(
        'id = "total", at = "J"', 'id = "total", at = "K"', "table3.blocks.columns.at", "K4 lies outside A1:J28"
    ),
    "row outside the table": Mistake(
        'id = "carried_forward", at = 28',
        'id = "carried_forward", at = 29',
        "table3.blocks.rows.at",
        "lies outside A1:J28",
    ),
    "label outside the table": Mistake(
        'at = "A14", text', 'at = "E14", text', "table2.labels.at", "E14 lies outside A1:D14"
    ),
    "orphan cell: a label too small": Mistake(
        'at = "B13:D13"', 'at = "B13:C13"', "table2.extent", "D13 is an orphan", blamed='extent = "A1:D14"'
    ),
    "orphan cells: a table too large": Mistake(
        'extent = "A1:O4"', 'extent = "A1:P4"', "table4.extent", "P1 is an orphan"
    ),
    "orphan row of numbers": Mistake(
        '  { id = "result.partial", at = 7 },\n', "", "table3.extent", "D7 is an orphan", blamed='extent = "A1:J28"'
    ),
    "right side over an unknown row": Mistake(
        '"received.carried_over.{}"]',
        '"received.carried_on.{}"]',
        "table3.relations.right",
        "B1: no field has the id table3.received.carried_on.natural",
    ),
    "left side over an unknown column": Mistake(
        'left = ["{}.total"]',
        'left = ["{}.sum"]',
        "table3.relations.left",
        "B3: no field has the id table3.received.new.sum",
    ),
    "a star that meets nothing": Mistake(
        '"result.unable.*.{}", "result.rejected.*.{}"',
        '"result.unfit.*.{}", "result.rejected.*.{}"',
        "table3.relations.right",
        "B2: no field has the id table3.result.unfit.*.natural",
        blamed="right = [",
        blamed_nth=2,
    ),
    "a relation for an unknown group": Mistake(
        'each = ["review", "suit_direct"',
        'each = ["reviews", "suit_direct"',
        "table4.relations.left",
        "B4: no field has the id table4.reviews.total",
        blamed='left = ["{}.total"]',
        blamed_nth=2,
    ),
    "each is no word known": Mistake('each = "rows"', 'each = "lines"', "table3.relations.each", "'lines'"),
    "on is not on the left": Mistake(
        'on = "carried_forward.{}"',
        'on = "received.new.{}"',
        "table3.relations.on",
        "B1: table3.received.new.natural is not on the left side",
    ),
    "on of a group is not on the left": Mistake(
        'on = "{}.total"',
        'on = "{}.pending"',
        "table4.relations.on",
        "B4: table4.review.pending is not on the left",
        nth=2,
    ),
    "a field on both sides": Mistake(
        'right = ["{}.natural", "{}.business"',
        'right = ["{}.total", "{}.natural", "{}.business"',
        "table3.relations.right",
        "B3 for received.new: a field stands in it twice",
    ),
    "two fields to be filled": Mistake(
        'left = ["result.total.{}"]',
        'left = ["result.total.{}", "received.new.{}"]',
        "table3.relations.fills",
        "B2: only one field can be filled",
        blamed="fills = true",
    ),
    "the same relation twice": Mistake(
        'code = "B2"', 'code = "B1"', "table3.relations.code", "B1.natural is given twice"
    ),
    "a row id twice": Mistake(
        'id = "result.denied.third_party"',
        'id = "result.denied.law_forbids"',
        "table3.blocks.rows.id",
        "the id result.denied.law_forbids is given twice",
    ),
    "a column id twice": Mistake(
        'id = "legal"', 'id = "nonprofit"', "table3.blocks.columns.id", "the id nonprofit is given twice"
    ),
    "a column id twice in 表四": Mistake(
        'id = "suit_direct.upheld"',
        'id = "review.upheld"',
        "table4.blocks.columns.id",
        "the id review.upheld is given twice",
    ),
    "an id twice in two blocks": Mistake(
        'id = "coercion"',
        'id = "licensing"',
        "table2.blocks.rows.id",
        "the id table2.licensing.decisions is given twice",
    ),
    "a table twice": Mistake('id = "table4"', 'id = "table3"', "table3.id", "defined twice"),
    "a range the wrong way round": Mistake('at = "A6:A27"', 'at = "A27:A6"', "table3.labels.at", "'A27:A6'"),
    "a range that is none": Mistake('at = "B8:B15"', 'at = "B8-B15"', "table3.labels.at", "'B8-B15'"),
    "a table's extent that is none": Mistake(
        'extent = "A1:O4"', 'extent = "A1:"', "table4.extent", "not a cell reference"
    ),
    "a block's extent that is none": Mistake(
        'extent = "A12:D14"', 'extent = "A14:D12"', "table2.blocks.extent", "'A14:D12'"
    ),
    "a column that is none": Mistake(
        'id = "legal", at = "H"', 'id = "legal", at = "第H"', "table3.blocks.columns.at", "第H"
    ),
    "a row that is no number": Mistake(
        'id = "result.total", at = 27', 'id = "result.total", at = "27"', "table3.blocks.rows.at", "'27' is no place"
    ),
    "a label without a place": Mistake('at = "F3", text', "text", "table3.labels.at", "missing"),
    "a column without a unit": Mistake(
        'id = "research", at = "F", unit = "件"', 'id = "research", at = "F"', "table3.blocks.columns.unit", "missing"
    ),
    "a relation without a source": Mistake(
        'on = "carried_forward.{}"\nsource',
        'on = "carried_forward.{}"\nsauce',
        "table3.relations.source",
        "missing",
        blamed='code = "B1"',
    ),
    "tables of a form that does not exist": Mistake(
        'same_as = "2021"', 'same_as = "2012"', "table4.same_as", "'2012'", file="2019"
    ),
    "a table like itself": Mistake('same_as = "2021"', 'same_as = "2019"', "table4.same_as", "'2019'", file="2019"),
    "a fault of the older form": Mistake(
        'at = "C14:D14"', 'at = "C14:C14"', "table2.extent", "D14", file="2019", blamed='extent = "A1:D18"'
    ),
    "a label of the older form": Mistake(
        'at = "B6", text', 'at = "A6", text', "table2.labels.at", "overlaps the label 信息内容", file="2019"
    ),
}


def place_of(text: str, words: str, nth: int) -> int:
    """Where the words stand for the nth time."""
    place = -1
    for _ in range(nth):
        place = text.index(words, place + 1)
    return place


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_refused_with_file_key_and_line(mistake: Mistake, tmp_path: Path) -> None:
    folder = shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    path = folder / f"{mistake.file}.toml"
    text = path.read_text(encoding="utf-8")
    place = place_of(text, mistake.old, mistake.nth)
    changed = text[:place] + mistake.new + text[place + len(mistake.old) :]
    path.write_text(changed, encoding="utf-8")
    blamed = place_of(changed, mistake.blamed, mistake.blamed_nth) if mistake.blamed else place + len(mistake.new)
    line = changed[:blamed].count("\n") + 1
    with pytest.raises(DefinitionError) as caught:
        load(mistake.file, folder)
    assert str(caught.value).startswith(f"{mistake.file}.toml, line {line}, {mistake.key}: ")
    assert mistake.says in str(caught.value)


def test_the_copies_are_sound_before_the_mistake(tmp_path: Path) -> None:
    """Else every case above could fail for a reason of its own."""
    folder = shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    for form_id in ("2021", "2019", "2021+2019", "2019+2021"):
        assert len(load(form_id, folder).fields) == len(load(form_id).fields)


def test_table_missing(tmp_path: Path) -> None:
    folder = shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    path = folder / "2021.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('id = "table4"', 'id = "table5"'), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"^2021\.toml, line \d+, table4\.id: the table is missing"):
        load("2021", folder)


def test_broken_toml(tmp_path: Path) -> None:
    folder = shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    path = folder / "2021.toml"
    text = path.read_text(encoding="utf-8")
    line = text[: text.index("first_year")].count("\n") + 1
    path.write_text(text.replace("first_year = 2021", "first_year = "), encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"2021\.toml: not valid TOML: .*line {line}"):
        load("2021", folder)


@pytest.mark.parametrize("form_id", ["2020", "", "2021+2020", "2020+2021", "+2021", "../2021"])
def test_unknown_form(form_id: str) -> None:
    with pytest.raises(DefinitionError, match="there is no form definition"):
        load(form_id)
