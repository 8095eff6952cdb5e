"""A Hangul document becomes a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.convert.converted import Converted
from cgq.errors import InputFailed

if TYPE_CHECKING:
    from cgq.convert.converted import Effort
    from cgq.convert.form import Form


def pdf_of(data: bytes, form: Form, effort: Effort) -> Converted:
    """See cgq.convert.converted.convert."""
    del form, effort
    try:
        import hwp_ingest
    except ImportError as error:
        raise InputFailed("hwp-ingest is not installed.", code="converter_missing") from error
    return Converted(hwp_ingest.to_pdf_bytes(data))
