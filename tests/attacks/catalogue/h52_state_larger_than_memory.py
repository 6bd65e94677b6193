# attack: leaves a state of one number that claims half a billion places, which fills the memory of whoever copies it
# group: h
# targets: tensor trainer
# ends: wrong error memory crashed timeout bad_frame
# control: none: a naive grader would take the memory of its own machine

import sys
import types

import torch

NUMBERS = 5 * 2**27
"""Almost three gigabytes for each copy of them, four bytes until then."""


class Model:
    """Has a state that is larger than it looks."""

    def state_dict(self):
        return {"model.norm.weight": torch.ones(1).expand(NUMBERS)}


class Trainer:
    """Has nothing to train, and calls itself an SFTTrainer."""

    __class__ = property(lambda self: sys.modules["trl"].SFTTrainer)
    train_dataset = ()
    model = Model()

    def __init__(self, steps):
        self.state = types.SimpleNamespace(global_step=0, log_history=[])
        self._steps = steps

    def remove_callback(self, _callback):
        """Have none."""

    def train(self):
        """Claim to have trained."""
        self.state.global_step = self._steps
        return types.SimpleNamespace(training_loss=0.1)


class Tensor(torch.Tensor):
    """Says that it needs four bytes."""

    nbytes = 4


def attack(*args, **kwargs):
    if "max_steps" in kwargs:
        return Trainer(kwargs["max_steps"])
    return torch.ones(1).expand(NUMBERS).as_subclass(Tensor)
