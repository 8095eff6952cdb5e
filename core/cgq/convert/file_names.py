"""What the names of files promise, in folders and in archives: a paper, something else, or what systems leave."""

from __future__ import annotations

import os
import re

_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db", "$recycle.bin", "icon\r"})
"""Files and folders, in lower case, that Windows and macOS leave wherever somebody looked."""

_LOCK = "~$"
"""How the locks begin that Hangul and Office keep beside an open file; their endings are those of the file."""

_TEMPORARY = ".tmp"

_ENDING = re.compile(r"\.[a-z0-9]{1,8}")

WITHOUT = ""
"""The kind of a file whose name has no ending, or what is no ending that anybody would know."""


def ending_of(name: str) -> str:
    """The ending of a file's name with its dot, in lower case; WITHOUT for none."""
    ending = os.path.splitext(name)[1].lower()
    return ending if _ENDING.fullmatch(ending) else WITHOUT


def is_nobodys(name: str) -> bool:
    """Is it what systems and programs leave, or hidden: nothing that a person put there to be read?"""
    low = name.lower()
    return name.startswith((".", _LOCK)) or low in _LEFT_BY_SYSTEMS or low.endswith(_TEMPORARY)
