"""C8 and N5 between units: two units handed in the same numbers, or the same prose with next to nothing changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest

from xlreport.config import DEFAULT, Config
from xlreport.county.decision import IGNORED, Decision
from xlreport.county.doubles import identity
from xlreport.county.roster import Roster
from xlreport.findings.model import Finding
from xlreport.findings.problems import county_finding
from xlreport.report import SECTIONS, Report
from xlreport.rules.copies import ALIKE, SHORTEST_COPY, are_alike, grams, wording
from xlreport.rules.figures import STOCKS

_SHOWN_UNITS = 8
_PROSE = "文字部分"


def alike_findings(
    decisions: Sequence[Decision], roster: Roster | None = None, config: Config = DEFAULT
) -> tuple[Finding, ...]:
    """C8 and N5: one finding for each group of units whose numbers, or some of whose sections, are alike.

    Compared is what counts or was sent back; what was ignored, is on another year or of a stranger is not. Several
    files of one unit (C2) are one unit.
    """
    reports = [
        (decision, decision.submission.reading.report)
        for decision in decisions
        if decision.submission.reading is not None and decision.decision != IGNORED and not _is_elsewhere(decision)
    ]
    units = _Units([decision for decision, _ in reports], roster)
    numbers = tuple(_same_numbers([report for _, report in reports], units, config))
    return numbers + tuple(_same_prose([report for _, report in reports], units, config))


def _is_elsewhere(decision: Decision) -> bool:
    return any(finding.is_error and finding.code in ("C3", "C4") for finding in decision.findings)


class _Units:
    """Decisions by place, of which several may be one unit's."""

    def __init__(self, decisions: Sequence[Decision], roster: Roster | None) -> None:
        self._decisions = decisions
        self._known = [identity(decision, roster) for decision in decisions]

    def distinct(self, places: Iterable[int]) -> tuple[int, ...]:
        """One place for each unit among these, in order."""
        kept: list[int] = []
        for place in sorted(places):
            if not any(self._known[place] & self._known[other] for other in kept):
                kept.append(place)
        return tuple(kept)

    def names(self, places: Sequence[int]) -> str:
        """The units' names: 甲局、乙局."""
        names = [self._decisions[place].agency or "（没有单位名称）" for place in places[:_SHOWN_UNITS]]
        return "、".join(names) + (f"等 {len(places)} 个单位" if len(places) > _SHOWN_UNITS else "")

    def in_words(self, places: Sequence[int]) -> str:
        """The units with their files: 甲局（甲局.xlsx）与乙局（乙局.xlsx）."""
        words = [
            f"{self._decisions[place].agency or '（没有单位名称）'}（{self._decisions[place].submission.path.name}）"
            for place in places[:_SHOWN_UNITS]
        ]
        more = f"等 {len(places)} 个单位" if len(places) > _SHOWN_UNITS else ""
        return ("与" if len(words) == 2 else "、").join(words) + more


def _same_numbers(reports: Sequence[Report], units: _Units, config: Config) -> Iterator[Finding]:
    """C8. A blank counts as 0, words are the same where they are the same words."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, report in enumerate(reports):
        if not report.provenance.missing:
            held = (content.scaled if content.counts else str(content.raw) for content in report.values)
            groups[(report.form.id, *held)].append(place)
    for places in groups.values():
        found = units.distinct(places)
        telling = _telling(reports[places[0]])
        if len(found) > 1 and telling >= config.thresholds.copied_cells:
            finding = county_finding("C8", "", config, units=units.in_words(found), count=telling)
            yield replace(finding, about=units.names(found))


def _telling(report: Report) -> int:
    """How many numbers above 0 tell that something happened: no totals, and nothing that merely stands (现行有效)."""
    return sum(
        1
        for entry, content in zip(report.form.fields, report.values, strict=True)
        if content.counts
        and content.scaled > 0
        and entry.id not in report.form.totals
        and entry.id.rpartition(".")[2] not in STOCKS
    )


def _same_prose(reports: Sequence[Report], units: _Units, config: Config) -> Iterator[Finding]:
    """N5: one finding for each group of units, with all the sections in which they are alike."""
    sections: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for key, heading in SECTIONS.items():
        for places in alike([report.narrative.get(key, "") for report in reports]):
            found = units.distinct(places)
            if len(found) > 1:
                sections[found].append(heading)
    for found, headings in sections.items():
        names = "、".join(headings)
        finding = county_finding("N5", "units", config, units=units.in_words(found), section=names)
        yield replace(finding, table=_PROSE, row=names)


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Groups of places whose texts are copies, each of another one of its group (``rules.copies``).

    No pair is missed, and not every pair is compared: in any order of all runs of four letters, two texts that share
    95 % of them share one of the first tenth of each. With the rarest first, hardly any others do.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        words = wording(text)
        if len(words) >= SHORTEST_COPY:
            places[words].append(place)
    groups = _Groups(list(places))
    found: dict[int, list[int]] = defaultdict(list)
    for own, members in zip(groups.roots(), places.values(), strict=True):
        found[own] += members
    return [sorted(members) for members in found.values() if len(members) > 1]


class _Groups:
    """Different wordings, joined where two are alike."""

    def __init__(self, wordings: Sequence[str]) -> None:
        self._wordings = wordings
        self._above = list(range(len(wordings)))
        often: Counter[str] = Counter()
        for words in wordings:
            often.update(grams(words))
        holders: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(wordings):
            rarest = _telltales(grams(words), often)
            for other in sorted({other for gram in rarest for other in holders[gram]}):
                self._compare(place, other)
            for gram in rarest:
                holders[gram].append(place)

    def roots(self) -> list[int]:
        """For each wording the one that stands for its group."""
        return [self._root(place) for place in range(len(self._above))]

    def _compare(self, place: int, other: int) -> None:
        mine, theirs = self._root(place), self._root(other)
        if mine != theirs and are_alike(self._wordings[place], self._wordings[other]):
            self._above[max(mine, theirs)] = min(mine, theirs)

    def _root(self, place: int) -> int:
        while self._above[place] != place:
            place = self._above[place]
        return place


def _telltales(runs: set[str], often: Counter[str]) -> list[str]:
    """The rarest runs of a wording, so many that a copy must hold one of them among its own rarest."""
    shared = int(len(runs) * ALIKE / (2 - ALIKE))  # so many are in any copy, whatever its length
    return nsmallest(len(runs) - shared + 1, runs, key=lambda run: (often[run], run))
