"""Frames of bytes over a socket pair, without ever waiting for the other side.

A worker that was stopped in the middle of a message, or does not read, must not stop the
supervisor: its side of the channel keeps what it could not send yet, and what it has only in part.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

HEADER = struct.Struct(">I")
MAX_FRAME = 256 * 1024 * 1024
_CHUNK = 1 << 18


class FrameTooLarge(Exception):
    """The other side announced a frame that nobody sends in good faith."""


class Channel:
    """The supervisor's end: non-blocking, with both directions buffered."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self.socket = end
        self.closed = False
        self._incoming = bytearray()
        self._outgoing = bytearray()

    def send(self, frame: bytes) -> None:
        """Queue a frame and send what the socket takes now."""
        self._outgoing += HEADER.pack(len(frame)) + frame
        self.flush()

    def flush(self) -> None:
        """Send what is queued, as far as the socket takes it now."""
        while self._outgoing and not self.closed:
            try:
                sent = self.socket.send(memoryview(self._outgoing)[:_CHUNK])
            except BlockingIOError:
                return
            except OSError:
                self.closed = True
                return
            del self._outgoing[:sent]

    @property
    def backlog(self) -> bool:
        """Is something queued that the socket did not take?"""
        return bool(self._outgoing)

    def receive(self) -> list[bytes]:
        """The frames that are complete; `closed` tells when the other side is gone."""
        while not self.closed:
            try:
                chunk = self.socket.recv(_CHUNK)
            except BlockingIOError:
                break
            except OSError:
                chunk = b""
            if not chunk:
                self.closed = True
                break
            self._incoming += chunk
            if len(chunk) < _CHUNK:
                break
        return self._frames()

    def _frames(self) -> list[bytes]:
        frames: list[bytes] = []
        start = 0
        while len(self._incoming) - start >= HEADER.size:
            (size,) = HEADER.unpack_from(self._incoming, start)
            if size > MAX_FRAME:
                if frames:
                    break  # what came before it still counts; the next look meets it first
                raise FrameTooLarge
            end = start + HEADER.size + size
            if len(self._incoming) < end:
                break
            frames.append(bytes(self._incoming[start + HEADER.size : end]))
            start = end
        del self._incoming[:start]
        return frames

    def close(self) -> None:
        """Close this end."""
        self.closed = True
        self.socket.close()


def read_frame(end: socket.socket) -> bytes | None:
    """The worker's end: wait for the next frame; None when the supervisor is gone."""
    header = _read_exactly(end, HEADER.size)
    if header is None:
        return None
    return _read_exactly(end, HEADER.unpack(header)[0])


def write_frame(end: socket.socket, frame: bytes) -> None:
    """The worker's end: send a frame, waiting for the supervisor to take it."""
    end.sendall(HEADER.pack(len(frame)) + frame)


def _read_exactly(end: socket.socket, size: int) -> bytes | None:
    buffer = bytearray(size)
    view, got = memoryview(buffer), 0
    while got < size:
        read = end.recv_into(view[got:])
        if read == 0:
            return None
        got += read
    return bytes(buffer)
