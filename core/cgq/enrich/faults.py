"""What a provider's refusal means: one of our errors with a code, a way to cure it, and when to try again.

| code | trying again | the queue |
|---|---|---|
| provider_rate_limited, provider_unavailable, provider_bad_answer | helps | goes on |
| provider_refused (this text) | never helps | goes on |
| provider_auth, _quota, _model, _key_missing, _insecure | never helps | pauses (T4) |

What a server says is quoted with every key masked, for some repeat a part of it.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from cgq.errors import ProviderFailed
from cgq.secrets.masking import mask
from cgq.secrets.names import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_QUOTE = 300

_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_MODEL = frozenset({"model_not_found", "invalid_model", "unsupported_model"})
_TRANSIENT = frozenset({408, 409, 425})


def quoted(text: str, secret: str = "") -> str:
    """The text without secrets, and short. `secret` is the key of the call, which may be too short to look like one."""
    if secret:
        text = text.replace(secret, MASK)
    text = mask(" ".join(text.split()))
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait, from `retry-after-ms` or `retry-after`; None when it does not."""
    precise = _seconds(headers.get("retry-after-ms"))
    if precise is not None:
        return precise / 1000
    said = headers.get("retry-after")
    seconds = _seconds(said)
    if seconds is not None or said is None:
        return seconds
    moment, sent = _moment(said), _moment(headers.get("date"))
    return None if moment is None else max(0.0, moment - (time.time() if sent is None else sent))


def _moment(text: str | None) -> float | None:
    """A date of HTTP in seconds since the epoch. Both of an answer are by the server's clock, whatever ours is."""
    try:
        return parsedate_to_datetime(text or "").timestamp()
    except (ValueError, OverflowError):
        return None


def _seconds(said: str | None) -> float | None:
    try:
        seconds = float(said or "")
    except ValueError:
        return None
    return seconds if 0.0 <= seconds < 1e7 else None


def refusal(status: int, body: object, headers: Mapping[str, str], *, model: str, secret: str = "") -> ProviderFailed:
    """The error that an HTTP status outside 2xx amounts to. `body` is the decoded error object or text."""
    code, said = _said(body)
    quote = f" It says: {quoted(said, secret)}" if said else ""
    if code in _QUOTA or status == 402:
        return quota(quote)
    if status in (401, 403):
        return auth(status, quote)
    if status == 404 or code in _MODEL:
        return wrong_model(model, quote)
    if status == 429:
        return ProviderFailed(
            f"The provider asks for fewer calls (429).{quote}",
            code="provider_rate_limited",
            hint="It will be tried again; a lower limit of the queue keeps it from happening.",
            retry_after=retry_after(headers),
        )
    if status >= 500 or status in _TRANSIENT:
        return unavailable(f"The provider failed ({status}).{quote}", retry_after(headers))
    return ProviderFailed(
        f"The provider refused the text ({status}).{quote}",
        code="provider_refused",
        hint="Shorten or correct the question, then: `cgq failed --retry --code provider_refused`",
        retryable=False,
    )


def _said(body: object) -> tuple[str, str]:
    if isinstance(body, dict):
        known = cast("dict[str, object]", body)
        inner = known.get("error", known)
        if isinstance(inner, dict):
            fields = cast("dict[str, object]", inner)
            return str(fields.get("code") or fields.get("type") or ""), str(fields.get("message") or "")
        return "", str(inner)
    return "", body if isinstance(body, str) else ""


def auth(status: int, quote: str = "") -> ProviderFailed:
    """The key is wrong, or may not do this."""
    return ProviderFailed(
        f"The provider does not accept the key ({status}).{quote}",
        code="provider_auth",
        hint="Put a valid key into OPENAI_API_KEY, then: `cgq resume embedding_generation`",
        retryable=False,
        pauses_queue=True,
    )


def quota(quote: str = "") -> ProviderFailed:
    """Nothing is left to pay with."""
    return ProviderFailed(
        f"The quota of the provider's account is spent.{quote}",
        code="provider_quota",
        hint="Raise the account's limit, then: `cgq resume embedding_generation`",
        retryable=False,
        pauses_queue=True,
    )


def wrong_model(model: str, quote: str = "") -> ProviderFailed:
    """No such model at this address."""
    return ProviderFailed(
        f"The provider has no model {model!r} at this address.{quote}",
        code="provider_model",
        hint="Correct the model or the base URL of [embedding], then: `cgq resume embedding_generation`",
        retryable=False,
        pauses_queue=True,
    )


def unavailable(message: str, wait: float | None = None) -> ProviderFailed:
    """No answer, or a failure of the server's own."""
    return ProviderFailed(
        message,
        code="provider_unavailable",
        hint="It will be tried again; check the network and the base URL if it goes on.",
        retry_after=wait,
    )


def bad_answer(message: str, hint: str = "It will be tried again; nothing was stored.") -> ProviderFailed:
    """An answer that cannot be what was asked for."""
    return ProviderFailed(message, code="provider_bad_answer", hint=hint)


def not_set_up(code: str, message: str, hint: str) -> ProviderFailed:
    """Something that must be configured before the first call."""
    return ProviderFailed(message, code=code, hint=hint, retryable=False, pauses_queue=True)
