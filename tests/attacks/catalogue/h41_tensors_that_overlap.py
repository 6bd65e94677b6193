# attack: sends weights that all lie on the same bytes, with a hole before them that a file could hide things in
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

HOLE = b"#!/bin/sh\n" * 100


def _forged(names):
    """Return tensors that share their bytes; where there is one alone, the hole is what is wrong."""
    place = [len(HOLE), len(HOLE) + 4]
    entry = {"dtype": "F32", "shape": [], "data_offsets": place}
    header = json.dumps(dict.fromkeys(names, entry)).encode()
    return struct.pack("<Q", len(header)) + header + HOLE + bytes(4)


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
