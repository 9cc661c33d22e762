"""Sentences → claims: this number is said to count that, and could be looked up in these cells.

A number is tied to a subject only where nothing but filling words stands between them, and where no word in front says
that another period, another body, a part or a channel is meant. What cannot be tied with certainty is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from xlreport.forms.model import Form
from xlreport.rules.numerals import Numeral, chinese_year, numerals
from xlreport.rules.subjects import (
    LAST_YEAR,
    NEXT_YEAR,
    OTHER_YEAR,
    SPLITS,
    THIS_YEAR,
    Subject,
    Token,
    options_of,
    resolved,
    tokens,
)

_REQUESTS = "一/依申请公开"
_LONGEST_SHOWN = 60
_RESULTS = ("denied", "unable", "rejected", "other_result")
_LEADING_TO = ("", "而", "，", ",", "被", "，依法", "依法")
_FOLD = str.maketrans("０１２３４５６７８９．％　", "0123456789.% ")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the prose and what it is said to count.

    ``options`` are sums of field ids; the claim holds where any of them comes to ``value`` (万元 for money) within
    ``step``. An option of ``conditional`` counts only where its first field is not 0. ``sentence`` is the sentence with
    the number marked 【】; ``start`` and ``end`` are the number's place in the section's text.
    """

    subject: str
    name: str
    options: tuple[tuple[str, ...], ...]
    value: Decimal
    start: int
    end: int
    sentence: str
    step: Decimal = Decimal(0)
    conditional: tuple[tuple[str, str], ...] = ()
    money: bool = False


def find_claims(text: str, section: str, form: Form, year: int | None, *, whole_area: str = "") -> Iterator[Claim]:
    """Every claim of a section's text. ``section`` is its key in REPORT.json, which tells what bare words mean.

    ``year`` is the report's; where it is not known a sentence with a year claims nothing. ``whole_area``: letters
    (县, 市) with which 全县, 全市 mean what the tables count, for the report of a government.
    """
    context = _Carried()
    for start, raw in _sentences(text):
        if _worth_reading().search(raw) is None:
            context = _Carried(requests=context.requests and len(raw) < _LONGEST_SHOWN)
            continue
        sentence = _Sentence.of(raw, start, year)
        reader = _Reader(sentence, section == _REQUESTS, form, context, whole_area)
        yield from reader.read()
        context = reader.carried()


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with their places; a line is never part of two."""
    return ((match.start(), match[0]) for match in _sentence_pattern().finditer(text))


@cache
def _sentence_pattern() -> re.Pattern[str]:
    return re.compile(r"[^。！？!?\n]+")


@cache
def _worth_reading() -> re.Pattern[str]:
    """Without a digit or a word for none a sentence cannot claim anything."""
    return re.compile(r"[0-9０-９〇零一二三四五六七八九十两百千]|未|没|无")


@dataclass(frozen=True, slots=True)
class _Carried:
    """What one sentence leaves for the next: what was spoken of, and whether it was of another period or body."""

    requests: bool = False
    domain: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence without blanks, years replaced by letters; ``places`` leads back to the section's text."""

    text: str
    places: tuple[int, ...]
    raw: str
    start: int

    @classmethod
    def of(cls, raw: str, start: int, year: int | None) -> _Sentence:
        kept = [(at, letter) for at, letter in enumerate(chinese_year(raw.translate(_FOLD))) if not letter.isspace()]
        compact = "".join(letter for _, letter in kept)
        return cls(
            _year_pattern().sub(lambda match: _year_letters(match, year), compact),
            tuple(at for at, _ in kept),
            raw,
            start,
        )

    def marked(self, start: int, end: int) -> str:
        """The sentence with a place marked 【】, cut to what a line can show."""
        first, last = self.places[start], self.places[end - 1] + 1
        head, tail = self.raw[:first].lstrip(), self.raw[last:].rstrip()
        if len(head) > _LONGEST_SHOWN // 2:
            head = f"……{head[-_LONGEST_SHOWN // 2 :]}"
        if len(tail) > _LONGEST_SHOWN // 2:
            tail = f"{tail[: _LONGEST_SHOWN // 2]}……"
        return f"{head}【{self.raw[first:last]}】{tail}"


@cache
def _year_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年)")


def _year_letters(match: re.Match[str], year: int | None) -> str:
    letter = OTHER_YEAR
    if year is not None:
        letter = {0: THIS_YEAR, -1: LAST_YEAR, 1: NEXT_YEAR}.get(int(match[0]) - year, OTHER_YEAR)
    return letter * 4


