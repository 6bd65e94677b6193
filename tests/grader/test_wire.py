"""The judge's side of the wire: what it refuses, and that it never waits longer than it says."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smol_grade import wire

from . import hostile_frames

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)


def same(left: Any, right: Any) -> bool:
    """NaN equals NaN, and types must agree."""
    return msgpack.packb(left) == msgpack.packb(right)


@given(PLAIN)
def test_plain_data_survives(value: Any) -> None:
    """What is plain data arrives as it was sent."""
    assert same(value, wire.decode(msgpack.packb(value)))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_data_or_refused(data: bytes) -> None:
    """Any bytes are either plain data or a bad frame, never another error."""
    try:
        value = wire.decode(data)
    except wire.BadFrame:
        return
    assert type(value) in (*wire.PLAIN, list, dict)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        msgpack.packb(msgpack.ExtType(5, b"x")),
        msgpack.packb(msgpack.Timestamp(1, 2)),
        b"\x82\xa1a\x01\xa1a\x02",
        b"\x81\x01\x02",
        msgpack.packb(1) + msgpack.packb(2),
        b"\x91" * 200_000 + b"\xc0",
        b"\x91" * (wire.MAX_DEPTH + 2) + b"\xc0",
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        msgpack.packb([None] * (wire.MAX_NODES + 1)),
        msgpack.packb([[None] * 60_000] * 4),
        msgpack.packb("x" * (wire.MAX_STRING + 1)),
        b"\xa1\xff",
    ],
    ids=lambda body: repr(body[:8]),
)
def test_refused(body: bytes) -> None:
    """Extension types, duplicate and odd keys, trailing bytes, bombs and broken text are bad frames."""
    with pytest.raises(wire.BadFrame):
        wire.decode(body)


@pytest.mark.parametrize("name", hostile_frames.SHAPES)
def test_no_frame_costs_the_judge_much(name: str, tmp_path: Path) -> None:
    """The worst bodies of 8 MiB add less than 80 MB to the process that reads them, and are soon done with."""
    body = hostile_frames.SHAPES[name]()
    assert len(body) <= wire.MAX_FRAME
    path = tmp_path / "body"
    path.write_bytes(body)
    ran = subprocess.run(
        [sys.executable, hostile_frames.__file__, str(path)], capture_output=True, check=True, timeout=60
    )
    megabytes, seconds, _ = json.loads(ran.stdout)
    assert megabytes < 80
    assert seconds < 10  # a second where nothing else runs


@pytest.mark.parametrize("size", [1, 40, 3000])
def test_short_bodies_are_checked_too(size: int) -> None:
    """A few bytes that promise many values set nothing aside."""
    with pytest.raises(wire.BadFrame, match="too"):
        wire.decode(b"\xdd\x00\x03\x0d\x40" * size)


def test_the_bounds_are_exact() -> None:
    """As many values, as many keys, and as deep as allowed is read; one more is not."""
    most = wire.MAX_NODES - 1
    assert most == len(wire.decode(msgpack.packb([None] * most)))
    assert wire.MAX_KEYS == len(wire.decode(msgpack.packb({str(n): None for n in range(wire.MAX_KEYS)})))
    assert wire.decode(b"\x91" * wire.MAX_DEPTH + b"\xc0")
    keys = {str(n): None for n in range(wire.MAX_KEYS + 1)}
    for body in (msgpack.packb([None] * (most + 1)), msgpack.packb(keys), b"\x91" * (wire.MAX_DEPTH + 1) + b"\xc0"):
        with pytest.raises(wire.BadFrame):
            wire.decode(body)


def exchange(worker: Callable[[socket.socket], None], seconds: float = 2.0) -> dict[str, Any]:
    """Exchange one request with a worker that runs in a thread."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=worker, args=(theirs,), daemon=True)
    thread.start()
    channel = wire.Channel(ours)
    try:
        time.sleep(0.02)
        return channel.exchange({"op": "call"}, seconds)
    finally:
        channel.close()
        thread.join(5)
        theirs.close()


def answer(value: Any) -> Callable[[socket.socket], None]:
    """Return a worker that reads a request and answers with the value."""

    def work(end: socket.socket) -> None:
        end.recv(65536)
        body = msgpack.packb(value)
        end.sendall(struct.pack(">I", len(body)) + body)

    return work


