"""The text of a note's field, as a person reads it."""

from __future__ import annotations

import html
import re

LINE = re.compile("<br>|</div>(?=<div)")
MARKUP = re.compile("<[^>]*>")


def read_field(field: str) -> str:
    """The text of a field's HTML, divided into lines as it is shown."""
    return html.unescape(MARKUP.sub("", LINE.sub("\n", field)))
