"""xlreport compare: one report against another, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from xlreport.align.labels import normalised
from xlreport.console.speak import ExitCode, remark, say, say_json
from xlreport.county.compare import Compared, ComparedCell, Unmapped, as_compared, compare_reports, read_report
from xlreport.county.compare_book import note_of, percentage_words, side_words, write_comparison
from xlreport.findings.model import FileProblem
from xlreport.numbers import Content, show, unscaled
from xlreport.report import Report

NAME = "compare"
HELP = "逐格比较两份报告：两个工作簿、两张汇总表，或今年和去年的报告文档。"


def run(
    first: Annotated[Path, typer.Argument(metavar="A", help="工作簿、汇总表、报告文档或 JSON", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="B", help="与它比较的另一份", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="把全部格子的比较写成工作簿（.xlsx）")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> int:
    """Say which cells differ; a difference is no finding, so the exit code is 0."""
    from xlreport.console.app import State

    if output is not None and output.suffix.lower() != ".xlsx":
        raise typer.BadParameter("-o 的文件名要以 .xlsx 结尾")
    if output is not None:
        _refuse_to_overwrite(output, (first, second))
    compared = compare_reports(read_report(first, State.config), read_report(second, State.config))
    if normalised(compared.before.agency) != normalised(compared.after.agency):
        remark("两份报告的单位名称不同，请核对没有拿错文件。")
    if output is not None:
        write_comparison(compared, output)
    if as_json:
        say_json(to_json(compared, first, second))
    else:
        _say(compared)
    if output is not None:
        remark(f"全部格子的比较：{output}")
    return ExitCode.PASSED


def _refuse_to_overwrite(output: Path, inputs: Sequence[Path]) -> None:
    """An input is never written over; another file may be somebody's work."""
    if output.exists():
        same = any(path.exists() and output.samefile(path) for path in inputs)
        raise FileProblem("output_is_input" if same else "output_exists", output)


def _say(compared: Compared) -> None:
    before, after = ("B", "A") if compared.swapped else ("A", "B")
    sides = sorted((side_words(before, compared.before), side_words(after, compared.after)))
    for words in sides:
        say(words)
    say(f"以下每行依次为 {before}、{after}、差额（{after} 减 {before}）、百分比。")
    for way in compared.ways:
        say(f"{way}。")
    for table in compared.after.form.tables:
        cells = compared.of_table(table)
        differing = [cell for cell in cells if cell.differs]
        say(
            f"{table.name}：{len(cells)} 格中不同 {len(differing)} 格。"
            if differing
            else f"{table.name}：{len(cells)} 格相同。"
        )
        for cell in differing:
            say(f"  {_line(cell)}")
    _say_unmapped(before, compared.only_before)
    _say_unmapped(after, compared.only_after)


def _line(cell: ComparedCell) -> str:
    """One cell: D6 行政许可·本年处理决定数量：120 → 100，-20，-16.67%."""
    places = [place.cell for place in cell.places]
    where = places[0] if places[0] == places[1] else "/".join(places)
    difference = "" if not cell.difference else _signed(cell.difference)
    said = filter(None, (difference, percentage_words(cell), note_of(cell)))
    label = f"{cell.field.row.rpartition('/')[2]}·{cell.field.column}"
    return "，".join(
        (f"{where} {label}：{_quoted(as_compared(cell.before))} → {_quoted(as_compared(cell.after))}", *said)
    )


def _quoted(content: Content) -> str:
    return f"“{content}”" if isinstance(content.plain, str) else str(content)


def _signed(scaled: int) -> str:
    return ("+" if scaled > 0 else "") + show(unscaled(scaled))


def _say_unmapped(letter: str, unmapped: Sequence[Unmapped]) -> None:
    """The numbers of one side that have no counterpart, a line for each row and reason."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for one in unmapped:
        words = f"{one.field.column} {_quoted(one.content)}"
        rows.setdefault((one.place.sheet, one.field.row, one.reason), []).append(words)
    if unmapped:
        say(f"{letter} 中没有对应、没有比较的指标 {len(unmapped)} 个：")
    for (sheet, row, reason), numbers in rows.items():
        say(f"  {sheet} {row.rpartition('/')[2]}：{'、'.join(numbers)}（{reason}）")


def to_json(compared: Compared, first: Path, second: Path) -> dict[str, Any]:
    """The comparison as one object; ``base`` is the side that the differences start from."""
    sides = (compared.after, compared.before) if compared.swapped else (compared.before, compared.after)
    only = (
        (compared.only_after, compared.only_before) if compared.swapped else (compared.only_before, compared.only_after)
    )
    unmapped = [_unmapped_json(letter, one) for letter, group in zip("ab", only, strict=True) for one in group]
    return {
        "a": _side_json(sides[0], first),
        "b": _side_json(sides[1], second),
        "base": "b" if compared.swapped else "a",
        "compared": len(compared.cells),
        "differing": len(compared.differing),
        "cells": [_cell_json(compared, cell) for cell in compared.differing],
        "unmapped": unmapped,
    }


def _side_json(report: Report, path: Path) -> dict[str, Any]:
    return {"path": str(path), "agency": report.agency, "year": report.year, "form": report.form.id}


def _cell_json(compared: Compared, cell: ComparedCell) -> dict[str, Any]:
    held = {"before": as_compared(cell.before).plain, "after": as_compared(cell.after).plain}
    a, b = ("after", "before") if compared.swapped else ("before", "after")
    places = {"before": str(cell.places[0]), "after": str(cell.places[1])}
    percentage = percentage_words(cell) if cell.is_new else cell.percentage
    return {
        "table": compared.after.form.table(cell.field.table).name,
        "row": cell.field.row,
        "column": cell.field.column,
        "cell_a": places[a],
        "cell_b": places[b],
        "a": held[a],
        "b": held[b],
        "difference": None if cell.difference is None else unscaled(cell.difference),
        "percentage": percentage if percentage is None or isinstance(percentage, str) else float(percentage),
        "state": cell.state,
    }


def _unmapped_json(letter: str, one: Unmapped) -> dict[str, Any]:
    return {
        "side": letter,
        "table": one.place.sheet,
        "row": one.field.row,
        "column": one.field.column,
        "cell": str(one.place),
        "value": one.content.plain,
        "reason": one.reason,
    }
