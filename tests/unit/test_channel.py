"""Frames over a socket pair: whole or not at all, and never waiting for the other side (R9)."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.workers.channel import HEADER, MAX_FRAME, Channel, FrameTooLarge, read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pair() -> Iterator[tuple[Channel, socket.socket]]:
    mine, theirs = socket.socketpair()
    channel = Channel(mine)
    yield channel, theirs
    channel.close()
    theirs.close()


@given(frames=st.lists(st.binary(max_size=300), max_size=6), cuts=st.lists(st.integers(1, 400), max_size=20))
def test_frames_arrive_whole_however_they_are_cut(frames: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(HEADER.pack(len(frame)) + frame for frame in frames)
    mine, theirs = socket.socketpair()
    channel = Channel(mine)
    found: list[bytes] = []
    for cut in cuts:
        theirs.sendall(stream[:cut])
        stream = stream[cut:]
        found += channel.receive()
    theirs.sendall(stream)
    theirs.close()
    while not channel.closed:
        found += channel.receive()
    channel.close()
    assert found == frames


def test_R5_a_side_that_does_not_read_stops_nobody(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    frame = b"x" * 5_000_000
    channel.send(frame)
    channel.send(b"second")
    assert channel.backlog
    got = b""
    while len(got) < len(frame) + len(b"second") + 2 * HEADER.size:
        got += theirs.recv(1 << 20)
        channel.flush()
    assert not channel.backlog
    assert got.endswith(HEADER.pack(6) + b"second")


def test_R9_a_frame_of_absurd_length_is_refused_by_its_header(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    theirs.sendall(HEADER.pack(MAX_FRAME + 1))
    with pytest.raises(FrameTooLarge):
        channel.receive()


def test_what_was_sent_before_the_end_is_still_received(pair: tuple[Channel, socket.socket]) -> None:
    """R4: an answer that was given counts, also when its worker died right after it."""
    channel, theirs = pair
    write_frame(theirs, b"answer")
    theirs.sendall(HEADER.pack(100) + b"only a part")
    theirs.close()
    found: list[bytes] = []
    while not channel.closed:
        found += channel.receive()
    assert found == [b"answer"]


def test_sending_to_a_side_that_is_gone_tells_and_raises_nothing(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    theirs.close()
    channel.send(b"x" * 1_000_000)
    assert channel.closed


def test_the_workers_end_waits_for_whole_frames_and_hears_of_the_end(pair: tuple[Channel, socket.socket]) -> None:
    channel, theirs = pair
    channel.send(b"task")
    assert read_frame(theirs) == b"task"
    channel.send(b"")
    assert read_frame(theirs) == b""
    channel.socket.setblocking(True)
    channel.socket.sendall(HEADER.pack(10) + b"half")
    channel.close()
    assert read_frame(theirs) is None
    assert read_frame(theirs) is None
