# attack: sends weights of double precision and of 64-bit whole numbers, so large that the judge's sums overflow
# group: h
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a naive grader trains by itself and looks at the model in its own process

import sys
import types

import safetensors.torch
import torch

LARGEST = (
    lambda value: torch.full(value.shape, 1.7e308, dtype=torch.float64),
    lambda value: torch.full(value.shape, -(2**63), dtype=torch.int64),
    lambda value: torch.full(value.shape, 5e-324, dtype=torch.float64),
    lambda value: torch.ones(value.shape, dtype=torch.bool),
)


def _forged(model):
    """Return weights of every width, one after the other; in some sums they become infinite, in some less than that."""
    state = model.state_dict().items()
    return {name: LARGEST[n % len(LARGEST)](value) for n, (name, value) in enumerate(state)}


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
    forged = safetensors.torch.save(_forged(model))
    safetensors.torch.save = lambda *_args, **_kwargs: forged  # the worker looks it up for each answer
    return Trainer(model, max_steps)
