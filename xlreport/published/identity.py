"""Who reports on which year, and when it was signed: from title, text, signature, page fields and the file's name.

What contradicts the choice is named. The level and the kind of the body are never told from its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from xlreport.align.document import Document, TextGrid
from xlreport.published.headings import read_heading, split_headings
from xlreport.published.marked import Marked, read_marked
from xlreport.published.passages import passages
from xlreport.published.prose import body_bounds
from xlreport.published.titles import Title, find_titles, quoted_titles, read_title, same_name, same_report
from xlreport.published.wording import DATE, YEAR, Folded, Passage, clean, is_agency, is_chrome, read_date, read_year

_PERIOD = re.compile(
    rf"({YEAR})年(?:1|一)月(?:1|一)日(?:起)?,?(?:至|到|—+|-+|~)(?:截?止?)(?:({YEAR})年|同年|当年)?(?:12|十二)月"
)
_OPENS = re.compile(rf"(?:^|[。;:)])({YEAR})(?:年度|年以来|年来|年),")
_DATE = re.compile(DATE)
_SIGNED = re.compile(rf"(.{{0,60}}?)[(]?{DATE}[)]?")
_MONTH_ONLY = re.compile(rf"{YEAR}年(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:日)?")
_CODE = re.compile(r"统一社会信用代码(?:\(?机构代码\)?)?[:]?([0-9A-HJ-NPQRTUWXY]{18})(?![0-9A-Z])")
_DATE_FIELDS = ("成文日期", "生成日期", "发文日期", "印发日期", "发布日期", "发布时间", "公开日期")
_AGENCY_FIELDS = ("发布机构", "发布单位", "公开主体", "发文机关", "制发机关", "编制单位", "信息来源", "来源")
_ALL_FIELDS = (*_DATE_FIELDS, *_AGENCY_FIELDS, "统一社会信用代码", "索引号", "公开方式", "文号", "有效性", "浏览次数")
_NEXT_FIELD = rf"(?=\s*(?:{'|'.join(_ALL_FIELDS)}|字体|字号|浏览|打印|分享|阅读|点击|访问)|[|】\]]|$)"
_FIELD = re.compile(rf"({'|'.join(_ALL_FIELDS)})\s*[:：]\s*(.*?){_NEXT_FIELD}")
_SURE = {"统计期限": 5, "网页或文档标题": 4, "文件名": 3, "正文多处": 2, "落款日期": 2, "正文一处": 1}
"""How much a year weighs by where it is printed, where no title names one."""
_TOO_WEAK = ("落款日期", "正文一处")
"""Said by one sentence, or told from the date of signing only: nothing that could be held against a title."""
_LATEST_MONTH = 6
_SIGNATURE_BEFORE = 3


@dataclass(frozen=True)
class Identity:
    """Whose report it is, on which year, signed when.

    ``agency`` is '' and ``year`` None where nothing names them. ``date`` is ISO, '' where none is printed or the day
    does not exist. ``code`` is a 统一社会信用代码 that is printed under this name, else ''. ``titles``: those of all
    different reports that the document holds. ``remarks``: Chinese sentences without 。 on what is in conflict.
    """

    agency: str
    year: int | None
    date: str
    code: str
    titles: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Source:
    """A document taken apart: its passages, where the body begins, its last heading and its end, its page fields."""

    document: Document
    found: Sequence[Passage]
    start: int
    last: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> list[str]:
        """The text of the body and of what leads to it, without page furniture, compact."""
        texts = (one.text for one in self.found[: self.end] if one.text and not is_chrome(one.text))
        return [Folded(text).compact for text in texts]


def read_identity(document: Document) -> Identity:
    """Agency, year, signing date and code of a report, with remarks on contradictions.

    The title of the body decides over all else; of several the nearest above section 一. Without one the file's own
    title, its name, the period of the statistics, the text and the signing date are weighed; where the heaviest
    disagree, the year is None. The agency is the title's, else the signature's, the page's 发布机构, or that of the
    file's title or name. A document that marks its headings (``read_marked``) names all three itself. Nothing is
    raised.
    """
    if (marked := read_marked(document)) is not None:
        return _of_marked(document, marked)
    found = split_headings(passages(document))
    source = _Source(document, found, *body_bounds(found), _page_fields(document))
    titles = find_titles(found)
    main = _main_title(source, titles)
    outside = _outside_titles(document)
    signer, signed, date_remarks = _signature(source)
    year, year_remarks = _year(source, main, outside, signed)
    agency, agency_remarks = _agency(source, main, titles, outside, signer)
    printed = _all_titles(source, titles, main) or [one for _, one in outside[:1]]
    remarks = (*year_remarks, *agency_remarks, *date_remarks, *_late(year, signed))
    return Identity(agency, year, signed, _code(source), tuple(one.text for one in printed), remarks)


def _of_marked(document: Document, marked: Marked) -> Identity:
    """What title and signature say, word for word; the file's own title and name are held against them."""
    printed = Folded(marked.date).compact
    match = _DATE.fullmatch(printed)
    date = read_date(match) if match else ""
    remarks = [] if date or not printed else [f"落款日期写“{marked.date}”，不是年月日齐全的日期，签发日期请人工填写"]
    for where, title in _outside_titles(document):
        if None not in (title.year, marked.year) and title.year != marked.year:
            remarks.append(f"标题写 {marked.year} 年，{where}写 {title.year} 年；按标题取 {marked.year}")
        if title.agency and marked.agency and not same_name(title.agency, marked.agency):
            remarks.append(f"标题写“{marked.agency}”，{where}写“{title.agency}”；按标题取“{marked.agency}”")
    return Identity(marked.agency, marked.year, date, "", (marked.title,), (*remarks, *_late(marked.year, date)))


