"""L1, L5: what the law does not allow, and codes that are no codes."""

from __future__ import annotations

from collections.abc import Iterator

from xlreport.findings.model import Breach
from xlreport.report import KINDS, LEVELS, Report
from xlreport.rules.registry import rule

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_KIND_WORDS = {"其他": "其他机关", "": "机关"}
"""How a sentence names kinds that are no word of their own behind the level: 县级其他机关."""
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


@rule("L1")
def check_power_to_make_regulations(report: Report) -> Iterator[Breach]:
    """规章 are 0 for a body without the power to make them (立法法)."""
    fields = [field for field in report.form.table("table2").fields if field.id.startswith("table2.regulations.")]
    contents = [report[field.id] for field in fields]
    if not any(content.is_number and content.raw != 0 for content in contents):
        return
    cover = report.cover
    power = may_make_regulations(cover.level, cover.kind)
    if power:
        return
    normative = report.form.by_id[fields[0].id.replace("regulations", "normative_documents")].row
    args = {
        "level": "" if cover.kind == "乡镇街道" else cover.level,  # 乡镇级乡镇街道 would say it twice
        "kind": _KIND_WORDS.get(cover.kind, cover.kind),
        "values": "/".join(str(content) for content in contents),
        "normative": normative,
    }
    case = "undecided" if power is None else "no_power"
    names = tuple(field.id for field in fields)
    yield Breach("L1", case, fields[0].id, names, actual=args["values"], expected="0/0/0", args=args)


def may_make_regulations(level: str, kind: str) -> bool | None:
    """Whether a body may make 规章; None where level and kind do not decide it."""
    if level in ("县级", "乡镇级") or kind == "乡镇街道":
        return False
    if level not in LEVELS or kind not in KINDS:
        return None
    return (level == "国家" and kind == "部门") or (level in ("省级", "地市级") and kind == "政府")


@rule("L5")
def check_credit_code(report: Report) -> Iterator[Breach]:
    """统一社会信用代码, where given, has the right check character (GB 32100-2015)."""
    code = report.cover.code.strip()
    if not code:
        return
    expected = check_character(code)
    if expected is None:
        yield Breach("L5", "shape", table="封面", actual=code, args={"raw": code, "row": "统一社会信用代码"})
    elif expected != code[-1]:
        args = {"raw": code, "row": "统一社会信用代码", "expected": expected}
        yield Breach("L5", "check", table="封面", actual=code, expected=code[:-1] + expected, args=args)


def check_character(code: str) -> str | None:
    """The check character that belongs to the first 17 characters; None where the code is not 18 allowed characters."""
    if len(code) != 18 or any(character not in _ALPHABET for character in code):
        return None
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]
