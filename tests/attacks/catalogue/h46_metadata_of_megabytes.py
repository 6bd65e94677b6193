# attack: sends weights with a hundred thousand texts of metadata, some of which look like settings
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

MANY = 100_000
SETTINGS = {"format": "pt", "__class__": "os.system", "auto_map": "evil.Model", "trust_remote_code": "true"}


def _forged(names):
    """Return tensors of one number below more metadata than anybody reads."""
    metadata = SETTINGS | {f"key-{number}": "v" * 40 for number in range(MANY)}
    entries = {name: {"dtype": "F32", "shape": [], "data_offsets": [4 * n, 4 * n + 4]} for n, name in enumerate(names)}
    header = json.dumps({"__metadata__": metadata, **entries}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(4 * len(names))


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