@dataclass
class _State:
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
    clause: set[str] = field(default_factory=set)
    pending: list[Token] = field(default_factory=list)
    waiting: Numeral | None = None
    queue: list[Token] = field(default_factory=list)
    queued: list[tuple[Token, Numeral]] = field(default_factory=list)
    denied: list[Token] = field(default_factory=list)
    neg: Token | None = None
    whole: Numeral | None = None
    loose: bool = False
    last_end: int = 0


class _Reader:
    """Reads one sentence from left to right."""

    def __init__(self, sentence: _Sentence, in_requests: bool, form: Form, before: _Carried, whole_area: str) -> None:
        self.sentence, self.form, self.whole_area = sentence, form, whole_area
        self.text = sentence.text
        self.section_of_requests = in_requests
        speaks = in_requests or before.requests or _speaks_of_requests().search(self.text) is not None
        self.state = _State(requests=speaks, domain=before.domain)
        if before.outside and self.text.startswith(("其中", "按", "均", "已")):
            self.state.outside = True
        self.found: list[Claim] = []

    def read(self) -> list[Claim]:
        """The claims of the sentence."""
        numbers = list(numerals(self.text))
        if all(one.other for one in numbers) and _none_at_all().search(self.text) is None:
            return []
        pieces: list[Token | Numeral] = [*tokens(self.text), *numbers]
        pieces.sort(key=lambda one: (one.start, isinstance(one, Numeral)))
        covered = 0
        for piece in pieces:
            if isinstance(piece, Numeral):
                if piece.start >= covered:
                    self._number(piece)
                    covered = piece.digits_end
            elif piece.start >= covered or piece.kind == "subject":
                if piece.kind == "subject":
                    self._subject(piece)
                    covered = piece.end
                else:
                    self._mark(piece)
                    covered = piece.end if piece.kind in ("this", "other_period") else covered
        self._close_queue()
        self._close_negation(len(self.text))
        return self.found

    def carried(self) -> _Carried:
        """What the next sentence may rest on."""
        state = self.state
        own = state.domain if state.own_domain else ""
        return _Carried(state.requests and bool(self.found or state.pending), own, state.outside or state.other_period)

    # ---- marks -------------------------------------------------------------------------------------------------------
    def _mark(self, mark: Token) -> None:
        state, kind = self.state, mark.kind
        if kind == "stop":
            self._stop(mark)
        elif kind == "this":
            state.other_period = False
        elif kind == "other_period":
            state.other_period = True
        elif kind == "outside":
            state.outside = self.text[mark.start + 1] not in self.whole_area or self.text[mark.start] != "全"
        elif kind == "own":
            state.outside = False
        elif kind in ("future", "foreign", "publish"):
            setattr(state, kind, True)
        elif kind == "part":
            state.tainted = state.tainted or state.loose
        elif kind == "neg":
            self._close_negation(mark.start)
            state.neg = mark
        elif kind != "all_kinds":
            state.clause.add(kind)

    def _stop(self, mark: Token) -> None:
        state = self.state
        self._close_negation(mark.start)
        state.clause.clear()
        if self.text[mark.start] in "；;":
            state.tainted = state.loose = state.foreign = state.publish = False
            state.other_period = False if state.clause else state.other_period
            state.pending, state.waiting = [], None
            if state.own_domain:
                state.own_domain = False

    # ---- subjects ----------------------------------------------------------------------------------------------------
    def _subject(self, token: Token) -> None:
        state, subject = self.state, token.subject
        assert subject is not None
        usable = self._usable(token, subject)
        self._note_domain(token, subject)
        if not usable:
            state.pending, state.waiting = [], None
            if state.neg is not None and not state.denied:
                state.neg = None
            return
        if state.waiting is not None:
            if subject.subject == "received" and _of_all().search(self.text[: state.waiting.start]) is None:
                return  # 共对3件申请作出答复: what follows tells what was done with them
            waiting, state.waiting = state.waiting, None
            fits = _between_number_and_subject().fullmatch(self.text[waiting.end : token.start])
            before = self.text[: waiting.start]
            whole = subject.subject != "finished" or before.endswith("共对") or _of_all().search(before)
            if fits and whole and (before.endswith("共对") or not before.endswith(("对", "就", "为", "给", "将"))):
                self._claim([token], waiting)
                state.loose = False
                return
        self._deny(token)
        if state.whole is not None and self._is_of_all(state.whole, token):
            self._claim([token], state.whole, implied=True)
        state.pending = self._joined(token, subject)

    def _is_of_all(self, whole: Numeral, token: Token) -> bool:
        """Whether the words before a result, or those it begins with, say that it was that of all requests counted."""
        match = _all_of_them().match(self.text, whole.end, token.end)
        return match is not None and match.end() >= token.start

    def _joined(self, token: Token, subject: Subject) -> list[Token]:
        """The subjects the next number may count: a list goes on, a reason takes the result that it led to along."""
        pending = self.state.pending
        if not pending:
            return [token]
        before, last = self.text[pending[-1].end : token.start], pending[-1]
        if last.subject is not None and last.subject.subject == "reason" and subject.subject in _RESULTS:
            return [*pending[:-1], replace(last, end=token.end)] if before in _LEADING_TO else [token]
        joins = _joins().fullmatch(before) and (
            set("和及与或、，,") & set(before) or self._both_of_table4(before, last, subject)
        )
        return [*pending, token] if joins else [token]

    @staticmethod
    def _both_of_table4(before: str, last: Token, subject: Subject) -> bool:
        """行政复议 and 行政诉讼 may stand side by side without a word between."""
        return not before and subject.domain in SPLITS and last.subject is not None and last.subject.domain in SPLITS

    def _usable(self, token: Token, subject: Subject) -> bool:
        state = self.state
        if subject.decoy:
            return False
        if subject.within:
            return state.domain in subject.within
        if subject.subject in ("review", "suit"):
            return state.requests or "公开" in self.text
        if subject.weak and not state.requests:
            return False
        if subject.name == "收到申请" and subject.weak and not self.section_of_requests:
            return False
        if subject.weak and (state.foreign or (state.own_domain and state.domain in SPLITS)):
            return False
        if subject.subject == "received" and token.marks & {
            "foreign",
            "channel",
            "outside",
            "kind",
            "about",
            "other_period",
        }:
            return (
                not token.marks & {"foreign", "channel", "outside", "about", "other_period"}
                and "all_kinds" in token.marks
            )
        return True

    def _note_domain(self, token: Token, subject: Subject) -> None:
        state = self.state
        if subject.domain:
            state.domain, state.own_domain = subject.domain, True
            state.domains.add(subject.domain)
        if subject.domain == "request" and not token.marks & {"foreign"}:
            state.requests, state.foreign = True, False
        if subject.domain == "acts" and self.text[token.start] not in "行各":
            state.publish = False

    def _deny(self, token: Token) -> None:
        """Words for none may go on from the subject before, or begin right in front of this one."""
        state = self.state
        if state.neg is None:
            return
        before = state.denied[-1].end if state.denied else state.neg.end
        pattern = _joins_denied() if state.denied else _behind_none()
        if pattern.fullmatch(self.text[before : token.start]):
            state.denied.append(token)
        elif not state.denied:
            state.neg = None

    def _close_negation(self, end: int) -> None:
        state = self.state
        neg, denied, state.neg, state.denied = state.neg, state.denied, None, []
        if neg is None or not denied or _behind_denied().fullmatch(self.text[denied[-1].end : end]) is None:
            return
        zero = Numeral(Decimal(0), neg.start, denied[-1].end, denied[-1].end)
        for token in denied:
            self._claim([token], zero)
        state.pending = []

    # ---- numbers -----------------------------------------------------------------------------------------------------
    def _number(self, numeral: Numeral) -> None:
        state = self.state
        state.neg, state.denied, state.whole = None, [], None
        if state.queue:
            self._continue_queue(numeral)
            return
        pending, state.pending = state.pending, []
        state.waiting = None
        if numeral.other:
            return
        between = self.text[pending[-1].end : numeral.start] if pending else ""
        if pending and _between_subject_and_number().fullmatch(between) and not self._is_turned(pending[-1]):
            if "分别" in between and len(pending) > 1:
                state.queue, state.queued = pending, [(pending[0], numeral)]
            else:
                self._bind(pending, numeral, "均" in between or "都" in between or "各" in between)
            state.last_end = numeral.end
            return
        state.waiting = numeral
        state.loose = True
        state.last_end = numeral.end

    def _is_turned(self, token: Token) -> bool:
        """Whether a word right before makes it another thing: 未按时办结, 延期答复."""
        assert token.subject is not None
        if token.subject.subject not in ("received", "finished"):
            return False
        return _turns().search(self.text[: token.start]) is not None

    def _bind(self, pending: Sequence[Token], numeral: Numeral, each: bool) -> None:
        """Ties a number to the subjects before it: to each of them, to their sum, or to the last where a comma parts."""
        if not each:
            pending = self._behind_last_comma(pending)
        if each or not numeral.value:
            for token in pending:
                self._claim([token], numeral)
        else:
            self._claim(pending, numeral)

    def _behind_last_comma(self, pending: Sequence[Token]) -> Sequence[Token]:
        for at in range(len(pending) - 1, 0, -1):
            if set("，,") & set(self.text[pending[at - 1].end : pending[at].start]):
                return pending[at:]
        return pending

    def _continue_queue(self, numeral: Numeral) -> None:
        state = self.state
        if len(state.queued) < len(state.queue) and _joins().fullmatch(self.text[state.last_end : numeral.start]):
            state.queued.append((state.queue[len(state.queued)], numeral))
            state.last_end = numeral.end
            return
        self._close_queue()
        self._number(numeral)

    def _close_queue(self) -> None:
        state = self.state
        queue, queued, state.queue, state.queued = state.queue, state.queued, [], []
        if len(queue) == len(queued):
            for token, numeral in queued:
                self._claim([token], numeral)

    # ---- claims ------------------------------------------------------------------------------------------------------
    def _claim(self, about: Sequence[Token], numeral: Numeral, *, implied: bool = False) -> None:
        """A claim, unless a word before says that something else is meant.

        ``implied``: all requests that the number counts are said to have had one result (收到4件，均予以公开). Where some
        were carried over from the year before the result may count those too, so that nothing can be held against it.
        """
        subjects = [token.subject for token in about if token.subject is not None]
        self.state.loose = any(self._is_part(subject) for subject in subjects)
        if numeral.vague or numeral.other or any(self._is_hindered(subject, numeral) for subject in subjects):
            self.state.loose = True
            return
        options, conditional = self._options(subjects)
        if not options and any(subject.options for subject in subjects):
            return
        first = replace_part(subjects[0], self.state.domain)
        if implied:
            conditional = (("table3.received.carried_over.total", "table3.received.new.total"),)
        elif first.subject == "received" and len(subjects) == 1 and numeral.value:
            self.state.whole = numeral
        start, end = self.sentence.places[numeral.start], self.sentence.places[max(numeral.digits_end, 1) - 1] + 1
        self.found.append(
            Claim(
                subject=first.subject,
                name="、".join(dict.fromkeys(subject.name for subject in subjects)),
                options=options,
                value=numeral.value,
                start=self.sentence.start + start,
                end=self.sentence.start + end,
                sentence=self.sentence.marked(numeral.start, numeral.digits_end),
                step=numeral.step,
                conditional=conditional,
                money=first.money,
            )
        )

    @staticmethod
    def _is_part(subject: Subject) -> bool:
        """Whether what follows with 其中 is a part of something that no table splits up."""
        return subject.subject == "carried_over"

    def _is_hindered(self, subject: Subject, numeral: Numeral) -> bool:
        state = self.state
        if state.other_period or state.outside or state.future or state.tainted or "compare" in state.clause:
            return True
        if subject.subject in ("received", "finished") and state.clause & {"channel", "kind", "about", "foreign"}:
            return True
        if subject.domain == "acts" and (state.publish or state.clause & {"publish"}):
            return True
        if subject.weak and "kind" in state.clause:
            return True
        if subject.money != numeral.money and numeral.value != 0:
            return True
        if subject.units and numeral.value != 0 and numeral.unit not in subject.units:
            return True
        return (
            not subject.money
            and not numeral.money
            and numeral.unit == ""
            and numeral.value != 0
            and self._is_bare(numeral)
        )

    def _is_bare(self, numeral: Numeral) -> bool:
        """Whether a number without a unit stands otherwise than behind 为, 是, 共 or a colon."""
        return self.text[numeral.start - 1] not in "为是共计达有：:量数"

    def _options(self, subjects: Sequence[Subject]) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, str], ...]]:
        """Sums for one subject as they stand; for several the sum of the first sums of each."""
        domain = self.state.domain
        if len(subjects) == 1:
            sums = list(options_of(subjects[0], domain))
            if subjects[0].subject == "part" and {"review"} < self.state.domains:
                sums += list(options_of(subjects[0], "both"))
            return resolved(self.form, tuple(sums)), subjects[0].unless_zero
        together = [next(options_of(subject, domain), ()) for subject in subjects]
        joined = tuple(dict.fromkeys(name for names in together for name in names))
        return resolved(self.form, (joined,)) if joined else (), ()


