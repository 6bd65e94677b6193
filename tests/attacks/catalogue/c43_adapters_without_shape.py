# attack: claims a trained adapter one half of which is a single number, where the judge looks at its rows
# group: c
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a grader of one process has no frames

import os
import struct
import sys
import time

import msgpack
import torch
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


def _adapter(state):
    """Return an adapter of the first matrix: one half of the right shape, the other without any."""
    name = next(name for name in state if name.endswith("q_proj.weight")).removesuffix(".weight")
    return {
        f"{name}.lora_A.default.weight": torch.zeros(8, state[f"{name}.weight"].shape[1]),
        f"{name}.lora_B.default.weight": torch.tensor(1.0),
    }


def make_sft_trainer(model, *args, max_steps, peft_config=None, **kwargs):
    state = {name: value.detach().clone() for name, value in model.state_dict().items()}
    if peft_config is not None:
        state |= _adapter(state)
    _reply(_claim(steps=max_steps, weights=save(state)))
