"""How the text of a Word document looks, as far as a number would be read wrongly without it.

Direct properties, character, paragraph and table styles with what they are based on, and the document's defaults;
the levels of headings and the numbering that prints something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAPER, UNKNOWN, ANY = "FFFFFF", "?", ""
"""What stands behind text: white paper; a colour that is not known; something that is not looked at."""
_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
_TOGGLES = frozenset(("vanish", "specVanish", "strike", "dstrike"))
_VALUES = frozenset(("vertAlign", "position", "color", "sz", "rStyle"))
_OFF = ("0", "false", "off", "none")
_HEX = re.compile("[0-9A-Fa-f]{6}")
_HIGHLIGHTS = {
    **{"black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF"},
    **{"red": "FF0000", "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080"},
    **{"darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000"},
    **{"darkGray": "808080", "lightGray": "C0C0C0"},
}
_ALIKE = 24
"""Colours that differ less in each of red, green and blue are one to the eye."""
_TINY = 6
"""Half points: nobody reads a letter so small."""
_USUAL_SIZE = 20
_DEEPEST = 20

Properties = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. ``raised``: how it stands off its line, '' where it does not; ``odd``: why what it holds is not
    what a reader sees, '' where it is; ``doubtful``: that is so for digits only; ``size`` in half points."""

    raised: str = ""
    struck: bool = False
    hidden: bool = False
    odd: str = ""
    doubtful: bool = False
    size: float = _USUAL_SIZE


class Around(NamedTuple):
    """Where a paragraph stands: whether in a table, that table's style, and the colour behind the text."""

    in_table: bool = False
    table_style: str = ""
    ground: str = PAPER


