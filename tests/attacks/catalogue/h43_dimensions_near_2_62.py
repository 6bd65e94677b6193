# attack: sends weights without a number whose shapes multiply beyond what 64 bits hold
# group: h
# targets: tensor trainer
# ends: wrong error bad_frame timeout memory crashed
# passes: some
# control: none: a naive grader of these exercises opens no weights

import json
import struct
import sys
import types

import safetensors.torch

SHAPES = ([0, 2**62], [2**62, 0, 2**62], [2**32, 2**32, 0], [0, 2**63])


def _forged(names):
    """Return empty tensors with huge shapes: their sizes are right, whoever multiplies before looking overflows."""
    entries = {}
    for number, name in enumerate(names):
        entries[name] = {"dtype": "F32", "shape": SHAPES[number % len(SHAPES)], "data_offsets": [0, 0]}
    header = json.dumps(entries).encode()
    return struct.pack("<Q", len(header)) + header


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


def attack(*args, **kwargs):
    training = "max_steps" in kwargs
    forged = _forged(list(args[0].state_dict()) if training else [""])
    safetensors.torch.save = lambda *_args, **_kwargs: forged  # the worker looks it up for each answer
    return Trainer(args[0], kwargs["max_steps"]) if training else args[0].float().mean()
