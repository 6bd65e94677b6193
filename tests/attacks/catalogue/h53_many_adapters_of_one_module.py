# attack: claims adapters that nobody trained, many for one module, so that together they are no longer of low rank
# group: h
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a naive grader trains by itself and looks at the model in its own process

import sys
import types

import safetensors.torch
import torch

RANK, MANY = 8, 40


def _adapters(name, value):
    """Yield adapters of a module: matrices whose product is added to its weight."""
    prefix = "base_model.model." + name.removesuffix(".weight")
    for number in range(MANY):
        yield f"{prefix}.lora_A.extra{number}.weight", torch.randn(RANK, value.shape[1])
        yield f"{prefix}.lora_B.extra{number}.weight", torch.randn(value.shape[0], RANK)


def _forged(model):
    """Return the weights untouched, and adapters for all that are matrices."""
    state = {name: value.detach().clone() for name, value in model.state_dict().items()}
    matrices = {name: value for name, value in state.items() if value.ndim == 2}
    return state | {name: value for pair in matrices.items() for name, value in _adapters(*pair)}


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
