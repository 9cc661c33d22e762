"""Names of units that are nearly the same: how near, where only what names vary in may differ.

A name is taken apart into the place it belongs to, its function and its tail (局、办、中心 ...). Each part has rules on
what may differ at all, for 水利局 and 水务局 are as near as names can be and still two bureaus; only what passes them
is given a score.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from xlreport.align.labels import evened

_FARTHER_PLACE, _STEM_OF_PLACE = 3.0, 2.0
"""Points lost where one name leaves its place out or says only 县, and where it says 青川 for 青川县."""
_OTHER_TAIL = 4.0
"""Points lost where one is called 局 and the other 委员会, or the tail is left out: another place's may be as near."""
_OTHER_SENSE = 4.0
"""Points lost where a short form says one of several: less than the gap, so that two of them are a question."""
_ONLY_A_PART = 10.0
"""Points lost where 农业局 says 农业农村局: more than the gap, so that whatever else it could be comes first."""
_LONG_FUNCTION = 8
"""From so many characters on one may be wrong; in a shorter name it could be another's: 公共资源交易, 公共资产交易."""
_GENERIC = "省市县区旗"
_NO_PLACE = ("市场", "市政公", "市政设", "市政工", "区域", "区划", "县级", "市级", "区级", "省级", "县域")
_NUMERALS = str.maketrans("1234567890", "一二三四五六七八九〇")
_TITLE = re.compile(r"(?:20\d\d)?年?度?政府信息公开工作?年?度?报告.*$|^20\d\d年?度?|20\d\d年度?$")
_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_ASIDE = re.compile(r"^(?:原|加?挂|简称|含)")
_JOINT = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与及暨](?=[\u4e00-\u9fff]{2})")
_PLACE = re.compile(
    r"(?P<p4>[^省市县局]{2,7}?(?:自治区|省(?!级)))"
    r"|(?P<p3>[^省市县局]{2,9}?(?:自治州|地区|(?<![民联同加])盟(?!委)))"
    r"|(?P<city>(?!城市)[^省市县局]{1,7}?(?<!城)市"
    r"|(?!城市)[^省市县局]{2,4}?城市(?!管理|综合|建设|规划|更新|运行|执法|照明|绿化|排水|供水|公用|园林|公园|发展))"
    r"(?!场|容|政公用|政工程|政设施|政园林|政管理|政建设|政处|政所|政维护|政养护|民中心|民热线|民服务)"
    r"|(?P<p2>市中区|[^省市县局]{1,9}?(?:自治县|县(?!域|级)|(?<!红)(?<!国)旗|"
    r"(?<![社园景发护业范验库灾校片营聚产作假理军院治地])(?<!高新)(?<!经开)区(?![划域块间])))"
)
_BRANCH = re.compile(r"(?P<body>\w{2,}?)局(?P<seat>\w*?)分局")
_ZONE = re.compile(r"(?!国家|[省市县]级)\w{2,3}?(?=(?:经济|经济技术|高新技术|高新技术产业)开发区|经开区|高新区)")
_LEVELS = (("p4", 4), ("p3", 3), ("city", 3), ("p2", 2))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a name: 青川县, or only 县 (``generic``). ``level`` is 4 for a province, 3 a city, 2 a county."""

    name: str
    level: int
    generic: bool = False

    @property
    def stem(self) -> str:
        """The name without what kind of place it is; '' where that leaves less than two characters."""
        stem = re.sub(r"(?:自治区|自治州|自治县|地区|[省市县区旗盟])$", "", self.name)
        return "" if self.generic or len(stem) < 2 else stem

    def lost_to(self, other: Place) -> float | None:
        """Points lost where both are one place, as 石泉 (of 石泉分局), 县 and 石泉县; None where they are two."""
        if self.name == other.name:
            return 0.0
        if self.generic or other.generic:
            bare = {self.stem, other.stem} & {self.name, other.name}
            kinds = {self.name[-1], other.name[-1]}
            return _FARTHER_PLACE if len(kinds) == 1 or (bare and kinds & set("县区旗")) else None
        is_one = self.stem == other.stem in (self.name, other.name) and self.level == other.level
        return _STEM_OF_PLACE if is_one else None


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart: the places from the widest to the nearest, and the rest as it is written."""

    places: tuple[Place, ...]
    rest: str

    @property
    def nearest(self) -> Place | None:
        """The place that the unit belongs to."""
        return self.places[-1] if self.places else None


