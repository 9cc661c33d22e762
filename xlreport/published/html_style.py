"""The style sheets inside a web page, as far as they decide what its text looks like; nothing is fetched.

Selectors of tags, classes, ids and their ancestors are understood; rules with any other selector are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml import etree

Declared = dict[str, str]
"""Properties with their values in lower case; the text of ``content`` as it is written."""

_PROPERTIES = (
    "display visibility opacity font font-size font-family font-variant-position vertical-align text-decoration"
    " text-line-through position top bottom left right text-indent width height max-width max-height overflow"
    " mso-text-raise mso-hide transform clip clip-path content direction unicode-bidi flex-direction float"
    " list-style list-style-type animation animation-name -webkit-text-security"
)
_KEPT = frozenset(_PROPERTIES.split())
_SAME = {
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "list-style-type": "list-style",
    "animation-name": "animation",
}
_USEFUL = re.compile("(?i)" + "|".join(sorted(map(re.escape, _KEPT), key=len, reverse=True)))
_TOKEN = re.compile(r"""[{};]|"[^"\n]*"|'[^'\n]*'""")
_DECLARATION = re.compile(r"""(?:[^;"'()]|"[^"\n]*"|'[^'\n]*'|\([^()]*\)|["'()])+""")
_COMPOUND = re.compile(r"(?:[a-zA-Z][\w-]*|\*)?(?:[.#][\w\u0080-\uffff-]+)*")
_PSEUDO = re.compile(r"(?i)::?(before|after)$")
_NAME = re.compile(r"[.#]?[^.#]+")
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]{1,9})(px|em|rem)?\s*\)")
_SCREEN = 1200
"""The width in pixels that a page is read at."""
_GROUPS = ("@media", "@supports", "@layer", "@document", "@-moz-document")
_LONGEST_BLOCK, _LONGEST_SELECTOR, _MOST_RULES, _MOST_KEPT = 4000, 400, 5000, 20_000
_TICK = 2000


class _Rule(NamedTuple):
    """Compounds of a selector from the element outwards, each with whether it is the parent of the one before."""

    compounds: tuple[tuple[frozenset[str], bool], ...]
    weight: tuple[int, int, int, int]
    declared: Declared
    urgent: Declared


class TooManyRules(Exception):
    """There are more rules about what shows than any real page has."""


class Sheet:
    """All rules of a page. ``folded``: the page is so old in kind that case does not matter in names.

    ``tick`` is called in every long loop. Raises TooManyRules.
    """

    def __init__(self, texts: list[str], folded: bool, tick: Callable[[], None]) -> None:
        self._tick, self._folded = tick, folded
        self._rules: dict[tuple[str, str], list[_Rule]] = {}
        self._count = 0
        self._known: dict[tuple[str, str, str], frozenset[str]] = {}
        self._written: dict[str, tuple[Declared, Declared]] = {}
        self.has_content = False
        for text in texts:
            for prelude, block in _blocks(_uncommented(text), tick):
                if _USEFUL.search(block):
                    self._add(prelude, block)

    def _add(self, prelude: str, block: str) -> None:
        declared, urgent = declarations(block)
        if not declared and not urgent:
            return
        for selector in prelude.split(","):
            self._count += 1
            if self._count > _MOST_RULES:
                raise TooManyRules
            selector = selector.strip()
            found = _PSEUDO.search(selector)
            pseudo = found[1].lower() if found else ""
            compounds = _compounds(_PSEUDO.sub("", selector) or "*", self._folded)
            if not compounds:
                continue
            names = [name for compound, _ in compounds for name in compound]
            ids, classes = sum(name[0] == "#" for name in names), sum(name[0] == "." for name in names)
            weight = (ids, classes, len(names) - ids - classes, self._count)
            key = min(compounds[0][0], default="*")
            self._rules.setdefault((pseudo, key), []).append(_Rule(compounds, weight, declared, urgent))
            self.has_content |= bool(pseudo)

    def of(self, element: etree._Element, pseudo: str = "") -> Declared:
        """What rules and the element's own ``style`` declare for it, or for the text put before or after it."""
        style = "" if pseudo else element.get("style", "")
        if not self._rules and not style:
            return {}
        own = self._own(style) if style else ({}, {})
        names = self._names(element)
        found = [
            rule
            for key in (*names, "*")
            for rule in self._rules.get((pseudo, key), ())
            if rule.compounds[0][0] <= names and self._within(rule, element)
        ]
        if not found:
            return {**own[0], **own[1]}
        found.sort(key=lambda rule: rule.weight)
        result: Declared = {}
        for block in (*(r.declared for r in found), own[0], *(r.urgent for r in found), own[1]):
            result.update(block)
        return result

    def _own(self, style: str) -> tuple[Declared, Declared]:
        if style not in self._written:
            if len(self._written) > _MOST_KEPT:
                self._written.clear()
            self._written[style] = declarations(style)
        return self._written[style]

    def _names(self, element: etree._Element) -> frozenset[str]:
        """An element's tag, #id and .classes."""
        key = (str(element.tag), element.get("id", ""), element.get("class", ""))
        if key not in self._known:
            if len(self._known) > _MOST_KEPT:
                self._known.clear()
            names = {f".{name}" for name in key[2].split()} | ({f"#{key[1].strip()}"} if key[1].strip() else set())
            self._known[key] = frozenset({key[0].lower(), *((n.lower() for n in names) if self._folded else names)})
        return self._known[key]

    def _within(self, rule: _Rule, element: etree._Element) -> bool:
        """Whether an element's ancestors are as the rule asks."""
        if len(rule.compounds) == 1:
            return True
        self._tick()
        above = [self._names(parent) for parent in element.iterancestors() if isinstance(parent.tag, str)]
        places = {-1}
        for compound, is_parent in rule.compounds[1:]:
            reach = {place + 1 for place in places} if is_parent else range(min(places) + 1, len(above))
            places = {place for place in reach if place < len(above) and compound <= above[place]}
            if not places:
                return False
        return True