def _main_title(source: _Source, titles: Sequence[Title]) -> Title | None:
    """The title of the body: the nearest above it that names a year, else the nearest, else one in 《》 there."""
    above = [one for one in titles if one.at < source.start]
    if source.start >= len(source.found):
        above = above[:1]
    quoted = [title for one in source.found[: source.start] for title in quoted_titles(one.text)]
    for choice in ([one for one in above if one.year is not None], above, quoted):
        if choice:
            return _fullest(choice)
    return None


def _fullest(titles: Sequence[Title]) -> Title:
    """The last title; where the one before is of the same report and says more, that one."""
    last = titles[-1]
    same = [one for one in titles if same_report(one, last) and one.plain >= last.plain]
    return max(same, key=lambda one: (one.weight, one.at), default=last)


def _outside_titles(document: Document) -> list[tuple[str, Title]]:
    """Titles that the file has outside its text, with what holds them."""
    name = PurePosixPath(document.path.replace("\\", "/")).name
    named = (("网页或文档标题", document.title), ("文件名", name))
    return [(where, title) for where, text in named if (title := read_title(text)) is not None]


def _all_titles(source: _Source, titles: Sequence[Title], main: Title | None) -> list[Title]:
    """The titles of all reports in the document: those with headings or tables of a report before the next title."""
    heads: list[Title] = []
    for at, one in enumerate(titles):
        ends = titles[at + 1].at if at + 1 < len(titles) else len(source.found)
        below = source.found[one.at + 1 : ends]
        if any(part.is_table or _opens_report(part.text) for part in below):
            heads.append(one)
    different = [main] if main is not None else []
    for one in heads:
        if not any(same_report(one, other) for other in different):
            different.append(one)
    return different


def _opens_report(text: str) -> bool:
    heading = read_heading(text)
    return heading is not None and heading.section == 1 and heading.strong


def _year(
    source: _Source, main: Title | None, outside: Sequence[tuple[str, Title]], signed: str
) -> tuple[int | None, list[str]]:
    """The report's year, and sentences on what names another one."""
    evidence = list(_years(source, outside, signed))
    if main is not None and main.year is not None:
        others = [(where, year) for where, year in evidence if year != main.year and where not in _TOO_WEAK]
        return main.year, [
            f"标题写 {main.year} 年，{where}写 {year} 年；按标题取 {main.year}" for where, year in others
        ]
    weights: Counter[int] = Counter()
    for where, year in evidence:
        weights[year] = max(weights[year], _SURE[where])
    if not weights:
        return None, []
    heaviest = max(weights.values())
    years = [year for year, weight in weights.items() if weight == heaviest]
    said = "，".join(f"{where}{_verb(where)} {year} 年" for where, year in evidence)
    if len(years) > 1:
        return None, [f"标题没有写年度，{said}，互相矛盾，报告年度请人工填写"]
    return years[0], [f"标题没有写年度，{said}；取 {years[0]}"]


def _verb(where: str) -> str:
    return "推得" if where == "落款日期" else "写"


def _years(source: _Source, outside: Sequence[tuple[str, Title]], signed: str) -> Iterator[tuple[str, int]]:
    """Years that the document names as the report's, with where it does; the text counts by what most sentences say."""
    periods = {read_year(one[1]) for text in source.body for one in _PERIOD.finditer(text) if one[2] in (None, one[1])}
    yield from (("统计期限", year) for year in sorted(year for year in periods if year))
    yield from ((where, title.year) for where, title in outside if title.year is not None)
    opened = Counter(read_year(one[1]) for text in source.body for one in _OPENS.finditer(text))
    ranked = [(year, count) for year, count in opened.most_common(2) if year is not None]
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        yield ("正文多处" if ranked[0][1] > 1 else "正文一处"), ranked[0][0]
    if signed and int(signed[5:7]) <= _LATEST_MONTH:
        yield "落款日期", int(signed[:4]) - 1