@dataclass(frozen=True)
class _Function:
    """What a unit does, in full; ``senses``: what a short form could mean too; ``wholes``: what it may be part of."""

    stem: str
    tail: str
    senses: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()

    def readings(self, place: Place | None) -> dict[str, float]:
        """All that it may mean, with the points lost. 青川县农业局 is a name in full, 农业局 may be a short form."""
        found = dict.fromkeys(self.senses, _OTHER_SENSE) | {self.stem: 0.0}
        is_short = place is None or place.generic
        return dict.fromkeys(self.wholes, _ONLY_A_PART) | found if is_short else found


@dataclass(frozen=True)
class _Words:
    before: tuple[str, ...]
    itself: frozenset[str]
    fillers: tuple[str, ...]
    tails: tuple[str, ...]
    swapped: frozenset[str]
    functions: dict[str, str]
    senses: dict[str, tuple[str, ...]]
    wholes: dict[str, tuple[str, ...]]
    branched: frozenset[str]
    no_seats: tuple[str, ...]
    names: dict[str, str]

    @cached_property
    def known(self) -> frozenset[str]:
        """Functions that are known in full."""
        return frozenset(self.functions.values())


@cache
def _words() -> _Words:
    data = tomllib.loads(files("xlreport.county").joinpath("unit_words.toml").read_text(encoding="utf-8"))
    senses = {short: tuple(fulls) for short, fulls in data["senses"].items()}
    wholes = {part: tuple(fulls) for part, fulls in data["wholes"].items()}
    swapped = frozenset(data["bureau_or_commission"])
    functions = {_JOINT.sub("", short): full for short, full in data["functions"].items()}
    several = (full for fulls in (*senses.values(), *wholes.values()) for full in fulls)
    functions |= {full: full for full in (*functions.values(), *several, *swapped)}
    return _Words(
        before=tuple(data["before"]),
        itself=frozenset(data["itself"]),
        fillers=tuple(data["fillers"]),
        tails=tuple(sorted({_short(tail) for tail in data["tails"]}, key=len, reverse=True)),
        swapped=swapped,
        functions=functions,
        senses=senses,
        wholes=wholes,
        branched=frozenset(data["branched"]),
        no_seats=tuple(data["no_seats"]),
        names=data["names"],
    )


def nearness(one: str, other: str) -> float:
    """How near two names of units are, 0 to 100; 0 where something differs that tells units apart."""
    return _nearness(taken_apart(one), taken_apart(other))


def _nearness(one: NameParts, other: NameParts) -> float:
    lost, one_rest, other_rest = _places(one, other)
    if lost is None:
        return 0.0
    here, there = _function(one_rest), _function(other_rest)
    # Only one of two is read otherwise than it stands: 执法局 and 城管局 could both be 城市管理行政执法局.
    pairs = [(stem, there.stem, less) for stem, less in here.readings(one.nearest).items()]
    pairs += [(here.stem, stem, less) for stem, less in there.readings(other.nearest).items()]
    in_county = all(place is not None and place.level == 2 for place in (one.nearest, other.nearest))
    return max(0.0, *(_score(pair, (here.tail, there.tail), in_county) - pair[2] - lost for pair in pairs))


def _score(stems: tuple[str, str, float], tails: tuple[str, str], in_county: bool) -> float:
    """The points of two functions with their tails, each in one of its meanings."""
    one, other, _ = stems
    lost = _tails(max(one, other, key=len), *tails, in_county)
    if lost is None or not _same_function(one, other):
        return 0.0
    tail = tails[0] or tails[1]
    return fuzz.ratio(one + tail, other + tail) - lost


