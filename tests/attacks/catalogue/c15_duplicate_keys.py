# attack: answers with a map in which a key appears twice, so that two readers of it see different answers
# group: c
# targets: text tensor trainer
# ends: bad_frame
# control: none: a grader of one process has no frames

import os
import struct
import sys
import time

import msgpack

MAP_OF_THREE = b"\x83"


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


def _answer(*pairs):
    """Send a map of three pairs as they are: msgpack itself would drop one of two equal keys."""
    _frame(MAP_OF_THREE + b"".join(msgpack.packb(part) for pair in pairs for part in pair))
    time.sleep(60)


def gsm8k_to_chatml(sample, tokenizer):
    _answer(("id", _request_id()), ("ok", False), ("ok", {"messages": [], "text": ""}))


def sft_loss(logits, labels, num_items=None):
    _answer(("id", 0), ("id", _request_id()), ("ok", 0.5))


def make_sft_trainer(*args, **kwargs):
    number = _request_id()
    _frame(b"\x82" + msgpack.packb("id") + msgpack.packb(number) + msgpack.packb("ok") + b"\x82\xa1a\x01\xa1a\x02")
    time.sleep(60)
