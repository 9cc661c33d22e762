"""Random damage: a file is refused, or read with every number unchanged; nothing else ever happens."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.bad_input import spoil
from xlreport.county.intake import Submission, take_in


def _damaged(data: bytes, rng: random.Random) -> bytes:
    if rng.random() < 0.25:
        return data[: rng.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 8])):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _take(path: Path, data: bytes) -> Submission:
    path.write_bytes(data)
    taken = take_in(path, named=True)
    assert not taken.fault, taken.findings
    if taken.reading is None:
        assert [finding.code for finding in taken.findings] == ["C6"]
    return taken


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bits_and_cuts(seed: int, good: bytes, tmp_path: Path) -> None:
    """A zip's checksums let no changed number through: what is read is what was written, or the file is refused."""
    rng, path = random.Random(seed), tmp_path / "甲.xlsx"
    whole = _take(path, good).reading
    assert whole is not None
    for _ in range(50):
        taken = _take(path, _damaged(good, rng))
        if taken.reading is not None:
            assert taken.reading.report.values == whole.report.values


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_flipped_bits_in_other_formats(suffix: str, office: dict[str, Path], tmp_path: Path) -> None:
    """(An .xls has no checksums: a flipped number is read as it stands.)"""
    rng, data = random.Random(suffix), office[f"plain.{suffix}"].read_bytes()
    for _ in range(40):
        _take(tmp_path / f"甲.{suffix}", _damaged(data, rng))


@pytest.mark.parametrize("seed", range(3))
def test_flipped_bits_inside_the_parts(seed: int, good: bytes, tmp_path: Path) -> None:
    """Damage that the checksums do not see, as a careless program makes it: never a fault of ours."""
    rng, path = random.Random(seed), tmp_path / "甲.xlsx"
    parts = ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
    parts += [spoil.sheet_part(good, sheet) for sheet in ("封面", "表二", "表三", "表四", "校验", "_xlreport")]
    for _ in range(40):
        part = rng.choice(parts)
        _take(path, spoil.repacked(good, {part: lambda data: _damaged(data, rng)}))


@pytest.mark.parametrize("seed", range(3))
def test_swapped_words_inside_the_parts(seed: int, good: bytes, tmp_path: Path) -> None:
    """XML that stays well formed: other numbers, addresses and types in its attributes and texts."""
    rng, path = random.Random(seed), tmp_path / "甲.xlsx"
    words = [
        b"-1",
        b"0",
        b"99999999999",
        b"1e999",
        b"NaN",
        b"",
        "²".encode(),
        b"XFD1048576",
        b"_xD800_",
        b"_x0000_",
        b"A0",
        b"x" * 400,
    ]

    def swapped(data: bytes) -> bytes:
        marks = [place for place in range(len(data)) if data[place : place + 1] in (b'"', b">")]
        at = rng.choice(marks) + 1
        ends = [end for end in (data.find(b'"', at), data.find(b"<", at)) if end > 0]
        return data[:at] + rng.choice(words) + data[min(ends, default=at) :]

    parts = ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/core.xml"]
    parts += [spoil.sheet_part(good, sheet) for sheet in ("封面", "表二", "表三", "校验", "_xlreport")]
    for _ in range(40):
        _take(path, spoil.repacked(good, {rng.choice(parts): swapped}))
