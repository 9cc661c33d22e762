"""A prefilled workbook for each of 2,000 units: plain; with last year's 2,000 workbooks beside it; macros, in zips.

Each is one run of the command in a process of its own, since it is not a thing that anyone does twice. ``--units N``.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path

from measure import process

from xlreport.county.dispatch import LIST, Wanted, build_parcel, plan
from xlreport.county.last_year import read_last_year
from xlreport.county.roster import Roster, Unit, read_roster

TARGET_SECONDS = 120
IN_A_TOWN = 20
LOOKED_AT = 20


def units(number: int) -> list[Unit]:
    """A county's units: in each town the town itself and those below it."""
    names = [f"某县第{place // IN_A_TOWN + 1}镇" for place in range(0, number)]
    return [
        Unit(town, kind="乡镇街道", level="乡镇级")
        if place % IN_A_TOWN == 0
        else Unit(f"{town}第{place % IN_A_TOWN}站", kind="其他", level="乡镇级", parent=town)
        for place, town in enumerate(names)
    ]


def write_roster(target: Path, number: int) -> None:
    """The roster as a CSV file."""
    lines = [",".join((one.name, one.level, one.kind, one.parent)) for one in units(number)]
    target.write_text("\n".join(("单位名称,机关层级,机关类别,上级单位", *lines)), encoding="utf-8-sig")


def timed(folder: Path, out: Path, year: int, *options: str) -> float:
    """Seconds of one run of the command."""
    command = [sys.executable, "-m", "xlreport", "--quiet", "dispatch", "--roster", str(folder / "roster.csv")]
    started = time.perf_counter()
    process([*command, "--year", str(year), "-o", str(out), *options])()
    return time.perf_counter() - started


def parts(packed: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def check(roster: Roster, out: Path, last_year: Path | None) -> None:
    """Ends the program unless every unit has its workbook, and some drawn by lot are as if built alone."""
    sources = read_last_year(last_year) if last_year else None
    parcels = plan(Wanted(roster, 2025, sources))
    missing = [parcel.file for parcel in parcels if not (out / parcel.file).is_file()]
    if missing or not (out / f"{LIST}.xlsx").is_file():
        sys.exit(f"{len(missing)} workbooks or the list are missing")
    for parcel in random.Random(1).sample(parcels, min(LOOKED_AT, len(parcels))):
        if parts((out / parcel.file).read_bytes()) != parts(build_parcel(parcel)):
            sys.exit(f"{parcel.file} is not as if built alone")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=2000)
    number = parser.parse_args().units
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_roster(folder / "roster.csv", number)
        roster = read_roster(folder / "roster.csv")
        before, plain, beside, packed = (folder / name for name in ("2024", "plain", "beside", "packed"))
        seconds = {"last year's own (--zeros)": timed(folder, before, 2024, "--zeros")}
        seconds["plain"] = timed(folder, plain, 2025)
        check(roster, plain, None)
        (before / f"{LIST}.xlsx").unlink()
        seconds[f"with {number} workbooks of last year"] = timed(folder, beside, 2025, "--last-year", str(before))
        check(roster, beside, before)
        seconds["--macros --zip"] = timed(folder, packed, 2025, "--macros", "--zip")
        if len(list(packed.glob("*.zip"))) != -(-number // IN_A_TOWN):
            sys.exit("not a zip for each town")
    for name, one in seconds.items():
        print(f"{name}: {one:.1f} s, {1000 * one / number:.1f} ms a unit")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, target {TARGET_SECONDS} s")
    if max(seconds.values()) > TARGET_SECONDS:
        sys.exit("slower than the target")


if __name__ == "__main__":
    main()
