"""xlreport dispatch: a prefilled workbook for every unit of the roster."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlreport.console.speak import ExitCode, Quiet, complain, complain_of, remark, say, worst
from xlreport.county.last_year import LastYears
from xlreport.files.atomic import check_place
from xlreport.findings.model import FileProblem, Finding

if TYPE_CHECKING:
    from xlreport.county.dispatch import Parcel

NAME = "dispatch"
HELP = "按名册给每个单位生成预填好的工作簿。"
_SHOWN_REMARKS = 10
_ORPHANS = "原来的清单上还有不在名册上、或改由别的单位代报的单位，它们的文件没有动，要不要移走请自己决定：{}。"


def run(
    roster: Annotated[Path, typer.Option("--roster", metavar="R", help="应报单位名册（.xlsx 或 .csv）")],
    year: Annotated[int, typer.Option("--year", metavar="Y", min=2000, max=2100, help="报告年度")],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="DIR", help="存放工作簿的文件夹，没有则新建；已有的工作簿不改动，只补没有的"
        ),
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
    """Write the workbooks that are not there yet and the list of all; overwrites no workbook."""
    from xlreport.console.app import State
    from xlreport.county.dispatch import LIST, Wanted, dispatch, plan
    from xlreport.county.dispatch_list import write_list
    from xlreport.county.dispatched import look_into
    from xlreport.county.roster import read_roster

    known = read_roster(roster, State.config)
    sources = _last_year(last_year)
    wanted = Wanted(known, year, sources, zeros=zeros, macros=macros, zipped=zipped)
    earlier = look_into(output, known, State.config)
    parcels = plan(wanted, State.config, earlier)
    _make_folder(output)
    sent = dispatch(parcels, output, write_list, _progress, earlier)
    if known.warning:
        complain(f"{known.warning}。")
    unread = _unread(sources)
    for finding in unread:
        complain_of(finding)
    remarks = [f"{parcel.unit.name}：{parcel.remark}。" for parcel in parcels if parcel.remark]
    for words in remarks[:_SHOWN_REMARKS]:
        complain(words)
    if len(remarks) > _SHOWN_REMARKS:
        complain(f"还有 {len(remarks) - _SHOWN_REMARKS} 个单位的备注，见“{LIST}.xlsx”。")
    if earlier.orphans:
        complain(_ORPHANS.format(_some(line.shown for line in earlier.orphans)))
    if earlier.edited:
        complain(f"原来的“{LIST}.xlsx”有人改过，已改名留在旁边。")
    say(_outcome(sent))
    remark(f"清单：{output / f'{LIST}.xlsx'}")
    return worst([ExitCode.PASSED, *(ExitCode.FILE for _ in unread)])


def _outcome(sent: Sequence[Parcel]) -> str:
    """What was written, and what was there already, in a sentence."""
    new = [parcel for parcel in sent if parcel.file and not parcel.kept]
    archives = len({parcel.archive for parcel in new if parcel.archive})
    packed = f"，其中一部分打成 {archives} 个压缩包" if archives else ""
    kept = sum(parcel.kept for parcel in sent)
    if not kept:
        return f"名册上有 {len(sent)} 个单位，生成了 {len(new)} 个工作簿{packed}。"
    if not new:
        return f"名册上有 {len(sent)} 个单位，{kept} 个工作簿都已经有了，没有改动，也没有要新生成的。"
    names = _some(parcel.shown for parcel in new)
    return f"名册上有 {len(sent)} 个单位，新生成了 {len(new)} 个工作簿（{names}），已有的 {kept} 个没有改动。"


def _some(names: Iterable[str]) -> str:
    """The first names, and how many there are where there are more."""
    known = list(dict.fromkeys(names))
    more = f"等 {len(known)} 个" if len(known) > _SHOWN_REMARKS else ""
    return "、".join(known[:_SHOWN_REMARKS]) + more


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
