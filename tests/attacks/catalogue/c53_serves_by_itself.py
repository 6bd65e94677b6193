# attack: takes the worker's place: reads the judge's requests itself, and answers each with what the request held
# group: c
# targets: text tensor trainer
# ends: wrong error bad_frame timeout crashed
# control: none: a grader of one process sends no requests

import os
import struct
import sys

import msgpack


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def _frame(body):
    """Send one frame with this body."""
    _send(struct.pack(">I", len(body)) + body)


def _request_id():
    """Return the number of the request under way, which stands in a local variable of the code that called us."""
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value) is dict and "op" in value and type(value.get("id")) is int:
                return value["id"]
        frame = frame.f_back
    return 0


def _read(size):
    data = b""
    while len(data) < size:
        part = os.read(3, size - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


def attack(*args, **kwargs):
    _frame(msgpack.packb({"id": _request_id(), "ok": {"messages": [], "text": ""}}))
    while True:
        request = msgpack.unpackb(_read(*struct.unpack(">I", _read(4))))
        _frame(msgpack.packb({"id": request["id"], "ok": request}))
