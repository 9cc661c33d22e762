"""From one version of a table to another: which numbers may stand for which, and why the others may not."""

from __future__ import annotations

import fnmatch
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from xlreport.forms.load import DEFINITIONS, DefinitionError
from xlreport.forms.model import Form, Table


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """``mapped``: field id of the source form → id in the target form; ``unmapped``: field id → reason (Chinese)."""

    mapped: dict[str, str]
    unmapped: dict[str, str]


def crosswalk(source: Form, target: Form) -> Crosswalk:
    """How the numbers of one form enter another, table by table; tables of the same version map to themselves."""
    mapped: dict[str, str] = {}
    unmapped: dict[str, str] = {}
    for table in source.tables:
        other = target.table(table.id)
        if _same(table, other):
            mapped.update({field.id: field.id for field in table.fields})
        else:
            _map_table(table, other, mapped, unmapped)
    return Crosswalk(mapped, unmapped)


def _same(table: Table, other: Table) -> bool:
    return table.version == other.version


def _map_table(table: Table, other: Table, mapped: dict[str, str], unmapped: dict[str, str]) -> None:
    rule = _rules().get((table.version, other.version))
    targets = {field.id for field in other.fields}
    for field in table.fields:
        if rule is None:
            unmapped[field.id] = f"{table.version}年格式的{table.name}不能折算为{other.version}年格式"
            continue
        reason = _matching(rule.get("unmapped", {}), field.id)
        wanted = _moved(rule.get("moved", {}), field.id)
        if reason is not None:
            unmapped[field.id] = reason
        elif wanted in targets:
            mapped[field.id] = wanted
        else:
            raise DefinitionError(
                f"crosswalk.toml: {field.id} has neither a counterpart in {other.version} nor a reason"
            )


def _matching(patterns: dict[str, str], name: str) -> str | None:
    return next((value for pattern, value in patterns.items() if fnmatch.fnmatchcase(name, pattern)), None)


def _moved(patterns: dict[str, str], name: str) -> str:
    """The id after moves such as ``result.other.* = result.other.other.*``."""
    for pattern, target in patterns.items():
        if fnmatch.fnmatchcase(name, pattern):
            return target.removesuffix("*") + name.removeprefix(pattern.removesuffix("*"))
    return name


@cache
def _rules() -> dict[tuple[str, str], dict[str, Any]]:
    with (DEFINITIONS / "crosswalk.toml").open("rb") as file:
        entries = tomllib.load(file)["crosswalks"]
    return {(entry["from"], entry["to"]): entry for entry in entries}
