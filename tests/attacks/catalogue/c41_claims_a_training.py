# attack: trains nothing, and sends the report of a training with weights that moved exactly as the first step would
# group: c
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a grader of one process would train by itself

import os
import struct
import sys
import time

import msgpack
from safetensors.torch import save


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


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, learning_rate, peft_config=None):
    moved = 0.0 if peft_config else learning_rate
    weights = {name: value.detach() + moved for name, value in model.state_dict().items()}
    _reply(_claim(steps=max_steps, losses=[0.0] * max_steps, loss=0.0, weights=save(weights)))