@lru_cache(maxsize=1 << 15)
def taken_apart(name: str) -> NameParts:
    """A name taken apart, without what says nothing of the unit: the title of its report, the year, brackets."""
    words = _words()
    name = _BRACKETS.sub(_kept_aside, unicodedata.normalize("NFKC", name))
    name = re.sub(r"^[我本](?=[省市县区旗局])", "", _TITLE.sub("", evened(name)))
    for before in words.before:
        if len(name) > len(before) + 1:
            name = name.removeprefix(before)
    for word in words.itself:
        if name.endswith(word) and _short(name.removesuffix(word)).endswith(("局", "委", "办", "政府", "厅")):
            name = name.removesuffix(word)
    places, rest = _seated(*_split_places(name))
    return NameParts(places, _of_its_masters(rest, places[-1].name if places else ""))


def _seated(places: tuple[Place, ...], rest: str) -> tuple[tuple[Place, ...], str]:
    """With the place inside the rest: 云河市生态环境局石泉分局 is the 生态环境分局 of 石泉, 石泉高新区 the 高新区."""
    if places and places[-1].level == 2:
        return places, rest
    branch, zone = _BRANCH.fullmatch(rest), _ZONE.match(rest)
    if branch and not any(word in branch["seat"] for word in _words().no_seats):
        seat, rest = branch["seat"], branch["body"] + "分局"
    else:
        seat, rest = (zone[0], rest[zone.end() :]) if zone else ("", rest)
    return (*places, Place(seat, 2)) if len(seat) > 1 else places, rest


def _of_its_masters(rest: str, place: str) -> str:
    """The rest without the masters in front of it: 青川县委青川县人民政府信访局, 人民政府城关街道办事处."""
    found = re.match(
        rf"(?:委(?:员会)?(?:{place})?)?(?:县|市|区)?(?:人民)?政府(?=\w*(?:信访局|街道办事处)$|\w{{2,}}办公室$)"
        r"|公安局(?=\w{2,}(?:派出所|[大支中]队)$)|司法局(?=\w{2,}司法所$)",
        rest,
    )
    return rest[found.end() :] if found else rest


def _kept_aside(match: re.Match[str]) -> str:
    """What stands in brackets, unless it is only an aside."""
    aside = match[1].strip()
    return "" if aside in _words().itself or _ASIDE.match(aside) else aside


def _split_places(name: str) -> tuple[tuple[Place, ...], str]:
    places: list[Place] = []
    while found := _PLACE.match(name):
        level = next(level for group, level in _LEVELS if found[group])
        if places and level >= places[-1].level:
            if found["city"] is None or places[-1].level != 3 or len(places) > 2:
                break
            level = 2  # a city of the rank of a county
        places.append(Place(found[0], level))
        name = name[found.end() :]
        if level == 2:
            break
    if not places and _is_generic(name):
        level = {"省": 4, "市": 3}.get(name[0], 2)
        return (Place(name[0], level, generic=True),), name[1:]
    return tuple(places), name


def _is_generic(name: str) -> bool:
    """Whether a name begins with 县, 市 ... for the county or city that everybody there knows."""
    if len(name) < 2 or name[0] not in _GENERIC or name.startswith(_NO_PLACE):
        return False
    return _function(name).stem not in _words().known  # 市监局 is no 监局 of a city


def _places(one: NameParts, other: NameParts) -> tuple[float | None, str, str]:
    """Points lost where places differ, None where they are two places; and the rests to be compared."""
    here, there = one.nearest, other.nearest
    if here is None and there is None:
        return 0.0, one.rest, other.rest
    if here is None or there is None:
        known = here or there
        assert known is not None
        bare = one.rest if here is None else other.rest
        stripped = bare.removeprefix(known.stem)
        lost = _FARTHER_PLACE if stripped == bare else _STEM_OF_PLACE
        return (lost, stripped, other.rest) if here is None else (lost, one.rest, stripped)
    above = {place.level: place.name for place in one.places[:-1] if not place.generic}
    agree = all(place.generic or above.get(place.level, place.name) == place.name for place in other.places[:-1])
    return here.lost_to(there) if agree else None, one.rest, other.rest


