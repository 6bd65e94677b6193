# attack: answers the request under way three times and each coming one ahead of time, then returns as if nothing was
# group: c
# targets: text tensor trainer
# ends: wrong error bad_frame unsolicited
# control: none: a grader of one process has no frames

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


def attack(*args, **kwargs):
    number = _request_id()
    for answered in (number, number, number, number + 1, number + 2):
        _frame(msgpack.packb({"id": answered, "ok": {"found": True, "binds": True, "close": [], "signature": ""}}))
    return {"messages": [], "text": ""}
