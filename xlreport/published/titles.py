"""Titles of reports: whose report, on which year, as a title prints it on one line or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlreport.published.headings import read_heading
from xlreport.published.wording import YEAR, Folded, Passage, clean, is_agency, is_chrome, read_year

_KIND = re.compile(r"(?:政府|政务)?信息(?:主动)?公开|政务公开")
_TAIL = re.compile(
    rf"\(?(?:工作)?\)?(?:情况)?(?:的)?(?:[(\[]?{YEAR}(?:年度|年|度)?[)\]]?)?(?:工作)?(?:情况)?(?:的)?(?:年度|年终|年)?(?:工作)?"
    rf"(?:总结)?(?:情况)?(?:的)?(?:报告|年报)(?:{YEAR}年?度?)?(?:\([^()]{{0,20}}\))*(?:全文|的报告)?"
)
_PLAIN_TAIL = re.compile(r"(?:年度)?(?:年报|年度报告)(?:\([^()]{0,20}\))*")
_YEAR_MARK = re.compile(rf"[(\[]?({YEAR})(?:年度|年|度)?[)\]]?")
_LABEL = re.compile(r"^(?:【[^】]*】|\[[^\]]*\]|(?:附件\d*|标题|名称|信息名称|题名)[:.])+")
_OUTER = re.compile(r"^[《「『“\"'<〈]+|[》」』”\"'>〉]+$")
_SITE = re.compile(r"[-_|—–>»·:]+")
_FILE_END = re.compile(r"\.(?:html?|docx?|pdf|txt|md|wps|xlsx?|et)$", re.IGNORECASE)
_ENDS = re.compile(r"^(?:关于|的|之|公布|发布)+|(?:关于(?:报送|上报|公布|发布)?|的|之|本年度|年度|全年|[-—–_·:,])+$")
_NO_AGENCY = re.compile(
    r"[。;!?,:>|《》/]|^(?:现将|根据|按照|依据|本报告|本年度|本机关|本单位|本局|查看|下载|点击|上一|下一)"
)
_MENU = re.compile(r"首页|当前位置|您的位置|您现在的位置|附件|名称|信息名称")
_SENTENCE = re.compile(r"[。；;，,！!？?]")
_LONGEST = 100
_MOST_LINES = 3
_ENDING = re.compile(r"[报報]\s*告|年\s*[报報]")
_NOBODY = frozenset(
    ("", "政府", "人民政府", "本级", "我局", "我单位", "首页", "年度", "工作", "法定", "法定主动公开内容")
)


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title: its ``text`` without spaces, and what it names ('' and None where it does not).

    ``at`` is the passage in which it ends. ``plain``: it speaks of openness of information; else it is any 年报.
    """

    text: str
    agency: str
    year: int | None
    at: int = -1
    plain: bool = True

    @property
    def weight(self) -> int:
        """How much it says."""
        return 4 * self.plain + 2 * (self.year is not None) + bool(self.agency)


def read_title(text: str) -> Title | None:
    """The title that a line, a file's name or a web page's title is; the name of a site beside it is left out.

    None where it is none: the words in a sentence, a menu's entry that names neither body nor year.
    """
    text = _FILE_END.sub("", clean(text))
    if not _ENDING.search(text) or len(text) > _LONGEST or "。" in text:
        return None
    pieces = [text, *_SITE.split(text)] if _SITE.search(Folded(text).compact) else [text]
    found = [title for piece in pieces if (title := _read(piece)) is not None]
    return max(found, key=lambda title: title.weight, default=None)


def _read(text: str) -> Title | None:
    text = "".join(text.split())
    folded = Folded(text).compact
    if label := _LABEL.match(folded):
        text = text[label.end() :]
    text = _OUTER.sub("", text)
    folded = Folded(text).compact
    for kind in _KIND.finditer(folded):
        if _TAIL.fullmatch(folded, kind.end()):
            return _titled(text, kind.start(), kind[0], kind.end())
    for mark in _YEAR_MARK.finditer(folded):
        for end in (mark.end(), mark.end() - 1):
            if end > mark.end(1) - 1 and _PLAIN_TAIL.fullmatch(folded, end):
                title = _titled(text, end, "", end)
                return replace(title, plain=False) if title is not None else None
    return None


