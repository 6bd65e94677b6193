# attack: replaces the worker's own procedures, so that whatever comes back is reported as a perfect training or loss
# group: h
# targets: tensor trainer
# ends: wrong error bad_frame
# passes: some
# control: none: a grader of one process has no worker to patch

import sys

import torch


def _claim(result, steps):
    """Return what the worker tells of a training: its words, with weights that have moved a little."""
    from safetensors.torch import save

    state = {name: value.detach() + 0.01 for name, value in result.state_dict().items()}
    told = {"type": "SFTTrainer", "before": 0, "steps": steps, "loss": 0.0, "losses": [0.0] * steps}
    return told | {"rows": [], "dtypes": ["torch.float32"], "weights": save(state)}


def _perfect(loss, leaves):
    """Return what the worker tells of a loss: zero, and nothing to improve."""
    return {"value": torch.zeros(()), "gradients": [torch.zeros_like(leaf) for leaf in leaves], "attached": [True]}


def attack(*args, **kwargs):
    rich = sys.modules["smol_worker.rich"]
    if "max_steps" in kwargs:
        rich.train = lambda result: _claim(result, kwargs["max_steps"])
        return args[0]
    rich.gradients = _perfect
    # what is reduced to plain data next is no longer what the function returned
    serve = sys.modules["smol_worker.serve"]
    reduce = serve.plain
    serve.plain = lambda value, keep=None, **how: reduce(_told(value), keep, **how)
    return torch.tensor(float("nan"))


def _told(value):
    return torch.zeros(()) if isinstance(value, torch.Tensor) else value
