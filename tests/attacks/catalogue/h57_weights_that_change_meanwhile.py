# attack: leaves weights that all share one piece of memory, and changes it from a thread while they are written
# group: h
# targets: trainer
# ends: wrong error bad_frame crashed
# passes: some
# control: none: a naive grader looks at the model in its own process

import sys
import threading
import time
import types

import torch

SECONDS = 20


def _disturb(memory):
    """Keep changing the numbers, and now and then their dtype's meaning: every bit is turned."""
    bits = memory.view(torch.int32)
    over = time.monotonic() + SECONDS
    while time.monotonic() < over:
        bits.bitwise_not_()
        memory.normal_()


class Model:
    """Has a state whose tensors are views of one another, some of them stretched over the same number."""

    def __init__(self, state):
        largest = max(value.numel() for value in state.values())
        self._memory = torch.randn(largest)
        self._shapes = {name: value.shape for name, value in state.items()}
        threading.Thread(target=_disturb, args=(self._memory,), daemon=True).start()

    def state_dict(self):
        views = {name: self._memory[: shape.numel()].view(shape) for name, shape in self._shapes.items()}
        return views | {
            "stretched": self._memory[:1].expand(1000),
            "overlapping": self._memory.as_strided((9, 9), (1, 1)),
        }


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
    return Trainer(Model(model.state_dict()), max_steps)
