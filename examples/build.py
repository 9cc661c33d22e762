"""Builds the example county: roster, last years' summaries, and what its units handed in, mistakes included.

    python -m examples.build DIR

The same files every time; 说明.md beside this script says what is to be seen in them.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl

from examples.county import FIRST_YEAR, MERGED, NAME, PARTS, UNCOUNTED, YEAR, ExampleUnit, reports, units, with_prose
from xlreport.county.intake import Submission
from xlreport.county.merge import Order, consolidate
from xlreport.county.summary import write_summary
from xlreport.forms import for_year
from xlreport.numbers import Content, from_scaled
from xlreport.report import Cover, Report
from xlreport.rules.totals import with_computed_totals
from xlreport.workbook.build import build_workbook
from xlreport.workbook.read import Reading

MISSING = tuple(f"{NAME}{name}" for name in ("统计局", "投资促进局", "白沙乡财政所"))
LATE = f"{NAME}水利局"
FAILING = (f"{NAME}民政局", f"{NAME}林业局")
LET_PASS = f"{NAME}城市管理局"
DOUBLED = {f"{NAME}财政局": "（最终版）", f"{NAME}教育局": "(1)"}
"""Units of which a second file came, and what its name ends in; the first of the two is the newer."""
COPIED, COPYIST = f"{NAME}石桥镇便民服务中心", f"{NAME}柳河镇便民服务中心"
STRANGER = f"{NAME}供销合作社联合社"
ZIPPED = tuple(f"{NAME}石桥镇{office}" for office in ("综合行政执法队", "农业服务中心", "财政所", "规划建设办公室"))
OWN_DEADLINE = {f"{NAME}消防救援大队": f"{YEAR + 1}-02-28"}
ALIASES = {f"{NAME}科学技术和工业信息化局": f"{NAME}科工信局", f"{NAME}住房和城乡建设局": f"{NAME}住建局"}
ROSTER, INBOX, BEFORE = "名册.xlsx", f"{YEAR}年度报送", "历年汇总表"
_MADE, _FORWARD = "table2.normative_documents.made", "table3.carried_forward.natural"
_JOINT = "《关于加强农村宅基地管理的通知》由三个部门联合印发，各自都计了一件，只应计一件"
_WAIVED = "复议机关分两次统计同一案件，已核对案卷，总计以复议机关为准"
_BEGUN = datetime(YEAR + 1, 1, 15, 9, 0)


def build(folder: Path, only: frozenset[str] | None = None) -> None:
    """Write the example into a folder; ``only`` names the units of a smaller one."""
    chosen = [unit for unit in units() if only is None or unit.name in only]
    names = {unit.name for unit in chosen}
    inbox, before = folder / INBOX, folder / BEFORE
    for place in (inbox, before):
        place.mkdir(parents=True, exist_ok=True)
    write_roster(folder / ROSTER, chosen)
    for year in range(FIRST_YEAR, YEAR):
        write_past(before / f"{NAME}{year}年度汇总表.xlsx", year, names)
    write_inbox(inbox, names)


def write_roster(target: Path, chosen: list[ExampleUnit]) -> None:
    """The roster's workbook with the officer's sheets 放行 and 调整."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "名册"
    heads = ("单位名称", "统一社会信用代码", "机关层级", "机关类别", "上级单位", "别名", "前身", "计入汇总", "公布期限")
    page.append(heads)
    for unit in chosen:
        former = "、".join(PARTS) if unit.name == MERGED else ""
        counted = "否" if unit.name == UNCOUNTED else ""
        words = (unit.name, unit.code, unit.level, unit.kind, unit.parent, ALIASES.get(unit.name), former, counted)
        page.append((*words, OWN_DEADLINE.get(unit.name)))
    page = book.create_sheet("放行")
    page.append(("单位", "代码", "理由", "位置", "填报", "应为"))
    page.append((LET_PASS, "B4", _WAIVED, "表四!E6", 3, 2))
    page = book.create_sheet("调整")
    page.append(("单元格", "数额", "理由", "经办人"))
    page.append(("表二!B6", -2, _JOINT, "王敏"))
    page.append(("表二!D6", -2, _JOINT, "王敏"))
    for sheet in book.worksheets:
        for letter, width in zip("ABCDEFGHI", (34, 22, 30, 12, 26, 20, 30, 10, 12), strict=True):
            sheet.column_dimensions[letter].width = width
    book.properties.created = book.properties.modified = _BEGUN
    packed = io.BytesIO()
    book.save(packed)
    target.write_bytes(_saved(packed.getvalue(), _BEGUN))


