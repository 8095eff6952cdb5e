"""What can be wrong with an archive or with an entry of it, in words, with a code and with what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an archive, or an entry of it, gives no paper: `what` ends the sentence that the name begins. `lasting`: the
    same bytes have it whenever they are read, so that it may be remembered of them."""

    code: str
    what: str
    hint: str
    lasting: bool = True


_REPACK = "Pack it again as an ordinary zip, or unpack it and name the folder."
_UNPACK = "Unpack it, and name the folder."

DAMAGED = Problem("zip_damaged", "is damaged", "Get the file again.")
CUT_OFF = Problem("zip_damaged", "is cut off, or no zip at all", "Get the file again.")
SEVERAL_PARTS = Problem("zip_damaged", "is one part of several", "Put the parts together, or unpack them.")
ENCRYPTED = Problem("zip_encrypted", "is locked by a password", "Unpack it with its password, and name the folder.")
METHOD = Problem("zip_method", "is packed by a method that is not read", _REPACK)
LEAVES = Problem("zip_unsafe", "has a name that leads out of the archive", _REPACK)
LINK = Problem("zip_unsafe", "is a link to another file", "Pack the file itself.")
OVERLAPS = Problem("zip_unsafe", "shares its bytes with another entry, as bombs do", "Get the file again.")
TWICE = Problem("zip_twice", "stands there a second time; the first one was taken", "Give each file its own name.")
LONG_NAME = Problem("zip_unsafe", "has a name of more than 1,000 letters", _REPACK)
BOMB = Problem("zip_too_large", "unpacks to more than 200 times its size, as bombs do", _UNPACK)
LARGE_ENTRY = Problem("zip_too_large", "is larger than a paper may be", "Split it into smaller files.")
LARGE_NESTED = Problem("zip_too_large", "is a zip of more than 100 MB inside of another", _UNPACK)
LARGE_ARCHIVE = Problem("zip_too_large", "is larger than 2 GB", "Pack fewer papers into one.")
LARGE_TOTAL = Problem("zip_too_large", "would be unpacked beyond the 4 GB that one zip gets", "Pack fewer into one.")
MANY_ENTRIES = Problem("zip_too_large", "has more than 10,000 entries", "Pack fewer into one.")
DEEPER = Problem("zip_nested", "is a zip in a zip in a zip, and only one inside of another is opened", _UNPACK)
BROKE = Problem("zip_damaged", "ended the process that opened it", "Get the file again.", lasting=False)
SLOW = Problem("zip_damaged", "took too long to open", _UNPACK, lasting=False)
ENDED = Problem(
    "reader_killed",
    "was not opened, for somebody ended the process that does it",
    "Look whether the machine runs out of memory, and try again.",
    lasting=False,
)
GONE = Problem("input_missing", "is not there any more", "Name it where it lies now.", lasting=False)
UNREADABLE = Problem("input_unreadable", "cannot be read", "Look at the disk and the permissions.", lasting=False)
CHANGED = Problem(
    "input_changed",
    "was changed while it was opened",
    "Name it again once nobody writes it any more.",
    lasting=False,
)
