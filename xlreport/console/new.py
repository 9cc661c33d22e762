"""xlreport new: an empty workbook to fill in, or the workbook of a REPORT.json."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from xlreport.console.speak import ExitCode, complain, remark
from xlreport.files.atomic import check_place
from xlreport.findings.model import FileProblem
from xlreport.report import KINDS, LEVELS, Report, blank_report

NAME = "new"
HELP = "生成空白填报工作簿，或由 REPORT.json 生成。"


class FormId(StrEnum):
    """Forms that can be asked for; mixtures come only from a REPORT.json."""

    FORM_2021 = "2021"
    FORM_2019 = "2019"


LevelOption = Annotated[str, typer.Option("--level", metavar="LEVEL", help=f"机关层级：{'、'.join(LEVELS)}")]
KindOption = Annotated[str, typer.Option("--kind", metavar="KIND", help=f"机关类别：{'、'.join(KINDS)}")]


def run(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="要生成的工作簿（.xlsx；加 --macros 时为 .xlsm）")
    ],
    form: Annotated[FormId | None, typer.Option(help="格式；不写则按年度确定", show_default=False)] = None,
    year: Annotated[
        int | None, typer.Option(metavar="Y", min=2000, max=2100, help="报告年度；不写则为上一年", show_default=False)
    ] = None,
    agency: Annotated[str, typer.Option(metavar="NAME", help="单位名称")] = "",
    level: LevelOption = "",
    kind: KindOption = "",
    source: Annotated[
        Path | None, typer.Option("--from", metavar="JSON", help="由这份 REPORT.json 生成，照原样保留")
    ] = None,
    zeros: Annotated[bool, typer.Option("--zeros", help="数字全部预填 0")] = False,
    macros: Annotated[bool, typer.Option("--macros", help="带按钮和宏（.xlsm）；不用宏也能填写和校验")] = False,
) -> int:
    """Write one workbook; refuses to overwrite a file."""
    from xlreport.workbook.build import Additions, build_workbook

    check_choices(level, kind)
    suffix = ".xlsm" if macros else ".xlsx"
    if output.suffix.lower() != suffix:
        raise typer.BadParameter(f"-o 的文件名要以 {suffix} 结尾{'' if macros else '（带宏的 .xlsm 要加 --macros）'}")
    if source is not None and (form or zeros):
        raise typer.BadParameter("--from 不能与 --form、--zeros 同用")
    check_place(output)
    if output.exists():
        raise FileProblem("output_exists", output)
    report = _of_json(source) if source else _blank(form, year, zeros)
    report = _with_cover(report, year, agency, level, kind)
    report, dropped = _with_explanations(report)
    build_workbook(report, output, Additions(macros=macros))
    for words in dropped:
        complain(words)
    remark(f"已生成 {output}")
    return ExitCode.PASSED


def check_choices(level: str, kind: str) -> None:
    """Refuse a level or kind that the form does not know."""
    for name, value, choices in (("--level", level, LEVELS), ("--kind", kind, KINDS)):
        if value and value not in choices:
            raise typer.BadParameter(f"{name} 只能是{'、'.join(choices)}")


def _with_explanations(report: Report) -> tuple[Report, list[str]]:
    """The report with the explanations that still stand, and a sentence on each of the others."""
    if not report.explanations:
        return report, []
    from xlreport.console.app import State
    from xlreport.workbook.locate import judge
    from xlreport.workbook.standing import carried, sentence

    report, dropped = carried(report, judge(report, State.config))
    return report, [sentence(one) for one in dropped]


def _of_json(source: Path) -> Report:
    from xlreport.report_json import read_json

    return read_json(source)


def _blank(form: FormId | None, year: int | None, zeros: bool) -> Report:
    from xlreport.forms import for_year, load

    due = year if year is not None else date.today().year - 1
    return blank_report(load(form.value) if form else for_year(due), due, zeros=zeros)


def _with_cover(report: Report, year: int | None, agency: str, level: str, kind: str) -> Report:
    """The report with what the command line says of its cover."""
    return replace(
        report,
        year=year if year is not None else report.year,
        agency=agency or report.agency,
        cover=replace(report.cover, level=level or report.cover.level, kind=kind or report.cover.kind),
    )
