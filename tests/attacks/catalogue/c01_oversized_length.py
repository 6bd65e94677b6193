# attack: announces an answer of 4 GiB, so that the judge takes memory for it
# group: c
# targets: text tensor trainer
# ends: bad_frame
# control: none: a grader of one process has no frames

import os
import time


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def attack(*args, **kwargs):
    _send(b"\xff\xff\xff\xff" + b"A" * 100)
    time.sleep(60)
