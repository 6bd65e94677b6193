# attack: sends weights whose header claims to be 2**60 bytes long, and a tensor of 2**80 numbers
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

SHAPE = [2**40, 2**40]


def _forged(names):
    """Return a header that cannot be: longer than any memory, for a tensor larger than any disk."""
    entry = {"dtype": "F32", "shape": SHAPE, "data_offsets": [0, 4]}
    header = json.dumps(dict.fromkeys(names, entry)).encode()
    return struct.pack("<Q", 2**60) + header


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
