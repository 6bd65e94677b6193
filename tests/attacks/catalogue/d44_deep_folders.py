# attack: nests 3,000 folders in the one that the judge lists and clears, deeper than its functions call each other
# group: d
# targets: text tensor trainer
# ends: wrong error crashed bad_frame timeout
# passes: some
# control: none: nested folders trouble only whoever lists or clears them

import contextlib
import os
import struct
import sys
import time

import msgpack

DEPTH = 3000
FOLDER = "out"  # where a trainer is told to write


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


def _reply(value):
    """Answer the request under way ahead of the worker, and keep the worker from answering too."""
    _frame(msgpack.packb({"id": _request_id(), "ok": value}))
    time.sleep(60)


def _nest():
    """Go down step by step: the last paths are longer than the kernel takes at once."""
    above = os.open(".", os.O_RDONLY)
    with contextlib.suppress(OSError):
        for name in [FOLDER] + ["d"] * DEPTH:  # short: the paths that the kernel still takes are a thousand deep
            os.mkdir(name)
            os.chdir(name)
    os.fchdir(above)
    os.close(above)


def attack(*args, **kwargs):
    _nest()
    return {"messages": [], "text": ""}


def make_sft_trainer(*args, max_steps, **kwargs):
    _nest()
    told = {"type": "SFTTrainer", "before": 0, "steps": max_steps, "loss": 0.1, "losses": [], "rows": []}
    _reply(told | {"dtypes": [], "weights": b""})
