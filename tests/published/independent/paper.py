"""A published report as somebody printed it: three grids of cells, and beside them what they truly say.

Written from the statute's forms and from the list of faults seen in practice, without sight of the reader under test.
A ``Paper`` is drawn balanced; a document then changes what is printed, and says by hand what an honest reader may take
from it: ``truth`` (None: a cell printed blank; a text where the cell holds no plain number), ``either`` (a second
reading that is no less right), ``absent`` (the document does not print the field: it must be open) and ``unclear``
(no honest reader can tell: open is expected, nothing but the truth or open is right).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

Value = int | float | str | None

KINDS = ("natural", "business", "research", "nonprofit", "legal", "other", "total")
KIND_NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULT = "三、本年度办理结果"
DENIED, UNABLE, REJECTED, OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
NOTE = "（区分处理的，只计这一情形，不计其他情形）"
OVERDUE = "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
UNPAID = "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
ROWS3: dict[str, tuple[str, ...]] = {
    "received.new": ("一、本年新收政府信息公开申请数量",),
    "received.carried_over": ("二、上年结转政府信息公开申请数量",),
    "result.granted": (RESULT, "（一）予以公开"),
    "result.partial": (RESULT, "（二）部分公开"),
    "result.denied.state_secret": (RESULT, DENIED, "1.属于国家秘密"),
    "result.denied.law_forbids": (RESULT, DENIED, "2.其他法律行政法规禁止公开"),
    "result.denied.security_stability": (RESULT, DENIED, "3.危及“三安全一稳定”"),
    "result.denied.third_party": (RESULT, DENIED, "4.保护第三方合法权益"),
    "result.denied.internal_affairs": (RESULT, DENIED, "5.属于三类内部事务信息"),
    "result.denied.process_information": (RESULT, DENIED, "6.属于四类过程性信息"),
    "result.denied.enforcement_file": (RESULT, DENIED, "7.属于行政执法案卷"),
    "result.denied.administrative_query": (RESULT, DENIED, "8.属于行政查询事项"),
    "result.unable.not_held": (RESULT, UNABLE, "1.本机关不掌握相关政府信息"),
    "result.unable.needs_creation": (RESULT, UNABLE, "2.没有现成信息需要另行制作"),
    "result.unable.still_unclear": (RESULT, UNABLE, "3.补正后申请内容仍不明确"),
    "result.rejected.petition": (RESULT, REJECTED, "1.信访举报投诉类申请"),
    "result.rejected.duplicate": (RESULT, REJECTED, "2.重复申请"),
    "result.rejected.publication": (RESULT, REJECTED, "3.要求提供公开出版物"),
    "result.rejected.mass_repeated": (RESULT, REJECTED, "4.无正当理由大量反复申请"),
    "result.rejected.confirm_reissue": (RESULT, REJECTED, "5.要求行政机关确认或重新出具已获取信息"),
    "result.other": (RESULT, OTHER),
    "result.other.overdue_correction": (RESULT, OTHER, f"1.{OVERDUE}"),
    "result.other.overdue_fee": (RESULT, OTHER, f"2.{UNPAID}"),
    "result.other.other": (RESULT, OTHER, "3.其他"),
    "result.total": (RESULT, "（七）总计"),
    "carried_forward": ("四、结转下年度继续办理",),
}
BLOCKS2: dict[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = {
    "2021": (
        ("第二十条第（一）项", ("made", "repealed", "in_force"), ("regulations", "normative_documents")),
        ("第二十条第（五）项", ("decisions",), ("licensing",)),
        ("第二十条第（六）项", ("decisions",), ("penalty", "coercion")),
        ("第二十条第（八）项", ("amount",), ("fees",)),
    ),
    "2019": (
        ("第二十条第（一）项", ("made", "published", "public_total"), ("regulations", "normative_documents")),
        ("第二十条第（五）项", ("items_last_year", "items_change", "decisions"), ("licensing", "other_services")),
        ("第二十条第（六）项", ("items_last_year", "items_change", "decisions"), ("penalty", "coercion")),
        ("第二十条第（八）项", ("items_last_year", "items_change"), ("fees",)),
        ("第二十条第（九）项", ("procurements", "procurement_amount"), ("procurement",)),
    ),
}
COLUMNS2 = {
    "2021": {
        "made": "本年制发件数",
        "repealed": "本年废止件数",
        "in_force": "现行有效件数",
        "decisions": "本年处理决定数量",
        "amount": "本年收费金额（单位：万元）",
    },
    "2019": {
        "made": "本年新制作数量",
        "published": "本年新公开数量",
        "public_total": "对外公开总数量",
        "items_last_year": "上一年项目数量",
        "items_change": "本年增/减",
        "decisions": "处理决定数量",
        "procurements": "采购项目数量",
        "procurement_amount": "采购总金额",
    },
}
LINES2 = {
    "regulations": "规章",
    "normative_documents": "行政规范性文件",
    "licensing": "行政许可",
    "other_services": "其他对外管理服务事项",
    "penalty": "行政处罚",
    "coercion": "行政强制",
    "fees": "行政事业性收费",
    "procurement": "政府集中采购",
}
GROUPS4 = {"review": "行政复议", "suit_direct": "未经复议直接起诉", "suit_after_review": "复议后起诉"}
PARTS4 = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True)
class Cell:
    """One printed cell: its text, how many columns and rows it covers, and the field it prints, if any."""

    text: str
    across: int = 1
    down: int = 1
    field: str = ""


Grid = list[list[Cell]]


@dataclass(frozen=True)
class LocalRow:
    """A row of the house's own that the form does not have."""

    path: tuple[str, ...]
    values: tuple[str, ...]


