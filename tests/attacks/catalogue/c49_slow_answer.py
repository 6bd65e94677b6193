# attack: sends its answer a byte at a time, each soon enough for a clock that begins anew with every byte
# group: c
# targets: text tensor
# ends: timeout
# control: none: a grader of one process has no frames

import os
import struct
import sys
import time

import msgpack


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def _request_id():
    """Return the number of the request under way, which stands in a local variable of the code that called us."""
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value) is dict and "op" in value and type(value.get("id")) is int:
                return value["id"]
        frame = frame.f_back
    return 0


def attack(*args, **kwargs):
    body = msgpack.packb({"id": _request_id(), "ok": "a" * 1000})
    for byte in struct.pack(">I", len(body)) + body:
        _send(bytes([byte]))
        time.sleep(0.25)
