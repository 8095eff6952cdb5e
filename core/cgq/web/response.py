"""An answer's body, piece by piece, within limits."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from cgq.web.failure import TOO_LARGE, WebFailure, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KEPT_HEADERS = (
    "content-type",
    "content-length",
    "content-disposition",
    "content-encoding",
    "etag",
    "last-modified",
    "date",
)
"""The headers that matter to whoever keeps what came, or asks for it again."""

PIECE = 64 * 1024
"""Bytes of a decompressed piece at most: what a fetch holds in memory."""

_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
"""How zlib reads each encoding (RFC 9110, 8.4.1)."""

_FOLLOWED = "something follows its compressed content"


class Response:
    """What an address answered: `answered` is the address that did, behind all redirects.

    `headers` are those of KEPT_HEADERS, by lower-case name. The body is read once, while the client's context is open.
    """

    def __init__(
        self,
        *,
        answered: str,
        status: int,
        headers: Mapping[str, str],
        body: Iterable[bytes],
        most_bytes: int,
    ) -> None:
        self.answered = answered
        self.status = status
        self.headers = headers
        self._body = body
        self._most = most_bytes
        self._check_length()

    @property
    def not_modified(self) -> bool:
        """Is it still what the validators named (304)? Then there is no body."""
        return self.status == 304

    def pieces(self) -> Iterator[bytes]:
        """The body, decompressed, in pieces of at most 64 KiB.

        Raises WebFailure: `too_large`, `timeout`, `unreachable` where the connection breaks, `wrong_type` for an
        encoding that was not asked for and cannot be undone.
        """
        taken = 0
        for piece in self._decoded(self._counted()):
            taken += len(piece)
            if taken > self._most:
                raise self._too_large()
            yield piece

    def _counted(self) -> Iterator[bytes]:
        """The body as it comes."""
        taken = 0
        for piece in self._body:
            taken += len(piece)
            if taken > self._most:
                raise self._too_large()
            for start in range(0, len(piece), PIECE):
                yield piece[start : start + PIECE]

    def _decoded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        encoding = self.headers.get("content-encoding", "").strip().lower()
        if encoding in ("", "identity"):
            return pieces
        if encoding not in _WINDOWS:
            raise self._unreadable(f"it is encoded as {shown(encoding)}, which was not asked for")
        return self._decompressed(pieces, _WINDOWS[encoding])

    def _decompressed(self, pieces: Iterator[bytes], window: int) -> Iterator[bytes]:
        inflater = _Inflater(window)
        try:
            for piece in pieces:
                if inflater.is_complete and piece:
                    raise self._unreadable(_FOLLOWED)
                yield from inflater.inflate(piece)
                if inflater.is_followed:
                    raise self._unreadable(_FOLLOWED)
        except zlib.error as error:
            raise self._unreadable("its compression is damaged") from error
        if not inflater.is_complete:
            raise self._unreadable("its compression ends too early")

    def _check_length(self) -> None:
        length = self.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > self._most:
            raise self._too_large()

    def _too_large(self) -> WebFailure:
        message = f"{shown(self.answered)} gives more than {self._most / 1e6:.0f} MB."
        hint = "Raise most_bytes under [collect] in cgq.toml to take larger files."
        return WebFailure(message, code=TOO_LARGE, hint=hint)

    def _unreadable(self, why: str) -> WebFailure:
        return WebFailure(f"The body of {shown(self.answered)} cannot be read: {why}.", code="wrong_type")


class _Inflater:
    """Decompresses at most PIECE at once: a few bytes may stand for gigabytes."""

    def __init__(self, window: int) -> None:
        self._decoder = zlib.decompressobj(window)

    @property
    def is_complete(self) -> bool:
        return self._decoder.eof

    @property
    def is_followed(self) -> bool:
        return bool(self._decoder.unused_data)

    def inflate(self, data: bytes) -> Iterator[bytes]:
        """What a piece of the compressed body holds."""
        while not self._decoder.eof:
            inflated = self._decoder.decompress(data, PIECE)
            if inflated:
                yield inflated
            data = self._decoder.unconsumed_tail
            if not data and len(inflated) < PIECE:
                return
