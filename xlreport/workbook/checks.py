"""The live checks: every line of the 校验 sheet as worksheet formulas, each with its true present value.

The formulas are derived from the same definition as the Python rules, and use only functions that Excel 2010, WPS and
LibreOffice share. Blanks count as 0, words and errors make a relation 未判断, every number is rounded to 4 decimals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from xlreport.a1 import compress, parse_cell
from xlreport.findings.catalogue import codes, entries, entry
from xlreport.findings.model import EMPTY_EXPLANATIONS, SEVERITIES, says_nothing
from xlreport.forms.model import Form, Relation
from xlreport.numbers import show, unscaled
from xlreport.report import FIRST_YEAR, KINDS, LAST_YEAR, LEVELS, Report
from xlreport.rules import balance, values
from xlreport.rules.law import may_make_regulations
from xlreport.workbook.layout import CHECKS, FIRST_LINE, HIDDEN, cover_words, places, reference

BALANCED, UNDECIDED, PASSED, MISSING = "平衡", "未判断", "通过", "未填写"
UNDECIDABLE = "无法判断"
FIRST_FIELD = 9
VALUE_CODES = ("V1", "V2", "V3", "V4", "V5")
LISTS_COLUMN = {"level": "M", "kind": "N"}
FLAG_COLUMNS = dict(zip(VALUE_CODES, "DEFGH", strict=True))
_NO_LINE = frozenset({"F3"})
"""Read in the workbook, F3 only says that words differ and can be understood."""


def _python_codes() -> tuple[str, ...]:
    live = {*VALUE_CODES, "B1", "B2", "B3", "B4", "F5", "L1", *_NO_LINE}
    return tuple(code for code in codes() if code[0] in "FLYNP" and code not in live)


IN_PYTHON = _python_codes()
"""Codes with a line that no formula can decide, in the order of the catalogue."""


@dataclass(frozen=True, slots=True)
class Live:
    """A cell that holds a formula, and the value the formula has now."""

    formula: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of 校验. ``key`` is a relation's id, 'V1.table3', 'F5.agency', 'L1' or a code that needs Python."""

    key: str
    code: str
    sentence: str
    row: int
    severity: str

    def cell(self, column: str) -> str:
        """Absolute reference to a cell of the line on its own sheet."""
        return f"${column}${self.row}"

    @property
    def state(self) -> str:
        """Reference to the line's state from any sheet."""
        return f"{CHECKS}!$G${self.row}"


@cache
def lines(form: Form) -> tuple[Line, ...]:
    """The lines of 校验 in printed order, with the rows they stand in."""
    found = list(_lines(form))
    return tuple(
        Line(key, code, sentence, FIRST_LINE + place, severity)
        for place, (key, code, sentence, severity) in enumerate(found)
    )


_OF_SUMMARIES = frozenset(("sum", "unit_altered", "unit_lost", "unit_added", "detail_lost"))
"""Cases that only a county's summary can have: in a unit's workbook F4 is a warning."""


def _lines(form: Form) -> Iterator[tuple[str, str, str, str]]:
    for relation in form.relations:
        yield relation.id, relation.code, _relation_sentence(form, relation), "error"
    for code in VALUE_CODES:
        for table in form.tables:
            if any(table_id == table.id for table_id in _tables_under(form, code)):
                item = entry(code, "text" if code == "V1" else "")
                yield f"{code}.{table.id}", code, f"{table.name}：{item.title}", item.severity
    for case, words in (("agency", "单位名称"), ("year", "报告年度"), ("level", "机关层级"), ("kind", "机关类别")):
        yield f"F5.{case}", "F5", f"封面：填写{words}", entry("F5", case).severity
    yield "L1", "L1", entry("L1", "no_power").title, "error"
    for code in IN_PYTHON:
        cases = [item for (own, case), item in entries().items() if own == code and case not in _OF_SUMMARIES]
        gravest = min(cases, key=lambda item: SEVERITIES.index(item.severity))
        yield code, code, gravest.title, gravest.severity


