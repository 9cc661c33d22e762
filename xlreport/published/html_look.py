"""How the text of a web page looks: struck out, raised, smaller, turned round or not to be seen; and a line of such
texts as one text in which none of them runs into a number that it is no part of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from xlreport.published.flow import plain

if TYPE_CHECKING:
    from lxml import etree

    from xlreport.published.html_style import Declared

_BASE = 16.0
_SMALLER, _LARGER, _CLEARLY = 0.83, 1.2, 0.85
"""Steps of size; text of less than the last share of its neighbour's size is not of one number with it."""
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "rem": _BASE}
_WORDS = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_FONT_SIZES = (10.0, 10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
_TAG_SIZES = {"small": _SMALLER, "big": _LARGER, "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67}
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z%]*)")
_IN_FONT = re.compile(
    r"(?<![\w.-])(?:\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|%)|(?:x{1,2}-)?(?:small|large)|smaller|larger)"
)
_RAISED, _STRUCK = frozenset(("sup", "sub", "rt")), frozenset(("del", "s", "strike"))
_CELLS = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table"))
_FAR = -500.0
_DEEPEST = 60
_NUMBER_END = re.compile(r"\d[.．,，]?\s*$|^\s*[+\-－−]\s*$")
_NUMBER_START = re.compile(r"^\s*[.．,，]?\d|^\s*[.．,，]\s*$")
_SCRIPTS, _MARK = ("/sup", "/sub", "/super"), re.compile("[0-9]{1,2}")
_DIGIT, _CHINESE = re.compile(r"\d"), re.compile("[\u2e80-\u9fff]")


class Look(NamedTuple):
    """How text looks. ``apart`` names the height at which it stands, '' on the line; ``odd`` why digits of it print as
    something else; ``hidden`` what a part inside may undo, ``faded`` what none can."""

    struck: bool = False
    apart: str = ""
    size: float = _BASE
    hidden: bool = False
    faded: bool = False
    odd: str = ""

    @property
    def prints(self) -> bool:
        """Whether such text is seen."""
        return self.size > 0 and not self.hidden and not self.faded

    @property
    def keeps_room(self) -> bool:
        """Whether text that is not seen leaves a gap."""
        return self.size > 0


class Run(NamedTuple):
    """A piece of a line, all of which looks the same."""

    text: str
    look: Look


def length(value: str, base: float = _BASE) -> float | None:
    """A CSS length in pixels, shares taken of ``base``; None for anything else."""
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    if unit in ("em", "%"):
        return number * base * (1 if unit == "em" else 0.01)
    return number * _UNITS.get(unit, 1.0)


def is_gone(element: etree._Element, tag: str, declared: Declared, inline: bool) -> bool:
    """Whether nothing of an element is shown and no room kept for it. ``inline``: it stands in a line of text."""
    display = declared.get("display", "")
    if display == "none" or (not display and element.get("hidden") is not None):
        return True
    if tag == "dialog" and element.get("open") is None:
        return True
    if not declared:
        return False
    if declared.get("mso-hide") in ("all", "screen"):
        return True
    if declared.get("visibility") == "collapse" and tag in _CELLS - {"td", "th", "table"}:
        return True
    return tag not in _CELLS and _is_out_of_sight(declared, inline and not display.startswith(("block", "inline-b")))


def _is_out_of_sight(declared: Declared, inline: bool) -> bool:
    lifted = declared.get("position") in ("absolute", "fixed")
    if lifted and (
        min(length(declared.get(side, "")) or 0 for side in ("left", "top", "right", "bottom")) < _FAR
        or re.search(r"rect\s*\(\s*0?[01]?(?:px)?[\s,]+0?[01]?(?:px)?[\s,]+0?[01]?(?:px)?", declared.get("clip", ""))
    ):
        return True
    if inline and not lifted and declared.get("float", "none") == "none":
        return False
    sides = [declared.get(side) for side in ("width", "height", "max-width", "max-height")]
    closed = declared.get("overflow") in ("hidden", "clip")
    empty = any(side is not None and length(side) == 0 for side in sides)
    return (closed and empty) or (length(declared.get("text-indent", "")) or 0) < _FAR


def look_of(element: etree._Element, tag: str, declared: Declared, outer: Look, inline: bool) -> Look:
    """How text directly in an element looks, given how the text around it does."""
    if not declared and tag not in _MARKING:
        return outer
    return outer._replace(
        struck=outer.struck or _strikes(tag, declared),
        apart=(outer.apart + _shift(element, tag, declared, inline))[:_DEEPEST],
        size=_size(element, tag, declared, outer.size),
        hidden=_is_hidden(declared, outer.hidden),
        faded=outer.faded or (length(declared.get("opacity", "1")) == 0 and "animation" not in declared),
        odd=outer.odd or _odd(element, tag, declared),
    )


_MARKING = _RAISED | _STRUCK | frozenset(_TAG_SIZES) | frozenset(("font", "a", "bdo"))


def _strikes(tag: str, declared: Declared) -> bool:
    if declared.get("text-line-through", "none") != "none":
        return True
    decoration = declared.get("text-decoration")
    return tag in _STRUCK if decoration is None else "line-through" in decoration


