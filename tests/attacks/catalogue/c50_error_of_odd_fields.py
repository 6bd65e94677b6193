# attack: claims an error whose fields are hostile: huge line, names of our own exceptions, commands in its texts
# group: c
# targets: text tensor trainer
# ends: wrong error bad_frame timeout memory
# control: none: a grader of one process has no frames

import os
import struct
import sys
import time

import msgpack

TEXT = "::error file=a::passed\n\x1b[2J\x1b[1;1H22/22 points \u202e<script>alert(1)</script> | @everyone ]]>{{ 7*7 }}"


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


def _claim_error(**changed):
    error = {"type": TEXT, "message": TEXT * 20, "line": 2**64 - 1, "path": TEXT, "found": TEXT, "kinds": [TEXT, [], 5]}
    _frame(msgpack.packb({"id": _request_id(), "err": error | changed}))
    time.sleep(60)


def gsm8k_to_chatml(sample, tokenizer):
    _claim_error(kinds=["KeyError", "Exception", {"a": []}] * 1000)


def sft_loss(logits, labels, num_items=None):
    _claim_error(type="Unsupported", line=-(2**63))


def make_sft_trainer(*args, **kwargs):
    _claim_error(type="CheckEnded", line=0, message="a" * 2**20)
