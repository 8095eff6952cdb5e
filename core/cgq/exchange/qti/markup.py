"""XML that cannot be broken out of: text is escaped unless it was made here."""

from __future__ import annotations

import html
from functools import lru_cache

from cgq.exchange.text.speakable import line_feeds
from cgq.exchange.text.xml_text import writable

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

CHANGED = "A control character that XML cannot hold became a replacement character, and a carriage return a new line."
"""The reason of a loss."""

_NAMES = {"xml_lang": "xml:lang", "class_": "class"}


class Xml(str):
    """Markup that is safe to write."""

    __slots__ = ()


def shown(value: str) -> str:
    """The text as an item has it: without what XML cannot hold, its lines ended in \\n."""
    return writable(line_feeds(value))


def text(value: str) -> Xml:
    """Text as it stands."""
    return Xml(html.escape(shown(value)))


def lines(value: str) -> Xml:
    """Text whose lines are divided by `<br/>`."""
    return Xml(text(value).replace("\n", "<br/>"))


def element(name: str, *children: Xml, **attributes: str | None) -> Xml:
    """An element; an attribute that is None is left out, and `max_choices` is `max-choices`."""
    written = "".join([_attribute(key, value) for key, value in attributes.items() if value is not None])
    inner = "".join(children)
    return Xml(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


@lru_cache(maxsize=512)
def _attribute(key: str, value: str) -> str:
    """Most attributes are the same in every item."""
    name = _NAMES.get(key) or key.replace("_", "-")
    return f' {name}="{text(" ".join(value.split()))}"'
