"""Every code of a finding or a flag, with all that is known of it: the one registry.

A finding is reported of a file, a page or a question; a flag stands on a question and lowers its confidence. Many
codes are both. The constants are plain strings, as they are stored and printed; `CODES` holds what each means.
Whatever depends on a code (notes, refusals, confidence, doubtful pages, cures of failed jobs, `cgq help findings`,
the tables in docs/reading.md) is derived from here.
"""

from __future__ import annotations

# ruff: noqa: I001 - the order of the groups is that in which the codes are registered
from cgq.exam.findings.registry import CODES as CODES
from cgq.exam.findings.registry import About as About
from cgq.exam.findings.registry import Code as Code
from cgq.exam.findings.registry import Flag as Flag
from cgq.exam.findings.registry import Group as Group
from cgq.exam.findings.registry import Refusal as Refusal
from cgq.exam.findings.registry import in_group as in_group
from cgq.exam.findings.refusals import *  # noqa: F403 - a group of the one registry, in the order of its tables
from cgq.exam.findings.losses import *  # noqa: F403 - a group of the one registry, in the order of its tables
from cgq.exam.findings.doubts import *  # noqa: F403 - a group of the one registry, in the order of its tables
from cgq.exam.findings.notes import *  # noqa: F403 - a group of the one registry, in the order of its tables
from cgq.exam.findings.refusals import DAMAGED, TOO_LARGE

FLAGS: dict[Flag, float] = {Flag(Code(code)): about.leaves for code, about in CODES.items() if about.leaves is not None}
"""What each flag leaves of a question's confidence."""

REFUSALS = frozenset(code for code, about in CODES.items() if about.group is Group.REFUSAL)
"""A file with one of these was not read at all (semantics R7)."""

NOTES = frozenset(code for code, about in CODES.items() if about.group is Group.NOTE)
"""A paper with no other findings than these is done."""

DOUBTFUL_PAGE = frozenset(code for code, about in CODES.items() if about.doubtful_page)
"""A page with one of these is shown for a second look."""

EXPLAINS_EMPTY = frozenset(code for code, about in CODES.items() if about.explains_empty)
"""With one of these, a file that was read may give neither questions nor keys (semantics R7)."""

BY_DEATH: dict[str, Refusal] = {"crash": DAMAGED, "memory": TOO_LARGE, "timeout": TOO_LARGE}
"""What is wrong with a file or a page whose reader died, by what the reader died of."""
