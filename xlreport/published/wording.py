"""The words of a published document as prose and titles are looked for in them: passages in reading order, text
without what printing varies, what is only the page's own furniture, and printed years and dates."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from xlreport.align.document import Place
from xlreport.align.traditional import TO_SIMPLIFIED
from xlreport.report import FIRST_YEAR, LAST_YEAR

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_MARKS = re.compile(r"^(?:#{1,6}\s*|>\s*)+|\*\*|__|`")


_SIMPLE = TO_SIMPLIFIED | str.maketrans("問題進臺設員黨時間統責須說應當醫場廠", "问题进台设员党时间统责须说应当医场厂")
"""Traditional characters of the words that are looked for: those of the tables' labels, and what only prose has."""


class Folded:
    """A text as it is compared: half-width, simplified, without spaces: ``compact``, and cut as that is cut."""

    def __init__(self, text: str) -> None:
        kept = [(_fold(sign), at) for at, sign in enumerate(text) if not sign.isspace()]
        self.text = text
        self.compact = "".join(sign for sign, _ in kept)
        self._at = [at for _, at in kept]

    def cut(self, length: int) -> tuple[str, str]:
        """The text before and from a place of ``compact``, both stripped."""
        at = self._at[length] if length < len(self._at) else len(self.text)
        return self.text[:at].strip(), self.text[at:].strip()

    def part(self, first: int, last: int) -> str:
        """The text between two places of ``compact``, stripped."""
        begin, end = (self._at[place] if place < len(self._at) else len(self.text) for place in (first, last))
        return self.text[begin:end].strip()

    def gap(self, length: int) -> bool:
        """Whether the text has a space at a place of ``compact``, or ends there."""
        return length >= len(self._at) or (length > 0 and self._at[length] - self._at[length - 1] > 1)


@lru_cache(maxsize=1 << 14)  # characters, not what a document says with them
def _fold(sign: str) -> str:
    """One character in half width and simplified; those that would become several stay, so that places are kept."""
    folded = unicodedata.normalize("NFKC", sign)
    return folded.translate(_SIMPLE) if len(folded) == 1 else sign


def clean(text: str) -> str:
    """A line without invisible characters and without marks of Markdown, stripped."""
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u3000", " ").strip()
    return _MARKS.sub("", text).strip()


@dataclass(frozen=True, slots=True)
class Passage:
    """A line or a table cell of a document, cleaned. ``is_table``: here stands (part of) a statutory table; its labels
    and numbers are no text."""

    text: str
    place: Place
    heading: int = 0
    is_table: bool = False


_FIELDS = (
    "索引号|发布机构|发布单位|公开方式|公开主体|公开日期|主题分类|体裁分类|组配分类|公文种类|文号|发文字号|生成日期|"
    "成文日期|发布日期|发布时间|发文日期|公开时限|公开范围|公开形式|信息来源|来源|字体|字号|浏览次数|浏览量|阅读次数|"
    "点击数|点击量|访问量|访问次数|有效性|责任编辑|编辑|作者|责编|信息名称|信息分类|关键词|名称|统一社会信用代码"
)
_FOOTER = (
    "主办单位|承办单位|主办|承办|协办|版权所有|网站标识码|网站地图|联系我们|关于我们|技术支持|扫一扫|分享到|分享|打印|"
    "关闭|上一篇|下一篇|上一条|下一条|返回顶部|返回首页|相关链接|相关信息|相关文章|相关文档|相关附件|友情链接|copyright"
)
_BUTTONS = re.compile(
    "打印本页|打印|关闭窗口|关闭本页|关闭|分享到|分享|微信|微博|收藏|大|中|小|字体|字号|首页|返回|顶部|目录|默认|"
    "扫一扫在手机打开当前页|扫一扫|无障碍|长者|关怀版|繁体|简体|登录|注册|搜索|导航|下载|朗读|语音|纠错|手机版|A"
)
_CHROME_START = re.compile(
    rf"(?:当前位置|您?(?:现在)?的位置|您现在的位置|(?:{_FIELDS}|{_FOOTER})(?:[:\[【|/]|$))", re.IGNORECASE
)
_ATTACHMENT = re.compile(r"(?:相关)?附件(?:下载)?\d{0,2}(?:[:.、]|$)")
_FOOTER_START = re.compile(rf"(?:{_FOOTER})(?:[:|\[【/]|$)|扫一扫", re.IGNORECASE)
_FOOTER_ANYWHERE = re.compile(r"ICP备|公网安备|网站标识码|版权所有|copyright", re.IGNORECASE)
_PAGE = re.compile(r"[-—–·~_]*(?:第\d{1,3}页(?:[,/]?共\d{1,3}页)?|\d{1,3}(?:/\d{1,3})?)[-—–·~_]*")
_CONTENTS = re.compile(r".*[.…·_]{3,}\d{1,3}")
_LONGEST_CHROME = 120


