"""Pictures of telephones in HEIC, which Pillow reads with the help of a package of its own."""

from __future__ import annotations

from importlib.util import find_spec

from cgq.convert.extras import HEIC
from cgq.errors import InputFailed
from cgq.exam.findings import CONVERTER_MISSING
from cgq.installed import command_to_add

_BRANDS = (b"ftyphei", b"ftyphev", b"ftypmif1", b"ftypmsf1")
"""How such files begin, behind four bytes (ISO/IEC 23008-12)."""


def is_heif(head: bytes) -> bool:
    """Is it a picture in HEIC, by its first bytes?"""
    return head[4:12].startswith(_BRANDS)


def check_installed() -> None:
    """Raise InputFailed with the line to run when HEIC cannot be read."""
    if find_spec("pi_heif") is None:
        hint = f"Install it: `{command_to_add(HEIC)}` Or save the pictures as JPEG."
        raise InputFailed("Pictures in HEIC need pi-heif, which is not installed.", code=CONVERTER_MISSING, hint=hint)


def register_heif() -> None:
    """Let Pillow read HEIC, where that is installed."""
    if find_spec("pi_heif") is None:
        return
    import pi_heif

    pi_heif.options.DECODE_THREADS = 1  # the process that decodes may start nothing
    pi_heif.register_heif_opener()
