"""File names that every system accepts: Windows is the strictest, and packed files travel there."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_MOST_BYTES = 180
"""A name may have 255 bytes on Linux and 255 characters elsewhere; a number and a suffix come behind."""


def safe_stem(words: str) -> str:
    """A name without its suffix: forbidden characters as _, no blanks or dots at its ends, not too long.

    '' where nothing is left of it.
    """
    stem = " ".join(_FORBIDDEN.sub("_", unicodedata.normalize("NFC", words)).split()).strip(" .")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem.encode()[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(" .")
