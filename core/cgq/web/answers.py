"""What a server's answer means before its body is read: headers, redirects, and which failure a status is."""

from __future__ import annotations

import ssl
import time
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cgq.web.failure import WebFailure, shown
from cgq.web.response import KEPT_HEADERS

if TYPE_CHECKING:
    from collections.abc import Generator

    import httpcore2

    from cgq.web.address import Address

_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_LONGEST_HEADER = 1_000
"""Characters of a kept header; a longer one is cut."""

_CHARSETS = ("utf-8", "cp949")
"""How servers write headers beyond ASCII, against the standard; the second one is Korean."""


def kept_headers(answer: httpcore2.Response) -> dict[str, str]:
    """The headers that matter, by lower-case name; the first one where a name is repeated."""
    kept: dict[str, str] = {}
    for name, value in answer.headers:
        key = name.decode("latin-1").lower()
        if key in KEPT_HEADERS and key not in kept:
            kept[key] = _decoded(value)[:_LONGEST_HEADER]
    return kept


def location(answer: httpcore2.Response, address: Address) -> str | None:
    """Where a redirect leads, as its header spells it; None where the answer is none. Raises WebFailure `refused`."""
    if answer.status not in _MOVED:
        return None
    value = _header(answer, b"location")
    if value is None:
        raise WebFailure(
            f"{shown(str(address))} has moved ({answer.status}) and does not say where to.", code="refused"
        )
    return value.decode("utf-8", "surrogateescape")


def fail_unless_usable(answer: httpcore2.Response, address: Address, *, is_conditional: bool) -> None:
    """Raise the WebFailure that a status is. Statuses of 200 to 299 are usable, but for a part (206) nobody asked for;
    304 is where validators were sent."""
    status = answer.status
    if (200 <= status < 300 and status != 206) or (status == 304 and is_conditional):
        return
    where = shown(str(address))
    if status in _GONE:
        raise WebFailure(f"{where} does not exist ({status}).", code="not_found")
    if status == 429:
        message = f"{where} is asked for too often ({status})."
        raise WebFailure(message, code="too_many_requests", retry_after=_retry_after(answer))
    if status == 408:
        raise WebFailure(f"The server of {where} waited too long for the request ({status}).", code="timeout")
    if 400 <= status < 500:
        raise WebFailure(f"The server refuses {where} ({status}).", code="refused")
    message = f"The server failed at {where} ({status})."
    raise WebFailure(message, code="server_error", retry_after=_retry_after(answer))


@contextmanager
def translated(address: Address) -> Generator[None]:
    """Raise what the library raises as a WebFailure about the address."""
    import httpcore2

    where = shown(str(address))
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise WebFailure(f"{where} took too long to answer.", code="timeout") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise _unreachable(where, error) from error


def _unreachable(where: str, error: Exception) -> WebFailure:
    cause: BaseException = error.__cause__ or error
    if isinstance(cause, ssl.SSLError):
        why = getattr(cause, "verify_message", "") or cause.reason or str(cause)
        return WebFailure(f"{where} gives no connection that can be trusted: {shown(why)}.", code="tls")
    why = getattr(cause, "strerror", None) or str(cause) or type(error).__name__
    return WebFailure(f"{where} cannot be reached, or broke off: {shown(why)}.", code="unreachable")


def _header(answer: httpcore2.Response, wanted: bytes) -> bytes | None:
    return next((value for name, value in answer.headers if name.lower() == wanted), None)


def _retry_after(answer: httpcore2.Response) -> float | None:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3); a date is compared with the server's own clock."""
    text = (_header(answer, b"retry-after") or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    at = _date(text)
    if at is None:
        return None
    now = _date((_header(answer, b"date") or b"").decode("latin-1"))
    return max(0.0, at - (time.time() if now is None else now))


def _date(text: str) -> float | None:
    """A date of HTTP in seconds since the epoch; None where there is none that can be read."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _decoded(value: bytes) -> str:
    for charset in _CHARSETS:
        try:
            return value.decode(charset)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")