def _shift(element: etree._Element, tag: str, declared: Declared, inline: bool) -> str:
    """The name of the height at which an element in a line stands, '' where that is the line's own."""
    if tag in _RAISED:
        return f"/{tag}"
    if tag == "a" and element.get("href") is not None:
        return "/a"  # no one makes a link of one digit of a number
    if not inline or not declared:
        return ""
    align = declared.get("vertical-align", "")
    if align in ("super", "sub") or length(align):
        return f"/{align}"
    if length(declared.get("mso-text-raise", "")) or declared.get("font-variant-position", "normal") != "normal":
        return "/raise"
    if declared.get("position", "static") in ("absolute", "fixed") or declared.get("float", "none") != "none":
        return "/out"
    moved = [declared.get(side, "") for side in ("top", "bottom")]
    if declared.get("position") == "relative" and any(map(length, moved)):
        return f"/{moved}"
    return "/moved" if declared.get("transform", "none") != "none" else ""


def _size(element: etree._Element, tag: str, declared: Declared, outer: float) -> float:
    size = outer * _TAG_SIZES.get(tag, 1.0)
    if tag == "font":
        size = _font_size(element.get("size", "").strip(), outer)
    value = declared.get("font-size", "")
    if not value and (in_font := _IN_FONT.search(declared.get("font", ""))):
        value = in_font[0]
    if value in _WORDS:
        return _WORDS[value]
    if value in ("smaller", "larger"):
        return outer * (_SMALLER if value == "smaller" else _LARGER)
    known = length(value, outer)
    return size if known is None else max(0.0, known)


def _font_size(written: str, outer: float) -> float:
    if not re.fullmatch(r"[+-]?\d", written):
        return outer
    step = int(written) + (3 if written[0] in "+-" else 0)
    return _FONT_SIZES[max(1, min(7, step))]


def _is_hidden(declared: Declared, outer: bool) -> bool:
    value = declared.get("visibility", "")
    if value in ("hidden", "collapse"):
        return True
    return outer and value not in ("visible", "initial")


def _odd(element: etree._Element, tag: str, declared: Declared) -> str:
    direction = declared.get("direction", element.get("dir", "").lower())
    overridden = tag == "bdo" or "override" in declared.get("unicode-bidi", "")
    turned = re.search(r"rotate|matrix|scale[xyz3d]*\s*\([^)]*-|skew", declared.get("transform", ""))
    if (overridden and direction == "rtl") or "reverse" in declared.get("flex-direction", "") or turned:
        return "反向"
    fonts = declared.get("font-family", "") + declared.get("font", "") + element.get("face", "").lower()
    if "wingdings" in fonts or "webdings" in fonts:
        return "符号"
    return "遮盖" if declared.get("-webkit-text-security", "none") != "none" else ""


def line_of(runs: Iterable[Run], sizes: bool) -> str:
    """The text of a line. What stands higher, lower or (``sizes``) smaller beside a number is set in brackets, what is
    struck out or prints as something else is marked. A raised digit alone is a note too."""
    merged = _merged(runs)
    solid = [at for at, run in enumerate(merged) if plain(run.text).strip()]
    texts = [run.text for run in merged]
    for place, at in enumerate(solid):
        before = merged[solid[place - 1]] if place else None
        after = merged[solid[place + 1]] if place + 1 < len(solid) else None
        texts[at] = _set_apart(merged[at], before, after, sizes)
        if len(solid) == 1 and merged[at].look.apart.endswith(_SCRIPTS) and _MARK.fullmatch(texts[at].strip()):
            texts[at] = f"[{texts[at].strip()}]"
    result = []
    struck = False
    for text, run in zip(texts, merged, strict=True):
        if plain(text).strip() and run.look.struck != struck:
            result.append("〔划去：" if run.look.struck else "〕")
            struck = run.look.struck
        result.append(text)
    return "".join(result) + ("〕" if struck else "")


def _merged(runs: Iterable[Run]) -> list[Run]:
    """The runs, neighbours that look the same as one."""
    groups: list[tuple[list[str], Look]] = []
    for run in runs:
        if groups and groups[-1][1] == run.look:
            groups[-1][0].append(run.text)
        else:
            groups.append(([run.text], run.look))
    return [Run("".join(texts), look) for texts, look in groups]


def _set_apart(run: Run, before: Run | None, after: Run | None, sizes: bool) -> str:
    text = run.text
    marked = stripped = text.strip()
    if (before and _touch(before.text, text) and _is_lesser(run.look, before.look, sizes)) or (
        after and _touch(text, after.text) and _is_lesser(run.look, after.look, sizes)
    ):
        marked = f"[{stripped}]"
    if run.look.odd and _DIGIT.search(text) and not _CHINESE.search(text):
        marked = f"〔{run.look.odd}：{stripped}〕"
    return text.replace(stripped, marked, 1) if marked != stripped else text


def _touch(left: str, right: str) -> bool:
    """Whether one number would seem to go on from a text to the next, whatever that is not seen stands between."""
    return bool(_NUMBER_END.search(plain(left[-40:])) and _NUMBER_START.search(plain(right[:40])))


def _is_lesser(look: Look, beside: Look, sizes: bool) -> bool:
    """Whether text is the note of the two: raised or lowered more than its neighbour, or clearly smaller."""
    if look.apart != beside.apart:
        return len(look.apart.split("/")) >= len(beside.apart.split("/"))
    return sizes and look.size < _CLEARLY * beside.size
