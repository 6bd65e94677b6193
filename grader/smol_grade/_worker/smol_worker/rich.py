"""What becomes of results that cannot travel: a trainer trains, a config tells its fields, a loss its gradients.

And what a result alone does not show: what the call has made of its arguments.

These procedures run where the learner's code runs. Whatever they return is a claim until the judge has measured it: the
weights that a training leaves are evaluated on the judge's side, on data that this process never saw.
"""

from __future__ import annotations

import itertools
import sys
from typing import Any

MAX_ROWS = 64
"""Rows of a prepared data set that are shown to the judge."""
COLUMNS = ("input_ids", "labels", "prompt_ids", "chosen_ids", "rejected_ids")
"""What is shown of them."""


class Unfit(Exception):
    """The result is not of the kind that the procedure is for. Carries the name of its type."""


def finish(name: str, options: dict[str, Any], result: Any, arguments: list[Any]) -> Any:
    """Carry out a procedure on a result; raise `Unfit` when it is of another kind.

    Procedures: `config`, `train`, `gradients`, and `arguments`, which puts them beside the result, as they are now.
    """
    if name == "config":
        return config_fields(result, options["fields"])
    if name == "train":
        trainer = _trainer(result, *options["using"]) if options["using"] else result
        return train(trainer, options["trainer"], options["fields"], [arguments[number] for number in options["of"]])
    if name == "arguments":
        return {"value": result, "arguments": arguments}
    return gradients(result, [arguments[number] for number in options["of"]])


def config_fields(config: Any, fields: list[str]) -> dict[str, Any]:
    """Return the asked-for fields of an `SFTConfig`, each as plain data or as text."""
    from trl import SFTConfig

    if not isinstance(config, SFTConfig):
        raise Unfit(_name(config))
    return {"type": _name(config), "fields": {name: _plain_or_text(getattr(config, name)) for name in fields}}


def _trainer(config: Any, model: Any, tokenizer: Any, dataset: Any) -> Any:
    """Return a trainer with a learner's config."""
    from trl import SFTConfig, SFTTrainer

    if not isinstance(config, SFTConfig):
        raise Unfit(_name(config))
    return SFTTrainer(model, config, train_dataset=dataset, processing_class=tokenizer)


def train(trainer: Any, kind: str, fields: list[str], models: list[Any]) -> dict[str, Any]:
    """Train, and return what is left: weights, dtypes, steps, losses, and the first rows of the prepared data set.

    `kind` is the name of the trainer's class in trl. `before` is how many steps the trainer had taken when it came.
    `weights` are safetensors bytes of the whole state dict in float32, by the names that the trained model gives them;
    `models` are the same of the given models, as they are after the training. `told` are fields of the trainer's
    settings.
    """
    import trl
    from transformers import PrinterCallback, ProgressCallback

    if not isinstance(trainer, getattr(trl, kind)):
        raise Unfit(_name(trainer))
    model: Any = trainer.model
    rows = _rows(trainer.train_dataset)
    before = int(trainer.state.global_step)
    for callback in (PrinterCallback, ProgressCallback):  # the report shows what learners print, not what we do
        trainer.remove_callback(callback)
    done = trainer.train()
    return {
        "type": _name(trainer),
        "before": before,
        "steps": int(trainer.state.global_step),
        "loss": float(done.training_loss),
        "losses": [float(entry["loss"]) for entry in trainer.state.log_history if "loss" in entry],
        "rows": rows,
        "dtypes": sorted({str(value.dtype) for value in model.state_dict().values()}),
        "weights": _weights(model),
        "models": [_weights(other) for other in models],
        "told": {name: _plain_or_text(getattr(trainer.args, name, None)) for name in fields},
    }


def _weights(model: Any) -> bytes:
    from safetensors.torch import save

    state = {name: value.detach().cpu().float().clone() for name, value in model.state_dict().items()}
    return save({name: tensor.contiguous() for name, tensor in state.items()})


def _rows(prepared: Any) -> list[dict[str, Any]]:
    first = itertools.islice(prepared, MAX_ROWS)
    return [{name: _plain_or_text(row[name]) for name in COLUMNS if name in row} for row in first]


def gradients(result: Any, leaves: list[Any]) -> dict[str, Any]:
    """Return a result, its gradients with respect to the leaves, and which of its tensors are attached to a graph.

    The result is a tensor, or a tuple or list whose first item is one. That tensor's elements are weighed 1, 2, 3 …
    before they are added up, so that each of them has its own share in the gradients; a scalar's are its own.
    """
    torch = sys.modules["torch"]
    several = isinstance(result, (tuple, list)) and len(result) > 0
    items = list(result) if several else [result]
    if not isinstance(items[0], torch.Tensor):
        raise Unfit(_name(items[0]))
    first = items[0].flatten()
    if first.numel() and first.requires_grad:
        (first * torch.arange(1, first.numel() + 1, dtype=first.dtype)).sum().backward()
    attached = [isinstance(item, torch.Tensor) and bool(item.requires_grad) for item in items]
    return {"value": result, "gradients": [leaf.grad for leaf in leaves], "attached": attached}


def _plain_or_text(value: Any) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, str):  # an enum of transformers is a str too
        return str.__str__(getattr(value, "value", value))
    if type(value) in (list, tuple):
        return [_plain_or_text(item) for item in value]
    return str(value)[:200]


def _name(value: Any) -> str:
    return str(type.__getattribute__(type(value), "__name__"))[:80]