@cache
def _tables_under(form: Form, code: str) -> frozenset[str]:
    """Tables with a field that a value rule applies to."""
    nothing = [0] * len(form.fields)
    return frozenset(field.table for rule, field, _ in values.flags(form, nothing, nothing) if rule == code)


def _relation_sentence(form: Form, relation: Relation) -> str:
    on = form.by_id[relation.on]
    if relation.code in ("B1", "B2"):
        what = (
            "办理结果总计＋结转下年度 ＝ 本年新收＋上年结转"
            if relation.code == "B1"
            else "（七）总计 ＝ （一）至（六）各行之和"
        )
        return f"表三“{on.column}”列：{what}"
    if relation.code == "B3":
        return f"表三“{on.row.rpartition('/')[2]}”行：总计 ＝ 各类申请人之和"
    return f"表四“{balance.group_name(on)}”：总计 ＝ 各项结果之和"


def line_of(form: Form, key: str) -> Line:
    """The line of a key."""
    return next(line for line in lines(form) if line.key == key)


def ranges(form: Form, fields: tuple[str, ...]) -> list[str]:
    """References that cover fields of one sheet, as few as possible."""
    where = places(form)
    sheet = where[fields[0]].sheet
    boxes = compress([parse_cell(where[name].cell) for name in fields])
    return [f"{sheet}!{box}" for box in boxes]


def total_formula(form: Form, field_id: str) -> str:
    """The form's own formula of a total, as it stands in the total's cell."""
    references = (reference.partition("!")[2] for reference in ranges(form, form.totals[field_id]))
    return f"=SUM({','.join(references)})"


def balance_cells(form: Form, line: Line, residual: balance.Residual) -> dict[str, Live]:
    """Left, right, difference and state of a balance line (columns D to G)."""
    relation = residual.relation
    everything = ",".join(ranges(form, relation.fields))
    guard = f"COUNTA({everything})<>COUNT({everything})"
    undecided = bool(residual.undecided)
    left, right, difference = (unscaled(value) for value in (residual.left, residual.right, residual.difference))
    state = UNDECIDED if undecided else BALANCED if difference == 0 else f"差 {show(difference)}"
    d, e, f = line.cell("D"), line.cell("E"), line.cell("F")
    return {
        "D": Live(f'=IF({guard},"",{_sum(form, relation.left)})', "" if undecided else left),
        "E": Live(f'=IF({guard},"",{_sum(form, relation.right)})', "" if undecided else right),
        "F": Live(f'=IF({d}="","",ROUND({d}-{e},4))', "" if undecided else difference),
        "G": Live(f'=IF({f}="","{UNDECIDED}",IF({f}=0,"{BALANCED}","差 "&{f}))', state),
    }


def _sum(form: Form, fields: tuple[str, ...]) -> str:
    """Sum of cells, each rounded to 4 decimals first as Python does."""
    parts = [
        f"SUMPRODUCT(ROUND({reference},4))" if ":" in reference else f"ROUND({reference},4)"
        for reference in ranges(form, fields)
    ]
    return "+".join(parts)


def value_cells(report: Report, line: Line, flagged: list[str]) -> dict[str, Live]:
    """Count, state and first place of a value line (columns D, G, H). ``flagged``: ids of the fields in breach."""
    code, _, table_id = line.key.partition(".")
    form = report.form
    own = [place for place, field in enumerate(form.fields) if field.table == table_id]
    first, last = FIRST_FIELD + own[0], FIRST_FIELD + own[-1]
    flags = f"{HIDDEN}!${FLAG_COLUMNS[code]}${first}:${FLAG_COLUMNS[code]}${last}"
    names = f"{HIDDEN}!$C${first}:$C${last}"
    count, where = len(flagged), places(form)
    cell = where[flagged[0]].cell if flagged else ""
    sheet = where[form.fields[own[0]].id].sheet
    d = line.cell("D")
    found = f"INDEX({names},MATCH(1,{flags},0))"
    return {
        "D": Live(f"=SUM({flags})", count),
        "G": Live(f'=IF({d}=0,"{PASSED}",{d}&" 处")', f"{count} 处" if count else PASSED),
        "H": Live(f'=IF({d}=0,"",HYPERLINK("#{sheet}!"&{found},{found}))', cell),
    }


