"""What a provider's refusal means: one of our errors with a code, a way to cure it, and when to try again.

| code | trying again | the queue |
|---|---|---|
| provider_rate_limited, provider_unavailable, provider_bad_answer | helps | goes on |
| provider_refused (this text), provider_content (this answer) | never helps | goes on |
| provider_auth, _quota, _model, _settings, _dimension, _key_missing, _insecure | never helps | pauses (T4) |

What a server answers is quoted with every key masked, for some repeat a part of it. What it refused costs nothing;
where no whole answer came, nobody knows (see `errors.Spent`).
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, cast

from cgq.enrich.headers import retry_after
from cgq.errors import ProviderFailed, Spent
from cgq.secrets.masking import mask, mask_address
from cgq.secrets.names import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_QUOTE = 300
"""Characters of a server's answer that a message quotes."""

CONTENT = "provider_content"
"""The code of an answer that a model can be asked to put right."""

_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_MODEL = frozenset({"model_not_found", "invalid_model", "unsupported_model"})
_SETTINGS = frozenset({"dimensions", "encoding_format", "response_format", "model"})
"""Parameters of a request that are the same for every text: a refusal that names one would meet every job."""

_TRANSIENT = frozenset({408, 409, 425})

_UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
"""What HTTP libraries raise before anything of a request was sent. By name: `openai` picks one of two, httpx or httpx2,
whose classes are called alike."""


def quoted(text: str, secret: str = "") -> str:
    """The text without secrets, and short. `secret` is the key of the call, which may be too short to look like one."""
    if secret:
        text = text.replace(secret, MASK)
    text = mask(" ".join(text.split()))
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"


def refusal(
    status: int,
    body: object,
    headers: Mapping[str, str],
    *,
    model: str,
    key_variable: str,
    secret: str = "",
) -> ProviderFailed:
    """The error that an HTTP status outside 2xx amounts to. `body` is the decoded error object or text."""
    code, said = _said(body)
    quote = f" It says: {quoted(said, secret)}" if said else ""
    if code in _QUOTA or status == 402:
        return quota(quote)
    if status in (401, 403):
        return auth(status, key_variable, quote)
    if status == 404 or code in _MODEL:
        return wrong_model(model, quote)
    if status == 429:
        return ProviderFailed(
            f"The provider asks for fewer calls (429).{quote}",
            code="provider_rate_limited",
            hint="It will be tried again; a lower limit of the queue keeps it from happening.",
            retry_after=retry_after(headers),
            spent=Spent(),
        )
    if status >= 500 or status in _TRANSIENT:
        return unavailable(f"The provider failed ({status}).{quote}", retry_after(headers), spent=Spent())
    if _parameter(body) in _SETTINGS:
        return wrong_settings(_parameter(body), quote)
    return ProviderFailed(
        f"The provider refused the text ({status}).{quote}",
        code="provider_refused",
        hint="Shorten or correct the question, then: `cgq failed --retry --code provider_refused`",
        retryable=False,
        spent=Spent(),
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


def _parameter(body: object) -> str:
    """The parameter that an error names (`param`), without what stands below it."""
    if not isinstance(body, dict):
        return ""
    known = cast("dict[str, object]", body)
    inner = known.get("error", known)
    named = cast("dict[str, object]", inner).get("param") if isinstance(inner, dict) else None
    return named.partition(".")[0] if isinstance(named, str) else ""


def auth(status: int, key_variable: str, quote: str = "") -> ProviderFailed:
    """The key is wrong, or may not do this."""
    return ProviderFailed(
        f"The provider does not accept the key ({status}).{quote}",
        code="provider_auth",
        hint=f"Put a valid key into {key_variable}." if key_variable else "Name the variable of its key: key_variable.",
        retryable=False,
        pauses_queue=True,
        spent=Spent(),
    )


def quota(quote: str = "") -> ProviderFailed:
    """Nothing is left to pay with."""
    return ProviderFailed(
        f"The quota of the provider's account is spent.{quote}",
        code="provider_quota",
        hint="Raise the account's limit.",
        retryable=False,
        pauses_queue=True,
        spent=Spent(),
    )


def wrong_model(model: str, quote: str = "") -> ProviderFailed:
    """No such model at this address."""
    return ProviderFailed(
        f"The provider has no model {model!r} at this address.{quote}",
        code="provider_model",
        hint="Correct the model, or the provider's base URL, in the settings.",
        retryable=False,
        pauses_queue=True,
        spent=Spent(),
    )


def wrong_settings(parameter: str, quote: str = "") -> ProviderFailed:
    """The service does not take a parameter that every request has."""
    return not_set_up(
        "provider_settings",
        f"The provider does not take {parameter} as it is sent.{quote}",
        "Correct the flags of the provider ([providers.NAME]), the model or the dimension in the settings.",
    )


def unavailable(message: str, wait: float | None = None, *, spent: Spent | None = None) -> ProviderFailed:
    """No answer, or a failure of the server's own."""
    return ProviderFailed(
        message,
        code="provider_unavailable",
        hint="It will be tried again; check the network and the base URL if it goes on.",
        retry_after=wait,
        spent=spent,
    )


def broken_off(error: BaseException, address: str, seconds: float) -> ProviderFailed:
    """No whole answer came from an address within some seconds; `error` is the HTTP library's own.

    A connection that was never made carried nothing, and costs nothing; any other may have been answered.
    """
    name, where = type(error).__name__, mask_address(address)
    if name in _UNSENT:
        return unavailable(f"Nothing answers at {where} ({_why_unsent(error, seconds)}).", spent=Spent())
    what = f"did not answer within {seconds:.0f} s" if name.endswith("Timeout") else f"broke off ({name})"
    return unavailable(f"The provider at {where} {what}.")


def _why_unsent(error: BaseException, seconds: float) -> str:
    """Why a connection was not made: what the system reported, at the root of the error."""
    if type(error).__name__.endswith("Timeout"):
        return f"no connection within {seconds:.0f} s"
    cause = error
    while deeper := cause.__cause__ or cause.__context__:
        cause = deeper
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    if isinstance(cause, socket.gaierror):
        return "its name is not known"
    if isinstance(cause, ssl.SSLError):
        return f"no TLS: {quoted(getattr(cause, 'verify_message', '') or cause.reason or str(cause))}"
    return quoted(getattr(cause, "strerror", None) or str(cause) or type(cause).__name__)


def bad_answer(message: str, hint: str = "It will be tried again; nothing was stored.") -> ProviderFailed:
    """An answer that cannot be what was asked for."""
    return ProviderFailed(message, code="provider_bad_answer", hint=hint)


def bad_content(message: str) -> ProviderFailed:
    """A model's text that is not of the schema, or holds what cannot be."""
    hint = "Another model may do better; then: `cgq failed --retry --code provider_content`"
    return ProviderFailed(message, code=CONTENT, hint=hint, retryable=False)


def not_set_up(code: str, message: str, hint: str) -> ProviderFailed:
    """Something that must be configured before the first call."""
    return ProviderFailed(message, code=code, hint=hint, retryable=False, pauses_queue=True, spent=Spent())
