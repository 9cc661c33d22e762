"""What a unit's report adds to the summary, and what of it does not map to the summary's form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from xlreport.config import DEFAULT, Config
from xlreport.findings.model import Finding
from xlreport.findings.problems import county_finding
from xlreport.forms import Form, crosswalk
from xlreport.numbers import SCALE, Content, Kind
from xlreport.report import Report

_SHOWN_UNMAPPED = 8


def unmapped_finding(
    report: Report, agency: str, form: Form, config: Config = DEFAULT, *, most: int | None = _SHOWN_UNMAPPED
) -> Finding:
    """C5: how many filled fields do not map, and which; at most ``most`` of them, None for all."""
    _, unmapped = contribution_of(report, form)
    words = _unmapped_in_words(report, unmapped, most)
    args: dict[str, object] = {"form": report.form.id, "due": form.id, "count": len(unmapped), "items": words}
    return county_finding("C5", "", config, agency=agency, **args)


def _unmapped_in_words(report: Report, unmapped: Mapping[str, str], most: int | None) -> str:
    """Each number that does not map and is not 0, with the reason; at most ``most`` of them, the rest counted."""
    lost = [name for name in unmapped if report[name].scaled != 0 or not report[name].is_number]
    items: dict[str, list[str]] = defaultdict(list)
    for name in lost[:most]:
        entry = report.form.by_id[name]
        items[unmapped[name]].append(f"{entry.row.rpartition('/')[2]}·{entry.column} {report[name]}")
    if not items:
        return "均为 0"
    words = "；".join(f"{'、'.join(numbers)}（{reason}）" for reason, numbers in items.items())
    clipped = most is not None and len(lost) > most
    return f"{words}等 {len(lost)} 项，详见“问题清单”" if clipped else f"{words}；其余为 0"


def contribution_of(report: Report, form: Form) -> tuple[dict[str, Content], dict[str, str]]:
    """What a report adds to each field of the summary's form, and its filled fields that do not map, with reasons."""
    way = crosswalk(report.form, form)
    adds = {target: report[source] for source, target in way.mapped.items()}
    lost = {name: reason for name, reason in way.unmapped.items() if not report[name].is_blank}
    return adds, lost


def counts_in_sum(content: Content, *, money: bool) -> bool:
    """Whether a content adds to a sum: a number, and for 件 a whole one. What does not is named by V1 and V3."""
    return content.is_number and (money or (content.kind == Kind.NUMBER and content.scaled % SCALE == 0))
