"""One line of ``xlreport doctor`` as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What a check came to, as people read it."""

    PASSED = "通过"
    NOTICE = "注意"
    MISSING = "缺少"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands, what was found and what to do; both texts without a full stop.

    ``needed``: without it the command line does not work. ``unreadable``: a given file that cannot be read.
    """

    name: str
    state: State
    found: str
    advice: str = ""
    needed: bool = False
    unreadable: bool = False

    @property
    def line(self) -> str:
        """The line that people read."""
        return f"{self.state}  {self.name}：{self.found}。" + (f"{self.advice}。" if self.advice else "")

    def to_json(self) -> dict[str, str]:
        """The check in the shape of ``doctor --json``."""
        return {"name": self.name, "state": str(self.state), "found": self.found, "advice": self.advice}
