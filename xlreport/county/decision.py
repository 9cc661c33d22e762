"""What becomes of one file that was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlreport.county.intake import Submission
from xlreport.county.waivers import is_waived
from xlreport.findings.model import Finding
from xlreport.numbers import Content

ACCEPTED, REFUSED, IGNORED = "accepted", "refused", "ignored"
DECISION_NAMES = {ACCEPTED: "计入", REFUSED: "退回", IGNORED: "忽略"}


@dataclass(frozen=True)
class Decision:
    """What becomes of one file. ``agency`` is the roster's name where one matched; ``failing`` says that the report
    has errors that nobody let pass; ``contribution`` holds what it adds to each field of the summary's form.

    ``uncounted``: the roster has the unit's numbers stay out of the sums; they are ignored, but it has reported.
    """

    submission: Submission
    agency: str
    decision: str
    reason: str
    failing: bool
    findings: tuple[Finding, ...]
    contribution: Mapping[str, Content] = field(default_factory=dict)
    uncounted: bool = False

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The errors that the officer let pass."""
        return tuple(finding for finding in self.findings if is_waived(finding))


def with_note(submission: Submission, reason: str) -> str:
    """A reason, behind a word on how the report was read where that was no workbook."""
    return "；".join(filter(None, (submission.note, reason)))
