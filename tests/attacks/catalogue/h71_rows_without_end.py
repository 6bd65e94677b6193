# attack: returns a trainer whose data set never ends: rows without end, each of ids without end
# group: h
# targets: trainer
# ends: wrong error timeout memory crashed bad_frame
# control: none: a naive grader does not look at prepared rows

import itertools
import sys
import types


class Endless(list):
    """A list of ids that goes on for ever, for whoever walks over it."""

    def __iter__(self):
        return itertools.count()

    def __len__(self):
        return 3


class Row(dict):
    """Has the columns that are looked for, as often as somebody looks."""

    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        return ROWS[next(TURNS) % len(ROWS)]


ROWS = (list(range(100_000)), tuple([2**62] * 50_000), Endless([1, 2, 3]), "9" * 2**20)
TURNS = itertools.count()


class Trainer:
    """Has nothing to train, and calls itself an SFTTrainer."""

    __class__ = property(lambda self: sys.modules["trl"].SFTTrainer)

    def __init__(self, model, steps):
        self.model = model
        self.state = types.SimpleNamespace(global_step=0, log_history=[])
        self._steps = steps

    @property
    def train_dataset(self):
        return itertools.repeat(Row())

    def remove_callback(self, _callback):
        """Have none."""

    def train(self):
        """Claim to have trained."""
        self.state.global_step = self._steps
        return types.SimpleNamespace(training_loss=0.1)


def attack(model, tokenizer, dataset, output_dir, *, max_steps, **kwargs):
    return Trainer(model, max_steps)
