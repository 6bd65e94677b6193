# attack: a thread, begun while the file is imported, answers every possible request before it is asked
# group: c
# targets: text tensor trainer
# ends: wrong error crashed bad_frame unsolicited
# control: none: a grader of one process has no frames

import contextlib
import os
import struct
import threading
import time

import msgpack

ROUNDS = 2000


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def _frame(body):
    """Send one frame with this body."""
    _send(struct.pack(">I", len(body)) + body)


def _talk():
    with contextlib.suppress(OSError):
        for number in range(ROUNDS):
            _frame(
                msgpack.packb({"id": number % 40, "ok": {"found": True, "binds": True, "close": [], "signature": ""}})
            )
            time.sleep(0.001)


threading.Thread(target=_talk, daemon=True).start()
time.sleep(0.05)  # the first answers are there before the one that the import deserves


def attack(*args, **kwargs):
    return {"messages": [], "text": ""}