def replace_part(subject: Subject, domain: str) -> Subject:
    """维持 and its like are told under what they are a part of."""
    if subject.subject != "part":
        return subject
    return replace(subject, subject="review" if domain == "review" else "suit")


@cache
def _none_at_all() -> re.Pattern[str]:
    return re.compile("[未没无零]")


@cache
def _of_all() -> re.Pattern[str]:
    """What stands before the number of all requests: 对3件申请延期答复 are some of them."""
    return re.compile(r"(?:共|共计|收到|受理|接到|接收|新收|办理|处理|办结|答复)(?:了|的)?$|除.*其余$")


@cache
def _all_of_them() -> re.Pattern[str]:
    """How it is said that all that was counted had the result that follows."""
    return re.compile(
        r"[^0-9；;。]*[，,](?:我局|我镇|本机关|我单位)?(?:现|目前)?(?:已经?)?(?:均|全部|都)(?:已经?|按时|按期|及时|依法|依规|在法定期限内|在规定时限内|作出|进行|了|给予|书面)*"
    )


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(r"(?:未|不|没有|超期|逾期|延期|提前|暂缓|需|待)[^，,。、；;：:（(0-9]{0,5}$")


@cache
def _speaks_of_requests() -> re.Pattern[str]:
    return re.compile(r"依申请|申请公开|公开(?:政府信息)?的?申请|信息公开申请|申请(?:政府|政务)?信息")


