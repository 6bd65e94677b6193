# attack: leaves at once, while a child of its own keeps the channel open and goes on answering
# group: c
# targets: text tensor trainer
# ends: wrong error crashed timeout bad_frame unsolicited
# control: survived

import contextlib
import os
import struct
import time

import msgpack

LIVE_S = 120


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def _frame(body):
    """Send one frame with this body."""
    _send(struct.pack(">I", len(body)) + body)


def _answer_for_ever():
    """Answer whatever may be asked, of this check and of the next ones."""
    end = time.monotonic() + LIVE_S
    while time.monotonic() < end:
        for number in range(10):
            with contextlib.suppress(OSError):
                _frame(
                    msgpack.packb({"id": number, "ok": {"found": True, "binds": True, "close": [], "signature": ""}})
                )
        time.sleep(0.5)


def attack(*args, **kwargs):
    if os.fork() == 0:
        os.setsid()
        _answer_for_ever()
        os._exit(0)
    os._exit(0)
