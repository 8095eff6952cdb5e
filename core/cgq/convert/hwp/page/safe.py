"""A drawing with nothing in it that leads out of it: known elements and attributes only, pictures that are within."""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from cgq.convert.hwp.page.places import SVG, number_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "clipPath", "rect", "text", "tspan", "line", "path", "circle", "ellipse", "polygon"),
        *("polyline", "image", "linearGradient", "radialGradient", "stop", "pattern", "marker", "filter"),
        *("feColorMatrix", "feComponentTransfer", "feFuncR", "feFuncG", "feFuncB", "feFuncA"),
    }
)
"""What the converter draws with; nothing of it runs, loads or includes."""
_REFERENCE = re.compile(r"(?i)url\s*\(")
_OWN = re.compile(r"url\(#[^()\s'\"]+\)")
"""The one form of a reference that is kept: to a part of the same drawing. An escape of CSS may spell any other."""
_DATA = re.compile(r"data:image/([\w.+-]+);base64,")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DRAWN = "svg+xml"
_PLAIN = frozenset({"PNG", "JPEG"})
"""Formats that every librsvg shows; others are made PNG."""
_OTHERS = ("GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "PCX")
_MOST_PIXELS = 60_000_000
"""Pixels of a picture: an A4 page at 800 dots per inch has 62 million, at 600 35."""
_UNREAD = (ValueError, binascii.Error, OSError, SyntaxError, MemoryError, struct.error, zlib.error, LookupError)
"""What Pillow raises on damaged and oversized pictures, and ours."""
HREF = "href"
_XLINK = "{http://www.w3.org/1999/xlink}href"

LARGEST = 19_200.0
"""Pixels of a page's side: 14,400 points, the most that a PDF has (ISO 32000-1, annex C)."""

Lost = list[str]
"""Why pictures are not shown, one line each."""


def parse(drawing: bytes) -> Element:
    """The tree of a page's drawing. Raises ParseError, or ValueError for entities and what is no drawing of a page."""
    root = _tree(drawing)
    sides = [number_of(root.get(name)) for name in ("width", "height")]
    if min(sides) < 1 or max(sides) > LARGEST:
        raise ValueError("a page of no size, or larger than any")
    return root


def _tree(drawing: bytes) -> Element:
    root = fromstring(_NO_XML.sub("", drawing.decode("utf-8", "replace")))
    if root.tag != f"{SVG}svg":
        raise ValueError("no drawing")
    return root


def make_safe(root: Element) -> Lost:
    """Take out of a drawing what is not known to be harmless, and the pictures that cannot be shown."""
    lost: Lost = []
    _sift(root, lost, nested=False)
    return lost


def _sift(root: Element, lost: Lost, *, nested: bool) -> None:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        _sift_attributes(node)
        for child in list(node):
            kept = child.tag.removeprefix(SVG) in _ELEMENTS
            if kept and child.tag == f"{SVG}image":
                kept = _settle_picture(child, lost, nested=nested)
            if kept:
                waiting.append(child)
            else:
                node.remove(child)


def _sift_attributes(node: Element) -> None:
    for name, value in list(node.attrib.items()):
        is_picture = node.tag == f"{SVG}image" and name in (HREF, _XLINK)
        if is_picture:
            continue
        leads_out = name.endswith("href") or name == "style" or name.lower().startswith("on") or "}" in name
        if leads_out or "\\" in value or (_REFERENCE.search(value) and not _OWN.fullmatch(value)):
            del node.attrib[name]


def _settle_picture(node: Element, lost: Lost, *, nested: bool) -> bool:
    """Whether a picture can be shown; it is then within the drawing, in a format that is surely shown."""
    source = node.get(HREF) or node.get(_XLINK) or ""
    node.attrib.pop(_XLINK, None)
    found = _DATA.match(source)
    try:
        if found is None:
            raise ValueError("it does not lie in the file")
        data = base64.b64decode(source[found.end() :], validate=True)
        kept = _redrawn(data, lost, nested=nested) if found[1] == _DRAWN else _picture(data)
    except _UNREAD as error:
        lost.append(str(error) or type(error).__name__)
        return False
    node.set(HREF, kept)
    return True


def _redrawn(data: bytes, lost: Lost, *, nested: bool) -> str:
    """A drawing within a drawing (of a metafile), made safe like the page."""
    if nested:
        raise ValueError("drawings lie within drawings")
    root = _tree(data)
    _sift(root, lost, nested=True)
    return _source(_DRAWN, ElementTree.tostring(root))


def _picture(data: bytes) -> str:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # its own limit is lower, and at twice as many its error is no ValueError
    with Image.open(io.BytesIO(data), formats=(*_PLAIN, *_OTHERS)) as picture:
        wide, high = picture.size
        if wide * high > _MOST_PIXELS:
            raise ValueError(f"it has {wide * high / 1e6:.0f} million pixels, and {_MOST_PIXELS / 1e6:.0f} are shown")
        if picture.format in _PLAIN:
            return _source(picture.format.lower(), data)
        made = io.BytesIO()
        picture.convert("RGBA").save(made, "PNG")
        return _source("png", made.getvalue())


def _source(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
