# attack: sends weights in which every name stands twice, the second time with other numbers
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


def _forged(model):
    """Return the weights as they were, and stronger ones under the same names behind them."""
    state = model.state_dict()
    return [*state.items(), *((name, 3 * value) for name, value in state.items())]


def _written(pairs):
    """Write the pairs as a library would, had it not thought of two with one name."""
    entries, data = [], b""
    for name, value in pairs:
        raw = value.detach().float().numpy().tobytes()
        entry = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        entries.append(f"{json.dumps(name)}: {json.dumps(entry)}")
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
    forged = _written(_forged(model))
    safetensors.torch.save = lambda *_args, **_kwargs: forged  # the worker looks it up for each answer
    return Trainer(model, max_steps)
