"""What goes out to units: a prefilled workbook for each unit of the roster that is due, and the list of them all.

Done again into the same folder it writes what is missing there, and leaves every workbook as it is.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

from xlreport.align.labels import normalised
from xlreport.config import DEFAULT, Config
from xlreport.county.dispatched import NOTHING as NO_FOLDER
from xlreport.county.dispatched import Earlier, Line, cover_of
from xlreport.county.hierarchy import NO_PARENT, Grouping, Tree
from xlreport.county.last_year import LastYears
from xlreport.county.roster import Roster, Unit
from xlreport.files.atomic import check_place, write_bytes
from xlreport.files.names import safe_stem
from xlreport.findings.model import FileProblem
from xlreport.findings.problems import file_finding
from xlreport.forms import for_year
from xlreport.numbers import BLANK
from xlreport.report import Cover, Report, blank_report
from xlreport.rules.deadlines import last_day_of
from xlreport.rules.figures import COLUMNS, Figure, figure
from xlreport.rules.law import check_character
from xlreport.workbook.build import BUILT, GUIDE_WIDTH, Additions, build_workbook
from xlreport.workbook.prefilled import NOTHING, Prefilled
from xlreport.workbook.stencil import Stencil, fits, mark

LIST = "分发清单"
Progress = Callable[[int, int], None]
_OVER, _FORWARD = "table3.received.carried_over", "table3.carried_forward"
_IN_FORCE = ("table2.regulations.in_force", "table2.normative_documents.in_force")
_BY_ANOTHER = "由{}代报，没有生成工作簿"
_ADDED = "本次新增"
_MODEL_CODE = "11999999999999999F"
"""Stands in stencils for a unit's code; it is nobody's."""


@dataclass(frozen=True)
class Wanted:
    """What the officer asks for. ``zeros``: number cells hold 0 unless last year says otherwise; ``zipped``: the
    workbooks of each parent and of the units directly below it are packed together."""

    roster: Roster
    year: int
    last_years: LastYears | None = None
    zeros: bool = False
    macros: bool = False
    zipped: bool = False


@dataclass(frozen=True)
class Parcel:
    """What goes to one unit. ``file`` is the name of its workbook in the folder or in ``archive``; '' where it gets
    none, for which ``remark`` says why. ``blank`` are fields that stay open where all others hold 0. ``expected`` says
    in words what last year's report foretells; ``sha256`` is that of the workbook once it is built. ``kept``: the
    workbook is there from an earlier run and stays as it is; ``line`` is what the list of that time said of it.
    """

    unit: Unit
    year: int
    file: str = ""
    archive: str = ""
    deadline: date | None = None
    zeros: bool = False
    macros: bool = False
    blank: tuple[str, ...] = ()
    prefilled: Prefilled = NOTHING
    expected: str = ""
    remark: str = ""
    sha256: str = ""
    kept: bool = False
    line: Line | None = None

    @property
    def numbers(self) -> str:
        """What its number cells were filled with, in words; '' where it gets no workbook."""
        if self.line or not self.file:
            return self.line.numbers if self.line else ""
        return "全部为 0" + "，上年不为 0 的留空" * bool(self.blank) if self.zeros else "无"

    @property
    def shown(self) -> str:
        """The place of its workbook as people see it."""
        return f"{self.archive}/{self.file}" if self.archive else self.file

    def report(self) -> Report:
        """The report that its workbook holds: the cover, and zeros where they are asked for."""
        unit = self.unit
        cover = Cover(code=unit.code.strip(), level=unit.level, kind=unit.kind)
        report = blank_report(for_year(self.year), self.year, unit.name, cover, zeros=self.zeros)
        return report.with_values(dict.fromkeys(self.blank, BLANK))


def plan(wanted: Wanted, config: Config = DEFAULT, earlier: Earlier = NO_FOLDER) -> tuple[Parcel, ...]:
    """What every unit of the roster gets, in its order, beside what is in the folder; nothing is written yet."""
    names = _Names(wanted, earlier)
    return tuple(_parcel(unit, wanted, names, config) for unit in wanted.roster.units)


def _parcel(unit: Unit, wanted: Wanted, names: _Names, config: Config) -> Parcel:
    if unit.reported_by.strip():
        return Parcel(unit, wanted.year, remark=_BY_ANOTHER.format(unit.reported_by.strip()))
    line = names.earlier.lines.get(unit.name)
    archive, file, kept = (line.archive, line.file, True) if line else names.place(unit)
    parcel = Parcel(
        unit,
        wanted.year,
        file=file,
        archive=archive,
        kept=kept,
        line=line,
        deadline=last_day_of(wanted.year + 1, unit.kind, config.deadlines, unit.deadline),
        zeros=wanted.zeros,
        macros=wanted.macros,
    )
    return _prefilled(parcel, wanted, config)


class _Names:
    """Names of files that every system accepts, each given once, whatever the case of its letters."""

    def __init__(self, wanted: Wanted, earlier: Earlier) -> None:
        self.earlier = earlier
        self._suffix, self._zipped = ".xlsm" if wanted.macros else ".xlsx", wanted.zipped
        self._grouping = Grouping(Tree(wanted.roster.units))
        self._given = {f"{LIST}.xlsx".casefold(), *earlier.taken}
        self._archives: dict[str, str] = {}

    def place(self, unit: Unit) -> tuple[str, str, bool]:
        """Archive and file of a unit's workbook that no list knows of, and whether it is in the folder."""
        group = self._grouping.group_of(unit.name) if self._zipped else NO_PARENT
        archive = self.archive(group) if group not in ("", NO_PARENT) else ""
        return self.earlier.place(archive, self.file(unit.name, self._suffix))

    def file(self, unit: str, suffix: str) -> str:
        """The name of a unit's workbook; numbered where another unit's came out the same."""
        stem = safe_stem(unit) or "单位"
        number, name = 1, f"{stem}{suffix}"
        while name.casefold() in self._given:
            number, name = number + 1, f"{stem}（{number + 1}）{suffix}"
        self._given.add(name.casefold())
        return name

    def archive(self, parent: str) -> str:
        """The name of a parent's archive, the same whenever it is asked for."""
        if parent not in self._archives:
            self._archives[parent] = self.file(parent, ".zip")
        return self._archives[parent]


