# attack: sends weights in which every name stands twice, with the same bytes as floats and then as whole numbers
# group: h
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a naive grader trains by itself and looks at the model in its own process

import json
import struct
import sys
import types

import safetensors.torch

DTYPES = ("F32", "I32")
"""Readers disagree on which of two equal names counts; the last one does for the library."""


def _forged(model):
    """Write the weights as a library would, had it not thought of two with one name."""
    entries, data = [], b""
    for name, value in model.state_dict().items():
        raw = value.detach().float().numpy().tobytes()
        place = {"shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        entries += [f"{json.dumps(name)}: {json.dumps({'dtype': dtype, **place})}" for dtype in DTYPES]
        data += raw
    header = ("{" + ", ".join(entries) + "}").encode()
    return struct.pack("<Q", len(header)) + header + data


class Trainer:
    """Has nothing to train, and calls itself an SFTTrainer."""

    __class__ = property(lambda self: sys.modules["trl"].SFTTrainer)
    train_dataset = ()

    def __init__(self, model, steps):
        self.model = model
        self.state = types.SimpleNamespace(global_step=0, log_history=[])
        self._steps = steps

    def remove_callback(self, _callback):
        """Have none."""

    def train(self):
        """Claim to have trained."""
        self.state.global_step = self._steps
        return types.SimpleNamespace(training_loss=0.1)


def attack(model, tokenizer, dataset, output_dir, *, max_steps, **kwargs):
    forged = _forged(model)
    safetensors.torch.save = lambda *_args, **_kwargs: forged  # the worker looks it up for each answer
    return Trainer(model, max_steps)