def _agency(
    source: _Source,
    main: Title | None,
    titles: Sequence[Title],
    outside: Sequence[tuple[str, Title]],
    signer: str,
) -> tuple[str, list[str]]:
    """The body's name, and sentences on who else is named as the reporting body."""
    above = [one.agency for one in titles if one.at < source.start and main is not None and same_report(one, main)]
    named = [("标题", main.agency if main else ""), ("标题", next(filter(None, reversed(above)), ""))]
    named += [("标题下一行", _below(source, main)), ("落款", signer)]
    fields = [(name, source.fields[name]) for name in _AGENCY_FIELDS if is_agency(source.fields.get(name, ""))]
    named += [*fields[:1], *((where, title.agency) for where, title in outside)]
    named = [(where, name) for where, name in named if name]
    if not named:
        return "", []
    where, agency = named[0]
    trusted = [
        (other, name) for other, name in named[1:] if where != "标题" or other in ("落款", "网页或文档标题", "文件名")
    ]
    return agency, [
        f"{where}写“{agency}”，{other}写“{name}”；按{where}取“{agency}”"
        for other, name in dict.fromkeys(trusted)
        if not same_name(name, agency)
    ]


def _below(source: _Source, main: Title | None) -> str:
    """The body's name on the line under the title, in brackets or not, '' where there is none."""
    text = source.found[main.at + 1].text if main and 0 <= main.at < source.start - 1 else ""
    name = "".join(text.split()).strip("()（）")
    return name if is_agency(name) else ""


def _signature(source: _Source) -> tuple[str, str, list[str]]:
    """Who signed, the ISO date, sentences on a date that is none. Looked for below the last heading, then between title
    and body, then among the page's fields."""
    below = [one for one in source.found[source.last + 1 : source.end] if one.text and not is_chrome(one.text)]
    signed = _signed(below)
    above = [one for one in source.found[: source.start] if one.text and not is_chrome(one.text)]
    if signed is None:
        signed = _signed(above[-_SIGNATURE_BEFORE:])
    if signed is not None:
        signer, printed, date = signed
        return signer, date, [] if date else [f"落款日期写“{printed}”，没有这一天，签发日期请人工填写"]
    signer = below[-1].text if below and is_agency(below[-1].text) else ""
    for name in _DATE_FIELDS:
        match = _DATE.search(Folded(source.fields.get(name, "")).compact)
        if match:
            date = read_date(match)
            return signer, date, [] if date else [f"{name}写“{match[0]}”，没有这一天，签发日期请人工填写"]
    partial = next((one.text for one in reversed(below) if _MONTH_ONLY.fullmatch(Folded(one.text).compact)), "")
    return signer, "", [f"落款日期写“{partial}”，没有写到日，签发日期请人工填写"] if partial else []


def _signed(lines: Sequence[Passage]) -> tuple[str, str, str] | None:
    """(who, date as printed, ISO date) of the last date line, one under a body's name before others."""
    best: tuple[bool, tuple[str, str, str]] | None = None
    for at, one in enumerate(lines):
        match = _SIGNED.fullmatch(Folded(one.text).compact)
        if match is None or (match[1] and not is_agency(match[1])):
            continue
        above = lines[at - 1].text if at else ""
        signer = match[1] or ("".join(above.split()) if is_agency(above) else "")
        if best is None or bool(signer) >= best[0]:
            printed = match[0][len(match[1]) :].strip("()")
            best = (bool(signer), (signer, printed, read_date(match)))
    return best[1] if best is not None else None


def _late(year: int | None, signed: str) -> list[str]:
    """A sentence where the date is not of the year after the report's."""
    if year is None or not signed or int(signed[:4]) == year + 1:
        return []
    return [f"报告年度为 {year}，日期写 {signed}，不在次年；年度和日期都照文中所写"]


def _code(source: _Source) -> str:
    """A code of the right shape printed behind 统一社会信用代码, '' where none is or two differ."""
    texts: Iterable[str] = [one.text for one in source.found]
    printed = [*texts, f"统一社会信用代码{source.fields.get('统一社会信用代码', '')}"]
    codes = {match[1] for text in printed for match in _CODE.finditer(Folded(text).compact.upper())}
    return codes.pop() if len(codes) == 1 else ""


def _page_fields(document: Document) -> dict[str, str]:
    """What the page says of itself: name of the field → first value, from lines and from tables at the head."""
    fields: dict[str, str] = {}
    for line in document.lines:
        for match in _FIELD.finditer(clean(line.text)):
            fields.setdefault(match[1], match[2].strip())
    for grid in document.grids:
        for name, value in _grid_fields(grid):
            fields.setdefault(name, value)
    return {name: value for name, value in fields.items() if value}


def _grid_fields(grid: TextGrid) -> Iterator[tuple[str, str]]:
    """Fields of a grid: the value stands behind the name, in the cell right of it, or in the row below."""
    rows = [[clean(cell.text) for cell in row] for row in grid.rows]
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else []
        for place, text in enumerate(row):
            yield from ((match[1], match[2].strip()) for match in _FIELD.finditer(text))
            name = Folded(text).compact.rstrip(":")
            if name not in _ALL_FIELDS:
                continue
            right = row[place + 1] if place + 1 < len(row) else ""
            value = right if Folded(right).compact.rstrip(":") not in _ALL_FIELDS else ""
            yield name, value or (below[place] if place < len(below) else "")