def _prefilled(parcel: Parcel, wanted: Wanted, config: Config) -> Parcel:
    """The parcel with what is said beside its cells."""
    last, remark = _last_year(parcel, wanted, config)
    beside, blank = _expected(last, parcel.report(), wanted.year)
    doubt = _doubt(parcel.unit, wanted)
    if doubt:
        beside, remark = {}, doubt
    day = parcel.deadline
    until = f"{day.year}年{day.month}月{day.day}日" if day else ""
    before = parcel.unit.predecessors if len(last) > 1 else ()
    of = f"（{'、'.join(before)}相加）" if before else ""
    guide = [f"本工作簿已为{parcel.unit.name}预填封面，公布期限是 {until}。封面上的名称、代码、层级、类别请核对。"]
    if beside:
        guide.append(
            f"{wanted.year - 1} 年度报告{of}的结转数和现行有效件数写在表格右边，供填写时核对，不会被读作填报数。"
        )
    return replace(
        parcel,
        blank=blank if parcel.zeros else (),
        prefilled=Prefilled(beside, {"date": f"例如 {wanted.year + 1}-01-20；公布期限 {until}"}, tuple(guide)),
        expected="；".join(words.removeprefix("← ") for words in beside.values()) + of * bool(beside),
        remark=remark,
    )


def _doubt(unit: Unit, wanted: Wanted) -> str:
    """Why last year's numbers cannot be the unit's: a predecessor is another's too, or is on the roster itself."""
    doubtful = wanted.roster.doubtful_predecessors(unit) if wanted.last_years else ()
    if not doubtful:
        return ""
    name, other = doubtful[0]
    alive = normalised(other.name) == normalised(name)
    why = "还是名册上的应报单位" if alive else f"也是“{other.name}”的前身"
    return f"前身“{name}”{why}，没有写上年的数供核对，请改正名册"


def _last_year(parcel: Parcel, wanted: Wanted, config: Config) -> tuple[tuple[Report, ...], str]:
    """The reports that the unit's is compared with, and why there are none."""
    if wanted.last_years is None:
        return (), ""
    try:
        found = wanted.last_years.of(parcel.report(), wanted.roster)
    except FileProblem as problem:
        return (), file_finding(problem, config).message
    return found, "" if found else f"没有 {wanted.year - 1} 年度的报告"