@dataclass
class Paper:
    """One report being printed."""

    seed: int
    agency: str
    year: int
    form2: str = "2021"
    form3: str = "2021"
    share: float = 0.6
    high: int = 40
    nothing: tuple[str, ...] = ()
    truth: dict[str, Value] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    either: dict[str, list[Value]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)
    swaps: dict[str, str] = field(default_factory=dict)
    rows3: list[str | LocalRow] = field(default_factory=list)
    total_head: int = 2
    corner: str = CORNER
    note: str = NOTE

    def __post_init__(self) -> None:
        left_out = {"result.other"} if self.form3 == "2021" else {r for r in ROWS3 if r.startswith("result.other.")}
        self.rows3 = [row for row in ROWS3 if row not in left_out]
        rng = random.Random(self.seed)
        self._draw2(rng)
        self._draw3(rng)
        self._draw4(rng)
        self.printed = {name: plain(value) for name, value in self.truth.items()}

    # drawing

    def _draw2(self, rng: random.Random) -> None:
        for _, columns, lines in BLOCKS2[self.form2]:
            for line in lines:
                for column in columns:
                    self.truth[f"table2.{line}.{column}"] = self._number2(rng, line, column)

    def _number2(self, rng: random.Random, line: str, column: str) -> Value:
        if line == "regulations":
            return 0
        if column in ("amount", "procurement_amount"):
            return rng.randint(1_0001, 9_999_999) / 10_000
        if column == "items_change":
            return rng.choice([-1, 1]) * rng.randint(1, 29)
        return rng.randint(3, 90) if column != "decisions" else rng.randint(100, 4000)

    def _draw3(self, rng: random.Random) -> None:
        rows = [row for row in self.rows3 if isinstance(row, str)]
        results = [row for row in rows if row.startswith("result.") and row != "result.total"]
        cell = {(row, kind): 0 for row in rows for kind in KINDS}
        for kind in KINDS[:-1]:
            for row in results:
                cell[row, kind] = (
                    rng.randint(1, self.high) if rng.random() < self.share and row not in self.nothing else 0
                )
            done = sum(cell[row, kind] for row in results)
            cell["carried_forward", kind] = rng.randint(0, 7)
            cell["received.carried_over", kind] = rng.randint(0, min(9, done))
            cell["result.total", kind] = done
            cell["received.new", kind] = done + cell["carried_forward", kind] - cell["received.carried_over", kind]
        for row in rows:
            cell[row, "total"] = sum(cell[row, kind] for kind in KINDS[:-1])
        self.truth |= {f"table3.{row}.{kind}": number for (row, kind), number in cell.items()}

    def _draw4(self, rng: random.Random) -> None:
        for group in GROUPS4:
            parts = rng.sample(range(0, 14), 4)
            for part, number in zip(PARTS4, [*parts, sum(parts)], strict=True):
                self.truth[f"table4.{group}.{part}"] = number

    # what the house did to it

    def show(self, name: str, text: str, *truth: Value) -> None:
        """Print a field in another way; ``truth`` is what it says, and any further readings no less right."""
        assert name in self.truth, name
        self.printed[name] = text
        if truth:
            self.truth[name] = truth[0]
            self.either[name] = list(truth[1:])

    def blank(self, *names: str) -> None:
        """Print nothing in these fields, which is not the same as not printing them."""
        for name in names:
            self.show(name, "", None)

    def dash(self, mark: str, *names: str) -> None:
        """Print a mark in these fields."""
        for name in names:
            self.show(name, mark, mark)

    def zeros(self, mark: str, rows: tuple[str, ...] = ()) -> None:
        """Print a mark, or nothing, for every 0 of table 3 (of these rows only, if given)."""
        for name, value in list(self.truth.items()):
            row = name.removeprefix("table3.").rpartition(".")[0]
            if name.startswith("table3.") and value == 0 and (not rows or row in rows):
                self.show(name, mark, mark or None)

    def of_row(self, row: str) -> list[str]:
        """The fields of a row of table 3, from 自然人 to 总计."""
        return [f"table3.{row}.{kind}" for kind in KINDS]

    def leave_out(self, row: str) -> None:
        """Do not print a row of table 3 at all."""
        self.rows3.remove(row)
        self.absent |= set(self.of_row(row))

    def leave_out2(self, line: str) -> None:
        """Do not print a line of table 2 at all."""
        self.absent |= {name for name in self.truth if name.startswith(f"table2.{line}.")}

    def add_local(self, after: str, path: tuple[str, ...], *values: str) -> None:
        """Print a row of the house's own after a row of table 3."""
        self.rows3.insert(self.rows3.index(after) + 1, LocalRow(path, values))

    def swap(self, *words: str) -> None:
        """Print labels otherwise: old, new, old, new."""
        self.swaps |= dict(zip(words[::2], words[1::2], strict=True))

    def say(self, label: str) -> str:
        """A label as this house prints it; the empty key holds what is done to every label."""
        label = self.swaps.get(label, label)
        for old, new in self.swaps.items():
            if old.startswith("*"):
                label = label.replace(old[1:], new)
        return label

    # the grids

    def number(self, name: str, across: int = 1) -> Cell:
        """The cell of a field."""
        return Cell(self.printed[name], across, 1, name)

    def grid2(self) -> Grid:
        """Table 2, four columns wide."""
        grid: Grid = []
        for head, columns, lines in BLOCKS2[self.form2]:
            kept = [line for line in lines if f"table2.{line}.{columns[0]}" not in self.absent]
            if not kept:
                continue
            last = 4 - len(columns)
            names = [self.say(COLUMNS2[self.form2][column]) for column in columns]
            grid.append([Cell(self.say(head), 4)])
            row = [Cell(self.say("信息内容")), *(Cell(name) for name in names[:-1]), Cell(names[-1], last)]
            grid.append(row)
            for line in kept:
                label = LINES2[line]
                if self.form2 == "2019" and line == "normative_documents":
                    label = "规范性文件"
                cells = [self.number(f"table2.{line}.{column}") for column in columns[:-1]]
                grid.append([Cell(self.say(label)), *cells, self.number(f"table2.{line}.{columns[-1]}", last)])
        return grid

    def grid3(self) -> Grid:
        """Table 3, ten columns wide: three of labels, seven of numbers."""
        names = [self.say(name) for name in KIND_NAMES]
        grid: Grid = [[Cell(self.corner, 3, 3)], [Cell(names[0], 1, 2), Cell(self.say("法人或其他组织"), 5)]]
        if self.total_head == 1:
            grid[0] += [Cell(self.say("申请人情况"), 6), Cell(names[6], 1, 3)]
        else:
            grid[0].append(Cell(self.say("申请人情况"), 7))
            grid[1].append(Cell(names[6], 1, 2))
        grid.append([Cell(name) for name in names[1:6]])
        paths = [row.path if isinstance(row, LocalRow) else ROWS3[row] for row in self.rows3]
        for at, (row, path) in enumerate(zip(self.rows3, paths, strict=True)):
            line: list[Cell] = []
            for level, word in enumerate(path):
                if at and path[: level + 1] == paths[at - 1][: level + 1] and level < len(path) - 1:
                    continue
                down = self._reach(paths, at, level)
                across = 3 - level if level == len(path) - 1 else 1
                text = self.say(word)
                if word == "（二）部分公开":
                    text += self.note
                line.append(Cell(text, across, down))
            if isinstance(row, LocalRow):
                line += [Cell(value) for value in row.values]
            else:
                line += [self.number(name) for name in self.of_row(row)]
            grid.append(line)
        return grid

    @staticmethod
    def _reach(paths: list[tuple[str, ...]], at: int, level: int) -> int:
        if level == len(paths[at]) - 1:
            return 1
        down = 1
        while at + down < len(paths) and paths[at + down][: level + 1] == paths[at][: level + 1]:
            down += 1
        return down

    def grid4(self) -> Grid:
        """Table 4, fifteen columns wide."""
        parts = [self.say(name) for name in PARTS4.values()]
        return [
            [Cell(self.say("行政复议"), 5), Cell(self.say("行政诉讼"), 10)],
            [
                *(Cell(name, 1, 2) for name in parts),
                Cell(self.say("未经复议直接起诉"), 5),
                Cell(self.say("复议后起诉"), 5),
            ],
            [Cell(name) for name in parts * 2],
            [self.number(f"table4.{group}.{part}") for group in GROUPS4 for part in PARTS4],
        ]

    # the truth as JSON

    def form(self) -> str:
        """The form's name in REPORT.json."""
        return self.form2 if self.form2 == self.form3 else f"{self.form2}+{self.form3}"

    def lines(self) -> dict[str, dict[str, list[str]]]:
        """The field names in the shape of the tables of REPORT.json."""
        two: dict[str, list[str]] = {}
        for _, columns, names in BLOCKS2[self.form2]:
            for line in names:
                label = "规范性文件" if self.form2 == "2019" and line == "normative_documents" else LINES2[line]
                two[label] = [f"table2.{line}.{column}" for column in columns]
        left_out = {"result.other"} if self.form3 == "2021" else {r for r in ROWS3 if r.startswith("result.other.")}
        three = {"/".join(path): self.of_row(row) for row, path in ROWS3.items() if row not in left_out}
        suits = [f"table4.{group}.{part}" for group in ("suit_direct", "suit_after_review") for part in PARTS4]
        return {
            "table2": two,
            "table3": three,
            "table4": {"行政复议": [f"table4.review.{part}" for part in PARTS4], "行政诉讼": suits},
        }

    def to_json(self) -> dict[str, Any]:
        """What the document says, in the shape of REPORT.json, with what may or must stay open."""
        known = {name: None if name in self.absent else value for name, value in self.truth.items()}
        tables = {
            table: {label: [known[name] for name in names] for label, names in lines.items()}
            for table, lines in self.lines().items()
        }
        named = {
            table: {label: [[name, column_label(name, self.form2)] for name in names] for label, names in lines.items()}
            for table, lines in self.lines().items()
        }
        return {
            "form": self.form(),
            "year": self.year,
            "agency": self.agency,
            **tables,
            "fields": named,
            "either": {name: values for name, values in sorted(self.either.items()) if values},
            "must_open": sorted(self.absent),
            "open_allowed": sorted(self.unclear | self.absent),
        }


def column_label(name: str, form2: str) -> str:
    """The column of a field as REPORT.json and its open fields call it."""
    table, middle, column = name.split(".")[0], name.split(".")[1], name.rpartition(".")[2]
    if table == "table2":
        return COLUMNS2[form2][column]
    if table == "table3":
        return KIND_NAMES[KINDS.index(column)]
    return PARTS4[column] if middle == "review" else f"{GROUPS4[middle]}/{PARTS4[column]}"


def plain(value: Value) -> str:
    """A number as it is printed without any fault."""
    return "" if value is None else str(value)