def declarations(block: str) -> tuple[Declared, Declared]:
    """The declarations of a block that matter here: the plain ones, and those that are ``!important``."""
    plain: Declared = {}
    urgent: Declared = {}
    simple = len(block) > _LONGEST_BLOCK or not ('"' in block or "'" in block or "(" in block)
    parts = block.split(";") if simple else [found[0] for found in _DECLARATION.finditer(block)]
    for part in parts:
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        name = _SAME.get(name, name)
        if not colon or name not in _KEPT:
            continue
        value = value.strip()
        is_urgent = value.lower().endswith("important") and "!" in value[-15:]
        value = value[: value.rindex("!")].strip() if is_urgent else value
        (urgent if is_urgent else plain)[name] = value if name == "content" else value.lower()
    return plain, urgent


def _uncommented(text: str) -> str:
    """A sheet without its comments and the brackets that hide it from the oldest browsers."""
    parts = []
    start = 0
    while (opened := text.find("/*", start)) >= 0:
        parts.append(text[start:opened])
        closed = text.find("*/", opened + 2)
        start = closed + 2 if closed >= 0 else len(text)
    return " ".join([*parts, text[start:]]).replace("<!--", " ").replace("-->", " ")


def _blocks(text: str, tick: Callable[[], None]) -> Iterator[tuple[str, str]]:
    """The rules of a sheet that are for a screen: selectors and declarations."""
    start = skip = last = 0
    body = -1
    prelude = ""
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number % _TICK == 0:
            tick()
        kind, end = text[token.start()], token.end()
        if kind in "\"'":
            continue
        if skip:
            skip += (kind == "{") - (kind == "}")
            start = end
        elif body >= 0:
            if kind == ";":
                last = end
                continue
            yield prelude, text[body : token.start() if kind == "}" else last]
            body, start, skip = -1, end, 0 if kind == "}" else 2
        elif kind != "{":
            start = end
        else:
            prelude = text[start : token.start()].strip()
            if not prelude.startswith("@"):
                body = last = end
            elif not _applies(prelude):
                skip = 1
            start = end
    if body >= 0:
        yield prelude, text[body:]


def _applies(prelude: str) -> bool:
    """Whether the rules inside an at-rule hold on a screen."""
    words = prelude[:2000].lower()
    return words.startswith(_GROUPS) and (not words.startswith("@media") or on_screen(words[len("@media") :]))


def on_screen(media: str) -> bool:
    """Whether what is said for these media holds on a wide screen; '' does."""
    return any(map(_one_medium, media.lower().split(","))) if media.strip() else True


def _one_medium(query: str) -> bool:
    words = query.split("(")[0].replace("only ", " ").replace(" and", " ").strip()
    if words not in ("", "all", "screen"):
        return False
    for bound, number, unit in _WIDTH.findall(query):
        try:
            pixels = float(number) * (1 if unit in ("px", "") else 16)
        except ValueError:
            return False
        if (pixels > _SCREEN) == (bound == "min"):
            return False
    return query.count("(") == len(_WIDTH.findall(query))


def _compounds(selector: str, folded: bool) -> tuple[tuple[frozenset[str], bool], ...]:
    """A selector's compounds from the element outwards; () for one that is not understood."""
    if len(selector) > _LONGEST_SELECTOR:
        return ()
    found: list[tuple[frozenset[str], bool]] = []
    is_parent = False
    for part in reversed(selector.replace(">", " > ").split()):
        if part == ">":
            is_parent = True
            continue
        if not _COMPOUND.fullmatch(part):
            return ()
        names = (name if name[0] in ".#" and not folded else name.lower() for name in _NAME.findall(part))
        found.append((frozenset(name for name in names if name != "*"), is_parent))
        is_parent = False
    return tuple(found)
