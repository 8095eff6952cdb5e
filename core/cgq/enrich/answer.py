"""The body of an embeddings answer, checked number by number before anything of it is believed (R7, C5)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.enrich.faults import bad_answer, not_set_up

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


class Item(msgspec.Struct):
    """One vector of an answer: numbers, or base64 of little-endian float32."""

    embedding: list[float] | str
    index: int | None = None


class Answer(msgspec.Struct):
    """The answer to one call, as far as it is used."""

    data: list[Item]


def vectors(body: bytes, *, count: int, dimension: int) -> list[bytes]:
    """The vectors of an answer in the order of the question, each scaled to length 1, as float32 bytes.

    Raises ProviderFailed `provider_bad_answer` when their number, an index or a single number is not what it must be,
    `provider_dimension` when they have another dimension than is configured: so would those of any other text.
    """
    try:
        items = msgspec.json.decode(body, type=Answer).data
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise bad_answer(f"The provider's answer is not a list of vectors: {error}") from None
    if len(items) != count:
        raise bad_answer(f"The provider answered {count} texts with {len(items)} vectors.")
    return [_unit(item.embedding, dimension) for item in _ordered(items)]


def _ordered(items: list[Item]) -> list[Item]:
    places = [item.index for item in items]
    if all(place is None for place in places):
        return items
    by_place = {item.index: item for item in items}
    if set(by_place) != set(range(len(items))):
        raise bad_answer("The provider's vectors are numbered with gaps or repeats.")
    return [by_place[place] for place in range(len(items))]


def _unit(embedding: list[float] | str, dimension: int) -> bytes:
    import numpy

    values = _numbers(embedding)
    if values.size != dimension:
        raise not_set_up(
            "provider_dimension",
            f"The provider's vectors have {values.size} dimensions; {dimension} are configured.",
            f"Set embedding.dimension to {values.size}, or name another model.",
        )
    length = float(numpy.linalg.norm(values))
    if not numpy.isfinite(length) or length == 0.0:
        raise bad_answer("The provider's vectors hold numbers that are not finite, or only zeros.")
    return (values / length).astype("<f4").tobytes()


def _numbers(embedding: list[float] | str) -> NDArray[numpy.float64]:
    import numpy

    if not isinstance(embedding, str):
        return numpy.asarray(embedding, dtype=numpy.float64)
    try:
        raw = base64.b64decode(embedding, validate=True)
        packed: NDArray[Any] = numpy.frombuffer(raw, dtype="<f4")
    except (binascii.Error, ValueError):
        raise bad_answer("The provider's vectors are neither numbers nor base64 of them.") from None
    return packed.astype(numpy.float64)
