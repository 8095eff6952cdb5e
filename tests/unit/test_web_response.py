"""An answer's body, however it is cut into pieces on its way."""

from __future__ import annotations

import gzip

import pytest

from cgq.web.failure import WebFailure
from cgq.web.response import Response

PACKED = gzip.compress(b"%PDF-1.4 x")


def read(*pieces: bytes) -> bytes:
    headers = {"content-encoding": "gzip"}
    response = Response(answered="http://papers.kr/", status=200, headers=headers, body=pieces, most_bytes=1_000)
    return b"".join(response.pieces())


@pytest.mark.parametrize("pieces", [(PACKED,), (PACKED[:5], PACKED[5:]), (PACKED[:-1], PACKED[-1:], b"")])
def test_a_packed_body_is_the_same_however_it_comes(pieces: tuple[bytes, ...]) -> None:
    assert read(*pieces) == b"%PDF-1.4 x"


@pytest.mark.parametrize("pieces", [(PACKED + b"junk",), (PACKED, b"junk"), (PACKED[:-1], PACKED[-1:], b"", PACKED)])
def test_what_follows_a_packed_body_is_refused_wherever_it_is_cut(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(WebFailure, match="something follows") as failure:
        read(*pieces)
    assert failure.value.code == "wrong_type"