def test_a_reply_arrives() -> None:
    """A proper reply is returned."""
    assert {"id": 1, "ok": [1]} == exchange(answer({"id": 1, "ok": [1]}))


@pytest.mark.parametrize(
    "reply",
    [
        {"id": 2, "ok": 1},
        {"id": True, "ok": 1},
        {"id": 1.0, "ok": 1},
        {"id": 1},
        {"id": 1, "ok": 1, "err": 2},
        {"id": 1, "ok": 1, "x": 2},
        [1],
        None,
    ],
)
def test_another_envelope_is_refused(reply: Any) -> None:
    """The id must be this request's, an int, and the fields exactly one of the two kinds."""
    with pytest.raises(wire.BadFrame):
        exchange(answer(reply))


def test_a_length_beyond_the_cap_is_refused_at_once() -> None:
    """The length is refused before its memory is taken or its bytes awaited."""
    begun = time.monotonic()
    with pytest.raises(wire.BadFrame):
        exchange(lambda end: (end.recv(65536), end.sendall(b"\xff\xff\xff\xff"))[0] and None)
    assert time.monotonic() - begun < 1


def test_bytes_before_a_request_are_unsolicited() -> None:
    """A worker that speaks first has broken the rules, even with a well-formed reply."""
    with pytest.raises(wire.Unsolicited):
        exchange(lambda end: end.sendall(b"\x00\x00\x00\x01\xc0"))


def test_a_second_reply_is_caught_at_the_next_request() -> None:
    """Exactly one reply belongs to a request; a second one, sent along with it, is not taken for the next."""
    ours, theirs = socket.socketpair()
    channel = wire.Channel(ours)
    thread = threading.Thread(target=lambda: (theirs.recv(65536), theirs.sendall(frame(1) + frame(2))), daemon=True)
    thread.start()
    assert {"id": 1, "ok": None} == channel.exchange({"op": "call"}, 2.0)
    with pytest.raises(wire.Unsolicited):
        channel.exchange({"op": "call"}, 2.0)
    channel.close()
    theirs.close()


def frame(number: int) -> bytes:
    """A good reply to a request."""
    body: bytes = msgpack.packb({"id": number, "ok": None})
    return struct.pack(">I", len(body)) + body


def test_a_closed_channel_is_an_end() -> None:
    """A worker that hangs up, before or within a reply, is gone."""
    with pytest.raises(EOFError):
        exchange(lambda end: end.shutdown(socket.SHUT_RDWR))
    with pytest.raises(EOFError):
        exchange(lambda end: (end.recv(65536), end.sendall(b"\x00\x00\x00\x09\x81"), end.shutdown(2))[0] and None)


def test_silence_and_dripping_end_at_the_deadline() -> None:
    """One deadline holds for the whole exchange, however slowly bytes drip."""

    def drip(end: socket.socket) -> None:
        end.recv(65536)
        for byte in b"\x00\x00\x10\x00" + b"\xc0" * 40:
            try:
                end.sendall(bytes([byte]))
            except OSError:
                return
            time.sleep(0.05)

    for worker in (lambda end: time.sleep(0.6), drip):
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            exchange(worker, 0.4)
        assert time.monotonic() - begun < 3


def test_a_worker_that_does_not_read_is_timed_out() -> None:
    """Writing the request is under the deadline too."""
    ours, theirs = socket.socketpair()
    channel = wire.Channel(ours)
    with pytest.raises(TimeoutError):
        channel.exchange({"op": "x" * 2**22}, 0.3)
    channel.close()
    theirs.close()


def test_who_never_has_to_wait_is_timed_out_too() -> None:
    """Bytes that are always there keep nobody past the deadline: each turn of reading and writing looks at the clock."""
    ours, theirs = socket.socketpair()
    channel = wire.Channel(ours)
    theirs.sendall(b"\xc0" * 65536)
    for turn in (lambda: channel._receive(8, time.monotonic()), lambda: channel._send(b"x", time.monotonic())):
        with pytest.raises(TimeoutError):
            turn()
    channel.close()
    theirs.close()
