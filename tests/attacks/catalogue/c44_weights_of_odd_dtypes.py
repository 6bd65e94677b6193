# attack: claims trained weights of the right shapes in number types that NumPy cannot compute with, or does not know
# group: c
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a grader of one process has no frames

import json
import math
import os
import struct
import sys
import time

import msgpack

DTYPES = (("BOOL", 1), ("BF16", 2), ("U64", 8), ("F8_E4M3", 1), ("I8", 1), ("C64", 8), ("F4", 1), ("NONE", 4))


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


def _claim(**changed):
    """Return what the worker would tell of a training, with some of it changed."""
    told = {"type": "SFTTrainer", "before": 0, "steps": 24, "loss": 0.1, "losses": [0.1], "rows": []}
    return told | {"dtypes": ["torch.float32"], "weights": b""} | changed


def _safetensors(shapes, kinds):
    """Return safetensors bytes by hand: the library writes no dtype that it does not know."""
    header, size = {}, 0
    for number, (name, shape) in enumerate(shapes.items()):
        dtype, width = kinds[number % len(kinds)]
        end = size + math.prod(shape) * width
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [size, end]}
        size = end
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"\x01" * size


def make_sft_trainer(model, *args, max_steps, peft_config=None, **kwargs):
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    kinds = DTYPES[:1] if peft_config is None and max_steps > 1 else DTYPES[1:2] if max_steps == 1 else DTYPES
    _reply(_claim(steps=max_steps, weights=_safetensors(shapes, kinds)))