def field_flags(report: Report) -> Iterator[dict[str, Live]]:
    """For each field the value rules as 0 or 1 (columns D to H of the hidden sheet)."""
    form = report.form
    found: dict[str, dict[str, bool]] = {field.id: {} for field in form.fields}
    for code, field, breached in values.flags(form, report.scaled, report.kinds):
        found[field.id][code] = bool(breached) and not (code == "V5" and values.is_excused(report, field))
    where = places(form)
    for field in form.fields:
        cell = f"{where[field.id].sheet}!{where[field.id].cell}"
        yield {
            FLAG_COLUMNS[code]: Live(_flag_formula(code, cell, field.table), int(breached))
            for code, breached in found[field.id].items()
        }


def _flag_formula(code: str, cell: str, table_id: str) -> str:
    if code == "V1":
        return f"=IF(ISBLANK({cell}),0,IF(ISNUMBER({cell}),0,1))"
    if code == "V2":
        return f"=IF(ISNUMBER({cell}),IF({cell}<0,1,0),0)"
    if code == "V3":
        return f"=IF(ISNUMBER({cell}),IF(ABS({cell}-ROUND({cell},0))>0.000000001,1,0),0)"
    if code == "V4":
        return f"=IF(ISNUMBER({cell}),IF(ABS({cell}-ROUND({cell},4))>0.000000001,1,0),0)"
    excuse = {"table3": "no_requests", "table4": "no_disputes"}.get(table_id)
    if excuse is None:
        return f"=IF(ISBLANK({cell}),1,0)"
    return f'=IF(ISBLANK({cell}),IF({cover_words(excuse)}="无",0,1),0)'


def cover_cells(report: Report, line: Line) -> dict[str, Live]:
    """State of a line on the cover (F5); the year also as a number (column D)."""
    case = line.key.partition(".")[2]
    words = cover_words(case)
    if case == "agency":
        state = PASSED if report.agency.strip() else MISSING
        return {"G": Live(f'=IF({words}="","{MISSING}","{PASSED}")', state)}
    if case == "year":
        return _year_cells(report, line)
    chosen, choices = (report.cover.level, LEVELS) if case == "level" else (report.cover.kind, KINDS)
    state = PASSED if chosen in choices else "不在可选范围" if chosen else MISSING
    formula = f'=IF({_is_listed(case)},"{PASSED}",IF({words}="","{MISSING}","不在可选范围"))'
    return {"G": Live(formula, state)}


def _year_cells(report: Report, line: Line) -> dict[str, Live]:
    """The year: four digits, with or without 年. Writing it back as text keeps 20e2 and +2021 from passing."""
    digits = f'TRIM(SUBSTITUTE({cover_words("year")},"年",""))'
    number = f'=IFERROR(IF(TEXT(VALUE({digits}),"0")={digits},VALUE({digits}),0),0)'
    good = f"AND({line.cell('D')}>={FIRST_YEAR},{line.cell('D')}<={LAST_YEAR})"
    state = PASSED if report.year is not None else MISSING
    return {"D": Live(number, report.year or 0), "G": Live(f'=IF({good},"{PASSED}","{MISSING}")', state)}


def _is_listed(case: str) -> str:
    """Whether the cover's level or kind is one to choose from; compared as a whole, for MATCH knows wildcards."""
    return f"SUMPRODUCT(--({_list(case)}={cover_words(case)}))>0"


def _list(case: str) -> str:
    column, size = LISTS_COLUMN[case], len(LEVELS if case == "level" else KINDS)
    return f"{HIDDEN}!${column}$1:${column}${size}"


