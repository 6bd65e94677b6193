"""Frames between judge and worker: a big-endian u32 length, then msgpack. The judge's side trusts nothing.

Every cap here is checked before the memory that it guards is taken. Whatever breaks a rule raises `BadFrame`;
`TimeoutError` and `EOFError` mean what they say.
"""

from __future__ import annotations

import selectors
import socket
import struct
import time
from typing import Any

from . import wire_scan

MAX_FRAME = 8 * 2**20
"""Bytes of one reply."""
MAX_NODES = 200_000
"""Values in one reply, containers included."""
MAX_KEYS = 150_100
"""Keys of all dicts in one reply: those of a result as large as a worker sends, and of what is around it."""
MAX_DEPTH = 32
MAX_STRING = 2**20
"""Bytes of one text."""
PLAIN = (str, bytes, int, float, bool, type(None))
"""The types of what `decode` returns, beside list and dict."""
Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class BadFrame(Exception):
    """The worker's bytes break the protocol."""


class Unsolicited(Exception):
    """The worker sent bytes that nobody asked for."""


def encode(message: dict[str, Any]) -> bytes:
    """Return a request of the judge's as one frame."""
    import msgpack

    body: bytes = msgpack.packb(message)
    return struct.pack(">I", len(body)) + body


def decode(body: bytes | bytearray) -> Any:
    """Return the plain data in the body of a frame; raise `BadFrame` for anything else.

    Accepted: None, bool, int, float, str, bytes, list, dict with str keys, each by exact type. Refused: extension
    types and timestamps, duplicate keys, more than `MAX_NODES` values, nesting beyond `MAX_DEPTH`, trailing bytes. The
    shape is checked on the bytes, before an object is made of them: any body of `MAX_FRAME` costs less than 80 MB.
    """
    import msgpack

    try:
        wire_scan.check(body, MAX_NODES, MAX_KEYS, MAX_DEPTH)
        return msgpack.unpackb(
            body,
            object_pairs_hook=_unique,
            ext_hook=_refuse_extension,
            timestamp=0,
            strict_map_key=True,
            max_str_len=MAX_STRING,
            max_bin_len=MAX_FRAME,
            max_array_len=MAX_NODES,
            max_map_len=MAX_NODES,
            max_ext_len=0,
        )
    except BadFrame:
        raise
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise BadFrame(f"{type(error).__name__}: {str(error)[:80]}") from None


def _unique(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if type(key) is not str:
            raise BadFrame("a key is not a text")
        if key in table:
            raise BadFrame("a key appears twice")
        table[key] = value
    return table


def _refuse_extension(code: int, _data: bytes) -> None:
    raise BadFrame(f"extension type {code}")


class Channel:
    """The judge's end of the socket pair: one request, exactly one reply, one deadline for the whole exchange."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._next_id = 0

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a request and return the reply, `{id, ok}` or `{id, err}`.

        Raises `TimeoutError` when the exchange takes longer, `EOFError` when the worker is gone, `BadFrame` and
        `Unsolicited` when it breaks the protocol.
        """
        deadline = time.monotonic() + seconds
        self._refuse_early_bytes()
        self._next_id += 1
        self._send(encode(request | {"id": self._next_id}), deadline)
        (size,) = struct.unpack(">I", self._receive(4, deadline))
        if size > MAX_FRAME:
            raise BadFrame(f"a frame of {size} bytes")
        reply = decode(self._receive(size, deadline))
        if type(reply) is not dict or type(reply.get("id")) is not int or reply["id"] != self._next_id:
            raise BadFrame("not a reply to this request")
        if reply.keys() not in ({"id", "ok"}, {"id", "err"}):
            raise BadFrame("unknown fields")
        return reply

    def _refuse_early_bytes(self) -> None:
        try:
            early = self._socket.recv(1)
        except BlockingIOError:
            return
        except OSError as error:
            raise EOFError(str(error)) from None
        if early:
            raise Unsolicited("bytes before any request")
        raise EOFError("the channel is closed")

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            left = _left(deadline)
            try:
                view = view[self._socket.send(view[: 2**16]) :]
            except BlockingIOError:
                self._wait(selectors.EVENT_WRITE, left)
            except OSError as error:
                raise EOFError(str(error)) from None

    def _receive(self, size: int, deadline: float) -> bytearray:
        data = bytearray()  # grows with what arrives: a length alone costs nothing
        while len(data) < size:
            left = _left(deadline)
            try:
                part = self._socket.recv(min(size - len(data), 2**16))
            except BlockingIOError:
                self._wait(selectors.EVENT_READ, left)
                continue
            except OSError as error:
                raise EOFError(str(error)) from None
            if not part:
                raise EOFError("the channel closed before a complete reply")
            data += part
        return data

    def _wait(self, event: int, seconds: float) -> None:
        with Selector() as selector:
            selector.register(self._socket, event)
            if not selector.select(seconds):
                raise TimeoutError


def _left(deadline: float) -> float:
    """Return the seconds until then; raise `TimeoutError` when there are none, also to whoever never has to wait."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