def _expected(last: Sequence[Report], report: Report, year: int) -> tuple[dict[str, str], tuple[str, ...]]:
    """Words beside fields on what last year's reports foretell, and the fields that are not 0 by them."""
    beside: dict[str, str] = {}
    blank: list[str] = []
    carried = {column: figure(last, f"{_FORWARD}.{column}") for column in COLUMNS}
    known = {column: one for column, one in carried.items() if one is not None}
    if known:
        heads = {column: report.form.by_id[f"{_OVER}.{column}"].column for column in known}
        words = "，".join(f"{heads[column]} {one.plain}" for column, one in known.items())
        beside[f"{_OVER}.total"] = f"← 应等于 {year - 1} 年度报告的“结转下年度继续办理”：{words}"
        blank += _not_zero({f"{_OVER}.{column}": one for column, one in known.items()}, report)
    for name in _IN_FORCE:
        before = figure(last, name) if name in report.form.position else None
        if before is not None:
            row = report.form.by_id[name].row
            beside[name] = f"← {row}上年现行有效 {before.plain} 件；本年现行有效 = 上年 + 本年制发 - 本年废止"
            blank += _not_zero({name: before}, report)
    return beside, tuple(blank)


def _not_zero(figures: dict[str, Figure], report: Report) -> list[str]:
    """The inputs among some fields that last year's figures make more than 0."""
    return [name for name, one in figures.items() if one.scaled and name not in report.form.totals]


def dispatch(
    parcels: Sequence[Parcel],
    folder: Path,
    write_list: Callable[[Sequence[Parcel], Path], None],
    progress: Progress | None = None,
    earlier: Earlier = NO_FOLDER,
) -> tuple[Parcel, ...]:
    """Build and write all workbooks and archives into an existing folder, then the list; the parcels with their hashes.

    Nothing is overwritten but the list of an earlier run, and that is kept under another name where somebody edited
    it: where any other of the files exists, or a workbook that is there is another unit's or year's, none is written.
    What was written is removed again where the rest cannot be. Raises FileProblem.
    """
    press = Press()
    list_place = folder / f"{LIST}.xlsx"
    kept = [_kept(parcel, earlier, press) for parcel in parcels if parcel.kept]
    fresh = [parcel for parcel in parcels if not parcel.kept]
    for target in (*_targets(fresh, folder), list_place):
        check_place(target)
        if os.path.lexists(target) and not (earlier.listed and target == list_place):
            raise FileProblem("output_exists", target)
    written: list[Path] = []
    set_aside: Path | None = None
    try:
        added = [_marked(parcel, bool(kept)) for parcel in _sent(fresh, folder, written, press, progress)]
        both = iter(kept), iter(added)
        sent = tuple(next(both[0] if parcel.kept else both[1]) for parcel in parcels)
        set_aside = _set_aside(list_place) if earlier.edited else None
        written += [] if earlier.listed and set_aside is None else [list_place]
        write_list(sent, list_place)
    except BaseException:
        for target in written:
            target.unlink(missing_ok=True)
        if set_aside is not None:
            set_aside.replace(list_place)
        raise
    return sent


def _kept(parcel: Parcel, earlier: Earlier, press: Press) -> Parcel:
    """A parcel whose workbook is there already, as the list is to show it. Raises FileProblem where it is not its."""
    data = earlier.read(parcel.archive, parcel.file)
    line, own = parcel.line, hashlib.sha256(data).hexdigest()
    cover = None
    if data != press.workbook(parcel):
        cover = cover_of(parcel.shown, data)
        place = earlier.folder / parcel.shown
        if cover and cover.year not in (None, parcel.year):
            raise FileProblem("output_other_year", place, found=cover.year, year=parcel.year)
        if not line and (not cover or not Roster((parcel.unit,)).known(cover.cover.code, cover.agency)):
            raise FileProblem("output_exists", place)
    if not line:
        return replace(parcel, sha256=own)
    remarks = [parcel.remark] if parcel.remark else []
    if parcel.deadline and line.deadline != parcel.deadline.isoformat():
        remarks.append(f"工作簿里写的公布期限是 {line.deadline}")
    return replace(parcel, sha256=line.sha256 or own, expected=line.expected, remark="；".join(remarks))