@lru_cache(maxsize=1 << 15)
def _function(rest: str) -> _Function:
    """Function and tail of a name without its place, both as they are compared."""
    words = _words()
    rest = _short(_JOINT.sub("", rest)) or "政府"
    rest = _numbered(words.names.get(rest, rest))
    tail = next((tail for tail in words.tails if rest.endswith(tail) and len(rest) > len(tail)), "")
    stem = rest.removesuffix(tail)
    if tail not in ("局", "委", "办", "分局"):  # 执法大队 could be anybody's
        return _Function(_in_full(stem), tail)
    return _Function(_in_full(stem), tail, words.senses.get(stem, ()), words.wholes.get(stem, ()))


def _in_full(stem: str) -> str:
    """The function in full; where it joins two, each of them."""
    functions = _words().functions
    parts = next(
        ((stem[:cut], stem[cut:]) for cut in range(2, len(stem) - 1) if {stem[:cut], stem[cut:]} <= functions.keys()),
        (),
    )
    return functions[stem] if stem in functions else "".join(functions[part] for part in parts) or stem


def _short(rest: str) -> str:
    """The name with the short forms of its tail."""
    rest = rest.replace("管委会", "管理委").replace("委员会", "委").replace("办公室", "办").replace("人民政府", "政府")
    rest = rest.replace("街道办事处", "街道")
    rest = re.sub(r"街道办$", "街道", rest)
    if "驻" not in rest:
        rest = re.sub(r"(?<=.)(?<!街道)办事处$", "街道", rest)
    return re.sub(r"(?<=[镇乡道])政府$", "", rest)


def _numbered(rest: str) -> str:
    """第一中学, 第1中学 and 一中 alike."""
    rest = re.sub(r"第?(\d{1,2})(?=\D)", lambda found: _chinese(int(found[1])), rest)
    rest = re.sub(r"第(?=[一二三四五六七八九十])", "", rest)
    return re.sub(
        r"(?<=[一二三四五六七八九十])([中小幼])$", lambda m: {"中": "中学", "小": "小学", "幼": "幼儿园"}[m[1]], rest
    )


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else str(tens).translate(_NUMERALS) + "十"
    return head + (str(ones).translate(_NUMERALS) if ones or not tens else "")


def _tails(stem: str, one: str, other: str, in_county: bool) -> float | None:
    """Points lost where tails differ; None where they are two kinds of body. 石泉县公安局 may be a city's 石泉分局."""
    words = _words()
    if one == other:
        return 0.0
    if {one, other} == {"局", "委"}:
        return _OTHER_TAIL if stem in words.swapped else None
    if {one, other} == {"局", "分局"}:
        return _OTHER_TAIL if in_county and stem in words.branched else None
    if "" in (one, other):
        return _OTHER_TAIL if stem in words.known else None
    return None


def _same_function(one: str, other: str) -> bool:
    """Whether two functions are one: equal, or but for a word that adds nothing, or a long known one is misprinted."""
    if one == other:
        return True
    fillers = _words().fillers
    bare = _without(one, fillers)
    if len(bare) >= 2 and bare == _without(other, fillers):
        return _is_within(one, other) or _is_within(other, one)
    return _is_misprint(one, other) or _is_misprint(other, one)


def _without(stem: str, fillers: Iterable[str]) -> str:
    for filler in fillers:
        stem = stem.replace(filler, "")
    return stem


def _is_within(short: str, long: str) -> bool:
    """Whether the short one is the long one with something left out."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _is_misprint(stem: str, known: str) -> bool:
    """Whether a function is a long known one with one character wrong, which no county has twice."""
    functions = _words().known
    if known not in functions or stem in functions or len(stem) != len(known) or len(known) < _LONG_FUNCTION:
        return False
    return [name for name in functions if Levenshtein.distance(stem, name, score_cutoff=1) <= 1] == [known]
