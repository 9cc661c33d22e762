"""How long a click on 校验 takes: cold `xlreport validate FILE` beside a process that only imports and reads.

The peer imports calamine, pydantic, typer and rich and reads the sheets of the same workbook; it checks nothing.
Target: at most 1.5 times the peer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import alternate, gate, peers, process, show, write_workbook

RUNS = 21
READ = ("_xlreport", "封面", "表二", "表三", "表四", "文字部分", "校验")
PEER = f"""
import sys
import pydantic, rich, typer
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
sheets = {{name: book.get_sheet_by_name(name).to_python() for name in {READ!r}}}
tables = (cell for name in ("表二", "表三", "表四") for row in sheets[name] for cell in row)
print(round(sum(cell for cell in tables if isinstance(cell, float)), 4))
"""


def main() -> None:
    """Measure, print, and fail where the two did not read the same numbers."""
    peers("python-calamine", "pydantic", "typer", "rich")
    with tempfile.TemporaryDirectory() as folder:
        workbook = write_workbook(Path(folder) / "report.xlsx")
        ours = process([sys.executable, "-m", "xlreport", "validate", str(workbook)])
        theirs = process([sys.executable, "-c", PEER, str(workbook)])
        gate("sums of the three tables", _sum_by_xlreport(workbook), float(theirs()))
        show(alternate({"imports and calamine": theirs, "xlreport validate": ours}, RUNS), "imports and calamine")


def _sum_by_xlreport(workbook: Path) -> float:
    """What the program itself says the workbook holds, by way of its export."""
    target = workbook.with_suffix(".json")
    command = [sys.executable, "-m", "xlreport", "export", str(workbook), "--to", "json", "-o", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    report = json.loads(target.read_text(encoding="utf-8"))
    rows = (row for table in ("table2", "table3", "table4") for row in report[table].values())
    return round(sum(value for row in rows for value in row if isinstance(value, int | float)), 4)


if __name__ == "__main__":
    main()