def _marked(parcel: Parcel, again: bool) -> Parcel:
    """A workbook that comes to earlier ones is marked in the list."""
    if not again or not parcel.file:
        return parcel
    return replace(parcel, remark="；".join(words for words in (_ADDED, parcel.remark) if words))


def _set_aside(target: Path) -> Path:
    """Give a list that somebody edited another name; its new place."""
    names = (f"{LIST}（旧{number}）.xlsx" if number > 1 else f"{LIST}（旧）.xlsx" for number in count(1))
    place = next(path for path in map(target.with_name, names) if not os.path.lexists(path))
    try:
        return target.rename(place)
    except OSError as error:
        raise FileProblem("output_denied", target, detail="文件正被其他程序打开，或没有写入权限") from error


def _targets(parcels: Iterable[Parcel], folder: Path) -> list[Path]:
    return [folder / name for name in dict.fromkeys(one.archive or one.file for one in parcels) if name]


def _sent(
    parcels: Sequence[Parcel], folder: Path, written: list[Path], press: Press, progress: Progress | None
) -> Iterator[Parcel]:
    """The parcels with their hashes, as their workbooks are written; archives follow when all their parts are built."""
    due = [parcel for parcel in parcels if parcel.file]
    packed: dict[str, list[tuple[str, bytes]]] = {}
    hashes: dict[str, str] = {}
    for done, (parcel, data) in enumerate(((parcel, press.workbook(parcel)) for parcel in due), 1):
        hashes[parcel.file] = hashlib.sha256(data).hexdigest()
        if parcel.archive:
            packed.setdefault(parcel.archive, []).append((parcel.file, data))
        else:
            written.append(folder / parcel.file)
            write_bytes(written[-1], data)
        if progress:
            progress(done, len(due))
    for name, members in packed.items():
        written.append(folder / name)
        write_bytes(written[-1], _archive(members))
    for parcel in parcels:
        yield replace(parcel, sha256=hashes.get(parcel.file, ""))


def _archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of workbooks, which are packed as they are; its names are marked as UTF-8. The same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, BUILT.timetuple()[:6]), data)
    return packed.getvalue()


def build_parcel(parcel: Parcel) -> bytes:
    """The bytes of a unit's workbook, built for it alone."""
    packed = io.BytesIO()
    build_workbook(parcel.report(), packed, Additions(prefilled=parcel.prefilled, macros=parcel.macros))
    return packed.getvalue()


class Press:
    """Builds the workbooks of many units, those that differ in nothing but words from one stencil."""

    def __init__(self) -> None:
        self._stencils: dict[object, Stencil] = {}

    def workbook(self, parcel: Parcel) -> bytes:
        """The bytes of a unit's workbook; the same parcel gives the same bytes."""
        words = _words(parcel)
        if not all(map(fits, words)) or not _is_code_or_none(parcel.unit.code):
            return build_parcel(parcel)
        model, marks = _model(parcel)
        shape = repr(replace(model, file="", archive="", deadline=None, expected="", remark=""))
        if shape not in self._stencils:
            self._stencils[shape] = Stencil(build_parcel(model), marks)
        return self._stencils[shape].filled(words)


def _words(parcel: Parcel) -> list[str]:
    """All that differs between the workbooks of two units."""
    own = parcel.prefilled
    code = parcel.unit.code.strip()
    return [parcel.unit.name, *([code] if code else []), *own.beside.values(), *own.cover.values(), *own.guide]


def _model(parcel: Parcel) -> tuple[Parcel, tuple[str, ...]]:
    """The parcel with a mark in place of each of its words."""
    own, unit = parcel.prefilled, parcel.unit
    signs = count()
    name, code = mark(next(signs)), _MODEL_CODE if unit.code.strip() else ""
    prefilled = Prefilled(
        {key: mark(next(signs)) for key in own.beside},
        {key: mark(next(signs)) for key in own.cover},
        tuple(mark(next(signs), words, GUIDE_WIDTH) for words in own.guide),
    )
    model = replace(parcel, unit=Unit(name, code, level=unit.level, kind=unit.kind), prefilled=prefilled)
    return model, tuple(_words(model))


def _is_code_or_none(code: str) -> bool:
    """Whether a code is right or there is none: what the checks say of a wrong one speaks of its characters."""
    code = code.strip()
    return not code or check_character(code) == code[-1:]
