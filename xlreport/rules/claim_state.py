"""What the words read so far in a sentence mean for the next number, and the turns of speech that decide it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from xlreport.rules.numerals import Numeral
from xlreport.rules.scopes import Scope
from xlreport.rules.subjects import Subject, Token

_NARROWED = frozenset({"foreign", "channel", "outside", "about", "other_period"})
"""Marks inside 收到…申请 after which not all requests are meant."""
_ALL_DISPUTES = ("应诉", "代理", "作为被", "撤回", "全部", "新增", "全年办理行政复议")  # not only those on 信息公开
_OF_REQUESTS = frozenset({"request", "review", "suit", "direct", "after"})
"""Domains of what requests are or lead to."""


@dataclass
class State:
    """What the words read so far in a sentence mean for the next number."""

    requests: bool
    domain: str = ""
    own_domain: bool = False
    domains: set[str] = field(default_factory=set)
    other_period: bool = False
    outside: bool = False
    future: bool = False
    foreign: bool = False
    publish: bool = False
    tainted: bool = False
    split: bool = False
    clause: set[str] = field(default_factory=set)
    pending: list[Token] = field(default_factory=list)
    waiting: Numeral | None = None
    queue: list[Token] = field(default_factory=list)
    queued: list[tuple[Token, Numeral]] = field(default_factory=list)
    denied: list[Token] = field(default_factory=list)
    neg: Token | None = None
    whole: Numeral | None = None
    loose: bool = False
    divided: Token | None = None
    parts_end: int = 0
    last_end: int = 0

    def admits(self, token: Token, subject: Subject, text: str, *, sorts_documents: bool, of_one_kind: bool) -> bool:
        """Whether words of the sentence can mean this subject where they stand, be there a number or none.

        ``sorts_documents``: the sentence sorts documents by how they may be made public. ``of_one_kind``: the subject
        is meant of one kind of applicant that has a column.
        """
        if subject.decoy:
            return False
        if subject.within:
            return self.domain in subject.within
        if subject.subject in ("review", "suit"):
            return (self.requests or "公开" in text) and not any(word in text for word in _ALL_DISPUTES)
        if subject.subject == "carried_over" and any(word in text[: token.start] for word in ("复议", "诉讼")):
            return False
        own = self.own_domain and self.domain not in ("", "request")
        if subject.weak and (not self.requests or self.foreign or own):
            return False
        if subject.subject != "received":
            return True
        words = text[token.start : token.end]
        if "复议" in words or "诉讼" in words or (sorts_documents and words.startswith("依申请公开")):
            return False
        if "kind" in token.marks and "all_kinds" not in token.marks and not of_one_kind:
            return False
        return not token.marks & _NARROWED

    def hinders(self, subject: Subject, numeral: Numeral, scope: Scope, *, bare: bool) -> bool:
        """Whether words read so far, or the number's unit, say that it does not count what the tables count.

        ``scope``: of which requests the subject is meant; a kind of applicant that has a column hinders nothing.
        ``bare``: a number without a unit would stand there without a word such as 为 or 共 in front.
        """
        if self.other_period or self.outside or self.future or self.tainted or "compare" in self.clause:
            return True
        if scope.others or (scope.part and (subject.weak or subject.domain in _OF_REQUESTS)):
            return True
        narrowed = self.clause - {"kind"} if scope.kind else self.clause
        if subject.subject in ("received", "finished") and narrowed & {"channel", "kind", "about", "foreign"}:
            return True
        if subject.domain == "acts" and (self.publish or self.clause & {"publish"}):
            return True
        if subject.weak and "kind" in narrowed:
            return True
        if self.split and (subject.weak or subject.subject == "finished"):
            return True
        if subject.money != numeral.money and numeral.value != 0:
            return True
        if subject.units and numeral.value != 0 and numeral.unit not in subject.units:
            return True
        return not (subject.money or numeral.money or numeral.unit or not numeral.value) and bare


@cache
def none_at_all() -> re.Pattern[str]:
    """Letters one of which is in every word for none."""
    return re.compile("[未没无零]")


@cache
def of_all() -> re.Pattern[str]:
    """What stands before the number of all requests: 对3件申请延期答复 are some of them."""
    return re.compile(r"(?:共|共计|收到|受理|接到|接收|新收|办理|处理|办结|答复)(?:了|的)?$|除.*其余$")


@cache
def all_of_them() -> re.Pattern[str]:
    """How it is said that all that was counted had the result that follows."""
    return re.compile(
        r"[^0-9；;。]*[，,](?:我局|我镇|本机关|我单位)?(?:现|目前)?(?:已经?)?(?:均|全部|都)"
        r"(?:已经?|按时|按期|及时|依法|依规|在法定期限内|在规定时限内|作出|进行|了|给予|书面)*"
    )


@cache
def turns() -> re.Pattern[str]:
    """Words right before a subject that make it another thing: 未按时办结, 延期答复."""
    return re.compile(
        r"(?:未|不|没有|超期|逾期|延期|提前|暂缓|需|待|补正|当年(?:收到|受理|申请))[^，,。、；;：:（(0-9]{0,5}$"
    )


@cache
def one_of_times() -> re.Pattern[str]:
    """Where some were answered early or late, those answered in time are not all."""
    return re.compile(r"(?:提前|延期|延长|超期|逾期(?!不|未))[^，,。；;：:0-9]{0,10}[1-9]")


@cache
def in_time() -> re.Pattern[str]:
    """Words for in time, behind or inside which an answer is told by its time."""
    return re.compile(r"按期|按时|如期|准时|法定期限|规定[时期]限")


@cache
def speaks_of_requests() -> re.Pattern[str]:
    """Words after which a sentence speaks of requests, in whatever section it stands."""
    return re.compile(r"依申请|申请公开|公开(?:政府信息)?的?申请|信息公开申请|申请(?:政府|政务)?信息")


@cache
def sorts_documents() -> re.Pattern[str]:
    """Words by which a sentence sorts documents by how they may be made public, and does not count requests."""
    return re.compile(r"公开属性|公文|主动公开[^，,。；]{0,6}[0-9]")


def counts(subject: Subject, before: str) -> bool:
    """Whether a number behind these words counts the subject that follows it: not in 对3件申请延期答复."""
    if before.endswith("共对"):
        return True
    whole = subject.subject != "finished" or of_all().search(before) is not None
    return whole and not before.endswith(("对", "就", "为", "给", "将"))


def told_under(subject: Subject, domain: str) -> Subject:
    """The subject; 维持 and its like under what they are a part of."""
    if subject.subject != "part":
        return subject
    return replace(subject, subject="review" if domain == "review" else "suit")
