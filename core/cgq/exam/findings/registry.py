"""How a code of a finding or a flag is registered, with all that is known of it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import NewType

Code = NewType("Code", str)
"""What a finding carries: `Finding.code`."""
Refusal = NewType("Refusal", Code)
"""A code that a job can fail with, too."""
Flag = NewType("Flag", Code)
"""A code that may stand on a question: `Question.flags`."""


class Group(Enum):
    """How grave a code is; the value is the title of its table."""

    REFUSAL = "Why a file was not read at all (the job fails, `cgq extract FILE` exits 3)"
    LOSS = "What is missing, or may be"
    DOUBT = "What was read and may be wrong"
    NOTE = "What is worth knowing and reports no loss"
    SECOND_THOUGHT = "Why `cgq review` asks, beyond these"


@dataclass(frozen=True, slots=True)
class About:
    """What a code means and does.

    `leaves`: the share of a question's confidence that is left under this flag, above 0 and at most 1; None for a
    code that flags no question. `doubtful_page`: its page is shown to a person or a model for a second look.
    `explains_empty`: it is the reason why a file that was read has neither questions nor keys (semantics R7).
    `job_cure`: what to do about a job that failed with it; other codes fail no job. `cure_of_others`: the same for a
    paper that is no PDF, where that differs.
    """

    group: Group
    meaning: str
    cure: str
    _: KW_ONLY
    leaves: float | None = None
    doubtful_page: bool = False
    explains_empty: bool = False
    job_cure: str = ""
    cure_of_others: str = ""

    @property
    def text(self) -> str:
        """The meaning, and what to do."""
        return f"{self.meaning} {self.cure}"


CODES: dict[str, About] = {}
"""Every code with what it means, group by group."""


def new_code(
    group: Group, code: str, meaning: str, cure: str, *, doubtful_page: bool = False, explains_empty: bool = False
) -> Code:
    CODES[code] = About(group, meaning, cure, doubtful_page=doubtful_page, explains_empty=explains_empty)
    return Code(code)


def new_refusal(code: str, meaning: str, cure: str, *, job_cure: str, cure_of_others: str = "") -> Refusal:
    CODES[code] = About(Group.REFUSAL, meaning, cure, job_cure=job_cure, cure_of_others=cure_of_others)
    return Refusal(Code(code))


def new_flag(group: Group, code: str, meaning: str, cure: str, *, leaves: float, doubtful_page: bool = False) -> Flag:
    CODES[code] = About(group, meaning, cure, leaves=leaves, doubtful_page=doubtful_page)
    return Flag(Code(code))


def in_group(group: Group) -> dict[str, About]:
    """The codes of a group, in their order."""
    return {code: about for code, about in CODES.items() if about.group is group}
