"""The text of a page. Decided as browsers do, with the two encodings that Korean pages without a word of it have."""

from __future__ import annotations

import codecs
import re

_BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.\-]{2,40})""", re.IGNORECASE)
_META_BYTES = 4096
"""Where a page declares its encoding; browsers look at the first 1,024 bytes, some sites have long comments there."""

_SUPERSETS = {"euc_kr": "cp949", "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gbk", "utf-16": "utf-8"}
"""What browsers read where a page declares the former (WHATWG Encoding, 4.2); a declaration that could be read as
bytes is not in UTF-16."""

_GUESSES = ("utf-8", "cp949")


def decode_page(page: bytes, header: str | None) -> tuple[str, str]:
    """The text of a page, and the Python name of its encoding: by its byte order mark, the charset of its header, its
    own declaration, or the first guess that fits all of it. What cannot be decoded becomes U+FFFD."""
    for mark, encoding in _BOMS:
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, "replace"), encoding
    declared = _META.search(page, 0, _META_BYTES)
    for label in (header, declared and declared[1].decode("ascii")):
        codec = _codec(label)
        if codec:
            return page.decode(codec, "replace"), codec
    for guess in _GUESSES:
        try:
            return page.decode(guess), guess
        except UnicodeDecodeError:
            continue
    return page.decode("cp1252", "replace"), "cp1252"


def _codec(label: str | None) -> str | None:
    """The codec of a label, None for one that no browser knows: `rot13` and its like decode no bytes."""
    if not label:
        return None
    label = {"ks_c_5601-1987": "cp949", "x-windows-949": "cp949", "x-sjis": "cp932"}.get(label.lower(), label)
    try:
        name = codecs.lookup(label).name
        b"a".decode(name)  # of nothing, every codec decodes
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(name, name)
