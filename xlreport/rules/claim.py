"""What a claim is, and the sums of cells that a number of the prose may be held against."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlreport.forms.model import Form
from xlreport.rules.scopes import Scope
from xlreport.rules.subjects import Subject, options_of, resolved

Sums = tuple[tuple[str, ...], ...]
"""Sums of field ids."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the prose and what it is said to count.

    ``options`` are sums of field ids; the claim holds where any of them comes to ``value`` (万元 for money) within
    ``step``. An option of ``conditional`` counts only where its first field is not 0. ``sentence`` is the sentence with
    the number marked 【】; ``start`` and ``end`` are the number's place in the section's text.
    """

    subject: str
    name: str
    options: Sums
    value: Decimal
    start: int
    end: int
    sentence: str
    step: Decimal = Decimal(0)
    conditional: tuple[tuple[str, str], ...] = ()
    money: bool = False


def sums_of(
    form: Form, subjects: Sequence[Subject], domain: str, domains: Collection[str], scope: Scope
) -> tuple[Sums, tuple[tuple[str, str], ...]]:
    """Sums for one subject as they stand, for several the sum of the first sums of each; and conditional ones.

    ``domain``: what the sentence speaks of last; ``domains``: all that it spoke of; ``scope``: of which requests.
    """
    if len(subjects) == 1:
        sums = list(options_of(subjects[0], domain))
        if subjects[0].subject == "part" and "review" in domains and len(domains) > 1:
            sums += list(options_of(subjects[0], "both"))
        return resolved(form, scope.options(tuple(sums))), scope.pairs(subjects[0].unless_zero)
    together = [next(options_of(subject, domain), ()) for subject in subjects]
    joined = tuple(dict.fromkeys(name for names in together for name in names))
    return resolved(form, scope.options((joined,))) if joined else (), ()
