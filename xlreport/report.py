"""One agency's filled form: cover, values by field, prose, explanations, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from xlreport.findings.model import Explanation
from xlreport.forms.model import Form
from xlreport.numbers import BLANK, Content, from_scaled

LEVELS = ("国家", "省级", "地市级", "县级", "乡镇级")
KINDS = ("政府", "部门", "乡镇街道", "其他")
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Numbers outside are no report years."""
SECTIONS = {
    "一": "一、总体情况（未分项的全文）",
    "一/主动公开": "一、总体情况（一）主动公开",
    "一/依申请公开": "一、总体情况（二）依申请公开",
    "一/政府信息管理": "一、总体情况（三）政府信息管理",
    "一/政府信息公开平台建设": "一、总体情况（四）政府信息公开平台建设",
    "一/监督保障": "一、总体情况（五）监督保障",
    "五": "五、存在的主要问题及改进情况",
    "六": "六、其他需要报告的事项",
}
"""The text sections: key in REPORT.json → heading as the workbook prints it."""


@dataclass(frozen=True)
class Cover:
    """封面. Words as found: a level or kind that is not to choose from is kept, and F5 names it. ``date`` is ISO."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  where REPORT.json comes in, pydantic checks it

    code: str = ""
    level: str = ""
    kind: str = ""
    date: str = ""
    contact: str = ""
    phone: str = ""
    no_requests: bool = False
    no_disputes: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a workbook: sheet name and A1 address."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report was read.

    ``missing`` are fields that could not be found in the file: no blanks, and no rule judges them (F2 names them).
    ``places`` holds the cell of each field where it was read from another than the standard place; ``formulas`` are the
    fields whose cell holds a formula, None where that is not known (a report that never was a workbook); ``uncached``
    are formulas without a saved result, computed here; ``saved`` is the package's own time of saving.
    """

    path: str = ""
    saved: datetime | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    formulas: frozenset[str] | None = None
    uncached: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Report:
    """A filled form. ``values`` stand in the order of ``form.fields``; ``year`` is None where the cover holds none."""

    form: Form
    year: int | None
    agency: str
    values: tuple[Content, ...]
    cover: Cover = Cover()
    narrative: Mapping[str, str] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        if len(self.values) != len(self.form.fields):
            raise ValueError(f"{len(self.values)} values for the {len(self.form.fields)} fields of {self.form.id}")

    def __getitem__(self, field_id: str) -> Content:
        return self.values[self.form.position[field_id]]

    @property
    def scaled(self) -> list[int]:
        """All numbers × 10,000, 0 where there is none."""
        return [content.scaled for content in self.values]

    @property
    def kinds(self) -> list[int]:
        """Kind of each content, in the order of the fields."""
        return [int(content.kind) for content in self.values]

    def with_values(self, changes: Mapping[str, Content]) -> Report:
        """The same report with some fields changed."""
        values = list(self.values)
        for field_id, content in changes.items():
            values[self.form.position[field_id]] = content
        return replace(self, values=tuple(values))


def blank_report(
    form: Form, year: int | None = None, agency: str = "", cover: Cover | None = None, *, zeros: bool = False
) -> Report:
    """An unfilled report: inputs blank (or 0), totals 0 as their formulas show them."""
    empty = from_scaled(0) if zeros else BLANK
    values = tuple(from_scaled(0) if entry.id in form.totals else empty for entry in form.fields)
    return Report(form, year, agency, values, cover or Cover())
