"""Sentences → claims: this number is said to count that, and could be looked up in these cells.

A number is tied to a subject only where nothing but filling words stands between them, and where no word in front says
that another period, another body, a part or a channel is meant. What cannot be tied with certainty is no claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from xlreport.forms.model import Form
from xlreport.rules.claim import Claim, Sums, sums_of
from xlreport.rules.claim_state import (
    State,
    all_of_them,
    counts,
    in_time,
    none_at_all,
    of_all,
    one_of_times,
    sorts_documents,
    speaks_of_requests,
    told_under,
    turns,
)
from xlreport.rules.numerals import Numeral, numerals
from xlreport.rules.scopes import ALL, Scope, Scopes, goes_on
from xlreport.rules.sentences import LONGEST_SHOWN, Carried, Sentence, sentences, worth_reading
from xlreport.rules.subjects import SPLITS, Subject, Token, fits, tokens

_REQUESTS, _NEAR = "一/依申请公开", 12
_OFFICIAL = frozenset("政规")
"""Letters of 行政… and 规范性文件: what is received and answered behind these are no requests."""
_DEALT_WITH = ("办结", "处理", "答复", "完成", "对")
"""In front of what was carried over: the results that follow are those of a part."""
_CAUSES = ("因", "由", "由于", "对", "就", "涉及", "关于", "与")
_CAUSED = ("引发", "引起", "导致", "产生", "工作", "造成")
_RESULTS = ("denied", "unable", "rejected", "other_result")
_LEADING_TO = ("", "而", "，", ",", "被", "，依法", "依法")


def find_claims(text: str, section: str, form: Form, year: int | None, *, whole_area: str = "") -> Iterator[Claim]:
    """Every claim of a section's text. ``section`` is its key in REPORT.json, which tells what bare words mean.

    ``year`` is the report's; where it is not known a sentence with a year claims nothing. ``whole_area``: letters
    (县, 市) with which 全县, 全市 mean what the tables count, for the report of a government.
    """
    context = Carried()
    for start, raw in sentences(text):
        if worth_reading().search(raw) is None:
            context = Carried(requests=context.requests and len(raw) < LONGEST_SHOWN)
            continue
        sentence = Sentence.of(raw, start, year)
        reader = _Reader(sentence, section == _REQUESTS, form, context, whole_area)
        yield from reader.read()
        context = reader.carried()


class _Reader:
    """Reads one sentence from left to right."""

    def __init__(self, sentence: Sentence, in_requests: bool, form: Form, before: Carried, whole_area: str) -> None:
        self.sentence, self.form, self.whole_area = sentence, form, whole_area
        self.text = sentence.text
        self.section_of_requests = in_requests
        self.sorted_documents = sorts_documents().search(self.text) is not None
        speaks = in_requests or before.requests or speaks_of_requests().search(self.text) is not None
        self.state = State(requests=speaks and not self.sorted_documents, domain=before.domain)
        if before.outside and self.text.startswith(("其中", "按", "均", "已")):
            self.state.outside = True
        self.before = before.scope if goes_on(self.text) else ALL
        self.found: list[Claim] = []

    def read(self) -> list[Claim]:
        """The claims of the sentence."""
        numbers = list(numerals(self.text))
        self.scopes = Scopes(self.text, numbers, self.before)
        if all(one.other for one in numbers) and none_at_all().search(self.text) is None:
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

    def carried(self) -> Carried:
        """What the next sentence may rest on."""
        state = self.state
        own = state.domain if state.own_domain else ""
        requests = state.requests and bool(self.found or state.pending)
        scope = self.scopes.last() if state.requests else ALL
        return Carried(requests, own, state.outside or state.other_period, scope)

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
        elif kind in ("future", "foreign", "publish", "split"):
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
            state.pending, state.waiting = [], None
            state.own_domain = False

    # ---- subjects ----------------------------------------------------------------------------------------------------
    def _subject(self, token: Token) -> None:
        state, subject = self.state, token.subject
        assert subject is not None
        of_one_kind = "kind" in token.marks and bool(self.scopes.at(token.start, token.end).kind)
        usable = (self.section_of_requests or not subject.bare) and state.admits(
            token, subject, self.text, sorts_documents=self.sorted_documents, of_one_kind=of_one_kind
        )
        self._note_domain(token, subject)
        if not usable:
            state.pending, state.waiting = [], None
            if state.neg is not None and not state.denied:
                state.neg = None
            return
        if state.waiting is not None:
            waiting, state.waiting = state.waiting, None
            if fits("filling_back", self.text[waiting.end : token.start]):
                before = self._in_front(waiting)
                if subject.subject == "received" and of_all().search(before) is None:
                    state.waiting = waiting  # 共对3件申请作出答复: what follows tells what was done with them
                    return
                if counts(subject, before):
                    self._claim([token], waiting)
                    state.loose = False
                    return
        self._deny(token)
        if state.whole is not None and self._is_of_all(state.whole, token):
            self._claim([token], state.whole, implied=True)
        state.pending = self._joined(token, subject)

    def _in_front(self, numeral: Numeral) -> str:
        """The words in front of a number, as many as can matter."""
        return self.text[max(0, numeral.start - LONGEST_SHOWN) : numeral.start]

    def _is_of_all(self, whole: Numeral, token: Token) -> bool:
        """Whether the words before a result, or those it begins with, say that it was that of all requests counted."""
        match = all_of_them().match(self.text, whole.end, token.end)
        return match is not None and match.end() >= token.start

    def _joined(self, token: Token, subject: Subject) -> list[Token]:
        """The subjects the next number may count: a list goes on, a reason takes the result that it led to along."""
        pending = self.state.pending
        if not pending:
            return [token]
        before, last = self.text[pending[-1].end : token.start], pending[-1]
        if last.subject is not None and last.subject.subject == "reason" and subject.subject in _RESULTS:
            return [*pending[:-1], replace(last, end=token.end)] if before in _LEADING_TO else [token]
        joins = fits("joins", before) and (
            set("和及与或、，,") & set(before) or self._both_of_table4(before, last, subject)
        )
        return [*pending, token] if joins else [token]

    @staticmethod
    def _both_of_table4(before: str, last: Token, subject: Subject) -> bool:
        """行政复议 and 行政诉讼 may stand side by side; 行政诉讼未经复议直接起诉 is one thing."""
        pair = subject.domain in ("review", "suit") and last.subject is not None and last.subject.domain in SPLITS
        return not before and pair

    def _note_domain(self, token: Token, subject: Subject) -> None:
        state = self.state
        if subject.domain:
            state.domain, state.own_domain = subject.domain, True
            state.domains.add(subject.domain)
        if subject.subject == "carried_over":
            front = self.text[: token.start]
            state.tainted = state.tainted or front.endswith(_DEALT_WITH)
            state.split = state.split or (front.endswith((*_DEALT_WITH, "办理")) and not front.endswith("续办理"))
        if subject.decoy and _OFFICIAL & set(self.text[token.start : token.end]):
            state.foreign = True
        if subject.domain == "request" and not token.marks & {"foreign"} and not self.sorted_documents:
            state.requests, state.foreign = True, False
        if subject.domain == "acts" and self.text[token.start] not in "行各":
            state.publish = False

    def _deny(self, token: Token) -> None:
        """Words for none may go on from the subject before, or begin right in front of this one."""
        state = self.state
        assert token.subject is not None
        if state.neg is None or (token.subject.subject in ("received", "finished") and self._is_cause(token)):
            return
        if not state.denied:
            if fits("behind_none", self.text[state.neg.end : token.start]):
                state.denied.append(token)
            else:
                state.neg = None
            return
        between = self.text[state.denied[-1].end : token.start]
        listed = set("和及与或、") & set(between) or self._both_of_table4(between, state.denied[-1], token.subject)
        if listed and fits("joins_denied", between):
            state.denied.append(token)
        else:
            state.neg, state.denied = None, []

    def _is_cause(self, token: Token) -> bool:
        """Whether requests are only named as what something else came of: 无因依申请公开引发的行政复议."""
        front = self.text[max(0, token.start - 2) : token.start]
        return front.endswith(_CAUSES) or self.text.startswith(_CAUSED, token.end)

    def _close_negation(self, end: int) -> None:
        state = self.state
        neg, denied, state.neg, state.denied = state.neg, state.denied, None, []
        if neg is None or not denied or not fits("behind_denied", self.text[denied[-1].end : end]):
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
        if pending and fits("filling", between) and not self._is_turned(pending[-1]):
            if "分别" in between and len(pending) > 1:
                state.queue, state.queued = pending, [(pending[0], numeral)]
            else:
                self._bind(pending, numeral, "均" in between or "都" in between or "各" in between)
            state.last_end = numeral.end
            return
        self._one_kind_of_all(numeral)
        state.waiting = numeral
        state.loose = True
        state.last_end = numeral.end

    def _one_kind_of_all(self, numeral: Numeral) -> None:
        """A number of one kind of applicant behind that of all: 予以公开42件，其中自然人30件、商业企业10件."""
        state = self.state
        found = self.scopes.one_kind(state.parts_end, numeral.start) if state.divided is not None else None
        if found is None or state.divided is None or not numeral.unit:
            state.divided = None
            return
        self._claim([state.divided], numeral, found)
        state.parts_end = numeral.end

    def _is_turned(self, token: Token) -> bool:
        """Whether a word right before makes it another thing: 未按时办结, 延期答复."""
        assert token.subject is not None
        if token.subject.subject not in ("received", "finished"):
            return False
        if one_of_times().search(self.text) and in_time().search(self.text[max(0, token.start - _NEAR) : token.end]):
            return True
        return turns().search(self.text[max(0, token.start - _NEAR) : token.start]) is not None

    def _bind(self, pending: Sequence[Token], numeral: Numeral, each: bool) -> None:
        """Ties a number to the subjects before it: to each, to their sum, or to the last where a comma parts them."""
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
        if len(state.queued) < len(state.queue) and fits("joins", self.text[state.last_end : numeral.start]):
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
    def _claim(
        self, about: Sequence[Token], numeral: Numeral, scope: Scope | None = None, *, implied: bool = False
    ) -> None:
        """A claim, unless a word before says that something else is meant.

        ``implied``: all requests that the number counts are said to have had one result (收到4件，均予以公开). Where
        some were carried over from the year before the result may count those too: nothing is held against it.
        """
        subjects = [token.subject for token in about if token.subject is not None]
        bare = self.text[numeral.start - 1] not in "为是共计达有：:量数"
        self.state.loose = any(self._is_part(subject) for subject in subjects)
        divides = scope is None and len(about) == 1
        scope = scope or self.scopes.at(about[0].start, about[-1].end)
        hindered = any(self.state.hinders(subject, numeral, scope, bare=bare) for subject in subjects)
        if numeral.vague or numeral.other or hindered:
            self.state.loose = True
            return
        options, conditional = sums_of(self.form, subjects, self.state.domain, self.state.domains, scope)
        if (not options and any(subject.options for subject in subjects)) or self._is_part_of_said(options, numeral):
            return
        if divides and not scope.kind:
            self.state.divided, self.state.parts_end = about[0], numeral.end
        first = told_under(subjects[0], self.state.domain)
        if implied:
            conditional = scope.pairs((("table3.received.carried_over.total", "table3.received.new.total"),))
        elif first.subject == "received" and divides and not scope.kind and numeral.value:
            self.state.whole = numeral
        start, end = self.sentence.places[numeral.start], self.sentence.places[max(numeral.digits_end, 1) - 1] + 1
        self.found.append(
            Claim(
                subject=first.subject,
                name="、".join(dict.fromkeys(subject.name for subject in subjects)) + scope.called(),
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

    def _is_part_of_said(self, options: Sums, numeral: Numeral) -> bool:
        """Whether the same thing was counted before and this is a part: 制定4件，其中本局制定3件."""
        said = next((one for one in self.found if one.options == options), None)
        return said is not None and numeral.value < said.value and "其中" in self.text[: numeral.start]

    @staticmethod
    def _is_part(subject: Subject) -> bool:
        """Whether what follows with 其中 is a part of something that no table splits up."""
        return subject.subject == "carried_over"
