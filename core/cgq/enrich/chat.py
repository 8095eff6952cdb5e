"""A task for a chat model whose answer is JSON of a schema, checked by us; a wrong one is put right once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from cgq.enrich.faults import CONTENT, bad_answer, bad_content
from cgq.enrich.provider import BUDGET
from cgq.enrich.tokens import estimated_tokens
from cgq.errors import ProviderFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.config import Service
    from cgq.contract import Payer
    from cgq.enrich.provider import Provider

T = TypeVar("T")

_FENCE = re.compile(r"```(?:json)?\s*\n(.*)\n\s*```", re.DOTALL)

MOST_QUOTED = 20_000
"""Characters of a wrong answer that are sent back: a longer one went astray, and its beginning shows how."""

SCHEMA_IN_WORDS = "{task} Answer with nothing but JSON of this schema, without a code fence: {schema}"
"""The task for a service that cannot be held to a schema."""

REPAIR = "That answer cannot be used: {fault} Answer the same task again, with nothing but JSON of the schema."


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTask:
    """What a model is asked: the `task` in our words, a `text` that is material for it, and the answer's JSON schema.

    `tokens_out` is how long the answer may become, estimated rather too long, `seconds` how long it may take. `parts`
    name the pieces that the answer is kept in (see `PaidRequest.parts`).
    """

    model: str
    task: str
    text: str
    schema: dict[str, Any]
    tokens_out: int
    seconds: float = BUDGET
    parts: tuple[str, ...] = ("answer",)


def complete(provider: Provider, payer: Payer, asked: ChatTask, check: Callable[[bytes], T]) -> T:
    """What `check` makes of the model's answer, which it is given as JSON text.

    `check` raises ProviderFailed `provider_content` for an answer that cannot be right. The model is then asked once
    more, with its answer and what was wrong with it; what it answers then is the last word.
    """

    def whole(content: bytes) -> tuple[bytes, ...]:
        check(content)
        return (content,)

    return check(complete_in_parts(provider, payer, asked, whole)[0])


def complete_in_parts(
    provider: Provider, payer: Payer, asked: ChatTask, split: Callable[[bytes], tuple[bytes, ...]]
) -> tuple[bytes, ...]:
    """The pieces that `split` makes of the model's answer, as `asked.parts` name them; they are kept as they are.

    It is given the answer as JSON text, and raises as `check` of `complete` does.
    """
    wrong = ""

    def read(body: bytes) -> tuple[bytes, ...]:
        nonlocal wrong
        content = message_of(body)
        wrong = content.decode()
        return split(content)

    try:
        return _asked(provider, payer, asked, (), read)
    except ProviderFailed as error:
        if error.code != CONTENT or not wrong:
            raise
        fault = error.message
    corrections = (
        {"role": "assistant", "content": wrong[:MOST_QUOTED]},
        {"role": "user", "content": REPAIR.format(fault=fault)},
    )
    return _asked(provider, payer, asked, corrections, read)


def message_of(body: bytes) -> bytes:
    """The text of a completion, in UTF-8. Raises ProviderFailed where there is none, or where it was cut off."""
    try:
        choice = msgspec.json.decode(body, type=_Completion).choices[0]
    except (msgspec.DecodeError, UnicodeDecodeError, IndexError) as error:
        raise bad_answer(f"The provider's answer is no completion: {error}") from None
    if choice.message.refusal:
        raise bad_content("The model refused the task.")
    if choice.finish_reason not in (None, "stop"):
        raise bad_content(f"The model's answer was not finished ({choice.finish_reason:.40}).")
    return _unfenced(choice.message.content or "").encode("utf-8", "replace")


def _unfenced(text: str) -> str:
    """The text without the code fence that models like to put around JSON."""
    found = _FENCE.fullmatch(text.strip())
    return text if found is None else found[1]


def _format(service: Service, schema: dict[str, Any]) -> dict[str, Any]:
    """How a service is asked for JSON: by the schema, where it can be held to it."""
    if service.json_schema:
        named = {"name": "answer", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {"response_format": {"type": "json_object"}} if service.json_object else {}


def _asked(
    provider: Provider,
    payer: Payer,
    asked: ChatTask,
    corrections: tuple[dict[str, str], ...],
    read: Callable[[bytes], tuple[bytes, ...]],
) -> tuple[bytes, ...]:
    service = provider.service
    schema = json.dumps(asked.schema, sort_keys=True)
    task = asked.task if service.json_schema else SCHEMA_IN_WORDS.format(task=asked.task, schema=schema)
    messages = [{"role": "system", "content": task}, {"role": "user", "content": asked.text}, *corrections]
    body: dict[str, Any] = {"model": asked.model, "messages": messages, **_format(service, asked.schema)}
    tokens_in = estimated_tokens(schema) + sum(estimated_tokens(message["content"]) for message in messages)
    return provider.chat(
        payer,
        body,
        tokens_in=tokens_in,
        tokens_out=asked.tokens_out,
        read=read,
        parts=asked.parts,
        seconds=asked.seconds,
    ).parts
