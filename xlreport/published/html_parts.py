"""What a web page prints by other means than plain text: form fields, pictures, formulas, numbered lists, text that a
style sheet adds. It becomes the text that is seen, or a mark, so that a cell is neither blank nor a plain number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlreport.published.flow import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


PICTURES = _names("img svg canvas object embed applet video audio iframe meter progress button image input")
"""Elements that are marked in a cell and furniture elsewhere; of fields only those that are no text."""
FIELDS = frozenset(("input", "textarea", "select"))
_NO_TEXT = {
    "button": "按钮",
    "submit": "按钮",
    "reset": "按钮",
    "image": "图",
    "range": "图",
    "color": "图",
    "file": "按钮",
    "password": "遮盖",
}
_SUBMITS = {"submit": "提交", "reset": "重置", "file": "选择文件"}
_MARK = re.compile(r"〔(?:图|按钮|提示|遮盖)[^〔〕\d]*〕|[☐☑]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_PLAIN_MATHS = _names("math mrow mstyle mn mo mi mtext ms semantics mspace mpadded")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")
_CONTENT = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\w-]+)\(([^()]*)\)|([\w-]+)""")
_LONGEST = 500


def mark(kind: str, words: str) -> str:
    """The mark for what prints but is no text: 〔图：37〕, or 〔图〕 where nothing is known of it."""
    words = " ".join(words[:_LONGEST].split())
    return f"〔{kind}：{words}〕" if words else f"〔{kind}〕"


def unmarked(line: str) -> str:
    """A line of words without the marks of pictures and buttons on it; one that may be a number keeps them."""
    bare = _MARK.sub("", line)
    return bare if _CHINESE.search(bare) and not any(map(str.isdigit, bare)) else line


def field_text(element: etree._Element, tag: str) -> str:
    """What a form field shows as text; '' for none, or for one that shows no text."""
    if tag == "textarea":
        text = "".join(element.itertext()).replace("\r\n", "\n").removeprefix("\n")
        return text or _hint(element)
    if tag == "select":
        return _chosen(element)
    kind = _kind(element)
    if kind == "hidden" or kind in _NO_TEXT or kind in ("checkbox", "radio"):
        return ""
    return element.get("value", "") or _hint(element)


def _kind(element: etree._Element) -> str:
    return str(element.get("type", "text")).strip().lower()


def _hint(element: etree._Element) -> str:
    hint = element.get("placeholder", "").strip()
    return mark("提示", hint) if hint else ""


def _chosen(element: etree._Element) -> str:
    """The option that a closed list shows; of an open one all, for all are seen."""
    options = [option for option in element.iter("option") if option.get("hidden") is None]
    if element.get("multiple") is not None or element.get("size", "1").strip() not in ("", "0", "1"):
        return "\n".join(map(_option, options))
    chosen = [option for option in options if option.get("selected") is not None]
    usable = [option for option in options if option.get("disabled") is None]
    return next(map(_option, [*chosen[-1:], *usable[:1]]), "")


def _option(option: etree._Element) -> str:
    return " ".join((option.get("label") or "".join(option.itertext())).split())


def picture_text(element: etree._Element, tag: str) -> str:
    """The mark for an element that is no text; '' for one that shows nothing."""
    if tag == "input":
        return _box(element, _kind(element))
    if tag in ("img", "image", "embed", "object", "svg", "canvas", "iframe", "video") and _is_a_dot(element):
        return ""
    if tag in ("audio", "embed", "iframe", "img", "image"):
        return "" if tag == "audio" and element.get("controls") is None else mark("图", element.get("alt", ""))
    return mark("按钮" if tag == "button" else "图", "".join(map(str, element.itertext())))


def _box(element: etree._Element, kind: str) -> str:
    if kind in ("checkbox", "radio"):
        return ("☐☑" if kind == "checkbox" else "○◉")[element.get("checked") is not None]
    if kind == "password":
        return mark("遮盖", "") if element.get("value") else ""
    words = element.get("alt" if kind == "image" else "value", "") or _SUBMITS.get(kind, "")
    return mark(_NO_TEXT[kind], words) if kind in _NO_TEXT else ""


def _is_a_dot(element: etree._Element) -> bool:
    """Whether a picture only keeps room: one pixel wide or high."""
    return any(element.get(side, "").strip().removesuffix("px") in ("0", "1") for side in ("width", "height"))


def formula_text(element: etree._Element) -> str:
    """A formula that is a plain number or words as such; one with fractions, powers or roots marked."""
    inner = [part for part in element.iter() if isinstance(part.tag, str)]
    seen = [part for part in inner if part.tag.rpartition(":")[2].lower() not in ("annotation", "annotation-xml")]
    texts = [plain(part.text or "").strip() for part in seen]
    if all(part.tag.rpartition(":")[2].lower() in _PLAIN_MATHS for part in seen):
        return "".join(texts)
    return mark("式", " ".join(text for text in texts if text))


def added_text(content: str, element: etree._Element) -> str:
    """The text that a style sheet puts before or after an element: strings and attributes as they are; what counts, or
    shows a picture, as a mark."""
    result = []
    for double, single, function, inside, word in _CONTENT.findall(content[:_LONGEST]):
        if function == "attr":
            result.append(element.get(inside.strip().lower(), ""))
        elif function:
            result.append("〔序号〕" if function.startswith("counter") else "〔图〕")
        elif word:
            result.append({"open-quote": "“", "close-quote": "”"}.get(word.lower(), ""))
        else:
            result.append(_ESCAPE.sub(_unescaped, double or single))
    text = "".join(result)
    return "".join("〔图〕" if "\ue000" <= letter <= "\uf8ff" else letter for letter in text)


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


class Lists:
    """The numbers before the entries of numbered lists, while a page is walked through."""

    def __init__(self) -> None:
        self._next: list[int | None] = []

    def open(self, element: etree._Element, tag: str, style: Callable[[], str]) -> None:
        """A list begins; only numbered ones that show their numbers count."""
        shown = tag == "ol" and "reversed" not in element.attrib and "none" not in style()
        start = element.get("start", "1").strip()
        self._next.append((int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1) if shown else None)

    def close(self) -> None:
        """The innermost list ends."""
        if self._next:
            self._next.pop()

    def entry(self, element: etree._Element) -> str:
        """What stands before the next entry of the innermost list."""
        if not self._next or self._next[-1] is None:
            return ""
        value = element.get("value", "").strip()
        number = int(value) if re.fullmatch(r"-?\d{1,9}", value) else self._next[-1]
        self._next[-1] = number + 1
        return f"{number}. "