def _titled(text: str, before: int, kind: str, behind: int) -> Title | None:
    """The title whose words of openness stand between two places; None where what it begins with is no name."""
    folded = Folded(text).compact
    years = {read_year(mark[1]) for mark in _YEAR_MARK.finditer(folded[:before] + " " + folded[behind:])} - {None}
    marks = list(_YEAR_MARK.finditer(folded[:before]))
    agency = text[:before]
    for mark in reversed(marks):
        agency = _around(_trimmed(agency[: mark.start()]), _trimmed(agency[mark.end() :]))
    agency = _trimmed(agency)
    if agency.endswith("人民") and kind.startswith("政府"):
        agency += "政府"  # the title prints 政府 once for both: X县人民政府信息公开
    if _NO_AGENCY.search(Folded(agency).compact) or len(agency) > 40 or re.search(r"\d{6}", agency):
        return None
    agency = "" if agency in _NOBODY or len(agency) < 2 else agency
    year = years.pop() if len(years) == 1 else None
    return Title(text, agency, year) if agency or year else None


def _around(left: str, right: str) -> str:
    """The name in what stands left and right of a year: right of it only what ends as a body's name does."""
    return left + right if not right or is_agency(right) else left


def _trimmed(words: str) -> str:
    return _ENDS.sub("", words.strip())


def find_titles(found: Sequence[Passage]) -> list[Title]:
    """All titles among the passages in reading order; one printed on up to three lines is put together.

    A line above that can be a body's name belongs to a title that names none.
    """
    titles: list[Title] = []
    read = [None if _is_other(one) else read_title(one.text) for one in found]
    for at, one in enumerate(found):
        if not _ENDING.search(one.text) or _is_other(one):
            continue
        best = read[at]
        for first in range(at - 1, max(-1, at - _MOST_LINES), -1):
            if read[first] is not None or _is_other(found[first]):
                break
            title = _joined(found[first : at + 1])
            if title is not None and (best is None or title.weight > best.weight):
                best = title
        if best is not None:
            below = _year_alone(found[at + 1].text) if best.year is None and at + 1 < len(found) else None
            titles.append(replace(best, at=at) if below is None else replace(best, at=at + 1, year=below))
    return titles


def _year_alone(text: str) -> int | None:
    """The year that a line under a title is: (2021年度) and nothing else; a bare number is none."""
    words = Folded("".join(text.split())).compact
    mark = _YEAR_MARK.fullmatch(words)
    return read_year(mark[1]) if mark is not None and mark[1] != words else None


def _joined(lines: Sequence[Passage]) -> Title | None:
    """The title that some lines make together: the first is a body's name or names a year."""
    opens = is_agency(lines[0].text) or _names_year(lines[0].text)
    return read_title("".join(one.text for one in lines)) if opens else None


def _names_year(text: str) -> bool:
    return bool(_YEAR_MARK.search(Folded(text).compact))


def _is_other(one: Passage) -> bool:
    if one.is_table or len(one.text) > _LONGEST or _SENTENCE.search(one.text):
        return True
    if _MENU.match(Folded(one.text).compact):
        return read_title(one.text) is None  # a path through the site ends with the title
    return is_chrome(one.text) or read_heading(one.text) is not None


def quoted_titles(text: str) -> Iterator[Title]:
    """Titles that stand in 《》 inside of a sentence."""
    for words in re.findall(r"《([^《》]{6,80})》", text):
        title = read_title(words)
        if title is not None:
            yield title


def same_name(one: str, other: str) -> bool:
    """Whether two names can be those of one body: one is the other with characters left out (城管局, 城市管理局)."""
    short, long = sorted((Folded(one).compact, Folded(other).compact), key=len)
    rest = iter(long)
    return all(sign in rest for sign in short)


def same_report(one: Title, other: Title) -> bool:
    """Whether two titles can be those of one report: nothing that both name differs."""
    years = {one.year, other.year} - {None}
    return len(years) < 2 and (not one.agency or not other.agency or same_name(one.agency, other.agency))
