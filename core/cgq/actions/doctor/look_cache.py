"""Does the user's cache folder hold more than it should? (pictures of questions, texts that were being edited)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions import look_cache
from cgq.actions.doctor.check import Check, fixed, ok, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

_MB = 1024 * 1024
_NAME = "cache"


def check_look_cache(*, fix: bool) -> Check:
    """What the cache holds; `fix` removes what passes its bounds, as the next picture would."""
    folder = look_cache.pictures_folder().parent
    held = look_cache.held()
    beyond = look_cache.beyond_bounds(held)
    if not held:
        return ok(_NAME, f"{folder} holds no pictures")
    if not beyond:
        return ok(_NAME, f"{_amount(held)} in {folder}")
    if fix:
        return fixed(_NAME, f"{_amount(look_cache.tidy())} removed from {folder}")
    days = look_cache.MOST_SECONDS // (24 * 3600)
    message = f"{_amount(beyond)}, in {folder}: older than {days} days, or beyond {look_cache.MOST_BYTES // _MB} MB"
    return warn(_NAME, message, "The next picture removes them, or now: `cgq doctor --fix`")


def _amount(kept: Sequence[look_cache.Kept]) -> str:
    size = sum(one.size for one in kept)
    return f"pictures and drafts: {len(kept)}, {size / _MB:.1f} MB"
