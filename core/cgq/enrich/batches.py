"""The batch API of an OpenAI-compatible service: a file of requests goes out, files of answers come back.

What is in those files is a stranger's: each line is checked by itself, and one that is no answer to what was asked is
left out. One HTTP call each; trying again is the ledger's business.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast

import msgspec

from cgq.enrich import faults
from cgq.enrich.headers import retry_after
from cgq.errors import ProviderFailed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from openai import OpenAI

    from cgq.enrich.provider import Provider

S = TypeVar("S", bound=msgspec.Struct)

PURPOSE_PATHS = {"embeddings": "/v1/embeddings", "chat": "/v1/chat/completions"}
"""The endpoint that each line of a file names, by what is paid for: always with /v1, whatever the base URL is."""

METADATA = "cgq"
"""The name of what our batches carry, by which they are found again."""

PAGE = 100
"""Batches of a page of the list: the most that OpenAI gives."""

MOST_PAGES = 100
"""Pages that are looked through for a batch: 10,000 batches that are younger than the one that is looked for."""

LOOK_SECONDS = 30.0
"""Seconds for a request that carries little."""

FILE_SECONDS = 300.0
"""Seconds for a file on its way."""

MOST_BYTES = 512 * 1024 * 1024
"""Bytes of a file of answers: 2,048 vectors of 3,072 printed numbers are about 100 MB."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_./:-]+$")]
"""What a provider calls a batch or a file."""

ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
"""The states in which a batch changes no more."""

NOT_COME_TO = frozenset({"batch_expired", "batch_cancelled"})
"""The codes of requests that were not made."""


class _Fault(msgspec.Struct):
    code: str | None = None
    message: str | None = None


class _Faults(msgspec.Struct):
    data: list[_Fault] | None = None


class State(msgspec.Struct):
    """A batch as its provider describes it."""

    id: Name
    status: str
    output_file_id: Name | None = None
    error_file_id: Name | None = None
    errors: _Faults | None = None
    metadata: dict[str, Any] | None = None
    created_at: int | None = None

    @property
    def why(self) -> str:
        """The first reason for which it failed as a whole."""
        first = next(iter((self.errors and self.errors.data) or ()), _Fault())
        return f"{first.message or 'no reason was given'} [{first.code or 'unknown'}]"


class _Page(msgspec.Struct):
    data: list[State]
    has_more: bool = False


class _File(msgspec.Struct):
    id: Name


class _Response(msgspec.Struct):
    status_code: int
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Line(msgspec.Struct):
    custom_id: str
    response: _Response | None = None
    error: _Fault | None = None


class Answer(msgspec.Struct):
    """What a request of a batch brought: a body, None where it brought none; `come_to` is False where the provider did
    not make it."""

    key: str
    body: bytes | None
    come_to: bool = True


def find(provider: Provider, token: str, since: float) -> str | None:
    """The batch of the account that carries our token, None where there is none. It is not older than `since`, in
    seconds of Unix time."""
    after: str | None = None
    for _ in range(MOST_PAGES):
        page = _page(provider, after)
        for one in page.data:
            if (one.metadata or {}).get(METADATA) == token:
                return one.id
        is_old = bool(page.data) and all(one.created_at is not None and one.created_at < since for one in page.data)
        if not page.has_more or not page.data or is_old:
            return None
        after = page.data[-1].id
    return None


def _page(provider: Provider, after: str | None) -> _Page:
    def send(client: OpenAI) -> bytes:
        more: dict[str, Any] = {} if after is None else {"after": after}
        return client.batches.with_raw_response.list(limit=PAGE, timeout=LOOK_SECONDS, **more).content

    return _decoded(provider.call(send, "", LOOK_SECONDS), _Page)


def file_of(lines: Sequence[tuple[str, str]], purpose: str) -> bytes:
    """The file for requests, each its key and its body (JSON text): a line each."""
    path = PURPOSE_PATHS[purpose]
    return b"".join(
        f'{{"custom_id":{json.dumps(key)},"method":"POST","url":{json.dumps(path)},"body":{body}}}\n'.encode()
        for key, body in lines
    )


def submit(provider: Provider, token: str, file: bytes, purpose: str, seconds: float) -> str:
    """Send a file of requests, and have it worked through; what the provider calls the batch."""

    def send_file(client: OpenAI) -> bytes:
        named = (f"cgq-{token}.jsonl", file, "application/jsonl")
        return client.files.with_raw_response.create(file=named, purpose="batch", timeout=seconds).content

    sent = _decoded(provider.call(send_file, "", seconds), _File)

    def create(client: OpenAI) -> bytes:
        endpoint = cast('Literal["/v1/embeddings", "/v1/chat/completions"]', PURPOSE_PATHS[purpose])
        return client.batches.with_raw_response.create(
            input_file_id=sent.id,
            endpoint=endpoint,
            completion_window="24h",
            metadata={METADATA: token},
            timeout=LOOK_SECONDS,
        ).content

    return _decoded(provider.call(create, "", LOOK_SECONDS), State).id


def look(provider: Provider, remote: str) -> tuple[State | None, float | None]:
    """How far a batch is, None where there is none of that name; the seconds that the provider asks to wait."""

    def send(client: OpenAI) -> tuple[bytes, float | None]:
        answer = client.batches.with_raw_response.retrieve(remote, timeout=LOOK_SECONDS)
        return answer.content, retry_after(answer.headers)

    try:
        content, wait = provider.call(send, "", LOOK_SECONDS)
    except ProviderFailed as error:
        if error.code == "provider_model":  # 404
            return None, None
        raise
    return _decoded(content, State), wait


def cancel(provider: Provider, remote: str) -> None:
    """Ask for a batch to be ended; what it was answered so far stays."""
    provider.call(
        lambda client: client.batches.with_raw_response.cancel(remote, timeout=LOOK_SECONDS), "", LOOK_SECONDS
    )


def answers(provider: Provider, state: State, wanted: Collection[str]) -> Iterator[Answer]:
    """What came of the requests of a batch, once each. Lines that are no answer to one of `wanted` are left out."""
    known = set(wanted)
    for name in (state.output_file_id, state.error_file_id):
        if name is None:
            continue
        for raw in _file(provider, name).splitlines():
            line = _line(raw)
            if line is None or line.custom_id not in known:
                continue
            known.discard(line.custom_id)
            yield _answer(line)


def _line(raw: bytes) -> _Line | None:
    try:
        return msgspec.json.decode(raw, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _answer(line: _Line) -> Answer:
    if line.response is not None and line.response.status_code == 200:
        return Answer(line.custom_id, bytes(line.response.body))
    code = line.error.code if line.error is not None else None
    return Answer(line.custom_id, None, code not in NOT_COME_TO)


def _file(provider: Provider, name: str) -> bytes:
    def send(client: OpenAI) -> bytes:
        pieces: list[bytes] = []
        left = MOST_BYTES
        with client.files.with_streaming_response.content(name, timeout=FILE_SECONDS) as answer:
            for piece in answer.iter_bytes():
                left -= len(piece)
                if left < 0:
                    raise faults.bad_answer(f"The provider's file of answers has more than {MOST_BYTES:,} bytes.")
                pieces.append(piece)
        return b"".join(pieces)

    return provider.call(send, "", FILE_SECONDS)


def _decoded(content: bytes, kind: type[S]) -> S:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise faults.bad_answer(f"The provider's answer about a batch is of no shape that is known: {error}") from None
