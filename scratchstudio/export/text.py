"""Names for other programs: what a person typed, made harmless for the place it is written to."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def plain(name: object) -> str:
    """The name without what no text format takes: control characters, halves of characters."""
    return "".join(REPLACEMENT if _unwritable(c) else c for c in str(name))


def _unwritable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or ord(character) & 0xFFFE == 0xFFFE


def visible(name: str) -> str:
    """The name on one line, with every unprintable character spelled out.

    Among these are the marks that turn the direction of writing, with which a comment can be made
    to look like code.
    """
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in name)


def in_docstring(name: str) -> str:
    """The name for the inside of a triple-quoted Python string."""
    return visible(name).replace("\\", "\\\\").replace('"', '\\"')


def in_xml(name: object) -> str:
    """The name for the text or a double-quoted attribute of XML."""
    return escape(plain(name), {'"': "&quot;", "'": "&#39;"})
