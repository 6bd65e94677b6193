# attack: answers with msgpack's extension types and its timestamp, which decoders turn into objects
# group: c
# targets: text tensor trainer
# ends: bad_frame
# control: none: a grader of one process has no frames

import os
import struct
import sys
import time

import msgpack

TIMESTAMP = msgpack.Timestamp(0)
CODE = msgpack.ExtType(5, b"abc")


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


def gsm8k_to_chatml(sample, tokenizer):
    _reply({"messages": [], "text": TIMESTAMP})


def sft_loss(logits, labels, num_items=None):
    _reply(CODE)


def make_sft_trainer(*args, **kwargs):
    _reply({"before": 0, "steps": 24, "weights": [[CODE]]})
