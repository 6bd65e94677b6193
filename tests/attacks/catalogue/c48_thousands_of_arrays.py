# attack: answers with tens of thousands of small arrays inside each other's lists, each of which the judge opens
# group: c
# targets: tensor
# ends: wrong error bad_frame timeout
# control: none: a grader of one process opens no arrays

import os
import struct
import sys
import time

import msgpack
import torch
from safetensors.torch import save

ARRAYS = 40_000


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


def sft_loss(logits, labels, num_items=None):
    array = {"$array": save({"": torch.tensor(0.5)}), "type": "Tensor", "dtype": "float32"}
    nested = {"$array": array, "type": "Tensor", "dtype": "float32"}
    for _ in range(20):
        nested = [nested, array]
    _reply({"value": array, "gradients": [array] * ARRAYS, "attached": [True], "more": nested})
