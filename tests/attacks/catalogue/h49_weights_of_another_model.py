# attack: claims a training, and sends the weights of another model of the same shapes
# group: h
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a naive grader trains by itself and looks at the model in its own process

import sys
import types

import safetensors.torch


def _forged(model):
    """Return the weights of a new model with the same settings."""
    return {name: value.clone() for name, value in type(model)(model.config).state_dict().items()}


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
