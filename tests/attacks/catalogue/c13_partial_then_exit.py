# attack: sends the beginning of an answer and leaves with exit status 0, as a process does that is content
# group: c
# targets: text tensor trainer
# ends: crashed
# control: forged

import contextlib
import os
import struct


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def attack(*args, **kwargs):
    with contextlib.suppress(OSError):  # without a channel it still leaves with 0
        _send(struct.pack(">I", 1000) + b"\x90" * 10)
    os._exit(0)
