"""HTML that cannot be broken out of: text is escaped unless it was made here.

What a paper says is hostile until proven otherwise. Everything that is written goes through
`element`, which escapes every child and every attribute; only `Html` made by it passes as it is.
"""

from __future__ import annotations

import html
from typing import TypeAlias

from cgq.exchange.text.speakable import speakable

_VOID = frozenset({"br", "input", "meta"})


class Html(str):
    """Markup that is safe to write."""

    __slots__ = ()


Child: TypeAlias = "Html | str | int | float | None"


def text(value: object) -> Html:
    """Anything as text."""
    return Html(html.escape(speakable(str(value))))


def element(name: str, *children: Child, **attributes: str | float | bool | None) -> Html:
    """An element; a child or attribute that is None or False is left out, True stands for a bare attribute.

    `class_` and `for_` are `class` and `for`; `data_q` is `data-q`, `view_box` is `viewBox`.
    """
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{told}>")
    inner = "".join(_child(child) for child in children)
    return Html(f"<{name}{told}>{inner}</{name}>")


def joined(*children: Child) -> Html:
    """Children one after the other."""
    return Html("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Html) else text(child)


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = {"view_box": "viewBox"}.get(key, key.rstrip("_").replace("_", "-"))
    if value is True:
        return f" {name}"
    return f' {name}="{text(f"{value:g}" if isinstance(value, float) else value)}"'
