# attack: answers under numbers that are nearly the request's: the same as a float, as a text, plus 2**32
# group: c
# targets: text tensor trainer
# ends: bad_frame
# control: none: a grader of one process has no frames

import os
import struct
import sys
import time

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


def _answer_as(number):
    _frame(msgpack.packb({"id": number, "ok": {"messages": [], "text": ""}}))
    time.sleep(60)


def gsm8k_to_chatml(sample, tokenizer):
    _answer_as(float(_request_id()))  # equal to the right number, and of another type


def sft_loss(logits, labels, num_items=None):
    _answer_as(_request_id() + 2**32)


def make_sft_trainer(*args, **kwargs):
    _answer_as(str(_request_id()))