def write_past(target: Path, year: int, names: set[str]) -> None:
    """The county's summary on an earlier year."""
    every = {**reports(year)}
    wanted = names | (set(PARTS) if MERGED in names else set())
    taken = [
        Submission(Path(f"{name}.xlsx"), Reading(report, ()), ())
        for name, report in sorted(every.items())
        if name in wanted and name != UNCOUNTED
    ]
    merged = consolidate(taken, Order(for_year(year), year, NAME, Cover(level="县级", kind="政府")))
    write_summary(merged, target, made=datetime(year + 1, 3, 1, 9, 0))


def write_inbox(folder: Path, names: set[str]) -> None:
    """What came from the units: one file each but for the missing, and those that should not be there."""
    sent = {name: report for name, report in _sent(reports(YEAR)).items() if name in names}
    for place, (name, report) in enumerate(sent.items()):
        if name not in ZIPPED and name not in MISSING:
            second = name in DOUBLED
            _write(folder / f"{name}.xlsx", report, _at(place + 60 * (second and DOUBLED[name] == "(1)")))
    for name, ending in DOUBLED.items():
        if name in names:
            other = _without_one(sent[name]) if ending == "(1)" else _with_one_more(sent[name])
            _write(folder / f"{name}{ending}.xlsx", other, _at(30))
    if not names.isdisjoint(ZIPPED):
        packed = {f"{name}.xlsx": _packed(sent[name], _at(50)) for name in ZIPPED if name in names}
        (folder / "石桥镇所属单位.zip").write_bytes(gbk_zip(packed))
    cover = Cover(level="县级", kind="其他", date=f"{YEAR + 1}-01-16")
    stranger = replace(sent[COPIED], agency=STRANGER, cover=cover) if COPIED in sent else None
    if stranger is not None:
        _write(folder / f"{STRANGER}.xlsx", _with_one_more(with_prose(stranger)), _at(40))


def _sent(right: Mapping[str, Report]) -> dict[str, Report]:
    """This year's reports with what units got wrong."""
    sent = dict(right)
    late = sent[LATE]
    sent[LATE] = replace(late, cover=replace(late.cover, date=f"{YEAR + 1}-02-18"))
    unbalanced, untotalled = FAILING
    sent[unbalanced] = _moved(sent[unbalanced], _FORWARD, 3)
    sent[untotalled] = _moved(sent[untotalled], "table3.result.total.total", 2)
    sent[LET_PASS] = _moved(sent[LET_PASS], "table4.review.total", 1)
    copy = replace(sent[COPIED], agency=COPYIST, cover=sent[COPYIST].cover)
    sent[COPYIST] = with_prose(copy)
    return sent


def _moved(report: Report, name: str, more: int) -> Report:
    return report.with_values({name: _plus(report[name], more)})


def _plus(content: Content, more: int) -> Content:
    return from_scaled(content.scaled + more * 10_000)


def _with_one_more(report: Report) -> Report:
    """A later version: one more request, granted."""
    rows = ("table3.received.new.natural", "table3.result.granted.natural")
    moved = report.with_values({row: _plus(report[row], 1) for row in rows})
    cover = replace(moved.cover, no_requests=False)
    return with_prose(with_computed_totals(replace(moved, cover=cover)))


def _without_one(report: Report) -> Report:
    """An earlier version: a request less."""
    rows = ("table3.received.new.natural", "table3.result.granted.natural")
    moved = report.with_values({row: _plus(report[row], -1) for row in rows})
    return with_prose(with_computed_totals(moved))


def _at(minutes: int) -> datetime:
    return _BEGUN.replace(day=16 + minutes // 60, minute=minutes % 60)


def _write(target: Path, report: Report, saved: datetime) -> None:
    target.write_bytes(_packed(report, saved))


def _packed(report: Report, saved: datetime) -> bytes:
    packed = io.BytesIO()
    build_workbook(report, packed)
    return _saved(packed.getvalue(), saved)


def _saved(workbook: bytes, moment: datetime) -> bytes:
    """A workbook that says of itself when it was saved, as Excel writes it down."""
    core = "docProps/core.xml"
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == core:
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            target.writestr(zipfile.ZipInfo(entry), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class _GbkInfo(zipfile.ZipInfo):
    """An entry whose name is GBK without the UTF-8 flag, as packers on Chinese Windows write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # the library's own name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def gbk_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip archive with names in GBK."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(_GbkInfo(name, (YEAR + 1, 1, 16, 10, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m examples.build DIR")
    build(Path(sys.argv[1]))
