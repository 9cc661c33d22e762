"""The catalogue of codes: data in catalogue.toml, looked up and filled in here. No message text stands elsewhere."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One situation of one code: ``message`` and ``remedy`` are templates, ``folded`` sums up many of its kind."""

    code: str
    case: str
    severity: str
    title: str
    source: str
    message: str
    remedy: str
    folded: str

    def sentence(self, args: Mapping[str, object]) -> str:
        """The Chinese sentence, filled in."""
        return self.message.format_map(_Named(args))

    def advice(self, args: Mapping[str, object]) -> str:
        """What to do, filled in."""
        return self.remedy.format_map(_Named(args))


class _Named(dict[str, object]):
    """Template arguments; a name that was not given prints as 「未知」 rather than breaking a message."""

    def __missing__(self, key: str) -> str:
        return "（未知）"


@cache
def entries() -> dict[tuple[str, str], Entry]:
    """All entries by (code, case); codes without cases have the case ''."""
    with CATALOGUE.open("rb") as file:
        data = tomllib.load(file)
    found = {}
    for code, item in data.items():
        for case, own in item.get("cases", {"": {}}).items():
            found[code, case] = Entry(
                code=code,
                case=case,
                severity=own.get("severity", item["severity"]),
                title=item["title"],
                source=item["source"],
                message=own.get("message") or item["message"],
                remedy=own.get("remedy") or item["remedy"],
                folded=own.get("folded", item.get("folded", "")),
            )
    return found


def entry(code: str, case: str = "") -> Entry:
    """The entry of a code and case. Raises KeyError for what the catalogue does not hold."""
    return entries()[code, case]


def codes() -> tuple[str, ...]:
    """All codes in the order of the catalogue."""
    return tuple(dict.fromkeys(code for code, _ in entries()))
