"""What people are told: the catalogue of codes, findings, explanations, and findings folded into lines."""

from xlreport.findings.catalogue import Entry, codes, entries, entry
from xlreport.findings.fold import Folded, fold
from xlreport.findings.model import Breach, Dropped, Explanation, FileProblem, Finding

__all__ = [
    "Breach",
    "Dropped",
    "Entry",
    "Explanation",
    "FileProblem",
    "Finding",
    "Folded",
    "codes",
    "entries",
    "entry",
    "fold",
]