def is_chrome(text: str) -> bool:
    """Whether a line is the page's own furniture: navigation, fields of the page's head, buttons, page numbers,
    entries of a table of contents, footers, names of attachments. A sentence never is."""
    if len(text) > 2 * _LONGEST_CHROME or "。" in text:
        return False
    compact = Folded(text).compact
    if _PAGE.fullmatch(compact) or _CONTENTS.fullmatch(compact) or is_footer(text):
        return True
    if _CHROME_START.match(compact) or _ATTACHMENT.match(compact):
        return True
    if re.fullmatch(DATE, compact.strip("()")):
        return False
    return compact.startswith("首页>") or not re.sub(r"[\W\d_]+", "", _BUTTONS.sub("", compact))


def is_footer(text: str) -> bool:
    """Whether a line begins what a web page prints below its text."""
    if len(text) > 2 * _LONGEST_CHROME or "。" in text:
        return False
    compact = Folded(text).compact
    return bool(_FOOTER_START.match(compact) or _FOOTER_ANYWHERE.search(compact))


_ZERO = "〇○零0oOοОо◯"
_DIGITS = {**{str(digit): digit for digit in range(10)}, **dict.fromkeys(_ZERO, 0)}
_DIGITS |= {sign: digit for digit, sign in enumerate("一二三四五六七八九", 1)} | {"壹": 1, "贰": 2, "两": 2}
YEAR = rf"(?<![\d])(?:20\d\d|[二贰][{_ZERO}][{_ZERO}一二三四五六七八九]{{2}})(?!\d)"
"""A printed year, in figures or numerals, as it stands in a compact text."""
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[二三]?十[一二三四五六七八九]?)"
DATE = (
    rf"(?P<year>{YEAR})(?:年(?P<month>{_SMALL})月(?P<day>{_SMALL})日"
    r"|(?P<between>[-./])(?P<mm>\d{1,2})(?P=between)(?P<dd>\d{1,2})(?!\d))"
)
"""A printed date in a compact text; what ``read_date`` needs are its named groups."""


def read_year(words: str) -> int | None:
    """The year that the words print; None where it is outside what can be a report's year."""
    year = int("".join(str(_DIGITS[sign]) for sign in words))
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def read_date(match: re.Match[str]) -> str:
    """The ISO date of a match of ``DATE``, '' where there is no such day."""
    year = read_year(match["year"])
    month, day = _small(match["month"] or match["mm"]), _small(match["day"] or match["dd"])
    try:
        return datetime.date(year or 0, month, day).isoformat()
    except ValueError:
        return ""


def _small(words: str) -> int:
    """A number below 100 in figures or numerals (28, 二十八, 十, 二八)."""
    if "十" not in words:
        return int("".join(str(_DIGITS[sign]) for sign in words))
    tens, _, ones = words.partition("十")
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


_BODIES = (
    "局|厅|部|委|委员会|办|办公室|政府|中心|管委会|院|署|站|所|队|集团|公司|学校|联合会|协会|银行|海关|街道|处|馆|会|社|"
    "台|校|大学|学院|省|市|县|区|乡|镇|旗|州|盟|苏木|场|园|分局|总局|林区|矿区|新区|开发区|组|厂|团|工会|妇联|团委|残联|科协|文联"
)
_AGENCY = re.compile(rf"[\w()·、]{{1,40}}?(?:{_BODIES})(?:\([\w]{{1,12}}\))?")


def is_agency(text: str) -> bool:
    """Whether a line can be the name of a body: short, without a sentence, ending as such names do."""
    return len(text) <= 60 and bool(_AGENCY.fullmatch(Folded(text).compact))