def regulation_cells(report: Report) -> dict[str, Live]:
    """State of L1: 规章 in the report of a body without the power to make them."""
    form = report.form
    names = tuple(field.id for field in form.fields if field.id.startswith("table2.regulations."))
    # Cell by cell: engines differ in whether COUNTIF takes digits stored as text for a number.
    cells = (reference(form, name) for name in names)
    made = "+".join(f"IF(ISNUMBER({cell}),IF({cell}<>0,1,0),0)" for cell in cells)
    level, kind = cover_words("level"), cover_words("kind")
    known = f"AND({_is_listed('level')},{_is_listed('kind')})"
    none = f'OR({level}="县级",{level}="乡镇级",{kind}="乡镇街道")'
    power = f'OR(AND({level}="国家",{kind}="部门"),AND(OR({level}="省级",{level}="地市级"),{kind}="政府"))'
    formula = f'=IF({made}=0,"{PASSED}",IF({none},"不符",IF({known},IF({power},"{PASSED}","不符"),"{UNDECIDABLE}")))'
    return {"G": Live(formula, _regulation_state(report, names))}


def _regulation_state(report: Report, names: tuple[str, ...]) -> str:
    contents = [report[name] for name in names]
    if not any(content.is_number and content.raw != 0 for content in contents):
        return PASSED
    power = may_make_regulations(report.cover.level, report.cover.kind)
    return UNDECIDABLE if power is None else PASSED if power else "不符"


_IGNORED = (" ", "　", "。", ".", "，", ",", "、", "！", "!", "/")
_PHRASES = "/" + "".join(f"{words}/" for words in EMPTY_EXPLANATIONS)
"""The empty phrase first, so that two strokes stand for it. A text in a formula may have 255 letters."""


def weights(line: Line, cells: dict[str, Live], explanation: str) -> dict[str, Live]:
    """How many errors and unexplained warnings a line stands for (hidden columns J and K)."""
    state, value = line.cell("G"), cells["G"].value
    number, count = f'IF({state}="{PASSED}",0,1)', 0 if value == PASSED else 1
    if line.code.startswith("B"):
        number, count = f'IF(LEFT({state},1)="差",1,0)', int(str(value).startswith("差"))
    elif line.code.startswith("V"):
        number, count = line.cell("D"), int(cells["D"].value)
    if line.code == "L1":
        error, warning = f'=IF({state}="不符",1,0)', f'=IF({state}="{UNDECIDABLE}",1,0)'
        return {"J": Live(error, int(value == "不符")), "K": Live(warning, int(value == UNDECIDABLE))}
    if line.severity == "error":
        return {"J": Live(f"={number}", count), "K": Live("=0", 0)}
    text = line.cell("I")
    said = text
    for mark in _IGNORED:
        said = f'SUBSTITUTE({said},"{mark}","")'
    empty = f'SUBSTITUTE("{_PHRASES}","/"&{said}&"/","")<>"{_PHRASES}"'
    open_count = count if says_nothing(explanation) else 0
    return {"J": Live("=0", 0), "K": Live(f"=IF({empty},{number},0)", open_count)}


def overall_state(form: Form, errors: int, warnings: int) -> Live:
    """The state of the whole workbook, as the cover shows it."""
    last = lines(form)[-1].row - len(IN_PYTHON)
    bad, soft = (f"SUM({CHECKS}!${column}${FIRST_LINE}:${column}${last})" for column in "JK")
    formula = (
        f'=IF({bad}>0,"未通过：错误 "&{bad}&" 处，警告 "&{soft}&" 处",IF({soft}>0,"通过，有警告 "&{soft}&" 处","通过"))'
    )
    if errors:
        return Live(formula, f"未通过：错误 {errors} 处，警告 {warnings} 处")
    return Live(formula, f"通过，有警告 {warnings} 处" if warnings else "通过")
