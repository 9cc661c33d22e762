"""xlreport dispatch: a prefilled workbook for every unit of the roster."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xlreport.console.speak import ExitCode, Quiet, complain, complain_of, remark, say, worst
from xlreport.county.last_year import LastYears
from xlreport.files.atomic import check_place
from xlreport.findings.model import FileProblem, Finding

NAME = "dispatch"
HELP = "按名册给每个单位生成预填好的工作簿。"
_SHOWN_REMARKS = 10


def run(
    roster: Annotated[Path, typer.Option("--roster", metavar="R", help="应报单位名册（.xlsx 或 .csv）")],
    year: Annotated[int, typer.Option("--year", metavar="Y", min=2000, max=2100, help="报告年度")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="存放工作簿的文件夹，没有则新建；已有的文件不覆盖")
    ],
    last_year: Annotated[
        Path | None,
        typer.Option("--last-year", metavar="DIR", help="上年的汇总表，或放上年各单位报告的文件夹；结转数写在表格旁边"),
    ] = None,
    zeros: Annotated[bool, typer.Option("--zeros", help="数字全部预填 0（上年有结转、现行有效的留空）")] = False,
    macros: Annotated[bool, typer.Option("--macros", help="带按钮和宏（.xlsm）")] = False,
    zipped: Annotated[
        bool, typer.Option("--zip", help="每个上级单位（如镇）连同直接下级打成一个 zip，没有上级的仍为单独文件")
    ] = False,
) -> int:
    """Write all workbooks and the list of them; overwrites nothing."""
    from xlreport.console.app import State
    from xlreport.county.dispatch import LIST, Wanted, dispatch, plan
    from xlreport.county.dispatch_list import write_list
    from xlreport.county.roster import read_roster

    known = read_roster(roster, State.config)
    sources = _last_year(last_year)
    parcels = plan(Wanted(known, year, sources, zeros=zeros, macros=macros, zipped=zipped), State.config)
    _make_folder(output)
    sent = dispatch(parcels, output, write_list, _progress)
    unread = _unread(sources)
    for finding in unread:
        complain_of(finding)
    remarks = [f"{parcel.unit.name}：{parcel.remark}。" for parcel in sent if parcel.remark]
    for words in remarks[:_SHOWN_REMARKS]:
        complain(words)
    if len(remarks) > _SHOWN_REMARKS:
        complain(f"还有 {len(remarks) - _SHOWN_REMARKS} 个单位的备注，见“{LIST}.xlsx”。")
    archives = len({parcel.archive for parcel in sent if parcel.archive})
    packed = f"，其中一部分打成 {archives} 个压缩包" if archives else ""
    say(f"名册上有 {len(sent)} 个单位，生成了 {sum(bool(one.file) for one in sent)} 个工作簿{packed}。")
    remark(f"清单：{output / f'{LIST}.xlsx'}")
    return worst([ExitCode.PASSED, *(ExitCode.FILE for _ in unread)])


def _last_year(source: Path | None) -> LastYears | None:
    from xlreport.console.app import State
    from xlreport.county.last_year import read_last_year

    return read_last_year(source, State.config) if source is not None else None


def _unread(sources: LastYears | None) -> list[Finding]:
    """Files of last year that could not be read."""
    return [finding for finding in sources.unreadable if finding.is_error] if sources is not None else []


def _make_folder(folder: Path) -> None:
    """The folder for the workbooks, made where only its last part is missing. Raises FileProblem."""
    if folder.is_dir():
        return
    check_place(folder)
    try:
        folder.mkdir()
    except OSError as error:
        raise FileProblem("output_denied", folder, detail="文件夹无法建立") from error


def _progress(done: int, total: int) -> None:
    """A counter on terminals only."""
    if sys.stderr.isatty() and not Quiet.on:
        print(f"\r生成 {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