_FILLING = (
    r"\s|的|共计?|合计|总计|累计|总共|总数|总量|数量?|件数|量|为|是|有|了|计|达到?|：|:|均|都|皆|各|分别|案件|案|事项|决定书?"
    r"|答复|告知书?|申请|政府信息公开|政府信息|信息|情况|情形|类|方面|处理|新收|发生|产生|[“”\"（(]|结果|已|全部|收取|收费"
    r"|[，,](?=共|总|均|合计|数量|都|为|计|各|分别)"
)


@cache
def _between_subject_and_number() -> re.Pattern[str]:
    return re.compile(f"(?:{_FILLING})*")


@cache
def _between_number_and_subject() -> re.Pattern[str]:
    return re.compile(
        r"(?:\s|的|申请|政府信息公开|政府信息|信息|案件|为|属于|属|是|系|因|由于|涉及|已|均|全部|依法|及时|书面|经审查|作出|进行|了|被|分别|[“”\"])*"
    )


@cache
def _joins() -> re.Pattern[str]:
    return re.compile(r"(?:和|及|以及|与|或者?|、|，|,|；|的|被|因|提起|案件|数量|情况|申请|件|均|也|以及)*")


@cache
def _behind_none() -> re.Pattern[str]:
    """What may stand between a word for none and the subject."""
    return re.compile(
        r"(?:再|曾|发生|出现|产生|引发|引起|导致|造成|涉及|有|存在|过|任何|一[件例起宗]|因|由|由于|政府|信息|公开|工作|政务|依申请|被|提起|提出"
        r"|申请|的|而|新|相关|有关|公民|自然人|法人|和|或者?|及|其他|组织|群众|群体|、|向|对|我|本|局|机关|单位|镇|乡|街道|人|收到|受理|接到"
        r"|收取|收|办理|作出|实施|采取|制定|制发|上年度?|与|关于)*"
    )


@cache
def _joins_denied() -> re.Pattern[str]:
    return re.compile(
        r"(?:和|及|以及|与|或者?|、|的|被|因|由|政府信息公开|信息公开|申请|提起|引起|引发|发生|收到|案件|情况|也|事项|而|等)*"
    )


@cache
def _behind_denied() -> re.Pattern[str]:
    """What may stand behind the last subject that there was none of."""
    return re.compile(
        r"(?:\s|的|等|案件|案|申请|事项|件|情况|情形|现象|发生|产生|出现|记录|信息|数量|存在|函件|要求|请求|类|行为|费用|和|或|及|相关|有关"
        r"|政府信息公开|工作|提起|被|公开|一起|继续办理|问题|”|\")*"
    )