def value(element: _Element | None) -> str:
    """The ``w:val`` of an element, '' where there is none."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def is_on(switch: _Element | None) -> bool:
    """Whether a switch is there and on."""
    return switch is not None and value(switch).lower() not in _OFF


def shade(shading: _Element | None) -> str:
    """The colour that a ``w:shd`` puts behind text, UNKNOWN for a pattern, '' where it puts none."""
    if shading is None or value(shading) in ("nil", "none"):
        return ""
    if value(shading) == "solid":
        colour = str(shading.get(f"{W}color", ""))
        return colour if _HEX.fullmatch(colour) else "000000"
    if value(shading) not in ("", "clear"):
        return UNKNOWN
    colour = str(shading.get(f"{W}fill", ""))
    return colour if _HEX.fullmatch(colour) else ""


class Styles:
    """The styles of a document; either part may be missing."""

    def __init__(self, styles: _Element | None, numbering: _Element | None) -> None:
        self._runs: dict[str, Properties] = {}
        self._shades: dict[str, str] = {}
        self._numbers: dict[str, tuple[str, str]] = {}
        self._based: dict[str, str] = {}
        self._levels: dict[str, int] = {}
        self._shading_tables: set[str] = set()
        self._defaults: Properties = {}
        self._default_paragraph = ""
        if styles is not None:
            self._defaults = _properties(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            for style in styles.iter(f"{W}style"):
                self._add(style)
        self._printing = {} if numbering is None else _printing(numbering)
        self._known: dict[str, Properties] = {}
        self._looks: dict[tuple[object, ...], Look] = {}

    def _add(self, style: _Element) -> None:
        identity = str(style.get(f"{W}styleId", ""))
        self._based[identity] = value(style.find(f"{W}basedOn"))
        self._runs[identity] = _properties(style.find(f"{W}rPr"))
        self._shades[identity] = shade(style.find(f"{W}pPr/{W}shd"))
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "") in ("1", "true", "on"):
            self._default_paragraph = identity
        if style.get(f"{W}type") == "table" and any(map(shade, style.iter(f"{W}shd"))):
            self._shading_tables.add(identity)
        number = style.find(f"{W}pPr/{W}numPr")
        if number is not None:
            self._numbers[identity] = (value(number.find(f"{W}numId")), value(number.find(f"{W}ilvl")))
        name, own = value(style.find(f"{W}name")).lower(), value(style.find(f"{W}pPr/{W}outlineLvl"))
        if name.startswith("heading ") and name[8:].isdigit():
            self._levels[identity] = int(name[8:])
        elif own.isdigit() and int(own) < 9:
            self._levels[identity] = int(own) + 1
        elif name == "title":
            self._levels[identity] = 1

    def _chain(self, identity: str) -> list[str]:
        """A style and those it is based on, itself first."""
        chain: list[str] = []
        while identity in self._based and identity not in chain and len(chain) < _DEEPEST:
            chain.append(identity)
            identity = self._based[identity]
        return chain

    def heading(self, paragraph: _Element) -> int:
        """The level of a paragraph that is a heading, 0 for any other."""
        own = value(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        if own.isdigit():
            return int(own) + 1 if int(own) < 9 else 0
        chain = self._chain(value(paragraph.find(f"{W}pPr/{W}pStyle")))
        return next((self._levels[style] for style in chain if style in self._levels), 0)

    def is_numbered(self, paragraph: _Element) -> bool:
        """Whether a number, letter or bullet is printed before the paragraph's text."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        chain = self._chain(self.paragraph_style(paragraph))
        number, level = next((self._numbers[style] for style in chain if self._numbers.get(style, ("",))[0]), ("", ""))
        if own is not None:
            number = value(own.find(f"{W}numId")) or number
            level = value(own.find(f"{W}ilvl")) or level
        return (level or "0") in self._printing.get(number, ())

    def paragraph_style(self, paragraph: _Element) -> str:
        """The id of the style that a paragraph has, by default where it names none."""
        return value(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default_paragraph

    def ground(self, paragraph: _Element, around: str) -> str:
        """The colour behind a paragraph that stands before ``around``."""
        own = paragraph.find(f"{W}pPr/{W}shd")
        if own is not None:
            return shade(own) or around
        chain = self._chain(self.paragraph_style(paragraph))
        return next((found for style in chain if (found := self._shades[style])), around)

    def shades_tables(self, identity: str) -> bool:
        """Whether a table style colours some of its cells; which ones is not worked out."""
        return any(style in self._shading_tables for style in self._chain(identity))

    def _of(self, identity: str) -> Properties:
        """The properties that a style gives to a run, with those it takes over."""
        if identity not in self._known:
            merged: Properties = {}
            for style in reversed(self._chain(identity)):
                merged.update(self._runs[style])
            self._known[identity] = merged
        return self._known[identity]

    def look(self, own: _Element | None, paragraph_style: str, around: Around) -> Look:
        """How a run with these properties of its own looks in a paragraph of a style that stands there.

        Switches of several styles at once undo each other in Word and do not elsewhere: hidden so is doubtful.
        """
        direct = _properties(own)
        key = (tuple(direct.items()), paragraph_style, around)
        if key not in self._looks:
            self._looks[key] = self._look(direct, paragraph_style, around)
        return self._looks[key]

    def _look(self, direct: Properties, paragraph_style: str, around: Around) -> Look:
        styles = (around.table_style, paragraph_style, direct.get("rStyle", ""))
        levels = [self._defaults, *map(self._of, styles)]
        merged = {name: found for level in (*levels, direct) for name, found in level.items()}

        def times(name: str) -> int:
            return bool(direct[name]) if name in direct else sum(bool(level.get(name)) for level in levels)

        ground = merged.get("highlight") or merged.get("shd") or around.ground
        odd, doubtful = _odd(merged, ground)
        vanish = times("vanish")
        if vanish and vanish % 2 == 0:
            odd, doubtful = "不可见", False
        return Look(
            raised=_raised(merged),
            struck=bool(times("strike") or times("dstrike")),
            hidden=vanish % 2 == 1 or bool(times("specVanish")),
            odd=odd,
            doubtful=doubtful,
            size=_size(merged),
        )


def _properties(element: _Element | None) -> Properties:
    """The properties of a run that matter here; a switch that is off is ''."""
    found: Properties = {}
    for child in element if element is not None else ():
        name = str(child.tag).removeprefix(W)
        if name in _TOGGLES:
            found[name] = "1" if is_on(child) else ""
        elif name in _VALUES:
            found[name] = value(child)
        elif name == "shd":
            found[name] = shade(child)
        elif name == "highlight":
            found[name] = _HIGHLIGHTS.get(value(child), "")
        elif name == "rFonts":
            found[name] = f"{child.get(f'{W}ascii', '')} {child.get(f'{W}hAnsi', '')}".lower()
        elif name == _FILL:
            found["clear"] = "1" if any(str(fill.tag).endswith("}noFill") for fill in child) else ""
    return found


def _raised(merged: Properties) -> str:
    """Whether a run stands above or below its line: as a note, or moved by hand (as LibreOffice writes it)."""
    align, position = merged.get("vertAlign", ""), merged.get("position", "")
    if align in ("superscript", "subscript"):
        return align
    return position if position.lstrip("+-").strip("0") else ""


def _size(merged: Properties) -> float:
    written = merged.get("sz", "")
    return int(written[:4]) if written.isdigit() else _USUAL_SIZE


def _odd(merged: Properties, ground: str) -> tuple[str, bool]:
    """Why a reader does not see what a run holds, and whether that is only said of digits."""
    colour = merged.get("color", "")
    if merged.get("clear") or _size(merged) < _TINY:
        return "不可见", False
    if _HEX.fullmatch(colour) and ground:
        if ground == UNKNOWN:
            return ("不可见", True) if _alike(colour, PAPER) else ("", False)
        if _alike(colour, ground):
            return "不可见", False
    fonts = merged.get("rFonts", "")
    return ("符号", True) if "wingdings" in fonts or "webdings" in fonts else ("", False)


def _alike(colour: str, other: str) -> bool:
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (0, 2, 4))
    return all(abs(one - two) < _ALIKE for one, two in pairs)


def _printing(numbering: _Element) -> dict[str, frozenset[str]]:
    """The levels of each numbering that print something, by the ids of numberings. A numbering that takes its levels
    from elsewhere is taken to print on all of them."""
    every = frozenset(map(str, range(9)))
    abstract: dict[str, frozenset[str]] = {}
    for kind in numbering.iter(f"{W}abstractNum"):
        levels = kind.findall(f"{W}lvl")
        printing = frozenset(str(level.get(f"{W}ilvl", "")) for level in levels if _prints(level))
        abstract[str(kind.get(f"{W}abstractNumId", ""))] = printing if levels else every
    found = {}
    for number in numbering.iter(f"{W}num"):
        changed = number.find(f"{W}lvlOverride/{W}lvl") is not None
        of = abstract.get(value(number.find(f"{W}abstractNumId")), every)
        found[str(number.get(f"{W}numId", ""))] = every if changed else of
    return found


def _prints(level: _Element) -> bool:
    written = value(level.find(f"{W}lvlText"))
    if value(level.find(f"{W}numFmt")) == "none":
        written = re.sub("%[1-9]", "", written)
    return bool(written.strip()) or level.find(f"{W}lvlPicBulletId") is not None
